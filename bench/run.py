"""Compares Hanhtrinh with its peers, side by side in one run: `make bench`, or `python bench/run.py --help`.

Sides take turns (A B A B …) and are asked the same question; answers must be equal where definitions agree, or the run
fails. *Cold*: a fresh process, its files dropped from the page cache, from its start to its first answer. *Warm*: the
median of at least five answers of a live process. Ratios are peer ÷ ours.
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import data
import ingest
import live
import pages
import peers
import people
import rules
import ways
import workbook
from report import Line, machine, page, table
from sides import Run, Side, forget, run_process
from turns import by_turns, same, spread

HANHTRINH = [sys.executable, "-m", "hanhtrinh"]
FIVE = ["product_viewed", "reviews_read", "compare_viewed", "cart_added", "checkout_paid"]
DOCS = Path(__file__).parents[1] / "docs" / "benchmarks.md"
SUBSET_PEOPLE = 100_000


class Bench:
    """One run: the log of a size, what was made of it, and the lines measured so far."""

    def __init__(self, events: int, rounds: int) -> None:
        """Make the log where it is not there yet."""
        self.rounds, self.events = rounds, events
        self.log = data.ensure(events)
        self.folder = self.log.parent
        self.workspace, self.tables = self.folder / "workspace", self.folder / "clickhouse"
        self.lines: list[Line] = []
        self.notes: list[str] = []

    def say(self, line: Line) -> None:
        """Keep a line, and show it."""
        self.lines.append(line)
        print(table([line], head=len(self.lines) == 1), flush=True)

    def note(self, text: str) -> None:
        """Keep a remark, and show it."""
        self.notes.append(text)
        print("  " + text, flush=True)

    def ours(self) -> Side:
        """Return our side with the log imported."""
        if not (self.workspace / "frame" / "CURRENT").exists():
            print("importing …", flush=True)
            shutil.rmtree(self.workspace, ignore_errors=True)
            run_process([*HANHTRINH, "import", str(self.folder / "mapping.yaml"), "--workspace", str(self.workspace)])
            with Side("ours", str(self.workspace)) as side:
                side.ask("open")
        return Side("ours", str(self.workspace))

    def clickhouse(self) -> Side:
        """Return ClickHouse with its tables made."""
        done = self.tables / "loaded"
        if not done.exists():
            print("loading ClickHouse …", flush=True)
            shutil.rmtree(self.tables, ignore_errors=True)
            with Side("peers", "clickhouse", str(self.tables)) as side:
                side.ask("load", log=str(self.log))
            done.touch()
        return Side("peers", "clickhouse", str(self.tables))

    def fastest(self, side: Side, do: str, ways: Sequence[str], right: Any, **details: Any) -> str:
        """Return the peer's fastest way that gives the right answer; every way is noted with its time."""
        found: dict[str, float] = {}
        for way in ways:
            replies = [side.ask(do, way=way, **details) for _ in range(3)]
            if replies[0].answer == right:
                found[way] = min(reply.seconds for reply in replies)
        tried = "; ".join(f"{way} {seconds:.3f} s" for way, seconds in sorted(found.items(), key=lambda f: f[1]))
        wrong = [way for way in ways if way not in found]
        self.note(f"ClickHouse, {do}: {tried}" + (f"; not equal: {', '.join(wrong)}" if wrong else ""))
        return min(found, key=lambda way: found[way])


def cold(bench: Bench, name: str, do: str, mine: dict[str, Any], theirs: dict[str, Any], rounds: int = 3) -> None:
    """Compare fresh processes, from their start to the first answer."""

    def ours() -> float:
        forget(bench.workspace)
        with bench.ours() as side:
            side.ask(do, **mine)
            return side.since_start()

    def peer() -> float:
        forget(bench.tables)
        with bench.clickhouse() as side:
            side.ask(do, **theirs)
            return side.since_start()

    bench.say(Line(name, *by_turns(rounds, ours, peer), None))


def funnel(bench: Bench) -> None:
    """Five steps within seven days; 16 steps against 4."""
    question = {"steps": FIVE, "days": 7}
    with bench.ours() as ours, bench.clickhouse() as peer:
        right = ours.ask("funnel", **question)
        way = bench.fastest(peer, "funnel", list(peers.FUNNELS), right.answer, steps=FIVE)
        same(right, peer.ask("funnel", steps=FIVE, way=way), "funnel")
        bench.note(f"Five-step funnel, people at each step: {right.answer}")

        def asked(side: Side, **details: Any) -> Callable[[], float]:
            return lambda: side.ask("funnel", **details).seconds

        best = asked(peer, steps=FIVE, way=way)
        usual = asked(peer, steps=FIVE, way="windowFunnel")
        numbered = asked(peer, steps=FIVE, way=way, table="numbered")
        held, whole = asked(ours, **question), asked(ours, **question, lens=True)
        bench.say(Line("5-step funnel, 7 days", *by_turns(bench.rounds, held, best), ("≥", 8)))
        bench.say(Line("… the rules read anew by the lens", *by_turns(bench.rounds, whole, best), None))
        bench.say(Line("… against windowFunnel over all events", *by_turns(bench.rounds, held, usual), None))
        bench.say(Line("… the peer given person ids as numbers", *by_turns(bench.rounds, held, numbered), None))
        many, few = asked(ours, steps=data.EVENTS[:16], days=7), asked(ours, steps=data.EVENTS[:4], days=7)
        bench.say(Line("16 steps (right) against 4 (left), ours", *by_turns(bench.rounds, few, many), ("≤", 2)))
    cold(bench, "5-step funnel, cold", "funnel", question, {"steps": FIVE, "way": way})


def edges(bench: Bench) -> None:
    """Every pair of events that came one straight after the other."""
    with bench.ours() as ours, bench.clickhouse() as peer:
        right = ours.ask("edges")
        way = bench.fastest(peer, "edges", list(peers.EDGES), right.answer)
        same(right, peer.ask("edges", way=way), "edges")

        def best() -> float:
            return peer.ask("edges", way=way).seconds

        turns = bench.rounds
        bench.say(Line("adjacent edges", *by_turns(turns, lambda: ours.ask("edges").seconds, best), ("≥", 30)))
        read = by_turns(turns, lambda: ours.ask("edges", lens=True).seconds, best)
        bench.say(Line("… the rules read anew by the lens", *read, None))
        numbers = by_turns(
            turns, lambda: ours.ask("edges").seconds, lambda: peer.ask("edges", way=way, table="numbered").seconds
        )
        bench.say(Line("… the peer given person ids as numbers", *numbers, None))
    cold(bench, "adjacent edges, cold", "edges", {}, {"way": way})


def subset(bench: Bench) -> None:
    """What retentioneering can do too, on the people it can hold: funnel without a window, edges."""
    count = min(SUBSET_PEOPLE, bench.events // 10)
    small = Bench(count * 10, bench.rounds)
    with small.ours() as ours, Side("peers", "retentioneering", str(count)) as peer:
        loaded = peer.ask("load", log=str(small.log))
        n = loaded.answer["events"]
        bench.note(f"retentioneering: {n:,} events; reading them into its eventstream took {loaded.seconds:.1f} s")
        ever = {"steps": FIVE, "days": 3_650}
        same(ours.ask("funnel", **ever), peer.ask("funnel", steps=FIVE), "funnel of retentioneering")
        same(ours.ask("edges"), peer.ask("edges"), "edges of retentioneering")
        for name, do, mine, theirs in (
            ("retentioneering: adjacent edges", "edges", {}, {}),
            ("retentioneering: 5-step funnel, any time", "funnel", ever, {"steps": FIVE}),
        ):
            ask = _pair(ours, peer, do, mine, theirs)
            spent = by_turns(max(3, bench.rounds - 2), *ask)
            bench.say(Line(f"{name} ({n / 1e6:g} M events)", *spent, ("≥", 20)))
            a, b = spent[0][1] / n * 1e9, spent[1][1] / n * 1e9
            bench.note(f"{name}: {a:.1f} ns an event against {b:.0f} ns")


def _pair(ours: Side, peer: Side, do: str, mine: Any, theirs: Any) -> tuple[Callable[[], float], Callable[[], float]]:
    return lambda: ours.ask(do, **mine).seconds, lambda: peer.ask(do, **theirs).seconds


def whole_map(bench: Bench) -> None:
    """The whole 14-step map against the peer's funnel and edges; the same after a rule was changed."""
    with bench.ours() as ours, bench.clickhouse() as peer:
        right, pairs = ours.ask("funnel", steps=FIVE, days=7), ours.ask("edges")
        way = bench.fastest(peer, "funnel", list(peers.FUNNELS), right.answer, steps=FIVE)
        route = bench.fastest(peer, "edges", list(peers.EDGES), pairs.answer)

        def both() -> float:
            spent = peer.ask("funnel", steps=FIVE, way=way).seconds
            return spent + peer.ask("edges", way=route).seconds

        bench.note(f"Map: {ours.ask('map').answer}")
        first = by_turns(bench.rounds, lambda: ours.ask("map").seconds, both)
        bench.say(Line("whole map, every measure; peer: that funnel + those edges", *first, ("time ≤", 1.0)))
        number = iter(range(1, 10_000))
        again = by_turns(bench.rounds, lambda: ours.ask("map", changed=next(number)).seconds, both)
        bench.say(Line("… after a changed rule", *again, ("time ≤", 1.3)))
        spent = ours.ask("profile").answer
        bench.note("Where a map's time goes: " + "; ".join(f"{name} {s * 1000:.0f} ms" for name, s in spent.items()))
    cold_map(bench, way, route)


def cold_map(bench: Bench, way: str, route: str) -> None:
    """Compare fresh processes: the whole map from the frame on disk, against the funnel and the edges."""

    def ours() -> float:
        forget(bench.workspace)
        with bench.ours() as side:
            side.ask("map")
            return side.since_start()

    def peer() -> float:
        forget(bench.tables)
        with bench.clickhouse() as side:
            side.ask("funnel", steps=FIVE, way=way)
            side.ask("edges", way=route)
            return side.since_start()

    bench.say(Line("whole map, cold", *by_turns(3, ours, peer), None))


def first_map(bench: Bench) -> None:
    """Parquet → first map in a fresh workspace, as a process, against DuckDB's sorted table of the same file."""
    fresh, database = bench.folder / "fresh", bench.folder / "fresh.duckdb"
    own: list[Run] = []
    theirs: list[Run] = []
    journey, output = Path(__file__).with_name("journey.yaml"), bench.folder / "map.html"
    draw = [*HANHTRINH, "draw", str(journey), "--import", str(bench.folder / "mapping.yaml")]
    draw += ["--workspace", str(fresh), "--output", str(output)]

    def ours() -> float:
        shutil.rmtree(fresh, ignore_errors=True)
        forget(bench.log)
        own.append(run_process(draw))
        assert own[-1].code == 0, own[-1]
        return own[-1].seconds

    def peer() -> float:
        database.unlink(missing_ok=True)
        forget(bench.log)
        worker = str(Path(__file__).with_name("peers.py"))
        theirs.append(run_process([sys.executable, worker, "duckdb", str(bench.log), str(database)]))
        assert theirs[-1].code == 0, theirs[-1]
        return theirs[-1].seconds

    bench.say(Line("Parquet → first map; peer: DuckDB's sorted table", *by_turns(3, ours, peer), ("time ≤", 4)))
    peak, alone = max(run.peak for run in own), max(run.peak_own for run in own)
    bench.note(
        f"Peak memory: {peak / 1e9:.2f} GB, of it {alone / 1e9:.2f} GB our own and the rest pages of mapped files "
        f"(target ≤ 3 GB); DuckDB {max(run.peak for run in theirs) / 1e9:.2f} GB"
    )
    with bench.ours() as side:
        size = side.ask("size").answer
    fixed = size["time"] + size["offsets"] + size["people"]
    columns = {name.removeprefix("codes "): n for name, n in size.items() if name.startswith("codes ")}
    codes = ", ".join(f"{name} {n:.0f}" for name, n in columns.items())
    bench.note(
        f"Frame, bytes an event: {fixed:.1f} fixed (time 8, offsets {size['offsets']:.1f}, "
        f"person ids {size['people']:.1f}; target ≤ 20) + code columns {sum(columns.values()):.0f} ({codes}) "
        f"+ dictionaries {size['dictionaries']:.1f} + answers {size['answers']:.1f}"
    )
    shutil.rmtree(fresh, ignore_errors=True)
    database.unlink(missing_ok=True)


def command(bench: Bench) -> None:
    """The command's help; re-drawing the demo company's map."""
    shop = bench.folder / "demo"
    helped = spread([run_process([*HANHTRINH, "--help"]).seconds for _ in range(7)])
    bench.say(Line("hanhtrinh --help", helped, None, None, ("s ≤", 0.3)))
    if not (shop / "map.html").exists():
        shutil.rmtree(shop, ignore_errors=True)
        made = run_process([*HANHTRINH, "demo", "--people", "20000", "--no-serve", "--workspace", str(shop)])
        if made.code != 0:
            bench.note(f"`hanhtrinh demo` ended with {made.code}: not measured")
            return
    (journey,) = shop.rglob("journey.yaml")
    draw = [*HANHTRINH, "draw", str(journey), "--workspace", str(shop), "--output", str(bench.folder / "demo.html")]
    runs = [run_process(draw) for _ in range(6)][1:]
    assert all(run.code == 0 for run in runs), runs
    bench.say(Line("re-drawing the demo's 20,000 people", spread([r.seconds for r in runs]), None, None, ("s ≤", 1.5)))


PARTS: dict[str, Callable[[Bench], None]] = {
    "funnel": funnel, "edges": edges, "paths": ways.paths, "align": ways.align, "subset": subset, "map": whole_map,
    "import": first_map, "xlsx": workbook.xlsx, "command": command, "pdf": pages.pdf, "ingest": ingest.ingest,
    "live": live.live, "people": people.people, "rules": rules.rules,
}  # fmt: skip


def main() -> None:
    """Run all parts or some, print what was measured, and with `--write` put it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20_000_000, help="events of the log (default: 20 million)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to run (default: all)")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each warm comparison (default: 7, at least 5)")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    arguments = parser.parse_args()
    bench = Bench(arguments.events, max(5, arguments.rounds))
    print(machine(), flush=True)
    for name in arguments.only:
        PARTS[name](bench)
    if arguments.write:
        shown = " ".join(sys.argv[1:])
        DOCS.write_text(page(bench.events, f'make bench BENCH="{shown}"', bench.lines, bench.notes), "utf-8")
        print(f"wrote {DOCS}")


if __name__ == "__main__":
    main()
