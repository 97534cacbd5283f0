"""Use cases: a step or the whole map was looked at, is asked about later, or gets another rhythm."""

from datetime import date

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.accounts.words import checked_email
from hanhtrinh.app.maps.editing import change
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.app.reviewing.desk import ReviewDesk
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.journey.edits import ChangeField, Edit, Several
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import MICROSECONDS, datetime_of, parse_duration

LATER = 7 * 86_400 * MICROSECONDS
"""What is put off is asked again after so long."""
PERIODS = ("14d", "30d", "60d", "90d", "180d", "365d")


def today_of(desk: ReviewDesk, space: Space) -> date:
    """Return the day it is for a workspace."""
    return datetime_of(desk.maps.clock(), desk.zone(space)).date()


def still_right(actor: Actor, space: Space, desk: ReviewDesk, key: str, step: str) -> None:
    """Note in the journey that somebody looked at a step today and what it says still holds."""
    today = today_of(desk, space).isoformat()

    def make(journey: Journey) -> Edit | None:
        if step not in journey.step_index:
            raise NotFound("review.no_step", given=step[:64])
        return _field(("steps", step), "reviewed", journey.steps[journey.step_index[step]].reviewed, today)

    change(actor, space, desk.maps, key, make)


def ask_later(actor: Actor, space: Space, desk: ReviewDesk, key: str, step: str) -> None:
    """Ask about a step again in a week."""
    require(actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(actor, space, desk.maps, key)
    if step not in file.journey.step_index:
        raise NotFound("review.no_step", given=step[:64])
    desk.reviews.put_off(space.id, key, step, desk.maps.clock() + LATER)


def mark_reviewed(actor: Actor, space: Space, desk: ReviewDesk, key: str) -> None:
    """Note in the journey that the whole map was reviewed today."""
    today = today_of(desk, space).isoformat()
    change(actor, space, desk.maps, key, lambda journey: _field((), "reviewed", journey.reviewed, today))


def set_rhythm(actor: Actor, space: Space, desk: ReviewDesk, key: str, period: str, reviewer: str) -> None:
    """Change how often a map is reviewed and who is asked; InputError for a period or an address that is none."""
    require(actor, space.id, Right.EDIT_MAPS)
    checked, address = _checked_period(period), checked_email(reviewer) if reviewer.strip() else ""

    def make(journey: Journey) -> Edit | None:
        edits = [
            edit
            for edit in (
                _field((), "review_period", journey.review_period, checked),
                _field((), "reviewer", journey.reviewer, address),
            )
            if edit is not None
        ]
        return Several(edits=tuple(edits)) if len(edits) > 1 else next(iter(edits), None)

    change(actor, space, desk.maps, key, make)


def _checked_period(given: str) -> str:
    try:
        days = parse_duration(given) // 86_400
    except ValueError:
        days = 0
    if not 1 <= days <= 3_650:
        raise InputError("review.bad_period", given=given[:20])
    return given.strip()


def _field(place: tuple[str, ...], name: str, old: str, new: str) -> Edit | None:
    return None if old == new else ChangeField(place=place, field=(name,), old=old, new=new)
