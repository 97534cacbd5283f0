"""What may be chosen about a drawing."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from hanhtrinh.draw.shapes import CellAlarm
from hanhtrinh.i18n import Text


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """Where a drawing finds a picture, large and small: addresses for a page; for paper the pictures, as WebP."""

    large: str = ""
    small: str = ""
    data: bytes = b""
    small_data: bytes = b""


LaneKey = Literal[
    "pictures",
    "activity",
    "thoughts",
    "emotion",
    "people",
    "time",
    "satisfaction",
    "effort",
    "friction",
    "promise",
    "said",
    "rivals",
    "pains",
    "moments",
    "opportunities",
    "targets",
    "questions",
    "backstage",
    "owner",
    "evidence",
]
"""The map's own lanes, in the order in which they usually stand."""


class DrawOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a map is drawn.

    `hidden` lanes start unticked in the page's menu and are left out of the terminal table. `command` is how the
    program is called and
    `journey_file` the file named after it, so that the command line behind a number can be copied. `questions` gives
    the wording of
    an instrument by its key, `links` where the map of a stage's own journey is, by the stage's key. `empty` lanes are
    drawn even where nothing stands in them: somebody may be about to write there. `editing` draws the lanes the team
    added where they are empty, too, and those it hid as a thin row from which they can be shown again. `pictures` says
    where pictures are, by the name of their file; one that is not there is drawn as a quiet place with its description.
    `looked` says when each step was last looked at, by key: with `now`, cells nobody looked at for a review period ask
    for it at the address `review`. `alarms` are drawn at cells, by lane and step.
    """

    hidden: frozenset[str] = frozenset()
    empty: frozenset[LaneKey] = frozenset()
    editing: bool = False
    theme: Literal["auto", "light", "dark"] = "auto"
    command: str = "hanhtrinh"
    journey_file: str = ""
    questions: Mapping[str, Text] = {}
    links: Mapping[str, str] = {}
    pictures: Mapping[str, Shot] = {}
    looked: Mapping[str, int] = {}
    now: int | None = None
    review: str = ""
    alarms: tuple[CellAlarm, ...] = ()
