"""The cells of the lane “what customers say”: how the words feel, and what they are about."""

from collections.abc import Sequence

from msgspec import structs

from hanhtrinh.draw.cells import FEW, At, scaled
from hanhtrinh.draw.doors import Table
from hanhtrinh.draw.shapes import Number, SaidCell, SaidChip, Spark, Tone, Whisker
from hanhtrinh.draw.words import NBSP
from hanhtrinh.measures.results import Reading, SaidPoint, SaidStep, ThemeReadings
from hanhtrinh.voice.said import CLEAR

_CHIPS = 4


def felt_tone(feeling: float | None) -> Tone:
    """Return the tone of a feeling in words on −2…+2; a mean close to zero is neither good nor bad."""
    if feeling is None:
        return "plain"
    return "good" if feeling >= CLEAR else "bad" if feeling <= -CLEAR else "middling"


def step_said(at: At) -> SaidStep | None:
    """Return what was said at a step, as read."""
    readings = at.doors.readings
    found = readings.said.steps if readings and readings.said else ()
    return found[at.index] if at.index < len(found) else None


def said(at: At) -> SaidCell | None:
    """Return the feeling of what was said at a step and its commonest themes."""
    found = step_said(at)
    if found is None:
        return None
    words, reading = at.words, found.feeling
    known = reading.value is not None
    return SaidCell(
        feeling=_feeling(at, found) if known else _texts(at, found),
        n=words.tr("said_people", count=words.number(found.people)),
        interval=words.span(reading.interval, reading.unit) if reading.interval else "",
        whisker=_whisker(reading),
        hollow=reading.n < FEW,
        tone=felt_tone(reading.value),
        chips=tuple(_chip(at, theme) for theme in found.themes[:_CHIPS]),
        more=_more(at, found),
        unread=words.tr("said_unread", count=words.number(found.unread), texts=words.number(found.texts))
        if found.unread
        else "",
    )


def _whisker(reading: Reading) -> Whisker | None:
    found = scaled(reading)
    return None if found is None else structs.replace(found, tone=felt_tone(reading.value))


def _rows(at: At, found: SaidStep) -> tuple[tuple[str, str], ...]:
    words = at.words
    rows = [
        (words.tr("said_texts"), words.number(found.texts)),
        (words.tr("said_speakers"), words.number(found.people)),
    ]
    rows += [(words.tr("said_waiting"), words.number(found.unread))] if found.unread else []
    rows += [(words.tr("newest"), words.day(found.newest))] if found.newest is not None else []
    return tuple(rows)


def _feeling(at: At, found: SaidStep) -> Number:
    return at.doors.number(
        found.feeling, at.words.tr("said_feeling"), at.name, rows=_rows(at, found), tables=_themes(at, found.themes),
        quotes=at.doors.quotes(found.quotes), spark=_spark(at, found.trend),
    )  # fmt: skip


def _texts(at: At, found: SaidStep) -> Number:
    """Return the number of texts as the door, where none of them says how it feels."""
    words = at.words
    text = words.tr("said_count", count=words.number(found.texts))
    return at.doors.open(
        text, title=words.tr("lane_said"), place=at.name, value=text, definition=words.define("said_feeling"),
        rows=_rows(at, found), tables=_themes(at, found.themes), quotes=at.doors.quotes(found.quotes),
    )  # fmt: skip


def _themes(at: At, themes: Sequence[ThemeReadings]) -> tuple[Table, ...]:
    """Return every listed theme with its people, share, feeling and interval."""
    if not themes:
        return ()
    words = at.words
    heads = (
        words.tr("said_theme"), words.tr("said_speakers"), words.tr("said_share"), words.tr("said_feeling"),
        words.tr("interval", level=words.percent(0.95, 0)),
    )  # fmt: skip
    rows = tuple(
        (
            words.say(theme.name), words.number(theme.share.count or 0), words.reading(theme.share),
            words.reading(theme.feeling), _span(at, theme.feeling),
        )
        for theme in themes
    )  # fmt: skip
    return ((words.tr("said_themes"), heads, rows),)


def _span(at: At, reading: Reading) -> str:
    return at.words.span(reading.interval, reading.unit) if reading.interval else "—"


def _chip(at: At, theme: ThemeReadings) -> SaidChip:
    words, feeling = at.words, theme.feeling
    people = theme.share.count or 0
    share = (words.tr("said_share"), words.reading(theme.share, exact=True))
    texts = (words.tr("said_texts"), words.number(theme.texts))
    name = words.say(theme.name)
    number = at.doors.number(
        feeling, name, at.name, text=words.tr("said_people", count=words.number(people)), rows=(share, texts),
        quotes=at.doors.quotes(theme.quotes), spark=_spark(at, theme.trend),
    )  # fmt: skip
    return SaidChip(
        name=name,
        people=number,
        feeling=words.reading(feeling) if feeling.value is not None else "",
        tone=felt_tone(feeling.value),
    )


def _more(at: At, found: SaidStep) -> str:
    rest = len(found.themes[_CHIPS:]) + found.other
    return at.words.tr("said_more", count=at.words.number(rest)) if rest else ""


def _spark(at: At, points: Sequence[SaidPoint]) -> Spark | None:
    """Return a trend of feelings; None with fewer than two that have one."""
    words = at.words
    values = [p.feeling.value for p in points if p.feeling.value is not None]
    if len(values) < 2:
        return None
    low, spread = min(values), (max(values) - min(values)) or 1.0
    return Spark(
        title=words.tr("trend"),
        points=tuple(
            (
                words.day(p.start),
                f"{words.reading(p.feeling)} · n{NBSP}={NBSP}{words.number(p.people)}" if p.texts else "—",
                None if p.feeling.value is None else round(1 - (p.feeling.value - low) / spread, 3),
            )
            for p in points
        ),
    )


def line_of(cell: SaidCell) -> str:
    """Return what a cell says as one line of text, for whoever draws lines."""
    head = " ".join(part for part in (cell.feeling.text, f"({cell.interval})" if cell.interval else "") if part)
    chips = ", ".join(chip_of(chip) for chip in cell.chips)
    beside = "; ".join(part for part in (cell.n, chips, cell.more, cell.unread) if part)
    return f"{head}: {beside}" if beside else head


def chip_of(chip: SaidChip) -> str:
    """Return a theme as a few words: its name, people, feeling."""
    return f"{chip.name} {chip.people.text}" + (f" {chip.feeling}" if chip.feeling else "")
