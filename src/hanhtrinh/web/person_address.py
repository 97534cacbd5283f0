"""Addresses of people's pages: any id is safe in them, with slashes, signs and however long."""

import base64
import binascii

from hanhtrinh.errors import NotFound
from hanhtrinh.ports.accounts import Space

_MARK = "p-"


def person_token(person: str) -> str:
    """Return a person's id as one part of an address."""
    return _MARK + base64.urlsafe_b64encode(person.encode("utf-8", "replace")).decode().rstrip("=")


def person_of_token(token: str) -> str:
    """Return the id a part of an address stands for; NotFound where it stands for none."""
    body = token.removeprefix(_MARK)
    try:
        if not token.startswith(_MARK):
            raise ValueError(token)
        return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode("utf-8")
    except (ValueError, binascii.Error, UnicodeDecodeError):
        raise NotFound("people.no_person") from None


def person_path(space: Space, person: str, more: str = "") -> str:
    """Return the address of a person's profile, or of a page below it."""
    return f"/w/{space.slug}/people/{person_token(person)}{more}"
