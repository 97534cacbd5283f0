"""Event logs as text: XES (IEEE 1849) and CSV, in pieces, for process mining tools."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.forms.table import csv_text
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.event_log import OFF_MAP, Logged, LoggedPass

CSV_COLUMNS = (
    "case_id", "person", "pass_key", "state", "activity", "timestamp", "step", "stage", "touchpoint", "event_name",
)  # fmt: skip
_PIECE = 500
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_ILLEGAL = [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
_ESCAPED = str.maketrans({**{chr(code): "\N{REPLACEMENT CHARACTER}" for code in _ILLEGAL}, **_ENTITIES})
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xes.features="" xmlns="http://www.xes-standard.org/">
  <string key="concept:name" value="{name}"/>
  <string key="lifecycle:model" value="standard"/>
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="unknown"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="unknown"/>
    <string key="lifecycle:transition" value="complete"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="ActivityAndTransition" keys="concept:name lifecycle:transition"/>
"""


class Place(NamedTuple):
    """What the log says of a step: the activity's name, the step's, stage's and touchpoint's keys."""

    activity: str
    step: str
    stage: str
    touchpoint: str


def places(journey: Journey, lang: Lang) -> list[Place]:
    """Return what is said of each step; where two steps have one name, their keys stand behind it."""
    names = [say(journey.name_of_step(step), lang) or step.key for step in journey.steps]
    stages = [journey.stages[at].key for at in journey.stage_of]
    return [
        Place(name if names.count(name) == 1 else f"{name} ({step.key})", step.key, stage, step.touchpoint or "")
        for name, step, stage in zip(names, journey.steps, stages, strict=True)
    ]


def _instants(events: Iterable[Logged]) -> list[str]:
    """Return instants as XML writes them, in UTC, to the millisecond where that is exact."""
    micros = np.array([event.time for event in events], dtype="datetime64[us]")
    written = np.datetime_as_string(micros, unit="us").tolist()
    return [f"{text.removesuffix('000')}+00:00" for text in written]


def xes_pieces(log: Iterable[LoggedPass], journey: Journey, lang: Lang) -> Iterator[str]:
    """Yield the log as XES, a few hundred cases a piece."""
    known = places(journey, lang)
    yield _HEAD.format(name=_xml(say(journey.name, lang) or journey.key))
    held: list[str] = []
    for one in log:
        held.append(_trace(one, known))
        if len(held) == _PIECE:
            yield "".join(held)
            held = []
    yield "".join([*held, "</log>\n"])


def _trace(one: LoggedPass, known: list[Place]) -> str:
    about = {"concept:name": one.case, "person": one.person, "pass_key": one.key, "state": one.state}
    lines = ["  <trace>\n", *(_string(key, value, 4) for key, value in about.items() if value)]
    for event, instant in zip(one.events, _instants(one.events), strict=True):
        lines.append("    <event>\n")
        lines += [_string(key, value, 6) for key, value in _said(event, known).items() if value]
        lines.append(f'      <date key="time:timestamp" value="{instant}"/>\n    </event>\n')
    return "".join([*lines, "  </trace>\n"])


def _said(event: Logged, known: list[Place]) -> dict[str, str]:
    """Return what a log says of an event besides its time; off the map it goes by its own name."""
    if event.step == OFF_MAP:
        return {"concept:name": event.name, "lifecycle:transition": "complete", "event_name": event.name}
    place = known[event.step]
    about = {"step": place.step, "stage": place.stage, "touchpoint": place.touchpoint, "event_name": event.name}
    return {"concept:name": place.activity, "lifecycle:transition": "complete"} | about


def _string(key: str, value: str, indent: int) -> str:
    return f'{" " * indent}<string key="{key}" value="{_xml(value)}"/>\n'


def _xml(text: str) -> str:
    """Return a text as it may stand in an attribute; what XML cannot hold is replaced."""
    return text.translate(_ESCAPED)


def csv_pieces(log: Iterable[LoggedPass], journey: Journey, lang: Lang) -> Iterator[str]:
    """Yield the log as CSV, one line an event; a cell that a spreadsheet would run gets an apostrophe in front."""
    known = places(journey, lang)
    yield csv_text([CSV_COLUMNS])
    held: list[tuple[str, ...]] = []
    for one in log:
        for event, instant in zip(one.events, _instants(one.events), strict=True):
            said = _said(event, known)
            about = (said.get(name, "") for name in ("step", "stage", "touchpoint", "event_name"))
            held.append((one.case, one.person, one.key, one.state, said["concept:name"], instant, *about))
        if len(held) > _PIECE:
            yield csv_text(held)
            held = []
    yield csv_text(held)
