"""What is said on Facebook (comments, recommendations, page messages), Zalo (ZNS ratings) and Shopee (reviews)."""

from collections.abc import Iterator

from hanhtrinh.voice.elsewhere.model import Saying, fitting, shortened
from hanhtrinh.voice.elsewhere.paths import as_instant, as_number, as_text, at_path, members, text_at
from hanhtrinh.voice.elsewhere.plain import tidy
from hanhtrinh.voice.elsewhere.shapes.shape import Object, Shape

_RECOMMENDED = {"positive": 5.0, "negative": 1.0}


def knows_facebook(sent: Object) -> bool:
    """Tell whether an object is a part of a Facebook export, of the Graph API or of a page's webhook."""
    if sent.get("object") == "page" and isinstance(sent.get("entry"), list):
        return True
    if {"sender_name", "timestamp_ms"} <= set(sent) or "recommendation_type" in sent:
        return True
    return "timestamp" in sent and any("comment" in one for one in members(sent, "data"))


def of_facebook(sent: Object) -> Iterator[Saying]:
    """Yield comments, recommendations and messages."""
    if sent.get("object") == "page":
        for entry in members(sent, "entry"):
            for change in members(entry, "changes"):
                yield from _change(change.get("field"), change.get("value"))
    elif "sender_name" in sent:
        yield from _page_message(sent)
    elif "recommendation_type" in sent:
        yield from _recommendation(sent, as_text(sent.get("id")), sent.get("created_time"))
    else:
        yield from _comments(sent)


def _change(field: object, value: object) -> Iterator[Saying]:
    if not isinstance(value, dict) or value.get("verb") == "remove":
        return
    if field == "ratings" and value.get("item") == "rating":
        own = as_text(value.get("open_graph_story_id")) or f"{as_text(value.get('reviewer_id'))}-rating"
        yield from _recommendation(value, own, value.get("created_time"))
    at = as_instant(value.get("created_time"))
    if field == "feed" and value.get("item") == "comment" and at is not None:
        yield Saying(
            kind="mention",
            id=as_text(value.get("comment_id")),
            at=at,
            text=shortened(tidy(as_text(value.get("message")))),
            person=_named("facebook", text_at(value, "from.id")),
            site="Facebook",
            thread=as_text(value.get("post_id")),
        )


def _recommendation(about: Object, own: str, created: object) -> Iterator[Saying]:
    at = as_instant(created)
    reviewer = text_at(about, "reviewer.id") or as_text(about.get("reviewer_id"))
    score = _RECOMMENDED.get(as_text(about.get("recommendation_type")).lower())
    stars = fitting(as_number(about.get("rating")), "1-5")
    if at is not None:
        yield Saying(
            kind="review",
            id=own or f"{reviewer}-rating",
            at=at,
            text=shortened(tidy(as_text(about.get("review_text")))),
            score=stars if stars is not None else score,
            scale="1-5",
            person=_named("facebook", reviewer),
            site="Facebook",
        )


def _page_message(sent: Object) -> Iterator[Saying]:
    """Yield a message of a page's inbox; what the page itself wrote is marked `said_by_us` by who reads the file."""
    at, words = as_instant(sent["timestamp_ms"]), tidy(as_text(sent.get("content")))
    if at is not None and words and not sent.get("said_by_us"):
        thread = as_text(sent.get("thread_path")) or as_text(sent["sender_name"])
        yield Saying(
            kind="chat", id=f"{thread}-{as_text(sent['timestamp_ms'])}", at=at, text=shortened(words), site="Facebook",
            thread=thread, person=_named("facebook", thread.rpartition("_")[2] if "_" in thread else ""),
        )  # fmt: skip


def _comments(sent: Object) -> Iterator[Saying]:
    for one in members(sent, "data"):
        comment = one.get("comment")
        at = as_instant(at_path(comment, "timestamp")) or as_instant(sent.get("timestamp"))
        words = tidy(text_at(comment, "comment"))
        if at is not None and words:
            yield Saying(
                kind="mention", id=f"{at}-{text_at(comment, 'author')}", at=at, text=shortened(words), site="Facebook",
                title=tidy(as_text(sent.get("title"))),
            )  # fmt: skip


def knows_zalo(sent: Object) -> bool:
    """Tell whether an object is an answer to a ZNS rating message of Zalo."""
    if sent.get("event_name") == "user_feedback":
        return isinstance(sent.get("message"), dict)
    return {"rate", "msgId"} <= set(sent) or {"rate", "msg_id"} <= set(sent)


def of_zalo(sent: Object) -> Iterator[Saying]:
    """Yield the rating with its note and the reasons that were ticked."""
    about = sent["message"] if isinstance(sent.get("message"), dict) else sent
    own = as_text(about.get("msgId")) or as_text(about.get("msg_id"))
    at = (
        as_instant(about.get("submitDate")) or as_instant(about.get("submit_time")) or as_instant(sent.get("timestamp"))
    )
    parts = [as_text(about.get("note")), as_text(about.get("feedbacks"))]
    if own and at is not None:
        yield Saying(
            kind="review",
            id=own,
            at=at,
            text=shortened(tidy(". ".join(part.strip(" .") for part in parts if part.strip()))),
            score=fitting(as_number(about.get("rate")), "1-5"),
            scale="1-5",
            site="Zalo",
            person=as_text(about.get("trackingId")) or as_text(about.get("tracking_id")),
        )


def knows_shopee(sent: Object) -> bool:
    """Tell whether an object is a review of Shopee, as its seller API or its shop pages tell it."""
    return "rating_star" in sent and "comment" in sent


def of_shopee(sent: Object) -> Iterator[Saying]:
    """Yield the review; the seller's reply makes it answered."""
    own = as_text(sent.get("comment_id")) or as_text(sent.get("cmtid"))
    at = as_instant(sent.get("create_time")) or as_instant(sent.get("ctime"))
    buyer = as_text(sent.get("userid")) or as_text(sent.get("buyer_username")) or as_text(sent.get("author_username"))
    reply = sent.get("comment_reply") or sent.get("ItemRatingReply")
    if own and at is not None:
        yield Saying(
            kind="review",
            id=own,
            at=at,
            changed=as_instant(sent.get("mtime")),
            site="Shopee",
            text=shortened(tidy(as_text(sent["comment"]))),
            score=fitting(as_number(sent["rating_star"]), "1-5"),
            scale="1-5",
            person=_named("shopee", buyer),
            thread=as_text(sent.get("order_sn")) or as_text(sent.get("orderid")),
            state="answered" if reply else "",
        )


def _named(prefix: str, own: str) -> str:
    return f"{prefix}-{own}" if own else ""


FACEBOOK = Shape(
    "facebook", knows_facebook, of_facebook, (("mention", ""), ("review", "1-5"), ("chat", "")),
    ("comments_v2", "comments", "messages", "data"), broken=True,
)  # fmt: skip
ZALO = Shape("zalo", knows_zalo, of_zalo, (("review", "1-5"),), ("data",))
SHOPEE = Shape("shopee", knows_shopee, of_shopee, (("review", "1-5"),), ("item_comment_list", "ratings"))
