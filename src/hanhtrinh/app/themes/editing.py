"""Use cases: a workspace's themes are seen, chosen and changed; what a change would catch and lose is shown first."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.themes.desk import ThemeDesk
from hanhtrinh.app.themes.heard import heard
from hanhtrinh.app.themes.readers import taxonomy_of
from hanhtrinh.errors import InputError, NotFound, Rejected
from hanhtrinh.i18n import Lang, Localized, without_marks
from hanhtrinh.journey.yaml_patch import patched
from hanhtrinh.journey.yaml_text import read_yaml
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.texts import KeptTaxonomy
from hanhtrinh.voice.text.language import EN, language_of
from hanhtrinh.voice.text.matching import Matcher
from hanhtrinh.voice.text.normal import read_words, tokens_of
from hanhtrinh.voice.text.seeds import BadWord, seed_of
from hanhtrinh.voice.text.taxonomies import FIRST, taxonomy_text
from hanhtrinh.voice.text.taxonomy import (
    Taxonomy,
    Theme,
    check_taxonomy,
    inspect_taxonomy,
    plain_taxonomy,
    read_taxonomy,
    write_taxonomy,
)

FILE = "themes.yaml"
PREVIEWED = 5_000
"""A preview reads at most so many of the newest texts, and says so."""
_SAMPLES = 4
MOST_BYTES = 400_000


def themes_text(actor: Actor, space: Space, desk: ThemeDesk) -> KeptTaxonomy:
    """Return the themes as text, with their version (0: those that ship, not touched yet)."""
    require(actor, space.id, Right.SEE_VOICE)
    return desk.texts.taxonomy(space.id) or KeptTaxonomy(0, taxonomy_text(FIRST), 0, "")


def theme_of(actor: Actor, space: Space, desk: ThemeDesk, key: str) -> tuple[Taxonomy, Theme]:
    """Return a theme with its taxonomy; NotFound where there is none of that key."""
    require(actor, space.id, Right.SEE_VOICE)
    taxonomy = taxonomy_of(desk.texts, space.id)
    if key not in taxonomy.themes:
        raise NotFound("themes.no_theme", given=key[:60])
    return taxonomy, taxonomy.themes[key]


def save_text(actor: Actor, space: Space, desk: ThemeDesk, text: str, version: int) -> KeptTaxonomy:
    """Keep themes as somebody wrote them; Rejected, with every finding, where they have errors. InputError where they
    changed meanwhile.
    """
    require(actor, space.id, Right.EDIT_SURVEYS)
    if len(text.encode()) > MOST_BYTES:
        raise InputError("themes.too_long", given=len(text.encode()), allowed=MOST_BYTES)
    read_taxonomy(text, FILE)
    kept = desk.texts.put_taxonomy(space.id, text, version, desk.clock(), actor.id)
    if kept is None:
        raise InputError("themes.changed_meanwhile")
    desk.readers.look_again(space)
    desk.audit.note(actor, space.id, "themes.edited", str(kept.version))
    return kept


def choose(actor: Actor, space: Space, desk: ThemeDesk, name: str) -> KeptTaxonomy:
    """Begin with one of the taxonomies that ship, in the place of what there is (which stays among older versions)."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    return save_text(actor, space, desk, taxonomy_text(name), themes_text(actor, space, desk).version)


def put_theme(actor: Actor, space: Space, desk: ThemeDesk, key: str, theme: Theme) -> KeptTaxonomy:
    """Keep a theme in the place of the one of its key, or as the last; comments and order of the text stay."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    kept = themes_text(actor, space, desk)
    before = read_taxonomy(kept.text, FILE)
    after = msgspec.structs.replace(before, themes={**before.themes, key: theme})
    return save_text(actor, space, desk, text_after(kept.text, before, after), kept.version)


def add_theme(actor: Actor, space: Space, desk: ThemeDesk, name: str) -> str:
    """Add a theme without words and return its key."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    if not name.strip() or len(name) > 80:
        raise InputError("themes.name_needed", allowed=80)
    known = taxonomy_of(desk.texts, space.id).themes
    stem = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in without_marks(name.lower())).split())
    stem = stem[:40].strip("-") or "theme"
    key = next(k for k in (stem, *(f"{stem}-{i}" for i in range(2, 100))) if k not in known)
    put_theme(actor, space, desk, key, Theme(name=Localized(vi=name.strip(), en=name.strip())))
    return key


def add_word(actor: Actor, space: Space, desk: ThemeDesk, key: str, word: str) -> None:
    """Put a word into a theme, in the language it is in; nothing happens where it stands there already."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    _, theme = theme_of(actor, space, desk, key)
    lang: Lang = "en" if language_of(tokens_of(word)) == EN else "vi"
    seed = seed_of(word, lang)
    if isinstance(seed, BadWord):
        raise InputError(seed.key, given=word[:60])
    if word.strip() not in theme.words.of(lang):
        words = msgspec.structs.replace(theme.words, **{lang: (*theme.words.of(lang), word.strip())})
        put_theme(actor, space, desk, key, msgspec.structs.replace(theme, words=words))


def remove_theme(actor: Actor, space: Space, desk: ThemeDesk, key: str) -> None:
    """Take a theme out; what was corrected to it stays kept, should it come back."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    kept = themes_text(actor, space, desk)
    before = read_taxonomy(kept.text, FILE)
    if key not in before.themes:
        raise NotFound("themes.no_theme", given=key[:60])
    after = msgspec.structs.replace(before, themes={k: t for k, t in before.themes.items() if k != key})
    save_text(actor, space, desk, text_after(kept.text, before, after), kept.version)


def text_after(text: str, before: Taxonomy, after: Taxonomy) -> str:
    """Return the text after a change; what nobody touched, comments included, stays as it was written."""
    written = read_yaml(text, FILE).data
    old, new = plain_taxonomy(before), plain_taxonomy(after)
    if isinstance(written, dict) and "format" not in written:
        del old["format"], new["format"]
    candidate = patched(text, old, new)
    if candidate is not None:
        document = read_yaml(candidate, FILE)
        if document.usable and inspect_taxonomy(document)[0] == after:
            return candidate
    return write_taxonomy(after)


@dataclass(frozen=True)
class Preview:
    """What a change of a theme's words would do among `of` texts: how many they find then, which are new, lost."""

    found: int
    of: int
    of_all: int
    new: int
    lost: int
    new_samples: tuple[str, ...]
    lost_samples: tuple[str, ...]


def preview(actor: Actor, space: Space, desk: ThemeDesk, key: str, theme: Theme) -> Preview:
    """Return what a theme's words would catch and lose in the newest texts; Rejected where a word is unusable."""
    require(actor, space.id, Right.EDIT_SURVEYS)
    _, now = theme_of(actor, space, desk, key)
    findings = check_taxonomy(Taxonomy(themes={key: theme}))
    if any(finding.severity == "error" for finding in findings):
        raise Rejected(FILE, findings)
    all_texts = heard(space, desk)
    places = all_texts.newest(np.ones(len(all_texts), np.bool_), 0, PREVIEWED)
    texts = all_texts.texts(places)
    before, after = Matcher(Taxonomy(themes={key: now})), Matcher(Taxonomy(themes={key: theme}))
    found, new, lost = 0, list[int](), list[int]()
    for i, text in enumerate(texts):
        words = read_words(text)
        was, will = before.mask(words) > 0, after.mask(words) > 0
        found += will
        if will != was:
            (new if will else lost).append(i)
    return Preview(found, len(texts), len(all_texts), len(new), len(lost), _samples(texts, new), _samples(texts, lost))


def _samples(texts: Sequence[str], which: Sequence[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts[i] for i in which[: _SAMPLES * 3]))[:_SAMPLES]
