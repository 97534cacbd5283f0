"""One thing a customer said elsewhere, and the instrument its score or words belong to."""

from hashlib import blake2b
from typing import Literal

import msgspec

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import LANGS, Localized, tr

Kind = Literal["review", "ticket", "chat", "call", "email", "mention"]
KINDS: tuple[Kind, ...] = ("review", "ticket", "chat", "call", "email", "mention")
Scale = Literal["", "1-5", "0-5", "1-7", "0-10", "1-10", "0-100", "nps"]
"""How a score was given; empty: there is none. `nps` is the question whether one would recommend, 0–10."""
SCALES: dict[Scale, tuple[float, float]] = {
    "1-5": (1, 5), "0-5": (0, 5), "1-7": (1, 7), "0-10": (0, 10), "1-10": (1, 10), "0-100": (0, 100), "nps": (0, 10),
}  # fmt: skip
EVENT = "Survey Answered"
"""The event's name: answers of every origin have it, the properties `said_…` tell these apart."""
MOST_TEXT = 8_000
"""Characters that are kept of one text; Vietnamese takes three bytes a character, a message has 32 KiB."""
MOST_FIELD = 300
_NAMING = ("said_id", "said_thread")
"""Two that differ are two things: they are not merely cut."""


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said, at instant `at`; `changed` is when they last changed it.

    `id` is the tool's own: another saying of the same source and id is the same one, edited. `person` is an e-mail
    address, a phone number or a customer's code, empty for somebody unknown. `thread` joins what belongs together.
    `refers` are the ids of the letters it answers (In-Reply-To, References), the nearest first; they are not kept.
    """

    kind: Kind
    id: str
    at: int
    text: str = ""
    changed: int | None = None
    score: float | None = None
    scale: Scale = ""
    person: str = ""
    title: str = ""
    url: str = ""
    site: str = ""
    state: str = ""
    thread: str = ""
    refers: tuple[str, ...] = ()

    @property
    def time(self) -> int:
        """When its present words were said: the newest of an id counts."""
        return max(self.at, self.changed or self.at)

    @property
    def says(self) -> bool:
        """Whether there is anything to keep: words or a score."""
        return bool(self.text.strip()) or self.score is not None


def instrument_key(kind: Kind, scale: Scale = "") -> str:
    """Return the key of the instrument of a kind of sayings: `said.review`, with a score `said.review.1-5`."""
    return f"said.{kind}.{scale}" if scale else f"said.{kind}"


def instrument_of(kind: Kind, scale: Scale = "") -> Instrument:
    """Return the instrument of a kind of sayings; without a scale it holds words alone."""
    vi, en = (tr(f"elsewhere.asked_{kind}", lang) for lang in LANGS)
    question = Localized(vi=vi, en=en)
    if not scale:
        return Instrument(key=instrument_key(kind), kind="text", low=0, high=0, question=question)
    low, high = SCALES[scale]
    return Instrument(
        key=instrument_key(kind, scale), kind="nps" if scale == "nps" else "csat", low=low, high=high, question=question
    )


def scale_for(low: float, high: float) -> Scale:
    """Return the usual scale that numbers from `low` to `high` were given on; empty where none is usual."""
    if low < 0 or high > 100:
        return ""
    if high <= 5:
        return "1-5" if low >= 1 else "0-5"
    if high <= 10:
        return "0-10" if low < 1 else "1-10"
    return "0-100"


def fitting(score: float | None, scale: Scale) -> float | None:
    """Return a score that lies on its scale; None for none and for one beside it."""
    if score is None or not scale:
        return None
    low, high = SCALES[scale]
    return score if low <= score <= high else None


def properties_of(saying: Saying) -> dict[str, str]:
    """Return the properties that stand beside a saying's words, without those that are empty."""
    named = {
        "said_kind": saying.kind, "said_id": saying.id, "said_url": saying.url, "said_title": saying.title,
        "said_site": saying.site, "said_state": saying.state, "said_thread": saying.thread,
    }  # fmt: skip
    whole = {name: _fitted(value) for name, value in named.items() if name in _NAMING}
    return {name: whole.get(name, value[:MOST_FIELD]) for name, value in named.items() if value}


def _fitted(id: str) -> str:
    """Return an id of at most so many characters; a longer one ends in what tells it from others that begin so."""
    if len(id) <= MOST_FIELD:
        return id
    tail = "#" + blake2b(id.encode("utf-8", "replace"), digest_size=12).hexdigest()
    return id[: MOST_FIELD - len(tail)] + tail


def shortened(text: str, most: int = MOST_TEXT) -> str:
    """Return a text of at most so many characters, cut between words where it can be."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:at] if at > most // 2 else cut).rstrip() + "…"
