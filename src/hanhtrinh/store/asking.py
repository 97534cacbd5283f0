"""Askings in the database. Who keeps one holds the workspace's row of `ask_budgets`: two at once take turns."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, case, delete, func, insert, or_, select, update

from hanhtrinh.ports.asking import Asked, Skipped, Standing, Stop, StopKind, Tally
from hanhtrinh.ports.mail import Letter
from hanhtrinh.ports.surveys import Invitation
from hanhtrinh.store.ask_answers import answers_since, was_answered
from hanhtrinh.store.ask_skips import Skips
from hanhtrinh.store.ask_standing import budget_in, past_of, standing_of
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.forgotten import digest_of
from hanhtrinh.store.keeping import chunks, put, salt_of
from hanhtrinh.store.mails import keep as keep_letters
from hanhtrinh.store.responses import keep_invitations
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.asking import ask_budgets, ask_skips, ask_stops, asked
from hanhtrinh.store.sql.tables.mails import mails
from hanhtrinh.voice.asking.budget import DAY, Budget
from hanhtrinh.voice.asking.deciding import Decision, Past, Reason
from hanhtrinh.voice.surveys.model import Channel

KEPT_SKIPS, KEPT_OFFERS = 30 * DAY, DAY
MOST_SKIPS = 200_000
"""So many people of a workspace are remembered as not asked; of more the oldest are forgotten."""
_NAMES = Asked.__struct_fields__
Allowed = Callable[[Budget, Sequence[Past]], Decision]


class SqlAskings:
    """`ports.asking.Askings` in a database."""

    def __init__(self, database: Database) -> None:
        self._database, self._skips = database, Skips(database)
        self._salts: dict[str, str] = {}

    def close(self) -> None:
        """Write what was noted a moment ago."""
        self._skips.close()

    def budget(self, workspace: str) -> Budget:
        """Return a workspace's budget; the default where nobody set one."""
        with self._database.reading() as connection:
            return _budget_of(connection, workspace)

    def set_budget(self, workspace: str, budget: Budget, at: int, by: str) -> None:
        """Keep a workspace's budget."""
        row = {"workspace": workspace, "budget": _json(budget), "changed_at": at, "changed_by": by}
        with self._database.writing(CommitPoint.ASKING) as connection:
            put(connection, ask_budgets, [row], ("budget", "changed_at", "changed_by"))

    def past(self, workspace: str, people: Sequence[str], now: int) -> Sequence[Past]:
        """Return all askings and answers of some raw ids, by every survey and channel; lapsed offers are left out."""
        with self._database.reading() as connection:
            return past_of(connection, workspace, people, now)

    def standing(self, workspace: str, people: Sequence[str], now: int) -> Standing:
        """Return how a person stands, known by their raw ids, as it is at this moment."""
        with self._database.reading() as connection:
            while True:
                salt = self._salts.get(workspace, "")
                found = standing_of(connection, workspace, people, now, salt)
                if isinstance(found, Standing):
                    return found
                self._salts[workspace] = found  # it is made once, when the first is stopped or erased

    def ask(
        self,
        asked: Asked,
        people: Sequence[str],
        now: int,
        allowed: Allowed,
        invitation: Invitation | None = None,
        letters: Sequence[Letter] = (),
    ) -> Decision:
        """Keep an asking with its invitation and letters, all or none, where `allowed` says so.

        Whoever else was asked at the addresses of the letters counts as the same person: names cost nothing, and one
        mailbox is not to be filled under a hundred of them.
        """
        letters = [msgspec.structs.replace(letter, to=letter.to.lower()) for letter in letters]
        with self._database.writing(CommitPoint.ASKING) as connection:
            budget = _hold(connection, asked.workspace)
            if _row(connection, asked.workspace, asked.id) is not None:
                return Decision(ask=False, reason="pending")
            past = past_of(connection, asked.workspace, people, now)
            past += _past_at(connection, asked.workspace, [letter.to for letter in letters], people)
            decision = allowed(budget, past)
            if decision.ask:
                connection.execute(insert(_table).values(_values(asked)))
                if invitation is not None:
                    keep_invitations(connection, [invitation])
                keep_letters(connection, letters)
            return decision

    def seen(self, workspace: str, id: str, people: Sequence[str], now: int, allowed: Allowed) -> Asked | None:
        """Note that an offer was seen and return the asking; one that lapsed has to be allowed once more, else None.

        `people` are the raw ids of the person.
        """
        with self._database.writing(CommitPoint.ASKING) as connection:
            budget, row = _hold(connection, workspace), _row(connection, workspace, id)
            if row is None:
                return None
            found = _asked(row)
            if found.lapses is None:
                return found
            if found.lapses <= now and not allowed(budget, past_of(connection, workspace, people, now)).ask:
                return None
            found = msgspec.structs.replace(found, at=now, lapses=None, outcome="asked")
            change = update(_table).where(_mine(workspace, id))
            connection.execute(change.values(at=now, lapses=None, outcome="asked"))
            return found

    def get(self, workspace: str, id: str) -> Asked | None:
        """Return an asking."""
        with self._database.reading() as connection:
            row = _row(connection, workspace, id)
        return None if row is None else _asked(row)

    def untold(self, workspace: str, limit: int = 200) -> Sequence[Asked]:
        """Return askings of a workspace that were seen and are no events yet."""
        mine = (_table.c.workspace == workspace) & (_table.c.told == 0)
        return self._rows(mine, _table.c.outcome != "offered", limit=limit)

    def told(self, ids: Sequence[str]) -> None:
        """Note that askings are events."""
        with self._database.writing(CommitPoint.ASKING) as connection:
            for some in chunks(ids):
                connection.execute(update(_table).where(_table.c.id.in_(some)).values(told=1))

    def to_remind(self, workspace: str, now: int, limit: int = 200) -> Sequence[Asked]:
        """Return askings whose reminder is due and that nobody answered or stopped."""
        due = (
            (_table.c.workspace == workspace)
            & (_table.c.remind_at <= now)
            & (_table.c.outcome == "asked")
            & ~was_answered()
        )
        return self._rows(due, limit=limit)

    def remind(self, workspace: str, id: str, letters: Sequence[Letter]) -> bool:
        """Keep the reminder of an asking, once; with no letters it is only dropped. False where it was done before."""
        with self._database.writing(CommitPoint.ASKING) as connection:
            mine = _mine(workspace, id) & _table.c.remind_at.is_not(None)
            done = connection.execute(update(_table).where(mine).values(remind_at=None, secret="")).rowcount == 1
            if done:
                keep_letters(connection, letters)
            return done

    def bounce(self, workspace: str, now: int) -> Sequence[str]:
        """Note askings whose letter was refused for good, stop their addresses, and return their ids."""
        given_up = (mails.c.state == "dead") & (mails.c.due_at <= now) & (mails.c.workspace == workspace)
        refused = or_(mails.c.error.like("refused_5%"), mails.c.error == "bad_address")
        with self._database.reading() as connection:
            dead = connection.execute(select(mails.c.id, mails.c.to).where(given_up, refused))
            addresses = {row.id: row.to for row in dead}
            query = select(_table.c.id, _table.c.letter).where(_table.c.workspace == workspace)
            mine = query.where(_table.c.outcome == "asked")
            rows = [
                row for some in chunks(addresses) for row in connection.execute(mine.where(_table.c.letter.in_(some)))
            ]
        if rows:
            with self._database.writing(CommitPoint.ASKING) as connection:
                for row in rows:
                    gone = {"outcome": "bounced", "remind_at": None, "secret": ""}
                    connection.execute(update(_table).where(_mine(workspace, row.id)).values(gone))
                    _stop(connection, workspace, "address", addresses[row.letter], "bounced", now, "")
        return [row.id for row in rows]

    def skip(self, workspace: str, day: str, skipped: Sequence[Skipped]) -> None:
        """Note people who were not asked: counted by day, and the newest reason kept by person."""
        self._skips.keep(workspace, day, skipped)

    def skip_soon(self, workspace: str, day: str, skipped: Sequence[Skipped]) -> None:
        """Note people who were not asked within a second: nobody waits for it, and a crash may lose that second."""
        self._skips.keep_soon(workspace, day, skipped)

    def decided(self, workspace: str, survey: str, channel: Channel, after: int = 0) -> Mapping[str, int]:
        """Return, by raw id, the trigger of the newest asking or skip by a survey and channel; only triggers later than
        `after` are looked for.
        """
        found: dict[str, int] = {}
        with self._database.reading() as connection:
            for table in (ask_skips, _table):
                of = table.c
                mine = (of.workspace == workspace) & (of.survey == survey) & (of.channel == channel)
                mine &= (of.trigger > after) & (of.at > after)  # nobody is judged before it happened
                for person, trigger in connection.execute(
                    select(of.person, func.max(of.trigger)).where(mine).group_by(of.person)
                ):
                    found[person] = max(int(trigger), found.get(person, 0))
        return found

    def skipped_of(self, workspace: str, people: Sequence[str]) -> Sequence[Skipped]:
        """Return why some raw ids were not asked, newest first."""
        return self._skips.of(workspace, people)

    def asked_of(self, workspace: str, people: Sequence[str]) -> Sequence[Asked]:
        """Return the askings of some raw ids, newest first."""
        found: list[Asked] = []
        for some in chunks(people):
            found += self._rows(_table.c.workspace == workspace, _table.c.person.in_(some), limit=1_000)
        return sorted(found, key=lambda one: -one.at)

    def skips(self, workspace: str, since: str) -> Sequence[tuple[str, Channel, Reason, int]]:
        """Return how often people were not asked since a day, by survey, channel and reason."""
        return self._skips.counts(workspace, since)

    def tallies(self, workspace: str, since: int) -> Sequence[Tally]:
        """Return what came of the askings since an instant."""
        of, seen = _table.c, _table.c.outcome != "offered"
        bounced = func.sum(case((of.outcome == "bounced", 1), else_=0))
        query = select(of.survey, of.channel, func.count(), bounced).where(
            of.workspace == workspace, of.at >= since, seen
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(of.survey, of.channel)).all()
            said = answers_since(connection, workspace, since)
        return [
            Tally(survey=s, channel=c, asked=int(n) - int(b), bounced=int(b), began=said.get((s, c), (0, 0))[0],
                  answered=said.get((s, c), (0, 0))[1])
            for s, c, n, b in sorted(rows)
        ]  # fmt: skip

    def people_asked(self, workspace: str, survey: str, since: int) -> Sequence[tuple[str, str, bool]]:
        """Return whom a survey asked since an instant: raw id, step, whether they answered."""
        of = _table.c
        query = select(of.person, of.step, was_answered()).where(
            of.workspace == workspace, of.survey == survey, of.at >= since, of.outcome.not_in(("offered", "bounced"))
        )
        with self._database.reading() as connection:
            return [(person, step, bool(done)) for person, step, done in connection.execute(query)]

    def stopped(self, workspace: str, names: Sequence[tuple[StopKind, str]]) -> str:
        """Return why an address or raw id is not asked any more; nothing where it may be."""
        with self._database.reading() as connection:
            query = select(ask_stops.c.digest, ask_stops.c.why).where(ask_stops.c.workspace == workspace)
            if connection.execute(query.limit(1)).first() is None or not names:
                return ""
            salt = salt_of(connection, workspace)
            digests = [digest_of(salt, _stopped_name(kind, name)) for kind, name in names]
            for some in chunks(digests):
                row = connection.execute(query.where(ask_stops.c.digest.in_(some))).first()
                if row is not None:
                    return str(row.why)
        return ""

    def stop(self, workspace: str, kind: StopKind, name: str, why: str, at: int, by: str = "") -> None:
        """Ask an address (without case) or raw id nothing more."""
        with self._database.writing(CommitPoint.ASKING) as connection:
            _stop(connection, workspace, kind, name, why, at, by)

    def stops(self, workspace: str, limit: int = 200) -> Sequence[Stop]:
        """Return who is not asked any more, newest first."""
        of = ask_stops.c
        query = select(of.digest, of.kind, of.why, of.at, of.by).where(of.workspace == workspace)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(of.at.desc(), of.digest).limit(limit)).all()
        return [Stop(id=row.digest, kind=row.kind, why=row.why, at=row.at, by=row.by) for row in rows]

    def unstop(self, workspace: str, id: str) -> None:
        """Let somebody be asked again."""
        with self._database.writing(CommitPoint.ASKING) as connection:
            mine = (ask_stops.c.workspace == workspace) & (ask_stops.c.digest == id)
            connection.execute(delete(ask_stops).where(mine))

    def letters_since(self, workspace: str, since: int) -> int:
        """Return how many letters that ask were written since an instant."""
        mine = (mails.c.workspace == workspace) & (mails.c.kind == "survey") & (mails.c.created_at >= since)
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(mails).where(mine)).scalar_one())

    def prune(self, now: int) -> int:
        """Forget lapsed offers, skips after 30 days, their counts after 400; return how many rows that were."""
        old = (_table.c.told == 0) & (_table.c.outcome == "offered") & (_table.c.lapses < now - KEPT_OFFERS)
        with self._database.writing(CommitPoint.ASKING) as connection:
            gone = connection.execute(delete(_table).where(old)).rowcount
            gone += connection.execute(delete(ask_skips).where(ask_skips.c.at < now - KEPT_SKIPS)).rowcount
            crowded = select(ask_skips.c.workspace).group_by(ask_skips.c.workspace).having(func.count() > MOST_SKIPS)
            for workspace in connection.execute(crowded).scalars().all():
                mine = ask_skips.c.workspace == workspace
                newest = select(ask_skips.c.at).where(mine).order_by(ask_skips.c.at.desc()).offset(MOST_SKIPS).limit(1)
                limit = connection.execute(newest).scalar_one()
                gone += connection.execute(delete(ask_skips).where(mine, ask_skips.c.at <= limit)).rowcount
            return gone

    def _rows(self, *which: Any, limit: int) -> list[Asked]:
        query = select(*(_table.c[name] for name in _NAMES)).where(*which).order_by(_table.c.at.desc(), _table.c.id)
        with self._database.reading() as connection:
            return [_asked(row) for row in connection.execute(query.limit(limit)).mappings()]


_table = asked


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _budget_of(connection: Connection, workspace: str) -> Budget:
    kept = connection.execute(select(ask_budgets.c.budget).where(ask_budgets.c.workspace == workspace)).scalar()
    return budget_in(kept)


def _hold(connection: Connection, workspace: str) -> Budget:
    """Return the budget, and let nobody else keep an asking in the workspace until the commit."""
    put(connection, ask_budgets, [{"workspace": workspace, "budget": "", "changed_at": 0, "changed_by": ""}])
    query = select(ask_budgets.c.budget).where(ask_budgets.c.workspace == workspace).with_for_update()
    kept = connection.execute(query).scalar_one()
    return budget_in(kept)


def _mine(workspace: str, id: str) -> Any:
    return (_table.c.workspace == workspace) & (_table.c.id == id)


def _row(connection: Connection, workspace: str, id: str) -> RowMapping | None:
    query = select(*(_table.c[name] for name in _NAMES)).where(_mine(workspace, id))
    return connection.execute(query).mappings().first()


def _values(one: Asked) -> dict[str, object]:
    return {**msgspec.structs.asdict(one), "counts": int(one.counts), "told": 0}


def _asked(row: RowMapping) -> Asked:
    return Asked(**{**row, "counts": bool(row["counts"])})


def _past_at(connection: Connection, workspace: str, addresses: Sequence[str], people: Sequence[str]) -> list[Past]:
    """Return the askings by letters to some addresses (in lower case) that bear other raw ids than these."""
    of = _table.c
    query = select(of.survey, of.channel, of.at, of.counts, of.person).join(mails, mails.c.id == of.letter)
    mine = (of.workspace == workspace) & (mails.c.workspace == workspace) & (of.outcome != "bounced")
    rows = connection.execute(query.where(mine, mails.c.to.in_(addresses))) if addresses else ()
    return [
        Past(survey=row.survey, channel=row.channel, at=row.at, counts=bool(row.counts))
        for row in rows
        if row.person not in people
    ]


def _stopped_name(kind: StopKind, name: str) -> str:
    return f"{kind}:{name.strip().lower() if kind == 'address' else name}"


def _stop(connection: Connection, workspace: str, kind: StopKind, name: str, why: str, at: int, by: str) -> None:
    digest = digest_of(salt_of(connection, workspace), _stopped_name(kind, name))
    row = {"workspace": workspace, "digest": digest, "kind": kind, "why": why, "at": at, "by": by}
    put(connection, ask_stops, [row])


def erase_askings(connection: Connection, workspace: str, raws: Sequence[str]) -> int:
    """Forget who was asked and who was not; whoever wished not to be asked stays so, nameless."""
    count = 0
    for some in chunks(raws):
        for table in (asked, ask_skips):
            mine = (table.c.workspace == workspace) & table.c.person.in_(some)
            count += connection.execute(delete(table).where(mine)).rowcount
    return count
