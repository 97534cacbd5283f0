"""What a rule can be narrowed to, by name: themes, surveys, questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from hanhtrinh.app.themes.readers import taxonomy_of
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang, say
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.cases.parts import say as said
from hanhtrinh.web.services import Services

Named = tuple[str, str]
"""A key and what it is called."""


@dataclass(frozen=True)
class Choices:
    """Themes, surveys and scored questions of a workspace, as keys and names."""

    themes: Sequence[Named] = ()
    surveys: Sequence[Named] = ()
    instruments: Sequence[Named] = ()


def choices(services: Services, space: Space, lang: Lang) -> Choices:
    """Return what a workspace's rules can be narrowed to, by name."""
    taxonomy = taxonomy_of(services.texts, space.id)
    surveys = [(one.key, say(one.draft.name, lang) or one.key) for one in services.surveys.all(space.id)]
    parts = services.cases.people.parts(space)
    instruments = parts.instruments
    scored = [(key, _called(one, lang)) for key, one in instruments.items() if one.kind != "text"]
    return Choices([(key, taxonomy.name_of(key, lang)) for key in taxonomy.keys], _by_name(surveys), _by_name(scored))


def _called(one: Instrument, lang: Lang) -> str:
    """Return what a question is called: its words, its kind and scale, and its key, which tells it from others."""
    kind = said(lang, f"kind_{one.kind}")
    scale = f"{one.low:g}–{one.high:g}"
    words = say(one.question, lang)
    return f"{words} · {kind} {scale}" if words else f"{one.key} · {kind} {scale}"


def _by_name(some: Sequence[Named]) -> list[Named]:
    return sorted(some, key=lambda one: (one[1].casefold(), one[0]))
