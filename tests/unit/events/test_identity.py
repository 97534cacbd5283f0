"""Event ids: stable for ever, dependent on content alone, and a set of them that forgets nothing."""

import hashlib

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.events.identity import ContentHash, IdSet, binary_to_ids, ids_to_binary

MASK = (1 << 64) - 1
TEXTS = st.lists(st.none() | st.text(max_size=20), min_size=1, max_size=30)


def seed(text: str, lane: bytes) -> int:
    """The seed of a lane, from the definition."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8, person=lane).digest(), "little")


def mix(state: int, word: int, lane: str) -> int:
    """One step of a lane, from the definition, in whole numbers."""
    if lane == "a":
        state = ((state ^ word) * 0xFF51AFD7ED558CCD) & MASK
        state ^= state >> 33
        state = (state * 0xC4CEB9FE1A85EC53) & MASK
        return state ^ (state >> 33)
    state = ((state + word) * 0x9E3779B97F4A7C15) & MASK
    state ^= state >> 29
    state = (state * 0xBF58476D1CE4E5B9) & MASK
    return state ^ (state >> 29)


def twin(source: str, name: str, text: str, lane: str) -> int:
    """The slow, obvious hash of one text under one name."""
    state = mix(seed(f"source:{source}", lane.encode()), seed(f"text:{name}", lane.encode()), lane)
    raw = text.encode()
    whole = len(raw) // 8 * 8
    for i in range(0, whole, 8):
        state = mix(state, int.from_bytes(raw[i : i + 8], "little"), lane)
    state = mix(state, int.from_bytes(raw[whole:], "little"), lane)
    return mix(state, len(raw), lane)


def ids_of(columns: dict[str, pl.Series], source: str = "s") -> np.ndarray:
    """Hash columns in the order given."""
    hashed = ContentHash(len(next(iter(columns.values()))), source)
    for name, column in columns.items():
        hashed.add(name, column)
    return hashed.ids()


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_the_kernel_equals_its_definition(texts: list[str | None]) -> None:
    """Each lane of each row is what the written definition gives; an absent text leaves only the source."""
    found = ids_of({"person": pl.Series(texts, dtype=pl.String)})
    for row, text in zip(found.tolist(), texts, strict=True):
        expected = [
            twin("s", "person", text, lane) if text is not None else seed("source:s", lane.encode()) for lane in "ab"
        ]
        assert row == expected


def test_ids_never_change() -> None:
    """These are the ids of the first version; a stored lake depends on them for ever."""
    columns = {
        "person": pl.Series(["Lan", "Minh"]),
        "score": pl.Series([4.0, None], dtype=pl.Float64),
        "p_vip": pl.Series([True, False]),
        "time": pl.Series([0, 1]).cast(pl.Datetime("us", "UTC")),
    }
    assert [value.hex() for value in ids_to_binary(ids_of(columns, "shop"))] == GOLDEN


GOLDEN: list[str] = ["2f7f9dc0baeb38c7c88e37a5475c7e36", "86a19ad8a91b97b717f20af5dcadde99"]


def test_names_types_and_absence_matter() -> None:
    """The same value under another name or of another type is another event; an empty column changes nothing."""
    base = ids_of({"a": pl.Series(["1"])}).tolist()
    assert ids_of({"b": pl.Series(["1"])}).tolist() != base
    assert ids_of({"a": pl.Series([1.0])}).tolist() != base
    assert ids_of({"a": pl.Series(["1"]), "b": pl.Series([None], dtype=pl.String)}).tolist() == base
    assert ids_of({"a": pl.Series(["1"])}, "other").tolist() != base
    assert ids_of({"a": pl.Series([0.0])}).tolist() == ids_of({"a": pl.Series([-0.0])}).tolist()
    assert ids_of({"a": pl.Series(["x\0"])}).tolist() != ids_of({"a": pl.Series(["x"])}).tolist()


def test_a_sliced_column_hashes_like_a_fresh_one() -> None:
    """Columns that are views into longer ones give the ids of their own rows."""
    long = pl.Series(["aaaaaaaaaaaaaaaaaaaa", None, "b", "ccccccccccccccc"])
    assert ids_of({"p": long[2:]}).tolist() == ids_of({"p": pl.Series(["b", "ccccccccccccccc"])}).tolist()


def test_ids_survive_the_way_through_the_lake() -> None:
    """Ids written as 16 bytes are read back as they were."""
    ids = ids_of({"p": pl.Series([str(i) for i in range(100)])})
    assert np.array_equal(binary_to_ids(ids_to_binary(ids)), ids)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 2)), max_size=60), max_size=8))
def test_the_set_equals_a_python_set(calls: list[list[tuple[int, int]]]) -> None:
    """Of equal ids the first ever added is new, in one call or over many, also when the table grows."""
    known, twin_set = IdSet(), set()
    for call in calls:
        ids = np.array(call, dtype=np.uint64).reshape(-1, 2)
        expected = []
        for pair in call:
            expected.append(pair not in twin_set)
            twin_set.add(pair)
        assert known.add(ids).tolist() == expected
    assert len(known) == len(twin_set)


def test_the_set_grows_past_its_first_table() -> None:
    """Many ids in many calls are all remembered, and the table stays within 16 bytes a place at sensible fill."""
    rng = np.random.default_rng(3)
    ids = rng.integers(1, 2**64 - 1, (200_000, 2), dtype=np.uint64)  # over all of it, as hashes are: places go by size
    known = IdSet()
    for part in np.array_split(ids, 17):
        assert known.add(part).all()
    assert known._table.nbytes < 200_000 * 16 * 2.4
    assert not known.add(ids[::-1]).any()
