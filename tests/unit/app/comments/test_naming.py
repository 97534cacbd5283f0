"""Whom a text names."""

import unicodedata

import pytest

from hanhtrinh.app.comments.naming import named_in
from hanhtrinh.ports.accounts import User


def user(id: str, name: str) -> User:
    return User(id=id, email=f"{id}@example.com", name=name, password="", language="vi", created_at=0)


TEAM = [user("an", "An"), user("an-lan", "An Lan"), user("ha", "Hà"), user("m1", "Minh"), user("m2", "minh")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@An xem giúp", ["an"]),
        ("@an lan xem giúp", ["an-lan"]),
        ("@AN LAN, @hà", ["an-lan", "ha"]),
        ("@Anh nào cũng được", []),
        ("@Minh", []),
        ("@m2@example.com và @m1@example.com.", ["m2", "m1"]),
        ("thư gửi a@an.vn", []),
        (unicodedata.normalize("NFD", "nhờ @Hà"), ["ha"]),
        ("@@An", ["an"]),
        ("@", []),
        ("", []),
    ],
)
def test_names_and_addresses(text: str, named: list[str]) -> None:
    """The longest name counts, whatever its case; one that two share names nobody, an address does."""
    assert [piece.user.id for piece in named_in(text, TEAM) if piece.user] == named


@pytest.mark.parametrize("text", ["@An và @Hà", "không có ai", "x@An", "@An", "a @ b"])
def test_nothing_is_lost(text: str) -> None:
    """The pieces together are the text."""
    assert "".join(piece.text for piece in named_in(text, TEAM)) == text
