"""Use cases: hooks are added, changed, tried, switched off and removed by who may manage the team's keys."""

from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec.structs import replace

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.hooking.desk import HookDesk
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.webhooks import NEWS, Delivered, Hook, News
from hanhtrinh.values import MICROSECONDS, is_this_machine

MOST_HOOKS = 20
MOST_TESTS = 10
"""So many tries of a hook an hour."""
LONGEST = 500
_HOUR = 3_600 * MICROSECONDS


def hooks_of(actor: Actor, space: Space, desk: HookDesk) -> Sequence[Hook]:
    """Return a workspace's hooks."""
    require(actor, space.id, Right.MANAGE_KEYS)
    return desk.hooks.all(space.id)


def hook_of(actor: Actor, space: Space, desk: HookDesk, hook: str) -> Hook:
    """Return one hook; NotFound where there is none."""
    require(actor, space.id, Right.MANAGE_KEYS)
    found = desk.hooks.get(space.id, hook)
    if found is None:
        raise NotFound("hooks.none_such")
    return found


def add_hook(actor: Actor, space: Space, desk: HookDesk, name: str, url: str, kinds: Sequence[str]) -> Hook:
    """Keep a new hook and return it with its secret, which is shown this once."""
    require(actor, space.id, Right.MANAGE_KEYS)
    if len(desk.hooks.all(space.id)) >= MOST_HOOKS:
        raise InputError("hooks.too_many", allowed=MOST_HOOKS)
    hook = Hook(
        id=desk.new_id(), workspace=space.id, name=_name(name), url=_url(desk, url), kinds=_kinds(kinds),
        secret="whsec_" + b64encode(desk.new_token().encode()).decode(), created_by=actor.id, created_at=desk.clock(),
    )  # fmt: skip
    desk.hooks.save(hook)
    desk.audit.note(actor, space.id, "hook.added", hook.id, {"name": hook.name, "host": urlsplit(hook.url).hostname})
    return hook


def change_hook(
    actor: Actor, space: Space, desk: HookDesk, id: str, name: str, url: str, kinds: Sequence[str], *, on: bool
) -> Hook:
    """Keep another name, address or choice of news of a hook, or switch it."""
    hook = hook_of(actor, space, desk, id)
    changed = replace(hook, name=_name(name), url=_url(desk, url), kinds=_kinds(kinds), on=on)
    desk.hooks.save(changed)
    desk.audit.note(actor, space.id, "hook.changed", id, {"name": changed.name, "on": on})
    return changed


def remove_hook(actor: Actor, space: Space, desk: HookDesk, id: str) -> None:
    """Forget a hook."""
    hook = hook_of(actor, space, desk, id)
    desk.hooks.remove(space.id, id)
    desk.audit.note(actor, space.id, "hook.removed", id, {"name": hook.name})


def try_hook(actor: Actor, space: Space, desk: HookDesk, id: str) -> None:
    """Tell a hook something that says nothing, to see whether it listens; InputError when that was done too often."""
    hook = hook_of(actor, space, desk, id)
    recent = [one for one in desk.hooks.newest(space.id, id) if one.kind == "test"]
    if sum(one.created_at > desk.clock() - _HOUR for one in recent) >= MOST_TESTS:
        raise InputError("hooks.too_many_tests", allowed=MOST_TESTS)
    desk.hooks.put([desk.delivery(space, hook.id, "test", {"hook": hook.name})])
    desk.wake()


def told(actor: Actor, space: Space, desk: HookDesk, id: str) -> Sequence[Delivered]:
    """Return what a hook was told, newest first."""
    hook_of(actor, space, desk, id)
    return desk.hooks.newest(space.id, id)


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not 1 <= len(name) <= 80:
        raise InputError("hooks.bad_name", allowed=80)
    return name


def _kinds(given: Sequence[str]) -> tuple[News, ...]:
    kinds = tuple(kind for kind in NEWS if kind in given and kind != "test")
    if not kinds:
        raise InputError("hooks.no_kinds")
    return kinds


def _url(desk: HookDesk, given: str) -> str:
    """Return an address that can be told news: encrypted (or on this very machine, where that is allowed)."""
    url = given.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise InputError("hooks.bad_url", allowed=LONGEST) from None
    plain = not url.isprintable() or " " in url or len(url) > LONGEST or "@" in parts.netloc or not url.isascii()
    if plain or not host or parts.fragment or port == 0:
        raise InputError("hooks.bad_url", allowed=LONGEST)
    if parts.scheme != "https" and not (parts.scheme == "http" and desk.private and is_this_machine(host)):
        raise InputError("hooks.not_https")
    return url
