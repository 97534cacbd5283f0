"""Wide tables, as people draw maps in spreadsheets: steps side by side and a row a lane, or a row a step.

Which of the two it is, is told by where the names of lanes stand. Rows above the map tell of the whole journey. A stage
that is written once (a merged cell) holds until the next one. A lane nobody knows is kept, with its name, in the step's
backstage.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from hanhtrinh.journey.forms.feelings import feeling_lane
from hanhtrinh.journey.forms.lanes import PUT, Said, items_of, put
from hanhtrinh.journey.forms.shapes import Result, Row
from hanhtrinh.journey.forms.sketch import Sketch, SketchStage, SketchStep, one_line
from hanhtrinh.journey.forms.words import Lane, about_of, lane_of, phase_of
from hanhtrinh.journey.model import PHASES

MOST_CELLS = 200_000
_LABELS_LOOKED_AT = 2_000
_LOOKED_AT_ROWS, _LOOKED_AT_COLUMNS = 12, 4
_FEWEST_LANES = 2
_GRID: tuple[Lane, ...] = ("stage", "step", "phase")
_OURS = ("Targets", "Chỉ tiêu")  # our own wide tables have them besides what the team wrote


class LaneRow(NamedTuple):
    """One row of the map with lanes as rows: its label, what lane that is, the cells of the steps, the file's row."""

    label: str
    lane: Lane | None
    cells: list[str]
    row: int


def read_wide(rows: Sequence[Row], file: str) -> Result:
    """Return the journey a wide table draws; what could not be understood is told, and what it said is kept."""
    sketch = Sketch(file)
    numbers = [number for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    cells = [[cell.strip() for cell in rows[number - 1]] for number in numbers]
    width = max((i for row in cells for i, cell in enumerate(row, 1) if cell), default=0)
    if len(cells) * width > MOST_CELLS:
        sketch.say("error", "forms.table_too_large", allowed=MOST_CELLS)
        return None, tuple(sketch.findings)
    grid = [row[:width] + [""] * (width - len(row)) for row in cells]
    found = _labels(grid)
    if found is None:
        return _columns(sketch, grid).result()
    across, at = found
    if across:
        above, grid = grid[:at], [list(row) for row in zip(*grid[at:], strict=True)]
        _above(sketch, list(zip(numbers, above, strict=False)))
        at, numbers = 0, [numbers[at]] * len(grid)
    lanes = [
        LaneRow(row[at], lane_of(row[at]), row[at + 1 :], number)
        for number, row in zip(numbers, grid, strict=True)
        if any(row)
    ]
    _fill(sketch, _merged(_without_preamble(sketch, lanes, across)))
    return sketch.result()


def _labels(grid: list[list[str]]) -> tuple[bool, int] | None:
    """Return where the names of lanes stand: in a row (True, its number) or a column; None where there are none."""
    across = [(_lane_count(row), -i) for i, row in enumerate(grid[:_LOOKED_AT_ROWS])]
    width = min(_LOOKED_AT_COLUMNS, len(grid[0]) if grid else 0)
    down = [(_lane_count([row[i] for row in grid[:_LABELS_LOOKED_AT]]), -i) for i in range(width)]
    best_across, best_down = max(across, default=(0, 0)), max(down, default=(0, 0))
    if max(best_across[0], best_down[0]) < _FEWEST_LANES:
        return None
    wins = best_across[0] > best_down[0]
    return wins, -(best_across if wins else best_down)[1]


def _lane_count(cells: Sequence[str]) -> int:
    return len({lane for cell in cells if (lane := lane_of(cell)) is not None})


def _without_preamble(sketch: Sketch, lanes: list[LaneRow], across: bool) -> list[LaneRow]:
    """Take what stands above the map out of its rows."""
    first = next((i for i, row in enumerate(lanes) if row.lane in _GRID), None)
    if across or first is None:
        first = next((i for i, row in enumerate(lanes) if across or sum(map(bool, row.cells)) > 1), 0)
    while first and lanes[first - 1].lane is None and _heads(lanes[first - 1]):
        first -= 1
    _above(sketch, [(row.row, [row.label, *row.cells]) for row in lanes[:first]])
    return lanes[first:]


def _heads(row: LaneRow) -> bool:
    """Tell whether a row above the steps holds the stages, although nothing says so."""
    return sum(map(bool, row.cells)) > 1 and about_of(row.label.rstrip(":")) is None


def _above(sketch: Sketch, rows: list[tuple[int, list[str]]]) -> None:
    for number, row in rows:
        said = [cell for cell in row if cell]
        if said and lane_of(said[0]) == "measured":
            continue
        if len(said) == 1 and not sketch.name:
            sketch.about("name", said[0])
        elif said and (field := about_of(said[0].rstrip(":"))) is not None:
            sketch.about(field, "\n".join(said[1:]) or said[0])
        elif said:
            sketch.scenario.append(": ".join(said[:2]) if len(said) == 2 else "\n".join(said))
            sketch.say("note", "forms.table_above", number, given=said[0])


def _merged(lanes: list[LaneRow]) -> list[LaneRow]:
    """Give rows without a label theirs: stages and steps at the top, below that the lane of the row above."""
    known = {row.lane for row in lanes}
    if "stage" not in known and "phase" in known and not _all_phases(lanes):
        lanes = [row._replace(lane="stage") if row.lane == "phase" else row for row in lanes]
        known = {row.lane for row in lanes}
    free = [lane for lane in ("stage", "step") if lane not in known]
    if len(free) == 1 and free[0] == "stage" and known & {"phase"}:
        free = []
    merged: list[LaneRow] = []
    for row in lanes:
        above = merged[-1] if merged else None
        if row.lane is None and free and (above is None or above.lane in _GRID):
            row = row._replace(lane=free.pop(0))  # type: ignore[arg-type]
        elif not row.label and above is not None:
            row = row._replace(lane=above.lane, label=above.label)
        merged.append(row)
    return merged


def _all_phases(lanes: list[LaneRow]) -> bool:
    cells = [cell for row in lanes if row.lane == "phase" for cell in row.cells if cell]
    steps = any(row.lane == "step" for row in lanes)
    return steps and all(phase_of(cell) is not None for cell in cells) and len(set(cells)) <= len(PHASES)


def _fill(sketch: Sketch, lanes: list[LaneRow]) -> None:
    """Make stages and steps of the columns and put every lane's cells where they belong."""
    if lanes and not sketch.name and lanes[0].label and lane_of(lanes[0].label) is None:
        sketch.name = one_line(lanes[0].label)
    width = max((len(row.cells) for row in lanes), default=0)
    names = _names(lanes, "step", width)
    stages = _carried(_names(lanes, "stage", width))
    phases = _carried(_names(lanes, "phase", width))
    others = [row for row in lanes if row.lane not in _GRID]
    columns = {i for i in range(width) if names[i] or any(i < len(row.cells) and row.cells[i] for row in others)}
    steps: dict[int, SketchStep] = {}
    owners: dict[int, SketchStage] = {}
    for i in range(width):
        new = not sketch.stages or (stages[i] and one_line(stages[i]) != sketch.stages[-1].name)
        if i in columns or (stages[i] and new):
            if new:
                stage = sketch.stage(one_line(stages[i]))
                stage.phase = phase_of(phases[i]) if phases[i] else None
            if i in columns:
                steps[i] = SketchStep(one_line(names[i]))
                owners[i] = sketch.stages[-1]
                owners[i].steps.append(steps[i])
    scored = any(row.lane == "score" for row in others)
    for row in others:
        _take_lane(sketch, row, steps, owners, guess=not scored)
    _name_steps(sketch)


def _names(lanes: list[LaneRow], lane: Lane, width: int) -> list[str]:
    """Return the cells of a lane; where it has several rows, the first that says something."""
    found = [""] * width
    for row in lanes:
        if row.lane == lane:
            found = [old or new for old, new in zip_longest(found, row.cells, fillvalue="")]
    return found


def _carried(cells: list[str]) -> list[str]:
    carried: list[str] = []
    for cell in cells:
        carried.append(cell or (carried[-1] if carried else ""))
    return carried


def _take_lane(
    sketch: Sketch, row: LaneRow, steps: dict[int, SketchStep], owners: dict[int, SketchStage], *, guess: bool
) -> None:
    cells = [(steps[i], owners[i], row.cells[i]) for i in steps if i < len(row.cells) and row.cells[i]]
    if row.lane == "measured":
        return
    if row.label in _OURS:
        sketch.say("note", "forms.table_left_out", row.row, given=row.label)
        return
    if row.lane in ("feeling", "score"):
        feeling_lane(sketch, row.label, row.row, [(step, cell) for step, _, cell in cells], guess=guess)
        return
    if cells and (row.lane is None or row.lane not in PUT):
        sketch.say("warning", "forms.table_lane", row.row, given=row.label or "?")
    for step, stage, cell in cells:
        put(sketch, Said(row.lane, row.label, items_of(cell), row.row), step, stage)


def _name_steps(sketch: Sketch) -> None:
    """Name the steps the table does not: after their stage where it has no other, else by what is said there."""
    unnamed = 0
    for stage in sketch.stages:
        for step in stage.steps:
            if not step.name:
                unnamed += 1
                alone = stage.name if len(stage.steps) == 1 else ""
                step.name = alone or step.touchpoint or one_line(next(_said(step), ""), 60)
    if unnamed:
        sketch.say("note", "forms.table_unnamed", count=unnamed)


def _said(step: SketchStep) -> Iterator[str]:
    yield from (*step.activity, *step.thoughts, *step.pains, *step.opportunities, *step.backstage)


def _columns(sketch: Sketch, grid: list[list[str]]) -> Sketch:
    """A table without a lane: columns are stages, the cells under each heading its steps (stickies on a board)."""
    rows = [row for row in grid if any(row)]
    if rows and len([cell for cell in rows[0] if cell]) == 1 and len(rows) > 1 and len(rows[0]) > 1:
        sketch.name = one_line("".join(rows.pop(0)))
    for i, name in enumerate(rows[0] if rows else []):
        cells = [item for row in rows[1:] for item in items_of(row[i])]
        if name or cells:
            stage = sketch.stage(one_line(name))
            for cell in cells:
                long = len(cell) > len(one_line(cell))
                stage.steps.append(SketchStep(one_line(cell), activity=[cell] if long else []))
    if rows:
        sketch.say("note", "forms.table_columns")
    return sketch
