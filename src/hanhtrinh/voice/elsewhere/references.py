"""Which letters a letter answers, by the ids its headers name."""

import re

LONGEST = 8_000
MOST = 50
_ID = re.compile(r"<([^<>\s]{1,250})>|([^<>\s,;]{1,250}@[^<>\s,;]{1,250})")


def nearest(replied: str, references: str) -> tuple[str, ...]:
    """Return the ids in In-Reply-To and References, the nearest first, with or without their brackets.

    >>> nearest("<b@x>", "<a@x> <b@x>")
    ('b@x', 'a@x')
    """
    return tuple(dict.fromkeys([*_ids(replied), *reversed(_ids(references))]))[:MOST]


def _ids(text: str) -> list[str]:
    return [found[1] or found[2] for found in _ID.finditer(text[:LONGEST])]
