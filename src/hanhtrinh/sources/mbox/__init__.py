"""Mailboxes: letters one after another (`.mbox`)."""

import re

from hanhtrinh.sources.form import Form

_LETTER = re.compile(rb"From [^\n]{1,300}\r?\n(?:>?[A-Za-z][A-Za-z0-9-]{0,60}:)")


def _recognises(start: bytes, name: str) -> bool:
    return _LETTER.match(start) is not None


FORM = Form(
    name="mbox", suffixes=(".mbox",), recognises=_recognises, table="hanhtrinh.sources.mbox.table",
    ready="hanhtrinh.sources.mbox.ready",
)  # fmt: skip
