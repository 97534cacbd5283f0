"""A share as a reading: counted, of how many, with its interval."""

from collections.abc import Mapping

from hanhtrinh.measures.results import Reading, Who
from hanhtrinh.measures.statistics import wilson


def share(
    count: int,
    n: int,
    definition: str,
    *,
    who: Who | None = None,
    left_out: Mapping[str, int] | None = None,
    params: Mapping[str, str | int | float] | None = None,
) -> Reading:
    """Return a share with its Wilson interval, None of nothing; `params` are those of the definition's text."""
    return Reading(
        value=count / n if n else None,
        unit="share",
        n=n,
        definition=definition,
        params=dict(params or {}),
        count=count,
        interval=wilson(count, n),
        left_out={reason: some for reason, some in (left_out or {}).items() if some},
        who=who,
    )
