"""Routes of imports."""

import asyncio
from typing import Annotated, Any

from litestar import MediaType, Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from hanhtrinh.draw.markup import Markup
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.store.uploads import MOST_BYTES
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.imports.drawing import new_form, progress, the_import, the_list
from hanhtrinh.web.imports.forms import choices_of, text_of
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

_MAPPING_BYTES = 600_000
Form = Annotated[dict[str, str | list[str]], Body(media_type=RequestEncodingType.URL_ENCODED)]


def _at(space: Space, job: str = "") -> str:
    return f"/w/{space.slug}/imports" + (f"/{job}" if job else "")


def _page(asking: Asking, space: Space, title: str, content: Markup, status: int = 200) -> Response[str]:
    named, sheets, scripts = tr(f"imports.{title}", asking.lang), ("imports.css",), ("imports.js",)
    return page(asking, space, named, content, active="sources", status=status, sheets=sheets, scripts=scripts)


@get("/w/{slug:str}/imports", sync_to_thread=True)
def all_imports(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> Response[str]:
    """Return the list of imports."""
    jobs = services.imports.all(asking.actor, space)
    return _page(asking, space, "title", the_list(jobs, _at(space), asking, services.zone(space)))


@get("/w/{slug:str}/imports/new", sync_to_thread=True)
def new(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> Response[str]:
    """Return the form that takes files."""
    services.imports.all(asking.actor, space)
    return _page(asking, space, "new", new_form(_at(space), asking))


@post("/w/{slug:str}/imports", sync_to_thread=True)
def begin(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> dict[str, str]:
    """Begin an import; its files follow one by one."""
    job = services.imports.begin(asking.actor, space, asking.lang)
    return {"id": job.id, "address": _at(space, job.id)}


@put("/w/{slug:str}/imports/{job:str}/files/{name:str}", request_max_body_size=MOST_BYTES, status_code=204)
async def take(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
    name: FromPath[str],
    request: Request[Any, Any, Any],
) -> None:
    """Take one file, as it comes in."""
    found = await asyncio.to_thread(services.imports.one, asking.actor, space, job)
    await services.imports.take(asking.actor, space, found, name, request.stream())


@post("/w/{slug:str}/imports/{job:str}/look", sync_to_thread=True)
def look(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
) -> dict[str, str]:
    """Look at the files and propose how to read them."""
    services.imports.propose(asking.actor, space, job, asking.lang)
    return {"address": _at(space, job)}


@get("/w/{slug:str}/imports/{job:str}", sync_to_thread=True)
def one(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
) -> Response[str]:
    """Return one import: what was found, how far it is, or what came of it."""
    found = services.imports.one(asking.actor, space, job)
    content = the_import(found, space, _at(space, job), asking, services.zone(space))
    return _page(asking, space, "title", content)


@get("/w/{slug:str}/imports/{job:str}/progress", sync_to_thread=True)
def under_way(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
) -> Response[str]:
    """Return how far an import is, as the piece of the page that shows it."""
    found = services.imports.one(asking.actor, space, job)
    return Response(progress(found, _at(space, job), asking), media_type=MediaType.HTML)


@post("/w/{slug:str}/imports/{job:str}/preview", sync_to_thread=True, request_max_body_size=_MAPPING_BYTES)
def preview(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
    data: Form,
) -> Response[str] | Redirect:
    """Read the files through a changed mapping; what is wrong with it is said beside it, and it is not lost."""
    mapping = text_of(data, "mapping")
    try:
        services.imports.preview(asking.actor, space, job, mapping, choices_of(data), asking.lang)
    except HanhtrinhError as error:
        found = services.imports.one(asking.actor, space, job)
        content = the_import(
            found, space, _at(space, job), asking, services.zone(space), mapping, error.message(asking.lang)
        )
        title = tr("imports.title", asking.lang)
        answer = page(asking, space, title, content, active="sources", sheets=("imports.css",), scripts=("imports.js",))
        answer.status_code = 400
        return answer
    return Redirect(_at(space, job), status_code=303)


@post("/w/{slug:str}/imports/{job:str}/start", sync_to_thread=True)
def start(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
    data: Form,
) -> Redirect:
    """Let an import begin."""
    services.imports.start(asking.actor, space, job, data.get("replace") == "yes")
    return Redirect(_at(space, job), status_code=303)


@post("/w/{slug:str}/imports/{job:str}/stop", sync_to_thread=True)
def stop(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
) -> Redirect:
    """Stop an import."""
    services.imports.stop(asking.actor, space, job)
    return Redirect(_at(space, job), status_code=303)


@post("/w/{slug:str}/imports/{job:str}/remove", sync_to_thread=True)
def remove(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
) -> Redirect:
    """Forget an import that has ended."""
    services.imports.remove(asking.actor, space, job)
    return Redirect(_at(space), status_code=303)


HANDLERS = (all_imports, new, begin, take, look, one, under_way, preview, start, stop, remove)
