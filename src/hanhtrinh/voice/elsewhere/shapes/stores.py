"""Reviews of apps: App Store (the public feed, App Store Connect) and Google Play (the publisher's API)."""

from collections.abc import Iterator

from hanhtrinh.voice.elsewhere.model import Saying, fitting, shortened
from hanhtrinh.voice.elsewhere.paths import as_instant, as_number, as_text, at_path, members, text_at
from hanhtrinh.voice.elsewhere.plain import tidy
from hanhtrinh.voice.elsewhere.shapes.shape import Object, Shape


def knows_feed(sent: Object) -> bool:
    """Tell whether an object is an entry of the App Store's feed, or a review of App Store Connect."""
    return "im:rating" in sent or (sent.get("type") == "customerReviews" and isinstance(sent.get("attributes"), dict))


def of_feed(sent: Object) -> Iterator[Saying]:
    """Yield the review."""
    if "im:rating" not in sent:
        yield from _connected(sent)
        return
    own, at = text_at(sent, "id.label"), as_instant(text_at(sent, "updated.label"))
    score = fitting(as_number(text_at(sent, "im:rating.label")), "1-5")
    if own and at is not None:
        yield Saying(
            kind="review",
            id=own,
            at=at,
            text=shortened(tidy(text_at(sent, "content.label"))),
            score=score,
            scale="1-5",
            title=tidy(text_at(sent, "title.label")),
            url=text_at(sent, "link.attributes.href"),
            site="App Store",
            person=_named("appstore", text_at(sent, "author.uri.label").rpartition("/id")[2]),
        )


def _connected(sent: Object) -> Iterator[Saying]:
    about, own = sent["attributes"], as_text(sent.get("id"))
    at, score = as_instant(about.get("createdDate")), fitting(as_number(about.get("rating")), "1-5")
    answered = at_path(sent, "relationships.response.data")
    if own and at is not None:
        yield Saying(
            kind="review", id=own, at=at, text=shortened(tidy(as_text(about.get("body")))), score=score, scale="1-5",
            title=tidy(as_text(about.get("title"))), site="App Store", state="answered" if answered else "",
        )  # fmt: skip


def knows_play(sent: Object) -> bool:
    """Tell whether an object is a review of Google Play's publisher API."""
    return "reviewId" in sent and bool(members(sent, "comments"))


def of_play(sent: Object) -> Iterator[Saying]:
    """Yield the review as it stands now."""
    comments = members(sent, "comments")
    words = next((one["userComment"] for one in comments if isinstance(one.get("userComment"), dict)), None)
    at = as_instant(at_path(words, "lastModified.seconds"))
    if words is None or at is None:
        return
    title, tab, body = as_text(words.get("text")).partition("\t")
    answered = any("developerComment" in one for one in comments)
    yield Saying(
        kind="review", id=as_text(sent["reviewId"]), at=at, text=shortened(tidy(body if tab else title)),
        title=tidy(title) if tab else "", score=fitting(as_number(words.get("starRating")), "1-5"), scale="1-5",
        site="Google Play", state="answered" if answered else "",
    )  # fmt: skip


def _named(prefix: str, own: str) -> str:
    return f"{prefix}-{own}" if own else ""


APP_STORE = Shape("app_store", knows_feed, of_feed, (("review", "1-5"),), ("entry", "data"))
GOOGLE_PLAY = Shape("google_play", knows_play, of_play, (("review", "1-5"),), ("reviews",))
