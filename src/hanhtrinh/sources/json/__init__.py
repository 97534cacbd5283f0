"""JSON: one list of objects, on as many lines as it likes."""

from hanhtrinh.sources.form import Form


def _recognises(start: bytes, name: str) -> bool:
    begun = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return (
        begun.startswith(b"[") and begun[1:].lstrip().startswith(b"{") and not name.endswith((".csv", ".tsv", ".txt"))
    )


FORM = Form(name="json", suffixes=(".json",), recognises=_recognises, table="hanhtrinh.sources.json.table")
