"""Answers exported by another tool, joined to a survey that is here: each column to the question it answers."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Localized, Text, without_marks
from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.guessing import main_time, read_as
from hanhtrinh.sources.mapping import ROW, Answer, EventRule, FileRule, PropertyColumn, TimeColumn
from hanhtrinh.sources.numbers import read_numbers
from hanhtrinh.sources.questions import scale_of
from hanhtrinh.sources.sav import LABEL
from hanhtrinh.sources.surveys import SUBMITTED, find_respondent, wording_of
from hanhtrinh.sources.time_guesses import time_column_of, time_guess
from hanhtrinh.voice.elsewhere.model import EVENT
from hanhtrinh.voice.surveys.instruments import instrument_key, instruments_of
from hanhtrinh.voice.surveys.model import Question, Survey

_TIMES = ("RecordedDate", "EndDate", "submitdate", "V9", "StartDate", "V8", "startdate")
_PEOPLE = ("RecipientEmail", "ExternalReference", "ExternalDataReference", "EmailAddress", "email", "token")
_WEIGHTS = {"weight", "weights", "wt", "trong so"}
_RESPONSES = ("ResponseId", "ResponseID", "V1", "id")


class Asked(NamedTuple):
    """A question (or a row of one) and the instrument its answers belong to, None for what has no score or words."""

    question: Question
    row: str
    instrument: Instrument | None


def joined(file: Examined, survey: Survey) -> Proposal:
    """Return the mapping of a file of answers to a survey; columns that answer none of its questions are said so."""
    time, reasons = _time(file)
    if time is None:
        return Proposal(None, (), tuple(reasons))
    columns = dict(_columns(file, survey))
    person, why = _person(file)
    about = {asked.question.about: column for column, asked in columns.items() if asked.question.about}
    events = [EventRule(event=SUBMITTED, time=time), *_answers(file, columns, about, time)]
    plain = {
        column: asked for column, asked in columns.items() if asked.instrument is None and not asked.question.about
    }
    properties: dict[str, str | PropertyColumn] = {
        f"answer_{asked.question.key}{f'.{asked.row}' if asked.row else ''}": column
        for column, asked in plain.items()
        if asked.question.kind not in ("contact", "file")
    }
    weight = next((name for name in file.columns if _is_weight(file, name, columns)), None)
    if weight is not None:
        properties["weight"] = PropertyColumn(column=weight, type="number")
    known = {_base(column) for column in (*columns, *filter(None, (weight,)))}
    lost = [name for name in _question_columns(file) if _base(name) not in known and file.profiles[name].present]
    rule = FileRule(
        file=file.name, person=person, constants={"survey": survey.key}, properties=properties, events=tuple(events)
    )
    used = tuple(asked.instrument for asked in columns.values() if asked.instrument is not None)
    guesses = [*file.reading_guesses, *reasons, why, *_guesses(file, survey, columns, lost)]
    return Proposal(read_as(rule, file), used, tuple(guesses))


def _is_weight(file: Examined, name: str, columns: Collection[str]) -> bool:
    """Tell whether a column says how much each response counts: it is kept, and nothing is weighted by it here."""
    named = {plain(name), plain(wording_of(file, name))} & _WEIGHTS
    return bool(named) and name not in columns and file.profiles[name].kind == "number"


def _time(file: Examined) -> tuple[TimeColumn | None, list[Guess]]:
    named = [file.profiles[name] for name in _TIMES if name in file.profiles]
    times = [one for one in named if one.kind == "time" and one.present] or file.times
    if times:
        time = times[0] if named else main_time(times)
        return time_column_of(file, time), [time_guess(file, time)]
    return None, [Guess(file.name, "sources.guess_no_times", {"file": file.name})]


def _person(file: Examined) -> tuple[str, Guess]:
    for name in (*_PEOPLE, *_RESPONSES):
        profile = file.profiles.get(name)
        if profile is not None and profile.present == profile.rows and profile.kind in ("text", "number"):
            return name, Guess(file.name, "sources.guess_person_name", {"column": name})
    return find_respondent(file, _question_columns(file)) if _question_columns(file) else (
        ROW, Guess(file.name, "sources.guess_person_row", {})
    )  # fmt: skip


def _question_columns(file: Examined) -> list[str]:
    return [name for name in file.columns if name in file.labels or _TAG.fullmatch(name)]


_TAG = re.compile(r"(Q|QID|q)\d+.*")


def _columns(file: Examined, survey: Survey) -> Iterator[tuple[str, Asked]]:
    """Yield each column that answers a question: by the question's key as its tag, else by its words."""
    by_tag: dict[str, Asked] = {}
    by_words: dict[str, Asked] = {}
    for asked in _asked(survey):
        key = f"{asked.question.key}_{asked.row}" if asked.row else asked.question.key
        by_tag[plain(key)] = asked
        if len(asked.question.rows) == 1:
            by_tag[plain(asked.question.key)] = asked
        for words in _texts(asked.question.text):
            row = next((option.text for option in asked.question.rows if option.key == asked.row), "")
            for tail in _texts(row) if asked.row else [""]:
                by_words.setdefault(plain(f"{words} {tail}"), asked)
    taken: set[tuple[str, str]] = set()
    for name in file.columns:
        base = _base(name)
        asked_here = by_tag.get(plain(base)) or by_words.get(plain(wording_of(file, base))) or by_words.get(plain(base))
        if asked_here is None or file.profiles[name].kind == "empty":
            continue
        own = (asked_here.question.key, asked_here.row)
        if own in taken or (name == base and base + LABEL in file.profiles and asked_here.instrument is None):
            continue
        taken.add(own)
        yield name, asked_here


def _base(name: str) -> str:
    return name.removesuffix(LABEL)


def plain(text: str) -> str:
    """Return a text for comparing: its letters and digits, in lower case and without diacritics."""
    return re.sub(r"[^a-z0-9]+", " ", without_marks(text).lower()).strip()


def _texts(text: Text) -> list[str]:
    given = [text.vi, text.en] if isinstance(text, Localized) else [text]
    return [one for one in given if one]


def _asked(survey: Survey) -> Iterator[Asked]:
    instruments = {one.key: one for one in instruments_of(survey)}
    for question in survey.questions:
        for row in [option.key for option in question.rows] if question.kind == "matrix" else [""]:
            yield Asked(question, row, instruments.get(instrument_key(survey.key, question, row)))


def _answers(file: Examined, columns: dict[str, Asked], about: dict[str, str], time: TimeColumn) -> Iterator[EventRule]:
    for column, asked in columns.items():
        one = asked.instrument
        if one is None:
            continue
        words = one.kind == "text"
        answer = Answer(
            instrument=one.key,
            score=None if words else column,
            text=column if words else about.get(asked.question.key),
            words={} if words else _words(file, column, asked.question, one),
            required=True,
        )
        yield EventRule(event=EVENT, time=time, answer=answer)


def _words(file: Examined, column: str, question: Question, instrument: Instrument) -> dict[str, float]:
    """Return the scores of answers exported as words: the options' own, else their places on the scale."""
    given = file.rows[column].drop_nulls().cast(str).unique().to_list()
    if not read_numbers(file.rows[column]).bad.any():
        # Numbers are the tool's own codes: the keys of options, whose scores may run the other way.
        return {one.key: one.score for one in question.options if one.score is not None and one.key.isdigit()}
    found: dict[str, float] = {}
    scored = question.options or ()
    for place, option in enumerate(scored):
        value = option.score if option.score is not None else instrument.low + place
        found |= {text: float(value) for text in given for words in _texts(option.text) if plain(text) == plain(words)}
    if not scored and (scale := scale_of(file.profiles[column], wording_of(file, column), file.rows[column], "k")):
        found = (
            scale.words if (scale.instrument.low, scale.instrument.high) == (instrument.low, instrument.high) else {}
        )
    leading = {text: float(match[0]) for text in given if (match := re.match(r"\d+", text.strip()))}
    return found or leading


def _guesses(file: Examined, survey: Survey, columns: dict[str, Asked], lost: list[str]) -> Iterator[Guess]:
    params: dict[str, object] = {"survey": survey.key, "count": len(columns), "all": len(survey.questions)}
    yield Guess(file.name, "taken_surveys.joined", params)
    if lost:
        yield Guess(file.name, "taken_surveys.not_joined", {"columns": ", ".join(lost[:20])})
