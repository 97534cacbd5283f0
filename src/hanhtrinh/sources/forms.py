"""The forms of file, in the order in which they are asked whether they know a file."""

from pathlib import Path

from hanhtrinh.sources import (
    csv,
    ga4,
    google_forms,
    json,
    jsonl,
    mbox,
    parquet,
    qualtrics,
    said,
    sav,
    transcript,
    xes,
    xlsx,
)
from hanhtrinh.sources.form import Form

FORMS: tuple[Form, ...] = (
    parquet.FORM,
    xlsx.FORM,
    sav.FORM,
    xes.FORM,
    ga4.FORM,
    said.FORM,
    mbox.FORM,
    jsonl.FORM,
    json.FORM,
    qualtrics.FORM,
    transcript.FORM,
    csv.TSV,
    csv.FORM,
    google_forms.FORM,
)


def form_named(name: str) -> Form:
    """Return the form a mapping names."""
    return next(form for form in FORMS if form.name == name)


def form_of(name: str, start: bytes) -> Form:
    """Return the form of a file by its content's beginning, else by its name, else CSV."""
    plain = name.lower().removesuffix(".gz").removesuffix(".zst")
    suffix = Path(plain).suffix
    openers = [form for form in FORMS if form.table]
    return next(
        (form for form in openers if form.recognises(start, plain)),
        next((form for form in openers if suffix in form.suffixes), csv.FORM),
    )
