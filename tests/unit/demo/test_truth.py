"""The truth is computed one way and drawn another: both must agree, and with what can be worked out by hand."""

from itertools import pairwise

import msgspec
import numpy as np
import pytest

from hanhtrinh.demo.company import OUTCOME, STEPS, WINDOW_DAYS, Company, Device
from hanhtrinh.demo.gaps import DAY
from hanhtrinh.demo.sampling import NEVER, Passes, draw_passes
from hanhtrinh.demo.truth import Truth, begun_by_age, truth_of

AS_OF = 1_795_309_200  # 2026-11-22T08:00+07:00
PEOPLE = 400_000
FAR = 4.5
"""Standard errors a correct share is from the truth once in some 150,000 times."""


@pytest.fixture(scope="module")
def truth() -> Truth:
    """Return the truth of the demo company."""
    return truth_of(Company())


@pytest.fixture(scope="module")
def drawn() -> Passes:
    """Return the passes of very many people."""
    return draw_passes(Company(), PEOPLE, np.random.default_rng(31), AS_OF, 7 * 3_600, np.ones(4))


def agrees(count: int, n: int, true: float) -> bool:
    """Tell whether a counted share is within reach of the true one."""
    return abs(count / n - true) < FAR * np.sqrt(true * (1 - true) / n)


def test_reach_by_as_of(truth: Truth, drawn: Passes) -> None:
    """The share of passes begun by as-of that have come to each step is the integrated one."""
    begun = int((drawn.start <= AS_OF).sum())
    for step in STEPS:
        there = drawn.at(step)
        assert agrees(int(((there != NEVER) & (there <= AS_OF)).sum()), begun, truth.get("reach", step)), step
        assert agrees(int((there != NEVER).sum()), len(drawn), truth.get("reach_eventually", step)), step


def test_reach_by_device(truth: Truth, drawn: Passes) -> None:
    """The same holds for the passes made on each kind of device."""
    for position, device in enumerate(Company().devices):
        here = (drawn.device == position) & (drawn.start <= AS_OF)
        for step in ("product", "cart", "delivery"):
            there = drawn.at(step)[here]
            count = int(((there != NEVER) & (there <= AS_OF)).sum())
            assert agrees(count, int(here.sum()), truth.get("reach", step, device=device)), (step, device)


def test_drop_off(truth: Truth, drawn: Passes) -> None:
    """Of arrivals whose window has passed as many leave as the chain says."""
    for position, step in enumerate(STEPS[:-1]):
        there = drawn.times[:, position]
        rated = (there != NEVER) & (there <= AS_OF - WINDOW_DAYS * DAY)
        left = rated & (drawn.last == position)
        early = position < STEPS.index(OUTCOME)
        true = truth.get("drop_off", step) if early else 1 - truth.get("went_on", step)
        assert agrees(int(left.sum()), int(rated.sum()), true), step


def test_conversion(truth: Truth, drawn: Passes) -> None:
    """Of passes begun a window ago that are over one way or the other, as many bought as the integral says."""
    old = drawn.start <= AS_OF - WINDOW_DAYS * DAY
    bought = drawn.at(OUTCOME)
    done = old & (bought != NEVER) & (bought <= AS_OF)
    end = np.where(drawn.times <= AS_OF, drawn.times, NEVER).max(axis=1)
    left = old & ~done & (end < AS_OF - WINDOW_DAYS * DAY)
    assert agrees(int(done.sum()), int((done | left).sum()), truth.get("conversion"))


def test_sales_cycle(truth: Truth, drawn: Passes) -> None:
    """Quartiles of the time from first contact to purchase are those of the convolution."""
    spent = (drawn.at(OUTCOME) - drawn.start)[drawn.at(OUTCOME) != NEVER]
    for name, share in (("_quartile_low", 0.25), ("", 0.5), ("_quartile_high", 0.75)):
        assert agrees(int((spent <= truth.get(f"sales_cycle{name}")).sum()), len(spent), share)


def test_time_between_steps(truth: Truth, drawn: Passes) -> None:
    """Quartiles of the time between neighbouring steps are those of the mixture of gaps."""
    for before, step in pairwise(STEPS):
        spent = (drawn.at(step) - drawn.at(before))[(drawn.at(step) != NEVER) & (drawn.at(before) != NEVER)]
        for name, share in (("_quartile_low", 0.25), ("", 0.5), ("_quartile_high", 0.75)):
            # Gaps are whole seconds; half a second decides what a minute's gap does not.
            at = truth.get(f"time_to{name}", step) + 0.5
            assert abs((spent <= at).mean() - share) < FAR * np.sqrt(share * (1 - share) / len(spent)) + 0.002, step


def test_late_share(truth: Truth, drawn: Passes) -> None:
    """As many delivered parcels are late as the cities' shares say."""
    came = (drawn.at("delivery") != NEVER) & (drawn.at("delivery") <= AS_OF)
    assert agrees(int(drawn.late[came].sum()), int(came.sum()), truth.get("late", "delivery"))


def test_a_company_one_can_work_out_by_hand() -> None:
    """One device, one way, no second passes: shares are products and means are plain sums."""
    company = msgspec.structs.replace(
        Company(),
        devices={"phone": Device(share=1.0, entry={"cart": 1.0})},
        moves={step: {} for step in STEPS} | {"cart": {"checkout": 0.8}, "checkout": {"delivery": 0.5}},
        support_when={},
        fee_share=0.25,
        fee_factor=0.5,
        returns=0.0,
    )
    truth = truth_of(company)
    assert truth.get("reach_eventually", "checkout") == pytest.approx(0.75 * 0.8 + 0.25 * 0.4)
    assert truth.get("reach_eventually", "delivery") == pytest.approx(0.7 * 0.5)
    assert truth.get("drop_off", "cart") == pytest.approx(0.3)
    assert truth.get("went_on", "checkout") == pytest.approx(0.5)
    assert truth.get("conversion_eventually") == pytest.approx(0.7)
    assert {value.step for value in truth.values} == {None, "cart", "checkout", "delivery"}


def test_passes_begun() -> None:
    """First passes are one a person; second ones follow for fewer than come back at all."""
    company = Company()
    assert begun_by_age(msgspec.structs.replace(company, returns=0.0)).sum() == pytest.approx(1.0)
    assert 1.03 < begun_by_age(company).sum() < 1 + company.returns


def test_asking_for_what_is_not_known(truth: Truth) -> None:
    """A value that no company has is a KeyError that names it."""
    with pytest.raises(KeyError, match="nirvana"):
        truth.get("reach", "nirvana")
