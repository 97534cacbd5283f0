"""What was answered, in the words of a later text: `{question}`, `{question|otherwise}`, `{trait.name}`."""

import math
import re
from collections.abc import Iterator, Mapping

from hanhtrinh.i18n import Lang, Text, say
from hanhtrinh.voice.surveys.conditions import OTHER, option_of
from hanhtrinh.voice.surveys.model import Answers, AnswerValue, Question, Survey

PIPE = re.compile(r"\{(trait\.[^{}|]{1,60}|[a-z0-9][a-z0-9_-]{0,59})(?:\|([^{}]{0,200}))?\}")
_LONGEST = 200


def mentioned(text: Text) -> Iterator[str]:
    """Yield what a text pipes in, in either language: keys of questions, and `trait.` with a name."""
    for lang in ("vi", "en") if not isinstance(text, str) else ("vi",):
        words = text if isinstance(text, str) else getattr(text, lang) or ""
        yield from (found[1] for found in PIPE.finditer(words))


def piped(text: Text, survey: Survey, answers: Answers, lang: Lang, traits: Mapping[str, object] | None = None) -> str:
    """Return a text with what it pipes in; what nobody answered is the words after `|`, or nothing.

    The result is plain text: whoever draws it escapes it.
    """

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name.startswith("trait."):
            value = (traits or {}).get(name.removeprefix("trait."))
            words = "" if value is None or isinstance(value, dict | list) else _number(value, lang)
        else:
            words = in_words(survey, name, answers, lang)
        return _short(words) or found[2] or ""

    return PIPE.sub(put, say(text, lang))


def in_words(survey: Survey, key: str, answers: Answers, lang: Lang) -> str:
    """Return an answer as one would write it: the words of the options chosen, a date in the order of the language."""
    question = next((one for one in survey.questions if one.key == key), None)
    value = answers.get(key)
    if question is None or value is None:
        return ""
    return words_of(question, value, lang)


def words_of(question: Question, value: AnswerValue, lang: Lang) -> str:
    """Return a value of a question in words.

    >>> from hanhtrinh.voice.surveys.model import Option
    >>> tea = Question(key="tea", kind="choices", text="?", options=(Option(key="o", text="Oolong"),), other=True)
    >>> words_of(tea, ["o", "other:Sen"], "vi")
    'Oolong, Sen'
    """
    match value:
        case bool():
            return {"vi": ("không", "có"), "en": ("no", "yes")}[lang][value]
        case list():
            return ", ".join(_option(question, one, lang) for one in value)
        case dict() if question.kind == "matrix":
            rows = {row.key: say(row.text, lang) for row in question.rows}
            return "; ".join(f"{rows.get(row, row)}: {_option(question, one, lang)}" for row, one in value.items())
        case dict() if question.kind == "file":
            return value.get("name", "")
        case dict():
            return ", ".join(value.values())
        case str() if question.kind == "choice":
            return _option(question, value, lang)
        case str() if question.kind == "date" and lang == "vi":
            return "/".join(reversed(value.split("-")))
    return _number(value, lang)


def _option(question: Question, value: str, lang: Lang) -> str:
    if option_of(value) == OTHER and value != OTHER:
        return value.removeprefix(f"{OTHER}:")
    return next((say(option.text, lang) for option in question.options if option.key == value), value)


def _number(value: object, lang: Lang) -> str:
    """Return a number as the language writes it, without trailing zeros; anything else as it is.

    >>> _number(1234567, "vi"), _number(1234567.5, "vi"), _number(0.125, "en")
    ('1.234.567', '1.234.567,5', '0.125')
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return str(value)
    whole, _, rest = f"{value:,.6f}".rstrip("0").rstrip(".").partition(".")
    thousands, point = (".", ",") if lang == "vi" else (",", ".")
    return whole.replace(",", thousands) + (f"{point}{rest}" if rest else "")


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
