"""Routes of taking in by file."""

import asyncio
from typing import Annotated, Any

import msgspec
import polars as pl
from litestar import Request, Response, get, post, put
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect

from hanhtrinh.access import Right, may, require
from hanhtrinh.app.sources import checked_name
from hanhtrinh.errors import HanhtrinhError, InputError, NotFound
from hanhtrinh.i18n import tr
from hanhtrinh.measures.senses import Senses
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.jobs import Job
from hanhtrinh.store.uploads import MOST_BYTES
from hanhtrinh.voice.elsewhere.model import KINDS
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.services import Services
from hanhtrinh.web.taking_in.files import Chosen, choices_of, file_form, looked_at, said_in
from hanhtrinh.web.taking_in.overview import overview
from hanhtrinh.web.taking_in.shown import base, shown, touchpoints

_MAPPING_BYTES = 600_000
Form = Annotated[dict[str, str | list[str]], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/w/{slug:str}/voice/taking-in", sync_to_thread=True)
def taking_in(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services]
) -> Response[str]:
    """Show what may come in, by which ways, and what is set up."""
    return first_page(asking, space, services)


def first_page(asking: Asking, space: Space, services: Services, wrong: str = "") -> Response[str]:
    """Return the first page; `wrong` is what was wrong with a new hook's name."""
    hooks = services.taking.all_hooks(asking.actor, space)
    mailboxes = services.taking.all_mailboxes(asking.actor, space)
    sources = services.sources.sources(space.id)
    content = overview(asking, space, hooks, mailboxes, sources, services.zone(space), wrong)
    return shown(asking, space, tr("taking_in.title", asking.lang), content, status=400 if wrong else 200)


@get("/w/{slug:str}/voice/taking-in/file", sync_to_thread=True)
def from_file(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    kind: FromQuery[str] = "review",
    survey: FromQuery[str] = "",
) -> Response[str]:
    """Show the form that takes files of one kind."""
    require(asking.actor, space.id, Right.IMPORT)
    surveys = [one for one in services.surveys.all(space.id) if may(asking.actor, space.id, Right.SEE_VOICE)]
    chosen = Chosen(kind=kind if kind in KINDS else "answers", survey=survey)
    return shown(asking, space, tr("taking_in.from_file", asking.lang), file_form(asking, space, chosen, surveys))


@post("/w/{slug:str}/voice/taking-in/begin", sync_to_thread=True)
def begin(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    kind: FromQuery[str] = "",
    source: FromQuery[str] = "",
    survey: FromQuery[str] = "",
) -> dict[str, str]:
    """Begin to take in files of one kind; they follow one by one."""
    require(asking.actor, space.id, Right.IMPORT)
    about: dict[str, Any] = {"source": checked_name(source)} if source.strip() else {}
    if kind in KINDS:
        about = {"source": kind, **about, "kind": kind}
    elif survey:
        kept = services.surveys.get(space.id, survey)
        if kept is None:
            raise NotFound("taking_in.no_survey", given=survey[:80])
        about = {"source": survey, **about, "survey": msgspec.to_builtins(kept.draft), "survey_key": survey}
    else:
        raise InputError("taking_in.no_kind", given=kind[:40] or "–", allowed=", ".join(KINDS))
    job = services.imports.begin(asking.actor, space, asking.lang, **about)
    return {"id": job.id, "address": f"{base(space)}/{job.id}"}


@put("/w/{slug:str}/voice/taking-in/{job:str}/files/{name:str}", request_max_body_size=MOST_BYTES, status_code=204)
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


@post("/w/{slug:str}/voice/taking-in/{job:str}/look", sync_to_thread=True)
def look(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
) -> dict[str, str]:
    """Look at the files and propose how to read them."""
    services.imports.propose(asking.actor, space, job, asking.lang)
    return {"address": f"{base(space)}/{job}"}


@get("/w/{slug:str}/voice/taking-in/{job:str}", sync_to_thread=True)
def one(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
) -> Response[str] | Redirect:
    """Show what was found in the files; once it runs, how far it is."""
    found = services.imports.one(asking.actor, space, job)
    if found.state != "draft":
        return Redirect(f"/w/{space.slug}/imports/{job}", status_code=303)
    return _looked_at(asking, space, services, found)


@post("/w/{slug:str}/voice/taking-in/{job:str}/preview", sync_to_thread=True, request_max_body_size=_MAPPING_BYTES)
def preview(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    job: FromPath[str],
    data: Form,
) -> Response[str] | Redirect:
    """Read the files with other columns; what is wrong with the choice is said beside it."""
    mapping = data.get("mapping", "")
    try:
        text = mapping if isinstance(mapping, str) else ""
        services.imports.preview(asking.actor, space, job, text, choices_of(data), asking.lang)
    except HanhtrinhError as error:
        found = services.imports.one(asking.actor, space, job)
        return _looked_at(asking, space, services, found, error.message(asking.lang))
    return Redirect(f"{base(space)}/{job}", status_code=303)


def _looked_at(asking: Asking, space: Space, services: Services, job: Job, wrong: str = "") -> Response[str]:
    points = touchpoints(services, space, asking.lang)
    content = looked_at(job, asking, space, services.zone(space), points, _senses(services, space, job), wrong)
    return shown(asking, space, tr("taking_in.from_file", asking.lang), content, status=400 if wrong else 200)


def _senses(services: Services, space: Space, job: Job) -> Senses | None:
    """Return what is understood of the first texts: a few, read at once."""
    texts = [str(one.get("text") or "") for one in said_in(job.asked.get("preview", {}).get("examples", ()))]
    return services.understanding.senses(space, pl.Series(texts, dtype=pl.String)) if texts else None


HANDLERS = (taking_in, from_file, begin, take, look, one, preview)
