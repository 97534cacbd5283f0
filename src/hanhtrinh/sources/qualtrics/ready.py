"""The ready mapping of a Qualtrics export."""

import re
from collections.abc import Sequence

from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.mapping import TimeColumn
from hanhtrinh.sources.profiles import Profile
from hanhtrinh.sources.surveys import survey
from hanhtrinh.sources.time_guesses import time_column_of, time_guess

_TIMES = ("RecordedDate", "EndDate", "StartDate", "V9", "V8")
_PEOPLE = ("RecipientEmail", "ExternalReference", "ExternalDataReference", "EmailAddress", "V5", "V4")
_RESPONSES = ("ResponseId", "ResponseID", "V1")
_QUESTION = re.compile(r"Q(ID)?\d+.*|.*(NPS|CSAT|CES).*", re.IGNORECASE)
_NO_QUESTION = re.compile(r".*(_NPS_GROUP|_DO_?.*|_Browser|_Version|_Resolution| - Topics|_Id|_Size|_Type)$")


def ready(file: Examined, others: Sequence[Examined]) -> Proposal | None:
    """Return the mapping of an export's responses; None for any other file."""
    if file.form != "qualtrics":
        return None
    time = next((file.profiles[name] for name in _TIMES if _is_time(file.profiles.get(name))), None)
    if time is None:
        return None
    person = next((name for name in _PEOPLE if _filled(file.profiles.get(name))), None)
    person = person or next((name for name in _RESPONSES if name in file.profiles), None)
    reasons = [Guess(file.name, "sources.guess_qualtrics", {"column": time.name}), time_guess(file, time)]
    if person is not None:
        reasons.append(Guess(file.name, "sources.guess_person_name", {"column": person}))
    column: TimeColumn = time_column_of(file, time)
    questions = [name for name in file.columns if _QUESTION.fullmatch(name) and not _NO_QUESTION.fullmatch(name)]
    return survey(file, time=column, person=person, columns=questions, reasons=reasons)


def _is_time(profile: Profile | None) -> bool:
    return profile is not None and profile.kind == "time"


def _filled(profile: Profile | None) -> bool:
    return profile is not None and 0 < profile.present == profile.rows and profile.kind in ("text", "number")
