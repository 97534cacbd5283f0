"""Made-up scenes: every kind of cell, every state, texts that try to be markup. Nothing here is measured."""

import math
import random
from base64 import b64decode
from collections.abc import Callable, Sequence
from typing import get_args, get_type_hints

from hanhtrinh.draw import curve
from hanhtrinh.draw.shapes import (
    AnswerBar,
    Answered,
    Cell,
    ChannelSection,
    Curve,
    Deviation,
    EvidenceCell,
    Figure,
    FlowLink,
    FlowNode,
    FlowSection,
    FrictionCell,
    Heat,
    Highlight,
    Idea,
    IdeasCell,
    KeptSection,
    Lane,
    ListCell,
    MomentCell,
    Number,
    OffMapSection,
    PainsCell,
    PeopleCell,
    PersonaCard,
    PhaseHead,
    PicturesCell,
    Point,
    Promise,
    QuestionsCell,
    Quote,
    QuotesCell,
    RivalCell,
    Row,
    SaidCell,
    SaidChip,
    Scene,
    ScoreCell,
    Sections,
    SegmentPanel,
    Series,
    Shown,
    Side,
    StageHead,
    StepHead,
    Target,
    TargetsCell,
    TimeCell,
    Whisker,
    WordsCell,
)
from hanhtrinh.draw.words import NBSP
from hanhtrinh.i18n import Lang

HOSTILE = (
    '#panic("no") $x^2$ *b* _i_ `c` @ref <lbl> \\n \\u{41} [#x]',
    "</script><b>&amp; “quotes” 'single' // no comment /* nor this */",
    "a\u200bb\u200dc żółć n\u0303 e\u0301",
    "sieurattratdaikhongcodaucachnaocavasechangbaogiodung.example/path?q=1&r=2#end",
    "= Not a heading\n- not a list\n+ nor this",
    "Nguyễn Thị Ngọc Ánh đặt 12.000 ₫ → trả lại ≥ 2 lần, ưỡn ẹo",
    "{0} %s {{x}} ${y} ~ ^ | \" ' ` ´",
)
FOREIGN = ("\u202eabc\u202c مرحبا שלום", "😀🇻🇳 中文 日本", "\x00\x1b[0m \ud800 \uffff \u2066x\u2069")
"""Other scripts, commands to a terminal or a line of text, and what is no character at all."""
PICTURE = b64decode("UklGRjYAAABXRUJQVlA4ICoAAACQAQCdASoIAAYAAoBCJaACdLoAA5gA/uX6P7moq+1If/nEv5I/QLtAAAA=")
"""A WebP of eight by six pixels."""
PLAIN = (
    "Khách tìm trên Google rồi đọc một bài viết về món đồ đang cần.",
    "Thêm vào giỏ",
    "Waits for the parcel, follows it and calls the courier twice.",
    "Trả lời khảo sát ngắn hoặc viết đánh giá cho sản phẩm.",
    "Pays",
)
ICONS = ("megaphone", "cart", "truck", "star", "no-such-icon", "mail")
TONES = ("good", "middling", "bad", "plain")


class Made:
    """Draws parts of a scene from one seeded source of chance."""

    def __init__(self, seed: int, hostile: float, texts: Sequence[str]) -> None:
        self.random, self.hostile, self.texts = random.Random(seed), hostile, texts

    def text(self) -> str:
        return self.random.choice(self.texts if self.random.random() < self.hostile else PLAIN)

    def word(self) -> str:
        return self.random.choice(("nhẹ", "serious", "đã xong", "met", "fresh", "12 phút", "email"))

    def number(self) -> Number:
        whole, part = self.random.randint(0, 99), self.random.randint(0, 9)
        return Number(
            text=self.random.choice(
                (f"{whole}{NBSP}%", f"+{part},{whole % 10}", f"−{part},{whole % 10}", f"{whole}.{part}12")
            )
        )

    def n(self) -> str:
        return f"n{NBSP}={NBSP}{self.random.randint(1, 5_000)}"

    def tone(self) -> str:
        return self.random.choice(TONES)

    def whisker(self) -> Whisker:
        low, at, high = sorted(self.random.random() for _ in range(3))
        return Whisker(at=at, low=low, high=high, tone=self.tone())  # type: ignore[arg-type]

    def quote(self) -> Quote:
        return Quote(
            text=self.text(), source=self.word(), assumed=self.random.random() < 0.3, tone=self.tone(), short=""
        )  # type: ignore[arg-type]

    def few(self, make: Callable[[], object], most: int = 3) -> tuple:
        return tuple(make() for _ in range(self.random.randint(1, most)))

    def side(self) -> Side:
        return Side(label=self.word(), value=self.number(), interval="−1 … +1", n=self.n(), whisker=self.whisker())

    def idea(self) -> Idea:
        states = ("idea", "planned", "doing", "done")
        return Idea(
            text=self.text(), solutions=self.few(lambda: (self.text(), self.random.choice(states), self.word()))
        )

    def target(self) -> Target:
        state = self.random.choice(("met", "missed", "unknown"))
        return Target(label=self.word(), wanted="≥ 5", got=self.number().text, state=state, word=self.word())

    def answered(self) -> Answered:
        state = self.random.choice(("measured", "noted", "open"))
        bars = self.few(lambda: AnswerBar(label=self.word(), share=self.random.random(), text=self.number().text))
        measured = state == "measured"
        return Answered(
            question=self.text(),
            bars=bars if measured else (),
            n=self.n() if measured else "",
            note=self.text() if state == "noted" else "",
            state=state,
        )

    def promise(self) -> Promise:
        both = self.random.random() < 0.7
        return Promise(
            step=self.word(),
            late=self.number(),
            late_interval="3–5 %",
            late_bar=self.random.random(),
            delay=self.word(),
            on_time=self.side() if both else None,
            late_side=self.side() if both else None,
            difference=self.number() if both else None,
            difference_interval="−2 … −1" if both else "",
            clear=self.random.random() < 0.5,
            score=self.word(),
            tone=self.random.choice(TONES[:3]),
        )

    def cell(self, kind: type) -> Cell:
        """Return a cell of one kind."""
        r = self.random
        makers: dict[type, Callable[[], Cell]] = {
            WordsCell: lambda: WordsCell(text=self.text()),
            ListCell: lambda: ListCell(items=self.few(self.text)),
            QuotesCell: lambda: QuotesCell(quotes=self.few(self.quote, 2), more=self.number()),
            PeopleCell: lambda: PeopleCell(
                count=self.number(),
                share="47 %",
                bar=r.random(),
                flow=self.number(),
                flow_label=self.word(),
                flow_kind=r.choice(("left", "went_on")),
                worst=r.random() < 0.2,
            ),
            TimeCell: lambda: TimeCell(median=self.number(), quartiles="1 phút – 3 ngày"),
            ScoreCell: lambda: ScoreCell(
                label=r.choice(("", "NPS")),
                value=self.number(),
                interval="4–6",
                n=self.n(),
                rate=self.word(),
                whisker=self.whisker(),
                hollow=r.random() < 0.2,
                tone=self.tone(),
            ),
            Promise: self.promise,
            PainsCell: lambda: PainsCell(items=self.few(lambda: (self.text(), r.randint(1, 3), self.word()))),
            MomentCell: lambda: MomentCell(text=self.text()),
            IdeasCell: lambda: IdeasCell(items=self.few(self.idea, 2)),
            TargetsCell: lambda: TargetsCell(items=self.few(self.target)),
            EvidenceCell: lambda: EvidenceCell(
                grade=r.choice(("assumed", "told", "thin", "measured", "fresh")), word=self.word(), newest="1/2/2026"
            ),
            FrictionCell: lambda: FrictionCell(
                share=self.number(),
                interval="1–2 %",
                bar=r.random(),
                tone=self.tone(),
                kinds=self.few(lambda: (r.choice(ICONS), self.word(), r.random() + 0.01, self.number().text)),
            ),
            QuestionsCell: lambda: QuestionsCell(items=self.few(self.answered)),
            PicturesCell: lambda: PicturesCell(items=self.few(self.shown)),
            SaidCell: lambda: SaidCell(
                feeling=self.number(),
                n="12 người",
                interval="−1,2 … 0,3",
                whisker=self.whisker(),
                hollow=r.random() < 0.2,
                tone=self.tone(),
                chips=self.few(
                    lambda: SaidChip(name=self.word(), people=self.number(), feeling="−0,7", tone=self.tone())
                ),
                more=self.word(),
                unread=self.word(),
            ),
            RivalCell: lambda: RivalCell(
                value=self.number(),
                n=self.n(),
                tone=self.tone(),
                assumed=r.random() < 0.5,
                words=self.text(),
                source=self.word(),
                difference=self.word(),
                quotes=self.few(self.quote, 1),
            ),
        }
        return makers[kind]()

    def shown(self) -> Shown:
        """Return a picture that is there, or one that is not."""
        there = self.random.random() < 0.7
        data = PICTURE if there else b""
        return Shown(file=self.word(), alt=self.text(), small="p.webp" if there else "", data=data, small_data=data)

    def lane(self, kind: type, steps: int) -> Lane:
        """Return a lane of one kind of cell, with gaps."""
        cells = [self.cell(kind) if self.random.random() < 0.75 else None for _ in range(steps)]
        cells[self.random.randrange(steps)] = self.cell(kind)
        name = kind.__name__.removesuffix("Cell").lower()
        keys = {"people": "people", "score": "satisfaction", "pains": "pains", "promise": "promise"}
        return Lane(
            key=keys.get(name, f"made-{name}"),
            icon=self.random.choice(ICONS),
            name=f"Lane {name}",
            note=self.word(),
            cells=tuple(cells),
        )

    def emotions(self, steps: int) -> list[float | None]:
        return [None if self.random.random() < 0.15 else self.random.uniform(-2, 2) for _ in range(steps)]

    def curve(self, steps: int) -> Curve:
        """Return a curve with every mark it may have."""
        felt, guessed = self.emotions(steps), self.emotions(steps)
        ys = [None if f is None else curve.height(f) for f in felt]
        assumed = [None if g is None else curve.height(g) for g in guessed]
        low = [None if y is None else min(100.0, y + 5) for y in ys]
        high = [None if y is None else max(0.0, y - 5) for y in ys]
        runs = [(a, b) for a, b in zip(curve.runs(low), curve.runs(high), strict=True) if len(a) > 1]
        at = self.random.randrange(steps)
        return Curve(
            steps=steps,
            zero=curve.height(0),
            points=tuple(None if y is None else self.point(y) for y in ys),
            assumed=tuple(None if a is None else (a, "+1,0") for a in assumed),
            lines=tuple(curve.line(k) for k in curve.runs(ys) if len(k) > 1),
            bands=tuple(curve.band(a, b) for a, b in runs),
            bars=tuple((i + 0.5, y - 5, y + 5) for i, y in enumerate(ys) if y is not None),
            dashes=tuple(curve.line(k) for k in curve.runs(assumed) if len(k) > 1),
            gaps=tuple(curve.gaps(assumed, ys)),
            quotes=tuple((i, self.quote()) for i in range(0, steps, 4)[:3]),
            faces=tuple((curve.height(v), icon, f"face {v}") for v, icon in ((2, "laugh"), (0, "meh"), (-2, "angry"))),
            missing=tuple(i for i, y in enumerate(ys) if y is None),
            widest=(at, 40.0, "assumed +1\nreported −1"),
            splits=((at, (30.0, "on time +1"), (70.0, "late −1")),) if steps <= 8 else (),
            series=tuple(self.series(kind, steps, i + 1) for i, kind in enumerate(("persona", "rival"))),
        )

    def point(self, y: float) -> Point:
        return Point(
            y=y,
            value=self.number(),
            n=self.n(),
            size=self.random.randint(1, 5),
            tone=self.tone(),
            hollow=self.random.random() < 0.2,
            below=self.random.random() < 0.5,
        )  # type: ignore[arg-type]

    def series(self, kind: str, steps: int, look: int) -> Series:
        ys = [None if f is None else curve.height(f) for f in self.emotions(steps)]
        lines = tuple(curve.line(k) for k in curve.runs(ys) if len(k) > 1)
        points = tuple(None if y is None else (y, "+0,1", "n = 9") for y in ys)
        return Series(key=f"{kind}{look}", kind=kind, look=look, name=f"{kind} {look}", lines=lines, points=points)  # type: ignore[arg-type]

    def figure(self) -> Figure:
        return Figure(icon=self.random.choice(ICONS), label=self.word(), value=self.number(), detail=self.word())

    def panel(self, steps: int) -> SegmentPanel:
        ys = [None if f is None else curve.height(f) for f in self.emotions(steps)]
        lines = tuple(curve.line(k) if len(k) > 1 else curve.dot(k[0]) for k in curve.runs(ys))
        bars = tuple(self.random.random() for _ in range(steps))
        return SegmentPanel(name=self.word(), figures=self.few(self.figure), lines=lines, everybody=lines, bars=bars)

    def sections(self, stages: tuple[StageHead, ...], steps: tuple[StepHead, ...]) -> Sections:
        """Return everything that may stand under a map."""
        share = lambda: (self.number(), self.random.random())  # noqa: E731
        nodes = tuple(
            FlowNode(x=120.0 * c, y=10.0 + 50 * k, width=12, height=44, name=self.word(), text="1.234", kind=kind)
            for c in range(5)
            for k, kind in enumerate(get_args(get_type_hints(FlowNode)["kind"]))
        )
        links = tuple(
            FlowLink(
                path=f"M{12 + 120 * c} 20L{120 + 120 * c} 40L{120 + 120 * c} 70C80 70 60 50 {12 + 120 * c} 50Z",
                text="a → b",
                kind="on",
            )
            for c in range(4)
        )
        heat = tuple(
            None if self.random.random() < 0.3 else (self.number(), self.random.randint(0, 4), "9") for _ in stages
        )
        return Sections(
            off_map=OffMapSection(
                figures=self.few(self.figure),
                heads=("event", "people", "times"),
                rest="and 3 more",
                rows=self.few(
                    lambda: Row(name=self.text(), bar=0.4, numbers=(self.number(), self.number()), note="web")
                ),
            ),
            kept=KeptSection(
                figures=self.few(self.figure),
                heads=("skipped", "repeated"),
                steps=tuple(Deviation(name=s.name, number=s.number, shares=(share(), None)) for s in steps),
            ),
            flow=FlowSection(
                width=600, height=420, nodes=nodes, links=links, heads=("a", "b"), rows=(("1", "2"),), note="note"
            ),
            channels=ChannelSection(
                stages=tuple(s.name for s in stages), rows=(Heat(name="web", icon="mail", cells=heat),)
            ),
        )


def made_up(
    seed: int,
    *,
    lang: Lang = "vi",
    steps: int = 6,
    hostile: float = 0.4,
    whole: bool = True,
    texts: Sequence[str] = HOSTILE,
) -> Scene:
    """Return a scene of chance: `steps` columns, one lane of every kind of cell, everything that may stand around it.

    A share of `hostile` of its texts is drawn from `texts`; without `whole` nothing stands under the map.
    """
    made = Made(seed, hostile, texts)
    kinds = [kind for kind in get_args(Cell) if kind is not ListCell]
    spans = _spans(made.random, steps)
    phases = [("before", "during", "after")[min(2, i * 3 // len(spans))] for i in range(len(spans))]
    stages = tuple(
        StageHead(
            name=f"Stage {i} {made.word()}", goal="", phase=p, span=s, reach=made.number(), bar=made.random.random()
        )
        for i, (s, p) in enumerate(zip(spans, phases, strict=True))
    )
    of = [i for i, s in enumerate(spans) for _ in range(s)]
    heads = tuple(
        StepHead(
            key=f"step-{i}",
            number=i + 1,
            name=f"Step {i} {made.word()}",
            touchpoint=made.word(),
            icon=made.random.choice(ICONS),
            channel=made.word(),
            channel_icon="mail",
            stage=of[i],
            phase=phases[of[i]],
            moment=made.random.random() < 0.2,
            optional=made.random.random() < 0.2,
            unnatural=made.number() if made.random.random() < 0.2 else None,
        )
        for i in range(steps)
    )
    emotion = Lane(key="emotion", icon="heart", name="Lane emotion", note="note", cells=(None,) * steps)
    lanes = [made.lane(kind, steps) for kind in kinds]
    empty = Lane(
        key="time", icon="timer", name="Lane empty", note="", cells=(None,) * steps, nothing="Nothing here yet"
    )
    return Scene(
        lang=lang,
        key=f"made-{seed}",
        title=made.text(),
        scenario=made.text(),
        goal=made.text(),
        owner=made.word(),
        persona=("Lan", made.text(), made.text()),
        personas=(
            PersonaCard(
                key="lan",
                name="Lan",
                quote=made.text(),
                about=made.text(),
                details=(("heart", made.word(), made.text()),),
                main=True,
            ),
        ),
        facts=(("clock", "As of", "1/2/2026"),),
        measured=True,
        state="",
        phases=_phases(stages),
        stages=stages,
        steps=heads,
        lanes=(*lanes[:2], emotion, *lanes[2:], empty),
        curve=made.curve(steps),
        figures=made.few(made.figure, 4),
        highlights=(
            Highlight(
                kind="drop",
                icon="star",
                title=made.text(),
                text=made.text(),
                step=0,
                bars=(("a", "3 %", 0.3, True), ("b", "0 %", 0.0, False)),
            ),
            Highlight(
                kind="gap",
                icon="star",
                title=made.text(),
                text=made.text(),
                step=0,
                marks=(("a", "+1", made.whisker()),),
            ),
        ),
        segments=made.few(lambda: made.panel(steps)) if whole else (),
        glossary=tuple((made.word(), made.text()) for _ in range(7)),
        doors=(),
        sections=made.sections(stages, heads) if whole else Sections(),
    )


def _spans(chance: random.Random, steps: int) -> list[int]:
    spans: list[int] = []
    while sum(spans) < steps:
        spans.append(min(chance.randint(1, max(1, math.ceil(steps / 5))), steps - sum(spans)))
    return spans


def _phases(stages: tuple[StageHead, ...]) -> tuple[PhaseHead, ...]:
    spans: dict[str, int] = {}
    for stage in stages:
        spans[stage.phase] = spans.get(stage.phase, 0) + stage.span
    return tuple(PhaseHead(phase=phase, name=f"Phase {phase}", span=span) for phase, span in spans.items())
