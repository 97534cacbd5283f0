"""What a file says about itself as a whole: its decimal sign, and the words that stand for nothing."""

from collections.abc import Iterator, Sequence

import polars as pl

from hanhtrinh.sources.numbers import read_numbers
from hanhtrinh.sources.tables import Found
from hanhtrinh.sources.times import guess_form

# Lower case. Only taken for nothing where the rest of the column is numbers or times: a word may be meant.
NOTHING = (
    *(
        "null",
        "(null)",
        "\\n",
        "na",
        "n/a",
        "#n/a",
        "none",
        "nan",
        "-",
        "--",
        "?",
        "(not set)",
        "(không có)",
        "không có",
    ),
    *("#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#n/a n/a", "."),
)
_LOOK_ROWS = 2_000


def conventions_of(rows: pl.DataFrame, columns: Sequence[str]) -> tuple[Found, ...]:
    """Return the decimal comma and the words for nothing of a sample of text columns, where there are any."""
    texts = [rows[name].head(_LOOK_ROWS).drop_nulls() for name in columns if rows.schema[name] == pl.String]
    empty = sorted({word for text in texts for word in _nothings(text)})
    found = []
    if empty:
        found.append(Found("empty", tuple(empty), "sources.guess_empty", {"words": ", ".join(empty)}))
    kept = [text.filter(~text.is_in(["", *empty])) for text in texts]
    comma = [text for text in kept if _only(text, ",")]
    if comma and not any(_only(text, ".") for text in kept):
        example = next(value for value in comma[0] if "," in value)
        found.append(Found("decimal", ",", "sources.guess_decimal", {"example": example}))
    return tuple(found)


def _nothings(text: pl.Series) -> Iterator[str]:
    """Yield the words that keep a column from being numbers or times."""
    words = text.unique()
    known = words.filter(words.str.strip_chars().str.to_lowercase().is_in(NOTHING))
    rest = text.filter(~text.is_in(["", *known]))
    if len(known) and len(rest) and (_numbers(rest) or guess_form(rest.str.strip_chars()).share == 1):
        yield from known


def _numbers(text: pl.Series) -> bool:
    return not read_numbers(text).bad.any() or not read_numbers(text, ",").bad.any()


def _only(text: pl.Series, decimal: str) -> bool:
    """Tell whether a column is numbers with this decimal sign and cannot be numbers with the other."""
    other = "," if decimal == "." else "."
    if not len(text) or not bool(text.str.contains(decimal, literal=True).any()):
        return False
    return not read_numbers(text, decimal).bad.any() and bool(read_numbers(text, other).bad.any())
