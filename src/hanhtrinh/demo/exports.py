"""The demo company as files: the exports such a shop would have, with the small faults such exports have."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.demo.company import OUTCOME, Company
from hanhtrinh.demo.gaps import DAY, pick
from hanhtrinh.demo.sampling import NEVER, Passes, Said, promised_days
from hanhtrinh.demo.shop import (
    AGES,
    CAMPAIGNS,
    CARRIERS,
    CHANNELS,
    PATHS,
    PAYMENTS,
    PRODUCTS,
    SHIPPING_FEES,
)
from hanhtrinh.demo.weblog import NAMES, TOPIC_TEXTS, Rows

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Random = np.random.Generator

OFFSET = 7 * 3_600
"""Vietnam's time is seven hours ahead of UTC, all year."""

_SLICE = 500_000
_NAMED_ORDER = tuple(
    NAMES.index(name) for name in ("product_used", "support_contacted", "feedback_given", "order_tracked")
)
_HAS_PATH = np.array([name in PATHS for name in NAMES])
_DEVICES = np.array([name not in ("support_contacted", "newsletter_open") for name in NAMES])
_CAMPAIGNED = np.array([name in ("ad_click", "newsletter_open") for name in NAMES])
_VN = "%d/%m/%Y %H:%M:%S"
_LOCAL = "%Y-%m-%d %H:%M:%S"
_BAD_TIMES = (
    "",
    "chưa rõ",
    "2026-02-30T10:00:00+07:00",
    "31/10/2026 10:00",
    "1899-12-31T00:00:00+07:00",
    "2062-01-01T00:00:00+07:00",
)


def customer_ids(people: int) -> pl.Series:
    """Return every person's customer number."""
    return _numbered("KH", np.arange(people))


def _numbered(prefix: str, numbers: Integers) -> pl.Series:
    return pl.Series(numbers + 100_001).cast(pl.String).to_frame("n").select(prefix + pl.col("n")).to_series()


def order_ids(passes: Passes, as_of: int) -> pl.Series:
    """Return each pass's order number, in order of time; null where nothing was ordered by as-of."""
    bought = passes.at(OUTCOME)
    ordered = np.flatnonzero((bought != NEVER) & (bought <= as_of))
    number = np.zeros(len(passes), np.int64)
    number[ordered[np.argsort(bought[ordered], kind="stable")]] = np.arange(len(ordered))
    known = np.zeros(len(passes), np.bool_)
    known[ordered] = True
    return _numbered("NM", number).set(pl.Series(~known), None)


def local(seconds: Integers, form: str) -> pl.Series:
    """Return instants in seconds as local Vietnamese time, written in a form; NEVER is null."""
    text = pl.Series((seconds + OFFSET) * 1_000_000).cast(pl.Datetime("us")).dt.to_string(form)
    return text.set(pl.Series(seconds == NEVER), None)


def repeated(size: int, share: float, random: Random) -> tuple[Integers, int]:
    """Return the positions of rows with a share of them written twice in a row, and how many were."""
    again = np.sort(random.choice(size, min(size, round(size * share)), replace=False))
    return np.sort(np.concatenate([np.arange(size), again]), kind="stable"), len(again)


def spread(rows: pl.DataFrame, bad: Sequence[dict[str, str]]) -> pl.DataFrame:
    """Return rows with bad ones among them at even distances; what a bad row does not say is its neighbour's."""
    cuts = np.linspace(0, rows.height, len(bad) + 2).astype(int)
    parts = [rows[: cuts[1]]]
    for values, begin, end in zip(bad, cuts[1:], cuts[2:], strict=False):
        neighbour = rows[int(begin) : int(begin) + 1]
        parts += [neighbour.with_columns(**{k: pl.lit(v) for k, v in values.items()}), rows[int(begin) : int(end)]]
    return pl.concat(parts)


def write_events(
    path: Path, company: Company, passes: Passes, rows: Rows, customers: pl.Series, orders: pl.Series, random: Random
) -> tuple[int, int, int]:
    """Write the web log; return its rows, how many of them were written twice, and how many nobody can use."""
    index, twice = repeated(len(rows), company.mess.twice, random)
    bad = _bad_events(company.mess.bad_events) if len(rows) else []
    devices, campaigns = list(company.devices), _campaigns(passes)
    with path.open("wb") as file:
        for begin in range(0, max(len(index), 1), _SLICE):
            part = rows.take(index[begin : begin + _SLICE])
            frame = _event_table(passes, part, customers, orders, devices, campaigns)
            frame = frame if begin else spread(frame, bad)
            frame.write_csv(file, include_header=begin == 0)
    return len(index) + len(bad), twice, len(bad)


def _event_table(
    passes: Passes, rows: Rows, customers: pl.Series, orders: pl.Series, devices: list[str], campaigns: Bytes
) -> pl.DataFrame:
    campaign = _codes(campaigns[rows.row], _CAMPAIGNED[rows.event])
    with_order = np.isin(rows.event, _NAMED_ORDER)
    path_names = [PATHS.get(name, "").format(product.slug) for name in NAMES for product in PRODUCTS]
    path = _codes(rows.event.astype(np.int64) * len(PRODUCTS) + rows.product, _HAS_PATH[rows.event])
    has_page = np.char.find([PATHS.get(name, "") for name in NAMES], "{}") >= 0
    on_product = has_page[rows.event] | (rows.event == NAMES.index("cart_added"))
    return pl.DataFrame(
        {
            "time": local(rows.time, "%Y-%m-%dT%H:%M:%S+07:00"),
            "customer": customers.gather(passes.person[rows.row]),
            "event": pl.Series(NAMES).gather(rows.event),
            "channel": pl.Series(CHANNELS).gather(rows.channel),
            "campaign": pl.Series(CAMPAIGNS).gather(campaign),
            "device": pl.Series(devices).gather(_codes(passes.device[rows.row], _DEVICES[rows.event])),
            "path": pl.Series(path_names).gather(path),
            "product": pl.Series([product.name for product in PRODUCTS]).gather(_codes(rows.product, on_product)),
            "order_id": orders.gather(_codes(rows.row, with_order)),
            "topic": pl.Series(TOPIC_TEXTS).gather(rows.topic),
        }
    )


def _codes(codes: npt.NDArray[np.generic], present: npt.NDArray[np.bool_]) -> pl.Series:
    """Return positions to gather by, null where there is nothing."""
    found = pl.Series(codes.astype(np.uint32))
    return found if present.all() else found.set(pl.Series(~present), None)


def _campaigns(passes: Passes) -> Bytes:
    """Return the campaign that ran when each pass began: one after the other over the whole time."""
    start = passes.start
    begin, end = (int(start.min()), int(start.max()) + 1) if len(start) else (0, 1)
    return ((start - begin) * len(CAMPAIGNS) // (end - begin)).astype(np.uint8)


def _bad_events(count: int) -> list[dict[str, str]]:
    kinds = [{"time": time} for time in _BAD_TIMES] + [{"customer": ""}, {"event": ""}, {"customer": "   "}]
    return [kinds[i % len(kinds)] for i in range(count)]


def write_orders(
    path: Path, company: Company, passes: Passes, customers: pl.Series, orders: pl.Series, random: Random, as_of: int
) -> tuple[int, int, int]:
    """Write the order book, a row an order with the times of what became of it.

    Return its rows, how many events are in it twice, and how many rows nobody can use.
    """
    promised = promised_days(passes, random, OFFSET) * DAY - OFFSET
    bought = passes.at(OUTCOME)
    row = np.flatnonzero((bought != NEVER) & (bought <= as_of))
    row = row[np.argsort(bought[row], kind="stable")]
    came = passes.at("delivery")[row]
    came = np.where(came > as_of, NEVER, came)
    table = _order_table(passes, row, came, promised[row], customers, orders, random)
    index, twice = repeated(len(row), company.mess.twice, random)
    doubled = index[1:][index[1:] == index[:-1]]
    bad = _bad_orders(company.mess.bad_orders) if len(row) else []
    spread(table[index], bad).write_csv(path)
    return len(index) + len(bad), twice + int((came[doubled] != NEVER).sum()), len(bad)


def _order_table(
    passes: Passes,
    row: Integers,
    came: Integers,
    promised: Integers,
    customers: pl.Series,
    orders: pl.Series,
    random: Random,
) -> pl.DataFrame:
    prices = np.array([product.price for product in PRODUCTS])[passes.product[row]]
    fee = np.array(SHIPPING_FEES)[pick(random, np.array([0.2, 0.3, 0.3, 0.2]), len(row))]
    payment = pick(random, np.array([*PAYMENTS.values()]), len(row))
    status = np.where(came == NEVER, 0, np.where(passes.late[row], 2, 1))
    return pl.DataFrame(
        {
            "order_id": orders.gather(row),
            "customer": customers.gather(passes.person[row]),
            "ordered_at": local(passes.at(OUTCOME)[row], _VN),
            "promised_date": local(promised, "%d/%m/%Y"),
            "delivered_at": local(came, _VN),
            "status": pl.Series(["Đang giao", "Giao đúng hẹn", "Giao trễ hẹn"]).gather(status),
            "carrier": pl.Series(CARRIERS).gather(passes.carrier[row]),
            "payment": pl.Series([*PAYMENTS]).gather(payment),
            "product": pl.Series([product.name for product in PRODUCTS]).gather(passes.product[row]),
            "amount": dong(prices * (1 + (random.random(len(row)) < 0.22))),
            "shipping_fee": dong(np.where(passes.fee[row], fee, 0)),
        }
    )


def dong(amounts: Integers) -> pl.Series:
    """Return amounts as the Vietnamese write them: `1.234.000 ₫`."""
    # Amounts have few different values, so each is written once.
    values, place = np.unique(amounts, return_inverse=True)
    return pl.Series([f"{value:,} ₫".replace(",", ".") for value in values.tolist()], dtype=pl.String).gather(place)


def _bad_orders(count: int) -> list[dict[str, str]]:
    kinds = (
        {"ordered_at": "32/13/2026 10:00:00"},
        {"customer": ""},
        {"amount": "1.2x4.000 ₫"},
        {"promised_date": "sớm nhất có thể"},
    )
    return [{"delivered_at": "", **kinds[i % len(kinds)]} for i in range(count)]


def survey_files(company: Company) -> dict[str, str]:
    """Return the file of each survey."""
    return {key: f"survey_{key.removeprefix('csat_')}.csv" for key in company.surveys}


def bad_answers(company: Company) -> dict[str, list[dict[str, str]]]:
    """Return the unusable rows of each survey's file: scores off the scale, and a word for a number."""
    kinds = (("csat_delivery", "năm"), ("nps", "11"), ("csat_delivery", "6"), ("csat_usage", "0"))
    found: dict[str, list[dict[str, str]]] = {key: [] for key in company.surveys}
    for i in range(company.mess.bad_answers):
        key, score = kinds[i % len(kinds)]
        answered = f"2026-01-01 08:00:{i % 60:02d}"
        found[key].append({"asked_at": "", "answered_at": answered, "score": score, "comment": ""})
    return found


def write_survey(
    path: Path,
    company: Company,
    passes: Passes,
    said: Said,
    texts: pl.Series,
    customers: pl.Series,
    orders: pl.Series,
    bad: list[dict[str, str]],
    random: Random,
    as_of: int,
) -> tuple[int, int, int]:
    """Write one survey's invitations and answers up to as-of.

    Return its rows, how many events are in it twice, and how many rows nobody can use.
    """
    kept = np.flatnonzero(said.asked <= as_of)
    kept = kept[np.argsort(said.asked[kept], kind="stable")]
    answered = np.where(said.answered[kept] > as_of, NEVER, said.answered[kept])
    silent = pl.Series(answered == NEVER)
    table = pl.DataFrame(
        {
            "customer": customers.gather(passes.person[said.row[kept]]),
            "order_id": orders.gather(said.row[kept]),
            "asked_at": local(said.asked[kept], _LOCAL),
            "answered_at": local(answered, _LOCAL),
            "score": pl.Series(said.score[kept]).cast(pl.String).set(silent, None),
            "comment": texts.gather(kept).set(silent, None),
        }
    )
    index, twice = repeated(len(kept), company.mess.twice, random)
    doubled = index[1:][index[1:] == index[:-1]]
    used = bad if len(kept) else []
    spread(table[index], used).write_csv(path)
    return len(index) + len(used), twice + int((answered[doubled] != NEVER).sum()), len(used)


def write_customers(
    path: Path, company: Company, passes: Passes, people: int, begun: Bytes, customers: pl.Series, random: Random
) -> int:
    """Write the customer list, where each person's first pass says how they came; return its rows."""
    age = pick(random, np.array([*AGES.values()]), people)
    pl.DataFrame(
        {
            "customer": customers,
            "city": pl.Series([*company.cities]).gather(passes.city[:people]),
            "age_group": pl.Series([*AGES]).gather(age),
            "first_channel": pl.Series(CHANNELS).gather(begun[:people]),
        }
    ).write_csv(path)
    return people


def expected_columns() -> Iterator[str]:
    """Yield the web log's properties, those a mapping takes over as they are."""
    yield from ("channel", "campaign", "device", "path", "product", "order_id", "topic")
