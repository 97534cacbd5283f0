"""A survey bound to a step: what the map shows there is said, and what it shows from now on is chosen, never mixed."""

import re
from html import unescape

import msgspec
import pytest

from hanhtrinh.access import Actor, Right
from hanhtrinh.app.surveys.showing import bound_step
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.voice.surveys.model import Page, Question, Survey
from tests.web.living import INSTRUMENTS, with_shop

MINH = Actor(kind="user", id="minh", name="Minh", rights={"nha-may": frozenset(Right)})
HOME = "/w/nha-may/voice/surveys/gio-hang"
LIKED = Question(key="liked", kind="csat", text="Giỏ hàng thế nào?", required=True)
SURVEY = Survey(
    key="gio-hang", name="Giỏ hàng", languages=("vi",), journey="shop", touchpoint="cart",
    pages=(Page(key="p1", questions=(LIKED,)),),
)  # fmt: skip
STARS = Instrument(key="stars", kind="csat", low=1, high=5, question="Bạn chấm mấy sao?")


@pytest.fixture
def shop(world):
    """A shop where seven people gave stars at the cart, and a survey about the cart that is not open yet."""
    living = with_shop(world)
    for i in range(7):
        living.happens(f"p{i}", "cart", ago=900 + i)
        living.happens(f"p{i}", "survey", ago=600 + i, instrument="stars", score=4.0)
    for one in (*INSTRUMENTS.values(),):
        world.services.instruments.ensure(space_of(world), STARS if one.key == "stars" else one)
    draft(world)
    return world


def space_of(world):
    return world.services.accounts.space("nha-may")


def draft(world, survey=SURVEY):
    kept = world.services.surveys.get("nha-may", survey.key)
    world.services.surveys.save("nha-may", survey, kept.stamp if kept else 0, world.now, "minh")


def publish(world, choice, who="minh"):
    stamp = world.services.surveys.get("nha-may", "gio-hang").stamp
    return world.client(who).post(f"{HOME}/publish", data={"stamp": str(stamp), "map": choice})


def journey_text(world):
    return (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")


def name_instrument(world, key="stars"):
    """Have the step name its instrument."""
    path = world.home / "journeys" / "shop.yaml"
    path.write_text(journey_text(world).replace("touchpoint: cart\n", f"touchpoint: cart\n        instrument: {key}\n"))


def chosen(world, lang="en"):
    text = world.client("minh", lang).get(HOME).text
    every = re.findall(r'<input(?=[^>]*name="map")[^>]*value="(\w+)"[^>]*>', text)
    tags = re.findall(r'<input(?=[^>]*name="map")[^>]*>', text)
    marked = [re.search(r'value="(\w+)"', tag)[1] for tag in tags if " checked" in tag]
    return every, marked, unescape(text)


def test_what_the_map_shows_is_said_and_the_choice_offered(shop):
    """Most answered, by no name of the step's own: this survey's question takes its place unless somebody says else."""
    every, marked, text = chosen(shop)
    assert (every, marked) == (["series", "show", "beside"], ["show"])
    assert "On the map at “Cart”" in text
    assert "The curve shows “Bạn chấm mấy sao?” now (satisfaction 1–5; answers: 7)." in text
    name_instrument(shop)
    assert chosen(shop)[1] == ["beside"], "the step's own question, answered, stays"
    draft(shop, msgspec.structs.replace(SURVEY, touchpoint="pay"))
    every, marked, text = chosen(shop)
    assert (every, marked) == (["show", "beside"], ["show"])
    assert "Nothing was answered there yet." in text


def test_going_on_with_the_series(shop):
    """The question's answers are the map's instrument from then on; the map's file stays as it is."""
    before = journey_text(shop)
    publish(shop, "series")
    kept = shop.services.surveys.get("nha-may", "gio-hang")
    assert (kept.state, kept.draft.questions[0].series) == ("open", "stars")
    assert journey_text(shop) == before
    draft(shop, msgspec.structs.replace(kept.draft, intro="Chào bạn"))
    every, marked, text = chosen(shop)
    assert (every, marked) == (["series", "show", "beside"], ["series"])
    assert "this survey's “Giỏ hàng thế nào?”" in text
    publish(shop, "beside")
    assert shop.services.surveys.get("nha-may", "gio-hang").draft.questions[0].series == ""


def test_the_map_shows_this_question_from_now_on(shop):
    """The step names the survey's instrument, as an edit that can be undone; then there is nothing left to choose."""
    publish(shop, "show")
    assert "instrument: gio-hang.liked" in journey_text(shop)
    assert shop.services.desk.deeds.traces("nha-may", "shop")
    every, _, text = chosen(shop)
    assert every == []
    assert "The curve shows this survey's “Giỏ hàng thế nào?”" in text


def test_keeping_the_other_names_it(shop):
    """Else the map would change one day by itself, when this question is answered more."""
    publish(shop, "beside")
    assert "instrument: stars" in journey_text(shop)
    assert shop.services.surveys.get("nha-may", "gio-hang").draft.questions[0].series == ""


def test_another_scale_is_never_gone_on_with(shop):
    """An NPS question is not offered the stars; who asks for it all the same opens nothing and changes nothing."""
    nps = msgspec.structs.replace(LIKED, kind="nps")
    draft(shop, msgspec.structs.replace(SURVEY, pages=(Page(key="p1", questions=(nps,)),)))
    assert chosen(shop)[0] == ["show", "beside"]
    before = journey_text(shop)
    assert publish(shop, "series").status_code == 400
    assert shop.services.surveys.get("nha-may", "gio-hang").version == 0
    assert journey_text(shop) == before


def test_series_that_are_none_or_do_not_fit_forbid_opening(shop):
    """A wrong name, another scale, two questions of one series: each is said in its place."""

    def keys(*questions):
        draft(shop, msgspec.structs.replace(SURVEY, pages=(Page(key="p1", questions=questions),)))
        desk = shop.services.survey_desk
        kept = desk.kept(space_of(shop), "gio-hang")
        found = desk.findings(space_of(shop), kept)
        return {one.key.removeprefix("surveycheck."): one.severity for one in found if "series" in one.key}

    of = lambda **more: msgspec.structs.replace(LIKED, **more)  # noqa: E731 - short
    assert keys(of(series="stats")) == {"series_unknown_similar": "error"}
    assert keys(of(series="company")) == {"series_misfit": "error"}
    assert keys(of(series="stars"), of(key="two", series="stars")) == {"series_twice": "error"}
    assert keys(of(kind="short", series="stars")) == {"series_no_score": "error"}
    assert keys(of(series="stars", text=STARS.question)) == {}
    assert publish(shop, "").status_code == 200


def test_anonymous_surveys_choose_too(shop):
    """Their answers count at the step for everybody and in no segment, which is said."""
    draft(shop, msgspec.structs.replace(SURVEY, anonymous=True))
    every, marked, text = chosen(shop)
    assert (every, marked) == (["series", "show", "beside"], ["show"])
    assert "Anonymous answers count there for everybody, in no segment." in text
    publish(shop, "show")
    assert "instrument: gio-hang.liked" in journey_text(shop)


def test_who_may_not_edit_maps_leaves_them_alone(shop):
    """Without the right the map's question is not offered to be changed, and keeping the other changes no file."""
    rights = {"nha-may": frozenset({Right.EDIT_SURVEYS, Right.SEE_MAPS, Right.SEE_VOICE})}
    few = Actor(kind="user", id="minh", name="Minh", rights=rights)
    bound = bound_step(few, space_of(shop), shop.services.survey_desk, SURVEY)
    assert (bound.choices, bound.choice) == (("series", "beside"), "beside")
