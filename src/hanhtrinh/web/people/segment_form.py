"""The builder's form as values: rows of choices and texts, read into a segment's plain data and back.

Every row is one condition. What a form can say is flat: all or any of its rows. Segments that say more are shown in
words and changed as plain data (by the API).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hanhtrinh.journey.rules import All, In, text_of
from hanhtrinh.journey.rules import Is as EventIs
from hanhtrinh.people.segments import (
    EVER,
    AllOf,
    AnyOf,
    AtStep,
    AtTouchpoint,
    Begins,
    Between,
    Contains,
    Did,
    During,
    Events,
    Has,
    Is,
    Lately,
    Meant,
    NotOf,
    OneOf,
    PeopleRule,
    Span,
    Test,
    Then,
    Trait,
)
from hanhtrinh.values import datetime_of, natural

KINDS = ("trait", "did", "then")
TESTS = ("is", "in", "contains", "begins", "greater", "at_least", "less", "at_most", "before", "after", "last",
         "exists", "missing")  # fmt: skip
TIMES = ("at_least", "exactly", "at_most")
WHEN = ("ever", "last", "between")
MAX_ROWS = 20
_NUMBERS = ("greater", "at_least", "less", "at_most")
_DAY = 86_400
Given = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One condition: its kind, and what was chosen and typed by name (`trait`, `test`, `value`, `what` …)."""

    kind: str
    values: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Return what was chosen or typed, empty for nothing."""
        return self.values.get(name, "")


@dataclass(frozen=True)
class Form:
    """A segment being edited: its name, how the rows belong together (`all` | `any`), the rows."""

    name: str = ""
    together: str = "all"
    rows: tuple[Row, ...] = (Row("trait"),)


def form_of(given: Given) -> Form:
    """Return the form that was sent, changed by the button that was pressed (`add` a kind, `remove` a row)."""
    numbers = range(min(natural(given.get("rows", "")) or 0, MAX_ROWS))
    rows = [Row(kind, _fields(given, i)) for i in numbers if (kind := given.get(f"r{i}.kind", "")) in KINDS]
    form = Form(given.get("name", "")[:200], "any" if given.get("together") == "any" else "all", tuple(rows))
    if given.get("add") in KINDS and len(rows) < MAX_ROWS:
        return replace(form, rows=(*rows, Row(given["add"])))
    if (gone := natural(given.get("remove", ""))) is not None:
        return replace(form, rows=tuple(row for i, row in enumerate(rows) if i != gone))
    return form


def _fields(given: Given, row: int) -> dict[str, str]:
    start = f"r{row}."
    return {name.removeprefix(start): text[:500] for name, text in given.items() if name.startswith(start)}


def plain_of(form: Form) -> dict[str, object]:
    """Return a form's segment as plain data for `parse_people_rule`; what cannot be read there says where it stands."""
    return {form.together: [_plain_row(row) for row in form.rows]}


def _plain_row(row: Row) -> dict[str, object]:
    match row.kind:
        case "trait":
            return {"trait": {row.get("trait"): _plain_test(row.get("test"), row.get("value").strip())}}
        case "did":
            done: dict[str, object] = {**_plain_meant(row, "what"), **_plain_when(row)}
            if row.get("did") == "not":
                return {"not": {"did": done}}
            return {"did": {**done, **_plain_times(row)}}
    steps = [_plain_meant(row, "what"), _plain_meant(row, "next")]
    near: dict[str, object] = {"within": f"{row.get('within')}d"} if row.get("within") else {}
    return {"then": {"steps": steps, **near, **_plain_when(row)}}


def _plain_test(test: str, value: str) -> object:
    if test in ("exists", "missing"):
        return {"exists": test == "exists"}
    if test == "in":
        return {"in": [part.strip() for part in value.split(",") if part.strip()]}
    if test == "last":
        return {"last": f"{value}d"}
    if test in _NUMBERS:
        return {test: _number(value)}
    return {test or "is": value}


def _number(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _plain_meant(row: Row, name: str) -> dict[str, object]:
    kind, _, rest = row.get(name).partition(":")
    if kind in ("touchpoint", "step"):
        journey, _, key = rest.partition("/")
        return {kind: {"journey": journey, kind: key}}
    if not rest:
        return {}
    rule: dict[str, object] = {"event": rest}
    if name == "what" and row.get("property") and row.get("equals"):
        rule[row.get("property")] = [part.strip() for part in row.get("equals").split(",") if part.strip()]
    return {"event": rule}


def _plain_times(row: Row) -> dict[str, object]:
    times, count = row.get("times"), row.get("count").strip()
    number = natural(count, 15)
    if times not in TIMES or not count or (times == "at_least" and count == "1"):
        return {}
    return {"times": {times: count if number is None else number}}


def _plain_when(row: Row) -> dict[str, object]:
    match row.get("when"):
        case "last":
            return {"last": f"{row.get('days').strip()}d"}
        case "between":
            return {"between": [row.get("from") or None, row.get("to") or None]}
    return {}


def form_from(name: str, rule: PeopleRule, zone: str) -> Form | None:
    """Return the form that says a segment, None for one that says more than a form can."""
    parts = rule.rules if isinstance(rule, (AllOf, AnyOf)) else (rule,)
    rows = [_row(part, zone) for part in parts]
    if any(row is None for row in rows) or len(rows) > MAX_ROWS:
        return None
    return Form(name, "any" if isinstance(rule, AnyOf) else "all", tuple(row for row in rows if row is not None))


def _row(rule: PeopleRule, zone: str) -> Row | None:
    match rule:
        case Trait(trait, test):
            said = _test(test, zone)
            return None if said is None else Row("trait", {"trait": trait, "test": said[0], "value": said[1]})
        case NotOf(Did(meant, 1, None, span)):
            return _joined("did", {"did": "not"}, _what(meant, "what"), _when(span, zone))
        case Did(meant, least, most, span):
            return _joined("did", _times(least, most), _what(meant, "what"), _when(span, zone))
        case Then((first, second), within, span) if within is None or within % _DAY == 0:
            near = {"within": str(within // _DAY)} if within else {}
            following = _what(second, "next")
            plain = None if following is None or "property" in following else following
            return _joined("then", near, _what(first, "what"), plain, _when(span, zone))
    return None


def _joined(kind: str, *parts: dict[str, str] | None) -> Row | None:
    found: dict[str, str] = {}
    for part in parts:
        if part is None:
            return None
        found |= part
    return Row(kind, found)


def _test(test: Test, zone: str) -> tuple[str, str] | None:
    match test:
        case Is(value):
            return "is", text_of(value)
        case OneOf(values):
            return "in", ", ".join(map(text_of, values))
        case Contains(text):
            return "contains", text
        case Begins(text):
            return "begins", text
        case Between(low, high, without_low, without_high):
            number = low if low is not None else high
            word = (
                ("greater" if without_low else "at_least") if low is not None else "less" if without_high else "at_most"
            )
            return word, text_of(number)
        case During(start, None) if start is not None:
            return "after", _day(start, zone)
        case During(None, end) if end is not None:
            return "before", _day(end, zone)
        case Lately(seconds) if seconds % _DAY == 0:
            return "last", str(seconds // _DAY)
        case Has(present):
            return "exists" if present else "missing", ""
    return None


def _what(meant: Meant, name: str) -> dict[str, str] | None:
    match meant:
        case AtTouchpoint(journey, key):
            return {name: f"touchpoint:{journey}/{key}"}
        case AtStep(journey, key):
            return {name: f"step:{journey}/{key}"}
        case Events(EventIs("event", value)):
            return {name: f"event:{text_of(value)}"}
        case Events(All((EventIs("event", value), In(prop, values)))):
            return {name: f"event:{text_of(value)}", "property": prop, "equals": ", ".join(map(text_of, values))}
        case Events(All((EventIs("event", value), EventIs(prop, one)))):
            return {name: f"event:{text_of(value)}", "property": prop, "equals": text_of(one)}
    return None


def _times(least: int, most: int | None) -> dict[str, str] | None:
    if most is None:
        return {"times": "at_least", "count": str(least)}
    if least == most:
        return {"times": "exactly", "count": str(least)}
    return {"times": "at_most", "count": str(most)} if not least else None


def _when(span: Span, zone: str) -> dict[str, str] | None:
    if span == EVER:
        return {"when": "ever"}
    if span.last is not None:
        return {"when": "last", "days": str(span.last // _DAY)} if span.last % _DAY == 0 else None
    days = {"from": span.start, "to": span.end}
    return {"when": "between", **{name: _day(at, zone) for name, at in days.items() if at is not None}}


def _day(instant: int, zone: str) -> str:
    moment = datetime_of(instant, zone)
    return f"{moment:%Y-%m-%d}" if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment.isoformat()


def whats(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the choices of events by name."""
    return tuple((f"event:{name}", name) for name in names)
