"""The pages of webhooks: the list with a new one, one with its log."""

from collections.abc import Sequence
from typing import NamedTuple

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.webhooks import NEWS, Delivered, Hook
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import (
    ask_first,
    badge,
    box,
    button,
    data_table,
    empty,
    field,
    form,
    link_button,
    notice,
    tick,
)

REFRESH_MILLISECONDS = 3_000
_KIND = {"waiting": "middling", "sent": "good", "dead": "bad"}
_KNOWN = ("private_address", "certificate", "too_slow", "unreachable", "redirects", "switched_off", "secret_lost")


def say(lang: Lang, key: str, **params: object) -> str:
    """Return a message of the pages of webhooks."""
    return tr(f"hooks.{key}", lang, **params)


def kind_name(lang: Lang, kind: str) -> str:
    """Return what a kind of news is called."""
    return say(lang, f"kind_{kind.replace('.', '_')}")


def base_of(space: Space) -> str:
    """Return where webhooks are."""
    return f"/w/{space.slug}/settings/webhooks"


class Typed(NamedTuple):
    """What stands in the form of a webhook."""

    name: str = ""
    url: str = ""
    kinds: Sequence[str] = ("case.opened", "case.closed")
    on: bool = True


NEW = Typed()


def list_boxes(asking: Asking, space: Space, hooks: Sequence[Hook], typed: Typed) -> list[Markup]:
    """Return what the list shows."""
    lang, base = asking.lang, base_of(space)
    lines = [h("li", h("a", hook.name, href=f"{base}/{hook.id}"), " ", _state(hook, lang), h("p.small", hook.url))
             for hook in hooks]  # fmt: skip
    there = box(say(lang, "title"), h("ul.plain-list", lines), lead=say(lang, "lead")) if lines else empty(
        "waypoints", say(lang, "none"), say(lang, "none_text")
    )  # fmt: skip
    new = form(asking, base, *_fields(lang, typed), h("div.actions", button(say(lang, "add"), icon="plus")),
               kind="fields")  # fmt: skip
    return [there, box(say(lang, "add"), new, kind="narrow")]


def _state(hook: Hook, lang: Lang) -> Markup:
    return badge(say(lang, "state_on" if hook.on else "state_off"), "good" if hook.on else "")


def _fields(lang: Lang, typed: Typed) -> list[Markup]:
    kinds = [kind for kind in NEWS if kind != "test"]
    ticks = [tick(kind_name(lang, kind), "kinds", ticked=kind in typed.kinds, value=kind) for kind in kinds]
    return [
        field(say(lang, "name"), "name", typed.name, maxlength=80, required=True),
        field(say(lang, "url"), "url", typed.url, type="url", hint=say(lang, "url_hint"), maxlength=500,
              required=True),
        h("fieldset.picks", h("legend", say(lang, "kinds")), ticks),
    ]  # fmt: skip


def hook_boxes(
    asking: Asking, space: Space, hook: Hook, log: Sequence[Delivered], zone: str, secret: str, typed: Typed
) -> list[Markup]:
    """Return what the page of one hook shows; `secret` is shown once, right after it was made."""
    lang, base = asking.lang, f"{base_of(space)}/{hook.id}"
    shown = [box(say(lang, "secret"), notice(say(lang, "secret_once"), "middling"), h("code.secret", secret))]
    on = tick(say(lang, "on"), "on", ticked=typed.on)
    change = form(asking, base, *_fields(lang, typed), on, h("div.actions", button(say(lang, "save"), icon="check")),
                  kind="fields")  # fmt: skip
    tries = form(asking, f"{base}/try", button(say(lang, "try"), kind="plain", icon="send"))
    gone = ask_first(asking, f"{base}/remove", say(lang, "remove"), say(lang, "remove_ask"), id="hook-gone",
                     shut=say(lang, "keep"))  # fmt: skip
    back = h("div.actions", link_button(say(lang, "title"), base_of(space), kind="quiet", icon="arrow-left"))
    return [back, *(shown if secret else []), box(hook.name, change, h("div.actions", tries, gone), kind="narrow"),
            _log(lang, log, Words(lang, zone))]  # fmt: skip


def _log(lang: Lang, log: Sequence[Delivered], words: Words) -> Markup:
    heads = [say(lang, key) for key in ("when", "what", "state_log", "answer", "tries", "took")]
    rows = [
        (words.moment(one.created_at), kind_name(lang, one.kind), _delivery(lang, one, words),
         str(one.status or "–"), str(one.tries), say(lang, "milliseconds", count=words.number(one.milliseconds)))
        for one in log
    ]  # fmt: skip
    table = data_table(heads, rows, caption=say(lang, "log")) if rows else h("p.hint", say(lang, "log_none"))
    waiting = any(one.state == "waiting" for one in log)
    content = h("div", table, id="hook-log", data_refresh=REFRESH_MILLISECONDS if waiting else None)
    return box(say(lang, "log"), content)


def _delivery(lang: Lang, one: Delivered, words: Words) -> Markup:
    again = [say(lang, "delivery_again", moment=words.moment(one.due_at))] if one.state == "waiting" else []
    why = [_error(lang, one)] if one.error else []
    return h("span", badge(say(lang, f"delivery_{one.state}"), _KIND[one.state]), " ",
             h("small", " · ".join((*why, *again))))  # fmt: skip


def _error(lang: Lang, one: Delivered) -> str:
    return say(lang, f"error_{one.error}") if one.error in _KNOWN else say(lang, "error_status", status=one.status)
