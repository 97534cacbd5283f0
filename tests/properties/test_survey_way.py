"""Whatever a survey and its answers are, the way through it ends, forward only, as a slow twin says."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hanhtrinh.voice.surveys.edits import Edit, apply
from hanhtrinh.voice.surveys.logic import next_page, page_before, way
from hanhtrinh.voice.surveys.model import Jump, Page, Question, Survey, When
from hanhtrinh.voice.surveys.model import Test as Asked
from tests.oracles.survey_way import slow_way

PAGES, QUESTIONS = 4, 7
_of = st.integers(0, QUESTIONS).map(lambda n: f"q{n}")
_test = st.one_of(
    st.builds(lambda of: Asked(of=of, op="answered"), _of),
    st.builds(
        lambda of, op, n: Asked(of=of, op=op, values=(float(n),)),
        _of,
        st.sampled_from(("at_least", "is")),
        st.integers(0, 3),
    ),
)
_when = st.builds(
    lambda every, some: When(all=tuple(every), any=tuple(some)),
    st.lists(_test, max_size=2),
    st.lists(_test, max_size=2),
)
_to = st.sampled_from([*(f"p{n}" for n in range(PAGES + 1)), "end"])
_jumps = st.lists(st.builds(lambda when, to: Jump(when=when, to=to), _when, _to), max_size=2)


@st.composite
def surveys(draw):
    """Surveys with any conditions and jumps, also forbidden ones: back, to nowhere, on later questions."""
    shows = [draw(st.none() | _when) for _ in range(QUESTIONS)]
    homes = sorted(draw(st.lists(st.integers(0, PAGES - 1), min_size=QUESTIONS, max_size=QUESTIONS)))
    asked = [
        Question(key=f"q{n}", kind="number", text="?", show=show, required=draw(st.booleans()))
        for n, show in enumerate(shows)
    ]
    pages = tuple(
        Page(key=f"p{p}", questions=tuple(one for one, home in zip(asked, homes, strict=True) if home == p),
             jumps=tuple(draw(_jumps)))
        for p in range(PAGES)
    )  # fmt: skip
    return Survey(key="s", name="S", pages=pages)


_answers = st.dictionaries(st.integers(0, QUESTIONS - 1).map(lambda n: f"q{n}"), st.integers(0, 3).map(float))


@given(surveys(), _answers)
def test_the_way_is_that_of_the_slow_twin(survey, answers):
    """Pages and counted answers are those of the twin; what does not count is aside, and nothing is lost."""
    found = way(survey, answers)
    assert (list(found.pages), found.counted) == slow_way(survey, answers)
    assert found.counted | found.aside == answers
    assert not found.counted.keys() & found.aside.keys()


@given(surveys(), _answers)
def test_page_after_page_it_ends(survey, answers):
    """Going on from page to page meets the pages of the way in order and ends; going back meets them in reverse."""
    met, page = [], next_page(survey, "", answers)
    while page is not None:
        met.append(page)
        assert len(met) <= PAGES
        page = next_page(survey, page, answers)
    assert tuple(met) == way(survey, answers).pages
    for before, after in pairwise(met):
        assert page_before(survey, after, answers) == before


@given(surveys(), st.lists(st.tuples(st.integers(0, QUESTIONS - 1), st.integers(0, PAGES - 1)), max_size=4))
def test_edits_taken_back_leave_nothing(survey, moves):
    """Any row of moves and removals, taken back, leaves the survey as it was."""
    now, undo = survey, []
    for n, p in moves:
        home = next((page.key for page in now.pages for one in page.questions if one.key == f"q{n}"), None)
        if home is None:
            continue
        place = ("pages", home, "questions", f"q{n}")
        edit = (
            Edit(op="drop", place=place) if p == 0 else Edit(op="move", place=place, to=("pages", f"p{p}", "questions"))
        )
        now, inverse = apply(now, (edit,))
        undo.append(inverse)
    for inverse in reversed(undo):
        now, _ = apply(now, inverse)
    assert now == survey
