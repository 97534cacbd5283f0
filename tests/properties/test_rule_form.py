"""A rule through the editor's form and back means the same; whatever is sent makes a form, or nothing."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hanhtrinh.journey.rules import RuleError, matches, parse_rule, to_plain
from hanhtrinh.web.rules.rule_form import MAX_DEPTH, MAX_ITEMS, Group, count, depth_of, form_from, group_of, rule_of
from tests.properties.test_lens import KINDS, PROPERTIES, TEXTS, events, plain, rules
from tests.properties.test_rule_preview import wide

TYPES = {"price": "number", "vip": "truth", "due": "day"}


def sent(node, place="0"):
    """Return the fields a browser sends for a form."""
    if isinstance(node, Group):
        found = {f"k.{place}": [node.kind]}
        for i, item in enumerate(node.items):
            found |= sent(item, f"{place}.{i}")
        return found
    fields = {f"p.{place}": [node.prop], f"o.{place}": [node.operator], f"v.{place}": [*node.values, ""]}
    return fields | {f"lo.{place}": [node.low], f"hi.{place}": [node.high]}


@settings(deadline=None)
@given(rules(), events())
def test_a_rule_through_the_form_means_the_same(rule, table):
    """Read into the form, sent as a browser sends it, and made into a rule: the same events satisfy it."""
    try:
        rule = parse_rule(to_plain(rule))
    except RuleError:
        assume(False)
    assume(not wide(rule))
    form = form_from(rule)
    assume(form is not None)
    assert group_of(sent(form)) == form
    made = rule_of(form, TYPES)
    assert not made.wrong
    assert not made.waiting
    assert made.rule is not None
    for row in table.iter_rows(named=True):
        event = plain(row)
        assert matches(made.rule, event) == matches(rule, event), (to_plain(rule), to_plain(made.rule), event)


_NAMES = st.from_regex(r"(k|p|o|v|lo|hi)\.0(\.[0-9]{1,2}){0,5}", fullmatch=True) | st.sampled_from(["k.0", "act"])
_VALUES = st.sampled_from([*TEXTS, *PROPERTIES, *KINDS, "", "all", "any", "none", "is", "range", "glob", "test:0",
                           "group:0.1", "remove:0.0", "drop:0.0:0", "remove:0", "-1,5", "1e9", "²"])  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(_NAMES, st.lists(_VALUES, max_size=3), max_size=20))
def test_whatever_is_sent_makes_a_form(given_):
    """No field, button or order of them breaks it, or makes it larger than a form may be."""
    form = group_of({"k.0": ["all"], **given_})
    assert count(form) <= MAX_ITEMS * 3
    assert depth_of(form) <= MAX_DEPTH
    made = rule_of(form, TYPES)
    assert made.rule is None or parse_rule(to_plain(made.rule)) is not None
