"""What the use cases of drafts work with, and the drafts themselves, remembered."""

from collections.abc import Callable
from dataclasses import dataclass

from hanhtrinh.app.draft_pieces.memory import PATIENCE_SECONDS, DraftMemory, state_of
from hanhtrinh.app.drafting import propose_journey
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.errors import InputError
from hanhtrinh.events.together import whole
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import Rule
from hanhtrinh.measures.draft.crossing import Crossing, cross
from hanhtrinh.measures.draft.shapes import Draft, DraftQuestion, StepProposal
from hanhtrinh.measures.journey_reading import touchpoint_rules
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.drafting import Refusals
from hanhtrinh.ports.maps import Maps

LEAST_PEOPLE, LEAST_STEPS = 3, 2
"""Below these there is no order to be seen, and nothing is proposed."""


@dataclass(frozen=True)
class DraftDesk:
    """Journeys' files, the living timelines of a workspace, what was put aside, what is remembered.

    `patience` is how long to wait for a draft, in seconds; None: until it is there.
    """

    desk: Desk
    maps: Callable[[Space], Maps]
    refusals: Refusals
    memory: DraftMemory
    patience: float | None = PATIENCE_SECONDS

    def draft(self, space: Space, keep: tuple[str, ...] = (), state: str = "") -> tuple[Draft, str]:
        """Return the draft of a workspace's events and the state it is of: the one named, if it is remembered.

        InputError where the events hold no journey, StillAtWork where it takes longer than one waits. Events to keep
        that are no more are left out.
        """
        keep = tuple(sorted(set(keep)))
        if state and self.memory.has((state, keep, space.id)):
            return self._remembered(space, keep, state), state
        state = state_of(space, self.maps(space).parts())
        try:
            return self._remembered(space, keep, state), state
        except InputError as error:
            if not keep or not error.key.startswith("draft.unknown_event"):
                raise
            return self._remembered(space, (), state), state

    def _remembered(self, space: Space, keep: tuple[str, ...], state: str) -> Draft:
        def make() -> Draft:
            frame = whole(self.maps(space).parts())
            found = propose_journey(frame, DraftQuestion(keep=keep))
            if found.facts.people < LEAST_PEOPLE or len(found.journey.steps) < LEAST_STEPS:
                raise InputError("draft.nothing", events=frame.event_count, people=frame.person_count)
            return found

        return self.memory.get((state, keep, space.id), make, self.desk.clock(), self.patience)

    def crossing(self, space: Space, journey: Journey, draft: Draft, state: str) -> Crossing:
        """Return a journey's touchpoints held against a draft's steps."""

        rules, steps = in_map_order(journey), drafted_rules(draft)
        key = ("crossing", space.id, state, tuple(map(str, rules.items())), tuple(map(str, steps.items())))

        def make() -> Crossing:
            return cross(self.maps(space).parts(), rules, steps)

        return self.memory.get(key, make, self.desk.clock(), self.patience)


def in_map_order(journey: Journey) -> dict[str, Rule]:
    """Return the rules of a journey's touchpoints in the order in which their first steps stand on the map."""
    rules = touchpoint_rules(journey)
    order = dict.fromkeys(step.touchpoint for step in journey.steps if step.touchpoint in rules)
    return {key: rules[key] for key in order if key is not None}


def drafted_rules(draft: Draft) -> dict[str, Rule]:
    """Return the rules of a draft's steps by their keys."""
    found = ((p.step.key, p.touchpoint.rule) for p in draft.proposals if isinstance(p, StepProposal))
    return {key: rule for key, rule in found if rule is not None}
