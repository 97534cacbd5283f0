"""The letters that stand for a colleague where there is no room for a name."""


def initials(name: str) -> str:
    """Return the first letters of a name's first and last word.

    >>> initials("Nguyễn Thị Lan"), initials("Minh"), initials("")
    ('NL', 'M', '?')
    """
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper() or "?"
