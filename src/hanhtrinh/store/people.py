"""What is known of people, in the database: facts, traits, segments, exports, erasures."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, func, insert, select

from hanhtrinh.events.event import Fact, Merged, Value
from hanhtrinh.people.said import Consents, Values, later
from hanhtrinh.ports.people import Erasure, Export, Known, SavedSegment
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.forgotten import digest_of
from hanhtrinh.store.keeping import chunks, decode_fact, keep_facts, put, salt_of
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.people import account_traits, erasures, exports, facts, segments, traits
from hanhtrinh.store.sql.tables.proofs import addresses, identity_secrets

__all__ = ["SqlPeople", "keep_facts"]
_READ_AT_ONCE = 10_000
_NOTHING = "{}"
_KNOWN = (
    traits.c.person, traits.c.change, traits.c.traits, traits.c.proven_traits, traits.c.consent, traits.c.refused,
    traits.c.proven_consent,
)  # fmt: skip
"""What `_known` reads, in its order."""
_traits = msgspec.json.Decoder(dict[str, tuple[Value | None, int]])
_consent = msgspec.json.Decoder(dict[str, tuple[bool, int]])
_rule = msgspec.json.Decoder(dict[str, object])
_report = msgspec.json.Decoder(dict[str, int | list[str]])
_digests = msgspec.json.Decoder(tuple[str, ...])


class SqlPeople:
    """`ports.people.People` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, workspace: str, facts: Iterable[Fact]) -> None:
        """Take facts, in any order and any number of times."""
        with self._database.writing(CommitPoint.PEOPLE) as connection:
            keep_facts(connection, workspace, facts)

    def facts(self, workspace: str, after: int = 0) -> tuple[Sequence[Fact], int]:
        """Return facts about who is who kept after a mark, in the order of commits, and the new mark."""
        query = (
            select(facts.c.id, facts.c.fact)
            .where(facts.c.workspace == workspace, facts.c.id > after)
            .order_by(facts.c.id)
        )
        rows = self._all(query)
        return [decode_fact(row.fact) for row in rows], rows[-1].id if rows else after

    def facts_of(self, workspace: str, raws: Iterable[str]) -> Sequence[Fact]:
        """Return the facts that speak of any of some raw ids, and what undid them."""
        found: dict[int, Fact] = {}
        for some in chunks(raws):
            names = facts.c.first.in_(some) | facts.c.second.in_(some)
            for row in self._all(select(facts.c.id, facts.c.fact).where(facts.c.workspace == workspace, names)):
                found[row.id] = decode_fact(row.fact)
        return [found[number] for number in sorted(found)]

    def known(self, workspace: str, after: int = 0) -> Iterator[Known]:
        """Yield what is known of raw ids, as far as it changed after a mark, oldest change first."""
        change, person = after + 1, ""
        while True:
            newer = (traits.c.change > change) | ((traits.c.change == change) & (traits.c.person > person))
            query = select(*_KNOWN).where(traits.c.workspace == workspace, newer)
            rows = self._all(query.order_by(traits.c.change, traits.c.person).limit(_READ_AT_ONCE))
            yield from map(_known, rows)
            if len(rows) < _READ_AT_ONCE:
                return
            change, person = rows[-1].change, rows[-1].person

    def known_of(self, workspace: str, raws: Iterable[str]) -> Sequence[Known]:
        """Return what is known of some raw ids."""
        found: list[Known] = []
        for some in chunks(raws):
            query = select(*_KNOWN).where(traits.c.workspace == workspace, traits.c.person.in_(some))
            found += [_known(row) for row in self._all(query)]
        return found

    def address(self, workspace: str, raws: Iterable[str]) -> tuple[int, str]:
        """Return the newest proven e-mail address of some raw ids and since when; empty: none, or it was taken away."""
        found = [(0, "")]
        for some in chunks(raws):
            here = addresses.c.workspace == workspace, addresses.c.person.in_(some)
            found += [(row.at, row.address) for row in self._all(select(addresses).where(*here))]
        return max(found)

    def proves(self, workspace: str) -> bool:
        """Tell whether a workspace ever made an identity secret, whatever became of it."""
        return bool(self._all(select(identity_secrets.c.id).where(identity_secrets.c.workspace == workspace).limit(1)))

    def account(self, workspace: str, account: str) -> Values:
        """Return the traits of an account (a company)."""
        here = account_traits.c.workspace == workspace, account_traits.c.account == account
        rows = self._all(select(account_traits).where(*here))
        if not rows:
            return {}
        said, proven = _traits.decode(rows[0].traits), _traits.decode(rows[0].proven_traits)
        if self.proves(workspace):
            return {**said, **proven}
        for name, (value, at) in proven.items():
            later(said, {name: value}, at)
        return said

    def merges(self, workspace: str) -> Sequence[Merged]:
        """Return all merges and what undid them."""
        merged = facts.c.fact.startswith('{"type":"merged"')
        query = select(facts.c.fact).where(facts.c.workspace == workspace, merged).order_by(facts.c.id)
        found = (decode_fact(row.fact) for row in self._all(query))
        return [fact for fact in found if isinstance(fact, Merged)]

    def segments(self, workspace: str) -> Sequence[SavedSegment]:
        """Return the workspace's segments by name."""
        query = select(segments).where(segments.c.workspace == workspace).order_by(segments.c.name, segments.c.key)
        return [
            SavedSegment(key=r.key, name=r.name, rule=_rule.decode(r.rule), created_by=r.created_by,
                         created_at=r.created_at)
            for r in self._all(query)
        ]  # fmt: skip

    def save_segment(self, workspace: str, segment: SavedSegment) -> None:
        """Keep a segment, in place of the one with its key."""
        row = {
            "workspace": workspace, "key": segment.key, "name": segment.name, "rule": _json(segment.rule),
            "created_by": segment.created_by, "created_at": segment.created_at,
        }  # fmt: skip
        with self._database.writing(CommitPoint.SEGMENTS) as connection:
            put(connection, segments, [row], ("name", "rule"))

    def remove_segment(self, workspace: str, key: str) -> None:
        """Forget a segment; nothing happens where there is none."""
        with self._database.writing(CommitPoint.SEGMENTS) as connection:
            connection.execute(delete(segments).where(segments.c.workspace == workspace, segments.c.key == key))

    def digests(self, workspace: str, raws: Iterable[str]) -> tuple[str, ...]:
        """Return the salted digests of raw ids, by which exports and erasures speak of them."""
        with self._database.writing(CommitPoint.PEOPLE) as connection:
            salt = salt_of(connection, workspace)
        return tuple(sorted(digest_of(salt, raw) for raw in raws))

    def note_export(self, workspace: str, export: Export) -> None:
        """Write down that personal data left the product."""
        row = {name: getattr(export, name) for name in ("id", "at", "by", "what")}
        with self._database.writing(CommitPoint.PEOPLE) as connection:
            connection.execute(insert(exports).values(row | {"workspace": workspace, "people": _json(export.people)}))

    def exports(self, workspace: str) -> Sequence[Export]:
        """Return all exports, newest first."""
        query = select(exports).where(exports.c.workspace == workspace).order_by(exports.c.at.desc(), exports.c.id)
        return [
            Export(id=r.id, at=r.at, by=r.by, what=r.what, people=_digests.decode(r.people)) for r in self._all(query)
        ]

    def erasures(self, workspace: str) -> Sequence[Erasure]:
        """Return all erasures that are done, newest first."""
        query = select(erasures).where(erasures.c.workspace == workspace).order_by(erasures.c.at.desc(), erasures.c.id)
        return [Erasure(id=r.id, at=r.at, by=r.by, report=_report.decode(r.report)) for r in self._all(query)]

    def change(self, workspace: str) -> int:
        """Return the newest change of what is known in a workspace."""
        rows = self._all(select(func.max(traits.c.change).label("newest")).where(traits.c.workspace == workspace))
        return rows[0].newest or 0

    def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self._database.reading() as connection:
            return connection.execute(query).all()


def _known(row: Row[Any]) -> Known:
    # Millions are read like this: most columns are empty of most people.
    raw, change, *columns = list(row)
    traits, proven = ({} if said == _NOTHING else _traits.decode(said) for said in columns[:2])
    consent, refused, agreed = ({} if said == _NOTHING else _consent.decode(said) for said in columns[2:])
    consents = Consents(consent, refused, agreed, vouched=bool(proven or agreed))
    return Known(raw=raw, traits=traits, proven=proven, consents=consents, change=change)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
