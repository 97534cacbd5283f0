"""Lines of paths for tests: random ones, and those of plain lists of names."""

import numpy as np
from hypothesis import strategies as st

from hanhtrinh.measures.path_lines import COMPLETED, END, LEFT, OPEN, SPECIALS, Lines, listed
from tests.oracles.paths_twin import Line

NAMES = ("a", "b", "c", "d", "e")
_ENDINGS = (COMPLETED, LEFT, OPEN, END)


@st.composite
def plain_lines(draw, most=12):
    """Lines over five names, some events without one, up to three lines a person."""
    result = []
    for person in range(draw(st.integers(0, 5))):
        for _ in range(draw(st.integers(1, 3))):
            names = draw(st.lists(st.sampled_from([None, *NAMES]), max_size=most))
            moments = sorted(draw(st.lists(st.integers(0, 60), min_size=len(names), max_size=len(names))))
            nodes = tuple(zip(names, (m * 1_000_000 for m in moments), strict=True))
            result.append(Line(f"p{person}", nodes, SPECIALS[draw(st.sampled_from(_ENDINGS))]))
    return result


def arrays_of(lines, names=NAMES, dtype=np.uint8):
    """Return plain lines as the kernels take them."""
    people = sorted({line.person for line in lines})
    code = {name: i + 1 for i, name in enumerate(names)} | {None: 0}
    flat = [node for line in lines for node in line.nodes]
    return Lines(
        offsets=np.cumsum([0, *(len(line.nodes) for line in lines)], dtype=np.int64),
        person=np.array([people.index(line.person) for line in lines], np.int64),
        code=np.array([code[name] for name, _ in flat], dtype),
        time=np.array([moment for _, moment in flat], np.int64),
        ending=np.array([SPECIALS.index(line.ending) for line in lines], np.uint8),
        size=len(names),
        name_of=listed(list(names)),
        keep=np.ones(len(lines), np.bool_),
    )


def lines_of_names(sequences):
    """Return one line per person from lists of names, one second apart."""
    names = sorted({name for line in sequences.values() for name in line})
    plain = [
        Line(person, tuple((name, i * 1_000_000) for i, name in enumerate(sequences[person])), "(end)")
        for person in sorted(sequences)
    ]
    return arrays_of(plain, names, np.uint16)
