"""One person in all timelines: where they stand, and their part of them alone."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from hanhtrinh.app.people.knowing import Knowledge
from hanhtrinh.errors import NotFound
from hanhtrinh.events.event import Value
from hanhtrinh.events.frame import Codes, Column, Frame
from hanhtrinh.events.parts import Parts
from hanhtrinh.events.together import people_between
from hanhtrinh.people.members import without_events
from hanhtrinh.people.traits import TraitTable

NAMES = (("name",), ("fullName",), ("full_name",), ("firstName", "lastName"), ("first_name", "last_name"),
         ("username",), ("email",), ("phone",))  # fmt: skip
"""Traits that can stand for a person where they have no other name, the best first."""


@dataclass(frozen=True)
class Person:
    """A person: their id, every raw id some event of theirs may carry, their traits, their own timeline."""

    id: str
    raw_ids: tuple[str, ...]
    traits: dict[str, str]
    frame: Frame

    @property
    def name(self) -> str:
        """What the person is called, else their id."""
        return name_of(self.id, self.traits)


def find_person(parts: Parts, knowledge: Knowledge, name: str) -> Person:
    """Return the person a name stands for, be it their id or a raw id; NotFound where nobody goes by it."""
    person = knowledge.identities.person_named(name)
    frame = timeline_of(parts, person)
    traits = traits_of(knowledge, person)
    raws = tuple(sorted(knowledge.identities.raw_ids(person), key=lambda raw: (raw.startswith("~"), raw)))
    if not frame.event_count and not traits and len(raws) < 2:
        raise NotFound("people.no_person")
    return Person(person, raws, traits, frame)


def timeline_of(parts: Parts, person: str) -> Frame:
    """Return one person's timeline as a frame of its own, its dictionaries as small as it is."""
    for frame, gone in ((parts.overlay, None), (parts.base, parts.superseded)):
        place = _place(frame.people, person)
        if place is not None and (gone is None or not gone[place]):
            return _narrowed(people_between(frame, place, place + 1))
    return without_events(pl.Series("person", [person]))


def _place(people: pl.Series, person: str) -> int | None:
    if not len(people):
        return None
    place = min(int(people.search_sorted(person)), len(people) - 1)
    return place if people[place] == person else None


def _narrowed(frame: Frame) -> Frame:
    """Return a frame whose dictionaries hold what occurs in it: rules are then evaluated over a few values."""
    columns = {name: narrow for name, column in frame.columns.items() if (narrow := _narrow(column)) is not None}
    return replace(frame, columns=columns)


def _narrow(column: Column) -> Column | None:
    """Return a column over the values that occur in it, None where none does."""
    found, places = np.unique(column.codes, return_inverse=True)
    absent = len(found) > 0 and found[0] == 0
    used = found[1:] if absent else found
    if not len(used):
        return None
    codes: Codes = places.astype(np.uint32) + (0 if absent else 1)
    return Column(codes, column.values.gather(used.astype(np.int64) - 1))


def traits_of(knowledge: Knowledge, person: str) -> dict[str, str]:
    """Return a person's traits as they are written."""
    for table in (knowledge.traits.changed, knowledge.traits.table):
        row = _row(table, person)
        if row is not None:
            found = {name: texts[row] for name, texts in table.texts.items()}
            return {name: value for name, value in found.items() if value is not None}
    return {}


def _row(table: TraitTable, person: str) -> int | None:
    return _place(table.people, person)


def name_of(person: str, traits: dict[str, str]) -> str:
    """Return what a person is called by their traits, else their id."""
    for names in NAMES:
        words = [traits[name] for name in names if traits.get(name)]
        if len(words) == len(names):
            return " ".join(words)
    return person


def written(value: object) -> Value | str:
    """Return a property's value as a plain one: instants as ISO text."""
    if isinstance(value, (str, bool, float)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
