"""The page of drivers: who sees it, what it says of few and of many, what may be asked."""

import time
from dataclasses import replace

import pytest

from tests.drifting import DAY
from tests.web.living import SHOP, with_shop

PAGE = "/w/nha-may/voice/drivers"


@pytest.fixture
def shop(world):
    """The world with a shop whose people rate the cart and, the happier with it, recommend the shop."""
    living = with_shop(world)
    for i in range(60):
        name, stars = f"p{i}", 1 + i % 5
        living.happens(name, "visit", ago=3 * DAY + i)
        living.happens(name, "cart", ago=2 * DAY + i)
        living.happens(name, "answer", ago=2 * DAY - 60 + i, instrument="stars", score=float(stars), asked_at="cart")
        living.happens(name, "answer", ago=DAY + i, instrument="company", score=float(2 * stars - i % 2))
    world.living = living
    return world


def test_the_step_that_counts_is_named(shop) -> None:
    """What goes with the overall score stands in the table with its association and both groups, in both languages."""
    page = shop.client("minh").get(PAGE)
    assert page.status_code == 200
    assert "60 người" in page.text
    assert "điểm thấp làm mất" in page.text
    english = shop.client("minh", "en").get(PAGE).text
    assert "How " in english
    assert "60 of 60 who met it" in english


def test_figures_have_their_names_on_a_phone_too(shop) -> None:
    """Where a row is a card, each figure of peak and end says what it is."""
    for number in range(60):
        shop.living.happens(f"p{number}", "answer", ago=DAY * 2, instrument="stars", score=3.0, asked_at="visit")
    text = shop.client("minh", "en").get(PAGE).text
    rows = text.partition("dr-peaks")[2].partition("</table>")[0]
    assert rows.count('data-head="By itself (r)"') == rows.count('data-head="Weight among the three"') == 5


def test_few_people_are_told_as_few(world) -> None:
    """With nobody's score the page says what is needed; with a handful, how many are missing."""
    living = with_shop(world)
    assert "Chưa có ai chấm điểm chung" in world.client("minh").get(PAGE).text
    for i in range(4):
        living.happens(f"p{i}", "visit", ago=DAY)
        living.happens(f"p{i}", "answer", ago=600, instrument="company", score=9.0)
    page = world.client("minh").get(f"{PAGE}?period=30d").text
    assert "Mới có 4 người" in page
    assert "<table" not in page


def test_questions_without_an_answer_are_refused(shop) -> None:
    """A score or segment there is none of gets an error naming it and what is allowed; viewers get none of it."""
    minh = shop.client("minh", "en")
    answer = minh.get(f"{PAGE}?outcome=mood")
    assert answer.status_code == 400
    assert "mood" in answer.text
    assert "company, stars" in answer.text
    assert minh.get(f"{PAGE}?segment=giants").status_code == 400
    assert shop.client("ha").get(PAGE).status_code == 403


def test_what_a_question_says_is_escaped(shop) -> None:
    """Nothing from the address comes back as markup."""
    answer = shop.client("minh").get(PAGE, params={"outcome": "<img src=x>", "journey": "<b>"})
    assert "<img" not in answer.text


def until_there(client, page: str = PAGE) -> str:
    """Ask until the figures are there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        text = client.get(page).text
        if "data-refresh" not in text:
            return text
        time.sleep(0.02)
    raise AssertionError("the figures never came")


def test_of_a_large_company_the_figures_come_by_themselves(shop) -> None:
    """What takes a while is read beside: until it is there the page says so and asks again; older figures stay."""
    memory = shop.services.driver_memory
    memory.at_once_events, memory.patience = 0, 0.01
    minh = shop.client("minh", "en")
    with memory.reading:
        coming = minh.get(PAGE).text
        assert 'id="dr-found" data-refresh="1500"' in coming
        assert "being read" in coming
        assert "60 of 60" not in coming
        assert minh.get(f"{PAGE}?outcome=mood").status_code == 400
    assert "60 of 60 who met it" in until_there(minh)
    shop.now += 61_000_000
    with memory.reading:
        older = minh.get(PAGE).text
        assert "Being read anew" in older
        assert "60 of 60 who met it" in older
    assert "60 of 60 who met it" in until_there(minh)


def test_figures_outlive_the_server(shop, monkeypatch) -> None:
    """The first page after a start shows what was read before, with its time; never of other rules or timelines."""
    memory, parts, generation = shop.services.driver_memory, shop.living.parts, ["g1"]
    memory.at_once_events, memory.patience = 0, 0.01
    (shop.home / "frame" / "g1").mkdir(parents=True)
    monkeypatch.setattr(shop.living, "parts", lambda: of_generation(parts(), generation[0]))
    minh = shop.client("minh", "en")

    def after_a_start(change=lambda: None) -> str:
        with memory.reading:  # nothing is being read meanwhile
            change()
            memory.kept.clear()
            text = minh.get(PAGE).text
        until_there(minh)
        return text

    assert "60 of 60" not in after_a_start()
    shop.now += 61_000_000
    assert "Being read anew" in (again := after_a_start())
    assert "60 of 60 who met it" in again
    generation[0] = "g2"
    assert "60 of 60" not in after_a_start()
    generation[0] = "g1"
    (kept,) = (shop.home / "frame" / "g1" / "drivers").iterdir()
    assert "60 of 60" not in after_a_start(lambda: kept.write_bytes(kept.read_bytes()[:-1]))
    path = shop.home / "journeys" / "shop.yaml"
    assert "60 of 60" in after_a_start(lambda: path.write_text(f"# a remark\n{SHOP}", encoding="utf-8"))
    other = SHOP.replace("match: {event: cart}", "match: {event: basket}")
    assert "60 of 60" not in after_a_start(lambda: path.write_text(other, encoding="utf-8"))


def of_generation(parts, name):
    """Return parts whose base is a frame on disk."""
    return replace(parts, base=replace(parts.base, generation=name))


def test_reading_beside_that_fails_says_so_once(shop, monkeypatch) -> None:
    """An error in what is read beside reaches whoever asks; whoever asks after that has it read again."""
    memory = shop.services.driver_memory
    memory.at_once_events, memory.patience = 0, 30
    with monkeypatch.context() as patch:
        patch.setattr("hanhtrinh.app.drivers.reading.read_drivers", lambda readings, question: 1 / 0)
        assert shop.client("minh").get(PAGE).status_code == 500
    assert "60 người" in shop.client("minh").get(PAGE).text


def test_what_nobody_waits_for_is_not_read(shop, monkeypatch) -> None:
    """A question that was left while another one was read costs nothing any more."""
    monkeypatch.setattr("hanhtrinh.app.drivers.reading.WANTED_SECONDS", 0.0)
    memory = shop.services.driver_memory
    memory.at_once_events, memory.patience = 0, 30
    assert "data-refresh" in shop.client("minh").get(PAGE).text
    assert memory.kept == {}
