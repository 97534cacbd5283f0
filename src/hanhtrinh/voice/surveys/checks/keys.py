"""Keys that name two things, or a thing that has a name already."""

from collections.abc import Iterable, Iterator

from hanhtrinh.journey.yaml_text import Path
from hanhtrinh.voice.surveys.checks.found import Found, Surroundings, error, placed_pages, placed_questions
from hanhtrinh.voice.surveys.conditions import OTHER
from hanhtrinh.voice.surveys.logic import END
from hanhtrinh.voice.surveys.model import Survey

MOST_PAGES, MOST_QUESTIONS, MOST_OPTIONS, MOST_ROWS = 50, 200, 100, 50


def check_keys(survey: Survey, _: Surroundings) -> Iterator[Found]:
    """Yield keys that stand twice or are reserved, and more of a thing than anybody answers."""
    yield from _twice("page_twice", [((*path, "key"), page.key) for path, page in placed_pages(survey)])
    yield from _twice("question_twice", [((*path, "key"), one.key) for path, one in placed_questions(survey)])
    for path, page in placed_pages(survey):
        if page.key == END:
            yield error("page_named_end", (*path, "key"), given=END)
    for path, one in placed_questions(survey):
        for field, things in (("options", one.options), ("rows", one.rows)):
            places = [((*path, field, i, "key"), thing.key) for i, thing in enumerate(things)]
            yield from _twice("option_twice" if field == "options" else "row_twice", places)
            most = MOST_OPTIONS if field == "options" else MOST_ROWS
            if len(things) > most:
                yield error("too_many", (*path, field), given=len(things), most=most)
            if field == "options" and one.other:
                yield from (error("option_named_other", place, given=OTHER) for place, key in places if key == OTHER)
    if len(survey.pages) > MOST_PAGES:
        yield error("too_many", ("pages",), given=len(survey.pages), most=MOST_PAGES)
    if len(survey.questions) > MOST_QUESTIONS:
        yield error("too_many", ("pages",), given=len(survey.questions), most=MOST_QUESTIONS)


def _twice(key: str, places: Iterable[tuple[Path, str]]) -> Iterator[Found]:
    seen: set[str] = set()
    for path, name in places:
        if name in seen:
            yield error(key, path, given=name)
        seen.add(name)
