"""What a draft is: a journey and the proposals it is made of, each with its reason, each to be taken or refused."""

from typing import Literal

import msgspec

from hanhtrinh.i18n import Text
from hanhtrinh.journey.codec import write_journey
from hanhtrinh.journey.model import Channel, Journey, Phase, PlainRule, Promise, Segment, Step, Touchpoint

Param = str | int | float
WhyAside = Literal[
    "invitation", "answers", "technical", "message", "error", "no_place", "beside", "rare", "elsewhere", "beyond"
]


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why something is proposed: a key of the `draft` catalogue and the numbers and names its text takes.

    Parameters whose name ends in `_share` are shares 0…1, in `_seconds` durations.
    """

    key: str
    params: dict[str, Param] = {}


def because(key: str, **params: Param) -> Reason:
    """Return a reason: a key of the catalogue and its parameters."""
    return Reason(key=key, params=params)


class Proposed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """What every proposal has: the reasons for it."""

    reasons: tuple[Reason, ...] = ()

    @property
    def about(self) -> str:
        """What it is about, where there may be several of its kind."""
        return ""

    @property
    def id(self) -> str:
        """Its name within the draft, such as `step:cart` or `window`."""
        kind = str(self.__struct_config__.tag)
        return f"{kind}:{self.about}" if self.about else kind


class StepProposal(Proposed, frozen=True, kw_only=True, tag="step"):
    """A step and its touchpoint, at its place in a stage; found in `units` passes and `events` events."""

    step: Step
    touchpoint: Touchpoint
    stage: str
    events: int
    units: int

    @property
    def about(self) -> str:
        """The step's key, which is the touchpoint's too."""
        return self.step.key


class StageProposal(Proposed, frozen=True, kw_only=True, tag="stage"):
    """A stage: its name and phase. Its steps name it."""

    key: str
    name: Text
    phase: Phase

    @property
    def about(self) -> str:
        """The stage's key."""
        return self.key


class NameProposal(Proposed, frozen=True, kw_only=True, tag="name"):
    """What the journey is called, and what is said of where it comes from."""

    name: Text
    scenario: Text = ""


class OutcomeProposal(Proposed, frozen=True, kw_only=True, tag="outcome"):
    """The step that is the aim."""

    step: str


class WindowProposal(Proposed, frozen=True, kw_only=True, tag="window"):
    """After how long without anything a pass counts as left."""

    window: str


class PassKeyProposal(Proposed, frozen=True, kw_only=True, tag="pass_key"):
    """The property that tells passes apart."""

    property: str


class ChannelProposal(Proposed, frozen=True, kw_only=True, tag="channel"):
    """A channel touchpoints belong to."""

    key: str
    channel: Channel

    @property
    def about(self) -> str:
        """The channel's key."""
        return self.key


class OptionalProposal(Proposed, frozen=True, kw_only=True, tag="optional"):
    """A step that may be left out."""

    step: str

    @property
    def about(self) -> str:
        """The step's key."""
        return self.step


class ParallelProposal(Proposed, frozen=True, kw_only=True, tag="parallel"):
    """A step that may come before or after the one named in `beside`."""

    step: str
    beside: str

    @property
    def about(self) -> str:
        """The step's key."""
        return self.step


class PromiseProposal(Proposed, frozen=True, kw_only=True, tag="promise"):
    """When a step was promised."""

    step: str
    promise: Promise

    @property
    def about(self) -> str:
        """The step's key."""
        return self.step


class InstrumentProposal(Proposed, frozen=True, kw_only=True, tag="instrument"):
    """The survey that asks about a step."""

    step: str
    instrument: str

    @property
    def about(self) -> str:
        """The step's key."""
        return self.step


class SegmentProposal(Proposed, frozen=True, kw_only=True, tag="segment"):
    """A group of customers worth looking at by itself."""

    key: str
    segment: Segment

    @property
    def about(self) -> str:
        """The segment's key."""
        return self.key


class FrictionProposal(Proposed, frozen=True, kw_only=True, tag="friction"):
    """Which events show that something went wrong (`errors`), or that somebody asked for help (`support`)."""

    which: Literal["errors", "support"]
    match: PlainRule

    @property
    def about(self) -> str:
        """Which of the two."""
        return self.which


class AsideProposal(Proposed, frozen=True, kw_only=True, tag="aside"):
    """Events that make no step, and why; `events` and `people` they are of."""

    label: str
    why: WhyAside
    events: int
    people: int

    @property
    def about(self) -> str:
        """What the events are called."""
        return self.label


Proposal = (
    NameProposal
    | PassKeyProposal
    | WindowProposal
    | StageProposal
    | StepProposal
    | OutcomeProposal
    | OptionalProposal
    | ParallelProposal
    | ChannelProposal
    | PromiseProposal
    | InstrumentProposal
    | SegmentProposal
    | FrictionProposal
    | AsideProposal
)


class DraftQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for: the journey's `key` and `name` (None: made from its steps), at most so many `steps`.

    `part` chooses among journeys that no person has events of two of, the one most people are in being 1. `keep` names
    events that make a step whatever speaks against it. `sample` is about how many people to look at (None: as many as
    make five million events).
    """

    key: str = "draft"
    name: Text | None = None
    steps: int = 20
    part: int = 1
    keep: tuple[str, ...] = ()
    sample: int | None = None


class DraftFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the draft was made from: all events and people, those looked at, and passes as they were told apart.

    `agreement` is the share of pairs of first meetings that keep to the proposed order; `parts` how many journeys there
    are that no person has events of two of.
    """

    events: int
    people: int
    events_seen: int
    people_seen: int
    units: int
    parts: int
    agreement: float
    vocabulary: bool


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A journey proposed from events, with everything it is made of. `refused` are the ids of proposals left out."""

    format: Literal["hanhtrinh-draft/1"] = "hanhtrinh-draft/1"
    journey: Journey
    facts: DraftFacts
    proposals: tuple[Proposal, ...]
    refused: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The journey as the text of a file."""
        return write_journey(self.journey)
