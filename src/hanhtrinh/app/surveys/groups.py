"""Which groups of the population the responses to a survey belong to, by what is known of who answered."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from hanhtrinh.app.people.knowing import Knowledge

Knowing = Callable[[], Knowledge]
"""Gives what is known of the people of a workspace, the same whenever it is asked."""


class TraitsKnown:
    """Gives a trait of those some raw ids belonged to at some instants, as it is known now (`weighting.Traits`)."""

    def __init__(self, knowing: Knowing) -> None:
        self._knowing = knowing

    @property
    def knowledge(self) -> Knowledge:
        """What they are looked up in."""
        return self._knowing()

    def __call__(self, name: str, people: Sequence[tuple[str, int]]) -> Sequence[str | None]:
        """Return the trait of each."""
        knowledge = self.knowledge
        person_of = knowledge.identities.person_of
        persons = pl.Series([person_of(raw, at) if raw else None for raw, at in people], dtype=pl.String)
        found: list[str | None] = [None] * len(persons)
        for table in (knowledge.traits.table, knowledge.traits.changed):
            rows = table.rows(persons.fill_null(""))
            places, texts = np.flatnonzero(rows >= 0), table.texts.get(name)
            values = [None] * len(places) if texts is None else texts.gather(rows[places]).to_list()
            for place, value in zip(places.tolist(), values, strict=True):
                found[place] = value
        return found
