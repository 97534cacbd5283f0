"""Text as people paste it: headings and bullets, `Nhận biết: xem quảng cáo; đọc bài viết`, lists of stickies.

What stands above other lines is a stage, what stands below a step, and below that what is known about the step; a line
such as `Điểm đau: chờ lâu` goes into the lane it names. Nothing is refused but a text without a single line.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.forms.feelings import feeling_lane
from hanhtrinh.journey.forms.lanes import PUT, Said, put
from hanhtrinh.journey.forms.shapes import Form, Result
from hanhtrinh.journey.forms.sketch import Sketch, SketchStage, SketchStep, one_line
from hanhtrinh.journey.forms.words import Lane, about_of, lane_of
from hanhtrinh.journey.model import Journey, Step
from hanhtrinh.journey.yaml_text import MAX_BYTES
from hanhtrinh.values import Finding

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)")
_BULLET = re.compile(r"(\s*)(?:[-*+•‣◦▪·–—]|\d{1,3}[.)]|[a-zA-Z][.)])\s+(?:\[[ xX]\]\s+)?(.*)")
_INDENT = re.compile(r"\s*")
_RULER = re.compile(r"\s*(?:[-=_*]\s*){3,}|\s*(```|~~~).*")
_LABEL = re.compile(r"([^:;：]{1,60})[:：]\s*(.*)", re.DOTALL)
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")
_ARROWS = re.compile(r"→|⇒|➜|➔|->|=>|>>")
_SEMICOLON = re.compile(";")
_HEAD, _TEXT = 0, 10
MOST_LINES = 20_000
_DEEPEST = 20


@dataclass
class Node:
    """A line and what stands below it."""

    text: str
    line: int
    heading: bool = False
    bullet: bool = False
    below: list["Node"] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What stands before the first colon, empty where there is none."""
        found = _LABEL.fullmatch(self.text)
        return found[1].strip() if found else ""

    @property
    def rest(self) -> str:
        """What stands behind the first colon, or all of it."""
        found = _LABEL.fullmatch(self.text)
        return found[2].strip() if found else self.text


def read_outline(text: str, file: str) -> Result:
    """Return the journey a pasted text amounts to."""
    if len(text) > MAX_BYTES:
        return None, (Finding(severity="error", key="forms.too_large", params={"allowed": MAX_BYTES}, file=file),)
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        params = {"given": len(lines), "allowed": MOST_LINES}
        return None, (Finding(severity="error", key="forms.too_many_lines", params=dict(params), file=file),)
    return _Reader(file).read(_tree(lines))


def _tree(lines: Sequence[str]) -> list[Node]:
    """Return the lines as a tree: headings by their level, then lines by their indent, bullets below plain lines."""
    top: list[Node] = []
    open_nodes: list[tuple[int, Node]] = []
    for rank, node in _ranked(lines):
        while open_nodes and (open_nodes[-1][0] >= rank or len(open_nodes) >= _DEEPEST):
            open_nodes.pop()
        (open_nodes[-1][1].below if open_nodes else top).append(node)
        open_nodes.append((rank, node))
    return top


def _ranked(lines: Sequence[str]) -> Iterator[tuple[int, Node]]:
    """Yield each line with its rank: smaller stands above. In a paragraph the first line stands above the others."""
    inside = False
    for number, line in enumerate(lines, 1):
        heading, bullet = _HEADING.fullmatch(line), _BULLET.fullmatch(line)
        if not line.strip() or (_RULER.fullmatch(line) and not bullet):
            inside = False
        elif heading is not None:
            inside = False
            yield _HEAD + len(heading[1]), Node(_clean(heading[2].rstrip("# \t")), number, heading=True)
        elif bullet is not None:
            inside = False
            yield _TEXT + 3 * _width(bullet[1]) + 2, Node(_clean(bullet[2]), number, bullet=True)
        else:
            indent = _INDENT.match(line)
            under = inside and not _said_of_many(line)
            yield _TEXT + 3 * _width(indent[0] if indent else "") + under, Node(_clean(line), number)
            inside = True


def _said_of_many(line: str) -> bool:
    """Tell whether a plain line is a stage with its steps, or a title that ends with a colon."""
    found = _LABEL.fullmatch(line.strip())
    return found is not None and (not found[2] or lane_of(found[1]) in (None, "stage"))


def _width(indent: str) -> int:
    return min(len(indent.expandtabs(4)), 40)


def _clean(text: str) -> str:
    return _EMPHASIS.sub(r"\2", text.strip()).strip()


class _Reader:
    def __init__(self, file: str) -> None:
        self.sketch = Sketch(file)
        self.feelings: dict[str, list[tuple[int, SketchStep, str]]] = defaultdict(list)

    def read(self, top: list[Node]) -> Result:
        top = _apart(self.titled(top))
        if any(map(self.is_stage, top)):
            for node in top:
                self.stage(node)
        else:
            self.flat(top)
        for label, said in self.feelings.items():
            feeling_lane(self.sketch, label, said[0][0], [(step, text) for _, step, text in said])
        return self.sketch.result()

    def titled(self, top: list[Node]) -> list[Node]:
        """Take the title and what is said of the whole from the top."""
        if len(top) == 1 and any(child.below or self.several(child) for child in top[0].below):
            self.sketch.about("name", top[0].text.rstrip(":"))
            top = top[0].below
        rest: list[Node] = []
        for node in top:
            about = about_of(node.label) if not node.below and not rest else None
            if about is not None and node.rest:
                self.sketch.about(about, node.rest)
            else:
                rest.append(node)
        if rest and not self.sketch.name and self.is_title(rest[0]) and any(map(self.is_stage, rest[1:])):
            self.sketch.about("name", rest.pop(0).text.rstrip(":"))
        return rest

    def is_stage(self, node: Node) -> bool:
        return bool(node.below) or self.several(node)

    def is_title(self, node: Node) -> bool:
        return not self.is_stage(node) and not node.heading and lane_of(node.label) is None

    def several(self, node: Node) -> bool:
        """Tell whether a line holds a stage with its steps: `Nhận biết: xem quảng cáo; đọc bài viết`."""
        return bool(node.label) and bool(node.rest) and lane_of(node.label) in (None, "stage")

    def flat(self, top: list[Node]) -> None:
        stage = self.sketch.stage("")
        for node in top:
            self.line(stage, node, None)
        self.sketch.say("note", "forms.outline_flat")

    def stage(self, node: Node) -> None:
        """Read a line at the top: a stage with what is below it, or a step that stands alone."""
        if not node.below and not node.heading and not self.several(node):
            stage = self.sketch.stages[-1] if self.sketch.stages else self.sketch.stage("")
            self.line(stage, node, stage.steps[-1] if stage.steps else None)
            return
        steps: list[str] = []
        name = node.text.rstrip(":")
        if self.several(node):
            named = lane_of(node.label) == "stage"
            name, steps = (node.rest, []) if named else (node.label, _parts(node.rest))
        stage = self.sketch.stage(one_line(name))
        stage.steps += [SketchStep(one_line(part), activity=_long(part)) for part in steps]
        for child in node.below:
            self.line(stage, child, stage.steps[-1] if stage.steps else None)

    def line(self, stage: SketchStage, node: Node, current: SketchStep | None) -> None:
        """Read a line below a stage: a step, several steps, or a lane of the step before."""
        lane = _lane(node)
        if lane == "step":
            node = Node(node.rest, node.line, below=node.below) if node.rest else node
        elif lane is not None and lane != "stage":
            if current is None:
                current = SketchStep(stage.name)
                stage.steps.append(current)
            self.lane(stage, current, node, lane)
            return
        for part in [node.text] if node.below else _divided(_ARROWS, node.text):
            stage.steps.append(self.step(part))
        for child in node.below:
            self.detail(stage, stage.steps[-1], child)

    def step(self, text: str) -> SketchStep:
        found = _LABEL.fullmatch(text)
        if found is not None and found[2] and len(text) > 40:
            return SketchStep(one_line(found[1]), activity=[found[2].strip()])
        return SketchStep(one_line(text.rstrip(":")), activity=_long(text))

    def detail(self, stage: SketchStage, step: SketchStep, node: Node) -> None:
        lane = _lane(node)
        if lane is not None and lane not in ("stage", "step", "phase"):
            self.lane(stage, step, node, lane)
        else:
            step.activity += list(_texts(node))

    def lane(self, stage: SketchStage, step: SketchStep, node: Node, lane: Lane) -> None:
        label = (node.label or node.text).rstrip(":")
        own = _divided(_SEMICOLON, node.rest) if node.label else []
        items = [*own, *(text for child in node.below for text in _texts(child))]
        if lane in ("feeling", "score"):
            self.feelings[label].append((node.line, step, "\n".join(items)))
            return
        if lane not in PUT:
            self.sketch.say("note", "forms.table_lane", node.line, given=label)
        put(self.sketch, Said(lane, label, items, node.line), step, stage)


def _apart(top: list[Node]) -> list[Node]:
    """Return the lines of a single paragraph side by side: nothing says that its first line stands above the others."""
    if len(top) == 1 and not top[0].heading and not top[0].text.endswith(":"):
        below = top[0].below
        if below and not any(node.bullet or node.below for node in below):
            return [Node(top[0].text, top[0].line), *below]
    return top


def _lane(node: Node) -> Lane | None:
    """Return the lane a line names before its colon, or as a whole above other lines."""
    if node.label:
        return lane_of(node.label)
    return lane_of(node.text.rstrip(":")) if node.below else None


def _parts(text: str) -> list[str]:
    """Return the steps of one line, divided by semicolons or arrows."""
    return [part for half in _divided(_SEMICOLON, text) for part in _divided(_ARROWS, half)]


def _divided(signs: re.Pattern[str], text: str) -> list[str]:
    return [part.strip() for part in signs.split(text) if part.strip()]


def _long(text: str) -> list[str]:
    return [text] if len(one_line(text)) < len(" ".join(text.split())) else []


def _texts(node: Node) -> Iterator[str]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.text:
            yield one.text
        waiting += reversed(one.below)


def write_outline(journey: Journey, lang: Lang) -> str:
    """Return the journey as headings and bullets: stages, steps and what is written at each step."""
    lines = [f"# {_bare(say(journey.name, lang)) or journey.key}"]
    for stage in journey.stages:
        lines += ["", f"## {_bare(say(stage.name, lang)) or stage.key}"]
        for step in stage.steps:
            lines.append(f"- {_bare(say(journey.name_of_step(step), lang)) or step.key}")
            lines += [f"  - {text}" for text in _details(step, lang)]
    return "\n".join(lines) + "\n"


def _details(step: Step, lang: Lang) -> Iterator[str]:
    said: list[tuple[str, list[str]]] = [
        ("activity", [say(step.activity, lang)]),
        ("feeling", [say(step.feeling.words, lang)]),
        ("thoughts", [say(text, lang) for text in step.thoughts]),
        ("pains", [say(pain.text, lang) for pain in step.pains]),
        ("opportunities", [say(one.text, lang) for one in step.opportunities]),
        ("backstage", [say(step.backstage, lang)]),
        ("owner", [say(step.owner, lang)]),
    ]
    for lane, texts in said:
        kept = [_bare(text) for text in texts if text]
        if kept:
            yield f"{tr(f'forms.lane_{lane}', lang)}: {'; '.join(kept)}"


def _bare(text: str) -> str:
    return " ".join(text.split())


def _recognises(text: str, name: str) -> bool:
    return True


OUTLINE = Form("outline", (".txt", ".md", ".markdown"), _recognises, read_outline, write_outline)
