"""Results counted in parts are those counted answer by answer."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.voice.surveys.model import Jump, Option, Page, Question, Survey, When
from hanhtrinh.voice.surveys.model import Test as Asked
from hanhtrinh.voice.surveys.results import results_of
from hanhtrinh.voice.surveys.tally import joined, tally
from tests.oracles.survey_results import One, columns, slow_results

THINGS = tuple(Option(key=key, text=key, score=float(place)) for place, key in enumerate("abc"))
UNHAPPY = When(all=(Asked(of="nps", op="at_most", values=(6.0,)),))
GOOD_ROW = When(any=(Asked(of="grid/a", op="is", values=("c",)), Asked(of="which", op="any_of", values=("other",))))


def q(kind, **given):
    """Return a question whose key is its kind."""
    return Question(**{"key": kind, "kind": kind, "text": "?"} | given)


FIRST = Page(key="one", questions=(q("nps"), q("matrix", key="grid", rows=THINGS, options=THINGS)),
             jumps=(Jump(when=GOOD_ROW, to="end"),))  # fmt: skip
SECOND = Page(key="two", questions=(
    q("long", about="nps", show=UNHAPPY), q("choices", key="which", options=THINGS, other=True),
    q("ranking", options=THINGS), q("number"),
))  # fmt: skip
OLD = Survey(key="s", name="S", pages=(FIRST, SECOND))
NEW = Survey(key="s", name="S", pages=(SECOND, FIRST))
VERSIONS = {1: OLD, 2: NEW}
KEYS = st.sampled_from(["a", "b", "c"])
ANSWERS = st.fixed_dictionaries({}, optional={
    "nps": st.integers(0, 10).map(float), "grid": st.dictionaries(KEYS, KEYS, min_size=1),
    "long": st.sampled_from(["chậm", "tốt"]), "ranking": st.permutations(["a", "b", "c"]),
    "which": st.lists(st.sampled_from(["a", "b", "other:x", "other:y"]), min_size=1, unique=True),
    "number": st.integers(-9, 9).map(float),
})  # fmt: skip
RESPONSES = st.lists(st.tuples(st.integers(1, 3), ANSWERS, st.integers(0, 3)), max_size=30)


@settings(max_examples=60)
@given(RESPONSES, st.integers(1, 7))
def test_parts_say_what_the_whole_says(rows, size) -> None:
    """In whatever parts responses are counted: as many answered, the same counts, the same newest words."""
    every = [One(version, answers, "", f"{i:04}", at) for i, (version, answers, at) in enumerate(rows)]
    parts = [tally(VERSIONS, columns(every[lo : lo + size])) for lo in range(0, len(every), size)]
    whole, expected = joined(parts), slow_results(VERSIONS, every)
    assert {place: count.n for place, count in whole.items()} == {place: n for place, (n, _) in expected.items()}
    for number, survey in VERSIONS.items():
        for result in results_of({number: survey}, whole):
            n, said = expected.get((number, result.question.key), (0, None))
            assert result.n == n
            if said is not None:
                assert shown(result) == said


def shown(result):
    """Return of a result what the slow way tells."""
    shares = {share.key: share.n for share in result.shares if share.n}
    match result.question.kind:
        case "nps":
            return {float(key): n for key, n in shares.items()}
        case "number":
            return result.score.value, result.middle, *result.ends
        case "ranking":
            return shares, {row.row.key: row.score.value for row in result.rows if row.score}
        case "matrix":
            return {(row.row.key, one.key): one.n for row in result.rows for one in row.shares if one.n}
        case "long":
            return [(words.text, words.score, words.response) for words in result.words]
    return shares
