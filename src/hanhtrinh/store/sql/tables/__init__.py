"""The tables, one module an area. Instants are microseconds since 1970 in BIGINT columns; ids are text."""

from hanhtrinh.store.sql.tables import (
    accounts,
    comments,
    drafts,
    drifts,
    inbox,
    jobs,
    journeys,
    mails,
    people,
    reviews,
    shares,
    sources,
    versions,
)
from hanhtrinh.store.sql.tables.base import METADATA

__all__ = [
    "METADATA",
    "accounts",
    "comments",
    "drafts",
    "drifts",
    "inbox",
    "jobs",
    "journeys",
    "mails",
    "people",
    "reviews",
    "shares",
    "sources",
    "versions",
]
