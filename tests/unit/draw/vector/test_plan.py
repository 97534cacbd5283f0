"""How a map is laid on sheets."""

from collections.abc import Sequence

import pytest

from hanhtrinh.draw.vector.plan import (
    LEAST_SIZE,
    Format,
    Groups,
    Measured,
    Part,
    Plan,
    Wish,
    columns_at_most,
    groups_of,
    planned,
)
from hanhtrinh.draw.vector.tiles import LONG, SHORT, Tiles, tiled

A3 = Format(width=420, height=297)
UPRIGHT = Format(width=297, height=420, unit=0.85)
LANES = ("activity", "thoughts", "emotion", "people", "time", "pains", "opportunities")
PARTS = frozenset({"people", "pains"})


def ruler(lane: float, back: float = 30.0, calls: list[float] | None = None):
    """Return a ruler by which every lane is so tall at seven points, and grows with the square of the text."""

    def rule(paper: Format, groups: Groups, size: float) -> Measured:
        if calls is not None:
            calls.append(size)
        grown = (size / LEAST_SIZE) ** 2
        part = Part(
            phases=5,
            stages=9,
            steps=25,
            names=11,
            lanes=tuple((k, (20 if k == "emotion" else lane) * grown) for k in LANES),
        )
        return Measured(
            size=size,
            groups=tuple(part for _ in groups),
            full=30,
            short=7,
            summary=30,
            back=(("segments", back * grown), ("glossary", back * grown)),
            foot=3,
        )

    return rule


def wish(*spans: int) -> Wish:
    return Wish(spans=spans or (4, 4, 6), parts=PARTS)


def lanes_of(plan: Plan) -> list[list[str]]:
    return [[lane.key for lane in sheet.lanes] for sheet in plan.sheets if sheet.lanes]


def test_a_small_map_stands_on_one_sheet_in_large_text() -> None:
    """Where there is room the text grows, everything stands on one sheet, and what stands under the map too."""
    plan = planned(wish(2, 3), (A3,), ruler(8, back=5))
    assert len(plan.sheets) == 1
    assert plan.size > LEAST_SIZE
    assert plan.sheets[0].head == "full"
    assert plan.sheets[0].back == ("segments", "glossary")


def test_the_text_is_never_smaller_than_seven_points() -> None:
    """A map that does not fit takes further sheets, not smaller text; every lane stands on exactly one of them."""
    plan = planned(wish(), (A3,), ruler(60))
    assert plan.size >= LEAST_SIZE
    assert [key for keys in lanes_of(plan) for key in keys] == list(LANES)
    assert len(lanes_of(plan)) > 1


@pytest.mark.parametrize("lane", [5, 12, 25, 40, 80, 120])
def test_nothing_is_taller_than_its_sheet(lane: float) -> None:
    """Whatever the lanes need, what stands on a sheet fits into it."""
    plan = planned(wish(), (A3,), ruler(lane))
    for number, sheet in enumerate(plan.sheets):
        above = 30 + 30 + A3.gap if number == 0 else 7
        tall = above + A3.gap + sheet.phases + sheet.stages + sheet.steps + sum(row.height for row in sheet.lanes)
        tall += 3 + sum(30 * (sheet.size / LEAST_SIZE) ** 2 + A3.gap for _ in sheet.back)
        assert tall <= A3.tall + 0.01


def test_a_break_falls_where_a_part_begins() -> None:
    """Of two breaks that both fit, the one before a new part of the map is taken."""
    plan = planned(wish(), (A3,), ruler(26))
    assert all(keys[0] in PARTS for keys in lanes_of(plan)[1:])


def test_the_curve_takes_the_room_that_is_left() -> None:
    """The sheet with the curve is filled by it."""
    sheet = next(s for s in planned(wish(), (A3,), ruler(40)).sheets if any(r.key == "emotion" for r in s.lanes))
    assert sheet.plot > 40


def test_upright_is_chosen_where_it_saves_a_sheet() -> None:
    """Few steps and many tall lanes stand better upright; many steps never do."""
    assert planned(wish(2, 3), (A3, UPRIGHT), ruler(34)).format.height > 297
    assert planned(wish(5, 5, 4), (A3, UPRIGHT), ruler(34)).format.height == 297


def test_a_lane_taller_than_any_sheet_makes_the_sheet_taller() -> None:
    """A step with two hundred pains is drawn whole: the paper grows."""
    plan = planned(wish(), (A3, UPRIGHT), ruler(900))
    assert len(plan.sheets) == 1
    assert plan.format.height > 900 * (len(LANES) - 1)


def test_few_sizes_are_tried() -> None:
    """The text size is found by halving."""
    calls: list[float] = []
    planned(wish(2, 3), (A3,), ruler(10, calls=calls))
    assert len(calls) <= 8


@pytest.mark.parametrize(
    ("spans", "most", "groups"),
    [
        ((4, 4, 6), 16, ((0, 13),)),
        ((6, 6, 6, 6), 16, ((0, 11), (12, 23))),
        ((10, 10, 10), 16, ((0, 9), (10, 19), (20, 29))),
        ((40,), 16, ((0, 12), (13, 26), (27, 39))),
        ((1,), 16, ((0, 0),)),
    ],
)
def test_steps_are_parted_between_stages(spans: Sequence[int], most: int, groups: Groups) -> None:
    """Groups are few, even, and end with a stage; only a stage wider than a sheet is parted itself."""
    assert groups_of(spans, most) == groups


def test_wider_paper_holds_more_steps() -> None:
    """A3 holds fourteen steps beside each other, larger paper more, larger text fewer."""
    assert columns_at_most(A3) >= 14
    assert columns_at_most(UPRIGHT) < columns_at_most(A3) < columns_at_most(Format(width=841, height=594))
    assert columns_at_most(A3, 9.0) < columns_at_most(A3)


def test_tiles_hold_the_whole_map_in_as_few_sheets_as_can_be() -> None:
    """The windows of a grid of A4 sheets, overlapping, are exactly the drawing."""
    grid, plan = tiled(wish(), ruler(40))
    assert len(plan.sheets) == 1
    assert {grid.width, grid.height} == {SHORT, LONG}
    across = grid.width - 2 * grid.margin
    assert plan.format.width == across * grid.columns - grid.overlap * (grid.columns - 1)
    assert grid.columns * grid.rows <= 8


def test_tiles_grow_until_everything_is_on_them() -> None:
    """Even a very tall map is cut into tiles."""
    grid, plan = tiled(wish(3), ruler(300))
    assert len(plan.sheets) == 1
    assert plan.format.height == Tiles(**{f: getattr(grid, f) for f in grid.__struct_fields__}).canvas().height
