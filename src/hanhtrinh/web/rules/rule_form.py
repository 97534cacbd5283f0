"""The rule editor's form as values: conditions in groups, read from what was sent, made of a rule, made into one.

Every condition and group has a place such as `0.2.1`: the second item of the third item of the whole. Fields are named
by it: `k.` how a group's items belong together; of a condition `p.` the property, `o.` how it is tested, `v.` its
values, `lo.` and `hi.` its bounds.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hanhtrinh.journey.rules import All, Any, Exists, Glob, In, Is, Not, Prefix, Range, Rule, RuleError, parse_rule
from hanhtrinh.journey.rules import text_of as written
from hanhtrinh.values import natural

Kind = Literal["all", "any", "none", "not_all"]
KINDS: tuple[Kind, ...] = ("all", "any", "none", "not_all")
OPERATORS = ("is", "prefix", "contains", "glob", "range", "exists", "missing")
MAX_DEPTH, MAX_ITEMS, MAX_VALUES, LONGEST = 3, 40, 60, 500
ROOT = "0"
_FIELD = re.compile(r"(k|p|o|v|lo|hi)\.(0(?:\.\d{1,2}){0,4})")
Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Test:
    """One condition, as it stands in the form; what is not chosen yet is empty."""

    prop: str = ""
    operator: str = "is"
    values: tuple[str, ...] = ()
    low: str = ""
    high: str = ""

    @property
    def complete(self) -> bool:
        """Whether it says anything yet."""
        if not self.prop:
            return False
        if self.operator == "range":
            return bool(self.low or self.high)
        return bool(self.values) or self.operator in ("exists", "missing")


@dataclass(frozen=True)
class Group:
    """Conditions and groups that belong together: all hold, any, none, or not all of them."""

    kind: Kind = "all"
    items: tuple["Node", ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it says anything yet."""
        return any(item.complete for item in self.items)


Node = Test | Group
Change = Callable[[Node], Node | None]
EMPTY = Group("all", (Test("event"),))


def group_of(given: Given) -> Group:
    """Return the conditions that were sent, changed by the button pressed (`act`: `test:0`, `remove:0.1` …)."""
    fields: dict[str, dict[str, Sequence[str]]] = {}
    for name, values in given.items():
        found = _FIELD.fullmatch(name)
        if found and values:
            fields.setdefault(found[2], {})[found[1]] = values
    whole = _group(fields, ROOT) if "k" in fields.get(ROOT, {}) else EMPTY
    what, _, rest = (given.get("act") or [""])[-1].partition(":")
    return acted(whole, what, rest)


def _group(fields: Mapping[str, Mapping[str, Sequence[str]]], place: str, depth: int = 1) -> Group:
    kind: Kind = next((k for k in KINDS if k == fields[place]["k"][-1]), "all")
    depth_of = place.count(".") + 1
    below = sorted((p for p in fields if p.startswith(f"{place}.") and p.count(".") == depth_of), key=_number)
    items = [
        _group(fields, p, depth + 1) if "k" in fields[p] else _test(fields[p])
        for p in below[:MAX_ITEMS]
        if "k" not in fields[p] or depth < MAX_DEPTH
    ]
    return Group(kind, tuple(items))


def _number(place: str) -> int:
    return int(place.rpartition(".")[2])


def _test(given: Mapping[str, Sequence[str]]) -> Test:
    one = {name: (given.get(name) or [""])[-1][:LONGEST] for name in ("p", "o", "lo", "hi")}
    values = dict.fromkeys(value[:LONGEST] for value in given.get("v", ()) if value.strip())
    operator = one["o"] if one["o"] in OPERATORS else "is"
    kept = tuple(values)[: MAX_VALUES if operator == "is" else 1]
    return Test(one["p"].strip(), operator, kept, one["lo"].strip(), one["hi"].strip())


def acted(whole: Group, what: str, rest: str) -> Group:
    """Return a form after a button was pressed; unknown ones change nothing."""
    place, _, number = rest.partition(":")
    if what in ("test", "group") and count(whole) < MAX_ITEMS:
        made: Node = Test() if what == "test" else Group("any", (Test(), Test()))
        return _changed(whole, place, lambda node: _added(node, made))
    if what == "remove" and place != ROOT:
        return _changed(whole, place, lambda _: None)
    if what == "drop" and (gone := natural(number)) is not None:
        return _changed(whole, place, lambda node: _dropped(node, gone))
    return whole


def _added(node: Node, made: Node) -> Node:
    return replace(node, items=(*node.items, made)) if isinstance(node, Group) else node


def _dropped(node: Node, number: int) -> Node:
    return node if isinstance(node, Group) else replace(node, values=node.values[:number] + node.values[number + 1 :])


def _changed(whole: Group, place: str, change: Change) -> Group:
    found = _at(whole, [at for part in place.split(".")[1:] if (at := natural(part)) is not None], change)
    return found if isinstance(found, Group) else whole


def _at(node: Node, path: list[int], change: Change) -> Node | None:
    if not path:
        found: Node | None = change(node)
        return found
    if isinstance(node, Test) or path[0] >= len(node.items):
        return node
    inner = _at(node.items[path[0]], path[1:], change)
    items = (*node.items[: path[0]], *([] if inner is None else [inner]), *node.items[path[0] + 1 :])
    return replace(node, items=items)


def places(node: Node, place: str = ROOT) -> Iterator[tuple[str, Node]]:
    """Yield everything in a form with its place."""
    yield place, node
    if isinstance(node, Group):
        for i, item in enumerate(node.items):
            yield from places(item, f"{place}.{i}")


def count(whole: Group) -> int:
    """Return how many conditions and groups a form has."""
    return sum(1 for _ in places(whole))


# From a rule


def form_from(rule: Rule | None) -> Group | None:
    """Return the form that says a rule, None for one that says more than a form can."""
    if rule is None:
        return EMPTY
    found = _node(rule)
    whole = found if isinstance(found, Group) else None if found is None else Group("all", (found,))
    if whole is None or count(whole) > MAX_ITEMS or depth_of(whole) > MAX_DEPTH:
        return None
    return whole


def depth_of(node: Node) -> int:
    """Return how deep groups are nested."""
    return 1 + max((depth_of(item) for item in node.items), default=0) if isinstance(node, Group) else 0


def _node(rule: Rule) -> Node | None:
    match rule:
        case Is(name, value):
            return Test(name, "is", (written(value),))
        case In(name, values) if len(values) <= MAX_VALUES:
            return Test(name, "is", tuple(dict.fromkeys(map(written, values))))
        case Prefix(name, prefix):
            return Test(name, "prefix", (prefix,))
        case Glob(name, pattern):
            inner = _contained(pattern)
            return Test(name, "glob", (pattern,)) if inner is None else Test(name, "contains", (inner,))
        case Range(name, low, high):
            return Test(name, "range", (), _bound(low), _bound(high))
        case Exists(name, present):
            return Test(name, "exists" if present else "missing")
        case All(rules):
            return _of("all", [part for one in rules for part in (one.rules if isinstance(one, All) else (one,))])
        case Any(rules):
            return _of("any", rules)
        case Not(Any(rules)):
            return _of("none", rules)
        case Not(All(rules)):
            return _of("not_all", rules)
        case Not(Not(inner)):
            return _node(inner)
        case Not(inner):
            return _of("none", [inner])
    return None


def _of(kind: Kind, rules: Sequence[Rule]) -> Group | None:
    items = [_node(rule) for rule in rules]
    kept = tuple(item for item in items if item is not None)
    return Group(kind, kept) if kept and len(kept) == len(items) else None


def _bound(bound: float | str | None) -> str:
    return "" if bound is None else written(bound)


def _contained(pattern: str) -> str | None:
    """Return the text a pattern looks for anywhere, None where it is another pattern."""
    inner = re.sub(r"\[([*?\[])\]", "\0\\1", pattern[1:-1])
    plain = pattern[:1] == pattern[-1:] == "*" and len(pattern) > 2 and not re.search(r"(?<!\0)[*?\[]", inner)
    return inner.replace("\0", "") if plain and "\0\0" not in inner else None


# To a rule


@dataclass(frozen=True)
class Made:
    """The rule of a form without what is not complete yet (None: nothing is); `wrong` says per place what is."""

    rule: Rule | None
    wrong: Mapping[str, RuleError]
    waiting: tuple[str, ...]


def rule_of(whole: Group, kinds: Mapping[str, str] | None = None) -> Made:
    """Return the rule a form says; `kinds` tells which properties are numbers and truths."""
    wrong: dict[str, RuleError] = {}
    waiting: list[str] = []
    rule = _rule(whole, ROOT, kinds or {}, wrong, waiting)
    return Made(rule, wrong, tuple(waiting))


def _rule(
    node: Node, place: str, kinds: Mapping[str, str], wrong: dict[str, RuleError], waiting: list[str]
) -> Rule | None:
    if isinstance(node, Test):
        return _rule_of_test(node, place, kinds, wrong, waiting)
    found = [_rule(item, f"{place}.{i}", kinds, wrong, waiting) for i, item in enumerate(node.items)]
    rules = tuple(rule for rule in found if rule is not None)
    if not rules:
        return None
    match node.kind:
        case "all":
            return rules[0] if len(rules) == 1 else All(rules)
        case "any":
            return rules[0] if len(rules) == 1 else Any(rules)
        case "none":
            return Not(rules[0] if len(rules) == 1 else Any(rules))
    return Not(rules[0] if len(rules) == 1 else All(rules))


def _rule_of_test(
    test: Test, place: str, kinds: Mapping[str, str], wrong: dict[str, RuleError], waiting: list[str]
) -> Rule | None:
    if not test.complete:
        waiting.append(place)
        return None
    if test.prop in ("any", "all", "not"):
        wrong[place] = RuleError("rules_page.reserved", (), given=test.prop)
        return None
    try:
        return parse_rule({test.prop: _plain(test, kinds.get(test.prop, "text"))})
    except RuleError as error:
        wrong[place] = error
        return None


def _plain(test: Test, kind: str) -> object:
    match test.operator:
        case "prefix":
            return {"prefix": test.values[0]}
        case "glob":
            return {"glob": test.values[0]}
        case "contains":
            return {"glob": f"*{_escaped(test.values[0])}*"}
        case "range":
            return {"range": [number_or_text(test.low), number_or_text(test.high)]}
        case "exists" | "missing":
            return {"exists": test.operator == "exists"}
    scalars = [_scalar(value, kind) for value in test.values]
    return scalars[0] if len(scalars) == 1 else scalars


def _escaped(text: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", text)


def _scalar(text: str, kind: str) -> str | bool | int | float:
    if kind == "truth" and text in ("true", "false"):
        return text == "true"
    found = number_or_text(text) if kind == "number" else text
    return text if found is None or (isinstance(found, float) and written(found) != text) else found


def number_or_text(text: str) -> int | float | str | None:
    """Return the number a text is, decimals after a point or a comma; other text as it is, nothing for nothing."""
    plain = text.strip().replace(",", ".")
    if re.fullmatch(r"[+-]?\d{1,15}", plain):
        return int(plain)
    if re.fullmatch(r"[+-]?(\d{1,15}\.\d*|\.\d+)", plain):
        return float(plain)
    return text.strip() or None
