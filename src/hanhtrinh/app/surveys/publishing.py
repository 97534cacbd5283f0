"""A draft is opened as a version, paused, closed: what is asked from then on never changes under an answer."""

from collections.abc import Collection
from typing import Literal, NamedTuple

from hanhtrinh.access import Actor
from hanhtrinh.app.surveys.desk import SurveyDesk, for_editing
from hanhtrinh.app.surveys.showing import Bound, Choice, bound_step, put_on_map, with_series
from hanhtrinh.errors import HanhtrinhError, InputError, Rejected
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.surveys import Kept
from hanhtrinh.voice.surveys.checking import forbidding
from hanhtrinh.voice.surveys.checks.series import Changed, changed_series, raised
from hanhtrinh.voice.surveys.instruments import instruments_of
from hanhtrinh.voice.surveys.model import Survey


class Overtaken(InputError):
    """The draft was changed by somebody else since it was looked at."""


class MapStays(InputError):
    """The survey was opened, but the map could not be changed: it shows what it showed."""


class Changes(NamedTuple):
    """What opening a draft would change: questions that are new, gone or worded anew, and those that begin a series."""

    version: int
    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    series: tuple[Changed, ...]
    same: bool


def changes_of(space: Space, desk: SurveyDesk, kept: Kept) -> Changes:
    """Return what the next version would change against the newest that was open."""
    opened = desk.opened(space, kept)
    before = {one.key: one for one in opened[0].questions} if opened else {}
    now = {one.key: one for one in kept.draft.questions}
    same = bool(opened) and opened[0] == kept.draft
    return Changes(
        kept.version if same else kept.version + 1,
        tuple(key for key in now if key not in before),
        tuple(key for key in before if key not in now),
        tuple(key for key in now if key in before and now[key] != before[key]),
        tuple(changed_series(kept.draft, opened)),
        same,
    )


def publish(
    actor: Actor,
    space: Space,
    desk: SurveyDesk,
    key: str,
    stamp: int,
    keep: Collection[str] = (),
    choice: Choice | Literal[""] = "",
) -> tuple[int, tuple[str, ...]]:
    """Open a draft as it was looked at (`stamp`); return the version's number and the questions that begin a series.

    Questions in `keep` only had a slip mended and go on with their series. `choice` says what the map shows from now on
    at the step it is bound to (empty: what it did). Raises Overtaken where somebody changed the draft since, Rejected
    where a finding forbids opening it, MapStays where it is open and the map could not follow. The workspace knows its
    instruments before anybody can answer.
    """
    kept = for_editing(actor, space, desk, key)
    if kept.stamp != stamp:
        raise Overtaken("surveys.overtaken")
    draft, anew = raised(kept.draft, desk.opened(space, kept), keep)
    bound = bound_step(actor, space, desk, draft) if choice else None
    draft = with_series(draft, bound, choice) if bound and choice else draft
    if draft != kept.draft:
        kept = _saved(actor, space, desk, kept, draft)
    wrong = forbidding(desk.findings(space, kept))
    if wrong:
        raise Rejected(key, wrong)
    for instrument in instruments_of(kept.draft):
        desk.instruments.ensure(space, instrument)
    number = desk.surveys.publish(space.id, key, desk.clock(), actor.id, kept.stamp)
    if not number:
        raise Overtaken("surveys.overtaken")
    desk.audit.note(actor, space.id, "survey.opened", key, {"version": number, "anew": list(anew)})
    if bound and choice:
        _show(actor, space, desk, kept.draft, bound, choice)
    return number, anew


def _show(actor: Actor, space: Space, desk: SurveyDesk, survey: Survey, bound: Bound, choice: Choice) -> None:
    try:
        put_on_map(actor, space, desk, survey, bound, choice)
    except HanhtrinhError as error:
        raise MapStays("surveys.map_stays") from error


def set_state(
    actor: Actor, space: Space, desk: SurveyDesk, key: str, state: Literal["open", "paused", "closed"]
) -> None:
    """Pause, close or open again what was open before; the draft is not opened by it."""
    kept = for_editing(actor, space, desk, key)
    if not kept.version:
        raise InputError("surveys.never_opened_error")
    desk.surveys.set_state(space.id, key, state, desk.clock())
    name = {"open": "survey.resumed", "paused": "survey.paused", "closed": "survey.closed"}[state]
    desk.audit.note(actor, space.id, name, key)


def _saved(actor: Actor, space: Space, desk: SurveyDesk, kept: Kept, draft: Survey) -> Kept:
    saved = desk.surveys.save(space.id, draft, kept.stamp, desk.clock(), actor.id)
    if saved is None:
        raise Overtaken("surveys.overtaken")
    return saved
