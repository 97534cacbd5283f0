"""Links to maps: what strangers see, what they never see, and how links end."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from hanhtrinh.access import digest
from hanhtrinh.app.accounts.passwords import Passwords
from tests.web.living import with_shop

ALL = "/w/nha-may/maps/shop"
DAY = 86_400_000_000
WORD = "mua xuân 7"
OPEN = ("activity", "emotion", "people", "satisfaction", "pains")


@pytest.fixture
def living(world):
    """Eight people, six of whom went on to the cart, three to the payment."""
    text = with_shop(world)
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    world.services = replace(world.services, share_desk=replace(world.services.share_desk, passwords=quick))
    world.app.state["services"] = world.services
    for i in range(8):
        text.happens(f"khach-{i}", "visit", ago=9_000 + i)
        text.happens(f"khach-{i}", "response", ago=8_000 + i, instrument="stars", score=4.0 + i % 2,
                     asked_at="visit", text=f"lời số {i}")  # fmt: skip
    for i in range(6):
        text.happens(f"khach-{i}", "cart", ago=5_000 + i)
    for i in range(3):
        text.happens(f"khach-{i}", "purchase", ago=4_000 + i)
    return text


def made(world, who="lan", **given):
    """Make a link and return its path."""
    data = {"lane": list(OPEN), "period": "all", "life": "30", **given}
    answer = world.client(who, lang="en").post(f"{ALL}/share", data=data)
    assert answer.status_code == 200, answer.text
    return "/s/" + re.search(r'id="share-address">[^<]*/s/([\w-]+)<', answer.text)[1]


def test_a_stranger_sees_the_chosen_lanes_and_nothing_of_the_others(world, living) -> None:
    """Neither as text nor as data: the other lanes' words are nowhere in the page."""
    path = made(world, lane=["activity", "people"])
    answer = world.client().get(path)
    assert answer.status_code == 200
    assert "Ghé xem hàng" in answer.text
    assert 'data-lane="people"' in answer.text
    for unseen in ("Trang tải chậm", 'data-lane="pains"', 'data-lane="emotion"', "lời số", "khach-", "Minh", "nha-may",
                   "data-lane-box", "data-map=\"/w/"):  # fmt: skip
        assert unseen not in answer.text, unseen
    assert not re.search(r'class="[^"]*\bguess', answer.text)


def test_small_groups_are_said_to_be_small(world, living) -> None:
    """Three of eight paid: the cell says so in words, and no number of it is anywhere."""
    page = world.client(lang="en").get(made(world)).text
    cell = re.search(r'<td[^>]*data-lane="people" data-step="pay"[^>]*>(.*?)</td>', page)[1]
    assert "fewer than 5 people" in cell
    assert not re.search(r"\d", cell.replace("fewer than 5 people", ""))
    assert "38%" not in page
    assert re.search(r'data-lane="people" data-step="visit".*?>8<', page)


def test_headers_keep_strangers_strangers(world, living) -> None:
    """No search engine, no referrer, no frame, no foreign request, no cookie."""
    answer = world.client().get(made(world))
    assert "noindex" in answer.headers["x-robots-tag"]
    assert '<meta name="robots" content="noindex' in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "set-cookie" not in answer.headers


def test_the_secret_is_shown_once_and_kept_nowhere(world, living) -> None:
    """The list of links does not tell it, the database holds its digest, and it has 192 bits."""
    path = made(world)
    token = path.removeprefix("/s/")
    assert len(token) == 32
    assert token not in world.client("lan").get(f"{ALL}/share").text
    world.database.engine.dispose()
    assert token.encode() not in b"".join(found.read_bytes() for found in world.home.glob("hanhtrinh.db*"))
    assert world.services.share_desk.shares.by_token(digest(token)) is not None


def test_guessing_leads_nowhere_and_is_slowed_down(world, living) -> None:
    """Wrong links are a calm 404 that names nothing; who goes on is asked to wait."""
    client = world.client(lang="en")
    answer = client.get("/s/" + "x" * 32)
    assert answer.status_code == 404
    assert "nha-may" not in answer.text
    assert "shop" not in answer.text
    assert [client.get(f"/s/guess{i:027}").status_code for i in range(40)].count(429) >= 9


def test_a_link_ends_by_the_clock_by_hand_and_when_made_anew(world, living) -> None:
    """Then it is 410, or, for a secret that was exchanged, as if it had never been."""
    short, revoked, renewed = made(world, life="1"), made(world, title="two"), made(world, title="three")
    shares = {share.title: share for share in world.services.share_desk.shares.of("nha-may", "shop")}
    lan = world.client("lan")
    assert lan.post(f"{ALL}/share/{shares['two'].id}/revoke", follow_redirects=False).status_code == 303
    again = lan.post(f"{ALL}/share/{shares['three'].id}/renew")
    new = "/s/" + re.search(r'id="share-address">[^<]*/s/([\w-]+)<', again.text)[1]
    world.now += DAY - 1
    assert [world.client().get(p).status_code for p in (short, revoked, renewed, new)] == [200, 410, 404, 200]
    world.now += 1
    gone = world.client(lang="en").get(short)
    assert gone.status_code == 410
    assert "shop" not in gone.text.lower().replace("hanhtrinh", "")


def test_a_password_is_asked_for_before_anything_is_shown(world, living) -> None:
    """The page, its rules, its state and its downloads: all closed; the right one opens this link alone."""
    path, other = made(world, password=WORD, downloads="yes"), made(world, password=WORD.upper())
    client = world.client(lang="en")
    for part in ("", "/state", "/rules.css", "/download/svg", "/pictures/x.webp"):
        locked = client.get(path + part)
        assert locked.status_code == 401
        assert "Ghé xem" not in locked.text
    assert client.post(path, data={"password": "sai rồi"}).status_code == 401
    opened = client.post(path, data={"password": WORD}, follow_redirects=False)
    cookie = opened.headers["set-cookie"]
    assert opened.status_code == 303
    assert "HttpOnly" in cookie
    assert f"Path={path}" in cookie
    value = cookie.partition("=")[2].partition(";")[0]
    assert world.client().get(path, headers={"cookie": f"hanhtrinh_share={value}"}).status_code == 200
    assert world.client().get(other, headers={"cookie": f"hanhtrinh_share={value}"}).status_code == 401


def test_passwords_cannot_be_tried_for_long(world, living) -> None:
    """After ten attempts from an address even the right one has to wait a quarter of an hour."""
    path, client = made(world, password=WORD), world.client(lang="en")
    tried = [client.post(path, data={"password": f"sai {i}"}).status_code for i in range(11)]
    assert tried == [401] * 10 + [429]
    assert client.post(path, data={"password": WORD}).status_code == 429
    world.now += 16 * 60_000_000
    assert client.post(path, data={"password": WORD}, follow_redirects=False).status_code == 303


def test_a_frozen_link_stands_still_and_a_live_one_goes_on(world, living) -> None:
    """What happens later is on the live page alone; so is what the team writes later."""
    still, live = made(world, still="yes"), made(world)
    for i in range(20):
        living.happens(f"moi-{i}", "visit", ago=60 + i)
    path = world.home / "journeys" / "shop.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Ghé xem hàng", "Ghé xem gốm"), encoding="utf-8")
    shown = {name: world.client().get(link).text for name, link in (("still", still), ("live", live))}
    assert re.search(r'data-lane="people" data-step="visit".*?>8<', shown["still"])
    assert re.search(r'data-lane="people" data-step="visit".*?>28<', shown["live"])
    assert "Ghé xem hàng" in shown["still"]
    assert "Ghé xem gốm" in shown["live"]


def test_openings_are_counted_and_nothing_else_of_readers_is_kept(world, living) -> None:
    """Two openings, one of them last; a closed password page is none."""
    path = made(world)
    made(world, password=WORD)
    world.client().get(path)
    world.now += 5
    world.client().get(path)
    found = {share.password != "": share for share in world.services.share_desk.shares.of("nha-may", "shop")}
    assert (found[False].opened, found[False].opened_at) == (2, world.now)
    assert found[True].opened == 0


def test_embedding_is_for_the_chosen_sites_alone(world, living) -> None:
    """The policy names them; without any there is nothing to embed; with a password it leads to the page."""
    path = made(world, sites="intranet.example\nhttps://*.x.example:8443")
    answer = world.client().get(path + "/embed")
    assert (
        "frame-ancestors https://intranet.example https://*.x.example:8443" in answer.headers["content-security-policy"]
    )
    assert 'data-lane="people"' in answer.text
    assert "frame-ancestors 'none'" in world.client().get(path).headers["content-security-policy"]
    assert world.client().get(made(world) + "/embed").status_code == 404
    locked = world.client().get(made(world, sites="https://x.example", password=WORD) + "/embed")
    assert 'data-lane="people"' not in locked.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"lane": ""}, "at least one lane"),
        ({"sites": "https://x.example/path; javascript:alert(1)"}, "is no address of a site"),
        ({"sites": "https://x.example;script-src"}, "is no address of a site"),
        ({"password": "abc"}, "6 to 200"),
        ({"life": "day", "until": "2020-01-01"}, "over already"),
        ({"life": "day", "until": "soon"}, "no day"),
        ({"life": "400"}, "Allowed: 1, 7"),
        ({"title": "x" * 200}, "200 characters"),
    ],
)
def test_a_wish_that_cannot_be_is_explained(world, living, given, said) -> None:
    """What was given, and what is allowed."""
    data = {"lane": "people", "period": "all", **given}
    answer = world.client("lan", lang="en").post(f"{ALL}/share", data=data)
    assert answer.status_code in (200, 400)
    if "script-src" in str(given):
        assert "script-src" not in world.client().get("/s/" + "x" * 32).headers["content-security-policy"][99:]
    assert said in answer.text or "script-src" in str(given)


def test_links_belong_to_those_who_edit(world, living) -> None:
    """A viewer has no button; another workspace's editor finds no link; every deed is in the audit log."""
    made(world)
    share = world.services.share_desk.shares.of("nha-may", "shop")[0]
    assert "share-map" not in world.client("ha").get(ALL).text
    assert "share-map" in world.client("minh").get(ALL).text
    assert world.client("ha").post(f"{ALL}/share/{share.id}/revoke").status_code == 403
    assert world.client("tu").post(f"/w/tiem-khac/maps/shop/share/{share.id}/revoke").status_code == 404
    assert world.client("lan").post(f"/w/nha-may/maps/other/share/{share.id}/revoke").status_code == 404
    assert world.services.audit.deeds("nha-may", area="share")[0].action == "share.made"
    assert world.services.share_desk.shares.get("nha-may", share.id).revoked_at is None


def test_readers_take_away_only_what_the_link_shows(world, living) -> None:
    """Where they may at all; the files hold the chosen lanes and no number of a small group."""
    closed, path = made(world), made(world, downloads="yes", lane=["people"], lang="en")
    assert world.client().get(closed + "/download/svg").status_code == 404
    assert world.client().get(path + "/download/xlsx").status_code == 404
    slides = world.client().get(path + "/download/pptx")
    assert slides.status_code == 200
    with zipfile.ZipFile(io.BytesIO(slides.content)) as pack:
        text = "".join(pack.read(name).decode() for name in pack.namelist() if "slides/slide" in name)
    assert "38%" not in text
    assert "Has a look" not in text
    assert "khach-" not in text
    assert world.client().get(path + "/download/svg").content.startswith((b"<svg", b"<?xml"))


def test_a_journey_that_went_takes_its_links_along(world, living) -> None:
    """And one that is broken for a while tells strangers only that it rests."""
    path = made(world)
    file = world.home / "journeys" / "shop.yaml"
    text = file.read_text(encoding="utf-8")
    world.services.share_views.forget()
    file.write_text("stages: [", encoding="utf-8")
    assert world.client().get(path).status_code in (404, 503)
    assert "stages" not in world.client().get(path).text
    file.unlink()
    assert world.client().get(path).status_code == 404
    file.write_text(text, encoding="utf-8")
    assert world.client().get(path).status_code == 200
