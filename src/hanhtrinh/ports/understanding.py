"""Where what is understood of texts is kept: by digest, never the texts themselves. Losing it costs reading again."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from hanhtrinh.ports.accounts import Space

SENSE = np.dtype([("key", "<u8"), ("language", "i1"), ("feeling", "<f4"), ("confidence", "<f4"), ("themes", "<u8")])
"""One text: its salted digest, and what was read in it."""
APART = np.dtype([("key", "<u8"), ("theme", "u1"), ("feeling", "<f4")])
"""A theme that feels otherwise than the text it stands in: the text's digest, the theme's bit, how it feels."""
Rows = npt.NDArray[np.void]


class SenseRows(NamedTuple):
    """What was read in some texts: `texts` is an array of `SENSE`, `apart` one of `APART`."""

    texts: Rows
    apart: Rows

    def __len__(self) -> int:
        return len(self.texts)


NO_SENSES = SenseRows(np.empty(0, SENSE), np.empty(0, APART))


def together(parts: Iterable[SenseRows]) -> SenseRows:
    """Return the rows of all parts."""
    texts, apart = zip(NO_SENSES, *parts, strict=True)
    return SenseRows(np.concatenate(texts), np.concatenate(apart))


class SenseStore(Protocol):
    """The senses of workspaces' texts, by the version of the reader that read them."""

    def salt(self, space: Space) -> bytes:
        """Return the secret that digests of a workspace's texts are made with; the first call makes one."""

    def load(self, space: Space, version: str) -> SenseRows:
        """Return everything kept of a version, in no order; what is damaged is left out."""

    def add(self, space: Space, version: str, rows: SenseRows) -> None:
        """Keep more of a version and drop other versions; where there is too much, the oldest goes."""
