"""What is true of a demo company, in the definitions of `semantics.md`, computed and not sampled.

Shares come from the chain's algebra. Whatever depends on time (how far passes have come by as-of, the sales cycle) is
integrated numerically: the density of arriving at each state is a sum of convolutions of gap distributions on a grid of
ten minutes, taken from their closed-form distribution functions. Nothing here draws a random number or shares a line
with `sampling`.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from hanhtrinh.demo.chain import Conditions, State, WeightedGaps, entries, moves
from hanhtrinh.demo.company import OUTCOME, STEPS, WINDOW_DAYS, Company, Survey
from hanhtrinh.demo.gaps import DAY, Gap
from hanhtrinh.demo.normal import ndtr

Floats = npt.NDArray[np.float64]
Worth = Callable[[Survey, int], float]

CELL = 600
"""Seconds a grid cell."""

_CELLS = 2**16  # 455 days: the longest way through the map, 13 gaps of less than 29 days, fits
_RETURN_SIGMA = 0.35
_LONGEST_GAP = 29 * DAY
DELIVERY_SURVEY = "csat_delivery"
_NPS_SCORES, _NPS_EMOTIONS = (0.0, 6.0, 7.5, 9.0, 10.0), (-2.0, -0.5, 0.0, 1.0, 2.0)


class TrueValue(msgspec.Struct, frozen=True, kw_only=True):
    """One true value: its name, the step it is of (None: the journey), the device it is limited to, the instrument."""

    name: str
    value: float
    step: str | None = None
    device: str | None = None
    instrument: str | None = None


class Truth(msgspec.Struct, frozen=True):
    """The true values of a company, as the map defines them, seen from as-of.

    Names by step: `reach` (over all passes begun by as-of, the unfinished ones too), `reach_eventually`, `drop_off`,
    `went_on` (shares of arrivals whose window has passed), `time_to`, `time_to_quartile_low`, `time_to_quartile_high`
    (seconds from the step before on the map, of those who ever come), `emotion`, `csat`, `response_rate`; at the
    delivery also `late`, `emotion_late`, `emotion_on_time`, `emotion_difference` (late minus on time), and `csat_…`
    likewise. Of the journey: `conversion` (closed passes whose window has passed), `conversion_eventually`,
    `sales_cycle` with `_quartile_low` and `_quartile_high`, and by instrument `nps`, `emotion`, `response_rate`. Values
    with a `device` are of its passes alone. Beside the map: `friction_repeat` (share of passes that came to a step and
    looked at it again), `friction_error` at the cart, `friction_support` at the delivery (within a day), `ces` by step;
    `rival_emotion` and `rival_gap` (ours minus theirs) at the steps a competitor is asked about.
    """

    values: tuple[TrueValue, ...]

    def get(
        self, name: str, step: str | None = None, *, device: str | None = None, instrument: str | None = None
    ) -> float:
        """Return one true value; KeyError where there is none. The instrument need not be named at a step."""
        for value in self.values:
            fits = instrument is None or value.instrument == instrument
            if fits and (value.name, value.step, value.device) == (name, step, device):
                return value.value
        raise KeyError((name, step, device, instrument))


def truth_of(company: Company) -> Truth:
    """Return the true values of a company; steps nobody can come to have none. Somebody must be able to buy."""
    parts = [_Part(company, key, device.share) for key, device in company.devices.items()]
    values = [
        *_journey(parts, None),
        *_steps(parts, None),
        *_times(parts),
        *_voices(company, parts),
        *_late(company, parts),
        *_friction(company, parts),
        *_beside(company, parts),
    ]
    for part in parts:
        values += [*_steps([part], part.device), *_journey([part], part.device)]
    return Truth(tuple(values))


class _Part:
    """The passes made on one kind of device: how many have arrived where by when, for one person."""

    def __init__(self, company: Company, device: str, share: float) -> None:
        self.company, self.device = company, device
        self.share = share
        self.entries = entries(company, company.devices[device])
        self.moves = moves(company, company.devices[device])
        self.states = list(dict.fromkeys([*self.entries, *(move.target for move in self.moves)]))
        self.begun = begun_by_age(company) * share

    @cached_property
    def densities(self) -> dict[State, Floats]:
        """The density over time since the pass began of arriving at each state; a cell is rounded to its middle."""
        known: dict[WeightedGaps, npt.NDArray[np.complex128]] = {}
        spectra = {state: np.full(_CELLS // 2 + 1, chance, np.complex128) for state, chance in self.entries.items()}
        for move in sorted(self.moves, key=lambda move: STEPS.index(move.source.step)):
            if move.gaps not in known:
                known[move.gaps] = _spectrum(move.gaps)
            arriving = spectra[move.source] * move.chance * known[move.gaps]
            spectra[move.target] = spectra.get(move.target, 0) + arriving
        return {state: np.fft.irfft(spectrum, _CELLS) for state, spectrum in spectra.items()}

    @cached_property
    def by_age(self) -> dict[State, Floats]:
        """The share of passes that have come to each state, by cell of the time since they began."""
        return {state: np.cumsum(density)[: len(self.begun)] for state, density in self.densities.items()}

    @cached_property
    def ever(self) -> dict[State, float]:
        """The chance that a pass ever comes to each state."""
        chances = dict.fromkeys(self.states, 0.0) | self.entries
        for move in sorted(self.moves, key=lambda move: STEPS.index(move.source.step)):
            chances[move.target] += chances[move.source] * move.chance
        return chances

    def leaving(self, state: State) -> float:
        """The chance of going nowhere from a state."""
        return 1 - sum(move.chance for move in self.moves if move.source == state)

    def moving(self, state: State, step: str) -> float:
        """The chance of going from a state to a step."""
        return sum(move.chance for move in self.moves if move.source == state and move.target.step == step)

    def arrived(self, state: State, seconds_ago: float = 0.0) -> float:
        """Return how many passes, for each person, had come to a state so long before as-of."""
        lag = round(seconds_ago / CELL)
        return float(self.begun[lag:] @ self.by_age[state][: len(self.begun) - lag])

    def passes(self, seconds_ago: float = 0.0) -> float:
        """Return how many passes, for each person, had begun so long before as-of."""
        return float(self.begun[round(seconds_ago / CELL) :].sum())


def _spectrum(gaps: WeightedGaps) -> npt.NDArray[np.complex128]:
    # A gap is shorter than 29 days by construction, so only that much of the grid is evaluated.
    edges = (np.arange(_LONGEST_GAP // CELL + 1, dtype=np.float64) + 0.5) * CELL
    mass = np.zeros(_CELLS)
    for weight, gap in gaps:
        mass[: len(edges)] += weight * np.diff(gap.cdf(edges), prepend=0.0)
    return np.fft.rfft(mass)


def begun_by_age(company: Company) -> Floats:
    """Return how many passes a person begins, by cell of the time from then to as-of; first ones sum to one."""
    size = company.days * DAY // CELL
    age = (np.arange(size) + 0.5) / size
    first = company.growth + (1 - company.growth) * age
    first /= first.sum()
    edges = np.arange(size + 1) * CELL
    days = np.maximum(edges, 1) / DAY
    later = np.diff(ndtr(np.log(days / company.return_days) / _RETURN_SIGMA)) * company.returns
    # A second pass of age x follows a first one of age x + delay.
    both = np.fft.rfft(first, 2 * size) * np.conj(np.fft.rfft(later, 2 * size))
    return np.asarray(first + np.maximum(np.fft.irfft(both, 2 * size)[:size], 0.0))


def _at(part: _Part, step: str) -> list[State]:
    return [state for state in part.states if state.step == step]


def _reached(parts: Iterable[_Part], step: str) -> bool:
    return any(_at(part, step) for part in parts)


def _weighed(
    parts: Iterable[_Part], step: str, seconds_ago: float, value: Callable[[_Part, State], float]
) -> tuple[float, float]:
    """Return the mean of a value over arrivals at a step so long before as-of, and how many those are."""
    pairs = [(part.arrived(state, seconds_ago), value(part, state)) for part in parts for state in _at(part, step)]
    total = sum(weight for weight, _ in pairs)
    return sum(weight * of for weight, of in pairs) / total, total


def _steps(parts: list[_Part], device: str | None) -> Iterable[TrueValue]:
    begun, share = sum(part.passes() for part in parts), sum(part.share for part in parts)
    for position, step in enumerate(STEPS):
        if not _reached(parts, step):
            continue
        left, _ = _weighed(parts, step, WINDOW_DAYS * DAY, _Part.leaving)
        _, arrived = _weighed(parts, step, 0, _Part.leaving)
        ever = sum(part.share * part.ever[state] for part in parts for state in _at(part, step)) / share
        yield TrueValue(name="reach", step=step, device=device, value=arrived / begun)
        yield TrueValue(name="reach_eventually", step=step, device=device, value=ever)
        if position < STEPS.index(OUTCOME):
            yield TrueValue(name="drop_off", step=step, device=device, value=left)
        elif position < len(STEPS) - 1:
            yield TrueValue(name="went_on", step=step, device=device, value=1 - left)


def _journey(parts: list[_Part], device: str | None) -> Iterable[TrueValue]:
    share = sum(part.share for part in parts)
    ever = sum(part.share * part.ever[s] for part in parts for s in _at(part, OUTCOME)) / share
    yield TrueValue(name="conversion", device=device, value=_conversion(parts))
    yield TrueValue(name="conversion_eventually", device=device, value=ever)
    cycle = sum(part.share * part.densities[state] for part in parts for state in _at(part, OUTCOME))
    arrived = np.cumsum(cycle) / ever / share
    for name, quantile in _QUARTILES:
        # Cell j holds what lies between j − ½ and j + ½ cells.
        at = float(np.interp(quantile, arrived, (np.arange(_CELLS) + 0.5) * CELL))
        yield TrueValue(name=f"sales_cycle{name}", device=device, value=at)


def _conversion(parts: list[_Part]) -> float:
    """Return the share of closed passes that were completed, of those begun a window ago or earlier."""
    bought, left = 0.0, 0.0
    lag = WINDOW_DAYS * DAY // CELL
    for part in parts:
        begun = part.begun.copy()
        begun[:lag] = 0.0
        for state in part.states:
            if STEPS.index(state.step) > STEPS.index(OUTCOME):
                continue
            by_age = part.by_age[state]
            if state.step == OUTCOME:
                bought += float(begun @ by_age)
            else:
                left += part.leaving(state) * float(begun[lag:] @ by_age[: len(begun) - lag])
    return bought / (bought + left)


_QUARTILES = (("_quartile_low", 0.25), ("", 0.5), ("_quartile_high", 0.75))


def _times(parts: list[_Part]) -> Iterable[TrueValue]:
    """Yield the time from each step to the next on the map: the chain only moves forward, so it is that of one move."""
    for before, step in pairwise(STEPS):
        mixture = [
            (part.share * part.ever[move.source] * move.chance * weight, gap)
            for part in parts
            for move in part.moves
            if (move.source.step, move.target.step) == (before, step)
            for weight, gap in move.gaps
        ]
        for name, quantile in _QUARTILES if mixture else ():
            yield TrueValue(name=f"time_to{name}", step=step, value=_quantile(mixture, quantile))


def _quantile(mixture: list[tuple[float, Gap]], share: float) -> float:
    """Return the quantile of a mixture of gaps by bisection, to a tenth of a second."""
    total = sum(weight for weight, _ in mixture)
    low, high = 0.0, float(_LONGEST_GAP)
    while high - low > 0.1:
        middle = (low + high) / 2
        reached = sum(weight * float(gap.cdf(np.array([middle]))[0]) for weight, gap in mixture) / total
        low, high = (low, middle) if reached >= share else (middle, high)
    return high


def emotion_of(survey: Survey, point: int) -> float:
    """Return a score as an emotion −2…2 (`semantics.md`, Voice)."""
    if survey.kind == "nps":
        return float(np.interp(point, _NPS_SCORES, _NPS_EMOTIONS))
    return -2 + 4 * (point - survey.points[0]) / (survey.points[-1] - survey.points[0])


def _worth(survey: Survey, point: int) -> float:
    """Return what one answer adds to the score: NPS in points of −100…100, CSAT as satisfied (4 or 5) or not."""
    if survey.kind == "nps":
        return 100.0 * ((point >= 9) - (point <= 6))
    return float(point >= 4)


def _expected(survey: Survey, conditions: Conditions, of: Worth) -> float:
    """Return the mean of what answers are worth under the conditions."""
    scores = conditions.choose(survey.scores, survey.scores["usual"])
    return sum(chance * of(survey, point) for point, chance in zip(survey.points, scores, strict=True))


def _voices(company: Company, parts: list[_Part]) -> Iterable[TrueValue]:
    asked = {key: survey for key, survey in company.surveys.items() if _reached(parts, survey.step)}
    for key, survey in asked.items():
        place = None if survey.relationship else survey.step
        for name, of in (("emotion", emotion_of), ("nps" if survey.kind == "nps" else "csat", _worth)):
            yield TrueValue(name=name, step=place, instrument=key, value=_answered(parts, survey, of))
        yield TrueValue(name="response_rate", step=place, instrument=key, value=survey.responds)


def _answered(parts: list[_Part], survey: Survey, of: Worth) -> float:
    """Return the mean of what answers given by as-of are worth: of arrivals as long ago as an answer takes."""

    def worth(_: _Part, state: State) -> float:
        return _expected(survey, state.conditions, of)

    return _weighed(parts, survey.step, survey.asked_after + survey.answer_after, worth)[0]


def _is_late(_: _Part, state: State) -> float:
    return float(state.conditions.late)


def _late(company: Company, parts: list[_Part]) -> Iterable[TrueValue]:
    if not _reached(parts, "delivery"):
        return
    yield TrueValue(name="late", step="delivery", value=_weighed(parts, "delivery", 0, _is_late)[0])
    for name, of in (("emotion", emotion_of), ("csat", _worth)):
        late, on_time = (_after_delivery(company, of, late=late) for late in (True, False))
        for which, value in (("late", late), ("on_time", on_time), ("difference", late - on_time)):
            yield TrueValue(name=f"{name}_{which}", step="delivery", instrument=DELIVERY_SURVEY, value=value)


def _after_delivery(company: Company, of: Worth, *, late: bool) -> float:
    survey, share = company.surveys[DELIVERY_SURVEY], company.faulty_share
    faulty, whole = (_expected(survey, Conditions(late=late, faulty=faulty), of) for faulty in (True, False))
    return share * faulty + (1 - share) * whole


def _friction(company: Company, parts: list[_Part]) -> Iterable[TrueValue]:
    for step, chance in company.repeats.items():
        # At the product page people also look back to the website, which makes some repeats loops.
        if step != "product" and _reached(parts, step):
            yield TrueValue(name="friction_repeat", step=step, value=chance)
    if _reached(parts, "cart"):
        failing = _weighed(parts, "cart", 0, lambda part, state: company.payment_fails * part.moving(state, OUTCOME))[0]
        yield TrueValue(name="friction_error", step="cart", value=failing)
    if _reached(parts, "delivery"):
        asking = _weighed(parts, "delivery", 0, _asks_within_a_day)[0]
        yield TrueValue(name="friction_support", step="delivery", value=asking)


def _asks_within_a_day(part: _Part, state: State) -> float:
    found = (move for move in part.moves if move.source == state and move.target.step == "support")
    day = np.array([float(DAY)])
    return sum(move.chance * weight * float(gap.cdf(day)[0]) for move in found for weight, gap in move.gaps)


def _beside(company: Company, parts: list[_Part]) -> Iterable[TrueValue]:
    """Yield what surveys beside the others tell: effort, and how a competitor is seen."""
    for key, survey in company.beside.items():
        if not _reached(parts, survey.step):
            continue
        if survey.kind == "ces":
            value = _answered(parts, survey, lambda _, point: float(point))
            yield TrueValue(name="ces", step=survey.step, instrument=key, value=value)
        elif survey.about:
            theirs = _answered(parts, survey, emotion_of)
            ours = _answered(parts, company.surveys[survey.question], emotion_of)
            yield TrueValue(name="rival_emotion", step=survey.step, instrument=survey.question, value=theirs)
            yield TrueValue(name="rival_gap", step=survey.step, instrument=survey.question, value=ours - theirs)
