"""The wide map as plain values: one row a lane, one column a step; both the workbook and the wide CSV write it."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.scene import LANE_KEYS
from hanhtrinh.draw.tables.measured import measured_rows
from hanhtrinh.draw.tables.values import Amount, Entry, Line
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Text
from hanhtrinh.journey.lanes import lane_order
from hanhtrinh.journey.model import Lane, Note, Step


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """The wide map: what stands above it, its heads (one entry a step), its lanes."""

    title: str
    about: tuple[tuple[str, str], ...]
    phases: Line
    stages: Line
    steps: Line
    spans: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]


def grid_of(doors: Doors) -> Grid:
    """Return the wide map of a journey and its readings."""
    journey, words = doors.journey, doors.words
    stages = [journey.stages[i] for i in journey.stage_of]
    team = [line for line in _team(doors) if any(cell != "" for cell in line.cells)]
    return Grid(
        title=words.say(journey.name),
        about=tuple(_about(doors)),
        phases=Line(label=words.tr("table_phase"), cells=tuple(words.tr(f"phase_{s.phase}") for s in stages)),
        stages=Line(label=words.tr("stage_head"), cells=tuple(words.say(s.name) for s in stages)),
        steps=Line(label=words.tr("step"), cells=tuple(doors.names[step.key] for step in journey.steps)),
        spans=tuple((s.phase, len(s.steps)) for s in journey.stages if s.steps),
        lines=(*team, *measured_rows(doors)),
    )


def _about(doors: Doors) -> Iterator[tuple[str, str]]:
    words, journey, readings = doors.words, doors.journey, doors.readings
    persona = journey.personas.get(journey.persona or "")
    given = (("scenario", journey.scenario), ("goal", journey.goal), ("persona", persona.name if persona else ""))
    yield from ((words.tr(key), words.say(text)) for key, text in given if words.say(text))
    if words.say(journey.owner):
        yield words.tr("owner"), words.say(journey.owner)
    if readings is not None:
        group = doors.group(readings.segment) if readings.segment else words.tr("everybody")
        counted = (
            ("as_of", words.moment(readings.as_of)),
            ("period", words.period(readings.period)),
            ("segment", group),
        )
        yield from ((f"{words.tr('table_measured')} · {words.tr(key)}", text) for key, text in counted)


def _team(doors: Doors) -> Iterator[Line]:
    """Yield what the team wrote, one line a lane."""
    journey, tr = doors.journey, doors.words.tr
    stages = [journey.stages[i] for i in journey.stage_of]
    yield _line(tr("table_stage_goal"), stages, lambda s: doors.words.say(s.goal), merged=True)
    order = {lane: i for i, lane in enumerate(lane_order(journey.lanes, LANE_KEYS))}
    own = [(lane, "", _note(lane)) for lane in order if lane not in LANE_KEYS]
    for lane, key, cell in sorted((*_LANES, *own), key=lambda one: order.get(one[0], _ENDS.get(one[1], 0))):
        given = journey.lanes.get(lane, Lane())
        if not given.hidden:
            named = doors.words.say(given.name) if key in ("", _NAMED.get(lane)) else ""
            label = named or (tr(key) if key else lane)
            yield _line(label, journey.steps, lambda step, cell=cell: cell(doors, step))


def _line(label: str, places: Sequence[object], cell: Callable[..., Entry], merged: bool = False) -> Line:
    return Line(label=label, cells=tuple(cell(place) for place in places), kind="stage" if merged else "team")


def _say(field: str) -> Callable[[Doors, Step], str]:
    return lambda doors, step: doors.words.say(getattr(step, field))


def _list(words: Words, texts: Sequence[Text]) -> str:
    """Return texts, each on a line of its own."""
    return "\n".join(" ".join(words.say(text).split()) for text in texts if words.say(text))


def _note(lane: str) -> Callable[[Doors, Step], str]:
    """Return what a step says in a lane the team added."""
    return lambda doors, step: doors.words.say(step.notes.get(lane, Note()).text)


def _touchpoint(doors: Doors, step: Step) -> str:
    touchpoint = doors.journey.touchpoints.get(step.touchpoint or "")
    return doors.words.say(touchpoint.name) if touchpoint else ""


def _channel(doors: Doors, step: Step) -> str:
    touchpoint = doors.journey.touchpoints.get(step.touchpoint or "")
    channel = doors.journey.channels.get(touchpoint.channel or "") if touchpoint else None
    return doors.words.say(channel.name) if channel else ""


def _score(doors: Doors, step: Step) -> Entry:
    score = step.feeling.score
    return "" if score is None else Amount(value=score, form="signed", text=doors.words.signed(score))


def _questions(doors: Doors, step: Step) -> str:
    return _list(doors.words, [doors.journey.ask_of(q).text for q in step.questions])


def _targets(doors: Doors, step: Step) -> str:
    words, wanted = doors.words, step.targets
    given = (
        ("reach", "≥", wanted.reach, "share"), ("drop_off", "≤", wanted.drop_off, "share"),
        ("csat", "≥", wanted.csat, "csat_share"), ("nps", "≥", wanted.nps, "nps"),
        ("emotion", "≥", wanted.emotion, "emotion"), ("late", "≤", wanted.late, "share"),
    )  # fmt: skip
    said = [
        f"{words.tr(f'target_{name}')} {sign} {words.value(value, unit)}"  # type: ignore[arg-type]
        for name, sign, value, unit in given
        if value is not None
    ]
    if wanted.time:
        said.append(f"{words.tr('target_time')} ≤ {words.param('time', wanted.time)}")
    return "\n".join(said)


_LANES: tuple[tuple[str, str, Callable[[Doors, Step], Entry]], ...] = (
    ("", "table_touchpoint", _touchpoint),
    ("", "table_channel", _channel),
    ("activity", "table_activity", _say("activity")),
    ("thoughts", "table_thoughts", lambda doors, step: _list(doors.words, step.thoughts)),
    ("emotion", "table_feeling", lambda doors, step: doors.words.say(step.feeling.words)),
    ("emotion", "table_feeling_score", _score),
    ("pains", "lane_pains", lambda doors, step: _list(doors.words, [p.text for p in step.pains])),
    ("pains", "table_severity", lambda doors, step: "\n".join(str(p.severity) for p in step.pains)),
    ("moments", "table_moment", lambda doors, step: "✓" if step.moment_of_truth else ""),
    (
        "opportunities",
        "lane_opportunities",
        lambda doors, step: _list(doors.words, [o.text for o in step.opportunities]),
    ),
    (
        "opportunities",
        "table_solutions",
        lambda doors, step: _list(doors.words, [s.text for o in step.opportunities for s in o.solutions]),
    ),
    ("targets", "table_targets", _targets),
    ("questions", "table_questions", _questions),
    ("backstage", "lane_backstage", _say("backstage")),
    ("owner", "lane_owner", _say("owner")),
    ("", "table_optional", lambda doors, step: "✓" if step.optional else ""),
)
_NAMED = {
    "activity": "table_activity", "thoughts": "table_thoughts", "emotion": "table_feeling", "pains": "lane_pains",
    "moments": "table_moment", "opportunities": "lane_opportunities", "targets": "table_targets",
    "questions": "table_questions", "backstage": "lane_backstage", "owner": "lane_owner",
}  # fmt: skip
"""The line that bears the name the team gave a lane; the others of that lane keep theirs."""
_ENDS = {"table_touchpoint": -2, "table_channel": -1, "table_optional": 10_000}
"""Where lines stand that belong to no lane."""
