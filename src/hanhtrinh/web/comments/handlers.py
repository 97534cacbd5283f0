"""Showing comments and taking in what is said."""

import asyncio
from collections.abc import Callable
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.comments import commenting
from hanhtrinh.app.versions.good import shown_journey
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.comments import Comment
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.comments.panel import ID, Panel, panel, to_map
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.maps.fragment import fragment
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

_SHEETS = ("comments.css",)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says: a new comment at a place, or an answer in a thread."""

    text: str = ""
    place: str = ""
    label: str = ""
    thread: str = ""
    back: str = ""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What the small forms say: whether a thread is settled, a new text, and what the panel showed."""

    text: str = ""
    settled: str = ""
    back: str = ""


@get("/w/{slug:str}/maps/{journey:str}/comments", sync_to_thread=True)
def comments(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    place: FromQuery[str] = "",
    label: FromQuery[str] = "",
    settled: FromQuery[str] = "",
) -> Response[str]:
    """Show the comments on a map, or on one place of it."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    return Looking(services, asking, space, journey, place, label).show(settled=settled == "1")


@post("/w/{slug:str}/maps/{journey:str}/comments", status_code=200)
async def say(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Annotated[Said, FORM],
) -> Response[str] | Redirect:
    """Keep a comment, or an answer."""
    args = (asking.actor, space, services.comments, journey, data.place, data.label, data.text, data.thread)
    looking = Looking(services, asking, space, journey, data.back if data.thread else data.place, data.label)
    return await looking.after(lambda: commenting.say_something(*args), data.text)


@post("/w/{slug:str}/maps/{journey:str}/comments/{comment:str}/text", status_code=200)
async def change(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    comment: FromPath[str],
    data: Annotated[Done, FORM],
) -> Response[str] | Redirect:
    """Keep another text of one's own comment."""
    looking = Looking(services, asking, space, journey, data.back)
    args = (asking.actor, space, services.comments, comment, data.text)
    return await looking.after(lambda: commenting.say_again(*args), data.text)


@post("/w/{slug:str}/maps/{journey:str}/comments/{comment:str}/settle", status_code=200)
async def settle(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    comment: FromPath[str],
    data: Annotated[Done, FORM],
) -> Response[str] | Redirect:
    """Say that a thread is settled, or open it again."""
    looking = Looking(services, asking, space, journey, data.back)
    args, settled = (asking.actor, space, services.comments, comment), data.settled == "yes"
    return await looking.after(lambda: commenting.settle(*args, settled=settled))


@post("/w/{slug:str}/maps/{journey:str}/comments/{comment:str}/remove", status_code=200)
async def remove(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    comment: FromPath[str],
    data: Annotated[Done, FORM],
) -> Response[str] | Redirect:
    """Take out a comment; with the first of a thread, the thread."""
    looking = Looking(services, asking, space, journey, data.back)
    args = (asking.actor, space, services.comments, comment)
    return await looking.after(lambda: commenting.take_out(*args))


class Looking(NamedTuple):
    """Who looks at the comments on which place of which map."""

    services: Services
    asking: Asking
    space: Space
    journey: str
    place: str
    label: str = ""

    async def after(self, run: Callable[[], Comment], written: str = "") -> Response[str] | Redirect:
        """Do something with comments, tell whoever has the map open, and lead back to what the panel showed.

        What cannot be done is said in the panel, and what was written stays in it.
        """
        keep_pace(self.services, self.asking, 1, self.services.looks)
        try:
            done = await asyncio.to_thread(run)
        except (InputError, NotFound) as error:
            problem = error.message(self.asking.lang)
            return await asyncio.to_thread(self.show, settled=False, written=written, problem=problem)
        self.services.hub.announce(self.space.id, done.journey, "comments", {"place": done.place})
        query = f"?{urlencode({'place': self.place, 'label': self.label})}" if self.place not in ("", "map") else ""
        return redirect(self.asking, f"/w/{self.space.slug}/maps/{done.journey}/comments{query}")

    def show(self, *, settled: bool, written: str = "", problem: str = "") -> Response[str]:
        """Return the panel alone where the map's page asks for it, else as a page of its own."""
        services, asking, space, desk = self.services, self.asking, self.space, self.services.comments
        file = shown_journey(asking.actor, space, services.version_desk, self.journey).file
        of = Panel(
            asking, space, self.journey, file.journey,
            threads=commenting.threads_of(asking.actor, space, desk, self.journey),
            team={user.id: user for user in commenting.team_of(asking.actor, space, desk)},
            words=Words(asking.lang, services.zone(space)),
            place="" if self.place == "map" else self.place[:200], label=self.label[:200],
            settled=settled, written=written, problem=problem,
        )  # fmt: skip
        status = 422 if problem else 200
        if asking.part == ID:
            return fragment(panel(of), status=status)
        whole = (to_map(of), panel(of))
        return page(asking, space, of.tr("title"), *whole, active="journeys", sheets=_SHEETS, status=status)


HANDLERS = (comments, say, change, settle, remove)
