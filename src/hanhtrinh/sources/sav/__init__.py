"""SPSS files: SAV and, compressed, ZSAV."""

from hanhtrinh.sources.form import Form

LABEL = ".label"
"""What stands behind a variable's name in the column of its values' words."""


def _recognises(start: bytes, name: str) -> bool:
    return start.startswith((b"$FL2", b"$FL3"))


FORM = Form(
    name="sav",
    suffixes=(".sav", ".zsav"),
    recognises=_recognises,
    table="hanhtrinh.sources.sav.table",
    ready="hanhtrinh.sources.sav.ready",
)
