"""What the pages of the library share: their words, and how usage is told."""

from collections.abc import Iterable, Mapping, Sequence

from hanhtrinh.app.library.things import Where
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.model import Persona, Touchpoint
from hanhtrinh.journey.rules import RuleError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.rules.words import sentence

SHEET = "library.css"
_MOST_NAMED = 6


def tl(lang: Lang, key: str, **params: object) -> str:
    """Return a text of these pages."""
    return tr(f"library_page.{key}", lang, **params)


def maps_count(lang: Lang, count: int) -> str:
    """Return how many maps, in words."""
    return tl(lang, "maps_count", count=count)


def rule_words(thing: object, lang: Lang) -> str:
    """Return what a thing's rule counts, in words."""
    if getattr(thing, "match", None) is None:
        persona = isinstance(thing, Persona)
        return tl(lang, "no_rule_persona" if persona else "no_rule_yet")
    if not isinstance(thing, Touchpoint):
        return tl(lang, "has_rule")
    try:
        return f"{tl(lang, 'rule')}: {sentence(thing.rule, lang)}"
    except RuleError:
        return tl(lang, "wrong_rule")


def where_list(space: Space, uses: Sequence[Where], lang: Lang) -> Markup:
    """Return the maps that use something, each with its steps, as links."""
    return h("ul.lib-where", [h("li", _where(space, use, lang)) for use in uses])


def _where(space: Space, use: Where, lang: Lang) -> list[Markup | str | None]:
    address = f"/w/{space.slug}/maps/{use.journey}"
    named = use.steps[:_MOST_NAMED]
    steps = [h("a", say(name, lang) or key, href=f"{address}#{lang}-{key}") for key, name in named]
    more = len(use.steps) - len(named)
    own = h("span.badge.middling", tl(lang, "own_copy")) if use.changed else None
    rest = h("span", tl(lang, "more", count=more)) if more else None
    return [h("a.lib-map", say(use.name, lang) or use.journey, href=address), *_parted(steps), rest, own]


def _parted(items: Iterable[Markup]) -> list[Markup | str | None]:
    found: list[Markup | str | None] = []
    for item in items:
        found += [h("span.dot", "·", aria_hidden="true"), item]
    return found


def map_names(uses: Iterable[Where], lang: Lang) -> str:
    """Return the names of maps, one after the other."""
    names: Mapping[str, str] = {use.journey: say(use.name, lang) or use.journey for use in uses}
    return ", ".join(names.values())
