"""What each kind of question needs, and what it has no use for."""

from collections.abc import Iterator

from hanhtrinh.journey.yaml_text import Path
from hanhtrinh.voice.surveys.answers import LONGEST_EVER
from hanhtrinh.voice.surveys.checks.found import (
    Found,
    Surroundings,
    error,
    note,
    placed_pages,
    placed_questions,
    warning,
)
from hanhtrinh.voice.surveys.conditions import written
from hanhtrinh.voice.surveys.model import SCORED, Question, Survey

WITH_OPTIONS = frozenset(("choice", "choices", "matrix", "ranking"))
_USED = {
    "options": WITH_OPTIONS, "rows": frozenset(("matrix",)), "other": frozenset(("choice", "choices")),
    "shuffle": WITH_OPTIONS, "low": frozenset(("number",)), "high": frozenset(("number", "rating")),
    "low_label": SCORED, "high_label": SCORED, "fields": frozenset(("contact",)), "about": frozenset(("short", "long")),
    "most": frozenset(("short", "long", "choices", "ranking", "file")), "relationship": SCORED,
}  # fmt: skip
_EMPTY = Question(key="x", kind="short", text="")
LARGEST_FILE = 25
"""MiB."""


def check_kinds(survey: Survey, _: Surroundings) -> Iterator[Found]:
    """Yield what is missing or too much in each question, and pages and surveys without any."""
    if not survey.questions:
        yield error("no_questions", ("pages",))
    for path, page in placed_pages(survey):
        if not page.questions and not page.text and not page.title:
            yield warning("empty_page", path)
    before: dict[str, Question] = {}
    for path, question in placed_questions(survey):
        yield from _unused(path, question)
        yield from _options(path, question)
        yield from _bounds(path, question)
        yield from _about(path, question, before)
        if survey.anonymous and question.kind in ("contact", "file"):
            yield warning("not_anonymous", path)
        before[question.key] = question


def _unused(path: Path, question: Question) -> Iterator[Found]:
    for field, kinds in _USED.items():
        if question.kind not in kinds and getattr(question, field) != getattr(_EMPTY, field):
            yield note("unused", (*path, field), field=field)


def _options(path: Path, question: Question) -> Iterator[Found]:
    if question.kind in WITH_OPTIONS:
        least = 1 if question.kind == "choices" else 2
        if len(question.options) + question.other < least:
            yield error("options_needed", (*path, "options"), given=len(question.options), least=least)
    if question.kind == "matrix":
        if not question.rows:
            yield error("rows_needed", (*path, "rows"))
        scored = sum(option.score is not None for option in question.options)
        if 0 < scored < len(question.options):
            yield error("scores_for_some", (*path, "options"), given=scored, count=len(question.options))
        if len({option.score for option in question.options}) < 2 <= scored:
            yield error("scores_equal", (*path, "options"))
    if question.kind == "contact" and not question.fields:
        yield error("fields_needed", (*path, "fields"))


def _bounds(path: Path, question: Question) -> Iterator[Found]:
    low, high, most = question.low, question.high, question.most
    if question.kind == "number" and low is not None and high is not None and low > high:
        yield error("bounds_crossed", (*path, "low"), low=written(low), high=written(high))
    if question.kind == "rating" and high is not None and (high != int(high) or not 3 <= high <= 10):
        yield error("rating_high", (*path, "high"), given=f"{high:g}")
    limits = {
        "short": LONGEST_EVER, "long": LONGEST_EVER, "file": LARGEST_FILE,
        "choices": len(question.options) + question.other, "ranking": len(question.options),
    }  # fmt: skip
    if most is not None and question.kind in limits and not 1 <= most <= max(1, limits[question.kind]):
        yield error("most", (*path, "most"), given=most, most=limits[question.kind])


def _about(path: Path, question: Question, before: dict[str, Question]) -> Iterator[Found]:
    if question.about and question.kind in ("short", "long"):
        target = before.get(question.about)
        if target is None:
            yield error("about_unknown", (*path, "about"), given=question.about)
        elif target.kind not in SCORED:
            yield error("about_unscored", (*path, "about"), given=question.about)
