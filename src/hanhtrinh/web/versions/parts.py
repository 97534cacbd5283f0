"""What the pages of versions share: words, names of people, where one goes."""

from collections.abc import Iterable, Mapping

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.versions import Version
from hanhtrinh.web.components import badge, sign
from hanhtrinh.web.services import Services

NOW = "now"


def say(lang: Lang, key: str, **params: object) -> str:
    """Return a text of these pages."""
    return tr(f"versions.{key}", lang, **params)


def base_of(space: Space, journey: str) -> str:
    """Return the address of a journey's timeline."""
    return f"/w/{space.slug}/maps/{journey}/versions"


def names_of(services: Services, space: Space, versions: Iterable[Version]) -> Mapping[str, str]:
    """Return what the people and keys are called that made some versions."""
    wanted = {one for version in versions for one in version.by}
    keys = {key.id: key.name for key in services.sources.keys(space.id)} if wanted else {}
    users = {one: services.accounts.user(one) for one in wanted - keys.keys()}
    return keys | {one: user.name for one, user in users.items() if user is not None}


def who(version: Version, names: Mapping[str, str], lang: Lang) -> str:
    """Return who made a version, in words; whoever is gone is not named."""
    known = [names[one] for one in version.by if one in names]
    return ", ".join(known) if known else say(lang, "in_file")


def title_of(version: Version | None, words: Words) -> str:
    """Return what a version is called: its name, else its moment; without one it is the present."""
    if version is None:
        return say(words.lang, "present")
    return f"{version.name} ({words.moment(version.at)})" if version.name else words.moment(version.at)


def kind_mark(version: Version, lang: Lang) -> Markup | None:
    """Return the mark of a version that was not simply kept by itself."""
    if version.kind == "named":
        return badge(say(lang, "kind_named"), "accent")
    return None if version.kind == "auto" else badge(say(lang, f"kind_{version.kind}"))


def crumbs(space: Space, journey: str, name: str, lang: Lang, *last: tuple[str, str]) -> Markup:
    """Return the way here: journeys, the map, the timeline and what lies behind it."""
    places = [(f"/w/{space.slug}/journeys", tr("web.rail_journeys", lang)), (f"/w/{space.slug}/maps/{journey}", name)]
    places += [(base_of(space, journey), say(lang, "title")), *last]
    parts: list[Markup] = []
    for i, (href, words) in enumerate(places):
        parts.append(h("a", words, href=href) if i < len(places) - 1 else h("b", words))
        parts += [h("span", "/", aria_hidden="true")] if i < len(places) - 1 else []
    return h("nav.crumbs", *parts, aria_label=tr("map_page.crumbs", lang))


def small_link(icon: str, words: str, href: str) -> Markup:
    """Return a quiet link with an icon."""
    return h("a.quiet-link", sign(icon), h("span", words), href=href)
