"""Paths the slow, obvious way: lists of names, cut and counted one by one; top nodes and others last."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median


@dataclass(frozen=True)
class Line:
    """One unit: whose it is, its nodes as (name or None, instant) in order, and what stands at its end."""

    person: str
    nodes: tuple
    ending: str


def cut(line, question):
    """Return (front, [(name, instant)], back) of a line, or the reason why it has no path."""
    nodes = [node for node in line.nodes if node[0] is not None]
    if question.collapse:
        nodes = [next(run) for _, run in groupby(nodes, key=lambda node: node[0])]
    if not nodes:
        return "no_node"
    names, pick = [name for name, _ in nodes], max if question.occurrence == "last" else min
    front, back, a, b = "(start)", line.ending, 0, len(nodes)
    if question.start is not None:
        found = [i for i, name in enumerate(names) if name == question.start]
        if not found:
            return "no_start"
        a = pick(found)
    if question.end is not None:
        found = [i for i, name in enumerate(names) if name == question.end and i >= a + (question.start is not None)]
        if not found:
            return "no_end"
        b, back = pick(found) + 1, "(end)"
    if question.positions and b - a > question.depth:
        if question.from_end:
            a, front = b - question.depth, "(earlier)"
        else:
            b, back = a + question.depth, "(more)"
    return front, nodes[a:b], back


def paths(lines, question):
    """Return (nodes, edges, left out): {(position, name): (people, paths, occurrences)} and the same of edges, with the
    median seconds of edges between nodes.
    """
    left_out, walked = Counter(), []
    for number, line in enumerate(lines):
        found = cut(line, question)
        if isinstance(found, str):
            left_out[found] += 1
        else:
            walked.append((number, line.person, *found))
    kept = _top(walked, question)
    nodes, edges, waits = defaultdict(list), defaultdict(list), defaultdict(list)
    for number, person, front, inner, back in walked:
        at = _first(inner, question)
        row = [(at, front)]
        for i, (name, _) in enumerate(inner):
            place = at + i + 1 if question.positions else 0
            row.append((place, name if name in kept[place] else "(other)"))
        row.append((row[-1][0] + (1 if question.positions else 0), back))
        for node in row:
            nodes[node].append((person, number))
        for (p, a), (_, b) in pairwise(row):
            edges[p, a, b].append((person, number))
        for i, ((p, a), (_, b)) in enumerate(pairwise(row[1:-1])):
            waits[p, a, b].append((inner[i + 1][1] - inner[i][1]) / 1_000_000)
    medians = {edge: median(found) for edge, found in waits.items()}
    return _counts(nodes), _counts(edges), dict(left_out), medians


def _first(inner, question):
    """Return the position before the first node."""
    return question.depth - len(inner) if question.positions and question.from_end else 0


def _top(walked, question):
    """Return the names kept at each position: the most frequent, ties by name."""
    counts = defaultdict(Counter)
    for _, _, _, inner, _ in walked:
        for i, (name, _) in enumerate(inner):
            counts[_first(inner, question) + i + 1 if question.positions else 0][name] += 1
    return {
        place: {name for name, _ in sorted(found.items(), key=lambda f: (-f[1], f[0]))[: question.top]}
        for place, found in counts.items()
    }


def _counts(found):
    return {
        place: (len({who for who, _ in hits}), len({line for _, line in hits}), len(hits))
        for place, hits in found.items()
    }


def variants(lines, collapse):
    """Return {sequence of names: (paths, people, first line)}."""
    result = {}
    for number, line in enumerate(lines):
        names = [name for name, _ in line.nodes if name is not None]
        if collapse:
            names = [name for name, _ in groupby(names)]
        if names:
            result.setdefault(tuple(names), []).append((number, line.person))
    return {names: (len(hits), len({person for _, person in hits}), hits[0][0]) for names, hits in result.items()}
