"""The two sides of a comparison: worker processes that answer questions in turn, and the stopwatch beside them."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
QUIET = {"RETENTIONEERING_NO_TRACK": "1"}


@dataclass(frozen=True)
class Reply:
    """What a side answered, and the seconds it took by its own clock."""

    seconds: float
    answer: Any


class Side:
    """A worker process in our process group: JSON questions in, JSON replies out."""

    def __init__(self, script: str, *arguments: str, python: str = sys.executable) -> None:
        """Start `bench/<script>.py`, in another interpreter where one is named."""
        self._began = time.perf_counter()
        command = [python, str(HERE / f"{script}.py"), *arguments]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | QUIET
        )
        self.name = script

    def ask(self, do: str, **details: Any) -> Reply:
        """Return the reply to one question; RuntimeError when the side dies."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **details}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} died at {do} {details}")
        reply = json.loads(line)
        if "error" in reply:
            raise RuntimeError(f"{self.name} at {do}: {reply['error']}")
        return Reply(reply["seconds"], reply["answer"])

    def since_start(self) -> float:
        """Return the seconds since the process was started."""
        return time.perf_counter() - self._began

    def close(self) -> None:
        """Let the process end."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()

    def __enter__(self) -> "Side":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(tasks: dict[str, Callable[..., Any]]) -> None:
    """Answer questions until there are no more; a task may be timed from within by returning a `Reply`."""
    # Libraries must not write into the replies: their standard output becomes our standard error.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        question = json.loads(line)
        task = tasks[question.pop("do")]
        try:
            began = time.perf_counter()
            answer = task(**question)
            seconds = time.perf_counter() - began
            if isinstance(answer, Reply):
                seconds, answer = answer.seconds, answer.answer
            reply = {"seconds": seconds, "answer": answer}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


@dataclass(frozen=True)
class Run:
    """One process run to its end: wall seconds, its peak memory with and without pages of mapped files, in bytes."""

    seconds: float
    peak: int
    peak_own: int
    code: int


def run_process(command: list[str], cwd: Path | None = None) -> Run:
    """Run a command quietly and measure it."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | QUIET,
    )  # fmt: skip
    own: list[int] = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, own), daemon=True)
    watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    return Run(seconds, usage.ru_maxrss * 1024, own[0], process.returncode)


def _watch(pid: int, own: list[int]) -> None:
    """Keep the most anonymous memory a process has had, looked at fifty times a second."""
    status = Path(f"/proc/{pid}/status")
    while True:
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except (OSError, ValueError):
            return
        if "RssAnon" not in lines:
            return
        own[0] = max(own[0], int(lines["RssAnon"].split()[0]) * 1024)
        time.sleep(0.02)


def forget(*places: Path) -> None:
    """Drop files from the page cache, so that the next reader finds them as after a restart."""
    os.sync()
    for place in places:
        for file in [place] if place.is_file() else place.rglob("*"):
            if file.is_file():
                handle = os.open(file, os.O_RDONLY)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(handle)
