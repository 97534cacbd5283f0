"""The menus of the shell: workspaces, language, light and dark, the user's own."""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import form, sign
from hanhtrinh.web.initials import initials

LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))
LOOKS = (("auto", "monitor"), ("light", "sun"), ("dark", "moon"))


def space_menu(asking: Asking, space: Space) -> Markup:
    """Return the workspace's sign, which opens the list of the user's workspaces."""
    opener = h(
        "button.rail-top",
        h("span.rail-mark", (space.name or "h")[:1].upper(), aria_hidden="true"),
        h("span.vh", tr("web.switch", asking.lang, name=space.name)),
        type="button",
        popovertarget="spaces",
        title=space.name,
    )
    links = [
        h("a.menu-row", one.name, href=f"/w/{one.slug}/journeys", aria_current="true" if one.id == space.id else None)
        for one in asking.spaces or (space,)
    ]
    more = h("a.menu-row", sign("map-plus"), tr("web.new_space", asking.lang), href="/workspaces/new")
    menu = h(
        "div.pop.rail-menu", h("p.menu-title", tr("web.spaces", asking.lang)), *links, h("hr"), more, **_pop("spaces")
    )
    return Markup(opener + menu)


def account_menu(asking: Asking, space: Space) -> Markup:
    """Return the user's sign, which opens language, look, account and the way out."""
    name = asking.user.name if asking.user else asking.actor.name
    opener = h(
        "button.rail-user",
        h("span.rail-face", initials(name), aria_hidden="true"),
        h("span", tr("web.you", asking.lang)),
        type="button",
        popovertarget="you",
        title=name,
    )
    rows = [
        h("p.menu-title", name, h("small", asking.user.email if asking.user else "")),
        h("a.menu-row", sign("user"), tr("web.account", asking.lang), href=f"/w/{space.slug}/settings/profile"),
        h("hr"),
        languages(asking),
        looks(asking),
        h("hr"),
        form(asking, "/sign-out", h("button.menu-row", sign("door-open"), tr("web.sign_out", asking.lang))),
    ]
    return Markup(opener + h("div.pop.rail-menu.from-below", *rows, **_pop("you")))


def tongue(asking: Asking) -> Markup:
    """Return the choice of language for pages without a rail."""
    return h("div.corner", languages(asking), looks(asking))


def languages(asking: Asking) -> Markup:
    """Return the switch of languages."""
    buttons = [
        h("button", words, name="language", value=lang, lang=lang, aria_pressed=_pressed(lang == asking.lang))
        for lang, words in LANGUAGES
    ]
    return _switch(asking, tr("web.language", asking.lang), buttons)


def looks(asking: Asking) -> Markup:
    """Return the switch between light, dark and what the device says."""
    buttons = [
        h(
            "button", sign(icon), h("span.vh", tr(f"web.look_{look}", asking.lang)),
            name="look", value=look, title=tr(f"web.look_{look}", asking.lang),
            aria_pressed=_pressed(look == asking.look),
        )
        for look, icon in LOOKS
    ]  # fmt: skip
    return _switch(asking, tr("web.look", asking.lang), buttons)


def _switch(asking: Asking, label: str, buttons: list[Markup]) -> Markup:
    group = h("div.switch", *buttons, role="group", aria_label=label)
    return form(asking, "/choices", h("input", type="hidden", name="next", value=asking.path), group)


def _pop(id: str) -> dict[str, str | bool]:
    return {"id": id, "popover": True}


def _pressed(on: bool) -> str:
    return "true" if on else "false"
