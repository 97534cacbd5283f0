"""What was made of frames is at hand while they are looked at."""

from hanhtrinh.app.by_frame import ByFrame
from tests.unit.measures.said_world import edited
from tests.worlds import frame_of


def test_the_base_stays_while_overlays_come_and_go() -> None:
    """Every event makes another overlay: what was made of the base, which everybody asks for, is not made again."""
    kept: ByFrame[str] = ByFrame(2)
    base, *overlays = (frame_of(edited().table) for _ in range(6))
    kept.keep(base, "base")
    for overlay in overlays:
        assert kept.get(base) == "base"
        assert kept.get(overlay) is None
        assert kept.keep(overlay, "overlay") == "overlay"
    assert len(kept) == 2
    assert kept.get(overlays[0]) is None


def test_names_of_one_frame_stand_apart() -> None:
    """Two journeys' steps on one frame are two things; after letting go there is nothing."""
    kept: ByFrame[int] = ByFrame(4)
    frame = frame_of(edited().table)
    kept.keep(frame, 1, b"a")
    kept.keep(frame, 2, b"b")
    assert (kept.get(frame, b"a"), kept.get(frame, b"b"), kept.get(frame)) == (1, 2, None)
    kept.forget()
    assert kept.get(frame, b"a") is None
