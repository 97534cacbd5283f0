"""A text with the part marked that speaks of a theme, and a theme's name with how the text feels about it."""

from hanhtrinh.draw.markup import Child, h
from hanhtrinh.voice.text.passage import Passage


def marked(text: str, span: Passage | None, most: int = 20_000) -> list[Child]:
    """Return a text with a part marked; of a longer one so many letters around that part. Where the part is all there
    is nothing is marked.
    """
    start, end = span or (0, 0)
    low = max(0, min(start - max(0, most - (end - start)) // 2, len(text) - most))
    high = min(len(text), max(end, low + most))
    low = start - len(text[low:start].partition(" ")[2]) if low else 0
    high = end + len(text[end:high].rpartition(" ")[0]) if high < len(text) else high
    before, part, after = text[low:start], text[start:end], text[end:high]
    alone = not before.strip() and not after.strip(" .!")
    parts: list[Child] = ["…" if low else "", before, part if alone or not part else h("mark", part), after]
    return [*parts, "…" if high < len(text) else ""]
