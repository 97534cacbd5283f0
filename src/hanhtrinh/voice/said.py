"""What is understood of one text: the shape everybody who shows or counts texts reads."""

from typing import Literal

import msgspec

Language = Literal["vi", "en", "other"]
CLEAR = 0.5
"""From so far from 0 a feeling (−2…2) is clearly good or bad; what lies between is neither."""


class Sense(msgspec.Struct, frozen=True):
    """What a text says: its language, how it feels on −2…2, how sure that is (0…1), and the keys of its themes.

    `feeling` is None where the text says nothing of how its writer feels (empty, a bare name, another language).
    `apart` are the themes it feels otherwise about than as a whole, with that feeling; `of` knows every theme's.
    """

    language: Language
    feeling: float | None
    confidence: float
    themes: tuple[str, ...] = ()
    apart: tuple[tuple[str, float], ...] = ()

    def of(self, theme: str) -> float | None:
        """Return how the text feels about one of its themes.

        >>> sense = Sense("vi", 0.2, 0.3, ("battery", "camera"), (("camera", -1.2),))
        >>> sense.of("battery"), sense.of("camera")
        (0.2, -1.2)
        """
        return dict(self.apart).get(theme, self.feeling)


NOTHING = Sense("other", None, 0.0)
