"""A journey as a Mermaid diagram that people can read and that is the same journey when it is read again."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.forms.mermaid.grammar import MARK, drawn_score, encoded, task_name
from hanhtrinh.journey.model import Journey, Stage, Step

BY_KEY = ("personas", "channels", "touchpoints", "segments", "competitors", "walks")
_EMPTY_DEFAULTS = ("feeling", "targets", "friction")
_IN_NAME = "#;:"
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]|%(?=%)")


class Shown(NamedTuple):
    """What one line of the diagram shows: a name, and for a step its score and actors."""

    name: str
    score: str = ""
    actors: tuple[str, ...] = ()


def write(journey: Journey, lang: Lang) -> str:
    """Return the diagram, its visible words in a language, everything else in `%%` lines beside what it belongs to."""
    return "\n".join(_lines(journey, lang)) + "\n"


def _lines(journey: Journey, lang: Lang) -> Iterator[str]:
    yield "journey"
    yield f"    title {shown_title(journey, lang).name}"
    yield f"    %% {MARK} {lang}"
    plain = _plain(journey)
    plain.pop("stages", None)
    for name, value in plain.items():
        if name in BY_KEY and isinstance(value, dict):
            yield from (f"    %% @{name}.{key}: {_json(thing)}" for key, thing in value.items())
        else:
            yield f"    %% @{name}: {_json(value)}"
    for stage in journey.stages:
        yield f"    section {shown_stage(stage, lang).name}"
        yield from _stored(stage, "stage", "steps", 8)
        for step in stage.steps:
            shown = shown_step(journey, step, lang)
            actors = f": {', '.join(shown.actors)}" if shown.actors else ""
            yield f"        {shown.name}: {shown.score}{actors}"
            yield from _stored(step, "step", "", 12)


def _stored(thing: Stage | Step, what: str, inner: str, indent: int) -> Iterator[str]:
    plain = _plain(thing)
    plain.pop(inner, None)
    room = " " * indent
    yield f"{room}%% @{what}: {_json(plain.pop('key'))}"
    for name, value in plain.items():
        yield f"{room}%% @{name}: {_json(value)}"


def _plain(thing: Journey | Stage | Step) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(thing)
    return {name: value for name, value in plain.items() if value != {} or name not in _EMPTY_DEFAULTS}


def _json(value: object) -> str:
    """Return compact JSON on one line, without what editors break lines at and without Mermaid's `%%`."""
    text = msgspec.json.encode(value).decode()
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def shown_title(journey: Journey, lang: Lang) -> Shown:
    """Return the title as it is drawn."""
    return Shown(encoded(say(journey.name, lang), "#;") or journey.key)


def shown_stage(stage: Stage, lang: Lang) -> Shown:
    """Return a section as it is drawn."""
    return Shown(encoded(say(stage.name, lang), _IN_NAME) or stage.key)


def shown_step(journey: Journey, step: Step, lang: Lang) -> Shown:
    """Return a task as it is drawn: the step's name, the feeling on Mermaid's scale, the persona (up to the
    first comma of the name) and the channel."""
    name = task_name(say(journey.name_of_step(step), lang)) or task_name(step.key)
    return Shown(name, drawn_score(step.feeling.score), _actors(journey, step, lang))


def _actors(journey: Journey, step: Step, lang: Lang) -> tuple[str, ...]:
    persona = _named(journey.personas, journey.persona, lang).partition("#44;")[0].rstrip()
    touchpoint = journey.touchpoints.get(step.touchpoint or "")
    channel = _named(journey.channels, touchpoint.channel if touchpoint else None, lang)
    return tuple(actor for actor in (persona, channel) if actor)


def _named(things: Mapping[str, Any], key: str | None, lang: Lang) -> str:
    return encoded(say(things[key].name, lang), _IN_NAME + ",") if key is not None and key in things else ""
