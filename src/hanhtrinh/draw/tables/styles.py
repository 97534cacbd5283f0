"""The look of the workbook: the map's colours, in formats that are made once."""

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from hanhtrinh.draw.tables.values import Form

FONT = "Arial"
LABEL_WIDTH, STEP_WIDTH = 30, 24
_INK, _SOFT, _LINE, _SUNK = "#20242e", "#5a5f6c", "#d3ccbe", "#f4f0e9"
_PHASES = {"before": ("#eceefb", "#3f4bab"), "during": ("#fdeed6", "#86560a"), "after": ("#e1f3ec", "#17705b")}
NUMBERS: dict[Form, str] = {
    "count": "#,##0", "share": "0.0%", "signed": '+0.0;−0.0;0.0', "plain": "0.00", "time": "[h]:mm",
}  # fmt: skip
_BASE: dict[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": _INK, "valign": "top"}
_WRAP: dict[str, Any] = {"text_wrap": True, "border": 1, "border_color": _LINE}


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def _format(self, **given: Any) -> Format:
        key = repr(sorted(given.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**_BASE, **given})
        return self._made[key]

    @property
    def title(self) -> Format:
        """The map's title."""
        return self._format(font_size=20, bold=True)

    @property
    def about(self) -> Format:
        """The label of a line above the map."""
        return self._format(font_color=_SOFT)

    @property
    def about_text(self) -> Format:
        """A line above the map."""
        return self._format(bold=True)

    @property
    def corner(self) -> Format:
        """The label of a head row."""
        return self._format(**_WRAP, bold=True, bg_color=_SUNK, valign="vcenter")

    def head(self, kind: str, phase: str) -> Format:
        """A phase, a stage or a step in the colour of its phase."""
        ground, ink = _PHASES[phase]
        size = {"phase": 10, "stage": 12, "step": 10}[kind]
        return self._format(
            **_WRAP,
            bold=True,
            bg_color=ground,
            font_color=ink if kind != "step" else _INK,
            font_size=size,
            valign="vcenter",
        )

    def label(self, kind: str) -> Format:
        """The label of a lane; measured ones are shaded."""
        return self._format(**_WRAP, bold=True, **({"bg_color": _SUNK} if kind == "measured" else {}))

    def text(self, kind: str) -> Format:
        """A text in a lane."""
        return self._format(**_WRAP, **({"font_color": _SOFT} if kind == "measured" else {}))

    def number(self, form: Form, plain: bool = False) -> Format:
        """A number in its form."""
        shown = {"num_format": NUMBERS[form], "align": "left" if not plain else "right"}
        return self._format(**shown) if plain else self._format(**_WRAP, **shown, font_size=12, bold=True)

    @property
    def list_head(self) -> Format:
        """The head of a long table's column."""
        return self._format(**_WRAP, bold=True, bg_color=_SUNK)

    @property
    def list_text(self) -> Format:
        """A text in a long table."""
        return self._format()
