"""The inbox: everything customers said is found, opened, noted and answered; nobody sees more than they may."""

import re
from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import select

from hanhtrinh.access import digest
from hanhtrinh.ports.accounts import User
from hanhtrinh.store.sql.tables.mails import mails
from tests.web.said_world import talking

INBOX, REPLIES = "/w/nha-may/voice/responses", "/w/nha-may/voice/replies"


@pytest.fixture
def said(world):
    """What was said, with Bình who may comment."""
    made = talking(world)
    user = User(id="binh", email="binh@example.com", name="Bình", password="", language="vi", created_at=world.now)
    world.services.accounts.add_user(user)
    world.services.accounts.add_member("nha-may", "binh", "commenter", world.now)
    world.services.accounts.open_session(digest("token-binh"), "binh", world.now, world.now + 10**15)
    return made


def keys(text):
    """Return the keys of the answers on a page, in order."""
    return re.findall(r'data-answer="([0-9a-f]{16})"', text)


def shown(world, query="", who="lan", lang="en"):
    """Return the list as somebody sees it."""
    answer = world.client(who, lang).get(f"{INBOX}{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 8),
        ("?show=all", 9),
        ("?show=scores", 1),
        ("?show=words&kind=answer", 0),
        ("?kind=ticket", 1),
        ("?kind=answer", 1),
        ("?kind=review&feeling=bad", 6),
        ("?feeling=good&theme=price", 1),
        ("?theme=delivery", 6),
        ("?score=bad", 6),
        ("?score=none", 1),
        ("?q=giao+hang+tre", 6),
        ("?q=GIÁ+rẻ", 1),
        ("?q=gía", 0),
        ("?q=gi%CC%81a", 0),
        ("?q=Gia%CC%81+re%CC%89", 1),
        ("?q=gia+%CC%80", 0),
        ("?step=shop/cart&show=all", 9),
        ("?step=shop/pay", 0),
        ("?language=vi", 8),
        ("?language=en", 0),
        ("?survey=stars", 1),
        ("?state=new&show=all", 9),
        ("?state=done", 0),
        ("?days=1&show=all", 9),
        ("?mine=1", 0),
        ("?tag=x", 0),
        ("?start=99999", 8),
    ],
)
def test_answers_are_found(world, said, query, count):
    """By kind, feeling, theme, score, words with or without diacritics, step, language, survey, state and time."""
    assert len(keys(shown(world, query))) == count


def test_a_search_that_finds_nothing_has_a_way_back(world, said):
    """Where no answer is like that, one press leads to all of them."""
    way = r'<a[^>]*href="/w/nha-may/voice/responses"[^>]*>(?:(?!</a>).)*Without filters'
    assert re.search(way, shown(world, "?q=zzz"))
    assert not re.search(way, shown(world))


def test_answers_with_words_come_first_and_the_others_are_one_click_away(world, said):
    """Scores without words are counted beside those with words; days are headings; words come in and go out here."""
    text = shown(world)
    for link, count in (("words", 8), ("scores", 1), ("all", 9)):
        assert re.search(rf'<a[^>]*href="\?show={link}"[^>]*>[^<]*<b>{count}</b>', text), link
    assert text.count("<h2>Today</h2>") + text.count("<h2>Yesterday</h2>") >= 1
    assert "/w/nha-may/voice/taking-in" in text
    assert "/w/nha-may/voice/taking-in/out/said.csv" in text
    assert "taking-in&quot;" not in shown(world, who="binh")


def test_the_newest_stands_first_and_tells_what_is_understood(world, said):
    """Scores, feeling in words, themes, step, source; what people sent stays text."""
    text = shown(world)
    assert text.index("Nhân viên tư vấn") < text.index("Giá rẻ") < text.index("Giao hàng quá trễ")
    for told in ("1/5", "Unhappy", "Cart", "cho-viet", "Đáng tiền", "Trần Thị Gấm"):
        assert told in text, told
    assert "<script>alert" not in text


def test_an_edited_review_shows_its_newest_words_alone(world, said):
    """The old words are gone from the list, and the count stays."""
    said.said("p0", "Shop đã xin lỗi, giờ tôi hài lòng", score=5.0, ago=10, id="r0")
    text = shown(world)
    assert len(keys(text)) == 8
    assert "lần 0" not in text
    assert "Shop đã xin lỗi" in text


def test_names_are_for_those_who_may_see_people(world, said):
    """Who may comment sees the words and not whose they are; a viewer sees nothing; a stranger not even that."""
    text = shown(world, who="binh")
    assert "Giao hàng quá trễ" in text
    assert "Trần Thị Gấm" not in text
    assert "/people/p-" not in text
    assert world.client("ha").get(INBOX).status_code == 403
    assert world.client("tu").get(INBOX).status_code == 404


def test_many_are_noted_at_once(world, said):
    """A state, an assignee, a tag for all that are ticked; they are found again by it."""
    chosen = keys(shown(world, "?theme=delivery"))[:2]
    lan = world.client("lan", "en")
    done = lan.post(INBOX, data={"answer": chosen, "do": "done", "back": "theme=delivery"}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, f"{INBOX}?theme=delivery")
    assert sorted(keys(shown(world, "?state=done"))) == sorted(chosen)
    assert len(keys(shown(world, "?state=new&show=all"))) == 7
    lan.post(INBOX, data={"answer": chosen[0], "do": "note", "assignee": "minh", "tag": "Giao  hàng"})
    assert keys(shown(world, "?mine=1", who="minh")) == chosen[:1]
    assert keys(shown(world, "?tag=Giao+h%C3%A0ng")) == chosen[:1]
    assert "Minh" in shown(world, "?tag=Giao+h%C3%A0ng")


def test_what_cannot_be_noted_is_refused(world, said):
    """An unknown state, a colleague who may not, a tag that is too long: nothing is kept, and the answer says why."""
    lan, one = world.client("lan", "en"), keys(shown(world))[0]
    lan.headers["accept"] = "application/json"
    for data, code in (
        ({"do": "burn"}, "said.no_such"), ({"do": "note", "assignee": "ha"}, "said.no_colleague"),
        ({"do": "note", "tag": "x" * 41}, "said.bad_tag"),
    ):  # fmt: skip
        answer = lan.post(INBOX, data={"answer": one, **data}, follow_redirects=False)
        assert answer.json()["error"]["code"] == code
    assert world.services.said_marks.of("nha-may", [one]) == {}
    assert lan.get(f"{INBOX}?kind=song").json()["error"]["code"] == "said.no_such"


def test_opening_an_answer_reads_it(world, said):
    """It is read by being seen, its words stand in full, notes are kept; a key nobody has is not found."""
    one = keys(shown(world, "?kind=ticket"))[0]
    lan = world.client("lan", "en")
    text = lan.get(f"{INBOX}/{one}").text
    assert "Nhân viên tư vấn nhiệt tình &lt;script" in text
    assert keys(shown(world, "?state=read")) == [one]
    data = {"state": "done", "assignee": "lan", "tags": "khen, nhân viên"}
    assert lan.post(f"{INBOX}/{one}", data=data, follow_redirects=False).status_code == 303
    refused = lan.post(f"{INBOX}/{one}", data={**data, "state": "new", "tags": f"khen, {'x' * 99}"})
    assert refused.status_code == 400
    assert re.search(r'id="f-tags" value="khen, x{99}"[^>]*aria-invalid="true"', refused.text)
    assert '<option value="new" selected' in refused.text
    assert 'id="e-tags"' in refused.text
    lan.post(f"{INBOX}/{one}", data={**data, "tags": "khen"})
    assert world.services.said_marks.of("nha-may", [one])[one].tags == ("khen",)
    assert lan.get(f"{INBOX}/{'0' * 15}9a").status_code == 404


def test_a_reply_is_drafted_from_a_template(world, said):
    """Name, step and words are put in; what a customer wrote is never read as a hole; bad holes are refused."""
    lan = world.client("lan", "en")
    lan.post(REPLIES, data={"name": "Xin lỗi", "lang": "vi", "text": "Chào {name}, về “{words}” ở {step}: {company}."})
    (template,) = world.services.said_marks.templates("nha-may")
    said.said("p0", "Hộp {name} bị móp", score=2.0, ago=5, id="r9")
    one = keys(shown(world, "?q=móp"))[0]
    text = lan.get(f"{INBOX}/{one}?template={template.id}").text
    assert "Chào Trần Thị Gấm, về “Hộp {name} bị móp” ở Giỏ hàng: nha-may." in text
    for id in ("", template.id):  # what was written is not lost by a slip of the pen
        bad = lan.post(REPLIES, data={"id": id, "name": "x", "lang": "vi", "text": "Kính gửi {secret}"})
        assert (bad.status_code, bad.text.count("Kính gửi {secret}</textarea>")) == (400, 1)
        assert bad.text.count("A template knows no “secret”") == 1
    ids = re.findall(r' id="([^"]+)"', lan.get(REPLIES).text)
    assert len(ids) == len(set(ids))  # each label names the field of its own form
    lan.post(f"{REPLIES}/{template.id}/remove")
    assert world.services.said_marks.templates("nha-may") == []


def test_a_case_is_opened_from_an_answer(world, said):
    """The case is of the person, at the answer's step, with the words; a second asking leads to the same."""
    one = keys(shown(world, "?theme=delivery"))[0]
    minh = world.client("minh")
    ways = {minh.post(f"{INBOX}/{one}/case", follow_redirects=False).headers["location"] for _ in range(2)}
    assert len(ways) == 1
    assert "/voice/cases/" in ways.pop()


def test_themes_and_feeling_are_on_the_map(world, said):
    """The lane tells the commonest theme with its people and how they feel; pages in both languages name it."""
    page = world.client("ha", "en").get("/w/nha-may/maps/shop?period=all").text
    cell = re.search(r'<td[^>]*data-lane="said"[^>]*data-step="cart".*?</td>', page, re.DOTALL).group()
    assert "Delivery" in cell
    assert "6 people" in cell
    assert "−" in cell
    assert "Khách hàng nói" in world.client("ha").get("/w/nha-may/maps/shop?period=all").text


def test_feeling_with_a_theme_is_the_feeling_about_it(world, said):
    """Of a mixed text each theme bears its own feeling, and is found by that."""
    said.said("p8", "Giao hàng nhanh nhưng nhân viên thô lỗ, tệ quá", ago=10, id="mixed")
    (key,) = keys(shown(world, "?q=thô+lỗ"))
    for theme, feeling in (("delivery", "good"), ("staff", "bad")):
        assert key in keys(shown(world, f"?theme={theme}&feeling={feeling}"))
    for theme, feeling in (("delivery", "bad"), ("staff", "good")):
        assert key not in keys(shown(world, f"?theme={theme}&feeling={feeling}"))
    item = shown(world, "?q=thô+lỗ")
    for tone, name, word in (("good", "Delivery", "Happy"), ("bad", "Staff", "Unhappy")):
        assert re.search(
            rf'<li class="said-theme {tone}"[^>]*><svg(?:(?!</li>).)*{name}[^<]*<small>{word}</small>', item, re.S
        )


def test_a_correction_stands_at_once_and_can_be_taken_back(world, said):
    """What a person says a text means is what the list and the map read; taken back, it is as it was read."""
    one = keys(shown(world, "?theme=price"))[0]
    lan = world.client("lan", "en")
    lan.post(f"{INBOX}/{one}/sense", data={"feeling": "-2", "theme": ["delivery", "staff"]})
    world.now += 2_000_000
    assert len(keys(shown(world, "?theme=delivery"))) == 7
    assert keys(shown(world, "?theme=price")) == []
    assert one in keys(shown(world, "?feeling=bad"))
    lan.post(f"{INBOX}/{one}/sense", data={"do": "back"})
    world.now += 2_000_000
    assert keys(shown(world, "?theme=price")) == [one]


def mailing(world):
    """Let the server send e-mail (what goes out stays in its table)."""
    mail = {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "team@nha-may.vn"}
    settings = msgspec.structs.replace(world.services.settings, **mail)
    world.services = replace(world.services, settings=settings)
    world.app.state["services"] = world.services


def test_an_answer_shows_its_case(world, said):
    """Number, state and owner stand on the list and on the answer's page, with the way there; to who handles cases."""
    one = keys(shown(world, "?theme=delivery"))[0]
    minh = world.client("minh", "en")
    assert "Open a case" in minh.get(f"{INBOX}/{one}").text
    way = minh.post(f"{INBOX}/{one}/case", follow_redirects=False).headers["location"].split("?")[0]
    for page in (shown(world), minh.get(f"{INBOX}/{one}").text):
        assert f'href="{way}"' in page
        assert "Case #1 · " in page
    assert "Open a case" not in minh.get(f"{INBOX}/{one}").text


def test_a_reply_by_mail_is_one_click_away(world, said):
    """The draft opens the case with its words in the reply box, and nothing is sent; or it goes out at once."""
    mailing(world)
    row = next(key for key in keys(shown(world, "?theme=delivery")) if "Gấm" in opened(world, key))
    minh = world.client("minh", "en")
    looked = minh.post(f"{INBOX}/{row}/reply", data={"reply": "Chị Gấm ơi, shop xin lỗi.", "do": "look"})
    assert looked.status_code == 200, looked.text
    assert "/voice/cases/" in str(looked.url)
    assert re.search(r'<textarea[^>]*name="reply"[^>]*>Chị Gấm ơi, shop xin lỗi.</textarea>', looked.text)
    assert sent(world) == []
    answer = minh.post(f"{INBOX}/{row}/reply", data={"reply": "Chị Gấm ơi, shop xin lỗi.", "do": "send"})
    assert answer.status_code == 200, answer.text
    assert sent(world) == [("gam@example.vn", "Chị Gấm ơi, shop xin lỗi.\n")]
    assert "Waiting for the customer" in opened(world, row)


def test_who_cannot_be_written_to_is_said_so(world, said):
    """Without an address, or without e-mail at all, the draft is there to be copied; nothing offers to send it."""
    row = next(key for key in keys(shown(world, "?theme=delivery")) if "Gấm" in opened(world, key))
    assert "cannot send e-mail yet" in opened(world, row)
    mailing(world)
    assert "Send by e-mail" in opened(world, row)
    other = next(key for key in keys(shown(world, "?theme=delivery")) if "Gấm" not in opened(world, key))
    text = opened(world, other)
    assert "No e-mail address of this customer is known" in text
    assert "Send by e-mail" not in text
    assert 'data-copy="f-reply"' in text


def opened(world, key):
    """Return the page of an answer as Lan sees it."""
    return world.client("lan", "en").get(f"{INBOX}/{key}").text


def sent(world):
    """Return the replies that went out: to whom, and their words."""
    with world.database.reading() as connection:
        rows = connection.execute(select(mails).where(mails.c.kind == "reply")).mappings().all()
    return [(row["to"], row["text"]) for row in rows]
