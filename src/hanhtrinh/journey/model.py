"""The journey: a designed sequence of stages and steps, its touchpoints and everything a team writes on a map.

The structs are the text form (`format: hanhtrinh/1`): field names are the YAML keys. Rules and durations stay as they
are written in the file; `match`, `window` and the like are parsed by the properties of the same idea (`rule`,
`window_seconds`).
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hanhtrinh.i18n import Localized, Text
from hanhtrinh.journey.rules import Rule, parse_rule
from hanhtrinh.journey.segments import SegmentRule, parse_segment
from hanhtrinh.values import parse_duration

FORMAT = "hanhtrinh/1"
Key = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", extra={"finding": "check.not_a_key"})]
Duration = Annotated[str, Meta(pattern=r"^[0-9]{1,9}[smhdw]$", extra={"finding": "check.not_a_duration"})]
Day = Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$", extra={"finding": "check.not_a_day"})]
"""A day such as `2026-11-22`; empty where it is not known yet."""
Phase = Literal["before", "during", "after"]
PHASES: tuple[Phase, ...] = ("before", "during", "after")
Ask = Literal["when", "how_often", "channel", "before", "next", "source", "why_left", "what_keeps", "note"]
PlainRule = Annotated[dict[str, object], Meta(extra={"expected": "check.rule_not_mapping"})]
AssumedScore = Annotated[float, Meta(ge=-2, le=2)]
Share = Annotated[float, Meta(ge=0, le=1)]
Grade = Annotated[int, Meta(ge=1, le=5)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, dict=True):
    """The common strictness of every shape in a journey file: unknown fields are findings, defaults are not written."""


class Persona(Shape, frozen=True, kw_only=True):
    """A described kind of customer; with `match`, also a rule over what a person did.

    `when: now` (the default) looks at everything known up to as-of, `at_entry` only at what was known when the pass
    began.
    """

    name: Text
    quote: Text = ""
    about: Text = ""
    demographics: Text = ""
    behaviour: Text = ""
    needs: Text = ""
    picture: str = ""
    match: PlainRule | None = None
    when: Literal["now", "at_entry"] = "now"

    @cached_property
    def rule(self) -> SegmentRule | None:
        """The parsed rule; RuleError when the text form is not a segment rule."""
        return None if self.match is None else parse_segment(self.match)


class Channel(Shape, frozen=True, kw_only=True):
    """A way the company is met: website, call centre, marketplace …"""

    name: Text
    icon: str = ""


class Touchpoint(Shape, frozen=True, kw_only=True):
    """A place where a person meets the company, with the rule that recognises it (none: not measured)."""

    name: Text
    channel: Key | None = None
    icon: str = ""
    match: PlainRule | None = None

    @cached_property
    def rule(self) -> Rule | None:
        """The parsed rule; RuleError when the text form is not a rule."""
        return None if self.match is None else parse_rule(self.match)


class Feeling(Shape, frozen=True, kw_only=True):
    """How the team assumes the step feels: words and a score from −2 (very bad) to +2 (delighted)."""

    words: Text = ""
    score: AssumedScore | None = None


class Pain(Shape, frozen=True, kw_only=True):
    """Something that hurts at a step; severity 1 (annoying) to 3 (makes people leave).

    `theme` is the key of the theme of customers' texts it was taken from: then the map tells how many speak of it now.
    """

    text: Text
    severity: Annotated[int, Meta(ge=1, le=3)] = 2
    theme: str = ""


class Solution(Shape, frozen=True, kw_only=True):
    """Something that may improve an opportunity: its state, who does it, by when; `shipped` is the day it went live."""

    text: Text
    state: Literal["idea", "planned", "doing", "done"] = "idea"
    owner: Text = ""
    due: Day = ""
    shipped: Day = ""


class Opportunity(Shape, frozen=True, kw_only=True):
    """Something worth improving at a step; with `use`, the library's opportunity of that key, unless given a text of
    its own.

    `value` and `effort` are the team's grades, 1 (little) to 5 (much); `quotes` are words of customers that speak for
    it.
    """

    text: Text = ""
    value: Grade | None = None
    effort: Grade | None = None
    owner: Text = ""
    quotes: tuple[Text, ...] = ()
    solutions: tuple[Solution, ...] = ()
    use: Key | None = None


class Question(Shape, frozen=True, kw_only=True):
    """A research question at a step: its words in one or both languages, what the data shall answer, what is known.

    `ask` says how data answer it: `when` (time of day and week), `how_often` (times in a pass), `channel` (by which
    channel), `before` and `next` (what was met straight before and after), `source` (where the pass began), `why_left`
    (what those who left did last, and said), `what_keeps` (what those who came back did), `note` (only notes can).
    """

    vi: str = ""
    en: str = ""
    ask: Ask = "note"
    note: Text = ""

    @property
    def text(self) -> Text:
        """The question's words."""
        return Localized(vi=self.vi or None, en=self.en or None)


class Comparison(Shape, frozen=True, kw_only=True):
    """How a step feels or goes at a competitor's, as far as notes tell: words, a score from −2 to +2, where it is
    known from.
    """

    words: Text = ""
    score: AssumedScore | None = None
    source: Text = ""


class Competitor(Shape, frozen=True, kw_only=True):
    """Somebody customers could have chosen instead. `match` recognises the answers and reviews that are about them."""

    name: Text
    about: Text = ""
    why_chosen: Text = ""
    match: PlainRule | None = None

    @cached_property
    def rule(self) -> Rule | None:
        """The parsed rule; RuleError when the text form is not a rule."""
        return None if self.match is None else parse_rule(self.match)


class Friction(Shape, frozen=True, kw_only=True):
    """Which events show that something went wrong: errors met, and contacts with support within a time after a step."""

    errors: PlainRule | None = None
    support: PlainRule | None = None
    support_within: Duration = "24h"

    @cached_property
    def error_rule(self) -> Rule | None:
        """The parsed rule of errors; RuleError when the text form is not a rule."""
        return None if self.errors is None else parse_rule(self.errors)

    @cached_property
    def support_rule(self) -> Rule | None:
        """The parsed rule of support contacts; RuleError when the text form is not a rule."""
        return None if self.support is None else parse_rule(self.support)


class WalkedStep(Shape, frozen=True, kw_only=True):
    """What somebody noted at one step while walking the journey as a customer; `follows: false` flags a step that does
    not follow naturally from the one before.
    """

    done: bool = True
    follows: bool = True
    feeling: AssumedScore | None = None
    note: Text = ""
    picture: str = ""


class Walk(Shape, frozen=True, kw_only=True):
    """One walk of a team member through the own journey: who, on which day (ISO date), as whom (a persona's name), on
    which device, what was noted at each step.
    """

    by: Text = ""
    on: str = ""
    role: Text = ""
    device: Text = ""
    steps: dict[Key, WalkedStep] = {}


class Targets(Shape, frozen=True, kw_only=True):
    """What the team wants to reach at a step; shares are 0…1, `csat` a share, `nps` −100…100, `emotion` −2…2."""

    reach: Share | None = None
    drop_off: Share | None = None
    csat: Share | None = None
    nps: Annotated[float, Meta(ge=-100, le=100)] | None = None
    emotion: AssumedScore | None = None
    late: Share | None = None
    time: Duration | None = None


class Promise(Shape, frozen=True, kw_only=True):
    """When the step was promised: at the instant a property names, or within a duration after another step.

    `by` is read from the pass's latest event at or before the step that carries the property, else from its first later
    one; `within` counts from the step `after`.
    `whole_day: true` keeps the promise until the end of that calendar day in the workspace's time zone.
    """

    by: str | None = None
    within: Duration | None = None
    after: Key | None = None
    whole_day: bool = False


class Picture(Shape, frozen=True, kw_only=True):
    """A picture of a step by its file name; several in order are a storyboard. `alt` says what is to be seen."""

    file: str
    alt: Text = ""


class Note(Shape, frozen=True, kw_only=True):
    """What a step says in a lane the team added."""

    text: Text = ""


class Planned(Shape, frozen=True, kw_only=True):
    """What a stage is to get through a channel: activities and messages, and the share of passes that should use it."""

    text: Text = ""
    share: Share | None = None


class Lane(Shape, frozen=True, kw_only=True):
    """A row of the map: renamed or hidden, or, under a key that is none of the map's own, one the team added.

    Lanes that are named in `Journey.lanes` stand in its order; the others stay behind the lane they usually follow.
    """

    name: Text = ""
    icon: str = ""
    hidden: bool = False


class Step(Shape, frozen=True, kw_only=True):
    """A touchpoint's place in the journey, with everything the team writes there.

    `notes` holds what it says in lanes the team added, by their key; `reviewed` is the day somebody last looked
    whether what is drawn here still holds.
    """

    key: Key
    touchpoint: Key | None = None
    name: Text = ""
    icon: str = ""
    pictures: tuple[Picture, ...] = ()
    activity: Text = ""
    feeling: Feeling = Feeling()
    thoughts: tuple[Text, ...] = ()
    questions: tuple[str | Question, ...] = ()
    competitors: dict[Key, Comparison] = {}
    pains: tuple[Pain, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    moment_of_truth: bool = False
    owner: Text = ""
    backstage: Text = ""
    targets: Targets = Targets()
    promise: Promise | None = None
    optional: bool = False
    parallel: Key | None = None
    instrument: str | None = None
    notes: dict[Key, Note] = {}
    reviewed: Day = ""


class Stage(Shape, frozen=True, kw_only=True):
    """Consecutive steps with one aim, in one of the three phases; `opens` names the file of the stage's own journey.

    `plan` holds what is planned through each channel, by the channel's key.
    """

    key: Key
    name: Text
    phase: Phase
    goal: Text = ""
    opens: str | None = None
    plan: dict[Key, Planned] = {}
    steps: tuple[Step, ...] = ()


class Segment(Shape, frozen=True, kw_only=True):
    """People who satisfy a rule.

    `match` combines (`any`, `all`, `not`) tests `did: RULE` (some event of the person satisfies the rule) and `in_pass:
    RULE` (some event of the pass does). `when: now` looks at all of a person's events up to as-of; `at_entry` only at
    those up to and including the pass's first on-map event.
    """

    name: Text
    match: PlainRule
    when: Literal["now", "at_entry"] = "now"

    @cached_property
    def rule(self) -> SegmentRule:
        """The parsed rule; RuleError when the text form is not a segment rule."""
        return parse_segment(self.match)


class Journey(Shape, frozen=True, kw_only=True):
    """A designed sequence of stages; its picture is the map.

    `library` names a file of touchpoints, channels, personas, segments and opportunities shared between journeys: what
    the journey names and does not describe itself is taken from there. `account` names the property that tells business
    customers apart. `reviewer` is the e-mail address of whoever is asked to review the map every `review_period`,
    `reviewed` the day that was last done.
    """

    format: Literal["hanhtrinh/1"] = "hanhtrinh/1"
    key: Key
    name: Text
    scenario: Text = ""
    goal: Text = ""
    owner: Text = ""
    persona: Key | None = None
    window: Duration = "30d"
    minimum_gap: Duration = "0s"
    pass_key: str | None = None
    outcome: Key | None = None
    review_period: Duration = "90d"
    reviewer: str = ""
    reviewed: Day = ""
    account: str | None = None
    friction: Friction = Friction()
    library: str | None = None
    personas: dict[Key, Persona] = {}
    channels: dict[Key, Channel] = {}
    touchpoints: dict[Key, Touchpoint] = {}
    segments: dict[Key, Segment] = {}
    competitors: dict[Key, Competitor] = {}
    walks: dict[Key, Walk] = {}
    lanes: dict[Key, Lane] = {}
    stages: tuple[Stage, ...] = ()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step in map order."""
        return tuple(step for stage in self.stages for step in stage.steps)

    def ask_of(self, question: str | Question) -> Question:
        """Return a research question in its full form; a plain text is answered by notes."""
        return question if isinstance(question, Question) else Question(vi=question, en=question)

    @property
    def placed_steps(self) -> Iterator[tuple[tuple[str | int, ...], Step]]:
        """Each step with its path in the text form, in map order."""
        for i, stage in enumerate(self.stages):
            for j, step in enumerate(stage.steps):
                yield ("stages", i, "steps", j), step

    @cached_property
    def step_index(self) -> dict[str, int]:
        """Position of each step on the map, by key."""
        return {step.key: i for i, step in enumerate(self.steps)}

    @cached_property
    def stage_of(self) -> tuple[int, ...]:
        """Position of the stage each step belongs to, in map order of steps."""
        return tuple(i for i, stage in enumerate(self.stages) for _ in stage.steps)

    @property
    def window_seconds(self) -> int:
        """The journey's window in seconds."""
        return parse_duration(self.window)

    @property
    def minimum_gap_seconds(self) -> int:
        """The least time after the outcome before a new pass may begin, in seconds."""
        return parse_duration(self.minimum_gap)

    def name_of_step(self, step: Step) -> Text:
        """Return the step's own name, else its touchpoint's, else its key."""
        if step.name:
            return step.name
        touchpoint = self.touchpoints.get(step.touchpoint or "")
        return touchpoint.name if touchpoint else step.key
