"""Frames on disk: what is loaded is what was built, and a damaged generation is built again."""

import shutil

import numpy as np
import polars as pl
import pytest

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.store import frames
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.lake_writer import append
from hanhtrinh.store.workspace import Workspace
from tests.timelines import DAY, lake_of

STARS = Instrument(key="stars", kind="csat", low=1, high=5)
SCHEMA = {"p_k": pl.String(), "p_due": pl.Datetime("us", "UTC"), "p_price": pl.Float64(), "p_vip": pl.Boolean()}
FILES = [
    "time.npy", "tie.npy", "raw-event.npy", "offsets.npy", "codes-0.npy", "codes-2.npy", "values-0.arrow",
    "people.arrow", "answer-score.npy", "answer-text.arrow", "meta.json",
]  # fmt: skip


def events(size, first=0):
    """Return lake events of a few hundred people, every kind of property and answer among them."""
    random = np.random.default_rng(first)
    rows = [(int(p), int(s), "abc"[int(n)], int(n)) for p, s, n in random.integers(0, [300, 90 * DAY, 3], (size, 3))]
    number = pl.int_range(first, first + size, eager=True)
    return lake_of(rows).with_columns(
        id=pl.Series([i.to_bytes(16, "big") for i in number]),
        instrument=pl.when(number % 7 == 0).then(pl.lit("stars")),
        score=pl.when(number % 7 == 0).then((number % 5 + 1).cast(pl.Float64)),
        text=pl.when(number % 14 == 0).then(pl.lit("hàng đến chậm")),
        asks=pl.when(number % 7 == 1).then(pl.lit("stars")),
        asked_at=pl.when(number % 21 == 0).then(pl.lit("a")),
        p_due=pl.when(number % 3 == 0).then(pl.col("time")),
        p_price=pl.when(number % 4 > 0).then((number % 11).cast(pl.Float64)),
        p_vip=pl.when(number % 5 > 0).then(number % 2 == 0),
    )


@pytest.fixture
def workspace(tmp_path):
    """A workspace with enough events that every column of the frame is mapped, not read."""
    made = Workspace.create(tmp_path / "shop")
    made.save_instruments({"stars": STARS})
    append(made.lake, [events(6_000)], schema=SCHEMA, now=1)
    return made


def same_frame(one, two):
    """Tell whether two frames are equal to the last bit."""
    assert (one.zone, one.generation, dict(one.instruments)) == (two.zone, two.generation, dict(two.instruments))
    assert one.people.to_list() == two.people.to_list()
    assert list(one.columns) == list(two.columns)
    pairs = [(one.offsets, two.offsets), (one.time, two.time)]
    for name, column in one.columns.items():
        pairs.append((column.codes, two.columns[name].codes))
        assert column.values.dtype == two.columns[name].values.dtype
        assert column.values.to_list() == two.columns[name].values.to_list()
    for name in ("event", "instrument", "score", "asked"):
        pairs.append((getattr(one.answers, name), getattr(two.answers, name)))
    for name in ("asked_at", "text"):
        assert getattr(one.answers, name).to_list() == getattr(two.answers, name).to_list()
    for a, b in pairs:
        assert a.dtype == b.dtype
        assert np.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def generations(workspace):
    """Return the generation folders."""
    return sorted(path for path in workspace.frame_path.iterdir() if path.is_dir())


def told(workspace):
    """Open the frame; return it and the progress told: nothing when it came from disk."""
    heard = []
    frame = open_frame(workspace, lambda name, share: heard.append(name))
    return frame, heard


def test_what_is_loaded_is_what_was_built(workspace):
    """The second opening reads the same frame from disk, without building."""
    built, heard = told(workspace)
    assert heard[-1] == "answers"
    loaded, heard = told(workspace)
    assert heard == []
    same_frame(built, loaded)
    assert built.event_count == 6_000


def test_an_empty_workspace_has_an_empty_frame_that_loads(tmp_path):
    """Nothing stored: an empty frame, built and loaded alike."""
    workspace = Workspace.create(tmp_path / "new")
    built = open_frame(workspace)
    assert (built.event_count, built.person_count) == (0, 0)
    same_frame(built, open_frame(workspace))


def test_a_workspace_without_instruments_loads_what_was_built(tmp_path):
    """Nobody asks anything, as with a site just connected: the frame on disk is read again, not built again."""
    workspace = Workspace.create(tmp_path / "quiet")
    append(workspace.lake, [lake_of([(0, 1, "a", 0)])], schema={"p_k": pl.String()}, now=1)
    built, heard = told(workspace)
    assert heard
    loaded, heard = told(workspace)
    assert heard == []
    same_frame(built, loaded)


@pytest.mark.parametrize("change", ["events", "instruments", "zone"])
def test_a_stale_frame_is_built_anew_beside_the_old(workspace, change):
    """New events, another instrument or another zone: the old generation is never read again, and is taken away."""
    old = open_frame(workspace)
    if change == "events":
        append(workspace.lake, [events(50, 6_000)], schema=SCHEMA, now=2)
    elif change == "instruments":
        workspace.save_instruments({"stars": STARS, "likely": Instrument(key="likely", kind="nps", low=0, high=10)})
    else:
        path = workspace.path / "workspace.yaml"
        path.write_text(path.read_text("utf-8").replace("Asia/Ho_Chi_Minh", "Europe/Berlin"), "utf-8")
        workspace = Workspace.open(workspace.path)
    new, heard = told(workspace)
    assert heard
    assert new.generation != old.generation
    assert [path.name for path in generations(workspace)] == [new.generation]
    same_frame(new, open_frame(workspace))
    assert new.event_count == (6_050 if change == "events" else 6_000)
    # Whoever still holds the old one reads on.
    assert int(old.time.sum()) == int(np.sort(old.time).sum())


def truncated(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path):
    path.write_bytes(b"")


def one_byte_short(path):
    path.write_bytes(path.read_bytes()[:-1])


def scrambled(path):
    path.write_bytes(np.random.default_rng(3).bytes(path.stat().st_size))


def scrambled_within(path):
    """Keep the head (and the length), overwrite the rest."""
    data = path.read_bytes()
    head = min(160, len(data) // 2)
    path.write_bytes(data[:head] + np.random.default_rng(4).bytes(len(data) - head))


def removed(path):
    path.unlink()


@pytest.mark.parametrize("damage", [truncated, emptied, one_byte_short, scrambled, scrambled_within, removed])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_never_believed(workspace, name, damage):
    """Cut, emptied, overwritten or gone: the frame is built again and is the right one."""
    built = open_frame(workspace)
    damage(generations(workspace)[0] / name)
    again, heard = told(workspace)
    assert heard
    same_frame(built, again)
    same_frame(built, open_frame(workspace))


@pytest.mark.parametrize("pointer", [b"", b"nowhere", b"\xff\xfe\x00", b"../..", None])
def test_a_damaged_pointer_leads_to_a_new_frame(workspace, pointer):
    """Without a pointer, or with one that points nowhere, the frame is built again."""
    built = open_frame(workspace)
    path = workspace.frame_path / "CURRENT"
    path.unlink() if pointer is None else path.write_bytes(pointer)
    again, heard = told(workspace)
    assert heard
    same_frame(built, again)


def test_a_build_killed_half_way_leaves_what_was_there(workspace, monkeypatch):
    """A generation whose writing was cut off is not pointed at; the next reader builds it whole."""
    old = open_frame(workspace)
    append(workspace.lake, [events(50, 6_000)], schema=SCHEMA, now=2)
    saved = []

    def dies(series, path):
        if len(saved) == 2:
            raise KeyboardInterrupt
        saved.append(path)

    with monkeypatch.context() as patch:
        patch.setattr(frames, "_save_series", dies)
        with pytest.raises(KeyboardInterrupt):
            open_frame(workspace)
    assert (workspace.frame_path / "CURRENT").read_text("utf-8").strip() == old.generation
    new, heard = told(workspace)
    assert heard
    assert new.event_count == 6_050
    assert [path.name for path in generations(workspace)] == [new.generation]
    same_frame(new, open_frame(workspace))


def test_losing_the_folder_costs_only_time(workspace):
    """Without its folder the frame is built again."""
    built = open_frame(workspace)
    shutil.rmtree(workspace.frame_path)
    same_frame(built, open_frame(Workspace.open(workspace.path)))
