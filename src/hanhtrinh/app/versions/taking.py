"""Use cases: a version of a journey is kept, with a name or without, and with the numbers of the moment."""

from msgspec.structs import replace

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.live.late import without_words
from hanhtrinh.app.maps.asked import Asked, question_of
from hanhtrinh.app.maps.opening import Opened, open_journey, usable_journey
from hanhtrinh.app.versions import changes_of_library, edits_of
from hanhtrinh.app.versions.desk import VersionDesk
from hanhtrinh.app.versions.reading import file_of, seen_of, texts_of
from hanhtrinh.errors import HanhtrinhError, InputError, NotFound
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.diff import sentences
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import Beside, MapReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.versions import Texts, Told, Version, VersionKind

LONGEST_NAME, LONGEST_NOTE = 80, 1_000
_TOLD = 3
_LONGEST_SENTENCE = 240


def save_as(actor: Actor, space: Space, desk: VersionDesk, key: str, name: str, note: str) -> Version:
    """Keep a journey as it stands under a name; InputError where the name is empty or too long."""
    require(actor, space.id, Right.EDIT_MAPS)
    name, note = checked_name(name), checked_note(note)
    usable_journey(actor, space, desk.desk, key)
    made = take(space, desk, open_journey(actor, space, desk.desk, key), "named", by=(actor.id,), name=name, note=note)
    desk.desk.audit.note(actor, space.id, "journey.version_named", key, {"name": name, "version": made.text_version})
    return made


def name_version(actor: Actor, space: Space, desk: VersionDesk, key: str, version: str, name: str, note: str) -> None:
    """Give a version that was kept by itself a name, so that it stays for ever."""
    require(actor, space.id, Right.EDIT_MAPS)
    found = the_version(actor, space, desk, key, version)
    name, note = checked_name(name), checked_note(note)
    desk.versions.name(space.id, key, found.id, name, note)
    details = {"name": name, "version": found.text_version}
    desk.desk.audit.note(actor, space.id, "journey.version_named", key, details)


def the_version(actor: Actor, space: Space, desk: VersionDesk, key: str, version: str) -> Version:
    """Return a version of a journey; NotFound where it has none with this id."""
    require(actor, space.id, Right.SEE_MAPS)
    found = desk.versions.one(space.id, key, version)
    if found is None:
        raise NotFound("versions.none", given=version[:40])
    return found


def take(
    space: Space,
    desk: VersionDesk,
    opened: Opened,
    kind: VersionKind,
    *,
    by: tuple[str, ...] | None = None,
    name: str = "",
    note: str = "",
) -> Version:
    """Keep a usable journey as it stands, with its numbers; `by` are by default those who changed it on its page."""
    key, texts, now = opened.key, texts_of(opened), desk.desk.clock()
    newest = desk.versions.newest(space.id, key)
    authors = tuple(desk.versions.authors(space.id, key, newest.at if newest else 0)) if by is None else by
    text_version, library_version = seen_of(texts)
    readings = numbers_of(space, desk, opened.file.journey) if opened.file else None
    made = Version(
        id=desk.desk.new_id(), workspace=space.id, journey=key, at=max(now, newest.at + 1 if newest else 0), kind=kind,
        name=name, note=note, by=authors, text_version=text_version, library_version=library_version,
        told=told_since(space, desk, key, newest, texts), numbers=readings is not None,
    )  # fmt: skip
    desk.versions.add(made, texts, readings)
    return made


def numbers_of(space: Space, desk: VersionDesk, journey: Journey) -> MapReadings | None:
    """Return the numbers a map page shows first: of 90 days, of all time where those are empty; None without data."""
    try:
        for span in ("90d", "all"):
            zone = desk.desk.journeys.about(space).zone
            found = desk.maps(space).readings(journey, question_of(Asked(span=span), zone))
            if found.passes or not found.events:
                break
    except HanhtrinhError:
        return None
    return without_people(found) if found.events else None


def without_people(readings: MapReadings) -> MapReadings:
    """Return readings without anybody's words, and without what only a look at today needs."""
    plain = without_words(readings)
    steps = tuple(replace(step, trend=()) for step in plain.steps)
    beside = plain.beside
    kept = Beside(
        friction=beside.friction, effort=beside.effort, channels=beside.channels, conformance=beside.conformance
    ) if beside else None  # fmt: skip
    return replace(plain, steps=steps, beside=kept)


def told_since(space: Space, desk: VersionDesk, key: str, before: Version | None, texts: Texts) -> Told:
    """Return what changed since a version in a few words."""
    held = None if before is None else desk.versions.texts(space.id, key, before.id)
    if before is None or held is None:
        return Told()
    try:
        old, new = file_of(held, f"{key}.yaml"), file_of(texts, f"{key}.yaml")
    except HanhtrinhError:
        return Told(since=before.text_version)
    edits = (*edits_of(old, new), *changes_of_library(old, new))

    def said(lang: Lang) -> tuple[str, ...]:
        lines = [one for part in sentences(edits, old.journey, new.journey, lang) for one in part.sentences]
        return tuple(_short(line) for line in lines[:_TOLD])

    count = sum(len(part.sentences) for part in sentences(edits, old.journey, new.journey, "en"))
    return Told(since=before.text_version, count=count, vi=said("vi"), en=said("en"))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SENTENCE else text[: _LONGEST_SENTENCE - 1].rstrip() + "…"


def checked_name(name: str) -> str:
    """Return a version's name without spaces around it; InputError when it is empty or too long."""
    words = " ".join(name.split())
    if not words or len(words) > LONGEST_NAME or not words.isprintable():
        raise InputError("versions.bad_name", given=len(words), allowed=LONGEST_NAME)
    return words


def checked_note(note: str) -> str:
    """Return a note without spaces around it; InputError when it is too long."""
    if len(note.strip()) > LONGEST_NOTE:
        raise InputError("versions.long_note", given=len(note.strip()), allowed=LONGEST_NOTE)
    return note.strip()
