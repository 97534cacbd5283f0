"""What the demo company asked with its own surveys in the past weeks, and what came back: a plan, nothing done yet.

Whoever answers scores and says what somebody whose order went alike scored and said in the company's exports, so that
the new surveys go on with the series as they were. Of whom the exports hold an answer about an order there is no other:
one person tells one story.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
import polars as pl

from hanhtrinh.demo.asking import AFTER_DELIVERY, AFTER_ORDER, WHY_NOT
from hanhtrinh.demo.company import Company
from hanhtrinh.demo.exports import CUSTOMERS, EVENTS_FILE, NO_FEE, OFFSET, ORDERS, PLAIN, VIETNAMESE, survey_file
from hanhtrinh.i18n import Lang, without_marks

Random = np.random.Generator
T = TypeVar("T")
Way = Literal["widget", "email", "qr"]
DAY = 86_400
WEEKS = 3
REASONS: Mapping[bool, Mapping[str, float]] = {
    True: {"phi": 0.52, "gia": 0.15, "xem-thoi": 0.14, "cho-lau": 0.09, "khong-thay": 0.06, "thanh-toan": 0.04},
    False: {"gia": 0.31, "xem-thoi": 0.30, "cho-lau": 0.20, "khong-thay": 0.12, "thanh-toan": 0.07},
}  # fmt: skip
"""Why people leave with something in the cart, by whether they met a fee there: above all for that, if they did."""
_MOST = 240
"""So many askings of one survey are about as many as there are, however large the company is."""
_MOST_ACCOUNTS = 10_000
_NEEDED = ("csat_cart", "csat_checkout", "ces_checkout", "csat_delivery", "nps")
_ASKED_AFTER_ORDER, _ANSWERS, _LEFT_HALF = 0.6, 0.6, 0.06
_FEES = ("ship", "phi giao")
_SCANS, _GOES_ON, _ANSWERS_WHY_NOT = 0.16, 0.8, 0.27
_SCORES_AGAIN = {"solved": (5, 4, None, 4), "refunded": (5, None, 4), "explained": (3, None, 2), "no_answer": (None,)}
"""What people score when asked again, in turn, by how their case was closed; some do not answer."""


@dataclass(frozen=True)
class Asking:
    """One asking: of whom (empty: whoever scanned a code), when in seconds, what came back (None: nothing), and
    whether the order it is about had a fee.
    """

    survey: str
    way: Way
    person: str
    at: float
    answered: float = 0.0
    answers: Mapping[str, object] | None = None
    done: bool = True
    lang: Lang = "vi"
    fee: bool = False


@dataclass(frozen=True)
class Unhappy:
    """A case of the past: the low score it is about, and how long until it was taken, answered and closed, in hours."""

    asking: Asking
    taken: float
    replied: float
    closed: float
    reason: str


@dataclass(frozen=True)
class Past:
    """The past weeks: the askings by time, the cases made of some of them, and who ordered (they have an account), with
    what the books know of them.
    """

    askings: Sequence[Asking]
    cases: Sequence[Unhappy]
    customers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def past_weeks(exports: Path, now: float, seed: int) -> Past:
    """Return what was asked and answered in the weeks before an instant (seconds); nothing where the books lack."""
    needed = [ORDERS, EVENTS_FILE, CUSTOMERS, *map(survey_file, _NEEDED)]
    if not all((exports / name).is_file() for name in needed):
        return Past((), ())
    random, begin = np.random.default_rng(seed), now - WEEKS * 7 * DAY
    orders = _orders(exports)
    after_order = list(_after_order(exports, orders, begin, now, random))
    cases = list(_cases(after_order, now, random))
    again = list(_again(cases, random))
    scans = _after_delivery(exports, orders, begin, now, random)
    askings = [*after_order, *again, *scans, *_why_not(exports, orders, begin, now, random)]
    told = sorted((one for one in askings if one.at < now), key=lambda one: (one.at, one.person))
    return Past(told, cases, _customers(exports, orders))


def _customers(exports: Path, orders: pl.DataFrame) -> Mapping[str, Mapping[str, str]]:
    ordered = orders.select("customer").unique(maintain_order=True).tail(_MOST_ACCOUNTS)
    book = pl.read_csv(exports / CUSTOMERS, infer_schema=False)
    rows = ordered.join(book, on="customer", maintain_order="left").rows_by_key("customer", named=True, unique=True)
    return {str(customer): row for customer, row in rows.items()}


def _orders(exports: Path) -> pl.DataFrame:
    book = pl.read_csv(exports / ORDERS, infer_schema=False).unique("order_id", keep="first", maintain_order=True)
    return book.select(
        "order_id", "customer", "status", fee=pl.col("shipping_fee") != NO_FEE,
        ordered=_seconds("ordered_at", VIETNAMESE), delivered=_seconds("delivered_at", VIETNAMESE),
    ).drop_nulls(["order_id", "customer", "ordered"])  # fmt: skip


def _seconds(column: str, form: str) -> pl.Expr:
    return pl.col(column).str.to_datetime(form, strict=False).dt.epoch("s") - OFFSET


def _answered(exports: Path, instrument: str) -> pl.DataFrame:
    """Return an old survey's usable answers: who gave them about which order and when, score and comment."""
    table = pl.read_csv(exports / survey_file(instrument), infer_schema=False)
    return table.select(
        "customer", "order_id", "comment",
        at=_seconds("answered_at", PLAIN), score=pl.col("score").cast(pl.Int64, strict=False),
    ).filter(pl.col("at").is_not_null(), pl.col("score").is_in(Company().every_survey[instrument].points))  # fmt: skip


def _by(what: str, answers: pl.DataFrame, orders: pl.DataFrame) -> dict[object, list[tuple[int, str | None]]]:
    """Return the scores and comments, lowest first, by what is known of their orders."""
    known = answers.join(orders.select("order_id", what).drop_nulls(), on="order_id").sort("score", "order_id")
    return {how: rows.select("score", "comment").rows() for (how,), rows in known.group_by(what)}


def _at(place: float, rows: Sequence[T]) -> T:
    """Return what stands at a place from 0 to 1 among sorted rows: who scores low here scores low there."""
    return rows[int(place * len(rows))]


def _within(orders: pl.DataFrame, column: str, begin: float, end: float) -> pl.DataFrame:
    return orders.filter(pl.col(column).is_between(int(begin), int(end))).sort(column, "order_id")


def _after_order(exports: Path, orders: pl.DataFrame, begin: float, now: float, random: Random) -> Iterator[Asking]:
    """Yield the popup after ordering: seen by most, answered by some whose answers the books do not hold."""
    told = [_answered(exports, one) for one in ("csat_checkout", "ces_checkout")]
    scored, easy = (_by("fee", one, orders) for one in told)
    heard = set(pl.concat(told)["order_id"])
    placed = _within(orders, "ordered", begin, now - 600)
    for order, customer, ordered, fee in placed.select("order_id", "customer", "ordered", "fee").rows():
        if not scored.get(fee) or random.random() >= min(_ASKED_AFTER_ORDER, _MOST / placed.height):
            continue
        asked, chance = ordered + random.uniform(3, 9), random.random()
        lang: Lang = "en" if random.random() < 0.05 else "vi"
        if chance >= _ANSWERS or order in heard:
            yield Asking(AFTER_ORDER, "widget", customer, asked, lang=lang)
            continue
        place, done = random.random(), chance >= _LEFT_HALF
        pay, comment = _at(place, scored[fee])
        answers: dict[str, object] = {"pay": pay}
        if easy.get(fee) and done and random.random() < _GOES_ON:
            answers["easy"], _ = _at(place, easy[fee])
        if comment and done and pay <= 3:
            answers["why"] = comment
        yield Asking(
            AFTER_ORDER, "widget", customer, asked, asked + random.uniform(8, 70), answers,
            done=done, lang=lang, fee=fee,
        )  # fmt: skip


def _after_delivery(exports: Path, orders: pl.DataFrame, begin: float, now: float, random: Random) -> Iterator[Asking]:
    """Yield who scanned the code on the slip in the parcel, and what people with such a parcel said."""
    said, told = (_by("status", _answered(exports, one), orders) for one in ("csat_delivery", "nps"))
    arrived = _within(orders.drop_nulls("delivered"), "delivered", begin, now - DAY / 2)
    for how, delivered in arrived.select("status", "delivered").rows():
        if not said.get(how) or random.random() >= min(_SCANS, _MOST / arrived.height):
            continue
        place = random.random()
        answers: dict[str, object] = {"parcel": _at(place, said[how])[0]}
        if told.get(how) and random.random() < _GOES_ON:
            recommend, why = _at(place, told[how])
            answers |= {"recommend": recommend} | ({"why": why} if why else {})
        at = delivered + random.uniform(0.1, 0.45) * DAY
        yield Asking(AFTER_DELIVERY, "qr", "", at, at, answers)


def _why_not(exports: Path, orders: pl.DataFrame, begin: float, now: float, random: Random) -> Iterator[Asking]:
    """Yield who was about to leave with something in the cart, and did not order then: why follows from whether a fee
    was shown, and did not please them.
    """
    log = _log(exports)
    carts = log.filter(event="cart_added").unique("customer", keep="last", maintain_order=True)
    soon, fees = _about_then(carts, orders.rename({"ordered": "at"})), log.filter(event="shipping_fee_shown")
    pleased = _answered(exports, "csat_cart").filter(pl.col("score") > 3)
    met = _about_then(carts, fees) - _about_then(carts, pleased)
    left = carts.filter(~pl.col("customer").is_in(soon) & pl.col("at").is_between(int(begin), int(now - 600)))
    for customer, added in left.sort("at", "customer").select("customer", "at").rows():
        if random.random() >= _MOST / left.height:
            continue
        asked = added + random.uniform(125, 400)
        if random.random() >= _ANSWERS_WHY_NOT:
            yield Asking(WHY_NOT, "widget", customer, asked)
            continue
        reasons = REASONS[customer in met]
        reason = [*reasons][random.choice(len(reasons), p=[*reasons.values()])]
        yield Asking(WHY_NOT, "widget", customer, asked, asked + random.uniform(5, 40), {"reason": reason})


def _log(exports: Path) -> pl.DataFrame:
    """Return the carts that were filled and the fees that were shown, in order of time."""
    moment = pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%S%z", strict=False, time_zone="UTC").dt.epoch("s")
    there = pl.col("event").is_in(["cart_added", "shipping_fee_shown"])
    log = pl.scan_csv(exports / EVENTS_FILE, infer_schema=False).filter(there)
    return log.select("customer", "event", at=moment).drop_nulls().collect()


def _about_then(carts: pl.DataFrame, others: pl.DataFrame) -> set[str]:
    """Return whose other deed lies about the time of their cart."""
    both = carts.join(others, on="customer")
    return set(both.filter((pl.col("at") - pl.col("at_right")).abs() < DAY / 8)["customer"])


def _cases(askings: Sequence[Asking], now: float, random: Random) -> Iterator[Unhappy]:
    """Yield the cases of the low scores of the weeks up to yesterday: taken, answered, closed within days; the newest
    customer has not written back yet. What is done follows from what was complained of; who said nothing gets the fee
    back, or is called where there was none.
    """
    low, fees = list(_low(askings, now - DAY)), cycle(("explained", "refunded"))
    for one in low:
        why = without_marks(str((one.answers or {}).get("why", "")).lower())
        reason = next(fees) if any(word in why for word in _FEES) else "solved"
        if not why:
            reason = "refunded" if one.fee else "no_answer"
        taken = float(random.uniform(0.3, 4))
        replied = taken + float(random.uniform(0.2, 4))
        waits = float(random.uniform(1, 30)) if one is not low[-1] else (now - one.answered) / 3_600 + 24
        yield Unhappy(one, taken, replied, replied + waits, reason)


def _low(askings: Sequence[Asking], until: float) -> Iterator[Asking]:
    seen: set[str] = set()
    for one in askings:
        score = (one.answers or {}).get("pay")
        if one.done and isinstance(score, int) and score <= 2 and one.answered < until and one.person not in seen:
            seen.add(one.person)
            yield one


def _again(cases: Sequence[Unhappy], random: Random) -> Iterator[Asking]:
    """Yield the askings after cases, by letter some days later: what somebody scores follows from what was done."""
    scores = {reason: cycle(found) for reason, found in _SCORES_AGAIN.items()}
    for case in cases:
        at = case.asking.answered + case.closed * 3_600 + random.uniform(4, 6) * DAY
        pay, answered = next(scores[case.reason]), at + random.uniform(0.05, 0.6) * DAY
        if pay is None:
            yield Asking(AFTER_ORDER, "email", case.asking.person, at)
        else:
            yield Asking(AFTER_ORDER, "email", case.asking.person, at, answered, {"pay": pay})
