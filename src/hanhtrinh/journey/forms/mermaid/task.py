"""One task line of a diagram, taken apart."""

from typing import NamedTuple

from hanhtrinh.journey.forms.mermaid.grammar import HIGHEST, LOWEST, NEUTRAL, Line, decoded
from hanhtrinh.journey.forms.mermaid.write import Shown


class Task(NamedTuple):
    """A task: its line, its score as it is written, and who takes part."""

    line: Line
    score: str
    actors: tuple[str, ...]

    @property
    def seen(self) -> Shown:
        """What the line shows, to be compared with what a step would show."""
        return Shown(self.line.name, self.score, self.actors)


def task_of(line: Line) -> Task:
    """Return the parts of a task's line: `score: actor, actor` stand behind its name."""
    score, _, people = line.value.partition(":")
    actors = tuple(name for name in (decoded(part) for part in people.split(",")) if name)
    return Task(line, score.strip(), actors)


def clipped(score: float) -> float:
    """Return the feeling −2…+2 that a score on Mermaid's scale of 1 to 5 stands for."""
    return round(min(max(score, LOWEST), HIGHEST) - NEUTRAL, 6)
