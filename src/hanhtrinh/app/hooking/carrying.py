"""Use case: news that is due is told, tried again later where that failed, and given up in the end.

A delivery is claimed by moving the instant it is due: whoever dies with it in hand leaves it to the next one.
"""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Thread

from hanhtrinh.app.carrying import Carrier
from hanhtrinh.ports.webhooks import Answered, Delivery, Hooks, Sender
from hanhtrinh.values import MICROSECONDS

LEASE = 120 * MICROSECONDS
"""A claimed delivery is somebody else's again after so long; a conversation gives up long before."""
PAUSES = tuple(seconds * MICROSECONDS for seconds in (5, 30, 120, 600, 1_800, 7_200, 14_400, 28_800, 43_200))
"""How long to wait after the first, second … try; the last one again and again."""
GIVE_UP = 2 * 86_400 * MICROSECONDS
KEPT = 30 * 86_400 * MICROSECONDS
_LOOK_SECONDS = 3.0
_GONE = Answered(0, 0, "switched_off", final=True)


def tell_due(hooks: Hooks, sender: Sender, clock: Callable[[], int]) -> int:
    """Tell what is due now and return how much was taken up.

    Each hook is told in a thread of its own: one that does not answer keeps nobody else waiting.
    """
    due = hooks.claim(clock(), clock() + LEASE)
    failed: list[Exception] = []

    def tell(hook: str) -> None:
        try:
            _tell_all(hooks, sender, [one for one in due if one.hook == hook], clock)
        except Exception as error:
            failed.append(error)

    # Daemons: when the server ends, a conversation that hangs is not waited for.
    threads = [Thread(target=tell, args=(hook,), daemon=True) for hook in dict.fromkeys(one.hook for one in due)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return len(due)


def _tell_all(hooks: Hooks, sender: Sender, due: Sequence[Delivery], clock: Callable[[], int]) -> None:
    """Tell one hook, the oldest first; where nobody answers, what is left is not tried now."""
    away: Answered | None = None
    for one in due:
        answered = away or _told(hooks, sender, one)
        _note(hooks, one, answered, clock())
        away = answered if answered.error and not answered.final and not answered.status else None


def _told(hooks: Hooks, sender: Sender, news: Delivery) -> Answered:
    hook = hooks.get(news.workspace, news.hook)
    return sender.send(hook, news) if hook is not None and (hook.on or news.kind == "test") else _GONE


def _note(hooks: Hooks, news: Delivery, answered: Answered, now: int) -> None:
    if not answered.error:
        hooks.done(news.id, answered, now)
    elif answered.final or now - news.created_at >= GIVE_UP:
        hooks.give_up(news.id, answered, now)
    else:
        hooks.put_off(news.id, answered, now + PAUSES[min(news.tries, len(PAUSES)) - 1])


def messenger(hooks: Hooks, sender: Sender, clock: Callable[[], int], failed: Callable[[Exception], None]) -> Carrier:
    """Return what tells news in a thread of its own; `wake` makes it look at once."""
    tell = partial(tell_due, hooks, sender, clock)
    return Carrier("webhooks", tell, hooks.sweep, clock, failed, kept=KEPT, seconds=_LOOK_SECONDS)
