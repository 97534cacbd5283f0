"""The rule editor: what a draft counts and does to the map, what is saved, who may, and events on no step adopted."""

import html
import json
import re

import pytest

from hanhtrinh.access import Actor, Right, digest
from hanhtrinh.app.maps.editing import can_undo, undo
from hanhtrinh.app.rules.counting import count_draft
from hanhtrinh.app.rules.drafts import Draft
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.rules import Is
from hanhtrinh.web.rules.numbers import Numbers
from tests.web.living import with_shop

RULES = "/w/nha-may/maps/shop/rules"


@pytest.fixture
def shop(world):
    """A shop with visits, carts and purchases, and things people do that are on no step."""
    living = with_shop(world)
    for i in range(8):
        living.happens(f"p{i}", "visit", ago=9_000 + i, p_path="/", p_channel="web")
        living.happens(f"p{i}", "search", ago=8_000 + i, p_path="/tim-kiem", p_channel="web")
    for i in range(4):
        living.happens(f"p{i}", "cart", ago=900 + i, p_path="/gio-hang", p_channel="app" if i else "web")
    living.happens("p0", "purchase", ago=600, p_path="/thanh-toan")
    world.living = living
    return world


def journey_of(world):
    """Return the journey as its file has it."""
    return read_journey((world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8"), "shop.yaml")


def fields(page):
    """Return the fields of the editor's form as a browser would send them back."""
    form = re.search(r'<form class="rule-form".*?</form>', page, re.DOTALL)[0]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        kind, name = re.search(r'type="(\w+)"', tag)[1], re.search(r' name="([^"]*)"', tag)
        if name and (kind != "radio" or " checked" in tag):
            found.setdefault(name[1], []).append(html.unescape(re.search(r' value="([^"]*)"', tag)[1]))
    for name, inside in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside) or re.search(r'<option value="([^"]*)"', inside)
        found[name] = [html.unescape(chosen[1])]
    for name, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = [html.unescape(text)]
    return found


def opened(world, key="cart", who="minh", lang="vi", **more):
    """Return the form of a touchpoint's editor, changed."""
    page = world.client(who, lang).get(f"{RULES}/{key}").text
    return {**fields(page), **more}


def post(world, path, form, who="minh", lang="vi", **headers):
    """Send a form."""
    client = world.client(who, lang)
    client.headers.update(headers)
    return client.post(f"{RULES}/{path}", data=form, follow_redirects=False)


def text_of(answer):
    """Return an answer's text without its tags."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))


def taken_back(world):
    """Take back Minh's last edit; tell whether there was one."""
    _, actor = world.services.accounts.session(digest("token-minh"), world.now)
    space = world.services.accounts.space("nha-may")
    there = can_undo(actor, space, world.services.desk, "shop")
    return there and undo(actor, space, world.services.desk, "shop") is not None


def test_the_editor_says_the_rule_in_plain_words(shop) -> None:
    """Whoever opens it reads a sentence, and chooses from what the data have, with how many events have it."""
    page = text_of(shop.client("minh").get(f"{RULES}/cart"))
    assert "Một sự kiện được tính là Giỏ hàng khi" in page
    assert "Đường dẫn trang (path) · 100 %" in page


def test_a_draft_is_counted_and_nothing_is_kept(shop) -> None:
    """Events, people and share of the draft, beside what counts now, by month, with whose events they would become."""
    before = journey_of(shop)
    told = text_of(post(shop, "cart/counts", opened(shop, **{"v.0.0": ["cart", "search"]})))
    assert "12 sự kiện bây giờ 4 +8" in told
    assert "8 khách bây giờ 4 +4" in told
    assert "57 % của mọi sự kiện" in told
    assert "8 từ ngoài bản đồ về đây" in told
    assert "Không điểm chạm nào khác nhận" in told
    assert journey_of(shop) == before


def test_who_else_claims_events_and_who_wins(shop) -> None:
    """An overlap is told with its events, its people, who gets them and why."""
    told = text_of(post(shop, "cart/counts", opened(shop, **{"p.0.0": "path", "o.0.0": "prefix", "v.0.0": "/"})))
    assert "Quy tắc khớp 21 sự kiện; 9 trong số đó thuộc điểm chạm khác" in told
    assert "Ghé trang : 8 sự kiện của 8 khách" in told.replace("trang:", "trang :")
    assert "8 về Ghé trang" in told
    assert "Ghé trang thắng vì quy tắc nêu chính xác hơn" in told


def test_the_map_with_the_draft(shop) -> None:
    """Reach of the step now and then, and the numbers of the map's cells that would differ."""
    answer = post(shop, "cart/effect", opened(shop, lang="en", **{"v.0.0": ["cart", "search"]}), lang="en")
    assert "Cart Now: 4 → With this rule: 8" in text_of(answer)
    shifts = json.loads(html.unescape(re.search(r'data-shifts="([^"]*)"', answer.text)[1]))
    assert {"lane": "people", "step": "cart"}.items() <= next(s for s in shifts if s["step"] == "cart").items()
    assert not any(shift["step"] == "visit" and shift["text"].startswith("0") for shift in shifts)


def test_a_rule_is_saved_as_one_edit_that_can_be_taken_back(shop) -> None:
    """The file says the new rule, everything else stays, and undo brings the old one back."""
    before = (shop.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")
    answer = post(shop, "cart/save", opened(shop, **{"v.0.0": ["cart", "search"], "name": "Giỏ"}))
    assert answer.status_code == 303
    point = journey_of(shop).touchpoints["cart"]
    assert (point.match, point.name.vi, point.name.en) == ({"event": ["cart", "search"]}, "Giỏ", "Cart")
    assert "# Our shop. This line was written by hand" in (shop.home / "journeys" / "shop.yaml").read_text("utf-8")
    assert taken_back(shop)
    assert journey_of(shop) == read_journey(before, "shop.yaml")


def test_nothing_new_is_no_edit(shop) -> None:
    """Saving what is there already writes nothing."""
    post(shop, "cart/save", opened(shop))
    assert not taken_back(shop)


def test_a_touchpoint_changed_meanwhile_is_not_overwritten(shop) -> None:
    """Whoever began on an older state is told so, keeps what they typed, and overwrites nothing."""
    form = opened(shop, **{"v.0.0": ["cart", "search"]})
    post(shop, "cart/save", opened(shop, who="lan", **{"v.0.0": ["cart", "visit2"]}), who="lan")
    answer = post(shop, "cart/save", form)
    assert answer.status_code == 422
    assert "Người khác vừa đổi điểm chạm này" in text_of(answer)
    assert 'value="search"' in answer.text
    assert journey_of(shop).touchpoints["cart"].match == {"event": ["cart", "visit2"]}


def test_rows_and_groups_come_and_go(shop) -> None:
    """A condition, a group and its conditions are added, a value and a row are dropped; what was typed stays."""
    form = opened(shop, act="test:0")
    form = fields(post(shop, "cart/form", form).text)
    assert form["p.0.1"] == [""]
    form |= {"p.0.1": ["channel"], "v.0.1": ["app", "web"], "act": ["group:0"]}
    form = fields(post(shop, "cart/form", form).text)
    assert (form["k.0.2"], form["v.0.1"]) == (["any"], ["app", "web", ""])
    form = fields(post(shop, "cart/form", {**form, "act": "drop:0.1:0"}).text)
    assert form["v.0.1"] == ["web", ""]
    for odd in ("drop:0.1:²", "drop:0.1:" + "9" * 5_000, "remove:0.²"):  # digits that are no number
        assert fields(post(shop, "cart/form", {**form, "act": odd}).text)["v.0.1"] == ["web", ""]
    form = fields(post(shop, "cart/form", {**form, "act": "remove:0.2"}).text)
    post(shop, "cart/save", form)
    assert journey_of(shop).touchpoints["cart"].match == {"event": "cart", "channel": "web"}


def test_an_unfinished_condition_is_not_counted_and_not_saved(shop) -> None:
    """It is said beside the numbers; saving asks to finish it."""
    form = fields(post(shop, "cart/form", opened(shop, act="test:0")).text)
    form["p.0.1"] = ["path"]
    assert "chưa đủ nên chưa được tính" in text_of(post(shop, "cart/counts", form))
    answer = post(shop, "cart/save", form)
    assert (answer.status_code, "Hãy điền nốt" in text_of(answer)) == (422, True)


def test_a_rule_as_text_is_checked_with_its_line(shop) -> None:
    """The last resort: what cannot be read is told with its line, and nothing typed is lost."""
    form = opened(shop, mode="yaml", yaml="event: cart\nprice:\n  rang: [1, 2]\n")
    told = text_of(post(shop, "cart/counts", form))
    assert "Dòng 3" in told
    assert "rang" in told
    answer = post(shop, "cart/save", form)
    assert (answer.status_code, "rang: [1, 2]" in answer.text) == (422, True)
    form["yaml"] = "event: cart\nnot: {path: {prefix: /x}}\n"
    shown = fields(post(shop, "cart/form", {**form, "act": "form"}).text)
    assert shown["k.0.1"] == ["none"]


def test_a_property_no_event_has_is_doubted(shop) -> None:
    """Almost the name of one that is there: it is suggested."""
    form = opened(shop, mode="yaml", yaml="pth: {prefix: /gio}")
    assert "Có phải “path”?" in text_of(post(shop, "cart/counts", form))


def test_values_come_from_the_data_and_need_no_marks(shop) -> None:
    """The most frequent first, among the events the other conditions allow; typed without diacritics."""
    shop.living.happens("p1", "cart", p_path="/Giỏ-hàng/Đặt")
    form = opened(shop, **{"p.0.1": "path", "v.0.1": ""})
    assert "/tim-kiem" not in text_of(post(shop, "cart/values", {**form, "at": "0.1", "like": ""}))
    told = text_of(post(shop, "cart/values", {**form, "at": "0.1", "like": "GIO-HANG/dat"}))
    assert told == "/Giỏ-hàng/Đặt 1"


def test_a_later_question_gives_up_an_earlier_one(shop) -> None:
    """What was asked before is refused once a later turn of the same editor has begun."""
    form = opened(shop)
    assert post(shop, "cart/counts", {**form, "tab": "t", "turn": "7"}).status_code == 200
    assert post(shop, "cart/counts", {**form, "tab": "t", "turn": "6"}).status_code == 400
    assert post(shop, "cart/counts", {**form, "tab": "u", "turn": "6"}).status_code == 200


def test_a_new_touchpoint_for_a_step(shop) -> None:
    """It gets a key of its own, a new channel, and stands at the step."""
    page = shop.client("minh").get(f"{RULES}/~step/cart?new=1").text
    form = fields(page) | {"name": "Giỏ trên Zalo", "new_channel": "Zalo OA", "icon": "message-circle"}
    form |= {"p.0.0": "event", "o.0.0": "is", "v.0.0": "search"}
    assert post(shop, "~new/save", form).status_code == 303
    journey = journey_of(shop)
    assert journey.steps[1].touchpoint == "gio-tren-zalo"
    point = journey.touchpoints["gio-tren-zalo"]
    assert (point.channel, point.icon, point.match) == ("zalo-oa", "message-circle", {"event": "search"})


def test_what_is_on_no_step_is_listed_and_adopted_into_a_touchpoint(shop) -> None:
    """Most frequent first with its people; adopting is one edit, and then it is on the map."""
    page = shop.client("minh").get(RULES)
    told = text_of(page)
    assert "62 % mọi sự kiện nằm trên bản đồ" in told
    assert "search 8 sự kiện · 8 khách" in told
    match = html.unescape(re.search(r'name="match" value="([^"]*)"', page.text)[1])
    assert post(shop, "~adopt", {"match": match, "touchpoint": "visit"}).status_code == 303
    assert journey_of(shop).touchpoints["visit"].match == {"any": [{"event": "visit"}, {"event": "search"}]}
    assert "Mọi sự kiện đều nằm trên bản đồ" in text_of(shop.client("minh").get(RULES))


def test_what_is_on_no_step_becomes_a_step(shop) -> None:
    """A touchpoint and a step behind the one named; one edit."""
    form = {"match": '{"event": "search"}', "name": "Tìm kiếm", "after": "visit"}
    post(shop, "~adopt", form)
    assert [step.key for step in journey_of(shop).steps] == ["visit", "tim-kiem", "cart", "pay"]
    assert journey_of(shop).steps[1].touchpoint == "tim-kiem"


@pytest.mark.parametrize("match", ["", "[", "{}", '{"any": []}', "[" * 5_000, '{"a": {"b": 1}}'])
def test_events_are_adopted_by_a_rule_alone(shop, match) -> None:
    """Whatever else is sent is refused, and nothing is written."""
    before = journey_of(shop)
    assert post(shop, "~adopt", {"match": match, "touchpoint": "visit"}).status_code == 400
    assert journey_of(shop) == before


def test_names_and_keys_that_cannot_be(shop) -> None:
    """An empty or endless name, a channel and a step there are none of."""
    for more in ({"name": " "}, {"name": "x" * 200}, {"channel": "fax"}, {"step": "nowhere"}):
        assert post(shop, "cart/save", opened(shop, **{**more, "v.0.0": ["a"]})).status_code in (404, 422), more
    assert shop.client("minh").get(f"{RULES}/nothing").status_code == 404
    assert shop.client("minh").get(f"{RULES}/~step/nothing").status_code == 404


def test_a_form_may_not_be_endless(shop) -> None:
    """Ten times the largest form there can be is refused before it is read."""
    assert post(shop, "cart/counts", {"v.0.0": ["x" * 400] * 3_000}).status_code == 413


def test_what_a_customer_wrote_is_no_markup(shop) -> None:
    """Values of events are hostile input."""
    shop.living.happens("p1", "cart", p_path='<img src=x onerror="alert(1)">')
    form = opened(shop, **{"p.0.1": "path", "o.0.1": "exists"})
    answers = [post(shop, "cart/counts", form), post(shop, "cart/values", {**form, "o.0.1": "is", "at": "0.1"})]
    for answer in answers:
        assert "&lt;img" in answer.text
        assert "<img" not in answer.text


def test_examples_are_for_those_who_may_see_people(shop) -> None:
    """Whoever may edit maps and not see people gets the counts, and nobody's events."""
    space = shop.services.accounts.space("nha-may")
    rights = {space.id: frozenset({Right.SEE_MAPS, Right.EDIT_MAPS})}
    actor = Actor(kind="key", id="k", rights=rights)
    draft = Draft(key="cart", name="Giỏ hàng", rule=Is("event", "cart"))
    found = count_draft(actor, space, shop.services.rules, "shop", draft, "vi", ("t", 1))
    drawn = Numbers("vi", "UTC", space).counts(found, draft.rule, ())
    assert "Ví dụ chỉ hiện với người có quyền xem khách hàng" in drawn
    assert not any(f">p{i}<" in drawn or "/gio-hang" in drawn for i in range(8))
    assert found.preview.here == 4


@pytest.mark.parametrize("who", ["ha"])
def test_who_may_not_edit_gets_no_editor(shop, who) -> None:
    """A viewer is refused, and the map offers none."""
    assert shop.client(who).get(f"{RULES}/cart").status_code == 403
    assert post(shop, "cart/counts", {"name": "x"}, who=who).status_code == 403
    assert "rule-sheet" not in shop.client(who).get("/w/nha-may/maps/shop").text
    assert 'id="rule-sheet"' in shop.client("minh").get("/w/nha-may/maps/shop").text
