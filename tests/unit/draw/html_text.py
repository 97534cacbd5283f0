"""Reads a drawn page back: the rows and cells of its map as what a reader sees, hidden helpers left out."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "input", "img", "br", "col", "hr", "link", "wbr"}


@dataclass
class Element:
    """An element with what lies in it, texts and elements in their order."""

    tag: str
    given: dict[str, str]
    inside: list["Element | str"] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """The element's classes."""
        return self.given.get("class", "").split()

    def all(self, tag: str, name: str = "") -> list["Element"]:
        """Return every element of a tag (and class) below this one."""
        found = []
        for item in self.inside:
            if isinstance(item, Element):
                if item.tag == tag and (not name or name in item.classes):
                    found.append(item)
                found += item.all(tag, name)
        return found

    def texts(self) -> list[str]:
        """Return the pieces of text that are to be seen."""
        if "vh" in self.classes or self.given.get("aria-hidden") == "true":
            return []
        return [t for item in self.inside for t in ([item] if isinstance(item, str) else item.texts())]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {}))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(page: str) -> Element:
    """Return a page as a tree."""
    reader = _Reader()
    reader.feed(page)
    return reader.root


def map_of(page: str, lang: str) -> Element:
    """Return the table of the map in one language."""
    main = next(m for m in read(page).all("main") if m.given.get("lang") == lang)
    return main.all("div", "map")[0].all("table")[0]
