"""Rules that are none, and touchpoints that recognise the same events."""

from collections.abc import Callable, Iterator
from itertools import product

from hanhtrinh.journey.library import Library
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import Conjunction, In, Is, Literal, RuleError, conjunctions
from hanhtrinh.journey.yaml_text import Path

_EXPANSIONS = 256
Report = Callable[..., None]


def check_rules(of: Journey | Library, report: Report) -> None:
    """Report every rule that cannot be read."""

    def parsed(path: Path, parse: Callable[[], object]) -> None:
        try:
            parse()
        except RuleError as error:
            report("error", error.key, (*path, *error.path), **error.params)

    for name, touchpoint in of.touchpoints.items():
        parsed(("touchpoints", name, "match"), lambda t=touchpoint: t.rule and conjunctions(t.rule))  # type: ignore[misc]
    for name, persona in of.personas.items():
        parsed(("personas", name, "match"), lambda p=persona: p.rule)  # type: ignore[misc]
    for name, segment in of.segments.items():
        parsed(("segments", name, "match"), lambda s=segment: s.rule)  # type: ignore[misc]
    for name, competitor in of.competitors.items():
        parsed(("competitors", name, "match"), lambda c=competitor: c.rule and conjunctions(c.rule))  # type: ignore[misc]
    if isinstance(of, Journey):
        friction = of.friction
        parsed(("friction", "errors"), lambda: friction.error_rule and conjunctions(friction.error_rule))
        parsed(("friction", "support"), lambda: friction.support_rule and conjunctions(friction.support_rule))


def check_overlaps(of: Journey | Library, report: Report) -> None:
    """Report two touchpoints that recognise the same events by the same conditions: only one will ever get them."""
    owners: dict[frozenset[Literal], str] = {}
    said: set[tuple[str, str]] = set()
    for name in of.touchpoints:
        for conjunction in _exact_conjunctions(of, name):
            other = owners.setdefault(conjunction, name)
            if other != name and (other, name) not in said:
                said.add((other, name))
                winner = min(other, name)
                path = ("touchpoints", name, "match")
                report("warning", "check.same_rule", path, given=name, other=other, winner=winner)


def _exact_conjunctions(of: Journey | Library, name: str) -> list[frozenset[Literal]]:
    try:
        rule = of.touchpoints[name].rule
        found = conjunctions(rule) if rule else ()
    except RuleError:
        return []
    return [exact for conjunction in found for exact in _expand(conjunction)]


def _expand(conjunction: Conjunction) -> Iterator[frozenset[Literal]]:
    """Yield the conjunction with each list of values written out value by value, unless that explodes."""
    choices = [_values(literal) for literal in conjunction]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > _EXPANSIONS:
        yield frozenset(conjunction)
    else:
        yield from map(frozenset, product(*choices))


def _values(literal: Literal) -> list[Literal]:
    condition = literal.condition
    if literal.negated or not isinstance(condition, In):
        return [literal]
    return [Literal(Is(condition.property, value)) for value in condition.values]
