"""What a field of a journey said, in a few words, for sentences about changes."""

import re
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.diff.names import Names

LONGEST = 90
_AROUND = 24
_DURATIONS = ("window", "minimum_gap", "review_period", "support_within", "within", "time")
_SHARES = ("reach", "drop_off", "csat", "late")
_NAMED = {
    "outcome": "steps",
    "parallel": "steps",
    "after": "steps",
    "touchpoint": "touchpoints",
    "channel": "channels",
    "persona": "personas",
}
RULES = ("match", "errors", "support")
_WORDS = {"phase": "phase", "when": "when"}


def shown(field: str, value: Any, names: Names, lang: Lang) -> str:
    """Return a value of a field as it stands in a sentence."""
    if field in _DURATIONS and isinstance(value, str):
        return duration(value, lang)
    if field in _SHARES and isinstance(value, (int, float)):
        return f"{number(value * 100, lang)}\u00a0%"
    if field in _NAMED and isinstance(value, str):
        return f"‘{names.of(_NAMED[field], value)}’"
    if field in _WORDS and isinstance(value, str):
        return tr(f"edits.{_WORDS[field]}_{value}", lang)
    if field in RULES and isinstance(value, Mapping):
        return f"‹{cut(rule_text(value))}›"
    if field == "promise" and isinstance(value, Mapping):
        return promise(value, names, lang)
    return generic(value, lang)


def generic(value: Any, lang: Lang) -> str:
    """Return any plain value in words: a text in quotes, a thing of several parts as its texts."""
    if isinstance(value, bool) or value is None:
        return "–"
    if isinstance(value, (int, float)):
        return number(value, lang)
    if isinstance(value, str):
        return quoted(value, lang)
    if isinstance(value, Mapping) and value and set(value) <= {"vi", "en"}:
        return quoted(text_of(value, lang), lang)
    if isinstance(value, list):
        return tr("edits.entries", lang, n=len(value))
    return quoted("; ".join(_parts(value, lang)), lang)


def item(field: str, value: Any, names: Names, lang: Lang) -> str:
    """Return an item of a list in words: what it says, and how bad or how far it is."""
    if not isinstance(value, Mapping) or set(value) <= {"vi", "en"}:
        return generic(value, lang)
    said = quoted(text_of(value.get("text", value), lang) or names.opportunity(value.get("use")), lang)
    more = []
    if field == "pains" and "severity" in value:
        more.append(tr("edits.severity", lang, n=value["severity"]))
    for solution in value.get("solutions", ()):
        state = tr(f"edits.state_{solution.get('state', 'idea')}", lang)
        more.append(f"{text_of(solution.get('text', ''), lang)}: {state}")
    if field == "questions":
        more += [one for one in (value.get("ask"), text_of(value.get("note", ""), lang)) if one]
    return f"{said} ({', '.join(more)})" if more else said


def text_of(value: Any, lang: Lang) -> str:
    """Return a text of plain data in one language, else in the other."""
    if isinstance(value, Mapping):
        first, second = ("vi", "en") if lang == "vi" else ("en", "vi")
        return str(value.get(first) or value.get(second) or "")
    return str(value)


def quoted(text: str, lang: Lang) -> str:
    """Return a text in quotes, on one line and cut where it is long."""
    return tr("edits.quoted", lang, text=cut(" ".join(text.split())))


def cut(text: str) -> str:
    """Return a text of a length people read in a sentence."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def number(value: float, lang: Lang) -> str:
    """Return a number with the language's decimal sign."""
    text = f"{value:.6g}".replace("-", "\N{MINUS SIGN}")
    return text.replace(".", ",") if lang == "vi" else text


def duration(text: str, lang: Lang) -> str:
    """Return a duration such as `14d` in words."""
    amount, unit = text[:-1], text[-1:]
    if not amount.isdigit() or unit not in "smhdw":
        return quoted(text, lang)
    plural = "" if amount == "1" else "s"
    return f"{amount}\u00a0{tr(f'edits.unit{plural}_{unit}', lang)}"


def rule_text(rule: Any) -> str:
    """Return a rule as people write it on one line."""
    if isinstance(rule, Mapping):
        return ", ".join(f"{key}: {_inner(value)}" for key, value in rule.items())
    return _inner(rule)


def _inner(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{rule_text(value)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inner, value))}]"
    return (
        {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else str(value)
    )


def promise(value: Mapping[str, Any], names: Names, lang: Lang) -> str:
    """Return what was promised."""
    if value.get("by"):
        return tr("edits.promise_by", lang, by=value["by"])
    if value.get("within") and value.get("after"):
        after = names.of("steps", value["after"])
        return tr("edits.promise_within", lang, within=duration(value["within"], lang), after=after)
    return generic(value, lang)


def _parts(value: Any, lang: Lang) -> list[str]:
    if isinstance(value, Mapping):
        if set(value) <= {"vi", "en"}:
            return [text_of(value, lang)]
        return [part for one in value.values() for part in _parts(one, lang)]
    return [number(value, lang)] if isinstance(value, (int, float)) and not isinstance(value, bool) else [str(value)]


def both(was: Any, now: Any, lang: Lang) -> tuple[str, str]:
    """Return two versions of a text in quotes; of long ones only the part that differs, with the words around it.

    Where they differ in the other language only, every language is shown.
    """
    old, new = text_of(was, lang), text_of(now, lang)
    if old == new:
        old, new = _every_language(was), _every_language(now)
    old, new = " ".join(old.split()), " ".join(new.split())
    if max(len(old), len(new)) > LONGEST:
        old, new = _excerpts(old, new)
    return quoted(old, lang), quoted(new, lang)


def both_rules(was: Any, now: Any) -> tuple[str, str]:
    """Return two versions of a rule; of long ones only the part that differs."""
    old, new = rule_text(was), rule_text(now)
    if max(len(old), len(new)) > LONGEST:
        old, new = _excerpts(old, new)
    return f"‹{old}›", f"‹{new}›"


def _every_language(value: Any) -> str:
    return " / ".join(filter(None, value.values())) if isinstance(value, Mapping) else str(value)


def _excerpts(old: str, new: str) -> tuple[str, str]:
    words, others = _words(old), _words(new)
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(words, others, strict=False)))
    most = min(len(words), len(others)) - head
    back = zip(reversed(words), reversed(others), strict=False)
    tail = min(most, sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], back)))
    return _around(words, head, tail), _around(others, head, tail)


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text)


def _around(words: list[str], head: int, tail: int) -> str:
    before, after = "".join(words[:head]), "".join(words[len(words) - tail :]) if tail else ""
    middle = "".join(words[head : len(words) - tail])
    return f"{_last(before, _AROUND)}{cut(middle) if len(middle) > LONGEST else middle}{_first(after, _AROUND)}"


def _last(text: str, most: int) -> str:
    return text if len(text) <= most else "…" + text[-most:].partition(" ")[2]


def _first(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + "…"
