"""The demo company as files: the exports such a shop would have."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.demo.company import OUTCOME, Company
from hanhtrinh.demo.gaps import DAY, pick
from hanhtrinh.demo.mess import BadRow, bad_answers, bad_events, bad_orders, repeated, spread
from hanhtrinh.demo.sampling import NEVER, Passes, Said, promised_days
from hanhtrinh.demo.shop import AGES, CAMPAIGNS, CARRIERS, CHANNELS, PATHS, PAYMENTS, PRODUCTS, SHIPPING_FEES
from hanhtrinh.demo.weblog import NAMES, TOPIC_TEXTS, Rows

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

OFFSET = 7 * 3_600
"""Vietnam's time is seven hours ahead of UTC, all year."""

CUSTOMERS, EVENTS_FILE, ORDERS = "customers.csv", "events.csv", "orders.csv"
LOG_PROPERTIES = ("channel", "campaign", "device", "path", "product", "order_id", "topic")
"""The web log's columns beside time, customer and event."""

VIETNAMESE, PLAIN, DAY_ONLY = "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y"
"""How times are written in the order book, the surveys, and promises."""
NO_FEE = "0 ₫"
"""The shipping fee of an order without one."""

_WITH_OFFSET = "%Y-%m-%dT%H:%M:%S+07:00"
_SLICE = 500_000
_PAGES = [PATHS.get(name, "") for name in NAMES]
_HAS_PAGE = np.array([page != "" for page in _PAGES])
_ON_PRODUCT = np.array(["{}" in page or name == "cart_added" for name, page in zip(NAMES, _PAGES, strict=True)])
_HAS_DEVICE = np.array([name not in ("support_contacted", "newsletter_open") for name in NAMES])
_HAS_CAMPAIGN = np.array([name in ("ad_click", "newsletter_open") for name in NAMES])
_HAS_ORDER = np.array(
    [name in ("product_used", "support_contacted", "feedback_given", "order_tracked") for name in NAMES]
)


class FileFacts(msgspec.Struct, frozen=True):
    """What is true of one file: rows after the header, events it holds a second time, rows no one can use."""

    rows: int
    twice: int = 0
    bad: int = 0


def survey_file(key: str) -> str:
    """Return the name of a survey's file."""
    return f"survey_{key.removeprefix('csat_')}.csv"


@dataclass(frozen=True)
class Exports:
    """A company's files in the making: what happened, up to when it is told, and where it is written.

    A file that would have no rows is not written, as nobody exports what there is nothing of.
    """

    folder: Path
    company: Company
    passes: Passes
    people: int
    as_of: int
    random: np.random.Generator
    customers: pl.Series
    orders: pl.Series

    @classmethod
    def begin(
        cls, folder: Path, company: Company, passes: Passes, *, people: int, as_of: int, random: np.random.Generator
    ) -> "Exports":
        """Return exports with a number for each customer and, in order of time, for each order."""
        customers, orders = numbered("KH", np.arange(people)), order_numbers(passes, as_of)
        return cls(folder, company, passes, people, as_of, random, customers, orders)

    def write_customers(self, begun: Bytes) -> FileFacts:
        """Write the customer list, where each person's first pass says how they came."""
        age = pick(self.random, np.array([*AGES.values()]), self.people)
        table = pl.DataFrame(
            {
                "customer": self.customers,
                "city": pl.Series([*self.company.cities]).gather(self.passes.city[: self.people]),
                "age_group": pl.Series([*AGES]).gather(age),
                "first_channel": pl.Series(CHANNELS).gather(begun[: self.people]),
            }
        )
        table.write_csv(self.folder / CUSTOMERS)
        return FileFacts(self.people)

    def write_events(self, rows: Rows) -> FileFacts:
        """Write the web log, in parts, so that a long one needs no more memory than a short one."""
        index, again = repeated(len(rows), self.company.mess.twice, self.random)
        bad, campaigns = bad_events(self.company), _campaigns(self.passes)
        with (self.folder / EVENTS_FILE).open("wb") as file:
            for begin in range(0, len(index), _SLICE):
                table = self._log_table(rows.take(index[begin : begin + _SLICE]), campaigns)
                table = table if begin else spread(table, bad)
                table.write_csv(file, include_header=begin == 0)
        return FileFacts(len(index) + len(bad), len(again), len(bad))

    def _log_table(self, rows: Rows, campaigns: Bytes) -> pl.DataFrame:
        passes, event = self.passes, rows.event
        pages = pl.Series([page.format(product.slug) for page in _PAGES for product in PRODUCTS])
        page = event.astype(np.int64) * len(PRODUCTS) + rows.product
        return pl.DataFrame(
            {
                "time": local(rows.time, _WITH_OFFSET),
                "customer": self.customers.gather(passes.person[rows.row]),
                "event": pl.Series(NAMES).gather(event),
                "channel": pl.Series(CHANNELS).gather(rows.channel),
                "campaign": pl.Series(CAMPAIGNS).gather(where(campaigns[rows.row], _HAS_CAMPAIGN[event])),
                "device": pl.Series([*self.company.devices]).gather(where(passes.device[rows.row], _HAS_DEVICE[event])),
                "path": pages.gather(where(page, _HAS_PAGE[event])),
                "product": _product_names().gather(where(rows.product, _ON_PRODUCT[event])),
                "order_id": self.orders.gather(where(rows.row, _HAS_ORDER[event])),
                "topic": pl.Series(TOPIC_TEXTS).gather(rows.topic),
            }
        )

    def write_orders(self) -> FileFacts:
        """Write the order book: a row an order, with the times of what became of it."""
        promised = promised_days(self.passes, self.random, OFFSET) * DAY - OFFSET
        bought = self.passes.at(OUTCOME)
        row = np.flatnonzero((bought != NEVER) & (bought <= self.as_of))
        row = row[np.argsort(bought[row], kind="stable")]
        came = self.passes.at("delivery")[row]
        came = np.where(came > self.as_of, NEVER, came)
        return self._write(ORDERS, self._order_table(row, came, promised[row]), came, bad_orders(self.company))

    def _order_table(self, row: Integers, came: Integers, promised: Integers) -> pl.DataFrame:
        passes, random = self.passes, self.random
        prices = np.array([product.price for product in PRODUCTS])[passes.product[row]]
        fee = np.array(SHIPPING_FEES)[pick(random, np.array([0.2, 0.3, 0.3, 0.2]), len(row))]
        payment = pick(random, np.array([*PAYMENTS.values()]), len(row))
        status = np.where(came == NEVER, 0, np.where(passes.late[row], 2, 1))
        return pl.DataFrame(
            {
                "order_id": self.orders.gather(row),
                "customer": self.customers.gather(passes.person[row]),
                "ordered_at": local(passes.at(OUTCOME)[row], VIETNAMESE),
                "promised_date": local(promised, DAY_ONLY),
                "delivered_at": local(came, VIETNAMESE),
                "status": pl.Series(["Đang giao", "Giao đúng hẹn", "Giao trễ hẹn"]).gather(status),
                "carrier": pl.Series(CARRIERS).gather(passes.carrier[row]),
                "payment": pl.Series([*PAYMENTS]).gather(payment),
                "product": _product_names().gather(passes.product[row]),
                "amount": dong(prices * (1 + (random.random(len(row)) < 0.22))),
                "shipping_fee": dong(np.where(passes.fee[row], fee, 0)),
            }
        )

    def write_survey(self, key: str, said: Said, texts: pl.Series) -> FileFacts:
        """Write one survey's invitations and answers."""
        kept = np.flatnonzero(said.asked <= self.as_of)
        kept = kept[np.argsort(said.asked[kept], kind="stable")]
        answered = np.where(said.answered[kept] > self.as_of, NEVER, said.answered[kept])
        silent = pl.Series(answered == NEVER)
        table = pl.DataFrame(
            {
                "customer": self.customers.gather(self.passes.person[said.row[kept]]),
                "order_id": self.orders.gather(said.row[kept]),
                "asked_at": local(said.asked[kept], PLAIN),
                "answered_at": local(answered, PLAIN),
                "score": pl.Series(said.score[kept]).cast(pl.String).set(silent, None),
                "comment": texts.gather(kept).set(silent, None),
            }
        )
        about = self.company.every_survey[key].about
        table = table.with_columns(about=pl.lit(about)) if about else table
        return self._write(survey_file(key), table, answered, bad_answers(self.company, key))

    def _write(self, name: str, table: pl.DataFrame, second: Integers, bad: list[BadRow]) -> FileFacts:
        """Write a table of which each row is one event, and another where `second` is not NEVER."""
        path = self.folder / name
        if not table.height:
            path.unlink(missing_ok=True)
            return FileFacts(0)
        index, again = repeated(table.height, self.company.mess.twice, self.random)
        spread(table[index], bad).write_csv(path)
        twice = len(again) + int(np.count_nonzero(second[again] != NEVER))
        return FileFacts(len(index) + len(bad), twice, len(bad))


def numbered(prefix: str, numbers: Integers) -> pl.Series:
    """Return running numbers as customers and orders have them: `KH100001`."""
    return pl.Series(numbers + 100_001).cast(pl.String).to_frame("n").select(prefix + pl.col("n")).to_series()


def order_numbers(passes: Passes, as_of: int) -> pl.Series:
    """Return each pass's order number, in order of time; null where nothing was ordered by as-of."""
    bought = passes.at(OUTCOME)
    known = (bought != NEVER) & (bought <= as_of)
    ordered = np.flatnonzero(known)
    number = np.zeros(len(passes), np.int64)
    number[ordered[np.argsort(bought[ordered], kind="stable")]] = np.arange(len(ordered))
    return numbered("NM", number).set(pl.Series(~known), None)


def local(seconds: Integers, form: str) -> pl.Series:
    """Return instants in seconds as local Vietnamese time, written in a form; NEVER is null."""
    text = pl.Series((seconds + OFFSET) * 1_000_000).cast(pl.Datetime("us")).dt.to_string(form)
    return text.set(pl.Series(seconds == NEVER), None)


def where(positions: npt.NDArray[np.integer], present: Mask) -> pl.Series:
    """Return positions to gather by, null where there is nothing."""
    found = pl.Series(positions.astype(np.uint32))
    return found if present.all() else found.set(pl.Series(~present), None)


def dong(amounts: Integers) -> pl.Series:
    """Return amounts as the Vietnamese write them: `1.234.000 ₫`."""
    # Amounts have few different values, so each is written once.
    values, place = np.unique(amounts, return_inverse=True)
    return pl.Series([f"{value:,} ₫".replace(",", ".") for value in values.tolist()], dtype=pl.String).gather(place)


def _product_names() -> pl.Series:
    return pl.Series([product.name for product in PRODUCTS])


def _campaigns(passes: Passes) -> Bytes:
    """Return the campaign that ran when each pass began: one after the other over the whole time."""
    begin, end = int(passes.start.min()), int(passes.start.max()) + 1
    return ((passes.start - begin) * len(CAMPAIGNS) // (end - begin)).astype(np.uint8)
