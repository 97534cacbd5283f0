"""Paths → pages: many addresses become the few kinds of page that tell what people do next.

A tree of path segments is cut where it matters. Numbers and ids become `*`; so do segments that are rare, and those
below the site's own sections that say nothing about what comes before and after (information gain per event).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
STAR = "*"
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_VARIABLE = re.compile(
    r"\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|(?=[0-9a-f]*\d)[0-9a-f]{8,}|.*\d{3,}.*|.{41,}|[^@\s]+@[^@\s]+", re.DOTALL
)
_LANGUAGES = re.compile(r"vi|en|fr|de|es|pt|it|nl|pl|ru|ja|ko|zh|th|id|ms|lo|km|ar|tr|sv|da|fi|nb|cs|hu|ro|el|he|hi|uk")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][A-Za-z]{2})?")
_LEAST_SHARE, _LEAST_EVENTS = 0.001, 20
_ALIKE = 0.3
_MOST_CHILDREN = 40
_LEAST_GAIN = 0.05
_SECTION_SHARE = 0.9


@dataclass(frozen=True)
class Address:
    """One value of a path property: where it begins (host, language), its segments, all of it up to the query, and the
    sign the query or fragment begins with (empty: there is none).
    """

    base: str
    segments: tuple[str, ...]
    head: str
    tail: str = ""


def address_of(value: str, is_path: bool) -> Address:
    """Return a value taken apart; a value that is no path is one segment."""
    if not is_path:
        return Address("", (value,), value)
    found = _ADDRESS.fullmatch(value)
    base, path, query, fragment = found.groups("") if found else ("", value, "", "")
    if fragment.startswith(("#/", "#!/")):
        base, path, query = f"{base}{path}{query}{fragment[: fragment.index('/')]}", fragment[fragment.index("/") :], ""
    head = base + path
    segments = tuple(part for part in path.split("/") if part)
    if segments and (language := _LANGUAGE.fullmatch(segments[0])) and _LANGUAGES.fullmatch(language[1]):
        base, segments = f"{base}/{segments[0]}", segments[1:]
    return Address(base, segments, head, (query or fragment)[:1])


def is_variable(segment: str) -> bool:
    """Tell whether a segment is a number, an id, a date or an address: one of many of its kind."""
    return _VARIABLE.fullmatch(segment) is not None


@dataclass
class Node:
    """A place in the tree of segments: the values that end here, and the places below."""

    values: list[int] = field(default_factory=list)
    below: dict[str, "Node"] = field(default_factory=dict)

    def place(self, segments: Sequence[str]) -> "Node":
        """Return the place of a path, made where it is new."""
        node = self
        for segment in segments:
            node = node.below.setdefault(segment, Node())
        return node

    def everything(self) -> Iterator[int]:
        """Yield the values at and below this place."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield from node.values
            waiting.extend(node.below.values())

    def absorb(self, other: "Node") -> None:
        """Take in another place and what is below it."""
        self.values += other.values
        for segment, node in other.below.items():
            if segment in self.below:
                self.below[segment].absorb(node)
            else:
                self.below[segment] = node


@dataclass(frozen=True)
class Pages:
    """Kinds of page: `pattern[g]` the segments of group g (`*` for any), `below[g]` whether what is deeper belongs to
    it too, `values[g]` the dictionary positions it was found from.
    """

    pattern: tuple[tuple[str, ...], ...]
    below: tuple[bool, ...]
    values: tuple[I64, ...]


def section_depth(addresses: Sequence[Address], counts: I64) -> int:
    """Return how many segments nearly all paths share before the site's sections begin (`/shop/…`: one)."""
    depth, total = 0, int(counts.sum())
    while True:
        sizes: dict[str, int] = {}
        for address, count in zip(addresses, counts.tolist(), strict=True):
            if len(address.segments) > depth + 1:
                sizes[address.segments[depth]] = sizes.get(address.segments[depth], 0) + count
        if not sizes or max(sizes.values()) < _SECTION_SHARE * total:
            return depth
        depth += 1


def sections(addresses: Sequence[Address], counts: I64, depth: int, most: int = _MOST_CHILDREN) -> I64:
    """Return a small code for the section of every value; beyond so many of them the rarest are together in one."""
    names = [address.segments[depth] if len(address.segments) > depth else "" for address in addresses]
    sizes: dict[str, int] = {}
    for name, count in zip(names, counts.tolist(), strict=True):
        sizes[name] = sizes.get(name, 0) + count
    largest = sorted(sizes, key=lambda name: (-sizes[name], name))[: min(most, _MOST_CHILDREN) - 1]
    codes = {name: i for i, name in enumerate(largest)}
    return np.array([codes.get(name, len(largest)) for name in names], np.int64)


def find_pages(addresses: Sequence[Address], counts: I64, context: Floats, depth: int) -> Pages:
    """Return the kinds of page among addresses.

    `counts[v]` events of address v; `context[v, c]` how often it has context c (the section before, or after).
    `depth` segments are common to all.
    """
    root = Node()
    for v, address in enumerate(addresses):
        root.place([STAR if is_variable(s) else s for s in address.segments]).values.append(v)
    cut = _Cut(counts, context, depth, int(counts.sum()))
    found = list(cut.groups(root, ()))
    return Pages(
        tuple(pattern for pattern, _, _ in found),
        tuple(deep for _, deep, _ in found),
        tuple(np.array(sorted(values), np.int64) for _, _, values in found),
    )


_Group = tuple[tuple[str, ...], bool, list[int]]


@dataclass(frozen=True)
class _Cut:
    counts: I64
    context: Floats
    depth: int
    total: int

    def groups(self, node: Node, pattern: tuple[str, ...]) -> Iterator[_Group]:
        """Yield the groups of a place: what ends here, and what is below, as far apart as it matters."""
        self._gather_rare(node)
        named = [s for s in node.below if s != STAR]
        if len(pattern) > self.depth and len(named) > 1 and not self._matters([node.below[s] for s in named]):
            self._into_star(node, named)
        parts = [Node(values=node.values), *node.below.values()] if node.values else [*node.below.values()]
        flat = all(not part.below for part in parts)
        if node.values and node.below and flat and len(pattern) > self.depth and not self._matters(parts):
            yield pattern, True, list(node.everything())
            return
        if node.values:
            yield pattern, False, node.values
        for segment in sorted(node.below):
            yield from self.groups(node.below[segment], (*pattern, segment))

    def _gather_rare(self, node: Node) -> None:
        """Put the rare segments of a place into `*`; where there are very many, all but the most frequent."""
        sizes = {s: self._size(child) for s, child in node.below.items() if s != STAR}
        least = max(_LEAST_EVENTS, _LEAST_SHARE * self.total)
        largest = sorted(sizes, key=lambda s: (-sizes[s], s))[:_MOST_CHILDREN]
        kept = [s for s in largest if sizes[s] >= least]
        rare = sizes.keys() - set(kept)
        if len(rare) > 1 or STAR in node.below:
            self._into_star(node, sorted(rare))
            self._into_star(node, [s for s in kept if self._alike(node.below[s], node.below[STAR])])

    def _alike(self, one: Node, many: Node) -> bool:
        """Tell whether what is around one place looks like what is around many others: one product among products."""
        table = np.array([self._around(one), self._around(many)])
        whole = table.sum(axis=1)
        return bool(whole.min() > 0 and information(table) * whole.sum() < _ALIKE * whole.min())

    def _into_star(self, node: Node, segments: Sequence[str]) -> None:
        for segment in segments:
            node.below.setdefault(STAR, Node()).absorb(node.below.pop(segment))

    def _size(self, node: Node) -> int:
        return int(self.counts[list(node.everything())].sum())

    def _matters(self, nodes: Sequence[Node]) -> bool:
        """Tell whether knowing which of some places an event is at tells enough about what is around it."""
        return information(np.array([self._around(node) for node in nodes])) >= _LEAST_GAIN

    def _around(self, node: Node) -> Floats:
        around: Floats = self.context[list(node.everything())].sum(axis=0)
        return around


def information(table: Floats) -> float:
    """Return the mutual information in bits of a table's rows and columns, less what chance alone would give."""
    total = table.sum()
    if total <= 0:
        return 0.0
    rows, columns = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    filled = table > 0
    shares = table[filled] / total
    gain = float((shares * np.log2(shares * total * total / (rows * columns)[filled])).sum())
    freedom = (np.count_nonzero(rows) - 1) * (np.count_nonzero(columns) - 1)
    return gain - float(freedom / (2 * total * np.log(2)))
