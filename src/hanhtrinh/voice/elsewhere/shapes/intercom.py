"""Intercom: conversations with their parts and rating, and the notifications that carry them."""

from collections.abc import Iterator
from typing import Any

from hanhtrinh.voice.elsewhere.model import Saying, fitting, shortened
from hanhtrinh.voice.elsewhere.paths import as_instant, as_number, as_text, at_path, members, text_at
from hanhtrinh.voice.elsewhere.plain import plain
from hanhtrinh.voice.elsewhere.shapes.shape import Object, Shape

_CUSTOMERS = ("user", "lead", "contact")


def knows(sent: Object) -> bool:
    """Tell whether an object is a conversation of Intercom, or a notification about one."""
    return _conversation(sent) is not None


def _conversation(sent: Object) -> Object | None:
    item = at_path(sent, "data.item") if sent.get("type") == "notification_event" else sent
    return item if isinstance(item, dict) and item.get("type") == "conversation" and "source" in item else None


def sayings(sent: Object) -> Iterator[Saying]:
    """Yield what the customer wrote, part by part, and how they rated the conversation."""
    talk = _conversation(sent)
    number = as_text(talk.get("id")) if talk is not None else ""
    if talk is None or not number:
        return
    person = _person(at_path(talk, "source.author")) or text_at(talk, "contacts.contacts.0.id")
    common: dict[str, Any] = {
        "person": person, "title": plain(text_at(talk, "source.subject") or text_at(talk, "title")),
        "url": text_at(talk, "source.url"), "state": text_at(talk, "state"), "thread": number,
    }  # fmt: skip
    kind: Any = "email" if text_at(talk, "source.type") == "email" else "chat"
    at = as_instant(talk.get("created_at"))
    if at is not None and text_at(talk, "source.author.type") in _CUSTOMERS:
        words = plain(text_at(talk, "source.body"))
        yield Saying(kind=kind, id=number, at=at, text=shortened(words), **common)
    for part in members(talk, "conversation_parts.conversation_parts"):
        when, own = as_instant(part.get("created_at")), as_text(part.get("id"))
        if when is not None and own and text_at(part, "author.type") in _CUSTOMERS:
            words = plain(as_text(part.get("body")))
            changed = as_instant(part.get("updated_at"))
            yield Saying(kind=kind, id=f"part-{own}", at=when, changed=changed, text=shortened(words), **common)
    yield from _rating(talk, number, common)


def _person(author: object) -> str:
    return text_at(author, "email") or text_at(author, "id") if text_at(author, "type") in _CUSTOMERS else ""


def _rating(talk: Object, number: str, common: dict[str, Any]) -> Iterator[Saying]:
    rating = talk.get("conversation_rating")
    if not isinstance(rating, dict):
        return
    score, at = fitting(as_number(rating.get("rating")), "1-5"), as_instant(rating.get("created_at"))
    if score is not None and at is not None:
        words = plain(as_text(rating.get("remark")))
        changed = as_instant(rating.get("updated_at"))
        yield Saying(
            kind="chat", id=f"rating-{number}", at=at, changed=changed, score=score, scale="1-5", text=words, **common
        )


SHAPE = Shape("intercom", knows, sayings, (("chat", ""), ("email", ""), ("chat", "1-5")), ("conversations",))
