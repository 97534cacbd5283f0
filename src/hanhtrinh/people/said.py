"""What is said of people, by whether somebody vouches for it: what holds of a trait, and how consent stands.

Who has a site's public key can say anything of anybody. So what nobody vouches for (`collect.proving`) is kept beside
what somebody does, and, in a workspace that began to prove identities, never in its place. One rule for pages,
segments, letters and what is kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from hanhtrinh.events.event import ANONYMOUS, Value
from hanhtrinh.journey.rules import text_of

Values = Mapping[str, tuple[Value | None, int]]
"""By name the value (None: taken away) and the instant it is true from."""
Words = Mapping[str, tuple[bool, int]]
"""By category of consent whether it is allowed, and since when."""


class Said(NamedTuple):
    """Traits said of a raw id, all of them by somebody `proven`, or all not."""

    raw: str
    values: Values
    proven: bool = True


class Held(NamedTuple):
    """What holds of a trait (None: it was taken away), since when, and whether somebody vouched for it.

    `claimed` is what was said since and is not believed, with its instant.
    """

    value: Value | None
    at: int
    proven: bool
    claimed: tuple[Value | None, int] | None = None


class Consents(NamedTuple):
    """What was said of one raw id's consent: the newest nobody vouched for, the newest refusals among that, the newest
    somebody vouched for; `vouched`: anything is proven of the raw id.
    """

    said: Words
    refused: Words
    proven: Words
    vouched: bool


class Stands(NamedTuple):
    """How one category of a person's consent stands: None where only a device that nobody vouched for says yes.

    `claimed`: since when a device says yes that nobody vouched for, where that is newer and not believed.
    """

    allowed: bool | None
    at: int
    proven: bool
    claimed: int | None = None


def later(kept: dict[str, tuple[Value | None, int]], values: Mapping[str, Value | None], at: int) -> None:
    """Let values of an instant win over older ones; of several at one instant the greatest as written."""
    for name, value in values.items():
        old = kept.get(name)
        if old is None or (at, _json(value)) > (old[1], _json(old[0])):
            kept[name] = value, at


def later_words(kept: dict[str, tuple[Value | None, int]], categories: Mapping[str, bool], at: int) -> None:
    """Let what is said of consent at an instant win over older words; of a yes and a no at one instant the no."""
    for name, yes in categories.items():
        old = kept.get(name)
        if old is None or _rank((bool(old[0]), old[1])) < _rank((yes, at)):
            kept[name] = yes, at


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)


def held(said: Iterable[Said], person_of: Callable[[str, int], str], *, proving: bool) -> dict[str, dict[str, Held]]:
    """Return what holds of people's traits: of everything said of a person's raw ids the latest somebody vouched for;
    where nobody did, or the workspace never began `proving` identities, the latest. Of several at one instant the
    greatest.
    """
    latest: dict[str, dict[tuple[str, bool], tuple[int, str, Value | None]]] = {}
    for raw, values, proven in said:
        for name, (value, at) in values.items():
            mine = latest.setdefault(person_of(raw, at), {})
            one = at, "" if value is None else text_of(value), value
            if (name, proven) not in mine or mine[name, proven][:2] < one[:2]:
                mine[name, proven] = one
    return {
        person: {
            name: _held(mine.get((name, True)), mine.get((name, False)), proving) for name in {name for name, _ in mine}
        }
        for person, mine in latest.items()
    }


def _held(
    proven: tuple[int, str, Value | None] | None, other: tuple[int, str, Value | None] | None, proving: bool
) -> Held:
    newer = proven is None or (other is not None and other[:2] > proven[:2])
    if proven is None or (newer and not proving):
        at, _, value = other or (0, "", None)
        return Held(value, at, proven=False)
    claimed = other is not None and other[0] > proven[0] and other[1:] != proven[1:]
    return Held(proven[2], proven[0], proven=True, claimed=(other[2], other[0]) if other and claimed else None)


def consent_of(raws: Sequence[str], said: Iterable[Consents]) -> dict[str, Stands]:
    """Return how consent stands, by category, for whoever some raw ids are.

    Where anything of them is proven, a yes counts that somebody vouches for; a no counts whoever says it, until then.
    Else, and of a device by itself, the newest word counts. Of a yes and a no at one instant the no counts.
    """
    said = list(said)
    other, proven = _newest(one.said for one in said), _newest(one.proven for one in said)
    if not any(one.vouched for one in said) or (len(raws) == 1 and raws[0].startswith(ANONYMOUS)):
        newest = _newest([other, proven])
        return {name: Stands(*newest[name], proven=proven.get(name) == newest[name]) for name in sorted(newest)}
    refused = _newest([*(one.refused for one in said), *(_noes(one.said) for one in said)])
    return {
        name: _stands(proven.get(name), refused.get(name), other.get(name))
        for name in sorted({*other, *proven, *refused})
    }


def _stands(proven: tuple[bool, int] | None, no: tuple[bool, int] | None, other: tuple[bool, int] | None) -> Stands:
    yes = other[1] if other is not None and other[0] else None
    if no is not None and (proven is None or (proven[0] and no[1] >= proven[1])):
        return Stands(allowed=False, at=no[1], proven=False, claimed=yes if yes is not None and yes > no[1] else None)
    if proven is None:
        return Stands(allowed=None, at=yes or 0, proven=False)
    claimed = yes if yes is not None and not proven[0] and yes > proven[1] else None
    return Stands(allowed=proven[0], at=proven[1], proven=True, claimed=claimed)


def _noes(words: Words) -> Words:
    return {name: word for name, word in words.items() if not word[0]}


def _newest(some: Iterable[Words]) -> dict[str, tuple[bool, int]]:
    found: dict[str, tuple[bool, int]] = {}
    for words in some:
        for name, word in words.items():
            if name not in found or _rank(found[name]) < _rank(word):
                found[name] = word
    return found


def _rank(word: tuple[bool, int]) -> tuple[int, bool]:
    return word[1], not word[0]
