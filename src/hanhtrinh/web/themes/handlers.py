"""The routes of themes."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.themes.correcting import correct, see_theme
from hanhtrinh.app.themes.editing import (
    add_theme,
    add_word,
    choose,
    preview,
    put_theme,
    remove_theme,
    save_text,
    theme_of,
    themes_text,
)
from hanhtrinh.app.themes.figures import see_themes
from hanhtrinh.app.themes.learning import ask_to_learn, see_learned
from hanhtrinh.draw.markup import Markup
from hanhtrinh.errors import InputError, Rejected
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import natural
from hanhtrinh.voice.text.taxonomies import taxonomy_names
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.themes.list_page import list_page
from hanhtrinh.web.themes.parts import SHEET, View
from hanhtrinh.web.themes.theme_page import theme_page
from hanhtrinh.web.themes.words_page import preview_part, text_page, theme_from, words_page
from hanhtrinh.web.voice.tabs import voice_page

BYTES = 500_000
_BASE = "/w/{slug:str}/voice/themes"
_ONE = f"{_BASE}/of/{{key:str}}"
Sent = Annotated[dict[str, str | list[str]], FORM]
Asked = Request[Any, Any, Any]


def _view(services: Services, asking: Asking, space: Space) -> View:
    return View(asking, space, services.zone(space))


def _page(view: View, title: str, parts: list[Markup], status: int = 200) -> Response[str]:
    return voice_page(
        view.asking, view.space, "themes", title, *parts, sheets=(SHEET,), scripts=("themes.js",), status=status
    )


def _one(data: Mapping[str, str | list[str]], name: str) -> str:
    value = data.get(name, "")
    return value if isinstance(value, str) else value[-1]


def _all(data: Mapping[str, str | list[str]], name: str) -> list[str]:
    value = data.get(name, [])
    return [value] if isinstance(value, str) else list(value)


@get(_BASE, sync_to_thread=True)
def themes_page(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show what people speak of."""
    desk, actor = services.themes, asking.actor
    seen = see_themes(actor, space, desk)
    view = _view(services, asking, space)
    touched = themes_text(actor, space, desk).version > 0
    parts = list_page(view, seen, see_learned(actor, space, desk), list(taxonomy_names()), touched)
    return _page(view, view.tr("title"), parts)


@get(_ONE, sync_to_thread=True)
def one_theme(
    request: Asked,
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
) -> Response[str]:
    """Show one theme with its texts."""
    start = natural(str(request.query_params.get("start", "")))
    seen = see_theme(asking.actor, space, services.themes, key, start or 0)
    view = _view(services, asking, space)
    return _page(view, seen.taxonomy.name_of(key, asking.lang), theme_page(view, seen))


@post(f"{_ONE}/correct", sync_to_thread=True, request_max_body_size=BYTES)
def correct_text(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
    data: Sent,
) -> Redirect:
    """Keep what somebody says a text is about, and how it feels."""
    answer, desk = _one(data, "answer"), services.themes
    if _one(data, "undo") == "yes":
        correct(asking.actor, space, desk, answer, None, None)
    else:
        alone = {key: _feeling(_one(data, "alone"))} if "alone" in data else {}
        correct(asking.actor, space, desk, answer, _all(data, "theme"), _feeling(_one(data, "feeling")), alone)
    start = natural(_one(data, "start")) or 0
    here = f"{_view(services, asking, space).at('of', key)}{f'?start={start}' if start else ''}#t-{answer}"
    return redirect(asking, here, "themes.said_corrected")


def _feeling(given: str) -> float | None:
    try:
        return float(given) if given else None
    except ValueError:
        raise InputError("themes.unknown_feeling", given=given[:20]) from None


@get(f"{_ONE}/words", sync_to_thread=True)
def edit_words(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
) -> Response[str]:
    """Show the editor of a theme's words."""
    require(asking.actor, space.id, Right.EDIT_SURVEYS)
    taxonomy, theme = theme_of(asking.actor, space, services.themes, key)
    view = _view(services, asking, space)
    return _page(view, view.tr("words_title"), words_page(view, taxonomy, key, theme))


@post(f"{_ONE}/words", sync_to_thread=True, request_max_body_size=BYTES)
def save_words(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
    data: Sent,
) -> Response[str] | Redirect:
    """Keep a theme's words; what is wrong with them is said beside them."""
    taxonomy, before = theme_of(asking.actor, space, services.themes, key)
    theme, view = theme_from({name: _one(data, name) for name in data}, before), _view(services, asking, space)
    try:
        put_theme(asking.actor, space, services.themes, key, theme)
    except Rejected as wrong:
        return _page(view, view.tr("words_title"), words_page(view, taxonomy, key, theme, wrong), 400)
    return redirect(asking, view.at("of", key), "themes.said_saved")


@post(f"{_ONE}/preview", sync_to_thread=True, request_max_body_size=BYTES)
def preview_words(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
    data: Sent,
) -> Response[str]:
    """Return what a change of words would catch and lose, as a part of the page."""
    _, before = theme_of(asking.actor, space, services.themes, key)
    theme, view = theme_from({name: _one(data, name) for name in data}, before), _view(services, asking, space)
    keep_pace(services, asking, 1, services.looks)
    try:
        part = preview_part(view, preview(asking.actor, space, services.themes, key, theme))
    except Rejected as wrong:
        part = preview_part(view, None, wrong)
    return Response(str(part), media_type=MediaType.HTML)


@post(f"{_ONE}/remove", sync_to_thread=True)
def remove(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    key: FromPath[str],
) -> Redirect:
    """Take a theme out."""
    remove_theme(asking.actor, space, services.themes, key)
    return redirect(asking, _view(services, asking, space).at(), "themes.said_removed")


@post(f"{_BASE}/add", sync_to_thread=True, request_max_body_size=BYTES)
def add(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Sent
) -> Redirect:
    """Add a theme and go to its words."""
    key = add_theme(asking.actor, space, services.themes, _one(data, "name"))
    return redirect(asking, _view(services, asking, space).at("of", key, "words"))


@post(f"{_BASE}/word", sync_to_thread=True, request_max_body_size=BYTES)
def word(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Sent
) -> Redirect:
    """Put a word that no theme had into one."""
    add_word(asking.actor, space, services.themes, _one(data, "theme"), _one(data, "word"))
    return redirect(asking, f"{_view(services, asking, space).at()}#uncaught", "themes.said_saved")


@post(f"{_BASE}/choose", sync_to_thread=True, request_max_body_size=BYTES)
def choose_shipped(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Sent
) -> Redirect:
    """Begin with one of the lists of themes that ship."""
    choose(asking.actor, space, services.themes, _one(data, "list"))
    return redirect(asking, _view(services, asking, space).at(), "themes.said_chosen")


@post(f"{_BASE}/learn", sync_to_thread=True)
def learn(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Redirect:
    """Have the corrections learned from."""
    ask_to_learn(asking.actor, space, services.themes)
    return redirect(asking, f"{_view(services, asking, space).at()}#good", "themes.said_learning")


@get(f"{_BASE}/as-text", sync_to_thread=True)
def as_text(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show the themes as the text they are kept as."""
    require(asking.actor, space.id, Right.EDIT_SURVEYS)
    kept, view = themes_text(asking.actor, space, services.themes), _view(services, asking, space)
    return _page(view, view.tr("as_text"), text_page(view, kept.text, kept.version))


@post(f"{_BASE}/as-text", sync_to_thread=True, request_max_body_size=BYTES)
def save_as_text(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Sent
) -> Response[str] | Redirect:
    """Keep the themes as somebody wrote them."""
    view, version = _view(services, asking, space), natural(_one(data, "version")) or 0
    text = _one(data, "text").replace("\r\n", "\n")
    try:
        save_text(asking.actor, space, services.themes, text, version)
    except Rejected as wrong:
        return _page(view, view.tr("as_text"), text_page(view, text, version, wrong), 400)
    return redirect(asking, view.at(), "themes.said_saved")


HANDLERS = (
    themes_page, one_theme, correct_text, edit_words, save_words, preview_words, remove, add, word, choose_shipped,
    learn, as_text, save_as_text,
)  # fmt: skip
