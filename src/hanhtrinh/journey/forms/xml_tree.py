"""XML read safely: no document type, no entities of its own, a bounded depth and number of elements.

A file that declares entities can unfold into gigabytes or name files of the machine; such a file is refused, whatever
it declares.
"""

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

MOST_ELEMENTS = 200_000
MOST_DEPTH = 64


@dataclass
class Element:
    """One element: its name without namespace, its attributes, its own text, what is inside, its line."""

    name: str
    attributes: dict[str, str]
    line: int
    pieces: list[str] = field(default_factory=list)
    inside: list["Element"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text."""
        return "".join(self.pieces)

    def first(self, *names: str) -> "Element | None":
        """Return the first element inside that has one of the names, in small letters."""
        return next((one for one in self.inside if one.name.lower() in names), None)

    def said(self, *names: str) -> str:
        """Return the text of the first element inside that has one of the names; nothing where there is none."""
        found = self.first(*names)
        return " ".join(found.text.split()) if found is not None else ""


class BadXml(Exception):
    """The text is no XML, or XML that is not read: the message key, the line, and parameters."""

    def __init__(self, key: str, line: int, **params: object) -> None:
        super().__init__(key)
        self.key, self.line, self.params = key, line, params


class _Builder:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse

    def refuse(self, *declared: Any) -> None:
        raise BadXml("forms.xml_doctype", self.parser.CurrentLineNumber)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise BadXml("forms.xml_large", line, allowed=MOST_ELEMENTS)
        if len(self.open) >= MOST_DEPTH:
            raise BadXml("forms.xml_deep", line, allowed=MOST_DEPTH)
        element = Element(_local(name), {_local(key): value for key, value in attributes.items()}, line)
        if self.open:
            self.open[-1].inside.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, name: str) -> None:
        self.open.pop()

    def text(self, data: str) -> None:
        if self.open:
            self.open[-1].pieces.append(data)


def _local(name: str) -> str:
    return name.rpartition(" ")[2].strip()


def parse_xml(text: str) -> Element:
    """Return the root element of a text; raises BadXml when it is no XML or XML of a kind that is not read."""
    builder = _Builder()
    try:
        builder.parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise BadXml("forms.xml_bad", error.lineno, detail=expat.ErrorString(error.code)) from None
    if builder.root is None:
        raise BadXml("forms.xml_bad", 1, detail="")
    return builder.root
