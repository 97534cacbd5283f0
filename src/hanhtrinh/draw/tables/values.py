"""What stands in a cell of a table: a text, or an amount that stays a number."""

from typing import Literal

import msgspec

Form = Literal["count", "share", "signed", "plain", "time"]
"""How a number is written: whole, per cent, with its sign, with decimals, as hours and minutes (a share of a day)."""


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """A number with its form, as people see it, its interval and n (`detail`), and what is said about it on demand."""

    value: float
    form: Form
    text: str
    detail: str = ""
    note: str = ""


Entry = str | Amount


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row: its label and one cell a step; `stage` cells are merged over their stage, `team` is written, `measured`
    counted.
    """

    label: str
    cells: tuple[Entry, ...]
    kind: Literal["stage", "team", "measured"] = "team"
