"""Freshdesk: tickets with their conversations, and satisfaction ratings."""

from collections.abc import Iterator
from typing import Any

from hanhtrinh.voice.elsewhere.model import Saying, shortened
from hanhtrinh.voice.elsewhere.paths import as_instant, as_number, as_text, members, text_at
from hanhtrinh.voice.elsewhere.plain import plain
from hanhtrinh.voice.elsewhere.shapes.shape import Object, Shape

_STATES = {"2": "open", "3": "pending", "4": "resolved", "5": "closed"}
_RATED = {103: 7.0, 102: 6.0, 101: 5.0, 100: 4.0, -101: 3.0, -102: 2.0, -103: 1.0}


def knows(sent: Object) -> bool:
    """Tell whether an object is a ticket or a rating of Freshdesk."""
    if {"ratings", "ticket_id"} <= set(sent):
        return isinstance(sent["ratings"], dict)
    return (
        {"requester_id", "subject", "source", "status"} <= set(sent)
        and "via" not in sent
        and ("description_text" in sent or "responder_id" in sent or "fr_escalated" in sent)
    )


def sayings(sent: Object) -> Iterator[Saying]:
    """Yield the ticket, what its requester wrote since, or how they rated its answer."""
    if "ratings" in sent:
        yield from _rating(sent)
        return
    number, at = as_text(sent.get("id")), as_instant(sent.get("created_at"))
    if not number or at is None:
        return
    title = as_text(sent.get("subject"))
    text = plain(as_text(sent.get("description_text")) or as_text(sent.get("description"))) or title
    person = text_at(sent, "requester.email") or as_text(sent.get("email")) or as_text(sent.get("requester_id"))
    state = as_text(sent.get("status"))
    common: dict[str, Any] = {"person": person, "title": title, "state": _STATES.get(state, state), "thread": number}
    yield Saying(kind="ticket", id=number, at=at, text=shortened(text), **common)
    for part in members(sent, "conversations"):
        when, own = as_instant(part.get("created_at")), as_text(part.get("id"))
        if when is not None and own and part.get("incoming") is True and part.get("private") is not True:
            words = plain(as_text(part.get("body_text")) or as_text(part.get("body")))
            yield Saying(kind="ticket", id=f"comment-{own}", at=when, text=shortened(words), **common)


def _rating(sent: Object) -> Iterator[Saying]:
    at, given = as_instant(sent.get("created_at")), as_number(sent["ratings"].get("default_question"))
    score = _RATED.get(int(given)) if given is not None else None
    number = as_text(sent["ticket_id"])
    if at is not None and score is not None:
        yield Saying(
            kind="ticket", id=f"rating-{as_text(sent.get('id')) or number}", at=at, score=score, scale="1-7",
            changed=as_instant(sent.get("updated_at")), text=plain(as_text(sent.get("feedback"))),
            person=as_text(sent.get("user_id")), thread=number,
        )  # fmt: skip


SHAPE = Shape("freshdesk", knows, sayings, (("ticket", ""), ("ticket", "1-7")), ("tickets", "results"))
