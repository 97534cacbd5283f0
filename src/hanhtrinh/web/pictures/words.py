"""What the page's script that edits pictures says, and the icons it draws with."""

from hanhtrinh.draw.markup import Markup, data_block, h
from hanhtrinh.i18n import Lang, catalogue
from hanhtrinh.web.components import sign

_WORDS = (
    "add", "add_more", "added", "alt_hint", "alt_label", "described", "drop", "earlier", "failed", "later", "moved",
    "no_alt", "number", "offline", "portrait_add", "portrait_change", "portrait_remove", "remove", "removed", "sending",
    "too_many_bytes",
)  # fmt: skip
_ICONS = ("image", "arrow-left", "arrow-right", "trash-2", "x")


def picture_words(lang: Lang) -> Markup:
    """Return the words as a data block, with the icons hidden beside them."""
    words = {key: catalogue("pictures", lang)[key] for key in _WORDS}
    icons = h("span", *(sign(name) for name in _ICONS), hidden=True)
    return h("div", data_block(words, id="map-pictures-words"), icons, hidden=True)
