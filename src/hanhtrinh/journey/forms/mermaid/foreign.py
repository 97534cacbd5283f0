"""Anybody's Mermaid journey as a sketch.

Sections become stages and tasks steps; a score of 1 to 5 becomes the assumed feeling −2 to +2. Who takes part in most
tasks is the persona; a name that is a channel's (website, Zalo, cửa hàng …) is the step's channel; whoever else takes
part stands backstage.
"""

from collections import Counter
from collections.abc import Sequence

from hanhtrinh.journey.forms.mermaid.grammar import HIGHEST, LOWEST, Line, score_of
from hanhtrinh.journey.forms.mermaid.task import Task, clipped, task_of
from hanhtrinh.journey.forms.shapes import Result
from hanhtrinh.journey.forms.sketch import Sketch, SketchStep
from hanhtrinh.journey.forms.words import is_channel


def read_foreign(lines: Sequence[Line], file: str) -> Result:
    """Return the journey a diagram without our comment lines amounts to."""
    sketch = Sketch(file)
    tasks = [task_of(line) for line in lines if line.kind == "task"]
    sketch.persona = _persona(tasks)
    others: list[str] = []
    for line in lines:
        if line.kind == "title":
            sketch.name = line.name
        elif line.kind == "section":
            sketch.stage(line.name)
        elif line.kind == "task":
            stage = sketch.stages[-1] if sketch.stages else sketch.stage("")
            stage.steps.append(_step(sketch, task_of(line), others))
        elif line.kind == "describe" and line.name:
            sketch.scenario.append(line.name)
        elif line.kind == "other":
            sketch.say("warning", "forms.mermaid_line", line.number, given=line.name)
        elif line.kind == "remark" and line.name:
            sketch.say("note", "forms.mermaid_remark", line.number, given=line.name)
    _tell_actors(sketch, others)
    return sketch.result()


def _persona(tasks: Sequence[Task]) -> str:
    counts = Counter(actor for task in tasks for actor in dict.fromkeys(task.actors) if not is_channel(actor))
    return max(counts, key=lambda actor: counts[actor], default="")


def _tell_actors(sketch: Sketch, others: list[str]) -> None:
    if sketch.persona:
        sketch.say("note", "forms.mermaid_persona", given=sketch.persona)
    if others:
        sketch.say("note", "forms.mermaid_others", given=tuple(dict.fromkeys(others)))


def _step(sketch: Sketch, task: Task, others: list[str]) -> SketchStep:
    step = SketchStep(task.line.name, score=_feeling(sketch, task))
    for actor in task.actors:
        if is_channel(actor) and not step.channel:
            step.channel = actor
        elif actor != sketch.persona:
            step.backstage.append(actor)
            others.append(actor)
    return step


def _feeling(sketch: Sketch, task: Task) -> float | None:
    score = score_of(task.score)
    if score is None:
        if task.score:
            sketch.say("warning", "forms.mermaid_score", task.line.number, given=task.score, name=task.line.name)
        return None
    if not LOWEST <= score <= HIGHEST:
        sketch.say("warning", "forms.mermaid_range", task.line.number, given=score, name=task.line.name)
    return clipped(score)
