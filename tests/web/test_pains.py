"""Pains proposed from what customers say: taken by a person, remembered when not wanted, counted from then on."""

import re

import msgspec
import pytest

from hanhtrinh.access import Actor, Right
from hanhtrinh.app.themes.editing import put_theme, theme_of
from tests.web.said_world import talking

MAP, PAINS = "/w/nha-may/maps/shop", "/w/nha-may/maps/shop/pains"
ID = "pain:cart:delivery"
MINH = Actor(kind="user", id="minh", name="Minh", rights={"nha-may": frozenset(Right)})


@pytest.fixture
def said(world):
    return talking(world)


def test_a_theme_many_feel_bad_about_is_proposed(world, said):
    """With its people, texts, feeling and quotes; what few or happy people speak of is not."""
    text = world.client("minh", "en").get(PAINS).text
    assert re.findall(r'value="(pain:[^"]+)"', text) == [ID]
    for told in ("Delivery", "6 people", "6 texts", "Giao hàng quá trễ"):
        assert told in text, told


def test_taken_it_is_a_pain_of_the_map_with_live_counts(world, said):
    """Its words, a severity from the feeling, its theme; the map counts who speaks of it, and it is offered no more."""
    minh = world.client("minh", "en")
    answer = minh.post(PAINS, data={"id": ID, "text": "Late deliveries", "do": "take"}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    written = (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")
    assert "theme: delivery" in written
    assert "severity: 3" in written
    assert ID not in minh.get(PAINS).text
    cell = re.search(
        r'<td[^>]*data-lane="pains"[^>]*data-step="cart".*?</td>', minh.get(f"{MAP}?period=all").text, re.S
    )
    assert "Late deliveries" in cell.group()
    assert "6 people" in cell.group()


def test_put_aside_it_is_not_offered_again_until_put_back(world, said):
    """What somebody does not want is remembered; the sign at the cell goes, and comes back."""
    minh = world.client("minh", "en")
    assert "1 proposed" in minh.get(f"{MAP}?period=all&edit=1").text
    minh.post(PAINS, data={"id": ID, "do": "aside"})
    assert "1 proposed" not in minh.get(f"{MAP}?period=all&edit=1").text
    assert "Put aside (1)" in minh.get(PAINS).text
    minh.post(PAINS, data={"id": ID, "do": "back"})
    assert "Put aside (1)" not in minh.get(PAINS).text


def test_only_editors_decide_and_only_about_what_is_proposed(world, said):
    """A viewer may not; an invented proposal and empty words change nothing."""
    assert world.client("ha").post(PAINS, data={"id": ID, "do": "aside"}).status_code == 403
    minh = world.client("minh")
    before = (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")
    assert minh.post(PAINS, data={"id": "pain:cart:none", "text": "x"}).status_code == 404
    assert minh.post(PAINS, data={"id": ID, "text": "  "}).status_code == 400
    assert (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8") == before


def test_what_names_nothing_specific_is_not_proposed(world, said, monkeypatch):
    """“The store” and “Overall” say nothing one could mend, however bad; nor does a theme marked `general`, at once."""
    monkeypatch.setattr("hanhtrinh.app.understanding.maps._REST", 10**9)  # however long the last reading took
    for i in range(6):
        said.said(f"p{i}", f"Thất vọng, cửa hàng này tệ quá, lần {i}", score=1.0, ago=30_000 - i, id=f"g{i}")
    minh = world.client("minh", "en")
    assert re.findall(r'value="(pain:[^"]+)"', minh.get(PAINS).text) == [ID]
    desk, space = world.services.themes, world.services.accounts.space("nha-may")
    _, theme = theme_of(MINH, space, desk, "delivery")
    put_theme(MINH, space, desk, "delivery", msgspec.structs.replace(theme, general=True))
    assert "pain:cart" not in minh.get(PAINS).text
    rows = re.findall(r'class="tm-name"[^>]*>([^<]+)<', minh.get("/w/nha-may/voice/themes").text)
    assert set(rows[-3:]) == {"Delivery", "The store", "Overall"}, rows


def test_blame_within_a_text_that_praises_on_the_whole_is_proposed(world, said):
    """A pain counts what is said of its theme, quotes it by the part that says so, and leaves praised themes out."""
    text = "Rất hài lòng, giá rẻ, chất lượng tuyệt vời, nhưng nhân viên thô lỗ"
    for i in range(6):
        said.said(f"p{i}", f"{text}, lần {i}", score=4.0, ago=30_000 - i, id=f"m{i}")
    page = world.client("minh", "en").get(PAINS).text
    assert re.findall(r'value="(pain:[^"]+)"', page) == ["pain:cart:delivery", "pain:cart:staff"]
    assert "<mark>nhân viên thô lỗ</mark>" in page
