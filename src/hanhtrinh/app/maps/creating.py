"""Use cases: a new journey from a template, from an idea or pasted text, from one put together elsewhere."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.converting import read_any
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.editing import text_after
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Localized, Text, tr
from hanhtrinh.journey.codec import read_journey, write_journey
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.model import Journey, Phase
from hanhtrinh.journey.templates import template_names, template_text
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import JourneyText, Overtaken
from hanhtrinh.values import Finding

LONGEST_NAME, LONGEST_TEXT, MOST_JOURNEYS = 120, 200_000, 200
_TRIES = 20


class Offered(NamedTuple):
    """A template as it is offered; `phases` holds each step's phase."""

    key: str
    name: Text
    scenario: Text
    stages: int
    phases: tuple[Phase, ...]


class Made(NamedTuple):
    """A journey that was made, and what there is to say about the text it was made from."""

    kept: JourneyText
    findings: tuple[Finding, ...] = ()


def templates() -> tuple[Offered, ...]:
    """Return the templates there are, the most complete first."""
    found = ((name, read_journey(template_text(name), name)) for name in template_names())
    return tuple(Offered(key, j.name, j.scenario, len(j.stages), _phases(j)) for key, j in found)


def _phases(journey: Journey) -> tuple[Phase, ...]:
    return tuple(stage.phase for stage in journey.stages for _ in stage.steps)


def from_template(actor: Actor, space: Space, desk: Desk, template: str, name: str) -> Made:
    """Make a journey from a template, under a name of its own where one is given; InputError for an unknown one."""
    require(actor, space.id, Right.EDIT_MAPS)
    text = template_text(template)
    journey = read_journey(text, template)

    def written(key: str) -> str:
        return text_after(text, journey, _named(journey, key, name))

    return Made(_kept(actor, space, desk, name or template, written, {"template": template}))


def from_text(actor: Actor, space: Space, desk: Desk, text: str, name: str) -> Made:
    """Make a journey from what was pasted: an outline, a Mermaid `journey`, a table, CJML, or a journey's own YAML.

    Rejected, with every finding, where no journey can be read from it; InputError where it is empty or too long.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    if not text.strip():
        raise InputError("begin.no_text")
    if len(text) > LONGEST_TEXT:
        raise InputError("begin.text_too_long", given=len(text), allowed=LONGEST_TEXT)
    found = read_any(text.encode(), tr("begin.pasted", "en"))
    journey = found.journey

    def written(key: str) -> str:
        return write_journey(_named(journey, key, name))

    called = name or _any_name(journey.name) or journey.key
    return Made(_kept(actor, space, desk, called, written, {"form": found.form}), found.findings)


def from_journey(
    actor: Actor, space: Space, desk: Desk, journey: Journey, text: str, base: Journey, about: Mapping[str, object]
) -> Made:
    """Make a journey that was put together elsewhere; `text`, which says `base`, is what its file is written from."""
    require(actor, space.id, Right.EDIT_MAPS)

    def written(key: str) -> str:
        return text_after(text, base, _named(journey, key, ""))

    return Made(_kept(actor, space, desk, _any_name(journey.name), written, about))


def _named(journey: Journey, key: str, name: str) -> Journey:
    return msgspec.structs.replace(journey, key=key, name=" ".join(name.split()) or journey.name)


def _any_name(name: Text) -> str:
    return (name.vi or name.en or "") if isinstance(name, Localized) else name


def _kept(
    actor: Actor, space: Space, desk: Desk, name: str, written: Callable[[str], str], about: Mapping[str, object]
) -> JourneyText:
    if len(name) > LONGEST_NAME:
        raise InputError("map_page.too_long", given=len(name), allowed=LONGEST_NAME)
    for _ in range(_TRIES):
        taken = set(desk.journeys.keys(space))
        if len(taken) >= MOST_JOURNEYS:
            raise InputError("begin.too_many", given=len(taken) + 1, allowed=MOST_JOURNEYS)
        key = free_key(name, taken, "journey")
        try:
            kept = desk.journeys.put(space, key, written(key), None)
        except Overtaken:
            continue
        desk.audit.note(actor, space.id, "journey.added", key, {**about, "version": kept.version})
        return kept
    raise InputError("map_page.busy", given=name)
