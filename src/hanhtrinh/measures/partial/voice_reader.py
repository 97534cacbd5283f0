"""The voices of a partial by instrument: which stand at a step, and their readings for a group of passes."""

from collections.abc import Mapping

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.marks import mark_of
from hanhtrinh.measures.partial.groups import Group
from hanhtrinh.measures.partial.map_partial import MapPartial
from hanhtrinh.measures.partial.voices import voice_partial_at
from hanhtrinh.measures.results import Voice, Who
from hanhtrinh.measures.voice import VoicePartial, main_of, voice_of


class VoiceReader:
    """Reads the voices of one partial; `known` are the instruments by key."""

    def __init__(self, partial: MapPartial, journey: Journey, instruments: Mapping[str, Instrument]) -> None:
        self._partial, self._journey, self.known = partial, journey, instruments
        self._marks = {key: mark_of(key) for key in instruments}
        self._keys = {mark: key for key, mark in self._marks.items()}

    def instruments_at(self, place: int) -> list[str]:
        """Return the instruments answered at a place, the most answered first, then by key."""
        found = self._partial.voices.instruments_at(place)
        return [key for _, key in sorted((-count, self._keys[mark]) for mark, count in found if mark in self._keys)]

    def main_instrument(self, step: int) -> str | None:
        """Return the instrument whose readings stand on the map: the step's own, else the most answered.

        See `measures.voice.main_of`.
        """
        return main_of(self._journey.steps[step].instrument, self.instruments_at(step), self.known)

    def scored_at(self, place: int) -> list[str]:
        """Return the instruments answered at a place that have a score: words alone are read elsewhere."""
        return [key for key in self.instruments_at(place) if self.known[key].kind != "text"]

    def partial(self, place: int, instrument: str, group: Group) -> VoicePartial:
        """Return the exact summary of one instrument's answers at a place by a group."""
        return voice_partial_at(self._partial.voices, instrument, self._marks[instrument], group, place)

    def voice(self, place: int, instrument: str, group: Group) -> Voice | None:
        """Return the readings of one instrument at a place; None where nobody answered or was asked."""
        partial = self.partial(place, instrument, group)
        if not partial.answers and not partial.asked:
            return None
        key = self._journey.steps[place].key if place >= 0 else None
        who = Who(what="answered", step=key, instrument=instrument)
        return voice_of(self.known[instrument], partial, who=who)

    def voice_or_empty(self, place: int, instrument: str, group: Group) -> Voice:
        """Return the readings of one instrument at a place, of nobody too; they name nobody to be listed."""
        return voice_of(self.known[instrument], self.partial(place, instrument, group))
