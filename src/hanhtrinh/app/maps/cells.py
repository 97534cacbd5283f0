"""What stands in a cell of a map, as lines that a page shows and gives back."""

import msgspec

from hanhtrinh.i18n import Lang, Localized, Text, say


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a cell: its words, and a pain's severity, a feeling's score, or `1` for a mark that is set.

    A choice (a touchpoint, an icon, a day) stands in `text` by its key. `level` is also how a question is asked and the
    share of a plan. Opportunities have a `value` and `effort`, comparisons a `source`; a picture is a `file`, its
    `text` says what is to be seen.
    """

    text: str = ""
    level: str = ""
    value: str = ""
    effort: str = ""
    source: str = ""
    file: str = ""


def said_in(old: Text, lang: Lang, text: str) -> Text:
    """Return a text that says something else in one language; what is the same in both stays one text."""
    words = text.replace("\r\n", "\n").strip()
    if words == say(old, lang):
        return old
    if not isinstance(old, Localized):
        return words
    other = msgspec.structs.replace(old, **{lang: words or None})
    return other if other.vi or other.en else ""
