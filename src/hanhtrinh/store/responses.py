"""Responses to surveys in the database, with the invitations they came by.

Finishing counts towards the quota under a lock of the survey's row (SQLite: its one writer): two last answers at once
cannot both be counted.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from hanhtrinh.ports.erasing import Owned
from hanhtrinh.ports.surveys import Block, Invitation, Outcome, Response, Stood, Told
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.keeping import chunks, put
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.responses import survey_invitations as invitations
from hanhtrinh.store.sql.tables.responses import survey_responses as table
from hanhtrinh.store.sql.tables.surveys import surveys
from hanhtrinh.voice.surveys.model import Answers
from hanhtrinh.voice.surveys.tally import Given

_JSON = {"answers": Answers, "consent": dict[str, str], "told": dict[str, tuple[str, str, int]]}
_ANSWERS = msgspec.json.Decoder(list[Answers])
_ROW = tuple(table.c[name] for name in Response.__struct_fields__)
BLOCK = 4_096
"""A block holds the responses of so many changes."""
AT_ONCE = 1_000
"""So many rows are in memory where all of a workspace are looked at."""
_NAMELESS = table.c.told_at.is_(None) & (func.substr(table.c.person, 1, len("~response-")) == "~response-")
_INTS, _TEXTS = msgspec.json.Decoder(list[int]), msgspec.json.Decoder(list[str])
_GIVEN: Sequence[tuple[str, ColumnElement[Any], msgspec.json.Decoder[Any]]] = (
    ("version", table.c.version, _INTS), ("person", case((_NAMELESS, ""), else_=table.c.person), _TEXTS),
    ("response", table.c.id, _TEXTS), ("at", table.c.began_at, _INTS), ("channel", table.c.channel, _TEXTS),
    ("lang", table.c.lang, _TEXTS), ("step", table.c.step, _TEXTS),
    ("finished", case((table.c.finished_at.is_(None), 0), else_=1), msgspec.json.Decoder(list[bool], strict=False)),
)  # fmt: skip
"""What is counted of responses. The database makes one JSON text of each column: to make an object of every field of
every row costs twice as much, in a driver written in Python many times.
"""
_MINE = (table.c.workspace == bindparam("workspace")) & (table.c.survey == bindparam("survey"))
_WITHIN = table.c.number.between(bindparam("first"), bindparam("last"))
_NEXT = select(func.min(table.c.number)).where(_MINE, table.c.number > bindparam("last"))
_BLOCK = select(func.count(), func.count(table.c.told_at), func.max(table.c.change)).where(_MINE, _WITHIN)
"""A block is counted by itself: to group all responses, SQLite would sort them, which costs twice as much. Statements
that are made once are not made for every block.
"""


def keep_invitations(connection: Connection, new: Sequence[Invitation]) -> int:
    """Write invitations beside what else the transaction writes, known digests not again; return how many are new."""
    known: set[str] = set()
    for some in chunks(one.digest for one in new):
        known.update(connection.execute(select(invitations.c.digest).where(invitations.c.digest.in_(some))).scalars())
    rows = {one.digest: msgspec.structs.asdict(one) for one in new if one.digest not in known}
    put(connection, invitations, list(rows.values()))
    return len(rows)


class SqlResponses:
    """`ports.surveys.Responses` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        array = func.json_group_array if database.sqlite else func.json_agg
        columns = (cast(array(column), Text) for _, column, _ in _GIVEN)
        whole = func.max(table.c.changed_at), func.aggregate_strings(table.c.answers, ",")
        self._given = select(*whole, *columns).where(_MINE, _WITHIN)

    def invite(self, invitations: Sequence[Invitation]) -> int:
        """Keep invitations, known digests not again; return how many are new."""
        with self._database.writing(CommitPoint.RESPONSE) as connection:
            return keep_invitations(connection, invitations)

    def invitation(self, digest: str) -> Invitation | None:
        """Return an invitation by the digest of its token."""
        with self._database.reading() as connection:
            return _invitation(connection, digest)

    def keep(self, response: Response, quota: int | None, uses: str = "", over: Stood | None = None) -> Outcome:
        """Keep a response's newest state, in one transaction with counting it towards the quota and, where finished,
        noting its invitation as answered.

        `uses` is the digest of the invitation an anonymous response spends: it is noted as answered, the response does
        not name it. A response of the same id from somebody else's invitation is never touched. `over` is what it
        goes on from: where something else is kept by now, nothing is.
        """
        with self._database.writing(CommitPoint.RESPONSE) as connection:
            state, change = _hold(connection, response)
            before = _get(connection, response.workspace, response.id)
            refused = _refused(connection, response, before, state, quota, uses)
            if refused is not None:
                return refused
            if over is not None and over != ((before.answers, before.consent) if before is not None else ({}, {})):
                return "overtaken"
            _put(connection, response, before, change)
            if response.finished_at is not None and (spent := uses or response.invitation):
                mine = (invitations.c.digest == spent) & invitations.c.answered_at.is_(None)
                connection.execute(update(invitations).where(mine).values(answered_at=response.finished_at))
            return "kept"

    def get(self, workspace: str, id: str) -> Response | None:
        """Return a response."""
        with self._database.reading() as connection:
            return _get(connection, workspace, id)

    def of_survey(self, workspace: str, survey: str, *, after: str = "", limit: int = 100) -> Sequence[Response]:
        """Return responses of a survey, newest first, a page at a time (`after`: the last id of the page before)."""
        mine = (table.c.workspace == workspace) & (table.c.survey == survey)
        query = select(*_ROW).where(mine).order_by(table.c.began_at.desc(), table.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            last = _get(connection, workspace, after) if after else None
            if last is not None:
                at = table.c.began_at
                query = query.where(or_(at < last.began_at, and_(at == last.began_at, table.c.id < last.id)))
            return [_response(row) for row in connection.execute(query).mappings()]

    def blocks(self, workspace: str, survey: str) -> Sequence[Block]:
        """Return the blocks all responses to a survey are in, by place."""
        mine, found = {"workspace": workspace, "survey": survey}, []
        with self._database.reading() as connection:
            number = connection.execute(_NEXT, mine | {"last": -1}).scalar_one()
            while number is not None:
                place = number // BLOCK
                at = mine | _ends(place)
                row = connection.execute(_BLOCK, at).one()
                if row[0]:  # else it was erased meanwhile
                    found.append(Block(place, *row))
                number = connection.execute(_NEXT, mine | {"last": at["last"]}).scalar_one()
        return found

    def given(self, workspace: str, survey: str, place: int) -> Given:
        """Return what the responses of a block say, in no order.

        Who answered an open link without being known is somebody only when the answers are events.
        """
        with self._database.reading() as connection:
            at = {"workspace": workspace, "survey": survey, **_ends(place)}
            last, answers, *texts = connection.execute(self._given, at).one()
        if last is None:
            return Given()
        read = {name: decoder.decode(text) for (name, _, decoder), text in zip(_GIVEN, texts, strict=True)}
        return Given(answers=_ANSWERS.decode(f"[{answers}]"), last=last, **read)

    def untold(
        self, before: int, nameless: int, limit: int = 200, after: tuple[int, str] | None = None
    ) -> Sequence[Response]:
        """Return finished responses that are not events yet, and partial ones not touched since an instant; those that
        are nobody's, of which the day alone is known, not since another (`nameless`). What changed first comes first;
        `after`: only those behind one (when it was changed, and its id).
        """
        since = case((table.c.person == "", nameless), else_=before)
        due = table.c.told_at.is_(None) & or_(table.c.finished_at.is_not(None), table.c.changed_at < since)
        if after is not None:
            at, id = after
            due &= or_(table.c.changed_at > at, and_(table.c.changed_at == at, table.c.id > id))
        query = select(*_ROW).where(due).order_by(table.c.changed_at, table.c.id).limit(limit)
        with self._database.reading() as connection:
            return [_response(row) for row in connection.execute(query).mappings()]

    def telling(self, response: Response, told: Told) -> Response | None:
        """Note, before a partial response is told, that it is: what it says later replaces that. Return it so; None
        where it went on, or was told, since it was read.
        """
        same = _of(response.workspace, response.id) & (table.c.answers == _text(response.answers))
        as_read = same & table.c.finished_at.is_(None) & table.c.told_at.is_(None)
        with self._database.writing(CommitPoint.RESPONSE) as connection:
            new = update(table).where(as_read).values(tellings=table.c.tellings + 1, told=_text(told))
            noted = connection.execute(new).rowcount
        return msgspec.structs.replace(response, tellings=response.tellings + 1, told=told) if noted else None

    def told(self, response: Response, at: int) -> None:
        """Note that a response's answers, as they are in this state of it, are events."""
        same = _of(response.workspace, response.id) & (table.c.answers == _text(response.answers))
        finished = table.c.finished_at.is_(None) if response.finished_at is None else table.c.finished_at.is_not(None)
        with self._database.writing(CommitPoint.RESPONSE) as connection:
            connection.execute(update(table).where(same, finished, table.c.told_at.is_(None)).values(told_at=at))

    def finished(self, workspace: str, survey: str) -> int:
        """Return how many responses to a survey are finished."""
        with self._database.reading() as connection:
            return _finished(connection, workspace, survey)

    def invited(self, workspace: str, survey: str) -> Mapping[str, int]:
        """Return how many were invited by each channel."""
        mine = (invitations.c.workspace == workspace) & (invitations.c.survey == survey)
        query = select(invitations.c.channel, func.count().label("n")).where(mine).group_by(invitations.c.channel)
        with self._database.reading() as connection:
            return {row.channel: row.n for row in connection.execute(query)}


def erase_responses(
    connection: Connection, workspace: str, owned: Sequence[Owned], speaks: Callable[[str], bool]
) -> list[str]:
    """Delete a person's responses, and those whose answers speak of them, with the invitations sent to them; return the
    ids of the responses. Anonymous ones are nobody's: there only the words tell."""
    query = select(table.c.id, table.c.person, table.c.began_at, table.c.answers).where(table.c.workspace == workspace)
    gone = [
        row.id
        for row in connection.execute(query, execution_options={"yield_per": AT_ONCE})
        if any(one.has(row.person, row.began_at) for one in owned) or speaks(row.answers)
    ]
    for some in chunks(gone):
        connection.execute(delete(table).where(table.c.workspace == workspace, table.c.id.in_(some)))
    for some in chunks(one.raw for one in owned if one.wholly):
        sent = (invitations.c.workspace == workspace) & invitations.c.person.in_(some)
        connection.execute(delete(invitations).where(sent))
    return gone


def _refused(
    connection: Connection, response: Response, before: Response | None, state: str, quota: int | None, uses: str
) -> Outcome | None:
    """Return why nothing is kept, None where it is."""
    if before is not None:
        if before.invitation != response.invitation or before.survey != response.survey:
            return "over"
        if before.finished_at is not None:
            return "known" if before.answers == response.answers else "over"
    if state != "open":
        return "closed"
    digest = uses or response.invitation
    if digest:
        sent = _invitation(connection, digest, hold=True)
        if sent is None or sent.workspace != response.workspace or sent.survey != response.survey:
            return "closed"
        if sent.answered_at is not None:
            return "over"
        if sent.expires < response.changed_at:
            return "expired"
    full = quota is not None and _finished(connection, response.workspace, response.survey) >= quota
    return "full" if full else None


def _hold(connection: Connection, response: Response) -> tuple[str, int]:
    """Return the state of the survey and the number of the change, and let nobody else keep a response to it until the
    commit.
    """
    query = select(surveys.c.state, surveys.c.changes).where(_survey_of(response)).with_for_update()
    row = connection.execute(query).first()
    return ("", 0) if row is None else (row.state, row.changes + 1)


def _survey_of(response: Response) -> ColumnElement[bool]:
    return (surveys.c.workspace == response.workspace) & (surveys.c.key == response.survey)


def _finished(connection: Connection, workspace: str, survey: str) -> int:
    mine = (table.c.workspace == workspace) & (table.c.survey == survey) & table.c.finished_at.is_not(None)
    return int(connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one())


def _ends(place: int) -> dict[str, int]:
    """Return the first and the last number of a block."""
    return {"first": place * BLOCK, "last": (place + 1) * BLOCK - 1}


def _put(connection: Connection, response: Response, before: Response | None, change: int) -> None:
    """Write a response anew or over its earlier state; what is told of it is no longer all of it."""
    connection.execute(update(surveys).where(_survey_of(response)).values(changes=change))
    row = msgspec.structs.asdict(response) | {name: _text(getattr(response, name)) for name in _JSON}
    row |= {"told_at": None, "change": change}
    if before is None:
        connection.execute(insert(table).values(row | {"number": change}))
        return
    row["began_at"] = before.began_at
    del row["tellings"], row["told"]  # noted beside this, without the lock
    connection.execute(update(table).where(_of(response.workspace, response.id)).values(row))


def _of(workspace: str, id: str) -> ColumnElement[bool]:
    return (table.c.workspace == workspace) & (table.c.id == id)


def _get(connection: Connection, workspace: str, id: str) -> Response | None:
    row = connection.execute(select(*_ROW).where(_of(workspace, id))).mappings().first()
    return None if row is None else _response(row)


def _invitation(connection: Connection, digest: str, *, hold: bool = False) -> Invitation | None:
    query = select(invitations).where(invitations.c.digest == digest)
    row = connection.execute(query.with_for_update() if hold else query).mappings().first()
    return None if row is None else Invitation(**row)


def _response(row: RowMapping) -> Response:
    decoded = {name: msgspec.json.decode(row[name], type=kind) for name, kind in _JSON.items()}
    return Response(**{**row, **decoded})


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
