"""The routes of the library."""

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.library.changing import (
    add_shared,
    change_everywhere,
    change_here,
    remove_shared,
    thing_at,
    use_in,
)
from hanhtrinh.app.library.given import GivenSolution, made_of
from hanhtrinh.app.library.holdings import holdings
from hanhtrinh.app.library.pooling import pool
from hanhtrinh.app.library.things import KINDS, SHARED, Kind, Thing
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.library.lists import Lists, home_of, kind_of, shared_kind
from hanhtrinh.web.library.thing_page import EVERYWHERE, ThingPage
from hanhtrinh.web.library.words import SHEET, tl
from hanhtrinh.web.rules.sending import lists_of
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

Sent = Annotated[dict[str, str | list[str]], FORM]
BYTES = 200_000
_BASE = "/w/{slug:str}/library"
_ONE = f"{_BASE}/{{kind:str}}/{{home:str}}/{{key:str}}"


@get(_BASE, sync_to_thread=True)
def library_page(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show the library, its touchpoints first."""
    return _shown(services, asking, space, "touchpoints")


@get(f"{_BASE}/{{kind:str}}", sync_to_thread=True)
def part(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    kind: FromPath[str],
) -> Response[str]:
    """Show one part of the library."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    named = kind_of(kind)
    if named is None:
        raise NotFound("library_page.no_kind", given=kind[:60], allowed=", ".join(KINDS))
    return _shown(services, asking, space, named)


def _shown(services: Services, asking: Asking, space: Space, kind: Kind) -> Response[str]:
    found = holdings(asking.actor, space, services.desk)
    body = Lists(asking, space, found, kind).page()
    return page(asking, space, tl(asking.lang, "title"), *body, active="library", sheets=(SHEET,))


def _kind(asking: Asking, space: Space, given: str) -> Kind:
    require(asking.actor, space.id, Right.EDIT_MAPS)
    kind = shared_kind(given)
    if kind is None:
        raise NotFound("library_page.no_kind", given=given[:60], allowed=", ".join(SHARED))
    return kind


@post(f"{_BASE}/{{kind:str}}", sync_to_thread=True, request_max_body_size=BYTES)
def add(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    kind: FromPath[str],
    data: Sent,
) -> Redirect:
    """Put a new thing into the library, which is made where there is none."""
    named = _kind(asking, space, kind)
    home = home_of(holdings(asking.actor, space, services.desk))
    title = tl(asking.lang, "title")
    key = add_shared(asking.actor, space, services.desk, home, named, _last(data, "name"), title)
    return redirect(asking, f"/w/{space.slug}/library/{named}/{home}/{key}", "library_page.saved_added")


@post(f"{_BASE}/{{kind:str}}/pool", sync_to_thread=True, request_max_body_size=BYTES)
def pool_alike(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    kind: FromPath[str],
    data: Sent,
) -> Redirect:
    """Put things that look the same into the library once."""
    named = _kind(asking, space, kind)
    home = home_of(holdings(asking.actor, space, services.desk))
    wanted = lists_of(data).get("thing", [])
    title = tl(asking.lang, "title")
    done = pool(asking.actor, space, services.desk, named, wanted, usual=home, title=title)
    return redirect(asking, f"/w/{space.slug}/library/{named}/{done.library}/{done.key}", "library_page.saved_pooled")


@get(_ONE, sync_to_thread=True)
def thing_page(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    kind: FromPath[str],
    home: FromPath[str],
    key: FromPath[str],
) -> Response[str]:
    """Show one thing with everything that can be changed of it."""
    return _thing(services, asking, space, _kind(asking, space, kind), (home, key), {})


def _thing(
    services: Services, asking: Asking, space: Space, kind: Kind, at: tuple[str, str], given: dict[str, str],
    wrong: str = "",
) -> Response[str]:  # fmt: skip
    found = holdings(asking.actor, space, services.desk)
    thing = thing_at(found, kind, *at)
    body = ThingPage(asking, space, found, thing, given, wrong).page()
    status = 422 if wrong else 200
    return page(asking, space, tl(asking.lang, "title"), *body, active="library", sheets=(SHEET,), status=status)


@post(_ONE, sync_to_thread=True, request_max_body_size=BYTES)
def save(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    kind: FromPath[str],
    home: FromPath[str],
    key: FromPath[str],
    data: Sent,
) -> Response[str] | Redirect:
    """Change a thing for all maps or for one; what cannot be kept comes back with the reason."""
    named = _kind(asking, space, kind)
    thing = thing_at(holdings(asking.actor, space, services.desk), named, home, key)
    given = {name: values[-1] for name, values in lists_of(data).items() if values}
    try:
        said = _saved(services, asking, space, thing, given)
    except InputError as error:
        return _thing(services, asking, space, named, (home, key), given, error.message(asking.lang))
    return redirect(asking, f"/w/{space.slug}/library/{named}/{home}/{key}", f"library_page.{said}")


def _saved(services: Services, asking: Asking, space: Space, thing: Thing, given: dict[str, str]) -> str:
    """Save what was given where it was asked for; return the message that says so."""
    desk, lang, was = services.desk, asking.lang, given.get("was", "")
    solutions = _solutions(given)

    def make(old: object) -> object:
        return made_of(thing.kind, old, given, solutions, lang)

    scope = given.get("scope", EVERYWHERE) if thing.shared else thing.home
    if scope == EVERYWHERE:
        return "saved_everywhere" if change_everywhere(asking.actor, space, desk, thing, was, make) else "saved_nothing"
    changed = change_here(asking.actor, space, desk, thing, scope, was, make)
    return "saved_here" if changed else "saved_nothing"


def _solutions(given: dict[str, str]) -> list[GivenSolution]:
    count = sum(name.endswith("-text") and name.startswith("s") for name in given)
    return [
        GivenSolution(given.get(f"s{i}-text", ""), given.get(f"s{i}-state", "idea"), given.get(f"s{i}-due", ""))
        for i in range(count)
    ]


@post(f"{_ONE}/use", sync_to_thread=True, request_max_body_size=BYTES)
def use(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    kind: FromPath[str],
    home: FromPath[str],
    key: FromPath[str],
    data: Sent,
) -> Redirect:
    """Let a map use a thing of the library."""
    thing = thing_at(holdings(asking.actor, space, services.desk), _kind(asking, space, kind), home, key)
    journey, _, step = _last(data, "at").partition("/")
    use_in(asking.actor, space, services.desk, thing, journey, step)
    return redirect(asking, f"/w/{space.slug}/library/{kind}/{home}/{key}", "library_page.saved_used")


@post(f"{_ONE}/remove", sync_to_thread=True)
def remove(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    kind: FromPath[str],
    home: FromPath[str],
    key: FromPath[str],
) -> Redirect:
    """Take a thing no map uses out of the library."""
    thing = thing_at(holdings(asking.actor, space, services.desk), _kind(asking, space, kind), home, key)
    remove_shared(asking.actor, space, services.desk, thing)
    return redirect(asking, f"/w/{space.slug}/library/{kind}", "library_page.saved_removed")


def _last(data: dict[str, str | list[str]], name: str) -> str:
    return (lists_of(data).get(name) or [""])[-1]
