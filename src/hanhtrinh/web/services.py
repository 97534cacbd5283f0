"""What handlers are given: the ports and services of this server, wired by `bootstrap.serving`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.app.accounts.entering import Entrances
from hanhtrinh.app.imports import Importing
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.errors import WorkspaceError
from hanhtrinh.ports.accounts import Accounts, Space
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.collecting import KeyBook
from hanhtrinh.ports.contacts import Instruments
from hanhtrinh.ports.inbox import Inbox, Recent
from hanhtrinh.ports.maps import Maps
from hanhtrinh.ports.sources import Activities, Sources
from hanhtrinh.settings import ServerSettings
from hanhtrinh.web.maps.hub import Hub
from hanhtrinh.web.metrics import Metrics


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
    workspace and read them again.
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
    hub: Hub
    maps: Callable[[Space], Maps] = no_maps
    begin_anew: Callable[[Space], None] = lambda space: None
    people_desk: PeopleDesk
    key_book: KeyBook
    instruments: Instruments
    shelf: JourneyShelf
    recent: Recent
    activities: Activities
    imports: Importing
    zone: Callable[[Space], str]
    inbox: Inbox

    @property
    def people(self) -> PeopleDesk:
        """What people are looked after with, over the timelines of this process."""
        return replace(self.people_desk, parts=lambda space: self.maps(space).parts(), clock=self.clock)
