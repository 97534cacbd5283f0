"""Every place where something becomes durable, by name, so that a test can kill the process at each of them.

Nothing is committed to a database, to the lake or to a pointer file of a server but under one of these names.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Literal

Moment = Literal["before", "after"]
Witness = Callable[["CommitPoint", Moment], None]


class CommitPoint(StrEnum):
    """A place where something becomes durable."""

    MIGRATION = "migration"
    INBOX = "inbox"
    SEAL_BEGIN = "seal_begin"
    SEAL_LAKE = "seal_lake"
    SEAL_END = "seal_end"
    SEAL_CLEAR = "seal_clear"
    SEAL_RETRY = "seal_retry"
    LAKE_COMPACTION = "lake_compaction"
    SEEN_MERGE = "seen_merge"
    SEEN_SWEEP = "seen_sweep"
    FRAME_POINTER = "frame_pointer"
    ACCOUNTS = "accounts"
    SESSION = "session"
    AUDIT = "audit"
    KEYS = "keys"
    SOURCES = "sources"
    PEOPLE = "people"
    SEGMENTS = "segments"
    ERASURE = "erasure"
    JOBS = "jobs"
    JOURNEY = "journey"
    MAIL = "mail"
    REVIEW = "review"
    DRIFT = "drift"
    DRAFT = "draft"
    COMMENTS = "comments"
    SHARES = "shares"
    SURVEY = "survey"
    RESPONSE = "response"
    ASKING = "asking"
    CASES = "cases"
    WEBHOOKS = "webhooks"
    SAID = "said"
    TAKING_IN = "taking_in"
    TEXTS = "texts"
    IMPORT = "import"


_witnesses: list[Witness] = []


def watch(witness: Witness) -> None:
    """Have a function told of every commit point that is passed, before and after the commit."""
    _witnesses.append(witness)


def passing(point: CommitPoint, moment: Moment) -> None:
    """Tell the witnesses, if there are any, that a commit is about to happen or has happened."""
    for witness in _witnesses:
        witness(point, moment)
