"""The ready mappings of known tools' exports."""

from collections.abc import Sequence

from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.said.headers import known_export, mapped
from hanhtrinh.sources.said.rules import instruments, said_rule
from hanhtrinh.sources.said.table import COLUMNS, SaidTable
from hanhtrinh.voice.elsewhere.model import instrument_key


def ready(file: Examined, others: Sequence[Examined]) -> Proposal | None:
    """Return the mapping of a known tool's file, None for any other."""
    if isinstance(file.table, SaidTable):
        return _shaped(file, file.table)
    export = known_export(file)
    return mapped(file, export) if export is not None else None


def _shaped(file: Examined, table: SaidTable) -> Proposal:
    shape = table.shape
    # Facebook's lists look alike: which of its kinds a file holds is known from its first rows, if they are all of it.
    seen = set(file.rows["instrument"].unique().to_list()) if file.complete else set()
    pairs = tuple(pair for pair in _both(shape.instruments) if not seen - {""} or instrument_key(*pair) in seen)
    rule = said_rule(file.name, "said", pairs, COLUMNS, encoding=file.reading.get("encoding"))
    guess = Guess(file.name, "elsewhere_files.guess_shape", {"tool": shape.name.replace("_", " ").title()})
    return Proposal(rule, instruments(pairs), (*file.reading_guesses, guess))


def _both(pairs: Sequence[tuple[object, object]]) -> tuple:  # type: ignore[type-arg]
    """Return every pair, and for each scored kind the one of words alone: a review may come without stars."""
    return tuple(dict.fromkeys((*pairs, *((kind, "") for kind, _ in pairs))))
