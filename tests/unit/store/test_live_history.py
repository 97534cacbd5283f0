"""What a workspace's folder tells living maps: what came since a version, and what must be read anew."""

import pytest
from deltalake import DeltaTable

from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.live import Opening
from hanhtrinh.store import live_history
from hanhtrinh.store.frames import NOBODY
from hanhtrinh.store.lake_writer import append
from hanhtrinh.store.live_history import FolderHistory
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import Period
from tests.timelines import lake_of

KINDS = {"p_k": lake_of([]).schema["p_k"]}


@pytest.fixture
def workspace(tmp_path):
    """A workspace with three events in its lake."""
    made = Workspace.create(tmp_path / "shop")
    append(made.lake, iter([lake_of([(0, 1, "a", 0), (1, 2, "b", 1), (2, 3, "a", 2)])]), schema=KINDS, now=1)
    return made


def history_of(workspace):
    """Return the folder's history; nothing may be done by a child."""
    never = lambda *_: pytest.fail("a child was asked")  # noqa: E731
    return FolderHistory(workspace, lambda: NOBODY, never, never)


def test_only_what_came_since_is_returned(workspace):
    """Commits after a version, with all columns of the lake."""
    history = history_of(workspace)
    version = history.version()
    append(workspace.lake, iter([lake_of([(5, 9, "x", 3)])]), schema=KINDS, now=2)
    added = history.since(version, 10)
    assert added.version == history.version() == version + 1
    assert added.rows["person"].to_list() == ["p5"]
    assert set(added.rows.columns) == set(history.schema())
    assert history.since(added.version, 10).rows.height == 0


@pytest.mark.parametrize("what", ["too many", "replaced", "log gone"])
def test_what_cannot_be_told_row_by_row_must_be_read_anew(workspace, what):
    """Too many rows, rows taken out, or a log that has been shortened: there are no rows to show."""
    history, version = history_of(workspace), 0
    replaced = "test" if what == "replaced" else None
    append(
        workspace.lake, iter([lake_of([(5, 9, "x", 3), (6, 9, "x", 3)])]), schema=KINDS, now=2, replace_source=replaced
    )
    if what == "log gone":
        DeltaTable(workspace.lake.path).create_checkpoint()
        (workspace.path / "lake" / "_delta_log" / f"{1:020d}.json").rename(workspace.path / "gone")
    added = history.since(version, 1 if what == "too many" else 10)
    assert added.rows is None
    assert added.version == history.version()


def test_a_small_frame_is_built_here_and_a_large_one_apart(workspace, monkeypatch):
    """Up to a stated size no other process is started."""
    assert history_of(workspace).build().frame.event_count == 3
    asked = []
    monkeypatch.setattr(live_history, "BUILT_HERE_ROWS", 2)
    large = FolderHistory(workspace, lambda: NOBODY, lambda: asked.append("build"), lambda *_: None)
    assert large.build().frame.event_count == 3
    assert asked == ["build"]


def test_openings_and_the_last_message_are_remembered(workspace, monkeypatch):
    """They survive a restart; damaged ones are as none; of very many the oldest go."""
    monkeypatch.setattr(live_history, "_MOST_OPENINGS", 2)
    history = history_of(workspace)
    assert (history.opening("m"), history.accepted_at()) == (None, None)
    readings = MapReadings(
        journey="j", as_of=1, zone="UTC", period=Period(), segment=None, data_from=None, data_to=None, events=0,
        people=0, passes=0, completed=0, left=0, open=0, off_map_events=0, conversion=None, funnel=None,
        sales_cycle=None, journey_voice=(), stages=(), steps=(), edges=(),
    )  # fmt: skip
    for name in ("a", "b", "c"):
        history.keep_opening(name, Opening(1, 2, readings))
    history.note_accepted(77)
    again = history_of(workspace)
    assert again.opening("c") == Opening(1, 2, readings)
    assert again.accepted_at() == 77
    assert sum(again.opening(name) is not None for name in ("a", "b", "c")) == 2
    (workspace.path / "live" / "opening-c.json").write_bytes(b"{")
    assert again.opening("c") is None
