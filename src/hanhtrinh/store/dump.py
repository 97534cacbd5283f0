"""All rows of a database as bytes that do not depend on the database: from SQLite to PostgreSQL and back.

A table is a series of parts, each a MessagePack list of rows, behind its length in four bytes.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import IO, Any

import msgspec
from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, select, text

from hanhtrinh.store.seen_runs import KEY_BYTES
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import METADATA

ROWS = 500
_LENGTH = struct.Struct(">I")
_MAX_PART = 2**31
_Rows = list[list[Any]]


def table_names() -> list[str]:
    """Return the tables in an order in which each stands after those it refers to."""
    return [table.name for table in METADATA.sorted_tables]


def dump_table(connection: Connection, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield a table's rows as parts, each with how many they are; the first part has the names of the columns."""
    table = METADATA.tables[name]
    yield 0, _part([[str(column.name) for column in table.columns]])
    order = list(table.primary_key.columns)
    rows = connection.execution_options(stream_results=True).execute(select(table).order_by(*order))
    for some in rows.partitions(ROWS):
        yield len(some), _part([list(row) for row in some])


def _part(rows: _Rows) -> bytes:
    encoded = msgspec.msgpack.encode(rows)
    return _LENGTH.pack(len(encoded)) + encoded


def load_table(connection: Connection, name: str, file: IO[bytes]) -> int:
    """Put a table's rows into a database and return how many they are."""
    table = Table(name, MetaData(), autoload_with=connection)
    parts = _parts(file)
    columns = next(parts)[0]
    count = 0
    for rows in parts:
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
        count += len(rows)
    return count


def _parts(file: IO[bytes]) -> Iterator[_Rows]:
    while head := file.read(_LENGTH.size):
        size = _LENGTH.unpack(head)[0]
        yield msgspec.msgpack.decode(file.read(min(size, _MAX_PART)), type=_Rows)


def snapshot(engine: Engine) -> Connection:
    """Return a connection that sees one state of the whole database, however long it is read; close it afterwards."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
    else:
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    # The first statement is what fixes the state.
    connection.execute(select(func.count()).select_from(METADATA.tables["workspaces"]))
    return connection


def settle(connection: Connection, database: Database) -> None:
    """After loading: let counters go on after the loaded rows, and put the keys seen where this database looks."""
    if database.sqlite:
        _keys_to_runs(connection)
    else:
        _keys_to_table(connection)
        _set_counters(connection)


def _set_counters(connection: Connection) -> None:
    for table in METADATA.sorted_tables:
        counter = table.autoincrement_column
        if counter is None:
            continue
        newest = connection.execute(select(func.max(counter))).scalar()
        if newest is not None:
            found = text("SELECT setval(pg_get_serial_sequence(:name, :column), :newest)")
            values = {"name": f'"{table.name}"', "column": counter.name, "newest": newest}
            connection.execute(found, values)


def _keys_to_table(connection: Connection) -> None:
    tables = METADATA.tables
    fresh, runs, parts = (tables[name] for name in ("seen_fresh", "seen_runs", "seen_parts"))
    packed = [select(fresh.c.arrival, fresh.c.packed)]
    packed.append(select(runs.c.arrival, parts.c.packed).join(parts, parts.c.run == runs.c.id))
    for query in packed:
        for arrival, keys in connection.execute(query).all():
            for some in _in_tens_of_thousands(_split(bytes(keys))):
                connection.execute(insert(tables["seen"]), [{"key": key, "arrival": arrival} for key in some])
    for table in (fresh, runs, parts):
        connection.execute(table.delete())


def _keys_to_runs(connection: Connection) -> None:
    seen, fresh = METADATA.tables["seen"], METADATA.tables["seen_fresh"]
    arrivals = connection.execute(select(seen.c.arrival).distinct()).scalars().all()
    for arrival in arrivals:
        keys = connection.execute(select(seen.c.key).where(seen.c.arrival == arrival)).scalars().all()
        for some in _in_tens_of_thousands([bytes(key) for key in keys]):
            connection.execute(insert(fresh).values(arrival=arrival, packed=b"".join(some)))
    connection.execute(seen.delete())


def _split(keys: bytes) -> list[bytes]:
    return [keys[i : i + KEY_BYTES] for i in range(0, len(keys), KEY_BYTES)]


def _in_tens_of_thousands(keys: list[bytes]) -> Iterable[list[bytes]]:
    return (keys[i : i + 10_000] for i in range(0, len(keys), 10_000))
