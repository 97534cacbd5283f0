"""Commands: each becomes one edit of the journey as it is now, merged with what others wrote, done once, taken back."""

import pytest

from hanhtrinh.app.maps.cells import Entry
from hanhtrinh.app.maps.commands.shapes import (
    Add,
    AddStage,
    AddStep,
    Duplicate,
    MoveLane,
    MoveStage,
    MoveStep,
    Remove,
    Several,
    TakeBack,
)
from hanhtrinh.app.maps.written import history
from hanhtrinh.journey.lanes import lane_order
from tests.editing import LAN, MINH, SPACE, Shop, entries, state, write


@pytest.fixture
def shop(tmp_path):
    """A shop to work on."""
    made = Shop(tmp_path / "home")
    yield made
    made.database.close()


def only(done):
    """Return the only answer."""
    (answer,) = done.answers
    return answer


@pytest.mark.parametrize(
    ("place", "was", "given"),
    [
        ("journey/name", "Tiệm", "Tiệm Lan"),
        ("journey/scenario", "", "Khách ghé tiệm."),
        ("journey/reviewer", "", "lan@example.com"),
        ("journey/reviewed", "", "2026-11-22"),
        ("stages/look/goal", "", "Biết tới tiệm"),
        ("stages/look/plan/web", "", Entry(text="Quảng cáo", level="0.3")),
        ("steps/visit/name", "", "Ghé thăm"),
        ("steps/visit/activity", "Ghé xem hàng", "Lướt xem hàng"),
        ("steps/visit/thoughts", (), ("Đẹp đấy", "Đắt không?")),
        ("steps/cart/feeling", "Phân vân", "Yên tâm"),
        ("steps/cart/score", Entry(level="0.5"), Entry(level="-1.5")),
        ("steps/visit/backstage", "", "Máy chủ"),
        ("steps/visit/owner", "", "Minh"),
        ("steps/cart/moment_of_truth", Entry(), Entry(level="1")),
        ("steps/cart/optional", Entry(), Entry(level="1")),
        ("steps/cart/parallel", "", "visit"),
        ("steps/cart/touchpoint", "", "site"),
        ("steps/cart/icon", "", "shopping-cart"),
        ("steps/cart/reviewed", "", "2026-11-22"),
        ("steps/cart/questions", (), (Entry(text="Khi nào?", level="when"), Entry(text="Vì sao?", level="note"))),
        ("steps/cart/opportunities", (), (Entry(text="Nhanh hơn", value="5", effort="2"),)),
        ("steps/cart/pictures", (), (Entry(text="Quầy", file="a1.webp"),)),
        ("personas/lan/quote", "", "Nhanh thôi"),
        ("touchpoints/site/icon", "", "globe"),
        ("channels/web/name", "Website", "Trang web"),
        ("lanes/pains/name", "", "Khó chịu"),
        ("lanes/pains/hidden", Entry(), Entry(level="1")),
    ],
)
def test_everything_can_be_written_and_taken_back(shop, place, was, given) -> None:
    """The cell says it afterwards, the file stays readable with its comments, and one step back it is as before."""
    before = shop.journey
    done = shop.do(LAN, write(place, was, given))
    assert only(done).state == "done", only(done)
    lines = given if isinstance(given, tuple) else (given,)
    shown = [{"text": e.text, "level": e.level} for e in entries(*lines)]
    assert [{name: cell[name] for name in ("text", "level")} for cell in state(shop)["cells"][place]] == shown
    assert "# Our shop. This line was written by hand and stays." in shop.text
    assert only(shop.take_back(LAN, only(done).id)).state == "done"
    assert shop.journey == before


def test_the_other_language_severity_and_solutions_stay(shop) -> None:
    """Writing in one language leaves the other; a line that moves keeps what it does not show."""
    shop.do(
        LAN, write("steps/visit/pains", pains(shop), (Entry(text="Chữ nhỏ", level="2"), Entry(text="Chậm", level="1")))
    )
    small, slow = shop.journey.steps[0].pains
    assert (small.text.en, small.severity) == ("Small print", 2)
    assert (slow.text, slow.severity) == ("Chậm", 1)


def pains(shop):
    """Return the pains of the first step as a page has them."""
    return tuple(Entry(**cell) for cell in state(shop)["cells"]["steps/visit/pains"])


def test_two_write_different_words_of_one_text(shop) -> None:
    """Both stay, and the second is told who has written there."""
    base = shop.version
    shop.do(LAN, write("steps/visit/activity", "Ghé xem hàng", "Ghé xem nhiều hàng"))
    done = shop.send(MINH, shop.sent(write("steps/visit/activity", "Ghé xem hàng", "Ghé xem hàng mới"), base))
    assert shop.journey.steps[0].activity.vi == "Ghé xem nhiều hàng mới"
    assert (only(done).state, only(done).by) == ("merged", "Lan")
    assert "Lan" in only(done).said


def test_two_write_the_same_words(shop) -> None:
    """Both versions are kept, theirs first, and the second is told."""
    base = shop.version
    shop.do(LAN, write("steps/cart/backstage", "", "Của Lan"))
    done = shop.send(MINH, shop.sent(write("steps/cart/backstage", "", "Của Minh"), base))
    assert shop.journey.steps[1].backstage == "Của Lan\nCủa Minh"
    assert (only(done).state, only(done).by) == ("both_kept", "Lan")


def test_two_choose(shop) -> None:
    """The later choice stands; its answer says what the other was."""
    base = shop.version
    shop.do(LAN, write("steps/cart/touchpoint", "", "site"))
    done = shop.send(MINH, shop.sent(write("steps/cart/touchpoint", "", "till"), base))
    assert shop.journey.steps[1].touchpoint == "till"
    assert only(done).state == "both_kept"
    assert "site" in only(done).said


def test_words_and_score_never_conflict(shop) -> None:
    """Two people change the two halves of a feeling."""
    base = shop.version
    shop.do(LAN, write("steps/cart/feeling", "Phân vân", "Yên tâm"))
    done = shop.send(MINH, shop.sent(write("steps/cart/score", Entry(level="0.5"), Entry(level="1")), base))
    assert only(done).state == "done"
    assert (shop.journey.steps[1].feeling.words, shop.journey.steps[1].feeling.score) == ("Yên tâm", 1.0)


def test_a_file_changed_by_hand_is_somebody_elses_change(shop) -> None:
    """It is merged like a colleague's."""
    base = shop.version
    shop.path.write_text(shop.text.replace("Ghé xem hàng", "Ghé ngay xem hàng"), encoding="utf-8")
    done = shop.send(MINH, shop.sent(write("steps/visit/activity", "Ghé xem hàng", "Ghé xem hàng mới"), base))
    assert shop.journey.steps[0].activity.vi == "Ghé ngay xem hàng mới"
    assert (only(done).state, only(done).by) == ("merged", "")
    assert "file" in only(done).said


def test_steps_and_stages_are_arranged(shop) -> None:
    """Added, moved, copied, taken out; with whatever refers to them."""
    shop.do(
        LAN,
        AddStep(key="ask", stage="look", after="visit", name="Hỏi"),
        AddStage(key="use", after="buy", phase="after", name="Dùng", step="open", step_name="Mở hộp"),
        MoveStep(key="ask", stage="buy", after=None),
        MoveStage(key="use", after=None),
        Duplicate(thing="steps", key="visit", new="visit-2"),
        Duplicate(thing="stages", key="buy", new="buy-2", steps=("ask-2", "cart-2", "pay-2")),
        Remove(thing="steps", key="pay"),
    )
    journey = shop.journey
    assert [stage.key for stage in journey.stages] == ["use", "look", "buy", "buy-2"]
    assert [step.key for step in journey.steps] == [
        "open",
        "visit",
        "visit-2",
        "ask",
        "cart",
        "ask-2",
        "cart-2",
        "pay-2",
    ]
    assert journey.outcome is None
    assert journey.steps[2].activity == journey.steps[1].activity


def test_lanes_are_added_moved_renamed_hidden_and_removed(shop) -> None:
    """A lane of the team's own stands where it was put, is written in, and goes with its notes."""
    shop.do(LAN, Add(thing="lanes", key="systems", name="Hệ thống", after="pains"))
    shop.do(LAN, write("steps/cart/notes/systems", "", "Kho"))
    order = [lane["key"] for lane in state(shop)["lanes"]]
    assert order[order.index("pains") + 1] == "systems"
    usual = [key for key in order if key != "systems"]
    shop.do(LAN, MoveLane(key="owner", after=None))
    order = [lane["key"] for lane in state(shop)["lanes"]]
    assert order[0] == "owner"
    assert [key for key in order if key not in ("owner", "systems")] == [key for key in usual if key != "owner"]
    shop.do(LAN, write("lanes/systems/name", "Hệ thống", "Máy móc"))
    assert {lane["key"]: lane["name"] for lane in state(shop)["lanes"]}["systems"] == "Máy móc"
    shop.do(LAN, Remove(thing="lanes", key="systems"))
    assert "notes" not in shop.text
    assert tuple(key for key in order if key != "systems") == lane_order(shop.journey.lanes, usual)


def test_a_command_is_done_once(shop) -> None:
    """Sent again, it is answered as the first time and changes nothing, whatever happened since."""
    sent = shop.sent(write("steps/cart/owner", "", "Lan"))
    first = shop.send(LAN, sent)
    shop.do(MINH, write("steps/cart/owner", "Lan", "Minh"))
    again = shop.send(LAN, sent, sent)
    assert [answer.state for answer in again.answers] == [only(first).state] * 2
    assert shop.journey.steps[1].owner == "Minh"


def test_what_cannot_be_done_does_not_hold_up_the_rest(shop) -> None:
    """Each refusal says why; what does not depend on it is done."""
    done = shop.do(
        LAN,
        write("steps/gone/owner", "", "x"),
        write("steps/cart/owner", "", "x" * 201),
        write("steps/cart/score", Entry(), Entry(level="7")),
        write("steps/cart/match", "", "x"),
        write("stages/look/name", "Xem", " "),
        write("steps/cart/touchpoint", "", "nowhere"),
        write("steps/cart/parallel", "", "cart"),
        write("steps/cart/owner", "", "Lan"),
    )
    states = [answer.state for answer in done.answers]
    assert states[:6] == ["refused"] * 6, done.answers
    assert all(answer.said for answer in done.answers[:6])
    assert states[-1] == "done"
    assert shop.journey.steps[1].owner == "Lan"


def test_several_are_done_together_or_not_at_all(shop) -> None:
    """One that does not fit refuses all; they are taken back at once."""
    before = shop.journey
    two = (write("steps/cart/owner", "", "A"), write("steps/pay/owner", "", "B"))
    refused = shop.do(LAN, Several(commands=(*two, write("steps/gone/owner", "", "C"))))
    assert only(refused).state == "refused"
    assert shop.journey == before
    done = shop.do(LAN, Several(commands=two))
    assert [step.owner for step in shop.journey.steps] == ["", "A", "B"]
    shop.take_back(LAN, only(done).id)
    assert shop.journey == before


def test_a_key_somebody_else_has_taken_becomes_another(shop) -> None:
    """Two pages without a connection made the same key: neither writes into the other's step."""
    base = shop.version
    mine = [
        shop.sent(AddStep(key="ask", stage="look", after="visit", name="Hỏi giá"), base),
        shop.sent(write("steps/ask/activity", "", "Của Minh"), base),
    ]
    shop.do(LAN, AddStep(key="ask", stage="look", after="visit", name="Hỏi bạn"))
    shop.send(MINH, mine[0])
    shop.send(MINH, mine[1])
    found = {step.key: (step.name, step.activity) for step in shop.journey.steps}
    assert found["ask"] == ("Hỏi bạn", "")
    assert found["ask-2"] == ("Hỏi giá", "Của Minh")
    shop.do(MINH, write("steps/ask/activity", "", "Cho Lan"))
    assert {step.key: step.activity for step in shop.journey.steps}["ask"] == "Cho Lan"


def test_taking_back_and_doing_again_without_limit(shop) -> None:
    """Undo after undo to the beginning, redo after redo to the end; a new deed ends what could be done again."""
    journeys, ids = [shop.journey], []
    for i in range(6):
        ids.append(only(shop.do(LAN, write("steps/cart/owner", f"p{i - 1}" if i else "", f"p{i}"))).id)
        journeys.append(shop.journey)
    backs = []
    for id, journey in zip(reversed(ids), reversed(journeys[:-1]), strict=True):
        backs.append(only(shop.take_back(LAN, id)).id)
        assert shop.journey == journey
    assert (state(shop)["undo"], state(shop)["redo"]) == (0, 6)
    for id, journey in zip(reversed(backs), journeys[1:], strict=True):
        done = shop.take_back(LAN, id)
        assert shop.journey == journey
    assert (len(done.stacks.undo), len(done.stacks.redo)) == (6, 0)
    shop.take_back(LAN, done.stacks.undo[-1])
    done = shop.do(LAN, write("steps/pay/owner", "", "x"))
    assert len(done.stacks.redo) == 0


def test_taking_back_leaves_what_others_wrote(shop) -> None:
    """Other words of the same text are merged; the same words are not taken, and the answer says what stands there."""
    mine = only(shop.do(MINH, write("steps/visit/activity", "Ghé xem hàng", "Ghé xem hàng mới")))
    shop.do(LAN, write("steps/visit/activity", "Ghé xem hàng mới", "Ghé ngay xem hàng mới"))
    assert only(shop.take_back(MINH, mine.id)).state == "done"
    assert shop.journey.steps[0].activity.vi == "Ghé ngay xem hàng"
    shop.do(MINH, write("steps/cart/owner", "", "Hoa"))
    mine = only(shop.do(MINH, write("steps/cart/owner", "Hoa", "Minh")))
    shop.do(LAN, write("steps/cart/owner", "Minh", "Lan"))
    refused = only(shop.take_back(MINH, mine.id))
    assert refused.state == "refused"
    assert "Lan" in refused.said
    assert shop.journey.steps[1].owner == "Lan"


def test_a_new_step_others_have_written_in_is_not_taken_back(shop) -> None:
    """Their words would go with it; once they have taken them out, it can be."""
    mine = only(shop.do(MINH, AddStep(key="ask", stage="look", name="Hỏi")))
    hers = only(shop.do(LAN, write("steps/ask/activity", "", "Của Lan")))
    assert only(shop.take_back(MINH, mine.id)).state == "refused"
    shop.take_back(LAN, hers.id)
    assert only(shop.take_back(MINH, mine.id)).state == "done"
    assert "ask" not in shop.journey.step_index


def test_only_ones_own_is_taken_back_and_once(shop) -> None:
    """Somebody else's deed, one that never was and one that is taken back already are refused."""
    mine = only(shop.do(MINH, write("steps/cart/owner", "", "Minh")))
    for who, id in ((LAN, mine.id), (MINH, "no-such-command")):
        assert only(shop.do(who, TakeBack(id=id))).state == "refused"
    shop.take_back(MINH, mine.id)
    assert only(shop.take_back(MINH, mine.id)).state == "refused"


def test_a_removed_step_comes_back_with_what_referred_to_it(shop) -> None:
    """Where the step it stood behind has gone too, it comes back at the end."""
    before = shop.journey
    gone = only(shop.do(LAN, Remove(thing="steps", key="pay")))
    shop.take_back(LAN, gone.id)
    assert shop.journey == before
    gone = only(shop.do(LAN, Remove(thing="steps", key="pay")))
    shop.do(MINH, AddStep(key="ask", stage="buy", after="cart", name="Hỏi"), Remove(thing="steps", key="cart"))
    shop.take_back(LAN, gone.id)
    assert [step.key for step in shop.journey.stages[1].steps] == ["ask", "pay"]
    assert shop.journey.outcome == "pay"


def test_the_history_tells_who_did_what(shop) -> None:
    """In order, in sentences of either language, a page at a time."""
    shop.do(LAN, write("steps/cart/owner", "", "Lan"))
    shop.do(MINH, AddStep(key="ask", stage="look", name="Hỏi"))
    deeds = history(LAN, SPACE, shop.desk, "shop", 0)
    assert [(deed.name, deed.state) for deed in deeds] == [("Lan", "done"), ("Minh", "done")]
    assert "Lan" in deeds[0].said["vi"][0]
    assert "Hỏi" in deeds[1].said["en"][0]
    assert [deed.name for deed in history(LAN, SPACE, shop.desk, "shop", deeds[0].number)] == ["Minh"]


def test_the_last_step_stays(shop) -> None:
    """A map without steps could not be seen."""
    shop.do(LAN, Remove(thing="stages", key="buy"))
    assert only(shop.do(LAN, Remove(thing="steps", key="visit"))).state == "refused"


def test_a_file_changed_by_hand_after_the_server_died(shop, monkeypatch) -> None:
    """The file was written, the server died before it said so, and somebody changed it: nothing is there twice."""
    sent = shop.sent(write("steps/visit/activity", "Ghé xem hàng", "Ghé xem hàng mới"))
    new = shop.sent(AddStep(key="ask", stage="look", name="Hỏi"))
    with monkeypatch.context() as dying:
        dying.setattr(shop.desk.audit, "note", _die)
        dying.setattr(type(shop.desk.deeds), "settle", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            shop.send(LAN, sent, new)
    shop.path.write_text(shop.text + "# by hand\n", encoding="utf-8")
    done = shop.send(LAN, sent, new)
    assert [answer.state for answer in done.answers] == ["nothing_new", "nothing_new"]
    assert shop.journey.steps[1].activity.vi == "Ghé xem hàng mới"
    assert [step.key for step in shop.journey.steps] == ["ask", "visit", "cart", "pay"]


def _die(*_: object) -> None:
    raise KeyboardInterrupt
