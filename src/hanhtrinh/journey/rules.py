"""Rules: typed data that says which events are meant. Never expressions, never code.

In text a rule is a mapping. Each entry is a condition on a property (`event` is the event's name) and all must hold:

    {event: purchase, channel: [web, app], path: {prefix: /checkout}, price: {range: [100, null]}}

`any`, `all` and `not` combine rules: `{any: [{event: a}, {event: b}]}`, `{not: {channel: web}}`.
A missing property satisfies no condition but `exists: false` (and so every `not` around another one).
"""

import fnmatch
import math
import re
from collections.abc import Iterator, Mapping
from itertools import product

import msgspec

from hanhtrinh.values import parse_instant

Scalar = str | bool | int | float
Event = Mapping[str, object]
EVENT = "event"
OPERATORS = ("is", "in", "prefix", "glob", "range", "exists")
COMBINERS = ("any", "all", "not")
MAX_CONJUNCTIONS = 512


class Condition(msgspec.Struct, frozen=True, tag=True):
    """One test on one property."""

    property: str


class Is(Condition, frozen=True, tag="is"):
    """The property equals the value (text is compared exactly; numbers by value)."""

    value: Scalar


class In(Condition, frozen=True, tag="in"):
    """The property equals one of the values."""

    values: tuple[Scalar, ...]


class Prefix(Condition, frozen=True, tag="prefix"):
    """The property is text that begins with the prefix."""

    prefix: str


class Glob(Condition, frozen=True, tag="glob"):
    """The property is text that matches a shell pattern (`*`, `?`, `[abc]`), case and all."""

    pattern: str


class Range(Condition, frozen=True, tag="range"):
    """The property is a number, or an instant given as text, with `low <= value <= high`; None is unbounded."""

    low: float | str | None
    high: float | str | None


class Exists(Condition, frozen=True, tag="exists"):
    """The property is present (or, with `present=False`, absent)."""

    present: bool


class All(msgspec.Struct, frozen=True, tag="all"):
    """Every rule holds; an empty one always does."""

    rules: tuple["Rule", ...]


class Any(msgspec.Struct, frozen=True, tag="any"):
    """At least one rule holds; an empty one never does."""

    rules: tuple["Rule", ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    """The rule does not hold."""

    rule: "Rule"


AnyCondition = Is | In | Prefix | Glob | Range | Exists
Rule = AnyCondition | All | Any | Not


class RuleError(ValueError):
    """A rule's text cannot be read; carries a message key, its parameters and the path inside the rule."""

    def __init__(self, key: str, path: tuple[str | int, ...], **params: object) -> None:
        super().__init__(key, path, params)
        self.key, self.path, self.params = key, path, params


def parse_rule(data: object, path: tuple[str | int, ...] = ()) -> Rule:
    """Return the rule written as plain data; raises RuleError naming the offending place."""
    if not isinstance(data, Mapping):
        raise RuleError("check.rule_not_mapping", path, given=data)
    if not data:
        raise RuleError("check.rule_empty", path)
    parts = tuple(_parse_entry(key, value, (*path, key)) for key, value in data.items())
    return parts[0] if len(parts) == 1 else All(parts)


def _parse_entry(key: str, value: object, path: tuple[str | int, ...]) -> Rule:
    if key == "not":
        return Not(parse_rule(value, path))
    if key in ("any", "all"):
        if not isinstance(value, list) or not value:
            raise RuleError("check.rule_needs_list", path, name=key)
        rules = tuple(parse_rule(item, (*path, i)) for i, item in enumerate(value))
        return Any(rules) if key == "any" else All(rules)
    return _parse_conditions(key, value, path)


def _parse_conditions(name: str, value: object, path: tuple[str | int, ...]) -> Rule:
    if isinstance(value, list):
        return In(name, _scalars(value, path))
    if not isinstance(value, Mapping):
        return Is(name, _scalar(value, path))
    if not value:
        raise RuleError("check.rule_empty", path)
    parts = tuple(_parse_operator(name, op, operand, (*path, op)) for op, operand in value.items())
    return parts[0] if len(parts) == 1 else All(parts)


def _parse_operator(name: str, operator: str, operand: object, path: tuple[str | int, ...]) -> Rule:
    match operator:
        case "is":
            return Is(name, _scalar(operand, path))
        case "in":
            return In(name, _scalars(operand, path))
        case "prefix":
            return Prefix(name, _string(operand, path))
        case "glob":
            return Glob(name, _string(operand, path))
        case "exists":
            if not isinstance(operand, bool):
                raise RuleError("check.rule_exists_bool", path, given=operand)
            return Exists(name, operand)
        case "range":
            return _range(name, operand, path)
    raise RuleError("check.rule_operator", path, given=operator, allowed=", ".join(OPERATORS))


def _scalar(value: object, path: tuple[str | int, ...]) -> Scalar:
    if not isinstance(value, (str, bool, int, float)):
        raise RuleError("check.rule_scalar", path, given=value)
    if _endless(value):
        raise RuleError("check.rule_scalar", path, given=str(value))
    return value


def _endless(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _string(value: object, path: tuple[str | int, ...]) -> str:
    if not isinstance(value, str) or not value:
        raise RuleError("check.rule_text", path, given=value)
    return value


def _scalars(value: object, path: tuple[str | int, ...]) -> tuple[Scalar, ...]:
    if not isinstance(value, list) or not value:
        raise RuleError("check.rule_needs_list", path, name="in")
    return tuple(_scalar(item, (*path, i)) for i, item in enumerate(value))


def _range(name: str, value: object, path: tuple[str | int, ...]) -> Range:
    if not isinstance(value, list) or len(value) != 2 or value == [None, None]:
        raise RuleError("check.rule_range", path, given=value)
    low, high = (_bound(v, path) for v in value)
    if low is not None and high is not None and _comparable(low) > _comparable(high):
        raise RuleError("check.rule_range_order", path, low=low, high=high)
    return Range(name, low, high)


def _bound(value: object, path: tuple[str | int, ...]) -> float | str | None:
    if value is None or isinstance(value, str):
        if isinstance(value, str):
            _check_instant(value, path)
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or _endless(value):
        raise RuleError("check.rule_range", path, given=value)
    return value


def _check_instant(value: str, path: tuple[str | int, ...]) -> None:
    try:
        parse_instant(value, "UTC")
    except ValueError:
        raise RuleError("check.rule_range", path, given=value) from None


def _comparable(bound: float | str) -> float:
    """Return the number a bound stands for: an instant's microseconds (UTC where no offset is given), or itself."""
    return parse_instant(bound, "UTC") if isinstance(bound, str) else bound


def to_plain(rule: Rule) -> dict[str, object]:
    """Return the plain data that `parse_rule` reads back to an equal rule, as short as the text form allows.

    A rule with an empty `any` or `all` has no text form: `parse_rule` refuses what comes out for it.
    """
    match rule:
        case Is(name, value):
            return {name: value}
        case In(name, values):
            return {name: list(values)}
        case Prefix(name, prefix):
            return {name: {"prefix": prefix}}
        case Glob(name, pattern):
            return {name: {"glob": pattern}}
        case Range(name, low, high):
            return {name: {"range": [low, high]}}
        case Exists(name, present):
            return {name: {"exists": present}}
        case Not(inner):
            return {"not": to_plain(inner)}
        case Any(rules):
            return {"any": [to_plain(r) for r in rules]}
        case All(rules):
            return _all_to_plain(rules)


def _all_to_plain(rules: tuple[Rule, ...]) -> dict[str, object]:
    plain = [to_plain(rule) for rule in rules]
    merged: dict[str, object] = {}
    for part in plain:
        if len(part) > 1 or merged.keys() & part.keys():
            return {"all": plain}
        merged.update(part)
    return merged if len(plain) > 1 else {"all": plain}


def satisfies(condition: AnyCondition, value: object) -> bool:
    """Tell whether one value of the condition's property (None when absent) satisfies it."""
    if isinstance(condition, Exists):
        return (value is not None) == condition.present
    if value is None:
        return False
    match condition:
        case Is(_, wanted):
            return same(wanted, value)
        case In(_, values):
            return any(same(wanted, value) for wanted in values)
        case Prefix(_, prefix):
            return isinstance(value, str) and value.startswith(prefix)
        case Glob(_, pattern):
            return isinstance(value, str) and re.match(fnmatch.translate(pattern), value) is not None
        case Range(_, low, high):
            if isinstance(value, (bool, str)) or not isinstance(value, (int, float)):
                return False
            return (low is None or value >= _comparable(low)) and (high is None or value <= _comparable(high))


def text_of(value: object) -> str:
    """Return the text a scalar is written as: `true`, `5` (also for 5.0), `2.5`, or the text itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def same(wanted: Scalar, value: object) -> bool:
    """Tell whether a rule's value equals a property's: numbers by value, everything else as it is written."""
    if isinstance(wanted, (int, float)) and isinstance(value, (int, float)):
        return isinstance(wanted, bool) == isinstance(value, bool) and wanted == value
    return text_of(wanted) == text_of(value)


def matches(rule: Rule, event: Event) -> bool:
    """Tell whether an event (property → value, `event` its name) satisfies the rule: the lens, slow and obvious."""
    match rule:
        case All(rules):
            return all(matches(r, event) for r in rules)
        case Any(rules):
            return any(matches(r, event) for r in rules)
        case Not(inner):
            return not matches(inner, event)
        case condition:
            return satisfies(condition, event.get(condition.property))


class Literal(msgspec.Struct, frozen=True):
    """A condition, or its negation."""

    condition: AnyCondition
    negated: bool = False

    def holds(self, value: object) -> bool:
        """Tell whether a value (None when absent) satisfies the literal."""
        return satisfies(self.condition, value) != self.negated


Conjunction = tuple[Literal, ...]


def conjunctions(rule: Rule, negated: bool = False) -> tuple[Conjunction, ...]:
    """Return the rule as alternatives of conditions that must all hold (disjunctive normal form).

    Raises RuleError when a rule explodes into more than `MAX_CONJUNCTIONS` alternatives.
    """
    match rule:
        case Not(inner):
            return conjunctions(inner, not negated)
        case Any(rules) if not negated:
            return _alternatives(rules, negated)
        case All(rules) if negated:
            return _alternatives(rules, negated)
        case Any(rules) | All(rules):
            return _together(rules, negated)
        case condition:
            return ((Literal(condition, negated),),)


def _alternatives(rules: tuple[Rule, ...], negated: bool) -> tuple[Conjunction, ...]:
    return _limited(tuple(dict.fromkeys(c for rule in rules for c in conjunctions(rule, negated))))


def _together(rules: tuple[Rule, ...], negated: bool) -> tuple[Conjunction, ...]:
    result: tuple[Conjunction, ...] = ((),)
    for rule in rules:
        pairs = product(result, conjunctions(rule, negated))
        result = _limited(tuple(dict.fromkeys(tuple(dict.fromkeys(left + right)) for left, right in pairs)))
    return result


def _limited(result: tuple[Conjunction, ...]) -> tuple[Conjunction, ...]:
    if len(result) > MAX_CONJUNCTIONS:
        raise RuleError("check.rule_too_wide", (), count=len(result), allowed=MAX_CONJUNCTIONS)
    return result


_RANKS = {Is: 0, In: 0, Range: 1, Prefix: 2, Glob: 3, Exists: 4}


def specificity(conjunction: Conjunction) -> tuple[int, tuple[int, ...]]:
    """Return a sort key, smallest for the most specific conjunction.

    Most positive conditions first, then exact/in > range > prefix > glob > exists compared from the strongest condition
    on (`semantics.md`, event → touchpoint). Ties are settled by the touchpoint's key.
    """
    ranks = sorted(_RANKS[type(item.condition)] for item in conjunction if not item.negated)
    return -len(ranks), tuple(ranks)


def properties_of(rule: Rule) -> Iterator[str]:
    """Yield the properties a rule looks at, in order, repeats included."""
    match rule:
        case All(rules) | Any(rules):
            for inner in rules:
                yield from properties_of(inner)
        case Not(inner):
            yield from properties_of(inner)
        case condition:
            yield condition.property
