"""Transcripts of calls: a table with one row for each utterance."""

from hanhtrinh.sources.form import Form
from hanhtrinh.sources.transcript.columns import columns_of


def _recognises(start: bytes, name: str) -> bool:
    if not name.endswith((".csv", ".tsv", ".txt")):
        return False
    head = start.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    try:
        text = head.decode()
    except UnicodeDecodeError:
        return False
    sign = max(",;\t|", key=text.count)
    return columns_of([part.strip().strip('"') for part in text.split(sign)]) is not None


FORM = Form(
    name="transcript",
    recognises=_recognises,
    table="hanhtrinh.sources.transcript.table",
    ready="hanhtrinh.sources.transcript.ready",
)
