"""Routes of the inbox."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, may, require
from hanhtrinh.app.cases.by_hand import case_of_answer, cases_of
from hanhtrinh.app.cases.replying import mail_address
from hanhtrinh.app.said_list.listing import Row, list_answers, one_answer
from hanhtrinh.app.said_list.marking import handlers, keep_template, mark, note, remove_template, templates
from hanhtrinh.app.said_list.search import Search
from hanhtrinh.app.themes.correcting import correct
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import say as text_in
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.said import STATES, Change, State, Template
from hanhtrinh.values import natural
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.said import redirect
from hanhtrinh.web.said_list.answer_page import AnswerView, Refused, Writing, answer_page
from hanhtrinh.web.said_list.list_page import ListView, list_page
from hanhtrinh.web.said_list.rows import Drawing, say
from hanhtrinh.web.said_list.templates_page import templates_page
from hanhtrinh.web.services import Services
from hanhtrinh.web.voice.tabs import voice_page

_MOST_WORDS, _MOST_REPLY = 200, 100_000
_LEVELS = frozenset({"-2", "-1", "0", "1", "2"})
_SHEETS, _SCRIPTS = ("people.css", "said.css"), ("said.js",)


class Bulk(msgspec.Struct):
    """The form over the list: which answers, what is to be noted at them, and the query of the page it came from."""

    answer: str | list[str] = ""
    do: str = ""
    assignee: str = ""
    tag: str = ""
    back: str = ""


class Notes(msgspec.Struct):
    """The form at one answer."""

    state: str = "new"
    assignee: str = ""
    tags: str = ""


class Sense(msgspec.Struct):
    """The form that corrects what was read in an answer; `do` is `back` to read it as before."""

    feeling: str = ""
    theme: str | list[str] = ""
    do: str = ""


class Draft(msgspec.Struct):
    """The form of a draft of a reply."""

    id: str = ""
    name: str = ""
    lang: Literal["vi", "en"] = "vi"
    text: str = ""


def _drawing(services: Services, asking: Asking, space: Space, rows: Sequence[Row]) -> Drawing:
    names = {user.id: user.name for user in handlers(services.said, space)}
    instruments = services.maps(space).parts().instruments
    taxonomy = services.understanding.reader(space).taxonomy
    sources = {source.key: source.name for source in services.sources.sources(space.id)}
    words = Words(asking.lang, services.zone(space))
    cases = cases_of(asking.actor, space, services.cases, [row.key for row in rows])
    return Drawing(asking.lang, space, words, instruments, taxonomy, names, sources, services.clock(), cases)


def _writing(services: Services, asking: Asking, space: Space, row: Row) -> Writing:
    """Tell how the customer who said something can be written to."""
    if not row.person or not may(asking.actor, space.id, Right.HANDLE_CASES):
        return "nobody"
    if not services.cases.mail.ready:
        return "no_mail"
    return "mail" if mail_address(services.cases, space, row.person) else "no_address"


def _wanted(query: Any) -> Search:
    """Return what an address asks for; a number that is none is no number."""

    def number(name: str) -> int | None:
        return natural(str(query.get(name, "")), 8)

    names = ("kind", "survey", "step", "feeling", "score", "theme", "language", "tag", "state", "show")
    return Search(
        words=str(query.get("q", ""))[:_MOST_WORDS], mine=query.get("mine") == "1", days=number("days"),
        start=number("start") or 0, **{name: str(query.get(name, ""))[:_MOST_WORDS] for name in names},
    )  # fmt: skip


@get("/w/{slug:str}/voice/responses", sync_to_thread=True)
def responses(
    request: Request[Any, Any, Any],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Response[str]:
    """Show one page of the answers that are wanted."""
    wanted, desk = _wanted(request.query_params), services.said
    if wanted.words or wanted.step:
        keep_pace(services, asking, 1, services.looks)
    found = list_answers(asking.actor, space, desk, wanted)
    surveys = [(one.key, text_in(one.draft.name, asking.lang) or one.key) for one in services.surveys.all(space.id)]
    view = ListView(
        asking, _drawing(services, asking, space, found.rows), found, wanted,
        desk.people.journeys(asking.actor, space), surveys, handlers(desk, space),
    )  # fmt: skip
    return voice_page(
        asking, space, "responses", say(asking.lang, "title"), *list_page(view), sheets=_SHEETS, scripts=_SCRIPTS
    )


@post("/w/{slug:str}/voice/responses", sync_to_thread=True)
def note_many(
    data: Annotated[Bulk, FORM],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Redirect:
    """Note something at the answers that are ticked."""
    keys = [data.answer] if isinstance(data.answer, str) else data.answer
    keys = [key for key in keys if key]
    keep_pace(services, asking, max(1, len(keys) // 10), services.looks)
    marked = mark(asking.actor, space, services.said, keys, _change(data))
    back = f"/w/{space.slug}/voice/responses" + (f"?{data.back}" if data.back else "")
    return redirect(asking, back, "said.noted" if marked else "said.nothing_chosen")


def _change(data: Bulk) -> Change:
    """Return what a form asks for: a state by its own button, or an assignee and a tag."""
    if data.do != "note":
        state: Any = data.do
        return Change(state=state)
    assignee = {"": None, "-": ""}.get(data.assignee, data.assignee)
    return Change(assignee=assignee, add=(data.tag,) if data.tag.strip() else ())


@get("/w/{slug:str}/voice/responses/{answer:str}", sync_to_thread=True)
def response(
    request: Request[Any, Any, Any],
    answer: FromPath[str],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Response[str]:
    """Show one answer; whoever may note has read it by that."""
    template = str(request.query_params.get("template", ""))
    return _one(services, asking, space, answer, template=template)


def _one(
    services: Services, asking: Asking, space: Space, answer: str, template: str = "", refused: Refused | None = None
) -> Response[str]:
    desk = services.said
    row = one_answer(asking.actor, space, desk, answer)
    if may(asking.actor, space.id, Right.HANDLE_CASES) and row.mark.state == "new":
        mark(asking.actor, space, desk, [answer], Change(state="read"))
    view = AnswerView(
        asking, _drawing(services, asking, space, [row]), row, handlers(desk, space),
        templates(asking.actor, space, desk), template, _writing(services, asking, space, row), refused,
    )  # fmt: skip
    title = row.title or say(asking.lang, f"kind_{row.kind}")
    status = 400 if refused else 200
    return voice_page(
        asking, space, "responses", title, *answer_page(view), sheets=_SHEETS, scripts=_SCRIPTS, status=status
    )


@post("/w/{slug:str}/voice/responses/{answer:str}", sync_to_thread=True)
def note_one(
    answer: FromPath[str],
    data: Annotated[Notes, FORM],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Response[str] | Redirect:
    """Note all there is to note at one answer; what cannot be noted is shown again as it was typed."""
    keep_pace(services, asking, 1, services.looks)
    tags = [tag for tag in data.tags.split(",") if tag.strip()]
    try:
        note(asking.actor, space, services.said, answer, state=_state(data.state), assignee=data.assignee, tags=tags)
    except InputError as error:
        return _one(services, asking, space, answer, refused=Refused(data.state, data.assignee, data.tags, error))
    return redirect(asking, f"/w/{space.slug}/voice/responses/{answer}", "said.noted")


def _state(text: str) -> State:
    found = next((state for state in STATES if state == text), None)
    if found is None:
        raise InputError("said.no_such", field="state", given=text, allowed=", ".join(STATES))
    return found


@post("/w/{slug:str}/voice/responses/{answer:str}/sense", sync_to_thread=True)
def correct_one(
    answer: FromPath[str],
    data: Annotated[Sense, FORM],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Redirect:
    """Keep what a text means by a person's word; the reader learns from it."""
    keep_pace(services, asking, 1, services.looks)
    themes: list[str] | None = [data.theme] if isinstance(data.theme, str) else data.theme
    themes = None if data.do == "back" else [theme for theme in themes or () if theme]
    feeling = int(data.feeling) if data.do != "back" and data.feeling in _LEVELS else None
    correct(asking.actor, space, services.themes, answer, themes, feeling)
    return redirect(asking, f"/w/{space.slug}/voice/responses/{answer}", "said.corrected")


@post("/w/{slug:str}/voice/responses/{answer:str}/case", sync_to_thread=True)
def to_case(
    answer: FromPath[str],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Redirect:
    """Open a case for one answer, or go to the one its person has there."""
    keep_pace(services, asking, 1, services.looks)
    row = one_answer(asking.actor, space, services.said, answer)
    if not row.person:
        raise InputError("said.no_person")
    made = case_of_answer(asking.actor, space, services.cases, row.person, row.key)
    return redirect(asking, f"/w/{space.slug}/voice/cases/{made.id}")


@post("/w/{slug:str}/voice/responses/{answer:str}/reply", sync_to_thread=True, request_max_body_size=_MOST_REPLY)
def reply_by_mail(
    answer: FromPath[str],
    data: Annotated[dict[str, str], FORM],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Redirect:
    """Open the case of an answer, or join it, and hand the form on to it: to be sent, or looked at in its reply box."""
    require(asking.actor, space.id, Right.HANDLE_CASES)
    keep_pace(services, asking, 1, services.looks)
    row = one_answer(asking.actor, space, services.said, answer)
    if not row.person:
        raise InputError("said.no_person")
    made = case_of_answer(asking.actor, space, services.cases, row.person, row.key)
    way = "reply" if data.get("do") == "send" else "reply/preview"
    return Redirect(f"/w/{space.slug}/voice/cases/{made.id}/{way}", status_code=307)


@get("/w/{slug:str}/voice/replies", sync_to_thread=True)
def replies(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show the drafts of replies."""
    return _replies(services, asking, space)


def _replies(
    services: Services, asking: Asking, space: Space, typed: Template | None = None, wrong: str = ""
) -> Response[str]:
    found = templates(asking.actor, space, services.said)
    may_edit = may(asking.actor, space.id, Right.HANDLE_CASES)
    content = templates_page(asking, space, found, may_edit, typed, wrong)
    return voice_page(
        asking, space, "responses", say(asking.lang, "templates"), *content, sheets=_SHEETS, scripts=_SCRIPTS,
        status=400 if wrong else 200,
    )  # fmt: skip


@post("/w/{slug:str}/voice/replies", sync_to_thread=True)
def keep_reply(
    data: Annotated[Draft, FORM],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Response[str] | Redirect:
    """Keep a draft of a reply; what cannot be one is shown again with what is wrong."""
    try:
        keep_template(asking.actor, space, services.said, data.id, data.name, data.lang, data.text)
    except InputError as error:
        typed = Template(id=data.id, name=data.name, lang=data.lang, text=data.text)
        return _replies(services, asking, space, typed, error.message(asking.lang))
    return redirect(asking, f"/w/{space.slug}/voice/replies", "said.template_kept")


@post("/w/{slug:str}/voice/replies/{template:str}/remove", sync_to_thread=True)
def remove_reply(
    template: FromPath[str],
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
) -> Redirect:
    """Forget a draft of a reply."""
    remove_template(asking.actor, space, services.said, template)
    return redirect(asking, f"/w/{space.slug}/voice/replies", "said.template_removed")


HANDLERS = (
    responses, note_many, response, note_one, correct_one, to_case, reply_by_mail, replies, keep_reply, remove_reply,
)  # fmt: skip
