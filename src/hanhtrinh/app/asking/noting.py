"""Keeping what was decided: who was not asked and why, and who was, as an event on their timeline."""

from collections.abc import Sequence

import msgspec

from hanhtrinh.app.asking.desk import AskDesk, Open
from hanhtrinh.app.asking.whom import Who
from hanhtrinh.collect.ids import message_key
from hanhtrinh.events.event import ANONYMOUS, Message
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.asking import Asked, Skipped
from hanhtrinh.values import datetime_of
from hanhtrinh.voice.asking.deciding import Decision
from hanhtrinh.voice.surveys.instruments import instruments_of
from hanhtrinh.voice.surveys.model import Channel, Survey

SOURCE = "surveys"
_SECONDS = 60


def skipped(survey: str, channel: Channel, who: Who, decision: Decision, now: int, trigger: int = 0) -> Skipped:
    """Return what is kept of a no."""
    return Skipped(
        survey=survey, channel=channel, person=who.raw, at=now, reason=decision.reason, params=decision.params,
        trigger=trigger,
    )  # fmt: skip


def note_skips(desk: AskDesk, space: Space, some: Sequence[Skipped]) -> None:
    """Keep reasons within a second, those that were kept a short while ago not again."""
    now = desk.clock()
    new = [
        one
        for one in some
        if one.person and desk.met.is_new((space.id, one.person, one.survey, one.channel), one.reason, now)
    ]
    if new:
        desk.askings.skip_soon(space.id, desk.day(space), new)


def tell_asked(desk: AskDesk, space: Space, asked: Sequence[Asked]) -> None:
    """Make askings events (`Survey Asked`), each once however often it is told."""
    surveys = desk.open(space)
    messages = [asked_message(one, surveys.get(one.survey), desk.clock()) for one in asked]
    if messages:
        desk.inbox.put(space.id, messages).result(_SECONDS)
        desk.askings.told([one.id for one in asked])


def asked_message(asked: Asked, open_: Open | None, now: int) -> Message:
    """Return the message of an asking: an invitation to the survey's first scored question, else its first words."""
    instrument = _invites(open_.survey) if open_ else None
    properties: dict[str, object] = {
        "survey": asked.survey, "survey_version": open_.version if open_ else 0, "survey_channel": asked.channel,
    }  # fmt: skip
    if asked.place:
        properties["place"] = asked.place
    if instrument is not None:
        properties["instrument"] = instrument.key
    if asked.step:
        properties["asked_at"] = asked.step
    person = asked.person
    who = {"anonymousId": person.removeprefix(ANONYMOUS)} if person.startswith(ANONYMOUS) else {"userId": person}
    message_id = f"asked:{asked.id}:{instrument.key if instrument else ''}"
    body = {
        **who, "type": "track", "event": "Survey Asked", "messageId": message_id,
        "timestamp": datetime_of(asked.at).isoformat(), "properties": properties,
    }  # fmt: skip
    return Message(
        key=message_key(asked.workspace, message_id), kind="track", source=SOURCE, received_at=now, sent_at=None,
        body=msgspec.json.encode(body),
    )  # fmt: skip


def _invites(survey: Survey) -> Instrument | None:
    """Return the instrument an invitation is to; none of an anonymous survey: who answered it is not known, and on the
    map everybody asked would look silent.
    """
    every = () if survey.anonymous else instruments_of(survey)
    return next((one for one in every if one.kind != "text"), next(iter(every), None))


def tell_untold(desk: AskDesk, space: Space) -> int:
    """Make askings of a workspace events that are none yet (whoever kept them died before); return how many."""
    untold = desk.askings.untold(space.id)
    tell_asked(desk, space, untold)
    return len(untold)
