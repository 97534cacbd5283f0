"""Surveys are made and changed: every change is kept at once, and two people's meet at the smallest place possible."""

from typing import NamedTuple

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.surveys.desk import SurveyDesk, for_editing
from hanhtrinh.errors import InputError, WorkspaceError
from hanhtrinh.i18n import Localized, Text
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.surveys import Kept
from hanhtrinh.values import Finding
from hanhtrinh.voice.surveys.adding import Ask, edits_for
from hanhtrinh.voice.surveys.bank import ready
from hanhtrinh.voice.surveys.edits import Edit, apply
from hanhtrinh.voice.surveys.file import read_survey
from hanhtrinh.voice.surveys.fresh import fresh_key
from hanhtrinh.voice.surveys.model import Page, Survey

MOST_SURVEYS = 500
LARGEST = 400_000
"""Bytes of a survey's file."""
_TRIES = 8
_RESERVED = {"import"}
"""Addresses beside those of surveys."""


class Done(NamedTuple):
    """A change that was made: the survey as it is kept now, what takes the change back, and whether somebody else
    had changed it since the asker last looked (their id; empty: nobody)."""

    kept: Kept
    inverse: tuple[Edit, ...]
    between: str


def create(actor: Actor, space: Space, desk: SurveyDesk, name: Text, *, start: str = "") -> Kept:
    """Make a survey: blank (one page), or one that is ready (`start` names it)."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    if start:
        survey = ready(start)
        return _new(actor, space, desk, survey, survey.key)
    words = name if isinstance(name, Localized) else Localized(vi=name, en=name)
    wish = words.vi or words.en or ""
    if not wish.strip():
        raise InputError("surveys.no_name")
    if len(wish) > 200:
        raise InputError("surveys.long_name", given=len(wish), most=200)
    survey = Survey(key="new", name=words, languages=("vi", "en"), pages=(Page(key="p1"),))
    return _new(actor, space, desk, survey, wish)


def copy(actor: Actor, space: Space, desk: SurveyDesk, key: str) -> Kept:
    """Make another survey like one: a draft nobody was asked, whose questions begin their own series."""
    kept = for_editing(actor, space, desk, key)
    pages = tuple(
        msgspec.structs.replace(
            page, questions=tuple(msgspec.structs.replace(one, anew=1, series="") for one in page.questions)
        )
        for page in kept.draft.pages
    )
    return _new(actor, space, desk, msgspec.structs.replace(kept.draft, pages=pages), kept.key)


def take_in(actor: Actor, space: Space, desk: SurveyDesk, text: str, file: str) -> tuple[Kept, tuple[Finding, ...]]:
    """Make a survey of a file, and return what is to be said about it; Rejected where it is none."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    survey, findings = read_survey(text, file)
    return _new(actor, space, desk, survey, survey.key), findings


def keep_new(actor: Actor, space: Space, desk: SurveyDesk, survey: Survey) -> Kept:
    """Keep a survey that was made elsewhere as a new draft, under a key nothing else has."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    return _new(actor, space, desk, survey, survey.key)


def _new(actor: Actor, space: Space, desk: SurveyDesk, survey: Survey, wish: str) -> Kept:
    there = desk.surveys.all(space.id)
    if len(there) >= MOST_SURVEYS:
        raise InputError("surveys.enough", most=MOST_SURVEYS)
    taken = {one.key for one in there} | _RESERVED
    for _ in range(_TRIES):
        made = msgspec.structs.replace(survey, key=fresh_key(wish, taken))
        kept = desk.surveys.save(space.id, made, 0, desk.clock(), actor.id)
        if kept is not None:
            desk.audit.note(actor, space.id, "survey.added", kept.key)
            return kept
        taken.add(made.key)
    raise WorkspaceError("surveys.busy")


def change(
    actor: Actor, space: Space, desk: SurveyDesk, key: str, edits: tuple[Edit, ...], stamp: int, ask: Ask | None = None
) -> Done:
    """Change a survey as it is now, whatever it was when the asker last looked (`stamp`).

    Raises Clash where somebody else changed the very same place since, or took it out: nothing is kept then.
    """
    for _ in range(_TRIES):
        kept = for_editing(actor, space, desk, key)
        wanted = (*edits, *(edits_for(kept.draft, ask) if ask else ()))
        draft, inverse = apply(kept.draft, wanted)
        if draft == kept.draft:
            return Done(kept, inverse, _between(kept, stamp, actor))
        if len(msgspec.json.encode(draft)) > LARGEST:
            raise InputError("surveys.too_large", most=LARGEST // 1000)
        saved = desk.surveys.save(space.id, draft, kept.stamp, desk.clock(), actor.id)
        if saved is not None:
            return Done(saved, inverse, _between(kept, stamp, actor))
    raise WorkspaceError("surveys.busy")


def remove(actor: Actor, space: Space, desk: SurveyDesk, key: str) -> bool:
    """Forget a survey; one that somebody answered is only closed. Return whether it is gone."""
    for_editing(actor, space, desk, key)
    desk.surveys.remove(space.id, key)
    gone = desk.surveys.get(space.id, key) is None
    desk.audit.note(actor, space.id, "survey.removed" if gone else "survey.closed", key)
    return gone


def _between(kept: Kept, stamp: int, actor: Actor) -> str:
    return kept.changed_by if kept.stamp != stamp and kept.changed_by != actor.id else ""
