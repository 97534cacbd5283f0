"""Two texts made from one, merged line by line, so that the comments and the layout of both stay.

After Khanna, Kunal and Pierce, *A formal investigation of diff3* (2007).
"""

from collections.abc import Sequence
from difflib import SequenceMatcher


def merged_lines(base: str, mine: str, theirs: str) -> str | None:
    """Return both texts as one; None where both have changed the same lines, or lines that touch.

    >>> merged_lines("a\\nb\\nc\\n", "A\\nb\\nc\\n", "a\\nb\\nC\\n")
    'A\\nb\\nC\\n'
    >>> merged_lines("a\\n", "A\\n", "B\\n") is None
    True
    """
    old, my, their = (text.splitlines(keepends=True) for text in (base, mine, theirs))
    in_mine, in_theirs = _places(old, my), _places(old, their)
    result: list[str] = []
    i = j = k = 0
    for at in [*(line for line in range(len(old)) if line in in_mine and line in in_theirs), len(old)]:
        ends = (in_mine.get(at, len(my)), in_theirs.get(at, len(their)))
        part = _region(old[i:at], my[j : ends[0]], their[k : ends[1]])
        if part is None:
            return None
        result += part
        if at < len(old):
            result.append(old[at])
        i, j, k = at + 1, ends[0] + 1, ends[1] + 1
    return "".join(result)


def _region(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Sequence[str] | None:
    if mine in (base, theirs):
        return theirs
    return mine if theirs == base else None


def _places(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}
