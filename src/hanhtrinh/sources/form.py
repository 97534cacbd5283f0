"""What every form of file is: how it is recognised, which module opens it, which module knows its ready mapping.

A form is one folder here. Its `__init__` says the `FORM` and imports nothing heavy; the modules it names are imported
only when such a file is met, by name, as the command line imports its commands.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from itertools import count
from pathlib import Path

import msgspec
from msgspec.structs import replace

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.mapping import EventRule, FileRule, asks_of
from hanhtrinh.sources.tables import Table

Recognises = Callable[[bytes, str], bool]
"""Tells a form by how its content begins (decompressed) and by the file's name (lower case, without .gz and .zst)."""


class Proposal(msgspec.Struct, frozen=True):
    """The rule proposed for a file's events (None: its rows are no events), the instruments it needs, the reasons."""

    rule: FileRule | None
    instruments: tuple[Instrument, ...]
    guesses: tuple[Guess, ...]


def told_apart(proposal: Proposal, known: Mapping[str, Instrument]) -> Proposal:
    """Return a proposal none of whose instruments has the key of another one (other files of the same mapping bring
    theirs): the same question on the same scale is the same instrument."""
    taken = {*known, *(instrument.key for instrument in proposal.instruments)}
    keys: dict[str, str] = {}
    for instrument in proposal.instruments:
        if known.get(instrument.key, instrument) != instrument:
            keys[instrument.key] = next(k for n in count(2) if (k := f"{instrument.key}_{n}") not in taken)
            taken.add(keys[instrument.key])
    if not keys or proposal.rule is None:
        return proposal
    events = tuple(_renamed(rule, keys) for rule in proposal.rule.events)
    instruments = tuple(replace(one, key=keys.get(one.key, one.key)) for one in proposal.instruments)
    return replace(proposal, rule=replace(proposal.rule, events=events), instruments=instruments)


def _renamed(rule: EventRule, keys: Mapping[str, str]) -> EventRule:
    answer, asks = rule.answer, asks_of(rule)
    if answer is not None:
        answer = replace(answer, instrument=keys.get(answer.instrument, answer.instrument))
    if asks is not None and asks.instrument in keys:
        return replace(rule, answer=answer, asks=replace(asks, instrument=keys[asks.instrument]))
    return replace(rule, answer=answer)


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form of file.

    `table` names the module with `open_table(path, rule: FileRule | None) -> Table`; empty where other forms open such
    files. `ready` names the module with `ready(file, others) -> Proposal | None`, the mapping of exports whose columns
    are known; empty where there is none. A form with a `table` has a `name` that `FileFormat` lists.
    """

    name: str
    suffixes: tuple[str, ...] = ()
    recognises: Recognises = lambda start, name: False
    table: str = ""
    ready: str = ""

    def open(self, path: Path, rule: FileRule | None = None) -> Table:
        """Return the table in a file; raises FileUnusable when it cannot be read as this form."""
        table: Table = import_module(self.table).open_table(path, rule)
        return table

    def proposal(self, file: Examined, others: Sequence[Examined]) -> Proposal | None:
        """Return the ready mapping of a file whose columns are known, None for any other."""
        if not self.ready:
            return None
        found: Proposal | None = import_module(self.ready).ready(file, others)
        return found
