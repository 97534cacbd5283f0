"""The tab "asking": what it shows, who may change it, and why somebody was (not) asked."""

import re

import msgspec
import pytest

from hanhtrinh.access import Actor
from hanhtrinh.app.asking.silent import silent
from hanhtrinh.events.event import Identified
from hanhtrinh.ports.asking import Asked
from hanhtrinh.ports.surveys import Invitation, Response
from hanhtrinh.voice.asking.deciding import Decision
from hanhtrinh.voice.surveys.model import ByMail, OnPage, Option, Page, Question, Survey
from tests.web.asking_world import SURVEY, Visit, asking_world, generous, opened
from tests.web.world import world_at

HOME = "/w/nha-may/voice/asking"
BUDGET = {"most": "3", "days": "60", "email_most": "1", "email_days": "14", "rest": "10", "apart": "2",
          "quiet_from": "21:30", "quiet_to": "07:00", "quiet": "both"}  # fmt: skip


@pytest.fixture
def world(tmp_path):
    """A workspace with an open survey at its step of paying."""
    made = world_at(tmp_path / "home")
    made.everybody = asking_world(made)
    opened(made)
    yield made
    made.database.close()


def text_of(answer):
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_what_asks_and_what_came_of_it(world):
    """The page names triggers and people in words, and counts asked, began, answered with the rate and its interval."""
    generous(world)
    for number, score in enumerate((9, 3, None, None)):
        visit = Visit(world, f"k{number}")
        asked = visit.offered()
        visit.sees(asked)
        if score is not None:
            visit.answers(asked, {"recommend": score})
    opened(
        world,
        msgspec.structs.replace(SURVEY, key="thu"),
        on_page=None,
        by_mail=ByMail(steps=("pay",), delay=86_400),
        share=0.25,
        priority=8,
    )
    page = text_of(world.client("lan").get(HOME))
    assert "khung ở góc: ở bước Thanh toán" in page
    assert "e-mail: ở bước Thanh toán, sau 1 ngày" in page
    assert "25 % khách hàng" in page
    assert "4 hôm nay: 4" in page
    assert "50 % 15–85 %" in page
    english = text_of(world.client("lan", "en").get(HOME))
    assert "box in the corner: at step Payment" in english
    assert "No e-mail is set up on this server" in english


def test_budget_is_changed_by_editors(world):
    """An editor changes the budget; what cannot be is shown again, with what could."""
    minh = world.client("minh")
    assert minh.post(f"{HOME}/budget", data=BUDGET, follow_redirects=False).status_code == 303
    budget = world.services.askings.budget("nha-may")
    assert (budget.all.most, budget.all.days, budget.rest, budget.apart) == (3, 60, 10, 2)
    assert (budget.quiet_from, budget.quiet_to, budget.quiet) == (21 * 60 + 30, 7 * 60, ("email", "widget"))
    assert "nhiều nhất 3 lần trong 60 ngày" in text_of(minh.get(HOME))
    for wrong in (
        {"most": "-1"},
        {"days": "0"},
        {"days": "²"},
        {"quiet_from": "25:00"},
        {"quiet_to": "x"},
        {"rest": ""},
    ):
        answer = minh.post(f"{HOME}/budget", data=BUDGET | wrong)
        ((name, given),) = wrong.items()
        (line,) = re.findall(rf'<input[^>]*id="f-{name}"[^>]*>', answer.text)
        assert (answer.status_code, f'value="{given}"' in line, 'aria-invalid="true"' in line) == (400, True, True)
        assert f'id="e-{name}"' in answer.text
        others = {key: value for key, value in BUDGET.items() if key not in (name, "quiet")}
        assert all(re.search(rf'id="f-{key}" value="{value}"', answer.text) for key, value in others.items())
    assert world.services.askings.budget("nha-may") == budget


def test_why_somebody_was_not_asked(world):
    """By any id, e-mail or device one finds the decisions about a person, and what would be decided now."""
    world.services.people_desk.people.keep("nha-may", [Identified(anonymous="~d2", known="gam", at=world.now)])
    visit = Visit(world, "may-1", "gam")
    asked = visit.offered()
    visit.sees(asked)
    visit.answers(asked, {"recommend": 3})
    assert Visit(world, "d2", "gam").offered() is None
    for given in ("gam", "gam@example.vn", "may-1", "Gấm"):
        page = text_of(world.client("lan").get(f"{HOME}/why", params={"person": given}))
        assert "Vì sao (không) hỏi Trần Thị Gấm?" in page
        assert "đã hỏi: Sau khi mua (trên trang)" in page
        assert "đã trả lời: Sau khi mua" in page
        assert "không hỏi: Sau khi mua (trên trang): đã trả lời điều này trong 30 ngày qua" in page
    opened(world, msgspec.structs.replace(SURVEY, key="sau-xem"))
    page = text_of(world.client("lan").get(f"{HOME}/why", params={"person": "gam"}))
    assert page.count("trên trang") > 1
    assert page.count("máy chủ của bạn chứng minh họ là ai") == 1  # what holds of all surveys on pages is said once
    nobody = world.client("lan").get(f"{HOME}/why", params={"person": "ai-do"})
    assert nobody.status_code == 404
    assert 'value="ai-do"' in nobody.text  # and can be mended where it was typed


def test_stops(world):
    """An address is stopped and let go again; the page shows no address."""
    minh = world.client("minh")
    minh.post(f"{HOME}/stops", data={"name": "gam@example.vn"})
    page = minh.get(HOME).text
    assert "đồng nghiệp ghi vào" in page
    assert "gam@example.vn" not in page
    (stop,) = world.services.askings.stops("nha-may")
    minh.post(f"{HOME}/stops/remove", data={"id": stop.id})
    assert list(world.services.askings.stops("nha-may")) == []


def test_who_did_not_answer(world):
    """Those who answered are compared with those who did not, by segment and by what they reached."""
    happens = world.everybody.happens
    for number in range(60):
        person, buys = f"p{number:02d}", number % 2 == 0
        happens(person, "purchase" if buys else "visit", 86_400)
        token = Invitation(digest=f"{number:064d}", workspace="nha-may", survey="sau-mua", version=1, channel="email",
                           person=person, at=world.now, expires=world.now + 10**12)  # fmt: skip
        world.services.asks.askings.ask(
            Asked(id=f"a{number}", workspace="nha-may", survey="sau-mua", channel="email", person=person, at=world.now,
                  invitation=token.digest), [person], world.now,
            lambda budget, past: msgspec.structs.replace(_YES), token,
        )  # fmt: skip
        if buys and number < 50:
            world.services.responses.keep(
                Response(id=f"response{number}", workspace="nha-may", survey="sau-mua", version=1, channel="email",
                         person=person, began_at=world.now, changed_at=world.now, invitation=token.digest,
                         finished_at=world.now), None,
            )  # fmt: skip
    found = silent(_SERVER, world.services.accounts.space("nha-may"), world.services.asks, "sau-mua")
    assert (found.asked, found.answered, len(found.people)) == (60, 25, 35)
    (outcome,) = [group for group in found.groups if group.by == "outcome"]
    assert (outcome.asked, outcome.answered, outcome.lean) == (30, 25, "over")
    page = text_of(world.client("lan").get(f"{HOME}/silent/sau-mua"))
    assert "đã đến giai đoạn cuối của hành trình" in page
    assert "50 % → 100 %" in page


def test_why_people_left(world):
    """Reasons given on leaving stand beside what the same people did before, and whether they went on."""
    survey = Survey(
        key="vi-sao", name="Vì sao chưa mua?", journey="shop",
        pages=(Page(key="p", questions=(Question(key="reason", kind="choice", text="Lý do?", other=True, options=(
            Option(key="fee", text="Phí phát sinh"),)),)),),
        asking=msgspec.structs.replace(SURVEY.asking, on_page=OnPage(steps=("cart",), leaving=True)),
    )  # fmt: skip
    opened(world, survey)
    generous(world)
    for number, reason in enumerate(("fee", "fee", "other:Chờ lương")):
        world.everybody.happens(f"~k{number}", "cart", 600)
        visit = Visit(world, f"k{number}")
        asked = visit.offered("vi-sao", step="cart")
        visit.answers(asked, {"reason": reason}, page="p")
    world.now += 8 * 86_400 * 1_000_000
    world.everybody.happens("~k0", "purchase", 2 * 86_400)
    page = text_of(world.client("lan").get(HOME))
    assert "Vì sao khách hàng rời đi: Giỏ hàng" in page
    assert "Phí phát sinh 2 67 %" in page
    assert "Giỏ hàng (2) 1 trên 2" in page
    assert "bằng lời của họ 1" in page


def test_wicked_words_stay_words(world):
    """Names with markup in them are text wherever they are shown."""
    opened(world, msgspec.structs.replace(SURVEY, key="x", name="<script>alert(1)</script>"))
    page = world.client("lan").get(HOME).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


_SERVER = Actor(kind="server", id="test")
_YES = Decision(ask=True, reason="ask")
