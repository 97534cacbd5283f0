"""Figures of drivers stand beside the frame they were read from, few of them, and go with it."""

import os

from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.drivers import Figures
from hanhtrinh.store import driver_figures
from hanhtrinh.store.driver_figures import FolderFigures

SPACE = Space(id="a", slug="a", name="a", folder="a")


def test_figures_go_with_their_frame(tmp_path, monkeypatch) -> None:
    """They come back as they were; the oldest of many go; a frame that is being erased does not come back for them."""
    monkeypatch.setattr(driver_figures, "MOST_KEPT", 2)
    shelf, frame = FolderFigures(tmp_path), tmp_path / "a" / "frame" / "g"
    shelf.keep(SPACE, "g", "n0", Figures(now=1, drivers=None))
    assert not frame.exists()
    frame.mkdir(parents=True)
    for i in range(3):
        shelf.keep(SPACE, "g", f"n{i}", Figures(now=i, drivers=None))
        os.utime(frame / "drivers" / f"n{i}.json", (i, i))
    assert shelf.find(SPACE, "g", "n2") == Figures(now=2, drivers=None)
    assert sorted(path.name for path in (frame / "drivers").iterdir()) == ["n1.json", "n2.json"]
    assert shelf.find(SPACE, "g", "n0") is None
    assert shelf.find(SPACE, "other", "n2") is None
