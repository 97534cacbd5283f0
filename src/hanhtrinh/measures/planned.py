"""What is planned for a channel at a stage, held against what was measured there."""

from typing import Literal

from hanhtrinh.measures.evidence import MEASURED_FROM
from hanhtrinh.measures.results import Reading

Verdict = Literal["above", "below", "as_planned", "too_few", "unmet", "unplanned", "met"]


def plan_verdict(planned: bool, share: float | None, measured: Reading | None) -> Verdict:
    """Return how a stage's plan for a channel stands to its measured share, the share of the stage's passes that used
    the channel.

    A planned share is `above` or `below` what is measured where it lies outside the reading's interval, `as_planned`
    within; below 30 passes there are `too_few` to tell. `met` is a plan without a share whose channel was used, `unmet`
    a plan of which nothing was measured, `unplanned` what was measured without one.
    """
    if measured is None or measured.value is None or not measured.count:
        return "unmet"
    if not planned:
        return "unplanned"
    if share is None:
        return "met"
    if measured.n < MEASURED_FROM or measured.interval is None:
        return "too_few"
    if measured.interval.low > share:
        return "above"
    return "below" if measured.interval.high < share else "as_planned"
