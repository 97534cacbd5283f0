"""What customers said at each step: readings by instrument, verbatims, and the voice of chosen passes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.measures.about import US
from hanhtrinh.measures.attachment import ASKED_AT, RELATIONSHIP
from hanhtrinh.measures.journey_reading import JourneyReading
from hanhtrinh.measures.results import Verbatim, Voice, Who
from hanhtrinh.measures.voice import UNFELT, VoicePartial, emotion, emotions, main_of, on_scale, voice_of, voice_partial
from hanhtrinh.values import Period

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_OF_EACH = 2
_ALWAYS = Period()
_LONGEST_TEXT = 600


@dataclass(frozen=True)
class _Rows:
    """Answers or invitations of one place, one entry each."""

    row: Integers
    person: Integers
    time: Integers
    event: Integers

    def of(self, which: Mask | Integers) -> "_Rows":
        """Return some of the rows."""
        return _Rows(self.row[which], self.person[which], self.time[which], self.event[which])


class StepVoices:
    """The answers and invitations of a journey reading, by step; relationship questions stand at step −1.

    Those about a competitor are not among them. With `about`, those about that competitor alone: at the step they were
    asked at, else at step −1; which pass of ours their person was in says nothing of them.

    `everyone` is the mask of all passes of the period asked about, where no segment was asked for: answers that belong
    to no pass count with it, by their own time, and with no other mask.
    """

    def __init__(self, reading: JourneyReading, about: int = US, *, everyone: Mask | None = None) -> None:
        self._reading, self._about = reading, about
        self.everyone = everyone
        answers, attached = reading.frame.answers, reading.attached
        if about == US:
            place = np.where(attached.rule == RELATIONSHIP, -1, attached.step)
            placed = (attached.rule == RELATIONSHIP) | (attached.step >= 0)
        else:
            place = np.where(attached.rule == ASKED_AT, attached.step, -1)
            placed = np.ones(len(attached), np.bool_)
        placed = placed & reading.current & (reading.about == about)
        placed &= reading.frame.time[answers.event] <= reading.as_of
        self._person = attached.person
        self._by_place = {
            int(step): np.flatnonzero(placed & (place == step)) for step in np.unique(place[placed]).tolist()
        }
        self._keys = sorted(reading.frame.instruments)
        self._spoken = np.not_equal(answers.text.str.len_bytes().to_numpy(), 0)
        self._row_cache: dict[tuple[int, str, bool], _Rows] = {}
        self._reply_cache: dict[str, tuple[Integers, Integers]] = {}
        self._people: tuple[Mask, Mask] | None = None

    @property
    def step_count(self) -> int:
        """Number of steps of the journey."""
        return len(self._reading.journey.steps)

    def count(self, keep: Mask, period: Period = _ALWAYS) -> int:
        """Return how many answers there are, at steps or at none."""
        asked = self._reading.frame.answers.asked
        rows = {step: rows[~asked[rows]] for step, rows in self._by_place.items()}
        return sum(int(np.count_nonzero(self._kept(given, step, keep, period))) for step, given in rows.items())

    def _rows(self, step: int, instrument: str, asked: bool, keep: Mask, period: Period) -> _Rows:
        every = self._every(step, instrument, asked)
        return every.of(self._kept(every.row, step, keep, period))

    def _every(self, step: int, instrument: str, asked: bool) -> _Rows:
        """Return all rows of a step, an instrument and a kind; kept, for every segment and period reads them again."""
        key = step, instrument, asked
        if key not in self._row_cache:
            answers = self._reading.frame.answers
            rows = self._by_place.get(step, np.empty(0, np.int64))
            rows = rows[(answers.instrument[rows] == self._keys.index(instrument)) & (answers.asked[rows] == asked)]
            event = answers.event[rows]
            self._row_cache[key] = _Rows(rows, self._person[rows], self._reading.frame.time[event], event)
        return self._row_cache[key]

    def _kept(self, rows: Integers, step: int, keep: Mask, period: Period) -> Mask:
        """Tell which rows count: those of kept passes; an answer that belongs to no pass goes by its own time.

        Questions about the company belong to no pass, nor do answers of people who were asked at a touchpoint and left
        no other trace (a survey is all there is). Such a person is in no segment of passes.
        """
        inside = self._inside(rows, period)
        if step < 0 or self._about != US:
            if keep is self.everyone or (self._about == US and keep.all()):
                return inside
            return np.logical_and(inside, self._of_people(keep)[self._person[rows]])
        pass_of = self._reading.attached.pass_of[rows]
        kept = pass_of >= 0
        alone = ~kept
        kept[kept] = keep[pass_of[kept]]
        return kept | (alone & inside) if keep is self.everyone else kept

    def _of_people(self, keep: Mask) -> Mask:
        """Tell, per person, whether they have a kept pass. The last answer is kept: every step asks again."""
        if self._people is None or self._people[0] is not keep:
            found = np.zeros(self._reading.frame.person_count, np.bool_)
            found[self._reading.passes.person[keep]] = True
            self._people = keep, found
        return self._people[1]

    def _inside(self, rows: Integers, period: Period) -> Mask:
        time = self._reading.frame.time[self._reading.frame.answers.event[rows]]
        inside = np.ones(len(rows), np.bool_)
        if period.start is not None:
            inside &= time >= period.start
        if period.end is not None:
            inside &= time < period.end
        return inside

    def instruments_at(self, step: int) -> list[str]:
        """Return the instruments answered at a step, the most answered first, then by key."""
        answers = self._reading.frame.answers
        rows = self._by_place.get(step, np.empty(0, np.int64))
        rows = rows[~answers.asked[rows]]
        codes, counts = np.unique(answers.instrument[rows], return_counts=True)
        ranked = sorted(zip(-counts, (self._keys[c] for c in codes.tolist()), strict=True))
        return [key for _, key in ranked]

    def main_instrument(self, step: int) -> str | None:
        """Return the instrument whose readings stand on the map: the step's own, else the most answered.

        See `measures.voice.main_of`.
        """
        own = self._reading.journey.steps[step].instrument if step >= 0 else None
        return main_of(own, self.instruments_at(step), self._reading.frame.instruments)

    def effort_instrument(self, step: int) -> str | None:
        """Return the instrument of effort (CES) most answered at a step, the step's own first; None where none was."""
        found = [key for key in self.instruments_at(step) if self.instrument(key).kind == "ces"]
        own = self._reading.journey.steps[step].instrument
        return own if own in found else next(iter(found), None)

    def partial(self, step: int, instrument: str, keep: Mask, period: Period = _ALWAYS) -> VoicePartial:
        """Return the exact summary of one instrument's answers at a step over kept passes (step −1: the journey)."""
        given = self._rows(step, instrument, False, keep, period)
        asked = self._rows(step, instrument, True, keep, period)
        return self._partial(instrument, given, asked)

    def _partial(self, instrument: str, given: _Rows, asked: _Rows) -> VoicePartial:
        reply_person, reply_time = self._replies(instrument)
        return voice_partial(
            self.instrument(instrument),
            given.person,
            given.time,
            given.event,
            self._reading.frame.answers.score[given.row],
            asked_person=asked.person,
            asked_time=asked.time,
            reply_person=reply_person,
            reply_time=reply_time,
        )

    def _replies(self, instrument: str) -> tuple[Integers, Integers]:
        """Return person and instant of every answer to an instrument, wherever given: who was asked here may answer
        later on.
        """
        if instrument not in self._reply_cache:
            frame, answers = self._reading.frame, self._reading.frame.answers
            time = frame.time[answers.event]
            mine = answers.instrument == self._keys.index(instrument)
            mine &= self._reading.about == self._about
            given = mine & self._reading.current & ~answers.asked & (time <= self._reading.as_of)
            self._reply_cache[instrument] = self._person[given], time[given]
        return self._reply_cache[instrument]

    def instrument(self, key: str) -> Instrument:
        """Return an instrument by key."""
        return self._reading.frame.instruments[key]

    def voice(self, step: int, instrument: str, keep: Mask, period: Period = _ALWAYS) -> Voice | None:
        """Return the readings of one instrument at a step; None where nobody answered or was asked."""
        partial = self.partial(step, instrument, keep, period)
        if not partial.answers and not partial.asked:
            return None
        place = self._reading.journey.steps[step].key if step >= 0 else None
        who = Who(what="answered", step=place, instrument=instrument)
        return voice_of(self.instrument(instrument), partial, who=who)

    def answered(self, step: int, instrument: str | None, keep: Mask, period: Period = _ALWAYS) -> Integers:
        """Return the people with a score on the scale at a step (of one instrument, if named), each once."""
        keys = self.instruments_at(step) if instrument is None else [instrument]
        score, scored = self._reading.frame.answers.score, []
        for key in keys:
            rows = self._rows(step, key, False, keep, period)
            scored.append(rows.person[on_scale(self.instrument(key), score[rows.row])])
        return np.unique(np.concatenate(scored)) if scored else np.empty(0, np.int64)

    def unhappy(self, step: int, instrument: str | None, keep: Mask, period: Period = _ALWAYS) -> Integers:
        """Return the people whose latest scored answer at a step says that it felt bad (emotion below 0), each once.

        Of one instrument alone: the one named, else the one whose emotion stands on the map; effort says nothing of it.
        """
        key = instrument or self.main_instrument(step)
        if key is None or self.instrument(key).kind in UNFELT:
            return np.empty(0, np.int64)
        rows = self._rows(step, key, False, keep, period)
        feeling = emotions(self.instrument(key), self._reading.frame.answers.score[rows.row])
        scored = ~np.isnan(feeling)
        person, time, event, feeling = rows.person[scored], rows.time[scored], rows.event[scored], feeling[scored]
        order = np.lexsort((event, time, person))
        last = np.append(person[order][1:] != person[order][:-1], True) if len(order) else np.empty(0, np.bool_)
        return person[order][last & (feeling[order] < 0)]

    def verbatims(self, step: int, keep: Mask, period: Period = _ALWAYS) -> tuple[Verbatim, ...]:
        """Return up to six things people said at a step, the least happy first.

        Two of the unhappiest, two of the happiest and two nearest to the average of what was said, the newest of each:
        so that neither the angry nor the delighted speak for everybody.
        """
        found = [self._said(step, key, keep, period) for key in self.instruments_at(step)]
        if not found:
            return ()
        feeling, time, row = (np.concatenate(columns) for columns in zip(*found, strict=True))
        if not len(row):
            return ()
        chosen: list[int] = []
        for wanted in (feeling, -feeling, np.abs(feeling - feeling.mean())):
            order = np.lexsort((row, -time, wanted))
            chosen += [i for i in order[: 3 * _OF_EACH].tolist() if i not in chosen][:_OF_EACH]
        chosen.sort(key=lambda i: (feeling[i], -time[i], row[i]))
        return tuple(self._verbatim(int(row[i])) for i in chosen)

    def _said(
        self, step: int, instrument: str, keep: Mask, period: Period
    ) -> tuple[npt.NDArray[np.float64], Integers, Integers]:
        """Return the emotion (0 where it has none), instant and row of every answer in words."""
        rows = self._rows(step, instrument, False, keep, period)
        spoken = self._spoken[rows.row]
        row = rows.row[spoken]
        feeling = emotions(self.instrument(instrument), self._reading.frame.answers.score[row])
        return np.nan_to_num(feeling), rows.time[spoken], row

    def _verbatim(self, row: int) -> Verbatim:
        frame, answers = self._reading.frame, self._reading.frame.answers
        text = answers.text[row]
        event = int(answers.event[row])
        key = self._keys[int(answers.instrument[row])]
        score = float(answers.score[row])
        source = frame.columns["source"]
        return Verbatim(
            text=text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…",
            time=int(frame.time[event]),
            person=frame.people[int(self._person[row])],
            source=source.values[int(source.codes[event]) - 1] if source.codes[event] else "",
            instrument=key,
            score=None if np.isnan(score) else score,
            emotion=None if np.isnan(score) else emotion(self.instrument(key), score),
        )
