"""One slide a step: what they do and feel, the numbers with n and interval, voices, pains, what to do about them."""

from collections.abc import Sequence

from hanhtrinh.draw.shapes import Cell, IdeasCell, Lane, PainsCell, Quote, QuotesCell, Scene, WordsCell
from hanhtrinh.draw.slides.chart import felt
from hanhtrinh.draw.slides.lines import Figure, figures_of, joined, quoted, sentences_of, told
from hanhtrinh.draw.slides.look import (
    ACCENT,
    INK,
    LINE,
    MARGIN,
    PHASE,
    PHASE_INK,
    SOFT,
    TONE,
    TONE_INK,
    WIDTH,
    Box,
    Brush,
    Par,
    Run,
    heights,
    par,
)
from hanhtrinh.draw.slides.overview import stage_at
from hanhtrinh.draw.slides.pictures import step_pictures
from hanhtrinh.draw.slides.size import fitted
from hanhtrinh.draw.vector.icons import svg
from hanhtrinh.draw.vector.stamp import stamped
from hanhtrinh.draw.vendored import resolve
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr

_WIDE = WIDTH - 2 * MARGIN
_LEFT, _GAP, _TOP, _BOTTOM = 5.7, 0.4, 1.75, 6.85
_ROW, _MOST_ROWS = 0.37, 9
_PICTURES = 1.55


def step_slide(brush: Brush, scene: Scene, index: int) -> None:
    """Draw one step."""
    lanes = told(scene, index)
    _head(brush, scene, index)
    _left(brush, scene, index, lanes)
    _right(brush, scene, lanes)
    _foot(brush, lanes)
    brush.notes(_notes(scene, index, lanes))


def _head(brush: Brush, scene: Scene, index: int) -> None:
    step = scene.steps[index]
    ink, words = PHASE_INK[step.phase], Words(scene.lang)
    _progress(brush, scene, index)
    brush.rect(Box(MARGIN, 0.72, 0.8, 0.8), PHASE[step.phase], round_=0.4)
    brush.picture(stamped(svg(resolve(step.icon)), color=f"#{ink}"), Box(MARGIN + 0.2, 0.92, 0.4, 0.4))
    stage = scene.stages[stage_at(scene, step.stage)]
    place = tr("vector.slide_step", scene.lang, n=index + 1, total=len(scene.steps))
    apart = (words.tr("optional") if step.optional else "", words.tr("parallel") if step.brace else "")
    about = joined(stage.name, place, step.channel, *apart, words.tr("lane_moments") if step.moment else "")
    width = _WIDE - 1.05
    brush.text(Box(MARGIN + 1.05, 0.68, width, 0.3), fitted([par(about, 13, ink, bold=True)], width, 0.3))
    brush.title(step.name, Box(MARGIN + 1.05, 0.95, width, 0.65), 28 if len(step.name) < 60 else 20)


def _progress(brush: Brush, scene: Scene, index: int) -> None:
    """Draw where in the journey this slide stands."""
    width = _WIDE / len(scene.steps)
    for i, step in enumerate(scene.steps):
        color = ACCENT if i == index else PHASE[step.phase]
        brush.rect(Box(MARGIN + i * width, 0.35, max(0.02, width - 0.04), 0.08), color)


def _left(brush: Brush, scene: Scene, index: int, lanes: Sequence[tuple[Lane, Cell]]) -> None:
    """Draw what they do, how it feels, and what they say."""
    words = Words(scene.lang)
    y = _TOP
    does = next((cell.text for lane, cell in lanes if lane.key == "activity" and isinstance(cell, WordsCell)), "")
    if does:
        pars = fitted([par(words.tr("lane_activity"), 11, SOFT, bold=True), par(does, 19)], _LEFT, 1.25)
        brush.text(Box(MARGIN, y, _LEFT, 1.25), pars)
        y += 1.35
    y = _feeling(brush, scene, index, y)
    tall = step_pictures(brush, lanes, Box(MARGIN, y, _LEFT, _PICTURES))
    y += tall + _GAP / 2 if tall else 0.0
    quotes = [q for _, cell in lanes if isinstance(cell, QuotesCell) for q in cell.quotes]
    quotes += [q for at, q in scene.curve.quotes if at == index and q not in quotes]
    _voices(brush, quotes, Box(MARGIN, y, _LEFT, _BOTTOM - y))


def _feeling(brush: Brush, scene: Scene, index: int, y: float) -> float:
    """Draw the feeling reported, with n and the ends of its interval, beside the one assumed; return where it ends."""
    words, point, guess = Words(scene.lang), scene.curve.points[index], scene.curve.assumed[index]
    if point is None and guess is None:
        return y
    box = Box(MARGIN, y, _LEFT, 1.3)
    brush.card(box, TONE[point.tone] if point else LINE)
    inner = box.inner(0.2)
    if point is not None:
        ends = next((ends for x, *ends in scene.curve.bars if int(x) == index), None)
        span = f"{words.signed(felt(ends[1]))} … {words.signed(felt(ends[0]))}" if ends else ""
        detail = joined(span, point.n, words.tr("legend_thin") if point.hollow else "")
        reported = [
            par(words.tr("reported"), 11, SOFT, bold=True),
            par(point.value.text, 30, TONE_INK[point.tone], bold=True),
            par(detail, 11, SOFT),
        ]
    else:
        reported = [par(words.tr("reported"), 11, SOFT, bold=True), par(words.tr("no_answers"), 16, SOFT)]
    brush.text(Box(inner.x, inner.y, inner.width * 0.62, inner.height), reported, "middle")
    if guess is not None:
        assumed = [par(words.tr("assumed"), 11, SOFT, bold=True), par(guess[1], 24, SOFT)]
        brush.text(Box(inner.x + inner.width * 0.66, inner.y, inner.width * 0.34, inner.height), assumed, "middle")
    return y + 1.5


def _voices(brush: Brush, quotes: Sequence[Quote], box: Box) -> None:
    if not quotes or box.height < 0.6:
        return
    pars: list[Par] = []
    for quote in quotes[:3]:
        said = Run(f"“{quote.text}”", 17, not quote.assumed, SOFT if quote.assumed else INK, quote.assumed)
        pars.append(Par((said,), 8))
        pars.append(par(quote.short or quote.source, 10, SOFT))
    shown = fitted(pars, box.width - 0.2, box.height)
    tall = min(box.height, heights(shown, box.width - 0.2))
    brush.rect(Box(box.x, box.y + 0.08, 0.04, tall), TONE[quotes[0].tone])
    brush.text(Box(box.x + 0.2, box.y, box.width - 0.2, tall), shown)


def _right(brush: Brush, scene: Scene, lanes: Sequence[tuple[Lane, Cell]]) -> None:
    """Draw the numbers, the pains and the opportunities."""
    x, width, y = MARGIN + _LEFT + _GAP, _WIDE - _LEFT - _GAP, _TOP
    figures = [figure for lane, cell in lanes for figure in figures_of(lane, cell)]
    if figures:
        rows = [_row(figure) for figure in figures[:_MOST_ROWS]]
        brush.table(Box(x, y, width, _ROW * len(rows)), rows, [2.15, 1.3, width - 3.45], _ROW)
        y += _ROW * len(rows) + 0.2
    ours = [(lane.name, [par(cell.text, 15)]) for lane, cell in lanes if lane.own and isinstance(cell, WordsCell)]
    parts = [(_named(lanes, "pains"), _pains(lanes)), (_named(lanes, "opportunities"), _ideas(lanes)), *ours]
    parts = [(name, pars) for name, pars in parts if pars]
    for number, (name, pars) in enumerate(parts, 1):
        if _BOTTOM - y > 0.5:
            whole = [par(name, 11, SOFT, bold=True), *pars]
            room = (_BOTTOM - y) * (0.55 if number < len(parts) else 1.0)
            shown = fitted(whole, width, room)
            tall = min(room, heights(shown, width))
            brush.text(Box(x, y, width, tall), shown)
            y += tall + 0.2


def _named(lanes: Sequence[tuple[Lane, Cell]], key: str) -> str:
    return next((lane.name for lane, _ in lanes if lane.key == key), "")


def _foot(brush: Brush, lanes: Sequence[tuple[Lane, Cell]]) -> None:
    """Say who looks after the step and how well it is known."""
    parts = [f"{lane.name}: {sentences_of(cell)[0]}" for lane, cell in lanes if lane.key in ("owner", "evidence")]
    if parts:
        text = fitted([par("    ·    ".join(parts), 11, SOFT)], _WIDE, 0.25)
        brush.text(Box(MARGIN, 7.0, _WIDE, 0.25), text, "middle")


def _row(figure: Figure) -> tuple[Par, Par, Par]:
    return (
        fitted([par(figure.name, 11, SOFT)], 2.05, 0.4)[0],
        par(figure.value, 14, TONE_INK[figure.tone], bold=True),
        fitted([par(figure.detail, 11, SOFT)], 3.0, 0.4)[0],
    )


def _pains(lanes: Sequence[tuple[Lane, Cell]]) -> list[Par]:
    items = [item for _, cell in lanes if isinstance(cell, PainsCell) for item in cell.items]
    return [
        Par(
            (
                Run("●" * severity + "○" * (3 - severity) + "  ", 11, False, ACCENT if severity == 3 else SOFT),
                Run(text, 15),
                Run(f"  {word}", 11, False, SOFT),
            ),
            4,
        )
        for text, severity, word in items
    ]


def _ideas(lanes: Sequence[tuple[Lane, Cell]]) -> list[Par]:
    pars: list[Par] = []
    for idea in (idea for _, cell in lanes if isinstance(cell, IdeasCell) for idea in cell.items):
        pars.append(par(idea.text, 15, INK, bold=True, above=4))
        for text, state, word in idea.solutions:
            color = TONE_INK["good"] if state == "done" else SOFT
            pars.append(Par((Run(f"→ {text}  ", 13, False, SOFT), Run(word, 13, True, color))))
    return pars


def _notes(scene: Scene, index: int, lanes: Sequence[tuple[Lane, Cell]]) -> str:
    """Return everything the step says, and the definition of each number, for the speaker."""
    words, parts = Words(scene.lang), []
    for lane, cell in lanes:
        figures = figures_of(lane, cell)
        lines = [f"{f.name}: {joined(f.value, f.detail)}" for f in figures]
        lines += sentences_of(cell)
        head = lane.name if not figures else joined(lane.name, lane.note)
        parts.append("\n".join([head, *(f"   {line}" for line in lines)]))
    parts += [quoted(quote) for at, quote in scene.curve.quotes if at == index]
    meanings = dict.fromkeys(
        scene.doors[f.number.door].definition
        for lane, cell in lanes
        for f in figures_of(lane, cell)
        if f.number.door is not None
    )
    if meanings:
        parts.append("\n".join([words.tr("glossary"), *(f"   {meaning}" for meaning in meanings if meaning)]))
    return "\n\n".join(parts)
