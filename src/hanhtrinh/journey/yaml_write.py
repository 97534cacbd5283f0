"""Plain data written as YAML that people like to read, and that `read_yaml` reads back exactly."""

import re
from typing import Any

import yaml

from hanhtrinh.journey.yaml_text import resolve

_LINE = 110
_SHORT_LIST = 90
_RARE_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")
_NO_BLOCK = re.compile(r"[^\S\n]\n|\A\s|\s\s\Z|[^\S\n]\Z")


class Row(list[object]):
    """A list to be written on one line: `[a, b]`."""


def write_yaml(data: object) -> str:
    """Return the data as block-style YAML, keys in their own order, Vietnamese as it is."""
    text: str = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=_LINE
    )
    return text


def rows(value: object) -> object:
    """Return the data with each short list of plain values made a row."""
    if isinstance(value, dict):
        return {key: rows(item) for key, item in value.items()}
    if not isinstance(value, (list, tuple)):
        return value
    items = [rows(item) for item in value]
    plain = all(isinstance(item, (str, int, float, type(None))) for item in items)
    return Row(items) if plain and len(str(items)) <= _SHORT_LIST else items


class _Dumper(yaml.SafeDumper):
    """Block style with lists indented under their key, and quotes wherever any reader might see something else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=_style(text))


def _style(text: str) -> str | None:
    """Return the style PyYAML would not choose: a block for lines, `"` for what might be taken for something else."""
    if _RARE_BREAKS.search(text) or not isinstance(resolve(text), str):
        return '"'
    return "|" if "\n" in text and not _NO_BLOCK.search(text) else None


def _row(dumper: yaml.SafeDumper, items: Row) -> Any:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Row, _row)
