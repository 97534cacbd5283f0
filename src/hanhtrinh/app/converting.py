"""Use case: a journey in any form becomes a journey in any other."""

from typing import NamedTuple

from hanhtrinh.errors import FileUnusable, InputError, Rejected
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.check import check
from hanhtrinh.journey.forms import FORMS, Form, form_named, form_of_suffix, form_of_text, read_rows
from hanhtrinh.journey.forms.table.workbook import MAGIC, BadWorkbook, workbook_rows
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_text import decode_text
from hanhtrinh.values import Finding

MOST_BYTES = 8_000_000
SHEET = "xlsx"
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Converted(NamedTuple):
    """A journey that was read: the name of the form it was in, and what there is to say about it."""

    journey: Journey
    form: str
    findings: tuple[Finding, ...]


def readable() -> tuple[str, ...]:
    """Return the names of the forms that can be read."""
    return (*(form.name for form in FORMS), SHEET)


def writable() -> tuple[str, ...]:
    """Return the names of the forms that can be written."""
    return tuple(form.name for form in FORMS if form.write is not None)


def read_any(data: bytes, name: str, form: str | None = None) -> Converted:
    """Return the journey in a file's bytes, in the form named, else the one the content and the file's name show.

    Raises FileUnusable for what is neither text nor a workbook, Rejected with every finding when there is no journey.
    """
    if data.startswith(MAGIC) or form == SHEET:
        return _checked(name, SHEET, read_rows(_rows(data, name), name))
    text = _text(data, name)
    chosen = (form_named(form) if form else None) or form_of_text(text, name.lower())
    return _checked(name, chosen.name, chosen.read(text, name))


def _rows(data: bytes, name: str) -> list[list[str]]:
    try:
        return workbook_rows(data)
    except BadWorkbook as error:
        raise FileUnusable("forms.bad_sheet", file=name, detail=str(error)) from None


def _text(data: bytes, name: str) -> str:
    """Return the text of a file; what spreadsheets and Windows programs copy is often UTF-16."""
    encoding = _WIDE.get(data[:2])
    try:
        text = data.decode(encoding) if encoding and data[:4] != b"\xff\xfe\0\0" else decode_text(data, name)
    except UnicodeDecodeError:
        raise FileUnusable("forms.not_text", file=name) from None
    if "\0" in text:
        raise FileUnusable("forms.not_text", file=name)
    return text


def _checked(name: str, form: str, result: tuple[Journey | None, tuple[Finding, ...]]) -> Converted:
    journey, findings = result
    if journey is None:
        raise Rejected(name, findings)
    if form != "yaml":  # whose reading has checked it already
        said = (_placed(finding, name) for finding in check(journey) if finding.severity != "note")
        findings = (*findings, *said)
    return Converted(journey, form, tuple(f for f in findings if f.severity != "note" or f.key.startswith("forms.")))


def _placed(finding: Finding, name: str) -> Finding:
    return Finding(severity=finding.severity, key=finding.key, params=finding.params, file=name, path=finding.path)


def target(name: str | None, suffix: str | None, default: str | None) -> Form:
    """Return the form to write: the one named, else the one files of a suffix have, else the default one.

    Raises InputError, naming those there are, when there is none.
    """
    found = form_named(name) if name else form_of_suffix(suffix) if suffix else form_named(default or "")
    if found is None or found.write is None:
        allowed = ", ".join(writable())
        given = name or suffix
        raise InputError("forms.no_form" if given else "forms.no_target", given=given or "", allowed=allowed)
    return found


def written(journey: Journey, form: Form, lang: Lang) -> str:
    """Return the journey in a form that can be written, its visible words in a language where the form has one."""
    assert form.write is not None  # noqa: S101 - `target` gives forms that can be written
    return form.write(journey, lang)
