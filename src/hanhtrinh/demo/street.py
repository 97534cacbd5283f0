"""Customers of the demo company as they come by right now: a gentle stream that follows the company's chain.

New visitors walk from their first step to the purchase or away, with the company's chances at each step; customers
whose parcel is under way receive it and go on from there. Only the waiting between steps is shorter than in the
company's books, so that somebody who watches the map for a minute sees it move; and fewer of them answer surveys, for
a day's unhappy customers within an hour are more than any desk of cases answers.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from hanhtrinh.demo.chain import USUAL, Conditions, State, arriving, onward
from hanhtrinh.demo.company import EVENTS, OUTCOME, STEPS, Company, Survey
from hanhtrinh.demo.names import called
from hanhtrinh.demo.sampling import Floats, scored
from hanhtrinh.demo.shop import (
    AGES,
    CAMPAIGNS,
    CARRIERS,
    ENTRY_CHANNELS,
    PATHS,
    PAYMENTS,
    PRODUCTS,
    SHIPPING_FEES,
    TOPICS,
)

Random = np.random.Generator
_NEW_EVERY, _RETURN_EVERY = 2.2, 5.5
"""Mean seconds from one new visitor, and from one parcel that arrives, to the next."""
_SHORTEST, _WAIT, _LONGEST = 2.0, 7.0, 45.0
_ANSWERS = 0.15
"""The share of those who would answer a survey that does so here."""


class Order(NamedTuple):
    """An order that is on its way, and whether the day it was promised for is over (None: no day was named)."""

    customer: str
    order: str
    product: str
    late: bool | None = None


class Deed(NamedTuple):
    """Something somebody does: when, in seconds, and the message of it (`type`, ids, properties)."""

    at: float
    message: Mapping[str, Any]


@dataclass(frozen=True)
class Walker:
    """Somebody on their way: known by a device until they order, by their customer number from then on."""

    device_id: str
    device: str
    step: str
    conditions: Conditions
    product: int
    channel: str
    customer: str = ""
    order: str = ""


class Street:
    """The stream of deeds. The same seed and the same orders give the same stream."""

    def __init__(self, company: Company, orders: Sequence[Order], *, seed: int, start: float, first: int) -> None:
        """`first` is the number the first new customer gets; `start` the instant the stream begins at, in seconds."""
        self._company, self._orders = company, list(orders)
        self._random = np.random.default_rng(seed)
        self._due: list[tuple[float, int, Walker]] = []
        self._count, self._customer = 0, first
        self._next_new = self._next_return = start
        self._wanted = np.array([product.wanted for product in PRODUCTS])

    def deeds(self) -> Iterator[Deed]:
        """Yield what happens, in order of time, for ever."""
        while True:
            coming = self._due[0][0] if self._due else float("inf")
            if min(self._next_new, self._next_return) <= coming:
                self._arrive()
                continue
            at, _, walker = heapq.heappop(self._due)
            yield from self._do(at, walker)

    def _arrive(self) -> None:
        if self._next_new <= self._next_return:
            self._wait_for(self._next_new, self._visitor())
            self._next_new += float(self._random.exponential(_NEW_EVERY))
        else:
            if self._orders:
                self._wait_for(self._next_return, self._receiver())
            self._next_return += float(self._random.exponential(_RETURN_EVERY))

    def _wait_for(self, at: float, walker: Walker) -> None:
        self._count += 1
        heapq.heappush(self._due, (at, self._count, walker))

    def _visitor(self) -> Walker:
        company, random = self._company, self._random
        device = _choose(random, {name: one.share for name, one in company.devices.items()})
        step = _choose(random, company.devices[device].entry)
        channel = _choose(random, ENTRY_CHANNELS[step])
        return Walker(self._token(), device, step, USUAL, self._product(), channel)

    def _receiver(self) -> Walker:
        order = self._orders.pop(int(self._random.integers(len(self._orders))))
        product = next((i for i, one in enumerate(PRODUCTS) if one.name == order.product), 0)
        conditions = self._conditions("delivery", USUAL)
        if order.late is not None:
            conditions = conditions._replace(late=order.late)
        return Walker("", "mobile", "delivery", conditions, product, "app", order.customer, order.order)

    def _token(self) -> str:
        return self._random.bytes(12).hex()

    def _product(self) -> int:
        return int(self._random.choice(len(PRODUCTS), p=self._wanted / self._wanted.sum()))

    def _conditions(self, step: str, before: Conditions) -> Conditions:
        found = list(arriving(self._company, step, before))
        chances = np.array([chance for chance, _ in found])
        return found[int(self._random.choice(len(found), p=chances / chances.sum()))][1]

    def _do(self, at: float, walker: Walker) -> Iterator[Deed]:
        if walker.step == OUTCOME:
            walker = replace(walker, customer=f"KH{self._customer}", order=f"NM{9_000_000 + self._customer}")
            self._customer += 1
            yield Deed(at, self._who(walker))
        yield Deed(at, self._track(walker, EVENTS[STEPS.index(walker.step)], self._about(walker)))
        if walker.step == "cart" and walker.conditions.fee:
            yield Deed(at, self._track(walker, "shipping_fee_shown", {"path": PATHS["shipping_fee_shown"]}))
        yield from self._answers(at, walker)
        self._move_on(at, walker)

    def _move_on(self, at: float, walker: Walker) -> None:
        """Take the next step or leave; who ordered waits among the others for the parcel."""
        if walker.step == OUTCOME:
            self._orders.append(Order(walker.customer, walker.order, PRODUCTS[walker.product].name))
            return
        device = self._company.devices[walker.device]
        chances = onward(self._company, device, State(walker.step, walker.conditions))
        step = _choose(self._random, {**chances, "": max(0.0, 1 - sum(chances.values()))})
        if step:
            wait = min(_LONGEST, _SHORTEST + float(self._random.exponential(_WAIT)))
            conditions = self._conditions(step, walker.conditions)
            self._wait_for(at + wait, replace(walker, step=step, conditions=conditions))

    def _answers(self, at: float, walker: Walker) -> Iterator[Deed]:
        mood = self._random.random(1)
        for key, survey in self._company.surveys.items():
            answers = survey.asked * survey.responds * _ANSWERS
            if survey.step == walker.step and self._random.random() < answers:
                yield Deed(at, self._track(walker, "survey_answered", self._answer(key, survey, walker, mood)))

    def _answer(self, key: str, survey: Survey, walker: Walker, mood: Floats) -> dict[str, Any]:
        name = walker.conditions.choose({name: name for name in survey.scores}, "usual")
        place = {} if survey.relationship else {"asked_at": survey.step}
        return {"instrument": key, "score": int(scored(survey, name, mood)[0]), **place}

    def _who(self, walker: Walker) -> dict[str, Any]:
        city = _choose(self._random, {name: one.share for name, one in self._company.cities.items()})
        traits = {"city": city, "age_group": _choose(self._random, AGES), "first_channel": walker.channel}
        return {"type": "identify", **_ids(walker), "traits": {**called(walker.customer)._asdict(), **traits}}

    def _about(self, walker: Walker) -> dict[str, Any]:
        """Return what is known of an event beside its name; the same properties the shop's own exports have."""
        event, product = EVENTS[STEPS.index(walker.step)], PRODUCTS[walker.product]
        found: dict[str, Any] = {"channel": walker.channel, "device": walker.device, "product": product.name}
        if event in PATHS:
            found["path"] = PATHS[event].format(product.slug)
        if walker.step == "ad":
            found["campaign"] = CAMPAIGNS[int(self._random.integers(len(CAMPAIGNS)))]
        if walker.order:
            found["order_id"] = walker.order
        if walker.step == OUTCOME:
            fee = int(self._random.choice(SHIPPING_FEES)) if walker.conditions.fee else 0
            found |= {"amount": product.price, "shipping_fee": fee, "payment": _choose(self._random, PAYMENTS)}
        if walker.step == "delivery":
            late = walker.conditions.late
            found["delivery_status"] = "Giao trễ hẹn" if late else "Giao đúng hẹn"
            found["carrier"] = CARRIERS[int(self._random.integers(len(CARRIERS)))]
        if walker.step == "support":
            topics = TOPICS[walker.conditions.choose({"late": "late", "faulty": "faulty"}, "")]
            found["topic"] = topics[int(self._random.integers(len(topics)))]
        return found

    def _track(self, walker: Walker, event: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        return {"type": "track", "event": event, **_ids(walker), "properties": dict(properties)}


def _ids(walker: Walker) -> dict[str, str]:
    known = {"userId": walker.customer} if walker.customer else {}
    return known | ({"anonymousId": walker.device_id} if walker.device_id else {})


def _choose(random: Random, chances: Mapping[str, float]) -> str:
    weights = np.array([*chances.values()])
    return [*chances][int(random.choice(len(weights), p=weights / weights.sum()))]
