"""People's pages: found, looked at, merged, exported, erased; segments built by form."""

import csv
import io
import json
import re

import pytest

from hanhtrinh.events.event import Consent, Traits
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.proofs import IdentitySecret
from hanhtrinh.web.person_address import person_of_token, person_path, person_token
from tests.web.people_world import ODD, with_people

SPACE = Space(id="nha-may", slug="nha-may", name="", folder=".")
GAM = person_path(SPACE, "gam")
PEOPLE, SEGMENTS = "/w/nha-may/people", "/w/nha-may/segments"
BIG = "trần/" * 400


@pytest.fixture
def everybody(world):
    return with_people(world)


def names(text):
    """Return the ids on a list of people, in order."""
    return [person_of_token(token) for token in re.findall(r'<a class="who" href="/w/nha-may/people/([^"]+)"', text)]


@pytest.mark.parametrize(
    ("query", "people"),
    [
        ("", ["~may-9", "gam", ODD, "chi", "lan-moi"]),
        ("q=gấm tran", ["gam"]),
        ("q=GAM@EX", ["gam"]),
        ("q=0912 345", [ODD]),
        ("q=le", ["chi"]),
        ("q=may-9", ["~may-9"]),
        ("q=.*", []),
        ("segment=hue", ["gam"]),
        ("touchpoint=shop/cart", ["gam", ODD]),
        ("touchpoint=shop/cart&segment=hue&days=7&q=tr", ["gam"]),
        ("days=1", ["~may-9"]),
        ("start=99999999", []),
    ],
)
def test_people_are_found(world, everybody, query, people):
    """By words with or without diacritics, phone, id, segment, touchpoint and when they were last seen."""
    lan = world.client("lan")
    form = {"rows": "1", "name": "Huế", "r0.kind": "trait", "r0.trait": "city", "r0.test": "is", "r0.value": "Huế"}
    assert lan.post(f"{SEGMENTS}/save", data=form, follow_redirects=False).status_code == 303
    answer = lan.get(f"{PEOPLE}?{query}")
    assert (answer.status_code, names(answer.text)) == (200, people)


def test_a_profile_tells_the_whole_story_and_runs_nothing_of_it(world, everybody):
    """Traits, raw ids and why, consent, passes, answers, every event with its step; what people sent stays text."""
    text = world.client("minh", "en").get(GAM).text
    told = (
        "Trần Thị Gấm", "gam@example.vn", "Huế", "may-1", "used by this person since", "refused", "completed",
        "Giao hơi chậm, nhưng trà rất thơm &lt;3", "answered stars: 2/5", "utm_campaign: tet", "3 of 3 steps",
    )  # fmt: skip
    for said in told:
        assert said in text, said
    odd = world.client("minh", "en").get(person_path(SPACE, ODD)).text
    assert "<script>alert" not in odd
    assert "<b>”" not in odd


def test_what_nobody_vouched_for_covers_nothing(world, everybody):
    """A stranger's page changes no confirmed trait, in the profile, search and segments, and agrees to nothing; what
    it tried is seen, its refusal is honoured, and a colleague whom the person told otherwise takes that back.
    """
    at = world.now
    begin_to_prove(world)
    everybody.people.keep("nha-may", [
        Traits(person="gam", values={"city": "Vinh", "vip": True, "email": None}, at=at, proven=False),
        Consent(person="gam", categories={"ads": True, "analytics": False, "mail": True}, at=at, proven=False),
    ])  # fmt: skip
    minh = world.client("minh", "en")
    text = minh.get(GAM).text
    for told in ("Huế", "gam@example.vn", "a page said “Vinh”; nobody", "a page said that this is not so",
                 "it holds on its device only", ">one device<", "until a confirmed yes"):  # fmt: skip
        assert told in text, told
    assert text.count("a page said yes") == text.count(">nobody vouched for it<") == 1  # ads; vip
    assert names(minh.get(f"{PEOPLE}?q=gam@ex").text) == ["gam"]
    form = {"rows": "1", "name": "Vinh", "r0.kind": "trait", "r0.trait": "city", "r0.test": "is", "r0.value": "Vinh"}
    minh.post(f"{SEGMENTS}/save", data=form)
    assert names(minh.get(f"{PEOPLE}?segment=vinh").text) == []
    assert minh.post(f"{GAM}/consent", data={"category": "ads"}).status_code == 404  # her own no
    assert minh.post(f"{GAM}/consent", data={"category": "analytics"}, follow_redirects=False).status_code == 303
    assert "until a confirmed yes" not in minh.get(GAM).text
    deed = world.services.audit.deeds("nha-may", limit=1)[0]
    assert (deed.action, deed.object, deed.details) == ("person.consent_said", "", {})
    known = json.loads(minh.post(f"{GAM}/export", data={"form": "json"}).content)["known"][0]
    assert (known["traits"]["city"]["value"], known["unconfirmed"]["traits"]["city"]["value"]) == ("Huế", "Vinh")
    assert known["unconfirmed"]["refusals"].keys() == {"analytics"}


def begin_to_prove(world):
    """Let the workspace make its first identity secret, and lose it again."""
    secret = IdentitySecret(id="s", workspace="nha-may", key="k", created_by="lan", created_at=1, ends_at=2)
    world.services.proofs.add(secret, "hi_s", 2)


def test_what_is_confirmed_holds_from_the_first_secret_on(world, everybody):
    """A shop that imported once and then only tracks sees what its pages say now, in the profile, search, segments and
    exports, though a stranger's yes opens nothing; from its first secret on, the newest confirmed value again.
    """
    everybody.people.keep("nha-may", [
        Traits(person="gam", values={"city": "Vinh", "email": "moi@example.vn"}, at=world.now, proven=False),
        Consent(person="gam", categories={"ads": True}, at=world.now, proven=False),
    ])  # fmt: skip
    minh = world.client("minh", "en")
    form = {"rows": "1", "name": "Vinh", "r0.kind": "trait", "r0.trait": "city", "r0.test": "is", "r0.value": "Vinh"}
    minh.post(f"{SEGMENTS}/save", data=form)

    def seen():
        known = json.loads(minh.post(f"{GAM}/export", data={"form": "json"}).content)
        found = (names(minh.get(f"{PEOPLE}?{query}").text) for query in ("q=moi@ex", "q=gam@ex", "segment=vinh"))
        return known["traits"]["city"], *found, "a page said “Vinh”; nobody" in (text := minh.get(GAM).text), text

    *told, text = seen()
    assert told == ["Vinh", ["gam"], [], ["gam"], False]
    assert "a page said yes" in text
    begin_to_prove(world)
    *told, text = seen()
    assert told == ["Huế", [], ["gam"], [], True]
    assert "a page said yes" in text


def test_where_nothing_is_confirmed_the_newest_word_counts(world, everybody):
    """A workspace that has the tracker alone sees what it saw before, without a word of doubt."""
    page = [({"city": "Huế"}, {"ads": False}), ({"city": "Vinh"}, {"ads": True})]
    for ago, (traits, consent) in enumerate(reversed(page)):
        everybody.people.keep("nha-may", [
            Traits(person="~may-9", values=traits, at=world.now - ago, proven=False),
            Consent(person="~may-9", categories=consent, at=world.now - ago, proven=False),
        ])  # fmt: skip
    text = world.client("minh", "en").get(person_path(SPACE, "~may-9")).text
    assert "Vinh" in text
    assert ">allowed<" in text
    assert "vouched" not in text


def test_a_profile_can_be_filtered(world, everybody):
    """By journey, by answers, by words in any value."""
    lan = world.client("lan", "en")
    assert "5 events" in lan.get(GAM).text
    assert "4 events" in lan.get(f"{GAM}?journey=shop").text
    assert "1 events" in lan.get(f"{GAM}?answers=yes").text
    assert "2 events" in lan.get(f"{GAM}?q=TRÀ SEN").text


def test_what_was_taken_back_is_struck_and_no_word_of_theirs(world, everybody):
    """A profile tells that an answer was taken back, strikes it, and quotes it nowhere else."""
    thing = {"instrument": "stars", "p_said_id": "r1:pay", "asked_at": "pay"}
    everybody.happens("chi", "Survey Answered", 600, score=1.0, text="Gõ nhầm đấy", **thing)
    everybody.happens("chi", "Survey Answered", 300, text="–", p_said_state="taken_back", **thing)
    page = world.client("lan").get(person_path(SPACE, "chi")).text
    assert page.count("Gõ nhầm đấy") == 1
    assert "<s>trả lời stars: 1/5<q>Gõ nhầm đấy</q></s>" in page
    assert "rút lại câu trả lời stars</p>" in page
    assert "<q>–</q>" not in page


def test_what_the_product_writes_itself_is_told_in_words(world, everybody):
    """Of a survey its name, how it came and what was chosen; its ids stand among everything else alone."""
    own = {"p_survey": "sau-mua", "p_survey_channel": "qr", "p_response": "2c0726", "p_survey_version": "1"}
    everybody.happens("chi", "Survey Asked", 900, asks="stars", **own)
    everybody.happens("chi", "Survey Answered", 600, instrument="stars", score=4.0, **own)
    everybody.happens("chi", "Survey Finished", 600, p_answer_why="price", **own)
    everybody.happens("chi", "Survey Answered", 300, instrument="stars", score=1.0, p_said_kind="review")
    page = world.client("lan").get(person_path(SPACE, "chi")).text
    for words in ("<b>Được mời trả lời khảo sát</b>", "<b>Trả lời khảo sát</b>", "<b>Làm xong khảo sát</b>",
                  "<b>Đánh giá</b>", "<summary>sau-mua · Mã QR · why: price "):  # fmt: skip
        assert words in page, words
    assert not re.search(r"<summary>[^<]*2c0726|<b>Survey ", page)


def test_a_long_story_is_read_page_by_page(world, everybody):
    """Every event is on exactly one page, newest first."""
    for i in range(150):
        everybody.happens("chi", f"e{i}", 1000 + i)
    lan, seen, address = world.client("lan"), [], person_path(SPACE, "chi")
    path = address
    while path:
        text = lan.get(path).text
        seen += re.findall(r'<div class="event"><p><b>(\w+)</b>', text)
        older = re.search(r'<a class="btn plain" href="(\?[^"#]*before[^"#]*)#timeline"', text)
        path = older and address + older[1].replace("&amp;", "&")
    assert seen == [f"e{i}" for i in range(150)] + ["purchase", "visit"]


def test_a_raw_id_leads_to_its_person_and_a_stranger_to_nobody(world, everybody):
    """A device that somebody used is that somebody; an unknown id is no page, whatever it looks like."""
    lan = world.client("lan")
    answer = lan.get(person_path(SPACE, "~may-1"), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, GAM)
    for token in (person_token("niemand"), "gam", "p-%00", "p-!!!", "p-7aCA", person_token(BIG)):
        assert lan.get(f"{PEOPLE}/{token}").status_code == 404


@pytest.mark.parametrize("name", ["gam", ODD, BIG, "", "~", "a/b?c#d", "x" * 3000])
def test_any_id_goes_through_an_address(name):
    """Slashes, signs, length and broken unicode included."""
    token = person_token(name)
    assert re.fullmatch(r"p-[A-Za-z0-9_-]*", token)
    assert person_of_token(token) == name


def test_two_people_are_merged_and_parted_again(world, everybody):
    """Both are shown, then one; undoing brings both back as they were."""
    minh = world.client("minh", "en")
    both = minh.get(f"{GAM}/merge?with=chi").text
    assert "Trần Thị Gấm" in both
    assert "Lê Chi" in both
    before = minh.get(person_path(SPACE, "chi")).text
    assert minh.post(f"{GAM}/merge", data={"other": "chi"}, follow_redirects=False).headers["location"] == GAM
    merged = minh.get(GAM).text
    assert "7 events" in merged
    assert "Lê Chi" not in minh.get(f"{PEOPLE}?q=chi").text
    number = re.search(r"/people/merges/(\w+)/undo", merged)[1]
    minh.post(f"{PEOPLE}/merges/{number}/undo", data={"person": "gam"})
    plain = re.compile(r'name="_csrf"[^>]*|<div class="notice.*?</div></div>')
    assert plain.sub("", minh.get(person_path(SPACE, "chi")).text) == plain.sub("", before)
    assert "5 events" in minh.get(GAM).text
    assert minh.post(f"{PEOPLE}/merges/{number}/undo", data={"person": "gam"}).status_code == 404
    assert minh.get(f"{GAM}/merge?with=~may-1").status_code == 400


def test_everything_known_of_one_person_leaves_as_a_file_and_is_listed(world, everybody):
    """JSON holds all of it; CSV runs no formula; both are noted where an erasure can find them."""
    minh = world.client("minh")
    whole = json.loads(minh.post(f"{GAM}/export", data={"form": "json"}).content)
    assert whole["raw_ids"] == ["gam", "~may-1"]
    assert [event["event"] for event in whole["events"]] == ["visit", "cart", "purchase", "survey", "visit"]
    assert whole["known"][0]["consent"]["ads"]["value"] is False
    sheet = minh.post(person_path(SPACE, ODD, "/export"), data={"form": "csv"})
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert rows[1]["path"] == "'=cmd|' /C calc'!A0" or rows[0]["path"] == "'=cmd|' /C calc'!A0"
    assert "no-store" in sheet.headers["cache-control"]
    assert [one.what for one in everybody.people.exports("nha-may")] != []
    assert sorted(one.what for one in everybody.people.exports("nha-may")) == ["person.csv", "person.json"]


def test_an_erasure_asks_for_the_id_and_becomes_a_job(world, everybody):
    """A slip erases nobody; the typed id does, and the page says how far it is."""
    lan = world.client("lan", "en")
    assert lan.post(f"{GAM}/erase", data={"confirm": "gamm", "how": "once"}).status_code == 400
    answer = lan.post(f"{GAM}/erase", data={"confirm": "gam", "how": "once"}, follow_redirects=False)
    page = lan.get(answer.headers["location"])
    assert "It will begin in a moment." in page.text
    assert 'data-refresh="1000"' in page.text
    job = world.services.people_desk.jobs.claim(["erasure"], world.now)
    assert job.asked["raws"] == ["gam", "~may-1"]
    assert "gam@example.vn" in job.asked["words"]


ROUTES = [
    ("get", PEOPLE, "lan minh"),
    ("get", GAM, "lan minh"),
    ("get", f"{GAM}/merge", "lan minh"),
    ("post", f"{GAM}/merge", "lan minh"),
    ("post", f"{PEOPLE}/merges/x/undo", "lan minh"),
    ("post", f"{GAM}/export", "lan minh"),
    ("get", f"{GAM}/erase", "lan"),
    ("post", f"{GAM}/erase", "lan"),
    ("get", f"{PEOPLE}/erasures/x", "lan"),
    ("get", f"{PEOPLE}/records", "lan"),
    ("get", SEGMENTS, "lan minh"),
    ("get", f"{SEGMENTS}/new", "lan minh"),
    ("post", f"{SEGMENTS}/draft", "lan minh"),
    ("post", f"{SEGMENTS}/save", "lan minh"),
    ("get", f"{SEGMENTS}/x", "lan minh"),
    ("post", f"{SEGMENTS}/x/remove", "lan minh"),
]


@pytest.mark.parametrize(("method", "path", "allowed"), ROUTES)
def test_every_route_is_guarded_by_object(world, everybody, method, path, allowed):
    """Owner and editor by their rights; a viewer is refused; a stranger and nobody learn nothing."""
    data = {"data": {"other": "x", "person": "x", "form": "json", "confirm": "x", "rows": "0", "name": ""}}
    for who in ("lan", "minh", "ha", "tu", ""):
        answer = getattr(world.client(who), method)(path, follow_redirects=False, **(data if method == "post" else {}))
        if who in allowed.split():
            assert answer.status_code in (200, 303, 400, 404), who
            assert "access." not in answer.text
        elif who in ("lan", "minh", "ha"):
            assert answer.status_code == 403, who
        else:
            assert answer.status_code in (404, 303, 401), who
            assert "Gấm" not in answer.text


def test_a_segment_is_built_by_buttons_alone(world, everybody):
    """Rows are added, counted and saved by forms; what was saved opens again as it was."""
    lan = world.client("lan", "en")
    form = {"name": "Khách Huế", "together": "all", "rows": "1", "r0.kind": "trait", "r0.trait": "city",
            "r0.test": "in", "r0.value": "Huế, Vinh"}  # fmt: skip
    added = lan.post(f"{SEGMENTS}/draft", data={**form, "add": "did"}).text
    assert 'name="r1.what"' in added
    assert 'value="touchpoint:shop/cart"' in added
    form |= {
        "rows": "2", "r1.kind": "did", "r1.did": "yes", "r1.what": "event:purchase", "r1.property": "product",
        "r1.equals": "Trà sen", "r1.times": "at_least", "r1.count": "1", "r1.when": "last", "r1.days": "30",
    }  # fmt: skip
    counted = lan.post(f"{SEGMENTS}/draft", data=form).text
    assert '<p class="big">1</p>' in counted
    assert "did “purchase” with product = Trà sen in the last 30 days" in counted
    assert lan.post(f"{SEGMENTS}/save", data=form, follow_redirects=False).status_code == 303
    listed = lan.get(SEGMENTS).text
    assert "Khách Huế" in listed
    assert "<b>1</b>" in listed
    opened = lan.get(f"{SEGMENTS}/khach-hue").text
    for value in ('value="Huế, Vinh"', 'value="product"', 'value="Trà sen"', 'value="30"'):
        assert value in opened
    gone = lan.post(f"{SEGMENTS}/draft", data={**form, "remove": "0"}).text
    assert 'value="Huế, Vinh"' not in gone
    for odd in ({"remove": "²"}, {"remove": "9" * 5_000}, {"r1.count": "9" * 5_000}):  # digits that are no number
        assert 'value="Huế, Vinh"' in lan.post(f"{SEGMENTS}/draft", data={**form, **odd}).text
    assert lan.post(f"{SEGMENTS}/draft", data={**form, "rows": "9" * 5_000}).status_code < 500
    lan.post(f"{SEGMENTS}/khach-hue/remove")
    assert "Khách Huế" not in lan.get(SEGMENTS).text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"r0.kind": "trait", "r0.trait": "age", "r0.test": "at_least", "r0.value": "viele"}, "expected a number"),
        ({"r0.kind": "did", "r0.what": "touchpoint:shop/xyz"}, "xyz"),
        ({"r0.kind": "did", "r0.what": "touchpoint:nowhere/xyz"}, "nowhere"),
        ({"r0.kind": "did", "r0.what": "event:a", "r0.when": "last", "r0.days": "lots"}, "expected a time such as"),
        ({"r0.kind": "then", "r0.what": "event:a", "r0.next": ""}, "here"),
    ],
)
def test_what_is_wrong_with_a_segment_is_said_and_nothing_typed_is_lost(world, everybody, row, said):
    """The form comes back with its fields; a segment that cannot be counted shows why."""
    answer = world.client("lan", "en").post(f"{SEGMENTS}/draft", data={"name": "Thử", "rows": "1", **row})
    assert answer.status_code == 200
    assert 'value="Thử"' in answer.text
    assert said in answer.text or 'class="notice bad"' in answer.text
