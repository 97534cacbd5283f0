"""Surveys are made, changed together, opened and looked at over HTTP."""

import re

import pytest

from hanhtrinh.access import Actor, Right, digest
from hanhtrinh.app.surveys.editing import create
from hanhtrinh.app.surveys.outcome import Outcomes, outcome_of
from hanhtrinh.app.surveys.publishing import publish
from hanhtrinh.ports.surveys import Invitation, Response
from hanhtrinh.store.picture_mentions import SqlMentions
from tests.web.world import NOON, world_at

LAN = Actor(kind="user", id="lan", name="Lan", rights={"nha-may": frozenset(Right)})
HOME = "/w/nha-may/voice/surveys"


def opened_survey(world, actor, start="after-purchase"):
    """Make a ready survey of `nha-may` and open it."""
    space, desk = world.services.accounts.space("nha-may"), world.services.survey_desk
    kept = create(actor, space, desk, "", start=start)
    publish(actor, space, desk, kept.key, kept.stamp)
    return desk.surveys.get(space.id, kept.key)


@pytest.fixture
def world(tmp_path):
    """A server with its cast."""
    world = world_at(tmp_path)
    yield world
    world.database.close()


def kept(world, key):
    return world.services.surveys.get("nha-may", key)


def send(client, key, edits=(), stamp=1, **more):
    return client.post(f"{HOME}/{key}/edit", json={"stamp": stamp, "edits": list(edits), **more})


def test_an_honest_beginning(world):
    """Without surveys the page says so and offers those that are ready; a commenter is offered nothing to make."""
    text = world.client("lan").get(HOME).text
    assert "Chưa hỏi khách điều gì" in text
    assert text.count('name="start"') == 10


def test_from_blank_to_open(world):
    """A survey gets a name, a page, a question; what forbids opening it is said, and then it opens."""
    client = world.client("minh")
    answer = client.post(HOME, data={"name": "Sau khi mua"}, follow_redirects=False)
    assert answer.headers["location"] == f"{HOME}/sau-khi-mua"
    empty = client.post(f"{HOME}/sau-khi-mua/publish", data={"stamp": "1"})
    assert empty.status_code == 422
    assert "chưa có câu hỏi nào" in empty.text.lower()
    assert client.post(f"{HOME}/sau-khi-mua/publish", data={"stamp": "9" * 5_000}).status_code < 500
    done = send(client, "sau-khi-mua", ask={"do": "banked", "bank": "recommend", "page": "p1"})
    assert done.status_code == 200, done.text
    stamp = done.json()["stamp"]
    client.post(f"{HOME}/sau-khi-mua/publish", data={"stamp": str(stamp)})
    found = kept(world, "sau-khi-mua")
    assert (found.state, found.version) == ("open", 1)
    space = world.services.accounts.space("nha-may")
    known = world.services.desk.journeys.about(space).instruments
    assert known["sau-khi-mua.recommend"].kind == "nps"
    assert "Đang mở: khách hàng thấy đúng bản này" in client.get(f"{HOME}/sau-khi-mua").text
    done = send(client, "sau-khi-mua", [{"op": "set", "place": ["name"], "value": "Mua xong"}], stamp)
    assert "sẵn sàng để mở thành phiên bản mới" in done.json()["findings"]


def test_two_in_one_place(world):
    """The later of two in one field is told what the other wrote; elsewhere both hold."""
    opened_survey(world, LAN)
    lan, minh = world.client("lan"), world.client("minh")
    place = ["pages", "why", "questions", "why-good", "text", "vi"]
    was = "Điều gì làm bạn thích nhất?"
    first = send(lan, "after-purchase", [{"op": "set", "place": place, "value": "Thích gì?", "was": was}])
    later = send(minh, "after-purchase", [{"op": "set", "place": place, "value": "Ưng gì?", "was": was}])
    assert (first.status_code, later.status_code) == (200, 409)
    assert later.json()["found"] == "Thích gì?"
    other = [*place[:3], "why-bad", "text", "vi"]
    beside = send(minh, "after-purchase", [{"op": "set", "place": other, "value": "Chưa ưng gì?"}])
    assert "Lan" in beside.json()["others"]
    words = {one.key: one.text.vi for one in kept(world, "after-purchase").draft.questions}
    assert (words["why-good"], words["why-bad"]) == ("Thích gì?", "Chưa ưng gì?")


def test_a_question_taken_out_comes_back(world):
    """What takes a change back comes with the answer: sent again, all is as it was."""
    survey = opened_survey(world, LAN).draft
    client = world.client("lan")
    gone = send(client, "after-purchase", [{"op": "drop", "place": ["pages", "why", "questions", "why-good"]}])
    assert "why-good" not in {one.key for one in kept(world, "after-purchase").draft.questions}
    send(client, "after-purchase", gone.json()["inverse"])
    assert kept(world, "after-purchase").draft == survey


def test_words_changed_begin_a_series(world):
    """A scored question worded anew is a new series, unless only a slip was mended; a changed scale always is."""
    opened_survey(world, LAN)
    client = world.client("lan")
    place = ["pages", "score", "questions", "recommend", "text", "vi"]
    stamp = send(
        client, "after-purchase", [{"op": "set", "place": place, "value": "Bạn có khuyên ai mua không?"}]
    ).json()
    page = client.get(f"{HOME}/after-purchase").text
    assert "tiếp tục chuỗi số đo cũ" in page
    client.post(f"{HOME}/after-purchase/publish", data={"stamp": str(stamp["stamp"]), "keep": "recommend"})
    assert kept(world, "after-purchase").draft.questions[0].anew == 1
    stamp = send(client, "after-purchase", [{"op": "set", "place": place, "value": "Bạn thấy sao?"}]).json()
    client.post(f"{HOME}/after-purchase/publish", data={"stamp": str(stamp["stamp"])})
    assert kept(world, "after-purchase").draft.questions[0].anew == 2
    assert kept(world, "after-purchase").version == 3


def test_only_what_was_seen_is_opened(world):
    """Who publishes a draft that somebody changed meanwhile opens nothing and is told."""
    opened_survey(world, LAN)
    client = world.client("lan")
    send(world.client("minh"), "after-purchase", [{"op": "set", "place": ["name", "vi"], "value": "Khác"}])
    answer = client.post(f"{HOME}/after-purchase/publish", data={"stamp": "1"})
    assert "Có người vừa sửa khảo sát" in answer.text
    assert kept(world, "after-purchase").version == 1


def test_the_preview_walks_with_the_logic(world):
    """A low score leads to the question for low scores; a required answer that is missing is asked for."""
    opened_survey(world, LAN)
    client = world.client("lan")

    def walk(**fields):
        return client.post(f"{HOME}/after-purchase/preview", data=fields).text

    assert 'data-sb-shown-page="score"' in walk()
    assert "Câu hỏi này cần một câu trả lời" in walk(_page="score", _go="next")
    page = walk(_page="score", _go="next", recommend="3")
    assert 'data-sb-shown-page="why"' in page
    hidden = re.findall(r'hidden data-sv-q="([a-z-]+)"', page)
    assert hidden == ["why-good"]
    answers = '{"recommend": 3.0}'
    end = walk(_page="why", _go="next", _answers=answers, **{"why-bad": "Giao trễ"})
    assert "sẽ sửa" in end
    assert world.services.responses.blocks("nha-may", "after-purchase") == []


def test_hostile_words_stay_words(world):
    """Markup in a survey's texts is shown as text, in the builder, the preview and the results."""
    opened_survey(world, LAN)
    client = world.client("lan")
    evil = '<img src=x onerror=alert(1)>"{recommend}'
    for field in ("name", "intro"):
        assert send(client, "after-purchase", [{"op": "set", "place": [field, "vi"], "value": evil}]).status_code == 200
    for path in ("after-purchase", "after-purchase/results", ""):
        assert "<img src=x" not in client.get(f"{HOME}/{path}".rstrip("/")).text


def test_what_is_no_survey_is_refused(world):
    """A change that leaves no survey keeps nothing and says why; so does a body that is none."""
    opened_survey(world, LAN)
    client = world.client("lan")
    before = kept(world, "after-purchase")
    bad = [{"op": "set", "place": ["theme", "accent"], "value": "red; background: url(x)"}]
    assert send(client, "after-purchase", bad).status_code == 422
    assert send(client, "after-purchase", [{"op": "set", "place": ["key"], "value": "khac"}]).status_code == 422
    headers = {"content-type": "application/json"}
    for spoilt in (b"{", b'{"stamp": 1, "\xff": 1}'):
        assert client.post(f"{HOME}/after-purchase/edit", content=spoilt, headers=headers).status_code == 422
    assert kept(world, "after-purchase") == before


def test_a_file_goes_out_and_comes_in(world):
    """What is exported is imported as an equal draft under a key of its own; a broken file says its lines."""
    survey = opened_survey(world, LAN, "delivery").draft
    client = world.client("lan")
    text = client.get(f"{HOME}/delivery/file").text
    client.post(f"{HOME}/import", data={"text": text})
    again = kept(world, "delivery-2").draft
    assert (again.pages, again.thanks, again.asking) == (survey.pages, survey.thanks, survey.asking)
    broken = client.post(f"{HOME}/import", data={"text": "key: a\nname: A\npages:\n  - kee: p1\n"})
    assert broken.status_code == 422
    assert "survey.yaml:4" in broken.text
    client.post(f"{HOME}/import", files={"file": ("giao-hang.yaml", text.encode(), "text/yaml")}, data={"text": ""})
    assert kept(world, "delivery-3").draft.pages == survey.pages
    picture = client.post(f"{HOME}/import", files={"file": ("logo.png", b"\x89PNG\xff", "image/png")})
    assert picture.status_code in (400, 422)
    assert "logo.png" in picture.text


def test_pages_of_a_survey_lead_to_each_other(world):
    """The list leads to other tools' surveys, an open survey to handing it out; names are shown, not keys."""
    opened_survey(world, LAN)
    client = world.client("lan")
    assert "/w/nha-may/voice/taking-in/surveys" in client.get(HOME).text
    builder = client.get(f"{HOME}/after-purchase").text
    assert f"{HOME}/after-purchase/share" in builder
    assert 'data-sb-logo="/w/nha-may/pictures"' in builder


def test_a_logo_is_seen_by_the_team_before_anybody_is_asked(world):
    """A logo's picture stands in the preview with its words; it is one that a sweep of pictures keeps."""
    survey, client = opened_survey(world, LAN), world.client("lan")
    name = f"{'a' * 64}.webp"
    edits = [{"op": "set", "place": ["theme", "logo"], "value": name},
             {"op": "set", "place": ["theme", "logo_alt", "vi"], "value": "Nhà Mây"}]  # fmt: skip
    assert send(client, survey.key, edits, survey.stamp).status_code == 200
    shown = client.post(f"{HOME}/{survey.key}/preview", content=b"", headers={"content-type": "text/plain"}).text
    assert f'src="/w/nha-may/pictures/{name}?small=1"' in shown
    assert 'alt="Nhà Mây"' in shown
    space = world.services.accounts.space("nha-may")
    assert any(name in text for text in SqlMentions(world.database)(space))


def test_results_with_their_intervals(world, monkeypatch):
    """Ten answers make an NPS with its interval, three are too few; what did not change is not counted again."""
    monkeypatch.setattr("hanhtrinh.store.responses.BLOCK", 4)
    opened_survey(world, LAN)
    client, keep = world.client("lan", lang="en"), world.services.responses.keep

    def answer(i, score):
        given = {"recommend": float(score), "why-bad": "Trễ <b>hẹn</b>"} if score < 9 else {"recommend": float(score)}
        keep(
            Response(
                id=f"r{i}", workspace="nha-may", survey="after-purchase", version=1, channel="link", person=f"~{i}",
                began_at=NOON + i, changed_at=NOON + i, answers=given, finished_at=NOON + i,
            ), None,
        )  # fmt: skip

    for i in range(3):
        answer(i, 10)
    assert "Only 3 answered" in client.get(f"{HOME}/after-purchase/results").text
    for i in range(3, 10):
        answer(i, (9, 0)[i % 2])
    text = client.get(f"{HOME}/after-purchase/results").text
    assert re.search(r"sb-big[^>]*><b>\+20</b>", text), "6 promoters, 4 detractors"
    assert "adjusted Wald" in text
    assert "Trễ &lt;b&gt;hẹn&lt;/b&gt;" in text
    read, given = [], world.services.responses.given
    monkeypatch.setattr(world.services.responses, "given", lambda *place: read.append(place) or given(*place))
    assert "n = 10" in client.get(HOME).text
    assert not read
    answer(10, 10)
    assert "n = 11" in client.get(HOME).text
    assert len(read) == 1


def test_who_was_invited_began_and_finished(world):
    """Counted by channel beside the answers; who finishes later is counted then, whoever is on the way is partial."""
    opened_survey(world, LAN)
    outcomes, space = Outcomes(), world.services.accounts.space("nha-may")

    def keep(i, channel, finished):
        world.services.responses.keep(
            Response(
                id=f"w{i}", workspace="nha-may", survey="after-purchase", version=1, channel=channel, person=f"~{i}",
                began_at=NOON + i, changed_at=NOON + i, answers={}, finished_at=NOON + i if finished else None,
            ), None,
        )  # fmt: skip

    def counts():
        desk, responses = world.services.survey_desk, world.services.responses
        return dict(outcome_of(LAN, space, desk, responses, outcomes, "after-purchase", lambda: None).counts)

    assert set(counts().values()) == {0}
    world.services.responses.invite([
        Invitation(digest=digest(f"w{i}"), workspace="nha-may", survey="after-purchase", version=1, channel="email",
                   person=f"u{i}", at=NOON, expires=NOON + 1)
        for i in range(4)
    ])  # fmt: skip
    for i, (channel, finished) in enumerate([("email", True), ("email", False), ("qr", True), ("qr", False)]):
        keep(i, channel, finished)
    assert counts() == {
        "invited": 4, "invited.email": 4, "began": 4, "began.email": 2, "began.qr": 2,
        "partial": 2, "partial.email": 1, "partial.qr": 1, "finished": 2, "finished.email": 1, "finished.qr": 1,
    }  # fmt: skip
    keep(1, "email", finished=True)
    assert (counts()["finished.email"], counts().get("partial.email", 0)) == (2, 0)


def test_who_may_only_look_sees_results(world):
    """A commenter who opens a survey is led to its results; a viewer may not, a stranger finds nothing."""
    opened_survey(world, LAN)
    world.services.accounts.change_role("nha-may", "ha", "commenter")
    answer = world.client("ha").get(f"{HOME}/after-purchase", follow_redirects=False)
    assert answer.headers["location"] == f"{HOME}/after-purchase/results"
    assert world.client("tu").get(f"{HOME}/after-purchase").status_code == 404


def test_states_copies_and_removing(world):
    """A survey is paused and opened again, copied as a draft with series of its own, and removed while unanswered."""
    opened_survey(world, LAN)
    client = world.client("lan")
    for state in ("paused", "open", "closed"):
        client.post(f"{HOME}/after-purchase/state", data={"state": state})
        assert kept(world, "after-purchase").state == state
    client.post(f"{HOME}/after-purchase/copy")
    assert (kept(world, "after-purchase-2").state, kept(world, "after-purchase-2").version) == ("draft", 0)
    assert client.post(f"{HOME}/after-purchase-2/state", data={"state": "open"}).status_code == 400
    client.post(f"{HOME}/after-purchase-2/remove")
    assert kept(world, "after-purchase-2") is None
    actions = [deed.action for deed in world.services.audit.deeds("nha-may", area="survey")]
    assert actions[:2] == ["survey.removed", "survey.added"]
