"""A model learns a workspace's own words from its scored answers, and is used only where it helps."""

import numpy as np
import pytest

from hanhtrinh.voice.text import learning
from hanhtrinh.voice.text.features import WIDTH, Features
from hanhtrinh.voice.text.feeling import Feeling
from hanhtrinh.voice.text.learned import Model, decode, encode
from hanhtrinh.voice.text.learning import CORRECTED, Learned, Pair, class_of, learn, scored
from hanhtrinh.voice.text.logistic import Problem, chances, fit, scores
from hanhtrinh.voice.text.marks import strip_marks

THINGS = ["trà đào", "bánh mì", "cà phê", "nước ép", "sữa chua", "bánh flan", "trà sữa", "kem dừa", "xôi gà", "phở bò"]
ENDS = ["hôm qua", "sáng nay", "ở quầy", "mang về", "lần hai", "cuối tuần"]


def answers() -> list[Pair]:
    """Return answers whose feeling stands in two words no list knows: `bốc lửa` is good here, `xịt keo` is bad."""
    good = [Pair(f"{thing} {end} bốc lửa", 2.0) for thing in THINGS for end in ENDS]
    bad = [Pair(f"{thing} {end} xịt keo", -2.0) for thing in THINGS for end in ENDS]
    return good + bad


@pytest.fixture(scope="module")
def taught() -> Learned:
    """What the answers teach."""
    return learn(answers())


def test_a_word_of_the_trade_is_learned(taught: Learned) -> None:
    """What the shipped words cannot know is known afterwards, with marks and without, in texts not seen before."""
    texts = ["nem rán bốc lửa", "nem rán xịt keo"]
    assert taught.reason == "better"
    before, after = Feeling(), Feeling(taught.model)
    assert not (before.of(texts).feeling > 0).any()
    for said in (texts, [strip_marks(text) for text in texts]):
        good, bad = after.of(said).feeling
        assert good > 0 > bad


def test_held_out_figures_are_of_unseen_answers(taught: Learned) -> None:
    """The figures count every answer once and set the model beside the shipped words."""
    assert taught.held_out is not None
    assert (taught.held_out.pairs, taught.held_out.folds) == (120, 5)
    assert taught.held_out.accuracy > 0.95 > taught.held_out.shipped_accuracy
    assert taught.held_out.bare_accuracy > 0.95
    assert taught.counts == (60, 0, 60)


def test_the_same_answers_make_the_same_model(taught: Learned) -> None:
    """Neither order nor process changes a bit of the model."""
    again = learn(answers()[::-1])
    assert again == taught


def test_a_model_survives_being_kept(taught: Learned) -> None:
    """Bytes give back the model; damaged or foreign ones are refused with a reason."""
    assert taught.model is not None
    data = encode(taught.model)
    assert decode(data) == taught.model
    with pytest.raises(ValueError, match="cannot be read"):
        decode(data[:-7])
    odd = Model("x", 1, (0, 2), b"\x00\x00\x00\x00", b"\x00")
    with pytest.raises(ValueError, match="does not fit"):
        decode(encode(odd))
    far = Model("x", 1, (0, 2), np.array([WIDTH], "<i4").tobytes(), bytes(8))
    with pytest.raises(ValueError, match="does not fit"):
        decode(encode(far))


def test_a_model_has_a_version_of_its_own(taught: Learned) -> None:
    """What is kept of texts is read anew when a model is taught."""
    assert Feeling(taught.model).version != Feeling().version


def test_too_little_is_refused() -> None:
    """With a handful of answers, or with one side missing, there is no model, and the reason is told."""
    assert learn(answers()[:10]).reason == "too_few"
    assert learn([]).reason == "too_few"
    one_sided = learn([Pair(f"{thing} {end}", 2.0) for thing in THINGS for end in ENDS] + [Pair("chán", -2.0)])
    assert one_sided.reason == "one_sided"
    assert one_sided.model is None


def test_a_model_that_helps_nothing_is_not_used() -> None:
    """Scores that have nothing to do with the words teach nothing, and the shipped words stay."""
    pairs = [Pair(f"{thing} {end} {'rất ngon' if i % 2 else 'dở tệ'}", 2.0 if i % 2 else -2.0)
             for i, (thing, end) in enumerate((thing, end) for thing in THINGS for end in ENDS)]  # fmt: skip
    shipped_is_right = learn(pairs + [Pair(pair.text + " nhé", pair.feeling) for pair in pairs])
    assert shipped_is_right.reason == "not_better"
    assert shipped_is_right.model is None
    assert shipped_is_right.held_out is not None


def test_repeated_answers_count_as_one_text() -> None:
    """A hundred times `ok` is one thing said often, not a hundred things to learn from."""
    assert learn([Pair("ok", 2.0)] * 500 + [Pair("tệ", -2.0)] * 500).reason == "too_few"


def test_a_correction_outweighs_an_answer() -> None:
    """A colleague's word counts as three, so that it wins against the score it corrects."""
    wrong = [Pair(f"món này bốc lửa {i}", -2.0) for i in range(4)]
    right = [Pair(f"món này bốc lửa {i}", 2.0, CORRECTED) for i in range(4)]
    learned = learn(answers() + wrong + right)
    assert Feeling(learned.model).of(["món này bốc lửa 1"]).feeling[0] > 0


def test_classes_of_stated_feelings() -> None:
    """Half a point from the middle is a side."""
    assert [class_of(feeling) for feeling in (-2, -0.5, -0.4, 0, 0.4, 0.5, 2)] == [0, 0, 1, 1, 1, 2, 2]


def test_scores_are_counted_by_hand() -> None:
    """Accuracy and macro-F1 on a case worked out on paper: F1 of 0.8 and 2/3."""
    accuracy, macro = scored(np.array([0, 0, 2, 2]), np.array([0, 0, 0, 2]))
    assert accuracy == 0.75
    assert macro == pytest.approx((0.8 + 2 / 3) / 2)


def test_the_minimum_is_found() -> None:
    """At the weights returned, the slope of the loss is flat in every direction (checked by differences)."""
    rng = np.random.default_rng(3)
    rows, columns = np.divmod(np.arange(200), 5)
    features = Features(rows, columns, rng.normal(size=200), 40)
    shares = np.full(40, 1 / 40)
    problem = Problem(features, rng.integers(0, 3, 40), shares, rng.normal(size=(5, 3)), np.full(5, 0.1))

    def loss(table: np.ndarray) -> float:
        given = chances(scores(features, table))[np.arange(40), problem.classes]
        return float(-(shares @ np.log(given)) + 0.5 * (0.1 * (table - problem.start) ** 2).sum())

    table = fit(problem, steps=200, small=1e-9)
    for place in np.ndindex(table.shape):
        moved = table.copy()
        moved[place] += 1e-3
        assert loss(moved) > loss(table)
        moved[place] -= 2e-3
        assert loss(moved) > loss(table)


def test_one_thing_said_in_many_spellings_is_learned_by_nobody() -> None:
    """Where nothing else was said there is nothing to hold out: no model, and a reason."""
    spelled = ["".join(c.upper() if i >> k & 1 else c for k, c in enumerate("tamduoc")) for i in range(128)]
    learned = learn([Pair(text, 2.0 if i % 2 else -2.0) for i, text in enumerate(spelled)])
    assert (learned.model, learned.reason, learned.held_out) == (None, "not_better", None)


def test_of_long_texts_the_beginning_is_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transcripts teach what they begin with, and of very many letters those that are picked: memory is bounded."""
    monkeypatch.setattr(learning, "LONGEST", 400)
    plain = answers()
    long = [pair._replace(text=(pair.text + " và " * 200)[:400] + " tệ" * 5_000) for pair in plain]
    short = [pair._replace(text=pair.text[:400]) for pair in long]
    assert learn(long).model == learn(short).model
    monkeypatch.setattr(learning, "MOST_LETTERS", 400 * 70)
    assert sum(learn(long).counts) == 70
