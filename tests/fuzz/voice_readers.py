"""The readers of what customers say and of surveys: hooks, letters, definitions of other tools, answers, texts."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import get_args

import msgspec

from hanhtrinh.app.taking_in.hooks import received
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.i18n import LANGS, tr
from hanhtrinh.journey.yaml_text import decode_text
from hanhtrinh.ports.taking_in import SaidHook
from hanhtrinh.sources.taken_surveys.reading import read_definition
from hanhtrinh.values import Finding
from hanhtrinh.voice.elsewhere.generic import Fields
from hanhtrinh.voice.elsewhere.letters import letter_of
from hanhtrinh.voice.elsewhere.shapes.all import SHAPES
from hanhtrinh.voice.surveys.answers import checked_page
from hanhtrinh.voice.surveys.checking import check_survey
from hanhtrinh.voice.surveys.file import read_survey, write_survey
from hanhtrinh.voice.surveys.model import Option, Question, QuestionKind
from hanhtrinh.voice.text.taxonomies import FIRST, taxonomy_text
from hanhtrinh.voice.text.taxonomy import read_taxonomy, write_taxonomy
from tests.unit.sources.said.test_files import CALLS, MBOX
from tests.unit.sources.test_taken_surveys import LSS, QUESTIONS, qsf
from tests.unit.voice.elsewhere.test_shapes import CASES

NOW = 1_795_348_800_000_000
HOOKS = tuple(SaidHook(workspace="w", source="s", shape=shape.name) for shape in SHAPES)
GENERIC = SaidHook(
    workspace="w", source="s",
    fields=Fields(items="items", text="body.text", score="stars", scale="1-5", id="id", at="at", words={"good": 5}),
)  # fmt: skip
SENT = {
    "items": [{"id": 1, "body": {"text": "<b>Chậm</b> quá"}, "stars": "good", "at": "2026-01-02T03:04:05Z", "who": 7}]
}
LETTER = (
    b"From: =?utf-8?b?TMOqIExhbg==?= <Lan@X.vn>\r\nTo: CSKH <cskh@shop.vn>\r\nDate: Sat, 3 Jan 2026 10:00:00 +0700\r\n"
    b"Subject: Re: =?utf-8?b?R2lhbyBow6BuZyB0cuG7hQ==?=\r\nMessage-ID: <2@x>\r\nReferences: <0@x> <1@x>\r\n"
    b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nGiao tr=E1=BB=85\r\n> On Monday, Shop wrote:\r\n--b\r\n"
    b"Content-Type: text/html\r\n\r\n<p>Giao <b>tr</b><blockquote>x</blockquote>\r\n--b--\r\n"
)
SURVEYJS = {
    "title": {"default": "S", "vi": "K"},
    "pages": [{"elements": [
        {"type": "rating", "name": "nps", "title": "Recommend?", "rateMin": 0, "rateMax": 10},
        {"type": "panel", "elements": [{"type": "checkbox", "name": "why", "choices": ["a", {"value": "b"}]}]},
        {"type": "comment", "name": "more", "visibleIf": "{nps} <= 6 and {why} contains 'b'"},
        {"type": "matrix", "name": "m", "columns": [1, 2], "rows": ["a"]},
    ]}],
}  # fmt: skip
SURVEY = """format: hanhtrinh-survey/1
key: sau-mua
name: {vi: Sau mua, en: After buying}
pages:
  - key: one
    questions:
      - {key: nps, kind: nps, text: {vi: Giới thiệu?, en: Recommend?}, required: true}
      - {key: why, kind: long, text: "Vì sao {nps|?}", about: nps, show: {all: [{of: nps, op: at_most, values: [6]}]}}
    jumps: [{when: {any: [{of: nps, op: answered}]}, to: end}]
"""
_PARTS = tuple(Option(key=key, text=key, score=score) for key, score in (("a", 1.0), ("b", 2.0)))
ASKED = tuple(
    Question(key=kind, kind=kind, text="?", options=_PARTS, rows=_PARTS, other=True, fields=("name", "email", "phone"))
    for kind in get_args(QuestionKind)
)
ANSWERS = {
    **dict.fromkeys(("nps", "csat", "ces1", "ces2", "rating"), "4"),
    "choice": "a", "choices": ["a", "other: xanh"], "matrix": {"a": "b"}, "ranking": ["b", "a"],
    "short": "Áo", "long": "b\nc", "number": "1,5", "date": "2026-01-31", "consent": True,
    "contact": {"name": "Lan", "email": "lan@x.vn", "phone": "+84 901 234 567"},
    "file": {"name": "a.png", "id": "x" * 32},
}  # fmt: skip


def hooked(data: bytes) -> None:
    """Take a body through the hook of every known tool and a described one; what is refused can be said."""
    for hook in (*HOOKS, GENERIC):
        found = received(hook, data, NOW)
        for refusal in found.refusals:
            assert all(tr(refusal.reason, lang, **refusal.params) for lang in LANGS)
        for message in found.messages:
            assert msgspec.json.encode(message)


def letter(data: bytes) -> None:
    """Read a letter; nobody's words come from the future."""
    found = letter_of(data, NOW)
    assert found is None or found.saying.time <= NOW


def definition(data: bytes) -> None:
    """Read another tool's survey; what it gives is a draft that can be checked, written and read again."""
    try:
        taken = read_definition("survey", data)
    except HanhtrinhError as error:
        refused(error)
        return
    assert all(tr(one.key, lang, **one.params) for one in taken.findings for lang in LANGS)
    said(check_survey(taken.survey))
    assert read_survey(write_survey(taken.survey), "survey")[0] == taken.survey


def survey(data: bytes) -> None:
    """Read a survey's file; what is read is written so that it reads the same."""
    with suppress(HanhtrinhError):
        found, findings = read_survey(decode_text(data, "file"), "survey")
        said(findings)
        assert read_survey(write_survey(found), "survey")[0] == found


def taxonomy(data: bytes) -> None:
    """Read a taxonomy; what is read is written so that it reads the same."""
    with suppress(HanhtrinhError):
        found = read_taxonomy(decode_text(data, "file"), "themes.yaml")
        assert read_taxonomy(write_taxonomy(found), "themes.yaml") == found


def answered(data: bytes) -> None:
    """Check answers of every kind, as JSON brings them; what is kept is kept the same when it comes again."""
    try:
        sent = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(sent, dict):
        kept, findings = checked_page(ASKED, sent)
        said(findings)
        assert msgspec.json.encode(kept)
        assert checked_page(ASKED, kept)[0] == kept


def refused(error: HanhtrinhError) -> None:
    """Every refusal can be said in both languages."""
    assert all(error.message(lang) for lang in LANGS)


def said(findings: tuple[Finding, ...]) -> None:
    """Whatever is found can be said in both languages."""
    assert all(finding.line_of_text(lang) for finding in findings for lang in LANGS)


def shapes() -> list[bytes]:
    """Return what each tool sends."""
    return [json.dumps(sent, ensure_ascii=False).encode() for sent in (*(sent for sent, _ in CASES.values()), SENT)]


def definitions() -> list[bytes]:
    """Return a small survey of each tool."""
    return [LSS.encode(), qsf(QUESTIONS), json.dumps(SURVEYJS).encode()]


VOICE: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]], int]] = {
    "hooks": (hooked, shapes, 120),
    "letter": (letter, lambda: [LETTER], 100),
    "definition": (definition, definitions, 40),
    "survey": (survey, lambda: [SURVEY.encode()], 40),
    "taxonomy": (taxonomy, lambda: [taxonomy_text(FIRST)[:3_000].encode()], 15),
    "answers": (answered, lambda: [json.dumps(ANSWERS).encode()], 400),
}
FILES = {
    "mbox": ("file.mbox", [MBOX]),
    "transcript": ("calls.csv", [CALLS.encode()]),
    "said": ("said.json", shapes()),
}
