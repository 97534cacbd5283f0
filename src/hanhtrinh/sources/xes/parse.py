"""XES taken apart as it streams by: one event after another, with the attributes of its trace.

No document type and no entities are allowed, so a small file cannot unfold into a large one; depth, the number of
attributes and the length of a value are bounded.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from xml.parsers import expat

from hanhtrinh.errors import FileUnusable

CASE = "case:"
MOST_DEPTH = 64
MOST_ATTRIBUTES = 1_000
LONGEST_TOKEN = 16 * 2**20
_KINDS = ("string", "date", "int", "float", "boolean", "id")
_HOLDERS = ("list", "container", "values")
_JOINED = "; "


class Event(NamedTuple):
    """One event: its line, its attributes by name (those of its trace begin with `case:`), the number of its trace."""

    line: int
    values: dict[str, str]
    trace: int


class Classifier(NamedTuple):
    """A log's word on which attributes name an event."""

    name: str
    keys: str


class Parser:
    """Reads a log block by block. `kinds` tells of every attribute seen so far as which kinds it was written."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.kinds: dict[str, set[str]] = {}
        self.classifiers: list[Classifier] = []
        self.found: list[Event] = []
        self.trace = 0
        self.seen = False
        self._open: list[str] = []
        self._trace_values: dict[str, str] = {}
        self._event_values: dict[str, str] | None = None
        self._line = 0
        self._path: list[str] = []
        self._waiting = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def events(self, blocks: Iterable[bytes]) -> Iterator[list[Event]]:
        """Yield the events each block completes; raises FileUnusable where it is no XES, naming the line."""
        for block in blocks:
            self._feed(block, final=False)
            yield self._taken()
        self._feed(b"", final=True)
        yield self._taken()

    def _taken(self) -> list[Event]:
        found, self.found = self.found, []
        return found

    def _feed(self, block: bytes, *, final: bool) -> None:
        self._waiting += len(block)
        try:
            self._parser.Parse(block, final)
        except expat.ExpatError as error:
            params = {"file": self.file, "line": error.lineno, "detail": expat.ErrorString(error.code)}
            raise FileUnusable("xes.broken", **params) from None
        except (LookupError, ValueError) as error:  # an encoding that is declared and not known
            params = {"file": self.file, "line": self._parser.CurrentLineNumber, "detail": str(error)}
            raise FileUnusable("xes.broken", **params) from None
        if self._waiting > LONGEST_TOKEN:
            self._stop("xes.endless", allowed=LONGEST_TOKEN >> 20)

    def _stop(self, key: str, **params: object) -> None:
        raise FileUnusable(key, file=self.file, line=self._parser.CurrentLineNumber, **params)

    def _refuse(self, *declared: Any) -> None:
        self._stop("xes.doctype")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._waiting = 0
        name = name.rpartition(":")[2]
        if not self.seen and name != "log":
            self._stop("xes.not_a_log", given=name[:80])
        self.seen = True
        if len(self._open) >= MOST_DEPTH:
            self._stop("xes.deep", allowed=MOST_DEPTH)
        self._open.append(name)
        if name == "trace":
            self.trace, self._trace_values = self.trace + 1, {}
        elif name == "event":
            self._event_values, self._line = {}, self._parser.CurrentLineNumber
        elif name == "classifier":
            self.classifiers.append(Classifier(attributes.get("name", ""), attributes.get("keys", "")))
        elif name in _KINDS or name in _HOLDERS:
            self._attribute(name, attributes)

    def _attribute(self, kind: str, attributes: dict[str, str]) -> None:
        """Take an attribute; what stands inside another one is named after both (`outer.inner`)."""
        inside = "global" not in self._open and ("trace" in self._open or "event" in self._open)
        self._path.append(attributes.get("key", "") if kind != "values" else "")
        value = attributes.get("value")
        if not inside or value is None or kind in _HOLDERS:
            return
        key = ".".join(part for part in self._path if part)
        if self._event_values is None:
            self._put(self._trace_values, CASE + key, kind, value)
        else:
            self._put(self._event_values, key, kind, value)

    def _put(self, values: dict[str, str], key: str, kind: str, value: str) -> None:
        if key in values:
            values[key] = f"{values[key]}{_JOINED}{value}"
        elif len(values) < MOST_ATTRIBUTES:
            values[key] = value
        else:
            self._stop("xes.attributes", allowed=MOST_ATTRIBUTES)
        self.kinds.setdefault(key, set()).add(kind)

    def _end(self, name: str) -> None:
        self._waiting = 0
        name = self._open.pop()
        if name in _KINDS or name in _HOLDERS:
            self._path.pop()
        elif name == "event" and self._event_values is not None:
            self.found.append(Event(self._line, self._event_values | self._trace_values, self.trace))
            self._event_values = None
        elif name == "trace":
            self._trace_values = {}
