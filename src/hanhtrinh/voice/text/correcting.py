"""What people said a text means, against what was read in it. Kept by the text's digest: the text itself is not."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple


class Correction(NamedTuple):
    """What a text is about and how it feels, by a person; None: that part was left as it was read. `apart` are themes
    it feels otherwise about than as a whole.
    """

    themes: tuple[str, ...] | None = None
    feeling: float | None = None
    apart: tuple[tuple[str, float], ...] = ()


Corrections = Mapping[str, Correction]
"""Corrections by the digest of their text."""


def digest_of(text: str) -> str:
    """Return the name corrections of a text are kept under: the same for equal texts, whatever space they have."""
    return hashlib.blake2b(" ".join(text.split()).encode(), digest_size=16).hexdigest()
