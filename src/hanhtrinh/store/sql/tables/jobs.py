"""Long work: imports, erasures, exports. A job is a row with a state; who works on it has claimed it."""

from sqlalchemy import BigInteger, Column, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

jobs = Table(
    "jobs",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("kind", Text, nullable=False),
    # queued, running, cancelling, done, failed, cancelled
    Column("state", Text, nullable=False, index=True),
    # JSON: what is to be done, how far it is, what came of it or the error.
    Column("asked", Text, nullable=False),
    Column("progress", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
