"""What handlers are given: the ports and services of this server, wired by `bootstrap.serving`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.app.accounts.entering import Entrances
from hanhtrinh.app.comments.commenting import CommentDesk
from hanhtrinh.app.draft_pieces.desk import DraftDesk
from hanhtrinh.app.draft_pieces.memory import DraftMemory
from hanhtrinh.app.drifting.desk import DriftDesk, Turns
from hanhtrinh.app.imports import Importing
from hanhtrinh.app.mailing.desk import MailDesk
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.reviewing.desk import ReviewDesk
from hanhtrinh.app.rules.desk import RuleDesk, RuleMemory
from hanhtrinh.app.sharing.desk import ShareDesk
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.app.versions.desk import VersionDesk
from hanhtrinh.errors import WorkspaceError
from hanhtrinh.ports.accounts import Accounts, Space
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.collecting import KeyBook
from hanhtrinh.ports.comments import Comments
from hanhtrinh.ports.contacts import Instruments
from hanhtrinh.ports.drafting import Refusals
from hanhtrinh.ports.drifting import Alarms
from hanhtrinh.ports.inbox import Inbox, Recent
from hanhtrinh.ports.mail import Outbox, Wishes
from hanhtrinh.ports.maps import Maps
from hanhtrinh.ports.pictures import Pictures
from hanhtrinh.ports.reviewing import Reviews
from hanhtrinh.ports.sources import Activities, Sources
from hanhtrinh.ports.versions import Versions
from hanhtrinh.settings import ServerSettings
from hanhtrinh.web.exports.sending import Makers
from hanhtrinh.web.maps.hub import Hub
from hanhtrinh.web.maps.pace import Pace
from hanhtrinh.web.maps.present import Presence
from hanhtrinh.web.metrics import Metrics
from hanhtrinh.web.sharing.views import Views


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
    instruments: Instruments
    pictures: Pictures
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

    @property
    def links(self) -> ShareDesk:
        """What links to maps are looked after with, by the server's clock."""
        return replace(self.share_desk, accounts=self.accounts, clock=self.clock)

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
    def rules(self) -> RuleDesk:
        """What rules of touchpoints are drafted with."""
        return RuleDesk(self.desk, self.maps, self.people_desk.run, self.rule_memory)

    @property
    def drafting(self) -> DraftDesk:
        """What drafts are taken piece by piece with."""
        return DraftDesk(self.desk, self.maps, self.refusals, self.draft_memory)
