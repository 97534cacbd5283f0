"""A server as a whole: its parts opened in order, kept running, and closed so that nothing accepted is lost."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import structlog
from litestar import Litestar
from sqlalchemy import text

from hanhtrinh.app.carrying import Carrier
from hanhtrinh.app.looping import Loop
from hanhtrinh.app.people.erasing import KIND as ERASURE
from hanhtrinh.app.sealing import seal
from hanhtrinh.app.understanding.maps import WordedMaps
from hanhtrinh.bootstrap import now, threads, workspace_at
from hanhtrinh.bootstrap.answers import tell_answers
from hanhtrinh.bootstrap.asking import AskingRounds
from hanhtrinh.bootstrap.casing import CaseWatch, messenger_of
from hanhtrinh.bootstrap.erasing import erasure_work
from hanhtrinh.bootstrap.learning import Learning
from hanhtrinh.bootstrap.living import registry
from hanhtrinh.bootstrap.mail_reading import MAILBOX_SECONDS, look_into_mailboxes
from hanhtrinh.bootstrap.metering import MeteredInbox, Tails
from hanhtrinh.bootstrap.picture_sweeping import PictureSweeping
from hanhtrinh.bootstrap.seal_child import Told, workspaces
from hanhtrinh.bootstrap.sealing_apart import SealingApart
from hanhtrinh.bootstrap.serving import Wired, wire
from hanhtrinh.bootstrap.telling import Rounds, postman_of
from hanhtrinh.bootstrap.versioning import keep_versions
from hanhtrinh.bootstrap.warming import Warming
from hanhtrinh.bootstrap.working import worker
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.sealing import Sealing
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.jobs import SqlJobs
from hanhtrinh.store.sealing import SqlSealing
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.holding import holding
from hanhtrinh.store.sql.migrations.running import migrate
from hanhtrinh.store.writable import WritableWorkspace
from hanhtrinh.values import in_one_part
from hanhtrinh.web.app import create_app
from hanhtrinh.web.collecting import in_front
from hanhtrinh.web.metrics import Metrics
from hanhtrinh.web.services import Services
from hanhtrinh.web.watching import watched

LEAST_FREE = 200 * 2**20
"""Bytes the disk must have free; with less the server says so while it can still accept."""
MOST_AGE = 60.0
"""Seconds after which timelines that nobody reads on with are called stuck."""
_LAST_SEALS = 2
_log = structlog.get_logger("hanhtrinh.server")


@dataclass
class Running:
    """An open server: `asgi` answers requests, `app` is the pages' part of it, `services` what they reach."""

    services: Services
    app: Litestar
    asgi: Callable[[Any, Any, Any], Any]


@contextmanager
def opened(settings: ServerSettings, *, setup_token: str = "", lang: Lang = "vi") -> Iterator[Running]:
    """Open a server over its folder and database, run what runs beside requests, and close it all again.

    Raises WorkspaceError where another server has the folder or its part of the database.
    """
    _check_role(settings)
    with ExitStack() as stack:
        workspace_at(settings.home, create=True, lang=lang)
        database = Database.at(settings.home, settings.database_url)
        stack.callback(database.close)
        _take_parts(stack, settings, database)
        migrate(database)
        metrics, wired = Metrics(), wire(settings, database)
        postman = postman_of(settings, database)
        services = _metered(stack, settings, database, wired, metrics, setup_token)
        services = replace(services, wake_postman=postman.wake if postman else services.wake_postman)
        messenger = messenger_of(settings, database)
        services = replace(services, wake_messenger=messenger.wake)
        app, beside = create_app(services), beside_requests(services)
        if settings.role in ("all", "work"):
            _start_work(stack, settings, database, services, metrics)
        _start_letters(stack, settings, beside, postman)
        _start_cases(stack, settings, beside, messenger)
        if settings.role in ("all", "read"):
            learning = Learning(beside)
            learning.start()
            stack.callback(learning.close)
            stack.callback(keep_versions(services))
            warming = Warming(beside)
            warming.start()
            stack.callback(warming.close)
        if settings.role in ("all", "work"):
            stack.callback(tell_answers(beside))
        for close in reversed(wired.closings):
            stack.callback(_quietly, close)
        wired.inbox.start()
        collects = settings.role != "work"
        yield Running(services, app, watched(in_front(app) if collects else app, metrics))


def beside_requests(services: Services) -> Services:
    """Return services as what runs beside requests uses them: on one processor, the others are for those who wait."""
    return replace(services, people_desk=replace(services.people_desk, run=in_one_part))


def _check_role(settings: ServerSettings) -> None:
    if settings.role != "all" and not settings.database_url:
        raise InputError("serve.role_needs_postgres", role=settings.role)


def _take_parts(stack: ExitStack, settings: ServerSettings, database: Database) -> None:
    what = f"hanhtrinh serve --role {settings.role}"
    if database.sqlite:
        stack.enter_context(holding(database, settings.home, "work", what))
        return
    for part in ("read", "work"):
        if settings.role in ("all", part):
            stack.enter_context(holding(database, settings.home, part, what))


def _metered(
    stack: ExitStack,
    settings: ServerSettings,
    database: Database,
    wired: Wired,
    metrics: Metrics,
    setup_token: str,
) -> Services:
    tails = Tails(metrics, now)
    services = replace(wired.services, inbox=MeteredInbox(wired.services.inbox, metrics), metrics=metrics)
    health: dict[str, Callable[[], str]] = {
        "database": lambda: _database_trouble(database),
        "disk": lambda: _disk_trouble(settings),
    }
    if settings.role in ("all", "read"):
        health["timelines"] = lambda: "stuck" if tails.age() > MOST_AGE else ""
        live = registry(settings, database, wired.inbox, tails)
        stack.callback(live.close)
        worded = WordedMaps(live.of, services.understanding, threads())

        def begin_anew(space: Space) -> None:
            live.begin_anew(space)
            worded.forget(space)
            services.said_memory.forget()

        services = replace(services, maps=worded.of, begin_anew=begin_anew)

    def measure() -> None:
        metrics.inbox_waiting.set(wired.inbox.waiting_bytes)
        metrics.frame_age.set(tails.age())
        metrics.watchers.set(services.hub.watchers)

    return replace(services, setup_token=setup_token, health=health, measure=measure)


def _start_work(
    stack: ExitStack, settings: ServerSettings, database: Database, services: Services, metrics: Metrics
) -> None:
    sealing = SqlSealing(database)
    apart = SealingApart(Told(home=str(settings.home), url=settings.database_url), sealing, metrics)
    more = {ERASURE: erasure_work(settings, database, services)}
    mails = Loop("mailboxes", lambda: look_into_mailboxes(services), MAILBOX_SECONDS)
    jobs = worker(SqlJobs(database), services.accounts, services.imports, now, more, services.letters_join)
    sweeping = PictureSweeping(services.accounts, services.pictures)
    apart.start()
    jobs.start()
    mails.start()
    sweeping.start()

    def end() -> None:
        mails.close(5)
        sweeping.close()
        jobs.close()
        apart.close()
        _last_seals(sealing, workspaces(settings.home, database))

    stack.callback(end)


def _start_letters(stack: ExitStack, settings: ServerSettings, services: Services, postman: Carrier | None) -> None:
    works, reads = settings.role in ("all", "work"), settings.role in ("all", "read")
    if postman is not None and works:
        postman.start()
        stack.callback(postman.close)
    if works or reads:
        rounds = Rounds(services, reads=reads, works=works)
        rounds.start()
        stack.callback(rounds.close)
    if reads:
        asking = AskingRounds(services)
        asking.start()
        stack.callback(asking.close)


def _start_cases(stack: ExitStack, settings: ServerSettings, services: Services, messenger: Carrier) -> None:
    if settings.role in ("all", "work"):
        messenger.start()
        stack.callback(messenger.close)
    if settings.role in ("all", "read"):
        watch = CaseWatch(services)
        watch.start()
        stack.callback(watch.close)


def _last_seals(sealing: Sealing, store_of: Callable[[str], WritableWorkspace]) -> None:
    """Seal what still waits, as far as that is quick; the rest waits safely for the next start."""
    until = time.monotonic() + _LAST_SEALS
    with suppress(Exception):
        for workspace, messages in sealing.waiting().items():
            while messages > 0 and time.monotonic() < until:
                sealed = seal(workspace, store_of(workspace), sealing, now=now())
                messages = messages - sealed if sealed else 0


def _database_trouble(database: Database) -> str:
    try:
        with database.reading() as connection:
            connection.execute(text("SELECT 1"))
    except Exception as error:
        return type(error).__name__
    return ""


def _disk_trouble(settings: ServerSettings) -> str:
    return "" if shutil.disk_usage(settings.home).free >= LEAST_FREE else "nearly full"


def _quietly(close: Callable[[], object]) -> None:
    """Close one part; what goes wrong there must not keep the others open."""
    try:
        close()
    except Exception as error:
        _log.warning("not_closed", kind=type(error).__name__)
