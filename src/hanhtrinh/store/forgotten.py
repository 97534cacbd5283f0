"""Raw ids that were erased, by salted digest, beside the lake: the last door refuses what would bring them back.

The file is written from the database at each erasure. It stands in the workspace's folder so that an import that
knows no database obeys it too.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
import polars as pl

from hanhtrinh.store.files import write_atomically

FILE = "forgotten.json"


Spans = list[tuple[int | None, int | None]]


class Forgotten(msgspec.Struct, frozen=True):
    """By digest of an erased raw id the spans of time (start, end; None: open) in which nothing of it is taken in."""

    salt: str = ""
    spans: dict[str, Spans] = {}

    @classmethod
    def of(cls, workspace: Path) -> "Forgotten":
        """Return what was erased from a workspace's folder."""
        path = workspace / FILE
        return msgspec.json.decode(path.read_bytes(), type=cls) if path.exists() else cls()

    def save(self, workspace: Path) -> None:
        """Write the file in one step."""
        write_atomically(workspace / FILE, msgspec.json.encode(self))

    def refuses(self, raw: str, at: int) -> bool:
        """Tell whether something of a raw id at an instant must not come back."""
        return any(_inside(span, at) for span in self.spans.get(digest_of(self.salt, raw), ()))

    def kept(self, events: pl.DataFrame) -> pl.DataFrame:
        """Return lake rows without those that must not come back."""
        if not self.spans or not events.height:
            return events
        raws = events["person"].unique()
        found = {raw: self.spans[digest] for raw in raws if (digest := digest_of(self.salt, raw)) in self.spans}
        return events if not found else events.filter(~_refused(found))


def digest_of(salt: str, raw: str) -> str:
    """Return the digest by which a raw id is known without being named."""
    return hashlib.sha256(f"{salt}\0{raw}".encode()).hexdigest()


def _inside(span: tuple[int | None, int | None], at: int) -> bool:
    start, end = span
    return (start is None or at >= start) and (end is None or at < end)


def _refused(found: Mapping[str, Spans]) -> pl.Expr:
    at = pl.col("time").dt.timestamp("us")
    refused = pl.lit(False)
    for raw, spans in found.items():
        for start, end in spans:
            here = pl.col("person") == raw
            here = here if start is None else here & (at >= start)
            refused |= here if end is None else here & (at < end)
    return refused
