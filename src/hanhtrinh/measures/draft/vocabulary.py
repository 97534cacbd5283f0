"""What common names of events and pages mean, in Vietnamese and English: a value, so that one can do without it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

import msgspec

from hanhtrinh.i18n import Localized
from hanhtrinh.measures.draft.words import plain, stem, stems

Role = Literal["goal", "delivery", "error", "support", "technical", "page", "message", "voice"]
_FEWEST_CONTAINED = 2
_MOST_LEFT_OVER = 1


class Concept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One idea with the names it goes by; `stage` and `channel` are keys of the vocabulary's own tables.

    `role` says what else is known of it: the aim of many journeys (`goal`), what the aim leads to (`delivery`),
    something gone wrong (`error`), a call for help (`support`), of no meaning to customers (`technical`), the bare
    sight of a page (`page`), something the company sent (`message`), an answer to a survey (`voice`).
    """

    vi: str
    en: str
    names: tuple[str, ...]
    stage: str = ""
    channel: str = ""
    icon: str = ""
    role: Role | None = None

    @property
    def name(self) -> Localized:
        """Its name in both languages."""
        return Localized(vi=self.vi, en=self.en)


class StageWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stage journeys commonly have; the table's order is the order in which they come."""

    vi: str
    en: str


class ChannelWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way a company is met, and the values by which a channel property may call it."""

    vi: str
    en: str
    icon: str
    values: tuple[str, ...] = ()


class PropertyWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How properties are commonly called that hold money, a promised time, a channel, a page or a session; `no_channel`
    are values of channel properties that name no channel.
    """

    money: tuple[str, ...] = ()
    promise: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    no_channel: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    session: tuple[str, ...] = ()


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """Concepts, stages and channels by key; `fillers` are words that change nothing. An empty one knows no names."""

    stages: dict[str, StageWords] = {}
    channels: dict[str, ChannelWords] = {}
    properties: PropertyWords = PropertyWords()
    fillers: tuple[str, ...] = ()
    concepts: dict[str, Concept] = {}

    @cached_property
    def filler_stems(self) -> frozenset[str]:
        """The stems of the fillers."""
        return frozenset(stem(plain(word)) for word in self.fillers)

    @cached_property
    def phrases(self) -> tuple[tuple[frozenset[str], str], ...]:
        """Every name's stems with its concept; the longest first, so that the most precise one is met first."""
        found = [(stems(name), key) for key, concept in self.concepts.items() for name in concept.names]
        return tuple(sorted(found, key=lambda pair: -len(pair[0])))

    def concept_of(self, name: str) -> str | None:
        """Return the key of the concept a name stands for, None where it says nothing known.

        All of a phrase must be there. Besides it there may be fillers, and beside a phrase of several words one other.
        """
        given = stems(name)
        best: tuple[int, int, str] | None = None
        for phrase, key in self.phrases:
            if phrase and phrase <= given:
                strange = len(given - phrase - self.filler_stems)
                allowed = _MOST_LEFT_OVER if len(phrase) >= _FEWEST_CONTAINED else 0
                rank = (strange, -len(phrase), key)
                if strange <= allowed and (best is None or rank[:2] < best[:2]):
                    best = rank
        return best[2] if best else None

    def is_generic(self, name: str) -> bool:
        """Tell whether a name says no more than that a page or screen was seen, or something clicked."""
        given = stems(name)
        concept = self.concept_of(name)
        return bool(given) and (given <= self.filler_stems or (concept is not None and self.role(concept) == "page"))

    def role(self, concept: str | None) -> Role | None:
        """Return the role of a concept, None where it has none."""
        return self.concepts[concept].role if concept is not None else None

    def names_property(self, name: str, kind: Literal["money", "promise", "channel", "page", "session"]) -> bool:
        """Tell whether a property is called as those of a kind commonly are."""
        return _names_any(name, getattr(self.properties, kind))

    def is_no_channel(self, value: str) -> bool:
        """Tell whether a channel property's value says that there is none."""
        given = stems(value)
        return not given or any(stems(name) == given for name in self.properties.no_channel)

    def channel_of_value(self, value: str) -> str | None:
        """Return the known channel a property's value names."""
        given = stems(value)
        for key, channel in self.channels.items():
            if any(stems(name) == given for name in (key, channel.vi, channel.en, *channel.values)):
                return key
        return None


def _names_any(name: str, phrases: Iterable[str]) -> bool:
    given = stems(name)
    return any(stems(phrase) <= given for phrase in phrases)


NO_VOCABULARY = Vocabulary()
"""Knows nothing: whatever is proposed comes from behaviour alone."""


def read_vocabulary(data: object) -> Vocabulary:
    """Return the vocabulary of plain data (a parsed TOML file); msgspec.ValidationError where it is not one."""
    return msgspec.convert(data, Vocabulary)
