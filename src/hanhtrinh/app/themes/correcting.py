"""Use cases: the texts of a theme are read, and somebody says what one of them is about and how it feels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec
import numpy as np

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.said_list.listing import find_answers
from hanhtrinh.app.said_list.search import steps_of
from hanhtrinh.app.themes.desk import ThemeDesk
from hanhtrinh.app.themes.figures import ThemeFigure, figure, months_before, uncaught
from hanhtrinh.app.themes.heard import I64, Heard, Mask, heard
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.said import Sense
from hanhtrinh.voice.text.correcting import Correction, digest_of
from hanhtrinh.voice.text.passage import Passage
from hanhtrinh.voice.text.taxonomy import Taxonomy, Theme

PAGE = 30
FREE = "-"
"""Stands for the texts that no theme caught."""
FEELINGS = (-2.0, -1.0, 0.0, 1.0, 2.0)
_MOST_JOURNEYS = 4


@dataclass(frozen=True)
class TextRow:
    """One text: what its answer is known by, what is read in it now, and what somebody said in its place; the part of
    it that speaks of the theme it is listed under.
    """

    key: str
    text: str
    time: int
    sense: Sense
    said: Correction | None
    part: Passage | None = None


@dataclass(frozen=True)
class StepCount:
    """How many people spoke of a theme at a step of a journey."""

    journey: str
    name: Text
    step: str
    step_name: Text
    people: int


@dataclass(frozen=True)
class ThemeSeen:
    """One theme with its texts, newest first from `start`; `theme` is None for texts that no theme caught."""

    taxonomy: Taxonomy
    key: str
    theme: Theme | None
    figure: ThemeFigure | None
    rows: tuple[TextRow, ...]
    count: int
    start: int
    months: tuple[int, ...]
    steps: tuple[StepCount, ...]
    unread: int = 0
    """Texts that are still to be read: what is shown grows until they are."""


def see_theme(actor: Actor, space: Space, desk: ThemeDesk, key: str, start: int = 0) -> ThemeSeen:
    """Return a theme with one page of its texts; NotFound where there is no such theme."""
    require(actor, space.id, Right.SEE_VOICE)
    taxonomy = desk.readers.of(space).taxonomy
    if key != FREE and key not in taxonomy.themes:
        raise NotFound("themes.no_theme", given=key[:60])
    all_texts = heard(space, desk)
    months = months_before(desk.clock(), desk.zone(space))
    bit = None if key == FREE else taxonomy.keys.index(key)
    which = uncaught(all_texts, taxonomy) if bit is None else all_texts.of(bit)
    count = int(np.count_nonzero(which))
    start = min(max(0, start), max(0, count - 1) // PAGE * PAGE)
    people = len(np.unique(all_texts.person))
    return ThemeSeen(
        taxonomy=taxonomy,
        key=key,
        theme=taxonomy.themes.get(key),
        figure=None if bit is None else figure(all_texts, desk.readers.of(space), key, people, months),
        rows=rows_of(space, desk, all_texts, all_texts.newest(which, start, start + PAGE), key),
        count=count,
        start=start,
        months=months[:-1],
        steps=_steps(space, desk, all_texts, which) if bit is not None else (),
        unread=all_texts.unread,
    )


def rows_of(space: Space, desk: ThemeDesk, all_texts: Heard, places: I64, key: str) -> tuple[TextRow, ...]:
    """Return some texts of a theme as rows."""
    reader = desk.readers.of(space)
    texts = all_texts.texts(places)
    told = [reader.corrections.get(digest_of(text)) for text in texts]
    return tuple(
        TextRow(
            all_texts.key(place), text, int(all_texts.time[place]), sense, said,
            reader.passage(text, key, sense.of(key)),
        )
        for place, text, sense, said in zip(places.tolist(), texts, reader.read(texts), told, strict=True)
    )  # fmt: skip


def _steps(space: Space, desk: ThemeDesk, all_texts: Heard, which: Mask) -> tuple[StepCount, ...]:
    """Return the steps some texts are said at, in the workspace's first journeys, most people first."""
    found: list[StepCount] = []
    now = desk.clock()
    for key, journey in list(desk.said.people.shelf.usable(space).items())[:_MOST_JOURNEYS]:
        at = _places_on(desk, all_texts, journey, now)
        for step in np.unique(at[which & (at >= 0)]).tolist():
            people = len(np.unique(all_texts.person[which & (at == step)]))
            one = journey.steps[step]
            found.append(StepCount(key, journey.name, one.key, journey.name_of_step(one), people))
    return tuple(sorted(found, key=lambda one: -one.people)[:8])


def _places_on(desk: ThemeDesk, all_texts: Heard, journey: Journey, now: int) -> I64:
    at, stamp = np.full(len(all_texts), -1, np.int64), msgspec.json.encode(journey)
    for number, table in enumerate(all_texts.tables):
        mine = all_texts.part == number
        if mine.any():
            steps = desk.said.memory.step_of(table, journey, stamp, partial(steps_of, table, journey, now, desk.said))
            at[mine] = steps[all_texts.row[mine]]
    return at


def correct(
    actor: Actor, space: Space, desk: ThemeDesk, answer: str, themes: Sequence[str] | None, feeling: float | None,
    apart: Mapping[str, float | None] = {},
) -> Sense:  # fmt: skip
    """Keep what a text is about and how it feels; both None takes a correction back. Return what is read now.

    `apart` says how it feels about some of the themes alone (None: no longer said); what was said of others stays.
    NotFound where no such answer is (any more); InputError for an unknown theme or feeling.
    """
    require(actor, space.id, Right.HANDLE_CASES)
    text = _text_of(space, desk, answer)
    reader = desk.readers.of(space)
    for theme in (*(themes or ()), *apart):
        if theme not in reader.themes:
            raise InputError("themes.unknown_theme", given=theme[:60], allowed=", ".join(reader.themes))
    for felt in (feeling, *apart.values()):
        if felt is not None and felt not in FEELINGS:
            raise InputError("themes.unknown_feeling", given=felt)
    correction = None
    if themes is not None or feeling is not None:
        said = {**dict(reader.corrections.get(digest_of(text), Correction()).apart), **apart}
        kept = tuple((key, felt) for key, felt in said.items() if felt is not None and key in (themes or ()))
        correction = Correction(None if themes is None else tuple(themes), feeling, kept)
    desk.texts.correct(space.id, digest_of(text), correction, desk.clock(), actor.id)
    desk.readers.look_again(space)
    return desk.readers.of(space).read([text])[0]


def _text_of(space: Space, desk: ThemeDesk, answer: str) -> str:
    found = find_answers(desk.said, desk.said.people.parts(space), [answer])
    if not found:
        raise NotFound("themes.no_text")
    table, row = found[0]
    return str(table.text[row])
