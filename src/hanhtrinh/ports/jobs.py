"""Long work as rows: what is to be done, how far it is, what came of it. Survives a reload and a restart."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

State = Literal["draft", "queued", "running", "cancelling", "done", "failed", "cancelled"]
ENDED: tuple[State, ...] = ("done", "failed", "cancelled")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of long work. `asked`, `progress` and `result` are plain JSON values; what they hold is the kind's."""

    id: str
    workspace: str
    kind: str
    asked: Mapping[str, Any]
    by: str
    created_at: int
    changed_at: int
    state: State = "queued"
    progress: Mapping[str, Any] = {}
    result: Mapping[str, Any] = {}

    @property
    def ended(self) -> bool:
        """Tell whether nothing more will happen to it."""
        return self.state in ENDED


class Jobs(Protocol):
    """Where jobs are kept. A job is worked on by whoever claimed it, once."""

    def add(self, job: Job) -> None:
        """Keep a new job."""

    def get(self, workspace: str, job: str) -> Job | None:
        """Return a job of a workspace."""

    def of(self, workspace: str, kind: str, limit: int) -> Sequence[Job]:
        """Return a workspace's jobs of a kind, newest first."""

    def claim(self, kinds: Sequence[str], now: int) -> Job | None:
        """Return the oldest queued job of some kinds, now running and nobody else's; None when nothing waits."""

    def tell(self, job: str, progress: Mapping[str, Any], now: int) -> bool:
        """Note how far a running job is; return False when it has been asked to stop."""

    def finish(self, job: str, state: State, result: Mapping[str, Any], now: int) -> None:
        """Note how a job ended."""

    def ask_to_stop(self, workspace: str, job: str, now: int) -> bool:
        """Ask for a job to be stopped: a queued one is cancelled at once; False when it had ended."""

    def change(self, workspace: str, job: str, state: State, asked: Mapping[str, Any], now: int) -> None:
        """Give a job that has not begun another state and other things to do."""

    def put_back(self, kinds: Sequence[str], now: int) -> int:
        """Queue again what was running when its worker died; return how many. Called before work begins."""

    def remove(self, workspace: str, job: str) -> None:
        """Forget a job that has ended."""
