"""Comments on maps, and who was named in them."""

from hanhtrinh.ports.comments import Comment
from tests.web.access import COMMENTERS, EVERYBODY, Gated

_COMMENTS = "/w/{slug}/maps/{journey}/comments"


def a_comment(world: object) -> dict[str, str]:
    """Return a comment of Lan's on her workspace's journey, made in the world."""
    comment = Comment(
        id="c1", workspace="nha-may", journey="mua", thread="c1", place="map", label="", by="lan", at=1, text="Hay"
    )
    if world.services.comments.comments.get("nha-may", "c1") is None:
        world.services.comments.comments.add(comment, [])
    return {"comment": "c1"}


ROUTES = [
    Gated("GET", _COMMENTS, EVERYBODY),
    Gated("POST", _COMMENTS, COMMENTERS, data={"text": "Hay", "place": "map"}),
    Gated("POST", f"{_COMMENTS}/{{comment}}/settle", COMMENTERS, data={"settled": "yes"}, given=a_comment),
    Gated("POST", f"{_COMMENTS}/{{comment}}/text", COMMENTERS, data={"text": "Rất hay"}, given=a_comment),
    Gated("POST", f"{_COMMENTS}/{{comment}}/remove", COMMENTERS, given=a_comment),
    Gated("GET", "/w/{slug}/mentions", EVERYBODY),
]
