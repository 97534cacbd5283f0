"""A tiny HTML writer that escapes everything by default.

What a journey or a customer says is hostile input: only `h` makes markup, and only from escaped text and other
markup. Inline styles and
event handlers are refused, so the page's content security policy needs no `unsafe-inline`.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from typing import TypeAlias

import msgspec

_IN_A_PAGE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
VOID = frozenset({"meta", "link", "input", "img", "br", "col", "hr", "wbr"})
DRAWN = frozenset({"path", "rect", "line", "circle", "ellipse", "use", "stop"})
Child: TypeAlias = "str | Iterable[Child] | None"
Attribute = str | int | float | bool | None


class Markup(str):
    """Text that is already safe HTML."""

    __slots__ = ()


def h(tag: str, *children: Child, **attributes: Attribute) -> Markup:
    """Return one element; `tag` may carry classes (`td.cell.wide`), children are escaped unless they are Markup.

    Attribute names take `_` for `-` and lose a trailing one (`class_`); True writes a bare attribute, None and False
    write nothing.
    Raises ValueError for `style` and event handlers.
    """
    name, _, classes = tag.partition(".")
    given = f' class="{escape(classes.replace(".", " "))}"' if classes else ""
    head = f"<{name}{given}{''.join(_attribute(k, v) for k, v in attributes.items())}>"
    if name in VOID:
        return Markup(head)
    if name in DRAWN:
        return Markup(f"{head[:-1]}/>")
    return Markup(f"{head}{join(children)}</{name}>")


def join(children: Child) -> Markup:
    """Return children one after the other, escaped where they are plain text."""
    if children is None:
        return Markup("")
    if isinstance(children, Markup):
        return children
    if isinstance(children, str):
        return Markup(escape(children))
    return Markup("".join(map(join, children)))


def data_block(value: object, **attributes: Attribute) -> Markup:
    """Return a value as JSON inside a page, for the page's script; no text in it can end its element."""
    text = msgspec.json.encode(value).decode().translate(_IN_A_PAGE)
    return h("script", Markup(text), type="application/json", **attributes)


def source_hash(text: str) -> str:
    """Return how a content security policy names a style sheet or script that stands inside a page (`sha256-…`)."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    plain = name.rstrip("_").replace("_", "-")
    if plain == "style" or plain.startswith("on"):
        raise ValueError(plain)
    return f" {plain}" if value is True else f' {plain}="{escape(str(value))}"'
