"""Migrations: how a database gets from any earlier form to the present one. Forward only.

`versions/` holds one module a step, applied in order. What the tables are now stands in `store.sql.tables`; a test
holds that all steps together lead there, on SQLite and PostgreSQL.
"""

from hanhtrinh.store.sql.migrations.running import migrate

__all__ = ["migrate"]
