"""The demo shop's web log: first visits to steps, and all around them (repeats, looks back, what is on no map)."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from hanhtrinh.demo.company import EVENTS, OUTCOME, STEPS, Company
from hanhtrinh.demo.gaps import DAY, HOUR, pick
from hanhtrinh.demo.sampling import NEVER, Passes
from hanhtrinh.demo.shop import CHANNELS, ENTRY_CHANNELS, PRODUCTS, TOPICS

Integers = npt.NDArray[np.int64]
Random = np.random.Generator

IN_ORDERS = ("purchase", "parcel_delivered")
"""Events the order book knows, so that the web log keeps silent about them."""

OFF_MAP = ("search", "page_scroll", "login", "newsletter_open", "order_tracked", "payment_failed", "shipping_fee_shown")
NAMES = (*EVENTS, *OFF_MAP)
_HAS_TOPIC = NAMES.index("support_contacted")
_TOPIC_LIST = tuple(topic for topics in TOPICS.values() for topic in topics)
NO_TOPIC = len(_TOPIC_LIST)
TOPIC_TEXTS = (*_TOPIC_LIST, None)


@dataclass
class Log:
    """Rows of the web log as they are collected; `row` is the pass."""

    row: list[Integers] = field(default_factory=list)
    time: list[Integers] = field(default_factory=list)
    event: list[npt.NDArray[np.uint8]] = field(default_factory=list)
    product: list[npt.NDArray[np.uint8]] = field(default_factory=list)

    def add(self, event: str, row: Integers, time: Integers, product: Integers) -> None:
        """Add rows of one event."""
        self.row.append(row)
        self.time.append(time)
        self.event.append(np.full(len(row), NAMES.index(event), np.uint8))
        self.product.append(product.astype(np.uint8))


@dataclass(frozen=True)
class Rows:
    """The finished web log in order of time; `topic` and `channel` are positions, `product` of the page looked at."""

    row: Integers
    time: Integers
    event: npt.NDArray[np.uint8]
    product: npt.NDArray[np.uint8]
    channel: npt.NDArray[np.uint8]
    topic: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.row)

    def take(self, index: Integers) -> "Rows":
        """Return some of the rows."""
        return Rows(**{name: getattr(self, name)[index] for name in Rows.__dataclass_fields__})


def write_log(company: Company, passes: Passes, begun: npt.NDArray[np.uint8], random: Random, as_of: int) -> Rows:
    """Return the web log up to as-of: in order of time, no two rows of one person with the same event and second.

    `begun` is the channel each pass began by.
    """
    log = Log()
    for position, step in enumerate(STEPS):
        _visits(log, passes, random, position, step, company.repeats.get(step, 0.0))
    _look_back(log, passes, random)
    _around_checkout(log, passes, random, company.payment_fails)
    _tracking(log, passes, random, as_of)
    _newsletters(log, passes, random, as_of)
    row, time = np.concatenate(log.row), np.concatenate(log.time)
    event, product = np.concatenate(log.event), np.concatenate(log.product)
    keep = _in_order(row, time, event, as_of)
    row, time, event, product = row[keep], time[keep], event[keep], product[keep]
    channel = _channels(passes, begun, random, row, time, event)
    return Rows(row, time, event, product, channel, _topics(company, passes, random, row, event))


def _in_order(row: Integers, time: Integers, event: npt.NDArray[np.uint8], as_of: int) -> Integers:
    past = np.flatnonzero(time <= as_of)
    key = ((time[past] - time.min()) << 32) | (row[past] << 5) | event[past]
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.append(True, ordered[1:] != ordered[:-1])
    return np.asarray(past[order[first]])


def between(begin: Integers, end: Integers, random: Random) -> Integers:
    """Return instants after `begin` and before `end` (NEVER: no end), and within the hour after `begin`."""
    room = np.where(end == NEVER, HOUR, np.minimum(end - begin, HOUR))
    return np.asarray(begin + 1 + (random.random(len(begin)) * (room - 1)), np.int64)


def _visits(log: Log, passes: Passes, random: Random, position: int, step: str, repeats: float) -> None:
    """Log the first visits to a step, and some repeats of it before the next."""
    if EVENTS[position] in IN_ORDERS:
        return
    rows = np.flatnonzero(passes.times[:, position] != NEVER)
    first = passes.times[rows, position]
    log.add(EVENTS[position], rows, first, passes.product[rows])
    again, limit = rows, 4
    while repeats and limit and len(again):
        again = again[random.random(len(again)) < repeats]
        time = between(passes.times[again, position], passes.next_after(again, position), random)
        # Who looks at another page of products mostly looks at another product.
        other = pick(random, _wanted(), len(again))
        log.add(EVENTS[position], again, time, other if step == "product" else passes.product[again])
        limit -= 1
    if step == "product":
        scrolled = rows[random.random(len(rows)) < 0.5]
        start = passes.times[scrolled, position]
        log.add("page_scroll", scrolled, start + random.integers(2, 90, len(scrolled)), passes.product[scrolled])
    if step == "website":
        searched = rows[random.random(len(rows)) < 0.35]
        time = between(passes.times[searched, position], passes.next_after(searched, position), random)
        log.add("search", searched, time, passes.product[searched])


def _wanted() -> npt.NDArray[np.float64]:
    return np.array([product.wanted for product in PRODUCTS])


def _look_back(log: Log, passes: Passes, random: Random) -> None:
    """Log visits to the home page between the product and what comes next: people go back, look around, and return."""
    position = STEPS.index("product")
    known = (passes.at("product") != NEVER) & (passes.at("website") != NEVER) & (passes.last > position)
    rows = np.flatnonzero(known)
    rows = rows[random.random(len(rows)) < 0.18]
    time = between(passes.at("product")[rows], passes.next_after(rows, position), random)
    log.add("site_visit", rows, time, passes.product[rows])


def _around_checkout(log: Log, passes: Passes, random: Random, fails: float) -> None:
    cart, bought = passes.at("cart"), passes.at(OUTCOME)
    shown = np.flatnonzero((cart != NEVER) & passes.fee)
    end = np.where(bought[shown] == NEVER, cart[shown] + 120, np.minimum(bought[shown], cart[shown] + 120))
    log.add("shipping_fee_shown", shown, between(cart[shown], end, random), passes.product[shown])
    for event, share in (("login", 0.5), ("payment_failed", fails)):
        rows = np.flatnonzero(bought != NEVER)
        rows = rows[random.random(len(rows)) < share]
        log.add(event, rows, between(cart[rows], bought[rows], random), passes.product[rows])


def _tracking(log: Log, passes: Passes, random: Random, as_of: int) -> None:
    """Log people looking where their parcel is, more often the longer they wait."""
    bought = passes.at(OUTCOME)
    came = np.where(passes.at("delivery") == NEVER, bought + 6 * DAY, passes.at("delivery"))
    rows = np.flatnonzero((bought != NEVER) & (bought < as_of))
    often = random.poisson(0.35 * (came[rows] - bought[rows]) / DAY)
    rows = np.repeat(rows, often)
    time = bought[rows] + 1 + (random.random(len(rows)) * (came[rows] - bought[rows] - 1)).astype(np.int64)
    log.add("order_tracked", rows, time, passes.product[rows])


def _newsletters(log: Log, passes: Passes, random: Random, as_of: int) -> None:
    start = passes.start
    rows = np.flatnonzero((random.random(len(passes)) < 0.10) & (start < as_of))
    rows = np.repeat(rows, random.integers(1, 4, len(rows)))
    time = start[rows] + 1 + (random.random(len(rows)) * (as_of - start[rows])).astype(np.int64)
    log.add("newsletter_open", rows, time, passes.product[rows])


def _channels(
    passes: Passes,
    begun: npt.NDArray[np.uint8],
    random: Random,
    row: Integers,
    time: Integers,
    event: npt.NDArray[np.uint8],
) -> npt.NDArray[np.uint8]:
    """Return where each row came from: as the pass began within its first day, directly later on."""
    found = np.where(time - passes.start[row] < DAY, begun[row], CHANNELS.index("direct")).astype(np.uint8)
    fixed = {"newsletter_open": "email", "feedback_given": "email", "friend_referred": "zalo", "product_used": "app"}
    for name, channel in fixed.items():
        found[event == NAMES.index(name)] = CHANNELS.index(channel)
    asking = np.flatnonzero(event == _HAS_TOPIC)
    helped = np.array([CHANNELS.index(channel) for channel in ("hotline", "chat", "zalo")], np.uint8)
    found[asking] = helped[pick(random, np.array([0.38, 0.27, 0.35]), len(asking))]
    return found


def entry_channels(passes: Passes, random: Random) -> npt.NDArray[np.uint8]:
    """Return the channel each pass began by."""
    found = np.full(len(passes), CHANNELS.index("direct"), np.uint8)
    for step, shares in ENTRY_CHANNELS.items():
        rows = np.flatnonzero(passes.entry == STEPS.index(step))
        codes = np.array([CHANNELS.index(channel) for channel in shares], np.uint8)
        found[rows] = codes[pick(random, np.array([*shares.values()]), len(rows))]
    return found


def _topics(
    company: Company, passes: Passes, random: Random, row: Integers, event: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Return what each call for help is about; only what hurts customers is complained of."""
    found = np.full(len(row), NO_TOPIC, np.uint8)
    asking = np.flatnonzero(event == _HAS_TOPIC)
    late = passes.late[row[asking]] & any("late" in chances for chances in company.support_when.values())
    faulty = passes.faulty[row[asking]]
    cause = np.where(late, "late", np.where(faulty, "faulty", ""))
    for name, topics in TOPICS.items():
        codes = np.array([_TOPIC_LIST.index(topic) for topic in topics], np.uint8)
        some = asking[cause == name]
        found[some] = codes[random.integers(0, len(codes), len(some))]
    return found
