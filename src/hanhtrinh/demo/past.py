"""What the demo company asked with its own surveys in the past weeks, and what came back: a plan, nothing done yet.

Whoever answers scores and says what somebody with such an order scored and said in the company's exports, so that the
new surveys go on with the series as they were.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
import polars as pl

from hanhtrinh.demo.asking import AFTER_DELIVERY, AFTER_ORDER, WHY_NOT
from hanhtrinh.demo.exports import EVENTS_FILE, OFFSET, ORDERS, PLAIN, VIETNAMESE, survey_file
from hanhtrinh.i18n import Lang

Random = np.random.Generator
T = TypeVar("T")
Way = Literal["widget", "email", "qr"]
DAY = 86_400
WEEKS = 3
REASONS: Mapping[str, float] = {
    "phi": 0.34, "gia": 0.20, "xem-thoi": 0.20, "cho-lau": 0.13, "khong-thay": 0.08, "thanh-toan": 0.05,
}  # fmt: skip
"""Why people leave with something in the cart: fees that turn up at the end above all."""
_MOST = 240
"""So many askings of one survey are about as many as there are, however large the company is."""
_MOST_ACCOUNTS = 10_000
_ASKED_AFTER_ORDER, _ANSWERS, _LEFT_HALF = 0.6, 0.4, 0.06
_SCANS, _GOES_ON, _ANSWERS_WHY_NOT = 0.16, 0.8, 0.27
_SCORES_AGAIN = (5, 4, None, 2, 4, None, 1, 5, None, 4, 3, None)
"""What people score when asked again after their case; most better than before, some not at all."""


@dataclass(frozen=True)
class Asking:
    """One asking: of whom (empty: whoever scanned a code), when in seconds, and what came back (None: nothing)."""

    survey: str
    way: Way
    person: str
    at: float
    answered: float = 0.0
    answers: Mapping[str, object] | None = None
    done: bool = True
    lang: Lang = "vi"


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
    """The past weeks: the askings by time, the cases made of some of them, and who ordered (they have an account)."""

    askings: Sequence[Asking]
    cases: Sequence[Unhappy]
    customers: Sequence[str] = ()


def past_weeks(exports: Path, now: float, seed: int) -> Past:
    """Return what was asked and answered in the weeks before an instant (seconds); nothing where the books lack."""
    needed = [ORDERS, EVENTS_FILE, *map(survey_file, ("csat_checkout", "ces_checkout", "csat_delivery", "nps"))]
    if not all((exports / name).is_file() for name in needed):
        return Past((), ())
    random, begin = np.random.default_rng(seed), now - WEEKS * 7 * DAY
    orders = _orders(exports)
    after_order = list(_after_order(exports, orders, begin, now, random))
    cases = list(_cases(after_order, now, random))
    again = [_again(one, i, random) for i, one in enumerate(cases)]
    scans = _after_delivery(exports, orders, begin, now, random)
    askings = [*after_order, *again, *scans, *_why_not(exports, orders, begin, now, random)]
    known = orders["customer"].unique(maintain_order=True).tail(_MOST_ACCOUNTS).to_list()
    return Past(sorted((one for one in askings if one.at < now), key=lambda one: (one.at, one.person)), cases, known)


def _orders(exports: Path) -> pl.DataFrame:
    book = pl.read_csv(exports / ORDERS, infer_schema=False).unique("order_id", keep="first", maintain_order=True)
    return book.select(
        "order_id", "customer", "status",
        ordered=_seconds("ordered_at", VIETNAMESE), delivered=_seconds("delivered_at", VIETNAMESE),
    ).drop_nulls(["order_id", "customer", "ordered"])  # fmt: skip


def _seconds(column: str, form: str) -> pl.Expr:
    return pl.col(column).str.to_datetime(form, strict=False).dt.epoch("s") - OFFSET


def _answered(exports: Path, instrument: str) -> pl.DataFrame:
    """Return an old survey's answers: order, score and comment."""
    table = pl.read_csv(exports / survey_file(instrument), infer_schema=False)
    return table.filter(_seconds("answered_at", PLAIN).is_not_null()).select(
        "order_id", pl.col("score").cast(pl.Int64, strict=False), "comment"
    ).drop_nulls(["order_id", "score"])  # fmt: skip


def _by_status(answers: pl.DataFrame, status: pl.DataFrame) -> dict[str, list[tuple[int, str | None]]]:
    """Return the scores and comments by how the parcel came: in time, late, sent back."""
    known = answers.join(status.drop_nulls(), on="order_id", maintain_order="left")
    groups = known.group_by("status", maintain_order=True)
    return {str(how): rows.select("score", "comment").rows() for (how,), rows in groups}


def _one_of(rows: Sequence[tuple[int, str | None]], random: Random) -> tuple[int, str | None]:
    return rows[int(random.integers(len(rows)))]


def _at(place: float, rows: Sequence[T]) -> T:
    """Return what stands at a place from 0 to 1 among sorted rows: who scores low here scores low there."""
    return rows[int(place * len(rows))]


def _within(orders: pl.DataFrame, column: str, begin: float, end: float) -> pl.DataFrame:
    return orders.filter(pl.col(column).is_between(int(begin), int(end))).sort(column, "order_id")


def _after_order(exports: Path, orders: pl.DataFrame, begin: float, now: float, random: Random) -> Iterator[Asking]:
    """Yield the popup after ordering: seen by most, answered by some."""
    scored = _answered(exports, "csat_checkout").sort("score", "order_id").select("score", "comment").rows()
    easy = _answered(exports, "ces_checkout")["score"].sort().to_list()
    placed = _within(orders, "ordered", begin, now - 600)
    for customer, ordered in placed.select("customer", "ordered").rows():
        if not scored or random.random() >= min(_ASKED_AFTER_ORDER, _MOST / placed.height):
            continue
        asked, chance = ordered + random.uniform(3, 9), random.random()
        lang: Lang = "en" if random.random() < 0.05 else "vi"
        if chance >= _ANSWERS:
            yield Asking(AFTER_ORDER, "widget", customer, asked, lang=lang)
            continue
        place, done = random.random(), chance >= _LEFT_HALF
        pay, comment = _at(place, scored)
        answers: dict[str, object] = {"pay": pay}
        if easy and done and random.random() < _GOES_ON:
            answers["easy"] = _at(min(max(place + random.normal(0, 0.15), 0), 0.999), easy)
        if comment and done and pay <= 3:
            answers["why"] = comment
        yield Asking(
            AFTER_ORDER, "widget", customer, asked, asked + random.uniform(8, 70), answers, done=done, lang=lang
        )


def _after_delivery(exports: Path, orders: pl.DataFrame, begin: float, now: float, random: Random) -> Iterator[Asking]:
    """Yield who scanned the code on the slip in the parcel, and what people with such a parcel said."""
    status = orders.select("order_id", "status")
    said, told = (_by_status(_answered(exports, one), status) for one in ("csat_delivery", "nps"))
    arrived = _within(orders.drop_nulls("delivered"), "delivered", begin, now - DAY / 2)
    for how, delivered in arrived.select("status", "delivered").rows():
        if not said.get(how) or random.random() >= min(_SCANS, _MOST / arrived.height):
            continue
        answers: dict[str, object] = {"parcel": _one_of(said[how], random)[0]}
        if told.get(how) and random.random() < _GOES_ON:
            recommend, why = _one_of(told[how], random)
            answers |= {"recommend": recommend} | ({"why": why} if why else {})
        at = delivered + random.uniform(0.1, 0.45) * DAY
        yield Asking(AFTER_DELIVERY, "qr", "", at, at, answers)


def _why_not(exports: Path, orders: pl.DataFrame, begin: float, now: float, random: Random) -> Iterator[Asking]:
    """Yield who was about to leave with something in the cart, and did not order then."""
    log = pl.scan_csv(exports / EVENTS_FILE, infer_schema=False).filter(pl.col("event") == "cart_added")
    moment = pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%S%z", strict=False, time_zone="UTC").dt.epoch("s")
    carts = log.select("customer", moment.alias("at")).drop_nulls().collect().unique("customer", keep="last")
    bought = carts.join(orders.select("customer", "ordered"), on="customer")
    soon = bought.filter((pl.col("ordered") - pl.col("at")).abs() < DAY / 8).select("customer")
    left = carts.join(soon, on="customer", how="anti").filter(pl.col("at").is_between(int(begin), int(now - 600)))
    keys, shares = list(REASONS), np.array(list(REASONS.values()))
    for customer, added in left.sort("at", "customer").rows():
        if random.random() >= _MOST / left.height:
            continue
        asked = added + random.uniform(40, 300)
        if random.random() >= _ANSWERS_WHY_NOT:
            yield Asking(WHY_NOT, "widget", customer, asked)
            continue
        reason = keys[random.choice(len(keys), p=shares / shares.sum())]
        yield Asking(WHY_NOT, "widget", customer, asked, asked + random.uniform(5, 40), {"reason": reason})


def _cases(askings: Sequence[Asking], now: float, random: Random) -> Iterator[Unhappy]:
    """Yield the cases of the low scores of the weeks up to yesterday: taken, answered, closed within days; the newest
    customer has not written back yet.
    """
    low = list(_low(askings, now - DAY))
    for i, one in enumerate(low):
        taken = float(random.uniform(0.3, 4))
        replied = taken + float(random.uniform(0.2, 4))
        reason = ("solved", "explained", "refunded", "solved", "no_answer")[i % 5]
        waits = float(random.uniform(1, 30)) if one is not low[-1] else (now - one.answered) / 3_600 + 24
        yield Unhappy(one, taken, replied, replied + waits, reason)


def _low(askings: Sequence[Asking], until: float) -> Iterator[Asking]:
    seen: set[str] = set()
    for one in askings:
        score = (one.answers or {}).get("pay")
        if one.done and isinstance(score, int) and score <= 2 and one.answered < until and one.person not in seen:
            seen.add(one.person)
            yield one


def _again(case: Unhappy, place: int, random: Random) -> Asking:
    """Return the asking after a case, by letter some days later."""
    at = case.asking.answered + case.closed * 3_600 + random.uniform(4, 6) * DAY
    pay, answered = _SCORES_AGAIN[place % len(_SCORES_AGAIN)], at + random.uniform(0.05, 0.6) * DAY
    if pay is None:
        return Asking(AFTER_ORDER, "email", case.asking.person, at)
    return Asking(AFTER_ORDER, "email", case.asking.person, at, answered, {"pay": pay})
