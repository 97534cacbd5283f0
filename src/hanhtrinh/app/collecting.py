"""Taking messages in: whose key it is, what is accepted of a request, and handing it to the inbox."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from hanhtrinh.collect.door import Arrival, Refused, check
from hanhtrinh.collect.envelope import Envelope
from hanhtrinh.collect.limits import MAX_REFUSED_BODY
from hanhtrinh.events.event import BOT, KEPT_BOT, Kind
from hanhtrinh.ports.collecting import KeyBook, Sender
from hanhtrinh.ports.inbox import Inbox, Receipt, Refusal
from hanhtrinh.values import MICROSECONDS

REMEMBERED_SECONDS = 3
"""How long the answer about a key is remembered: a revoked key is refused after that at the latest."""
_MOST_REMEMBERED = 20_000


@dataclass
class Senders:
    """Remembers for a few seconds whose a write key is, and that there is no such key."""

    book: KeyBook
    _known: dict[str, tuple[int, Sender | None]] = field(default_factory=dict)

    def remembered(self, key: str, now: int) -> tuple[bool, Sender | None]:
        """Tell whether the answer is known, and which it is."""
        found = self._known.get(key)
        if found is None or not 0 <= now - found[0] < REMEMBERED_SECONDS * MICROSECONDS:
            return False, None
        return True, found[1]

    def ask(self, key: str, now: int) -> Sender | None:
        """Return what a key stands for, from the book; may wait for the database."""
        sender = self.book.sender(key)
        if len(self._known) >= _MOST_REMEMBERED:
            self._known = {}
        self._known[key] = (now, sender)
        return sender


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One request of a known sender. `kind` is None for a batch; `private` tells a browser's wish not to be tracked.

    `flags` hold what the request says of its sender (device); `agent` is what it calls itself. `trusted`: it showed a
    secret of the sender's (`collect.proving`), so that whatever it says of people is proven.
    """

    sender: Sender
    envelope: Envelope
    kind: Kind | None
    received: int
    seed: bytes
    address: str = ""
    agent: str = ""
    flags: int = 0
    private: bool = False
    trusted: bool = False


class Delivered(NamedTuple):
    """What became of a request: done when it is durable, what was accepted and what refused."""

    done: Future[Receipt]
    accepted: int
    refused: list[Refused]


def deliver(inbox: Inbox, delivery: Delivery, is_robot: Callable[[str], bool]) -> Delivered:
    """Check a request's messages and have the inbox keep what is accepted, and the rest with its reason."""
    if delivery.private:
        return _silently(inbox, delivery)
    sender = delivery.sender
    robots = BOT | (KEPT_BOT if sender.settings.count_bots else 0)
    checked = check(
        delivery.envelope,
        delivery.kind,
        Arrival(
            workspace=sender.workspace,
            source=sender.source,
            received=delivery.received,
            seed=delivery.seed,
            flags=delivery.flags | (robots if is_robot(delivery.agent) else 0),
            robots=robots,
            is_robot=is_robot,
            address=delivery.address if sender.settings.keep_addresses else "",
            keep_addresses=sender.settings.keep_addresses,
            needs_consent=sender.settings.needs_consent,
            trusted=delivery.trusted,
            proofs=sender.proofs,
        ),
    )
    refusals = [_refusal(sender, one, delivery.received) for one in checked.refused] if checked.refused else ()
    done = inbox.put(sender.workspace, checked.accepted, refusals)
    return Delivered(done, len(checked.accepted), checked.refused)


def keep_refused(
    inbox: Inbox, sender: Sender, reason: str, params: dict[str, str | int], body: bytes, received: int
) -> Future[Receipt]:
    """Keep a whole request that was refused, to be shown with the reason."""
    one = Refused(reason, params, body[:MAX_REFUSED_BODY])
    return inbox.put(sender.workspace, (), [_refusal(sender, one, received)])


def _silently(inbox: Inbox, delivery: Delivery) -> Delivered:
    """Keep nothing of a browser that asks not to be tracked but that, and how many messages, it sent."""
    count = len(delivery.envelope.parts)
    done = keep_refused(inbox, delivery.sender, "collect.privacy_signal", {"count": count}, b"", delivery.received)
    return Delivered(done, count, [])


def _refusal(sender: Sender, refused: Refused, received: int) -> Refusal:
    return Refusal(sender.source, refused.reason, refused.params, refused.body, received)
