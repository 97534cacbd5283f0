"""The map page through the test client: what it shows, whom, and what stands behind its numbers."""

import re

import pytest

from hanhtrinh.app.live.late import LateChanges
from hanhtrinh.measures.changed import Change
from hanhtrinh.measures.results import Reading
from tests.web.living import SHOP, with_shop

MAP = "/w/nha-may/maps/shop"
DAY = 86_400


@pytest.fixture
def living(world):
    """Timelines of twelve people: all looked, six filled a cart, four paid."""
    made = with_shop(world)
    for i in range(12):
        made.happens(f"p{i:02}", "visit", ago=5_000 + i)
        if i % 2:
            made.happens(f"p{i:02}", "cart", ago=4_000 + i)
        if i < 4:
            made.happens(f"p{i:02}", "purchase", ago=3_000 + i)
    return made


def doors_of(text, cell):
    """Return the numbers of the doors in a cell of the map."""
    found = re.search(rf'<td[^>]*data-lane="{cell[0]}" data-step="{cell[1]}"[^>]*>(.*?)</td>', text)
    return re.findall(r'data-door="(\d+)"', found[1])


def test_the_page_shows_the_map_in_the_askers_language(world, living) -> None:
    """Numbers, words and the language of the page are the asker's; the other language is not on it."""
    vi, en = (world.client("lan", lang).get(MAP).text for lang in ("vi", "en"))
    assert "Mua ở tiệm" in vi
    assert "Buying at the shop" not in vi
    assert "Buying at the shop" in en
    assert '<html lang="en"' in en


def test_no_style_and_no_script_stands_inside_the_page(world, living) -> None:
    """The content security policy allows none, and the page needs none."""
    answer = world.client("lan").get(MAP)
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert re.findall(r"<script(?! type=\"module\" src=| type=\"application/json\")", answer.text) == []


def test_everything_the_page_names_is_there(world, living) -> None:
    """Style sheets, scripts and the journey's own rules are served, and the rules know its steps."""
    client = world.client("lan")
    text = client.get(MAP).text
    for address in re.findall(r'(?:href|src)="(/assets/[^"]+)"', text):
        assert client.get(address).status_code == 200
    rules = re.search(r'href="(/w/[^"]+rules\.css[^"]*)"', text)[1]
    assert "--steps:3" in client.get(rules.replace("&amp;", "&")).text


def test_every_place_on_the_curve_has_its_rule(world) -> None:
    """A point pushed to any height finds a class for it in the sheet that is loaded already."""
    sheet = world.client("lan").get(re.search(r'(/assets/[^"]+/map\.css)', _page_with(world))[1]).text
    assert sheet.count("top:calc(var(--h)*") >= 1001
    assert ".y0000{" in sheet
    assert ".y1000{" in sheet


def _page_with(world):
    with_shop(world)
    return world.client("lan").get(MAP).text


@pytest.mark.parametrize(
    "path", ["", "/live", "/rules.css", "/journey.yaml", "/card", "/door/1", "/written.json", "/edits.json"]
)
def test_strangers_learn_nothing(world, living, path) -> None:
    """Who does not belong to the workspace is told that there is none; who has not signed in is asked to."""
    assert world.client("tu").get(MAP + path).status_code == 404
    assert world.client().get(MAP + path, follow_redirects=False).status_code in (303, 401)


@pytest.mark.parametrize(("path", "sent"), [("commands", {"json": {"tab": "t", "sent": []}}), ("remove", {"data": {}})])
def test_viewers_change_nothing(world, living, path, sent) -> None:
    """A viewer may not change a journey in any way, nor open the map for editing."""
    before = (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")
    assert world.client("ha").post(f"{MAP}/{path}", **sent).status_code == 403
    assert world.client("tu").post(f"{MAP}/{path}", **sent).status_code == 404
    assert world.client("ha").get(f"{MAP}?edit=1").status_code == 403
    assert (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8") == before


def test_a_period_is_asked_for_in_the_address(world, living) -> None:
    """Only passes begun in the period count; a sliding one goes on with the clock."""
    living.happens("old", "visit", ago=40 * DAY)
    client = world.client("lan", "en")
    assert "12" in figure(client.get(f"{MAP}?period=30d").text)
    assert "13" in figure(client.get(f"{MAP}?period=all").text)
    world.now += 31 * DAY * 1_000_000
    assert "none of them belongs to this journey in this period" in client.get(f"{MAP}?period=7d").text


def figure(text):
    """Return the first key figure of a page: its passes."""
    return re.search(r'<dd><(?:button|span) class="num huge"[^>]*>([^<]*)<', text)[1]


def test_days_are_asked_for_from_to(world, living) -> None:
    """Both days are part of the period; days that are none, or stand the wrong way round, are refused in words."""
    client = world.client("lan", "en")
    assert figure(client.get(f"{MAP}?period=days&from=2026-11-22&to=2026-11-22").text) == "12"
    assert "30 Feb" not in client.get(f"{MAP}?period=days&from=2026-02-30").text
    assert client.get(f"{MAP}?period=days&from=2026-02-30").status_code == 400
    backwards = client.get(f"{MAP}?period=days&from=2026-11-22&to=2026-11-21")
    assert backwards.status_code == 400
    assert "before the first day" in backwards.text
    assert client.get(f"{MAP}?period=fortnight").status_code == 400


def test_an_unknown_segment_is_refused(world, living) -> None:
    """The answer names what there is."""
    assert figure(world.client("lan", "en").get(f"{MAP}?segment=regulars").text) == "4"
    answer = world.client("lan", "en").get(f"{MAP}?segment=nobody")
    assert answer.status_code == 400
    assert "regulars" in answer.text


def test_without_a_period_in_the_address_an_old_import_is_shown(world) -> None:
    """Where nothing happened in the usual period, all there is is shown instead of an empty map."""
    living = with_shop(world)
    living.happens("p", "visit", ago=900 * DAY)
    assert figure(world.client("lan").get(MAP).text) == "1"
    assert 'value="all" selected' in world.client("lan").get(MAP).text


def test_an_empty_workspace_says_what_it_waits_for(world) -> None:
    """Without events the map shows what the team assumes, says so, and leads to data; a viewer is not sent there."""
    with_shop(world)
    text = world.client("lan", "en").get(MAP).text
    assert "waiting for the first event" in text
    assert "/w/nha-may/sources/connect" in text
    assert "/w/nha-may/sources/connect" not in world.client("ha", "en").get(MAP).text


def test_a_map_without_events_for_a_day_says_since_when(world, living) -> None:
    """The sign tells the newest event, and calls the map stale a day after it."""
    assert "newest event at" in world.client("lan", "en").get(MAP).text
    world.now += 2 * DAY * 1_000_000
    assert "no events since" in world.client("lan", "en").get(MAP).text


def test_a_door_opens_to_the_people(world, living) -> None:
    """Definition, value and n are shown, and who is behind the number, each with the way to their profile."""
    client = world.client("minh", "en")
    number = doors_of(client.get(MAP).text, ("people", "cart"))[0]
    door = client.get(f"{MAP}/door/{number}?period=90d").text
    assert "6 passes by 6 people" in door
    assert re.search(r'href="/w/nha-may/people/[^"]+">p01<', door)
    assert "6 of 12" in door


def test_viewers_see_counts_only(world, living) -> None:
    """A viewer is told how many there are, and of a few people not even that; no name, no breakdown."""
    client = world.client("ha", "en")
    text = client.get(MAP).text
    many = client.get(f"{MAP}/door/{doors_of(text, ('people', 'cart'))[0]}?period=90d").text
    few = client.get(f"{MAP}/door/{doors_of(text, ('people', 'pay'))[0]}?period=90d").text
    assert "6 passes by 6 people" in many
    assert "p01" not in many
    assert "Fewer than 5 people" in few
    assert "p01" not in few
    assert "<table" not in few


def test_people_behind_a_number_come_in_pages(world) -> None:
    """Twenty at a time; the second page holds the rest and no way on."""
    living = with_shop(world)
    for i in range(25):
        living.happens(f"p{i:02}", "visit", ago=1_000 + i)
    client = world.client("lan", "en")
    number = doors_of(client.get(MAP).text, ("people", "visit"))[0]
    first = client.get(f"{MAP}/door/{number}?period=90d").text
    more = re.search(r'data-more="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(f"{MAP}/door/{more}").text
    shown = [len(set(re.findall(r">(p\d\d)</a>", page))) for page in (first, second)]
    assert shown == [20, 5]
    assert "data-more" not in second


def test_a_door_keeps_its_number_while_others_come_and_go(world, living) -> None:
    """New readings add doors; the address of a number that stays is the same."""
    client = world.client("lan")
    before = doors_of(client.get(MAP).text, ("people", "cart"))
    for i in range(40):
        living.happens(f"q{i}", "cart", ago=100 + i)
        living.happens(f"q{i}", "purchase", ago=50 + i)
    assert doors_of(client.get(MAP).text, ("people", "cart")) == before


def test_hostile_names_stay_text(world) -> None:
    """A person, an event or a journey's text that looks like markup is shown as it was written."""
    hostile = "<img src=x onerror=alert(1)>"
    living = with_shop(world, SHOP.replace("Ghé xem hàng", hostile))
    living.happens(hostile, "visit")
    client = world.client("lan")
    text = client.get(MAP).text
    door = client.get(f"{MAP}/door/{doors_of(text, ('people', 'visit'))[0]}?period=90d").text
    assert "<img" not in text + door
    assert "&lt;img" in text
    assert "&lt;img" in door


def test_a_file_with_errors_is_told_instead_of_drawn(world) -> None:
    """Each finding stands with its line; nothing of the server's disk is shown."""
    with_shop(world, SHOP.replace("outcome: pay", "outcome: nowhere"))
    answer = world.client("lan", "en").get(MAP)
    assert answer.status_code == 200
    assert "shop.yaml:" in answer.text
    assert "nowhere" in answer.text
    assert str(world.home) not in answer.text


def test_lanes_hidden_in_this_browser_stay_hidden(world, living) -> None:
    """The cookie the page's script writes unticks the lanes."""
    client = world.client("lan")
    client.cookies.set("hanhtrinh_lanes", "time.satisfaction")
    boxes = re.findall(r'id="show-([a-z]+)"( checked)?', client.get(MAP).text)
    assert {key for key, checked in boxes if not checked} == {"time", "satisfaction"}


def test_the_list_of_journeys(world, living) -> None:
    """Each has a card with its size and owner at once and its numbers when asked; libraries are none."""
    library = "format: hanhtrinh-library/1\nname: Shared\n"
    (world.home / "journeys" / "shared.yaml").write_text(library, encoding="utf-8")
    client = world.client("lan", "en")
    text = client.get("/w/nha-may/journeys").text
    assert "Buying at the shop" in text
    assert "2 stages, 3 steps" in text
    assert "Shared" not in text
    assert ">12<" in client.get(f"{MAP}/card").text


def test_no_journeys_yet(world) -> None:
    """An editor is led to the guided choice; a viewer is told what to expect."""
    assert 'href="/w/nha-may/begin"' in world.client("minh").get("/w/nha-may/journeys").text
    assert 'href="/w/nha-may/begin"' not in world.client("ha").get("/w/nha-may/journeys").text


def test_what_came_late_is_told(world, living) -> None:
    """A line says how many events came late and how many numbers they changed, with a sentence for each."""
    client = world.client("lan", "en")
    assert client.get(f"{MAP}/late?period=90d").text == ""
    old, new = (Reading(value=v, unit="passes", n=v, definition="passes") for v in (10, 12))
    change = Change(what="passes", old=old, new=new, value=2, verdict="within", same_data=True)
    living.late = LateChanges(as_of=world.now, told_at=world.now, events=3, changes=(change,))
    text = client.get(f"{MAP}/late?period=90d").text
    assert "3 events that came late since yesterday changed 1 numbers" in text
    assert "12" in re.search(r"<li>(.*?)</li>", text)[1]
