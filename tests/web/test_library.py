"""The library on the web: what maps share, changed everywhere or here; atlas, channel plan, competitors."""

import html
import os
import re

import pytest

from hanhtrinh.app.journeys import inspect_file
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.library_file import read_library
from tests.web.living import with_shop

LIBRARY = "/w/nha-may/library"
APP = """\
# The same shop in the app; this line stays.
format: hanhtrinh/1
key: app
name: {vi: Mua trên ứng dụng, en: Buying in the app}
outcome: order
channels:
  website: {name: Website, icon: globe}
touchpoints:
  trolley: {name: {vi: Giỏ, en: Trolley}, channel: website, match: {event: cart}}
  order: {name: {vi: Đặt hàng, en: Order}, match: {event: order}}
personas:
  an: {name: An, quote: Nhanh nhé}
stages:
  - key: buy
    name: {vi: Mua, en: Buying}
    phase: during
    steps:
      - {key: pick, touchpoint: trolley, targets: {csat: 0.8}, instrument: stars}
      - key: order
        touchpoint: order
        opportunities: [{text: Thanh toán một chạm, value: 5, solutions: [{text: Ví điện tử, state: doing}]}]
"""
SHARED = """\
# Shared by all maps; written by hand.
format: hanhtrinh-library/1
touchpoints:
  # the parcel arrives
  parcel: {name: {vi: Nhận hàng, en: Parcel}, match: {event: delivered}}
opportunities:
  faster: {text: {vi: Giao nhanh hơn, en: Faster delivery}, value: 4}
"""


@pytest.fixture
def shop(world):
    """Two maps that have a cart in common, under two names."""
    world.living = with_shop(world)
    put(world, "app", APP)
    return world


def put(world, key, text):
    """Write a file by hand."""
    (world.home / "journeys" / f"{key}.yaml").write_text(text, encoding="utf-8")


def text_of(world, key):
    """Return what a file says."""
    return (world.home / "journeys" / f"{key}.yaml").read_text(encoding="utf-8")


def journey_of(world, key):
    """Return a journey with what it takes from its library."""
    path = world.home / "journeys" / f"{key}.yaml"
    return inspect_file(path, path.parent).journey.journey


def library_of(world, key="library"):
    """Return the library as its file has it."""
    return read_library(text_of(world, key), f"{key}.yaml")


def words(answer):
    """Return an answer's text without its tags."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))


def get(world, path, who="minh", lang="vi"):
    """Ask for a page."""
    answer = world.client(who, lang).get(path)
    assert answer.status_code == 200, words(answer)[:400]
    return answer


def post(world, path, form, who="minh", lang="vi"):
    """Send a form."""
    return world.client(who, lang).post(path, data=form, follow_redirects=False)


def hidden(page, name):
    """Return the values of hidden fields."""
    tags = [tag for tag in re.findall(r"<input[^>]*>", page.text) if f' name="{name}"' in tag]
    return [html.unescape(re.search(r' value="([^"]*)"', tag)[1]) for tag in tags]


def pooled(world):
    """Put the cart of both maps into the library."""
    page = get(world, f"{LIBRARY}/touchpoints")
    group = next(
        g for g in re.findall(r'<form[^>]*action="[^"]*/pool".*?</form>', page.text, re.DOTALL) if "~cart~" in g
    )
    things = [html.unescape(v) for v in re.findall(r'name="thing" value="([^"]*)"', group)]
    return things, post(world, f"{LIBRARY}/touchpoints/pool", {"thing": things})


def test_lists_where_things_are_used(shop):
    """Everything maps are made of is listed with the maps and steps that use it, in both languages."""
    page = words(get(shop, LIBRARY))
    for said in ("Ghé trang", "Giỏ hàng", "Mua ở tiệm", "Mua trên ứng dụng", "cart", "cùng quy tắc"):
        assert said in page
    assert "Ví điện tử" in words(get(shop, f"{LIBRARY}/solutions"))
    metrics = words(get(shop, f"{LIBRARY}/metrics", lang="en"))
    assert "Satisfied (CSAT)" in metrics
    assert "stars" in metrics
    assert "80" in metrics


def test_one_thing_for_two_maps(shop):
    """What looks the same is put into the library once: the copies go, the steps point to it, comments stay."""
    before = [step.touchpoint for step in journey_of(shop, "app").steps]
    _, answer = pooled(shop)
    assert answer.headers["location"] == f"{LIBRARY}/touchpoints/library/trolley"
    for key in ("shop", "app"):
        text = text_of(shop, key)
        assert "library: library.yaml" in text
        assert "match: {event: cart}" not in text
        assert "trolley" in [step.touchpoint for step in journey_of(shop, key).steps]
    assert "this line stays" in text_of(shop, "app").lower()
    assert "written by hand and stays" in text_of(shop, "shop")
    assert library_of(shop).touchpoints["trolley"].channel == "website"
    assert "website" in library_of(shop).channels
    assert before == [step.touchpoint for step in journey_of(shop, "app").steps]


def test_what_was_changed_meanwhile_is_not_pooled(shop):
    """Things that are others by now than those on the page are left alone, and so is every file."""
    page = get(shop, f"{LIBRARY}/touchpoints")
    things = [html.unescape(v) for v in re.findall(r'name="thing" value="([^"]*)"', page.text)]
    put(shop, "app", APP.replace("{event: cart}", "{event: trolley}"))
    files = {key: text_of(shop, key) for key in ("shop", "app")}
    answer = post(shop, f"{LIBRARY}/touchpoints/pool", {"thing": things})
    assert answer.status_code == 400
    assert files == {key: text_of(shop, key) for key in files}
    assert not (shop.home / "journeys" / "library.yaml").exists()


def test_changed_everywhere(shop):
    """A change of the library reaches all its maps at once; its comments stay, what others changed is kept."""
    put(shop, "library", SHARED)
    here = f"{LIBRARY}/touchpoints/library/parcel"
    for key, step in (("shop", "pay"), ("app", "order")):
        assert post(shop, f"{here}/use", {"at": f"{key}/{step}"}).status_code == 303
    get(shop, "/w/nha-may/maps/shop")
    page = get(shop, here)
    assert "Mua trên ứng dụng, Mua ở tiệm đổi theo ngay" in words(page)
    (was,) = hidden(page, "was")
    form = {"was": was, "name": "Nhận gói hàng", "match": "event: arrived", "scope": "*"}
    assert post(shop, here, form).status_code == 303
    assert "# the parcel arrives" in text_of(shop, "library")
    for key in ("shop", "app"):
        assert journey_of(shop, key).touchpoints["parcel"].match == {"event": "arrived"}
        assert "Nhận gói hàng" in words(get(shop, f"/w/nha-may/maps/{key}"))
    late = post(shop, here, {**form, "name": "Muộn"})
    assert late.status_code == 422
    assert "có người đã sửa" in words(late)
    assert "Muộn" not in text_of(shop, "library")


def test_changed_in_one_map_only(shop):
    """A change for one map becomes that map's own copy, the other keeps the library's, and undo takes it back."""
    put(shop, "library", SHARED)
    here = f"{LIBRARY}/touchpoints/library/parcel"
    for key, step in (("shop", "pay"), ("app", "order")):
        post(shop, f"{here}/use", {"at": f"{key}/{step}"})
    (was,) = hidden(get(shop, here), "was")
    assert post(shop, here, {"was": was, "name": "Riêng", "match": "event: x", "scope": "app"}).status_code == 303
    assert journey_of(shop, "app").touchpoints["parcel"].match == {"event": "x"}
    assert journey_of(shop, "shop").touchpoints["parcel"].match == {"event": "delivered"}
    assert library_of(shop).touchpoints["parcel"].match == {"event": "delivered"}
    assert "có bản riêng" in words(get(shop, here))
    written = shop.client("minh").get("/w/nha-may/maps/app/written.json").json()
    assert written["undo"] == 2


def test_an_opportunity_of_many_maps(shop):
    """An opportunity of the library carries value, effort and solutions to the steps that use it."""
    put(shop, "library", SHARED)
    here = f"{LIBRARY}/opportunities/library/faster"
    assert post(shop, f"{here}/use", {"at": "shop/pay"}).status_code == 303
    (was,) = hidden(get(shop, here), "was")
    solution = {"s0-text": "Kho gần", "s0-state": "planned", "s0-due": "2026-12-01"}
    form = {"was": was, "text": "Giao trong ngày", "value": "5", "effort": "2", **solution}
    assert post(shop, here, form).status_code == 303
    one = journey_of(shop, "shop").steps[-1].opportunities[0]
    assert (one.value, one.effort, one.solutions[0].due) == (5, 2, "2026-12-01")
    assert "# Shared by all maps" in text_of(shop, "library")
    wrong = post(shop, here, {**form, "was": hidden(get(shop, here), "was")[0], "s0-due": "soon"})
    assert wrong.status_code == 422


def test_nothing_that_breaks_a_map(shop):
    """A rule that cannot be parsed is refused with the reason, and the library stays as it is."""
    put(shop, "library", SHARED)
    here = f"{LIBRARY}/touchpoints/library/parcel"
    (was,) = hidden(get(shop, here), "was")
    answer = post(shop, here, {"was": was, "name": "N", "match": "event: {gt: [}"})
    assert answer.status_code == 422
    assert text_of(shop, "library") == SHARED
    assert post(shop, f"{here}/remove", {}).status_code == 303
    assert "parcel" not in library_of(shop).touchpoints
    assert post(shop, f"{LIBRARY}/personas", {"name": "Chị Hoa"}).status_code == 303
    assert library_of(shop).personas["chi-hoa"].name == "Chị Hoa"


def test_a_library_changed_by_hand_is_seen(shop):
    """Maps follow a library that is changed in an editor, without a restart, on the page and on the shelf."""
    put(shop, "library", SHARED)
    post(shop, f"{LIBRARY}/touchpoints/library/parcel/use", {"at": "shop/pay"})
    space = shop.services.accounts.space("nha-may")
    stamp = shop.services.desk.journeys.stamp(space, "shop")
    assert shop.services.shelf.usable(space)["shop"].touchpoints["parcel"].name.vi == "Nhận hàng"
    assert "Nhận hàng" in words(get(shop, "/w/nha-may/maps/shop"))
    put(shop, "library", SHARED.replace("Nhận hàng", "Tới nơi"))
    os.utime(shop.home / "journeys" / "library.yaml", ns=(1, 1))
    assert shop.services.desk.journeys.stamp(space, "shop") != stamp
    assert shop.services.shelf.usable(space)["shop"].touchpoints["parcel"].name.vi == "Tới nơi"
    assert "Tới nơi" in words(get(shop, "/w/nha-may/maps/shop"))


def test_journeys_inside_journeys(shop):
    """A stage opens another journey, which says whose stage it is; a ring is refused; the atlas draws the tree."""
    inner = "/w/nha-may/maps/shop/inner"
    assert post(shop, inner, {"stage": "buy", "opens": "app"}).status_code == 303
    assert journey_of(shop, "shop").stages[1].opens == "app.yaml"
    assert "thuộc giai đoạn Mua" in words(get(shop, "/w/nha-may/maps/app"))
    ring = post(shop, "/w/nha-may/maps/app/inner", {"stage": "buy", "opens": "shop"})
    assert ring.status_code == 400
    assert "app.yaml → shop.yaml → app.yaml" in words(ring)
    page = get(shop, "/w/nha-may/atlas")
    assert re.search(r"atlas-under.*mở từ giai đoạn.*Mua trên ứng dụng", page.text, re.DOTALL)
    assert "1 trên 2 hành trình" in words(get(shop, "/w/nha-may/atlas?find=ung dung"))
    assert post(shop, inner, {"stage": "buy", "opens": ""}).status_code == 303
    assert journey_of(shop, "shop").stages[1].opens is None


def test_a_new_journey_of_a_stage(shop):
    """A stage's steps become a journey of their own, sound in itself, and the stage opens it."""
    answer = post(shop, "/w/nha-may/maps/shop/inner", {"stage": "buy", "opens": "~new"})
    assert answer.headers["location"] == "/w/nha-may/maps/mua?edit=1"
    made = read_journey(text_of(shop, "mua"), "mua.yaml")
    assert [stage.key for stage in made.stages] == ["cart", "pay"]
    assert set(made.touchpoints) == {"cart", "pay"}
    assert journey_of(shop, "shop").stages[1].opens == "mua.yaml"


def test_plan_beside_measured(shop):
    """The plan is typed per channel and stage, stands beside the measured share, and what parts them is in words."""
    for i in range(40):
        shop.living.happens(f"p{i}", "visit", ago=9_000 + i)
        shop.living.happens(f"p{i}", "cart", ago=900 + i, p_channel="app" if i % 2 else "website")
    base = "/w/nha-may/maps/shop"
    assert post(shop, f"{base}/plan/channels", {"name": "Cửa hàng"}).status_code == 303
    was = {f"was{part}/buy/{channel}": "" for part in ("text", "share") for channel in ("website", "cua-hang")}
    typed = {"text/buy/website": "Giỏ nhanh", "share/buy/website": "90", "text/buy/cua-hang": "Tư vấn"}
    form = {**was, **typed, "share/buy/cua-hang": ""}
    assert post(shop, f"{base}/plan", form).status_code == 303
    plan = journey_of(shop, "shop").stages[1].plan
    assert (plan["website"].share, plan["cua-hang"].text) == (0.9, "Tư vấn")
    page = words(get(shop, f"{base}/plan", who="ha"))
    for said in ("thấp hơn kế hoạch", "có kế hoạch, chưa đo được gì", "đo được, không có kế hoạch", "n = 40"):
        assert said in page
    assert "thấp hơn kế hoạch" in words(get(shop, base))
    refused = post(shop, f"{base}/plan", {**form, "share/buy/website": "many"})
    assert refused.status_code == 400
    again = {**form, "text/buy/website": "Khác", "wastext/buy/website": "Giỏ nhanh", "wasshare/buy/website": "90"}
    assert post(shop, f"{base}/plan", again).status_code == 303
    assert journey_of(shop, "shop").stages[1].plan["website"].text == "Khác"


def test_competitors(shop):
    """A competitor is added, described, compared step by step and removed; each is an edit of the journey."""
    base = "/w/nha-may/maps/shop/competitors"
    assert post(shop, base, {"name": "Chợ lớn"}).status_code == 303
    form = {
        "cho-lon-name": "Chợ lớn", "was-name": "Chợ lớn", "cho-lon-about": "Bán mọi thứ", "was-about": "",
        "cho-lon-match": "subject: cho-lon", "was-match": "", "words/pay": "Nhanh hơn", "score/pay": "2",
        "source/pay": "Phỏng vấn", "waswords/pay": "", "wasscore/pay": "", "wassource/pay": "",
    }  # fmt: skip
    assert post(shop, f"{base}/cho-lon", form).status_code == 303
    journey = journey_of(shop, "shop")
    assert journey.competitors["cho-lon"].match == {"subject": "cho-lon"}
    held = journey.steps[-1].competitors["cho-lon"]
    assert (held.words, held.score, held.source) == ("Nhanh hơn", 2.0, "Phỏng vấn")
    assert "Nhanh hơn" in words(get(shop, base, who="ha"))
    assert "Chợ lớn" in words(get(shop, "/w/nha-may/maps/shop"))
    assert post(shop, f"{base}/cho-lon/remove", {}).status_code == 303
    assert not journey_of(shop, "shop").competitors


def test_markup_is_text(shop):
    """What somebody types is shown as text, never as markup."""
    put(shop, "library", SHARED)
    post(shop, f"{LIBRARY}/personas", {"name": "<script>alert(1)</script>"})
    page = get(shop, f"{LIBRARY}/personas")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text
