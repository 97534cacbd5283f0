"""Use cases: a map as a file, as it is asked for on its page; the passes of its customers as an event log."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.drawn.order import Order
from hanhtrinh.app.exporting import LogForm, export_log
from hanhtrinh.app.maps.asked import Asked, question_of
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.picture_files import drawn_shots
from hanhtrinh.draw.options import Shot
from hanhtrinh.draw.vector.plan import PaperName
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.together import whole
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.maps import Maps
from hanhtrinh.ports.people import Export
from hanhtrinh.ports.pictures import Pictures

LOGS: tuple[LogForm, ...] = get_args(LogForm)
Kind = Literal["full", "anonymous"]


@dataclass(frozen=True)
class Exporter:
    """Who exports a map: where its parts come from, and what of it is asked for."""

    actor: Actor
    space: Space
    desk: Desk
    maps: Maps
    pictures: Pictures
    asked: Asked
    lang: Lang

    def order(self, key: str, *, measured: bool, hidden: frozenset[str], paper: PaperName) -> Order:
        """Return what a drawing of the map is made from; NotFound or Rejected where it cannot be drawn."""
        require(self.actor, self.space.id, Right.SEE_MAPS)
        _, file = usable_journey(self.actor, self.space, self.desk, key)
        about = self.desk.journeys.about(self.space)
        question = question_of(self.asked, about.zone)
        readings = self.maps.readings(file.journey, question) if measured else None
        pictures = picture_data(file.journey, self.space, self.pictures)
        return Order(file, readings, self.lang, about.instruments, hidden, pictures=pictures, paper=paper)

    def log(self, key: str, form: LogForm, people: PeopleDesk, *, anonymous: bool) -> tuple[str, Iterator[bytes]]:
        """Return the passes of a journey as an event log, with the journey's name in its language.

        It is noted that they leave the product before the first of them does.
        """
        require(self.actor, self.space.id, Right.SEE_PEOPLE)
        require(self.actor, self.space.id, Right.EXPORT_PEOPLE)
        _, file = usable_journey(self.actor, self.space, self.desk, key)
        frame = _frame(self.maps)
        question = question_of(self.asked, self.desk.journeys.about(self.space).zone)
        now = self.desk.clock()
        pieces, _ = export_log(
            frame, file.journey, form, period=question.period_at(now, frame.zone), segment=question.segment,
            as_of=now, off_map=False, anonymous=anonymous, lang=self.lang, run=people.run,
        )  # fmt: skip
        kind: Kind = "anonymous" if anonymous else "full"
        if not anonymous:
            export = Export(id=self.desk.new_id(), at=now, by=self.actor.id, what=f"log.{form}")
            people.people.note_export(self.space.id, export)
        self.desk.audit.note(self.actor, self.space.id, "people.log_exported", key, {"form": form, "kind": kind})
        return key, pieces


def _frame(maps: Maps) -> Frame:
    return whole(maps.parts())


def picture_data(journey: Journey, space: Space, pictures: Pictures) -> Mapping[str, Shot]:
    """Return the pictures of a journey themselves, for drawings that must not ask for anything."""
    return drawn_shots(journey, lambda file, small: pictures.get(space, file, small))
