"""Two journeys made from one: what fits goes together, what does not is told with both sayings."""

import pytest

from hanhtrinh.app.versions.merging import merged
from hanhtrinh.app.versions.merging_files import Apart, merged_files
from hanhtrinh.app.versions.merging_text import merged_lines
from hanhtrinh.journey.codec import read_journey
from tests.web.living import SHOP


def both(mine, theirs):
    """Return what came of two texts made from the shop."""
    return merged(*(read_journey(text, "shop.yaml") for text in (SHOP, mine, theirs)))


def test_edits_of_different_things_go_together() -> None:
    """One renames the shop, the other a step's activity."""
    got = both(SHOP.replace("Mua ở tiệm", "Mua ở quán"), SHOP.replace("Ghé xem hàng", "Vào xem"))
    assert got.conflicts == ()
    assert got.journey.name.vi == "Mua ở quán"
    assert got.journey.steps[0].activity.vi == "Vào xem"


def test_words_of_one_text_go_together() -> None:
    """Both change the same sentence at different ends."""
    got = both(SHOP.replace("Has a look around", "Has a long look around"), SHOP.replace("look around", "look about"))
    assert got.conflicts == ()
    assert got.journey.steps[0].activity.en == "Has a long look about"


def test_the_same_words_are_a_conflict_with_both_sayings() -> None:
    """Theirs stays; nothing of mine is lost, for it is told."""
    got = both(SHOP.replace("Tò mò", "Háo hức"), SHOP.replace("Tò mò", "Chán"))
    assert [(c.mine.new, [t.new for t in c.theirs]) for c in got.conflicts] == [("Háo hức", ["Chán"])]
    assert got.journey.steps[0].feeling.words.vi == "Chán"


def test_taking_out_what_they_worked_on_is_a_conflict() -> None:
    """Their words would be gone in silence."""
    start = SHOP.index("      - key: cart")
    mine = SHOP[:start] + SHOP[SHOP.index("      - key: pay") :]
    got = both(mine, SHOP.replace("feeling: {score: 0.5}", "feeling: {score: 0.5}\n        activity: {vi: Bỏ vào giỏ}"))
    assert len(got.conflicts) == 1
    assert "cart" in got.journey.step_index


def test_working_on_what_they_took_out_is_a_conflict() -> None:
    """It is not brought back in silence either."""
    start = SHOP.index("      - key: cart")
    theirs = SHOP[:start] + SHOP[SHOP.index("      - key: pay") :]
    got = both(SHOP.replace("feeling: {score: 0.5}", "feeling: {score: 2}"), theirs)
    assert len(got.conflicts) == 1
    assert "cart" not in got.journey.step_index


def test_what_both_did_alike_is_done_once() -> None:
    """Nobody is asked."""
    same = SHOP.replace("pains: [{", "pains: [{text: Đắt}, {")
    got = both(same, same.replace("Tò mò", "Vui"))
    assert got.conflicts == ()
    assert len(got.journey.steps[0].pains) == 2


def test_lines_keep_the_comments_of_both() -> None:
    """Where whole lines do not touch, the text itself is merged."""
    mine = SHOP.replace("# what people told us in March", "# what people told us in April")
    theirs = SHOP.replace("# Our shop.", "# Our lovely shop.").replace("owner: Minh", "owner: Lan")
    text = merged_files(SHOP, mine, theirs, "shop.yaml", lambda stem: None, "vi")
    assert "in April" in text
    assert "lovely shop" in text
    assert "owner: Lan" in text


def test_lines_that_touch_are_not_guessed_at() -> None:
    """The merge by lines gives up; the one by edits may still know."""
    assert merged_lines("a\nb\n", "A\nb\n", "a\nB\n") is None
    mine, theirs = SHOP.replace("owner: Minh", "owner: Lan"), SHOP.replace("outcome: pay", "outcome: cart")
    text = merged_files(SHOP, mine, theirs, "shop.yaml", lambda stem: None, "vi")
    got = read_journey(text, "shop.yaml")
    assert (got.owner, got.outcome) == ("Lan", "cart")


def test_without_a_base_nothing_is_merged() -> None:
    """Nobody can tell who changed what."""
    for base, mine in ((None, SHOP), (SHOP, "not: [a journey")):
        with pytest.raises(Apart) as met:
            merged_files(base, mine, SHOP.replace("Minh", "Lan"), "shop.yaml", lambda stem: None, "vi")
        assert met.value.about == ()
