"""The forms a map is drawn in. Each is made by a module of its own, loaded only when that form is asked for."""

from collections.abc import Collection
from pathlib import Path
from typing import get_args

import msgspec

from hanhtrinh.draw.options import LaneKey
from hanhtrinh.errors import InputError
from hanhtrinh.journey.suggest import nearest

LANES: tuple[str, ...] = get_args(LaneKey)


class Form(msgspec.Struct, frozen=True):
    """A form: its name, what its files end with, and `module:function` that makes it from an order.

    Forms without `measured` hold the journey alone: no workspace is needed for them.
    """

    name: str
    suffixes: tuple[str, ...]
    maker: str
    measured: bool = True


_HERE = "hanhtrinh.app.drawn"
FORMS: tuple[Form, ...] = (
    Form("html", (".html", ".htm"), f"{_HERE}.page:html"),
    Form("pdf", (".pdf",), f"{_HERE}.vector:pdf"),
    Form("svg", (".svg",), f"{_HERE}.vector:svg"),
    Form("png", (".png",), f"{_HERE}.vector:png"),
    Form("pptx", (".pptx",), f"{_HERE}.slides:pptx"),
    Form("xlsx", (".xlsx",), f"{_HERE}.tables:xlsx"),
    Form("csv", (".csv",), f"{_HERE}.tables:csv"),
    Form("long-csv", (), f"{_HERE}.tables:long"),
    Form("mermaid", (".mmd", ".mermaid"), f"{_HERE}.texts:mermaid", measured=False),
    Form("markdown", (".md", ".markdown"), f"{_HERE}.texts:markdown", measured=False),
)
NAMES: tuple[str, ...] = tuple(form.name for form in FORMS)


def form_of(name: str | None, path: Path | None) -> Form:
    """Return the form of a name, else of a file's suffix, else HTML; InputError, with what is allowed, for another."""
    if name is not None:
        return _found(name, [form for form in FORMS if form.name == name], "vector.unknown_form", NAMES)
    if path is None:
        return FORMS[0]
    suffix = path.suffix.lower()
    suffixes = tuple(ending for form in FORMS for ending in form.suffixes)
    return _found(path.name, [form for form in FORMS if suffix in form.suffixes], "vector.unknown_suffix", suffixes)


def _found(given: str, found: list[Form], key: str, allowed: tuple[str, ...]) -> Form:
    if not found:
        raise InputError(key, given=given, allowed=", ".join(allowed))
    return found[0]


def hidden_but(lanes: str | None, own: Collection[str] = ()) -> frozenset[str]:
    """Return the lanes that are left out where only those of a list (`activity,emotion`) are to be drawn.

    `own` are the keys of the lanes a team added to its map.
    """
    if lanes is None:
        return frozenset()
    known = tuple(dict.fromkeys((*LANES, *own)))
    wanted = [lane.strip() for lane in lanes.split(",") if lane.strip()]
    for lane in wanted:
        if lane not in known:
            similar = nearest(lane, list(known)) or "–"
            raise InputError("vector.unknown_lane", given=lane, allowed=", ".join(known), similar=similar)
    return frozenset(lane for lane in known if lane not in wanted)
