"""Taking facts into the database: idempotent, in any order, inside whatever transaction is under way."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from hanhtrinh.events.event import ADDRESS, Aliased, Consent, Fact, Identified, Merged, Traits, Value
from hanhtrinh.people.said import later, later_words
from hanhtrinh.people.thinning import thinned
from hanhtrinh.store.forgotten import Forgotten, Spans
from hanhtrinh.store.sql.tables.people import account_traits, facts, forgotten, salts, traits
from hanhtrinh.store.sql.tables.proofs import addresses

_Point = tuple[int, str, bool]
"""An instant at which a device was used by a user, and whether somebody proved that."""
_CHUNK = 500
_decoder = msgspec.json.Decoder(Fact)
_spans = msgspec.json.Decoder(Spans)
_said = msgspec.json.Decoder(dict[str, tuple[Value | None, int]])
_KEPT = ("traits", "proven_traits", "consent", "proven_consent", "refused")
Said = dict[str, tuple[Value | None, int]]


def keep_facts(connection: Connection, workspace: str, new: Iterable[Fact]) -> None:
    """Keep facts: who is who as they are, traits and consent by name, the latest instant winning over those of its kind
    (proven or not).

    Facts about people who were erased are left out. Equal facts are kept once.
    """
    alone(connection, f"people {workspace}")  # so that marks follow the commits
    taken = _without_forgotten(connection, workspace, list(new))
    _keep_identified(connection, workspace, [fact for fact in taken if isinstance(fact, Identified)])
    _insert_facts(connection, workspace, [fact for fact in taken if isinstance(fact, Aliased | Merged)])
    _keep_said(connection, workspace, [fact for fact in taken if isinstance(fact, Traits | Consent)])


def decode_fact(fact: str) -> Fact:
    """Return a stored fact."""
    found: Fact = _decoder.decode(fact)
    return found


def chunks(values: Iterable[str]) -> Iterator[list[str]]:
    """Yield distinct values in lists short enough for one statement."""
    rest = iter(dict.fromkeys(values))
    while some := list(islice(rest, _CHUNK)):
        yield some


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], replaced: Sequence[str] = ()) -> None:
    """Insert rows; where the key is taken already, replace some columns, or leave the row as it is."""
    if not rows:
        return
    into = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    if replaced:
        into = into.on_conflict_do_update(
            index_elements=list(table.primary_key.columns), set_={name: into.excluded[name] for name in replaced}
        )
    else:
        into = into.on_conflict_do_nothing()
    connection.execute(into, list(rows))


def alone(connection: Connection, name: str) -> None:
    """Let nobody else who asks for it by the same name go on until the commit; on SQLite every writer is alone."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


def salt_of(connection: Connection, workspace: str) -> str:
    """Return the workspace's salt, made when it is first asked for."""
    here = select(salts.c.salt).where(salts.c.workspace == workspace)
    found = connection.execute(here).scalar()
    if found is None:
        put(connection, salts, [{"workspace": workspace, "salt": secrets.token_hex(16)}])
        found = connection.execute(here).scalar_one()
    return str(found)


def forgotten_in(connection: Connection, workspace: str) -> Forgotten:
    """Return which raw ids were erased, and when nothing of them is taken in."""
    here = forgotten.c.workspace == workspace
    rows = connection.execute(select(forgotten.c.digest, forgotten.c.spans).where(here)).all()
    if not rows:
        return Forgotten()
    return Forgotten(salt_of(connection, workspace), {row.digest: _spans.decode(row.spans) for row in rows})


def _without_forgotten(connection: Connection, workspace: str, new: list[Fact]) -> list[Fact]:
    gone = forgotten_in(connection, workspace)
    if not gone.spans:
        return new
    return [fact for fact in new if not any(gone.refuses(raw, fact.at) for raw in names_of(fact))]


def names_of(fact: Fact) -> tuple[str, ...]:
    """Return the raw ids a fact speaks of."""
    match fact:
        case Identified(anonymous=first, known=second) | Aliased(previous=first, known=second):
            return first, second
        case Merged(into=first, person=second):
            return first, second
    return (fact.person,)


def _keep_identified(connection: Connection, workspace: str, new: Sequence[Identified]) -> None:
    devices: dict[str, set[_Point]] = {}
    for fact in new:
        devices.setdefault(fact.anonymous, set()).add((fact.at, fact.known, fact.proven))
    stored = _stored_points(connection, workspace, devices)
    fresh: list[Fact] = []
    gone: list[int] = []
    for device, points in devices.items():
        before = stored.get(device, {})
        every = points | before.keys()
        proven = {user for _, user, vouched in every if vouched}  # whose it is was proven once: that holds
        kept = {(at, user, user in proven) for at, user in thinned((at, user) for at, user, _ in every)}
        fresh += [
            Identified(anonymous=device, known=user, at=at, proven=vouched)
            for at, user, vouched in kept - before.keys()
        ]
        gone += [before[point] for point in before.keys() - kept]
    _insert_facts(connection, workspace, fresh)
    for start in range(0, len(gone), _CHUNK):
        connection.execute(delete(facts).where(facts.c.id.in_(gone[start : start + _CHUNK])))


def _stored_points(connection: Connection, workspace: str, devices: Iterable[str]) -> dict[str, dict[_Point, int]]:
    """Return the stored identifications of devices: instant, user and whether it is proven → the fact's number."""
    found: dict[str, dict[_Point, int]] = {}
    identified = facts.c.fact.startswith('{"type":"identified"')
    columns = facts.c.id, facts.c.first, facts.c.second, facts.c.at, facts.c.fact.not_like('%"proven":false}')
    for some in chunks(devices):
        here = select(*columns).where(facts.c.workspace == workspace, facts.c.first.in_(some), identified)
        for row in connection.execute(here):
            found.setdefault(row.first, {})[row.at, row.second, bool(row[-1])] = row.id
    return found


def _insert_facts(connection: Connection, workspace: str, new: Iterable[Fact]) -> None:
    rows = [
        {"workspace": workspace, "first": first, "second": second, "at": fact.at, "fact": _json(fact)}
        for fact in sorted(new, key=lambda fact: (fact.at, names_of(fact)))
        for first, second in [names_of(fact)]
    ]
    put(connection, facts, rows)


def _keep_said(connection: Connection, workspace: str, new: Sequence[Traits | Consent]) -> None:
    of_accounts = [fact for fact in new if isinstance(fact, Traits) and fact.account is not None]
    of_people = [fact for fact in new if not (isinstance(fact, Traits) and fact.account is not None)]
    _keep_people(connection, workspace, of_people)
    _keep_addresses(connection, workspace, [fact for fact in of_people if isinstance(fact, Traits) and fact.proven])
    _keep_accounts(connection, workspace, of_accounts)


def _keep_people(connection: Connection, workspace: str, new: Sequence[Traits | Consent]) -> None:
    if not new:
        return
    rows: dict[str, dict[str, Any]] = {}
    for some in chunks(fact.person for fact in new):
        here = select(traits).where(traits.c.workspace == workspace, traits.c.person.in_(some))
        rows |= {row["person"]: dict(row) for row in connection.execute(here).mappings()}
    before = {raw: dict(row) for raw, row in rows.items()}
    said = {raw: {name: _said.decode(row[name]) for name in _KEPT} for raw, row in rows.items()}
    for fact in new:
        mine = said.setdefault(fact.person, {name: {} for name in _KEPT})
        if isinstance(fact, Traits):
            later(mine["proven_traits" if fact.proven else "traits"], fact.values, fact.at)
        elif fact.proven:
            later_words(mine["proven_consent"], fact.categories, fact.at)
        else:
            later_words(mine["consent"], fact.categories, fact.at)
            later_words(mine["refused"], {name: yes for name, yes in fact.categories.items() if not yes}, fact.at)
        row = rows.setdefault(fact.person, {"workspace": workspace, "person": fact.person, "known_at": fact.at})
        row["known_at"] = min(row["known_at"], fact.at)
    _put_changed(connection, workspace, rows, said, before)


def _keep_addresses(connection: Connection, workspace: str, new: Sequence[Traits]) -> None:
    """Keep, per raw id, the newest proven e-mail address; of several at one instant the greatest."""
    said: dict[str, tuple[int, str]] = {}
    for fact in new:
        if ADDRESS in fact.values:
            given = fact.at, str(fact.values[ADDRESS] or "").strip()
            said[fact.person] = max(given, said.get(fact.person, given))
    for some in chunks(said):
        here = select(addresses).where(addresses.c.workspace == workspace, addresses.c.person.in_(some))
        for row in connection.execute(here).all():
            said[row.person] = max(said[row.person], (row.at, row.address))
    rows = [
        {"workspace": workspace, "person": raw, "address": address, "at": at} for raw, (at, address) in said.items()
    ]
    put(connection, addresses, rows, ("address", "at"))


def _put_changed(
    connection: Connection,
    workspace: str,
    rows: Mapping[str, dict[str, Any]],
    said: Mapping[str, Mapping[str, Said]],
    before: Mapping[str, dict[str, Any]],
) -> None:
    newest = connection.execute(select(func.max(traits.c.change)).where(traits.c.workspace == workspace)).scalar() or 0
    changed = []
    for raw, row in rows.items():
        row |= {name: _sorted(values) for name, values in said[raw].items()}
        if row != before.get(raw):
            changed.append(row | {"change": newest + 1})
    put(connection, traits, changed, (*_KEPT, "known_at", "change"))


def _keep_accounts(connection: Connection, workspace: str, new: Sequence[Traits]) -> None:
    said: dict[str, tuple[Said, Said]] = {}
    for some in chunks(str(fact.account) for fact in new):
        here = account_traits.c.workspace == workspace, account_traits.c.account.in_(some)
        for row in connection.execute(select(account_traits).where(*here)):
            said[row.account] = _said.decode(row.traits), _said.decode(row.proven_traits)
    for fact in new:
        later(said.setdefault(str(fact.account), ({}, {}))[fact.proven], fact.values, fact.at)
    rows = [
        {"workspace": workspace, "account": key, "traits": _sorted(other), "proven_traits": _sorted(proven)}
        for key, (other, proven) in said.items()
    ]
    put(connection, account_traits, rows, ("traits", "proven_traits"))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _sorted(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
