"""What is wrong with the demo company's exports, on purpose: rows written twice, and rows no one can use."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.demo.company import Company

Integers = npt.NDArray[np.int64]
BadRow = dict[str, str]

_BAD_TIMES = (
    "",
    "chưa rõ",
    "2026-02-30T10:00:00+07:00",
    "31/10/2026 10:00",
    "1899-12-31T00:00:00+07:00",
    "2062-01-01T00:00:00+07:00",
)
_BAD_EVENTS: tuple[BadRow, ...] = (
    *({"time": time} for time in _BAD_TIMES),
    {"customer": ""},
    {"event": ""},
    {"customer": "   "},
)
_BAD_ORDERS: tuple[BadRow, ...] = (
    {"ordered_at": "32/13/2026 10:00:00"},
    {"customer": ""},
    {"amount": "1.2x4.000 ₫"},
    {"promised_date": "sớm nhất có thể"},
)
_BAD_SCORES = (("csat_delivery", "năm"), ("nps", "11"), ("csat_delivery", "6"), ("csat_usage", "0"))


def repeated(size: int, share: float, random: np.random.Generator) -> tuple[Integers, Integers]:
    """Return the positions of rows with a share of them twice in a row, and which those are."""
    again = np.sort(random.choice(size, min(size, round(size * share)), replace=False))
    return np.sort(np.concatenate([np.arange(size), again]), kind="stable"), again


def spread(rows: pl.DataFrame, bad: Sequence[BadRow]) -> pl.DataFrame:
    """Return rows with bad ones among them at even distances; what a bad row does not say is its neighbour's."""
    cuts = np.linspace(0, rows.height, len(bad) + 2).astype(int)
    parts = [rows[: cuts[1]]]
    for values, begin, end in zip(bad, cuts[1:], cuts[2:], strict=False):
        neighbour = rows[min(int(begin), rows.height - 1)]
        parts += [neighbour.with_columns(**{k: pl.lit(v) for k, v in values.items()}), rows[int(begin) : int(end)]]
    return pl.concat(parts)


def bad_events(company: Company) -> list[BadRow]:
    """Return the web log's bad rows: no time or one that cannot be, no customer, no event."""
    return [_BAD_EVENTS[i % len(_BAD_EVENTS)] for i in range(company.mess.bad_events)]


def bad_orders(company: Company) -> list[BadRow]:
    """Return the order book's bad rows; without a delivery, so that each is refused once."""
    return [{"delivered_at": "", **_BAD_ORDERS[i % len(_BAD_ORDERS)]} for i in range(company.mess.bad_orders)]


def bad_answers(company: Company, key: str) -> list[BadRow]:
    """Return one survey's bad rows: impossible scores, and no invitation, so that each is refused once."""
    kinds = (_BAD_SCORES[i % len(_BAD_SCORES)] for i in range(company.mess.bad_answers))
    blank = {"asked_at": "", "answered_at": "2026-01-01 08:00:00", "comment": ""}
    return [blank | {"score": score} for survey, score in kinds if survey == key]
