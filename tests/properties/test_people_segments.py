"""Live segments against their slow twin: random traits, timelines, rules and parts."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.errors import InputError
from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.parts import Parts
from hanhtrinh.journey.rules import Is as RuleIs
from hanhtrinh.journey.rules import RuleError, text_of
from hanhtrinh.people import segments as s
from hanhtrinh.people.finding import Finder, words_of
from hanhtrinh.people.members import TraitsNow, members
from hanhtrinh.people.said import Said
from hanhtrinh.people.segment_data import parse_people_rule, people_rule_to_plain
from hanhtrinh.people.traits import Gathering, combined, trait_table
from hanhtrinh.values import MICROSECONDS, parse_instant
from tests.oracles.segments_twin import belongs
from tests.timelines import lake_of, rows
from tests.worlds import in_parts

ZONE = "Asia/Ho_Chi_Minh"
START = parse_instant("2026-01-01T00:00:00+00:00", "UTC")
DAY = 86_400
VALUES = st.sampled_from(["Huế", "huế", "30", 30.0, 2.5, True, "true", "2026-01-05", "2026-01-05T10:00:00+07:00",
                          "2026-01-20 08:30:00", "x"])  # fmt: skip
NAMES = st.sampled_from(["city", "age"])
SECONDS = st.sampled_from([1, 5, DAY, 9 * DAY, 40 * DAY])
INSTANTS = st.integers(0, 50).map(lambda d: START + d * DAY * MICROSECONDS)
TESTS = st.one_of(
    st.builds(s.Is, VALUES),
    st.builds(s.OneOf, st.lists(VALUES, min_size=1, max_size=3).map(tuple)),
    st.builds(s.Contains, st.sampled_from(["U", "ế", "2026", "3"])),
    st.builds(s.Begins, st.sampled_from(["H", "2", "x"])),
    st.builds(lambda n, x: s.Between(low=n, without_low=x), st.sampled_from([2.5, 29.0, 30.0]), st.booleans()),
    st.builds(lambda n, x: s.Between(high=n, without_high=x), st.sampled_from([2.5, 30.0]), st.booleans()),
    st.builds(s.During, INSTANTS, st.none()),
    st.builds(s.During, st.none(), INSTANTS),
    st.builds(s.Lately, SECONDS),
    st.builds(s.Has, st.booleans()),
)
MEANT = st.sampled_from("abcx").map(lambda name: s.Events(RuleIs("event", name)))
WIDE = parse_people_rule(
    {"did": {"event": {"any": [{"event": ["a", "b"], "k": "k1"}, {"not": {"k": {"exists": True}}}]}}}, ZONE
).meant
MEANT = st.one_of(MEANT, st.just(WIDE))
SPANS = st.one_of(
    st.just(s.EVER), SECONDS.map(lambda n: s.Span(last=n)), INSTANTS.map(lambda t: s.Span(start=t)),
    INSTANTS.map(lambda t: s.Span(end=t)),
)  # fmt: skip
LEAVES = st.one_of(
    st.builds(s.Trait, NAMES, TESTS),
    st.builds(s.Did, MEANT, st.integers(1, 3), st.none(), SPANS),
    st.integers(0, 2).flatmap(lambda n: st.builds(s.Did, MEANT, st.just(n), st.just(n), SPANS)),
    st.builds(s.Then, st.lists(MEANT, min_size=2, max_size=3).map(tuple), st.none() | SECONDS, SPANS),
)
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(s.NotOf),
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(s.AllOf),
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(s.AnyOf),
    ),
    max_leaves=5,
)
TRAITS = st.dictionaries(st.sampled_from(["p0", "p1", "p2", "q"]), st.dictionaries(NAMES, VALUES, max_size=2))


def nowhere(key):
    raise AssertionError(key)


def timelines(table):
    """Return, per person, (instant, event) in canonical order."""
    found = {}
    for row in table.sort("person", "time", "event", "id").to_dicts():
        event = {"event": row["event"], "source": row["source"], "k": row["p_k"]}
        at = START + int((row["time"].timestamp() - START / MICROSECONDS) * MICROSECONDS)
        found.setdefault(row["person"], []).append((at, {k: v for k, v in event.items() if v is not None}))
    return found


@settings(max_examples=150, deadline=None)
@given(rows(max_people=3, names="abcx"), RULES, TRAITS, TRAITS, st.integers(0, 61), st.sampled_from([1, 3]))
def test_belonging_is_what_the_obvious_twin_says(found, rule, traits, changed, day, count):
    """Everybody is judged alike: in base and overlay, with traits of old and new, with and without events."""
    table = lake_of(found)
    now = START + day * DAY * MICROSECONDS
    frames = [build_frame(reader_of(part), {}, zone=ZONE) for part in (table, table.filter(pl.col("person") == "p1"))]
    superseded = (frames[0].people == "p1").to_numpy()
    parts = Parts(frames[0], superseded.astype(np.bool_), frames[1], now)
    known = TraitsNow(trait_table(traits, ZONE), trait_table(changed, ZONE))
    belonging = members(rule, parts, known, nowhere, now=now, run=in_parts(count)).people(parts).to_list()
    lines, traits = timelines(table), traits | changed
    people = sorted(lines.keys() | traits.keys())
    assert belonging == [p for p in people if belongs(rule, traits.get(p, {}), lines.get(p, []), now, ZONE)]


@settings(max_examples=150, deadline=None)
@given(RULES)
def test_plain_data_is_read_back(rule):
    """Writing a segment as plain data and reading it gives a segment that says the same in plain data."""
    plain = people_rule_to_plain(rule)
    again = parse_people_rule(plain, "UTC")
    assert people_rule_to_plain(again) == plain


MISTAKES = [
    ([], (), "people.not_mapping"),
    ({}, (), "people.empty"),
    ({"trat": {}}, ("trat",), "people.unknown_word_similar"),
    ({"xyz": {}}, ("xyz",), "people.unknown_word"),
    ({"trait": {"age": {"greater": "x"}}}, ("trait", "age", "greater"), "people.number"),
    ({"trait": {"age": {"over": 3}}}, ("trait", "age", "over"), "people.unknown_word"),
    ({"trait": {"born": {"before": "1990-13-01"}}}, ("trait", "born", "before"), "people.instant"),
    ({"trait": {"vip": {"exists": 1}}}, ("trait", "vip", "exists"), "people.truth"),
    ({"did": {"last": "3d"}}, ("did",), "people.empty"),
    ({"did": {"event": {"event": "a"}, "last": "3 days"}}, ("did", "last"), "people.duration"),
    ({"did": {"event": {"event": "a"}, "last": "3d", "between": ["2026-01-01", None]}}, ("did",), "people.one_span"),
    ({"did": {"event": {"event": "a"}, "times": {"exactly": -1}}}, ("did", "times", "exactly"), "people.count"),
    ({"did": {"event": {"a": {"rang": 1}}}}, ("did", "event", "a", "rang"), "check.rule_operator"),
    ({"did": {"touchpoint": {"journey": "j"}}}, ("did", "touchpoint", "touchpoint"), "people.text"),
    ({"then": {"steps": [{"event": {"event": "a"}}]}}, ("then", "steps"), "people.then_steps"),
    ({"any": [{"not": {"all": []}}]}, ("any", 0, "not", "all"), "people.not_list"),
    ({"did": {"event": {"event": "a"}, "between": ["2026-02-01", "2026-01-01"]}}, ("did", "between"),
     "people.between_order"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "path", "key"), MISTAKES)
def test_mistakes_are_named_by_place(data, path, key):
    """What cannot be read is refused with where it stands; the words exist in both languages."""
    with pytest.raises(RuleError) as caught:
        parse_people_rule(data, ZONE)
    assert (caught.value.path, caught.value.key) == (path, key)
    for lang in ("vi", "en"):
        InputError(key, **caught.value.params).message(lang)


def test_a_bomb_of_parts_is_refused():
    """Neither depth nor number of parts is endless."""
    deep = {"trait": {"a": 1}}
    for _ in range(40):
        deep = {"not": deep}
    for data, key in ((deep, "people.too_deep"), ({"any": [{"trait": {"a": 1}}] * 90}, "people.too_many_parts")):
        with pytest.raises(RuleError) as caught:
            parse_people_rule(data, ZONE)
        assert caught.value.key == key


def test_the_latest_of_all_raw_ids_wins():
    """A person's traits come from all their raw ids; on a shared device by whom it was used at that instant."""
    said = [
        Said("an", {"city": ("Huế", 3), "age": (30.0, 1)}),
        Said("~d", {"city": ("Vinh", 2), "age": (None, 5)}),
        Said("bình", {"city": ("Hà Nội", 1)}),
    ]
    found = combined(said, lambda raw, at: "an" if raw == "~d" else raw, proving=True)
    assert found == {"an": {"city": "Huế"}, "bình": {"city": "Hà Nội"}}


@settings(deadline=None)
@given(TRAITS, TRAITS, TRAITS, st.booleans())
def test_gathering_millions_equals_combining_a_few(first, second, proven, proving):
    """The table of everybody is the table of what a few dictionaries say; what was taken away is not there."""
    said = [Said(p, {n: (v, 1) for n, v in t.items()}, proven=False) for p, t in first.items()]
    said += [
        Said("~" + p, {n: (v if v != "x" else None, 2) for n, v in t.items()}, proven=how)
        for some, how in ((second, False), (proven, True))
        for p, t in some.items()
    ]
    gathering = Gathering()
    for one in said:
        gathering.add(one, lambda raw, at: raw.removeprefix("~"))
    table = gathering.table(ZONE, proving=proving)
    few = combined(said, lambda raw, at: raw.removeprefix("~"), proving=proving)
    found = {p: {n: table.texts[n][i] for n in table.texts} for i, p in enumerate(table.people)}
    assert {p: {n: v for n, v in t.items() if v is not None} for p, t in found.items()} == {
        p: {n: text_of(v) for n, v in t.items()} for p, t in few.items() if t or p in found
    }


def test_people_are_found_by_the_beginning_of_words_with_or_without_diacritics():
    """Names, e-mail, phone and id are looked at; every typed word must begin one of theirs."""
    table = trait_table(
        {
            "u1": {"name": "Nguyễn Thị Hà", "email": "ha.nguyen@example.vn", "phone": "+84 912 345 678"},
            "u2": {"name": "Đỗ Hải", "phone": "0912999000"},
            "khách/3": {"firstName": "Ha", "lastName": "Nguyen"},
        },
        ZONE,
    )
    finder = Finder(table)
    for query, people in {
        "nguyen ha": ["khách/3", "u1"], "Nguyễn Hà": ["khách/3", "u1"], "do": ["u2"], "ĐỖ": ["u2"], "uyen": [],
        "0912": ["u1", "u2"], "+84 912 345": ["u1"], "0912345678": ["u1"], "ha.ngu": ["u1"], "example.vn": ["u1"],
        "KHACH": ["khách/3"], ".*": [], "u2": ["u2"], "": ["khách/3", "u1", "u2"],
    }.items():  # fmt: skip
        assert finder.found(words_of(query)).to_list() == people, query
