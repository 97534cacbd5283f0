"""Progress on the terminal: one line on stderr that is rewritten, and nothing at all where nobody looks."""

import sys
import time

from numba.core import event

from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports import Progress

_AGAIN_SECONDS = 0.1


class Line:
    """One rewritten line; silent where stderr is no terminal."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._last = 0.0
        self._width = 0

    def say(self, text: str, *, now: bool = False) -> None:
        """Show a text in place of the last one, at most ten times a second."""
        moment = time.monotonic()
        if self._live and (now or moment - self._last >= _AGAIN_SECONDS):
            self._last = moment
            sys.stderr.write("\r" + text.ljust(self._width))
            sys.stderr.flush()
            self._width = len(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._live and self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0


class ImportLine(Line):
    """Progress of an import: file, and how much of it is read."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang

    def __call__(self, progress: Progress) -> None:
        """Show how far the import is."""
        share = progress.done / progress.total if progress.total else 1.0
        text = tr("run.importing", self._lang, file=progress.file, number=progress.number, files=progress.files)
        self.say(f"{text} {share:.0%}")


class FrameLine(Line):
    """Progress of building the frame: the property at work."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang

    def __call__(self, name: str, share: float) -> None:
        """Show how far the frame is."""
        self.say(f"{tr('run.frame', self._lang)} {share:.0%}")


class Compiling(event.Listener):
    """Tells once that the measures are being prepared for this machine, and counts along on a terminal."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._line = Line()
        self._count = 0

    def on_start(self, happening: event.Event) -> None:
        """A kernel begins to compile."""
        self._count += 1
        if self._count == 1:
            print(tr("run.compiling", self._lang), file=sys.stderr)
        self._line.say(tr("run.compiled", self._lang, count=self._count))

    def on_end(self, happening: event.Event) -> None:
        """A kernel is compiled."""

    def __enter__(self) -> "Compiling":
        event.register("numba:compile", self)  # type: ignore[no-untyped-call] # numba ships no types for it
        return self

    def __exit__(self, *_: object) -> None:
        event.unregister("numba:compile", self)  # type: ignore[no-untyped-call]
        self._line.clear()
