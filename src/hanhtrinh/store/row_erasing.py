"""Taking a person out of the database's rows, in one transaction."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Table, delete, select, update

from hanhtrinh.collect import understand
from hanhtrinh.events.event import BOT, Message
from hanhtrinh.ports.erasing import Owned
from hanhtrinh.store.asking import erase_askings
from hanhtrinh.store.cases import erase_cases
from hanhtrinh.store.forgotten import digest_of
from hanhtrinh.store.keeping import chunks, forgotten_in, names_of, put, salt_of
from hanhtrinh.store.parcels import pack, unpack
from hanhtrinh.store.responses import AT_ONCE, erase_responses
from hanhtrinh.store.sql.tables.cases import case_events
from hanhtrinh.store.sql.tables.inbox import inbox, rejected
from hanhtrinh.store.sql.tables.jobs import jobs
from hanhtrinh.store.sql.tables.mails import mails
from hanhtrinh.store.sql.tables.people import facts, forgotten, traits
from hanhtrinh.store.sql.tables.proofs import addresses
from hanhtrinh.store.sql.tables.said import said_marks
from hanhtrinh.store.sql.tables.webhooks import webhook_deliveries
from hanhtrinh.store.survey_files import erase_files

KIND = "erasure"


def refuse_rows(connection: Connection, workspace: str, owned: Sequence[Owned]) -> None:
    """Remember raw ids by digest, with the time in which nothing of theirs is taken in."""
    salt, spans = salt_of(connection, workspace), dict(forgotten_in(connection, workspace).spans)
    for one in owned:
        mine = spans.setdefault(digest_of(salt, one.raw), [])
        if (one.start, one.end) not in mine:
            mine.append((one.start, one.end))
    rows = [{"workspace": workspace, "digest": digest, "spans": _json(some)} for digest, some in spans.items()]
    put(connection, forgotten, rows, ("spans",))


def erase_rows(connection: Connection, workspace: str, owned: Sequence[Owned], words: Sequence[str]) -> dict[str, int]:
    """Delete what is known of a person and what waits of theirs; return how much it was, by place."""
    wholly = [one.raw for one in owned if one.wholly]
    return {
        "facts": sum(_delete(connection, facts, workspace, facts.c.first.in_(some) | facts.c.second.in_(some))
                     for some in chunks(wholly)),
        "traits": sum(_delete(connection, traits, workspace, traits.c.person.in_(some)) for some in chunks(wholly)),
        "addresses": sum(
            _delete(connection, addresses, workspace, addresses.c.person.in_(some)) for some in chunks(wholly)
        ),
        "said_marks": sum(_delete(connection, said_marks, workspace, said_marks.c.person.in_(some))
                          for some in chunks([one.raw for one in owned])),
        "askings": erase_askings(connection, workspace, [one.raw for one in owned]),
        "messages": _blank_messages(connection, workspace, owned, words),
        "refused_messages": _delete_with_words(connection, rejected, workspace, words),
        "cases": erase_cases(connection, workspace, wholly),
        "case_notes": _delete_with_words(connection, case_events, workspace, words),
        "letters": _delete_with_words(connection, mails, workspace, words),
        "webhooks": _delete_with_words(connection, webhook_deliveries, workspace, words),
        "jobs": _delete_with_words(connection, jobs, workspace, words, jobs.c.kind != KIND),
        "responses": _erase_responses(connection, workspace, owned, words),
    }  # fmt: skip


def _erase_responses(connection: Connection, workspace: str, owned: Sequence[Owned], words: Sequence[str]) -> int:
    """Delete what the person answered in surveys; files sent with it are deleted once nobody names them."""
    gone = erase_responses(connection, workspace, owned, lambda answers: has_word(answers, words))
    erase_files(connection, workspace, gone)
    return len(gone)


def _delete(connection: Connection, table: Table, workspace: str, which: Any) -> int:
    return connection.execute(delete(table).where(table.c.workspace == workspace, which)).rowcount


def _delete_with_words(connection: Connection, table: Table, workspace: str, words: Sequence[str], *which: Any) -> int:
    """Delete rows some text of which has one of the words."""
    query = select(table).where(table.c.workspace == workspace, *which)
    rows = connection.execute(query, execution_options={"yield_per": AT_ONCE}).mappings()
    found = [row["id"] for row in rows if _speaks(row.values(), words)]
    if found:
        connection.execute(delete(table).where(table.c.id.in_(found)))
    return len(found)


def _speaks(values: Iterable[object], words: Sequence[str]) -> bool:
    return any(has_word(bytes(v) if isinstance(v, memoryview) else v, words) for v in values)


def has_word(value: object, words: Sequence[str]) -> bool:
    """Tell whether a text, or bytes that are one, has one of some words, plain or escaped as JSON may have it."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return False
    folded = value.casefold()
    return any(form.casefold() in folded for word in words for form in {word, json.dumps(word)[1:-1]})


def _blank_messages(connection: Connection, workspace: str, owned: Sequence[Owned], words: Sequence[str]) -> int:
    """Put, in the place of each of the person's waiting messages, one that says nothing; return how many they were.

    Places stay, so that nobody who reads on from a watermark misses a neighbour's message.
    """
    count = 0
    rows = connection.execute(select(inbox.c.seq, inbox.c.parcel).where(inbox.c.workspace == workspace)).all()
    for row in rows:
        messages = unpack(bytes(row.parcel))
        kept = [_blank(message) if _is_theirs(message, owned, words) else message for message in messages]
        changed = sum(new is not old for new, old in zip(kept, messages, strict=True))
        if changed:
            connection.execute(update(inbox).where(inbox.c.seq == row.seq).values(parcel=pack(kept)))
        count += changed
    return count


def _blank(message: Message) -> Message:
    return replace(message, body=b"{}", address="", flags=BOT)


def _is_theirs(message: Message, owned: Sequence[Owned], words: Sequence[str]) -> bool:
    if message.body == b"{}":
        return False
    try:
        meant = understand(message)
    except Exception:  # what nobody understands is kept aside: then its words decide
        return has_word(message.body, words)
    names = [(name, fact.at) for fact in meant.facts for name in names_of(fact)]
    if meant.event is not None:
        names.append((meant.event.person, meant.event.time))
    if not names:  # a robot's, which means nothing to anybody
        return has_word(message.body, words)
    return any(one.has(name, at) for one in owned for name, at in names)


def blank_job(connection: Connection, job: str, result: object) -> None:
    """Take what an erasure was told out of its job; what came of it stays."""
    values = {"asked": "{}", "progress": "{}", "result": _json(result)}
    connection.execute(update(jobs).where(jobs.c.id == job).values(values))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
