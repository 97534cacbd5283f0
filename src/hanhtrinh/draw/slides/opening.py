"""The first slides: what the map is about, and what stands out."""

from collections.abc import Sequence

from hanhtrinh.draw.shapes import Figure, Highlight, Scene
from hanhtrinh.draw.slides.look import (
    ACCENT,
    EDGE,
    HEIGHT,
    INK,
    MARGIN,
    SOFT,
    TONE,
    TONE_INK,
    TRACK,
    WIDTH,
    Box,
    Brush,
    Par,
    Run,
    par,
)
from hanhtrinh.draw.slides.size import fitted
from hanhtrinh.draw.vector.icons import portrait_svg
from hanhtrinh.draw.vector.pictures import portrait_shown
from hanhtrinh.draw.vector.stamp import stamped
from hanhtrinh.draw.words import Words

_WIDE = WIDTH - 2 * MARGIN


def title_slide(brush: Brush, scene: Scene) -> None:
    """Draw the title, the persona and the key figures."""
    words = Words(scene.lang)
    story = [(words.tr(key), text) for key, text in (("scenario", scene.scenario), ("goal", scene.goal)) if text]
    left = _WIDE * 0.58 if scene.persona else _WIDE
    brush.rect(Box(MARGIN, 0.75, 0.6, 0.07), ACCENT)
    brush.text(Box(MARGIN, 0.95, left, 0.35), [par(words.tr("eyebrow"), 14, ACCENT, bold=True)])
    size = 36 if len(scene.title) <= 60 else 26
    tall = min(2.0, par(scene.title, size, bold=True).height(left))
    brush.title(scene.title, Box(MARGIN, 1.3, left, tall), size)
    pars = [Par((Run(f"{label}  ", 16, True), Run(text, 16, False, SOFT)), 6) for label, text in story]
    story_box = Box(MARGIN, 1.3 + tall + 0.2, left, 3.1 - tall)
    brush.text(story_box, fitted(pars, left, story_box.height))
    _persona(brush, scene, Box(MARGIN + left + 0.4, 1.0, _WIDE - left - 0.4, 3.3))
    _figures(brush, scene.figures, Box(MARGIN, 4.85, _WIDE, 1.5))
    if scene.state:
        brush.card(Box(MARGIN, 4.85, _WIDE, 1.2), EDGE)
        state = fitted([par(scene.state, 16, INK)], _WIDE - 0.6, 0.8)
        brush.text(Box(MARGIN + 0.3, 5.05, _WIDE - 0.6, 0.8), state, "middle")
    facts = "   ·   ".join(f"{label} {value}" for _, label, value in scene.facts)
    brush.text(Box(MARGIN, HEIGHT - 0.75, _WIDE, 0.3), [par(facts, 12, SOFT)])


def _persona(brush: Brush, scene: Scene, box: Box) -> None:
    if scene.persona is None:
        return
    name, quote, about = scene.persona
    key = scene.personas[0].key if scene.personas else scene.key
    brush.card(box)
    face = 1.1
    drawn = portrait_shown(scene.personas[0]) if scene.personas else portrait_svg(key)
    brush.picture(stamped(drawn, pixels=400), Box(box.x + 0.3, box.y + 0.3, face, face), name)
    beside = Box(box.x + face + 0.5, box.y + 0.3, box.width - face - 0.8, face)
    brush.text(beside, fitted([par(name, 18, bold=True)], beside.width, face), "middle")
    pars = [par(f"“{quote}”", 15, ACCENT, bold=True)] if quote else []
    pars += [par(about, 12, SOFT, above=6)] if about else []
    below = Box(box.x + 0.3, box.y + face + 0.5, box.width - 0.6, box.height - face - 0.7)
    brush.text(below, fitted(pars, below.width, below.height))


def _figures(brush: Brush, figures: Sequence[Figure], box: Box) -> None:
    if not figures:
        return
    gap = 0.2
    width = (box.width - gap * (len(figures) - 1)) / len(figures)
    for i, figure in enumerate(figures):
        card = Box(box.x + i * (width + gap), box.y, width, box.height)
        brush.card(card)
        pars = [par(figure.label, 12, SOFT, bold=True), par(figure.value.text, 30, INK, bold=True)]
        pars += [par(figure.detail, 11, SOFT)] if figure.detail else []
        brush.text(card.inner(0.2), fitted(pars, width - 0.4, box.height - 0.4), "middle")


def standing_out(brush: Brush, scene: Scene) -> None:
    """Draw the findings side by side, each with its numbers."""
    words, items = Words(scene.lang), scene.highlights
    brush.title(words.tr("stands_out"), Box(MARGIN, 0.6, _WIDE, 0.7), 30)
    gap = 0.3
    width = (_WIDE - gap * (len(items) - 1)) / len(items)
    for i, item in enumerate(items):
        _highlight(brush, item, Box(MARGIN + i * (width + gap), 1.7, width, 4.6))
    brush.notes("\n\n".join(f"{item.title}\n{item.text}" for item in items))


def _highlight(brush: Brush, item: Highlight, box: Box) -> None:
    brush.card(box, ACCENT if item.kind != "waiting" else EDGE)
    inner = box.inner(0.35)
    brush.text(Box(inner.x, inner.y, inner.width, 0.95), fitted([par(item.title, 20, bold=True)], inner.width, 0.95))
    picture = Box(inner.x, inner.y + 1.05, inner.width, 1.1)
    if item.marks:
        _marks(brush, item, picture)
    elif item.bars:
        _bars(brush, item, picture)
    text = Box(inner.x, inner.y + 2.25, inner.width, inner.height - 2.25)
    brush.text(text, fitted([par(item.text, 15, SOFT)], text.width, text.height))


def _marks(brush: Brush, item: Highlight, box: Box) -> None:
    """Draw values with their intervals on a scale whose middle is marked."""
    row = box.height / len(item.marks)
    for i, (label, value, whisker) in enumerate(item.marks):
        y = box.y + row * i
        track = Box(box.x + box.width * 0.3, y + row / 2 - 0.02, box.width * 0.42, 0.04)
        brush.text(Box(box.x, y, box.width * 0.3, row), [par(label, 12, SOFT)], "middle")
        brush.rect(track, TRACK)
        brush.rect(Box(track.x + track.width / 2, y + row * 0.25, 0.01, row * 0.5), EDGE)
        span = max(0.01, whisker.high - whisker.low)
        brush.rect(Box(track.x + track.width * whisker.low, track.y, track.width * span, 0.04), TONE[whisker.tone])
        brush.dot(track.x + track.width * whisker.at, y + row / 2, 0.08, TONE[whisker.tone])
        shown = Par((Run(value, 20, True, TONE_INK[whisker.tone]),), align="right")
        brush.text(Box(box.x + box.width * 0.74, y, box.width * 0.26, row), [shown], "middle")


def _bars(brush: Brush, item: Highlight, box: Box) -> None:
    """Draw columns with their numbers, the emphasised one in the accent."""
    top = max(share for _, _, share, _ in item.bars) or 1.0
    width = box.width / len(item.bars)
    for i, (_, text, share, on) in enumerate(item.bars):
        tall = max(0.02, (box.height - 0.25) * share / top)
        x = box.x + i * width
        brush.rect(Box(x + width * 0.06, box.y + box.height - tall, width * 0.88, tall), ACCENT if on else TRACK)
        label = Par((Run(text, 11 if len(item.bars) < 9 else 9, on, TONE_INK["bad"] if on else SOFT),), align="center")
        brush.text(Box(x - 0.1, box.y + box.height - tall - 0.24, width + 0.2, 0.22), [label], "bottom")
