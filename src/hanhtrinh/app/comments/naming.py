"""Whom a text names: `@` and a colleague's name or e-mail address, as people write it."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hanhtrinh.ports.accounts import User


class Named(NamedTuple):
    """A piece of a text; `user` is who it names, None for the words between."""

    text: str
    user: User | None = None


def named_in(text: str, team: Sequence[User]) -> tuple[Named, ...]:
    """Return a text in pieces. The longest name wins; a name two colleagues share names nobody, their addresses do.

    >>> minh = User(id="m", email="minh@example.com", name="Minh", password="", language="vi", created_at=0)
    >>> [(piece.text, piece.user and piece.user.id) for piece in named_in("Nhờ @minh xem.", [minh])]
    [('Nhờ ', None), ('@minh', 'm'), (' xem.', None)]
    """
    written = unicodedata.normalize("NFC", text)
    return tuple(_pieces(written, _calls(team)))


def _pieces(text: str, calls: Sequence[tuple[str, User]]) -> Iterator[Named]:
    start = at = 0
    while (at := text.find("@", at)) >= 0:
        found = None if at and text[at - 1].isalnum() else _called(text, at + 1, calls)
        if found is None:
            at += 1
            continue
        end, user = found
        if at > start:
            yield Named(text[start:at])
        yield Named(text[at:end], user)
        start = at = end
    if start < len(text):
        yield Named(text[start:])


def _called(text: str, start: int, calls: Sequence[tuple[str, User]]) -> tuple[int, User] | None:
    for name, user in calls:
        end = start + len(name)
        if text[start:end].lower() == name and not text[end : end + 1].isalnum():
            return end, user
    return None


def _calls(team: Sequence[User]) -> list[tuple[str, User]]:
    """Return what each colleague can be called by, the longest first."""
    names = [(unicodedata.normalize("NFC", user.name).lower(), user) for user in team if user.name]
    known = [name for name, _ in names]
    calls = [(name, user) for name, user in names if known.count(name) == 1]
    calls += [(user.email.lower(), user) for user in team]
    return sorted(calls, key=lambda call: -len(call[0]))
