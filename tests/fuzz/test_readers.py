"""Spoilt files, a few of each kind: no reader crashes or hangs (`make faults` does this for minutes each)."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hanhtrinh.journey.forms import FORMS
from hanhtrinh.sources.forms import FORMS as FILES
from tests.fuzz.mutants import mutants
from tests.fuzz.readers import READERS

LONGEST_SECONDS = 60  # a guard against hanging, far above what any of these files takes


@contextmanager
def guarded(data: bytes) -> Iterator[None]:
    """Raise where one file takes unreasonably long, on systems that can be woken."""

    def stop(*_: object) -> None:
        raise AssertionError(f"hangs on {data!r}")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", READERS)
def test_spoilt_files(name: str) -> None:
    """A reader reads or refuses each spoilt file, with an error of the product's own tree."""
    reader = READERS[name]
    tried = 0
    for data in mutants(reader.seeds(), reader.mutants, seed=20261122):
        with guarded(data):
            reader.read(data)
        tried += 1
    assert tried >= reader.mutants


def test_every_form_of_file_is_tried() -> None:
    """No form that the product opens is without a reader here."""
    names = {"yaml": "journey", "markdown": "mermaid", "csv": "long", "tsv": "long"}
    assert {names.get(form.name, form.name) for form in FORMS} <= set(READERS)
    assert {{"tsv": "csv"}.get(form.name, form.name) for form in FILES if form.table} <= set(READERS)
