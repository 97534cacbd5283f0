"""The labelled texts that the understanding of language is measured on: read from ../shared/data, never copied."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "feedback_text"
VSFC, VISFD_STARS, VISFD_ASPECTS, HOTEL = "UIT-VSFC", "UIT-ViSFD (stars)", "UIT-ViSFD (aspects)", "VLSP 2018 hotel"
SHIPPED_SETS = (VSFC, VISFD_STARS, VISFD_ASPECTS, HOTEL)


class Labelled(NamedTuple):
    """Texts of one part of a set, and what they were labelled: −2 bad, 0 neither, 2 good."""

    name: str
    split: str
    texts: list[str]
    feelings: npt.NDArray[np.int64]

    def sided(self) -> "Labelled":
        """Return the texts that are good or bad."""
        kept = np.flatnonzero(self.feelings)
        return Labelled(self.name, self.split, [self.texts[i] for i in kept], self.feelings[kept])

    def some(self, places: Sequence[int] | npt.NDArray[np.int64]) -> "Labelled":
        """Return the texts at these places."""
        return Labelled(self.name, self.split, [self.texts[i] for i in places], self.feelings[list(places)])


def labelled(name: str, split: str) -> Labelled:
    """Return one part of a set; how its labels become good and bad is told in docs/feeling.md."""
    if name == VSFC:
        rows = _rows("vi_uit_vsfc", split)
        feelings = [{"negative": -2, "neutral": 0, "positive": 2}[label] for label in rows["sentiment"]]
        return Labelled(name, split, rows["text"].to_list(), np.array(feelings))
    if name in (VISFD_STARS, VISFD_ASPECTS):
        rows = _rows("vi_uit_visfd", split)
        stars = np.sign(rows["n_star"].to_numpy() - 3)
        aspects = np.array([np.sign(all_.count("#Positive") - all_.count("#Negative")) for all_ in rows["label"]])
        return Labelled(name, split, rows["comment"].to_list(), 2 * (stars if name == VISFD_STARS else aspects))
    rows = _rows("vi_vlsp2018_hotel", split)
    told = [[aspect["polarity"] for aspect in json.loads(one)] for one in rows["aspects_json"]]
    feelings = [2 * int(np.sign(one.count("positive") - one.count("negative"))) for one in told]
    return Labelled(name, split, rows["text"].to_list(), np.array(feelings))


def yelp() -> Labelled:
    """Return the English sentences, all of them: nothing was learned from them."""
    rows = pl.read_csv(FOLDER / "en_uci_sentiment_labelled.csv.gz")
    feelings = np.where(rows["sentiment"].to_numpy() == "positive", 2, -2)
    return Labelled("Yelp sentences (UCI)", "all", rows["text"].to_list(), feelings)


def _rows(name: str, split: str) -> pl.DataFrame:
    return pl.read_csv(FOLDER / f"{name}.csv.gz").filter(pl.col("split") == split)
