"""Who is who: which person each raw id belongs to, at which instant. Made by `people.identity.fold`."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from hanhtrinh.events.event import Aliased
from hanhtrinh.people.joining import BEGINNING


@dataclass(frozen=True)
class Spans:
    """Whose a device was: from `starts[i]` on it was used by `people[i]`; what came before belongs to `people[0]`."""

    starts: tuple[int, ...]
    people: tuple[str, ...]

    def at(self, time: int) -> str:
        """Return whose it was at an instant."""
        return self.people[max(0, bisect_right(self.starts, time) - 1)]


@dataclass(frozen=True)
class Identities:
    """Which person each raw id belongs to. A raw id no fact speaks of is a person of its own.

    `renamed` maps a raw id to its person where they differ and the instant does not matter; `shared` holds the devices
    several people used. `suggested` are aliases that would join two known people: that only a member of the team may.
    """

    renamed: Mapping[str, str]
    shared: Mapping[str, Spans]
    suggested: tuple[Aliased, ...] = ()

    def person_of(self, raw: str, time: int) -> str:
        """Return the person an event of a raw id at an instant belongs to."""
        spans = self.shared.get(raw)
        return self.renamed.get(raw, raw) if spans is None else spans.at(time)

    def person_named(self, name: str) -> str:
        """Return the person a name stands for today, be it a person id or any raw id of theirs."""
        return self.person_of(name, -BEGINNING - 1)

    def people_of(self, raw: str) -> tuple[str, ...]:
        """Return everybody a raw id was used by, in order of time."""
        spans = self.shared.get(raw)
        return (self.renamed.get(raw, raw),) if spans is None else spans.people

    def raw_ids(self, person: str) -> frozenset[str]:
        """Return every raw id some of whose events may be the person's; empty for a name that is part of another."""
        mine = {person} if person not in self.renamed and person not in self.shared else set()
        return self._raw_ids.get(person, frozenset()) | mine

    @cached_property
    def _raw_ids(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for raw, person in self.renamed.items():
            found.setdefault(person, set()).add(raw)
        for raw, spans in self.shared.items():
            for person in spans.people:
                found.setdefault(person, set()).add(raw)
        return {person: frozenset(raws) for person, raws in found.items()}

    def lasting(self, raw: pl.Series) -> pl.Series:
        """Return each raw id's person, null where it depends on the instant: asked once per dictionary entry."""
        named = self._renamed_of(raw)
        if not self.shared:
            return named
        several = raw.is_in(list(self.shared))
        return pl.select(pl.when(~several).then(named)).to_series().alias(raw.name)

    def persons(self, raw: pl.Series, time: pl.Series) -> pl.Series:
        """Return the person of every event, by its raw id and its instant (microseconds or Datetime).

        Costs one look-up an event where the facts speak of few of them.
        """
        result = self._renamed_of(raw)
        if not self.shared:
            return result
        rows = raw.is_in(list(self.shared)).arg_true()
        if not len(rows):
            return result
        events = pl.DataFrame({"row": rows, "raw": raw.gather(rows), "at": _instants(time).gather(rows)})
        mine = events.sort("at").join_asof(self._spans_table, on="at", by="raw", check_sortedness=False)
        return _replaced(result, mine.select("row", "person"))

    def _renamed_of(self, raw: pl.Series) -> pl.Series:
        if not self.renamed:
            return raw
        rows = raw.is_in(self._renamed_table["raw"].implode()).arg_true()
        if not len(rows):
            return raw
        events = pl.DataFrame({"row": rows, "raw": raw.gather(rows)})
        return _replaced(raw, events.join(self._renamed_table, on="raw", how="left").select("row", "person"))

    @cached_property
    def _renamed_table(self) -> pl.DataFrame:
        return pl.DataFrame(
            {"raw": list(self.renamed), "person": list(self.renamed.values())},
            schema={"raw": pl.String, "person": pl.String},
        )

    @cached_property
    def _spans_table(self) -> pl.DataFrame:
        # Whatever came before the first span belongs to it: its start is moved to the beginning of time.
        rows = [
            (raw, start if i else BEGINNING, person)
            for raw, spans in self.shared.items()
            for i, (start, person) in enumerate(zip(spans.starts, spans.people, strict=True))
        ]
        schema = {"raw": pl.String(), "at": pl.Int64(), "person": pl.String()}
        return pl.DataFrame(rows, schema=schema, orient="row").sort("at")


def _instants(time: pl.Series) -> pl.Series:
    return time.dt.timestamp("us") if isinstance(time.dtype, pl.Datetime) else time.cast(pl.Int64)


def _replaced(whole: pl.Series, part: pl.DataFrame) -> pl.Series:
    """Return a series with some rows (`row`, `person`) replaced."""
    rows = pl.DataFrame({"whole": whole}).with_row_index("row")
    found = rows.join(part.cast({"row": pl.UInt32}), on="row", how="left", maintain_order="left")
    return found.select(pl.coalesce("person", "whole")).to_series().alias(whole.name)
