"""Which groups of the population the responses to a survey belong to, by what is known of who answered."""

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import polars as pl

from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.people.traits import Rows, TraitTable
from hanhtrinh.voice.surveys.tally import Given

Knowing = Callable[[], Knowledge]
"""Gives what is known of the people of a workspace, the same whenever it is asked."""


class TraitsKnown:
    """Gives traits of those whose responses some are, as they are known now (`weighting.Traits`)."""

    def __init__(self, knowing: Knowing) -> None:
        self._knowing = knowing

    @property
    def knowledge(self) -> Knowledge:
        """What they are looked up in."""
        return self._knowing()

    def __call__(self, names: Collection[str], given: Given) -> Mapping[str, Sequence[str | None]]:
        """Return the traits of each by name."""
        return self.of(names, pl.Series(given.person, dtype=pl.String), pl.Series(given.at, dtype=pl.Int64))

    def of(self, names: Collection[str], raws: pl.Series, times: pl.Series) -> Mapping[str, Sequence[str | None]]:
        """Return the traits of those some raw ids belonged to at some instants; nobody's is empty."""
        found: dict[str, list[str | None]] = {}
        if not names:
            return found
        knowledge = self.knowledge
        people = knowledge.identities.persons(raws, times)
        rows, changed = knowledge.traits.table.rows(people), knowledge.traits.changed.rows(people)
        later = np.flatnonzero(changed >= 0)
        for name in names:
            found[name] = _texts(knowledge.traits.table, name, rows)
            for place, text in zip(later.tolist(), _texts(knowledge.traits.changed, name, changed[later]), strict=True):
                found[name][place] = text
        return found


def _texts(table: TraitTable, name: str, rows: Rows) -> list[str | None]:
    """Return a trait of those who stand in some rows, None of those in none."""
    texts = table.texts.get(name)
    if texts is None:
        return [None] * len(rows)
    return texts.gather(pl.Series(rows).replace(-1, None)).to_list()
