"""Qualtrics: the CSV export with three header rows (names, questions, import ids), and the old one with two."""

from hanhtrinh.sources.form import Form


def _recognises(start: bytes, name: str) -> bool:
    text = start.removeprefix(b"\xef\xbb\xbf")
    old = text.startswith((b"V1,V2,", b'"V1","V2",')) and b"\nResponseID" in text.replace(b'\n"', b"\n")
    return old or (text.startswith((b"StartDate", b'"StartDate')) and b"ImportId" in text)


FORM = Form(
    name="qualtrics",
    recognises=_recognises,
    table="hanhtrinh.sources.qualtrics.table",
    ready="hanhtrinh.sources.qualtrics.ready",
)
