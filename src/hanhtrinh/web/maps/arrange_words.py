"""What the page's script needs to arrange a map: its words in the page's language, and the icons to choose from."""

from functools import cache

from hanhtrinh.draw.markup import Markup, data_block
from hanhtrinh.i18n import LANGS, Lang, catalogue
from hanhtrinh.web.assets import url


@cache
def arrange_words(lang: Lang) -> Markup:
    """Return the data block: the words of `arrange`, where the drawings are, and each icon with its name and what it
    is found by in both languages.
    """
    icons = [
        (name, words.partition(";")[0], " ".join(catalogue("icons", one)[name] for one in LANGS))
        for name, words in catalogue("icons", lang).items()
    ]
    data = {"words": catalogue("arrange", lang), "icons": icons, "sprite": url("icons.svg")}
    return data_block(data, id="arrange-words")
