"""What may be chosen about a drawing."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from hanhtrinh.i18n import Text

LaneKey = Literal[
    "activity",
    "thoughts",
    "emotion",
    "people",
    "time",
    "satisfaction",
    "effort",
    "friction",
    "promise",
    "rivals",
    "questions",
    "pains",
    "moments",
    "opportunities",
    "backstage",
    "owner",
    "targets",
    "evidence",
]


class DrawOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a map is drawn.

    `hidden` lanes start unticked in the page's menu and are left out of the terminal table. `command` is how the
    program is called and
    `journey_file` the file named after it, so that the command line behind a number can be copied. `questions` gives
    the wording of
    an instrument by its key, `links` where the map of a stage's own journey is, by the stage's key. `empty` lanes are
    drawn even where nothing stands in them: somebody may be about to write there.
    """

    hidden: frozenset[LaneKey] = frozenset()
    empty: frozenset[LaneKey] = frozenset()
    theme: Literal["auto", "light", "dark"] = "auto"
    command: str = "hanhtrinh"
    journey_file: str = ""
    questions: Mapping[str, Text] = {}
    links: Mapping[str, str] = {}
