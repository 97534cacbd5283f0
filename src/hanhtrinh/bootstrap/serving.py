"""Wiring of the server: one process over a database, the lake and the frame of a workspace folder."""

import uuid

from hanhtrinh.bootstrap import now
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.sql.database import Database
from hanhtrinh.web.services import Services


def services(settings: ServerSettings, database: Database) -> Services:
    """Return everything handlers may reach."""
    return Services(
        settings=settings,
        clock=now,
        new_id=lambda: uuid.uuid4().hex,
        accounts=SqlAccounts(database),
    )
