"""Weighted results counted by cell are those of every response by itself; with equal weights the plain ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.measures.statistics import kish_n, weighted_mean, weighted_nps, weighted_share
from hanhtrinh.voice.surveys.logic import way
from hanhtrinh.voice.surveys.model import Option, Page, Question, Survey
from hanhtrinh.voice.surveys.results import results_of
from hanhtrinh.voice.surveys.tally import joined, tally, tally_cells, ways_of
from hanhtrinh.voice.surveys.weighed import weighed_of
from hanhtrinh.voice.surveys.weighting import Variable, grouped
from tests.oracles.survey_results import One, columns
from tests.properties import test_survey_results as branching

THINGS = tuple(Option(key=key, text=key, score=float(place)) for place, key in enumerate("abc"))
KINDS = {"nps": {}, "csat": {}, "ces2": {}, "number": {}, "consent": {}, "choices": {"options": THINGS, "other": True},
         "ranking": {"options": THINGS}, "matrix": {"options": THINGS, "rows": THINGS}}  # fmt: skip
SURVEY = Survey(key="s", name="S", pages=(
    Page(key="p", questions=tuple(Question(key=kind, kind=kind, text="?", **more) for kind, more in KINDS.items())),
))  # fmt: skip
KEYS = st.sampled_from("abc")
ANSWERS = st.fixed_dictionaries({}, optional={
    "nps": st.integers(0, 10).map(float), "csat": st.integers(1, 5).map(float), "ces2": st.integers(1, 7).map(float),
    "number": st.integers(-9, 9).map(float), "consent": st.booleans(), "ranking": st.permutations("abc"),
    "choices": st.lists(st.sampled_from(["a", "b", "other:x", "other:y"]), min_size=1, unique=True),
    "matrix": st.dictionaries(KEYS, KEYS, min_size=1),
})  # fmt: skip
ROWS = st.lists(st.tuples(ANSWERS, st.sampled_from([0.25, 1.0, 2.5])), min_size=5, max_size=30)


def counted(rows):
    """Return the weighted figures of responses with weights, and the plain ones."""
    weights = sorted({weight for _, weight in rows})
    given = columns([One(1, answers, str(weight), str(i)) for i, (answers, weight) in enumerate(rows)])
    places = [(weights.index(weight),) for _, weight in rows]
    cells, _ = tally_cells({1: SURVEY}, given, places, ways_of({1: SURVEY}, given))
    used = {cell: weights[cell[0]] for cell in cells}
    assert joined(cells.values()) == tally({1: SURVEY}, given)
    plain = {(one.question.key, 1): one for one in results_of({1: SURVEY}, joined(cells.values()))}
    return weighed_of({1: SURVEY}, cells, used), plain


@settings(max_examples=60)
@given(ROWS)
def test_cells_say_what_responses_say(rows):
    """However they are grouped, every response counts as much as its weight."""
    weighed, _ = counted(rows)

    def of(key):
        mine = [(answers[key], weight) for answers, weight in rows if key in answers]
        return [value for value, _ in mine], np.array([weight for _, weight in mine])

    for key in KINDS:
        values, weights = of(key)
        one = weighed[key, 1]
        assert one.n == len(values)
        assert one.effective == pytest.approx(kish_n(weights))
        if one.few:
            assert (one.score, one.shares, one.rows) == (None, {}, {})
            continue
        score = np.array(values, float) if key in ("nps", "csat", "ces2", "number") else None
        if key == "nps":
            assert flat(one.score[1:]) == pytest.approx(flat(weighted_nps(score, weights)))
            assert flat(one.shares["9"]) == pytest.approx(flat(weighted_share(score == 9, weights)))
        elif key == "csat":
            assert flat(one.score[1:]) == pytest.approx(flat(weighted_share(score >= 4, weights)))
        elif key in ("ces2", "number"):
            low, high = (1, 7) if key == "ces2" else (-np.inf, np.inf)
            assert flat(one.score[1:]) == pytest.approx(flat(weighted_mean(score, weights, None, low, high)))
        elif key == "consent":
            assert flat(one.shares["yes"]) == pytest.approx(flat(weighted_share(np.array(values), weights)))
        elif key == "choices":
            other = np.array([any(part.startswith("other:") for part in value) for value in values])
            assert flat(one.shares["other"]) == pytest.approx(flat(weighted_share(other, weights)))
        elif key == "ranking":
            place = np.array([value.index("b") + 1 for value in values], float)
            assert one.rows["b"].score.value == pytest.approx(weighted_mean(place, weights)[0])
            assert one.shares["b"].share == pytest.approx(weighted_share(place == 1, weights)[0])
        else:
            row = [("abc".index(value["a"]), w) for value, w in zip(values, weights, strict=True) if "a" in value]
            if len(row) >= 5:
                mean = np.average([v for v, _ in row], weights=[w for _, w in row])
                assert one.rows["a"].score.value == pytest.approx(mean)


def flat(found):
    """Return a value and its interval as numbers."""
    value, interval = found
    return (value,) if interval is None else (value, interval.low, interval.high)


@settings(max_examples=40)
@given(st.lists(ANSWERS, min_size=5, max_size=30), st.floats(0.1, 9))
def test_equal_weights_are_none(answers, weight):
    """Where everybody has one weight, every figure is the plain one, with its interval."""
    weighed, plain = counted([(one, weight) for one in answers])
    for key, one in weighed.items():
        other = plain[key]
        assert (one.n, one.effective) == (other.n, pytest.approx(other.n))
        if one.few:
            continue
        same(one, other)
        for row in other.rows:
            if not row.few:
                same(one.rows[row.row.key], row)


def same(one, other):
    """Compare a weighted result with a plain one."""
    assert (one.score is None) == (other.score is None)
    if one.score is not None:
        assert flat(one.score[1:]) == pytest.approx(flat(other.score[1:]), abs=1e-9)
    for share in other.shares:
        assert flat(one.shares[share.key]) == pytest.approx(flat((share.share, share.interval)), abs=1e-9)


BOUGHT = Question(key="bought", kind="choice", text="?", options=THINGS, other=True, show=branching.UNHAPPY)
ASKED = Survey(key="s", name="S", pages=(*branching.OLD.pages, Page(key="last", questions=(BOUGHT,))))
VERSIONS = {1: ASKED, 2: branching.NEW}
BRANCHING = st.tuples(branching.ANSWERS, st.sampled_from(["", "a", "c", "other:x"]))
MANY = st.lists(
    st.tuples(st.integers(1, 3), BRANCHING, st.integers(0, 3), st.sampled_from(["link", "email"])), max_size=30
)


@settings(max_examples=60)
@given(MANY, st.sets(st.integers(0, 29)))
def test_groups_and_cells_are_those_of_each_response_by_itself(rows, known) -> None:
    """By a trait, an option chosen on the way and the channel; who answered nothing that counts is in no cell."""
    every = [
        One(version, answers | ({"bought": bought} if bought else {}), f"p{i}", f"{i:04}", at, channel)
        for i, (version, (answers, bought), at, channel) in enumerate(rows)
    ]
    names = ["Bắc" if i in known else None for i in range(len(every))]
    given = columns(every)
    ways = ways_of(VERSIONS, given)
    variables = [Variable("trait", "region"), Variable("answer", "bought"), Variable("channel")]
    groups = grouped(variables, VERSIONS, lambda asked, given: dict.fromkeys(asked, names), given, ways)
    counted = [way(VERSIONS[one.version], one.answers).counted if one.version in VERSIONS else {} for one in every]
    for i, (one, answers) in enumerate(zip(every, counted, strict=True)):
        bought = str(answers.get("bought", "")).partition(":")[0]
        assert groups[i] == (names[i] or "", bought, one.channel)
    codes = sorted(set(groups))
    cells, sizes = tally_cells(VERSIONS, given, [(codes.index(one),) for one in groups], ways)
    for code, group in enumerate(codes):
        mine = [i for i, one in enumerate(groups) if one == group and counted[i]]
        assert sizes[code,] == len(mine)
        assert cells.get((code,), {}) == tally(VERSIONS, columns([every[i] for i in mine]))
    assert joined(cells.values()) == tally(VERSIONS, given)
