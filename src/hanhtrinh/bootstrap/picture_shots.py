"""The pictures beside a journey file, made ready for a drawing that holds everything in itself."""

from collections.abc import Callable, Mapping

from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.app.picture_files import drawn_shots, picture_folder
from hanhtrinh.draw.options import Shot
from hanhtrinh.errors import InputError
from hanhtrinh.store.pictures import PictureFolder


def shots_beside(file: JourneyFile, refused: Callable[[InputError], None] = lambda _: None) -> Mapping[str, Shot]:
    """Return the pictures a journey names; `refused` hears of those that cannot be shown, a place is kept for them."""
    folder = PictureFolder(picture_folder(file.path))

    def give(name: str, small: bool) -> bytes | None:
        try:
            return folder.get(name, small)
        except InputError as error:
            if not small:
                refused(error)
            return None

    return drawn_shots(file.journey, give)
