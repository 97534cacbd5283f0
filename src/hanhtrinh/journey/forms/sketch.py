"""A sketch: what a foreign map says, before it becomes a journey with keys, touchpoints and channels."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hanhtrinh.i18n import LANGS, Localized, Text, tr
from hanhtrinh.journey.forms.shapes import Result
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.forms.tidy import tidied
from hanhtrinh.journey.forms.words import about_of, phase_of, phases_of
from hanhtrinh.journey.model import (
    PHASES,
    Channel,
    Feeling,
    Journey,
    Opportunity,
    Pain,
    Persona,
    Phase,
    Solution,
    Stage,
    Step,
    Touchpoint,
)
from hanhtrinh.journey.yaml_text import MAX_FINDINGS, show
from hanhtrinh.values import Finding, Severity

MOST_STEPS = 2_000
LONGEST_NAME = 80


@dataclass
class SketchStep:
    """One step as a foreign map has it; every list holds texts as they were written."""

    name: str
    score: float | None = None
    words: str = ""
    activity: list[str] = field(default_factory=list)
    touchpoint: str = ""
    channel: str = ""
    thoughts: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    pains: list[str] = field(default_factory=list)
    severities: list[int] = field(default_factory=list)
    opportunities: list[str] = field(default_factory=list)
    solutions: list[str] = field(default_factory=list)
    owner: list[str] = field(default_factory=list)
    backstage: list[str] = field(default_factory=list)
    moment_of_truth: bool = False
    optional: bool = False


@dataclass
class SketchStage:
    """One stage as a foreign map has it; without a name it gets a number."""

    name: str = ""
    phase: Phase | None = None
    goal: list[str] = field(default_factory=list)
    steps: list[SketchStep] = field(default_factory=list)


@dataclass
class Sketch:
    """A foreign map, filled while it is read, with what there is to say about it."""

    file: str
    name: str = ""
    scenario: list[str] = field(default_factory=list)
    goal: list[str] = field(default_factory=list)
    owner: list[str] = field(default_factory=list)
    persona: str = ""
    stages: list[SketchStage] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def say(self, severity: Severity, key: str, line: int | None = None, **params: object) -> None:
        """Add a finding; values are shortened to fit on a line, and beyond two hundred nothing is added."""
        if len(self.findings) < MAX_FINDINGS:
            shown: dict[str, object] = {name: show(value) for name, value in params.items()}
            self.findings.append(Finding(severity=severity, key=key, params=shown, file=self.file, line=line))

    def about(self, field: str, text: str) -> None:
        """Take what a map says about the whole journey."""
        if field == "name" and not self.name:
            label, _, rest = text.partition(":")
            self.name = one_line(rest if rest.strip() and about_of(label) == "name" else text)
        elif field == "persona" and not self.persona:
            self.persona = one_line(text)
        elif field in ("goal", "owner"):
            getattr(self, field).append(text)
        else:
            self.scenario.append(text)

    def stage(self, name: str) -> SketchStage:
        """Begin a stage and return it."""
        self.stages.append(SketchStage(name))
        return self.stages[-1]

    def result(self) -> Result:
        """Return the journey the sketch amounts to, with every finding; None when there is no step, or too many."""
        count = sum(len(stage.steps) for stage in self.stages)
        if not count:
            self.say("error", "forms.no_steps")
        elif count > MOST_STEPS or len(self.stages) > MOST_STEPS:
            self.say("error", "forms.too_many_steps", given=max(count, len(self.stages)), allowed=MOST_STEPS)
        else:
            journey = tidied(_Builder(self).journey())
            return journey, tuple(self.findings)
        return None, tuple(self.findings)


def lines_of(texts: list[str]) -> str:
    """Return texts as one, a line each, without repeats."""
    return "\n".join(dict.fromkeys(text for text in texts if text))


def one_line(text: str, longest: int = LONGEST_NAME) -> str:
    """Return a text on one line, cut at a word where it is too long for a name."""
    words = " ".join(text.split())
    return words if len(words) <= longest else words[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def numbered(key: str, number: int) -> Localized:
    """Return a name made by counting, in both languages."""
    said = {lang: tr(key, lang, number=number) for lang in LANGS}
    return Localized(vi=said["vi"], en=said["en"])


class _Builder:
    """Gives everything its key."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.channels: dict[str, Channel] = {}
        self.channel_keys: dict[str, str] = {}
        self.touchpoints: dict[str, Touchpoint] = {}
        self.touchpoint_keys: dict[tuple[str, str], str] = {}
        self.step_keys: set[str] = set()

    def journey(self) -> Journey:
        sketch = self.sketch
        name: Text = sketch.name or _untitled()
        persona = sketch.persona.strip()
        key = free_key(persona, (), "persona") if persona else None
        stages = self.stages()
        return Journey(
            key=free_key(sketch.name, (), "journey"),
            name=name,
            scenario=lines_of(sketch.scenario),
            goal=lines_of(sketch.goal),
            owner=lines_of(sketch.owner),
            persona=key,
            personas={key: Persona(name=persona)} if key else {},
            channels=self.channels,
            touchpoints=self.touchpoints,
            stages=stages,
        )

    def stages(self) -> tuple[Stage, ...]:
        guessed = phases_of([stage.name for stage in self.sketch.stages])
        if any(stage.phase is None and phase_of(stage.name) is None for stage in self.sketch.stages):
            self.sketch.say("note", "forms.phases_guessed")
        taken: set[str] = set()
        made = []
        at = 0
        for number, (stage, guess) in enumerate(zip(self.sketch.stages, guessed, strict=True), 1):
            at = max(at, PHASES.index(stage.phase or guess))
            key = free_key(stage.name or f"stage-{number}", taken, "stage")
            taken.add(key)
            name: Text = stage.name or numbered("forms.stage_number", number)
            steps = tuple(self.step(step) for step in stage.steps)
            made.append(
                Stage(key=key, name=name, phase=stage.phase or PHASES[at], goal=lines_of(stage.goal), steps=steps)
            )
        return tuple(made)

    def step(self, step: SketchStep) -> Step:
        number = len(self.step_keys) + 1
        key = free_key(step.name or f"step-{number}", self.step_keys, "step")
        self.step_keys.add(key)
        solved = [Solution(text=text) for text in step.solutions]
        chances = [Opportunity(text=text) for text in step.opportunities]
        if solved:  # a map's lanes do not say which solution is for which opportunity: they stand with the first
            first = chances[0].text if chances else solved[0].text
            chances = [Opportunity(text=first, solutions=tuple(solved)), *chances[1:]]
        return Step(
            key=key,
            touchpoint=self.touchpoint(step),
            name=step.name or numbered("forms.step_number", number),
            activity=lines_of(step.activity),
            feeling=Feeling(words=step.words, score=step.score),
            thoughts=tuple(step.thoughts),
            questions=tuple(step.questions),
            pains=tuple(_pains(step)),
            opportunities=tuple(chances),
            moment_of_truth=step.moment_of_truth,
            owner=lines_of(step.owner),
            backstage=lines_of(step.backstage),
            optional=step.optional,
        )

    def touchpoint(self, step: SketchStep) -> str | None:
        """Return the key of a step's touchpoint: the same name and channel is the same touchpoint."""
        channel = self.channel(step.channel)
        name = step.touchpoint or (step.name if channel else "")
        if not name:
            return None
        known = self.touchpoint_keys.get((name, channel or ""))
        if known is None:
            known = free_key(name, self.touchpoints, "touchpoint")
            self.touchpoint_keys[name, channel or ""] = known
            self.touchpoints[known] = Touchpoint(name=name, channel=channel)
        return known

    def channel(self, name: str) -> str | None:
        if not name:
            return None
        key = self.channel_keys.get(name.casefold())
        if key is None:
            key = self.channel_keys[name.casefold()] = free_key(name, self.channels, "channel")
            self.channels[key] = Channel(name=name)
        return key


def _pains(step: SketchStep) -> Iterator[Pain]:
    """Yield the pains; where a map says how bad each of them is, that too."""
    known = len(step.severities) == len(step.pains)
    for text, severity in zip(step.pains, step.severities if known else [2] * len(step.pains), strict=True):
        yield Pain(text=text, severity=severity)


def _untitled() -> Localized:
    return Localized(vi=tr("forms.untitled", "vi"), en=tr("forms.untitled", "en"))
