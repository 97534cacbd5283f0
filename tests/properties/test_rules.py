"""Rules mean the same in every form they take."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hanhtrinh.journey.rules import (
    All,
    Any,
    Exists,
    Glob,
    In,
    Is,
    Not,
    Prefix,
    Range,
    Rule,
    RuleError,
    Scalar,
    conjunctions,
    matches,
    parse_rule,
    properties_of,
    to_plain,
)
from hanhtrinh.journey.segments import (
    AllOf,
    AnyOf,
    Did,
    InPass,
    NotOf,
    SegmentRule,
    holds,
    parse_segment,
    segment_to_plain,
)

NAMES = st.sampled_from(["event", "channel", "price", "path"])
SCALARS: st.SearchStrategy[Scalar] = st.one_of(
    st.sampled_from(["a", "b", "ab", "1", "/x", "true"]), st.integers(-2, 2), st.booleans(), st.sampled_from([0.5, 1.0])
)
BOUNDS = st.one_of(st.integers(-2, 2), st.floats(-2, 2), st.sampled_from(["2026-01-01", "1970-01-01T00:00:00.000001"]))


def _ranges(name: str, low: float | str | None, high: float | str | None) -> Range | None:
    try:
        rule = parse_rule({name: {"range": [low, high]}})
    except RuleError:
        return None
    assert isinstance(rule, Range)
    return rule


CONDITIONS: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Is, NAMES, SCALARS),
    st.builds(In, NAMES, st.lists(SCALARS, min_size=1, max_size=3).map(tuple)),
    st.builds(Prefix, NAMES, st.sampled_from(["a", "/", "1"])),
    st.builds(Glob, NAMES, st.sampled_from(["a*", "?", "*b", "[ab]"])),
    st.builds(Exists, NAMES, st.booleans()),
    st.builds(_ranges, NAMES, BOUNDS | st.none(), BOUNDS | st.none()).filter(bool),
)


def _combined(parts: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(All, several), st.builds(Any, several), st.builds(Not, parts))


RULES: st.SearchStrategy[Rule] = st.recursive(CONDITIONS, _combined, max_leaves=8)
EVENTS = st.dictionaries(NAMES, SCALARS, max_size=4)


@given(RULES, EVENTS)
def test_alternatives(rule: Rule, event: dict[str, Scalar]) -> None:
    """An event satisfies a rule just when it satisfies all conditions of one of the rule's alternatives."""
    alternatives = conjunctions(rule)
    found = any(all(part.holds(event.get(part.condition.property)) for part in one) for one in alternatives)
    assert found == matches(rule, event)


@given(RULES, EVENTS)
def test_negation(rule: Rule, event: dict[str, Scalar]) -> None:
    """The alternatives of a negated rule are met just when those of the rule are not."""
    found = any(
        all(part.holds(event.get(part.condition.property)) for part in one) for one in conjunctions(rule, negated=True)
    )
    assert found != matches(rule, event)


@given(RULES)
def test_text_form(rule: Rule) -> None:
    """A rule written as plain data reads back equal, through JSON as well."""
    plain = to_plain(rule)
    assert parse_rule(plain) == rule
    assert parse_rule(msgspec.json.decode(msgspec.json.encode(plain))) == rule


@given(RULES, EVENTS, NAMES, SCALARS)
def test_properties(rule: Rule, event: dict[str, Scalar], name: str, value: Scalar) -> None:
    """A rule's verdict depends on no property but those it says it looks at."""
    if name not in set(properties_of(rule)):
        assert matches(rule, event | {name: value}) == matches(rule, event)


DATA = st.recursive(
    SCALARS | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["any", "all", "not", "did", "in_pass", "range", "is", "in", "p"]), inner)
    ),
    max_leaves=10,
)


@given(DATA)
def test_any_data(data: object) -> None:
    """Whatever the data, it is a rule that reads back equal, or is refused with a place inside it."""
    for parse, plain in ((parse_rule, to_plain), (parse_segment, segment_to_plain)):
        try:
            rule = parse(data)
        except RuleError as error:
            inside: object = data
            for part in error.path:
                assert isinstance(inside, (dict, list))
                inside = inside[part]
        else:
            assert parse(plain(rule)) == rule  # type: ignore[arg-type]


SEGMENTS: st.SearchStrategy[SegmentRule] = st.recursive(
    st.builds(Did, RULES) | st.builds(InPass, RULES),
    lambda parts: st.one_of(
        st.builds(AllOf, st.lists(parts, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(parts, min_size=1, max_size=3).map(tuple)),
        st.builds(NotOf, parts),
    ),
    max_leaves=5,
)


@given(SEGMENTS, st.lists(EVENTS, max_size=4), st.integers(0, 4))
def test_segments(rule: SegmentRule, person: list[dict[str, Scalar]], cut: int) -> None:
    """A segment reads back equal, and its negation holds just when it does not."""
    assert parse_segment(segment_to_plain(rule)) == rule
    assert holds(NotOf(rule), person, person[:cut]) != holds(rule, person, person[:cut])
