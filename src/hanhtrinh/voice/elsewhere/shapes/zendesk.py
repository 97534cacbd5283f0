"""Zendesk: tickets (API, JSON export with or without comments), satisfaction ratings, ticket events by webhook."""

from collections.abc import Iterator
from typing import Any

from hanhtrinh.voice.elsewhere.model import Saying, shortened
from hanhtrinh.voice.elsewhere.paths import as_instant, as_text, at_path, members, text_at
from hanhtrinh.voice.elsewhere.plain import plain
from hanhtrinh.voice.elsewhere.shapes.shape import Object, Shape

_RATED = {"good": 5.0, "bad": 1.0, "good_with_comment": 5.0, "bad_with_comment": 1.0}


def knows(sent: Object) -> bool:
    """Tell whether an object is a ticket, a rating or an event of Zendesk."""
    if str(sent.get("type", "")).startswith("zen:event-type:ticket"):
        return isinstance(sent.get("detail"), dict)
    rating = {"ticket_id", "score", "requester_id"} <= set(sent)
    return rating or ({"requester_id", "subject", "via"} <= set(sent) and "created_at" in sent)


def sayings(sent: Object) -> Iterator[Saying]:
    """Yield the ticket as its requester wrote it, what they wrote since, and how they rated its answer."""
    if isinstance(sent.get("detail"), dict):
        yield from _event(sent)
    elif "ticket_id" in sent:
        yield from _rating(sent, as_text(sent["ticket_id"]), as_text(sent.get("requester_id")), sent)
    else:
        yield from _ticket(sent)


def _person(ticket: Object) -> str:
    email = text_at(ticket, "requester.email") or text_at(ticket, "via.source.from.address")
    return email or as_text(ticket.get("requester_id"))


def _ticket(ticket: Object) -> Iterator[Saying]:
    number, person = as_text(ticket.get("id")), _person(ticket)
    at, state, url = as_instant(ticket.get("created_at")), as_text(ticket.get("status")), as_text(ticket.get("url"))
    if at is None or not number:
        return
    title = as_text(ticket.get("subject"))
    text = plain(as_text(ticket.get("description"))) or title
    common: dict[str, Any] = {"person": person, "title": title, "url": url, "state": state, "thread": number}
    site = text_at(ticket, "via.channel")
    first = Saying(kind="ticket", id=number, at=at, text=shortened(text), site=site, **common)
    yield first
    requester = as_text(ticket.get("requester_id"))
    for comment in members(ticket, "comments"):
        later = _comment(comment, requester, common)
        if later is not None and later.text != first.text:
            yield later
    rating = ticket.get("satisfaction_rating")
    if isinstance(rating, dict):
        when = {"created_at": rating.get("created_at") or ticket.get("updated_at") or ticket.get("created_at")}
        yield from _rating({**when, **rating}, number, person, rating)


def _comment(comment: Object, requester: str, common: dict[str, Any]) -> Saying | None:
    at, own = as_instant(comment.get("created_at")), as_text(comment.get("id"))
    if at is None or not own or as_text(comment.get("author_id")) != requester or comment.get("public") is False:
        return None
    text = plain(as_text(comment.get("plain_body")) or as_text(comment.get("body")))
    return Saying(kind="ticket", id=f"comment-{own}", at=at, text=shortened(text), **common)


def _rating(rating: Object, ticket: str, person: str, source: Object) -> Iterator[Saying]:
    score, at = _RATED.get(as_text(rating.get("score"))), as_instant(rating.get("created_at"))
    if score is None or at is None:
        return
    yield Saying(
        kind="ticket",
        id=f"rating-{as_text(source.get('id')) or ticket}",
        at=at,
        text=plain(as_text(rating.get("comment"))),
        changed=as_instant(rating.get("updated_at")),
        score=score,
        scale="1-5",
        person=person,
        thread=ticket,
    )


def _event(sent: Object) -> Iterator[Saying]:
    """Yield what a ticket event tells: `ticket.created`, and `ticket.comment_added` by the requester."""
    detail, kind = sent["detail"], str(sent["type"]).rpartition(".")[2]
    number, at = as_text(detail.get("id")), as_instant(sent.get("time")) or as_instant(detail.get("created_at"))
    common: dict[str, Any] = {
        "person": as_text(detail.get("requester_id")), "title": as_text(detail.get("subject")),
        "state": as_text(detail.get("status")).lower(), "thread": number,
    }  # fmt: skip
    if at is None or not number:
        return
    if kind == "created":
        text = plain(as_text(detail.get("description"))) or common["title"]
        yield Saying(
            kind="ticket", id=number, at=as_instant(detail.get("created_at")) or at, text=shortened(text), **common
        )
    comment = at_path(sent, "event.comment")
    theirs = text_at(comment, "author.id") == common["person"]
    if kind == "comment_added" and isinstance(comment, dict) and theirs and comment.get("is_public") is not False:
        words = plain(as_text(comment.get("body")))
        yield Saying(kind="ticket", id=f"comment-{as_text(comment.get('id'))}", at=at, text=shortened(words), **common)


SHAPE = Shape(
    "zendesk", knows, sayings, (("ticket", ""), ("ticket", "1-5")), ("tickets", "satisfaction_ratings", "results")
)
