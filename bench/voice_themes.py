"""How well themes are found: by the words that ship, and with what a classifier learns from labels.

The words were written by hand for their line of business; of the sets' train parts only kinds of mistakes were looked
at. Labels to learn from are drawn from the train part; every figure is of the dev part.
"""

import json
import re
import time
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.voice.text.marks import strip_marks
from hanhtrinh.voice.text.matching import Matcher
from hanhtrinh.voice.text.normal import read_all
from hanhtrinh.voice.text.reading import Reader
from hanhtrinh.voice.text.taxonomies import taxonomy_text
from hanhtrinh.voice.text.taxonomy import read_taxonomy
from hanhtrinh.voice.text.theme_learning import learn
from hanhtrinh.voice.text.theme_model import LearnedThemes
from voice_data import FOLDER
from voice_feeling import ten_thousand
from voice_report import Figure

Masks = npt.NDArray[np.uint64]
DRAWS, LABELS = 3, (50, 200, 500, 1_000)
ASPECTS = {
    "BATTERY": "battery", "CAMERA": "camera", "SCREEN": "screen", "PERFORMANCE": "performance", "DESIGN": "design",
    "PRICE": "price", "STORAGE": "storage", "FEATURES": "features", "SER&ACC": "service", "GENERAL": "general",
}  # fmt: skip
_TOPICS = {"lecturer": "lecturer", "training_program": "curriculum", "facility": "facility"}
_ENTITIES = {
    "SERVICE": "staff", "LOCATION": "location", "FOOD&DRINKS": "food", "ROOMS": "room", "ROOM_AMENITIES": "room",
    "FACILITIES": "facilities",
}  # fmt: skip


def phones(split: str) -> tuple[list[str], list[set[str]]]:
    """Return texts of UIT-ViSFD with their aspects as our themes."""
    rows = pl.read_csv(FOLDER / "vi_uit_visfd.csv.gz").filter(pl.col("split") == split)
    found = [{ASPECTS[one] for one in re.findall(r"\{([A-Z&]+)#", label) if one in ASPECTS} for label in rows["label"]]
    return rows["comment"].to_list(), found


def lessons(split: str) -> tuple[list[str], list[set[str]]]:
    """Return texts of UIT-VSFC with their topic; "others" is none."""
    rows = pl.read_csv(FOLDER / "vi_uit_vsfc.csv.gz").filter(pl.col("split") == split)
    return rows["text"].to_list(), [{_TOPICS[one]} if one in _TOPICS else set() for one in rows["topic"]]


def hotels(split: str) -> tuple[list[str], list[set[str]]]:
    """Return texts of VLSP 2018 (hotels) with their aspects as our themes."""
    rows = pl.read_csv(FOLDER / "vi_vlsp2018_hotel.csv.gz").filter(pl.col("split") == split)
    return rows["text"].to_list(), [{hotel(one["aspect"]) for one in json.loads(all_)} for all_ in rows["aspects_json"]]


def hotel(aspect: str) -> str:
    """Return our theme for an aspect of VLSP 2018 (hotels)."""
    entity, quality = aspect.split("#")
    if quality == "CLEANLINESS":
        return "cleanliness"
    if quality == "PRICES":
        return "price"
    if entity == "HOTEL":
        return {"COMFORT": "comfort", "DESIGN&FEATURES": "design"}.get(quality, "overall")
    return _ENTITIES[entity]


SETS = (
    ("UIT-ViSFD, 10 aspects", "electronics", phones, tuple(ASPECTS.values()), 0.80),
    ("UIT-VSFC, 3 topics", "education", lessons, tuple(_TOPICS.values()), None),
    ("VLSP 2018 hotel, 10 aspects", "hospitality", hotels,
     ("room", "cleanliness", "staff", "facilities", "food", "location", "price", "design", "comfort", "overall"), None),
)  # fmt: skip


def f1(themes: Sequence[str], masks: Masks, truth: Sequence[set[str]], counted: Sequence[str]) -> tuple[float, float]:
    """Return micro- and macro-F1 over the themes that a set labels."""
    each = []
    for theme in counted:
        found = masks >> np.uint64(themes.index(theme)) & np.uint64(1) == 1
        there = np.array([theme in one for one in truth])
        each.append((int((found & there).sum()), int((found & ~there).sum()), int((~found & there).sum())))
    right, wrong, missed = np.array(each).T
    macro = 2 * right / np.maximum(1, 2 * right + wrong + missed)
    return float(2 * right.sum() / (2 * right + wrong + missed).sum()), float(macro.mean())


def themes() -> Iterator[Figure]:
    """Yield the figures of seed words: micro-F1 stands where other figures have accuracy."""
    for name, taxonomy, read, counted, target in SETS:
        reader = Reader(read_taxonomy(taxonomy_text(taxonomy)))
        texts, truth = read("dev")
        marked = f1(reader.themes, reader.columns(texts).themes, truth, counted)
        bare = f1(reader.themes, reader.columns([strip_marks(text) for text in texts]).themes, truth, counted)
        yield Figure("themes by words, micro-F1", name, "dev", len(texts), marked, bare, target)


def theme_learning() -> Iterator[Figure]:
    """Yield the figures after some labels, drawn several times, mean over the draws."""
    for name, taxonomy, read, counted, target in SETS:
        reader = Reader(read_taxonomy(taxonomy_text(taxonomy)))
        (texts, labels), (dev, truth) = read("train"), read("dev")
        matcher, stripped = Matcher(reader.taxonomy), [strip_marks(text) for text in dev]
        for size in LABELS if target else LABELS[-1:]:
            reached = []
            for draw in range(DRAWS):
                chosen = np.random.default_rng(draw).permutation(len(texts))[:size]
                some = [texts[i] for i in chosen]
                known = np.array([reader.mask_of(tuple(labels[i])) for i in chosen], np.uint64)
                read_some = read_all(some)
                taught = learn(read_some, [matcher.hits(one) for one in read_some], known, reader.themes)
                reads = Reader(reader.taxonomy, themes=taught.model if taught.better else None)
                both = [reads.columns(some).themes for some in (dev, stripped)]
                reached.append([f1(reader.themes, masks, truth, counted) for masks in both])
            mean, bare = (tuple(map(float, one)) for one in np.mean(reached, axis=0))
            least = 0.86 if target and size == LABELS[-1] else None
            yield Figure(f"themes after {size:,} labels, micro-F1", name, "dev", len(dev), mean, bare, least)


def theme_seconds() -> Iterator[str]:
    """Measure learning from 1,000 labels, and the reading of 10,000 texts by words alone and with what was learned.

    By processor time of one thread; of reading the best of three, after a look.
    """
    reader, model, took = _learned_once()
    yield f"Learning themes from 1,000 labels: {took:.1f} s of one core (≤ 20 s wanted)."
    for name, one in (("by words", reader), ("with a learned model", Reader(reader.taxonomy, themes=model))):
        yield f"Language, feeling and themes of 10,000 texts, {name}: {_reading(one):.2f} s of one core (≤ 2 s wanted)."


def _learned_once() -> tuple[Reader, LearnedThemes, float]:
    _, taxonomy, read, _, _ = SETS[0]
    reader, (texts, labels) = Reader(read_taxonomy(taxonomy_text(taxonomy))), read("train")
    words, matcher = read_all(texts[:1_000]), Matcher(reader.taxonomy)
    known = np.array([reader.mask_of(tuple(label)) for label in labels[:1_000]], np.uint64)
    begun = time.process_time()
    taught = learn(words, [matcher.hits(one) for one in words], known, reader.themes)
    return reader, taught.model, time.process_time() - begun


def _reading(reader: Reader) -> float:
    texts, took = ten_thousand(), []
    reader.columns(texts[:1_000])
    for _ in range(3):
        begun = time.process_time()
        reader.columns(texts)
        took.append(time.process_time() - begun)
    return min(took)
