"""Drafts taken piece by piece: a first map made of exactly what was accepted, and suggestions for one there is."""

import html
import re
import threading
from dataclasses import replace

import pytest

from hanhtrinh.access import digest
from hanhtrinh.app.draft_pieces.memory import DraftMemory, StillAtWork
from hanhtrinh.app.maps.editing import undo
from hanhtrinh.journey.codec import read_journey
from tests.web.living import with_shop

BEGIN = "/w/nha-may/begin/draft"
DRAFT = "/w/nha-may/maps/shop/draft"
DAY = 86_400


class Patient(DraftMemory):
    """Waits for every draft, however busy the machine is: that one is being made has a test of its own."""

    def get(self, key, make, now, patience=None):
        """Return what is remembered, or make it."""
        return super().get(key, make, now, None)


@pytest.fixture
def shop(world):
    """A shop where people see an ad, visit, put things into the cart and pay; some search on the way."""
    living = with_shop(world)
    for i in range(40):
        who, day = f"p{i}", DAY * (i % 7 + 1)
        living.happens(who, "ad_click", ago=day + 9_000 - i)
        living.happens(who, "visit", ago=day + 8_000 - i)
        if i % 3 == 0:
            living.happens(who, "search", ago=day + 7_000 - i)
        if i % 2:
            living.happens(who, "add_to_cart", ago=day + 6_000 - i)
            living.happens(who, "purchase", ago=day + 5_000 - i, p_amount="100000")
    world.living = living
    world.services = replace(world.services, draft_memory=Patient())
    world.app.state.services = world.services
    return world


def fields(page):
    """Return the fields of the draft's form as a browser would send them back."""
    form = re.search(r'<form class="draft".*?</form>', page, re.DOTALL)[0]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        if 'type="checkbox"' not in tag or " checked" in tag:
            name = html.unescape(re.search(r' name="([^"]*)"', tag)[1])
            found.setdefault(name, []).append(html.unescape(re.search(r' value="([^"]*)"', tag)[1]))
    return found


def drafted(world, source="data", who="minh", lang="vi"):
    """Return the form of a first map's draft."""
    return fields(world.client(who, lang).get(f"{BEGIN}?from={source}").text)


def without(form, *ids, **names):
    """Return a form with some pieces refused and others called something else."""
    took = {"take": [one for one in form["take"] if one not in ids]}
    return {**form, **took, **{f"name.{id}": name for id, name in names.items()}}


def sent(world, path, form, who="minh", lang="vi", **headers):
    """Send a form."""
    client = world.client(who, lang)
    client.headers.update(headers)
    return client.post(path, data=form, follow_redirects=False)


def journey_of(world, key="shop"):
    """Return a journey as its file has it."""
    return read_journey((world.home / "journeys" / f"{key}.yaml").read_text(encoding="utf-8"), key)


def made(world, answer):
    """Return the journey an answer leads to."""
    assert answer.status_code == 303, text_of(answer)
    return journey_of(world, re.search(r"/maps/([^?]+)\?edit=1", answer.headers["location"])[1])


def text_of(answer):
    """Return an answer's text without its tags."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))


def suggested(world, who="minh", lang="vi"):
    """Return the form of the suggestions for the shop's map."""
    return fields(world.client(who, lang).get(DRAFT).text)


def shown(form):
    """Return the ids of the pieces a form shows."""
    return [part.partition("~")[0] for part in form["shown"][0].split()]


def test_templates_are_ranked_by_how_well_they_fit(shop) -> None:
    """Data first, then the templates with the reasons for their rank; the best one is named."""
    told = text_of(shop.client("minh", "en").get(BEGIN))
    assert "5 steps found in" in told
    assert "Fits best" in told
    assert re.search(r"\d+ of its \d+ steps are met", told)
    assert "of people's first meetings keep to its order" in told


def test_every_proposal_says_what_and_why(shop) -> None:
    """Steps with their rule in words and numbers, reasons, and what holds for the whole; everything accepted."""
    page = shop.client("minh", "en").get(f"{BEGIN}?from=data")
    told, form = text_of(page), fields(page.text)
    assert "Counts when name of the event is “ad_click”" in told
    assert "passes that had come this far (" in told
    assert "The aim of the journey" in told
    assert set(shown(form)) == set(form["take"])
    assert "5 steps in" in told


def test_the_map_holds_exactly_what_was_accepted(shop) -> None:
    """A refused step is not in the file, a renamed one has its name in the reader's language and keeps the other."""
    form = without(drafted(shop), "step:search", "window", **{"step:add_to_cart": "Bỏ vào giỏ", "name": "Tiệm của tôi"})
    journey = made(shop, sent(shop, f"{BEGIN}/make", form))
    assert "search" not in journey.step_index
    assert [step.key for step in journey.steps] == [one[5:] for one in form["take"] if one.startswith("step:")]
    assert journey.touchpoints["add_to_cart"].name.vi == "Bỏ vào giỏ"
    assert journey.touchpoints["add_to_cart"].name.en == "Add to cart"
    assert journey.name == "Tiệm của tôi" or journey.name.vi == "Tiệm của tôi"
    assert journey.window == "30d"
    assert journey.outcome is not None


def test_what_leans_on_something_refused_follows_and_says_so(shop) -> None:
    """A refused stage takes its steps along, and they their traits; the small map is drawn without them."""
    form = drafted(shop)
    stage = next(one for one in form["take"] if one.startswith("stage:"))
    answer = sent(shop, BEGIN, without(form, stage), lang="en", **{"x-part": "draft-picture"})
    assert answer.text.startswith("<section")
    assert 'id="draft-picture"' in answer.text
    follows = re.findall(r'data-follows="([^"]*)"', answer.text)
    assert any(one.startswith("step:") for one in follows)
    assert "Left out too, because it leans on" in answer.text
    journey = made(shop, sent(shop, f"{BEGIN}/make", without(form, stage)))
    assert stage.removeprefix("stage:") not in {one.key for one in journey.stages}
    assert not {one.removeprefix("step:") for one in follows} & set(journey.step_index)


def test_choices_come_back_without_script(shop) -> None:
    """A form that is sent as it is comes back as a whole page with the same boxes ticked and the same names."""
    form = without(drafted(shop), "step:search", **{"step:add_to_cart": "Giỏ nhé"})
    again = fields(sent(shop, BEGIN, form).text)
    assert set(again["take"]) == set(form["take"])
    assert again["name.step:add_to_cart"] == ["Giỏ nhé"]


def test_nothing_is_made_of_nothing(shop) -> None:
    """Where every step is refused no file appears, and the page says what is missing."""
    form = drafted(shop)
    gone = [one for one in form["take"] if one.startswith("step:")]
    before = set((shop.home / "journeys").iterdir())
    answer = sent(shop, f"{BEGIN}/make", without(form, *gone), lang="en")
    assert answer.status_code == 422
    assert "No step is left" in text_of(answer)
    assert set((shop.home / "journeys").iterdir()) == before


def test_looking_changes_nothing(shop) -> None:
    """Drafts are looked at as often as one likes; no file is written until one is wanted."""
    before = {path: path.read_bytes() for path in (shop.home / "journeys").iterdir()}
    for address in (BEGIN, f"{BEGIN}?from=data", f"{BEGIN}?from=online-retail", DRAFT):
        assert shop.client("minh").get(address).status_code == 200
    assert {path: path.read_bytes() for path in (shop.home / "journeys").iterdir()} == before


def test_a_template_takes_rules_from_the_data(shop) -> None:
    """A touchpoint the events are named like gets their rule, one nobody knows stays unmeasured; each alone."""
    page = shop.client("minh", "en").get(f"{BEGIN}?from=online-retail")
    told, form = text_of(page), fields(page.text)
    assert "the template's own rule recognises" in told.lower()
    assert "nobody has met this step" in told or "Nobody has met this step" in told
    journey = made(shop, sent(shop, f"{BEGIN}/make", form))
    assert journey.touchpoints["article"].match == {"event": "search"}
    assert journey.touchpoints["visit"].match == {"event": "visit"}
    assert len(journey.stages) == 7
    assert journey.step_index["visit"] == journey.step_index["ad"] + 1


def test_of_a_template_each_piece_is_refused_alone(shop) -> None:
    """A step nobody meets is left out, a rule is refused without its step, an added step is not added."""
    form = drafted(shop, "online-retail")
    unmet = "step:referral"
    rule = next(one for one in form["take"] if one.startswith("rule:"))
    journey = made(shop, sent(shop, f"{BEGIN}/make", without(form, unmet, rule, "add:visit")))
    assert "referral" not in journey.step_index
    assert "visit" not in journey.step_index
    assert journey.touchpoints[rule.removeprefix("rule:")].match is None


def test_events_set_aside_can_be_kept(shop) -> None:
    """What makes no step is listed with the reason; kept all the same, it is a step of the draft."""
    for i in range(40):
        shop.living.happens(f"p{i}", "page_scroll", ago=DAY * (i % 7 + 1) + 7_500 - i)
    page = shop.client("minh", "en").get(f"{BEGIN}?from=data")
    assert "page_scroll 40 events · 40 people" in text_of(page)
    form = fields(page.text)
    again = fields(sent(shop, BEGIN, {**form, "keep": "page_scroll"}, lang="en").text)
    assert "page_scroll" in again["kept"]
    fresh = set(shown(again)) - set(shown(form))
    assert any(one.startswith("step:") for one in fresh)
    assert fresh <= set(again["take"])


def test_too_little_is_said(world) -> None:
    """Where hardly anything happened both pages say what is missing and lead there."""
    living = with_shop(world)
    living.happens("p1", "visit")
    for address in (BEGIN, f"{BEGIN}?from=data", DRAFT):
        answer = world.client("minh", "en").get(address)
        assert answer.status_code == 200
        assert "There are 1 events of 1 people here" in text_of(answer)
        assert "/imports/new" in answer.text


def test_an_unknown_template_is_refused(shop) -> None:
    """A template nobody wrote is an error that names those there are."""
    answer = shop.client("minh", "en").get(f"{BEGIN}?from=nothing")
    assert answer.status_code == 400
    assert "online-retail" in answer.text


def test_what_changed_meanwhile_is_shown_again(shop) -> None:
    """A draft that is not what was shown is not made: the page comes again and says so."""
    form = drafted(shop)
    for i in range(60):
        shop.living.happens(f"q{i}", "visit", ago=9_000 + i)
        shop.living.happens(f"q{i}", "wishlist", ago=8_000 + i)
        shop.living.happens(f"q{i}", "purchase", ago=7_000 + i)
    shop.services.draft_memory._kept.clear()
    answer = sent(shop, f"{BEGIN}/make", form, lang="en")
    assert answer.status_code == 409
    assert "Look at it once more" in text_of(answer)


def test_the_map_is_told_what_the_data_suggest(shop) -> None:
    """A rule for the cart that counts nothing, steps for events on no step, with what each would bring."""
    page = shop.client("minh", "en").get(DRAFT)
    told = text_of(page)
    assert "A rule for “Cart”" in told
    assert "+20 events of 20 people on the map" in told
    assert {"rule:cart", "add:ad", "add:search"} <= set(shown(fields(page.text)))
    assert "take" not in fields(page.text)


def test_one_suggestion_is_one_edit_that_can_be_taken_back(shop) -> None:
    """Taken alone it changes the file by itself, comments stay, and undo brings the old text back."""
    path = shop.home / "journeys" / "shop.yaml"
    before = path.read_text(encoding="utf-8")
    answer = sent(shop, f"{DRAFT}/take", {**suggested(shop), "only": "rule:cart"})
    assert answer.headers["location"].endswith("?took=1")
    after = journey_of(shop)
    assert after.touchpoints["cart"].match == {"any": [{"event": "cart"}, {"event": "add_to_cart"}]}
    assert "# what people told us in March" in path.read_text(encoding="utf-8")
    assert after.stages == read_journey(before, "shop").stages
    assert "rule:cart" not in shown(suggested(shop))
    assert f"{DRAFT}/undo" in shop.client("minh").get(f"{DRAFT}?took=1").text
    sent(shop, f"{DRAFT}/undo", {})
    assert journey_of(shop) == read_journey(before, "shop")


def test_several_are_one_edit_too(shop) -> None:
    """What is ticked is taken at once: steps at the place the data say, under the names they were given."""
    before = journey_of(shop)
    form = {**suggested(shop), "take": ["add:ad", "add:search"], "name.add:search": "Tìm hàng"}
    sent(shop, f"{DRAFT}/take", form)
    after = journey_of(shop)
    assert [step.key for step in after.steps] == ["ad", "visit", "search", "cart", "pay"]
    assert after.touchpoints["search"].name.vi == "Tìm hàng"
    _, actor = shop.services.accounts.session(digest("token-minh"), shop.now)
    assert undo(actor, shop.services.accounts.space("nha-may"), shop.services.desk, "shop") is not None
    assert journey_of(shop) == before


def test_what_leans_on_another_is_not_taken_alone(shop) -> None:
    """A mark of a step that is only suggested needs the step."""
    form = suggested(shop)
    needing = next((one for one in shown(form) if one.endswith(":search") and not one.startswith("add:")), None)
    assert needing is not None
    before = journey_of(shop)
    assert sent(shop, f"{DRAFT}/take", {**form, "only": needing}).status_code == 400
    assert journey_of(shop) == before
    sent(shop, f"{DRAFT}/take", {**form, "take": [needing, "add:search"]})
    assert "search" in journey_of(shop).step_index


def test_only_what_was_shown_is_taken(shop) -> None:
    """A suggestion that looks different now, or was never there, changes nothing."""
    form, before = suggested(shop), journey_of(shop)
    forged = {**form, "shown": form["shown"][0].replace("rule:cart~", "rule:cart~0"), "only": "rule:cart"}
    assert sent(shop, f"{DRAFT}/take", forged).status_code == 400
    assert sent(shop, f"{DRAFT}/take", {**form, "only": "rule:nothing"}).status_code == 400
    sent(shop, f"{DRAFT}/take", form)
    assert journey_of(shop) == before


def test_not_now_is_remembered_and_can_be_looked_at_again(shop) -> None:
    """Put aside, a suggestion stands at the end for everybody; asked for again, it is one like the others."""
    sent(shop, f"{DRAFT}/refuse", {"only": "rule:cart"})
    page = shop.client("lan", "en").get(DRAFT)
    assert "You put these aside" in text_of(page)
    assert 'data-piece="rule:cart"' not in page.text
    sent(shop, f"{DRAFT}/again", {"only": "rule:cart"})
    assert 'data-piece="rule:cart"' in shop.client("lan").get(DRAFT).text


def test_a_removed_journey_takes_its_refusals_along(shop) -> None:
    """A journey of the same name begins anew."""
    space = shop.services.accounts.space("nha-may")
    sent(shop, f"{DRAFT}/refuse", {"only": "rule:cart"})
    assert set(shop.services.refusals.refused(space.id, "shop")) == {"rule:cart"}
    for forget in shop.services.desk.forgets:
        forget(space.id, "shop")
    assert not shop.services.refusals.refused(space.id, "shop")


def test_viewers_look_and_strangers_do_not(shop) -> None:
    """Whoever may not edit gets neither page."""
    assert shop.client("ha").get(BEGIN).status_code == 403
    assert shop.client("ha").get(DRAFT).status_code == 403
    assert shop.client("tu").get(DRAFT).status_code == 404


def test_a_long_draft_says_that_it_is_being_made(shop) -> None:
    """What takes longer than one waits is told, goes on in the background, and is there the next time."""
    memory, go = DraftMemory(), threading.Event()
    with pytest.raises(StillAtWork) as told:
        memory.get("k", go.wait, 7, patience=0.01)
    assert told.value.since == 7
    go.set()
    assert memory.get("k", lambda: False, 8, patience=None) is True


def test_names_are_escaped_and_short(shop) -> None:
    """A name is text, whatever it looks like; one that is too long is refused."""
    form = without(drafted(shop), **{"step:add_to_cart": "<script>alert(1)</script>"})
    assert "<script>alert" not in sent(shop, BEGIN, form).text
    assert sent(shop, BEGIN, without(form, **{"step:add_to_cart": "x" * 500})).status_code == 400
