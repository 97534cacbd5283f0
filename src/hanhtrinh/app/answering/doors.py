"""The ways to a survey: an open link (its code), an invitation (its token), a kiosk (its token).

A door says which survey of which workspace is answered, and for whom. Opening one records nothing.
"""

import hashlib
import hmac
from collections.abc import Collection
from typing import Literal, NamedTuple

import msgspec

from hanhtrinh.access import digest
from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.errors import NotFound
from hanhtrinh.events.event import ANONYMOUS
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.surveys import Invitation, Kept, Response
from hanhtrinh.voice.surveys.model import Channel, Survey

Kind = Literal["q", "a", "kiosk"]
MINE = "me"
"""The filling in of an invitation: whoever holds its token goes on where they were, on every device."""
_ID = 32


class Door(NamedTuple):
    """A way to a survey: `code` is what stands in its address, `secret` what its forms' tokens are made with."""

    kind: Kind
    code: str
    space: Space
    kept: Kept
    secret: str
    invitation: Invitation | None = None

    @property
    def address(self) -> str:
        """Where it is."""
        return f"/{self.kind}/{self.code}"

    @property
    def link(self) -> str:
        """What all who come by it have in common, for counting them; no token stands in it."""
        return f"{self.kind}/{self.invitation.digest if self.invitation else digest(self.code)}"


def open_link(desk: AnswerDesk, code: str) -> Door:
    """Return the door of an open link; NotFound where no survey has this code."""
    return _by_link(desk, "q", code, code)


def kiosk(desk: AnswerDesk, token: str) -> Door:
    """Return the door of a kiosk."""
    return _by_link(desk, "kiosk", token, digest(token))


def _by_link(desk: AnswerDesk, kind: Literal["q", "kiosk"], code: str, known: str) -> Door:
    found = desk.links.by_code("open" if kind == "q" else "kiosk", known)
    if found is None:
        raise NotFound("answering.no_survey")
    return _door(desk, kind, code, found.workspace, found.survey, found.secret)


def invitation(desk: AnswerDesk, token: str) -> Door:
    """Return the door of an invitation by its token."""
    found = desk.responses.invitation(digest(token))
    if found is None:
        raise NotFound("answering.no_survey")
    return _door(desk, "a", token, found.workspace, found.survey, token, found)


def _door(
    desk: AnswerDesk, kind: Kind, code: str, workspace: str, survey: str, secret: str, sent: Invitation | None = None
) -> Door:
    space, kept = desk.accounts.space_by_id(workspace), desk.surveys.get(workspace, survey)
    if space is None or kept is None or kept.version == 0:
        raise NotFound("answering.no_survey")
    return Door(kind, code, space, kept, secret, sent)


def survey_of(desk: AnswerDesk, door: Door, version: int) -> Survey:
    """Return a version as it is answered: an anonymous one asks nobody how to be reached, a kiosk takes no files."""
    found = desk.surveys.version(door.space.id, door.kept.key, version)
    if found is None:
        raise NotFound("answering.no_survey")
    left_out: set[str] = {"contact"} if found.anonymous else set()
    left_out |= {"file"} if door.kind == "kiosk" else set()
    return without(found, left_out) if left_out else found


def without(survey: Survey, kinds: Collection[str]) -> Survey:
    """Return a survey without questions of some kinds."""
    pages = tuple(
        msgspec.structs.replace(page, questions=tuple(one for one in page.questions if one.kind not in kinds))
        for page in survey.pages
    )
    return msgspec.structs.replace(survey, pages=pages)


def response_id(door: Door, filling: str) -> str:
    """Return the id of a filling in: of an invitation its own (`me`), else that of the secret in the address.

    What is stored does not lead back to the secret, so that nobody who sees it can go on in somebody's place.
    """
    made_of = f"{door.invitation.digest}" if door.invitation and filling == MINE else f"{door.kept.key}/{filling}"
    return hashlib.sha256(f"response\0{door.space.id}\0{made_of}".encode()).hexdigest()[:_ID]


def channel_of(door: Door, filling: str) -> Channel:
    """Return how somebody came: a filling in that began at a QR code says so by its first letter."""
    if door.invitation is not None:
        return door.invitation.channel
    if door.kind == "kiosk":
        return "kiosk"
    return "qr" if filling.startswith("q") else "link"


def person_of(door: Door, response: str) -> str:
    """Return whose answers these are: the invited person's, else somebody's new whom nobody knows."""
    return door.invitation.person if door.invitation else f"{ANONYMOUS}response-{response}"


def mark_of(token: str, question: str, score: int) -> str:
    """Return what stands for a score in the address of a letter: readable only to who holds the token.

    >>> mark_of("t", "q", 9) == mark_of("t", "q", 9) != mark_of("t", "q", 8)
    True
    """
    return hmac.new(token.encode(), f"mark\0{question}\0{score}".encode(), hashlib.sha256).hexdigest()[:12]


def score_of(token: str, question: str, mark: str, scores: range) -> int | None:
    """Return the score a mark stands for, None where it is none."""
    given = mark.encode()
    return next((n for n in scores if hmac.compare_digest(mark_of(token, question, n).encode(), given)), None)


def began_by(door: Door, response: Response | None) -> int:
    """Return the version that is answered: the one somebody began, else the newest."""
    return response.version if response is not None else door.kept.version
