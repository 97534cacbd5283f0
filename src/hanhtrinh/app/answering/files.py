"""Files sent with answers: what their bytes are, not what their name says; few kinds, and never shown inside a page."""

from datetime import timedelta

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.app.answering.looking import Filling
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.answering import SentFile
from hanhtrinh.values import MICROSECONDS, datetime_of, start_of_day
from hanhtrinh.voice.surveys.answers import LARGEST_FILE
from hanhtrinh.voice.surveys.model import Question

MOST_BYTES = LARGEST_FILE * 2**20
"""The largest file of any question."""
UNNAMED = 86_400 * MICROSECONDS
"""A file no answer names is kept so long: somebody may still be on the page it was sent from."""
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"), (b"%PDF-", "application/pdf"),
)  # fmt: skip


def kind_of(data: bytes, name: str) -> str:
    """Return what a file is by its bytes; InputError for every kind that is not taken.

    >>> kind_of(b"%PDF-1.7 ...", "a.exe")
    'application/pdf'
    """
    found = next((kind for sign, kind in _SIGNS if data.startswith(sign)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = "image/webp"
    if not found and data and _is_text(data):
        found = "text/plain"
    if not found:
        raise InputError("answering.bad_kind", file=name[:80])
    return found


def take_file(desk: AnswerDesk, filling: Filling, question: Question, name: str, data: bytes) -> dict[str, str]:
    """Keep a file and return it as an answer; InputError where it is too large, of no kind we take, or too much."""
    most = min(question.most or LARGEST_FILE, LARGEST_FILE)
    shown = plain_name(name)
    if len(data) > most * 2**20:
        raise InputError("answering.file_too_large", file=shown, most=most)
    file = SentFile(
        id=desk.new_token()[:48], workspace=filling.door.space.id, response=filling.id, question=question.key,
        name=shown, type=kind_of(data, shown), bytes=len(data), at=_at(desk, filling),
    )  # fmt: skip
    kept = desk.files.keep(filling.door.space, file, data)
    return {"name": kept.name, "id": kept.id}


def _at(desk: AnswerDesk, filling: Filling) -> int:
    """Return when a file came; of a nameless answer the end of the day alone: it lives no shorter for that."""
    now, zone = desk.clock(), desk.zone(filling.door.space)
    if not filling.survey.anonymous:
        return now
    return start_of_day(datetime_of(now, zone).date() + timedelta(days=1), zone)


def give_file(actor: Actor, space: Space, desk: AnswerDesk, id: str) -> tuple[SentFile, bytes]:
    """Return a file that was sent with an answer."""
    require(actor, space.id, Right.SEE_VOICE)
    found = desk.files.get(space, id)
    if found is None:
        raise NotFound("answering.no_file")
    return found


def sweep_files(desk: AnswerDesk, space: Space) -> int:
    """Delete files that no answer names; return how many."""
    return desk.files.sweep(space, desk.clock() - UNNAMED)


def plain_name(name: str) -> str:
    """Return what a file was called, without folders and signs that mean something elsewhere.

    >>> plain_name("C:/x/../ảnh của tôi.png")
    'ảnh của tôi.png'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign if sign.isalnum() or sign in " ._-()" else "_" for sign in last).strip(" .")
    return kept[-120:] or "file"


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text)
