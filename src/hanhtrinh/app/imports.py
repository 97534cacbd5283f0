"""Use case: files brought to the page become events: uploaded, looked at, mapped, previewed, imported, stopped."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.jobs import Tell
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.jobs import Job, Jobs
from hanhtrinh.ports.uploads import ImportsApart, Uploads
from hanhtrinh.voice.elsewhere.model import Saying

KIND = "import"
MOST_FILES = 20
_SHOWN = 50
_ABOUT = {"said": "kind", "survey": "survey", "source": "source"}
_TELL_MICROSECONDS = 500_000

Joins = Callable[[Saying], bool]
"""Adds a letter to the conversation it answers; False where it answers none."""


class Importing:
    """Imports through the page. Everything asks the actor's right to import first."""

    def __init__(
        self,
        jobs: Jobs,
        uploads: Uploads,
        apart: ImportsApart,
        *,
        clock: Callable[[], int],
        new_id: Callable[[], str],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._jobs, self._uploads, self._apart = jobs, uploads, apart
        self._clock, self._new_id, self._wake = clock, new_id, wake

    def all(self, actor: Actor, space: Space) -> Sequence[Job]:
        """Return a workspace's imports, newest first."""
        require(actor, space.id, Right.IMPORT)
        return self._jobs.of(space.id, KIND, _SHOWN)

    def one(self, actor: Actor, space: Space, job: str) -> Job:
        """Return one import; NotFound where the workspace has none of this id."""
        require(actor, space.id, Right.IMPORT)
        found = self._jobs.get(space.id, job)
        if found is None or found.kind != KIND:
            raise NotFound("imports.no_import")
        return found

    def begin(self, actor: Actor, space: Space, lang: str, **about: Any) -> Job:
        """Return a new import that waits for its files; `about` says what they hold where that is known: `kind` of
        what customers said elsewhere, or the `survey` whose answers they are."""
        require(actor, space.id, Right.IMPORT)
        now = self._clock()
        asked = {"files": [], "lang": lang, **about}
        job = Job(
            id=self._new_id(), workspace=space.id, kind=KIND, asked=asked, by=actor.id, created_at=now, changed_at=now,
            state="draft",
        )  # fmt: skip
        self._jobs.add(job)
        return job

    async def take(self, actor: Actor, space: Space, job: Job, name: str, parts: AsyncIterator[bytes]) -> None:
        """Take one file of an import that has not begun."""
        require(actor, space.id, Right.IMPORT)
        _must_wait(job)
        if len(await asyncio.to_thread(self._uploads.files, space, job.id)) >= MOST_FILES:
            raise InputError("imports.too_many", allowed=MOST_FILES)
        await self._uploads.keep(space, job.id, name, parts)

    def propose(self, actor: Actor, space: Space, job: str, lang: str) -> Job:
        """Look at the files of an import and propose how to read them; a refusal is kept with it and raised."""
        found = self.one(actor, space, job)
        _must_wait(found)
        files = [{"name": path.name, "bytes": path.stat().st_size} for path in self._uploads.files(space, job)]
        if not files:
            raise InputError("imports.no_files")
        about = {name: found.asked[of] for name, of in _ABOUT.items() if found.asked.get(of)}
        proposal = self._apart.inspect(space, job, lang, **about)
        return self._keep(space, found, {**found.asked, "files": files, **proposal})

    def preview(self, actor: Actor, space: Space, job: str, mapping: str, choices: Mapping[str, Any], lang: str) -> Job:
        """Read an import's files through a changed mapping, keep it and what it would give."""
        found = self.one(actor, space, job)
        _must_wait(found)
        about = {"said": found.asked["kind"]} if found.asked.get("kind") else {}
        made = self._apart.preview(space, job, mapping, choices, lang, **about)
        return self._keep(space, found, {**found.asked, **made})

    def start(self, actor: Actor, space: Space, job: str, replace: bool) -> Job:
        """Let a previewed import begin."""
        found = self.one(actor, space, job)
        _must_wait(found)
        if "yaml" not in found.asked:
            raise InputError("imports.not_previewed")
        self._jobs.change(space.id, job, "queued", {**found.asked, "replace": replace}, self._clock())
        self._wake()
        return self.one(actor, space, job)

    def stop(self, actor: Actor, space: Space, job: str) -> Job:
        """Ask for an import to be stopped; the lake stays as it was before it."""
        found = self.one(actor, space, job)
        if found.state == "draft":
            self._jobs.finish(job, "cancelled", {}, self._clock())
            self._uploads.drop(space, job)
        else:
            self._jobs.ask_to_stop(space.id, job, self._clock())
        return self.one(actor, space, job)

    def remove(self, actor: Actor, space: Space, job: str) -> None:
        """Forget an import that has ended, and its files; what it imported stays."""
        found = self.one(actor, space, job)
        if not found.ended:
            raise InputError("imports.not_ended")
        self._uploads.drop(space, job)
        self._jobs.remove(space.id, job)

    def run(self, space: Space, job: Job, tell: Tell, joins: Joins | None = None) -> Mapping[str, Any]:
        """Import a queued job's files (the worker's part); the files are deleted once they are in the lake.

        Letters of a mailbox that join a conversation are no answers of their own; `joined` says how many did.
        """
        last = 0

        def told(progress: Mapping[str, Any]) -> None:
            nonlocal last
            if (now := self._clock()) - last >= _TELL_MICROSECONDS:
                last = now
                tell(progress)

        tell({})
        asked = job.asked
        yaml, lang = asked["yaml"], asked["lang"]
        joined: list[str] = []

        def came(letter: Mapping[str, Any]) -> None:
            saying = msgspec.convert(letter, Saying)
            if joins is not None and joins(saying):
                joined.append(saying.id)
            told({})

        if joins is not None:
            self._apart.answering(space, job.id, yaml, lang, came)
        report = self._apart.run(space, job.id, yaml, bool(asked.get("replace")), lang, told, joined)
        self._uploads.drop(space, job.id)
        return {"report": report, "joined": len(joined)}

    def _keep(self, space: Space, job: Job, asked: Mapping[str, Any]) -> Job:
        self._jobs.change(space.id, job.id, "draft", asked, self._clock())
        return msgspec.structs.replace(job, asked=asked)


def _must_wait(job: Job) -> None:
    if job.state != "draft":
        raise InputError("imports.begun")
