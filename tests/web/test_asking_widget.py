"""What the survey widget asks the server, and what it is told."""

import gzip
import sys
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import event

from hanhtrinh.events.event import Consent, Identified
from hanhtrinh.i18n import Localized, tr
from hanhtrinh.ports.people import SavedSegment
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.voice.asking.budget import Budget, Limit
from hanhtrinh.voice.surveys.model import OnPage, Question
from hanhtrinh.web.asking_widget.script import FILE
from tests.web.asking_world import KEY, SURVEY, Visit, asking, asking_world, generous, messages, opened
from tests.web.surveys_world import Browser
from tests.web.world import world_at

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture
def world(tmp_path):
    """A workspace with an open survey at its step of paying."""
    made = world_at(tmp_path / "home")
    asking_world(made)
    opened(made)
    yield made
    made.database.close()


@pytest.fixture
def space(tmp_path):
    """A workspace nothing asks in."""
    made = world_at(tmp_path / "home")
    yield made
    made.database.close()


def reasons(world, *raws):
    """Return why some raw ids were not asked."""
    return [(one.survey, one.reason) for one in world.services.askings.skipped_of("nha-may", raws)]


def test_widget_is_small():
    """What a visitor downloads is at most 15 kB."""
    assert len(gzip.compress(FILE.read_bytes(), 9)) <= 15_000


def test_widget_is_made_of_its_sources(monkeypatch):
    """Whoever changes the sources builds the widget anew."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import build_survey  # noqa: PLC0415 - it stands outside of the package

    assert build_survey.DIGEST.read_text().strip() == build_survey.digest()
    sys.modules.pop("build_survey", None)


def test_script_is_open_and_cached(world):
    """Any site may load the widget, and need not load it twice."""
    first = world.client().get("/survey.js?key=x")
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    again = world.client().get("/survey.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def told(world, tag="", **headers):
    """Return what pages are told beforehand."""
    return world.client().get(f"/v1/asking/config?key={KEY}", headers={"if-none-match": tag, **headers})


def test_pages_are_told_beforehand(world):
    """Which surveys there are on pages and what may trigger them is small, kept by browsers, and of nobody."""
    opened(world, msgspec.structs.replace(SURVEY, key="khi-di"), on_page=OnPage(pages=("/gio-*",), leaving=True))
    opened(world, msgspec.structs.replace(SURVEY, key="trong"), on_page=OnPage(place="inline"))
    opened(world, msgspec.structs.replace(SURVEY, key="nghi"), on_page=OnPage())
    world.services.surveys.set_state("nha-may", "nghi", "paused", world.now)
    first = told(world)
    assert first.json() == {"surveys": [
        {"survey": "khi-di", "place": "popup", "when": [["page", "/gio-*"]], "leaving": True},
        {"survey": "sau-mua", "place": "popup", "when": [["purchase", None]]},
        {"survey": "trong", "place": "inline"},
    ]}  # fmt: skip
    assert first.headers["cache-control"] == "public, max-age=60"
    again = told(world, first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    world.services.surveys.set_state("nha-may", "sau-mua", "closed", world.now)
    world.services.ask_shelf.forget()
    changed = told(world, first.headers["etag"])
    assert [one["survey"] for one in changed.json()["surveys"]] == ["khi-di", "trong"]


def test_other_sites_are_told_nothing(space):
    """A wrong key and a page of another site learn nothing, and what they hear is not kept."""
    asking_world(space, origins=("https://shop.vn",))
    opened(space)
    assert told(space, origin="https://shop.vn").status_code == 200
    refused = told(space, origin="https://other.vn")
    assert (refused.status_code, refused.headers["cache-control"]) == (403, "no-store")
    assert space.client().get("/v1/asking/config?key=hw_none").status_code == 401


def test_step_asks(world):
    """An event that lands at the survey's step arms it, another event does not."""
    visit = Visit(world)
    assert visit.does("cart") == {"arm": [], "quiet": 0}
    (arm,) = visit.does("purchase")["arm"]
    assert (arm["survey"], arm["place"], arm["delay"], arm["leaving"], arm["step"]) == (
        "sau-mua",
        "popup",
        0,
        False,
        "pay",
    )


def test_events_and_pages_ask(world):
    """Events by name and pages by glob arm a survey; without any every page does."""
    opened(world, on_page=OnPage(events=("searched",), pages=("/tra-*",)))
    visit = Visit(world)
    assert visit.does("searched")["arm"]
    assert visit.views("/tra-sen")["arm"]
    assert not visit.views("/gio-hang")["arm"]
    assert not visit.does("purchase")["arm"]
    opened(world, on_page=OnPage())
    assert visit.views("/anything")["arm"]
    assert not visit.does("searched")["arm"]


def test_a_page_view_costs_one_question(world):
    """Whose page asks, what is open and where it is asked is at hand: of the visitor the database is asked once,
    however many surveys want them, and not at all where none does; why somebody was not asked is not waited for."""
    opened(world, msgspec.structs.replace(SURVEY, key="khac", asking=asking(share=0.000001, quota=5)))
    asked = []
    visits = [Visit(world), Visit(world, "may-1", "gam"), Visit(world, "d9")]
    for visit in visits:
        assert visit.does()["arm"]
    event.listen(world.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert visits[0].does()["arm"]
    assert len(asked) == 1
    assert not visits[0].does("cart")["arm"]
    assert not Visit(world, "d10").views()["arm"]
    assert len(asked) == 1
    world.services.askings.set_budget("nha-may", Budget(all=Limit(most=0, days=1)), world.now, "lan")
    asked.clear()
    assert not visits[2].does()["arm"]
    assert len(asked) == 1
    assert ("sau-mua", "budget") in reasons(world, "~d9")


def test_a_key_is_remembered_for_seconds(world):
    """A key that was revoked, and a survey that was closed, ask nobody after three seconds at the latest."""
    visit = Visit(world)
    assert visit.does()["arm"]
    world.services.surveys.set_state("nha-may", "sau-mua", "closed", world.now)
    world.now += 3_000_000
    assert visit.does()["arm"] == []
    world.services.sources.revoke_key("nha-may", "k", world.now)
    world.now += 3_000_000
    assert visit.post("look", events=[]).status_code == 401


def test_offer_seen_answered(world):
    """The way of a popup: offered, seen (now it is an asking and an event), answered (now it is a response)."""
    visit = Visit(world, "may-1", "gam")
    asked = visit.offered()
    assert asked["survey"]["pages"][0]["questions"][0]["text"] == "Bạn có giới thiệu tiệm cho người quen?"
    assert asked["survey"]["pages"][0]["questions"][0]["scale"] == [0, 10]
    assert not messages(world)
    assert visit.sees(asked)
    assert visit.sees(asked)
    (told,) = messages(world)
    assert (told["event"], told["userId"]) == ("Survey Asked", "gam")
    assert told["properties"]["asked_at"] == "pay"
    assert told["properties"]["instrument"] == "sau-mua.recommend"
    assert visit.answers(asked, {"recommend": 3, "why": "Giao chậm"}) == {"outcome": "kept"}
    (response,) = world.services.responses.of_survey("nha-may", "sau-mua")
    assert (response.person, response.channel, response.step) == ("gam", "widget", "pay")
    assert response.answers == {"recommend": 3.0, "why": "Giao chậm"}
    said = [one["properties"] for one in messages(world) if one["event"] == "Survey Answered"]
    assert [(one["instrument"], one["score"], one["text"]) for one in said] == [("sau-mua.recommend", 3.0, "Giao chậm")]


def test_answered_twice_counts_once(world):
    """A double click and a retry are one response; other answers after the end change nothing."""
    visit = Visit(world)
    asked = visit.offered()
    visit.sees(asked)
    for _ in range(2):
        assert visit.answers(asked, {"recommend": 9}) == {"outcome": "kept"}
    visit.answers(asked, {"recommend": 0})
    (response,) = world.services.responses.of_survey("nha-may", "sau-mua")
    assert response.answers == {"recommend": 9.0}


def test_partial_answers_are_kept(world):
    """What was answered on the first page is there, whoever leaves after it."""
    visit = Visit(world)
    asked = visit.offered()
    visit.sees(asked)
    visit.answers(asked, {"recommend": 4}, done=False, page="first")
    (response,) = world.services.responses.of_survey("nha-may", "sau-mua")
    assert (response.answers, response.finished_at) == ({"recommend": 4.0}, None)


def test_what_was_answered_elsewhere_meanwhile_stays(world):
    """A tab takes back only what it showed: what came by another one is kept."""
    visit = Visit(world)
    asked = visit.offered()
    visit.answers(asked, {"recommend": 4, "why": "Giao chậm"}, done=False, seen=["recommend", "why"])
    visit.answers(asked, {"recommend": 6}, done=False, page="second", seen=["recommend"])
    visit.answers(asked, {"reason": "delivery"}, done=False, page="second", seen=["reason", "why"])
    (response,) = world.services.responses.of_survey("nha-may", "sau-mua")
    assert response.answers == {"recommend": 6.0, "reason": "delivery"}


def test_a_file_comes_by_the_hosted_page_alone(world):
    """It counts where the widget finishes what was begun; nobody names a file that they did not send."""
    bill = Question(key="bill", kind="file", text="Hóa đơn", required=True)
    page = msgspec.structs.replace(SURVEY.pages[0], questions=(*SURVEY.pages[0].questions, bill), jumps=())
    opened(world, msgspec.structs.replace(SURVEY, pages=(page,)))
    visit = Visit(world)
    asked = visit.offered()
    forged = {"recommend": 9, "bill": {"name": "x", "id": "another-file-id"}}
    assert "bill" in visit.answers(asked, forged)["problems"]
    Browser(world, f"/a/{asked['token']}").send(_lang="vi", files={"bill": ("a.txt", b"ha")})
    assert visit.answers(asked, forged, seen=["recommend", "bill"]) == {"outcome": "kept"}
    (response,) = world.services.responses.of_survey("nha-may", "sau-mua")
    assert (response.answers["recommend"], response.answers["bill"]["name"]) == (9.0, "a.txt")


def test_wrong_answers_are_told(world):
    """An answer off the scale and a missing one come back with words, and finish nothing."""
    visit = Visit(world)
    asked = visit.offered()
    assert visit.answers(asked, {"recommend": 11})["problems"]["recommend"].startswith("Hãy chọn")
    assert "recommend" in visit.answers(asked, {})["problems"]
    assert all(one.finished_at is None for one in world.services.responses.of_survey("nha-may", "sau-mua"))


def test_answer_counts_as_seen(world):
    """Who answers has seen it, even where the page could not say so."""
    visit = Visit(world)
    asked = visit.offered()
    assert visit.answers(asked, {"recommend": 9}) == {"outcome": "kept"}
    assert next(one["event"] for one in messages(world)) == "Survey Asked"


def test_foreign_token_answers_nothing(world):
    """Without the offer's own secret nothing is answered in its place."""
    visit = Visit(world)
    asked, other = visit.offered(), Visit(world, "d2").offered()
    assert visit.answers({**asked, "token": other["token"]}, {"recommend": 1}).get("outcome") is None
    assert list(world.services.responses.of_survey("nha-may", "sau-mua")) == []


def test_one_person_one_budget(world):
    """A second device and a second tab of the same person spend the same budget, and say why they do not ask."""
    world.services.people_desk.people.keep("nha-may", [Identified(anonymous="~d2", known="gam", at=world.now)])
    opened(world, msgspec.structs.replace(SURVEY, key="khac"))
    budget = Budget(all=Limit(most=1, days=30), channels={}, rest=0, apart=0)
    world.services.askings.set_budget("nha-may", budget, world.now, "lan")
    assert Visit(world, "may-1", "gam").offered()
    assert Visit(world, "d2", "gam").offered("khac") is None
    assert ("khac", "budget") in reasons(world, "gam")
    assert Visit(world, "d3").offered("khac")


def test_unseen_offer_lapses(world):
    """An offer that no page showed spends nothing after two minutes."""
    asked = Visit(world).offered()
    assert Visit(world).offered() is None
    world.now += 121 * 1_000_000
    assert Visit(world).offered()
    assert not Visit(world).sees(asked)


def test_one_popup_at_once(world):
    """Of several surveys the higher priority goes on, ties by key; the other says by which it was beaten."""
    generous(world)
    opened(world, msgspec.structs.replace(SURVEY, key="a-khac"), priority=7)
    assert [arm["survey"] for arm in Visit(world).does()["arm"]] == ["a-khac"]
    assert reasons(world, "~d1") == [("sau-mua", "priority")]


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"segment": "nobody"}, "segment"), ({"share": 0.000001}, "share"), ({"opens": 2 * 10**15}, "before"),
     ({"closes": 10**15}, "after"), ({"quota": 1}, "quota")],
)  # fmt: skip
def test_each_no_has_its_reason(world, more, reason):
    """Segment, share, opening times and quota keep people from being asked, and say so."""
    if reason == "quota":
        other = Visit(world, "d9")
        other.answers(other.offered(), {"recommend": 9})
    opened(world, **more)
    assert Visit(world).does()["arm"] == []
    assert Visit(world).offered() is None
    assert reasons(world, "~d1") == [("sau-mua", reason)]


def test_members_of_a_segment_are_asked(world):
    """A segment is judged at the moment of asking, by traits and timeline."""
    segment = SavedSegment(key="hue", name="Huế", rule={"trait": {"city": "Huế"}}, created_by="lan", created_at=1)
    world.services.people_desk.people.save_segment("nha-may", segment)
    opened(world, segment="hue")
    assert Visit(world, "may-1", "gam").does()["arm"]
    assert not Visit(world, "d1").does()["arm"]


def test_robots_and_refusals(world):
    """Robots, people who refused to be followed, and people who said no more are not asked."""
    robot = Visit(world, "d5", agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    assert robot.does()["arm"] == []
    world.services.people_desk.people.keep("nha-may", [Consent(person="~d6", categories={"a": False}, at=world.now)])
    assert Visit(world, "d6").does()["arm"] == []
    world.services.askings.stop("nha-may", "person", "~d7", "by_hand", world.now)
    assert Visit(world, "d7").does()["arm"] == []
    assert Visit(world, "d8", **{"sec-gpc": "1"}).does()["arm"] == []
    assert [reasons(world, f"~d{n}")[0][1] for n in (5, 6, 7, 8)] == ["robot", "consent", "stopped", "consent"]


def test_consent_where_the_source_needs_it(space):
    """A source that needs consent asks nobody before they agree."""
    asking_world(space, needs_consent=True)
    opened(space)
    visit = Visit(space)
    assert visit.does()["arm"] == []
    yes = visit.post("look", events=[{"type": "track", "event": "purchase"}], consent={"analytics": True})
    assert yes.json()["arm"]


def test_nothing_is_said_of_a_person(world):
    """A page that names somebody else is told neither a trait nor why they are not asked."""
    world.services.askings.stop("nha-may", "person", "gam", "by_hand", world.now)
    assert set(Visit(world, "x", "gam").does()) == {"arm", "quiet"}
    asked = Visit(world, "x", "chi").offered()
    assert asked["survey"]["thanks"][0]["text"] == "Cảm ơn bạn!"
    assert "Lê Chi" not in str(asked)


def test_page_need_not_ask_again(world):
    """Where no survey may ask for a while, the page is told to be quiet for half an hour at most."""
    world.services.askings.set_budget("nha-may", Budget(apart=9), world.now, "lan")
    visit = Visit(world)
    visit.sees(visit.offered())
    opened(world, msgspec.structs.replace(SURVEY, key="khac", name="Khác"))
    world.services.surveys.set_state("nha-may", "sau-mua", "closed", world.now)
    world.services.ask_shelf.forget()
    assert visit.does()["quiet"] == 1_800


def test_inline_spends_nothing(world):
    """A survey in the page interrupts nobody: it stands there whatever the budget, until it was answered."""
    opened(world, on_page=OnPage(place="inline"))
    world.services.askings.set_budget("nha-may", Budget(all=Limit(most=0, days=1)), world.now, "lan")
    visit = Visit(world)
    assert visit.views("/")["arm"] == []
    assert visit.offered(place="popup") is None
    asked = visit.offered(place="inline")
    assert visit.answers(asked, {"recommend": 9})["outcome"] == "kept"
    assert visit.offered(place="inline") is None
    assert reasons(world, "~d1") == [("sau-mua", "answered")]


def test_nothing_answered_is_no_response(world):
    """An optional survey sent empty is answered with a word about that; what comes after finishes it."""
    question = msgspec.structs.replace(SURVEY.pages[0].questions[0], required=False)
    page = msgspec.structs.replace(SURVEY.pages[0], questions=(question,), jumps=())
    opened(world, msgspec.structs.replace(SURVEY, pages=(page,)))
    visit = Visit(world)
    visit.does()
    asked = visit.offered()
    assert "chưa trả lời câu nào" in visit.answers(asked, {})["problems"][""]
    assert world.services.responses.of_survey("nha-may", "sau-mua") == []
    assert visit.answers(asked, {"recommend": 9})["outcome"] == "kept"


def test_keys_and_origins(space):
    """Only pages of the source's sites may ask, with a key that exists; too large and damaged requests are refused."""
    asking_world(space, origins=("https://shop.vn",))
    opened(space)
    visit = Visit(space, origin="https://shop.vn")
    assert visit.does()["arm"]
    assert Visit(space, origin="https://other.vn").post("look", events=[]).status_code == 403
    assert visit.post("look", events=[], writeKey="hw_none").status_code == 401
    assert visit.post("look", events=[{}] * 6).status_code == 400
    assert visit.post("look", events=[{"type": "track", "event": "x" * 70_000}]).status_code == 413
    for spoilt in (b"{", b'{"writeKey": "\xff"}', b"[" * 10_000):
        assert visit.client.post("/v1/asking/look", content=spoilt, headers=visit.headers).status_code == 400
    odd = [
        {"type": "track", "event": {"a": 1}, "context": [1], "properties": 7},
        {"type": "page", "properties": {"path": 9}},
    ]
    assert visit.post("look", events=odd).status_code == 200


def test_floods_are_slowed_down(world):
    """One address asks so often and no more."""
    world.services.widget_pace.burst = 3
    visit = Visit(world)
    codes = [visit.post("look", events=[]).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]


def test_other_workspace_is_not_reached(world):
    """A key opens its own workspace alone: an offer of another one is not found."""
    asked = Visit(world).offered()
    source = world.services.sources
    source.add_source(Source(workspace="tiem-khac", key="web", name="W", platform="html", created_at=1))
    source.add_key(
        Key(
            id="k2",
            workspace="tiem-khac",
            kind="write",
            name="k",
            source="web",
            shown="hw_2",
            scopes=frozenset(),
            created_by="tu",
            created_at=1,
        ),
        "hw_2",
    )
    assert Visit(world).post("seen", id=asked["id"], writeKey="hw_2").json() == {"ok": False}
    assert Visit(world).post("offer", survey="sau-mua", place="popup", writeKey="hw_2").json() == {"ask": None}


def test_in_english(world):
    """The page's language is the survey's, where it speaks it; a scale's ends are those of the hosted page."""
    visit = Visit(world)
    asked = visit.post("offer", survey="sau-mua", place="popup", step="pay", lang="en").json()["ask"]
    assert asked["survey"]["name"] == "After buying"
    assert asked["survey"]["words"]["next"] == "Continue"
    assert asked["survey"]["words"]["nps_low"] == tr("answering.nps_low", "en")
    opened(
        world, msgspec.structs.replace(SURVEY, key="chi-viet", languages=("vi",), name=Localized(vi="Chỉ tiếng Việt"))
    )
    generous(world)
    other = Visit(world, "d4").post("offer", survey="chi-viet", place="popup", lang="en").json()["ask"]
    assert (other["survey"]["lang"], other["survey"]["name"]) == ("vi", "Chỉ tiếng Việt")
