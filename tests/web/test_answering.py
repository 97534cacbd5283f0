"""Answering a survey by its link and by invitation, as browsers without scripts, scanners and machines do."""

import msgspec
import pytest

from hanhtrinh.access import digest
from hanhtrinh.app.answering.doors import mark_of
from hanhtrinh.app.answering.sharing import make_kiosk
from hanhtrinh.app.answering.telling import Sweeper, messages_of
from hanhtrinh.errors import StorageError
from hanhtrinh.events.event import UNPROVEN
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.responses import SqlResponses
from hanhtrinh.values import datetime_of
from hanhtrinh.voice.surveys.model import Asking, Page, Question, Survey, Thanks, Theme, When
from hanhtrinh.voice.surveys.model import Test as On
from tests.web.surveys_world import (
    BRANCHING,
    LIKE,
    SERVER,
    SHOP,
    TOKEN,
    WHY,
    Browser,
    events,
    fields_of,
    invited,
    kept,
    opened,
)

HOUR = 3_600_000_000
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>{like}'
replace = msgspec.structs.replace


def finished(world, survey="sau-mua"):
    """Return the finished responses of a survey."""
    return [one for one in kept(world, survey) if one.finished_at is not None]


def test_somebody_answers_by_an_open_link(world):
    """Page after page, by the branch their score calls for; it is an event before thanks are said."""
    person = Browser(world, f"/q/{opened(world)}")
    assert person.page.status_code == 200
    assert kept(world) == []
    person.send(like="3")
    assert "Vì sao bạn cho 3 điểm?" in person.page.text
    person.send(why="Giao chậm")
    person.send(shop="web")
    assert "Rất tiếc vì điểm 3." in person.page.text
    (response,) = finished(world)
    assert response.answers == {"like": 3.0, "why": "Giao chậm", "shop": "web"}
    assert response.channel == "link"
    said = {one["event"]: one for one in events(world)}
    answer = said["Survey Answered"]["properties"]
    assert (answer["instrument"], answer["score"], answer["text"]) == ("sau-mua.like", 3.0, "Giao chậm")
    assert said["Survey Finished"]["properties"]["answer_shop"] == "web"


def test_a_happy_one_skips_what_only_the_unhappy_are_asked(world):
    """A jump leads past a page; an answer given there before is not counted."""
    person = Browser(world, f"/q/{opened(world)}")
    person.send(like="3")
    second = person.page
    person.send(why="Giao chậm")
    person.page = person.client.get(str(second.url).replace("/p2", "/p1"))
    person.send(like="10")
    assert str(person.page.url).partition("?")[0].endswith("/p3")
    person.send()
    assert finished(world)[0].answers == {"like": 10.0}


def test_looking_records_nothing(world):
    """Not the first look, not one with a score chosen, not a scanner's, a prefetching browser's or a HEAD."""
    code, token = opened(world), invited(world)
    mark = mark_of(token, "like", 9)
    ways = [f"/q/{code}", f"/q/{code}?via=qr", f"/a/{token}", f"/a/{token}?c={mark}", f"/a/{token}/stop",
            f"/a/{token}/me/p3", f"/a/{token}/me/end"]  # fmt: skip
    for way in ways:
        client = Browser(world, way).client
        for headers in ({}, {"purpose": "prefetch", "sec-purpose": "prefetch"}, {"user-agent": "BarracudaScan"}):
            answer = client.get(way, headers=headers)
            assert answer.status_code == 200, way
            assert "set-cookie" not in answer.headers
        client.head(way)
    assert kept(world) == []
    assert events(world) == []
    assert world.services.responses.invitation(digest(token)).answered_at is None
    assert not world.services.askings.stopped("nha-may", [("person", "u1")])


def test_a_score_chosen_in_a_letter_waits_to_be_confirmed(world):
    """The page shows it chosen; nothing in the link says which it is; sending it answers."""
    opened(world)
    token = invited(world)
    mark = mark_of(token, "like", 9)
    assert mark != "9"
    person = Browser(world, f"/a/{token}?c={mark}")
    assert 'name="like" value="9" checked' in person.page.text
    assert "checked" not in Browser(world, f"/a/{token}?c={mark_of('another', 'like', 9)}").page.text
    person.send(like="9")
    person.send()
    (response,) = finished(world)
    assert (response.answers, response.person, response.channel) == ({"like": 9.0}, "u1", "email")
    assert {one["userId"] for one in events(world)} == {"u1"}


def test_the_button_pressed_twice(world):
    """The second press finds it kept: one response, one set of events, thanks both times."""
    person = Browser(world, f"/q/{opened(world)}")
    person.send(like="10")
    action, fields = fields_of(person.page.text)
    answers = [person.client.post(action, data={**fields, "shop": "web"}) for _ in range(3)]
    assert all("Cảm ơn bạn" in one.text for one in answers)
    assert len(finished(world)) == 1
    assert len(events(world)) == 2


def test_the_back_button(world):
    """What was answered is there; after the end there is nothing to change any more."""
    person = Browser(world, f"/q/{opened(world)}")
    first = str(person.page.url)
    person.send(like="3")
    assert 'value="3" checked' in person.client.get(first).text
    person.send(_go="back", why="Chưa xong")
    assert 'value="3" checked' in person.page.text
    person.send(like="10")
    person.send()
    again = person.client.get(first)
    assert "Cảm ơn bạn" in again.text
    assert "sv-form" not in again.text


def test_two_tabs_on_one_filling(world, monkeypatch):
    """A page takes its own questions alone: another page kept just then stays, and what it did not show."""
    low = When(all=(On(of="like", op="at_most", values=(6.0,)),))
    often = Question(key="often", kind="short", text="Bao lâu?", show=low)
    first = replace(BRANCHING.pages[0], questions=(LIKE, often))
    opened(world, replace(BRANCHING, pages=(first, *BRANCHING.pages[1:])))
    person = Browser(world, f"/a/{invited(world)}")
    early = fields_of(person.page.text)  # drawn before anything was answered: `often` is not shown
    person.send(like="3", often="Hai tuần")
    other, keep = Browser(world, str(person.page.url)), SqlResponses.keep

    def meanwhile(*args):
        monkeypatch.setattr(SqlResponses, "keep", keep)
        other.send(why="Giao chậm")
        return keep(*args)

    monkeypatch.setattr(SqlResponses, "keep", meanwhile)
    action, fields = early
    person.client.post(action, data={**fields, "like": "2", "often": "", "_go": "next"})
    assert kept(world)[0].answers == {"like": 2.0, "often": "Hai tuần", "why": "Giao chậm"}


def test_an_invitation_goes_on_elsewhere(world):
    """On another device one is where one was; a forwarded link is the same one answer."""
    opened(world)
    token = invited(world)
    Browser(world, f"/a/{token}").send(like="2")
    tablet = Browser(world, f"/a/{token}", lang="en")
    assert "Vì sao bạn cho 2 điểm?" in tablet.page.text
    tablet.send(why="Chậm")
    tablet.send(shop="store")
    assert len(finished(world)) == 1
    assert "Cảm ơn bạn" in Browser(world, f"/a/{token}").page.text
    assert world.services.responses.invitation(digest(token)).answered_at == world.now


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"state": "paused"}, 503, "tạm dừng"), ({"state": "closed"}, 410, "đã đóng"), ({"later": 40}, 410, "hết hạn"),
        ({"asking": Asking(quota=1)}, 410, "Đã đủ"), ({"asking": Asking(closes=1)}, 410, "đã đóng"),
        ({"asking": Asking(opens=10**17)}, 403, "chưa mở"),
    ],
)  # fmt: skip
def test_who_may_not_answer_any_more_is_told_why(world, change, status, words):
    """Paused, closed, expired, full, too early, too late: in words, with no form, and nothing is kept."""
    survey = replace(BRANCHING, asking=change.get("asking", Asking()))
    code = opened(world, survey)
    invited(world)
    if survey.asking.quota:
        person = Browser(world, f"/q/{code}")
        person.send(like="10")
        person.send()
    if "state" in change:
        world.services.surveys.set_state("nha-may", "sau-mua", change["state"], world.now)
    world.now += change.get("later", 0) * 24 * HOUR
    before = len(kept(world))
    page = Browser(world, f"/a/{TOKEN}").page
    assert page.status_code == status
    assert words in page.text
    assert "sv-form" not in page.text
    assert len(kept(world)) == before


def test_an_end_says_when_and_what_is_kept(world):
    """The day an invitation was good until, the moment a survey opens; that what was answered in between is kept; and
    the survey's own words where it is closed, not where it only rests."""
    survey = replace(BRANCHING, closed_text="Hẹn mùa sau!")
    opened(world, survey)
    person = Browser(world, f"/a/{invited(world)}")
    person.send(like="3")
    world.services.surveys.set_state("nha-may", "sau-mua", "paused", world.now)
    paused = person.client.get(f"/a/{TOKEN}").text
    assert "vẫn được giữ: khi khảo sát mở lại" in paused
    assert "Hẹn mùa sau!" not in paused
    world.services.surveys.set_state("nha-may", "sau-mua", "closed", world.now)
    assert "Hẹn mùa sau!" in person.client.get(f"/a/{TOKEN}").text
    world.services.surveys.set_state("nha-may", "sau-mua", "open", world.now)
    world.now += 31 * 24 * HOUR
    late = person.client.get(f"/a/{TOKEN}?lang=en")
    assert (late.status_code, "This invitation was good until 22 Dec 2026." in late.text) == (410, True)
    assert "What you had answered before is kept." in late.text
    code = opened(world, replace(survey, asking=Asking(opens=world.now + HOUR)))
    assert "bắt đầu nhận câu trả lời từ" in Browser(world, f"/q/{code}").page.text


def test_an_address_that_was_sent_on(world):
    """Whoever was sent the address of somebody else's filling in is offered their own, and told nothing that was
    answered there once it is finished; whoever goes on in it sees none of that."""
    survey = replace(BRANCHING, pages=BRANCHING.pages[:2])
    code = opened(world, survey)
    person = Browser(world, f"/q/{code}")
    page = person.send(like="3")
    elsewhere = {"sec-fetch-site": "cross-site"}
    anew = f'href="/q/{code}"'
    assert anew in person.client.get(str(page.url), headers=elsewhere).text
    assert anew not in page.text
    end = person.send()
    assert "Rất tiếc vì điểm 3." in end.text
    sent_on = person.client.get(str(end.url), headers=elsewhere).text
    assert anew in sent_on
    assert "điểm 3" not in sent_on


def test_more_than_a_page_takes(world):
    """Is answered in words, with the way back to the page."""
    person = Browser(world, f"/q/{opened(world)}")
    page = person.send(like="3", why="x" * 400_000)
    assert (page.status_code, "Tệp quá lớn" in page.text) == (413, True)
    assert f'href="{page.url.path}"' in page.text


def test_a_survey_that_closes_while_somebody_answers(world):
    """They are told so; what they had said until then is still there."""
    person = Browser(world, f"/q/{opened(world)}")
    person.send(like="3")
    world.services.surveys.set_state("nha-may", "sau-mua", "closed", world.now)
    person.send(why="Chậm")
    assert "Khảo sát đã đóng" in person.page.text
    assert [one.answers for one in kept(world)] == [{"like": 3.0}]


def test_the_last_place_is_taken_while_somebody_answers(world):
    """Of two on the last page one counts, the other hears that enough have answered."""
    code = opened(world, replace(BRANCHING, asking=Asking(quota=1)))
    one, other = (Browser(world, f"/q/{code}") for _ in range(2))
    for person in (one, other):
        person.send(like="10")
    assert "Cảm ơn" in one.send().text
    assert "Đã đủ câu trả lời" in other.send().text
    assert len(finished(world)) == 1


def test_a_survey_opened_anew_while_somebody_answers(world):
    """They finish the version they began; whoever comes later gets the new one."""
    code = opened(world)
    person = Browser(world, f"/q/{code}")
    person.send(like="3")
    pages = (*BRANCHING.pages[:1], Page(key="p2", questions=(replace(LIKE, key="else", text="Câu mới?"),)))
    opened(world, replace(BRANCHING, pages=pages, thanks=()))
    assert "Vì sao bạn cho 3 điểm?" in person.client.get(str(person.page.url)).text
    person.send(why="Chậm")
    person.send()
    assert [one.version for one in finished(world)] == [1]
    fresh = Browser(world, f"/q/{code}")
    fresh.send(like="3")
    assert "Câu mới?" in fresh.page.text


def test_another_language_keeps_what_was_answered(world):
    """The page comes again in the other language, with the answer that was just chosen."""
    person = Browser(world, f"/q/{opened(world)}")
    person.send(like="7", _lang="en")
    assert 'lang="en"' in person.page.text
    assert "required" in person.page.text
    assert 'value="7" checked' in person.page.text
    person.send()
    assert kept(world)[0].lang == "en"


def test_what_is_missing_or_wrong_is_said_where_it_is(world):
    """In place and above, with the words that were typed; what was right is kept."""
    pages = (Page(key="p", questions=(LIKE, Question(key="n", kind="number", text="Mấy lần?", high=9))),)
    person = Browser(world, f"/q/{opened(world, Survey(key='sau-mua', name='S', pages=pages))}")
    page = person.send(n="mười")
    assert page.status_code == 422
    assert page.text.count('role="alert"') == 1
    assert 'id="sv-like-e"' in page.text
    assert 'value="mười"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert "Cảm ơn" in person.send(like="8", n="3").text
    assert finished(world)[0].answers == {"like": 8.0, "n": 3.0}


def test_a_question_an_answer_on_the_same_page_calls_for(world):
    """Without a script it appears when the page is sent, and is asked before going on."""
    low = When(all=(On(of="like", op="at_most", values=(6.0,)),))
    why = Question(key="why", kind="short", text="Vì sao?", show=low, required=True)
    survey = Survey(key="sau-mua", name="S", pages=(Page(key="p", questions=(LIKE, why)),))
    person = Browser(world, f"/q/{opened(world, survey)}")
    assert 'data-sv-q="why"' in person.page.text
    page = person.send(like="2")
    assert page.status_code == 200
    assert "mở ra thêm câu hỏi" in page.text
    assert person.send(like="2").status_code == 422
    person.send(like="2", why="Chậm")
    assert finished(world)[0].answers == {"like": 2.0, "why": "Chậm"}


def test_consent_is_kept_with_the_answers(world):
    """The words as they were seen, when, in which language, of which version; without it nothing is finished."""
    agree = Question(key="agree", kind="consent", text="Tôi đồng ý nhận tin.")
    survey = Survey(key="sau-mua", name="S", consent_text="Tôi cho phép lưu câu trả lời{trait.none|.}",
                    pages=(Page(key="p", questions=(LIKE, agree)),))  # fmt: skip
    person = Browser(world, f"/q/{opened(world, survey)}")
    assert person.send(like="8").status_code == 422
    assert finished(world) == []
    world.now += 2 * HOUR
    Sweeper(world.services.answering).once()
    assert events(world) == []
    person.send(like="8", agree="yes", _consent="yes")
    assert [one["event"] for one in events(world)] == ["Survey Answered", "Survey Finished"]
    (response,) = finished(world)
    assert response.consent == {
        "survey": "Tôi cho phép lưu câu trả lời.", "agree": "Tôi đồng ý nhận tin.", "lang": "vi", "version": "1",
        "at": response.consent["at"],
    }  # fmt: skip
    assert response.consent["at"].startswith("2026-11-22T14:00")


def test_no_way_leads_past_the_consent(world):
    """Whoever sends the last page first comes to the page that asks for it."""
    pages = (Page(key="p1", questions=(WHY,)), Page(key="p2", questions=(SHOP,)))
    person = Browser(world, f"/q/{opened(world, Survey(key='sau-mua', name='S', consent_text='Được.', pages=pages))}")
    action, fields = fields_of(person.page.text)
    world.now += HOUR
    led = person.client.post(action.replace("/p1", "/p2"), data={**fields, "_seen": "shop", "shop": "web"})
    assert str(led.url.path).endswith("/p1")
    assert finished(world) == []


@pytest.mark.parametrize("agrees", [True, False])
def test_contact_details_identify_only_who_agrees(world, agrees):
    """They stay with the response; only with consent do they say whose it is, and they prove it never."""
    who = Question(key="who", kind="contact", text="Liên hệ?", fields=("name", "email"))
    survey = Survey(key="sau-mua", name="S", pages=(Page(key="p", questions=(LIKE, who)),))
    person = Browser(world, f"/q/{opened(world, survey)}")
    ticks = {"who:consent": "yes"} if agrees else {}
    person.send(like="8", who__name="An", who__email="An@Example.com", **ticks)
    assert finished(world)[0].answers["who"] == {"name": "An", "email": "An@Example.com"}
    said = msgspec.json.encode(events(world)).decode()
    assert ("an@example.com" in said) is agrees
    assert {one.get("userId") for one in events(world)} == ({"an@example.com"} if agrees else {None})
    assert {bool(one.flags & UNPROVEN) for one in world.services.inbox.tail("nha-may", 0, 100)[0]} == {agrees}


def test_an_anonymous_survey_is_anonymous(world):
    """No person, no invitation, no moment but the day, in the response and in the events; yet it works only once."""
    who = Question(key="who", kind="contact", text="Liên hệ?", fields=("email",), required=True)
    survey = Survey(key="sau-mua", name="S", anonymous=True, pages=(Page(key="p", questions=(LIKE, who)),))
    opened(world, survey)
    token = invited(world, person="khach-hang-77")
    person = Browser(world, f"/a/{token}")
    assert "Liên hệ?" not in person.page.text
    assert "ẩn danh" in person.page.text
    person.send(like="4")
    (response,) = finished(world)
    midnight = 1_795_348_800_000_000 - 19 * HOUR  # of 22 November in Ho Chi Minh City
    assert (response.person, response.invitation) == ("", "")
    assert {response.began_at, response.changed_at, response.finished_at} == {midnight}
    with world.database.reading() as connection:
        rows = str(connection.exec_driver_sql("select * from survey_responses").fetchall())
    messages, _ = world.services.inbox.tail("nha-may", 0, 100)
    assert {message.received_at for message in messages} == {midnight}
    for place in (rows, str([message.body for message in messages])):
        assert "khach-hang-77" not in place
        assert token not in place
        assert digest(token) not in place
    assert world.services.responses.invitation(digest(token)).answered_at == midnight
    assert "Bạn đã trả lời rồi" in Browser(world, f"/a/{token}").page.text


def test_no_instant_of_an_anonymous_answer_is_kept_anywhere(world):
    """Not when it was told, not when its file came, neither in the database nor on disk: no log beside it says who."""
    bill = Question(key="bill", kind="file", text="Hóa đơn", most=1)
    code = opened(
        world, Survey(key="sau-mua", name="S", anonymous=True, pages=(Page(key="p", questions=(LIKE, bill)),))
    )
    Browser(world, f"/q/{code}").send(like="4", files={"bill": ("a.txt", b"ha")})
    midnight = 1_795_348_800_000_000 - 19 * HOUR
    with world.database.reading() as connection:
        told = connection.exec_driver_sql("select told_at from survey_responses").scalars().all()
        came = connection.exec_driver_sql("select at from survey_files").scalars().all()
    assert (told, came) == ([midnight], [midnight + 24 * HOUR])
    files = [path for path in world.home.rglob("survey-files/*") if path.is_file()]
    assert [path.stat().st_mtime for path in files] == [(midnight + 24 * HOUR) / 1_000_000]


def test_machines_are_not_believed(world):
    """A field nobody sees, a form that was never loaded, one sent at once: nothing is kept, people just send again."""
    code = opened(world)
    person = Browser(world, f"/q/{code}")
    assert "Cảm ơn" in person.send(like="9", sv_more="http://spam.example").text
    assert kept(world) == []
    person = Browser(world, f"/q/{code}")
    page = person.send(like="9", then=10_000)
    assert page.status_code == 400
    assert 'value="9" checked' in page.text
    assert kept(world) == []
    action, fields = fields_of(page.text)
    for forged in ("", "1.abc", f"{world.now}.{'0' * 32}"):
        assert person.client.post(action, data={**fields, "_form": forged, "like": "9"}).status_code == 400
    assert kept(world) == []
    assert person.send(like="9").status_code == 200
    assert len(kept(world)) == 1


def test_a_form_left_open_for_days_loses_nothing(world):
    """What was typed, chosen and ticked stands there again; a file is asked for anew, and none is kept meanwhile."""
    bill = Question(key="bill", kind="file", text="Hóa đơn")
    agree = Question(key="agree", kind="consent", text="Tôi đồng ý nhận tin.")
    questions = (LIKE, Question(key="sum", kind="number", text="Bao nhiêu?"), agree, bill)
    survey = Survey(key="sau-mua", name="S", consent_text="Cho phép.", pages=(Page(key="p", questions=questions),))
    person = Browser(world, f"/q/{opened(world, survey)}")
    given = {"like": "9", "sum": "1.500.000", "agree": "yes", "_consent": "yes"}
    page = person.send(then=4 * 24 * HOUR, files={"bill": ("a.txt", b"ha")}, **given)
    assert page.status_code == 400
    for drawn in ('value="9" checked', 'value="1500000"', 'name="agree" value="yes" checked',
                  'name="_consent" value="yes" checked'):  # fmt: skip
        assert drawn in page.text
    assert "a.txt" not in page.text
    assert not [path for path in world.home.rglob("survey-files/*") if path.is_file()]
    person.send(files={"bill": ("a.txt", b"ha")}, **given)
    answers = finished(world)[0].answers
    assert (answers["bill"]["name"], answers["sum"]) == ("a.txt", 1_500_000.0)


def test_a_number_is_read_in_the_language_it_was_typed_in(world):
    """Also by who goes on in the other one: half a million stays half a million."""
    paid = Question(key="sum", kind="number", text="Bao nhiêu?")
    survey = Survey(key="sau-mua", name="S", languages=("vi", "en"), pages=(Page(key="p", questions=(LIKE, paid)),))
    person = Browser(world, f"/q/{opened(world, survey)}")
    page = person.send(like="9", sum="500.000", _lang="en")
    assert (kept(world)[0].answers["sum"], "500000" in page.text) == (500_000.0, True)
    person.send(like="9", sum="500,000.5")
    assert finished(world)[0].answers["sum"] == 500_000.5


def test_a_quick_person_is_no_machine(world):
    """One tap on the one question a person knows already counts, by a link like by a letter."""
    survey = Survey(key="sau-mua", name="S", pages=(Page(key="p", questions=(LIKE,)),))
    assert "Cảm ơn" in Browser(world, f"/q/{opened(world, survey)}").send(like="9", then=400_000).text
    assert "Cảm ơn" in Browser(world, f"/a/{invited(world)}").send(like="9", then=50_000).text
    assert len(finished(world)) == 2


def test_colleagues_share_an_address(world, monkeypatch):
    """What an office may send by an open link is a lot and has an end; each invitation has its own measure."""
    monkeypatch.setattr("hanhtrinh.web.answering.coming.ADDRESS", (1.0, 0.001))
    code = opened(world, Survey(key="sau-mua", name="S", pages=(Page(key="p", questions=(LIKE,)),)))
    assert [Browser(world, f"/q/{code}").send(like="9").status_code for _ in range(2)] == [200, 429]
    for n in range(3):
        token = invited(world, person=f"u{n}", token=f"{n}" * 48)
        assert "Cảm ơn" in Browser(world, f"/a/{token}").send(like="9").text
    assert len(finished(world)) == 4


def test_no_flood(world, monkeypatch):
    """So many from one address and no more for a while; codes cannot be tried one after another; large forms end."""
    monkeypatch.setattr("hanhtrinh.web.answering.coming.ADDRESS", (30.0, 1.0))
    code = opened(world)
    person = Browser(world, f"/q/{code}")
    action, fields = fields_of(person.page.text)
    world.now += 2_000_000
    statuses = [person.client.post(action, data={**fields, "like": "99"}).status_code for _ in range(40)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert person.client.post(action, data={**fields, "like": "9", "x": "x" * 400_000}).status_code == 413
    tries = [person.client.get(f"/q/none{n}").status_code for n in range(40)]
    assert (tries[0], tries[-1]) == (404, 429)
    world.now += HOUR
    assert person.client.post(action, data={**fields, "like": "9"}).status_code == 200


@pytest.mark.parametrize("address", ["/q/none", "/a/none", f"/a/{'0' * 48}", "/kiosk/none", "/a/none/stop"])
def test_a_link_that_leads_nowhere(world, address):
    """It says so in words, whoever asks; a survey that was never opened has no link."""
    page = Browser(world, address).page
    assert page.status_code == 404
    assert "Không có khảo sát nào ở đây" in page.text


def test_nothing_that_is_answered_becomes_markup(world):
    """In the page after it, in an error, in thanks."""
    survey = replace(
        BRANCHING, name=EVIL,
        pages=(
            Page(key="a", questions=(Question(key="who", kind="short", text="Tên?"),)),
            Page(key="b", title="{who}", questions=(replace(LIKE, text="{who}: {who}?", help="{who}"),)),
        ),
        thanks=(Thanks(text="Chào {who}", link="javascript:alert(1)", link_text="{who}"),),
    )  # fmt: skip
    person = Browser(world, f"/q/{opened(world, survey)}")
    pages = [person.page.text, person.send(who=EVIL).text, person.send().text, person.send(like="9").text]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert all("alert(1)" in page for page in pages[1:])
    assert "javascript:" not in pages[-1]


def test_pages_are_hidden_and_follow_nobody(world):
    """No cookie, no referrer, no index, no script but ours; only open links may stand in another site's frame."""
    code, token = opened(world, replace(BRANCHING, theme=Theme(accent="#ffe14d"))), invited(world)
    for address, framed in ((f"/q/{code}", True), (f"/a/{token}", False)):
        answer = Browser(world, address).page
        for one in (*answer.history, answer):
            assert "set-cookie" not in one.headers
            assert one.headers["referrer-policy"] == "no-referrer"
            assert "noindex" in one.headers["x-robots-tag"]
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert ("frame-ancestors *" in policy) is framed
        assert token not in policy
    sheet = Browser(world, "/survey-theme/ffe14d-auto-soft.css").page
    assert sheet.headers["content-type"].startswith("text/css")
    assert Browser(world, "/survey-theme/ffe14d-auto-soft;}.css").page.status_code == 404


def test_a_page_nobody_may_jump_to(world):
    """An address that is ahead of what was answered leads to what waits."""
    code = opened(world)
    person = Browser(world, f"/q/{code}")
    ahead = person.client.get(str(person.page.url).replace("/p1", "/p3"))
    assert str(ahead.url).endswith("/p1")


def test_an_order_without_a_script(world):
    """Buttons move options a place; an order nobody touched is no answer."""
    options = BRANCHING.pages[2].questions[0].options
    order = Question(key="order", kind="ranking", text="Xếp", options=options)
    person = Browser(
        world, f"/q/{opened(world, Survey(key='sau-mua', name='S', pages=(Page(key='p', questions=(order,)),)))}"
    )
    person.send(order=["web", "store"], _move="order/store/up")
    assert kept(world)[0].answers == {"order": ["store", "web"]}
    assert person.page.text.index('value="store"') < person.page.text.index('value="web"')
    person.send(order=["store", "web"], **{"order:ranked": "yes"})
    assert finished(world)[0].answers == {"order": ["store", "web"]}
    other = Browser(world, str(person.page.url).partition("/l")[0])
    other.send(order=["web", "store"])
    assert sorted(str(one.answers) for one in kept(world)) == ["{'order': ['store', 'web']}", "{}"]
    assert len(finished(world)) == 1


def test_files_are_taken_for_what_they_are(world):
    """By their bytes, up to their size; they come back to members alone, to be saved and never to be shown."""
    bill = Question(key="bill", kind="file", text="Hóa đơn", most=1)
    person = Browser(
        world, f"/q/{opened(world, Survey(key='sau-mua', name='S', pages=(Page(key='p', questions=(LIKE, bill)),)))}"
    )
    wrong = {"page.html": b"\x00<script>alert(1)</script>", "a.exe": b"MZ\x90\x00", "big.pdf": b"%PDF-" + b"x" * 2**20}
    for name, data in wrong.items():
        page = person.send(like="9", files={"bill": (name, data)})
        assert page.status_code == 422, name
        assert finished(world) == []
    person.send(like="9", files={"bill": ("../../hóa đơn.html", b"<script>alert(1)</script>")})
    (response,) = finished(world)
    id = response.answers["bill"]["id"]
    assert response.answers["bill"]["name"] == "hóa đơn.html"
    given = world.client("minh").get(f"/w/nha-may/voice/files/{id}")
    assert given.content == b"<script>alert(1)</script>"
    assert given.headers["content-disposition"].startswith("attachment")
    assert given.headers["content-type"] == "application/octet-stream"
    assert "sandbox" in given.headers["content-security-policy"]
    assert world.client("tu").get(f"/w/tiem-khac/voice/files/{id}").status_code == 404
    assert world.client("ha").get(f"/w/nha-may/voice/files/{id}").status_code == 403


def test_a_file_that_is_refused_costs_nothing_else(world):
    """All that is wrong beside it is said too, and what was typed there stays."""
    year = Question(key="year", kind="number", text="Năm nào?", low=2000, high=2030)
    bill = Question(key="bill", kind="file", text="Hóa đơn")
    survey = Survey(key="sau-mua", name="S", pages=(Page(key="p", questions=(LIKE, year, bill)),))
    page = Browser(world, f"/q/{opened(world, survey)}").send(year="2050", files={"bill": ("a.exe", b"MZ\x90\x00")})
    assert page.text.count("sv-bad") == 3
    assert 'value="2050"' in page.text


def test_a_kiosk_counts_what_is_right(world):
    """Whoever answered is gone: a number nobody could mean does not keep the rest from counting."""
    year = Question(key="year", kind="number", text="Năm nào?", low=2000, high=2030)
    opened(world, Survey(key="sau-mua", name="S", pages=(Page(key="p", questions=(LIKE, year)),)))
    token = make_kiosk(SERVER, world.services.accounts.space("nha-may"), world.services.answering, "sau-mua")
    for id, like, outcome in (("a" * 20, 7, "thanks"), ("b" * 20, 77, "partial")):
        said = {"id": id, "answers": {"like": like, "year": 2050}, "at": world.now, "lang": "vi", "page": "p"}
        assert world.client().post(f"/kiosk/{token}/answers", json=said).json()["outcome"] == outcome
    assert [one.answers for one in finished(world)] == [{"like": 7.0}]


def test_not_asked_again(world):
    """A look at the page does nothing; the button stops further asking, with or without our form."""
    opened(world)
    token = invited(world)
    person = Browser(world, f"/a/{token}/stop")
    assert "sv-btn" in person.page.text
    assert not world.services.askings.stopped("nha-may", [("person", "u1")])
    done = person.client.post(f"/a/{token}/stop", data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert world.services.askings.stopped("nha-may", [("person", "u1")]) == "unsubscribed"


def test_nothing_answered_is_no_response(world):
    """Whoever sends an optional survey empty is told so, kindly, and may go on; a kiosk's is dropped."""
    page = Page(key="p", questions=(replace(LIKE, required=False),))
    survey = Survey(key="sau-mua", name="S", pages=(page,))
    person = Browser(world, f"/q/{opened(world, survey)}")
    empty = person.send()
    assert (empty.status_code, "Bạn chưa trả lời câu nào" in empty.text) == (422, True)
    assert finished(world) == []
    assert events(world) == []
    token = make_kiosk(SERVER, world.services.accounts.space("nha-may"), world.services.answering, "sau-mua")
    said = {"id": "k" * 32, "answers": {}, "at": world.now, "lang": "vi", "page": page.key}
    before = len(kept(world))
    outcome = world.client().post(f"/kiosk/{token}/answers", json=said).json()
    assert (outcome["outcome"], len(kept(world))) == ("partial", before)
    assert "Cảm ơn" in person.send(like="9").text
    assert [one.answers for one in finished(world)] == [{"like": 9.0}]


def test_what_could_not_be_told_is_told_later(world, monkeypatch):
    """Thanks are said as soon as it is kept; the sweep tells it, once, whoever comes first."""
    person = Browser(world, f"/q/{opened(world)}")
    person.send(like="10")

    def refuse(*_):
        raise StorageError("sources.disk_full", file="x")

    with monkeypatch.context() as patch:
        patch.setattr(SqlInbox, "put", refuse)
        assert "Cảm ơn" in person.send().text
    assert finished(world)[0].told_at is None
    assert events(world) == []
    Sweeper(world.services.answering).once()
    Sweeper(world.services.answering).once()
    assert finished(world)[0].told_at is not None
    assert len(events(world)) == 2


def test_what_is_left_in_the_middle_is_told_after_a_rest(world):
    """An hour later; should it go on after all, what is said then replaces that."""
    person = Browser(world, f"/q/{opened(world)}")
    person.send(like="3")
    Sweeper(world.services.answering).once()
    assert events(world) == []
    world.now += HOUR + 60_000_000
    Sweeper(world.services.answering).once()
    (first,) = events(world)
    person.page = person.client.get(str(person.page.url).replace("/p2", "/p1"))
    person.send(like="10")
    person.send()
    answers = [one for one in events(world) if one["event"] == "Survey Answered"]
    assert [one["properties"]["score"] for one in answers] == [3.0, 10.0]
    assert {one["properties"]["said_id"] for one in answers} == {first["properties"]["said_id"]}


def test_what_nobody_said_last_holds(world):
    """Of a nameless response the day alone is told; within it what was told later stands behind the earlier."""
    survey = replace(BRANCHING, anonymous=True)
    whole = Browser(world, f"/q/{opened(world, survey)}").send(like="3")
    assert whole.status_code == 200
    (one,) = kept(world)
    stages = [replace(one, tellings=1), replace(one, tellings=2), replace(one, tellings=2, finished_at=one.changed_at)]
    told = [next(messages_of(survey, stage, world.now)) for stage in stages]
    times = [msgspec.json.decode(said.body)["timestamp"] for said in told]
    assert times == sorted(set(times))
    assert {time[:23] for time in times} == {datetime_of(one.changed_at).isoformat(timespec="milliseconds")[:23]}


def test_what_was_told_and_is_off_the_way_since_is_taken_back(world):
    """Somebody's answers that rested are told; a change elsewhere leads past one of them: it holds no longer."""
    words = Question(key="words", kind="long", text="Chuyện gì đã xảy ra?")
    second = replace(BRANCHING.pages[1], questions=(words,))
    opened(world, replace(BRANCHING, pages=(BRANCHING.pages[0], second, BRANCHING.pages[2])))
    person = Browser(world, f"/a/{invited(world)}")
    first = str(person.page.url)

    def rests():
        world.now += HOUR + 60_000_000
        Sweeper(world.services.answering).once()

    def again(like):
        person.page = person.client.get(first)
        person.send(like=like)

    person.send(like="3")
    person.send(words="Giao chậm")
    for like in ("3", "4", "3"):
        again(like)
        rests()
    scores = [one["properties"]["score"] for one in events(world) if "score" in one["properties"]]
    assert scores == [3.0, 4.0, 3.0]  # what was said before is said again
    again("10")
    person.send(shop="web")
    answers = [one for one in events(world) if one["event"] == "Survey Answered"]
    assert sum(one["properties"].get("text") == "Giao chậm" for one in answers) == 1
    (back,) = [one for one in answers if one["properties"].get("said_state") == "taken_back"]
    (told,) = [one for one in answers if one["properties"].get("text") == "Giao chậm"]
    assert back["properties"]["said_id"] == told["properties"]["said_id"]
    assert back["properties"]["instrument"] == told["properties"]["instrument"]
    assert back["timestamp"] > told["timestamp"]


def test_what_is_nested_without_end_is_no_fault_of_the_server(world):
    """JSON too deep to be read is refused like any that cannot be; nothing is logged as an error of ours."""
    opened(world)
    token = make_kiosk(SERVER, world.services.accounts.space("nha-may"), world.services.answering, "sau-mua")
    body = f'{{"id":"{"k" * 20}","at":1,"answers":{{"q":{"[" * 9_000}{"]" * 9_000}}}}}'
    answer = world.client().post(f"/kiosk/{token}/answers", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "web.bad_request")


def test_signs_beyond_ascii_in_a_token_are_a_wrong_token(world):
    """A mark or a form's token that somebody made up, of whatever letters, is one that does not fit."""
    opened(world)
    person, page = world.client(), f"/a/{invited(world)}/me/p1"
    assert person.get(f"{page}?c=đ").status_code == 200
    assert person.post(page, data={"_form": "1.đ", "like": "9"}).status_code == 400
