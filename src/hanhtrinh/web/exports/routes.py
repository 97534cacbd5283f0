"""Routes that give a map as a file: exactly what its page is asked for."""

import asyncio
import tempfile
from collections.abc import Iterator
from typing import IO, Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from hanhtrinh.access import Right, require
from hanhtrinh.app.drawing import draw_as
from hanhtrinh.app.drawn import FORMS, Form
from hanhtrinh.app.exporting import LogForm
from hanhtrinh.app.maps.asked import asked_for
from hanhtrinh.app.maps.exporting import LOGS, Exporter
from hanhtrinh.draw.vector.plan import PAPERS, PaperName
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.exports.sending import TYPES, disposition, file_answer, file_name
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.services import Services

_SUFFIX = {"long-csv": "csv", "mermaid": "mmd", "markdown": "md"}
_PART = 1 << 20


class Wanted(msgspec.Struct, frozen=True):
    """The form that exports an event log: in which form, with or without names."""

    form: str = "xes"
    names: str = ""


@get("/w/{slug:str}/maps/{journey:str}/download/{form:str}")
async def download(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    form: FromPath[str],
    paper: FromQuery[str] = "a3",
    hide: FromQuery[str] = "",
) -> Response[bytes]:
    """Give the map in a form; `paper` is for PDF, `hide` names lanes to leave out, with dots between them."""
    require(asking.actor, space.id, Right.SEE_MAPS)
    wanted, sheet, exporter = _form(form), _paper(paper), _exporter(request, services, asking, space)
    hidden = frozenset(hide.split(".")) - {""}

    def work() -> tuple[bytes, str]:
        order = exporter.order(journey, measured=wanted.measured, hidden=hidden, paper=sheet)
        more = sheet.upper() if wanted.name == "pdf" else tr("exports.long", asking.lang) if form == "long-csv" else ""
        suffix = _SUFFIX.get(wanted.name, wanted.name)
        return draw_as(wanted, order), file_name(say(order.file.journey.name, asking.lang), more, suffix)

    return file_answer(*await services.makers.make(work))


@post("/w/{slug:str}/maps/{journey:str}/event-log", status_code=200)
async def event_log(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Annotated[Wanted, FORM],
) -> Stream:
    """Give the passes of the map's customers as an event log, and note who took it."""
    require(asking.actor, space.id, Right.EXPORT_PEOPLE)
    form, exporter = _log(data.form), _exporter(request, services, asking, space)

    def work() -> tuple[IO[bytes], str]:
        key, pieces = exporter.log(journey, form, services.people, anonymous=data.names != "yes")
        return _written(pieces), file_name(key, tr("exports.log", asking.lang), form)

    file, name = await services.makers.make(work)
    headers = {"content-disposition": disposition(name), "cache-control": "no-store"}
    return Stream(_parts(file), media_type=TYPES[form], headers=headers)


def _exporter(request: Request[Any, Any, Any], services: Services, asking: Asking, space: Space) -> Exporter:
    asked = asked_for(request.query_params)
    return Exporter(asking.actor, space, services.desk, services.maps(space), services.pictures, asked, asking.lang)


def _form(name: str) -> Form:
    found = next((form for form in FORMS if form.name == name), None)
    if found is None:
        raise InputError("exports.no_form", given=name, allowed=", ".join(form.name for form in FORMS))
    return found


def _paper(name: str) -> PaperName:
    found = next((paper for paper in PAPERS if paper == name), None)
    if found is None:
        raise InputError("exports.no_paper", given=name, allowed=", ".join(PAPERS))
    return found


def _log(name: str) -> LogForm:
    found = next((form for form in LOGS if form == name), None)
    if found is None:
        raise InputError("exports.no_form", given=name, allowed=", ".join(LOGS))
    return found


def _written(pieces: Iterator[bytes]) -> IO[bytes]:
    """Return a file without a name that holds the pieces: a log may be larger than memory."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when it has been sent
    try:
        for piece in pieces:
            file.write(piece)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


async def _parts(file: IO[bytes]) -> Any:
    with file:
        while part := await asyncio.to_thread(file.read, _PART):
            yield part


HANDLERS = (download, event_log)
