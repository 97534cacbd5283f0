"""Strict reading of YAML written by people: plain data, the line of everything in it, and all that is wrong with it.

A careful subset of YAML 1.2: mappings with text keys, lists, text, numbers, `true` and `false`, nothing. Only those are
special: `no`, `on`, `2026-01-01`, `12:30`, `0123`, `0x1F` and `.nan` stay the text that was written. Anchors, aliases,
merge keys, tags and a second document are refused, so a small file cannot unfold into a large one.
"""

import codecs
import math
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NoReturn, Protocol

import msgspec
import yaml

from hanhtrinh.errors import FileUnusable
from hanhtrinh.values import Finding, Severity

MAX_BYTES = 2_000_000
MAX_NESTING = 40
MAX_FINDINGS = 200
Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,18})")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*|(?=\.[0-9]))(\.[0-9]*)?([eE][-+]?[0-9]{1,3})?")
_NOTHING = ("", "~", "null", "Null", "NULL")
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BARE_KEY = re.compile(r"[^\W\d][\w-]*")
_BYTE_ORDER_MARKS = {  # the longer first: UTF-32's begins with UTF-16's
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_NODES = frozenset({yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent})
_LONGEST_PATH = 120
_WORDS = 30
_LARGEST = 2**63 - 1


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What a YAML file holds; `usable` is False when its data could not be read at all (the findings say why)."""

    file: str
    data: object = None
    usable: bool = False
    findings: tuple[Finding, ...] = ()
    lines: dict[Path, int] = {}

    def line_of(self, path: Path) -> int:
        """Return the line (from 1) of what stands at a path, or of the nearest thing around it that was written."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def finding(self, severity: Severity, key: str, path: Path = (), **params: object) -> Finding:
        """Return a finding about what stands at a path of this file."""
        return located(self, severity, key, path, params)


def located(
    document: Document | None, severity: Severity, key: str, path: Path = (), params: dict[str, object] | None = None
) -> Finding:
    """Return a finding placed at a path, with file and line where there is a document."""
    shown: dict[str, object] = {name: show(value) for name, value in (params or {}).items()}
    return Finding(
        severity=severity,
        key=key,
        params=shown,
        file=document.file if document else "",
        line=document.line_of(path) if document else None,
        path=path_text(path),
    )


def in_file_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings sorted by line; those of one line keep their order."""
    return tuple(sorted(findings, key=lambda finding: finding.line or 0))


def path_text(path: Path) -> str:
    """Return a path as people write it: `stages[2].steps[0].match`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _BARE_KEY.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f"[{show(part)!r}]"
    return text if len(text) <= _LONGEST_PATH else f"{text[: _LONGEST_PATH - 1]}…"


def show(value: object) -> str | int | float:
    """Return a value as it may stand in a message: short, on one line, as written; a tuple is a list of known words."""
    if isinstance(value, tuple):
        return ", ".join(str(show(item)) for item in value[:_WORDS]) + (", …" if len(value) > _WORDS else "")
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, (int, float)):
        return value
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    if not text:
        return '""'
    return text if len(text) <= 80 else f"{text[:79]}…"


def decode_text(raw: bytes, file: str) -> str:
    """Return the text of a UTF-8 file, its byte-order mark dropped.

    Raises FileUnusable, naming line and column, when the bytes are not UTF-8.
    """
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if raw.startswith(mark):
            raise FileUnusable("check.other_encoding", file=file, encoding=encoding)
    content = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        line, column = _position(before, len(before))
        raise FileUnusable("check.not_utf8", file=file, line=line, column=column) from None


def read_yaml(text: str, file: str) -> Document:
    """Return the document a text holds, with every finding about its form; never raises for bad text."""
    text = text.removeprefix("\ufeff")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        return _unusable(file, 1, "check.file_too_large", size=size, allowed=MAX_BYTES)
    strange = _CONTROL.search(text)
    if strange is not None:
        line, column = _position(text, strange.start())
        return _unusable(file, line, "check.control_character", column=column, code=f"U+{ord(strange[0]):04X}")
    return _Reader(file).read(text)


def resolve(text: str) -> object:
    """Return the value of an unquoted YAML scalar: nothing, a truth value, a number, else the text itself."""
    if text in _NOTHING:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _INTEGER.fullmatch(text) and abs(int(text)) <= _LARGEST:
        return int(text)
    if _NUMBER.fullmatch(text) and not _INTEGER.fullmatch(text) and not text.lstrip("+-").isdigit():
        number = float(text)
        return number if math.isfinite(number) else text
    return text


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _unusable(file: str, line: int, key: str, **params: object) -> Document:
    return Document(file=file, findings=(Finding(severity="error", key=key, params=params, file=file, line=line),))


class _Stop(Exception):
    """Nothing after this place can be read."""


class _Events(Protocol):
    def get_event(self) -> Any: ...

    def dispose(self) -> None: ...


def _events(text: str) -> Iterator[Any]:
    loader: _Events = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
            if type(event) is yaml.StreamEndEvent:
                break
    finally:
        loader.dispose()


class _Open:
    """A mapping or list that is being filled."""

    def __init__(self, path: Path, container: "dict[str, object] | list[object]") -> None:
        self.path = path
        self.container = container
        self.key: str | None = None
        self.ignored = False


class _Reader:
    """Builds plain data from parser events, without recursion, and collects what is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.lines: dict[Path, int] = {}
        self.open: list[_Open] = []
        self.data: object = None
        self.documents = 0
        self.fatal = False

    def read(self, text: str) -> Document:
        with suppress(_Stop):
            self.take_all(text)
        data = None if self.fatal else self.data
        findings = in_file_order(self.findings)
        return Document(file=self.file, data=data, usable=not self.fatal, findings=findings, lines=self.lines)

    def take_all(self, text: str) -> None:
        try:
            for event in _events(text):
                self.take(event)
        except yaml.MarkedYAMLError as error:
            self.syntax(error, text)
        except yaml.YAMLError:
            self.refuse("check.yaml_syntax", 1, column=1)
        if not self.documents or (self.data is None and not self.findings):
            self.refuse("check.file_empty", 1)

    def take(self, event: Any) -> None:
        """Take in an event; large files have tens of thousands, most of them scalars, so those are looked for first."""
        line, kind = event.start_mark.line + 1, type(event)
        if kind in _NODES:
            self.take_node(event, line)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.open.pop()
        elif kind is yaml.AliasEvent:
            self.refuse("check.yaml_alias", line, name=show(event.anchor))
            self.place(None, line)
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                self.stop("check.yaml_second_document", line)

    def take_node(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self.refuse("check.yaml_anchor", line, name=show(event.anchor))
        if event.tag is not None:
            self.refuse("check.yaml_tag", line, tag=show(event.tag))
        if type(event) is yaml.ScalarEvent:
            self.scalar(event, line)
        else:
            self.enter({} if type(event) is yaml.MappingStartEvent else [], line)

    def scalar(self, event: Any, line: int) -> None:
        text: str = event.value
        if event.style == '"':  # only here can an escape be; what stands in the text itself was looked at
            self.check_characters(text, line, event.start_mark.column + 1)
        if self.expects_key():
            self.begin_entry(text, event, line)
        else:
            self.place(resolve(text) if not event.style else text, line)

    def check_characters(self, text: str, line: int, column: int) -> None:
        """An escape such as "\\0" can put into a value what may not stand in the text."""
        strange = _CONTROL.search(text)
        if strange is not None:
            self.refuse("check.control_character", line, column=column, code=f"U+{ord(strange[0]):04X}")

    def expects_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].container, dict) and self.open[-1].key is None

    def begin_entry(self, key: str, event: Any, line: int) -> None:
        top = self.open[-1]
        if key == "<<" and not event.style:
            self.refuse("check.yaml_merge", line)
        path = (*top.path, key)
        assert isinstance(top.container, dict)  # noqa: S101 - only a mapping expects a key
        top.ignored = key in top.container
        if top.ignored:
            self.add("check.duplicate_key", line, path, name=show(key), first=self.lines[path])
        else:
            self.lines.setdefault(path, line)
        top.key = key

    def enter(self, container: dict[str, object] | list[object], line: int) -> None:
        if self.expects_key():
            self.stop("check.yaml_key_not_text", line)
        if len(self.open) >= MAX_NESTING:
            self.stop("check.yaml_too_deep", line, allowed=MAX_NESTING)
        path = self.place(container, line)
        self.open.append(_Open(path, container))

    def place(self, value: object, line: int) -> Path:
        """Put a value where it belongs and return its path."""
        if not self.open:
            self.data = value
            self.lines[()] = line
            return ()
        top = self.open[-1]
        if isinstance(top.container, list):
            path = (*top.path, len(top.container))
            self.lines.setdefault(path, line)
            top.container.append(value)
            return path
        if top.key is None:
            self.stop("check.yaml_key_not_text", line)
        path = (*top.path, top.key)
        if not top.ignored:
            top.container[top.key] = value
        top.key = None
        return path

    def add(self, key: str, line: int, path: Path = (), **params: object) -> None:
        finding = Finding(severity="error", key=key, params=params, file=self.file, line=line, path=path_text(path))
        self.findings.append(finding)
        if len(self.findings) == MAX_FINDINGS:
            self.stop("check.more_findings", line, shown=MAX_FINDINGS)

    def refuse(self, key: str, line: int, **params: object) -> None:
        self.fatal = True
        self.add(key, line, self.here(), **params)

    def here(self) -> Path:
        if not self.open:
            return ()
        top = self.open[-1]
        if isinstance(top.container, list):
            return (*top.path, len(top.container))
        return top.path if top.key is None else (*top.path, top.key)

    def stop(self, key: str, line: int, **params: object) -> NoReturn:
        self.refuse(key, line, **params)
        raise _Stop

    def syntax(self, error: yaml.MarkedYAMLError, text: str) -> None:
        noticed = _place(error.problem_mark or error.context_mark)
        began = _place(error.context_mark or error.problem_mark)
        key = _syntax_key(error, text, noticed[0])
        line, column = began if key in _SAID_WHERE_IT_BEGAN else noticed
        last = len(_LINE_BREAK.split(text.rstrip()))  # the parser notices some faults beyond the end
        self.fatal = True
        self.add(key, min(line, last), column=column, began=min(began[0], last))


def _place(mark: yaml.Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _syntax_key(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    """Return the message for the parser's complaint: what most often causes it, in words a person can act on."""
    problem = f"{error.problem} {error.context}"
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return "check.yaml_tab"
    for phrase, key in _PROBLEMS.items():
        if phrase in problem:
            return key
    return "check.yaml_syntax"


_SAID_WHERE_IT_BEGAN = ("check.yaml_unclosed", "check.yaml_no_colon")
_PROBLEMS = {
    "mapping values are not allowed": "check.yaml_colon",
    "unexpected end of stream": "check.yaml_unclosed",
    "scanning a quoted scalar": "check.yaml_unclosed",
    "could not find expected ':'": "check.yaml_no_colon",
    "cannot start any token": "check.yaml_bad_start",
    "alias": "check.yaml_bad_start",
    "anchor": "check.yaml_bad_start",
    "while parsing a flow": "check.yaml_flow",
    "parsing a block": "check.yaml_indent",
    "block mapping": "check.yaml_indent",
    "block sequence entries are not allowed": "check.yaml_indent",
    "mapping key": "check.yaml_indent",
}
