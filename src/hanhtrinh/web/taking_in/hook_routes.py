"""Routes of hooks: a source that tools tell to what customers said."""

from math import isfinite
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from hanhtrinh.app.sources import SourceDesk
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.taking_in import SaidHook
from hanhtrinh.voice.elsewhere.generic import FIELDS, Fields
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.taking_in.file_routes import first_page
from hanhtrinh.web.taking_in.hook_page import hook_page
from hanhtrinh.web.taking_in.shown import base, shown, touchpoints

_MOST_WORDS = 50
Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/w/{slug:str}/voice/taking-in/hooks", sync_to_thread=True)
def new_hook(
    asking: NamedDependency[Asking], space: NamedDependency[Space], services: NamedDependency[Services], data: Form
) -> Response[str]:
    """Make a source with its write key, and a hook for it."""
    ids = {"key_id": services.new_id(), "token": services.new_token()}
    try:
        source = SourceDesk(services.sources, services.audit).connect(
            asking.actor, space.id, data.get("name", ""), "http", **ids, now=services.clock()
        )
    except InputError as error:
        return first_page(asking, space, services, error.message(asking.lang))
    hook = SaidHook(workspace=space.id, source=source.key, fields=Fields(text="text"))
    services.taking.set_hook(asking.actor, space, hook)
    return redirect(asking, f"{base(space)}/hooks/{source.key}")


@get("/w/{slug:str}/voice/taking-in/hooks/{source:str}", sync_to_thread=True)
def one_hook(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    source: FromPath[str],
) -> Response[str]:
    """Show a hook's address and how it is read."""
    found = services.taking.hook(asking.actor, space, source)
    return _page(asking, space, services, found or SaidHook(workspace=space.id, source=source))


@post("/w/{slug:str}/voice/taking-in/hooks/{source:str}", sync_to_thread=True)
def set_hook(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    source: FromPath[str],
    data: Form,
) -> Response[str]:
    """Change how a hook is read; what is wrong with it is said, and nothing is kept."""
    before = services.taking.hook(asking.actor, space, source) or SaidHook(workspace=space.id, source=source)
    hook, words = before, data.get("words", "")
    try:
        hook = _given(before, data)
        hook = msgspec.structs.replace(hook, fields=msgspec.structs.replace(hook.fields, words=_words(words)))
        services.taking.set_hook(asking.actor, space, hook)
    except InputError as error:
        return _page(asking, space, services, hook, error.message(asking.lang), words)
    return redirect(asking, f"{base(space)}/hooks/{source}", "taking_in.saved")


@post("/w/{slug:str}/voice/taking-in/hooks/{source:str}/remove", sync_to_thread=True, status_code=303)
def remove_hook(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    source: FromPath[str],
) -> Redirect:
    """Take nothing more from a hook; its source and what came from it stay."""
    services.taking.remove_hook(asking.actor, space, source)
    return redirect(asking, base(space), "taking_in.removed")


def _given(before: SaidHook, data: dict[str, str]) -> SaidHook:
    """Return the hook a form describes, but for its scores in words; InputError for a choice that is none."""
    paths = {name: data.get(f"at_{name}", "").strip() for name in ("items", *FIELDS)}
    told = {"kind": data.get("kind", "review"), "scale": data.get("scale", "")}
    hook = {
        "shape": data.get("shape", ""),
        "signing": data.get("signing", "none"),
        "secret": data.get("secret", "").strip(),
    }
    made = {**hook, "workspace": before.workspace, "source": before.source, "asked_at": data.get("asked_at", "")[:120]}
    try:
        fields = msgspec.convert({**paths, **told}, Fields)
        return msgspec.structs.replace(msgspec.convert(made, SaidHook), fields=fields)
    except msgspec.ValidationError:
        raise InputError("taking_in.bad_choice") from None


def _words(text: str) -> dict[str, float]:
    """Return scores in words, one a line: `good = 5`; InputError for a line that is none."""
    found: dict[str, float] = {}
    for line in filter(None, (one.strip() for one in text.splitlines())):
        word, sign, score = line.rpartition("=")
        try:
            found[word.strip()] = value = float(score.strip().replace(",", "."))
        except ValueError:
            raise InputError("taking_in.bad_word", given=line[:80]) from None
        if not sign or not word.strip() or not isfinite(value) or len(found) > _MOST_WORDS:
            raise InputError("taking_in.bad_word", given=line[:80])
    return found


def _page(
    asking: Asking, space: Space, services: Services, hook: SaidHook, wrong: str = "", words: str | None = None
) -> Response[str]:
    """Return a hook's page; `words` are scores in words as somebody wrote them, where they are none yet."""
    desk = SourceDesk(services.sources, services.audit)
    source = desk.one(asking.actor, space.id, hook.source)
    key = desk.write_key(asking.actor, space.id, hook.source)
    points = touchpoints(services, space, asking.lang)
    content = hook_page(asking, space, source, hook, key, services.settings.public_address, points, wrong, words)
    return shown(asking, space, source.name, content, status=400 if wrong else 200)


HANDLERS = (new_hook, one_hook, set_hook, remove_hook)
