"""Use case: what people speak of: each theme with its people, how it feels, how that went over months, and a quote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.themes.desk import ThemeDesk
from hanhtrinh.app.themes.heard import I64, Heard, Mask, heard
from hanhtrinh.app.themes.uncaught import Frequent, frequent_words
from hanhtrinh.measures.results import Interval
from hanhtrinh.measures.statistics import MICRO, mean_interval, moments, wilson
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.text.passage import Passage
from hanhtrinh.voice.text.reading import Reader
from hanhtrinh.voice.text.taxonomy import Taxonomy

F32 = npt.NDArray[np.float32]
MONTHS = 12
_TELLING = 0.4
_LONGEST_QUOTE = 220
_LEAST_LETTERS = 12


@dataclass(frozen=True)
class Quote:
    """One text: what its answer is known by, its words, how they feel about the theme, when they were said, and
    the part that speaks of it.
    """

    key: str
    text: str
    feeling: float | None
    time: int
    part: Passage | None = None


@dataclass(frozen=True)
class ThemeFigure:
    """One theme: people and texts that speak of it, its share of those who wrote anything, the mean over people of how
    their latest such text feels about it (`felt` of them say so) with its 95 % interval, people by month, a late
    telling text.
    """

    key: str
    people: int
    texts: int
    share: float
    share_interval: Interval | None
    feeling: float | None
    interval: Interval | None
    felt: int
    months: tuple[int, ...]
    quote: Quote | None


@dataclass(frozen=True)
class ThemesSeen:
    """What the page of themes shows. `months` are the first instants of those the figures count people in."""

    taxonomy: Taxonomy
    figures: tuple[ThemeFigure, ...]
    people: int
    texts: int
    unread: int
    uncaught: int
    frequent: tuple[Frequent, ...]
    months: tuple[int, ...]


def see_themes(actor: Actor, space: Space, desk: ThemeDesk) -> ThemesSeen:
    """Return what people speak of, most people first; themes that name nothing specific stand last."""
    require(actor, space.id, Right.SEE_VOICE)
    reader, all_texts = desk.readers.of(space), heard(space, desk)
    taxonomy = reader.taxonomy
    months = months_before(desk.clock(), desk.zone(space))
    people = len(np.unique(all_texts.person))
    figures = [figure(all_texts, reader, key, people, months) for key in taxonomy.keys]
    free = uncaught(all_texts, taxonomy)
    return ThemesSeen(
        taxonomy=taxonomy,
        figures=tuple(sorted(figures, key=lambda f: (f.key in taxonomy.general, -f.people))),
        people=people,
        texts=len(all_texts),
        unread=all_texts.unread,
        uncaught=int(np.count_nonzero(free)),
        frequent=tuple(frequent_words(all_texts.texts(all_texts.newest(free, 0, 5_000)))),
        months=months[:-1],
    )


def uncaught(all_texts: Heard, taxonomy: Taxonomy) -> Mask:
    """Tell which texts no theme's words or learning caught; being caught as "otherwise" does not count."""
    mask = np.uint64(sum(1 << k for k, theme in enumerate(taxonomy.themes.values()) if not theme.otherwise))
    result: Mask = all_texts.read & (all_texts.themes & mask == 0)
    return result


def figure(all_texts: Heard, reader: Reader, key: str, people: int, months: Sequence[int]) -> ThemeFigure:
    """Return the figures of one theme."""
    bit = reader.themes.index(key)
    places, feeling = np.flatnonzero(all_texts.of(bit)), all_texts.felt(bit)
    who = all_texts.person[places]
    count = len(np.unique(who))
    felt = places[~np.isnan(feeling[places])]
    latest = _latest(all_texts, felt)
    values = np.rint(feeling[latest].astype(np.float64) * MICRO).astype(np.int64)
    of = moments(values)
    at = np.searchsorted(np.array(months), all_texts.time[places], side="right") - 1
    by_month = [len(np.unique(who[at == k])) for k in range(len(months) - 1)]
    return ThemeFigure(
        key=key,
        people=count,
        texts=len(places),
        share=count / people if people else 0.0,
        share_interval=wilson(count, people) if people else None,
        feeling=float(feeling[latest].mean()) if len(latest) else None,
        interval=mean_interval(of, -2, 2),
        felt=len(latest),
        months=tuple(by_month),
        quote=_quote(all_texts, felt, feeling, reader, key),
    )


def _latest(all_texts: Heard, places: I64) -> I64:
    """Return each person's latest of some texts."""
    order = places[np.lexsort((all_texts.time[places], all_texts.person[places]))]
    who = all_texts.person[order]
    return order[np.append(who[1:] != who[:-1], True)] if len(order) else order


def _quote(all_texts: Heard, places: I64, feeling: F32, reader: Reader, theme: str) -> Quote | None:
    """Return the newest text that says more than a word and says it with feeling, on the side most texts are on."""
    order = places[np.argsort(-all_texts.time[places], kind="stable")]
    telling = order[np.abs(feeling[order]) >= _TELLING]
    good = feeling[telling] > 0
    telling = telling[good == (2 * np.count_nonzero(good) >= len(good))][:20]
    if not len(telling):
        return None
    short = (place for place in telling.tolist() if _LEAST_LETTERS <= len(all_texts.text(place)) <= _LONGEST_QUOTE)
    place = next(short, int(telling[0]))
    text, felt = all_texts.text(place), float(feeling[place])
    return Quote(all_texts.key(place), text, felt, int(all_texts.time[place]), reader.passage(text, theme, felt))


def months_before(now: int, zone: str) -> tuple[int, ...]:
    """Return the first instants of this month and the eleven before it, and that of the next."""
    here = ZoneInfo(zone)
    today = datetime.fromtimestamp(now / MICROSECONDS, here)
    last = today.year * 12 + today.month - 1
    firsts = (datetime(m // 12, m % 12 + 1, 1, tzinfo=here) for m in range(last - MONTHS + 1, last + 2))
    return tuple(int(first.timestamp()) * MICROSECONDS for first in firsts)
