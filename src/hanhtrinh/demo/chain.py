"""The chain behind the demo company: states, the moves between them, and their chances."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from hanhtrinh.demo.company import OUTCOME, STEPS, Company, Delay, Device
from hanhtrinh.demo.gaps import Gap

Value = TypeVar("Value")
WeightedGaps = tuple[tuple[float, Gap], ...]
_BEFORE_OUTCOME = STEPS[: STEPS.index(OUTCOME)]


class Conditions(NamedTuple):
    """What is so for a pass at some step: a hidden fee was shown, the parcel came late, it held something faulty."""

    fee: bool = False
    late: bool = False
    faulty: bool = False

    def choose(self, by_condition: Mapping[str, Value], usual: Value) -> Value:
        """Return the value of the first condition named that holds."""
        holds = {"usual": True, **self._asdict()}
        return next((value for name, value in by_condition.items() if holds[name]), usual)


USUAL = Conditions()


class State(NamedTuple):
    """A step under its conditions."""

    step: str
    conditions: Conditions


class Move(NamedTuple):
    """A move from one state to another: its chance, and how long it takes (a mixture of weighted gaps)."""

    source: State
    target: State
    chance: float
    gaps: WeightedGaps


def onward(company: Company, device: Device, state: State) -> dict[str, float]:
    """Return the chance of each step coming next; what is missing to one is the chance of leaving."""
    step, conditions = state
    chances = dict(company.moves[step])
    if step in company.support_when:
        chances["support"] = conditions.choose(company.support_when[step], chances["support"])
    if step == "cart" and conditions.fee:
        chances[OUTCOME] *= company.fee_factor
    if step in _BEFORE_OUTCOME:
        stay = sum(chances.values())
        factor = (1 - (1 - stay) * device.leaving) / stay
        chances = {step: chance * factor for step, chance in chances.items()}
    return chances


def arriving(company: Company, step: str, before: Conditions) -> Iterator[tuple[float, Conditions]]:
    """Yield the conditions a pass may be under on arriving at a step, with their chances."""
    if step == "cart":
        yield company.fee_share, Conditions(fee=True)
        yield 1 - company.fee_share, USUAL
    elif step == "delivery":
        for late in (True, False):
            for faulty in (True, False):
                lateness = late_share(company) if late else 1 - late_share(company)
                broken = company.faulty_share if faulty else 1 - company.faulty_share
                yield lateness * broken, Conditions(late=late, faulty=faulty)
    else:
        yield 1.0, before


def late_share(company: Company) -> float:
    """Return the share of parcels that come late, over all cities."""
    return sum(city.share * city.late for city in company.cities.values())


def gaps_between(company: Company, source: str, target: str, conditions: Conditions) -> WeightedGaps:
    """Return how long a move takes, for a pass that arrives under the conditions."""
    if target != "delivery":
        return ((1.0, company.gaps[f"{source}>{target}"]),)
    weights = dict.fromkeys(company.delays, 0.0)
    for city in company.cities.values():
        weights[city.delay] += city.share * (city.late if conditions.late else 1 - city.late)
    total = sum(weights.values())
    return tuple((w / total, _of(company.delays[key], conditions.late)) for key, w in weights.items() if w)


def _of(delay: Delay, late: bool) -> Gap:
    return delay.late if late else delay.on_time


def entries(company: Company, device: Device) -> dict[State, float]:
    """Return the states passes begin in, with their chances."""
    return {
        State(step, conditions): chance * share
        for step, chance in device.entry.items()
        for share, conditions in arriving(company, step, USUAL)
    }


def moves(company: Company, device: Device) -> list[Move]:
    """Return every move of the chain, those from earlier steps of the map first."""
    found: list[Move] = []
    known = set(entries(company, device))
    for step in STEPS:
        for state in sorted(state for state in known if state.step == step):
            found += _from(company, device, state)
            known |= {move.target for move in found}
    return found


def _from(company: Company, device: Device, state: State) -> Iterator[Move]:
    for step, chance in onward(company, device, state).items():
        for share, conditions in arriving(company, step, state.conditions):
            gaps = gaps_between(company, state.step, step, conditions)
            yield Move(state, State(step, conditions), chance * share, gaps)
