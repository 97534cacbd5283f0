"""For tests of crashes only: die at a commit point. Nothing happens unless `HANHTRINH_KILL_AT` is set.

`HANHTRINH_KILL_AT=inbox:before:3` ends the process with SIGKILL before the third commit of the point `inbox`.
"""

import itertools
import os
import signal

from hanhtrinh.store.commit_points import CommitPoint, Moment, watch

VARIABLE = "HANHTRINH_KILL_AT"


def die_where_told() -> None:
    """Watch the commit points if a test says at which one to die."""
    told = os.environ.get(VARIABLE)
    if told:
        point, moment, nth = told.split(":")
        count = itertools.count(1)

        def witness(passed: CommitPoint, when: Moment) -> None:
            if passed == point and when == moment and next(count) == int(nth):
                os.kill(os.getpid(), signal.SIGKILL)

        watch(witness)
