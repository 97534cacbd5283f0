"""Cases in the database: a trigger is dealt with once, a person has one open case at a place, history only grows."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from hanhtrinh.ports.cases import EVERY, Along, CaseSettings, Dealt, Wanted
from hanhtrinh.ports.mail import Letter, Sent
from hanhtrinh.ports.webhooks import Delivery
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.keeping import chunks, put
from hanhtrinh.store.mails import keep as keep_letters
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.cases import (
    case_digests,
    case_events,
    case_rules,
    case_settings,
    case_triggers,
    cases,
)
from hanhtrinh.store.sql.tables.mails import mails
from hanhtrinh.store.webhooks import keep as keep_news
from hanhtrinh.voice.cases.model import CLOSED, PRIORITIES, Case, CaseEvent, CaseRule, State, Trigger
from hanhtrinh.voice.cases.opening import Standing

_TRIES = 5
_PLAIN = ("id", "workspace", "number", "state", "priority", "owner", "opened_at", "due_at", "changed_at", "replied_at",
          "closed_at", "reason", "reopened", "reask_survey", "reask_at", "again_at", "told_overdue",
          "version")  # fmt: skip
_SENT = tuple(mails.c[name] for name in Sent.__struct_fields__)


class _Overtaken(Exception):
    """Somebody else has changed a case since it was read."""


class _Again(msgspec.Struct, frozen=True, omit_defaults=True):
    feeling: float | None = None
    score: float | None = None
    text: str = ""


class SqlCases:
    """`ports.cases.Cases` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Triggers

    def known(self, workspace: str, keys: Sequence[str]) -> set[str]:
        """Return which triggers were dealt with before."""
        mine = case_triggers.c.workspace == workspace
        found: set[str] = set()
        with self._database.reading() as connection:
            for some in chunks(list(keys)):
                query = select(case_triggers.c.key).where(mine, case_triggers.c.key.in_(some))
                found.update(connection.execute(query).scalars())
        return found

    def of_triggers(self, workspace: str, keys: Sequence[str]) -> Mapping[str, Case]:
        """Return the cases triggers opened or joined, by the triggers' keys."""
        mine = (case_triggers.c.workspace == workspace) & (cases.c.workspace == workspace)
        found: dict[str, Case] = {}
        with self._database.reading() as connection:
            for some in chunks(list(keys)):
                query = select(case_triggers.c.key.label("trigger_key"), cases).join_from(case_triggers, cases)
                rows = connection.execute(query.where(mine, case_triggers.c.key.in_(some))).mappings()
                found |= {row["trigger_key"]: _case(row) for row in rows}
        return found

    def held(self, workspace: str, rule: str) -> int:
        """Return how many triggers of a rule are held."""
        return self._count(select(func.count()).select_from(case_triggers).where(_held(workspace, rule)))

    def let_go(self, workspace: str, rule: str) -> Mapping[str, int]:
        """Forget the held triggers of a rule, so that they are looked at again; return when each happened, by key."""
        gone = delete(case_triggers).where(_held(workspace, rule)).returning(case_triggers.c.key, case_triggers.c.at)
        with self._database.writing(CommitPoint.CASES) as connection:
            return {row.key: row.at for row in connection.execute(gone)}

    def opened_since(self, workspace: str, rule: str, since: int) -> int:
        """Return how many cases a rule opened since an instant, those aside that catching up opened."""
        mine = (case_triggers.c.workspace == workspace) & (case_triggers.c.rule == rule) & (case_triggers.c.at >= since)
        opened = select(func.count()).select_from(case_triggers).where(mine, case_triggers.c.outcome == "open")
        return self._count(opened)

    def note(self, workspace: str, dealt: Sequence[Dealt]) -> None:
        """Note what became of triggers that opened no case; those known before stay as they are."""
        if not dealt:
            return
        with self._database.writing(CommitPoint.CASES) as connection:
            put(connection, case_triggers, [_dealt(workspace, one, None) for one in dealt])

    def open(self, case: Case, dealt: Dealt, along: Along) -> Case | None:
        """Keep a new case under the next number; None where its trigger was dealt with before, or the person has an
        open case at the place: then nothing is kept. News of it get its number.
        """
        for _ in range(_TRIES):
            try:
                return self._open(case, dealt, along)
            except IntegrityError:  # another process was faster: with the number, the trigger or the place
                if self.known(case.workspace, [dealt.key]) or self.standing(case.workspace, case.person, case.place)[1]:
                    return None
        return None

    def _open(self, case: Case, dealt: Dealt, along: Along) -> Case | None:
        with self._database.writing(CommitPoint.CASES) as connection:
            open_key = cases.c.open_key == _open_key(case.person, case.place)
            there = select(cases.c.id).where(cases.c.workspace == case.workspace, open_key)
            if _known(connection, case.workspace, [dealt.key]) or connection.execute(there).first():
                return None
            newest = select(func.max(cases.c.number)).where(cases.c.workspace == case.workspace)
            kept = msgspec.structs.replace(case, number=(connection.execute(newest).scalar() or 0) + 1)
            connection.execute(insert(cases).values(_row(kept)))
            connection.execute(insert(case_triggers).values(_dealt(case.workspace, dealt, case.id)))
            mine = (case_rules.c.workspace == case.workspace) & (case_rules.c.id == dealt.rule)
            connection.execute(update(case_rules).where(mine).values(turn=case_rules.c.turn + 1))
            _keep(connection, case.workspace, numbered(along, kept.number))
        return kept

    def join(self, workspace: str, case: str, dealt: Dealt, along: Along) -> bool:
        """Add a further trigger to a case; False where it was dealt with before."""
        try:
            with self._database.writing(CommitPoint.CASES) as connection:
                if _known(connection, workspace, [dealt.key]):
                    return False
                connection.execute(insert(case_triggers).values(_dealt(workspace, dealt, case)))
                _keep(connection, workspace, along)
        except IntegrityError:
            return False
        return True

    def standing(
        self, workspace: str, person: str, place: str, form: tuple[str, int] | None = None
    ) -> tuple[Standing, str]:
        """Return how a person stands at a place, and the id of the case that is open there, or that another answer of
        the same `form` (survey, instant) opened elsewhere.
        """
        mine = (cases.c.workspace == workspace) & (cases.c.person == person)
        with self._database.reading() as connection:
            every = [_case(row) for row in connection.execute(select(cases).where(mine)).mappings()]
        rows = [one for one in every if one.place == place]
        same = [one for one in every if form is not None and (one.trigger.survey, one.trigger.at) == form]
        opened = next((one.id for one in (*rows, *same) if one.is_open), "")
        closed = max((row.closed_at for row in rows if row.closed_at is not None), default=None)
        return Standing(open=bool(opened), closed_at=closed), opened

    # Cases

    def get(self, workspace: str, case: str) -> Case | None:
        """Return a case of a workspace."""
        with self._database.reading() as connection:
            query = select(cases).where(cases.c.workspace == workspace, cases.c.id == case)
            row = connection.execute(query).mappings().first()
        return None if row is None else _case(row)

    def some(self, workspace: str, wanted: Wanted, limit: int = 500, start: int = 0) -> Sequence[Case]:
        """Return cases from a place on: open ones first by when they are due, then closed ones, the newest first."""
        mine, opened = [cases.c.workspace == workspace, *_filters(wanted)], cases.c.open_key.is_not(None)
        found: list[Case] = []
        with self._database.reading() as connection:
            for which, order in ((opened, cases.c.due_at), (~opened, cases.c.closed_at.desc())):
                query = select(cases).where(*mine, which).order_by(order, cases.c.id)
                rows = connection.execute(query.limit(limit - len(found)).offset(start)).mappings().all()
                found += [_case(row) for row in rows]
                if len(found) == limit:
                    break
                if start and not rows:
                    before = select(func.count()).select_from(cases).where(*mine, which)
                    start -= int(connection.execute(before).scalar_one())
                else:
                    start = 0
        return found

    def counts(self, workspace: str, wanted: Wanted = EVERY) -> Mapping[State, int]:
        """Return how many of the cases asked for there are in each state."""
        query = select(cases.c.state, func.count()).where(cases.c.workspace == workspace, *_filters(wanted))
        with self._database.reading() as connection:
            return {row[0]: int(row[1]) for row in connection.execute(query.group_by(cases.c.state))}

    def places(self, workspace: str) -> Sequence[tuple[str, str]]:
        """Return the places (journey and step, empty for none) that have cases, sorted."""
        query = select(cases.c.journey, cases.c.step).where(cases.c.workspace == workspace).distinct()
        with self._database.reading() as connection:
            return sorted((row.journey, row.step) for row in connection.execute(query))

    def mine(self, workspace: str, user: str) -> int:
        """Return how many open cases a user has."""
        hers = (cases.c.workspace == workspace) & (cases.c.owner == user) & cases.c.open_key.is_not(None)
        return self._count(select(func.count()).select_from(cases).where(hers))

    def change(self, case: Case, along: Along) -> Case | None:
        """Keep a changed case; None where somebody else changed it since (`version`): then nothing is kept."""
        kept = self.change_all([(case, along)])
        return kept[0] if kept else None

    def change_all(self, changes: Sequence[tuple[Case, Along]]) -> Sequence[Case] | None:
        """Keep several changed cases in one transaction; None where somebody else changed one of them since: then
        nothing is kept.
        """
        try:
            with self._database.writing(CommitPoint.CASES) as connection:
                return [_change(connection, case, along) for case, along in changes]
        except (_Overtaken, IntegrityError):  # opened again while another one of the person is open at the place
            return None

    # History

    def history(self, workspace: str, case: str) -> Sequence[CaseEvent]:
        """Return what happened to a case, oldest first."""
        query = select(case_events).where(case_events.c.workspace == workspace, case_events.c.case == case)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(case_events.c.at, case_events.c.id)).mappings()
            return [_event(row) for row in rows]

    def letters(self, workspace: str, ids: Sequence[str]) -> Mapping[str, Sent]:
        """Return what became of letters, by their ids."""
        query = select(*_SENT).where(mails.c.workspace == workspace, mails.c.id.in_(list(ids)))
        with self._database.reading() as connection:
            return {row["id"]: Sent(**row) for row in connection.execute(query).mappings()} if ids else {}

    def of_letters(self, workspace: str, ids: Sequence[str]) -> str:
        """Return the id of the case a letter went out with or came in for; empty for none."""
        mine = (case_events.c.workspace == workspace) & case_events.c.letter.in_([one for one in ids if one])
        query = select(case_events.c.case).where(mine).order_by(case_events.c.at.desc())
        with self._database.reading() as connection:
            return str(connection.execute(query.limit(1)).scalar() or "")

    def replies_since(self, workspace: str, since: int) -> int:
        """Return how many letters to customers were written from cases since an instant."""
        written = (case_events.c.workspace == workspace) & (case_events.c.kind == "reply") & (case_events.c.at >= since)
        return self._count(select(func.count()).select_from(case_events).where(written))

    # Rules and settings

    def rules(self, workspace: str) -> Sequence[CaseRule]:
        """Return a workspace's rules, the most urgent first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(case_rules).where(case_rules.c.workspace == workspace)).all()
        found = [msgspec.structs.replace(msgspec.json.decode(row.rule, type=CaseRule), turn=row.turn) for row in rows]
        return sorted(found, key=lambda rule: (PRIORITIES.index(rule.priority), rule.name, rule.id))

    def save_rule(self, workspace: str, rule: CaseRule) -> None:
        """Keep a new or changed rule."""
        mine = (case_rules.c.workspace == workspace) & (case_rules.c.id == rule.id)
        told = msgspec.json.encode(rule).decode()
        with self._database.writing(CommitPoint.CASES) as connection:
            if not connection.execute(update(case_rules).where(mine).values(rule=told)).rowcount:
                connection.execute(insert(case_rules).values(workspace=workspace, id=rule.id, rule=told, turn=0))

    def remove_rule(self, workspace: str, rule: str) -> None:
        """Forget a rule; its cases stay."""
        with self._database.writing(CommitPoint.CASES) as connection:
            mine = (case_rules.c.workspace == workspace) & (case_rules.c.id == rule)
            connection.execute(delete(case_rules).where(mine))

    def settings(self, workspace: str) -> CaseSettings:
        """Return how a workspace handles cases."""
        with self._database.reading() as connection:
            query = select(case_settings.c.settings).where(case_settings.c.workspace == workspace)
            found = connection.execute(query).scalar()
        return msgspec.json.decode(found, type=CaseSettings) if found else CaseSettings()

    def save_settings(self, workspace: str, settings: CaseSettings) -> None:
        """Keep how a workspace handles cases."""
        told = msgspec.json.encode(settings).decode()
        with self._database.writing(CommitPoint.CASES) as connection:
            put(connection, case_settings, [{"workspace": workspace, "settings": told}], ("settings",))

    def digested(self, workspace: str, day: str) -> Collection[str]:
        """Return the addresses that have their digest of a day."""
        mine = (case_digests.c.workspace == workspace) & (case_digests.c.day >= day)
        with self._database.reading() as connection:
            return set(connection.execute(select(case_digests.c.address).where(mine)).scalars())

    def take_digest(self, workspace: str, address: str, day: str, letters: Sequence[Letter]) -> bool:
        """Keep one day's digest for one address, with its letters, once; False where it was kept before."""
        mine = (case_digests.c.workspace == workspace) & (case_digests.c.address == address)
        try:
            with self._database.writing(CommitPoint.CASES) as connection:
                if connection.execute(select(case_digests.c.day).where(mine & (case_digests.c.day >= day))).first():
                    return False
                connection.execute(delete(case_digests).where(mine))
                connection.execute(insert(case_digests).values(workspace=workspace, address=address, day=day))
                keep_letters(connection, letters)
        except IntegrityError:
            return False
        return True

    def _count(self, query: Any) -> int:
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())


def erase_cases(connection: Connection, workspace: str, names: Sequence[str]) -> int:
    """Delete the cases of people with their history, in somebody's transaction; return how many they were."""
    mine = cases.c.workspace == workspace
    return sum(
        connection.execute(delete(cases).where(mine, cases.c.person.in_(some))).rowcount for some in chunks(list(names))
    )


def numbered(along: Along, number: int) -> Along:
    """Return what is written with a new case with the number it got in its news."""
    return msgspec.structs.replace(along, news=tuple(_with_number(one, number) for one in along.news))


def _with_number(news: Delivery, number: int) -> Delivery:
    body = msgspec.json.decode(news.body)
    return msgspec.structs.replace(
        news, body=msgspec.json.encode(body | {"case": body["case"] | {"number": number}}).decode()
    )


def _change(connection: Connection, case: Case, along: Along) -> Case:
    new = msgspec.structs.replace(case, version=case.version + 1)
    values = _row(new)
    del values["number"]
    mine = (cases.c.workspace == case.workspace) & (cases.c.id == case.id) & (cases.c.version == case.version)
    if not connection.execute(update(cases).where(mine).values(values)).rowcount:
        raise _Overtaken
    _keep(connection, case.workspace, along)
    return new


def _keep(connection: Connection, workspace: str, along: Along) -> None:
    if along.events:
        rows = [
            msgspec.structs.asdict(one) | {"workspace": workspace, "details": msgspec.json.encode(one.details).decode()}
            for one in along.events
        ]
        connection.execute(insert(case_events), rows)
    keep_letters(connection, along.letters)
    keep_news(connection, along.news)


def _known(connection: Connection, workspace: str, keys: Sequence[str]) -> set[str]:
    mine = case_triggers.c.workspace == workspace
    return {
        key
        for some in chunks(list(keys))
        for key in connection.execute(select(case_triggers.c.key).where(mine, case_triggers.c.key.in_(some))).scalars()
    }


def _held(workspace: str, rule: str) -> ColumnElement[bool]:
    mine = (case_triggers.c.workspace == workspace) & (case_triggers.c.rule == rule)
    return mine & (case_triggers.c.outcome == "held")


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(cases.c.state.in_(wanted.states))
    if wanted.owner:
        found.append(cases.c.owner == ("" if wanted.owner == "-" else wanted.owner))
    if wanted.step is not None:
        found += [cases.c.journey == wanted.step[0], cases.c.step == wanted.step[1]]
    if wanted.why:
        found.append(cases.c.trigger.like(f'%"why":"{wanted.why}"%'))
    if wanted.person:
        found.append(cases.c.person == wanted.person)
    if wanted.overdue_at is not None:
        found += [cases.c.open_key.is_not(None), cases.c.due_at < wanted.overdue_at]
    if wanted.untold:
        found.append(cases.c.told_overdue.is_(False))
    if wanted.opened_since is not None:
        found.append(cases.c.opened_at >= wanted.opened_since)
    if wanted.closed_since is not None:
        found.append(cases.c.closed_at >= wanted.closed_since)
    if wanted.reask_by is not None:
        found += [cases.c.reask_at <= wanted.reask_by, cases.c.reask_survey != ""]
    if wanted.unheard:
        found.append(cases.c.again_at.is_(None))
    return found


def _open_key(person: str, place: str) -> str:
    return hashlib.sha256(f"{person}\0{place}".encode()).hexdigest()


def _row(case: Case) -> dict[str, object]:
    again = _Again(case.again_feeling, case.again_score, case.again_text)
    return {name: getattr(case, name) for name in _PLAIN} | {
        "person": case.person, "journey": case.trigger.journey, "step": case.trigger.step, "rule": case.trigger.rule,
        "trigger": msgspec.json.encode(case.trigger).decode(), "again": msgspec.json.encode(again).decode(),
        "open_key": None if case.state in CLOSED else _open_key(case.person, case.place),
    }  # fmt: skip


def _case(row: RowMapping) -> Case:
    again = msgspec.json.decode(row["again"], type=_Again)
    return Case(
        **{name: row[name] for name in _PLAIN}, trigger=msgspec.json.decode(row["trigger"], type=Trigger),
        again_feeling=again.feeling, again_score=again.score, again_text=again.text,
    )  # fmt: skip


def _event(row: RowMapping) -> CaseEvent:
    values = {name: row[name] for name in CaseEvent.__struct_fields__ if name != "details"}
    return CaseEvent(**values, details=msgspec.json.decode(row["details"], type=dict[str, str]))


def _dealt(workspace: str, dealt: Dealt, case: str | None) -> dict[str, object]:
    return msgspec.structs.asdict(dealt) | {"workspace": workspace, "case": case}
