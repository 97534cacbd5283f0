"""All that the database knows of whether one person may be asked, in one question to it: every page view asks it."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    bindparam,
    case,
    literal_column,
    or_,
    select,
    union_all,
)

from hanhtrinh.people.said import Consents, consent_of
from hanhtrinh.ports.asking import Standing
from hanhtrinh.store.forgotten import digest_of
from hanhtrinh.store.keeping import chunks
from hanhtrinh.store.sql.tables.asking import ask_budgets, ask_stops, asked
from hanhtrinh.store.sql.tables.people import salts, traits
from hanhtrinh.store.sql.tables.responses import survey_invitations as invitations
from hanhtrinh.store.sql.tables.responses import survey_responses as responses
from hanhtrinh.voice.asking.budget import Budget
from hanhtrinh.voice.asking.deciding import Past

_budget = msgspec.json.Decoder(Budget)
_Words = dict[str, tuple[bool, int]]
_consents = msgspec.json.Decoder(tuple[_Words, _Words, _Words, bool])
_WORKSPACE, _PEOPLE = bindparam("workspace", type_=String), bindparam("people", expanding=True, type_=String)
_EMPTY: ColumnElement[str] = literal_column("''")
_ZERO: ColumnElement[int] = literal_column("0")
_BEGIN, _NEXT, _END = (literal_column(f"'{sign}'", String) for sign in "[,]")
_VOUCHED = case((or_(traits.c.proven_traits != "{}", traits.c.proven_consent != "{}"), "true"), else_="false")
# What `people.said.Consents` holds, as a JSON list.
_CONSENTS = (
    _BEGIN + traits.c.consent + _NEXT + traits.c.refused + _NEXT + traits.c.proven_consent + _NEXT + _VOUCHED + _END
)


def _rows(kind: str, *columns: Any) -> Select[Any]:
    """Return one part of the question: its kind, then survey, channel, instant, whether it counts, and a text."""
    names = ("kind", "survey", "channel", "at", "counts", "text")
    return select(*(column.label(name) for name, column in zip(names, (literal_column(kind), *columns), strict=True)))


# Said once: saying a question anew takes longer than the database does to answer it.
_PAST = (
    _rows("'asked'", asked.c.survey, asked.c.channel, asked.c.at, asked.c.counts, _EMPTY).where(
        asked.c.workspace == _WORKSPACE,
        asked.c.person.in_(_PEOPLE),
        or_(asked.c.lapses.is_(None), asked.c.lapses > bindparam("now")),
        asked.c.outcome != "bounced",
    ),
    # Of anonymous surveys an answer is known by the invitation alone.
    _rows("'answered'", responses.c.survey, responses.c.channel, responses.c.finished_at, _ZERO, _EMPTY).where(
        responses.c.workspace == _WORKSPACE, responses.c.person.in_(_PEOPLE), responses.c.finished_at.is_not(None)
    ),
    _rows("'answered'", invitations.c.survey, invitations.c.channel, invitations.c.answered_at, _ZERO, _EMPTY).where(
        invitations.c.workspace == _WORKSPACE, invitations.c.person.in_(_PEOPLE), invitations.c.answered_at.is_not(None)
    ),
)
_PAST_QUERY = union_all(*_PAST)
_STANDING = union_all(
    *_PAST,
    _rows("'budget'", _EMPTY, _EMPTY, _ZERO, _ZERO, ask_budgets.c.budget).where(ask_budgets.c.workspace == _WORKSPACE),
    _rows("'salt'", _EMPTY, _EMPTY, _ZERO, _ZERO, salts.c.salt).where(salts.c.workspace == _WORKSPACE),
    _rows("'consent'", _EMPTY, _EMPTY, _ZERO, _ZERO, _CONSENTS).where(
        traits.c.workspace == _WORKSPACE, traits.c.person.in_(_PEOPLE)
    ),
    _rows("'stopped'", _EMPTY, _EMPTY, _ZERO, _ZERO, ask_stops.c.why).where(
        ask_stops.c.workspace == _WORKSPACE, ask_stops.c.digest.in_(bindparam("digests", expanding=True, type_=String))
    ),
)


def past_of(connection: Connection, workspace: str, people: Iterable[str], now: int) -> list[Past]:
    """Return all askings and finished answers of some raw ids; lapsed offers are left out."""
    found: list[Past] = []
    for some in chunks(people):
        asking = {"workspace": workspace, "people": some, "now": now}
        found += _past(connection.execute(_PAST_QUERY, asking).all())
    return found


def standing_of(connection: Connection, workspace: str, people: Sequence[str], now: int, salt: str) -> Standing | str:
    """Return how some raw ids stand; the workspace's salt, where it is another one than was thought."""
    rows: list[Row[Any]] = []
    for some in list(chunks(people)) or [[]]:
        digests = [digest_of(salt, f"person:{raw}") for raw in some] if salt else []
        asking = {"workspace": workspace, "people": some, "now": now, "digests": digests}
        rows += connection.execute(_STANDING, asking).all()
    texts: dict[str, list[str]] = {}
    for row in rows:
        texts.setdefault(row.kind, []).append(row.text)
    found = texts.get("salt", [""])[0]
    if found != salt:
        return found
    budget = texts.get("budget", [""])[0]
    return Standing(
        budget=budget_in(budget), past=tuple(_past(rows)), stopped=texts.get("stopped", [""])[0],
        consent=_consent(people, texts.get("consent", ())),
    )  # fmt: skip


def budget_in(kept: str | None) -> Budget:
    """Return the budget a row holds; the default where nobody set one."""
    return _budget.decode(kept) if kept else Budget()


def _past(rows: Sequence[Row[Any]]) -> list[Past]:
    found = [
        Past(survey=row.survey, channel=row.channel, at=row.at, counts=bool(row.counts))
        for row in rows
        if row.kind == "asked"
    ]
    # What somebody answered and their invitation say the same.
    answers = sorted({(row.survey, row.channel, row.at) for row in rows if row.kind == "answered"})
    return found + [
        Past(survey=survey, channel=channel, at=at, counts=False, answered_at=at) for survey, channel, at in answers
    ]


def _consent(people: Sequence[str], said: Sequence[str]) -> bool | None:
    """Return whether any kind of consent stands; None where nothing was ever said that counts."""
    stands = consent_of(people, [Consents(*_consents.decode(one)) for one in said])
    counting = [one.allowed for one in stands.values() if one.allowed is not None]
    return any(counting) if counting else None
