"""How well feeling is read: what ships, what 200 and 500 answers teach, the method on a large set, English, speed."""

import time
from collections.abc import Iterator
from functools import cache
from importlib import import_module

import numpy as np
import numpy.typing as npt

from hanhtrinh.voice.text.feeling import Feeling
from hanhtrinh.voice.text.learning import Pair, learn
from hanhtrinh.voice.text.marks import strip_marks
from voice_data import HOTEL, SHIPPED_SETS, VISFD_ASPECTS, VISFD_STARS, VSFC, Labelled, labelled, yelp
from voice_report import Figure, judged, mean

DRAWS = 10
SEED = 20_261_122


def bare(texts: list[str]) -> list[str]:
    """Return texts as many people type them."""
    return [strip_marks(text) for text in texts]


def sides(feeling: Feeling, texts: list[str]) -> npt.NDArray[np.int64]:
    """Return the side every text is counted on: nothing is left out."""
    return np.where(feeling.of(texts).leaning > 0, 2, -2)


def both(feeling: Feeling, data: Labelled) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return accuracy and macro-F1 as written and without marks."""
    marked, stripped = sides(feeling, data.texts), sides(feeling, bare(data.texts))
    return judged(data.feelings, marked), judged(data.feelings, stripped)


def shipped() -> Iterator[Figure]:
    """Measure the shipped words: good or bad, before anything local was learned."""
    found = {}
    for name in SHIPPED_SETS:
        data = labelled(name, "dev").sided()
        found[name] = both(Feeling(), data)
        yield Figure("shipped, 2 classes", name, "dev", len(data.texts), *found[name])
    for stars in (VISFD_STARS, VISFD_ASPECTS):
        three = [found[name] for name in (VSFC, stars, HOTEL)]
        marked, stripped = mean([one[0] for one in three]), mean([one[1] for one in three])
        yield Figure("shipped, mean of three sets", stars, "dev", 3, marked, stripped, 0.80, marked[0] - 0.02)


def learning() -> Iterator[Figure]:
    """Measure what a workspace's first answers teach: drawn from the train part, judged on the dev part."""
    for size, target in ((200, 0.83), (500, 0.86)):
        all_sets = []
        for name in (VSFC, VISFD_STARS, HOTEL):
            source, data = labelled(name, "train"), labelled(name, "dev").sided()
            draws = [_taught(source, data, size, draw) for draw in range(DRAWS)]
            marked, stripped = mean([one[0] for one in draws]), mean([one[1] for one in draws])
            all_sets.append((marked, stripped))
            yield Figure(
                f"taught by {size} answers, mean of {DRAWS} draws",
                name,
                "train → dev",
                len(data.texts),
                marked,
                stripped,
            )
        marked, stripped = mean([one[0] for one in all_sets]), mean([one[1] for one in all_sets])
        yield Figure(
            f"taught by {size} answers, mean of three sets", "all three", "train → dev", 3, marked, stripped, target
        )


def _taught(source: Labelled, data: Labelled, size: int, draw: int) -> tuple[tuple[float, float], tuple[float, float]]:
    drawn = source.some(np.random.default_rng(SEED + draw).choice(len(source.texts), size, replace=False))
    learned = learn([Pair(text, float(felt)) for text, felt in zip(drawn.texts, drawn.feelings, strict=True)])
    return both(Feeling(learned.model), data)


def large() -> Iterator[Figure]:
    """Measure the method on VSFC's train part, and a plain model beside it."""
    train, dev = labelled(VSFC, "train"), labelled(VSFC, "dev")
    model = learn([Pair(text, float(felt)) for text, felt in zip(train.texts, train.feelings, strict=True)]).model
    assert model is not None, "the method did no better than the shipped words on VSFC's train part"
    feeling = Feeling(model)
    three = [judged(dev.feelings, _classes(feeling, texts)) for texts in (dev.texts, bare(dev.texts))]
    yield Figure("the method on all of train, 3 classes", VSFC, "train → dev", len(dev.texts), *three, 0.89, 0.885)
    sided = dev.sided()
    yield Figure("the method on all of train, 2 classes", VSFC, "train → dev", len(sided.texts), *both(feeling, sided))
    plain = [judged(dev.feelings, found) for found in _plain(train, dev)]
    yield Figure("peer: TF-IDF + logistic regression, 3 classes", VSFC, "train → dev", len(dev.texts), *plain)


def _classes(feeling: Feeling, texts: list[str]) -> npt.NDArray[np.int64]:
    return 2 * (feeling.chances(texts).argmax(axis=1) - 1)


def _plain(train: Labelled, dev: Labelled) -> list[npt.NDArray[np.int64]]:
    text, linear = import_module("sklearn.feature_extraction.text"), import_module("sklearn.linear_model")
    words = text.TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = linear.LogisticRegression(C=10, max_iter=500).fit(words.fit_transform(train.texts), train.feelings)
    return [model.predict(words.transform(texts)) for texts in (dev.texts, bare(dev.texts))]


def english() -> Iterator[Figure]:
    """Measure English beside VADER, whose undecided sentences count as bad, which suits it best here."""
    data = yelp()
    judge = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    theirs = judged(
        data.feelings, np.array([2 if judge.polarity_scores(text)["compound"] > 0 else -2 for text in data.texts])
    )
    ours = judged(data.feelings, sides(Feeling(), data.texts))
    yield Figure("English, shipped, 2 classes", data.name, data.split, len(data.texts), ours, None, theirs[0] + 0.001)
    yield Figure("peer: VADER", data.name, data.split, len(data.texts), theirs)


@cache
def ten_thousand() -> list[str]:
    """Return 10,000 texts of the three Vietnamese sets."""
    texts = [text for name in (VSFC, VISFD_STARS, HOTEL) for text in labelled(name, "train").texts[:3_500]]
    return texts[:10_000]


def seconds() -> Iterator[str]:
    """Measure how long 10,000 texts take, by processor time of one thread: the best of three, after a first look."""
    feeling, texts = Feeling(), ten_thousand()
    feeling.of(texts[:1_000])
    took = []
    for _ in range(3):
        begun = time.process_time()
        feeling.of(texts)
        took.append(time.process_time() - begun)
    letters = sum(map(len, texts)) // len(texts)
    yield f"Feeling of 10,000 texts ({letters} letters each): {min(took):.2f} s of one core (≤ 0.9 s wanted)."
