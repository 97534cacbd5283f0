"""Names, e-mail addresses and slugs as people type them."""

import re
import unicodedata

from hanhtrinh.errors import InputError
from hanhtrinh.i18n import without_marks

MOST_NAME, MOST_EMAIL, MOST_SLUG = 80, 254, 40
_EMAIL = re.compile(r"[^@\s\x00-\x1f<>\"',;]{1,64}@[^@\s\x00-\x1f<>\"',;]+")


def checked_name(given: str) -> str:
    """Return a name of a person or workspace; InputError when it is empty, too long or not text."""
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if not 1 <= len(name) <= MOST_NAME or not name.isprintable():
        raise InputError("account.bad_name", most=MOST_NAME)
    return name


def checked_email(given: str) -> str:
    """Return an e-mail address in lower case; InputError when it cannot be one."""
    email = unicodedata.normalize("NFC", given).strip().lower()
    if len(email) > MOST_EMAIL or not _EMAIL.fullmatch(email):
        raise InputError("account.bad_email")
    return email


def slug_of(name: str, taken: frozenset[str] | set[str]) -> str:
    """Return what a workspace is called in addresses: `Nhà Mây` becomes `nha-may`, a second one `nha-may-2`."""
    plain = re.sub(r"[^a-z0-9]+", "-", without_marks(name).lower()).strip("-")[:MOST_SLUG].strip("-") or "workspace"
    if plain not in taken:
        return plain
    return next(f"{plain}-{n}" for n in range(2, len(taken) + 3) if f"{plain}-{n}" not in taken)
