"""Wiring of the server: one process over a database, the lake and the frame of a workspace folder."""

import secrets
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

import structlog

from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.app.accounts.entering import Entrances
from hanhtrinh.app.accounts.passwords import Passwords
from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.app.drivers.reading import DriverMemory
from hanhtrinh.app.imports import Importing
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.people.desk import PeopleDesk
from hanhtrinh.app.sharing.desk import ShareDesk
from hanhtrinh.app.shelf import JourneyShelf
from hanhtrinh.app.themes.readers import Readers
from hanhtrinh.app.understanding.understanding import Understanding
from hanhtrinh.bootstrap import now, threads
from hanhtrinh.bootstrap.import_apart import ChildImports
from hanhtrinh.bootstrap.settling import settle
from hanhtrinh.channels.imap import ImapReader
from hanhtrinh.errors import WorkspaceError
from hanhtrinh.events.parts import Parts
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Inbox
from hanhtrinh.settings import ServerSettings
from hanhtrinh.sources.taken_surveys.reading import SurveyFiles
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.activity import CountingInbox, SqlActivities
from hanhtrinh.store.asking import SqlAskings
from hanhtrinh.store.audit import SqlAudit
from hanhtrinh.store.cases import SqlCases
from hanhtrinh.store.comments import SqlComments
from hanhtrinh.store.drafts import SqlRefusals
from hanhtrinh.store.drifts import SqlAlarms
from hanhtrinh.store.driver_figures import FolderFigures
from hanhtrinh.store.folders import HomeFolders
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.instruments import FolderInstruments
from hanhtrinh.store.jobs import SqlJobs
from hanhtrinh.store.journeys import JourneyFolder, SqlDeeds
from hanhtrinh.store.mails import SqlOutbox, SqlWishes
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.picture_mentions import SqlMentions
from hanhtrinh.store.pictures import FolderPictures
from hanhtrinh.store.proofs import ProvingBook, SqlProofs
from hanhtrinh.store.responses import SqlResponses
from hanhtrinh.store.reviews import SqlReviews
from hanhtrinh.store.said import SqlMarks
from hanhtrinh.store.sealing_secrets import SecretBox
from hanhtrinh.store.senses import FolderSenses
from hanhtrinh.store.shares import SqlShares
from hanhtrinh.store.sources import SqlSources
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.survey_files import FolderSentFiles
from hanhtrinh.store.survey_links import SqlSurveyLinks
from hanhtrinh.store.surveys import SqlSurveys
from hanhtrinh.store.taking_in import SqlMailboxes, SqlSaidHooks
from hanhtrinh.store.texts import SqlTexts
from hanhtrinh.store.uploads import FolderUploads
from hanhtrinh.store.versions import SqlVersions
from hanhtrinh.store.webhooks import SqlHooks
from hanhtrinh.store.workspace import FILE, Workspace
from hanhtrinh.web.maps.hub import Hub
from hanhtrinh.web.services import Services

_log = structlog.get_logger("hanhtrinh.server")


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


def answer_desk_of(settings: ServerSettings, database: Database, inbox: Inbox) -> AnswerDesk:
    """Return what surveys are answered with."""
    return AnswerDesk(
        surveys=SqlSurveys(database), responses=SqlResponses(database), links=SqlSurveyLinks(database),
        files=FolderSentFiles(database, settings.home), stops=SqlAskings(database), accounts=SqlAccounts(database),
        inbox=inbox, instruments=FolderInstruments(settings.home), audit=SqlAudit(database, now), clock=now,
        new_token=lambda: secrets.token_hex(24), zone=zone_of(settings),
    )  # fmt: skip


def zone_of(settings: ServerSettings) -> Callable[[Space], str]:
    """Return what tells a workspace's time zone; its file is read again only when it is another one."""
    known: dict[str, tuple[tuple[int, int], str]] = {}

    def zone(space: Space) -> str:
        folder = settings.home / space.folder
        with suppress(OSError):  # whoever opens it says what is wrong
            about = (folder / FILE).stat()
            stamp, kept = (about.st_mtime_ns, about.st_ino), known.get(space.folder)
            if kept is None or kept[0] != stamp:
                kept = known[space.folder] = stamp, Workspace.open(folder).time_zone
            return kept[1]
        return Workspace.open(folder).time_zone

    return zone


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


def understanding_of(settings: ServerSettings, database: Database, readers: Readers) -> Understanding:
    """Return what understands customers' words."""
    return Understanding(FolderSenses(settings.home), readers.of, _not_understood)


def _not_understood(where: str, error: BaseException) -> None:
    _log.error("words_failed", where=where, error=type(error).__name__, code=getattr(error, "key", None))


class Wired(NamedTuple):
    """Services with those of their parts that have to be closed."""

    services: Services
    inbox: SqlInbox
    activities: SqlActivities
    askings: SqlAskings

    @property
    def closings(self) -> Sequence[Callable[[], object]]:
        """What writes what waits and takes nothing more, in this order, whatever becomes of the one before."""
        return self.services.understanding.close, self.inbox.close, self.activities.close, self.askings.close


def services(settings: ServerSettings, database: Database) -> Services:
    """Return everything handlers may reach."""
    return wire(settings, database).services


def wire(settings: ServerSettings, database: Database) -> Wired:
    """Return everything handlers may reach, and what has to be closed."""
    inbox, activities, sources = SqlInbox(database), SqlActivities(database), SqlSources(database)
    askings = SqlAskings(database)
    shelf, desk = JourneyShelf(JourneyFolder(settings.home)), desk_of(settings, database)
    texts = SqlTexts(database)
    readers = Readers(texts, now)
    secrets_of_others = SecretBox(settings.home)
    proofs = SqlProofs(database, secrets_of_others)
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
        surveys=SqlSurveys(database),
        answer_desk=answer_desk_of(settings, database, inbox),
        askings=askings,
        responses=SqlResponses(database),
        case_store=SqlCases(database),
        texts=texts,
        readers=readers,
        understanding=understanding_of(settings, database, readers),
        said_marks=SqlMarks(database),
        hook_store=SqlHooks(database, secrets_of_others),
        said_hooks=SqlSaidHooks(database, secrets_of_others),
        mailboxes=SqlMailboxes(database, secrets_of_others),
        survey_readers=SurveyFiles(),
        mail_reader=ImapReader(settings.mail_hosts),
        hub=Hub(),
        people_desk=people_desk_of(settings, database, inbox, shelf),
        key_book=ProvingBook(sources, proofs),
        proofs=proofs,
        instruments=FolderInstruments(settings.home),
        share_desk=share_desk_of(database),
        pictures=FolderPictures(settings.home, [SqlMentions(database)]),
        shelf=shelf,
        inbox=CountingInbox(inbox, activities),
        recent=inbox,
        activities=activities,
        imports=importing_of(settings, database),
        zone=zone_of(settings),
        driver_memory=DriverMemory(FolderFigures(settings.home)),
    )
    return Wired(made, inbox, activities, askings)
