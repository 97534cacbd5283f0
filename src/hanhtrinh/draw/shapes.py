"""The scene: every cell, curve point and formatted number of one map in one language, as plain frozen values.

Coordinates are shares of a picture's width or height (0…1, y downwards) or, on the curve, steps to the right and per
cent down. Numbers
are text, already written for the language. A `Number` opens a door by its position in `Scene.doors`.
"""

from typing import Literal

import msgspec

from hanhtrinh.i18n import Lang
from hanhtrinh.measures.results import Who

Tone = Literal["good", "middling", "bad", "plain"]


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A plain frozen value."""


class Number(Shape, frozen=True, kw_only=True):
    """A number as it is written, and the door it opens."""

    text: str
    door: int | None = None


class Spark(Shape, frozen=True, kw_only=True):
    """A small trend: one point a period, y 0 (top) … 1; the line breaks where there is nothing.

    `marks` are days on which something was shipped: how far right (0…1), the day, what it was.
    """

    title: str
    points: tuple[tuple[str, str, float | None], ...]
    marks: tuple[tuple[float, str, str], ...] = ()


class Quote(Shape, frozen=True, kw_only=True):
    """What somebody said or, marked, what the team assumes they think."""

    text: str
    source: str
    assumed: bool
    tone: Tone = "plain"
    short: str = ""


class Door(Shape, frozen=True, kw_only=True):
    """What stands behind a number: definition, method, what was left out, trend, tables, voices, its people.

    `who` tells which passes it counted and `n` how many it rests on, for those who list them.
    """

    title: str
    place: str
    value: str
    definition: str
    rows: tuple[tuple[str, str], ...]
    spark: Spark | None = None
    tables: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]], ...] = ()
    quotes: tuple[Quote, ...] = ()
    command: str = ""
    who: Who | None = None
    n: int | None = None


class Whisker(Shape, frozen=True, kw_only=True):
    """A value with its interval on a scale 0…1."""

    at: float
    low: float
    high: float
    tone: Tone


class WordsCell(Shape, frozen=True, kw_only=True, tag="words"):
    """Plain text."""

    text: str


class ListCell(Shape, frozen=True, kw_only=True, tag="list"):
    """A list of short texts."""

    items: tuple[str, ...]


class QuotesCell(Shape, frozen=True, kw_only=True, tag="quotes"):
    """What customers said, or what the team assumes; `more` opens the others."""

    quotes: tuple[Quote, ...]
    more: Number | None = None


class PeopleCell(Shape, frozen=True, kw_only=True, tag="people"):
    """How many reach a step and how many leave there, or go on."""

    count: Number
    share: str
    bar: float
    flow: Number | None
    flow_label: str
    flow_kind: Literal["left", "went_on", "none"]
    worst: bool


class TimeCell(Shape, frozen=True, kw_only=True, tag="time"):
    """The median time to a step and its middle half."""

    median: Number
    quartiles: str


class ScoreCell(Shape, frozen=True, kw_only=True, tag="score"):
    """A satisfaction score with its interval, n and response rate."""

    label: str
    value: Number
    interval: str
    n: str
    rate: str
    whisker: Whisker | None
    hollow: bool
    tone: Tone


class Side(Shape, frozen=True, kw_only=True):
    """One side of a kept or broken promise: how those people felt."""

    label: str
    value: Number
    interval: str
    n: str
    whisker: Whisker


class Promise(Shape, frozen=True, kw_only=True, tag="promise"):
    """A promise held against reality and what breaking it cost."""

    step: str
    late: Number
    late_interval: str
    late_bar: float
    delay: str
    on_time: Side | None
    late_side: Side | None
    difference: Number | None
    difference_interval: str
    clear: bool
    score: str
    tone: Tone


class PainsCell(Shape, frozen=True, kw_only=True, tag="pains"):
    """Pain points: text, severity 1…3 and its word."""

    items: tuple[tuple[str, int, str], ...]


class MomentCell(Shape, frozen=True, kw_only=True, tag="moment"):
    """A moment of truth the team marked."""

    text: str


class Idea(Shape, frozen=True, kw_only=True):
    """An opportunity with its solutions: text, state, the state's word."""

    text: str
    solutions: tuple[tuple[str, str, str], ...]


class IdeasCell(Shape, frozen=True, kw_only=True, tag="ideas"):
    """Opportunities and what is being done about them."""

    items: tuple[Idea, ...]


class Target(Shape, frozen=True, kw_only=True):
    """A target beside its reading."""

    label: str
    wanted: str
    got: str
    state: Literal["met", "missed", "unknown"]
    word: str


class TargetsCell(Shape, frozen=True, kw_only=True, tag="targets"):
    """The targets of a step."""

    items: tuple[Target, ...]


class EvidenceCell(Shape, frozen=True, kw_only=True, tag="evidence"):
    """How well a step is known, and since when."""

    grade: str
    word: str
    newest: str


class FrictionCell(Shape, frozen=True, kw_only=True, tag="friction"):
    """How many passes met friction at a step, its kinds (icon, name, share 0…1, written), worst first."""

    share: Number
    interval: str
    bar: float
    kinds: tuple[tuple[str, str, float, str], ...]
    tone: Tone


class AnswerBar(Shape, frozen=True, kw_only=True):
    """One part of an answer: what, its share 0…1, the share as written."""

    label: str
    share: float
    text: str


class Answered(Shape, frozen=True, kw_only=True):
    """A research question, its answer from data (bars, n) or from notes; neither: `open`."""

    question: str
    bars: tuple[AnswerBar, ...] = ()
    n: str = ""
    note: str = ""
    state: Literal["measured", "noted", "open"] = "open"
    door: int | None = None


class QuestionsCell(Shape, frozen=True, kw_only=True, tag="questions"):
    """The research questions of a step with their answers."""

    items: tuple[Answered, ...]


class RivalCell(Shape, frozen=True, kw_only=True, tag="rival"):
    """How a step feels at a competitor's: measured with n and the difference to us, or assumed from notes."""

    value: Number | None
    n: str
    tone: Tone
    assumed: bool
    words: str
    source: str
    difference: str
    quotes: tuple[Quote, ...] = ()


class SaidChip(Shape, frozen=True, kw_only=True):
    """A theme: its name, how many people speak of it (a door), and how they feel about it."""

    name: str
    people: Number
    feeling: str
    tone: Tone


class SaidCell(Shape, frozen=True, kw_only=True, tag="said"):
    """What customers say at a step: how the words feel, and what they are about; `unread` says how much waits."""

    feeling: Number
    n: str
    interval: str
    whisker: Whisker | None
    hollow: bool
    tone: Tone
    chips: tuple[SaidChip, ...]
    more: str = ""
    unread: str = ""


class Shown(Shape, frozen=True, kw_only=True):
    """A picture: its file, what is to be seen, where a page finds it, and for paper the picture itself.

    Without an address and without data it is not there, and a quiet place is kept for it.
    """

    file: str
    alt: str
    large: str = ""
    small: str = ""
    data: bytes = b""
    small_data: bytes = b""

    @property
    def there(self) -> bool:
        """Whether it can be drawn."""
        return bool(self.small or self.small_data)


class PicturesCell(Shape, frozen=True, kw_only=True, tag="pictures"):
    """The pictures of a step in order; several are a storyboard."""

    items: tuple[Shown, ...]


Cell = (
    PicturesCell
    | WordsCell
    | ListCell
    | QuotesCell
    | PeopleCell
    | TimeCell
    | ScoreCell
    | Promise
    | PainsCell
    | MomentCell
    | IdeasCell
    | TargetsCell
    | EvidenceCell
    | FrictionCell
    | QuestionsCell
    | RivalCell
    | SaidCell
)


class CellAlarm(Shape, frozen=True, kw_only=True):
    """Something at a cell that asks for attention: its words, a whole sentence, and where more stands."""

    lane: str
    step: str
    text: str
    title: str
    link: str


class EvidenceMark(Shape, frozen=True, kw_only=True):
    """How well a cell is known: its grade, the word for it, a sentence; `stale` ones ask to be looked at."""

    grade: str
    word: str
    title: str
    stale: bool = False


class Lane(Shape, frozen=True, kw_only=True):
    """One row: its cells in map order (None: nothing there); `nothing` is said once where no cell has anything.

    `own` lanes were added by the team; `hidden` ones were hidden by it, and are drawn only for those who edit. `marks`
    are the evidence of each cell, empty in lanes that state nothing about customers.
    """

    key: str
    icon: str
    name: str
    note: str
    cells: tuple[Cell | None, ...]
    nothing: str = ""
    own: bool = False
    hidden: bool = False
    marks: tuple[EvidenceMark | None, ...] = ()


class Point(Shape, frozen=True, kw_only=True):
    """A reported feeling on the curve."""

    y: float
    value: Number
    n: str
    size: int
    tone: Tone
    hollow: bool
    below: bool


class Series(Shape, frozen=True, kw_only=True):
    """A further line on the curve: one persona's, or a competitor's; `look` 1…3 is its dash and marker.

    Points hold a height, the value and n as written, where there is a reading; their doors stand in tables and lanes.
    """

    key: str
    kind: Literal["persona", "rival"]
    look: int
    name: str
    lines: tuple[str, ...]
    points: tuple[tuple[float, str, str] | None, ...]


class Curve(Shape, frozen=True, kw_only=True):
    """The emotion lane: SVG paths in a box of (steps × 100), points, assumed scores, voices of the lowest points.

    At the steps in `few` there are answers, of too few people to be shown to strangers.
    """

    steps: int
    zero: float
    points: tuple[Point | None, ...]
    assumed: tuple[tuple[float, str] | None, ...]
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    bars: tuple[tuple[float, float, float], ...]
    dashes: tuple[str, ...]
    gaps: tuple[tuple[str, bool], ...]
    quotes: tuple[tuple[int, Quote], ...]
    faces: tuple[tuple[float, str, str], ...]
    missing: tuple[int, ...]
    widest: tuple[int, float, str] | None = None
    splits: tuple[tuple[int, tuple[float, str], tuple[float, str]], ...] = ()
    series: tuple[Series, ...] = ()
    few: tuple[int, ...] = ()


class StepHead(Shape, frozen=True, kw_only=True):
    """The head of a step's column.

    Steps that may come in any order stand under one brace: `brace` tells which part of it is over this one.
    """

    key: str
    number: int
    name: str
    touchpoint: str
    icon: str
    channel: str
    channel_icon: str
    stage: int
    phase: str
    moment: bool
    optional: bool
    unnatural: Number | None = None
    brace: Literal["", "first", "middle", "last"] = ""


class StageHead(Shape, frozen=True, kw_only=True):
    """The head of a stage: its name, how many columns it covers, its reach, and the map of its own it opens."""

    key: str = ""
    name: str
    goal: str
    phase: str
    span: int
    reach: Number | None
    bar: float
    link: str = ""


class PhaseHead(Shape, frozen=True, kw_only=True):
    """A phase over consecutive stages."""

    phase: str
    name: str
    span: int


class Figure(Shape, frozen=True, kw_only=True):
    """One key figure."""

    icon: str
    label: str
    value: Number
    detail: str


class Highlight(Shape, frozen=True, kw_only=True):
    """Something that stands out: a headline, a sentence with its interval, and a picture of it."""

    kind: Literal["drop", "gap", "promise", "waiting"]
    icon: str
    title: str
    text: str
    step: int | None
    marks: tuple[tuple[str, str, Whisker], ...] = ()
    bars: tuple[tuple[str, str, float, bool], ...] = ()


class SegmentPanel(Shape, frozen=True, kw_only=True):
    """One segment as a small multiple: its curve over everybody's, and its main numbers."""

    name: str
    figures: tuple[Figure, ...]
    lines: tuple[str, ...]
    everybody: tuple[str, ...]
    bars: tuple[float | None, ...]


class PersonaCard(Shape, frozen=True, kw_only=True):
    """A persona as described: name, quote, a sentence about them, and details (icon, label, text)."""

    key: str
    name: str
    quote: str
    about: str
    details: tuple[tuple[str, str, str], ...]
    main: bool
    picture: Shown | None = None


class Row(Shape, frozen=True, kw_only=True):
    """One line of a ranked list: what it is, how long its bar is (0…1), its numbers under the list's heads."""

    name: str
    bar: float
    numbers: tuple[Number, ...]
    note: str = ""


class OffMapSection(Shape, frozen=True, kw_only=True):
    """What happened and is on no step: totals, the most frequent kinds, and what the rest adds up to."""

    figures: tuple[Figure, ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    rest: str


class Deviation(Shape, frozen=True, kw_only=True):
    """How passes kept to one step: the share of each kind of deviation (None: not measured) and its bar 0…1."""

    name: str
    number: int
    shares: tuple[tuple[Number, float] | None, ...]


class KeptSection(Shape, frozen=True, kw_only=True):
    """How people really go, held against the map: key figures, and each step's deviations under `heads`."""

    figures: tuple[Figure, ...]
    heads: tuple[str, ...]
    steps: tuple[Deviation, ...]


class FlowNode(Shape, frozen=True, kw_only=True):
    """A node of the flow picture, in units of its box: upper left corner, size, name, number, what it is."""

    x: float
    y: float
    width: float
    height: float
    name: str
    text: str
    kind: Literal["start", "before", "during", "after", "left", "completed", "open", "other"]


class FlowLink(Shape, frozen=True, kw_only=True):
    """A ribbon between two nodes: its SVG path, what it says, where it leads."""

    path: str
    text: str
    kind: Literal["on", "left", "completed", "open", "other"]


class FlowSection(Shape, frozen=True, kw_only=True):
    """The paths people took as ribbons in a box of `width` × `height`, and the same as a table."""

    width: float
    height: float
    nodes: tuple[FlowNode, ...]
    links: tuple[FlowLink, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


class PlanCell(Shape, frozen=True, kw_only=True):
    """What is planned for a channel at a stage: in words, as a share, and how it stands to what was measured.

    `verdict` is a kind for a mark, `said` says the same in words; `measured` is the reading with its interval and n.
    """

    text: str
    share: str
    verdict: str
    said: str
    measured: str = ""


class Heat(Shape, frozen=True, kw_only=True):
    """One channel's row of the heat table: per stage its share with a door, how warm it is (0…4), and visits.

    `plans` hold what is planned, stage by stage; empty where nothing is planned anywhere.
    """

    key: str = ""
    name: str
    icon: str
    cells: tuple[tuple[Number, int, str] | None, ...]
    plans: tuple[PlanCell | None, ...] = ()


class ChannelSection(Shape, frozen=True, kw_only=True):
    """Which channels carry which stage: stages across, channels down; `planned` where a plan stands beside."""

    stages: tuple[str, ...]
    rows: tuple[Heat, ...]
    keys: tuple[str, ...] = ()
    planned: bool = False


class Sections(Shape, frozen=True, kw_only=True):
    """What stands under the map; None where it was not measured."""

    off_map: OffMapSection | None = None
    kept: KeptSection | None = None
    flow: FlowSection | None = None
    channels: ChannelSection | None = None


class Scene(Shape, frozen=True, kw_only=True):
    """One map in one language."""

    lang: Lang
    key: str
    title: str
    scenario: str
    goal: str
    owner: str
    persona: tuple[str, str, str] | None
    facts: tuple[tuple[str, str, str], ...]
    measured: bool
    state: str
    phases: tuple[PhaseHead, ...]
    stages: tuple[StageHead, ...]
    steps: tuple[StepHead, ...]
    lanes: tuple[Lane, ...]
    curve: Curve
    figures: tuple[Figure, ...]
    highlights: tuple[Highlight, ...]
    segments: tuple[SegmentPanel, ...]
    glossary: tuple[tuple[str, str], ...]
    doors: tuple[Door, ...]
    share: Number | None = None
    review: str = ""
    alarms: tuple[CellAlarm, ...] = ()
    personas: tuple[PersonaCard, ...] = ()
    sections: Sections = Sections()
