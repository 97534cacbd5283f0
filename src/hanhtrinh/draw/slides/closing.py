"""The last slides: how the numbers are made."""

from collections.abc import Iterator

from hanhtrinh.draw.shapes import Scene
from hanhtrinh.draw.slides.look import MARGIN, SOFT, WIDTH, Box, Brush, Par, heights, par
from hanhtrinh.draw.slides.size import fitted
from hanhtrinh.draw.words import Words

_WIDE = WIDTH - 2 * MARGIN
_COLUMNS, _GAP, _HEIGHT, _TOP = 2, 0.5, 5.4, 1.4
_COLUMN = (_WIDE - _GAP * (_COLUMNS - 1)) / _COLUMNS


def pages(scene: Scene) -> list[list[list[Par]]]:
    """Return the definitions as slides of columns of paragraphs; none is parted."""
    columns: list[list[Par]] = [[]]
    for entry in _entries(scene):
        if columns[-1] and heights([*columns[-1], *entry], _COLUMN) > _HEIGHT:
            columns.append([])
        columns[-1] += entry
    return [columns[i : i + _COLUMNS] for i in range(0, len(columns), _COLUMNS)]


def _entries(scene: Scene) -> Iterator[list[Par]]:
    for term, text in scene.glossary:
        yield [par(term, 13, bold=True, above=8), par(text, 12, SOFT)]


def definitions(brush: Brush, scene: Scene, columns: list[list[Par]]) -> None:
    """Draw one slide of definitions."""
    brush.title(Words(scene.lang).tr("glossary"), Box(MARGIN, 0.6, _WIDE, 0.7), 26)
    for i, column in enumerate(columns):
        box = Box(MARGIN + i * (_COLUMN + _GAP), _TOP, _COLUMN, _HEIGHT)
        brush.text(box, fitted(column, _COLUMN, _HEIGHT))
