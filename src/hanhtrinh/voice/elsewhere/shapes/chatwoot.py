"""Chatwoot: messages and conversations by webhook and API, and satisfaction answers."""

from collections.abc import Iterator
from typing import Any

from hanhtrinh.voice.elsewhere.model import Saying, fitting, shortened
from hanhtrinh.voice.elsewhere.paths import as_instant, as_number, as_text, at_path, members, text_at
from hanhtrinh.voice.elsewhere.plain import plain
from hanhtrinh.voice.elsewhere.shapes.shape import Object, Shape

_EVENTS = ("message_created", "message_updated", "conversation_created", "conversation_updated",
           "conversation_status_changed", "conversation_resolved")  # fmt: skip
_INCOMING = ("incoming", "0")


def knows(sent: Object) -> bool:
    """Tell whether an object is a message, a conversation or a satisfaction answer of Chatwoot."""
    if sent.get("event") in _EVENTS:
        return True
    answer = {"rating", "feedback_message", "conversation_id"} <= set(sent)
    message = {"content", "message_type", "conversation_id", "inbox_id"} <= set(sent)
    return answer or message or {"messages", "inbox_id", "meta"} <= set(sent)


def sayings(sent: Object) -> Iterator[Saying]:
    """Yield what the contact wrote, and how they rated the conversation."""
    if "feedback_message" in sent and "rating" in sent:
        yield from _answer(sent)
    elif "content" in sent:
        yield from _message(sent, sent)
    else:
        for message in members(sent, "messages"):
            yield from _message(message, sent)


def _contact(of: object) -> str:
    named = (text_at(of, name) for name in ("identifier", "email", "phone_number"))
    return next((name for name in named if name), "")


def _message(message: Object, around: Object) -> Iterator[Saying]:
    own, at = as_text(message.get("id")), as_instant(message.get("created_at"))
    if not own or at is None:
        return
    rating = at_path(message, "content_attributes.submitted_values.csat_survey_response")
    thread = (
        text_at(message, "conversation.display_id") or text_at(message, "conversation.id")
        or as_text(message.get("conversation_id")) or as_text(around.get("id"))
    )  # fmt: skip
    person = _contact(message.get("sender")) or _contact(at_path(around, "meta.sender")) or f"chatwoot-{thread}"
    common: dict[str, Any] = {
        "person": person, "site": text_at(around, "inbox.name") or text_at(around, "channel"), "thread": thread,
        "state": text_at(message, "conversation.status") or text_at(around, "status"),
    }  # fmt: skip
    if isinstance(rating, dict):
        when = as_instant(message.get("updated_at")) or at
        yield from _rated(
            rating.get("rating"), as_text(rating.get("feedback_message")), f"rating-{thread}", when, common
        )
    elif as_text(message.get("message_type")) in _INCOMING and message.get("private") is not True:
        words = plain(as_text(message.get("content")))
        yield Saying(kind="chat", id=own, at=at, text=shortened(words), **common)


def _answer(sent: Object) -> Iterator[Saying]:
    at, thread = as_instant(sent.get("created_at")), as_text(sent.get("conversation_id"))
    if at is not None:
        person = _contact(sent.get("contact")) or f"chatwoot-{thread}"
        words = as_text(sent.get("feedback_message"))
        yield from _rated(sent.get("rating"), words, f"rating-{thread}", at, {"person": person, "thread": thread})


def _rated(given: object, words: str, own: str, at: int, common: dict[str, Any]) -> Iterator[Saying]:
    score = fitting(as_number(given), "1-5")
    if score is not None:
        yield Saying(kind="chat", id=own, at=at, score=score, scale="1-5", text=shortened(plain(words)), **common)


SHAPE = Shape("chatwoot", knows, sayings, (("chat", ""), ("chat", "1-5")), ("payload", "csat_survey_responses"))
