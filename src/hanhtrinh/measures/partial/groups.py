"""Groups of passes whose voices a map reads, as the keys of a partial name them: a kind, and a number within it."""

from hanhtrinh.measures.selection import Bucket

MAIN, SEGMENT, ON_TIME, LATE, BUCKET = range(5)
"""All kept passes (0); those of a compared segment, by its place; those a step's promise was kept to, or late for, by
step. A trend's calendar buckets have kinds from `BUCKET` on, one a size, and are numbered by their first day."""

BUCKETS: tuple[Bucket, ...] = ("day", "week", "month", "quarter", "year")
Group = tuple[int, int]
JOURNEY = -1
"""The place of questions about the company; others are steps."""


def bucket_kind(bucket: Bucket) -> int:
    """Return the kind of a trend's buckets of one size."""
    return BUCKET + BUCKETS.index(bucket)
