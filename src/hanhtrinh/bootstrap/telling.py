"""What a server does by the hour: looks whether maps drifted, reminds of reviews, carries letters."""

from collections.abc import Callable, Iterable

import structlog

from hanhtrinh.app.carrying import Carrier
from hanhtrinh.app.drifting.looking import look_at
from hanhtrinh.app.drifting.telling import send_digests
from hanhtrinh.app.looping import Loop
from hanhtrinh.app.mailing.carrying import postman
from hanhtrinh.app.reviewing.reminding import remind
from hanhtrinh.bootstrap import now
from hanhtrinh.bootstrap.beside import failed, safely
from hanhtrinh.channels.email import SmtpMailer, server_of
from hanhtrinh.channels.email.message import address_of
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.mail import Letter
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.mails import SqlOutbox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.web.services import Services

ROUND_SECONDS, FIRST_SECONDS = 600.0, 120.0
"""Rounds are made so often, the first one a while after the start; each journey is looked at once an hour."""
_log = structlog.get_logger("hanhtrinh.letters")


def postman_of(settings: ServerSettings, database: Database) -> Carrier | None:
    """Return what carries letters; None where no e-mail was set up, InputError where it was set up wrong."""
    if (settings.mail_from and not settings.smtp_url) or (settings.smtp_url and not settings.mail_from):
        raise InputError("mail.half_set_up")
    if not settings.mails:
        return None
    check_sender(settings.mail_from)
    mailer = SmtpMailer(
        server_of(settings.smtp_url), settings.mail_from,
        lambda letter: stop_at(settings.public_address, letter),
    )  # fmt: skip
    return postman(SqlOutbox(database), mailer, now, lambda error: failed(_log, "round", "letters", error))


def stop_at(address: str, letter: Letter) -> str:
    """Return where further letters of a kind are ended: of surveys the page of the invitation does it."""
    if not letter.stop:
        return ""
    return f"{address}/a/{letter.stop}/stop" if letter.kind == "survey" else f"{address}/mail/stop/{letter.stop}"


class Rounds:
    """Makes rounds through all workspaces in a thread of its own."""

    def __init__(self, services: Services, *, reads: bool, works: bool) -> None:
        self._services, self._reads, self._works = services, reads, works
        self._loop = Loop("rounds", self._once, ROUND_SECONDS, first=FIRST_SECONDS)

    def start(self) -> None:
        """Make rounds until closed."""
        self._loop.start()

    def close(self, seconds: float = 5.0) -> None:
        """Make no further round; one that reads a large workspace is not waited for."""
        self._loop.close(seconds)

    def _once(self) -> bool:
        self.make()
        return False

    def make(self) -> None:
        """Go through all workspaces once; what goes wrong with one does not keep the others waiting."""
        for space in safely(_log, "round", "spaces", self._services.accounts.spaces) or ():
            for where, work in self._of(space):
                if self._loop.closing:
                    return
                safely(_log, "round", where, work)

    def _of(self, space: Space) -> Iterable[tuple[str, Callable[[], object]]]:
        services = self._services
        if self._reads:
            for key in safely(_log, "round", "journeys", lambda: services.desk.journeys.keys(space)) or ():
                yield "drift", lambda key=key: look_at(services.drifts, space, key)  # type: ignore[misc]
        if self._works:
            yield "digest", lambda: send_digests(services.drifts, space)
            yield "review", lambda: remind(services.review, space)


def check_sender(given: str) -> None:
    """Raise InputError where whom letters come from is no address."""
    try:
        address_of(given)
    except (ValueError, UnicodeError):
        raise InputError("mail.bad_sender") from None
