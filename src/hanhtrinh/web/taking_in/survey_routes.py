"""Routes of surveys taken in from other tools, and of answers given out."""

from collections.abc import Iterator
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Stream

from hanhtrinh.access import Right, require
from hanhtrinh.app.said_list.search import Search
from hanhtrinh.app.surveys.editing import keep_new
from hanhtrinh.app.surveys.weighing import weigher
from hanhtrinh.app.taking_in.giving import answers_sheet, said_sheet
from hanhtrinh.app.taking_in.sheets import FORMS, Sheet, csv_parts
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.tables.plain_book import Value, plain_book
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.surveys import Kept
from hanhtrinh.ports.taking_in import Left
from hanhtrinh.sources.sav.giving import sav_of
from hanhtrinh.sources.taken_surveys.building import MOST_BYTES
from hanhtrinh.values import datetime_of
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, button, head, labelled, link_button, notice, token
from hanhtrinh.web.exports.sending import disposition
from hanhtrinh.web.services import Services
from hanhtrinh.web.surveys.weights_routes import knowing_of
from hanhtrinh.web.taking_in.shown import base, shown

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sav": "application/x-spss-sav",
}
Sent = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


@get("/w/{slug:str}/voice/taking-in/surveys", sync_to_thread=False)
def survey_form(asking: NamedDependency[Asking], space: NamedDependency[Space]) -> Response[str]:
    """Show the form that takes the survey of another tool."""
    require(asking.actor, space.id, Right.EDIT_SURVEYS)
    return shown(asking, space, tr("taking_in.survey_new", asking.lang), _form(asking, space))


@post("/w/{slug:str}/voice/taking-in/surveys", request_max_body_size=MOST_BYTES + 65_536, status_code=200)
async def take_survey(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services], data: Sent
) -> Response[str]:
    """Make a draft of another tool's survey, and show everything that could not be carried over."""
    require(asking.actor, space.id, Right.EDIT_SURVEYS)
    file = data.get("file")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise InputError("taking_in.no_file")
        raw = await file.read(MOST_BYTES + 1)
        kept, left = await _taken(asking, space, services, file.filename, raw)
    except HanhtrinhError as error:
        content = _form(asking, space, error.message(asking.lang))
        return shown(asking, space, tr("taking_in.survey_new", asking.lang), content, status=400)
    return shown(asking, space, tr("taking_in.survey_new", asking.lang), _taken_page(asking, space, kept, left))


async def _taken(
    asking: Asking, space: Space, services: Services, name: str, raw: bytes
) -> tuple[Kept, tuple[Left, ...]]:
    def work() -> tuple[Kept, tuple[Left, ...]]:
        taken = services.taking.read_survey(asking.actor, space, name, raw)
        return keep_new(asking.actor, space, services.survey_desk, taken.survey), taken.left

    return await services.makers.make(work)


def _form(asking: Asking, space: Space, wrong: str = "") -> Markup:
    lang = asking.lang
    up = f"/w/{space.slug}/voice/surveys", tr("taking_in.surveys_back", lang)
    file = h("input.in", type="file", name="file", id="f-file", required=True, accept=".qsf,.lss,.json,.sav,.zsav,.xml")
    chosen = labelled(tr("taking_in.survey_file", lang), "file", file, hint=tr("taking_in.survey_file_hint", lang))
    send = h("div.actions", button(tr("taking_in.survey_take", lang)))
    form = h("form.taking-send", token(asking), chosen, send, action=f"{base(space)}/surveys", method="post",
             enctype="multipart/form-data")  # fmt: skip
    top = head(tr("taking_in.survey_new", lang), tr("taking_in.surveys_lead", lang), back=up)
    return h("div.taking-in", top, notice(wrong, "bad") if wrong else None, box(None, form))


def _taken_page(asking: Asking, space: Space, kept: Kept, left: tuple[Left, ...]) -> Markup:
    lang = asking.lang
    survey = kept.draft
    ways = (
        link_button(tr("taking_in.survey_open", lang), f"/w/{space.slug}/voice/surveys/{survey.key}", kind="main"),
        link_button(tr("taking_in.survey_answers", lang), f"{base(space)}/file?kind=answers&survey={survey.key}"),
    )
    lines = [h("li", h("b", one.place), " ", tr(one.key, lang, **one.params)) for one in left]
    said = tr("taking_in.survey_taken", lang, count=len(survey.questions), pages=len(survey.pages))
    lost = h("ul.taking-left", lines) if lines else h("p", tr("taking_in.nothing_left", lang))
    up = f"/w/{space.slug}/voice/surveys", tr("taking_in.surveys_back", lang)
    return h(
        "div.taking-in", head(Words(lang).say(survey.name), said, *ways, back=up),
        box(tr("taking_in.left", lang, count=len(left)), lost),
    )  # fmt: skip


@get("/w/{slug:str}/voice/taking-in/out/{name:str}", sync_to_thread=True)
def said_out(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    name: FromPath[str],
    kind: FromQuery[str] = "",
    step: FromQuery[str] = "",
) -> Response[Any]:
    """Give out everything that was said (`said.csv`, `said.xlsx`, `said.sav`), or what is wanted of it."""
    form = _form_of(name)
    wanted = Search(kind=kind, step=step)
    sheet = said_sheet(asking.actor, space, services.said, services.audit, wanted, services.zone(space), asking.lang)
    return _sent(sheet, form, f"{space.slug} said.{form}")


@get("/w/{slug:str}/voice/surveys/{survey:str}/out/{name:str}", sync_to_thread=True)
def answers_out(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    survey: FromPath[str],
    name: FromPath[str],
) -> Response[Any]:
    """Give out the responses to a survey (`answers.csv`, `answers.xlsx`, `answers.sav`)."""
    form, knowing = _form_of(name), knowing_of(services, space)
    weigh = weigher(
        asking.actor, space, services.survey_desk, services.responses, services.survey_outcomes, survey, knowing
    )
    sheet = answers_sheet(
        asking.actor,
        space,
        services.surveys,
        services.responses,
        services.audit,
        survey,
        services.zone(space),
        asking.lang,
        weigh,
    )
    return _sent(sheet, form, f"{survey}.{form}")


def _form_of(name: str) -> str:
    form = name.rpartition(".")[2]
    if form not in FORMS:
        raise InputError("taking_in.no_form", given=name[:40], allowed=", ".join(FORMS))
    return form


def _sent(sheet: Sheet, form: str, name: str) -> Response[Any]:
    headers = {
        "content-disposition": disposition(name),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    if form == "csv":
        return Stream(csv_parts(sheet), media_type=_TYPES[form], headers=headers)
    data = sav_of(sheet) if form == "sav" else plain_book(sheet.name, _heads(sheet), _values(sheet))
    return Response(data, media_type=_TYPES[form], headers=headers)


def _heads(sheet: Sheet) -> list[tuple[str, bool]]:
    return [(column.name, column.kind == "text") for column in sheet.columns]


def _values(sheet: Sheet) -> Iterator[list[Value]]:
    """Yield rows with times as times of the workspace, and numbers that stand for words in words."""
    for row in sheet.rows:
        values: list[Value] = []
        for column, cell in zip(sheet.columns, row, strict=True):
            if cell is None or isinstance(cell, str):
                values.append(cell)
            elif column.kind == "time":
                values.append(datetime_of(int(cell), sheet.zone).replace(tzinfo=None, microsecond=0))
            else:
                values.append(column.labels.get(float(cell), float(cell)))
        yield values


HANDLERS = (survey_form, take_survey, said_out, answers_out)
