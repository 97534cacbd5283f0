"""What the use cases of webhooks work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.webhooks import Delivery, Hooks, News
from hanhtrinh.values import datetime_of


@dataclass(frozen=True)
class HookDesk:
    """Hooks and their outbox; `address` is where people reach the server, `private` whether hooks may lead into the
    server's own network, `wake` looks for what is to be told now.
    """

    hooks: Hooks
    audit: Audit
    clock: Callable[[], int]
    new_id: Callable[[], str]
    new_token: Callable[[], str]
    address: str
    private: bool = False
    wake: Callable[[], None] = lambda: None

    def news(self, space: Space, kind: News, about: Mapping[str, object]) -> tuple[Delivery, ...]:
        """Return a delivery for each hook of a workspace that is told of such news."""
        hooks = [hook for hook in self.hooks.all(space.id) if hook.on and kind in hook.kinds]
        return tuple(self.delivery(space, hook.id, kind, about) for hook in hooks)

    def delivery(self, space: Space, hook: str, kind: News, about: Mapping[str, object]) -> Delivery:
        """Return a piece of news for one hook."""
        now, id = self.clock(), self.new_id()
        body = {"id": id, "kind": kind, "at": datetime_of(now).isoformat(), "workspace": space.slug, **about}
        text = msgspec.json.encode(body).decode()
        return Delivery(id=id, workspace=space.id, hook=hook, kind=kind, body=text, created_at=now, due_at=now)
