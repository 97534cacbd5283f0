"""What makes a survey want somebody: a step they come by, an event they do, a page they open. Typed, never code."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from hanhtrinh.journey.landing import touchpoint_of
from hanhtrinh.journey.model import Journey
from hanhtrinh.voice.surveys.model import OnPage, Survey

PAGE = "page"


class Trigger(NamedTuple):
    """What it was: `kind` is step, event, page or any; `name` the touchpoint, event or glob; `step` the touchpoint the
    answers attach to."""

    kind: str
    name: str
    step: str


def trigger_of(survey: Survey, on_page: OnPage, event: Mapping[str, object], journey: Journey | None) -> Trigger | None:
    """Return what in an event (property → value, `event` its name) makes a survey on a page want its visitor.

    A survey without steps, events and pages wants whoever opens any page.
    """
    name = str(event.get("event", ""))
    here = touchpoint_of(journey, event) if journey is not None else None
    if here is not None and here in on_page.steps:
        return Trigger("step", here, here)
    step = survey.touchpoint or here or ""
    if name in on_page.events:
        return Trigger("event", name, step)
    path = str(event.get("path", ""))
    glob = next((glob for glob in on_page.pages if name == PAGE and fnmatchcase(path, glob)), None)
    if glob is not None:
        return Trigger("page", glob, step)
    anywhere = not (on_page.steps or on_page.events or on_page.pages)
    return Trigger("any", "", step) if anywhere and name == PAGE else None
