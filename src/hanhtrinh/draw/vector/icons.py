"""The icons and the portrait of a page, as SVG whose colour the page sets."""

import re
from collections.abc import Iterator
from functools import cache

from hanhtrinh.draw.page_parts import portrait
from hanhtrinh.draw.vector.texts import Plain
from hanhtrinh.draw.vendored import FOLDER, resolve

# Those the template itself asks for.
_ALWAYS = ("book-open", "circle-dashed", "external-link", "gem", "heart", "image", "target", "unlink", "users")
_LOOKS = (
    {"ground": "#f6d9c9", "hair": "#35303a", "body": "#c8452d"},
    {"ground": "#d9e6f2", "hair": "#4a3428", "body": "#3f4bab"},
    {"ground": "#dcefe6", "hair": "#2a2626", "body": "#1f8a70"},
)
_SKIN = "#eebb98"
_SMILE = 'fill="none" stroke="#a4553d" stroke-width="1.4" stroke-linecap="round"'


def icons_of(content: Plain) -> dict[str, str]:
    """Return the SVG of every icon a page's content names; an unknown name becomes a plain dot."""
    return {name: svg(resolve(name)) for name in sorted({*_ALWAYS, *_named(content)})}


def _named(value: Plain) -> Iterator[str]:
    match value:
        case dict():
            for key, item in value.items():
                if key == "icon" and isinstance(item, str):
                    yield item
                else:
                    yield from _named(item)
        case list():
            for item in value:
                yield from _named(item)


@cache
def svg(name: str) -> str:
    """Return one icon as it is kept, without its comments."""
    text = (FOLDER / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).strip()


def portrait_svg(key: str) -> str:
    """Return the screen's portrait of a persona, its colours written out, for there are no style sheets on paper."""
    text = str(portrait(key, "paper"))
    found = re.search(r"look(\d)", text)
    look = {**_LOOKS[int(found[1]) if found else 0], "skin": _SKIN}
    text = re.sub(r'class="p-smile"', _SMILE, text)
    text = re.sub(r'class="p-(\w+)"', lambda part: f'fill="{look[part[1]]}"', text)
    return re.sub(r'<svg class="[^"]*"', '<svg xmlns="http://www.w3.org/2000/svg"', text)
