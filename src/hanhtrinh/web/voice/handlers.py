"""The door to the voice area."""

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking


@get("/w/{slug:str}/voice", sync_to_thread=False)
def voice(asking: NamedDependency[Asking], space: NamedDependency[Space]) -> Redirect:
    """Open the first tab."""
    require(asking.actor, space.id, Right.SEE_VOICE)
    return Redirect(f"/w/{space.slug}/voice/responses", status_code=303)


HANDLERS = (voice,)
