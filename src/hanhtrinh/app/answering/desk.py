"""What answering works with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hanhtrinh.app.answering.pacing import Paces
from hanhtrinh.ports.accounts import Accounts, Space
from hanhtrinh.ports.answering import SentFiles, SurveyLinks
from hanhtrinh.ports.asking import Askings
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.contacts import Instruments
from hanhtrinh.ports.inbox import Inbox
from hanhtrinh.ports.surveys import Responses, Surveys


@dataclass(frozen=True, kw_only=True)
class AnswerDesk:
    """Where surveys are answered. `new_token` gives a secret of 128 bits or more, `zone` a workspace's time zone;
    `wake` has what was answered told soon.
    """

    surveys: Surveys
    responses: Responses
    links: SurveyLinks
    files: SentFiles
    stops: Askings
    accounts: Accounts
    inbox: Inbox
    instruments: Instruments
    audit: Audit
    clock: Callable[[], int]
    new_token: Callable[[], str]
    zone: Callable[[Space], str]
    paces: Paces = field(default_factory=Paces)
    wake: Callable[[], None] = lambda: None
