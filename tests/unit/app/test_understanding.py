"""Texts are read once: known ones at once, many new ones beside; what is kept holds no text."""

import threading
import time

import numpy as np
import polars as pl
import pytest

from hanhtrinh.app.understanding import known
from hanhtrinh.app.understanding.heard import Heard
from hanhtrinh.app.understanding.understanding import Understanding
from hanhtrinh.events.parts import Parts
from hanhtrinh.measures.apart import Apart
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.measures.results import SaidReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.understanding import SenseRows
from hanhtrinh.store import senses as kept
from hanhtrinh.store.senses import FolderSenses
from hanhtrinh.voice.text.reading import SenseColumns
from tests.unit.measures.said_world import edited
from tests.worlds import frame_of, in_parts

SPACE = Space(id="w1", slug="nha-may", name="Nhà may", folder="w1")


class Lengths:
    """A reader that feels a text's length, and counts what it is asked."""

    themes = ("short", "long")
    taught, corrections = "", ()

    def __init__(self, version="1"):
        self.version, self.asked, self.open = version, [], threading.Event()
        self.open.set()

    def columns(self, texts):
        """Read some texts; wait while closed."""
        self.open.wait(10)
        self.asked += texts
        sizes = np.array([len(text) for text in texts])
        feeling = np.where(sizes > 0, np.minimum(sizes / 10, 2), np.nan).astype(np.float32)
        masks = np.where(sizes > 5, 2, 1).astype(np.uint64)
        long = np.flatnonzero(sizes > 5)
        apart = Apart(long, np.ones(len(long), np.uint8), (-sizes[long] / 100).astype(np.float32))
        return SenseColumns(np.zeros(len(texts), np.int8), feeling, np.ones(len(texts), np.float32), masks, apart)

    def corrected(self, texts, columns):
        """Correct nothing."""
        return columns


@pytest.fixture
def store(tmp_path):
    (tmp_path / "w1").mkdir()
    return FolderSenses(tmp_path)


def _understanding(store, reader, **more):
    return Understanding(store, lambda space: reader, **more)


def _until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def test_a_few_new_texts_are_read_at_once_and_never_again(store):
    """Whoever asks gets the senses; a second time, and in another process, nothing is read."""
    reader = Lengths()
    one = _understanding(store, reader)
    found = one.senses(SPACE, pl.Series(["tốt", "chậm quá đi", "tốt", ""]))
    assert found.feeling[:3].tolist() == pytest.approx([0.3, 1.1, 0.3])
    assert np.isnan(found.feeling[3])
    assert found.unread == 0
    assert found.of("long").tolist() == [False, True, False, False]
    one.senses(SPACE, ["chậm quá đi"])
    assert len(reader.asked) == 4
    one.close()
    again = Lengths()
    assert _understanding(store, again).senses(SPACE, ["tốt", ""]).unread == 0
    assert again.asked == []


def test_many_new_texts_are_read_beside(store):
    """The answer comes at once and says how much is unread; later everything is read, each text once."""
    reader = Lengths()
    reader.open.clear()
    one = _understanding(store, reader, at_once=10)
    texts = [f"câu số {i}" for i in range(1_200)]
    assert one.senses(SPACE, texts).unread == 1_200
    assert one.senses(SPACE, texts).unread == 1_200
    turn = one.turn(SPACE)
    reader.open.set()
    _until(lambda: one.senses(SPACE, texts).unread == 0)
    assert sorted(reader.asked) == sorted(texts)
    assert one.turn(SPACE) != turn
    one.close()


def test_another_reader_reads_anew_and_the_old_readings_go(store, tmp_path):
    """When a reader's version changes nothing of the old one is used, or kept."""
    one = _understanding(store, Lengths("1"))
    one.senses(SPACE, ["tốt"])
    one.close()
    reader = Lengths("2")
    two = _understanding(store, reader)
    assert two.senses(SPACE, ["tốt"]).unread == 0
    two.close()
    assert reader.asked == ["tốt"]
    assert [path.name for path in (tmp_path / "w1" / "senses").iterdir() if path.is_dir()] == ["2"]


def test_what_is_kept_holds_no_text_and_no_digest_two_workspaces_share(store, tmp_path):
    """The folder has no word of what people wrote, and equal texts have other names elsewhere."""
    (tmp_path / "w2").mkdir()
    other = Space(id="w2", slug="tiem", name="Tiệm", folder="w2")
    one = _understanding(store, Lengths())
    for space in (SPACE, other):
        one.senses(space, ["giao hàng chậm"])
    one.close()
    rows = [store.load(space, "1").texts["key"].tolist() for space in (SPACE, other)]
    assert rows[0] != rows[1]
    data = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"giao" not in data


def test_a_damaged_file_costs_reading_again(store, tmp_path):
    """What cannot be read is deleted and read anew; the rest is used."""
    one = _understanding(store, Lengths())
    one.senses(SPACE, ["tốt"])
    one.close()
    (path,) = (tmp_path / "w1" / "senses" / "1").glob("*.npy")
    path.write_bytes(b"\x93NUMPY broken")
    reader = Lengths()
    assert _understanding(store, reader).senses(SPACE, ["tốt"]).unread == 0
    assert reader.asked == ["tốt"]


def test_the_store_keeps_few_files_and_no_more_than_fits(tmp_path, monkeypatch):
    """Many small files become one; beyond the most rows the oldest go."""
    (tmp_path / "w1").mkdir()
    monkeypatch.setattr(kept, "MOST_FILES", 4)
    store = FolderSenses(tmp_path, most_rows=30)
    for i in range(12):
        rows = np.zeros(5, kept.SENSE)
        rows["key"] = np.arange(5) + 5 * i
        store.add(SPACE, "1", SenseRows(rows, np.empty(0, kept.APART)))
    found = store.load(SPACE, "1").texts["key"].tolist()
    assert len(list((tmp_path / "w1" / "senses" / "1").glob("*.npy"))) <= 5
    assert 59 in found
    assert len(found) < 60


def test_a_reader_that_fails_leaves_texts_unread_and_says_so(store):
    """What cannot be read is told to whoever looks after the server; asking again does not raise."""
    reader, told = Lengths(), []
    reader.columns = lambda texts: 1 / 0
    one = Understanding(store, lambda space: reader, lambda where, error: told.append(where), at_once=1)
    assert one.senses(SPACE, ["a", "b"]).unread == 2
    _until(lambda: told == ["understanding"])
    one.close()


@pytest.mark.parametrize("at_once", [100, 1])
def test_one_text_that_trips_the_reader_keeps_no_other_unread(store, at_once):
    """It has no feeling until the next start, and whoever looks after the server is told once."""
    reader, told, texts = Lengths(), [], [*"abcdef", "oh no", *"ghijk"]
    honest = reader.columns
    reader.columns = lambda some: 1 / 0 if "oh no" in some else honest(some)
    one = Understanding(store, lambda space: reader, lambda where, error: told.append(where), at_once=at_once)
    _until(lambda: not one.senses(SPACE, texts).unread)
    found = one.senses(SPACE, texts)
    assert np.flatnonzero(np.isnan(found.feeling)).tolist() == [6]
    assert told == ["understanding a text"]
    one.close()
    assert _understanding(store, Lengths()).senses(SPACE, texts).feeling[6] == pytest.approx(0.5)


def test_themes_that_feel_otherwise_are_kept_and_found_in_whatever_order_texts_are_asked_for(store, monkeypatch):
    """What a text says of one theme alone comes back with it: from files, from what was just read, again and again."""
    monkeypatch.setattr(known, "_RECENT", 7)
    texts = ["a" * n for n in range(1, 31)]
    one = _understanding(store, Lengths(), at_once=4)
    for lo in range(0, 30, 3):
        one.senses(SPACE, texts[lo : lo + 3])
    one.close()
    mixed = [texts[i] for i in (29, 3, 6, 6, 0, 17)]
    for some in (one, _understanding(store, Lengths())):
        found = some.senses(SPACE, mixed)
        assert found.feeling_of("long").tolist() == pytest.approx([-0.3, 0.4, -0.07, -0.07, 0.1, -0.18])
        assert found.only(np.array([5, 1, 0])).feeling_of("long").tolist() == pytest.approx([-0.18, 0.4, -0.3])
        assert [found.apart_of(i) for i in (0, 1)] == [{"long": pytest.approx(-0.3)}, {}]
        assert found.feeling_of("short").tolist() == found.feeling.tolist()


def test_what_an_older_reader_was_still_reading_drops_nothing_newer(store):
    """Themes were changed while texts are read beside: what the new reader keeps by then stays."""
    old, new = Lengths("1"), Lengths("2")
    readers = [old]
    one = Understanding(store, lambda space: readers[-1], at_once=2)
    old.open.clear()
    one.senses(SPACE, [f"câu {i}" for i in range(9)])
    _until(one._reading.locked)  # the old one reads now, and waits
    readers.append(new)
    one.turn(SPACE)
    other = _understanding(store, Lengths("2"))
    other.senses(SPACE, ["một"])
    other.close()
    old.open.set()
    one.close()
    assert len(old.asked) == 9
    assert len(store.load(SPACE, "2")) == 1


def test_frames_are_let_go_of_only_by_whoever_nobody_reads_beside():
    """Another map is asked for while this one is read over older timelines: what is being read stays until then."""
    world = edited()
    frame, newer = frame_of(world.table), frame_of(world.table)
    parts = [Parts(one, np.zeros(one.person_count, np.bool_), frame_of(world.table[:0]), world.as_of)
             for one in (frame, newer)]  # fmt: skip
    map_ = Heard(world.journey, MapQuestion(), in_parts(1))
    map_.prepare(parts[0])
    with map_.lock:
        map_.forget(parts[1])
        assert map_.ready(parts[0])
    map_.forget(parts[1])
    assert not map_.ready(parts[0])


def test_readings_that_failed_are_not_taken_for_the_newest():
    """What was told last is told again only of what it was made of."""
    world = edited()
    frame = frame_of(world.table)
    parts = Parts(frame, np.zeros(frame.person_count, np.bool_), frame_of(world.table[:0]), world.as_of)
    map_ = Heard(world.journey, MapQuestion(), in_parts(1))
    map_.prepare(parts)
    map_.tell(SaidReadings(version="1", texts=0, unread=0, steps=(), journey=None), parts, ("1", "", 1))
    assert map_.made_of(parts, ("1", "", 1))
    assert not map_.made_of(parts, ("1", "", 2))
    assert not map_.made_of(parts, ("1", "", 2))
