"""What the builder's script sends and gets back."""

from typing import Any

import msgspec
from litestar import MediaType, Response

from hanhtrinh.app.surveys.editing import Done
from hanhtrinh.app.surveys.publishing import Changes, changes_of
from hanhtrinh.app.surveys.showing import bound_step
from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.i18n import say
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.surveys import Kept
from hanhtrinh.values import parse_instant
from hanhtrinh.voice.surveys.adding import Ask
from hanhtrinh.voice.surveys.edits import Clash, Edit
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.services import Services
from hanhtrinh.web.surveys.beside import Beside
from hanhtrinh.web.surveys.builder import head
from hanhtrinh.web.surveys.editor import editor
from hanhtrinh.web.surveys.findings import all_findings
from hanhtrinh.web.surveys.words import ts

BYTES = 500_000
_MOMENTS = {("asking", "opens"), ("asking", "closes")}


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Edits made on a state of the draft (`stamp`), or something to do; `redraw` asks for the whole form."""

    stamp: int
    edits: tuple[Edit, ...] = ()
    ask: Ask | None = None
    redraw: bool = False


def change_of(body: bytes, zone: str) -> Change:
    """Return what was sent; moments are read in the workspace's time zone."""
    try:
        change = msgspec.json.decode(body, type=Change)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise InputError("surveys.not_a_survey", reason=str(error)) from None
    return msgspec.structs.replace(change, edits=tuple(_moment(edit, zone) for edit in change.edits))


def _moment(edit: Edit, zone: str) -> Edit:
    if edit.op != "set" or edit.place not in _MOMENTS or not isinstance(edit.value, str):
        return edit
    try:
        return msgspec.structs.replace(edit, value=parse_instant(edit.value, zone))
    except (ValueError, OverflowError):
        raise InputError("surveys.not_a_moment", given=edit.value[:40]) from None


def beside_of(services: Services, asking: Asking, space: Space, kept: Kept, changes: Changes) -> Beside:
    """Return what a survey may be bound to, and what the map shows where it is."""
    desk = services.survey_desk
    segments = [(one.key, one.name) for one in desk.people.segments(space.id)]
    anew = tuple(one.question for one in changes.series)
    bound = bound_step(asking.actor, space, desk, kept.draft, anew)
    journeys, pictures = desk.shelf.usable(space), f"/w/{space.slug}/pictures"
    return Beside(journeys, segments, services.zone(space), pictures, desk.known(space), bound)


def answered(services: Services, asking: Asking, space: Space, change: Change, done: Done, home: str) -> Response[Any]:
    """Return what the builder has to draw anew after a change."""
    desk, kept = services.survey_desk, done.kept
    found = desk.findings(space, kept)
    changes = changes_of(space, desk, kept)
    beside = beside_of(services, asking, space, kept, changes)
    whole = (
        change.redraw or change.ask is not None or bool(done.between) or any(edit.op != "set" for edit in change.edits)
    )
    content: dict[str, object] = {
        "stamp": kept.stamp,
        "inverse": done.inverse,
        "findings": str(all_findings(kept, found, asking.lang, same=changes.same)),
        "head": str(head(asking, home, kept, changes, desk.surveys.versions(space.id, kept.key), beside, found)),
        "editor": str(editor(kept.draft, asking.lang, found, beside)) if whole else None,
        "others": _name(services, space, done.between, asking) if done.between else "",
        "title": say(kept.draft.name, asking.lang),
    }
    return Response(msgspec.json.encode(content), media_type=MediaType.JSON)


def refused(error: HanhtrinhError, asking: Asking) -> Response[Any]:
    """Return why a change was not kept: somebody else was there first (409, with what they wrote), or it cannot be."""
    found = error.found if isinstance(error, Clash) and isinstance(error.found, str) else None
    content = {"message": error.message(asking.lang), "found": found, "clash": isinstance(error, Clash)}
    status = 409 if isinstance(error, Clash) else 422
    return Response(msgspec.json.encode(content), media_type=MediaType.JSON, status_code=status)


def _name(services: Services, space: Space, user: str, asking: Asking) -> str:
    found = next((one.user.name for one in services.accounts.members(space.id) if one.user.id == user), "")
    return ts(asking.lang, "others_changed", name=found or ts(asking.lang, "somebody"))
