"""What a spreadsheet would run as a formula, in every file people open with one."""

import re

FORMULA = r"^[=+@\t\r\n-]"
"""Texts that begin like this are run, also one that goes on from a negative number (`-2+3`)."""
NUMBER = r"^-[0-9]+([.,][0-9]+)*([eE][+-]?[0-9]+)?$"
"""Negative numbers, which are not. Both patterns mean the same to `re` (`fullmatch`) and to polars."""


def guarded(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run as a formula; a plain number is none (`-2+3` is)."""
    return f"'{text}" if re.match(FORMULA, text) and not re.fullmatch(NUMBER, text) else text
