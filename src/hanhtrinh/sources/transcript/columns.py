"""Which columns of a table of utterances hold the call, the speaker, the words and the time."""

from collections.abc import Sequence
from typing import NamedTuple

from hanhtrinh.i18n import without_marks

_CALLS = ("call id", "callid", "call", "recording id", "contact id", "interaction id", "ma cuoc goi", "cuoc goi")
_SPEAKERS = ("speaker", "speaker role", "role", "party", "participant", "nguoi noi", "vai tro")
_WORDS = ("utterance", "transcript", "text", "content", "words", "noi dung", "loi noi", "cau noi")
_TIMES = ("started at", "start time", "call time", "call start", "time", "timestamp", "date", "created at",
          "thoi gian", "bat dau", "ngay goi", "ngay gio")  # fmt: skip
_PEOPLE = ("phone", "phone number", "caller", "customer", "customer id", "from", "so dien thoai", "khach hang",
           "ma khach hang", "sdt")  # fmt: skip
_SCORES = ("rating", "score", "csat", "diem", "danh gia")
CUSTOMERS = frozenset(
    ("customer", "client", "caller", "user", "guest", "khach", "khach hang", "nguoi goi", "c", "kh", "external")
)
"""Names of the speaker who is the customer, in lower case and without diacritics."""


class Columns(NamedTuple):
    """The names of columns, empty where there is none of a sort."""

    call: str
    words: str
    time: str
    speaker: str
    person: str
    score: str


def plain(name: str) -> str:
    """Return a name in lower case, without diacritics, its words one space apart."""
    return " ".join(without_marks(name).lower().replace("_", " ").replace("-", " ").split())


def columns_of(names: Sequence[str]) -> Columns | None:
    """Return a transcript's columns; None where a call, its words or who speaks are missing: it is no transcript."""
    there = {plain(name): name for name in reversed(names)}

    def first(wanted: Sequence[str]) -> str:
        return next((there[name] for name in wanted if name in there), "")

    found = Columns(first(_CALLS), first(_WORDS), first(_TIMES), first(_SPEAKERS), first(_PEOPLE), first(_SCORES))
    return found if found.call and found.words and found.speaker else None
