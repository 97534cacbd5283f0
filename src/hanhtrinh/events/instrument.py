"""Instruments: question, scale, direction and version together. Readings never pool two of them."""

from typing import Literal

import msgspec

from hanhtrinh.i18n import Text

InstrumentKind = Literal["nps", "csat", "ces", "emotion", "text"]


class Instrument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was asked and how it is answered.

    `low`/`high` are the ends of the scale as answered; `direction` says which end is good. `relationship` marks
    questions about the company as a whole: they attach to the journey, never to a step. `text` is what people say of
    their own accord or in free words: it has no scale (both ends 0) and no score.
    """

    key: str
    kind: InstrumentKind
    low: float
    high: float
    direction: Literal["high_is_good", "low_is_good"] = "high_is_good"
    question: Text = ""
    relationship: bool = False
    version: str = "1"
