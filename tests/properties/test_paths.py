"""Paths and variants against their slow twins; flow is conserved whatever is cut, and agrees with the map."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.map import read_map
from hanhtrinh.measures.path_source import path_lines
from hanhtrinh.measures.paths import PathQuestion, on_path_edge, paths
from hanhtrinh.measures.sankey import sankey
from hanhtrinh.measures.variants import VariantQuestion, variants
from tests.lines import NAMES, arrays_of, plain_lines
from tests.oracles.paths_twin import paths as slow_paths
from tests.oracles.paths_twin import variants as slow_variants
from tests.worlds import SPLITS, in_parts, worlds

NODE = st.one_of(st.none(), st.sampled_from(NAMES))
QUESTIONS = st.builds(
    PathQuestion,
    nodes=st.just("events"),
    start=NODE,
    end=NODE,
    occurrence=st.sampled_from(["first", "last"]),
    backwards=st.sampled_from([None, True, False]),
    positions=st.booleans(),
    depth=st.integers(1, 8),
    top=st.sampled_from([1, 2, 3, None]),
    collapse=st.booleans(),
    times=st.booleans(),
)


@settings(max_examples=80, deadline=None)
@given(plain_lines(), QUESTIONS)
def test_paths_equal_their_slow_twin(lines, question):
    """Nodes, edges, what is left out and median times are the twin's, in any split."""
    nodes, edges, left_out, medians = slow_paths(lines, question)
    for parts in SPLITS:
        found = paths(arrays_of(lines), question, in_parts(parts))
        assert {(n.position, n.key): (n.people, n.paths, n.occurrences) for n in found.nodes} == nodes
        got = {(e.position, e.source, e.target): (e.people, e.paths, e.occurrences) for e in found.edges}
        assert got == edges
        assert found.left_out == left_out
        times = {
            (e.position, e.source, e.target): e.median_seconds for e in found.edges if e.median_seconds is not None
        }
        assert times == (medians if question.times else {})


@settings(max_examples=50, deadline=None)
@given(plain_lines(), QUESTIONS)
def test_what_comes_into_a_node_goes_out_of_it(lines, question):
    """At every node inflow = outflow = its occurrences; starts and ends are as many as paths."""
    found = paths(arrays_of(lines), question)
    step = 1 if question.positions else 0
    into, out = Counter(), Counter()
    for edge in found.edges:
        out[edge.position, edge.source] += edge.occurrences
        into[edge.position + step, edge.target] += edge.occurrences
    for node in found.nodes:
        place = node.position, node.key
        assert node.people <= node.paths <= node.occurrences
        if node.kind != "start":
            assert into[place] == node.occurrences
        if node.kind != "end":
            assert out[place] == node.occurrences
    for kind in ("start", "end"):
        assert sum(n.occurrences for n in found.nodes if n.kind == kind) == found.paths
    if question.positions:
        assert all(n.paths == n.occurrences for n in found.nodes)
    assert found.paths + sum(found.left_out.values()) == len(lines)


@settings(max_examples=40, deadline=None)
@given(plain_lines(), QUESTIONS, st.data())
def test_the_units_on_an_edge_are_those_it_counted(lines, question, data):
    """Each edge's lines, listed, are as many as it says, and so are their people."""
    arrays = arrays_of(lines)
    found = paths(arrays, question)
    if not found.edges:
        return
    edge = data.draw(st.sampled_from(found.edges))
    on = on_path_edge(arrays, question, edge.position, edge.source, edge.target, in_parts(2))
    assert int(on.sum()) == edge.paths
    assert len(np.unique(arrays.person[on])) == edge.people


@settings(max_examples=40, deadline=None)
@given(plain_lines(), QUESTIONS)
def test_a_sankey_conserves_widths_and_nothing_overlaps(lines, question):
    """Bands fill each node exactly on both sides; nodes of a column do not overlap; everything lies within 0…1."""
    found = paths(arrays_of(lines), question)
    if not question.positions:
        return
    picture = sankey(found)
    assert len(picture.nodes) == len(found.nodes)
    assert len(picture.bands) == len(found.edges)
    for i, node in enumerate(picture.nodes):
        into = sorted((b.target_y, b.width) for b in picture.bands if b.target == i)
        out = sorted((b.source_y, b.width) for b in picture.bands if b.source == i)
        for bands in (into, out):
            at = node.y
            for y, width in bands:
                assert y == pytest.approx(at)
                at += width
            assert not bands or at == pytest.approx(node.y + node.height)
        assert -1e-9 <= node.y <= node.y + node.height <= 1 + 1e-9
        assert 0 <= node.x <= 1
        assert node.height == pytest.approx(node.occurrences * picture.scale)
    for x in {node.x for node in picture.nodes}:
        column = sorted((n.y, n.height) for n in picture.nodes if n.x == x)
        assert all(y + height <= below + 1e-9 for (y, height), (below, _) in pairwise(column))


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_a_graph_of_steps_has_the_edges_of_the_map(world):
    """Without positions, with every step and with repeats kept, edges by pass are the map's, number for number."""
    reading = world.read(parts=2)
    question = PathQuestion(nodes="steps", positions=False, top=None, collapse=False)
    found = paths(path_lines(reading, question), question, reading.run)
    ours = {(e.source, e.target): (e.paths, e.occurrences) for e in found.edges}
    assert ours == {(e.source, e.target): (e.passes, e.times) for e in read_map(reading).edges}


@settings(max_examples=50, deadline=None)
@given(plain_lines(), st.booleans(), st.integers(1, 4))
def test_variants_equal_their_slow_twin(lines, collapse, top):
    """Every distinct sequence with its lines and people, the most frequent first, the rest counted, in any split."""
    expected = slow_variants(lines, collapse)
    ranked = sorted(expected.items(), key=lambda item: (-item[1][0], item[1][2]))
    for parts in SPLITS:
        question = VariantQuestion(nodes="events", collapse=collapse, top=top)
        found = variants(arrays_of(lines), question, in_parts(parts))
        assert [(v.nodes, v.paths, v.people) for v in found.top] == [
            (names, count, people) for names, (count, people, _) in ranked[:top]
        ]
        assert found.kinds == len(expected)
        assert found.other_kinds == max(0, len(expected) - top)
        assert found.paths == sum(count for count, _, _ in expected.values())
        assert found.other_paths == found.paths - sum(v.paths for v in found.top)
        for variant in found.top:
            assert sum(variant.endings.values()) == variant.paths
