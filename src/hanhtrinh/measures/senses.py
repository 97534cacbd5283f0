"""What is understood of many texts, as columns: one entry a text."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hanhtrinh.measures.apart import NOTHING_APART, Apart

LANGUAGES = ("vi", "en", "other")
"""Names of the language codes."""
_NO_LANGUAGE = LANGUAGES.index("other")


@dataclass(frozen=True)
class Senses:
    """`language` a position in `LANGUAGES`; `feeling` on −2…2 (NaN: it says nothing of it); `confidence` 0…1; `marks`
    the themes as bits: bit i says `themes[i]`. What is not `read` yet says nothing. `apart` lists the themes that feel
    otherwise than their text.
    """

    language: npt.NDArray[np.int8]
    feeling: npt.NDArray[np.float32]
    confidence: npt.NDArray[np.float32]
    marks: npt.NDArray[np.uint64]
    read: npt.NDArray[np.bool_]
    themes: tuple[str, ...] = ()
    apart: Apart = NOTHING_APART

    def __len__(self) -> int:
        return len(self.read)

    @property
    def unread(self) -> int:
        """How many texts are not read yet."""
        return int(np.count_nonzero(~self.read))

    def only(self, rows: npt.NDArray[np.int64]) -> "Senses":
        """Return some texts alone."""
        return Senses(
            self.language[rows], self.feeling[rows], self.confidence[rows], self.marks[rows], self.read[rows],
            self.themes, self.apart.only(rows, len(self)),
        )  # fmt: skip

    def of(self, theme: str) -> npt.NDArray[np.bool_]:
        """Tell which texts are of a theme."""
        if theme not in self.themes:
            return np.zeros(len(self), np.bool_)
        result: npt.NDArray[np.bool_] = (self.marks >> np.uint64(self.themes.index(theme))) & np.uint64(1) == 1
        return result

    def feeling_of(self, theme: str) -> npt.NDArray[np.float32]:
        """Return how each text feels about a theme: as a whole, where it is not of that theme."""
        return self.apart.felt(self.themes.index(theme), self.feeling) if theme in self.themes else self.feeling

    def apart_of(self, row: int) -> dict[str, float]:
        """Return the themes that one text feels otherwise about than as a whole."""
        return {self.themes[theme]: feeling for theme, feeling in self.apart.of_row(row).items()}

    def themes_of(self, row: int) -> tuple[str, ...]:
        """Return the themes of one text."""
        marks = int(self.marks[row])
        return tuple(theme for place, theme in enumerate(self.themes) if marks >> place & 1)


def unread(size: int, themes: tuple[str, ...] = ()) -> Senses:
    """Return the columns of texts nobody has read yet."""
    return Senses(
        np.full(size, _NO_LANGUAGE, np.int8),
        np.full(size, np.nan, np.float32),
        np.zeros(size, np.float32),
        np.zeros(size, np.uint64),
        np.zeros(size, np.bool_),
        themes,
    )
