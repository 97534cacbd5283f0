"""Fields of forms that more than one page shows."""

from functools import cache
from zoneinfo import available_timezones

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import field, select

_FIRST = ("Asia/Ho_Chi_Minh", "Asia/Bangkok", "Asia/Singapore", "Asia/Tokyo", "Europe/Berlin", "UTC")
LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))


def whose_password(email: str) -> Markup:
    """Return the hidden field by which password managers know whose password a form is about."""
    return h("input", type="text", value=email, autocomplete="username", hidden=True, readonly=True)


def space_fields(lang: Lang, name: str, zone: str, language: str) -> list[Markup]:
    """Return the fields of a workspace's settings."""
    hint = tr("account.zone_hint", lang)
    return [
        field(tr("account.space_name", lang), "name", name, required=True, maxlength=80, autocomplete="organization"),
        select(tr("account.zone", lang), "zone", [(one, one) for one in zones()], zone, hint=hint),
        select(tr("account.space_language", lang), "language", LANGUAGES, language),
    ]


def password_field(asking: Asking, label: str, name: str, *, new: bool) -> Markup:
    """Return the field for a password that is made now, or was."""
    hint = tr("account.password_hint", asking.lang) if new else None
    known = "new-password" if new else "current-password"
    least = 10 if new else None
    return field(
        label, name, type="password", required=True, minlength=least, maxlength=200, autocomplete=known, hint=hint
    )


@cache
def zones() -> tuple[str, ...]:
    """Return the IANA time zones, those asked for most first."""
    named = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return (*_FIRST, *sorted(set(named) - set(_FIRST)))
