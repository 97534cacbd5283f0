"""Closing the loop, from the unhappy answer to whether it helped, through rules, board and the case's page."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace as dataclass_replace
from dataclasses import replace as with_services
from html import unescape

import numpy as np
import pytest
from msgspec.structs import replace

from hanhtrinh.access import RIGHTS, Actor
from hanhtrinh.app.cases import looking
from hanhtrinh.app.cases.again import ask_later, ask_those_due, hear
from hanhtrinh.app.cases.by_hand import open_case
from hanhtrinh.app.cases.desk import NotAsked
from hanhtrinh.app.cases.finding import triggers_of
from hanhtrinh.app.cases.handling import assign, list_cases, move, see_case
from hanhtrinh.app.cases.looking import Looked, look
from hanhtrinh.app.cases.measuring import at_step, recoveries
from hanhtrinh.app.cases.receiving import mail_came
from hanhtrinh.app.cases.ruling import catch_up, preview, save_rule, switch_rule, to_catch_up
from hanhtrinh.app.cases.telling import send_digests, tell_overdue
from hanhtrinh.errors import InputError, NotAllowed, StorageError
from hanhtrinh.events.parts import Parts
from hanhtrinh.measures.senses import Senses
from hanhtrinh.ports.cases import Along, Dealt, Wanted
from hanhtrinh.ports.webhooks import Hook
from hanhtrinh.voice.cases.model import AngryText, BrokenPromise, CaseRule, LowScore, Owning
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.cases.at_step import cases_of_step, signs_of_cases
from tests.web.living import SHOP
from tests.web.people_world import DAY, with_people
from tests.web.world import world_at

LAN = Actor(kind="user", id="lan", name="Lan", rights={"nha-may": RIGHTS["owner"]})
MINH = Actor(kind="user", id="minh", name="Minh", rights={"nha-may": RIGHTS["commenter"]})
HA = Actor(kind="user", id="ha", name="Hà", rights={"nha-may": RIGHTS["viewer"]})
SECOND, HOUR = 10**6, 3_600 * 10**6
STARS = CaseRule(id="", name="Sao thấp", condition=LowScore(kind="csat", at_most=2))


class Shop:
    """A world with people, mail that can be sent, and Lan's rules."""

    def __init__(self, home):
        self.world = world_at(home)
        self.everybody = with_people(self.world)
        settings = replace(self.world.services.settings, smtp_url="smtp://127.0.0.1:1", mail_from="team@nha-may.vn")
        self.world.services = with_services(self.world.services, settings=settings)
        self.world.app.state["services"] = self.world.services
        self.space = self.world.services.accounts.space("nha-may")
        self.looked = Looked()

    @property
    def desk(self):
        return self.world.services.cases

    def passes(self, days=0.0, seconds=0):
        """Let time pass; what happened stays when it did."""
        ago = days * DAY + seconds
        self.world.now += int(ago * SECOND)

    def says(self, person, score=1.0, ago=5, text="Giao trễ quá!", **more):
        self.everybody.happens(person, "Survey Answered", ago, instrument="stars", score=score, text=text, **more)

    def rule(self, rule=STARS, on=True):
        kept = save_rule(LAN, self.space, self.desk, rule)
        return switch_rule(LAN, self.space, self.desk, kept.id, on=on)

    def look(self):
        return look(self.desk, self.space, self.looked)

    def cases(self):
        return list_cases(LAN, self.space, self.desk, Wanted())[0]

    def letters(self, kind):
        return [one for one in self.world.services.outbox.newest("nha-may") if one.kind == kind]


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


def test_a_low_score_opens_a_case_and_tells_the_team(shop):
    """One case with the words, the place and a deadline in working hours; whoever handles cases gets a letter."""
    shop.rule()
    shop.passes(seconds=60)
    shop.says("gam", score=1, asked_at="pay")
    assert shop.look() == {"open": 1}
    (case,) = shop.cases()
    assert (case.number, case.person, case.trigger.journey, case.trigger.step) == (1, "gam", "shop", "pay")
    assert (case.trigger.score, case.trigger.feeling, case.trigger.text) == (1.0, -2.0, "Giao trễ quá!")
    # Sunday 22 November, 19:01 in Việt Nam: eight working hours end on Monday at 16:00.
    assert case.due_at == shop.world.now - 60 * SECOND + 21 * HOUR
    assert sorted(one.to for one in shop.letters("case")) == ["lan@example.com", "minh@example.com"]
    assert shop.look() == {}


def test_nothing_is_opened_for_what_was_before(shop):
    """Bad answers of before the rule and happy ones open nothing; an import of old ones neither."""
    shop.says("chi", score=1, ago=600)
    shop.rule()
    shop.passes(seconds=10)
    for i in range(40):
        shop.says(f"cũ-{i}", score=1, ago=(i + 1) * DAY)
    shop.says("gam", score=5)
    assert shop.look() == {}
    assert shop.cases() == []


def test_more_than_a_day_allows_is_held_until_somebody_says_so(shop):
    """A flood opens what a day allows; the rest is told of, previewed and opened by hand."""
    rule = shop.rule(replace(STARS, most_a_day=3))
    shop.passes(seconds=60)
    for i in range(10):
        shop.says(f"khách-{i}")
    assert shop.look() == {"open": 3, "held": 7}
    assert shop.look() == {}
    page = f"/w/nha-may/voice/cases/rules/{rule.id}/catch-up"
    for days in ("0", "x", "999"):
        for answer in (shop.world.client("lan").get(page, params={"days": days}),
                       shop.world.client("lan").post(page, data={"days": days})):  # fmt: skip
            assert (answer.status_code, f'value="{days}"' in answer.text, 'id="e-days"' in answer.text) == (
                400,
                True,
                True,
            )
    assert to_catch_up(LAN, shop.space, shop.desk, rule.id, 30) == 7 + 1  # and Gấm's two stars of eight days ago
    assert catch_up(LAN, shop.space, shop.desk, rule.id, 30)["open"] == 8
    assert len(shop.cases()) == 11
    assert to_catch_up(LAN, shop.space, shop.desk, rule.id, 30) == 0


def test_catching_up_uses_up_nothing_of_what_a_day_allows(shop):
    """Who complains after the cases of the past were opened gets a case too, as far as the day allows."""
    for i in range(3):
        shop.says(f"cũ-{i}", ago=5 * DAY)
    rule = shop.rule(replace(STARS, most_a_day=2))
    assert catch_up(LAN, shop.space, shop.desk, rule.id, 6) == {"open": 3}
    shop.passes(seconds=60)
    for i in range(3):
        shop.says(f"mới-{i}")
    assert shop.look() == {"open": 2, "held": 1}


def test_what_is_held_is_opened_however_long_ago_it_happened(shop):
    """Catching up with a day opens what is held of three days ago too, and nothing else of that time."""
    shop.says("cũ", ago=5 * DAY)
    rule = shop.rule(replace(STARS, most_a_day=1))
    shop.passes(seconds=60)
    for i in range(3):
        shop.says(f"khách-{i}")
    assert shop.look() == {"open": 1, "held": 2}
    shop.passes(days=3)
    assert to_catch_up(LAN, shop.space, shop.desk, rule.id, 1) == 2
    assert catch_up(LAN, shop.space, shop.desk, rule.id, 1) == {"open": 2}
    assert {one.person for one in shop.cases()} == {"khách-0", "khách-1", "khách-2"}


def test_the_base_is_looked_through_once(shop, monkeypatch):
    """While base, rule and maps stay, only what came since is looked at; another base is looked at as a whole."""
    shop.rule()
    shop.passes(seconds=60)
    asked = []

    def watched(parts, *more, base, **named):
        asked.append(base)
        return triggers_of(parts, *more, base=base, **named)

    monkeypatch.setattr(looking, "triggers_of", watched)
    parts = shop.desk.people.parts(shop.space)
    shop.says("gam", asked_at="pay")
    new = shop.desk.people.parts(shop.space)

    def told(base, overlay, **other):
        gone = np.isin(base.people.to_list(), overlay.people.to_list())
        here = Parts(base, gone, overlay, new.now)
        desk = with_services(shop.desk, people=with_services(shop.desk.people, parts=lambda space: here), **other)
        return look(desk, shop.space, shop.looked)

    base, nobody, since = new.base, parts.overlay, new.overlay
    first = told(base, since)
    assert (first, asked.pop()) == ({"open": 1}, True)
    assert (told(base, nobody), asked.pop()) == ({}, False)
    assert (told(base, since, read_by=lambda space: "another reader"), asked.pop()) == ({}, True)
    again = dataclass_replace(base, generation="another")
    assert (told(again, since), asked.pop()) == ({}, True)
    assert not asked


def test_what_could_not_be_dealt_with_is_dealt_with_at_the_next_look(shop, monkeypatch):
    """Where the database fails between two unhappy answers of the past, the rest are not taken for looked through."""
    for i in range(3):
        shop.says(f"khách-{i}", ago=600)
    rule = shop.rule()
    shop.desk.cases.save_rule("nha-may", replace(rule, since=shop.world.now - HOUR))
    whole = shop.desk.people.parts(shop.space)
    desk = with_services(shop.desk, people=with_services(shop.desk.people, parts=lambda space: whole))
    real, tries = looking.deal_with, []

    def failing(*given, **more):
        tries.append(given)
        if len(tries) == 2:
            raise StorageError("errors.storage", path="x")
        return real(*given, **more)

    monkeypatch.setattr(looking, "deal_with", failing)
    with pytest.raises(StorageError):
        look(desk, shop.space, shop.looked)
    assert look(desk, shop.space, shop.looked) == {"open": 2}


def test_further_answers_join_and_a_closed_case_rests(shop):
    """One open case for a person and step; after it was closed nothing is opened for the days of rest."""
    shop.rule(replace(STARS, rest_days=2))
    shop.passes(seconds=60)
    shop.says("gam", asked_at="pay")
    shop.look()
    shop.says("gam", score=2, asked_at="pay", text="Vẫn chưa tới", ago=2)
    assert shop.look() == {"join": 1}
    (case,) = shop.cases()
    assert [one.kind for one in see_case(LAN, shop.space, shop.desk, case.id).history] == ["opened", "joined"]
    move(LAN, shop.space, shop.desk, case.id, "resolved", "solved")
    shop.passes(days=1)
    shop.says("gam", asked_at="pay", text="Lại nữa")
    assert shop.look() == {"rest": 1}
    shop.passes(days=2)
    shop.says("gam", asked_at="pay", text="Lần nữa")
    assert shop.look() == {"open": 1}
    assert len(shop.cases()) == 2


def test_one_form_opens_one_case(shop):
    """Two low answers of one filled-in survey about two steps are one case, and the board says what else was low; what
    is said of another step in another survey is another case.
    """
    shop.rule()
    shop.passes(seconds=60)
    shop.says("gam", score=1, ago=5, asked_at="pay", p_survey="sau-mua")
    shop.says("gam", score=2, ago=5, asked_at="cart", p_survey="sau-mua")
    shop.says("gam", score=1, ago=5, asked_at="visit", p_survey="khác")
    assert shop.look() == {"open": 2, "join": 1}
    case = next(one for one in shop.cases() if one.trigger.survey == "sau-mua")
    page = shop.world.client("lan", "en").get(f"/w/nha-may/voice/cases/{case.id}").text
    assert re.search("Also: Satisfaction [12]/5", page)


def test_a_rule_looks_where_it_is_told(shop):
    """Another step, another map and another survey are none of its business."""
    shop.rule(replace(STARS, journey="shop", steps=("cart",)))
    shop.rule(replace(STARS, name="Khảo sát", condition=LowScore(kind="csat", at_most=2, survey="sau-mua")))
    shop.passes(seconds=60)
    shop.says("gam", asked_at="pay")
    shop.says("chi", asked_at="cart")
    shop.says("bao", p_survey="sau-mua")
    shop.look()
    assert {(one.person, one.trigger.step) for one in shop.cases()} == {("chi", "cart"), ("bao", "")}


def test_what_was_taken_back_opens_no_case(shop):
    """A review that was edited before anybody looked counts by its newest words."""
    shop.rule()
    shop.passes(seconds=60)
    shop.says("gam", score=1, ago=30, p_said_id="r1")
    shop.says("gam", score=5, ago=10, p_said_id="r1")
    shop.says("chi", score=1, ago=5, p_said_id="r1")
    shop.look()
    assert [one.person for one in shop.cases()] == ["chi"]


def test_angry_words_open_a_case(shop):
    """Words that are clearly angry do, doubtful ones and those nobody has read yet do not, until they are read."""
    feelings = {"Quá tệ!": (-1.8, 0.9, True), "Hơi tệ": (-1.8, 0.4, True), "Chưa đọc": (-1.9, 0.9, False)}

    def senses(space, texts):
        rows = [feelings[text] for text in texts]
        columns = [np.array(column) for column in zip(*rows, strict=True)] if rows else [np.empty(0)] * 3
        size = len(rows)
        return Senses(np.zeros(size, np.int8), columns[0].astype(np.float32), columns[1].astype(np.float32),
                      np.zeros(size, np.uint64), columns[2].astype(np.bool_))  # fmt: skip

    desk = with_services(shop.desk, senses=senses)
    shop.rule(CaseRule(id="", name="Bực", condition=AngryText(), priority="urgent"))
    shop.passes(seconds=60)
    for i, text in enumerate(feelings):
        shop.says(f"k{i}", score=None, text=text)
    looked = Looked()
    assert look(desk, shop.space, looked) == {"open": 1}
    (case,) = shop.cases()
    assert (case.trigger.why, case.trigger.feeling, case.priority) == ("angry_text", -1.8, "urgent")
    feelings["Chưa đọc"] = (-1.9, 0.9, True)
    shop.passes(seconds=11)
    assert look(desk, shop.space, looked) == {"open": 1}


def test_angry_words_about_a_theme_open_a_case(shop):
    """Blame of what a rule names does, although the text praises more; praise of it does not, whatever is blamed."""
    desk = with_services(shop.desk, senses=shop.world.services.understanding.senses)
    angry = AngryText(at_most=-1.0, confidence=0.5, themes=("delivery",))
    shop.rule(CaseRule(id="", name="Giao hàng", condition=angry))
    shop.passes(seconds=60)
    shop.says("gam", score=None, text="Giá rẻ, hàng đẹp, nhân viên nhiệt tình nhưng giao hàng quá chậm, thất vọng")
    shop.says("chi", score=None, text="Giao hàng rất nhanh, đúng hẹn nhưng giá quá đắt, chất lượng tệ, thất vọng")
    assert look(desk, shop.space, Looked()) == {"open": 1}
    (case,) = shop.cases()
    assert case.person == "gam"
    assert case.trigger.feeling <= -1.0


def test_a_broken_promise_opens_a_case(shop):
    """What was promised and has not come by the hours allowed does, once; a promise of before the rule does not."""
    text = SHOP.replace("        moment_of_truth: true\n", "        promise: {after: cart, within: 2d}\n")
    (shop.world.home / "journeys" / "shop.yaml").write_text(text, encoding="utf-8")
    shop.everybody.happens("trễ", "cart", 2 * DAY - 60)
    shop.everybody.happens("lâu-rồi", "cart", 20 * DAY)
    shop.rule(CaseRule(id="", name="Lỗi hẹn", condition=BrokenPromise(late_hours=1)))
    assert shop.look() == {}
    shop.passes(seconds=4_000)
    assert shop.look() == {"open": 1}
    (case,) = shop.cases()
    assert (case.person, case.trigger.step, case.trigger.came_at) == ("trễ", "pay", None)
    shop.passes(seconds=4_000)
    assert shop.look() == {}


def test_owners_are_chosen(shop):
    """In turn, by the owner of the step, or nobody; the case is in hand at once where somebody has it."""
    rule = shop.rule(replace(STARS, owning=Owning(how="in_turn", members=("lan", "minh"))))
    shop.passes(seconds=60)
    for i in range(3):
        shop.says(f"k{i}", ago=9 - i)
    shop.look()
    assert [one.owner for one in sorted(shop.cases(), key=lambda one: one.number)] == ["lan", "minh", "lan"]
    assert {one.state for one in shop.cases()} == {"taken"}
    text = SHOP.replace("        moment_of_truth: true\n", "        owner: Minh\n")
    (shop.world.home / "journeys" / "shop.yaml").write_text(text, encoding="utf-8")
    save_rule(LAN, shop.space, shop.desk, replace(rule, owning=Owning(how="step_owner")))
    shop.says("m", asked_at="pay", ago=1)
    shop.look()
    assert next(one for one in shop.cases() if one.person == "m").owner == "minh"


def test_a_rule_is_tried_on_history_first(shop):
    """The preview tells how many cases the last days would have given, and changes nothing."""
    for i in range(14):
        shop.says(f"k{i % 7}", ago=(i + 1) * DAY)
    found = preview(LAN, shop.space, shop.desk, STARS)
    # Seven people, twice each a week apart, and Gấm's two stars: the second answer falls into the days of rest.
    assert (found.triggers, found.cases, len(found.shown)) == (15, 8, 3)
    assert round(found.a_week, 2) == round(8 * 7 / 30, 2)
    assert shop.cases() == []
    page = shop.world.client("lan").post("/w/nha-may/voice/cases/rules/preview", data=form_of(STARS))
    assert page.status_code == 200
    assert "8 vụ việc" in page.text


def form_of(rule, **more):
    """Return what the form of a rule about scores sends."""
    return {"id": rule.id, "why": "low_score", "name": rule.name, "kind": rule.condition.kind,
            "at_most": f"{rule.condition.at_most:g}", "hours": "8", "rest_days": "14", "oldest_days": "7",
            "most_a_day": "50", "how": "nobody", "priority": "normal", **more}  # fmt: skip


def test_the_form_of_a_rule_says_what_is_wrong(shop):
    """A score off its scale, a step of no map, a number that is none: the form comes back with the reason."""
    client = shop.world.client("lan", "en")

    def post(**more):
        return client.post("/w/nha-may/voice/cases/rules", data=form_of(STARS, **more), follow_redirects=False)

    for wrong, said in (
        ({"at_most": "9"}, "below 5"), ({"journey": "shop", "steps": "shop/nowhere"}, "nowhere"),
        ({"hours": "viel"}, "viel"),
        ({"how": "fixed"}, "at least one colleague"),
        ({"why": "magic"}, "Opens a case for: “magic” is none of these: low_score, angry_text, broken_promise."),
        ({"how": "dice"}, "Whose it is: “dice” is none of these: fixed, in_turn, nobody, step_owner."),
        ({"hours": "600"}, "Working hours until it is due: “600” is outside 1 to 500."),
        ({"hours": "8.5"}, "Working hours until it is due: “8.5” is no number"),
        ({"name": "x" * 121}, "Name: 121 characters; 1 to 120 are allowed."),
        ({"why": "angry_text", "at_most": "3", "confidence": "1"}, "Feels at most (−2…2): “3” is outside -2 to 2."),
    ):  # fmt: skip
        answer = post(**wrong)
        assert (answer.status_code, said in unescape(answer.text)) == (400, True), wrong
        assert 'value="normal" selected' in answer.text, wrong  # the form, with what was typed
    assert (
        "Số giờ làm việc đến hạn: “0” nằm ngoài khoảng từ 1 đến 500."
        in shop.world.client("lan", "vi").post("/w/nha-may/voice/cases/rules", data=form_of(STARS, hours="0")).text
    )
    assert post(how="in_turn", members=["lan", "minh"]).status_code == 303
    (rule,) = shop.desk.cases.rules("nha-may")
    assert (rule.owning.members, rule.since) == (("lan", "minh"), None)


def opened(shop, **more):
    """Open a case by hand and return it."""
    return open_case(LAN, shop.space, shop.desk, "gam", text="Gọi lại giúp tôi", **more)


def test_a_reply_is_in_the_history_at_once(shop):
    """The letter waits, says whose name it is for and where answers go; the case waits for the customer."""
    shop.desk.cases.save_settings("nha-may", replace(shop.desk.cases.settings("nha-may"), reply_to="cskh@nha-may.vn"))
    case = opened(shop)
    client = shop.world.client("lan")
    sent = {"subject": "Xin lỗi {name}", "reply": "Chào {name},\n\nTôi là {me}. <b>x</b>"}
    answer = client.post(f"/w/nha-may/voice/cases/{case.id}/reply", data=sent)
    assert answer.status_code == 200
    assert "đang gửi" in answer.text
    assert "Chào Trần Thị Gấm" in answer.text
    (letter,) = shop.world.services.outbox.claim(shop.world.now, shop.world.now + 1)
    assert (letter.kind, letter.to, letter.subject) == ("reply", "gam@example.vn", "Xin lỗi Trần Thị Gấm")
    assert letter.reply_to == "cskh@nha-may.vn"
    assert letter.text == "Chào Trần Thị Gấm,\n\nTôi là Lan. <b>x</b>\n"
    assert "&lt;b&gt;" in letter.html
    now = shop.desk.cases.get("nha-may", case.id)
    assert (now.state, now.replied_at) == ("waiting", shop.world.now)
    shop.world.services.outbox.carried(letter.id, shop.world.now)
    assert "đã gửi" in client.get(f"/w/nha-may/voice/cases/{case.id}").text
    client.post(f"/w/nha-may/voice/cases/{case.id}/reply", data=sent | {"reply": "Còn nữa"})
    (second,) = shop.world.services.outbox.claim(shop.world.now, shop.world.now + 1)
    shop.world.services.outbox.give_up(second.id, shop.world.now, "refused_550")
    bounced = client.get(f"/w/nha-may/voice/cases/{case.id}").text
    assert "Thư gần nhất chưa đến tay khách: máy chủ gửi thư từ chối (550)" in bounced


def test_a_button_pressed_twice_sends_one_letter(shop):
    """The same words a moment later, also at the same time, are one sending; later, or other words, are another."""
    to, minh = f"/w/nha-may/voice/cases/{opened(shop).id}/reply", shop.world.client("minh")

    def send(words="Chào chị"):
        assert minh.post(to, data={"subject": "Xin lỗi", "reply": words}, follow_redirects=False).status_code == 303

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: send(), range(3)))
    assert len(shop.letters("reply")) == 1
    send("Chào chị, còn điều này nữa")
    shop.passes(seconds=180)
    send()
    assert len(shop.letters("reply")) == 3


def test_what_cannot_be_sent_stays_in_the_form(shop):
    """Without an address nothing is lost and nothing is sent."""
    case = open_case(LAN, shop.space, shop.desk, "chi", text="x")
    answer = shop.world.client("lan").post(f"/w/nha-may/voice/cases/{case.id}/reply", data={"reply": "Chào chị"})
    assert answer.status_code == 400
    assert "Chưa biết địa chỉ" in answer.text
    assert shop.letters("reply") == []


def test_what_is_wrong_is_said_beside_its_field(shop, monkeypatch):
    """A deadline that is none or past, days nobody counts to and an empty note leave the case as it was: its page says
    what is wrong at that field, holds what was typed, and goes on looking at the case itself.
    """
    monkeypatch.setattr("hanhtrinh.web.services.surveys_to_send", lambda asks, space: [("again", "Asked again")])
    case, client = opened(shop), shop.world.client("lan", "en")
    before = shop.cases()
    for path, name, typed, said in (
        ("due", "due", "2026-13-45T09:00", "“2026-13-45T09:00” is no date and time"),
        ("due", "due", "2020-01-01T09:00", "The deadline lies in the past"),
        ("reask", "days", "400", "0 to 90 days"),
        ("reask", "days", "zwei", "“zwei” is no number"),
        ("note", "note", "   ", "Write something"),
        ("assign", "owner", "ha", "Only members who may handle cases"),
    ):
        answer = client.post(f"/w/nha-may/voice/cases/{case.id}/{path}", data={name: typed, "survey": "again"})
        assert answer.status_code == 400, path
        wrong = re.search(rf'<p class="wrong" id="e-{name}">.*?</p>', answer.text)
        assert wrong, (path, typed)
        assert said in wrong[0]
        field = re.search(rf'<(?:input|textarea|select)[^>]* name="{name}"[^>]*>', answer.text)[0]
        assert f'aria-describedby="{"h-note " if name == "note" else ""}e-{name}"' in field
        if field.startswith("<input"):
            assert f'value="{typed}"' in field
        assert f'data-from="/w/nha-may/voice/cases/{case.id}"' in answer.text
    assert shop.cases() == before


def test_the_days_until_somebody_is_asked_again_count_from_the_end(shop, monkeypatch):
    """What was planned while a case was open is due so many days after it was resolved, at each closing."""
    monkeypatch.setattr("hanhtrinh.web.services.surveys_to_send", lambda asks, space: [("again", "Asked again")])
    case, client = opened(shop), shop.world.client("lan", "en")
    client.post(f"/w/nha-may/voice/cases/{case.id}/reask", data={"survey": "again", "days": "3"})
    for _ in range(2):
        shop.passes(days=5)
        move(LAN, shop.space, shop.desk, case.id, "resolved", "solved")
        assert shop.desk.cases.get("nha-may", case.id).reask_at == shop.world.now + 3 * 24 * HOUR
        move(LAN, shop.space, shop.desk, case.id, "taken")
    assert 'name="days" id="f-days" value="3"' in client.get(f"/w/nha-may/voice/cases/{case.id}").text


def test_a_case_that_is_gone_leads_to_the_others(shop):
    """Whoever opens a case of somebody erased, from a letter perhaps, is told why and finds the way back."""
    answer = shop.world.client("lan", "en").get("/w/nha-may/voice/cases/gone")
    assert answer.status_code == 404
    assert "their cases go with them" in answer.text
    assert 'href="/w/nha-may/voice/cases"' in answer.text
    assert "their cases" not in shop.world.client("ha", "en").get("/w/nha-may/voice/cases/gone").text


def test_who_closes_what_another_closed_meanwhile_keeps_their_words(shop):
    """A case that changed its state under a form says so, and what was written for colleagues stays as a note."""
    case, client = opened(shop), shop.world.client("lan", "en")
    move(LAN, shop.space, shop.desk, case.id, "resolved", "solved")
    sent = {"to": "given_up", "reason": "no_answer", "why": "Rang three times"}
    answer = client.post(f"/w/nha-may/voice/cases/{case.id}/move", data=sent)
    assert answer.status_code == 400
    assert "changed its state while you looked" in answer.text
    assert "Rang three times</textarea>" in answer.text


def test_the_customers_answer_joins_the_case(shop):
    """By the message it refers to, once; a waiting case is the owner's turn, a closed one opens again."""
    case = opened(shop)
    client = shop.world.client("lan")
    client.post(f"/w/nha-may/voice/cases/{case.id}/reply", data={"subject": "a", "reply": "b"})
    (letter,) = shop.world.services.outbox.claim(shop.world.now, shop.world.now + 1)

    def came(id, sender="Gam@example.vn"):
        names = ["<x@y>", f"<{letter.id}@nha-may.vn>"]
        return mail_came(shop.desk, shop.space, sender, names, id, "Cảm ơn", shop.world.now)

    assert came("<m0@gmail.com>", "ke-la@example.vn") is None
    assert came("<m1@gmail.com>").state == "taken"
    came("<m1@gmail.com>")
    assert [one.kind for one in shop.desk.cases.history("nha-may", case.id)].count("received") == 1
    assert [one.to for one in shop.letters("case")] == ["lan@example.com"]
    move(LAN, shop.space, shop.desk, case.id, "resolved", "solved")
    early = mail_came(shop.desk, shop.space, "gam@example.vn", [letter.id], "<m9@x>", "Sớm hơn", shop.world.now - 1)
    assert early.state == "resolved"
    shop.passes(seconds=1)
    again = came("<m2@gmail.com>")
    assert (again.state, again.reopened) == ("taken", 1)
    client.post(f"/w/nha-may/voice/cases/{case.id}/reply", data={"subject": "a", "reply": "b"})
    move(LAN, shop.space, shop.desk, case.id, "resolved", "solved")
    shop.passes(days=1)
    newer = open_case(LAN, shop.space, shop.desk, "gam", text="Lại trễ")
    assert (newer.place, came("<m4@gmail.com>").id) == (case.place, newer.id)  # one case of a person is open at a place
    answered = shop.world.services.outbox.claim(shop.world.now, shop.world.now + 1)
    assert {one.refers for one in answered if one.kind == "reply"} == {"", "m2@gmail.com"}
    assert mail_came(shop.desk, shop.space, "gam@example.vn", ["<nobody@x>"], "<m3@x>", "?", 1) is None


def test_people_are_asked_again_and_recover(shop):
    """Asked once the days have passed; a better answer than before counts, over those heard from again."""
    asked = []
    shop.rule()
    shop.passes(seconds=60)
    for person in ("gam", "chi", "bao"):
        shop.says(person, score=1, asked_at="pay")
    shop.look()
    desk = with_services(shop.desk, surveys=lambda space: [("sau-mua", "Sau mua")],
                         ask_again=lambda space, *what: asked.append(what))  # fmt: skip
    for case in shop.cases():
        ask_later(LAN, shop.space, desk, case.id, "sau-mua", 3)
        move(LAN, shop.space, desk, case.id, "resolved", "solved")
    gam = next(one for one in shop.cases() if one.person == "gam")
    shop.passes(days=2)
    assert ask_those_due(desk, shop.space) == 0
    shop.passes(days=1.5)
    assert ask_those_due(desk, shop.space) == 3
    assert asked[0][0] == "sau-mua"
    assert {(person, case) for _, person, _, case in asked} >= {("gam", f"{gam.id}:0")}
    assert ask_those_due(desk, shop.space) == 0
    before = shop.everybody.parts()
    shop.says("gam", score=4, ago=60, text="Tốt hơn rồi")
    shop.says("chi", score=1, ago=60)
    after = shop.everybody.parts()
    assert hear(desk, shop.space, after, after) == 0  # nothing happened to anybody since the last look
    since = Parts(before.base, np.ones(before.base.person_count, np.bool_), after.base, after.now)
    assert hear(desk, shop.space, since, before) == 2
    found = recoveries(LAN, shop.space, shop.desk)
    assert (found.all.recovered.count, found.all.recovered.n) == (1, 2)
    assert found.all.recovered.left_out == {"not_answered_again": 1}
    assert [(one.step, one.cases) for one in found.steps] == [("pay", 3)]
    assert at_step(LAN, shop.space, shop.desk, "shop", "pay").recovered.value == 0.5
    page = shop.world.client("lan", "en").get("/w/nha-may/voice/cases/recovery").text
    assert "50% (1 of 2)" in page
    assert "1 not heard from again" in page
    door = shop.world.client("lan", "en").get("/w/nha-may/voice/cases/at/shop/pay").text
    assert "50% recovered (n = 2)" in door


def test_the_door_of_a_number_on_the_map_tells_of_the_cases_at_its_step(shop):
    """Who handles cases sees them behind a step's number; a viewer, and a step without cases, do not."""
    shop.rule()
    shop.passes(seconds=60)
    shop.says("gam", score=1, asked_at="pay")
    shop.look()
    services = shop.world.services
    lan, ha = (Asking(actor=actor, user=None, lang="en", csrf="", path="", spaces=()) for actor in (LAN, HA))
    assert "1 open · 1 in 90 days" in cases_of_step(services, lan, shop.space, "shop", "pay")
    assert cases_of_step(services, lan, shop.space, "shop", "cart") is None
    assert cases_of_step(services, ha, shop.space, "shop", "pay") is None


def test_the_map_has_a_sign_where_cases_are_open(shop):
    """The page of a map says where signs come from to who handles cases; closed cases are not counted."""
    shop.rule()
    shop.passes(seconds=60)
    shop.says("gam", score=1, asked_at="pay")
    shop.look()
    client = shop.world.client("lan")
    assert client.get("/w/nha-may/voice/cases/on/shop").json() == {"pay": 1}
    lan, ha = (Asking(actor=actor, user=None, lang="en", csrf="", path="", spaces=()) for actor in (LAN, HA))
    assert 'data-counts="/w/nha-may/voice/cases/on/shop"' in signs_of_cases(lan, shop.space, "shop")
    assert signs_of_cases(ha, shop.space, "shop") is None
    move(LAN, shop.space, shop.desk, shop.cases()[0].id, "given_up", "mistake")
    assert client.get("/w/nha-may/voice/cases/on/shop").json() == {}


def test_a_letter_is_looked_at_before_it_goes(shop):
    """The preview fills names in and sends nothing; a name that stands for nothing is named; a day has its limit."""
    case = opened(shop)
    client = shop.world.client("lan", "en")
    to = f"/w/nha-may/voice/cases/{case.id}/reply"
    page = client.post(f"{to}/preview", data={"subject": "Hi", "reply": "Dear {name}, {words}"}).text
    assert "Dear Trần Thị Gấm, Gọi lại giúp tôi" in page
    assert "{nmae} stands for nothing" in client.post(f"{to}/preview", data={"reply": "Dear {nmae}"}).text
    assert client.post(to, data={"subject": "Hi", "reply": "Dear {nmae}"}).status_code == 400
    assert shop.letters("reply") == []
    settings = replace(shop.world.services.settings, reply_mails=1)
    shop.world.services = with_services(shop.world.services, settings=settings)
    shop.world.app.state["services"] = shop.world.services
    client.post(to, data={"subject": "Hi", "reply": "Dear {name}"})
    refused = client.post(to, data={"subject": "Hi", "reply": "Again"})
    assert (refused.status_code, "HANHTRINH_REPLY_MAILS" in refused.text) == (400, True)
    assert len(shop.letters("reply")) == 1


def test_a_no_that_passes_is_tried_again_and_said_in_words(shop):
    """At night it waits for the morning, a person without address is not asked at all; the history says why."""
    answer = {"no": NotAsked("quiet", until=shop.world.now + 12 * HOUR)}
    desk = with_services(shop.desk, surveys=lambda space: [("sau-mua", "Sau mua")],
                         ask_again=lambda space, *what: answer["no"])  # fmt: skip
    case = opened(shop)
    ask_later(LAN, shop.space, desk, case.id, "sau-mua", 0)
    move(LAN, shop.space, desk, case.id, "resolved", "solved")
    assert ask_those_due(desk, shop.space) == 0
    assert shop.desk.cases.get("nha-may", case.id).reask_at == shop.world.now + 12 * HOUR
    client = shop.world.client("lan", "en")
    page = client.get(f"/w/nha-may/voice/cases/{case.id}").text
    assert "Not asked again yet: it is a quiet hour. Tried again" in page
    shop.passes(seconds=13 * 3_600)
    answer["no"] = NotAsked("budget", {"most": 2, "days": 30})
    assert ask_those_due(desk, shop.space) == 0
    assert shop.desk.cases.get("nha-may", case.id).reask_at is None
    page = client.get(f"/w/nha-may/voice/cases/{case.id}").text
    assert "Not asked again: was asked 2 times within 30 days already" in page


def test_what_is_overdue_is_told_once(shop):
    """After its deadline a case is told of once, again only after another deadline has passed."""
    case = opened(shop)
    shop.passes(days=3)
    assert (tell_overdue(shop.desk, shop.space), tell_overdue(shop.desk, shop.space)) == (1, 0)
    assert [one.to for one in shop.letters("case")] == ["lan@example.com"]
    page = shop.world.client("lan", "en").get("/w/nha-may/voice/cases").text
    assert "Overdue since" in page
    assert see_case(LAN, shop.space, shop.desk, case.id).history[-1].kind == "overdue"
    late, some = Wanted(overdue_at=shop.world.now), shop.desk.cases.some
    assert len(some("nha-may", late)) == 1
    assert some("nha-may", replace(late, untold=True)) == []  # those told of before take nobody's place


def test_whoever_wants_a_letter_a_day_gets_one(shop):
    """Daily: one letter in the morning with what is new or overdue; at night and a second time none."""
    wishes = shop.world.services.wishes
    wishes.set("nha-may", "lan@example.com", {"case": "daily"})
    wishes.set("nha-may", "minh@example.com", {"case": "none"})
    shop.rule()
    shop.passes(seconds=60)
    shop.says("gam")
    shop.look()
    assert shop.letters("case") == []
    assert send_digests(shop.desk, shop.space) == 0  # seven in the evening
    shop.passes(days=14 / 24)
    assert (send_digests(shop.desk, shop.space), send_digests(shop.desk, shop.space)) == (1, 0)
    assert [one.to for one in shop.letters("case")] == ["lan@example.com"]


def test_other_servers_are_told_in_the_same_breath(shop):
    """A hook that listens to openings gets the case as news, one that does not gets none."""
    store = shop.world.services.hook_store
    for id, kinds in (("h1", ("case.opened", "case.closed")), ("h2", ("case.overdue",))):
        hook = Hook(id=id, workspace="nha-may", name=id, url="https://x.vn", kinds=kinds, secret="s")  # noqa: S106 - none
        store.save(hook)
    case = opened(shop)
    (news,) = store.claim(shop.world.now, shop.world.now + 1)
    assert (news.hook, news.kind) == ("h1", "case.opened")
    assert f'"id":"{case.id}"' in news.body
    assert '"number":1' in news.body
    move(LAN, shop.space, shop.desk, case.id, "given_up", "mistake")
    assert {one.kind for one in store.newest("nha-may", "h1")} == {"case.closed", "case.opened"}


def test_a_case_is_moved_as_its_states_allow(shop):
    """Closing asks for a reason, a closed one is opened again, what makes no sense is refused."""
    case = opened(shop)
    client = shop.world.client("minh", "en")
    to = f"/w/nha-may/voice/cases/{case.id}"
    assert (
        client.post(f"{to}/move", data={"to": "resolved"}, follow_redirects=False)
        .headers["location"]
        .endswith("?close=resolved#close")
    )
    client.post(f"{to}/move", data={"to": "resolved", "reason": "refunded", "why": "Hoàn 50.000 ₫"})
    page = client.get(to).text
    assert "Refunded or made up for" in page
    assert "Hoàn 50.000" in page
    with pytest.raises(InputError):
        move(LAN, shop.space, shop.desk, case.id, "given_up", "mistake")
    assert move(LAN, shop.space, shop.desk, case.id, "taken").reopened == 1
    with pytest.raises(InputError):
        assign(LAN, shop.space, shop.desk, case.id, "ha")


def test_two_who_act_at_once_lose_nothing(shop):
    """Both a note and an assignment made from the same page are kept."""
    case = opened(shop)
    one, other = shop.world.client("lan"), shop.world.client("minh")
    one.post(f"/w/nha-may/voice/cases/{case.id}/note", data={"note": "Đã gọi"})
    other.post(f"/w/nha-may/voice/cases/{case.id}/take")
    seen = see_case(LAN, shop.space, shop.desk, case.id)
    assert [one.kind for one in seen.history] == ["opened", "note", "assigned"]
    assert seen.case.owner == "minh"


def test_several_are_given_at_once(shop):
    """The list's chosen cases all change hands; without any chosen it says so."""
    cases = [open_case(LAN, shop.space, shop.desk, who, text="x") for who in ("gam", "chi")]
    client = shop.world.client("lan")
    data = {"case": [one.id for one in cases], "do": "give", "to": "minh"}
    client.post("/w/nha-may/voice/cases/bulk", data=data)
    assert {one.owner for one in shop.cases()} == {"minh"}
    gone = client.post("/w/nha-may/voice/cases/bulk", data={"case": [cases[0].id, "gone"], "do": "take"})
    assert (gone.status_code, {one.owner for one in shop.cases()}) == (400, {"minh"})  # all or none
    none = client.post("/w/nha-may/voice/cases/bulk?view=list&owner=minh", data={"do": "take"})
    assert (none.status_code, none.text.count('name="case"')) == (400, 2)
    some = client.post("/w/nha-may/voice/cases/bulk?view=list&owner=minh", data=data, follow_redirects=False)
    assert some.headers["location"] == "/w/nha-may/voice/cases?view=list&owner=minh"


def test_a_list_of_many_pages_and_a_board_says_how_many_there_are(shop):
    """No case is out of reach: the list has pages that keep the filter, a full column leads to all of its state."""
    first = open_case(LAN, shop.space, shop.desk, "gam", text="x")
    for i in range(124):
        trigger = replace(first.trigger, key=f"k{i}", person=f"p{i}")
        case = replace(first, id=f"c{i}", trigger=trigger, due_at=first.due_at + i + 1)
        shop.desk.cases.open(case, Dealt(key=f"k{i}", rule="", outcome="open", at=first.opened_at), Along())
    client = shop.world.client("lan", "en")
    board = client.get("/w/nha-may/voice/cases").text
    assert board.count('class="case-card"') == 60
    assert '<span class="case-count">125</span>' in board
    assert 'The 60 most urgent are shown. <a href="/w/nha-may/voice/cases?view=list&amp;state=taken">' in board
    pages = [client.get(f"/w/nha-may/voice/cases?view=list&why=by_hand{start}").text for start in ("", "&start=100")]
    assert [one.count('name="case"') for one in pages] == [100, 25]
    assert "Cases 1–100 of 125" in pages[0]
    assert 'href="/w/nha-may/voice/cases?view=list&amp;why=by_hand&amp;start=100">Next page' in pages[0]
    assert "Cases 101–125 of 125" in pages[1]


def test_what_people_said_is_shown_as_words(shop):
    """Nothing anybody wrote becomes markup, on the board, the list or the case's page."""
    shop.rule()
    shop.passes(seconds=60)
    shop.says("gam", text="<script>alert(1)</script>")
    shop.look()
    (case,) = shop.cases()
    client = shop.world.client("lan")
    for path in ("", "?view=list", f"/{case.id}"):
        page = client.get(f"/w/nha-may/voice/cases{path}")
        assert page.status_code == 200, path
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text


def test_a_role_without_people_sees_the_case_but_no_timeline(shop):
    """A commenter handles cases and sees what was said; everything that happened is for those who may see people."""
    shop.world.services.accounts.change_role("nha-may", "minh", "commenter")
    case = opened(shop)
    page = shop.world.client("minh").get(f"/w/nha-may/voice/cases/{case.id}").text
    assert "Gọi lại giúp tôi" in page
    assert "A-17" not in page
    assert "A-17" in shop.world.client("lan").get(f"/w/nha-may/voice/cases/{case.id}").text
    with pytest.raises(NotAllowed):
        list_cases(HA, shop.space, shop.desk, Wanted())
    with pytest.raises(NotAllowed):
        switch_rule(MINH, shop.space, shop.desk, shop.rule().id, on=False)


def test_working_hours_are_kept(shop):
    """The form keeps days, hours and days off; hours in which nobody works are refused."""
    client = shop.world.client("lan", "en")
    given = {"days": ["5", "6"], "opens": "09:00", "closes": "12:00", "holidays": "2027-02-06", "reply_to": "a@b.vn"}
    assert client.post("/w/nha-may/voice/cases/settings", data=given).status_code == 200
    kept = shop.desk.cases.settings("nha-may")
    assert (kept.hours.days, kept.hours.opens, kept.hours.holidays) == ((5, 6), 540, ("2027-02-06",))
    for wrong in ({"opens": "13:00"}, {"days": []}, {"holidays": "Tết"}, {"reply_to": "kein"}, {"closes": "25:00"}):
        answer = client.post("/w/nha-may/voice/cases/settings", data=given | wrong)
        assert (answer.status_code, 'name="holidays"' in answer.text) == (400, True), wrong
        for name, value in (given | wrong).items():  # what was typed stays
            assert name == "days" or f'value="{value}"' in answer.text, (wrong, name)
    assert shop.desk.cases.settings("nha-may") == kept


def test_a_rule_with_a_wrong_number_keeps_what_else_was_typed(shop):
    """Name, places, members and the other numbers stand in the form again beside what is wrong."""
    given = {
        "name": "Sao của tôi", "why": "low_score", "kind": "csat", "at_most": "2,5", "hours": "bốn", "rest_days": "21",
        "journey": "shop", "steps": ["shop/pay"], "how": "in_turn", "members": ["lan"], "priority": "urgent",
        "oldest_days": "5", "most_a_day": "7",
    }  # fmt: skip
    answer = shop.world.client("lan", "en").post("/w/nha-may/voice/cases/rules", data=given)
    assert answer.status_code == 400
    for value in ('value="Sao của tôi"', 'value="2.5"', 'value="21"', 'value="5"', 'value="7"'):
        assert value in answer.text, value
    for chosen in ("csat", "shop", "in_turn", "urgent"):
        assert f'<option value="{chosen}" selected' in answer.text, chosen
    for ticked in ("shop/pay", "lan"):
        assert re.search(f'<input[^>]*value="{ticked}" checked', answer.text) or re.search(
            f'<input[^>]* checked[^>]*value="{ticked}"', answer.text
        ), ticked


def test_the_pages_of_webhooks(shop):
    """The secret is shown once; an address that is none, or not encrypted, is refused."""
    client = shop.world.client("lan", "en")
    for url in ("http://x.vn", "ftp://x.vn", "https://", "https://u:p@x.vn/", "https://x.vn/ a"):
        given = {"name": "x", "url": url, "kinds": "case.opened"}
        refused = client.post("/w/nha-may/settings/webhooks", data=given)
        assert refused.status_code == 400, url
        assert f'value="{url}"' in refused.text  # what was typed stays
    made = client.post("/w/nha-may/settings/webhooks",
                       data={"name": "CRM", "url": "https://crm.vn/h", "kinds": "case.opened"})  # fmt: skip
    (hook,) = shop.world.services.hook_store.all("nha-may")
    assert hook.secret in made.text
    page = client.get(f"/w/nha-may/settings/webhooks/{hook.id}")
    assert hook.secret not in page.text
    again = client.post(f"/w/nha-may/settings/webhooks/{hook.id}", data={"name": "ERP", "url": "http://x.vn"}).text
    assert 'value="ERP"' in again
    assert 'value="http://x.vn"' in again
    client.post(f"/w/nha-may/settings/webhooks/{hook.id}/try")
    assert "A try" in client.get(f"/w/nha-may/settings/webhooks/{hook.id}").text
    client.post(f"/w/nha-may/settings/webhooks/{hook.id}/remove")
    assert shop.world.services.hook_store.all("nha-may") == []
