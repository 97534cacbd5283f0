"""What a map page asks to be done, and what became of it."""

import asyncio
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, post
from litestar.di import NamedDependency
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath

from hanhtrinh.access import Right, require
from hanhtrinh.app.maps.commands.doing import Done, Refusal, carry_out
from hanhtrinh.app.maps.commands.shapes import AnyCommand, Sent, Several
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.maps.pace import Pace
from hanhtrinh.web.services import Services

MOST_SENT, MOST_INSIDE, MOST_BYTES = 200, 1_000, 2_000_000
MOST_TOLD = 200
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class _Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What one request holds: commands are read one by one, so that one that is none does not stop the others."""

    tab: str = ""
    sent: tuple[msgspec.Raw, ...]


class _Named(msgspec.Struct, frozen=True):
    id: str = ""


@post("/w/{slug:str}/maps/{journey:str}/commands", status_code=200, request_max_body_size=MOST_BYTES)
async def commands(
    request: Request,  # type: ignore[type-arg]
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[Any]:
    """Do commands in order, each once, and answer each of them."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    tab, sent = read_batch(await request.body())
    keep_pace(services, asking, sum(_size(one) for one in sent))
    done = await asyncio.to_thread(
        carry_out, asking.actor, space, services.desk, journey, sent, lang=asking.lang, tab=tab
    )
    if done.written:
        services.hub.poke(space.id, journey)
        services.hub.announce(space.id, journey, "edited", _edited(asking, done))
    return Response(_answered(done), media_type=MediaType.JSON)


def read_batch(body: bytes) -> tuple[str, tuple[Sent | Refusal, ...]]:
    """Return the tab and the commands a request holds; InputError where it is no list of commands, or too many."""
    try:
        batch = msgspec.json.decode(body, type=_Batch)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise InputError("commands.unreadable", reason=str(error)[:200]) from None
    if len(batch.sent) > MOST_SENT:
        raise InputError("commands.too_many", given=len(batch.sent), allowed=MOST_SENT)
    sent = tuple(_read(raw) for raw in batch.sent)
    inside = sum(_size(one) for one in sent)
    if inside > MOST_INSIDE:
        raise InputError("commands.too_many", given=inside, allowed=MOST_INSIDE)
    return batch.tab[:64], sent


def _read(raw: msgspec.Raw) -> Sent | Refusal:
    try:
        sent = msgspec.json.decode(raw, type=Sent)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        return Refusal(_id_of(raw), InputError("commands.unreadable", reason=str(error)[:200]))
    if not _ID.fullmatch(sent.id) or len(sent.base) > 64:
        return Refusal(sent.id[:64], InputError("commands.bad_id", given=sent.id[:64]))
    return sent


def _id_of(raw: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=_Named).id[:64]
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return ""


def _size(sent: Sent | Refusal) -> int:
    return sum(1 for _ in _single([sent.command])) if isinstance(sent, Sent) else 1


def _single(commands: Iterable[AnyCommand]) -> Iterator[AnyCommand]:
    for one in commands:
        if isinstance(one, Several):
            yield from _single(one.commands)
        else:
            yield one


def keep_pace(services: Services, asking: Asking, count: int, pace: Pace | None = None) -> None:
    """Raise 429, saying when to come again, where somebody sends more than anybody can type (or than `pace` allows)."""
    seconds = (pace or services.pace).wait(asking.actor.id, count, services.clock())
    if seconds:
        raise TooManyRequestsException(headers={"Retry-After": str(seconds)})


def _edited(asking: Asking, done: Done) -> dict[str, object]:
    return {
        "version": done.version, "by": asking.actor.name, "id": asking.actor.id,
        "places": list(done.places[:MOST_TOLD]),
    }  # fmt: skip


def _answered(done: Done) -> dict[str, object]:
    undo, redo = (list(reversed(ids)) for ids in done.stacks)
    return {
        "version": done.version, "answers": done.answers, "undo": len(undo), "redo": len(redo),
        "undo_ids": undo[:MOST_TOLD], "redo_ids": redo[:MOST_TOLD],
    }  # fmt: skip
