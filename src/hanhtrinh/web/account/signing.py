"""`/sign-in` and `/sign-out`."""

from typing import Annotated

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from hanhtrinh.app.accounts.signing import Throttled, sign_in
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import tr
from hanhtrinh.web.account.fields import password_field
from hanhtrinh.web.account.opening import enter, fresh
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, field, form, notice
from hanhtrinh.web.cookies import SESSION_COOKIE, gone
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.security import local_path
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import lone


class Given(msgspec.Struct, frozen=True):
    """What the form sends; `next` is the page somebody wanted."""

    email: str = ""
    password: str = ""
    next: str = "/"


@get("/sign-in", sync_to_thread=True)
def sign_in_page(
    asking: NamedDependency[Asking], services: NamedDependency[Services], next: FromQuery[str] = "/"
) -> Response[str] | Redirect:
    """Show the form; who has signed in already goes on."""
    if asking.user:
        return redirect(asking, local_path(next))
    if not services.accounts.users():
        return redirect(asking, "/start")
    return _page(asking, Given(next=local_path(next)))


@post("/sign-in", sync_to_thread=True)
def enter_with_password(
    request: Request,  # type: ignore[type-arg]
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    data: Annotated[Given, FORM],
) -> Response[str] | Redirect:
    """Sign in and go on to the page that was wanted."""
    session = fresh(request, services)
    try:
        user = sign_in(services.account_desk, data.email, data.password, session.opening)
    except InputError as error:
        return _page(asking, data, error.message(asking.lang), 400)
    except Throttled as error:
        return _page(asking, data, error.message(asking.lang), 429)
    return enter(asking, services, session.token, user.language, local_path(data.next))


@post("/sign-out", sync_to_thread=True, status_code=303)
def sign_out(asking: NamedDependency[Asking], services: NamedDependency[Services]) -> Redirect:
    """End the session, here and in the database."""
    if asking.user:
        services.accounts.end_session(asking.user.id, asking.session)
    answer = redirect(asking, "/sign-in", "account.signed_out")
    answer.set_cookie(gone(SESSION_COOKIE, secure=asking.secure))
    return answer


def _page(asking: Asking, given: Given, wrong: str = "", status: int = 200) -> Response[str]:
    lang, title = asking.lang, tr("account.sign_in", asking.lang)
    content: list[Markup] = [h("h1", title)]
    if wrong:
        content.append(notice(wrong, "bad"))
    kinds = {"type": "email", "autocomplete": "username"}
    fields = [
        field(tr("account.email", lang), "email", given.email, required=True, autofocus=True, **kinds),
        password_field(asking, tr("account.password", lang), "password", new=False),
        h("input", type="hidden", name="next", value=local_path(given.next)),
        button(title),
    ]
    return lone(asking, title, *content, form(asking, "/sign-in", *fields, kind="fields"), status=status)


HANDLERS = (sign_in_page, enter_with_password, sign_out)
