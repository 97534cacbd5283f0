"""Conditions that cannot hold, jumps that lead nowhere or back, pages and thanks nobody comes to."""

from collections.abc import Iterator, Mapping
from datetime import date

from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.yaml_text import Path
from hanhtrinh.voice.surveys.answers import scale_of
from hanhtrinh.voice.surveys.checks.found import Found, Surroundings, error, placed_pages, warning
from hanhtrinh.voice.surveys.conditions import asked_of, options_of
from hanhtrinh.voice.surveys.logic import END
from hanhtrinh.voice.surveys.model import SCORED, Op, Question, QuestionKind, Survey, Test, When

_ANY: frozenset[Op] = frozenset(("answered", "not_answered"))
_AMONG: frozenset[Op] = _ANY | {"is", "is_not", "any_of", "none_of"}
_SIZE: frozenset[Op] = _AMONG | {"at_least", "at_most"}
_TEXT: frozenset[Op] = _ANY | {"is", "is_not", "contains"}
_FEW: Mapping[QuestionKind, frozenset[Op]] = {
    "choice": _AMONG, "choices": _AMONG, "ranking": _AMONG, "consent": _ANY | {"is", "is_not"}, "matrix": _ANY,
    "short": _TEXT, "long": _TEXT, "contact": _ANY, "file": _ANY,
}  # fmt: skip


def ops_of(question: Question, row: str = "") -> frozenset[Op]:
    """Return the tests that make sense on a question, or on one row of a matrix."""
    return _SIZE if row else _FEW.get(question.kind, _SIZE)


def check_ways(survey: Survey, _: Surroundings) -> Iterator[Found]:
    """Yield what is wrong with the ways through a survey."""
    every = {question.key: question for question in survey.questions}
    before: dict[str, Question] = {}
    for path, page in placed_pages(survey):
        for q, question in enumerate(page.questions):
            if question.show is not None:
                yield from _when((*path, "questions", q, "show"), question.show, before, every)
            before[question.key] = question
        for j, jump in enumerate(page.jumps):
            yield from _when((*path, "jumps", j, "when"), jump.when, before, every)
            yield from _target(survey, path, j, jump.to)
    for i, thanks in enumerate(survey.thanks):
        if thanks.when is not None:
            yield from _when(("thanks", i, "when"), thanks.when, every, every)
        elif i + 1 < len(survey.thanks):
            yield warning("thanks_unreached", ("thanks", i + 1))
    yield from _unreached(survey)


def _target(survey: Survey, path: Path, j: int, to: str) -> Iterator[Found]:
    keys = [page.key for page in survey.pages]
    place, here = (*path, "jumps", j, "to"), int(path[1])
    if to == END:
        return
    if to not in keys:
        alike = nearest(to, keys)
        key = "jump_unknown_similar" if alike else "jump_unknown"
        yield error(key, place, given=to, suggestion=alike or "", allowed=", ".join((*keys[here + 1 :], END)))
    elif keys.index(to) <= here:
        yield error("jump_back", place, given=to)


def _unreached(survey: Survey) -> Iterator[Found]:
    """Yield pages no way leads to, and jumps behind one that always holds."""
    keys = {page.key: p for p, page in enumerate(survey.pages)}
    reached = {0}
    for p, page in enumerate(survey.pages):
        sure = next((j for j, jump in enumerate(page.jumps) if not jump.when.all and not jump.when.any), None)
        if sure is not None and sure + 1 < len(page.jumps):
            yield warning("jump_unreached", ("pages", p, "jumps", sure + 1))
        if p in reached:
            jumps = page.jumps if sure is None else page.jumps[: sure + 1]
            reached |= {keys[jump.to] for jump in jumps if keys.get(jump.to, 0) > p}
            if sure is None:
                reached.add(p + 1)
    for p, page in enumerate(survey.pages):
        if p not in reached:
            yield warning("page_unreached", ("pages", p), given=page.key)


def _when(path: Path, when: When, known: Mapping[str, Question], every: Mapping[str, Question]) -> Iterator[Found]:
    for field in ("all", "any"):
        tests: tuple[Test, ...] = getattr(when, field)
        for t, test in enumerate(tests):
            yield from _test((*path, field, t), test, known, every)


def _test(path: Path, test: Test, known: Mapping[str, Question], every: Mapping[str, Question]) -> Iterator[Found]:
    key, row = asked_of(test)
    question = known.get(key)
    if key not in every:
        alike = nearest(key, every)
        name = "test_unknown_similar" if alike else "test_unknown"
        yield error(name, (*path, "of"), given=test.of, suggestion=alike or "")
    elif question is None:
        yield error("test_later", (*path, "of"), given=key)
    elif row and row not in {one.key for one in question.rows}:
        yield error("test_row", (*path, "of"), given=row, question=key)
    elif test.op not in ops_of(question, row):
        yield error("test_op", (*path, "op"), given=test.op, allowed=", ".join(sorted(ops_of(question, row))))
    elif test.op not in _ANY:
        if not test.values:
            yield error("test_empty", (*path, "values"))
        for v, value in enumerate(test.values):
            yield from _value((*path, "values", v), question, row, value, test.op)


def _value(path: Path, question: Question, row: str, value: str | float, op: Op) -> Iterator[Found]:
    """Yield a value no answer to the question can have."""
    options = options_of(question)
    if question.kind in ("choice", "choices", "ranking") or (row and op not in ("at_least", "at_most")):
        if value not in options:
            yield error("test_option", path, given=value, allowed=", ".join(options))
    elif question.kind in SCORED:
        low, high = scale_of(question)
        if not isinstance(value, int | float) or value != int(value) or not low <= value <= high:
            yield error("test_scale", path, given=value, low=low, high=high)
    elif question.kind == "number" or row:
        if not isinstance(value, int | float):
            yield error("test_number", path, given=value)
        elif question.kind == "number" and not _in_range(question, value):
            yield error("test_never", path, given=value)
    elif question.kind == "date" and not _a_day(value):
        yield error("test_date", path, given=value)
    elif question.kind == "consent" and value not in ("yes", "no"):
        yield error("test_option", path, given=value, allowed="yes, no")
    elif question.kind in ("short", "long") and not str(value).strip():
        yield error("test_empty", path)


def _in_range(question: Question, value: float) -> bool:
    low, high = question.low, question.high
    return (low is None or value >= low) and (high is None or value <= high)


def _a_day(value: str | float) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False
