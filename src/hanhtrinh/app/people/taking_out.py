"""Use case: everything known of one person as a file, and the note that it left the product."""

import csv
import io
from typing import Any, Literal

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.people.persons import Person, find_person
from hanhtrinh.app.people.profile import Happened, happenings
from hanhtrinh.app.spreadsheets import guarded
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.people import Export, Known
from hanhtrinh.values import datetime_of

Form = Literal["json", "csv"]
COLUMNS = ("time", "event", "source", "raw_id", "instrument", "score", "text")


def export_person(actor: Actor, space: Space, desk: PeopleDesk, name: str, form: Form) -> bytes:
    """Return everything known of a person: JSON holds all of it, CSV the timeline for a spreadsheet.

    The export is listed before the file is given out.
    """
    require(actor, space.id, Right.SEE_PEOPLE)
    require(actor, space.id, Right.EXPORT_PEOPLE)
    person = find_person(desk.parts(space), desk.knowledge(space), name)
    zone = desk.zone(space)
    events = happenings(person, {}, {}, range(person.frame.event_count))
    data = _as_json(desk, space, person, events, zone) if form == "json" else _as_csv(events, zone)
    digests = desk.people.digests(space.id, person.raw_ids)
    export = Export(id=desk.new_id(), at=desk.clock(), by=actor.id, what=f"person.{form}", people=digests)
    desk.people.note_export(space.id, export)
    desk.audit.note(actor, space.id, "person.exported", export.id, {"form": form})
    return data


def _as_json(desk: PeopleDesk, space: Space, person: Person, events: tuple[Happened, ...], zone: str) -> bytes:
    known = [_known(one, zone) for one in desk.people.known_of(space.id, person.raw_ids)]
    account = person.traits.get("account")
    whole = {
        "person": person.id,
        "raw_ids": person.raw_ids,
        "traits": person.traits,
        "known": known,
        "account": _dated(desk.people.account(space.id, account), zone) if account else {},
        "who_is_who": desk.people.facts_of(space.id, person.raw_ids),
        "events": [_plain(event, zone) for event in events],
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2)


def _known(one: Known, zone: str) -> dict[str, object]:
    """Return what is kept of a raw id: what somebody vouched for, and (`unconfirmed`) what nobody did."""
    consents = one.consents
    unconfirmed = {"traits": one.traits, "consent": consents.said, "refusals": consents.refused}
    return {
        "raw_id": one.raw, "traits": _dated(one.proven, zone), "consent": _dated(consents.proven, zone),
        "unconfirmed": {name: _dated(said, zone) for name, said in unconfirmed.items()},
    }  # fmt: skip


def _dated(said: Any, zone: str) -> dict[str, dict[str, object]]:
    return {name: {"value": value, "since": _iso(at, zone)} for name, (value, at) in said.items()}


def _plain(event: Happened, zone: str) -> dict[str, object]:
    plain: dict[str, object] = {"time": _iso(event.time, zone), "event": event.event, "source": event.source,
                                "raw_id": event.raw, "properties": event.properties}  # fmt: skip
    if event.said is not None:
        said = event.said
        plain["answer"] = {"instrument": said.instrument, "score": said.score, "text": said.text, "asked": said.asked}
    return plain


def _as_csv(events: tuple[Happened, ...], zone: str) -> bytes:
    names = sorted({name for event in events for name in event.properties})
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(guarded(name) for name in (*COLUMNS, *names))
    for event in events:
        said = event.said
        answer = ("", "", "") if said is None else (said.instrument, _number(said.score), said.text)
        fixed = (_iso(event.time, zone), event.event, event.source, event.raw, *answer)
        writer.writerow([guarded(str(v)) for v in (*fixed, *(event.properties.get(name, "") for name in names))])
    # The mark makes spreadsheets read Vietnamese as UTF-8.
    return "\ufeff".encode() + out.getvalue().encode("utf-8", "replace")


def _number(score: float | None) -> str:
    return "" if score is None else f"{score:g}"


def _iso(instant: int, zone: str) -> str:
    return datetime_of(instant, zone).isoformat()
