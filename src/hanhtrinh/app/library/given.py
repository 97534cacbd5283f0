"""What somebody gives for a thing of a library: its fields as they were typed, made the thing they say."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, cast

import msgspec

from hanhtrinh.app.library.things import Kind
from hanhtrinh.app.maps.cells import said_in
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Solution
from hanhtrinh.journey.yaml_text import read_yaml
from hanhtrinh.journey.yaml_write import write_yaml

Form = Literal["line", "text", "icon", "channel", "grade", "rule"]
LINE, TEXT, RULE, MOST_SOLUTIONS = 200, 2_000, 20_000, 40
FIELDS: Mapping[Kind, Mapping[str, Form]] = {
    "touchpoints": {"name": "line", "channel": "channel", "icon": "icon", "match": "rule"},
    "personas": {
        "name": "line", "quote": "text", "about": "text", "demographics": "text", "behaviour": "text", "needs": "text",
        "match": "rule",
    },
    "competitors": {"name": "line", "about": "text", "why_chosen": "text", "match": "rule"},
    "channels": {"name": "line", "icon": "icon"},
    "opportunities": {"text": "line", "value": "grade", "effort": "grade", "owner": "line"},
}  # fmt: skip
"""What can be given of each kind, and how."""
States = Literal["idea", "planned", "doing", "done"]
STATES: tuple[States, ...] = ("idea", "planned", "doing", "done")


class GivenSolution(NamedTuple):
    """A solution as it was typed; one without words is taken out."""

    text: str
    state: str
    due: str = ""


def made_of(
    kind: Kind, old: Any, given: Mapping[str, str], solutions: Sequence[GivenSolution], lang: Lang
) -> Any:  # fmt: skip
    """Return a thing with what was given for it; InputError where something is too long or makes no sense.

    What is not given stays as it is, and so does the other language of a text.
    """
    changes = {
        name: _value(form, getattr(old, name), given[name], lang)
        for name, form in FIELDS[kind].items()
        if name in given
    }
    if kind == "opportunities":
        changes["solutions"] = _solutions(old.solutions, solutions, lang)
    made = msgspec.structs.replace(old, **changes)
    if not (made.text if kind == "opportunities" else made.name):
        raise InputError("library_page.no_name")
    return made


def _value(form: Form, old: Any, typed: str, lang: Lang) -> Any:
    match form:
        case "line":
            return said_in(old, lang, _short(" ".join(typed.split()), LINE))
        case "text":
            return said_in(old, lang, _short(typed.strip(), TEXT))
        case "icon":
            return _short(typed.strip(), 64)
        case "channel":
            return _short(typed.strip(), 64) or None
        case "grade":
            return _grade(typed.strip())
        case "rule":
            return rule_of(typed)


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise InputError("commands.too_long", given=len(text), allowed=most)
    return text


def _grade(text: str) -> int | None:
    if text not in ("", "1", "2", "3", "4", "5"):
        raise InputError("commands.no_level", given=text[:40], allowed="1, 2, 3, 4, 5")
    return int(text) if text else None


def rule_of(text: str) -> dict[str, object] | None:
    """Return the rule somebody wrote as YAML, None for nothing; whether it can be parsed is seen when it is checked."""
    if not text.strip():
        return None
    document = read_yaml(_short(text, RULE), "")
    if not document.usable or not isinstance(document.data, dict):
        raise InputError("library_page.no_rule", given=text.strip()[:60])
    return cast("dict[str, object]", document.data)


def rule_text(match: Mapping[str, object] | None) -> str:
    """Return a rule as YAML, empty where there is none."""
    return write_yaml(dict(match)).strip() if match else ""


def _solutions(old: Sequence[Solution], given: Sequence[GivenSolution], lang: Lang) -> tuple[Solution, ...]:
    if len(given) > MOST_SOLUTIONS:
        raise InputError("commands.too_many_lines", given=len(given), allowed=MOST_SOLUTIONS)
    made = []
    for i, one in enumerate(given):
        before = old[i] if i < len(old) else Solution(text="")
        text = said_in(before.text, lang, _short(" ".join(one.text.split()), LINE))
        if not text:
            continue
        if one.state not in STATES:
            raise InputError("commands.no_level", given=one.state[:40], allowed=", ".join(STATES))
        plain = {**msgspec.to_builtins(before), "text": msgspec.to_builtins(text), "state": one.state, "due": one.due}
        try:
            made.append(msgspec.convert(plain, Solution))
        except msgspec.ValidationError as error:
            raise InputError("library_page.no_day", given=one.due[:40]) from error
    return tuple(made)


__all__ = ["FIELDS", "STATES", "Form", "GivenSolution", "made_of", "rule_of", "rule_text"]
