"""What is given as an answer, checked and put into its one form; what cannot be is a finding that says what could."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from hanhtrinh.i18n import Lang
from hanhtrinh.values import Finding
from hanhtrinh.voice.surveys.conditions import OTHER, option_of, written
from hanhtrinh.voice.surveys.model import Answers, AnswerValue, Page, Question, QuestionKind

LONGEST: Mapping[QuestionKind, int] = {"short": 200, "long": 4_000}
"""How many characters a text may have where its question does not say."""
LONGEST_EVER = 10_000
LONGEST_OTHER = 200
LARGEST_FILE = 10
"""MiB of a file where its question does not say."""
_MAIL = re.compile(r"[^\s@<>(),;:\"\\\[\]]{1,64}@[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
_FILE_ID = re.compile(r"[A-Za-z0-9_-]{8,80}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_GROUPED: Mapping[Lang, re.Pattern[str]] = {
    "vi": re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", re.ASCII),
    "en": re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII),
}
_YES, _NO = frozenset(("yes", "on", "true", "1")), frozenset(("no", "off", "false", "0"))


def checked(question: Question, raw: object, lang: Lang = "en") -> AnswerValue | Finding | None:
    """Return an answer in its form (`model.AnswerValue`), None where nothing was answered, or what is wrong with it.

    `raw` comes from a form (text, or a list of texts) or from JSON; a typed number is read as `lang` writes it.

    >>> checked(Question(key="q", kind="nps", text="?"), "7")
    7.0
    >>> checked(Question(key="q", kind="nps", text="?"), "11").line_of_text("en")
    'q: error: Choose a whole number from 0 to 10, not 11.'
    """
    if raw is None or raw == "" or raw == [] or raw == {}:
        return None
    if question.kind == "number":
        return _number(question, raw, lang)
    return _CHECKS[question.kind](question, raw)


def missing(question: Question, value: AnswerValue | None) -> Finding | None:
    """Return what a required question still wants, None where it wants nothing."""
    if not question.required:
        return None
    given = value if isinstance(value, dict) else {}
    match question.kind:
        case "matrix":
            lacks = sum(row.key not in given for row in question.rows)
            return _wrong(question, "rows_missing", count=lacks) if lacks else None
        case "contact":
            return _wrong(question, "contact_missing") if any(one not in given for one in question.fields) else None
        case "consent":
            return None if value is True else _wrong(question, "consent_missing")
    return _wrong(question, "missing") if value is None else None


def checked_page(
    shown: tuple[Question, ...] | Page, raw: Mapping[str, object], lang: Lang = "en"
) -> tuple[Answers, tuple[Finding, ...]]:
    """Return the answers of the questions of a page that are all right, and what is wrong with the others."""
    answers: Answers = {}
    findings: list[Finding] = []
    for question in shown.questions if isinstance(shown, Page) else shown:
        value = checked(question, raw.get(question.key), lang)
        if isinstance(value, Finding):
            findings.append(value)
            continue
        if value is not None:
            answers[question.key] = value
        if lacks := missing(question, value):
            findings.append(lacks)
    return answers, tuple(findings)


def scale_of(question: Question) -> tuple[int, int]:
    """Return the ends of the scale of a scored question."""
    match question.kind:
        case "nps":
            return 0, 10
        case "ces2":
            return 1, 7
        case "rating":
            return 1, int(question.high or 5)
    return 1, 5


def _wrong(question: Question, key: str, path: str = "", **params: object) -> Finding:
    return Finding(severity="error", key=f"answers.{key}", params=params, path=path or question.key)


def _score(question: Question, raw: object) -> AnswerValue | Finding:
    low, high = scale_of(question)
    number = _as_number(raw)
    if number is None or number != int(number) or not low <= number <= high:
        return _wrong(question, "not_on_scale", given=_shown(raw), low=low, high=high)
    return number


def _number(question: Question, raw: object, lang: Lang) -> AnswerValue | Finding:
    number = _as_number(raw, lang)
    low, high = question.low, question.high
    if number is None:
        return _wrong(question, "not_a_number", given=_shown(raw))
    if low is not None and high is not None and not low <= number <= high:
        return _wrong(question, "out_of_range", given=_shown(raw), low=written(low), high=written(high))
    if low is not None and number < low:
        return _wrong(question, "too_low", given=_shown(raw), low=written(low))
    if high is not None and number > high:
        return _wrong(question, "too_high", given=_shown(raw), high=written(high))
    return number


def _as_number(raw: object, lang: Lang = "en") -> float | None:
    """Read a number as people write it: whole thousands grouped as the language does (500.000 is half a million in
    Vietnamese), else with a point or (once) a comma before the decimals.
    """
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    if isinstance(raw, str):
        text = raw.strip().replace("\u00a0", "").replace(" ", "")
        text = text.replace("." if lang == "vi" else ",", "") if _GROUPED[lang].fullmatch(text) else text
        text = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
        if not re.fullmatch(r"[-+]?\d{1,18}(\.\d{1,18})?", text, re.ASCII):
            return None
        raw = float(text)
    # A whole number of JSON may be longer than any float, and NaN is within no bounds.
    return float(raw) if abs(raw) <= 2**53 else None


def _text(question: Question, raw: object) -> AnswerValue | Finding | None:
    if not isinstance(raw, str):
        return _wrong(question, "not_text")
    text = _clean(raw, lines=question.kind == "long")
    most = min(question.most or LONGEST[question.kind], LONGEST_EVER)
    return _wrong(question, "too_long", given=len(text), most=most) if len(text) > most else text or None


def _clean(raw: str, *, lines: bool = False) -> str:
    """Return a text without what nobody can see, in one Unicode form; `lines` may stay."""
    text = _CONTROL.sub("", unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")))
    return text.strip() if lines else " ".join(text.split())


def _choice(question: Question, raw: object) -> AnswerValue | Finding | None:
    if isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
    return _chosen(question, raw)


def _chosen(question: Question, raw: object) -> str | Finding:
    """Return one option chosen, or words of one's own where the question takes them."""
    if isinstance(raw, str):
        if raw in {option.key for option in question.options}:
            return raw
        if question.other and option_of(raw) == OTHER:
            words = _clean(raw.partition(":")[2])
            if len(words) > LONGEST_OTHER:
                return _wrong(question, "too_long", given=len(words), most=LONGEST_OTHER)
            return f"{OTHER}:{words}"
    return _wrong(question, "no_such_option", given=_shown(raw))


def _choices(question: Question, raw: object) -> AnswerValue | Finding | None:
    if not isinstance(raw, list | tuple):
        raw = [raw]
    chosen: list[str] = []
    for one in raw[:500]:
        value = _chosen(question, one)
        if isinstance(value, Finding):
            return value
        if value not in chosen:
            chosen.append(value)
    if question.most and len(chosen) > question.most:
        return _wrong(question, "too_many", given=len(chosen), most=question.most)
    return chosen or None


def _ranking(question: Question, raw: object) -> AnswerValue | Finding | None:
    keys = [option.key for option in question.options]
    wanted = min(question.most or len(keys), len(keys))
    if not isinstance(raw, list | tuple) or any(one not in keys for one in raw):
        return _wrong(question, "no_such_option", given=_shown(raw))
    if len(set(raw)) != len(raw) or len(raw) != wanted:
        return _wrong(question, "not_ranked", count=wanted)
    return list(raw)


def _matrix(question: Question, raw: object) -> AnswerValue | Finding | None:
    if not isinstance(raw, Mapping):
        return _wrong(question, "not_rows")
    rows, keys = {row.key for row in question.rows}, {option.key for option in question.options}
    found: dict[str, str] = {}
    for row, value in list(raw.items())[:500]:
        if value in (None, ""):
            continue
        if row not in rows:
            return _wrong(question, "no_such_row", given=_shown(row))
        if not isinstance(value, str) or value not in keys:
            return _wrong(question, "no_such_option", f"{question.key}/{row}", given=_shown(value))
        found[row] = value
    return {row.key: found[row.key] for row in question.rows if row.key in found} or None


def _date(question: Question, raw: object) -> AnswerValue | Finding:
    try:
        day = date.fromisoformat(raw.strip()) if isinstance(raw, str) else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        return _wrong(question, "not_a_date", given=_shown(raw))
    return day.isoformat()


def _contact(question: Question, raw: object) -> AnswerValue | Finding | None:
    if not isinstance(raw, Mapping):
        return _wrong(question, "not_fields")
    found: dict[str, str] = {}
    for field in question.fields:
        given = raw.get(field)
        text = _clean(given) if isinstance(given, str) else ""
        if not text:
            continue
        value = _FIELDS[field](text)
        if value is None:
            return _wrong(question, f"not_{field}", f"{question.key}/{field}", given=_shown(text))
        found[field] = value
    return found or None


def _name(text: str) -> str | None:
    return text if len(text) <= 100 else None


def _email(text: str) -> str | None:
    return text if len(text) <= 254 and _MAIL.fullmatch(text) else None


def _phone(text: str) -> str | None:
    """Return a telephone number as digits, `+` before a country's; 8 to 15 of them (E.164)."""
    number = re.sub(r"[\s.()-]", "", text)
    return number if re.fullmatch(r"\+?\d{8,15}", number, re.ASCII) else None


_FIELDS: Mapping[str, Callable[[str], str | None]] = {"name": _name, "email": _email, "phone": _phone}


def _consent(question: Question, raw: object) -> AnswerValue | Finding:
    word = str(raw).lower() if isinstance(raw, bool | str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    return _wrong(question, "not_consent", given=_shown(raw))


def _file(question: Question, raw: object) -> AnswerValue | Finding:
    if isinstance(raw, Mapping) and set(raw) == {"name", "id"}:
        name, id = raw["name"], raw["id"]
        if isinstance(name, str) and isinstance(id, str) and _FILE_ID.fullmatch(id):
            shown = _clean(re.sub(r"[/\\]", " ", name))[:200]
            return {"name": shown or "?", "id": id}
    return _wrong(question, "not_a_file")


def _shown(raw: object) -> str:
    text = _clean(str(raw))
    return text if len(text) <= 60 else f"{text[:59]}…"


_Check = Callable[[Question, object], AnswerValue | Finding | None]
_CHECKS: Mapping[QuestionKind, _Check] = {
    "nps": _score, "csat": _score, "ces1": _score, "ces2": _score, "rating": _score,
    "choice": _choice, "choices": _choices, "matrix": _matrix, "ranking": _ranking,
    "short": _text, "long": _text, "date": _date,
    "contact": _contact, "consent": _consent, "file": _file,
}  # fmt: skip
