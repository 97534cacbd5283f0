"""How a survey looks: one colour made to be read on light and on dark, as a small sheet of its own address.

Styles inside a page are refused by its content security policy, so the colour comes as a sheet whose whole content
follows from its address (`/survey-theme/c8452d-auto-soft.css`). All its rules hang on one class of the survey's own
element: surveys of several themes on one page (a preview beside another) do not meet.
"""

import re

from hanhtrinh.draw.contrast import Look, fitting
from hanhtrinh.values import contrast
from hanhtrinh.voice.surveys.model import Theme

READ, SEEN = 4.5, 3.0
"""The least contrast of text and of what has to be seen (WCAG 2.2, 1.4.3 and 1.4.11)."""
_CORNERS = {"round": (".999em", "1.4em"), "soft": (".7em", "1em"), "square": ("0", "0")}
_NAME = re.compile(r"([0-9a-f]{6})-(light|dark|auto)-(round|soft|square)")


def theme_name(theme: Theme) -> str:
    """Return what a theme is called in addresses and classes.

    >>> theme_name(Theme(accent="#1f8a70", look="dark"))
    '1f8a70-dark-soft'
    """
    return f"{theme.accent.removeprefix('#')}-{theme.look}-{theme.corners}"


def theme_of(name: str) -> Theme | None:
    """Return the theme of a name, None where it is none."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return Theme(accent=f"#{found[1]}", look=found[2], corners=found[3])  # type: ignore[arg-type]


def theme_address(theme: Theme) -> str:
    """Return where the sheet of a theme is served."""
    return f"/survey-theme/{theme_name(theme)}.css"


def theme_class(theme: Theme) -> str:
    """Return the class that the sheet's rules hang on."""
    return f"sv-t-{theme_name(theme)}"


def theme_sheet(theme: Theme) -> str:
    """Return the sheet of a theme."""
    fill, ink, on = (_both(theme.accent, part) for part in ("fill", "ink", "on"))
    small, large = _CORNERS[theme.corners]
    look = {"light": "light", "dark": "dark", "auto": "light dark"}[theme.look]
    name = theme_class(theme)
    return (
        f".{name}{{--sv-fill:{fill};--sv-ink:{ink};--sv-on:{on};--sv-soft:color-mix(in srgb,{fill} 12%,var(--card));"
        f"--sv-r:{small};--sv-box:{large};--accent:{fill}}}\n"
        + ("" if theme.look == "auto" else f".{name}{{color-scheme:{look}}}\n")
    )


def _both(colour: str, part: str) -> str:
    return f"light-dark({_shade(colour, 'light', part)},{_shade(colour, 'dark', part)})"


def _shade(colour: str, look: Look, part: str) -> str:
    match part:
        case "fill":
            return fitting(colour, look, SEEN)
        case "ink":
            return fitting(colour, look, READ)
        case _:
            fill = fitting(colour, look, SEEN)
            return max(("#ffffff", "#000000"), key=lambda text: contrast(text, fill))
