"""What a database's refusals mean."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from hanhtrinh.errors import StorageError
from hanhtrinh.store.sql.database import Database, error_code

_FULL = ("database or disk is full", "no space left on device", "could not extend file", "disk quota exceeded")
_POSTGRES_FULL = "53100"


def storage_error(error: Exception, database: Database) -> Exception:
    """Return the error that tells a sender to try again, where the disk is full or the database cannot be reached;
    what is neither is returned as it is."""
    if not isinstance(error, (DBAPIError, OSError, PoolTimeout)):
        return error
    key = "storage.database_full" if _is_full(error) else "storage.database_refuses"
    failed = StorageError(key, database=database.name, detail=_detail(error))
    failed.__cause__ = error
    return failed


@contextmanager
def refusing(database: Database) -> Iterator[None]:
    """Raise StorageError where the disk is full or the database cannot be reached."""
    try:
        yield
    except (DBAPIError, OSError, PoolTimeout) as error:
        raise storage_error(error, database) from error


def _is_full(error: Exception) -> bool:
    said = str(error).lower()
    return any(words in said for words in _FULL) or error_code(_original(error)) == _POSTGRES_FULL


def _original(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def _detail(error: Exception) -> str:
    original = _original(error)
    said = original.args[0] if original is not None and original.args else ""
    # The statement and its values are left out: they may hold what people sent.
    return f"{type(original).__name__}: {said.get('M', '') if isinstance(said, dict) else said}"[:200]
