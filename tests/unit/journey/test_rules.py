"""What a rule's conditions mean, one by one."""

import pytest

from hanhtrinh.journey.rules import (
    Exists,
    Glob,
    In,
    Is,
    Prefix,
    Range,
    RuleError,
    Scalar,
    conjunctions,
    matches,
    parse_rule,
    properties_of,
    satisfies,
    specificity,
    to_plain,
)
from hanhtrinh.values import parse_instant


@pytest.mark.parametrize(
    ("wanted", "value", "equal"),
    [
        ("a", "a", True),
        ("a", "A", False),
        (1, 1.0, True),
        (1, "1", True),
        ("1", 1, True),
        ("1.0", 1, False),
        (True, True, True),
        (True, 1, False),
        (1, True, False),
        (True, "True", False),
        ("a", None, False),
    ],
)
def test_equality(wanted: Scalar, value: object, equal: bool) -> None:
    """Text is compared exactly, numbers by value, truth only with truth; absence equals nothing."""
    assert satisfies(Is("p", wanted), value) is equal
    assert satisfies(In("p", ("zzz", wanted)), value) is equal


@pytest.mark.parametrize(
    ("low", "high", "value", "inside"),
    [
        (1, 3, 1, True),
        (1, 3, 3, True),
        (1, 3, 3.01, False),
        (None, 3, -1e9, True),
        (1, None, 0.99, False),
        (1, 3, "2", False),
        (0, 3, True, False),
        ("2026-01-01", None, parse_instant("2026-01-01", "UTC"), True),
        ("2026-01-01", None, parse_instant("2025-12-31T23:59:59", "UTC"), False),
    ],
)
def test_range(low: float | str | None, high: float | str | None, value: object, inside: bool) -> None:
    """A range takes numbers from low to high, both included; a time in text stands for its instant."""
    assert satisfies(Range("p", low, high), value) is inside


def test_text_tests() -> None:
    """Prefixes and patterns look at text only, and mind case and the whole of it."""
    assert satisfies(Prefix("p", "/a"), "/abc")
    assert not satisfies(Prefix("p", "/a"), "/Abc")
    assert not satisfies(Prefix("p", "1"), 12)
    assert satisfies(Glob("p", "*/san-pham/?-[ab]"), "/vi/san-pham/1-a")
    assert not satisfies(Glob("p", "*/san-pham"), "/san-pham/1")
    assert not satisfies(Glob("p", "A*"), "abc")
    assert satisfies(Glob("p", "a*b"), "a\nb")
    assert not satisfies(Glob("p", "1*"), 12)


def test_absence() -> None:
    """A missing property satisfies no condition but its absence, and every not."""
    for rule in (
        Is("p", "a"),
        In("p", ("a",)),
        Prefix("p", "a"),
        Glob("p", "*"),
        Range("p", 0, None),
        Exists("p", True),
    ):
        assert not matches(rule, {"event": "x"})
        assert matches(parse_rule({"not": to_plain(rule)}), {"event": "x"})
    assert matches(Exists("p", False), {"event": "x"})
    assert not matches(Exists("p", False), {"p": ""})


def test_reads_nested() -> None:
    """Entries side by side must all hold, and so must several tests of one property."""
    rule = parse_rule({"event": ["a", "b"], "price": {"exists": True, "range": [1, None]}, "not": {"channel": "web"}})
    assert matches(rule, {"event": "b", "price": 5, "channel": "app"})
    assert not matches(rule, {"event": "b", "price": 0, "channel": "app"})
    assert not matches(rule, {"event": "b", "price": 5, "channel": "web"})
    assert list(properties_of(rule)) == ["event", "price", "price", "channel"]


def test_endless_numbers_are_refused() -> None:
    """A number without end is no value and no bound."""
    for data in ({"p": float("inf")}, {"p": [float("nan")]}, {"p": {"range": [float("-inf"), 1]}}):
        with pytest.raises(RuleError):
            parse_rule(data)


def test_specificity() -> None:
    """More positive conditions win, then exact before range before prefix before pattern before presence."""
    ordered = [
        {"event": "a", "path": "/x"},
        {"event": "a", "path": {"prefix": "/x"}},
        {"event": "a"},
        {"event": ["a", "b"], "not": {"path": "/x"}},
        {"price": {"range": [1, 2]}},
        {"path": {"prefix": "/x"}},
        {"path": {"glob": "/x*"}},
        {"path": {"exists": True}},
        {"not": {"path": "/x"}},
    ]
    keys = [specificity(conjunctions(parse_rule(data))[0]) for data in ordered]
    assert keys == sorted(keys)
    assert keys[2] == keys[3]


def test_too_wide() -> None:
    """A rule that explodes is refused with how far it got."""
    with pytest.raises(RuleError) as refusal:
        conjunctions(parse_rule({"all": [{"any": [{f"a{i}": 1}, {f"b{i}": 1}]} for i in range(10)]}))
    assert refusal.value.params == {"count": 1024, "allowed": 512}
