"""XES, the standard form of event logs (IEEE 1849): traces of events with typed attributes."""

from hanhtrinh.sources.form import Form


def _recognises(start: bytes, name: str) -> bool:
    begun = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return begun.startswith(b"<") and b"<log" in begun and (b"xes" in begun.lower() or b"concept:name" in begun)


FORM = Form(
    name="xes",
    suffixes=(".xes",),
    recognises=_recognises,
    table="hanhtrinh.sources.xes.table",
    ready="hanhtrinh.sources.xes.ready",
)
