"""Draws what happens to the demo company's customers: passes, then everything else they do and say."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hanhtrinh.demo.chain import Conditions, State, onward
from hanhtrinh.demo.company import OUTCOME, STEPS, WINDOW_DAYS, Company, Survey
from hanhtrinh.demo.gaps import DAY, HOUR, Gap, pick, place

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Random = np.random.Generator

NEVER = -1
_RETURN_SIGMA = 0.35
_MONDAY = 4 * DAY  # 1970-01-05
# How many begin a visit in each hour of the day, local time: the lunch break and the evening.
_HOURS = np.array([3, 1, 1, 1, 1, 2, 5, 9, 14, 16, 17, 20, 28, 22, 16, 15, 16, 18, 19, 26, 34, 36, 26, 10], np.float64)
_WEEKDAYS = np.array([1.0, 0.98, 0.97, 1.0, 1.04, 1.1, 1.12])


@dataclass(frozen=True)
class Passes:
    """Every pass of every person, those still in the future at as-of cut off later.

    `times[p, s]` is the second (since 1970, UTC) of the first visit to step s, NEVER where there is none; `last` the
    step the pass ends at. `person` counts from 0, `city`, `device`, `carrier` and `product` are positions.
    """

    person: Integers
    device: Integers
    city: Integers
    entry: Integers
    product: Integers
    carrier: Integers
    fee: Mask
    late: Mask
    faulty: Mask
    times: Integers
    last: Integers

    def __len__(self) -> int:
        return len(self.person)

    def at(self, step: str) -> Integers:
        """Return each pass's first visit to a step."""
        return self.times[:, STEPS.index(step)]

    @property
    def start(self) -> Integers:
        """The first visit of each pass."""
        return self.times[np.arange(len(self)), self.entry]

    def next_after(self, rows: Integers, step: int) -> Integers:
        """Return the first visit of some passes to a step after a given one, NEVER where there is none."""
        later = self.times[rows, step + 1 :]
        far = np.iinfo(np.int64).max
        found = np.where(later == NEVER, far, later).min(axis=1, initial=far)
        return np.where(found == far, NEVER, found)


def draw_passes(company: Company, people: int, random: Random, as_of: int, offset: int, products: Floats) -> Passes:
    """Draw the passes of so many people, first those of everybody, then the second ones.

    `as_of` and times are in seconds since 1970, `offset` is the local time's lead over UTC, `products` weights what is
    bought.
    """
    city = pick(random, np.array([c.share for c in company.cities.values()]), people)
    begun = _first_starts(company, people, random, as_of, offset)
    first = _walk(company, random, np.arange(people), city, begun, products)
    delay = company.return_days * np.exp(_RETURN_SIGMA * random.standard_normal(people)) * DAY
    # A new pass begins only when the old one is over for good.
    again = np.maximum(begun + np.rint(delay).astype(np.int64), first.times.max(axis=1) + (WINDOW_DAYS + 1) * DAY)
    back = np.flatnonzero((random.random(people) < company.returns) & (again < as_of))
    return _joined(first, _walk(company, random, back, city[back], again[back], products))


def _joined(first: Passes, second: Passes) -> Passes:
    fields = Passes.__dataclass_fields__
    return Passes(**{name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in fields})


def _first_starts(company: Company, people: int, random: Random, as_of: int, offset: int) -> Integers:
    """Draw when people first come: more lately, more at weekends, at the hours people shop."""
    age = (np.arange(company.days) + 0.5) / company.days
    today, so_far = divmod(as_of + offset - 1, DAY)
    local_day = today - np.arange(company.days)
    weekday = (local_day - _MONDAY // DAY) % 7
    weights = (company.growth + (1 - company.growth) * age) * _WEEKDAYS[weekday]
    weights[0] *= so_far / DAY
    day = local_day[pick(random, weights, people)]
    second = pick(random, _HOURS, people) * HOUR + random.integers(0, HOUR, people)
    # What has been of today holds all that came today.
    second = np.where(day == today, second * so_far // DAY, second)
    return np.asarray(day * DAY + second - offset)


def _walk(
    company: Company, random: Random, person: Integers, city: Integers, begun: Integers, products: Floats
) -> Passes:
    size = len(person)
    devices = list(company.devices.values())
    device = pick(random, np.array([d.share for d in devices]), size)
    entry = np.zeros(size, np.int64)
    for i, kind in enumerate(devices):
        here = np.flatnonzero(device == i)
        weights = np.array([kind.entry.get(step, 0.0) for step in STEPS])
        entry[here] = pick(random, weights, len(here))
    times = np.full((size, len(STEPS)), NEVER, np.int64)
    times[np.arange(size), entry] = begun
    passes = Passes(
        person=person, device=device, city=city, entry=entry, product=pick(random, products, size),
        carrier=pick(random, np.array([0.5, 0.3, 0.2]), size),
        fee=random.random(size) < company.fee_share,
        late=random.random(size) < np.array([c.late for c in company.cities.values()])[city],
        faulty=random.random(size) < company.faulty_share,
        times=times, last=entry.copy(),
    )  # fmt: skip
    for step in range(len(STEPS)):
        _move_on(company, random, passes, step)
    return passes


def groups(passes: Passes, rows: Integers, step: str) -> list[tuple[Integers, Conditions]]:
    """Return rows by the conditions that hold at a step: the fee up to the purchase, the parcel from delivery on."""
    fee = passes.fee[rows] if step in ("cart", OUTCOME) else np.zeros(len(rows), np.bool_)
    parcel = STEPS.index(step) > STEPS.index(OUTCOME)
    late, faulty = (kind[rows] if parcel else np.zeros(len(rows), np.bool_) for kind in (passes.late, passes.faulty))
    code = fee * 1 + late * 2 + faulty * 4
    return [(rows[code == c], Conditions(bool(c & 1), bool(c & 2), bool(c & 4))) for c in np.unique(code).tolist()]


def _move_on(company: Company, random: Random, passes: Passes, step: int) -> None:
    """Draw, for all who are at a step, where they go next and when they are there."""
    key = STEPS[step]
    here = np.flatnonzero(passes.times[:, step] != NEVER)
    for i, device in enumerate(company.devices.values()):
        for rows, conditions in groups(passes, here[passes.device[here] == i], key):
            chances = onward(company, device, State(key, conditions))
            bounds = np.cumsum([*chances.values()])
            chosen = np.searchsorted(bounds, random.random(len(rows)), side="right")
            for j, target in enumerate(chances):
                going = rows[chosen == j]
                gap = _parcel(company, random, passes, going) if target == "delivery" else None
                spent = company.gaps[f"{key}>{target}"].draw(random, len(going)) if gap is None else gap
                passes.times[going, STEPS.index(target)] = passes.times[going, step] + spent
                passes.last[going] = STEPS.index(target)


def _parcel(company: Company, random: Random, passes: Passes, rows: Integers) -> Integers:
    spent = np.zeros(len(rows), np.int64)
    for i, city in enumerate(company.cities.values()):
        for late in (False, True):
            some = np.flatnonzero((passes.city[rows] == i) & (passes.late[rows] == late))
            gap: Gap = company.delays[city.delay].late if late else company.delays[city.delay].on_time
            spent[some] = gap.draw(random, len(some))
    return spent


def promised_days(passes: Passes, random: Random, offset: int) -> Integers:
    """Return the local day (since 1970) each order was promised for: before the parcel came where it is late.

    A parcel that comes on time was promised for its day or one of the two after; a late one for one to five days
    earlier, but not before the order's own day. Parcels that never come were promised like those on time, for the third
    day.
    """
    ordered = (passes.at(OUTCOME) + offset) // DAY
    came = (passes.at("delivery") + offset) // DAY
    early = pick(random, np.array([0.55, 0.33, 0.12]), len(passes))
    behind = pick(random, np.array([0.26, 0.28, 0.22, 0.15, 0.09]), len(passes)) + 1
    kept = np.maximum(came + early, ordered + 1)
    broken = np.minimum(np.maximum(came - behind, ordered + 1), came - 1)
    found = np.where(passes.late, broken, kept)
    return np.where(passes.at("delivery") == NEVER, ordered + 3, found)


@dataclass(frozen=True)
class Said:
    """Invitations to one survey and the answers: the pass, when it was asked, when answered (NEVER: not), the score."""

    row: Integers
    asked: Integers
    answered: Integers
    score: Integers
    cause: npt.NDArray[np.object_]


def moods(seed: int, survey: Survey, size: int) -> Floats:
    """Return how content each pass is with a survey's step among those it went alike for, from 0 to 1: the same for
    every survey about that step, so that nobody says two things of it. What another company is given stands apart, and
    what somebody thinks of the company as a whole, which they are asked days later.
    """
    which = (1 + STEPS.index(survey.step), survey.about != "", survey.relationship)
    return np.random.default_rng((*which, seed)).random(size)


def scored(survey: Survey, name: str, mood: Floats) -> Integers:
    """Return the scores that people under a condition give who are so content."""
    return place(np.array(survey.scores[name]), 1 - mood if survey.low_is_good else mood) + survey.low


def draw_said(company: Company, passes: Passes, key: str, random: Random, mood: Floats) -> Said:
    """Draw who is asked a survey and who answers, which does not depend on what they would say; that follows from
    what happened to them and their mood.
    """
    survey = company.every_survey[key]
    visited = np.flatnonzero(passes.at(survey.step) != NEVER)
    row = visited[random.random(len(visited)) < survey.asked]
    asked = passes.at(survey.step)[row] + _wait(random, survey.asked_after, len(row))
    answers = random.random(len(row)) < survey.responds
    answered = np.where(answers, asked + _wait(random, survey.answer_after, len(row)), NEVER)
    score, cause = np.zeros(len(row), np.int64), np.full(len(row), "", object)
    for rows, conditions in groups(passes, row, survey.step):
        some = np.searchsorted(row, rows)
        name = conditions.choose({name: name for name in survey.scores}, "usual")
        score[some] = scored(survey, name, mood[rows])
        cause[some] = "" if name == "usual" else name
    return Said(row, asked, answered, score, cause)


def _wait(random: Random, median: float, size: int) -> Integers:
    drawn = median * np.minimum(np.exp(0.7 * random.standard_normal(size)), 10.0)
    return np.maximum(np.rint(drawn).astype(np.int64), 1)
