"""The other side: ClickHouse (chDB), DuckDB and retentioneering, each asked in the best way known."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from sides import Reply, serve

THREADS = 2
WINDOW_SECONDS = 7 * 86_400

# Every formulation tried: the text asked, and the settings it is asked with. The fastest that is right is compared.
FUNNELS = {
    "windowFunnel": "select person, windowFunnel({window})(time, {steps}) as level from {table} group by person",
    "windowFunnel, only its events read":
        "select person, windowFunnel({window})(time, {steps}) as level from {table} "
        "where event in ({names}) group by person",
    "windowFunnel, only its events read, aggregation in order":
        "select person, windowFunnel({window})(time, {steps}) as level from {table} "
        "where event in ({names}) group by person settings optimize_aggregation_in_order = 1",
    "windowFunnel, aggregation in order":
        "select person, windowFunnel({window})(time, {steps}) as level from {table} group by person "
        "settings optimize_aggregation_in_order = 1",
}  # fmt: skip
SEGMENT = (
    "select count() from (select person from events "
    "where event in ('checkout_paid', 'support_contacted', 'product_viewed', 'cart_added') group by person having "
    "countIf(event = 'checkout_paid' and toUnixTimestamp(time) >= {since}) >= 1 and "
    "countIf(event = 'support_contacted') = 0 and "
    "windowFunnel({within})(time, event = 'product_viewed', event = 'cart_added') = 2 "
    "settings optimize_aggregation_in_order = 1)"
)
EDGES = {
    "lagInFrame by person":
        "select a, b, count() from (select event as b, lagInFrame(event) over (partition by person order by time "
        "rows between 1 preceding and current row) as a from {table}) where a != '' group by a, b",
    "lagInFrame over the sorted table":
        "select a, b, count() from (select event as b, lagInFrame(event) over w as a, "
        "person, lagInFrame(person) over w as p from {table} "
        "window w as (order by person, time rows between 1 preceding and current row)) "
        "where p = person and a != '' group by a, b",
    "groupArray in order, its neighbours joined":
        "select a, b, count() from (select groupArray(event) as x from {table} group by person) "
        "array join arrayPopBack(x) as a, arrayPopFront(x) as b group by a, b "
        "settings optimize_aggregation_in_order = 1",
    "groupArray in order, arrayZip":
        "select p.1 as a, p.2 as b, count() from (select arrayJoin(arrayZip(arrayPopBack(x), arrayPopFront(x))) as p "
        "from (select groupArray(event) as x from {table} group by person)) group by p "
        "settings optimize_aggregation_in_order = 1",
    "groupArray sorted, its neighbours joined":
        "select a, b, count() from (select arraySort(groupArray((time, event))).2 as x from {table} group by person) "
        "array join arrayPopBack(x) as a, arrayPopFront(x) as b group by a, b",
}  # fmt: skip

# Each person's first six events, repeats in a row one, with what stands before and behind them.
WALK = (
    "select tupleElement(e, 1) as pos, tupleElement(e, 2) as a, tupleElement(e, 3) as b, count() from ("
    "select arraySlice(arrayCompact({events}), 1, 7) as c, arraySlice(c, 1, 6) as x, "
    "arrayConcat(['(start)'], x, [if(length(c) > 6, '(more)', '(end)')]) as y, "
    "arrayJoin(arrayZip(arrayEnumerate(arrayPopBack(y)), arrayPopBack(y), arrayPopFront(y))) as e "
    "from {{table}} group by person) group by pos, a, b"
)
PATHS = {
    "groupArray in order": WALK.format(events="groupArray(toString(event))")
        + " settings optimize_aggregation_in_order = 1",
    "groupArray in order, of low cardinality":
        WALK.format(events="groupArray(event)") + " settings optimize_aggregation_in_order = 1",
    "groupArray sorted": WALK.format(events="arraySort(groupArray((time, toString(event)))).2"),
}  # fmt: skip


class ClickHouse:
    """chDB: a MergeTree table sorted by (person, time), event names of low cardinality, two threads."""

    def __init__(self, folder: Path) -> None:
        """Open a session on a folder."""
        from chdb import session  # noqa: PLC0415 - each side loads one peer only

        self._session = session.Session(str(folder))
        self._ask(f"set max_threads = {THREADS}")

    def _ask(self, text: str) -> list[list[str]]:
        found = str(self._session.query(text, "TSV"))
        return [line.split("\t") for line in found.splitlines()]

    def load(self, log: str) -> list[list[str]]:
        """Make the tables: person ids as they are, and (not asked for, but fair to know) as whole numbers."""
        for table, kind, person in (
            ("events", "String", "person"),
            ("numbered", "UInt32", "toUInt32(substring(person, 6))"),
        ):
            self._ask(f"drop table if exists {table} sync")
            self._ask(
                f"create table {table} (person {kind}, time DateTime('UTC'), event LowCardinality(String)) "
                "engine = MergeTree order by (person, time)"
            )
            self._ask(f"insert into {table} select {person}, time, event from file('{log}', Parquet)")
            self._ask(f"optimize table {table} final")
        return self._ask(
            "select table, sum(rows), count(), sum(bytes_on_disk) from system.parts where active group by 1"
        )

    def funnel(self, steps: list[str], way: str, table: str = "events") -> Reply:
        """Return how many people reached each step."""
        names = ", ".join(f"'{name}'" for name in steps)
        tests = ", ".join(f"event = '{name}'" for name in steps)
        inner = FUNNELS[way].format(window=WINDOW_SECONDS, steps=tests, names=names, table=table)
        inner, _, settings = inner.partition(" settings ")
        text = f"select level, count() from ({inner}) group by level" + (f" settings {settings}" if settings else "")
        began = time.perf_counter()
        rows = self._ask(text)
        seconds = time.perf_counter() - began
        levels = {int(level): int(count) for level, count in rows}
        return Reply(seconds, [sum(n for level, n in levels.items() if level >= k) for k in range(1, len(steps) + 1)])

    def segment(self, now: int, days: int, within: int) -> Reply:
        """Return how many people bought lately, never asked for help, and viewed before the cart."""
        began = time.perf_counter()
        ((count,),) = self._ask(SEGMENT.format(since=now - days * 86_400, within=within))
        return Reply(time.perf_counter() - began, int(count))

    def edges(self, way: str, table: str = "events") -> Reply:
        """Return how often each event came straight after each other one."""
        began = time.perf_counter()
        rows = self._ask(EDGES[way].format(table=table))
        seconds = time.perf_counter() - began
        return Reply(seconds, dict(sorted((f"{a} > {b}", int(n)) for a, b, n in rows)))

    def paths(self, way: str, table: str = "events") -> Reply:
        """Return how often each pair of neighbours stands at each position."""
        began = time.perf_counter()
        rows = self._ask(PATHS[way].format(table=table))
        seconds = time.perf_counter() - began
        return Reply(seconds, dict(sorted((f"{int(pos) - 1} {a} > {b}", int(n)) for pos, a, b, n in rows)))

    def rule(self, names: list[str]) -> Reply:
        """Return how many events and people some event names have; asked too: by month, and the newest of ten."""
        chosen = ", ".join(f"'{name}'" for name in names)
        began = time.perf_counter()
        ((events, persons),) = self._ask(f"select count(), uniqExact(person) from events where event in ({chosen})")
        self._ask(f"select toStartOfMonth(time) as m, count() from events where event in ({chosen}) group by m")
        self._ask(
            f"select person, max(time) as t from events where event in ({chosen}) group by person order by t desc "
            "limit 10"
        )
        return Reply(time.perf_counter() - began, [int(events), int(persons)])

    def version(self) -> str:
        """Return the peer's version."""
        return self._ask("select version()")[0][0]


class Retentioneering:
    """retentioneering: an eventstream of the first people of the log, over pandas and DuckDB."""

    def __init__(self, people: int) -> None:
        """Remember how many people to take."""
        self._people = people
        self._stream: Any = None

    def load(self, log: str) -> dict[str, int]:
        """Make the eventstream."""
        import polars as pl  # noqa: PLC0415
        from retentioneering import Eventstream  # noqa: PLC0415

        chosen = pl.scan_parquet(log).filter(pl.col("person") < f"user-{self._people:08}")
        rows = (
            chosen.select("person", "time", "event").collect().with_columns(pl.col("time").dt.replace_time_zone(None))
        )
        schema = {"path_cols": ["person"], "timestamp_col": "time"}
        self._stream = Eventstream(rows.to_pandas(), schema)
        return {"events": rows.height, "people": rows["person"].n_unique()}

    def funnel(self, steps: list[str]) -> Reply:
        """Return how many people reached each step, at any time."""
        began = time.perf_counter()
        found = self._stream.funnel_data(steps=steps)
        seconds = time.perf_counter() - began
        return Reply(seconds, [step["unique_paths"] for step in found["steps"]])

    def edges(self) -> Reply:
        """Return how often each event came straight after each other one."""
        from retentioneering.tools.transition_matrix import TransitionMatrix  # noqa: PLC0415

        began = time.perf_counter()
        matrix = TransitionMatrix(self._stream).fit("count")
        seconds = time.perf_counter() - began
        pairs = {
            f"{a} > {b}": int(matrix.loc[a, b])
            for a in matrix.index for b in matrix.columns
            if not a.startswith("path_") and not b.startswith("path_") and matrix.loc[a, b]
        }  # fmt: skip
        return Reply(seconds, dict(sorted(pairs.items())))


def duckdb_table(log: str, database: str) -> None:
    """Make DuckDB's sorted table of a log, as a process of its own would."""
    import duckdb  # noqa: PLC0415

    with duckdb.connect(database) as connection:
        connection.execute(f"set threads = {THREADS}")
        connection.execute(f"create table events as select * from '{log}' order by person, time")


def main() -> None:
    """Serve `clickhouse FOLDER` or `retentioneering PEOPLE`, or do `duckdb LOG DATABASE` once."""
    kind, *rest = sys.argv[1:]
    if kind == "duckdb":
        duckdb_table(*rest)
        return
    held: list[Any] = []

    def peer() -> Any:
        if not held:
            held.append(ClickHouse(Path(rest[0])) if kind == "clickhouse" else Retentioneering(int(rest[0])))
        return held[0]

    def task(name: str) -> Callable[..., Any]:
        def answer(**details: Any) -> Any:
            return getattr(peer(), name)(**details)

        return answer

    serve({name: task(name) for name in ("load", "funnel", "edges", "paths", "segment", "rule", "version")})


if __name__ == "__main__":
    main()
