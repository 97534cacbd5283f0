"""A workspace without a disk: a lake of rows, facts and an inbox in lists, for tests of living maps."""

import json
from dataclasses import dataclass, field

import polars as pl

from hanhtrinh.collect.understanding import understand
from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.events.event import Aliased, Identified, Merged, Message
from hanhtrinh.events.lake import LAKE_SCHEMA
from hanhtrinh.events.rows import rows_of
from hanhtrinh.people.identity import fold
from hanhtrinh.ports.live import Added, Generation, LiveSpace
from hanhtrinh.values import MICROSECONDS, datetime_of
from tests.worlds import EPOCH, INSTRUMENTS

WHO_IS_WHO = (Identified, Aliased, Merged)
ZONE = "Asia/Ho_Chi_Minh"


def instant_at(second):
    """Return the instant so many seconds after the worlds' beginning."""
    return (EPOCH + second) * MICROSECONDS


def said(number, second, *, event="a", user=None, device=None, received=None, **properties):
    """Return an accepted message: something somebody did at a second, known by its number."""
    at = instant_at(second)
    body = {"type": "track", "event": event, "properties": properties, "timestamp": datetime_of(at).isoformat()}
    body |= {"userId": user} if user else {}
    body |= {"anonymousId": device} if device else {}
    key = (number * 0x9E3779B97F4A7C15 % 2**64).to_bytes(8, "big") + number.to_bytes(8, "big")
    return Message(
        key=key,
        kind="track",
        source="web",
        received_at=max(at, instant_at(received or 0)),
        sent_at=None,
        body=json.dumps(body).encode(),
    )


@dataclass
class Shelf:
    """The world's state; `space` gives it to `LiveMaps` or `Timelines`."""

    clock: int = instant_at(0)
    lake: list[pl.DataFrame] = field(default_factory=list)
    facts: list = field(default_factory=list)
    inbox: list[Message] = field(default_factory=list)
    sealed: int = 0
    made: Generation | None = None
    accepted: int | None = None
    openings: dict = field(default_factory=dict)
    replaced: bool = False
    builds: int = 0
    scales: dict = field(default_factory=lambda: INSTRUMENTS)

    zone = ZONE

    @property
    def space(self):
        return LiveSpace(history=self, facts=self.facts_after, tail=self.tail, clock=lambda: self.clock)

    # What happens

    def accept(self, *messages):
        """Take messages in, as the inbox would."""
        self.inbox += messages

    def seal(self, count=None):
        """Move what waits (or its first messages) to the lake and to the facts."""
        batch = self.inbox[self.sealed :][:count]
        understood = [understand(message) for message in batch]
        events = [one.event for one in understood if one.event is not None]
        if events:
            self.lake.append(rows_of(events, self.schema()))
        for one in understood:
            self.know(*(fact for fact in one.facts if isinstance(fact, WHO_IS_WHO)))
        self.sealed += len(batch)

    def know(self, *facts):
        """Keep facts."""
        self.facts += [fact for fact in facts if fact not in self.facts]

    # The ports

    def facts_after(self, after):
        return self.facts[after:], len(self.facts)

    def tail(self, after, limit):
        first = max(after, self.sealed)
        found = self.inbox[first : first + limit]
        return found, first + len(found)

    def version(self):
        return len(self.lake) - 1

    def schema(self):
        return dict(self.rows().schema)

    def since(self, version, limit):
        rows = pl.concat(self.lake[version + 1 :], how="diagonal")
        return Added(None if self.replaced or rows.height > limit else rows, self.version())

    def rows(self):
        return pl.concat([pl.DataFrame(schema=LAKE_SCHEMA), *self.lake], how="diagonal")

    def instruments(self):
        return self.scales

    def generation(self):
        return self.made

    def build(self):
        self.builds += 1
        self.replaced = False
        self.made = Generation(self._frame(self.rows(), self.facts), self.version(), len(self.facts))
        return self.made

    def kept(self, rows):
        return rows

    def beside(self, journey, question, as_of):
        return None

    def accepted_at(self):
        return self.accepted

    def note_accepted(self, instant):
        self.accepted = instant

    def opening(self, name):
        return self.openings.get(name)

    def keep_opening(self, name, opening):
        self.openings[name] = opening

    # What is true

    def whole(self):
        """Return the frame of everything there is, built in one go."""
        understood = [understand(message) for message in self.inbox[self.sealed :]]
        events = [one.event for one in understood if one.event is not None]
        rows = pl.concat([self.rows(), rows_of(events, self.schema())], how="diagonal").unique("id")
        facts = [*self.facts, *(fact for one in understood for fact in one.facts)]
        return self._frame(rows, facts)

    def _frame(self, rows, facts):
        return build_frame(reader_of(rows), self.scales, zone=ZONE, persons=fold(facts).persons)
