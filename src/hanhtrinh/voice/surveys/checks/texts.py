"""Texts that are missing, in all languages or in one, links that lead nowhere safe, and what texts pipe in."""

import re
from collections.abc import Iterator

from hanhtrinh.i18n import Localized, Text
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.yaml_text import Path
from hanhtrinh.voice.surveys.checks.found import (
    Found,
    Surroundings,
    error,
    lacks,
    note,
    placed_pages,
    placed_questions,
    warning,
)  # fmt: skip
from hanhtrinh.voice.surveys.model import Question, Survey
from hanhtrinh.voice.surveys.piping import mentioned

LONGEST_TEXT = 2_000
_TRAIT = "trait."
_LINK = re.compile(r"https://[^\s\\/?#@:\x00-\x1f]+(?::\d{1,5})?(?:[/?#][^\s\\\x00-\x1f]*)?")


def check_texts(survey: Survey, _: Surroundings) -> Iterator[Found]:
    """Yield what is missing, too long, unsafe to follow or cannot be piped in."""
    if not survey.languages or len(set(survey.languages)) != len(survey.languages):
        yield error("languages", ("languages",), given=", ".join(survey.languages) or "–")
    for path, text in needed(survey):
        missing = lacks(text, survey.languages)
        if missing and len(missing) == len(survey.languages):
            yield error("no_text", path)
        else:
            yield from (warning(f"no_text_{lang}", path) for lang in missing)
    for path, text in wanted(survey):
        missing = lacks(text, survey.languages)
        if len(missing) < len(survey.languages):
            yield from (warning(f"no_text_{lang}", path) for lang in missing)
    for path, text in (*needed(survey), *wanted(survey)):
        longest = max((len(words) for words in _words(text)), default=0)
        if longest > LONGEST_TEXT:
            yield error("text_too_long", path, given=longest, most=LONGEST_TEXT)
    yield from _links(survey)
    yield from _pipes(survey)


def needed(survey: Survey) -> Iterator[tuple[Path, Text]]:
    """Yield the texts nothing can be asked without: names, questions, options, rows."""
    yield ("name",), survey.name
    for path, question in placed_questions(survey):
        yield (*path, "text"), question.text
        for field, things in (("options", question.options), ("rows", question.rows)):
            for i, thing in enumerate(things):
                yield (*path, field, i, "text"), thing.text
    for i, thanks in enumerate(survey.thanks):
        if thanks.link:
            yield ("thanks", i, "link_text"), thanks.link_text


def wanted(survey: Survey) -> Iterator[tuple[Path, Text]]:
    """Yield the texts that may be left out, but not in one language only."""
    for field in ("intro", "closed_text", "consent_text"):
        yield (field,), getattr(survey, field)
    for path, page in placed_pages(survey):
        yield (*path, "title"), page.title
        yield (*path, "text"), page.text
    for path, question in placed_questions(survey):
        for field in ("help", "low_label", "high_label"):
            yield (*path, field), getattr(question, field)
    for i, thanks in enumerate(survey.thanks):
        yield ("thanks", i, "text"), thanks.text
    if survey.asking.by_mail is not None:
        yield ("asking", "by_mail", "subject"), survey.asking.by_mail.subject
        yield ("asking", "by_mail", "text"), survey.asking.by_mail.text


def _words(text: Text) -> list[str]:
    return [text.vi or "", text.en or ""] if isinstance(text, Localized) else [text]


def safe_link(link: str) -> bool:
    """Tell whether a link is a whole https address without a name or password in it.

    >>> safe_link("https://example.com/cam-on"), safe_link("javascript:alert(1)"), safe_link("https://a@evil.example")
    (True, False, False)
    """
    return _LINK.fullmatch(link) is not None


def _links(survey: Survey) -> Iterator[Found]:
    for i, thanks in enumerate(survey.thanks):
        if thanks.link and not safe_link(thanks.link):
            yield error("link", ("thanks", i, "link"), given=thanks.link[:80])


def _pipes(survey: Survey) -> Iterator[Found]:
    """Yield what is piped in that is no question, or not answered yet where it stands."""
    known: dict[str, Question] = {}
    every = {question.key for question in survey.questions}
    yield from _pipes_of(survey, ("intro",), survey.intro, known, every)
    for path, page in placed_pages(survey):
        texts: list[tuple[Path, Text]] = [((*path, "title"), page.title), ((*path, "text"), page.text)]
        for q, question in enumerate(page.questions):
            place = (*path, "questions", q)
            texts += [((*place, "text"), question.text), ((*place, "help"), question.help)]
            texts += [((*place, "options", i, "text"), one.text) for i, one in enumerate(question.options)]
        for place, text in texts:
            yield from _pipes_of(survey, place, text, known, every)
        known |= {question.key: question for question in page.questions}
    for i, thanks in enumerate(survey.thanks):
        yield from _pipes_of(survey, ("thanks", i, "text"), thanks.text, known, every)


def _pipes_of(survey: Survey, path: Path, text: Text, known: dict[str, Question], every: set[str]) -> Iterator[Found]:
    for name in dict.fromkeys(mentioned(text)):
        if name.startswith(_TRAIT):
            if survey.anonymous:
                yield warning("pipe_anonymous", path, given=name)
        elif name not in every:
            alike = nearest(name, every)
            yield error("pipe_unknown_similar" if alike else "pipe_unknown", path, given=name, suggestion=alike or "")
        elif name not in known:
            yield error("pipe_later", path, given=name)
        elif known[name].kind == "file":
            yield note("pipe_file", path, given=name)
