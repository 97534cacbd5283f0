"""Whether the colour of a survey can be read."""

from hanhtrinh.values import contrast
from hanhtrinh.voice.surveys.model import Theme

LEAST_CONTRAST = 4.5
"""What text needs (WCAG 2.2, 1.4.3, level AA)."""
_PAPER, _NIGHT = "#ffffff", "#17191f"


def contrast_of(theme: Theme) -> float:
    """Return how well a theme's colour stands out where it is text or a button's edge: on paper, of a survey that is
    always dark on that.
    """
    return contrast(theme.accent, _NIGHT if theme.look == "dark" else _PAPER)
