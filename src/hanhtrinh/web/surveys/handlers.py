"""The routes of surveys."""

import asyncio
from typing import Annotated, Any
from urllib.parse import parse_qs

from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, RawBody
from litestar.response import Redirect

from hanhtrinh.access import Right, may
from hanhtrinh.app.surveys.desk import for_editing, for_seeing
from hanhtrinh.app.surveys.editing import LARGEST, change, copy, create, remove, take_in
from hanhtrinh.app.surveys.outcome import outcome_of, outcomes_of
from hanhtrinh.app.surveys.publishing import MapStays, Overtaken, changes_of, publish, set_state
from hanhtrinh.errors import InputError, NotFound, Rejected
from hanhtrinh.i18n import say
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import natural
from hanhtrinh.voice.surveys.edits import Clash
from hanhtrinh.voice.surveys.file import write_survey
from hanhtrinh.web.answering.drawn import SHEET as DRAWN
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import head, notice
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.rules.sending import lists_of
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.surveys.builder import builder
from hanhtrinh.web.surveys.findings import finding_lines
from hanhtrinh.web.surveys.list_page import list_page
from hanhtrinh.web.surveys.preview import preview
from hanhtrinh.web.surveys.results_page import results_page
from hanhtrinh.web.surveys.sending import BYTES, answered, beside_of, change_of, refused
from hanhtrinh.web.surveys.weights_routes import knowing_of
from hanhtrinh.web.surveys.words import SCRIPT, SHEET, ts
from hanhtrinh.web.voice.tabs import voice_page

Sent = Annotated[dict[str, str | list[str]], FORM]
_ALL = "/w/{slug:str}/voice/surveys"
_ONE = f"{_ALL}/{{key:str}}"


def _home(space: Space, key: str = "") -> str:
    return f"/w/{space.slug}/voice/surveys{f'/{key}' if key else ''}"


@get(_ALL, sync_to_thread=True)
def surveys_page(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show every survey with what came of it."""
    found = outcomes_of(asking.actor, space, services.survey_desk, services.responses, services.survey_outcomes)
    body = list_page(asking, space, found, services.survey_desk.shelf.usable(space), services.zone(space))
    return voice_page(asking, space, "surveys", ts(asking.lang, "title"), *body, sheets=(SHEET,))


@post(_ALL, sync_to_thread=True, request_max_body_size=BYTES)
def add(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Sent
) -> Redirect:
    """Make a survey: blank under a name, or one that is ready."""
    given = {name: values[-1] for name, values in lists_of(data).items() if values}
    kept = create(asking.actor, space, services.survey_desk, given.get("name", ""), start=given.get("start", ""))
    return redirect(asking, _home(space, kept.key))


async def text_of(request: Request[Any, Any, Any]) -> tuple[str, str]:
    """Return the text of a survey's file with the file's name: one that was chosen, else what was pasted."""
    data = await request.form()
    file = data.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return str(data.get("text") or ""), "survey.yaml"
    raw = await file.read(LARGEST * 2)
    try:
        return raw.decode("utf-8-sig"), file.filename
    except UnicodeDecodeError:
        raise InputError("surveys.file_not_text", file=file.filename[:80]) from None


@post(f"{_ALL}/import", request_max_body_size=LARGEST * 2)
async def import_file(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Redirect | Response[str]:
    """Make a survey of a file; what is wrong with the file is said with its lines."""
    text, file = await text_of(request)
    try:
        kept, _ = await asyncio.to_thread(take_in, asking.actor, space, services.survey_desk, text, file)
    except Rejected as error:
        lang = asking.lang
        lines = "\n".join(one.line_of_text(lang) for one in error.findings[:40])
        body = (head(ts(lang, "import"), ts(lang, "import_wrong"), back=(_home(space), ts(lang, "all_surveys"))),
                notice(lines, "bad"))  # fmt: skip
        return voice_page(asking, space, "surveys", ts(lang, "import"), *body, sheets=(SHEET,), status=422)
    return redirect(asking, _home(space, kept.key), "surveys.said_imported")


@get(_ONE, sync_to_thread=True)
def survey_page(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
) -> Response[str] | Redirect:
    """Show the builder; whoever may only look is shown the results."""
    desk = services.survey_desk
    if may(asking.actor, space.id, Right.SEE_VOICE) and not may(asking.actor, space.id, Right.EDIT_SURVEYS):
        return Redirect(f"{_home(space, for_seeing(asking.actor, space, desk, key).key)}/results", status_code=303)
    kept = for_editing(asking.actor, space, desk, key)
    changes = changes_of(space, desk, kept)
    body = builder(
        asking, _home(space, key), kept, desk.findings(space, kept), changes, desk.surveys.versions(space.id, key),
        beside_of(services, asking, space, kept, changes),
    )  # fmt: skip
    title = say(kept.draft.name, asking.lang) or key
    return voice_page(asking, space, "surveys", title, *body, kind="sb-main", sheets=(DRAWN, SHEET), scripts=(SCRIPT,))


@post(f"{_ONE}/edit", sync_to_thread=True, request_max_body_size=BYTES, status_code=200)
def edit(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
    body: RawBody,
) -> Response[Any]:
    """Change a draft; the answer says what to draw anew, or what somebody else wrote in the same place."""
    for_editing(asking.actor, space, services.survey_desk, key)
    keep_pace(services, asking, 1, services.pace)
    try:
        sent = change_of(body, services.zone(space))
        done = change(asking.actor, space, services.survey_desk, key, sent.edits, sent.stamp, sent.ask)
    except (Clash, InputError) as error:
        return refused(error, asking)
    return answered(services, asking, space, sent, done, _home(space, key))


@post(f"{_ONE}/preview", sync_to_thread=True, request_max_body_size=BYTES, status_code=200)
def show(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
    body: RawBody,
) -> Response[str]:
    """Draw the page of the preview that follows; nothing is kept."""
    kept = for_editing(asking.actor, space, services.survey_desk, key)
    sent = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return Response(str(preview(kept.draft, sent, asking.lang, _home(space, key))), media_type=MediaType.HTML)


@post(f"{_ONE}/publish", sync_to_thread=True, request_max_body_size=BYTES)
def open_version(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
    data: Sent,
) -> Redirect | Response[str]:
    """Open the draft as it was looked at."""
    given = lists_of(data)
    given_stamp, choice = (given.get("stamp") or ["0"])[-1], (given.get("map") or [""])[-1]
    stamp = natural(given_stamp, 18) or 0
    try:
        publish(asking.actor, space, services.survey_desk, key, stamp, given.get("keep", ()), choice)  # type: ignore[arg-type]
    except (Overtaken, MapStays) as error:
        return redirect(asking, _home(space, key), error.key)
    except Rejected as error:
        lang = asking.lang
        top = head(
            ts(lang, "publish_wrong"), ts(lang, "publish_wrong_lead"), back=(_home(space, key), ts(lang, "back"))
        )
        lines = finding_lines(error.findings, lang)
        return voice_page(
            asking, space, "surveys", ts(lang, "publish_wrong"), top, lines or top, sheets=(SHEET,), status=422
        )
    return redirect(asking, _home(space, key), "surveys.said_opened")


@post(f"{_ONE}/state", sync_to_thread=True, request_max_body_size=BYTES)
def change_state(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
    data: Sent,
) -> Redirect:
    """Pause, close or open again."""
    for_editing(asking.actor, space, services.survey_desk, key)
    state = (lists_of(data).get("state") or [""])[-1]
    if state not in ("open", "paused", "closed"):
        raise InputError("surveys.no_state", given=state[:20])
    set_state(asking.actor, space, services.survey_desk, key, state)  # type: ignore[arg-type]
    return redirect(asking, _home(space, key), f"surveys.said_{state}")


@post(f"{_ONE}/copy", sync_to_thread=True)
def copy_survey(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
) -> Redirect:
    """Make another survey like one."""
    kept = copy(asking.actor, space, services.survey_desk, key)
    return redirect(asking, _home(space, kept.key), "surveys.said_copied")


@post(f"{_ONE}/remove", sync_to_thread=True)
def remove_survey(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
) -> Redirect:
    """Forget a survey nobody answered; close one that somebody did."""
    gone = remove(asking.actor, space, services.survey_desk, key)
    return redirect(asking, _home(space), "surveys.said_removed" if gone else "surveys.said_kept_closed")


@get(f"{_ONE}/file", sync_to_thread=True)
def file(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
    version: FromQuery[int] = 0,
) -> Response[str]:
    """Send a survey as a file: the draft, or a version as it was opened."""
    desk = services.survey_desk
    kept = for_editing(asking.actor, space, desk, key)
    survey = desk.surveys.version(space.id, key, version) if 0 < version < 2**31 else kept.draft
    if survey is None:
        raise NotFound("surveys.no_version", given=version)
    name = f"{kept.key}{f'-v{version}' if version else ''}.yaml"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(write_survey(survey), media_type="application/yaml; charset=utf-8", headers=headers)


@get(f"{_ONE}/results", sync_to_thread=True)
def results(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
) -> Response[str]:
    """Show what came of a survey."""
    desk = services.survey_desk
    found = outcome_of(
        asking.actor, space, desk, services.responses, services.survey_outcomes, key, knowing_of(services, space)
    )
    title = ts(asking.lang, "results_of", name=say(found.kept.draft.name, asking.lang))
    return voice_page(asking, space, "surveys", title, *results_page(asking, space, found), sheets=(SHEET,))


HANDLERS = (
    surveys_page, add, import_file, survey_page, edit, show, open_version, change_state, copy_survey, remove_survey,
    file, results,
)  # fmt: skip
