"""What an edit is: a small value that says what to do where, as JSON can hold it.

Things are addressed by *place*, a path of their keys that survives other people's edits: `()` is the journey,
`("stages", "buy")` a stage, `("steps", "cart")` a step wherever it stands, `("touchpoints", "cart")` a touchpoint,
`("steps", "cart", "competitors", "lazada")` a comparison, `("walks", "lan", "steps", "cart")` a note of a walk. Where
something is put is said by the key of the neighbour before it (`after`, None for the first place). Entries of lists
have no key: they are found by what they say, and their position only tells equal ones apart.

Values are plain data as they stand in a journey file; the model types and checks them when the edit is applied.
"""

from typing import Literal, Union

import msgspec

from hanhtrinh.journey.model import Key, Stage, Step

Place = tuple[str, ...]
JOURNEY: Place = ()
Kind = Literal[
    "stages", "steps", "touchpoints", "channels", "personas", "segments", "competitors", "walks", "lanes"
]  # fmt: skip
"""What has a key of its own that can be renamed."""


class AddStage(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="add_stage"):
    """Put a new stage, with the steps in it, behind another."""

    stage: Stage
    after: Key | None = None


class RemoveStage(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="remove_stage"):
    """Take a stage out, with the steps in it."""

    key: Key


class MoveStage(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="move_stage"):
    """Put a stage behind another."""

    key: Key
    after: Key | None = None


class AddStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="add_step"):
    """Put a new step into a stage, behind another step of it."""

    stage: Key
    step: Step
    after: Key | None = None


class RemoveStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="remove_step"):
    """Take a step out."""

    key: Key


class MoveStep(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="move_step"):
    """Put a step into a stage, behind another step of it."""

    key: Key
    stage: Key
    after: Key | None = None


class RenameKey(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="rename_key"):
    """Give something another key; every reference to it follows."""

    kind: Kind
    old: Key
    new: Key


class ChangeField(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="change_field"):
    """Change one field of the thing at a place from what it was to something else.

    `field` names the field, or goes on into what it holds: `("feeling", "score")`, `("activity", "en")`.
    """

    place: Place = JOURNEY
    field: Place
    old: object
    new: object


class AddEntry(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="add_entry"):
    """Put a new entry under a key into a field of the thing at a place: a touchpoint, a persona, a comparison …"""

    place: Place = JOURNEY
    field: str
    key: Key
    value: object
    after: Key | None = None


class RemoveEntry(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="remove_entry"):
    """Take the entry of a key out of a field."""

    place: Place = JOURNEY
    field: str
    key: Key


class MoveEntry(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="move_entry"):
    """Put an entry behind another of the same field; only the order in the file and in lists changes."""

    place: Place = JOURNEY
    field: str
    key: Key
    after: Key | None = None


class AddItem(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="add_item"):
    """Put a new item (a pain, a thought, an opportunity, a question) at a position of a list, the end at most."""

    place: Place
    field: str
    at: int
    value: object


class RemoveItem(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="remove_item"):
    """Take the item that says this out of a list; of several, the one nearest to the position."""

    place: Place
    field: str
    at: int
    value: object


class ChangeItem(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="change_item"):
    """Change the item that says one thing to say another; of several, the one nearest to the position."""

    place: Place
    field: str
    at: int
    old: object
    new: object


class MoveItem(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="move_item"):
    """Put the item that says this at another position of its list."""

    place: Place
    field: str
    at: int
    to: int
    value: object


class Several(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="several"):
    """Edits that belong together: applied in order or not at all, undone at once."""

    edits: tuple["Edit", ...]


Edit = Union[  # noqa: UP007 - Several names it before it exists
    AddStage, RemoveStage, MoveStage, AddStep, RemoveStep, MoveStep, RenameKey, ChangeField,
    AddEntry, RemoveEntry, MoveEntry, AddItem, RemoveItem, ChangeItem, MoveItem, Several,
]  # fmt: skip
