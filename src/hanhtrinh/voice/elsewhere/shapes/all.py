"""All known shapes, in the order in which they are asked whether they know an object."""

from collections.abc import Iterator

from hanhtrinh.voice.elsewhere.model import Saying
from hanhtrinh.voice.elsewhere.paths import at_path, members
from hanhtrinh.voice.elsewhere.plain import repaired_whole
from hanhtrinh.voice.elsewhere.shapes import chatwoot, freshdesk, intercom, zendesk
from hanhtrinh.voice.elsewhere.shapes.shape import Object, Shape
from hanhtrinh.voice.elsewhere.shapes.social import FACEBOOK, SHOPEE, ZALO
from hanhtrinh.voice.elsewhere.shapes.stores import APP_STORE, GOOGLE_PLAY

SHAPES: tuple[Shape, ...] = (
    intercom.SHAPE, zendesk.SHAPE, freshdesk.SHAPE, chatwoot.SHAPE, APP_STORE, GOOGLE_PLAY, SHOPEE, ZALO, FACEBOOK,
)  # fmt: skip
_ENVELOPES = ("ticket", "payload", "feed", "response", "data", "item")


def shape_named(name: str) -> Shape | None:
    """Return the shape of a name; None where there is none."""
    return next((shape for shape in SHAPES if shape.name == name), None)


def shape_of(sent: object) -> Shape | None:
    """Return the shape that knows an object; None where none does."""
    return next((shape for shape in SHAPES if isinstance(sent, dict) and shape.knows(sent)), None)


def within(shape: Shape, sent: object) -> Iterator[Object]:
    """Yield the objects a shape knows in what one request carries: the thing itself, or those in its usual lists and
    envelopes (`{"tickets": […]}`, `{"feed": {"entry": […]}}`).
    """
    if isinstance(sent, list):
        yield from (one for one in sent if isinstance(one, dict) and shape.knows(one))
        return
    if not isinstance(sent, dict):
        return
    if shape.knows(sent):
        yield sent
        return
    around = [sent, *(inner for name in _ENVELOPES if isinstance(inner := sent.get(name), dict))]
    for one in around:
        if one is not sent and shape.knows(one):
            yield one
            return
        for name in shape.lists:
            found = [item for item in members(at_path(one, name)) if shape.knows(item)]
            if found:
                yield from found
                return


def sayings_of(shape: Shape, sent: Object) -> Iterator[Saying]:
    """Yield what an object says: only what holds words or a score."""
    whole = repaired_whole(sent) if shape.broken else sent
    if isinstance(whole, dict):
        yield from (saying for saying in shape.sayings(whole) if saying.says and saying.id)
