"""The lake's columns: what every stored event looks like, whoever wrote it and whatever reads it."""

import polars as pl

PROPERTY_PREFIX = "p_"

LAKE_SCHEMA: dict[str, pl.DataType] = {
    # 128 bits over the event's content, or over the sender's own message id; equal ids are one event.
    "id": pl.Binary(),
    "person": pl.String(),
    # When it happened, at the sender, corrected for skew.
    "time": pl.Datetime("us", "UTC"),
    # The event's name.
    "event": pl.String(),
    # Which source brought it: the mapping's `source`, later a write key.
    "source": pl.String(),
    # An answer: the instrument (see `Instrument`), its score on the instrument's own scale, its free text.
    "instrument": pl.String(),
    "score": pl.Float64(),
    "text": pl.String(),
    # An invitation to answer: the instrument that was asked (response rate = answered ÷ asked). Never set together
    # with `instrument`.
    "asks": pl.String(),
    # Key of the touchpoint an answer was asked at, where the sender knows it.
    "asked_at": pl.String(),
}
"""Fixed columns. Each further property is one column `p_<name>` of type String, Float64, Boolean or Datetime(us,
UTC).
"""

_TYPE_NAMES: dict[pl.DataType, str] = {
    pl.String(): "text",
    pl.Float64(): "number",
    pl.Boolean(): "bool",
    pl.Datetime("us", "UTC"): "time",
}


def type_name(kind: pl.DataType) -> str:
    """Return the word a mapping uses for a column type: text, number, bool or time."""
    return _TYPE_NAMES.get(kind, str(kind))
