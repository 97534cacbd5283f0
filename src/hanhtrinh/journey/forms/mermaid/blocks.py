"""The comment lines of our own diagrams: gathered into stages and steps, matched with the lines beside them."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import msgspec

from hanhtrinh.journey.forms.mermaid.grammar import Line
from hanhtrinh.journey.forms.mermaid.write import BY_KEY, Shown
from hanhtrinh.journey.model import Journey, Stage, Step
from hanhtrinh.journey.shapes import convert
from hanhtrinh.journey.yaml_text import MAX_FINDINGS, Document, Path, show
from hanhtrinh.values import Finding

Shape = TypeVar("Shape")


class Block(NamedTuple):
    """The comment lines of one stage or step: what they hold, their first line, and the visible line before them."""

    thing: Any
    line: int
    after: int


class Blocks(NamedTuple):
    """Everything the comment lines hold; the journey without its stages."""

    journey: Journey
    stages: list[Block]
    steps: list[Block]


@dataclass
class _Raw:
    line: int
    after: int
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)


class _Collector:
    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.journey = _Raw(1, 0)
        self.stages: list[_Raw] = []
        self.steps: list[_Raw] = []

    def take_all(self, lines: Sequence[Line]) -> None:
        """Put every stored line where it belongs: a line `@stage` or `@step` begins what the following ones tell."""
        visible, current = 0, self.journey
        for line in lines:
            if line.kind in ("section", "task"):
                visible = line.number
            if line.kind != "stored":
                continue
            name, _, key = line.name.partition(".")
            if name in ("stage", "step"):
                current = _Raw(line.number, visible)
                (self.stages if name == "stage" else self.steps).append(current)
                name = "key"
            self.store(current, (name, key) if key and name in BY_KEY else (line.name if key else name,), line)

    def store(self, raw: _Raw, path: Path, line: Line) -> None:
        try:
            value = msgspec.json.decode(line.value)
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            self.add(line.number, "forms.mermaid_json", name=line.name)
            return
        raw.lines[path] = line.number
        holder: Any = raw.data
        for part in path[:-1]:
            holder = holder.setdefault(part, {})
            if not isinstance(holder, dict):
                self.add(line.number, "forms.mermaid_json", name=line.name)
                return
        holder[path[-1]] = value

    def add(self, line: int, key: str, **params: object) -> None:
        if len(self.findings) < MAX_FINDINGS:
            shown: dict[str, object] = {name: show(value) for name, value in params.items()}
            self.findings.append(Finding(severity="error", key=key, params=shown, file=self.file, line=line))

    def shaped(self, raw: _Raw, shape: type[Shape]) -> Shape | None:
        raw.data.pop("stages" if shape is Journey else "steps", None)
        document = Document(file=self.file, data=raw.data, usable=True, lines={(): raw.line, **raw.lines})
        thing, found = convert(document, shape)
        self.findings += found[: MAX_FINDINGS - len(self.findings)]
        return thing


def collect(lines: Sequence[Line], file: str) -> tuple[Blocks | None, list[Finding]]:
    """Return what the stored lines hold, None when some of it has not the shape it should have, and why."""
    collector = _Collector(file)
    collector.take_all(lines)
    if collector.findings:
        return None, collector.findings
    journey = collector.shaped(collector.journey, Journey)
    stages = [(collector.shaped(raw, Stage), raw) for raw in collector.stages]
    steps = [(collector.shaped(raw, Step), raw) for raw in collector.steps]
    if journey is None or collector.findings:
        return None, collector.findings
    made = ([Block(thing, raw.line, raw.after) for thing, raw in part] for part in (stages, steps))
    return Blocks(journey, *made), []


def match(
    lines: Sequence[Line], seen: Sequence[Shown], blocks: Sequence[Block], shown: Sequence[Shown]
) -> list[Block | None]:
    """Return the block of every line, None for a new one: by all it shows, then by its name (each first at the block's
    own place), then by the place alone.
    """
    at = {line.number: i for i, line in enumerate(lines)}
    found: dict[int, int] = {}
    free = set(range(len(blocks)))

    def take(line: int | None, block: int) -> None:
        if line is not None and line not in found:
            found[line] = block
            free.discard(block)

    for alike in (_all_of, _name_of, None):
        for block in sorted(free):
            beside = at.get(blocks[block].after)
            if beside is not None and (alike is None or alike(seen[beside]) == alike(shown[block])):
                take(beside, block)
        if alike is not None:
            waiting: dict[object, deque[int]] = defaultdict(deque)
            for line, one in enumerate(seen):
                if line not in found:
                    waiting[alike(one)].append(line)
            for block in sorted(free):
                if queue := waiting[alike(shown[block])]:
                    take(queue.popleft(), block)
    return [blocks[found[line]] if line in found else None for line in range(len(lines))]


def _all_of(shown: Shown) -> object:
    return shown


def _name_of(shown: Shown) -> object:
    return shown.name
