"""Use case: what a link shows, as one of the files its readers may take away."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Literal, get_args

from hanhtrinh.draw.shapes import Scene
from hanhtrinh.draw.vector.plan import PaperName
from hanhtrinh.draw.vector.render import map_pdf, map_png, map_svg

Taken = Literal["pdf", "png", "svg", "pptx"]
TAKEN: tuple[Taken, ...] = get_args(Taken)
"""Forms without doors, made from the very scene the page shows: nothing more can be in them."""


def draw_shared(form: Taken, scene: Scene, *, paper: PaperName, as_of: int) -> bytes:
    """Return a shared map as a file."""
    makers: Mapping[Taken, Callable[[], bytes]] = {
        "pdf": lambda: map_pdf(scene, paper=paper, as_of=as_of),
        "png": lambda: map_png(scene),
        "svg": lambda: map_svg(scene),
        "pptx": lambda: _slides(scene, as_of),
    }
    return makers[form]()


def _slides(scene: Scene, as_of: int) -> bytes:
    """Return a map as slides; what makes them is loaded when the first are wanted."""
    made: bytes = import_module("hanhtrinh.draw.slides.deck").map_pptx(scene, as_of=as_of)
    return made
