"""What is known of a person on their profile: traits and consent, and which of it nobody vouched for."""

from collections.abc import Iterator

from hanhtrinh.access import Right, may
from hanhtrinh.app.people.profile import Profile
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.rules import text_of
from hanhtrinh.people.said import Held, Stands
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import ask_first, badge
from hanhtrinh.web.people.parts import NAMED, say, trait_name
from hanhtrinh.web.person_address import person_path

_ALLOWED = {True: ("allowed", "good"), False: ("refused", "bad"), None: ("one_device", "")}


def trait_lines(found: Profile, lang: Lang, words: Words) -> Iterator[tuple[str, Child]]:
    """Yield each trait, those with a name of their own first: where anything of the person is confirmed, with what is
    not; and what was said since and is not believed.
    """
    claimed = {name for name, one in found.traits.items() if one.claimed is not None}
    for name in sorted({*found.person.traits, *claimed}, key=_place):
        one = found.traits.get(name)
        yield trait_name(name, lang), [found.person.traits.get(name, "–"), one and _doubts(found, one, lang, words)]


def _place(name: str) -> tuple[int, str]:
    return (NAMED.index(name) if name in NAMED else len(NAMED)), name


def _doubts(found: Profile, one: Held, lang: Lang, words: Words) -> Markup | None:
    if one.claimed is not None:
        given, at = one.claimed
        key, text = ("claimed_gone", "") if given is None else ("claimed", text_of(given))
        return _doubt(say(lang, key, value=text, moment=words.moment(at)))
    return _doubt(say(lang, "unconfirmed")) if found.vouched and not one.proven else None


def _doubt(text: str) -> Markup:
    return h("small.unconfirmed", text)


def consent_lines(asking: Asking, space: Space, found: Profile, words: Words) -> list[Markup]:
    """Return how each category of consent stands and who says so; a no that nobody vouched for can be taken back."""
    lang = asking.lang
    lines = []
    for number, (category, one) in enumerate(found.consent.items()):
        key, kind = _ALLOWED[one.allowed]
        doubts = [_doubt(text) for text in _unsure(found, one, lang, words)]
        if one.allowed is False and doubts and not one.proven and may(asking.actor, space.id, Right.MERGE_PEOPLE):
            doubts.append(_allow(asking, space, found, category, f"allow-{number}"))
        when = h("small", words.moment(one.at))
        lines.append(h("li", badge(say(lang, key), kind), " ", category, when, doubts))
    return lines


def _unsure(found: Profile, one: Stands, lang: Lang, words: Words) -> Iterator[str]:
    if one.allowed is None:
        yield say(lang, "device_only")
    elif found.vouched and not one.proven:
        yield say(lang, "unconfirmed" if one.allowed else "unconfirmed_no")
    if one.claimed is not None:
        yield say(lang, "claimed_yes", moment=words.moment(one.claimed))


def _allow(asking: Asking, space: Space, found: Profile, category: str, id: str) -> Markup:
    lang, path = asking.lang, person_path(space, found.person.id, "/consent")
    return ask_first(asking, path, say(lang, "allow_again"), say(lang, "allow_again_ask"), id=id,
                     shut=say(lang, "leave_refused"), category=category)  # fmt: skip
