"""Segments are read, refused with their place, and say who belongs to them."""

from itertools import product

import pytest

from hanhtrinh.journey.model import Persona, Segment
from hanhtrinh.journey.rules import Is, RuleError
from hanhtrinh.journey.segments import (
    AllOf,
    AnyOf,
    Did,
    InPass,
    NotOf,
    holds,
    parse_segment,
    rules_in,
    segment_to_plain,
)

BOUGHT, ASKED = Is("event", "purchase"), Is("event", "asked")


def test_reads() -> None:
    """Words side by side must all hold; any, all and not nest."""
    plain = {
        "did": {"event": "purchase"},
        "not": {"any": [{"in_pass": {"event": "asked"}}, {"did": {"event": "asked"}}]},
    }
    assert parse_segment(plain) == AllOf((Did(BOUGHT), NotOf(AnyOf((InPass(ASKED), Did(ASKED))))))
    assert parse_segment({"all": [{"did": {"event": "purchase"}}]}) == AllOf((Did(BOUGHT),))


@pytest.mark.parametrize(
    ("plain", "key", "path"),
    [
        ("purchase", "check.rule_not_mapping", ()),
        ({}, "check.rule_empty", ()),
        ({"did": {}}, "check.rule_empty", ("did",)),
        ({"did": "purchase"}, "check.rule_not_mapping", ("did",)),
        ({"any": {}}, "check.rule_needs_list", ("any",)),
        ({"all": [{"did": {"a": {"zz": 1}}}]}, "check.rule_operator", ("all", 0, "did", "a", "zz")),
        ({"not": {"event": "a"}}, "check.segment_word", ("not", "event")),
        ({"inpass": {"event": "a"}}, "check.segment_word_similar", ("inpass",)),
    ],
)
def test_refuses(plain: object, key: str, path: tuple[str | int, ...]) -> None:
    """What is no segment is refused with the place of the fault, below the path it was given."""
    with pytest.raises(RuleError) as refusal:
        parse_segment(plain, ("segments", "s"))
    assert refusal.value.key == key
    assert refusal.value.path == ("segments", "s", *path)


def test_refuses_rules_too_wide() -> None:
    """A rule inside a segment may not explode either."""
    wide = {"all": [{"any": [{f"a{i}": 1}, {f"b{i}": 1}]} for i in range(10)]}
    with pytest.raises(RuleError) as refusal:
        parse_segment({"not": {"did": wide}})
    assert (refusal.value.key, refusal.value.path) == ("check.rule_too_wide", ("not", "did"))


def test_holds() -> None:
    """did looks at the person, in_pass at the pass; the combiners are those of logic."""
    person, in_pass = [{"event": "purchase"}, {"event": "asked"}], [{"event": "asked"}]
    assert holds(Did(BOUGHT), person, in_pass)
    assert not holds(InPass(BOUGHT), person, in_pass)
    assert holds(InPass(ASKED), iter(person), iter(in_pass))
    facts = {True: Did(BOUGHT), False: InPass(BOUGHT)}
    for a, b in product((True, False), repeat=2):
        assert holds(AllOf((facts[a], facts[b])), person, in_pass) == (a and b)
        assert holds(AnyOf((facts[a], facts[b])), person, in_pass) == (a or b)
        assert holds(NotOf(facts[a]), person, in_pass) == (not a)


def test_conditions_meet_in_one_event() -> None:
    """The conditions of one rule must be met by one and the same event."""
    rule = parse_segment({"did": {"event": "purchase", "channel": "app"}})
    assert not holds(rule, [{"event": "purchase", "channel": "web"}, {"event": "asked", "channel": "app"}], [])
    assert holds(rule, [{"event": "purchase", "channel": "app"}], [])


def test_plain_and_rules() -> None:
    """A segment gives back its plain data and lists the rules it looks at."""
    plain = {"all": [{"did": {"event": "purchase"}}, {"any": [{"not": {"in_pass": {"event": "asked"}}}]}]}
    rule = parse_segment(plain)
    assert segment_to_plain(rule) == plain
    assert list(rules_in(rule)) == [BOUGHT, ASKED]


def test_models_know_their_rule() -> None:
    """Segments and personas hold their parsed rule; a persona may have none."""
    assert Segment(name="S", match={"did": {"event": "purchase"}}).rule == Did(BOUGHT)
    assert Persona(name="P", match={"in_pass": {"event": "asked"}}).rule == InPass(ASKED)
    assert Persona(name="P").rule is None
