"""The rule editor: what a draft rule counts, the map with it, what is on no step; beside ClickHouse counting the same.

Every round asks about another rule, as somebody who is typing does.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np
from msgspec.structs import replace

from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.live.listing import nobody_of
from hanhtrinh.app.rules.counting import read_draft
from hanhtrinh.engines.local import Threads
from hanhtrinh.events.overlay import frame_of_rows, take_people
from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.rules import parse_rule
from hanhtrinh.measures.journey_reading import touchpoint_rules
from hanhtrinh.measures.map_question import MapQuestion, Sliding
from hanhtrinh.measures.rule_preview import Draft, RulePreview, preview
from hanhtrinh.measures.rule_preview_unclaimed import off_the_map
from hanhtrinh.measures.rule_preview_values import properties, values_of
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.workspace import Workspace
from report import Line
from sides import Reply
from turns import by_turns, same, spread

JOURNEY = Path(__file__).with_name("journey.yaml")
KEY, COUNTED, SEEN, NEWER = "website", 40, 12, 2_000
QUESTION = MapQuestion(sliding=Sliding(count=90))


def rules(bench: Any) -> None:
    """Count drafts in turns with ClickHouse; read the map with drafts; list what is on no step."""
    bench.ours()  # has the log imported
    subject = _Subject(bench.workspace)
    _counts(bench, subject)
    _effects(bench, subject)
    for name, ask in (
        ("events on no step, as kinds to adopt", lambda: off_the_map(subject.parts, subject.rules, run=subject.run)),
        ("values of a property, searched", subject.values),
        ("properties with how many have each (then kept)", lambda: properties(subject.parts, run=subject.run)),
    ):
        ask()
        bench.say(Line(name, spread([_timed(ask) for _ in range(bench.rounds)]), None, None, ("s ≤", 3)))


def _counts(bench: Any, subject: "_Subject") -> None:
    first = _timed(lambda: subject.preview(next(subject.typed)))
    bench.note(f"The first count of a process, frame and compiled kernels read from disk: {first:.1f} s")
    times = [_timed(lambda: subject.preview(next(subject.typed))) for _ in range(COUNTED)]
    bench.say(Line("a draft rule counted, every count on the page (p95)", _at_95(times), None, None, ("s ≤", 1)))
    bench.note(f"A draft rule counted: {_percentiles(times)}")
    times = [_timed(lambda: subject.preview(next(subject.typed), subject.newer)) for _ in range(COUNTED // 2)]
    bench.note(f"… with {NEWER:,} people beside the base: {_percentiles(times)}")
    names = ["site_visit", "search"]
    with bench.clickhouse() as peer:

        def ours() -> Reply:
            began = time.perf_counter()
            found = subject.preview({"event": names}, rivals=False)
            return Reply(time.perf_counter() - began, [found.matched, found.matched_people])

        same(ours(), peer.ask("rule", names=names), "a rule's events and people")
        turns = by_turns(bench.rounds, lambda: ours().seconds, lambda: peer.ask("rule", names=names).seconds)
    bench.say(Line("one rule's events, people, months, newest ten", *turns, None))


def _effects(bench: Any, subject: "_Subject") -> None:
    times = [_timed(lambda: subject.effect(next(subject.typed), subject.parts)) for _ in range(SEEN)]
    bench.say(Line("the map's lanes with a draft rule (p95)", _at_95(times), None, None, ("s ≤", 3)))
    bench.note(f"The map's lanes with a draft rule: {_percentiles(times)}")
    times = [_timed(lambda: subject.effect(next(subject.typed), subject.newer)) for _ in range(SEEN // 2)]
    bench.note(f"… with {NEWER:,} people beside the base: {_percentiles(times)}")


class _Subject:
    """The log, the fourteen-step map, and rules of its website as somebody might type them."""

    def __init__(self, workspace: Path) -> None:
        frame = open_frame(Workspace.open(workspace))
        self.journey, self.run = read_file(JOURNEY).journey, Threads(2)
        now = frame.span[1] if frame.span else 0
        self.parts = Parts(frame, np.zeros(frame.person_count, np.bool_), nobody_of(frame), now)
        some = np.arange(0, frame.person_count, max(1, frame.person_count // NEWER))
        out = np.zeros(frame.person_count, np.bool_)
        out[some] = True
        overlay = frame_of_rows(take_people(frame, some), frame.instruments, zone=frame.zone)
        self.newer = Parts(frame, out, overlay, now)
        self.rules = touchpoint_rules(self.journey)
        self.typed = _typed()

    def preview(self, rule: Any, parts: Parts | None = None, *, rivals: bool = True) -> RulePreview:
        others = {key: one for key, one in self.rules.items() if key != KEY} if rivals else {}
        draft = Draft(KEY, parse_rule(rule), self.rules[KEY] if rivals else None, others)
        return preview(parts or self.parts, draft, run=self.run)

    def effect(self, rule: Any, parts: Parts) -> Any:
        point = replace(self.journey.touchpoints[KEY], match=rule)
        journey = replace(self.journey, touchpoints={**self.journey.touchpoints, KEY: point})
        return read_draft(parts, journey, QUESTION, run=self.run)

    def values(self) -> Any:
        return values_of(self.parts, "path", among=parse_rule({"event": "search"}), like="hang 12", run=self.run)


def _typed() -> Iterator[dict[str, object]]:
    """Yield rules, each another one: names, beginnings, patterns, what must not be."""
    number = 0
    while True:
        number += 1
        yield {"any": [{"event": "site_visit"}, {"event": "search", "path": {"glob": f"*{number}"}}]}
        yield {"event": ["site_visit", "search"], "not": {"path": {"prefix": f"/san-pham/mon-hang-000{number}"}}}
        yield {"event": "site_visit", "channel": ["web", "app"]}


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _at_95(times: list[float]) -> tuple[float, float, float]:
    return min(times), quantiles(times, n=100, method="inclusive")[94], max(times)


def _percentiles(times: list[float]) -> str:
    cuts = quantiles(times, n=100, method="inclusive")
    return f"p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms ({len(times)} measured)"
