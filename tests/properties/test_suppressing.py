"""Whatever people did: nothing a stranger is given of a map rests on one to four of them."""

import re
from functools import cache

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanhtrinh.app.measuring import list_people, measure_map
from hanhtrinh.draw.html import doors_data
from hanhtrinh.draw.page_parts import hero, summary
from hanhtrinh.draw.page_table import table
from hanhtrinh.draw.shared import shared_scene
from hanhtrinh.draw.words import Words
from hanhtrinh.journey.chosen import only_lanes
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import Reading, Who
from hanhtrinh.measures.suppressing import FEWEST, passes_of_five, suppressed
from hanhtrinh.values import Period, in_one_part
from tests.web.living import SHOP, Living

NOW = 1_795_348_800_000_000
LANES = ("activity", "thoughts", "emotion", "people", "time", "satisfaction", "friction", "pains", "evidence")
EVENTS = st.sampled_from(["visit", "cart", "purchase"])
ANSWERS = st.tuples(st.integers(1, 5), st.sampled_from(["visit", "cart"]))
PEOPLE = st.lists(st.tuples(st.lists(EVENTS, min_size=1, max_size=4), st.none() | ANSWERS), min_size=1, max_size=14)


@cache
def journey():
    """Return the shop's journey."""
    return read_journey(SHOP, "shop.yaml")


def lived(people):
    """Return timelines in which people did something, each a few seconds after the other."""
    living, second = Living(lambda: NOW), 900_000
    for i, (events, answer) in enumerate(people):
        for event in events:
            second -= 7
            living.happens(f"person-{i}", event, ago=second)
        if answer is not None:
            score, place = answer
            living.happens(f"person-{i}", "response", ago=second - 3, instrument="stars", score=float(score),
                           asked_at=place, text=f"words of person-{i}")  # fmt: skip
    return living.frame()


def shown(people, segment=None):
    """Return the safe readings, the journey, the frame and the question."""
    frame, question = lived(people), MapQuestion(beside=True, segment=segment)
    readings = measure_map(frame, journey(), question, as_of=NOW, run=in_one_part)
    everybody = measure_map(frame, journey(), MapQuestion(beside=True), as_of=NOW, run=in_one_part) if segment else None
    passes = list_people(frame, journey(), Who(what="all"), period=Period(), segment=None, as_of=NOW, run=in_one_part)
    heaviest = passes.group_by("person").agg(pl.len()).get_column("len").to_list()
    safe = suppressed(readings, least_passes=passes_of_five(heaviest), everybody=everybody, voices=True)
    return safe, frame, readings


def every_reading(value):
    """Yield every reading within a value."""
    if isinstance(value, Reading):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from every_reading(one)
    elif isinstance(value, dict):
        yield from every_reading(list(value.values()))
    elif hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            yield from every_reading(getattr(value, name))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people=PEOPLE, segment=st.sampled_from([None, "regulars"]))
def test_no_reading_rests_on_a_few(people, segment) -> None:
    """Neither n nor count nor what is left of n is one to four; nothing leads to anybody."""
    safe, _, _ = shown(people, segment)
    for reading in every_reading(safe.readings):
        sizes = [reading.n, reading.count or 0, reading.n - (reading.count if reading.count is not None else reading.n)]
        assert reading.value is None or not any(0 < size < FEWEST for size in sizes)
        assert reading.who is None
        assert not reading.left_out


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people=PEOPLE)
def test_every_group_that_is_shown_has_five_people(people) -> None:
    """The people behind each shown number, listed by the code that counted them, are at least five."""
    safe, frame, readings = shown(people)
    for kept, was in zip(safe.readings.steps, readings.steps, strict=True):
        for name in ("reach", "drop_off", "went_on"):
            one, before = getattr(kept, name), getattr(was, name)
            if one is None or one.value is None or not before.count or before.who is None:
                continue
            found = list_people(frame, journey(), before.who, period=Period(), segment=None, as_of=NOW, run=in_one_part)
            assert found["person"].n_unique() >= FEWEST


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people=PEOPLE)
def test_what_is_drawn_says_no_small_number_of_people(people) -> None:
    """In the page's cells, doors, titles and labels stands no n of one to four, no count of them, and no name."""
    safe, _, _ = shown(people)
    seen = only_lanes(journey(), LANES)
    for lang in ("vi", "en"):
        scene = shared_scene(seen, safe, lang=lang, lanes=LANES, questions={}, pictures={})
        words = Words(lang, "UTC")
        text = "".join((hero(scene, words), summary(scene, words), table(scene, words), doors_data(scene, "d")))
        assert "person-" not in re.sub(r"words of person-\d+", "", text)
        assert not re.search(r"n\s*=\s*[1-4](?!\d)", text)
        assert not re.search(r'\["n","[1-4]"\]', text)
        assert not re.search(r'"(?:Đã đếm|Counted)","[1-4](?!\d)', text)
        assert all(
            door.who is None and not door.tables and not door.quotes and not door.command for door in scene.doors
        )
        if len(people) < FEWEST:
            assert "words of" not in text
            assert not scene.figures
