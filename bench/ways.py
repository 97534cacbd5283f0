"""Two parts of the benchmarks: the paths people take, and passes aligned with the map."""

import os
from typing import Any

import peers
from report import Line
from sides import Side
from turns import by_turns, same, spread

PASSES, VARIANTS = 2_000_000, 10_000
PEER_PYTHON = "PM4PY_PYTHON"


def paths(bench: Any) -> None:
    """The first six positions of everybody's path, repeats collapsed: each position's edges, by occurrences."""
    with bench.ours() as ours, bench.clickhouse() as peer:
        right = ours.ask("paths")
        way = bench.fastest(peer, "paths", list(peers.PATHS), right.answer)
        same(right, peer.ask("paths", way=way), "paths")

        def best() -> float:
            return peer.ask("paths", way=way).seconds

        spent = by_turns(bench.rounds, lambda: ours.ask("paths").seconds, best)
        bench.say(Line("paths, six positions, every node", *spent, ("s ≤", 0.5)))
        few = by_turns(bench.rounds, lambda: ours.ask("paths", top=8).seconds, best)
        bench.say(Line("… the eight most frequent nodes a position, the rest “other”", *few, ("s ≤", 0.5)))
        graph = spread([ours.ask("paths", depth=0).seconds for _ in range(bench.rounds)])
        bench.say(Line("… as one graph of whole paths, repeats collapsed", graph, None, None, None))
        ways = spread([ours.ask("variants").seconds for _ in range(max(3, bench.rounds - 2))])
        found = ours.ask("variants").answer
        bench.say(Line("variants of whole paths", ways, None, None, None))
        bench.note(f"Variants: {found['kinds']:,} distinct ways in {found['paths']:,} paths")


def align(bench: Any) -> None:
    """Two million passes of ten thousand variants aligned with a map of fourteen steps.

    The peer is pm4py, in an interpreter of its own that `PM4PY_PYTHON` names (it is under the AGPL and no dependency
    of ours). It is given the variants only, once each, in the fastest of its ways.
    """
    with Side("align_ours", str(PASSES), str(VARIANTS)) as ours:
        made = ours.ask("load").answer
        replies = [ours.ask("conform") for _ in range(bench.rounds + 1)][1:]
        mine = spread([reply.seconds for reply in replies])
        bench.note(f"Aligned: {made['passes']:,} passes, {made['visits']:,} visits, {made['variants']:,} variants")
        python = os.environ.get(PEER_PYTHON)
        if python is None:
            bench.say(Line("2 M passes of 10,000 variants aligned", mine, None, None, ("s ≤", 3)))
            bench.note(f"pm4py was not asked: {PEER_PYTHON} names no interpreter that has it")
            return
        with Side("align_peer", python=python) as peer:
            variants = ours.ask("variants").answer
            tried = peer.ask("ways", variants=variants[:200], steps=made["steps"]).answer
            fastest = min(tried, key=lambda name: tried[name])
            reply = peer.ask("align", variants=variants, steps=made["steps"], way=fastest)
            costs = [ours.ask("cost") for _ in range(bench.rounds)]
            same(costs[0], reply, "cost of all variants, each aligned once")
        theirs, alone = spread([reply.seconds]), spread([cost.seconds for cost in costs])
        for name, spent, wanted in (
            ("2 M passes of 10,000 variants aligned; peer: pm4py, each variant once", mine, ("s ≤", 3.0)),
            ("… ours, each variant once too", alone, None),
        ):
            bench.say(Line(name, spent, theirs, spread([reply.seconds / one for one in spent]), wanted))
        each = "; ".join(f"{name} {ms:.1f} ms" for name, ms in sorted(tried.items(), key=lambda item: item[1]))
        bench.note(f"pm4py, a variant of the first 200: {each}")
