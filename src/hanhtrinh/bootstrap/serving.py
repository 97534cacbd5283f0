"""Wiring of the server: one process over a database, the lake and the frame of a workspace folder."""

import secrets
import uuid
from collections.abc import Callable
from typing import NamedTuple

from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.app.accounts.entering import Entrances
from hanhtrinh.app.accounts.passwords import Passwords
from hanhtrinh.app.imports import Importing
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.sharing.desk import ShareDesk
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.bootstrap import now, threads
from hanhtrinh.bootstrap.import_apart import ChildImports
from hanhtrinh.bootstrap.settling import settle
from hanhtrinh.errors import WorkspaceError
from hanhtrinh.events.parts import Parts
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Inbox
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.activity import CountingInbox, SqlActivities
from hanhtrinh.store.audit import SqlAudit
from hanhtrinh.store.comments import SqlComments
from hanhtrinh.store.drafts import SqlRefusals
from hanhtrinh.store.drifts import SqlAlarms
from hanhtrinh.store.folders import HomeFolders
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.instruments import FolderInstruments
from hanhtrinh.store.jobs import SqlJobs
from hanhtrinh.store.journeys import JourneyFolder, SqlDeeds
from hanhtrinh.store.mails import SqlOutbox, SqlWishes
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.picture_mentions import SqlMentions
from hanhtrinh.store.pictures import FolderPictures
from hanhtrinh.store.reviews import SqlReviews
from hanhtrinh.store.shares import SqlShares
from hanhtrinh.store.sources import SqlSources
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.uploads import FolderUploads
from hanhtrinh.store.versions import SqlVersions
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.web.maps.hub import Hub
from hanhtrinh.web.services import Services


def new_id() -> str:
    """Return a fresh id."""
    return uuid.uuid4().hex


def importing_of(settings: ServerSettings, database: Database) -> Importing:
    """Return the imports of the page: jobs in the database, files under the workspaces' folders."""
    uploads = FolderUploads(settings.home)
    return Importing(SqlJobs(database), uploads, ChildImports(settings.home, uploads), clock=now, new_id=new_id)


def desk_of(settings: ServerSettings, database: Database) -> Desk:
    """Return what journeys are worked on with: their files, and what was done to them in the database."""
    return Desk(
        JourneyFolder(settings.home), SqlDeeds(database), SqlAudit(database, now), now, new_id,
        forgets=(
            SqlComments(database).forget, SqlAlarms(database).forget, SqlReviews(database).forget,
            SqlVersions(database).forget_good, SqlRefusals(database).forget,
        ),
    )  # fmt: skip


def account_desk_of(settings: ServerSettings, database: Database) -> AccountDesk:
    """Return where accounts and workspaces are looked after."""
    return AccountDesk(SqlAccounts(database), SqlAudit(database, now), HomeFolders(settings.home), Passwords())


def share_desk_of(database: Database) -> ShareDesk:
    """Return what links to maps are looked after with."""
    return ShareDesk(
        SqlShares(database), SqlAccounts(database), Passwords(), SqlAudit(database, now), now, new_id,
        new_token=lambda: secrets.token_urlsafe(24),
    )  # fmt: skip


def zone_of(settings: ServerSettings) -> Callable[[Space], str]:
    """Return what tells a workspace's time zone."""
    return lambda space: Workspace.open(settings.home / space.folder).time_zone


def people_desk_of(settings: ServerSettings, database: Database, inbox: Inbox, shelf: JourneyShelf) -> PeopleDesk:
    """Return what people are looked after with; the timelines come from whoever holds them (`Services.people`)."""

    def no_timelines(space: Space) -> Parts:
        raise WorkspaceError("map_page.no_timelines")

    return PeopleDesk(
        people=SqlPeople(database),
        tail=inbox.tail,
        settle=lambda space: settle(settings, database, space),
        parts=no_timelines,
        shelf=shelf,
        zone=zone_of(settings),
        audit=SqlAudit(database, now),
        jobs=SqlJobs(database),
        clock=now,
        new_id=new_id,
        run=threads(),
    )


class Wired(NamedTuple):
    """Services with those of their parts that have to be closed."""

    services: Services
    inbox: SqlInbox
    activities: SqlActivities

    def close(self) -> None:
        """Write what waits and take nothing more."""
        self.inbox.close()
        self.activities.close()


def services(settings: ServerSettings, database: Database) -> Services:
    """Return everything handlers may reach."""
    return wire(settings, database).services


def wire(settings: ServerSettings, database: Database) -> Wired:
    """Return everything handlers may reach, and what has to be closed."""
    inbox, activities, sources = SqlInbox(database), SqlActivities(database), SqlSources(database)
    shelf, desk = JourneyShelf(JourneyFolder(settings.home)), desk_of(settings, database)
    made = Services(
        settings=settings,
        clock=now,
        new_id=new_id,
        new_token=lambda: secrets.token_hex(24),
        accounts=SqlAccounts(database),
        account_desk=account_desk_of(settings, database),
        entrances=Entrances(),
        audit=SqlAudit(database, now),
        sources=sources,
        desk=desk,
        comment_store=SqlComments(database),
        alarms=SqlAlarms(database),
        reviews=SqlReviews(database),
        refusals=SqlRefusals(database),
        outbox=SqlOutbox(database),
        wishes=SqlWishes(database),
        versions=SqlVersions(database),
        hub=Hub(),
        people_desk=people_desk_of(settings, database, inbox, shelf),
        key_book=sources,
        instruments=FolderInstruments(settings.home),
        share_desk=share_desk_of(database),
        pictures=FolderPictures(settings.home, [SqlMentions(database)]),
        shelf=shelf,
        inbox=CountingInbox(inbox, activities),
        recent=inbox,
        activities=activities,
        imports=importing_of(settings, database),
        zone=zone_of(settings),
    )
    return Wired(made, inbox, activities)
