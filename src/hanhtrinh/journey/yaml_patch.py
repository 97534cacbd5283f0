"""A journey's text after a change, with everything nobody touched left as it was written: comments, order, quotes.

The text is patched block by block: only the lines of what changed are written anew. Whoever calls compares what the
result says with what it should say, and writes the journey afresh where a text is laid out in a way that cannot be
patched (several things on one line, say).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import yaml

from hanhtrinh.journey.yaml_part import Part, part_that_changed
from hanhtrinh.journey.yaml_text import Path
from hanhtrinh.journey.yaml_write import rows, write_yaml

_KEYED = frozenset(
    {
        "personas",
        "channels",
        "touchpoints",
        "segments",
        "competitors",
        "walks",
        "lanes",
        "notes",
        "plan",
        "opportunities",
    }
)
"""Fields that hold things by key, whose order is the order on the map; elsewhere the order of a file is its own."""
_RULES = frozenset({"match", "errors", "support"})
_INDENT = 2
_LONGEST_LINE = 160


class _NoPatch(Exception):
    """The text is laid out in a way that is not patched."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads places, not meanings: what a scalar is takes most of the time, and nobody asks for it here."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        """Return no tag at all."""
        return ""

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """Look nothing up."""

    def ascend_resolver(self) -> None:
        """Look nothing up."""


def patched(text: str, old: object, new: object, places: Mapping[Path, int] | None = None) -> str | None:
    """Return the text with what differs between two versions of its plain data written anew; None if it cannot be.

    Where the line of everything in the text is known (`places`) and one step alone differs, nothing else is read.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    part = part_that_changed(places, lines, old, new) if places else None
    found = (_patched_part(lines, part) if part else None) or _patched_lines(lines, old, new)
    return None if found is None else newline.join(found)


def _patched_part(lines: list[str], part: Part) -> list[str] | None:
    inside = _patched_lines([*lines[part.start : part.end], ""], [part.old], [part.new])
    return None if inside is None else [*lines[: part.start], *inside[:-1], *lines[part.end :]]


def _patched_lines(lines: list[str], old: object, new: object) -> list[str] | None:
    try:
        node = yaml.compose("\n".join(lines), Loader=_Loader)
        found = _Lines(lines)
        _patch(found, node, old, new)
    except (yaml.YAMLError, _NoPatch):
        return None
    return found.result()


class _Lines:
    """The lines of a text, and what shall stand in the place of some of them."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.changes: list[tuple[int, int, list[str]]] = []

    def replace(self, start: int, end: int, with_lines: list[str]) -> None:
        self.changes.append((start, end, with_lines))

    def result(self) -> list[str]:
        found = list(self.lines)
        for start, end, with_lines in sorted(self.changes, key=lambda change: change[:2], reverse=True):
            found[start:end] = with_lines
        return found

    def end_of(self, node: yaml.Node) -> int:
        """Return the line behind a block: comments and empty lines before the next thing belong to that."""
        block = isinstance(node, yaml.CollectionNode) and not node.flow_style
        end = node.end_mark.line if block or node.end_mark.column == 0 else node.end_mark.line + 1
        while end > node.start_mark.line + 1 and self._says_nothing(end - 1):
            end -= 1
        return min(end, len(self.lines))

    def _says_nothing(self, line: int) -> bool:
        text = self.lines[line].strip() if line < len(self.lines) else ""
        return not text or text.startswith("#")


def _same(old: object, new: object) -> bool:
    """Tell whether two data are the same, in the same order."""
    return old == new and msgspec.json.encode(old) == msgspec.json.encode(new)


def _patch(lines: _Lines, node: yaml.Node | None, old: object, new: object, name: str = "") -> None:
    if _same(old, new):
        return
    if isinstance(node, yaml.MappingNode) and isinstance(old, dict) and isinstance(new, dict) and not node.flow_style:
        if name in _KEYED and [*(key for key in old if key in new), *(key for key in new if key not in old)] != list(
            new
        ):
            _reorder(lines, node, old, new)
            return
        _patch_mapping(lines, node, old, new)
    elif isinstance(node, yaml.SequenceNode) and isinstance(old, list) and isinstance(new, list):
        _patch_list(lines, node, old, new)
    else:
        raise _NoPatch


def _patch_mapping(lines: _Lines, node: yaml.MappingNode, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Patch the entries that differ; what the text spells out beyond the data (a default, say) stays."""
    places = {key.value: (key, value) for key, value in node.value}
    indent, last = node.value[0][0].start_mark.column, node.start_mark.line
    for name, (key, value) in places.items():
        last = lines.end_of(value) if value.end_mark.line > key.start_mark.line else key.start_mark.line + 1
        if name in old and name in new and _same(old[name], new[name]):
            continue
        if name in old or name in new:
            _patch_entry(lines, (key, value, last), old.get(name), new, name)
    added = {name: value for name, value in new.items() if name not in places}
    if any(name not in places for name in old.keys() - new.keys()):
        raise _NoPatch
    if added:
        lines.replace(last, last, _written(added, indent))


def _patch_entry(
    lines: _Lines, place: tuple[yaml.Node, yaml.Node, int], old: object, new: dict[str, Any], name: str
) -> None:
    key, value, end = place
    if name in new:
        if _patch_in_line(lines, value, new[name]):
            return
        try:
            held = len(lines.changes)
            _patch(lines, value, old, new[name], name)
            return
        except _NoPatch:
            del lines.changes[held:]
    start, column = key.start_mark.line, key.start_mark.column
    before = lines.lines[start][:column]
    written = _written({name: new[name]}, column) if name in new else []
    if before.strip() and not written:  # the first entry of a list's item stands behind its dash
        raise _NoPatch
    if written:
        written[0] = before + written[0][column:]
    lines.replace(start, end, written)


def _reorder(lines: _Lines, node: yaml.MappingNode, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Write things by key in another order; what stays the same keeps its own lines, comments above it included."""
    start = at = node.value[0][0].start_mark.line
    column = node.value[0][0].start_mark.column
    blocks: dict[str, list[str]] = {}
    for key, value in node.value:
        end = lines.end_of(value) if value.end_mark.line > key.start_mark.line else key.start_mark.line + 1
        blocks[key.value] = lines.lines[at:end]
        at = end
    result: list[str] = []
    for key, item in new.items():
        same = key in blocks and key in old and _same(old[key], item)
        result += blocks[key] if same else _written({key: item}, column)
    lines.replace(start, at, result)


def _patch_in_line(lines: _Lines, node: yaml.Node, new: object) -> bool:
    """Write a mapping or list that stands between braces on one line anew on that line; tell whether that was done."""
    if not isinstance(node, yaml.CollectionNode) or not node.flow_style or not isinstance(new, (dict, list)) or not new:
        return False
    start, end = node.start_mark, node.end_mark
    if start.line != end.line:
        return False
    line = lines.lines[start.line]
    text = yaml.safe_dump(_whole(new), default_flow_style=True, allow_unicode=True, sort_keys=False, width=float("inf"))
    written = line[: start.column] + text.rstrip("\n") + line[end.column :]
    if len(written) > max(_LONGEST_LINE, len(line)) or "\n" in written:
        return False
    lines.replace(start.line, start.line + 1, [written])
    return True


def _whole(data: object) -> object:
    """Return data whose numbers without a fraction are written without one."""
    if isinstance(data, dict):
        return {key: _whole(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_whole(item) for item in data]
    return int(data) if isinstance(data, float) and data.is_integer() else data


def _patch_list(lines: _Lines, node: yaml.SequenceNode, old: list[Any], new: list[Any]) -> None:
    """Patch a list of keyed things (stages, steps) item by item, and any other as far as its items keep their order."""
    if node.flow_style or len(node.value) != len(old) or not new:
        raise _NoPatch
    column, keys_old, keys_new = node.start_mark.column, _keys(old), _keys(new)
    if keys_old is None or keys_new is None:
        _patch_places(lines, node, old, new)
        return
    blocks = {key: _item_lines(lines, node, i) for i, key in enumerate(keys_old)}
    if keys_old == keys_new:
        for i, key in enumerate(keys_old):
            _patch_item(lines, node.value[i], old[i], new[i], (blocks[key], column))
        return
    _rearrange(lines, (old, new), blocks, column)


def _patch_places(lines: _Lines, node: yaml.SequenceNode, old: list[Any], new: list[Any]) -> None:
    """Patch a list without keys: items changed in their places, one taken out, or more put behind the last."""
    blocks = [_item_lines(lines, node, i) for i in range(len(old))]
    if len(new) < len(old):
        gone = next((i for i in range(len(old)) if _same([*old[:i], *old[i + 1 :]], new)), None)
        if gone is None:
            raise _NoPatch
        lines.replace(*blocks[gone], [])
        return
    added = [line for item in new[len(old) :] for line in _item(item, node.start_mark.column)]
    if added:  # first: of what is put behind the same line, the last one said comes first
        lines.replace(blocks[-1][1], blocks[-1][1], added)
    for i, item in enumerate(old):
        if not _same(item, new[i]):
            _patch_item(lines, node.value[i], item, new[i], (blocks[i], node.start_mark.column))


def _patch_item(lines: _Lines, node: yaml.Node, old: object, new: object, where: tuple[tuple[int, int], int]) -> None:
    (_, end), column = where
    if _patch_in_line(lines, node, new):
        return
    held = len(lines.changes)
    try:
        _patch(lines, node, old, new)
    except _NoPatch:
        del lines.changes[held:]
        lines.replace(node.start_mark.line, end, _item(new, column))


def _rearrange(
    lines: _Lines, items: tuple[list[Any], list[Any]], blocks: dict[str, tuple[int, int]], column: int
) -> None:
    """Write a list's items in another order; what is in the list before and after keeps its own lines."""
    before = {item["key"]: item for item in items[0]}
    start, end = min(s for s, _ in blocks.values()), max(e for _, e in blocks.values())
    result: list[str] = []
    for item in items[1]:
        kept = before.get(item["key"]) == item
        block = blocks[item["key"]] if kept else None
        result += lines.lines[block[0] : block[1]] if block else _item(item, column)
    lines.replace(start, end, result)


def _item_lines(lines: _Lines, node: yaml.SequenceNode, index: int) -> tuple[int, int]:
    """Return the lines of a list's item, comments above it included."""
    item = node.value[index]
    if isinstance(item, yaml.MappingNode) and item.flow_style and item.start_mark.line != item.end_mark.line:
        raise _NoPatch
    if not lines.lines[item.start_mark.line].lstrip().startswith("-"):
        raise _NoPatch
    start = lines.end_of(node.value[index - 1]) if index else item.start_mark.line
    return start, lines.end_of(item)


def _item(item: object, column: int) -> list[str]:
    return [" " * column + line for line in _text([item])]


def _written(entries: dict[str, Any], indent: int) -> list[str]:
    return [(" " * indent + line).rstrip() for line in _text(entries)]


def _text(data: object) -> Iterator[str]:
    return iter(write_yaml(_set_out(data)).rstrip("\n").split("\n"))


def _set_out(data: object) -> object:
    if isinstance(data, dict):
        return {key: rows(value) if key in _RULES else _set_out(value) for key, value in data.items()}
    return [_set_out(item) for item in data] if isinstance(data, list) else data


def _keys(items: list[Any]) -> list[str] | None:
    keys = [item.get("key") if isinstance(item, dict) else None for item in items]
    return keys if None not in keys and len(set(keys)) == len(keys) else None  # type: ignore[return-value]
