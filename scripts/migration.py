"""Write the next migration: what leads from the newest step to the tables as they are now. Read it before you keep it.

.venv/bin/python scripts/migration.py NAME          the next step
.venv/bin/python scripts/migration.py --first       the first step anew (only as long as nothing is released)
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext

from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.sql.tables import METADATA

VERSIONS = Path(__file__).parents[1] / "src" / "hanhtrinh" / "store" / "sql" / "migrations" / "versions"
MODULE = '''"""{title}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before!r}


def upgrade() -> None:
    """Make the step."""
    {body}
'''


def main(name: str) -> None:
    """Write one step."""
    first = name == "--first"
    steps = sorted(path.stem for path in VERSIONS.glob("0*.py"))
    if first:
        for path in VERSIONS.glob("0*.py"):
            path.unlink()
        steps, name = [], "first"
    with tempfile.TemporaryDirectory() as folder:
        database = Database.at(Path(folder))
        if steps:
            migrate(database)
        with database.reading() as connection:
            changes = produce_migrations(MigrationContext.configure(connection), METADATA).upgrade_ops
        database.close()
    body = render_python_code(changes) if changes is not None else "pass"
    number = f"{len(steps) + 1:04d}"
    before = steps[-1].split("_")[0] if steps else None
    path = VERSIONS / f"{number}_{name}.py"
    title = "The first tables" if first else name.replace("_", " ").capitalize()
    path.write_text(MODULE.format(title=title, revision=number, before=before, body=body))
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(path)], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "check", "-q", "--fix", str(path)], check=False)
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(sys.argv[1])
