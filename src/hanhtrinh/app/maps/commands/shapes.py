"""Commands: what somebody asked to be done to a map, as the page keeps and sends it.

The page gives each command an id of its own and each new thing its key, so that a command can wait on a phone without a
connection, be followed by others about the same new thing, and be sent twice without happening twice. A command about
a text carries what the text was when the writing began (`was`): what somebody else has written meanwhile is merged
with it, word by word, or both are kept.
"""

from typing import Literal, Union

import msgspec

from hanhtrinh.app.maps.cells import Entry
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.model import Key, Phase

Thing = Literal["journey", "stages", "steps", "personas", "touchpoints", "channels", "competitors", "lanes"]


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """The common strictness of all commands."""


class Write(Command, frozen=True, kw_only=True, tag="write"):
    """Say something else in a cell.

    `field` is a field of the thing, or goes on into what it holds by key: `notes/systems` (a lane of the team's own),
    `competitors/lazada`, `plan/email`.
    """

    thing: Thing
    key: str = ""
    field: str
    lang: Lang
    was: tuple[Entry, ...]
    given: tuple[Entry, ...]


class AddStep(Command, frozen=True, kw_only=True, tag="add_step"):
    """Put a new step into a stage, behind another step of it (None: in front)."""

    key: Key
    stage: Key
    after: Key | None = None
    name: str = ""


class AddStage(Command, frozen=True, kw_only=True, tag="add_stage"):
    """Put a new stage behind another (None: in front), with a first step in it."""

    key: Key
    after: Key | None = None
    phase: Phase
    name: str = ""
    step: Key
    step_name: str = ""


class MoveStep(Command, frozen=True, kw_only=True, tag="move_step"):
    """Put a step into a stage, behind another step of it (None: in front)."""

    key: Key
    stage: Key
    after: Key | None = None


class MoveStage(Command, frozen=True, kw_only=True, tag="move_stage"):
    """Put a stage behind another (None: in front)."""

    key: Key
    after: Key | None = None


class Duplicate(Command, frozen=True, kw_only=True, tag="duplicate"):
    """Put a copy of a step or stage right behind it; `new` is its key, `steps` those of a copied stage's steps."""

    thing: Literal["steps", "stages"]
    key: Key
    new: Key
    steps: tuple[Key, ...] = ()


class Add(Command, frozen=True, kw_only=True, tag="add"):
    """Put a new persona, touchpoint, channel, competitor or lane behind another (None: in front)."""

    thing: Literal["personas", "touchpoints", "channels", "competitors", "lanes"]
    key: Key
    name: str = ""
    after: Key | None = None


class Remove(Command, frozen=True, kw_only=True, tag="remove"):
    """Take something out, with every reference to it."""

    thing: Literal["stages", "steps", "personas", "touchpoints", "channels", "competitors", "lanes"]
    key: Key


class MoveLane(Command, frozen=True, kw_only=True, tag="move_lane"):
    """Put a lane behind another (None: in front); both may be the map's own."""

    key: str
    after: str | None = None


class Several(Command, frozen=True, kw_only=True, tag="several"):
    """Commands that belong together: done in order or not at all, taken back at once (a pasted range, say)."""

    commands: tuple["AnyCommand", ...]


class TakeBack(Command, frozen=True, kw_only=True, tag="take_back"):
    """Take back what a command of the same person did; taking back a `TakeBack` does the command again."""

    id: str


AnyCommand = Union[  # noqa: UP007 - Several names it before it exists
    Write, AddStep, AddStage, MoveStep, MoveStage, Duplicate, Add, Remove, MoveLane, Several, TakeBack
]  # fmt: skip


class Sent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command as a page sends it: under an id of its own, made on the version of the file the page knew."""

    id: str
    base: str
    command: AnyCommand


State = Literal["done", "merged", "both_kept", "nothing_new", "refused"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a command.

    `merged`: what somebody else wrote meanwhile was merged with it; `both_kept`: it could not be, both stand there now.
    `by` names who that was. `said` tells it in a sentence; of a refused command, why, and what is allowed.
    """

    id: str
    state: State
    said: str = ""
    by: str = ""
