"""Handing a survey out: its open link and QR code, the link of a kiosk, what stands in the letter."""

from typing import NamedTuple

from hanhtrinh.access import Actor, Right, digest, require
from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.errors import NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.answering import LinkKind, SurveyLink
from hanhtrinh.ports.surveys import Kept
from hanhtrinh.voice.surveys.model import Survey

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What codes are made of: nothing that is read or typed as something else."""
_CODE = 10


class Handed(NamedTuple):
    """A survey to be handed out: the newest opened version (None: never opened), its open link and its kiosk's."""

    kept: Kept
    survey: Survey | None
    link: SurveyLink | None
    kiosk: SurveyLink | None


def handed(actor: Actor, space: Space, desk: AnswerDesk, survey: str) -> Handed:
    """Return what a survey is handed out by; its open link is made when it was opened and has none."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    kept = _kept(desk, space, survey)
    version = desk.surveys.version(space.id, survey, kept.version) if kept.version else None
    link = desk.links.of(space.id, survey, "open")
    if version is not None and link is None:
        link = desk.links.ensure(_link(desk, actor, space, survey, "open", code_of(desk.new_token())))
    return Handed(kept, version, link, desk.links.of(space.id, survey, "kiosk"))


def renew_link(actor: Actor, space: Space, desk: AnswerDesk, survey: str) -> SurveyLink:
    """Give a survey another open link; the one before, printed or not, leads nowhere any more."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    _kept(desk, space, survey)
    link = _link(desk, actor, space, survey, "open", code_of(desk.new_token()))
    desk.links.renew(link)
    desk.audit.note(actor, space.id, "survey.link_renewed", survey)
    return link


def make_kiosk(actor: Actor, space: Space, desk: AnswerDesk, survey: str) -> str:
    """Make a kiosk's link and return its token, this once; the one before leads nowhere any more."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    _kept(desk, space, survey)
    token = desk.new_token()
    desk.links.renew(_link(desk, actor, space, survey, "kiosk", digest(token)))
    desk.audit.note(actor, space.id, "survey.kiosk_made", survey)
    return token


def end_kiosk(actor: Actor, space: Space, desk: AnswerDesk, survey: str) -> None:
    """End a kiosk's link."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    desk.links.remove(space.id, survey, "kiosk")
    desk.audit.note(actor, space.id, "survey.kiosk_ended", survey)


def code_of(token: str) -> str:
    """Return a code one can read from paper and type, made of a random secret (in hex).

    >>> code_of("ffffffffffffffffffff0000")
    '23wt4cx4zm'
    """
    number, letters = int(token[:32], 16), ""
    for _ in range(_CODE):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return letters


def _kept(desk: AnswerDesk, space: Space, survey: str) -> Kept:
    kept = desk.surveys.get(space.id, survey)
    if kept is None:
        raise NotFound("answering.no_such_survey", survey=survey[:60])
    return kept


def _link(desk: AnswerDesk, actor: Actor, space: Space, survey: str, kind: LinkKind, code: str) -> SurveyLink:
    return SurveyLink(
        workspace=space.id, survey=survey, kind=kind, code=code, made_at=desk.clock(), made_by=actor.id,
        secret=desk.new_token(),
    )  # fmt: skip
