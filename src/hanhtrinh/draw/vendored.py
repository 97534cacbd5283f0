"""The files a page embeds: fonts, icons, style sheets and scripts, read once from the package."""

import base64
import re
from functools import cache
from pathlib import Path

from hanhtrinh.draw.markup import Markup, h

FOLDER = Path(__file__).parent / "assets"
_RANGES = {
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,"
    "U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,"
    "U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
}
WEIGHTS = (400, 600, 700)
FALLBACK_ICON = "circle-dot"
# What people call an icon beside its name in the set.
ALIASES = {
    "cart": "shopping-cart",
    "bag": "shopping-bag",
    "card": "credit-card",
    "ad": "megaphone",
    "chat": "message-circle",
    "phone-call": "phone",
    "call": "headphones",
    "web": "monitor",
    "website": "monitor",
    "mobile": "smartphone",
    "app": "smartphone",
    "email": "mail",
    "shop": "store",
    "box": "package",
    "gift-card": "gift",
    "review": "star",
    "share": "share-2",
    "truck-fast": "truck",
    "social": "share-2",
    "compare": "scale",
    "blog": "newspaper",
    "loyalty": "crown",
    "support": "headset",
    "question": "circle-help",
    "hotline": "headphones",
    "zalo": "message-circle",
    "messenger": "message-circle",
    "sms": "smartphone",
    "facebook": "share-2",
    "tiktok": "share-2",
    "instagram": "share-2",
    "youtube": "video",
    "google": "search",
    "direct": "mouse-pointer-click",
    "referral": "user-plus",
}


@cache
def fonts() -> str:
    """Return the font faces, the files inlined."""
    return "".join(_face(subset, weight) for weight in WEIGHTS for subset in _RANGES)


@cache
def font_files() -> str:
    """Return the font faces, the files beside the style sheet."""
    return "".join(_face_of(f"{subset}-{weight}.woff2", subset, weight) for weight in WEIGHTS for subset in _RANGES)


def _face(subset: str, weight: int) -> str:
    data = base64.b64encode((FOLDER / "fonts" / f"{subset}-{weight}.woff2").read_bytes()).decode()
    return _face_of(f"data:font/woff2;base64,{data}", subset, weight)


def _face_of(address: str, subset: str, weight: int) -> str:
    return (
        f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};font-display:swap;'
        f"unicode-range:{_RANGES[subset]};"
        f'src:url({address}) format("woff2")}}'
    )


@cache
def style() -> str:
    """Return the style sheets one after the other, comments and indentation removed."""
    text = "\n".join(p.read_text(encoding="utf-8") for p in sorted((FOLDER / "css").glob("*.css")))
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip()


@cache
def script() -> str:
    """Return the scripts one after the other."""
    return "\n".join(p.read_text(encoding="utf-8") for p in sorted((FOLDER / "js").glob("*.js")))


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons at hand."""
    return frozenset(p.stem for p in (FOLDER / "icons").glob("*.svg"))


def resolve(name: str) -> str:
    """Return the icon meant by a name; an unknown one becomes a plain dot."""
    known = ALIASES.get(name, name)
    return known if known in icon_names() else FALLBACK_ICON


@cache
def icon(name: str, classes: str = "") -> Markup:
    """Return a reference to an icon of the page's sprite, hidden from screen readers: words stand beside it."""
    return h(f"svg.icon{'.' + classes if classes else ''}", h("use", href=f"#i-{resolve(name)}"), aria_hidden="true")


@cache
def drawn_icon(name: str) -> Markup:
    """Return an icon drawn in place: the repeated heads of a printed table show no reference to the sprite."""
    return h("svg.icon", _strokes(resolve(name)), viewBox="0 0 24 24", aria_hidden="true")


@cache
def _strokes(name: str) -> Markup:
    text = (FOLDER / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return Markup(" ".join(text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")].split()))


def _symbol(name: str) -> Markup:
    return h("symbol", _strokes(name), id=f"i-{name}", viewBox="0 0 24 24")


def every_icon() -> Markup:
    """Return all icons as one drawing of its own, under ids of their own: `o-<name>`."""
    found = [h("symbol", _strokes(name), id=f"o-{name}", viewBox="0 0 24 24") for name in sorted(icon_names())]
    return h("svg.sprite", found, xmlns="http://www.w3.org/2000/svg", aria_hidden="true", width=0, height=0)


def sprite(body: str) -> Markup:
    """Return the icons a page refers to, as one hidden sprite."""
    return h("svg.sprite", symbols(body), aria_hidden="true", width=0, height=0)


def symbols(body: str) -> Markup:
    """Return the icons some markup refers to, as what a sprite holds."""
    used = sorted(set(re.findall(r'href="#i-([a-z0-9-]+)"', body)))
    return Markup("".join(map(_symbol, used)))
