"""Asking somebody nothing any more, at their wish."""

from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.app.answering.doors import Door
from hanhtrinh.errors import NotFound


def stop(desk: AnswerDesk, door: Door) -> None:
    """Note that whoever was invited by this door is not to be asked again."""
    if door.invitation is None:
        raise NotFound("answering.no_survey")
    person = door.invitation.person
    if person:
        desk.stops.stop(door.space.id, "person", person, "unsubscribed", desk.clock())
