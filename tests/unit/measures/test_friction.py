"""Friction by example: those of `docs/definitions.md`."""

from pathlib import Path

import pytest

from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.journey.model import Friction, Journey, Stage, Step, Touchpoint
from hanhtrinh.measures.friction import friction_readings
from hanhtrinh.measures.journey_reading import read_journey
from hanhtrinh.values import MICROSECONDS, Period
from tests.timelines import DAY, lake_of
from tests.worlds import EPOCH

STEPS = ("product", "cart", "payment", "delivery")
RULES = Friction(errors={"event": "declined"}, support={"event": "call"}, support_within="24h")


def found(rows, friction=RULES):
    """Return {(step, kind): passes} that are not zero, and the moments by step."""
    journey = Journey(
        key="j", name="J", window="30d", friction=friction,
        touchpoints={n: Touchpoint(name=n, match={"event": n}) for n in STEPS},
        stages=(Stage(key="s", name="S", phase="before", steps=tuple(Step(key=n, touchpoint=n) for n in STEPS)),),
    )  # fmt: skip
    frame = build_frame(reader_of(lake_of([(who, second, name, 0) for who, second, name in rows])), {}, zone="UTC")
    reading = read_journey(frame, journey, as_of=(EPOCH + 100 * DAY) * MICROSECONDS)
    read = friction_readings(reading, reading.keep(Period(), None))
    kinds = {
        (step, kind): share.count
        for step, one in zip(STEPS, read, strict=True)
        for kind, share in one.kinds.items()
        if share.count
    }
    return kinds, [one.per_pass.value for one in read]


def examples():
    """Return the rows of the worked examples in `docs/definitions.md`: the pass, and what it met."""
    page = (Path(__file__).parents[3] / "docs" / "definitions.md").read_text(encoding="utf-8")
    table = page[page.index("| pass | repeat |") :].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    return [(row[0], row[1:]) for row in rows]


@pytest.mark.parametrize(("way", "met"), examples())
def test_the_examples_of_the_documentation(way, met):
    """Each pass of the table met what the table says, and nothing else."""
    names = dict(zip("PCYDes", (*STEPS, "declined", "call"), strict=True))
    kinds = zip(("repeat", "back_step", "loop", "error", "support"), met, strict=True)
    told = {(names[step], kind): 1 for kind, steps in kinds for step in steps.split()}
    assert found(walk([names[letter] for letter in way.split()]))[0] == told


def walk(names, who=0):
    """Return rows of a pass that meets these events a minute apart."""
    return [(who, 60 * i, name) for i, name in enumerate(names)]


def test_moments_are_counted():
    """product, cart, cart, payment, cart, payment: a repeat and the way back at the cart and payment, then a loop."""
    kinds, moments = found(walk(["product", "cart", "cart", "payment", "cart", "payment"]))
    assert kinds == {("cart", "repeat"): 1, ("payment", "back_step"): 1, ("payment", "loop"): 1}
    assert moments == [0, 1, 2, None]


def test_there_and_back_is_one_moment_at_the_place_that_was_left():
    """Cart, product, cart, with the cart later on the map: turned back at the cart, and through it once more."""
    kinds, _ = found(walk(["cart", "product", "cart"]))
    assert kinds == {("cart", "back_step"): 1, ("cart", "loop"): 1}


def test_going_on_over_skipped_steps_is_no_friction():
    """Forward to a step never visited is progress, however far."""
    assert found(walk(["product", "delivery"]))[0] == {}


def test_two_records_of_one_instant_are_one_visit():
    """A shop that writes down one click twice did not make its customer come twice."""
    assert found([(0, 0, "cart"), (0, 0, "cart")])[0] == {}


@pytest.mark.parametrize(("wait", "counts"), [(DAY, 1), (DAY + 1, 0)])
def test_a_call_counts_within_a_day_of_the_last_step(wait, counts):
    """To the second; the step is the one before it."""
    kinds, _ = found([(0, 0, "payment"), (0, 60, "delivery"), (0, 60 + wait, "call")])
    assert kinds.get(("delivery", "support"), 0) == counts
    assert ("payment", "support") not in kinds


def test_a_second_call_is_about_the_same_step():
    """Calls count at the step that led to them, also where the call centre is itself on the map."""
    on_map = Friction(support={"event": "delivery"}, errors=None)
    kinds, moments = found(walk(["payment", "delivery", "delivery"]), on_map)
    assert kinds == {("payment", "support"): 1, ("delivery", "repeat"): 1}
    assert moments[STEPS.index("payment")] == 2


def test_an_error_belongs_to_the_pass_it_happened_in():
    """At the last step before it; before the first visit, and after the pass is over, it belongs to none."""
    assert found([(0, 0, "declined"), (0, 60, "cart"), (0, 120, "declined")])[0] == {("cart", "error"): 1}
    assert found([(0, 0, "cart"), (0, 31 * DAY, "declined")])[0] == {}


def test_kinds_nobody_defined_are_not_said():
    """Without a rule an error is not zero: it is unknown."""
    journey = Journey(
        key="j", name="J", touchpoints={"a": Touchpoint(name="a", match={"event": "a"})},
        stages=(Stage(key="s", name="S", phase="before", steps=(Step(key="a", touchpoint="a"), Step(key="b"))),),
    )  # fmt: skip
    reading = read_journey(build_frame(reader_of(lake_of([(0, 0, "a", 0)])), {}, zone="UTC"), journey)
    measured, unmeasured = friction_readings(reading, reading.keep(Period(), None))
    assert set(measured.kinds) == {"repeat", "loop", "back_step"}
    assert unmeasured is None
