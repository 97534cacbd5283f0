"""JSON Lines: one object a line."""

from hanhtrinh.sources.form import Form


def _recognises(start: bytes, name: str) -> bool:
    return not name.endswith((".csv", ".tsv", ".txt")) and start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


FORM = Form(name="jsonl", suffixes=(".jsonl", ".ndjson"), recognises=_recognises, table="hanhtrinh.sources.jsonl.table")
