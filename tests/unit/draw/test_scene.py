"""The scene: what a map shows, in one language."""

import re
from itertools import pairwise

import msgspec
import pytest
from msgspec.structs import replace

from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import LANE_KEYS, numbers, scene_of
from hanhtrinh.draw.shapes import Cell, PeopleCell, Promise, QuotesCell, Scene, ScoreCell, TargetsCell
from hanhtrinh.i18n import Lang
from hanhtrinh.measures.results import Difference, Interval, Lateness, MapReadings
from tests.unit.draw import fixture

STEPS = {step.key: i for i, step in enumerate(fixture.JOURNEY.steps)}


def drawn(lang: Lang = "en", readings: MapReadings | None = None, empty: bool = False) -> Scene:
    """Return the scene of the fixture."""
    found = None if empty else readings or fixture.readings()
    return scene_of(fixture.JOURNEY, found, lang=lang, options=DrawOptions(journey_file="journey.yaml"))


def cell(scene: Scene, lane: str, step: str) -> Cell | None:
    """Return one cell."""
    return next(one for one in scene.lanes if one.key == lane).cells[STEPS[step]]


def with_step(key: str, **changes: object) -> MapReadings:
    """Return the fixture's readings with one step changed."""
    readings = fixture.readings()
    steps = tuple(msgspec.structs.replace(s, **changes) if s.key == key else s for s in readings.steps)
    return msgspec.structs.replace(readings, steps=steps)


def test_numbers_come_first() -> None:
    """A people cell holds the count, its share, and who leaves; the worst step is marked, and only it."""
    people = [c for c in (cell(drawn(), "people", k) for k in STEPS) if isinstance(c, PeopleCell)]
    assert [c.worst for c in people].count(True) == 1
    checkout = cell(drawn(), "people", "checkout")
    assert isinstance(checkout, PeopleCell)
    assert checkout.worst
    assert (checkout.count.text, checkout.share, checkout.flow_kind) == ("4,810", "24%", "left")
    assert checkout.flow is not None
    assert checkout.flow.text == "31%"


def test_after_the_outcome_people_go_on() -> None:
    """Past the outcome the flow is those who go on, not those who leave."""
    delivery = cell(drawn(), "people", "delivery")
    assert isinstance(delivery, PeopleCell)
    assert delivery.flow_kind == "went_on"


def test_every_lane_has_a_cell_a_step() -> None:
    """Lanes keep the map's order and are never ragged."""
    scene = drawn()
    keys = [lane.key for lane in scene.lanes]
    assert keys == [key for key in LANE_KEYS if key in keys]
    assert all(len(lane.cells) == len(STEPS) for lane in scene.lanes)


def test_lanes_nobody_filled_are_left_out() -> None:
    """A journey without promises has no lane for them, with readings or without."""
    assert "promise" not in {lane.key for lane in drawn(empty=True).lanes}


def test_thoughts_are_real_where_there_are_any() -> None:
    """A customer's words replace what the team assumes, which is marked as assumed."""
    real, assumed = cell(drawn(), "thoughts", "delivery"), cell(drawn(), "thoughts", "ad")
    assert isinstance(real, QuotesCell)
    assert isinstance(assumed, QuotesCell)
    assert not real.quotes[0].assumed
    assert real.more is not None
    assert assumed.quotes[0].assumed
    assert assumed.quotes[0].source == "assumed by the team"


def test_thin_points_are_hollow_and_missing_ones_break_the_curve() -> None:
    """n below five is hollow; where nobody answered the line ends."""
    curve = drawn().curve
    assert [i for i, p in enumerate(curve.points) if p and p.hollow] == [STEPS["referral"]]
    assert set(curve.missing) == {STEPS["article"], STEPS["feedback"]}
    assert len(curve.lines) == 2


def test_the_lowest_points_speak() -> None:
    """The unhappiest voice stands at the lowest points, which are never close together."""
    quoted = [i for i, _ in drawn().curve.quotes]
    assert STEPS["delivery"] in quoted
    assert all(b - a >= 3 for a, b in pairwise(quoted))


def test_a_broken_promise_shows_both_sides() -> None:
    """The promise lane holds the late share, both feelings and their difference with its interval."""
    promise = cell(drawn(), "promise", "delivery")
    assert isinstance(promise, Promise)
    assert promise.on_time is not None
    assert promise.late_side is not None
    assert promise.difference is not None
    assert (promise.late.text, promise.on_time.value.text, promise.late_side.value.text) == ("28%", "+0.9", "−1.6")
    assert promise.difference.text == "−2.5"
    assert promise.clear


def test_targets_are_met_or_missed_or_unknown() -> None:
    """A target is judged against its reading in the direction that is good."""
    page, empty = cell(drawn(), "targets", "product-page"), cell(drawn(empty=True), "targets", "product-page")
    assert isinstance(page, TargetsCell)
    assert isinstance(empty, TargetsCell)
    assert [(t.label, t.wanted.replace("\u00a0", " "), t.got, t.state) for t in page.items] == [
        ("drop-off", "≤ 30%", "25%", "met"),
        ("CSAT", "≥ 80%", "85%", "met"),
    ]
    assert {t.state for t in empty.items} == {"unknown"}
    missed = cell(drawn(), "targets", "delivery")
    assert isinstance(missed, TargetsCell)
    assert {t.state for t in missed.items} == {"missed"}


def test_what_stands_out() -> None:
    """The three findings name the step, the number and its interval."""
    scene = drawn()
    assert [h.kind for h in scene.highlights] == ["drop", "gap", "promise"]
    assert [h.step for h in scene.highlights] == [STEPS["checkout"], STEPS["delivery"], STEPS["delivery"]]
    assert "1,446 of 4,666" in scene.highlights[0].text
    assert "−1.3" in scene.highlights[1].text
    assert "a difference of −2.5" in scene.highlights[2].text


def test_an_unclear_effect_is_not_called_one() -> None:
    """Where the interval of the difference spans zero the sentence says so."""
    lateness = fixture.lateness()
    assert lateness.emotion_difference is not None
    unclear = Difference(
        first=lateness.emotion_difference.first,
        second=lateness.emotion_difference.second,
        value=-0.1,
        interval=Interval(low=-0.3, high=0.1, method="welch"),
    )
    changed: Lateness = msgspec.structs.replace(lateness, emotion_difference=unclear)
    scene = drawn(readings=with_step("delivery", lateness=changed))
    promise = cell(scene, "promise", "delivery")
    assert isinstance(promise, Promise)
    assert not promise.clear
    assert "does not clearly differ" in scene.highlights[2].text
    assert "hurts" not in scene.highlights[2].title


def test_small_steps_are_not_called_the_worst() -> None:
    """A drop-off of nine in ten among ten passes does not outrank one of a third among thousands."""
    scene = drawn(readings=with_step("site", drop_off=fixture.share(0.9, 10, "drop_off")))
    assert scene.highlights[0].step == STEPS["checkout"]


def test_no_data_yet() -> None:
    """Without readings there is no number, only what the team assumes and what the lanes wait for."""
    scene = drawn(empty=True)
    assert not scene.measured
    assert numbers(scene) == ()
    assert scene.doors == ()
    assert scene.figures == ()
    assert scene.curve.lines == ()
    assert len(scene.curve.dashes) == 1
    assert [h.kind for h in scene.highlights] == ["waiting"]
    assert {lane.key for lane in scene.lanes if lane.nothing} == {"people", "time", "satisfaction"}
    assert scene.state


def test_nobody_came() -> None:
    """With events but no pass the map says so instead of drawing zeros."""
    silent = tuple(replace(step, voice=None) for step in fixture.readings().steps)
    scene = drawn(readings=fixture.readings(passes=0, events=12, steps=silent, journey_voice=()))
    assert not scene.measured
    assert "none of them belongs" in scene.state


def test_answers_alone() -> None:
    """Answers without any pass are drawn, and the map says that they are all there is."""
    scene = drawn(readings=fixture.readings(passes=0, events=12))
    assert scene.measured
    assert "answers alone" in scene.state
    assert [figure.label for figure in scene.figures] == ["NPS"]
    assert "waiting" not in [highlight.kind for highlight in scene.highlights]


def test_every_number_opens_a_door() -> None:
    """A door carries its definition; those whose people can be listed carry the command."""
    scene = drawn()
    closed = re.findall(rb'\{"text":"[^"]*","door":null\}', msgspec.json.encode(scene))
    assert len(closed) in (0, len(scene.segments))  # a segment's count of passes is no reading
    assert all(door.definition and door.title and door.value for door in scene.doors)
    drop = next(d for d in scene.doors if d.title == "Drop-off" and d.place == "Checkout")
    assert drop.command.startswith("hanhtrinh people journey.yaml --step checkout --what dropped")
    assert "--from 2026-08-01 --to 2026-11-01" in drop.command
    assert "14\u00a0days" in drop.definition


def test_a_door_conserves_flow() -> None:
    """Beyond the largest flows the rest is one row, so the table adds up."""
    readings = fixture.readings()
    scene = drawn(readings=readings)
    door = next(d for d in scene.doors if d.place == "Checkout" and d.title == "Drop-off")
    table = next(rows for title, _, rows in door.tables if title == "Went on to")
    total = sum(int(row[1].replace(",", "")) for row in table)
    assert total == sum(e.passes for e in readings.edges if e.source == "checkout")


def test_scores_of_one_kind_are_named_once() -> None:
    """Where every score is a CSAT the lane says so and the cells need not."""
    scene = drawn()
    lane = next(one for one in scene.lanes if one.key == "satisfaction")
    assert lane.name.endswith("CSAT")
    assert {c.label for c in lane.cells if isinstance(c, ScoreCell)} == {""}


def test_both_languages_say_the_same() -> None:
    """The two scenes differ in words only: same doors, same places, same number of numbers."""
    vi, en = drawn("vi"), drawn("en")
    assert len(numbers(vi)) == len(numbers(en))
    assert len(vi.doors) == len(en.doors)
    assert vi.curve.lines == en.curve.lines
    assert [h.step for h in vi.highlights] == [h.step for h in en.highlights]


def test_readings_of_another_map_are_refused() -> None:
    """Readings must have one entry per step."""
    wrong = fixture.readings(steps=fixture.readings().steps[:3])
    with pytest.raises(ValueError, match="3 readings for 14 steps"):
        drawn(readings=wrong)


def test_a_trifle_is_no_finding() -> None:
    """Where hardly anybody leaves, no step is called the worst and nothing is said about it."""
    readings = fixture.readings()
    steps = tuple(
        msgspec.structs.replace(s, drop_off=s.drop_off and fixture.share(0.001, 9_000, "drop_off"))
        for s in readings.steps
    )
    scene = drawn(readings=msgspec.structs.replace(readings, steps=steps))
    assert [h.kind for h in scene.highlights] == ["gap", "promise"]
    people = [cell(scene, "people", key) for key in STEPS]
    assert not any(isinstance(c, PeopleCell) and c.worst for c in people)


def short_map() -> Scene:
    """Return the scene of the fifth and sixth stage only: four steps, delivery the first."""
    stages = fixture.JOURNEY.stages[4:6]
    journey = msgspec.structs.replace(fixture.JOURNEY, stages=stages, outcome=None)
    found = fixture.readings(stages=(), segments=(), funnel=None)
    readings = msgspec.structs.replace(found, steps=found.steps[8:12])
    return scene_of(journey, readings, lang="en", options=DrawOptions())


def test_a_short_map_shows_where_a_promise_parts_people() -> None:
    """With room beside the point, the feelings on time and late stand on the curve itself; a long map has no room."""
    ((index, on_time, late),) = short_map().curve.splits
    assert index == 0
    assert (on_time[1], late[1]) == ("On time +0.9", "Late −1.6")
    assert on_time[0] < late[0]
    assert drawn().curve.splits == ()
