"""A case (one unhappy customer to be answered), its history, and the rules that open cases."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

State = Literal["new", "taken", "waiting", "resolved", "given_up"]
STATES: tuple[State, ...] = ("new", "taken", "waiting", "resolved", "given_up")
CLOSED: frozenset[State] = frozenset({"resolved", "given_up"})
OPEN: tuple[State, ...] = tuple(one for one in STATES if one not in CLOSED)
Priority = Literal["normal", "high", "urgent"]
PRIORITIES: tuple[Priority, ...] = ("urgent", "high", "normal")
Why = Literal["low_score", "angry_text", "broken_promise", "by_hand"]
WHYS: tuple[Why, ...] = ("low_score", "angry_text", "broken_promise", "by_hand")
EventKind = Literal[
    "opened", "joined", "moved", "assigned", "note", "reply", "received", "due", "priority", "reask", "again", "overdue"
]
ScoreKind = Literal["nps", "csat", "ces", "emotion"]


class LowScore(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="low_score"):
    """A score at the bad end: at most `at_most` on the kind's usual scale (`REFERENCE`), seen from its bad end.

    An instrument with another scale is mapped onto the usual one in a straight line. `instrument` and `survey` narrow
    it to one of each.
    """

    kind: ScoreKind = "nps"
    at_most: float = 6
    instrument: str = ""
    survey: str = ""


class AngryText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="angry_text"):
    """Words that feel at most so (−2…2), understood at least so surely (0…1); where themes are named, that feel so
    about one of them.
    """

    at_most: Annotated[float, Meta(ge=-2, le=2)] = -1.2
    confidence: Annotated[float, Meta(ge=0, le=1)] = 0.6
    themes: tuple[str, ...] = ()


class BrokenPromise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="broken_promise"):
    """A promised date of a step (`Promise` on the map) that passed by so many hours without the step, or before it."""

    late_hours: Annotated[int, Meta(ge=0, le=2_000)] = 0


Condition = LowScore | AngryText | BrokenPromise


class Owning(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a new case is: nobody's, the first of `members`, each of them in turn, or who the step names as owner.

    `members` are user ids; where a step names nobody who is a member, they are taken in turn.
    """

    how: Literal["nobody", "fixed", "in_turn", "step_owner"] = "nobody"
    members: tuple[str, ...] = ()


class CaseRule(msgspec.Struct, frozen=True, kw_only=True):
    """What opens cases by itself. `since` is when it was switched on (None: off): what happened before opens none.

    `journey` and `steps` narrow it to places on a map. `hours` are working hours until a case is due; a person whose
    case at the step was closed less than `rest_days` ago gets no other one; answers older than `oldest_days` open none;
    beyond `most_a_day` cases in 24 hours further ones are held until somebody says so.
    """

    id: str
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    condition: Condition
    since: int | None = None
    journey: str = ""
    steps: tuple[str, ...] = ()
    owning: Owning = Owning()
    hours: Annotated[int, Meta(ge=1, le=500)] = 8
    priority: Priority = "normal"
    rest_days: Annotated[int, Meta(ge=0, le=365)] = 14
    oldest_days: Annotated[int, Meta(ge=1, le=90)] = 7
    most_a_day: Annotated[int, Meta(ge=1, le=1_000)] = 50
    turn: int = 0
    """How many cases it opened: whose turn it is."""

    @property
    def why(self) -> Why:
        """What a case it opens is about."""
        why: Why = self.condition.__struct_config__.tag  # type: ignore[assignment]
        return why


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """What made somebody unhappy at one place: an answer, or a promise that was broken.

    `key` is the same whenever it is found again; `feeling` where it stands on −2…2 (None: unknown).
    """

    key: str
    person: str
    at: int
    why: Why
    rule: str = ""
    journey: str = ""
    step: str = ""
    instrument: str = ""
    score: float | None = None
    feeling: float | None = None
    text: str = ""
    survey: str = ""
    promised_at: int | None = None
    came_at: int | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One unhappy customer to be answered, opened by a trigger; `number` counts within the workspace.

    `owner` is a user id or empty. `due_at` is when it should be resolved, `replied_at` the first reply. `closed_at` is
    of its last closing. `again_…` is the first thing the person answered after that. `version` grows with each change.
    """

    id: str
    workspace: str
    number: int
    trigger: Trigger
    state: State = "new"
    priority: Priority = "normal"
    owner: str = ""
    opened_at: int
    due_at: int
    changed_at: int
    replied_at: int | None = None
    closed_at: int | None = None
    reason: str = ""
    reopened: int = 0
    reask_survey: str = ""
    reask_at: int | None = None
    again_at: int | None = None
    again_feeling: float | None = None
    again_score: float | None = None
    again_text: str = ""
    told_overdue: bool = False
    version: int = 0

    @property
    def person(self) -> str:
        """Whose case it is."""
        return self.trigger.person

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something."""
        return self.state not in CLOSED

    @property
    def place(self) -> str:
        """Where it happened: at most one case of a person is open there."""
        return f"{self.trigger.journey}/{self.trigger.step}"

    @property
    def recovered(self) -> bool | None:
        """Tell whether the person answered better after it was resolved than before; None while that is not known."""
        if self.again_feeling is None or self.trigger.feeling is None:
            return None
        return self.again_feeling > self.trigger.feeling

    def overdue(self, now: int) -> bool:
        """Tell whether it should have been resolved by now."""
        return self.is_open and now > self.due_at


class CaseEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a case's history, never changed: what, when, by whom (a user id; empty: the server or the customer).

    `letter` is the id of a letter that went out with it; `details` are names and values the sentence about it needs.
    """

    id: str
    case: str
    at: int
    kind: EventKind
    by: str = ""
    text: str = ""
    letter: str = ""
    details: dict[str, str] = {}
