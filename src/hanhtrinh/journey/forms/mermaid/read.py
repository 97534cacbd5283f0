"""Mermaid diagrams read: anybody's as a sketch, our own as the very journey that was written.

In our own, the visible lines win. A task or section finds its comment lines again by what it shows, wherever it was
moved to; where its name was changed, by the place. What was changed in the line is taken over (name, score, order), a
line without comments is new, comments without a line are left out with a finding.
"""

from msgspec.structs import replace

from hanhtrinh.i18n import Lang, Localized, Text, say
from hanhtrinh.journey.forms.mermaid.blocks import Block, Blocks, collect, match
from hanhtrinh.journey.forms.mermaid.foreign import read_foreign
from hanhtrinh.journey.forms.mermaid.grammar import Line, decoded, lines_of, score_of
from hanhtrinh.journey.forms.mermaid.task import Task, clipped, task_of
from hanhtrinh.journey.forms.mermaid.write import Shown, shown_stage, shown_step, shown_title
from hanhtrinh.journey.forms.shapes import Result
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.forms.tidy import tidied
from hanhtrinh.journey.forms.words import phase_of
from hanhtrinh.journey.model import Feeling, Journey, Stage, Step
from hanhtrinh.journey.yaml_text import MAX_BYTES, MAX_FINDINGS, show
from hanhtrinh.values import Finding, Severity


def read(text: str, file: str) -> Result:
    """Return the journey of a Mermaid diagram; what is wrong with it is told in findings."""
    if len(text) > MAX_BYTES:
        return None, (Finding(severity="error", key="forms.too_large", params={"allowed": MAX_BYTES}, file=file),)
    lines = list(lines_of(text))
    if any(line.kind == "stored" for line in lines):
        return _Own(file, lines).result()
    return read_foreign(lines, file)


class _Own:
    """Our own diagram, perhaps with changes by hand."""

    def __init__(self, file: str, lines: list[Line]) -> None:
        self.file = file
        self.lines = lines
        self.lang: Lang = "en" if any(line.kind == "lang" and line.name == "en" for line in lines) else "vi"
        self.findings: list[Finding] = []

    def say(self, severity: Severity, key: str, line: int | None = None, **params: object) -> None:
        if len(self.findings) < MAX_FINDINGS:
            shown: dict[str, object] = {name: show(value) for name, value in params.items()}
            self.findings.append(Finding(severity=severity, key=key, params=shown, file=self.file, line=line))

    def result(self) -> Result:
        blocks, found = collect(self.lines, self.file)
        self.findings += found
        if blocks is None:
            return None, tuple(self.findings)
        self.remarks()
        journey = self.titled(blocks.journey)
        return tidied(replace(journey, stages=self.stages(journey, blocks))), tuple(self.findings)

    def remarks(self) -> None:
        for line in self.lines:
            if line.kind == "other":
                self.say("warning", "forms.mermaid_line", line.number, given=line.name)
            elif line.kind in ("remark", "describe") and line.name:
                self.say("note", "forms.mermaid_remark", line.number, given=line.name)

    def titled(self, journey: Journey) -> Journey:
        drawn = [line.name for line in self.lines if line.kind == "title"]
        if not drawn or drawn[-1] == decoded(shown_title(journey, self.lang).name):
            return journey
        return replace(journey, name=self.renamed(journey.name, drawn[-1]))

    def renamed(self, old: Text, name: str) -> Text:
        """Return a text with its words in the diagram's language replaced."""
        if isinstance(old, Localized):
            return replace(old, vi=name) if self.lang == "vi" else replace(old, en=name)
        return name

    def stages(self, journey: Journey, blocks: Blocks) -> tuple[Stage, ...]:
        sections = [line for line in self.lines if line.kind == "section"]
        tasks = [task_of(line) for line in self.lines if line.kind == "task"]
        headings = [Shown(line.name) for line in sections]
        stage_of = match(sections, headings, blocks.stages, self.shown_stages(blocks))
        places, seen = [task.line for task in tasks], [task.seen for task in tasks]
        step_of = match(places, seen, blocks.steps, self.shown_steps(journey, blocks))
        self.gone(blocks.stages, stage_of, "forms.mermaid_stage_gone")
        self.gone(blocks.steps, step_of, "forms.mermaid_step_gone")
        made = _Made(self, journey, blocks)
        at = {line.number: i for i, line in enumerate(sections)}
        of_task = {task.line.number: (task, block) for task, block in zip(tasks, step_of, strict=True)}
        for line in self.lines:
            if line.number in at and line.kind == "section":
                made.section(line, stage_of[at[line.number]])
            elif line.kind == "task":
                made.task(*of_task[line.number])
        return made.done()

    def shown_stages(self, blocks: Blocks) -> list[Shown]:
        return [_seen(shown_stage(block.thing, self.lang)) for block in blocks.stages]

    def shown_steps(self, journey: Journey, blocks: Blocks) -> list[Shown]:
        return [_seen(shown_step(journey, block.thing, self.lang)) for block in blocks.steps]

    def gone(self, blocks: list[Block], matched: list[Block | None], key: str) -> None:
        taken = {id(block) for block in matched}
        for block in blocks:
            if id(block) not in taken:
                self.say("warning", key, block.line, given=block.thing.key)


def _seen(shown: Shown) -> Shown:
    return Shown(decoded(shown.name), shown.score, tuple(decoded(actor) for actor in shown.actors))


class _Made:
    """The stages of the diagram as they are put together, line by line."""

    def __init__(self, own: _Own, journey: Journey, blocks: Blocks) -> None:
        self.own, self.journey = own, journey
        self.stage_keys = {block.thing.key for block in blocks.stages}
        self.step_keys = {block.thing.key for block in blocks.steps}
        self.stages: list[tuple[Stage, list[Step]]] = []

    def section(self, line: Line, block: Block | None) -> None:
        if block is None:
            key = free_key(line.name, self.stage_keys, "stage")
            self.stage_keys.add(key)
            before = self.stages[-1][0].phase if self.stages else "before"
            stage = Stage(key=key, name=line.name, phase=phase_of(line.name) or before)
            self.own.say("note", "forms.mermaid_new_stage", line.number, given=line.name, new=key)
        else:
            stage = block.thing
            if line.name != decoded(shown_stage(stage, self.own.lang).name):
                stage = replace(stage, name=self.own.renamed(stage.name, line.name))
        self.stages.append((stage, []))

    def task(self, task: Task, block: Block | None) -> None:
        if not self.stages:
            self.section(Line("section", say(self.journey.name, self.own.lang) or "1", "", task.line.number), None)
        step = self.fresh(task) if block is None else self.edited(task, block.thing)
        self.stages[-1][1].append(step)

    def fresh(self, task: Task) -> Step:
        key = free_key(task.line.name, self.step_keys, "step")
        self.step_keys.add(key)
        self.own.say("note", "forms.mermaid_new_step", task.line.number, given=task.line.name, new=key)
        score = score_of(task.score)
        return Step(key=key, name=task.line.name, feeling=Feeling(score=None if score is None else clipped(score)))

    def edited(self, task: Task, step: Step) -> Step:
        """Return the step with what was changed in its line."""
        shown = _seen(shown_step(self.journey, step, self.own.lang))
        if task.line.name != shown.name:
            step = replace(step, name=self.own.renamed(self.journey.name_of_step(step), task.line.name))
        score = score_of(task.score)
        if score is None:
            self.own.say("warning", "forms.mermaid_score", task.line.number, given=task.score, name=task.line.name)
        elif score != float(shown.score):
            step = replace(step, feeling=replace(step.feeling, score=clipped(score)))
        if task.actors != shown.actors:
            given = ", ".join(task.actors)
            self.own.say("warning", "forms.mermaid_actors", task.line.number, given=given, name=task.line.name)
        return step

    def done(self) -> tuple[Stage, ...]:
        return tuple(replace(stage, steps=tuple(steps)) for stage, steps in self.stages)
