"""Pictures of a journey file on one's own disk: where they lie, which are not there, and how a drawing holds them."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from hanhtrinh.app.pictures import files_of
from hanhtrinh.draw.options import Shot
from hanhtrinh.i18n import say
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_text import Document
from hanhtrinh.values import Finding

FOLDER = "pictures"
Give = Callable[[str, bool], bytes | None]
"""Gives a picture by the name of its file as WebP, large or (True) small; None where there is none."""


def picture_folder(journey: Path) -> Path:
    """Return where the pictures of a journey file lie: in `pictures` beside it, else beside the folder it is in."""
    beside = journey.resolve().parent / FOLDER
    return beside if beside.is_dir() else beside.parent.parent / FOLDER


def missing_pictures(journey: Journey, path: Path, document: Document) -> Iterator[Finding]:
    """Yield a finding for each picture a journey file names that is not there, at the step or persona it is for."""
    folder = picture_folder(path)
    for place, step in journey.placed_steps:
        for i, picture in enumerate(step.pictures):
            if not _there(folder, picture.file):
                name = say(journey.name_of_step(step), "vi")
                at = (*place, "pictures", i, "file")
                yield document.finding("warning", "pictures.file_missing", at, file=picture.file, step=name)
    for key, persona in journey.personas.items():
        if persona.picture and not _there(folder, persona.picture):
            at = ("personas", key, "picture")
            name = say(persona.name, "vi")
            yield document.finding("warning", "pictures.portrait_missing", at, file=persona.picture, persona=name)


def _there(folder: Path, file: str) -> bool:
    return "/" not in file and "\\" not in file and (folder / file).is_file()


def drawn_shots(journey: Journey, give: Give) -> Mapping[str, Shot]:
    """Return the pictures of a journey as a drawing holds them in itself; what cannot be given is left out."""
    found = {}
    for file in sorted(files_of(journey)):
        large, small = give(file, False), give(file, True)
        if large is not None and small is not None:
            found[file] = Shot(large=_inside(large), small=_inside(small), data=large, small_data=small)
    return found


def _inside(data: bytes) -> str:
    return f"data:image/webp;base64,{b64encode(data).decode()}"
