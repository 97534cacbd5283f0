"""The other side of the alignment: pm4py (AGPL, in an interpreter of its own), every variant once.

The model is the same map as a Petri net in a line. Its costs are ours: one for a move in the log or in the model only.
"""

import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from sides import Reply, serve

WAYS = ("VERSION_STATE_EQUATION_A_STAR", "VERSION_DIJKSTRA_LESS_MEMORY", "VERSION_DIJKSTRA_NO_HEURISTICS")
MOVE = 10_000


def net_of(steps: int) -> tuple[Any, Any, Any]:
    """Return the net with its first and last marking."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet  # noqa: PLC0415 - only this side has it
    from pm4py.objects.petri_net.utils import petri_utils  # noqa: PLC0415

    net = PetriNet("map")
    places = [PetriNet.Place(f"p{i}") for i in range(steps + 1)]
    net.places.update(places)
    for i in range(steps):
        transition = PetriNet.Transition(f"t{i}", str(i))
        net.transitions.add(transition)
        petri_utils.add_arc_from_to(places[i], transition, net)
        petri_utils.add_arc_from_to(transition, places[i + 1], net)
    return net, Marking({places[0]: 1}), Marking({places[-1]: 1})


def align(variants: list[list[int]], steps: int, way: str) -> Reply:
    """Return the cost of all variants; timed without making the traces."""
    from pm4py.algo.conformance.alignments.petri_net import algorithm  # noqa: PLC0415
    from pm4py.objects.log.obj import Event, Trace  # noqa: PLC0415

    net, first, last = net_of(steps)
    traces = [Trace([Event({"concept:name": str(step)}) for step in one]) for one in variants]
    version = getattr(algorithm.Variants, way)
    began = time.perf_counter()
    cost = sum(algorithm.apply(trace, net, first, last, variant=version)["cost"] // MOVE for trace in traces)
    return Reply(time.perf_counter() - began, cost)


def ways(variants: list[list[int]], steps: int) -> dict[str, float]:
    """Return milliseconds a variant by each way; they must agree."""
    replies = {way: align(variants, steps, way) for way in WAYS}
    assert len({reply.answer for reply in replies.values()}) == 1, replies
    return {way: reply.seconds / len(variants) * 1000 for way, reply in replies.items()}


if __name__ == "__main__":
    serve({"ways": ways, "align": align})
