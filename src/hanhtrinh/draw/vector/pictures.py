"""Pictures on paper: each wrapped into an SVG that cuts it to the shape of its place, as icons are."""

from base64 import b64encode
from hashlib import sha256

from hanhtrinh.draw.shapes import PersonaCard, PicturesCell, Scene, Shown
from hanhtrinh.draw.vector.icons import portrait_svg
from hanhtrinh.draw.vector.pieces import Fields
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_WIDE, _TALL = 480, 360


def pictures_of(cell: PicturesCell, words: Words) -> Fields:
    """Return what the pictures of a step are on paper: a storyboard has numbers."""
    several = len(cell.items) > 1
    return {
        "items": [
            {
                "picture": _name(item) if item.small_data else "",
                "alt": item.alt,
                "missing": item.alt or tr("pictures.missing", words.lang, file=item.file),
                "number": str(i) if several else "",
            }
            for i, item in enumerate(cell.items, 1)
        ]
    }


def shown_in(scene: Scene) -> dict[str, str]:
    """Return the pictures a scene shows, by the name its cells know them by."""
    cells = (cell for lane in scene.lanes for cell in lane.cells if isinstance(cell, PicturesCell))
    return {_name(item): _cut(item.small_data) for cell in cells for item in cell.items if item.small_data}


def portrait_shown(card: PersonaCard) -> str:
    """Return a persona's own picture cut round, else the drawn portrait."""
    if card.picture is None or not card.picture.small_data:
        return portrait_svg(card.key)
    round_ = '<clipPath id="round"><circle cx="32" cy="32" r="32"/></clipPath>'
    face = f'<g clip-path="url(#round)">{_image(card.picture.small_data, 64, 64)}</g>'
    return f'{_HEAD} viewBox="0 0 64 64">{round_}{face}</svg>'


def _name(item: Shown) -> str:
    return f"picture-{sha256(item.file.encode(errors='replace')).hexdigest()[:16]}"


def _cut(data: bytes) -> str:
    return f'{_HEAD} viewBox="0 0 {_WIDE} {_TALL}">{_image(data, _WIDE, _TALL)}</svg>'


def _image(data: bytes, width: int, height: int) -> str:
    address = f"data:image/webp;base64,{b64encode(data).decode()}"
    fit = 'preserveAspectRatio="xMidYMid slice"'
    return f'<image width="{width}" height="{height}" {fit} xlink:href="{address}"/>'
