"""Parquet: columns with types."""

from hanhtrinh.sources.form import Form

MAGIC = b"PAR1"


def _recognises(start: bytes, name: str) -> bool:
    return start.startswith(MAGIC)


FORM = Form(
    name="parquet", suffixes=(".parquet", ".pq"), recognises=_recognises, table="hanhtrinh.sources.parquet.table"
)
