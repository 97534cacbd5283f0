"""Makes the benchmarks' event log: `python bench/data.py [--events N]` writes bench/data/N/events.parquet.

A seeded online shop: ten events a person over 120 days, string person ids, twenty event names of which fourteen stand
on the map (the outcome is the eighth step), one distinct path for every twenty events, a few channels and campaigns,
a promised day at checkout, and an answer with a score (a quarter of them in words) on three events in a hundred. Rows
stand in order of arrival, as in a real log. Times are whole seconds, and no person has two events in one second: there
every peer's definition of order agrees with ours.
"""

import argparse
import shutil
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as parquet

FOLDER = Path(__file__).parent / "data"
SEED = 20_260_101
BEGIN = 1_767_200_400  # 2026-01-01 in Viet Nam
DAYS = 120
ON_MAP = (
    "ad_click", "article_read", "site_visit", "product_viewed", "reviews_read", "compare_viewed", "cart_added",
    "checkout_paid", "parcel_received", "product_used", "support_contacted", "feedback_given", "loyalty_joined",
    "friend_referred",
)  # fmt: skip
OFF_MAP = ("search", "scroll", "login", "wishlist_added", "newsletter_opened", "app_opened")
EVENTS = ON_MAP + OFF_MAP
CHANNELS = ("facebook", "google", "zalo", "tiktok", "email", "direct")
KINDS = (("/san-pham/", 0.7), ("/bai-viet/", 0.2), ("/danh-muc/", 0.1))
WORDS = ("giao hàng", "giá", "chất lượng", "tư vấn", "đóng gói", "website", "thanh toán", "bảo hành")
VERDICTS = ("rất tốt", "tạm được", "quá chậm", "không như mong đợi", "sẽ quay lại", "cần cải thiện")
CHUNK_PEOPLE = 250_000
ROW_GROUP = 500_000
Array = npt.NDArray[Any]


class Log(NamedTuple):
    """The log in order of arrival; one entry an event. Seconds since `BEGIN`; 0 stands for absent where codes do."""

    time: Array
    person: Array
    event: Array
    path: Array
    channel: Array
    campaign: Array
    promised: Array
    score: Array
    words: Array


def sizes_of(rng: np.random.Generator, events: int, people: int) -> Array:
    """Return how many events each person has: geometric, together exactly `events`."""
    sizes = rng.geometric(people / events, people).astype(np.int64)
    while (missing := events - int(sizes.sum())) != 0:
        some = rng.choice(people, min(abs(missing), people), replace=False)
        sizes[some] += 1 if missing > 0 else -(sizes[some] > 1).astype(np.int64)
    return sizes


def _moves() -> Array:
    """Return 1,024 moves along the map: on, a step skipped, stay, back, or (99) begin anew."""
    kinds = ((1, 520), (2, 90), (0, 170), (-1, 104), (99, 140))
    return np.concatenate([np.full(n, move, np.int8) for move, n in kinds])


def walk(rng: np.random.Generator, sizes: Array) -> Array:
    """Return the event codes of people's timelines, one after the other."""
    starts = np.cumsum(sizes) - sizes
    event = np.empty(int(sizes.sum()), np.uint8)
    moves = _moves()
    place = rng.choice(4, len(sizes), p=[0.35, 0.2, 0.3, 0.15]).astype(np.int8)
    alive = np.arange(len(sizes))
    turn = 0
    while len(alive):
        away = rng.random(len(alive), np.float32) < 0.3
        step = moves[rng.integers(0, len(moves), len(alive), np.int16)]
        here = place[alive]
        new = np.where(step == 99, rng.integers(0, 3, len(alive), np.int8), np.clip(here + step, 0, len(ON_MAP) - 1))
        place[alive] = np.where(away | (turn == 0), here, new)
        off = len(ON_MAP) + rng.integers(0, len(OFF_MAP), len(alive), np.int8)
        event[starts[alive] + turn] = np.where(away, off, place[alive])
        turn += 1
        alive = alive[sizes[alive] > turn]
    return event


def moments(rng: np.random.Generator, sizes: Array) -> Array:
    """Return seconds since `BEGIN`: minutes within a session, a day or two between sessions, all within the period."""
    total = int(sizes.sum())
    within = rng.random(total, np.float32) < 0.7
    gaps = 1 + np.where(within, rng.exponential(180, total), rng.exponential(1.3 * 86_400, total)).astype(np.int64)
    run = np.cumsum(gaps)
    first = np.cumsum(sizes) - sizes
    own = run - np.repeat(run[first], sizes)
    length = own[first + sizes - 1]
    limit = DAYS * 86_400
    begin = (rng.random(len(sizes)) * np.maximum(limit - length, 1)).astype(np.int64)
    return (np.repeat(begin, sizes) + own).astype(np.uint32)


def make(events: int) -> Log:
    """Return the whole log (about 30 bytes an event)."""
    rng = np.random.default_rng(SEED)
    people = max(events // 10, 1)
    sizes = sizes_of(rng, events, people)
    event, when = np.empty(events, np.uint8), np.empty(events, np.uint32)
    at = 0
    for lo in range(0, people, CHUNK_PEOPLE):
        part = sizes[lo : lo + CHUNK_PEOPLE]
        end = at + int(part.sum())
        event[at:end], when[at:end] = walk(rng, part), moments(rng, part)
        at = end
    person = np.repeat(rng.permutation(people).astype(np.uint32), sizes)
    # A person keeps to a channel, mostly.
    favourite = rng.integers(1, len(CHANNELS) + 1, people, np.uint8)
    channel = favourite[person]
    other = rng.random(events, np.float32) < 0.15
    channel[other] = rng.integers(1, len(CHANNELS) + 1, int(other.sum()), np.uint8)
    order = np.argsort(when, kind="stable")
    event, when, person, channel = event[order], when[order], person[order], channel[order]
    del order
    score = _scores(rng, event)
    return Log(
        when, person, event, _paths(rng, event), channel, _campaigns(rng, event), _promised(rng, event, when), score,
        np.where((score > 0) & (rng.random(events, np.float32) < 0.25), rng.integers(1, 481, events, np.uint16), 0),
    )  # fmt: skip


def _paths(rng: np.random.Generator, event: Array) -> Array:
    """Return path numbers from 1; a few pages are seen far more often than the rest, and every one is seen."""
    pages = max(len(event) // 20, 1)
    shown = np.isin(event, [EVENTS.index(n) for n in ("article_read", "site_visit", "product_viewed", "reviews_read")])
    shown |= np.isin(event, [EVENTS.index(n) for n in ("compare_viewed", "cart_added", "search", "scroll")])
    where = np.flatnonzero(shown)
    skewed = (pages * rng.random(len(where), np.float32) ** 3).astype(np.uint32)
    path = np.zeros(len(event), np.uint32)
    path[where] = np.minimum(skewed, pages - 1) + 1
    every = rng.choice(where, pages, replace=False)
    path[every] = rng.permutation(pages).astype(np.uint32) + 1
    return path


def _campaigns(rng: np.random.Generator, event: Array) -> Array:
    campaign = rng.integers(1, 201, len(event), np.uint8)
    campaign[rng.random(len(event), np.float32) < 0.8] = 0
    return campaign


def _promised(rng: np.random.Generator, event: Array, when: Array) -> Array:
    """Return the promised day (from 1) of checkouts: two to four days later."""
    day = (when // 86_400 + 1 + rng.integers(2, 5, len(event), np.uint32)).astype(np.uint8)
    return np.where(event == EVENTS.index("checkout_paid"), day, np.uint8(0))


def _scores(rng: np.random.Generator, event: Array) -> Array:
    """Return scores 1…5 of three events in a hundred, given at four steps after paying; 0: none."""
    asked = np.isin(event, [EVENTS.index(n) for n in ("checkout_paid", "parcel_received", "support_contacted")])
    asked |= event == EVENTS.index("feedback_given")
    share = 0.03 / max(float(asked.mean()), 0.03)
    given = asked & (rng.random(len(event), np.float32) < share)
    scores = rng.choice(np.arange(1, 6, dtype=np.uint8), len(event), p=[0.1, 0.08, 0.15, 0.32, 0.35])
    return np.where(given, scores, np.uint8(0))


def _texts() -> pl.Series:
    found = [f"{word.capitalize()} {verdict}, mã {i}." for i in range(10) for word in WORDS for verdict in VERDICTS]
    return pl.Series([None, *found], dtype=pl.String)


def _path_texts(pages: int) -> pl.Series:
    number = pl.Series(np.arange(pages)).cast(pl.String).str.zfill(7)
    edges = np.cumsum([share for _, share in KINDS]) * 10
    kind = np.searchsorted(edges, np.arange(pages) % 10, side="right")
    start = pl.Series([text for text, _ in KINDS]).gather(kind)
    return pl.concat([pl.Series([None], dtype=pl.String), start + "mon-hang-" + number])


def frames(log: Log, people: int) -> Any:
    """Yield the log as data frames of one row group each."""
    events, texts = pl.Series(EVENTS), _texts()
    channels = pl.Series([None, *CHANNELS], dtype=pl.String)
    seasons = ("xuan", "he", "thu", "dong")
    campaigns = pl.Series([None, *(f"{seasons[i % 4]}-{i:03}" for i in range(200))], dtype=pl.String)
    paths = _path_texts(max(len(log.time) // 20, 1))
    width = max(8, len(str(people)))
    for lo in range(0, len(log.time), ROW_GROUP):
        part = Log(*(column[lo : lo + ROW_GROUP] for column in log))
        micros = (part.time.astype(np.int64) + BEGIN) * 1_000_000
        day = (part.promised.astype(np.int64) - 1) * 86_400 + BEGIN
        promised = pl.Series(day * 1_000_000).set(pl.Series(part.promised == 0), None)
        score = pl.Series(part.score.astype(np.float64)).set(pl.Series(part.score == 0), None)
        yield pl.DataFrame(
            {
                "person": "user-" + pl.Series(part.person).cast(pl.String).str.zfill(width),
                "time": pl.Series(micros).cast(pl.Datetime("us", "UTC")),
                "event": events.gather(part.event),
                "path": paths.gather(part.path),
                "channel": channels.gather(part.channel),
                "campaign": campaigns.gather(part.campaign),
                "promised": promised.cast(pl.Datetime("us", "UTC")),
                "score": score,
                "comment": texts.gather(part.words),
            }
        )


def ensure(events: int) -> Path:
    """Return the log's file, made first where it is not there."""
    folder = FOLDER / str(events)
    file = folder / "events.parquet"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / "events.parquet.part"
        writer = None
        for frame in frames(make(events), max(events // 10, 1)):
            table = frame.to_arrow()
            if writer is None:
                writer = parquet.ParquetWriter(draft, table.schema, compression="zstd")
            writer.write_table(table)
        if writer is not None:
            writer.close()
        draft.rename(file)
    shutil.copy(Path(__file__).with_name("mapping.yaml"), folder / "mapping.yaml")
    return file


def main() -> None:
    """Make the log and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20_000_000)
    arguments = parser.parse_args()
    began = time.perf_counter()
    file = ensure(arguments.events)
    print(f"{file}: {file.stat().st_size / 2**20:.0f} MiB, {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
