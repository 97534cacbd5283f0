"""How well a text's feeling about each of its themes is read, beside its feeling as a whole counted for all of them.

One figure for every (text, aspect) labelled good or bad whose theme the shipped words found. Rules were chosen on the
train parts.
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.voice.said import CLEAR
from hanhtrinh.voice.text.marks import strip_marks
from hanhtrinh.voice.text.reading import Reader
from hanhtrinh.voice.text.taxonomies import taxonomy_text
from hanhtrinh.voice.text.taxonomy import read_taxonomy
from voice_data import FOLDER
from voice_report import Figure, judged
from voice_themes import ASPECTS, hotel

POLARITIES = {"positive": 2, "neutral": 0, "negative": -2}
Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


def phones(split: str) -> tuple[list[str], list[dict[str, int]]]:
    """Return texts of UIT-ViSFD with how each aspect, as our theme, was labelled."""
    rows = pl.read_csv(FOLDER / "vi_uit_visfd.csv.gz").filter(pl.col("split") == split)
    found = [re.findall(r"\{([A-Z&]+)#(\w+)\}", label) for label in rows["label"]]
    return rows["comment"].to_list(), [{ASPECTS[a]: POLARITIES[p.lower()] for a, p in one} for one in found]


def hotels(split: str) -> tuple[list[str], list[dict[str, int]]]:
    """Return texts of VLSP 2018 (hotels); several aspects of one theme go by their majority, ties left out."""
    rows = pl.read_csv(FOLDER / "vi_vlsp2018_hotel.csv.gz").filter(pl.col("split") == split)
    return rows["text"].to_list(), [_majority(json.loads(told)) for told in rows["aspects_json"]]


def _majority(told: list[dict[str, str]]) -> dict[str, int]:
    every: dict[str, list[int]] = {}
    for one in told:
        every.setdefault(hotel(one["aspect"]), []).append(POLARITIES[one["polarity"]])
    return {theme: 2 * int(np.sign(sum(some))) for theme, some in every.items() if sum(some) or not any(some)}


SETS = (
    ("UIT-ViSFD (aspects)", "electronics", phones, 0.90),
    ("VLSP 2018 hotel", "hospitality", hotels, 0.90),
)


class Judged(NamedTuple):
    """Every (text, aspect) whose theme was found: its label, how the text feels of it, how it feels as a whole."""

    truth: Integers
    own: Floats
    whole: Floats

    def sided(self) -> "Judged":
        """Return those labelled good or bad."""
        kept = self.truth != 0
        return Judged(self.truth[kept], self.own[kept], self.whole[kept])

    def mixed(self, texts: Integers) -> npt.NDArray[np.bool_]:
        """Tell which stand in a text that praises one aspect and blames another."""
        good, bad = (np.bincount(texts, self.truth == side, texts.max() + 1) > 0 for side in (2, -2))
        result: npt.NDArray[np.bool_] = (good & bad)[texts]
        return result


def found(reader: Reader, texts: list[str], labels: list[dict[str, int]]) -> tuple[Judged, Integers]:
    """Return what is read of every labelled aspect that was found, and the number of its text."""
    columns = reader.columns(texts)
    rows = []
    for number, theme in enumerate(reader.themes):
        felt = columns.apart.felt(number, columns.feeling)
        there = columns.themes >> np.uint64(number) & np.uint64(1) == 1
        rows += [
            (i, labels[i][theme], felt[i], columns.feeling[i])
            for i in np.flatnonzero(there).tolist() if theme in labels[i]
        ]  # fmt: skip
    text, truth, own, whole = np.array(rows).T
    nothing = np.nan_to_num
    return Judged(truth.astype(np.int64), nothing(own), nothing(whole)), text.astype(np.int64)


def sides(feeling: Floats) -> Integers:
    """Return the side each feeling is counted on; one that says nothing is counted as good."""
    return np.where(feeling < 0, -2, 2)


def classes(feeling: Floats) -> Integers:
    """Return bad, neither or good."""
    return np.where(feeling <= -CLEAR, -2, np.where(feeling >= CLEAR, 2, 0))


def aspects(split: str = "dev") -> Iterator[Figure]:
    """Yield the figures: the whole text's feeling for every aspect, then each theme's own."""
    for name, taxonomy, read, least in SETS:
        reader = Reader(read_taxonomy(taxonomy_text(taxonomy)))
        texts, labels = read(split)
        every, at = found(reader, texts, labels)
        bare, _ = found(reader, [strip_marks(text) for text in texts], labels)
        one, other = every.sided(), bare.sided()
        n = len(one.truth)
        yield Figure("feeling of the text, good or bad", name, split, n,
                     judged(one.truth, sides(one.whole)), judged(other.truth, sides(other.whole)))  # fmt: skip
        yield Figure("feeling of each theme, good or bad", name, split, n,
                     judged(one.truth, sides(one.own)), judged(other.truth, sides(other.own)), least)  # fmt: skip
        in_mixed = every.mixed(at) & (every.truth != 0)
        some = Judged(*(part[in_mixed] for part in every))
        for label, felt in (("text", some.whole), ("each theme", some.own)):
            yield Figure(f"… in texts that praise and blame, of {label}", name, split, len(some.truth),
                         judged(some.truth, sides(felt)))  # fmt: skip
        for label, felt in (("text", every.whole), ("each theme", every.own)):
            yield Figure(f"… 3 classes, of {label}", name, split, len(every.truth),
                         judged(every.truth, classes(felt)))  # fmt: skip
