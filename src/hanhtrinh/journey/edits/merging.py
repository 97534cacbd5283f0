"""What two people wrote over one and the same text, merged: by words, by items of a list, by values.

`base` is what the writing began from, `mine` what is to be written, `theirs` what stands there by now. Changes of
different words go together; where both changed the same ones, both versions stay, theirs first: no word that anybody
typed is lost. Of two numbers or choices the later one, mine, stays, and what it took the place of is told.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from hanhtrinh.journey.edits.sequences import common

TEXTS = frozenset({"text", "vi", "en", "words", "note", "source", "alt"})
"""Fields of plain data that hold words; another text is a choice, which is merged as a whole."""
_TOKEN = re.compile(r"\s+|\S+")
_ALIKE = 0.4


class Merged(NamedTuple):
    """What came out. `both`: the same words were changed by both, and both versions stand there.

    `lost` holds the numbers and choices of theirs that mine took the place of.
    """

    value: Any
    both: bool = False
    lost: tuple[Any, ...] = ()


def merge_text(base: str, mine: str, theirs: str, between: str = "\n") -> Merged:
    """Return two versions of a text merged by words; `between` goes between two that have nothing in common.

    >>> merge_text("sees an ad", "sees an ad twice", "sees a nice ad").value
    'sees a nice ad twice'
    >>> merge_text("", "mine", "theirs", " / ")
    Merged(value='theirs / mine', both=True, lost=())
    """
    if theirs == base:  # to the sign: how my letters are composed is mine too
        return Merged(mine)
    if _same(mine, base) or _same(mine, theirs):
        return Merged(theirs)
    if _same(theirs, base):
        return Merged(mine)
    return _by_words(_tokens(base), _tokens(mine), _tokens(theirs), between)


def merge_values(base: Any, mine: Any, theirs: Any, field: str = "", between: str = "\n") -> Merged:
    """Return two versions of plain data merged: texts by words, lists by items, the rest field by field.

    `field` says what the data are, for a text may be words or a choice.
    """
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    if isinstance(mine, str) and isinstance(theirs, str) and field in TEXTS:
        return merge_text(base if isinstance(base, str) else "", mine, theirs, between)
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return _by_fields(base if isinstance(base, Mapping) else {}, mine, theirs, between)
    if isinstance(mine, (list, tuple)) and isinstance(theirs, (list, tuple)):
        return _by_items(base if isinstance(base, (list, tuple)) else (), mine, theirs)
    return Merged(mine, lost=(theirs,))


def aligned(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """Return for each new item which old one it was, None for what is new.

    Items that say the same are the same; of the others those that stand in each other's place, or are alike.

    >>> aligned(["slow", "dear"], ["new", "slow", "dearer"])
    [None, 0, 1]
    """
    was, now = [said(item) for item in old], [said(item) for item in new]
    found: dict[int, int] = {k: i for i, k in common(was, now)}
    free = [i for i in range(len(was)) if i not in found.values()]
    for k, text in enumerate(now):
        same = next((i for i in free if k not in found and was[i] == text), None)
        if same is not None:
            free.remove(same)
            found[k] = same
    for olds, news in _gaps(found, len(was), len(now)):
        found |= _paired(was, now, [i for i in olds if i in free], news)
    return [found.get(k) for k in range(len(now))]


def said(item: Any) -> str:
    """Return the words of an item, for telling whether two are the same."""
    if isinstance(item, str):
        return _key(item)
    if isinstance(item, Mapping):
        return "\0".join(said(item[name]) for name in sorted(TEXTS & item.keys()) if item[name])
    return str(item)


def _gaps(found: Mapping[int, int], olds: int, news: int) -> Iterator[tuple[range, list[int]]]:
    """Yield what stands between two items that are still there, old and new."""
    i = k = 0
    for at, was in [*sorted(found.items()), (news, olds)]:
        if was >= i:
            yield range(i, was), [n for n in range(k, at) if n not in found]
            i, k = was + 1, at + 1


def _paired(was: Sequence[str], now: Sequence[str], olds: list[int], news: list[int]) -> dict[int, int]:
    if len(olds) == len(news):
        return dict(zip(news, olds, strict=True))
    pairs: dict[int, int] = {}
    for k in news:
        best = max(olds, key=lambda i: _likeness(was[i], now[k]), default=None)
        if best is not None and _likeness(was[best], now[k]) >= _ALIKE:
            olds.remove(best)
            pairs[k] = best
    return pairs


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _by_fields(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], between: str) -> Merged:
    """Merge field by field; a field that one has not is None."""
    value: dict[str, Any] = {}
    both = False
    lost: list[Any] = []
    for name in dict.fromkeys([*theirs, *mine]):
        found = merge_values(base.get(name), mine.get(name), theirs.get(name), name, between)
        both |= found.both
        lost += found.lost
        if found.value is not None or (name in theirs and name in mine):
            value[name] = found.value
    return Merged(value, both, tuple(lost))


class _Placed(NamedTuple):
    item: Any
    base: int | None


def _by_items(base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> Merged:
    """Merge lists: in my order, unless they have moved something; what either added is there, what changed stays."""
    mine_of, theirs_of = aligned(base, mine), aligned(base, theirs)
    kept = [i for i in theirs_of if i is not None]
    sides = ((mine, mine_of), (theirs, theirs_of)) if kept == sorted(kept) else ((theirs, theirs_of), (mine, mine_of))
    (first, first_of), (second, second_of) = sides
    there = {b: second[k] for k, b in enumerate(second_of) if b is not None}
    result: list[_Placed] = []
    both = False
    lost: list[Any] = []
    for item, b in zip(first, first_of, strict=True):
        if b is None or (b not in there and item != base[b]):
            result.append(_Placed(item, b))
        elif b in there:
            my, their = (item, there[b]) if first is mine else (there[b], item)
            found = merge_values(base[b], my, their, "text")
            both |= found.both
            lost += found.lost
            result += [_Placed(one, b) for one in ((their, my) if found.both else (found.value,))]
    _put_in(result, second, second_of, base)
    return Merged([one.item for one in result], both, tuple(lost))


def _put_in(result: list[_Placed], other: Sequence[Any], other_of: Sequence[int | None], base: Sequence[Any]) -> None:
    """Put into a merged list what the other one added, or changed where it was taken out, behind its neighbour."""
    there, at = {one.base for one in result}, 0
    added = [said(one.item) for one in result if one.base is None]
    for item, b in zip(other, other_of, strict=True):
        if b in there and b is not None:
            at = max(i for i, one in enumerate(result) if one.base == b) + 1
        elif (b is None and said(item) not in added) or (b is not None and item != base[b]):
            result.insert(at, _Placed(item, b))
            at += 1


def _key(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _same(one: str, other: str) -> bool:
    return one == other or _key(one) == _key(other)


def _tokens(text: str) -> list[str]:
    """Return the words and the spaces between them; a mark that belongs to the sign before it stays with it."""
    found: list[str] = []
    for token in _TOKEN.findall(text):
        if found and _continues(token[0]):
            found[-1] += token
        else:
            found.append(token)
    return found


def _continues(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Mc", "Me") or sign == "\N{ZERO WIDTH JOINER}"


def _by_words(base: list[str], mine: list[str], theirs: list[str], between: str) -> Merged:
    """Merge three texts by the words of the base left in both (Khanna, Kunal, Pierce: Investigation of diff3)."""
    in_mine, in_theirs = _places(base, mine), _places(base, theirs)
    shared = {i for i in in_mine if i in in_theirs}
    words = {i for i in shared if base[i].strip()}
    stable = sorted(i for i in shared if i in words or i - 1 in words or i + 1 in words)
    result: list[str] = []
    both = False
    i = j = k = 0
    for s in [*stable, None]:
        end = (len(base), len(mine), len(theirs)) if s is None else (s, in_mine[s], in_theirs[s])
        region = base[i : end[0]], mine[j : end[1]], theirs[k : end[2]]
        part, clash = _region(*region, between if not stable else " ")
        result += part
        both |= clash
        if s is not None:
            result.append(theirs[end[2]])
            i, j, k = (one + 1 for one in end)
    return Merged("".join(result), both)


def _region(base: list[str], mine: list[str], theirs: list[str], between: str) -> tuple[list[str], bool]:
    """Return what stands between two shared words, and whether both have changed it."""
    was, my, their = ([_key(token) for token in one] for one in (base, mine, theirs))
    if my in (was, their):
        return theirs, False
    if their == was:
        return mine, False
    if not "".join(mine).strip():
        return theirs, False
    if not "".join(theirs).strip():
        return mine, False
    apart = theirs[-1].isspace() or mine[0].isspace()
    return [*theirs, *([] if apart else [between]), *mine], True


def _places(base: list[str], other: list[str]) -> dict[int, int]:
    """Return where the tokens of a base stand in another text, in order."""
    matcher = SequenceMatcher(None, [_key(t) for t in base], [_key(t) for t in other], autojunk=False)
    return {b.a + n: b.b + n for b in matcher.get_matching_blocks() for n in range(b.size)}
