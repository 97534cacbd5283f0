"""What handlers are given: the ports and services of this server, wired by `bootstrap.serving`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from msgspec.structs import replace as struct_replace

from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.app.accounts.entering import Entrances
from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.app.asking.desk import AskDesk, Met, Shelf
from hanhtrinh.app.cases.asker import asker_of, surveys_to_send
from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.cases.receiving import mail_came
from hanhtrinh.app.comments.commenting import CommentDesk
from hanhtrinh.app.draft_pieces.desk import DraftDesk
from hanhtrinh.app.draft_pieces.memory import DraftMemory
from hanhtrinh.app.drifting.desk import DriftDesk, Turns
from hanhtrinh.app.drivers.reading import DriverMemory
from hanhtrinh.app.hooking.desk import HookDesk
from hanhtrinh.app.imports import Importing, Joins
from hanhtrinh.app.lately import Lately
from hanhtrinh.app.mailing.desk import MailDesk
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.proving import ProofDesk
from hanhtrinh.app.reviewing.desk import ReviewDesk
from hanhtrinh.app.rules.desk import RuleDesk, RuleMemory
from hanhtrinh.app.said_list.desk import SaidDesk, SaidMemory
from hanhtrinh.app.sharing.desk import ShareDesk
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.app.surveys.desk import SurveyDesk
from hanhtrinh.app.surveys.outcome import Outcomes
from hanhtrinh.app.taking_in.desk import TakingDesk
from hanhtrinh.app.taking_in.mailing import MailTaking
from hanhtrinh.app.taking_in.messages import Known
from hanhtrinh.app.themes.desk import ThemeDesk
from hanhtrinh.app.themes.readers import Readers
from hanhtrinh.app.understanding.understanding import Understanding
from hanhtrinh.app.versions.desk import VersionDesk
from hanhtrinh.errors import WorkspaceError
from hanhtrinh.ports.accounts import Accounts, Space
from hanhtrinh.ports.asking import Askings
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.cases import Cases
from hanhtrinh.ports.collecting import KeyBook, Sender
from hanhtrinh.ports.comments import Comments
from hanhtrinh.ports.contacts import Instruments
from hanhtrinh.ports.drafting import Refusals
from hanhtrinh.ports.drifting import Alarms
from hanhtrinh.ports.inbox import Inbox, Recent
from hanhtrinh.ports.mail import Outbox, Wishes
from hanhtrinh.ports.maps import Maps
from hanhtrinh.ports.pictures import Pictures
from hanhtrinh.ports.proofs import Proofs
from hanhtrinh.ports.reviewing import Reviews
from hanhtrinh.ports.said import Marks
from hanhtrinh.ports.sources import Activities, Sources
from hanhtrinh.ports.surveys import Responses, Surveys
from hanhtrinh.ports.taking_in import Mailboxes, MailReader, SaidHooks, SurveyFiles
from hanhtrinh.ports.texts import Texts
from hanhtrinh.ports.versions import Versions
from hanhtrinh.ports.webhooks import Hooks
from hanhtrinh.settings import ServerSettings
from hanhtrinh.voice.elsewhere.letters import Letter as CustomersLetter
from hanhtrinh.voice.elsewhere.model import Saying
from hanhtrinh.web.exports.sending import Makers
from hanhtrinh.web.maps.hub import Hub
from hanhtrinh.web.maps.pace import Pace
from hanhtrinh.web.maps.present import Presence
from hanhtrinh.web.metrics import Metrics
from hanhtrinh.web.sharing.views import Views

_MOST_KEY = 100
"""No write key is longer: what is, is nobody's, and not remembered either."""


def no_maps(space: Space) -> Maps:
    """Refuse readings: this process holds no timelines (a collector beside the one that reads)."""
    raise WorkspaceError("map_page.no_timelines")


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything a handler may reach.

    `clock` gives the instant, `new_id` a fresh id, `new_token` a secret nobody can guess, `zone` the time zone of a
    workspace. Whoever brings `setup_token` may make the first account; without one nobody may.
    `health` says what is wrong with each part of the server, nothing where all is well; `measure` brings those of the
    `metrics` up to date that are looked up and not counted. `begin_anew` lets this process forget the timelines of a
    workspace and read them again. `pace` is that of commands, `moves` that of moving about on a map, `looks` that of
    what costs more: counting a draft rule, writing to colleagues.
    """

    settings: ServerSettings
    clock: Callable[[], int]
    new_id: Callable[[], str]
    new_token: Callable[[], str]
    accounts: Accounts
    account_desk: AccountDesk
    entrances: Entrances
    setup_token: str = ""
    metrics: Metrics = field(default_factory=Metrics)
    health: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    measure: Callable[[], None] = lambda: None
    audit: Audit
    sources: Sources
    desk: Desk
    versions: Versions
    comment_store: Comments
    hub: Hub
    presence: Presence = field(default_factory=Presence)
    pace: Pace = field(default_factory=Pace)
    moves: Pace = field(default_factory=lambda: Pace(burst=120, per_second=4))
    looks: Pace = field(default_factory=lambda: Pace(burst=240, per_second=4))
    maps: Callable[[Space], Maps] = no_maps
    begin_anew: Callable[[Space], None] = lambda space: None
    people_desk: PeopleDesk
    key_book: KeyBook
    proofs: Proofs
    instruments: Instruments
    pictures: Pictures
    surveys: Surveys
    answer_desk: AnswerDesk
    responses: Responses
    survey_outcomes: Outcomes = field(default_factory=Outcomes)
    askings: Askings
    ask_shelf: Shelf = field(default_factory=Shelf)
    ask_met: Met = field(default_factory=Met)
    ask_doors: Lately[tuple[Sender, Space] | None] = field(default_factory=Lately)
    widget_pace: Pace = field(default_factory=lambda: Pace(burst=600, per_second=20))
    case_store: Cases
    texts: Texts
    readers: Readers
    understanding: Understanding
    said_marks: Marks
    said_memory: SaidMemory = field(default_factory=SaidMemory)
    hook_store: Hooks
    said_hooks: SaidHooks
    mailboxes: Mailboxes
    survey_readers: SurveyFiles
    mail_reader: MailReader
    wake_messenger: Callable[[], None] = lambda: None
    share_desk: ShareDesk
    share_views: Views = field(default_factory=Views)
    makers: Makers = field(default_factory=Makers)
    picture_makers: Makers = field(default_factory=lambda: Makers(at_once=2, waiting=14))
    share_makers: Makers = field(default_factory=lambda: Makers(at_once=1, waiting=4))
    shelf: JourneyShelf
    recent: Recent
    activities: Activities
    imports: Importing
    zone: Callable[[Space], str]
    inbox: Inbox
    alarms: Alarms
    reviews: Reviews
    refusals: Refusals
    outbox: Outbox
    wishes: Wishes
    drift_turns: Turns = field(default_factory=Turns)
    wake_postman: Callable[[], None] = lambda: None
    rule_memory: RuleMemory = field(default_factory=RuleMemory)
    draft_memory: DraftMemory = field(default_factory=DraftMemory)
    driver_memory: DriverMemory = field(default_factory=DriverMemory)

    def door(self, key: str) -> tuple[Sender, Space] | None:
        """Return what a write key stands for and its workspace, as it was in the last seconds; None for no key."""
        return self.ask_doors.get(key, self.clock(), lambda: self._door(key)) if 0 < len(key) <= _MOST_KEY else None

    def _door(self, key: str) -> tuple[Sender, Space] | None:
        sender = self.key_book.sender(key)
        space = self.accounts.space_by_id(sender.workspace) if sender else None
        return (sender, space) if sender and space else None

    @property
    def taking(self) -> TakingDesk:
        """What comes in from elsewhere is looked after with."""
        mail = MailTaking(
            self.mailboxes, self.mail_reader, self.inbox, Known(self.instruments), self.clock, self._joins_case
        )
        return TakingDesk(
            self.said_hooks, self.mailboxes, self.sources, self.audit, self.survey_readers, mail, self.clock
        )

    def _joins_case(self, space: Space, letter: CustomersLetter) -> bool:
        """Add a customer's letter to the case it answers; False where it answers none of theirs."""
        return self.saying_joins_case(space, struct_replace(letter.saying, refers=letter.references))

    def saying_joins_case(self, space: Space, said: Saying) -> bool:
        """Add what a customer wrote to the case it answers by its ids; False where it answers none of theirs."""
        came = mail_came(self.cases, space, said.person, said.refers, said.id, said.text, said.at or 0)
        return came is not None

    def letters_join(self, space: Space) -> Joins | None:
        """Return what imported letters join cases by; None where no case was ever answered by a letter."""
        answered = self.cases.cases.replies_since(space.id, 0)
        return partial(self.saying_joins_case, space) if answered else None

    @property
    def proving(self) -> ProofDesk:
        """What identity secrets are looked after with."""
        return ProofDesk(self.proofs, self.sources, self.audit, self.clock, self.new_id, self.new_token)

    @property
    def links(self) -> ShareDesk:
        """What links to maps are looked after with, by the server's clock."""
        return replace(self.share_desk, accounts=self.accounts, clock=self.clock)

    @property
    def answering(self) -> AnswerDesk:
        """What surveys are answered with, by the server's clock."""
        return replace(self.answer_desk, clock=self.clock, inbox=self.inbox, zone=self.zone)

    @property
    def people(self) -> PeopleDesk:
        """What people are looked after with, over the timelines of this process."""
        return replace(self.people_desk, parts=lambda space: self.maps(space).parts(), clock=self.clock)

    @property
    def mail(self) -> MailDesk:
        """What letters are written with."""
        return MailDesk(
            self.outbox, self.wishes, self.accounts, self.audit, self.clock, self.new_id, self.new_token,
            self.settings.public_address, self.settings.mails, self.wake_postman,
        )  # fmt: skip

    @property
    def hooks(self) -> HookDesk:
        """What other servers are told of news with."""
        return HookDesk(
            self.hook_store, self.audit, self.clock, self.new_id, self.new_token, self.settings.public_address,
            self.settings.private_webhooks, self.wake_messenger,
        )  # fmt: skip

    @property
    def cases(self) -> CaseDesk:
        """What cases are handled with, over the timelines of this process."""
        senses = self.understanding.senses
        asks = self.asks
        return CaseDesk(
            self.case_store, self.people, self.mail, self.hooks, self.audit, senses, asker_of(asks),
            lambda space: surveys_to_send(asks, space), self.settings.reply_mails,
            read_by=lambda space: self.understanding.turn(space)[:2],
        )  # fmt: skip

    @property
    def said(self) -> SaidDesk:
        """What answers are looked through with, over the timelines of this process."""
        return SaidDesk(
            self.people, self.understanding, self.said_marks, self.accounts, self.said_memory, self.clock, self.new_id
        )

    @property
    def themes(self) -> ThemeDesk:
        """What themes are looked after with, over the timelines of this process."""
        return ThemeDesk(
            self.texts, self.readers, self.said, self.people_desk.jobs, self.audit, self.zone, self.clock, self.new_id
        )

    @property
    def asks(self) -> AskDesk:
        """What people are asked with, over the timelines of this process."""
        return AskDesk(
            self.askings, self.surveys, self.responses, self.people, self.mail, self.inbox, self.zone, self.clock,
            self.new_token, self.settings.public_address, self.settings.survey_mails, self.ask_shelf, self.ask_met,
        )  # fmt: skip

    @property
    def comments(self) -> CommentDesk:
        """What comments are looked after with."""
        return CommentDesk(self.comment_store, self.accounts, self.desk, self.mail)

    @property
    def drifts(self) -> DriftDesk:
        """What drift is looked for and told with, over the timelines of this process."""
        parts, run = (lambda space: self.maps(space).parts()), self.people_desk.run
        return DriftDesk(self.alarms, self.desk, self.mail, parts, self.zone, self.drift_turns, run)

    @property
    def review(self) -> ReviewDesk:
        """What maps are reviewed with."""
        return ReviewDesk(self.reviews, self.desk, self.mail, self.zone)

    @property
    def version_desk(self) -> VersionDesk:
        """What versions of journeys are looked after with."""
        return VersionDesk(self.desk, self.versions, self.maps)

    @property
    def survey_desk(self) -> SurveyDesk:
        """What surveys are made and looked at with."""
        people = self.people_desk.people
        return SurveyDesk(
            self.surveys, self.instruments, self.shelf, people, self.audit, self.clock, self.desk, self.maps
        )

    @property
    def rules(self) -> RuleDesk:
        """What rules of touchpoints are drafted with."""
        return RuleDesk(self.desk, self.maps, self.people_desk.run, self.rule_memory)

    @property
    def drafting(self) -> DraftDesk:
        """What drafts are taken piece by piece with."""
        return DraftDesk(self.desk, self.maps, self.refusals, self.draft_memory)
