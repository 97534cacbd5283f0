"""A map as a table in the terminal: the same scene as the page, in characters."""

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.draw.shapes import EvidenceCell, PeopleCell, Point, Promise, Scene, ScoreCell, TimeCell, Tone
from hanhtrinh.draw.terminal_beside import blocks
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import MapReadings

_CODES = {"good": "32", "middling": "33", "bad": "31", "plain": "0", "bold": "1", "soft": "2", "worst": "1;31"}
_LEGEND = (("●", "legend_reported"), ("○", "legend_assumed"), ("◆", "lane_moments"), ("╭╰", "parallel"))
_WIDE, _NARROWEST, _GRAPH = 114, 40, 13
# Marks that turn the direction of writing: they could make a line read differently from what it says.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BRACES = {"": "", "first": "╭ ", "middle": "│ ", "last": "╰ "}
"""Before steps that may come in any order."""
_BLOCKS = "▏▎▍▌▋▊▉█"


def render(journey: Journey, readings: MapReadings | None, *, lang: Lang, width: int = 120, color: bool = False) -> str:
    """Return the map as text of at most `width` columns (40 at the least); `color` adds ANSI colours, never the only
    sign.

    Control characters in texts of the journey or of customers are removed, so that nothing they say can steer the
    terminal.
    """
    scene = scene_of(journey, readings, lang=lang, options=DrawOptions())
    return _Terminal(scene, max(_NARROWEST, width), color).text()


def shown_width(text: str) -> int:
    """Return how many columns a text takes in a terminal."""
    return sum(_columns(c) for c in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clean(text: str) -> str:
    """Return a text without control characters and on one line."""
    safe = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co") or c in _TURNS else c for c in text)
    return re.sub(r"[ \t\n]+", " ", safe)


def _clip(text: str, width: int) -> str:
    """Return a text cut to a width, with an ellipsis where something is missing."""
    if shown_width(text) <= width:
        return text
    kept, used = "", 0
    for char in text:
        used += _columns(char)
        if used > width - 1:
            break
        kept += char
    return kept.rstrip() + "…"


def _pad(text: str, width: int, right: bool = False) -> str:
    space = " " * max(0, width - shown_width(text))
    return space + text if right else text + space


class _Terminal:
    """Writes one scene; each part gives lines."""

    def __init__(self, scene: Scene, width: int, color: bool) -> None:
        self.scene, self.width, self.color = scene, width, color
        self.words = Words(scene.lang)
        self.lanes = {lane.key: lane for lane in scene.lanes}

    def text(self) -> str:
        """Return the whole picture."""
        parts = (
            self.head(),
            self.highlights(),
            self.table(),
            self.promises(),
            self.beside(),
            self.voices(),
            self.segments(),
        )
        blocks = ["\n".join(lines) for lines in map(list, parts) if lines]
        return "\n\n".join(blocks)

    def paint(self, text: str, style: Tone | str) -> str:
        """Return a text in a style where colours are wanted."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.color and style != "plain" and text else text

    def lines(self, text: str, first: str = "", rest: str = "") -> list[str]:
        """Return a text broken at the width; unbreakable spaces hold."""
        return textwrap.wrap(
            clean(text), self.width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        ) or [first]

    def head(self) -> Iterator[str]:
        """Yield title, persona, what the numbers are about, and the key figures."""
        scene = self.scene
        for line in self.lines(scene.title):
            yield self.paint(line, "bold")
        if scene.persona:
            name, quote, _ = scene.persona
            yield from self.lines(f"{name} — “{quote}”" if quote else name)
        yield from self.lines(" · ".join(f"{label}: {value}" for _, label, value in scene.facts))
        if scene.figures:
            yield from self.lines(
                " · ".join(
                    f"{f.label}: {f.value.text} ({f.detail})" if f.detail else f"{f.label}: {f.value.text}"
                    for f in scene.figures
                )
            )
        if scene.state:
            yield from self.lines(scene.state)

    def highlights(self) -> Iterator[str]:
        """Yield what stands out."""
        yield self.paint(self.words.tr("stands_out"), "bold")
        for i, item in enumerate(self.scene.highlights, 1):
            yield from self.lines(f"{item.title}. {item.text}", f" {i}. ", "    ")

    def table(self) -> Iterator[str]:
        """Yield one line a step, or a small block each where the screen is narrow."""
        wide = self.width >= _WIDE
        if wide:
            yield self.paint(self._row(self._titles()).rstrip(), "bold")
        stage = -1
        for i, step in enumerate(self.scene.steps):
            if step.stage != stage:
                stage = step.stage
                yield self._rule(i)
            yield from ([self._row(self._cells(i))] if wide else self._block(i))
        yield self.paint("─" * self.width, "soft")
        yield from self.lines(" ".join(f"{sign} {self.words.tr(key)}" for sign, key in _LEGEND))

    def _rule(self, index: int) -> str:
        """Return the line above a stage: its name, phase and reach."""
        order = sorted({s.stage for s in self.scene.steps})
        stage = self.scene.stages[order.index(self.scene.steps[index].stage)]
        reach = f" · {stage.reach.text}" if stage.reach else ""
        phase = self.words.tr(f"phase_{stage.phase}")
        label = _clip(clean(f"── {stage.name}{reach} · {phase} "), self.width - 2)
        return self.paint(label + "─" * (self.width - shown_width(label)), "soft")

    def _widths(self) -> tuple[int, ...]:
        fixed = (7, 6, 6, 8, 9, _GRAPH, 15, 17, 10)
        return (max(14, self.width - sum(fixed) - len(fixed)), *fixed)

    def _titles(self) -> list[tuple[str, str]]:
        tr = self.words.tr
        names = (
            tr("step"),
            tr("passes"),
            "%",
            "",
            tr("flow_left"),
            tr("time_short"),
            f"{self.words.signed(-2, 0)}    0    {self.words.signed(2, 0)}",
            tr("lane_emotion"),
            tr("lane_satisfaction"),
            tr("lane_evidence"),
        )
        return [(name, "plain") for name in names]

    def _row(self, cells: Sequence[tuple[str, str]]) -> str:
        numeric = {1, 2}
        parts = [
            self.paint(_pad(_clip(text, width) if i in (0, 9) else text, width, i in numeric), style)
            for i, ((text, style), width) in enumerate(zip(cells, self._widths(), strict=True))
        ]
        return " ".join(parts).rstrip()

    def _cells(self, index: int) -> list[tuple[str, str]]:
        step, point = self.scene.steps[index], self.scene.curve.points[index]
        people, time, score, evidence = (
            self._cell(key, index) for key in ("people", "time", "satisfaction", "evidence")
        )
        mark = " ◆" if step.moment else ""
        joined = _BRACES[step.brace]
        maybe = f" ({self.words.tr('optional')})" if step.optional else ""
        name = clean(f"{step.number:>2} {joined}{step.name}{mark}{maybe}")
        count, share, bar, flow = self._people(people)
        return [
            (name, "plain"),
            (count, "bold"),
            (share, "plain"),
            (bar, "soft"),
            flow,
            (time.median.text if isinstance(time, TimeCell) else "", "plain"),
            (self._graph(index, point), point.tone if point else "soft"),
            (f"{point.value.text} {point.n}" if point else "", point.tone if point else "plain"),
            self._score(score, point),
            (evidence.word if isinstance(evidence, EvidenceCell) else "", "soft"),
        ]

    def _cell(self, key: str, index: int) -> object:
        lane = self.lanes.get(key)
        return lane.cells[index] if lane else None

    def _people(self, cell: object) -> tuple[str, str, str, tuple[str, str]]:
        if not isinstance(cell, PeopleCell):
            return "—", "", "", ("", "plain")
        sign = {"left": "↓", "went_on": "→", "none": ""}[cell.flow_kind]
        flow = f"{sign} {cell.flow.text}{'!' if cell.worst else ''}" if cell.flow else ""
        return cell.count.text, cell.share, _bar(cell.bar, 6), (flow, "worst" if cell.worst else "plain")

    def _score(self, cell: object, point: Point | None) -> tuple[str, str]:
        if not isinstance(cell, ScoreCell):
            return "", "plain"
        n = "" if point is not None and point.n == cell.n else f" {cell.n}"
        return f"{cell.value.text} ({cell.interval}){n}" if cell.interval else f"{cell.value.text}{n}", cell.tone

    def _graph(self, index: int, point: Point | None) -> str:
        """Return the feeling on a line from −2 to +2: reported and assumed."""
        line = ["·"] * _GRAPH
        line[_GRAPH // 2] = "│"
        assumed = self.scene.curve.assumed[index]
        for y, sign in ((assumed[0] if assumed else None, "○"), (point.y if point else None, "●")):
            if y is not None:
                line[round((90 - y) / 80 * (_GRAPH - 1))] = sign
        return "".join(line)

    def _block(self, index: int) -> Iterator[str]:
        cells = self._cells(index)
        yield self.paint(_clip(cells[0][0], self.width), "bold")
        labels = (
            "",
            "passes",
            "",
            "",
            "flow_left",
            "lane_time",
            "",
            "lane_emotion",
            "lane_satisfaction",
            "lane_evidence",
        )
        parts = []
        for key, (text, _) in zip(labels, cells, strict=True):
            if key and text and text != "—":
                parts.append(f"{self.words.tr(key)} {text}" + (f" ({cells[2][0]})" if key == "passes" else ""))
        yield from self.lines(" · ".join(parts), "   ", "   ") if parts else ()
        if self.scene.curve.points[index] or self.scene.curve.assumed[index]:
            yield f"   {self.paint(*cells[6])}"

    def promises(self) -> Iterator[str]:
        """Yield each promise: how often late, and what that did."""
        lane = self.lanes.get("promise")
        if lane is None:
            return
        yield self.paint(lane.name, "bold")
        for cell in lane.cells:
            if isinstance(cell, Promise):
                yield from self.lines(self._promise(cell), " · ", "   ")

    def _promise(self, cell: Promise) -> str:
        tr = self.words.tr
        parts = [
            f"{cell.step}: {cell.late.text} {tr('late_word')} ({cell.late_interval})"
            + (f", {cell.delay}" if cell.delay else "")
        ]
        parts += [
            f"{side.label} {side.value.text} ({side.interval}; {side.n})"
            for side in (cell.on_time, cell.late_side)
            if side
        ]
        if cell.difference:
            parts.append(
                f"{tr('difference' if cell.clear else 'unclear')} {cell.difference.text} ({cell.difference_interval})"
            )
        return "; ".join(part for part in (*parts, cell.score) if part)

    def beside(self) -> Iterator[str]:
        """Yield effort, friction, competitors, answers, and how people really go."""
        for i, (title, said) in enumerate(blocks(self.scene, self.words)):
            if i:
                yield ""
            yield self.paint(title, "bold")
            for line in said:
                yield from self.lines(line, " · ", "   ")

    def voices(self) -> Iterator[str]:
        """Yield what was said at the lowest points."""
        if self.scene.curve.quotes:
            yield self.paint(self.words.tr("voices"), "bold")
        for index, quote in self.scene.curve.quotes:
            yield from self.lines(f"{self.scene.steps[index].name}: “{quote.text}” — {quote.source}", " · ", "   ")

    def segments(self) -> Iterator[str]:
        """Yield the segments' main numbers."""
        if self.scene.segments:
            yield self.paint(self.words.tr("segments"), "bold")
        for panel in self.scene.segments:
            yield from self.lines(
                f"{panel.name}: " + " · ".join(f"{f.label} {f.value.text}" for f in panel.figures), " · ", "   "
            )


def _bar(share: float, width: int) -> str:
    """Return a bar of block characters; anything above nothing shows at least a sliver."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    eighths = max(1, eighths) if share > 0 else 0
    full, rest = divmod(eighths, 8)
    return "█" * full + (_BLOCKS[rest - 1] if rest else "")
