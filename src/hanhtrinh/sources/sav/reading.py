"""Reads an SPSS file; runs apart (see `sources.apart`), for the library that reads it is C and trusts what it reads."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.apart import About, write_rows
from hanhtrinh.sources.sav import LABEL
from hanhtrinh.sources.tables import LINE
from hanhtrinh.sources.text import open_bytes

_PLAIN = (b"$FL2", b"$FL3")
_DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
_MOMENTS = ("DATETIME", "YMDHMS")
_CLOCKS = ("TIME", "DTIME", "MTIME")
# Seconds from 14 October 1582, the first day of the Gregorian calendar, to 1970.
_EPOCH_SECONDS = 12_219_379_200
_FARTHEST_SECONDS = 400_000_000_000


def read(path: Path, folder: Path, settings: dict[str, Any]) -> About:
    """Write an SPSS file's cases and return what it is; raises FileUnusable when it cannot be read."""
    plain = _plain(path, folder)
    try:
        data, about = pyreadstat.read_sav(
            str(plain), output_format="dict", disable_datetime_conversion=True, encoding=settings["encoding"]
        )
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError, LookupError) as error:
        raise FileUnusable("sources.sav_damaged", file=path.name, detail=" ".join(str(error).split())) from error
    columns = dict(_columns(data, about))
    frame = pl.DataFrame([values.alias(str(i)) for i, values in enumerate(columns.values())])
    lines = pl.int_range(1, 1 + frame.height, dtype=pl.Int64, eager=True).alias(LINE)
    write_rows(frame.with_columns(lines), folder)
    words = {name: text for name, text in about.column_names_to_labels.items() if text}
    words |= {name.lstrip("$"): chosen["label"] for name, chosen in about.mr_sets.items() if chosen["label"]}
    labels = {name: words[plain_name] for name in columns if (plain_name := name.removesuffix(LABEL)) in words}
    return About(columns=tuple(columns), labels=labels)


def _plain(path: Path, folder: Path) -> Path:
    """Return the file itself, or a copy decompressed."""
    with path.open("rb") as file:
        if file.read(4) in _PLAIN:
            return path
    copy = folder / "content.sav"
    with copy.open("wb") as target:
        target.writelines(open_bytes(path))
    return copy


def _columns(data: dict[str, Any], about: Any) -> Iterator[tuple[str, pl.Series]]:
    """Yield every variable, after it the words of its values, and at the end the sets of several answers."""
    for name in about.column_names:
        values = _values(data[name], about.original_variable_types.get(name) or "")
        yield name, values
        words = about.variable_value_labels.get(name)
        if words:
            yield name + LABEL, _words(values, words)
    for name, chosen in about.mr_sets.items():
        if not set(chosen["variable_list"]) <= set(data):
            continue
        yield name.lstrip("$") + LABEL, _chosen(data, about, chosen)


def _values(values: Any, form: str) -> pl.Series:
    """Return a variable's values by the format they are shown in: times, clock times, numbers or text."""
    kind = form.rstrip("0123456789.").upper()
    series = pl.Series(list(values))
    if series.dtype == pl.String:
        text = series.str.strip_chars()
        return text.set(text == "", None)
    numbers = series.cast(pl.Float64, strict=False).fill_nan(None)
    if kind in _DAYS or kind in _MOMENTS:
        near = numbers.set((numbers.abs() > _FARTHEST_SECONDS).fill_null(False), None)
        moments = ((near - _EPOCH_SECONDS) * 1_000_000).round().cast(pl.Int64).cast(pl.Datetime("us"))
        return moments.dt.date() if kind in _DAYS else moments
    if kind in _CLOCKS:
        return _clock(numbers)
    return numbers


def _clock(seconds: pl.Series) -> pl.Series:
    whole = seconds.cast(pl.Int64, strict=False)
    frame = pl.select(hours=whole // 3600, minutes=whole // 60 % 60, seconds=whole % 60)
    padded = [pl.col(name).cast(pl.String).str.zfill(2) for name in ("hours", "minutes", "seconds")]
    return frame.select(pl.concat_str(padded, separator=":")).to_series()


def _words(values: pl.Series, words: dict[Any, str]) -> pl.Series:
    """Return the words of values; null for a value that has none."""
    keys = [float(key) if values.dtype == pl.Float64 else str(key) for key in words]
    if values.dtype not in (pl.Float64, pl.String):
        return pl.Series([None] * len(values), dtype=pl.String)
    return values.replace_strict(
        keys, [str(word).strip() for word in words.values()], default=None, return_dtype=pl.String
    )


def _chosen(data: dict[str, Any], about: Any, chosen: dict[str, Any]) -> pl.Series:
    """Return what was chosen in a question with several answers: the words of each, between commas."""
    parts = []
    for name in chosen["variable_list"]:
        values = _values(data[name], about.original_variable_types.get(name) or "")
        if chosen["is_dichotomy"]:
            word = about.column_names_to_labels.get(name) or name
            counted = values.cast(pl.String) == str(_number(chosen["counted_value"]))
            parts.append(pl.select(pl.when(counted.fill_null(False)).then(pl.lit(word))).to_series().alias(name))
        else:
            words = about.variable_value_labels.get(name) or {}
            parts.append(_words(values, words).fill_null(values.cast(pl.String)).alias(name))
    frame = pl.DataFrame(parts)
    joined = frame.select(pl.concat_str(pl.all(), separator=", ", ignore_nulls=True)).to_series()
    return joined.set(joined == "", None)


def _number(value: Any) -> Any:
    """Numbers are compared as text of a decimal number, as the values are."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return value
