"""Edits as values: what somebody did to a journey, as data that can be sent, stored, undone and read out.

`apply` gives the journey after an edit, `invert` the edit that takes it back, `edits_between` the edits that lead from
one journey to another, `removal` an edit that takes something out with everything that refers to it.
"""

from hanhtrinh.journey.edits.applying import apply, apply_all
from hanhtrinh.journey.edits.between import edits_between, entry_edits
from hanhtrinh.journey.edits.errors import Conflict, EditRefused, KeyTaken, NoSuchPlace, StillReferred, ValueRefused
from hanhtrinh.journey.edits.inverting import invert
from hanhtrinh.journey.edits.removing import removal
from hanhtrinh.journey.edits.shapes import (
    AddEntry,
    AddItem,
    AddStage,
    AddStep,
    ChangeField,
    ChangeItem,
    Edit,
    MoveEntry,
    MoveItem,
    MoveStage,
    MoveStep,
    RemoveEntry,
    RemoveItem,
    RemoveStage,
    RemoveStep,
    RenameKey,
    Several,
)

__all__ = [
    "AddEntry",
    "AddItem",
    "AddStage",
    "AddStep",
    "ChangeField",
    "ChangeItem",
    "Conflict",
    "Edit",
    "EditRefused",
    "KeyTaken",
    "MoveEntry",
    "MoveItem",
    "MoveStage",
    "MoveStep",
    "NoSuchPlace",
    "RemoveEntry",
    "RemoveItem",
    "RemoveStage",
    "RemoveStep",
    "RenameKey",
    "Several",
    "StillReferred",
    "ValueRefused",
    "apply",
    "apply_all",
    "edits_between",
    "entry_edits",
    "invert",
    "removal",
]
