"""The ready mapping of a transcript of calls."""

from collections.abc import Sequence

import msgspec

from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.guessing import read_as
from hanhtrinh.sources.said.rules import instruments, said_rule
from hanhtrinh.sources.time_guesses import time_column_of, time_guess
from hanhtrinh.sources.transcript.table import COLUMNS, TranscriptTable
from hanhtrinh.voice.elsewhere.model import Kind, Scale


def ready(file: Examined, others: Sequence[Examined]) -> Proposal | None:
    """Return the mapping of a transcript's calls; None for any other file, or one whose times cannot be read."""
    table = file.table
    if not isinstance(table, TranscriptTable) or file.profiles["time"].kind != "time":
        return None
    # Rows beyond those looked at may have a score where these have none.
    pairs: tuple[tuple[Kind, Scale], ...] = (("call", "1-5"), ("call", "")) if table.named.score else (("call", ""),)
    rule = said_rule(file.name, "transcript", pairs, COLUMNS)
    time = time_column_of(file, file.profiles["time"])
    events = tuple(msgspec.structs.replace(event, time=time) for event in rule.events)
    guesses = [
        *file.reading_guesses,
        Guess(file.name, "elsewhere_files.guess_transcript", {"call": table.named.call}),
        time_guess(file, file.profiles["time"]),
        Guess(file.name, "elsewhere_files.guess_speakers",
              {"column": table.named.speaker, "said": ", ".join(table.customers)})
        if table.speakers else Guess(file.name, "elsewhere_files.guess_no_speakers", {}),
    ]  # fmt: skip
    rule = read_as(msgspec.structs.replace(rule, events=events), file)
    return Proposal(rule, instruments(pairs), tuple(guesses))
