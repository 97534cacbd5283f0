"""The sealing child of `tests.faults.live_server`: everything small, and odd messages not understood unless told so."""

import sys

from hanhtrinh.app import sealing as app_sealing
from hanhtrinh.bootstrap import seal_child
from hanhtrinh.events.event import Message, Understood
from hanhtrinh.store import lake_compaction
from hanhtrinh.store import sealing as store_sealing


def make_small(*, strict: bool) -> None:
    """Make what happens now and then happen often."""
    store_sealing.SHOWN_MESSAGES = 20
    lake_compaction.MANY = 3
    understand = app_sealing.understand

    def odd(message: Message) -> Understood:
        if b'"odd"' in message.body and strict:
            raise ValueError("odd")
        return understand(message)

    app_sealing.understand = odd


if __name__ == "__main__":
    make_small(strict=sys.argv[1] == "strict")
    sys.exit(seal_child.main())
