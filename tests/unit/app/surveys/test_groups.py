"""Traits of those who answered are looked up together as they would be one by one."""

from types import SimpleNamespace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.app.surveys.groups import TraitsKnown
from hanhtrinh.people.identities import Identities, Spans
from hanhtrinh.people.members import TraitsNow
from hanhtrinh.people.traits import TraitTable
from hanhtrinh.voice.surveys.tally import Given

RAWS = st.sampled_from(["", "a", "b", "c", "phone", "old", "nobody"])
WHO = Identities({"old": "c"}, {"phone": Spans((0, 5), ("a", "b"))})
VALUES = st.dictionaries(
    st.sampled_from("abc"),
    st.fixed_dictionaries({}, optional={"region": st.sampled_from(["Bắc", "Nam"]), "sex": st.just("f")}),
)


def table(people):
    """Return the traits of people as they are held."""
    names = {name for traits in people.values() for name in traits}
    columns = {name: pl.Series([people[one].get(name) for one in sorted(people)], dtype=pl.String) for name in names}
    return TraitTable(pl.Series(sorted(people), dtype=pl.String), columns)


@settings(max_examples=100)
@given(st.lists(st.tuples(RAWS, st.integers(0, 9)), max_size=20), VALUES, VALUES)
def test_traits_are_those_of_each_by_itself(answered, kept, changed):
    """By raw id and instant, what changed lately whole in the place of what was; nobody has none."""
    known = SimpleNamespace(identities=WHO, traits=TraitsNow(table(kept), table(changed)))
    given = Given(person=[raw for raw, _ in answered], at=[at for _, at in answered])
    found = TraitsKnown(lambda: known)(["region", "sex", "nope"], given)
    now = {**kept, **changed}
    for name, column in found.items():
        assert column == [now.get(WHO.person_of(raw, at), {}).get(name) if raw else None for raw, at in answered]
