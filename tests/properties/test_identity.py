"""Folding facts into people."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events.event import Aliased, Consent, Identified, Merged, Traits
from hanhtrinh.people.identity import Folding, fold
from tests.oracles import identity_twin

USERS, DEVICES = ["an", "bình", "chi", "d"], ["~d", "~e", "~f", "~an"]
NAMES = st.sampled_from(USERS + DEVICES)
TIMES = st.integers(0, 6)
FACTS = st.lists(
    st.one_of(
        st.builds(
            Identified, anonymous=st.sampled_from(DEVICES), known=st.sampled_from(USERS), at=TIMES, proven=st.booleans()
        ),
        st.builds(Identified, anonymous=NAMES, known=NAMES, at=TIMES, proven=st.booleans()),
        st.builds(Aliased, previous=NAMES, known=NAMES, at=TIMES, proven=st.booleans()),
        st.builds(Traits, person=NAMES, values=st.just({}), at=TIMES),
        st.builds(Consent, person=NAMES, categories=st.just({}), at=TIMES),
        st.builds(
            Merged, merge=st.sampled_from("xyz"), into=NAMES, person=NAMES, at=TIMES, by=st.just("lan"),
            undone=st.booleans(),
        ),
    ),
    max_size=8,
)  # fmt: skip


def whole(facts, of=fold):
    identities = of(facts)
    return {(raw, time): identities.person_of(raw, time) for raw in USERS + DEVICES for time in range(-1, 8)}


@settings(deadline=None)
@given(FACTS)
def test_every_event_belongs_to_whom_the_obvious_twin_says(facts):
    """The fold equals going through all facts for every question."""
    twin = {(raw, t): identity_twin.person_of(facts, raw, t) for raw in USERS + DEVICES for t in range(-1, 8)}
    assert whole(facts) == twin


@settings(deadline=None)
@given(FACTS, st.randoms(use_true_random=False))
def test_order_and_repeats_do_not_matter(facts, random):
    """Facts may come in any order and several times."""
    shuffled = facts + random.sample(facts, len(facts) // 2)
    random.shuffle(shuffled)
    assert whole(facts) == whole(shuffled)


@settings(deadline=None)
@given(FACTS, FACTS)
def test_folding_on_equals_folding_at_once_and_names_what_changed(first, more):
    """Adding facts later gives the same people; raw ids that are not named kept theirs."""
    folding = Folding(first)
    before = whole([], lambda _: folding.identities)
    changed = folding.add(more)
    after = whole([], lambda _: folding.identities)
    assert after == whole(first + more)
    assert folding.identities.suggested == fold(first + more).suggested
    assert {raw for (raw, time) in before if before[raw, time] != after[raw, time]} <= changed


@settings(deadline=None)
@given(FACTS)
def test_undone_merges_leave_no_trace(facts):
    """Taking every merge back gives what would be without them."""
    undone = [Merged(merge=m, into="", person="", at=9, by="lan", undone=True) for m in "xyz"]
    assert whole(facts + undone) == whole([fact for fact in facts if not isinstance(fact, Merged)])


@settings(deadline=None)
@given(FACTS)
def test_known_people_are_only_joined_by_aliases_and_the_team(facts):
    """However devices are shared, user ids stay apart."""
    devices = [f for f in facts if isinstance(f, Identified) and f.anonymous[0] == "~" and f.known[0] != "~"]
    identities = fold(devices)
    assert [identities.person_of(user, 3) for user in USERS] == USERS


@settings(deadline=None)
@given(FACTS)
def test_columns_say_what_single_questions_say(facts):
    """The vectorised forms equal one question an event."""
    identities = fold(facts)
    rows = [(raw, time) for raw in USERS + DEVICES + ["x"] for time in (3, -1, 0, 7, 2)]
    raw = pl.Series("person", [r for r, _ in rows])
    time = pl.Series([t for _, t in rows])
    expected = [identities.person_of(r, t) for r, t in rows]
    assert identities.persons(raw, time).to_list() == expected
    assert identities.persons(raw, time.cast(pl.Datetime("us", "UTC"))).to_list() == expected
    lasting = identities.lasting(raw).to_list()
    assert [e if r not in identities.shared else None for (r, _), e in zip(rows, expected, strict=True)] == lasting


@settings(deadline=None)
@given(FACTS)
def test_raw_ids_are_those_with_events_of_the_person(facts):
    """A person's raw ids are exactly those some instant of which is theirs."""
    found = whole(facts)
    identities = fold(facts)
    for person in set(found.values()):
        assert {raw for (raw, _), who in found.items() if who == person} == {
            raw for raw in identities.raw_ids(person) if raw in USERS + DEVICES
        }
