"""The mapping of a survey's export: one row a response, one column a question."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
import polars as pl

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.guessing import MOST_PROPERTIES, property_of, read_as
from hanhtrinh.sources.mapping import ROW, TAKEN_NAMES, Answer, EventRule, FileRule, PropertyColumn, TimeColumn
from hanhtrinh.sources.profiles import Profile
from hanhtrinh.sources.questions import Scale, key_of, place_of, says, scale_of

SUBMITTED, ANSWERED, COMMENTED = "form_submitted", "survey_answered", "survey_comment"
OPEN = Instrument(key="open_question", kind="emotion", low=-2, high=2)
"""Stands for questions that are answered in words alone: they have no score."""
_PEOPLE = (
    *("email", "e mail", "mail", "phone", "phone number", "so dien thoai", "dien thoai", "sdt", "zalo", "username"),
    *(
        "customer id",
        "user id",
        "member id",
        "ma khach hang",
        "ma kh",
        "ma thanh vien",
        "customer code",
        "khach hang id",
    ),
)
_OPEN_WORDS = (
    *(
        "why",
        "reason",
        "comment",
        "comments",
        "feedback",
        "suggest",
        "suggestions",
        "improve",
        "tell us",
        "anything else",
    ),
    *("vi sao", "tai sao", "ly do", "gop y", "y kien", "nhan xet", "chia se", "cai thien", "mong muon", "de xuat"),
    *("warum", "kommentar", "anmerkungen", "better", "differently", "lam tot hon", "nen lam", "thay doi dieu gi"),
)
_SENTENCE = 30
_CHOSEN = 0.7
_FILLED = 0.95
_LONGEST_ASKING = 140


class Question(msgspec.Struct, frozen=True):
    """A question as the mapping will have it: column and words, its scale if it has one, whether it is answered in
    words."""

    column: str
    wording: str
    key: str
    scale: Scale | None
    open: bool

    @property
    def place(self) -> str | None:
        """The touchpoint it is about, None where its words do not say or it is about the company as a whole."""
        whole = self.scale is not None and self.scale.instrument.relationship
        return None if whole else place_of(self.wording)


def survey(
    file: Examined, *, time: TimeColumn, person: str | None, columns: Sequence[str], reasons: Sequence[Guess]
) -> Proposal:
    """Return the mapping of a survey: a row is a response at `time` to the questions in `columns`.

    Without a `person` a column of addresses, numbers or ids is looked for; where there is none each row is a person of
    its own.
    """
    guesses = [*file.reading_guesses, *reasons]
    if person is None:
        person, why = find_respondent(file, columns)
        guesses.append(why)
    questions = list(_questions(file, [name for name in columns if name not in (person, time.column)]))
    scored = [question for question in questions if question.scale is not None]
    texts = _texts_of(questions)
    events = [EventRule(event=SUBMITTED, time=time), *_answers(scored, texts, time), *_comments(questions, texts, time)]
    guesses += [_question_guess(file, question, texts) for question in questions if question.scale or question.open]
    instruments = tuple(question.scale.instrument for question in scored if question.scale)
    if any(rule.event == COMMENTED for rule in events):
        instruments += (OPEN,)
    properties = _properties(file, [q for q in questions if q.scale is None and not q.open])
    rule = FileRule(file=file.name, person=person, properties=properties, events=tuple(events))
    return Proposal(read_as(rule, file), instruments, tuple(guesses))


def find_respondent(file: Examined, columns: Sequence[str]) -> tuple[str, Guess]:
    """Return the column that says who answered, `ROW` where none does for nearly every row, and the reason."""
    named = [file.profiles[name] for name in columns if says(wording_of(file, name), _PEOPLE) and _short(file, name)]
    filled = [profile for profile in named if profile.present >= _FILLED * profile.rows]
    if filled:
        return filled[0].name, Guess(file.name, "sources.guess_person_name", {"column": filled[0].name})
    if named:
        params: dict[str, object] = {"column": named[0].name, "n": named[0].present, "rows": named[0].rows}
        return ROW, Guess(file.name, "sources.guess_person_partly", params)
    return ROW, Guess(file.name, "sources.guess_person_row", {})


def _short(file: Examined, name: str) -> bool:
    """An address is asked for in a few words; a question that mentions e-mails is not."""
    return len(wording_of(file, name).split()) <= 6 and not file.profiles[name].phrases


def wording_of(file: Examined, column: str) -> str:
    """Return a question's words: what the file says beside the column's name, else the name."""
    return " ".join((file.labels.get(column) or column).split())


def _questions(file: Examined, columns: Sequence[str]) -> Iterator[Question]:
    taken: list[str] = [*TAKEN_NAMES]
    for name in columns:
        profile, wording = file.profiles[name], wording_of(file, name)
        if profile.kind == "empty":
            continue
        key = key_of(wording, taken)
        scale = scale_of(profile, wording, file.rows[name], key)
        if scale is not None and scale.instrument.kind == "nps":
            key = key_of("nps", taken)
            scale = scale._replace(instrument=msgspec.structs.replace(scale.instrument, key=key))
        taken.append(key)
        yield Question(name, wording, key, scale, scale is None and _is_open(file, profile, wording))


def _is_open(file: Examined, profile: Profile, wording: str) -> bool:
    """Answers in people's own words: sentences, hardly one like another, and not put together from given choices."""
    if profile.kind != "text" or not profile.phrases or profile.distinct * 2 <= profile.present:
        return False
    asked = says(wording, _OPEN_WORDS) or profile.length >= _SENTENCE
    return asked and not _chosen(file.rows[profile.name])


def _chosen(answers: pl.Series) -> bool:
    """Tell whether answers are lists of choices: the parts between commas come again and again."""
    parts = answers.drop_nulls().cast(pl.String).str.split(", ").explode().drop_nulls()
    again = int(parts.is_duplicated().sum())
    return bool(answers.str.contains(", ", literal=True).any()) and again > _CHOSEN * len(parts)


def _texts_of(questions: Sequence[Question]) -> dict[str, str]:
    """Return, for a scored question, the open one that follows it straight away: why the score was given."""
    following = pairwise(questions)
    return {first.column: second.column for first, second in following if first.scale is not None and second.open}


def _answers(scored: Sequence[Question], texts: dict[str, str], time: TimeColumn) -> Iterator[EventRule]:
    for question in scored:
        if question.scale is not None:
            answer = Answer(
                instrument=question.scale.instrument.key,
                score=question.column,
                words=question.scale.words,
                text=texts.get(question.column),
                asked_at=question.place,
                required=True,
            )
            yield EventRule(event=ANSWERED, time=time, answer=answer)


def _comments(questions: Sequence[Question], texts: dict[str, str], time: TimeColumn) -> Iterator[EventRule]:
    used = set(texts.values())
    for question in questions:
        if question.open and question.column not in used:
            answer = Answer(instrument=OPEN.key, text=question.column, asked_at=question.place, required=True)
            yield EventRule(event=COMMENTED, time=time, answer=answer)


def _question_guess(file: Examined, question: Question, texts: dict[str, str]) -> Guess:
    words = question.wording
    words = words if len(words) <= _LONGEST_ASKING else f"{words[: _LONGEST_ASKING - 1]}…"
    params: dict[str, object] = {"question": words, "place": question.place or ""}
    if question.column in texts.values():
        return Guess(file.name, "sources.guess_question_why", params)
    if question.scale is not None:
        instrument = question.scale.instrument
        params |= {"instrument": instrument.key, "kind": instrument.kind}
        params["scale"] = f"{instrument.low:g}–{instrument.high:g}"
        if instrument.relationship:
            return Guess(file.name, "sources.guess_question_whole", params)
        return Guess(file.name, "sources.guess_question_at" if question.place else "sources.guess_question", params)
    return Guess(file.name, "sources.guess_open_at" if question.place else "sources.guess_open", params)


def _properties(file: Examined, questions: Sequence[Question]) -> dict[str, str | PropertyColumn]:
    kept = questions[:MOST_PROPERTIES]
    return {question.key: property_of(file, file.profiles[question.column]) for question in kept}
