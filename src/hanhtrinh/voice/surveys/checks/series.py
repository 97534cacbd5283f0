"""Which questions changed so much since they were last open that old and new answers are two series, and which go on
with a series there is already.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Localized, Text
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.yaml_text import Path
from hanhtrinh.voice.surveys.answers import scale_of
from hanhtrinh.voice.surveys.checks.found import Found, Surroundings, error, note, placed_questions
from hanhtrinh.voice.surveys.instruments import fits, instrument_key
from hanhtrinh.voice.surveys.model import SCORED, Question, Survey
from hanhtrinh.voice.surveys.score import row_scores


class Changed(NamedTuple):
    """A question whose answers are measured and that is no longer what was open: `scale` or only the `words`."""

    question: str
    what: Literal["scale", "words"]
    anew: int


def changed_series(survey: Survey, opened: Sequence[Survey]) -> list[Changed]:
    """Return the questions that would mix two series: changed since the newest version they stood in, same `anew`.

    `anew` is the number that begins a new one: above every number its key ever had.
    """
    found = []
    for question in survey.questions:
        past = [one for version in opened for one in version.questions if one.key == question.key]
        what = _difference(past[0], question) if past else None
        used = {one.anew for one in past}
        if what and question.anew in used:
            found.append(Changed(question.key, what, max(used) + 1))
    return found


def raised(survey: Survey, opened: Sequence[Survey], keep: Collection[str] = ()) -> tuple[Survey, tuple[str, ...]]:
    """Return a survey whose changed questions begin new series, and the keys of those.

    Questions in `keep` go on with theirs although their words changed (a slip of the pen); a changed scale never does.
    """
    anew = {
        one.question: one.anew
        for one in changed_series(survey, opened)
        if one.what == "scale" or one.question not in keep
    }

    def risen(question: Question) -> Question:
        number = anew.get(question.key)
        return question if number is None else msgspec.structs.replace(question, anew=number)

    pages = tuple(msgspec.structs.replace(page, questions=tuple(map(risen, page.questions))) for page in survey.pages)
    return msgspec.structs.replace(survey, pages=pages), tuple(anew)


def check_series(survey: Survey, around: Surroundings) -> Iterator[Found]:
    """Yield questions that begin a new series when the survey is opened, and series that cannot be gone on with."""
    yield from _gone_on_with(survey, around)
    changed = {one.question: one for one in changed_series(survey, around.opened)}
    for path, question in placed_questions(survey):
        if one := changed.get(question.key):
            yield note(f"anew_{one.what}", (*path, "text"), anew=one.anew)


def _gone_on_with(survey: Survey, around: Surroundings) -> Iterator[Found]:
    """Yield series that are none, are measured otherwise, or are another question's of the same survey."""
    taken: set[str] = set()
    keys = [instrument_key(survey.key, one) for one in survey.questions if _measured(one)]
    for path, question in placed_questions(survey):
        if not question.series:
            continue
        place: Path = (*path, "series")
        key = instrument_key(survey.key, question)
        if question.kind not in SCORED:
            yield error("series_no_score", place, given=question.series)
        elif key != question.series:
            yield note("series_ended", place, given=question.series, anew=question.anew)
        elif key in taken or keys.count(key) > 1:
            yield error("series_twice", place, given=question.series)
        elif around.instruments is not None:
            yield from _of_another(place, question, around.instruments)
        taken.add(key)


def _of_another(place: Path, question: Question, known: Mapping[str, Instrument]) -> Iterator[Found]:
    given, other = question.series, known.get(question.series)
    if other is None:
        alike = nearest(given, known)
        yield error("series_unknown_similar" if alike else "series_unknown", place, given=given, suggestion=alike or "")
    elif not fits(question, other):
        yield error("series_misfit", place, given=given, kind=other.kind, low=f"{other.low:g}", high=f"{other.high:g}")
    elif other.question and _differ(other.question, question.text):
        yield note("series_words", place, given=given)


def _difference(old: Question, new: Question) -> Literal["scale", "words"] | None:
    if not _measured(old) and not _measured(new):
        return None
    if _scale(old) != _scale(new):
        return "scale"
    return "words" if _words(old, new) else None


def _measured(question: Question) -> bool:
    return question.kind in SCORED or bool(question.kind == "matrix" and row_scores(question))


def _scale(question: Question) -> object:
    """Return kind, ends and, of a matrix, what its options count and which rows there are."""
    if question.kind == "matrix":
        return (question.kind, row_scores(question), frozenset(row.key for row in question.rows))
    return (question.kind, scale_of(question) if question.kind in SCORED else None)


def _words(old: Question, new: Question) -> bool:
    pairs = [(old.text, new.text), (old.low_label, new.low_label), (old.high_label, new.high_label)]
    if new.kind == "matrix":
        for field in ("rows", "options"):
            before = {one.key: one.text for one in getattr(old, field)}
            pairs += [(before.get(one.key, one.text), one.text) for one in getattr(new, field)]
    return any(_differ(one, other) for one, other in pairs)


def _differ(old: Text, new: Text) -> bool:
    """Tell whether words changed; a language that was added later changes nothing."""
    if isinstance(old, str) and isinstance(new, str):
        return _plain(old) != _plain(new)
    one = old if isinstance(old, Localized) else Localized(vi=old, en=old)
    other = new if isinstance(new, Localized) else Localized(vi=new, en=new)
    pairs = ((one.vi, other.vi), (one.en, other.en))
    return any(a and b and _plain(a) != _plain(b) for a, b in pairs)


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(" .?!…").casefold()
