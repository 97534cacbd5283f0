"""What tools tell in their own words (`POST /v1/said/<source>`): whose it is, whether it is proven, what it says."""

from binascii import Error, a2b_base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
from urllib.parse import parse_qs

from hanhtrinh.app.taking_in.hooks import joins_nothing, received
from hanhtrinh.app.taking_in.messages import Known
from hanhtrinh.app.taking_in.signatures import wrong_signature
from hanhtrinh.collect.limits import MAX_REFUSED_BODY
from hanhtrinh.events.event import Message
from hanhtrinh.ports.accounts import Accounts, Space
from hanhtrinh.ports.collecting import Sender
from hanhtrinh.ports.inbox import Refusal
from hanhtrinh.ports.taking_in import SaidHooks
from hanhtrinh.voice.elsewhere.model import Saying

_LONGEST = 4_000


class Read(NamedTuple):
    """What becomes of a request; `unproven` where its sender is not who they say."""

    messages: list[Message]
    refusals: list[Refusal]
    unproven: bool = False


@dataclass(frozen=True)
class SaidDoor:
    """Reads requests of known senders; waits for the database, so it is asked in a thread."""

    hooks: SaidHooks
    accounts: Accounts
    known: Known
    joins: Callable[[Space, Saying], bool] = lambda space, saying: False

    def read(self, sender: Sender, headers: Mapping[bytes, bytes], body: bytes, now: int) -> Read:
        """Return the messages a request makes, and what is refused with its reason."""
        hook = self.hooks.hook(sender.workspace, sender.source)
        if hook is None:
            return _refused(sender, "taking_in.no_hook", body, now)
        wrong = wrong_signature(hook, headers, body, now)
        if wrong:
            return _refused(sender, wrong, body, now)._replace(unproven=True)
        space = self.accounts.space_by_id(sender.workspace)
        found = received(hook, body, now, partial(self.joins, space) if space is not None else joins_nothing)
        if space is not None and found.sayings:
            self.known.ensure(space, found.sayings)
        return Read(found.messages, found.refusals)


def _refused(sender: Sender, reason: str, body: bytes, now: int) -> Read:
    return Read([], [Refusal(sender.source, reason, {}, body[:MAX_REFUSED_BODY], now)])


def key_of_hook(headers: Mapping[bytes, bytes], query: bytes) -> str | None:
    """Return the write key of a request: of Basic or Bearer authentication, else `key` in the address, for tools that
    can be told nothing but an address."""
    scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
    if scheme.lower() == b"bearer":
        return given.strip().decode("latin-1") or None
    if scheme.lower() == b"basic":
        try:
            user, _, password = a2b_base64(given).decode().partition(":")
        except (Error, UnicodeDecodeError):
            return None
        return user or password or None
    keys = parse_qs(query[:_LONGEST].decode("latin-1")).get("key", [])
    return keys[0] if keys else None
