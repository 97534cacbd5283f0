"""One's own name, language and password."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from hanhtrinh.app.accounts.own import change_password, change_profile
from hanhtrinh.app.accounts.signing import Throttled
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.account.fields import LANGUAGES, password_field, whose_password
from hanhtrinh.web.asking import Asking, the_user
from hanhtrinh.web.components import box, button, field, form, select
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, YEAR, cookie
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.settings.frame import settings_page


class Profile(msgspec.Struct, frozen=True):
    """What the form of the profile sends."""

    name: str = ""
    language: Literal["vi", "en"] = "vi"


class NewPassword(msgspec.Struct, frozen=True):
    """What the form of the password sends."""

    old: str = ""
    new: str = ""


@get("/w/{slug:str}/settings", sync_to_thread=False)
def settings(asking: NamedDependency[Asking], space: NamedDependency[Space]) -> Redirect:
    """Lead to the first part of the settings."""
    return redirect(asking, f"/w/{space.slug}/settings/profile")


@get("/w/{slug:str}/settings/profile", sync_to_thread=False)
def profile_page(asking: NamedDependency[Asking], space: NamedDependency[Space]) -> Response[str]:
    """Show one's own account."""
    return _page(asking, space)


@post("/w/{slug:str}/settings/profile", sync_to_thread=True)
def save_profile(
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    space: NamedDependency[Space],
    data: Annotated[Profile, FORM],
) -> Response[str] | Redirect:
    """Store another name and language."""
    try:
        change_profile(services.account_desk, the_user(asking), data.name, data.language)
    except InputError as error:
        return _page(asking, space, error.message(asking.lang))
    answer = redirect(asking, f"/w/{space.slug}/settings/profile", "account.saved")
    answer.set_cookie(cookie(LANGUAGE_COOKIE, data.language, secure=asking.secure, seconds=YEAR))
    return answer


@post("/w/{slug:str}/settings/password", sync_to_thread=True)
def save_password(
    asking: NamedDependency[Asking],
    services: NamedDependency[Services],
    space: NamedDependency[Space],
    data: Annotated[NewPassword, FORM],
) -> Response[str] | Redirect:
    """Store another password; every other session is over."""
    user, desk = the_user(asking), services.account_desk
    try:
        change_password(desk, user, data.old, data.new, session=asking.session, now=services.clock())
    except (InputError, Throttled) as error:
        return _page(asking, space, error.message(asking.lang))
    return redirect(asking, f"/w/{space.slug}/settings/profile", "account.password_saved")


def _page(asking: Asking, space: Space, wrong: str = "") -> Response[str]:
    user, lang, base = the_user(asking), asking.lang, f"/w/{space.slug}/settings"
    save = button(tr("account.save", lang))
    profile = form(
        asking,
        f"{base}/profile",
        field(tr("account.your_name", lang), "name", user.name, required=True, maxlength=80, autocomplete="name"),
        field(tr("account.email", lang), "email", user.email, disabled=True),
        select(tr("account.your_language", lang), "language", LANGUAGES, user.language),
        save,
        kind="fields",
    )
    password = form(
        asking,
        f"{base}/password",
        whose_password(user.email),
        password_field(asking, tr("account.old_password", lang), "old", new=False),
        password_field(asking, tr("account.new_password", lang), "new", new=True),
        button(tr("account.change_password", lang)),
        kind="fields",
    )
    boxes = (
        box(tr("account.tab_profile", lang), profile, kind="narrow"),
        box(tr("account.password", lang), password, lead=tr("account.password_lead", lang), kind="narrow"),
    )
    return settings_page(asking, space, "profile", *boxes, wrong=wrong)


HANDLERS = (settings, profile_page, save_profile, save_password)
