"""Use case: what pages ask for is done to a journey, each command exactly once and in order.

The file is read, every command made an edit of what it says now, and all of them written at once. Before the file is
written, the deeds are on disk with the version it is about to have; whoever sends a command again, because the answer
was lost or the server died, is told what became of it, and what never came to be is done then.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.app.maps.commands.making import Made, made, renamed
from hanhtrinh.app.maps.commands.shapes import Answer, AnyCommand, Sent, TakeBack
from hanhtrinh.app.maps.commands.taking_back import Stacks, stacks, taken_back
from hanhtrinh.app.maps.commands.telling import told
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import keep_read, usable_journey
from hanhtrinh.app.maps.writing import text_checked
from hanhtrinh.errors import InputError, Rejected
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.edits import Edit, Several, apply, invert
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.journeys import Deed, JourneyText, Overtaken, Trace, version_of

_TRIES = 5
_SHOWN = 80
_replace = msgspec.structs.replace


class Refusal(NamedTuple):
    """Something that was sent and is no command at all: its id, as far as it has one, and why."""

    id: str
    error: InputError


class Done(NamedTuple):
    """What became of commands: the file's version now, an answer each, the places that changed, what can be undone."""

    version: str
    answers: tuple[Answer, ...]
    places: tuple[str, ...]
    stacks: Stacks
    written: bool


def carry_out(
    actor: Actor, space: Space, desk: Desk, key: str, sent: Sequence[Sent | Refusal], *, lang: Lang, tab: str = ""
) -> Done:
    """Do what was sent, each once; a command that is refused does not hold up those behind it.

    Raises Rejected where the journey's file has errors: it has to be mended first.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    with desk.turns.of(space.id, key):
        try:
            return _together(actor, space, desk, key, sent, lang, tab)
        except _Faulty:
            return _one_by_one(actor, space, desk, key, sent, lang, tab)


class _Faulty(Exception):
    """All commands together make a journey with errors."""


def _one_by_one(
    actor: Actor, space: Space, desk: Desk, key: str, sent: Sequence[Sent | Refusal], lang: Lang, tab: str
) -> Done:
    """Do commands each for itself, so that only what makes a journey faulty is refused."""
    answers: list[Answer] = []
    places: list[str] = []
    for one in sent:
        try:
            done = _together(actor, space, desk, key, [one], lang, tab)
        except _Faulty as error:
            done = _together(actor, space, desk, key, [Refusal(one.id, error.args[0])], lang, tab)
        answers += done.answers
        places += done.places
    return done._replace(answers=tuple(answers), places=tuple(places), written=bool(places))


def _together(
    actor: Actor, space: Space, desk: Desk, key: str, sent: Sequence[Sent | Refusal], lang: Lang, tab: str
) -> Done:
    for _ in range(_TRIES):
        kept, file = usable_journey(actor, space, desk, key)
        desk.deeds.settle(space.id, key, kept.version)
        batch = _Batch(actor, space, desk, kept, file, lang, tab)
        batch.known = desk.deeds.found(space.id, key, [one.id for one in sent])
        for one in sent:
            batch.take(one)
        try:
            return batch.write()
        except Overtaken:
            continue
    raise InputError("map_page.busy", given=key)


class _Batch:
    """Commands that are done together on one version of a journey, and written at once."""

    def __init__(
        self, actor: Actor, space: Space, desk: Desk, kept: JourneyText, file: JourneyFile, lang: Lang, tab: str
    ) -> None:
        self.actor, self.space, self.desk, self.kept, self.lang, self.tab = actor, space, desk, kept, lang, tab
        self.read = file.document
        self.before = self.journey = file.written
        self.known: Mapping[str, Deed] = {}
        self.traces = list(desk.deeds.traces(space.id, kept.key))
        self.there = len(self.traces)
        self.deeds: list[Deed] = []
        self.answers: list[Answer] = []

    def take(self, sent: Sent | Refusal) -> None:
        """Do one command, in mind; write down what becomes of it."""
        if isinstance(sent, Refusal):
            self.answers.append(Answer(id=sent.id, state="refused", said=sent.error.message(self.lang)))
            return
        deed = self.known.get(sent.id) or next((one for one in self.deeds if one.id == sent.id), None)
        if deed is not None:
            self.answers.append(Answer(id=deed.id, state=deed.state, said=deed.answer, by=deed.other))
            return
        try:
            self._done(sent)
        except InputError as error:
            self.answers.append(Answer(id=sent.id, state="refused", said=error.message(self.lang)))

    def _done(self, sent: Sent) -> None:
        command = renamed(sent.command, self._keys(sent.base))
        found = self._taken_back(command) if isinstance(command, TakeBack) else made(self.journey, command)
        other = self._other(found.places, sent.base) if found.state in ("merged", "both_kept") else ""
        said = self._said(found, other)
        if found.edit is None:
            self._note(sent, command, found, Several(edits=()), Several(edits=()), other, said)
        else:
            after = apply(self.journey, found.edit)
            inverse = invert(self.journey, found.edit)
            before, self.journey = self.journey, after
            self._note(sent, command, found, found.edit, inverse, other, said, before)
        self.answers.append(Answer(id=sent.id, state=found.state, said=said, by=other))

    def _taken_back(self, command: TakeBack) -> Made:
        own = self.stacks
        if command.id not in own.undo and command.id not in own.redo:
            raise InputError("commands.not_yours_to_take_back")
        deed = next((one for one in self.deeds if one.id == command.id), None)
        deed = deed or self.desk.deeds.found(self.space.id, self.kept.key, [command.id]).get(command.id)
        if deed is None:
            raise InputError("commands.not_yours_to_take_back")
        edit = taken_back(self.journey, deed)
        return Made(edit, "done" if edit is not None else "nothing_new", deed.places)

    def _note(
        self, sent: Sent, command: AnyCommand, found: Made, edit: Edit, inverse: Edit, other: str, said: str,
        before: Journey | None = None,
    ) -> None:  # fmt: skip
        deed = Deed(
            id=sent.id, workspace=self.space.id, journey=self.kept.key, by=self.actor.id, at=self.desk.clock(),
            edit=edit, inverse=inverse, name=self.actor.name, tab=self.tab, base=self.kept.version,
            version="" if before is not None else self.kept.version, state=found.state, answer=said, other=other,
            places=found.places, said=told(edit, before, self.journey) if before is not None else {},
            takes_back=command.id if isinstance(command, TakeBack) else "", keys=found.keys,
        )  # fmt: skip
        self.deeds.append(deed)
        if before is not None or deed.takes_back:
            self.traces.append(_trace(deed, self.traces[-1].number + 1 if self.traces else 1))

    @property
    def stacks(self) -> Stacks:
        """What the actor can take back by now."""
        return stacks(self.traces, self.actor.id)

    def _keys(self, base: str) -> dict[str, str]:
        """Return the keys that mean others: those the actor's earlier commands asked for and could not have.

        A page that has seen what became of them means what it says.
        """
        seen = max((i for i, one in enumerate(self.traces[: self.there]) if one.version == base), default=-1)
        later = (one for one in self.traces[seen + 1 :] if one.by == self.actor.id)
        return {old: new for one in later for old, new in one.keys.items()}

    def _other(self, places: Sequence[str], base: str) -> str:
        """Return who else wrote at a place since a version; nobody where the file was changed by hand."""
        for one in reversed(self.traces):
            if one.by != self.actor.id and any(place in one.places for place in places):
                return one.name
            if one.version == base:
                break
        return ""

    def _said(self, found: Made, other: str) -> str:
        if found.state not in ("merged", "both_kept"):
            return ""
        by = other or tr("commands.somebody", self.lang)
        if found.lost:
            lost = ", ".join(found.lost)
            return tr("commands.chosen", self.lang, by=by, other=lost if len(lost) <= _SHOWN else f"{lost[:_SHOWN]}…")
        return tr(f"commands.{found.state}", self.lang, by=by)

    def write(self) -> Done:
        """Write the file, if anything changed, with the deeds on disk before it."""
        places = tuple(dict.fromkeys(place for one in self.deeds if not one.version for place in one.places))
        version = self._write() if places or self.journey != self.before else self._write_down(self.kept.version)
        return Done(version, tuple(self.answers), places, self.stacks, version != self.kept.version)

    def _write(self) -> str:
        try:
            new = text_checked(self.kept, self.before, self.journey, self.read)
        except Rejected as error:
            raise _Faulty(error) from None
        version = self._write_down(version_of(new.text))
        if version != self.kept.version:
            saved = self.desk.journeys.put(self.space, self.kept.key, new.text, self.kept.version)
            keep_read(self.space, self.desk, saved, new)
            self.desk.deeds.settle(self.space.id, self.kept.key, version)
        count = sum(1 for one in self.deeds if not one.version)
        details = {"edits": count, "version": version}
        self.desk.audit.note(self.actor, self.space.id, "journey.edited", self.kept.key, details)
        return version

    def _write_down(self, version: str) -> str:
        if self.deeds:
            self.desk.deeds.mean([one if one.version else _replace(one, version=version) for one in self.deeds])
        return version


def _trace(deed: Deed, number: int) -> Trace:
    return Trace(
        number, deed.id, deed.by, deed.name, deed.tab, deed.base, deed.version, deed.takes_back, deed.places, deed.keys
    )  # fmt: skip
