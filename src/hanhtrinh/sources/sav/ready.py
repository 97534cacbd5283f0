"""The ready mapping of a survey's answers as SPSS keeps them."""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.mapping import TimeColumn
from hanhtrinh.sources.profiles import Profile
from hanhtrinh.sources.questions import scale_of
from hanhtrinh.sources.sav import LABEL
from hanhtrinh.sources.surveys import survey, wording_of
from hanhtrinh.sources.time_guesses import time_column_of, time_guess

_IDS = {"id", "respid", "caseid", "record", "serial", "respondent", "responseid", "uuid"}
_FIRST_YEAR = 1990


def ready(file: Examined, others: Sequence[Examined]) -> Proposal | None:
    """Return the mapping of an SPSS file's cases; None for any other file."""
    if file.form != "sav":
        return None
    time, reasons = _time(file)
    person = next(
        (p.name for p in file.profiles.values() if _IDS & set(p.words) and p.unique and p.present == p.rows), None
    )
    if person is not None:
        reasons.append(Guess(file.name, "sources.guess_person_name", {"column": person}))
    return survey(file, time=time, person=person, columns=_variables(file), reasons=reasons)


def _time(file: Examined) -> tuple[TimeColumn, list[Guess]]:
    """Return when people answered: a variable of dates that can be meant (no birthdays), else the file's own day."""
    reasons = [Guess(file.name, "sources.guess_spss", {})]
    recent = next((profile for profile in file.times if _recent(file, profile)), None)
    if recent is not None:
        return time_column_of(file, recent), [*reasons, time_guess(file, recent)]
    day = datetime.fromtimestamp(file.path.stat().st_mtime, UTC).date().isoformat()
    return TimeColumn(at=day), [*reasons, Guess(file.name, "sources.guess_file_date", {"at": day})]


def _recent(file: Examined, profile: Profile) -> bool:
    moments = file.rows[profile.name].drop_nulls()
    if not moments.dtype.is_temporal() or profile.present < profile.rows:
        return False
    return bool((moments.cast(pl.Date).dt.year() >= _FIRST_YEAR).all())


def _variables(file: Examined) -> list[str]:
    """Return one column a variable: its values' words where they tell more than its numbers."""
    names = [name for name in file.columns if not name.endswith(LABEL) or name.removesuffix(LABEL) not in file.columns]
    return [_telling(file, name) for name in names]


def _telling(file: Examined, name: str) -> str:
    words, plain = file.profiles.get(name + LABEL), file.profiles[name]
    if words is None or not words.present:
        return name
    if words.present == plain.present and scale_of(words, wording_of(file, name), file.rows[words.name], "key"):
        return words.name
    return name if scale_of(plain, wording_of(file, name), file.rows[name], "key") else words.name
