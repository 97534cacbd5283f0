"""Pieces of a draft: what falls with what, where a new step goes, what is left when one goes."""

from hanhtrinh.app.draft_pieces.placing import beside_step, with_step, without_step
from hanhtrinh.app.draft_pieces.shapes import Piece, followers
from hanhtrinh.journey.model import Journey, Promise, Stage, Step, Touchpoint


def a_journey() -> Journey:
    """Return a journey of two stages: a, b and c."""
    look = Stage(key="look", name="Look", phase="before", steps=(Step(key="a"), Step(key="b", parallel="a")))
    buy = Stage(key="buy", name="Buy", phase="during", steps=(Step(key="c", promise=Promise(within="2d", after="a")),))
    return Journey(key="j", name="J", outcome="c", stages=(look, buy))


def keys(journey: Journey) -> list[list[str]]:
    """Return the keys of the steps, stage by stage."""
    return [[step.key for step in stage.steps] for stage in journey.stages]


def added(behind: tuple[str, ...], ahead: tuple[str, ...], *, ahead_first: bool = False) -> list[list[str]]:
    """Return where a new step x goes."""
    change = with_step(
        Step(key="x", touchpoint="x"), Touchpoint(name="X"), behind, ahead, None, ahead_first=ahead_first
    )
    return keys(change(a_journey()))


def test_what_leans_on_something_falls_with_it() -> None:
    """Down the whole chain, each with what it leans on; what is refused itself is not said to fall."""
    stage = Piece(id="stage:s", kind="stage", about="s", name="S")
    step = Piece(id="step:a", kind="step", about="a", name="A", needs=("stage:s",))
    mark = Piece(id="optional:a", kind="optional", about="a", name="A", needs=("step:a",))
    other = Piece(id="window", kind="window", about="", name="")
    pieces = (mark, step, stage, other)
    assert followers(pieces, frozenset({"stage:s"})) == {"step:a": "stage:s", "optional:a": "step:a"}
    assert followers(pieces, frozenset({"stage:s", "step:a"})) == {"optional:a": "step:a"}
    assert followers(pieces, frozenset()) == {}


def test_a_new_step_stands_where_the_data_say() -> None:
    """Behind the nearest step before it, else before the nearest after it, else at the end."""
    assert added(("gone", "a"), ("c",)) == [["a", "x", "b"], ["c"]]
    assert added((), ("gone", "c")) == [["a", "b"], ["x", "c"]]
    assert added(("b",), ("c",), ahead_first=True) == [["a", "b"], ["x", "c"]]
    assert added(("gone",), ()) == [["a", "b"], ["c", "x"]]


def test_nothing_refers_to_a_step_that_went() -> None:
    """Marks, promises and the aim that name it go too."""
    left = without_step("a")(a_journey())
    assert keys(left) == [["b"], ["c"]]
    assert left.steps[0].parallel is None
    assert left.steps[1].promise is None
    assert without_step("c")(a_journey()).outcome is None


def test_either_order_needs_the_other_step() -> None:
    """A mark that names a step which is not there is not set."""
    assert beside_step("c", "b")(a_journey()).steps[2].parallel == "b"
    assert beside_step("c", "gone")(a_journey()).steps[2].parallel is None


def test_a_mark_changes_with_what_is_proposed() -> None:
    """What was shown is told apart from anything else that has the same id."""
    rule = Piece(id="rule:a", kind="rule", about="a", name="A", rule={"event": "a"})
    other = Piece(id="rule:a", kind="rule", about="a", name="A", rule={"event": "b"})
    same = Piece(id="rule:a", kind="rule", about="a", name="A", rule={"event": "a"})
    assert rule.mark == same.mark != other.mark
