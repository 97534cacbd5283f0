"""Results of a survey are weighted to a known population over HTTP, beside the plain ones."""

import csv
import io
import re
from types import SimpleNamespace

import pytest

from hanhtrinh.access import Actor, Right
from hanhtrinh.app.surveys.outcome import Outcomes, outcome_of
from hanhtrinh.events.event import Traits
from hanhtrinh.ports.surveys import Response
from hanhtrinh.store.people import SqlPeople
from tests.web.surveys_world import BRANCHING, opened
from tests.web.world import NOON, world_at

RESULTS = "/w/nha-may/voice/surveys/sau-mua/results"
WEIGHTS = f"{RESULTS}/weights"
ROBOT = Actor(kind="server", id="tests", rights={"nha-may": frozenset(Right)})


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A survey answered by 16 who buy on the web, all happy, and 4 in the shop, all unhappy, and 2 who say neither."""
    world = world_at(tmp_path_factory.mktemp("weights"))
    opened(world, BRANCHING)
    for i in range(22):
        answers = {"like": 10.0, "shop": "web"} if i < 16 else {"like": 0.0, "shop": "store"}
        answer(world, i, answers if i < 20 else {"like": 5.0})
    yield world
    world.database.close()


def answer(world, i, answers):
    """Keep a response of somebody."""
    world.services.responses.keep(
        Response(
            id=f"r{i:02}", workspace="nha-may", survey="sau-mua", version=1, channel="link" if i % 2 else "email",
            person=f"u{i}", began_at=NOON + i, changed_at=NOON + i, answers=answers, finished_at=NOON + i,
        ), None,
    )  # fmt: skip


def halves(**more):
    """Return a form that says: half the customers buy on the web, half in the shop."""
    groups = {"g0.0": "web", "s0.0": "50", "g0.1": "store", "s0.1": "50 %", "g0.2": "other", "s0.2": ""}
    return {"by0": "answer:shop", "by1": "", "do": "set", "stamp": "0", **groups} | more


def stamp(world):
    return str(world.services.surveys.get("nha-may", "sau-mua").weighted.stamp)


def test_a_weighting_is_set_shown_given_out_and_taken_back(shop):
    """Half and half the score is 0, not +60; who said neither is left out; files have the weights; it can be undone."""
    minh, text = shop.client("minh", lang="en"), ""
    assert "Weight the results" in minh.get(RESULTS).text
    form = minh.get(WEIGHTS, params={"by0": "answer:shop"}).text
    assert re.search(r"Trang web.*?>16<.*?80\.0%", form, re.S)
    assert "2 without a value for" in form
    assert minh.post(WEIGHTS, data=halves(), follow_redirects=False).headers["location"] == f"{RESULTS}#weights"
    text = minh.get(RESULTS).text
    assert re.search(r"sb-big[^>]*><b>\+45</b>", text), "16 promoters and 6 detractors of 22"
    assert re.search(r'sb-weighed"><span>Weighted</span> <b>0</b>', text), "half and half"
    assert "20 of 22 responses" in text
    assert "0.62–2.50" in text, "the range of weights"
    assert "effective 12.8" in text
    assert "1.56" in text, "the design effect: 16 × 0.625² + 4 × 2.5² is 31.25, of 20"
    rows = given_out(shop, "csv")
    assert {row["response"]: row["weight"] for row in rows} == {
        f"r{i:02}": "0.625" if i < 16 else "2.5" if i < 20 else "" for i in range(22)
    }
    assert "Có trọng số" in shop.client("minh").get(RESULTS).text
    assert "Có trọng số" not in minh.get(RESULTS).text
    minh.post(WEIGHTS, data={"do": "end", "stamp": stamp(shop)})
    assert "sb-weighed" not in minh.get(RESULTS).text
    assert "weight" not in given_out(shop, "csv")[0]
    minh.post(WEIGHTS, data={"do": "back", "stamp": stamp(shop)})
    assert "sb-weighed" in minh.get(RESULTS).text
    minh.post(WEIGHTS, data={"do": "back", "stamp": stamp(shop)})
    actions = [deed.action for deed in shop.services.audit.deeds("nha-may", area="survey")]
    assert [one for one in actions if one != "survey.given_out"][:4] == ["survey.unweighted", "survey.weighted"] * 2


def given_out(world, form):
    """Return the rows of the answers as a file."""
    text = world.client("minh", lang="en").get(f"/w/nha-may/voice/surveys/sau-mua/out/answers.{form}").text
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


@pytest.mark.parametrize(("wrong", "words"), [
    ({"s0.1": "40"}, "add up to 90"), ({"s0.1": "<b>50</b>"}, "&lt;b&gt;50&lt;/b&gt;"), ({"s0.1": "-1"}, "no share"),
    ({"s0.0": "100", "s0.1": ""}, "at least two groups"), ({"by1": "answer:shop"}, "cannot be chosen twice"),
    ({"stamp": "77"}, "Somebody else changed"), ({"by0": "", "by1": ""}, "Choose what tells"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_kept_nowhere(shop, wrong, words):
    """Shares that do not add up, are none or were changed meanwhile are said beside what was typed."""
    answer = shop.client("minh", lang="en").post(WEIGHTS, data=halves(stamp=stamp(shop)) | wrong)
    assert answer.status_code == 400
    assert words in answer.text
    assert shop.services.surveys.get("nha-may", "sau-mua").weighted.now is None


def test_by_what_cannot_be_weighted(shop):
    """A score, or a trait nobody has, is nothing to weight by."""
    minh = shop.client("minh", lang="en")
    for code in ("answer:like", "trait:nope", "<b>"):
        assert "cannot be weighted by" in minh.get(WEIGHTS, params={"by0": code}).text


def test_by_a_trait_that_changes(shop):
    """Two variables hold at once; who moves to the other region weighs as people there do, without a new answer."""
    people = SqlPeople(shop.database)

    def live(number, region, at):
        facts = [Traits(person=f"u{i}", values={"region": region}, at=at) for i in number]
        people.keep("nha-may", facts)
        shop.services.people_desk.minds.forget(SimpleNamespace(id="nha-may"))  # what is known may be 5 seconds old

    live(range(12), "Bắc", NOON)
    live(range(12, 20), "Nam", NOON)
    minh = shop.client("minh", lang="en")
    given = {"g0.0": "Bắc", "s0.0": "50", "g0.1": "Nam", "s0.1": "40", "g0.2": "Trung", "s0.2": "10"}
    given |= {"g1.0": "link", "s1.0": "50", "g1.1": "email", "s1.1": "50"}
    minh.post(WEIGHTS, data={"by0": "trait:region", "by1": "channel", "do": "set", "stamp": stamp(shop)} | given)
    text = minh.get(RESULTS).text
    assert "nobody answered from Trung" in text
    assert "2 without a value for region" in text
    before = re.search(r'sb-weighed"><span>Weighted</span> <b>(.*?)</b>', text)[1]
    live(range(8, 12), "Nam", NOON + 1)
    text = minh.get(RESULTS).text
    after = re.search(r'sb-weighed"><span>Weighted</span> <b>(.*?)</b>', text)[1]
    assert (before, after) == ("+56", "+70")
    minh.post(WEIGHTS, data={"do": "end", "stamp": stamp(shop)})


def test_people_are_looked_up_only_where_weights_hang_on_them(shop):
    """Weighted by the channel nobody's traits are read."""
    minh = shop.client("minh", lang="en")
    given = {"g0.0": "link", "s0.0": "50", "g0.1": "email", "s0.1": "50"}
    minh.post(WEIGHTS, data={"by0": "channel", "by1": "", "do": "set", "stamp": stamp(shop)} | given)
    looked: list[str] = []
    space, desk, responses = shop.services.accounts.space("nha-may"), shop.services.survey_desk, shop.services.responses
    found = outcome_of(ROBOT, space, desk, responses, Outcomes(), "sau-mua", lambda: looked.append("people"))
    assert (found.fit.n, looked) == (22, [])
    minh.post(WEIGHTS, data={"do": "end", "stamp": stamp(shop)})
