"""Routes of webhooks."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.hooking import managing
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.webhooks import Hook
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.cases.handlers import Form
from hanhtrinh.web.cases.rule_form import Sent, every, last
from hanhtrinh.web.hooks.pages import NEW, Typed, base_of, hook_boxes, list_boxes
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.settings.frame import settings_page

HOME = "/w/{slug:str}/settings/webhooks"
_ONE = f"{HOME}/{{hook:str}}"
MOST_BYTES = 16_000


@get(HOME, sync_to_thread=True)
def hooks(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show the webhooks."""
    return _list(services, asking, space)


def _list(services: Services, asking: Asking, space: Space, typed: Typed = NEW, wrong: str = "") -> Response[str]:
    found = managing.hooks_of(asking.actor, space, services.hooks)
    return settings_page(asking, space, "webhooks", *list_boxes(asking, space, found, typed), wrong=wrong)


def _typed(data: Sent) -> Typed:
    return Typed(last(data, "name"), last(data, "url"), every(data, "kinds"), last(data, "on") == "yes")


@post(HOME, sync_to_thread=True, request_max_body_size=MOST_BYTES, status_code=200)
def add(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space], data: Form
) -> Response[str]:
    """Add a webhook and show its secret, once."""
    require(asking.actor, space.id, Right.MANAGE_KEYS)
    keep_pace(services, asking, 4, services.looks)
    typed = _typed(data)
    try:
        made = managing.add_hook(asking.actor, space, services.hooks, *typed[:3])
    except InputError as error:
        return _list(services, asking, space, typed, error.message(asking.lang))
    return _one(services, asking, space, made, secret=made.secret)


def _one(
    services: Services, asking: Asking, space: Space, hook: Hook, secret: str = "", typed: Typed | None = None,
    wrong: str = "",
) -> Response[str]:  # fmt: skip
    typed = typed or Typed(hook.name, hook.url, hook.kinds, hook.on)
    log = managing.told(asking.actor, space, services.hooks, hook.id)
    boxes = hook_boxes(asking, space, hook, log, services.zone(space), secret, typed)
    answer = settings_page(asking, space, "webhooks", *boxes, wrong=wrong)
    answer.headers["cache-control"] = "no-store"
    return answer


@get(_ONE, sync_to_thread=True)
def one(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    hook: FromPath[str],
) -> Response[str]:
    """Show a webhook and what it was told."""
    return _one(services, asking, space, managing.hook_of(asking.actor, space, services.hooks, hook))


@post(_ONE, sync_to_thread=True, request_max_body_size=MOST_BYTES)
def change(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    hook: FromPath[str],
    data: Form,
) -> Response[str] | Redirect:
    """Change a webhook."""
    require(asking.actor, space.id, Right.MANAGE_KEYS)
    desk, typed = services.hooks, _typed(data)
    try:
        managing.change_hook(asking.actor, space, desk, hook, *typed[:3], on=typed.on)
    except InputError as error:
        known = managing.hook_of(asking.actor, space, desk, hook)
        return _one(services, asking, space, known, typed=typed, wrong=error.message(asking.lang))
    return redirect(asking, f"{base_of(space)}/{hook}", "hooks.done_saved")


@post(f"{_ONE}/try", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def try_it(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    hook: FromPath[str],
) -> Redirect:
    """Tell a webhook something that says nothing."""
    require(asking.actor, space.id, Right.MANAGE_KEYS)
    keep_pace(services, asking, 4, services.looks)
    managing.try_hook(asking.actor, space, services.hooks, hook)
    return redirect(asking, f"{base_of(space)}/{hook}", "hooks.done_tried")


@post(f"{_ONE}/remove", sync_to_thread=True, request_max_body_size=MOST_BYTES)
def remove(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    hook: FromPath[str],
) -> Redirect:
    """Remove a webhook."""
    managing.remove_hook(asking.actor, space, services.hooks, hook)
    return redirect(asking, base_of(space), "hooks.done_removed")


HANDLERS = (hooks, add, one, change, try_it, remove)
