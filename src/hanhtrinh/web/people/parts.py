"""What the pages of people share."""

import hashlib

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.components import sign, tabs

NAMED = (
    "name", "email", "phone", "city", "age", "age_group", "account", "birthday", "gender", "createdAt", "company",
    "language", "first_channel",
)  # fmt: skip
"""Traits that have a name in the reader's language; others stand as the sender calls them."""
_SHADES = 6
_SHOWN_ID = 48


def say(lang: Lang, key: str, **params: object) -> str:
    """Return a message of the pages of people."""
    return tr(f"people.{key}", lang, **params)


def words_of(lang: Lang, zone: str) -> Words:
    """Return numbers and instants in words."""
    return Words(lang, zone)


def area_tabs(lang: Lang, space: Space, active: str, *, records: bool) -> Markup:
    """Return the parts of the area: people, segments, and what left the product."""
    items = [(f"/w/{space.slug}/people", say(lang, "title")), (f"/w/{space.slug}/segments", say(lang, "segments"))]
    if records:
        items.append((f"/w/{space.slug}/people/records", say(lang, "records")))
    return tabs(items, f"/w/{space.slug}/{active}", say(lang, "title"))


def face(person: str, name: str) -> Markup:
    """Return a round sign with a person's initials, its shade by their id; a device has a picture instead."""
    shade = hashlib.sha256(person.encode("utf-8", "replace")).digest()[0] % _SHADES
    inside = sign("smartphone") if person.startswith("~") and name == person else _initials(name)
    return h(f"span.face.shade{shade}", inside, aria_hidden="true")


def _initials(name: str) -> str:
    letters = [word[0] for word in name.replace(".", " ").replace("@", " ").split() if word[0].isalnum()]
    picked = letters[-2:] if len(letters) > 1 else letters[:1]
    return "".join(picked).upper() or "?"


ONE_ANSWER = "~response-"
"""What the id of somebody begins with of whom nothing is known but one answer by an open link."""


def shown_id(person: str) -> str:
    """Return an id as it fits on a line; the mark of a device is left out."""
    text = person.removeprefix("~")
    return text if len(text) <= _SHOWN_ID else text[: _SHOWN_ID - 1] + "…"


def shown_name(person: str, name: str, lang: Lang) -> str:
    """Return what a person is called on a page: an anonymous device by the beginning of its id."""
    if name != person:
        return name
    if person.startswith(ONE_ANSWER):
        return f"{say(lang, 'anonymous_answer')} {person.removeprefix(ONE_ANSWER)[:6]}"
    return f"{say(lang, 'anonymous')} {shown_id(person)[:8]}" if person.startswith("~") else shown_id(person)


def trait_name(name: str, lang: Lang) -> str:
    """Return what a trait is called."""
    return say(lang, f"trait_{name.lower()}") if name in NAMED else name
