"""What the use cases of themes work with."""

from collections.abc import Callable
from dataclasses import dataclass

from hanhtrinh.app.said_list.desk import SaidDesk
from hanhtrinh.app.themes.readers import Readers
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.jobs import Jobs
from hanhtrinh.ports.texts import Texts


@dataclass(frozen=True)
class ThemeDesk:
    """What is kept of themes, who reads by it, and where what customers said is looked through (`said`)."""

    texts: Texts
    readers: Readers
    said: SaidDesk
    jobs: Jobs
    audit: Audit
    zone: Callable[[Space], str]
    clock: Callable[[], int]
    new_id: Callable[[], str]
