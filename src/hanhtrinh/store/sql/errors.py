"""What a database's refusals mean: said once, where statements are carried out, for every store."""

import sqlite3

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from hanhtrinh.errors import HanhtrinhError, InputError, StorageError

_ZERO, _FULL = "22021", "53100"
_KINDS: dict[str, type[DBAPIError]] = {"22": DataError, "23": IntegrityError}
"""The driver calls every refusal of the server a ProgrammingError; these two are told apart by PostgreSQL's code."""
_AWAY = ("08", "25006", "28", "3D000", "40", "53", "55", "57", "58", "XX")
"""How the codes begin that say: not now (no connection, only to be read, no room, stopped, broken, others at it)."""
_CUT = ("08", "25006", "57P", "58", "XX")
"""How the codes begin after which a connection is of no further use."""
_OURS = (
    sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_MISUSE,
    sqlite3.SQLITE_RANGE, sqlite3.SQLITE_TOOBIG,
)  # fmt: skip
"""What SQLite says of a statement that would fail at any time."""


def meaning(error: BaseException, database: str) -> HanhtrinhError | type[DBAPIError] | None:
    """Return what a driver's error means: StorageError where the database is away, full or held by others, so that the
    same may work later; InputError for a text PostgreSQL keeps in no row; a kind of SQLAlchemy's errors the driver does
    not name; None for what means what it says.
    """
    code = error_code(error)
    if code == _ZERO:
        return InputError("storage.zero")
    if code[:2] in _KINDS:
        return _KINDS[code[:2]]
    return away(error, database) if _is_away(error, code) else None


def away(error: BaseException, database: str) -> StorageError:
    """Return the error that tells whoever asked to come again."""
    code = error_code(error) or _sqlite_code(error)
    key = "storage.database_full" if code in (_FULL, sqlite3.SQLITE_FULL) else "storage.database_refuses"
    return StorageError(key, database=database, detail=_detail(error))


def cuts(error: BaseException) -> bool:
    """Tell whether nothing more can be asked over the connection an error came by."""
    code = error_code(error)
    return code.startswith(_CUT) if code else _is_cut(error)


def error_code(error: BaseException | None) -> str:
    """Return PostgreSQL's code of an error of the driver, empty where it sent none."""
    said = error.args[0] if error is not None and error.args else None
    return str(said.get("C", "")) if isinstance(said, dict) else ""


def _is_away(error: BaseException, code: str) -> bool:
    if code:
        return code.startswith(_AWAY)
    if isinstance(error, sqlite3.Error):
        return _sqlite_code(error) not in (None, *_OURS)
    return _is_cut(error)


def _is_cut(error: BaseException) -> bool:
    # pg8000 says InterfaceError where nobody is at the other end, and lets some errors of the socket pass.
    return isinstance(error, OSError) or type(error).__name__ == "InterfaceError"


def _sqlite_code(error: BaseException) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _detail(error: BaseException) -> str:
    said = error.args[0] if error.args else ""
    # The statement and its values are left out: they may hold what people sent.
    return f"{type(error).__name__}: {said.get('M', '') if isinstance(said, dict) else said}"[:200]
