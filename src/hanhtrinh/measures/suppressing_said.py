"""What customers' words say, as strangers may see it (`measures.suppressing` says by which rule)."""

from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from hanhtrinh.measures.results import Reading, SaidReadings, SaidStep, ThemeReadings

Hide = Callable[[int], None]


class Judge(Protocol):
    """What tells whether a reading may be shown."""

    def small(self, size: int | None, unit: str = "passes") -> bool:
        """Tell whether so many are at least one, and perhaps fewer than five people."""

    def reading(self, one: Reading | None, other: Reading | None = None) -> Reading | None:
        """Return a reading without its value where it is small, and without what leads to people."""


def safe_said(judge: Judge, said: SaidReadings | None, other: SaidReadings | None, hide: Hide) -> SaidReadings | None:
    """Return the words' readings without small groups, quotes, trends and counts of texts.

    `other` are those of everybody, where these are of a segment; `hide` is told the steps that were taken out.
    """
    if said is None:
        return None
    beside = other.steps if other else (None,) * len(said.steps)
    steps = []
    for i, (step, theirs) in enumerate(zip(said.steps, beside, strict=True)):
        kept = None if step is None else _step(judge, step, theirs)
        if step is not None and kept is None:
            hide(i)
        steps.append(kept)
    return SaidReadings(version="", texts=0, unread=0, steps=tuple(steps))


def _step(judge: Judge, step: SaidStep, other: SaidStep | None) -> SaidStep | None:
    around = other.people - step.people if other else 0
    feeling = judge.reading(step.feeling, other.feeling if other else None)
    if feeling is None or feeling.value is None or judge.small(step.people, "people") or judge.small(around, "people"):
        return None
    people = feeling.n if judge.small(step.people - feeling.n, "people") else step.people
    beside = {theme.key: theme for theme in other.themes} if other else {}
    themes = [_theme(judge, theme, beside.get(theme.key), people == step.people) for theme in step.themes]
    return replace(
        step, texts=people, people=people, unread=0, feeling=feeling,
        themes=tuple(theme for theme in themes if theme is not None), other=0, trend=(), quotes=(), newest=None,
    )  # fmt: skip


def _theme(judge: Judge, theme: ThemeReadings, other: ThemeReadings | None, same: bool) -> ThemeReadings | None:
    """Return a theme five people or more speak of, as long as at least five others spoke of something else."""
    share = judge.reading(theme.share, other.share if other else None)
    feeling = judge.reading(theme.feeling, other.feeling if other else None)
    spoke = theme.share.count or 0
    if share is None or share.value is None or not same or judge.small(spoke - theme.feeling.n, "people"):
        return None
    if feeling is None or feeling.value is None:
        return None
    return replace(theme, texts=spoke, share=share, feeling=feeling, trend=(), quotes=())
