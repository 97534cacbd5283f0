"""Pages → rules: the shortest conditions on a path property that recognise a kind of page and no other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.events.lens import holds
from hanhtrinh.journey.rules import All, Any, AnyCondition, Glob, In, Is, Not, Prefix, Rule
from hanhtrinh.measures.draft.pages import STAR, Address, Pages
from hanhtrinh.measures.draft.words import is_writable, writable

Mask = npt.NDArray[np.bool_]
_MOST_BASES = 6
_MOST_VALUES = 50


@dataclass(frozen=True)
class _Paths:
    """A path property's values taken apart."""

    name: str
    values: pl.Series
    addresses: Sequence[Address]
    are_paths: bool


def page_rules(
    name: str, values: pl.Series, addresses: Sequence[Address], pages: Pages, *, are_paths: bool
) -> tuple[Rule, ...]:
    """Return, per kind of page, a rule on the property that holds for its values and not for those of another kind."""
    paths = _Paths(name, values, addresses, are_paths)
    plain = [_plain_rule(paths, pages, g) for g in range(len(pages.pattern))]
    known: dict[AnyCondition, Mask] = {}
    return tuple(_without_others(paths, pages, g, plain, known) for g in range(len(plain)))


def _without_others(paths: _Paths, pages: Pages, g: int, plain: list[Rule], known: dict[AnyCondition, Mask]) -> Rule:
    """Return a rule less the other groups it would take from; the values themselves where no pattern fits."""
    held = held_by(plain[g], paths.values, known)
    others = [h for h, values in enumerate(pages.values) if h != g and held[values].any()]
    rule = All((plain[g], *(Not(plain[h]) for h in others))) if others else plain[g]
    mine = pages.values[g]
    right = held_by(rule, paths.values, known)
    wrong = any(right[values].any() for h, values in enumerate(pages.values) if h != g)
    if wrong or not right[mine].all():
        return listed(paths.name, [str(v) for v in paths.values.gather(mine[:_MOST_VALUES])])
    return rule


def _plain_rule(paths: _Paths, pages: Pages, g: int) -> Rule:
    pattern, deep = pages.pattern[g], pages.below[g]
    mine = [paths.addresses[v] for v in pages.values[g]]
    bases = sorted({address.base for address in mine})
    if not paths.are_paths:
        return listed(paths.name, [str(v) for v in paths.values.gather(pages.values[g][:_MOST_VALUES])])
    if len(bases) > _MOST_BASES:
        return _pattern(paths.name, "*", pattern, deep, mine)
    rules = [_pattern(paths.name, base, pattern, deep, [a for a in mine if a.base == base]) for base in bases]
    return _either([part for rule in rules for part in (rule.rules if isinstance(rule, Any) else (rule,))])


def _pattern(name: str, base: str, pattern: tuple[str, ...], deep: bool, mine: Sequence[Address]) -> Rule:
    """Return a rule for one beginning of addresses."""
    fixed = pattern[:-1] if pattern[-1:] == (STAR,) else pattern
    open_end = deep or fixed != pattern
    if STAR not in fixed and base != "*":
        if open_end:
            return Prefix(name, "/".join([base, *fixed]) + "/")
        return _exact(name, mine)
    glob = "/".join([base if base == "*" else _escaped(base), *(p if p == STAR else _escaped(p) for p in fixed)])
    if open_end:
        return Glob(name, glob + "/*")
    ends = sorted({"/" if a.head.endswith("/") else "" for a in mine})
    tails = sorted({f"[{a.tail}]*" if a.tail else "" for a in mine})
    return _either([Glob(name, glob + end + tail) for end in ends for tail in tails])


def _exact(name: str, mine: Sequence[Address]) -> Rule:
    """Return a rule for addresses that differ in their query alone."""
    heads = sorted({a.head for a in mine})
    tails = sorted({(a.head, a.tail) for a in mine if a.tail})
    bare = sorted({a.head for a in mine if not a.tail}) or heads
    return _either([listed(name, bare), *(Prefix(name, head + tail) for head, tail in tails)])


def _escaped(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)


def listed(name: str, values: Sequence[str]) -> Rule:
    """Return the rule that a property is one of some values.

    A value a journey file cannot hold is written as a pattern, with `?` for each such character.
    """
    plain = tuple(value for value in values if is_writable(value))
    rules: list[Rule] = [Glob(name, writable(_escaped(value), "?")) for value in values if not is_writable(value)]
    if plain:
        rules.insert(0, Is(name, plain[0]) if len(plain) == 1 else In(name, plain))
    return _either(rules)


def _either(rules: Sequence[Rule]) -> Rule:
    unique = tuple(dict.fromkeys(rules))
    return unique[0] if len(unique) == 1 else Any(unique)


def held_by(rule: Rule, values: pl.Series, known: dict[AnyCondition, Mask] | None = None) -> Mask:
    """Tell, per value, whether a rule on this one property holds; `known` remembers conditions that were tried."""
    known = {} if known is None else known
    match rule:
        case All(rules):
            return reduce(np.logical_and, (held_by(r, values, known) for r in rules))
        case Any(rules):
            return reduce(np.logical_or, (held_by(r, values, known) for r in rules))
        case Not(inner):
            return ~held_by(inner, values, known)
        case condition:
            if condition not in known:
                known[condition] = holds(condition, values)
            return known[condition]
