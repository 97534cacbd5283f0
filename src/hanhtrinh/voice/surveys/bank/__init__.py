"""The bank: questions worth asking at each stage, and surveys made of them that are ready to be opened."""

from functools import cache
from importlib.resources import files

import msgspec

from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Text
from hanhtrinh.journey.model import PHASES
from hanhtrinh.journey.yaml_text import read_yaml
from hanhtrinh.voice.surveys.file import read_survey
from hanhtrinh.voice.surveys.model import Option, Question, QuestionKind, Survey

STAGES = ("awareness", "consideration", "evaluation", "purchase", "usage", "support", "loyalty")
"""The stages of the online retail template."""
PHASE_OF = dict(zip(STAGES, (*[PHASES[0]] * 3, PHASES[1], *[PHASES[2]] * 3), strict=True))
READY = (
    "after-purchase", "checkout", "delivery", "support", "why-not-today", "compare-site", "relationship",
    "product-use", "onboarding", "advice",
)  # fmt: skip


class Banked(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the bank: the stages it is asked at, and the research question (`asks`) it answers."""

    stages: tuple[str, ...]
    asks: Text
    question: Question


class _Written(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A question as the file has it: that of a survey with what the bank says about it; `set` names shared options."""

    kind: QuestionKind
    stages: tuple[str, ...]
    asks: Text
    text: Text
    help: Text = ""
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    other: bool = False
    shuffle: bool = False
    most: int | None = None
    low_label: Text = ""
    high_label: Text = ""
    fields: tuple[str, ...] = ()
    relationship: bool = False
    set: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sets: dict[str, tuple[Option, ...]]
    questions: dict[str, _Written]


@cache
def bank() -> dict[str, Banked]:
    """Return the questions of the bank by key, in the order of the stages."""
    text = (files(__package__) / "questions.yaml").read_text(encoding="utf-8")
    held = msgspec.convert(read_yaml(text, "questions.yaml").data, _File)
    return {key: _banked(key, written, held.sets) for key, written in held.questions.items()}


@cache
def ready(name: str) -> Survey:
    """Return a survey that is ready to be opened; InputError where there is none of that name."""
    if name not in READY:
        raise InputError("surveys.no_ready", given=name, allowed=", ".join(READY))
    text = (files(__package__) / "surveys" / f"{name}.yaml").read_text(encoding="utf-8")
    survey = read_survey(text, f"{name}.yaml")[0]
    pages = tuple(
        msgspec.structs.replace(page, questions=tuple(_filled(question) for question in page.questions))
        for page in survey.pages
    )
    return msgspec.structs.replace(survey, pages=pages)


def _filled(question: Question) -> Question:
    """Return a question of a ready survey with what the bank says of it; what the survey says itself comes first."""
    if question.bank not in bank():
        return question
    plain = msgspec.to_builtins(bank()[question.bank].question) | msgspec.to_builtins(question)
    if not question.text:
        plain["text"] = msgspec.to_builtins(bank()[question.bank].question.text)
    return msgspec.convert(plain, Question)


def _banked(key: str, written: _Written, sets: dict[str, tuple[Option, ...]]) -> Banked:
    plain = msgspec.to_builtins(written)
    for field in ("stages", "asks", "set"):
        plain.pop(field, None)
    if written.set:
        plain["options"] = msgspec.to_builtins(sets[written.set])
    question = msgspec.convert(plain | {"key": key, "bank": key}, Question)
    return Banked(stages=written.stages, asks=written.asks, question=question)
