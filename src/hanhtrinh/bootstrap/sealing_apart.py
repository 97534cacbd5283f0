"""Sealing in a process of its own (`bootstrap.seal_child`): it costs as much as intake, and would halve it.

The child is started when something waits, told the database's address through its input, and started again, a little
later each time, when it dies. What it was doing is gone on with (see `app.sealing`).
"""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

import msgspec
import structlog

from hanhtrinh.bootstrap.killing import VARIABLE as KILL
from hanhtrinh.bootstrap.seal_child import STOP, Said, Told
from hanhtrinh.ports.sealing import Sealing
from hanhtrinh.web.metrics import Metrics

COMMAND = (sys.executable, "-m", "hanhtrinh.bootstrap.seal_child")
_LOOK_SECONDS = 1.0
_MOST_WAIT_SECONDS = 30.0
_END_SECONDS = 60.0
_log = structlog.get_logger("hanhtrinh.sealing")


class SealingApart:
    """The server's side: looks whether anything waits, keeps a child alive as long as it has work, hears what it says.

    `sealing` is only asked how much waits, and to give what was set aside another chance.
    """

    def __init__(
        self, told: Told, sealing: Sealing, metrics: Metrics, *, command: Sequence[str] = COMMAND,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:  # fmt: skip
        self._told, self._sealing, self._metrics = told, sealing, metrics
        self._command, self._look = list(command), look_seconds
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._retried = False
        self._deaths = self._starts = 0
        self._thread = threading.Thread(target=self._run, name="sealing")

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """Have the child end after the batch under way; one that does not is killed."""
        self._stop.set()
        if self._thread.ident is None:
            return
        with self._lock:
            if self._child is not None:
                _write(self._child, STOP)
        self._thread.join(_END_SECONDS)
        with self._lock:
            if self._child is not None:
                self._child.kill()
        self._thread.join()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is no child."""
        with self._lock:
            return None if self._child is None else self._child.pid

    def _run(self) -> None:
        while not self._stop.wait(min(self._look * 2**self._deaths, _MOST_WAIT_SECONDS)):
            if self._something_waits():
                self._deaths = 0 if self._lives() else min(self._deaths + 1, 10)

    def _something_waits(self) -> bool:
        try:
            if not self._retried:
                self._sealing.retry()
                self._retried = True
            messages = sum(self._sealing.waiting().values())
        except Exception as error:
            self._failed(type(error).__name__, getattr(error, "key", None))
            return False
        self._metrics.inbox_unsealed.set(messages)
        return messages > 0

    def _lives(self) -> bool:
        """Have a child seal until it ends; tell whether it ended well. Whatever happens, another follows it."""
        try:
            return self._live()
        except Exception as error:
            self._failed(type(error).__name__, None)
            return False

    def _live(self) -> bool:
        child = self._started()
        try:
            if child.stdout is not None:
                with child.stdout:
                    for line in child.stdout:
                        self._hear(msgspec.json.decode(line, type=Said))
        except (OSError, msgspec.MsgspecError):
            child.kill()
        finally:
            code = child.wait()
            with self._lock:
                self._child = None
                if child.stdin is not None:
                    child.stdin.close()
        if code:
            self._died(code)
        return code == 0

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            child = self._child = self._spawn()
            self._starts += 1
            _write(child, msgspec.json.encode(self._told) + b"\n")
            if self._stop.is_set():
                _write(child, STOP)
        return child

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=self._environment(),
        )  # fmt: skip

    def _environment(self) -> Mapping[str, str]:
        """Return the child's environment: where a test has the first one die, the next one lives."""
        return {name: value for name, value in os.environ.items() if name != KILL or not self._starts}

    def _hear(self, said: Said) -> None:
        if said.waiting is not None:
            self._metrics.inbox_unsealed.set(said.waiting)
        if said.sealed is not None:
            self._metrics.seal_seconds.observe(said.seconds)
            self._deaths = 0
        if said.failure:
            self._failed(said.failure, said.code)

    def _failed(self, kind: str, code: str | None) -> None:
        self._metrics.failures.labels("sealing").inc()
        _log.warning("not_sealed", kind=kind, code=code)

    def _died(self, code: int) -> None:
        self._metrics.failures.labels("sealing").inc()
        _log.warning("sealing_died", status=code)


def _write(child: subprocess.Popen[bytes], line: bytes) -> None:
    """Write a line to a child, past any buffer: one that is dead already is noticed where it is listened to."""
    if child.stdin is not None:
        try:
            os.write(child.stdin.fileno(), line)
        except OSError:
            return
