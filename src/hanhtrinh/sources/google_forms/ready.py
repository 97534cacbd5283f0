"""The ready mapping of a Google form's answers."""

from collections.abc import Sequence

from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.surveys import survey
from hanhtrinh.sources.time_guesses import time_column_of, time_guess

# The first column's name in the languages of Google Forms; event logs write theirs in small letters.
_TIMESTAMPS = frozenset(
    {
        *("Timestamp", "Dấu thời gian", "Thời gian", "Dấu thời gian gửi", "Zeitstempel", "Horodateur"),
        *("Marca temporal", "Carimbo de data/hora", "Informazioni cronologiche", "Tijdstempel", "Sygnatura czasowa"),
        *(
            "Отметка времени",
            "Tidsstämpel",
            "Tidsstempel",
            "Zaman damgası",
            "タイムスタンプ",
            "タイムスタンプ",
            "타임스탬프",
        ),
        *("时间戳记", "時間戳記", "ประทับเวลา", "Stempel waktu"),
    }
)


def ready(file: Examined, others: Sequence[Examined]) -> Proposal | None:
    """Return the mapping of a form's answers; None for a file whose first column is not a form's timestamp."""
    if len(file.columns) < 2 or file.columns[0].strip() not in _TIMESTAMPS:
        return None
    time = file.profiles[file.columns[0]]
    if time.kind != "time" or not any(_asks(name) for name in file.columns[1:]):
        return None
    reasons = [Guess(file.name, "sources.guess_google_form", {"column": time.name}), time_guess(file, time)]
    return survey(file, time=time_column_of(file, time), person=None, columns=file.columns[1:], reasons=reasons)


def _asks(name: str) -> bool:
    """Tell whether a column's name is worded as people word questions, and not as programs name columns."""
    return "?" in name or "[" in name or len(name.split()) > 2
