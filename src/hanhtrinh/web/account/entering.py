"""`/enter/{token}`: the link `hanhtrinh demo` prints; good on this machine only, and for a short while."""

from ipaddress import ip_address

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.app.accounts.signing import open_for
from hanhtrinh.errors import NotFound
from hanhtrinh.web.account.opening import enter, fresh
from hanhtrinh.web.asking import Asking, language_of
from hanhtrinh.web.services import Services


@get("/enter/{token:str}", sync_to_thread=True)
def enter_by_link(
    request: Request,  # type: ignore[type-arg]
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    token: FromPath[str],
) -> Redirect:
    """Sign in whom the link was made for, in their own language where none was chosen on this device."""
    name = services.entrances.enter(token, services.clock()) if on_this_machine(request) else None
    user = services.accounts.user(name) if name else None
    if user is None or user.disabled_at is not None:
        raise NotFound("account.no_entrance")
    session = fresh(request, services)
    open_for(services.account_desk, user, session.opening)
    return enter(asking, services, session.token, language_of(request, user), "/")


def on_this_machine(request: Request) -> bool:  # type: ignore[type-arg]
    """Tell whether a request comes from the machine the server runs on, and through no proxy."""
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


HANDLERS = (enter_by_link,)
