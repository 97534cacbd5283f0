"""The API by which folders elsewhere are kept in step with a workspace (`hanhtrinh pull` and `push`)."""

import asyncio
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from hanhtrinh.access import Right, require
from hanhtrinh.app.journey_files import MOST_BYTES
from hanhtrinh.app.versions.pushing import Disagreed, held_file, held_files, push
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.services import Services

_MOST_SENT = 3 * MOST_BYTES
"""A file with the text it was made from, as JSON."""
_A_COMMAND = 20_000
"""So many bytes are as much work as one command."""


class Sent(msgspec.Struct, forbid_unknown_fields=True):
    """A file that is sent: its text, and the text of the version it was made from (that of `If-Match`)."""

    text: str
    base_text: str | None = None


@get("/api/w/{slug:str}/journeys", sync_to_thread=True)
def list_of_files(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[dict[str, Any]]:
    """Return the workspace's files with their versions."""
    found = held_files(asking.actor, space, services.version_desk)
    return Response({"workspace": space.slug, "name": space.name, "journeys": [one._asdict() for one in found]})


@get("/api/w/{slug:str}/journeys/{key:str}", sync_to_thread=True)
def one_file(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
) -> Response[dict[str, Any]]:
    """Return a file with its version, which is its `ETag` too."""
    found = held_file(asking.actor, space, services.version_desk, key)
    body = {"key": key, "version": found.version, "text": found.text}
    return Response(body, headers={"etag": f'"{found.version}"'})


@put("/api/w/{slug:str}/journeys/{key:str}", request_max_body_size=_MOST_SENT)
async def put_file(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
) -> Response[dict[str, Any]]:
    """Take in a file made from the version `If-Match` names; none: a new file."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    body, base = await request.body(), request.headers.get("if-match", "").strip().strip('"')
    keep_pace(services, asking, 1 + len(body) // _A_COMMAND)
    return await asyncio.to_thread(_put, services, asking, space, key, body, base)


def _put(
    services: Services, asking: Asking, space: Space, key: str, body: bytes, base: str
) -> Response[dict[str, Any]]:
    try:
        sent = msgspec.json.decode(body, type=Sent)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise InputError("sync.bad_body", detail=str(error)) from None
    try:
        done = push(asking.actor, space, services.version_desk, key, sent.text, base, sent.base_text, asking.lang)
    except Disagreed as error:
        return _conflict(error, asking)
    answer = {"key": key, "version": done.version, "text": done.text, "merged": done.merged, "created": done.created}
    return Response(answer, status_code=201 if done.created else 200, headers={"etag": f'"{done.version}"'})


def _conflict(error: Disagreed, asking: Asking) -> Response[dict[str, Any]]:
    found = error.found
    body = {
        "error": {"code": error.key, "message": error.message(asking.lang)},
        "conflicts": [{"mine": list(one.mine), "theirs": list(one.theirs)} for one in error.about],
        "theirs": {"version": found.version, "text": found.text},
    }
    return Response(body, status_code=409, media_type=MediaType.JSON)


HANDLERS = (list_of_files, one_file, put_file)
