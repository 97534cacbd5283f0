"""A map's own truth: what drifted is shown, told and acknowledged; cells are reviewed; letters are chosen and ended."""

import re
from dataclasses import replace

import msgspec
import pytest

from hanhtrinh.app.drifting.looking import EVERY, look_at, updated
from hanhtrinh.app.drifting.telling import send_digests
from hanhtrinh.app.reviewing.reminding import AGAIN, remind
from hanhtrinh.ports.accounts import Space, User
from tests.drifting import TEXT, drifting_shop
from tests.web.living import with_shop

MAP = "/w/nha-may/maps/shop"
DAY, HOUR = 86_400_000_000, 3_600_000_000
SPACE = Space(id="nha-may", slug="nha-may", name="Nhà Mây", folder=".")


@pytest.fixture
def mailing(world):
    """The world with e-mail set up, at eleven in the morning in Ho Chi Minh City."""
    world.now -= 8 * HOUR
    settings = msgspec.structs.replace(
        world.services.settings, smtp_url="smtp://127.0.0.1:1", mail_from="map@example.com",
        address="http://map.example.com",
    )  # fmt: skip
    world.services = replace(world.services, settings=settings)
    return world


def letters(world):
    """Carry every letter that waits, and return them."""
    outbox = world.services.outbox
    found = outbox.claim(world.now + DAY, world.now + 2 * DAY, 99)
    for letter in found:
        outbox.carried(letter.id, world.now)
    return sorted(found, key=lambda one: one.to)


def wish(world, who, **wishes):
    """Let somebody choose their letters."""
    given = {"drift": "none", "review": "at_once", "mention": "none"} | wishes
    assert world.client(who).post("/w/nha-may/settings/notifications", data=given).status_code == 200


def test_a_drift_is_found_shown_and_told_once(mailing) -> None:
    """More people leave at the first step than before: a sign at the cell, a line above the map, one letter."""
    world = mailing
    drifting_shop(world)
    wish(world, "minh", drift="at_once")
    wish(world, "lan", drift="none")
    (alarm,) = [one for one in look_at(world.services.drifts, SPACE, "shop") if one.drift.what == "drop_off"]
    assert (alarm.drift.step, alarm.drift.beyond) == ("visit", True)
    assert alarm.drift.before.value == pytest.approx(0.4, abs=0.03)
    assert alarm.drift.after.value == pytest.approx(0.7, abs=0.06)
    assert alarm.drift.difference.low > 0
    text = world.client("ha", "en").get(MAP).text
    assert re.search(r'<td[^>]*data-lane="people" data-step="visit"[^>]*>.*?drift-chip.*?</td>', text)
    assert "Reality has drifted" in text
    found = letters(world)
    assert [(one.to, one.kind) for one in found] == [("minh@example.com", "drift")]
    assert "http://map.example.com/w/nha-may/maps/shop" in found[0].text
    world.now += EVERY + 1
    assert look_at(world.services.drifts, SPACE, "shop") == []
    assert letters(world) == []


def test_it_is_looked_at_once_an_hour(mailing) -> None:
    """A second look within the hour does nothing, whoever makes it."""
    drifting_shop(mailing, span=20)
    look_at(mailing.services.drifts, SPACE, "shop")
    first = mailing.services.alarms.looked_at("nha-may", "shop")
    mailing.now += EVERY // 2
    look_at(mailing.services.drifts, SPACE, "shop")
    assert mailing.services.alarms.looked_at("nha-may", "shop") == first


def test_what_stayed_as_it_was_is_not_told(mailing) -> None:
    """The same shop without a change has no alarm."""
    drifting_shop(mailing, after=0.6)
    assert look_at(mailing.services.drifts, SPACE, "shop") == []
    assert "drift-chip" not in mailing.client("lan").get(MAP).text


def test_got_it_takes_the_sign_away(mailing) -> None:
    """Who acknowledges is named; the sign goes from the map, stays in the list, and viewers cannot take it away."""
    world = mailing
    drifting_shop(world)
    look_at(world.services.drifts, SPACE, "shop")
    link = re.search(r'href="(/w/nha-may/maps/shop/drift/\w+)"', world.client("lan").get(MAP).text)[1]
    page = world.client("ha", "en").get(link).text
    assert "Moving average" in page
    assert "Got it" not in page
    assert world.client("ha").post(f"{link}/seen").status_code == 403
    for other in world.services.alarms.open_of("nha-may", "shop"):
        world.client("minh").post(f"{MAP}/drift/{other.id}/seen")
    assert "drift-chip" not in world.client("lan").get(MAP).text
    assert "Minh" in world.client("lan", "en").get(f"{MAP}/drift").text
    part = world.client("minh").get(link, headers={"x-part": "drift"}).text
    assert "<html" not in part


def test_an_alarm_comes_again_only_when_it_went_further(mailing) -> None:
    """Acknowledged at 50 %, a drop-off of 52 % asks nobody, one of 70 % does; back in its limits, it closes."""
    drifting_shop(mailing)
    look_at(mailing.services.drifts, SPACE, "shop")
    alarm = next(a for a in mailing.services.alarms.open_of("nha-may", "shop") if a.drift.what == "drop_off")
    known = msgspec.structs.replace(alarm, acknowledged_at=5, acknowledged_by="lan", seen_value=0.5)

    def at(value, **more):
        side = msgspec.structs.replace(alarm.drift.after, value=value)
        interval = msgspec.structs.replace(side.interval, low=value - 0.04, high=value + 0.04)
        return msgspec.structs.replace(alarm.drift, after=msgspec.structs.replace(side, interval=interval), **more)

    def update(*found):
        return updated([known], found, 9, lambda: "new", "nha-may", "shop")

    changed, asking = update(at(0.52))
    assert (changed[0].acknowledged_by, asking) == ("lan", [])
    _, asking = update(at(0.7))
    assert [(one.id, one.acknowledged_at) for one in asking] == [(alarm.id, None)]
    assert update(at(0.7, beyond=False))[1] == []
    changed, asking = update()
    assert ([one.closed_at for one in changed], asking) == ([9], [])


def test_a_silent_touchpoint_and_a_new_event_are_told(mailing) -> None:
    """No purchase for ten days, and an event on no step that many people suddenly have: both are said."""
    world = mailing
    living = drifting_shop(world, after=0.6, people=20)
    for row in [r for r in living.rows if r["event"] == "purchase"]:
        if (world.now / 1e6 - row["time"].timestamp()) < 10 * 86_400:
            living.rows.remove(row)
    for i in range(60):
        living.happens(f"p{1 + i % 20}-{i % 20}", "chat_opened", ago=(1 + i % 20) * 86_400)
    found = {
        (one.drift.what, one.drift.step or one.drift.event) for one in look_at(world.services.drifts, SPACE, "shop")
    }
    assert ("silent", "pay") in found
    assert ("unplanned", "chat_opened") not in found  # twenty people are too few
    for i in range(60):
        living.happens(f"q{i}", "chat_opened", ago=2 * 86_400 + i)
    world.now += EVERY + 1
    found = {(one.drift.what, one.drift.event) for one in look_at(world.services.drifts, SPACE, "shop")}
    assert ("unplanned", "chat_opened") in found
    assert "chat_opened" in world.client("lan", "en").get(f"{MAP}/drift").text


def test_a_digest_is_written_once_each_morning(mailing) -> None:
    """Who wants one letter a day gets it after eight, once, about what still asks; nobody at night."""
    world = mailing
    drifting_shop(world)
    world.now -= 10 * HOUR  # one in the night
    look_at(world.services.drifts, SPACE, "shop")
    assert send_digests(world.services.drifts, SPACE) == 0
    world.now += 10 * HOUR
    assert send_digests(world.services.drifts, SPACE) == 2
    assert send_digests(world.services.drifts, SPACE) == 0
    assert [one.to for one in letters(world)] == ["lan@example.com", "minh@example.com"]


def test_a_day_the_server_was_away_is_made_up_for(mailing) -> None:
    """What was found before a morning without a server is told the next one, once; nothing is told a second time."""
    world = mailing
    drifting_shop(world)
    world.now -= 10 * HOUR
    look_at(world.services.drifts, SPACE, "shop")
    world.now += 10 * HOUR + DAY
    assert send_digests(world.services.drifts, SPACE) == 2
    for _ in range(3):
        world.now += DAY
        assert send_digests(world.services.drifts, SPACE) == 0


def rhythm(world, reviewer="minh@example.com", reviewed="2026-08-01"):
    """Give the world a shop with a reviewer."""
    with_shop(world, TEXT.replace("owner: Minh", f"owner: Minh\nreviewer: {reviewer}\nreviewed: '{reviewed}'"))


def test_the_reviewer_is_reminded_three_times_then_the_owners(mailing) -> None:
    """Due since October: at once, after one and two weeks, then the owner once, and never again for the same day."""
    world, told = mailing, []
    rhythm(world)
    for _ in range(70):
        remind(world.services.review, SPACE)
        told += [(one.to, one.kind) for one in letters(world)]
        world.now += DAY
    assert told == [("minh@example.com", "review")] * 3 + [("lan@example.com", "review")]


def test_a_reminder_is_not_sent_at_night_nor_twice(mailing) -> None:
    """At night nobody is written to; two processes that look at once write one letter."""
    world = mailing
    rhythm(world)
    world.now += 12 * HOUR
    assert remind(world.services.review, SPACE) == 0
    world.now += 12 * HOUR
    assert remind(world.services.review, SPACE) + remind(world.services.review, SPACE) == 1
    assert len(letters(world)) == 1


def test_a_review_ends_the_reminders(mailing) -> None:
    """Marked as reviewed in the browser, the journey's file says so and nobody is reminded until the next time."""
    world = mailing
    rhythm(world)
    assert world.client("minh", "en").post(f"{MAP}/review/done").status_code == 200
    assert "reviewed: '2026-11-22'" in (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")
    assert remind(world.services.review, SPACE) == 0
    world.now += 90 * DAY + AGAIN
    assert remind(world.services.review, SPACE) == 1


def test_stale_cells_are_walked_through(mailing) -> None:
    """Words nobody looked at for a quarter ask for it; "still right" and "later" lead to the next step."""
    world = mailing
    rhythm(world, reviewed="2026-05-01")
    editor = world.client("minh", "en")
    assert "ask-review" in editor.get(MAP).text
    page = editor.get(f"{MAP}/review").text
    assert "Steps still to review: 3" in page
    assert "The page is slow" in page
    assert "overdue by" in page
    after = editor.post(f"{MAP}/review", data={"step": "visit", "what": "right"}).text
    assert "Noted: still right." in after
    assert "Steps still to review: 2" in after
    text = (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")
    assert "reviewed: '2026-11-22'" in text
    assert "# what people told us in March" in text
    editor.post(f"{MAP}/review", data={"step": "cart", "what": "later"})
    editor.post(f"{MAP}/review", data={"step": "pay", "what": "later"})
    assert "No cell asks to be reviewed" in editor.get(f"{MAP}/review").text
    world.now += 8 * DAY
    assert "Steps still to review: 2" in editor.get(f"{MAP}/review").text


def test_the_list_of_journeys_says_who_is_due(mailing) -> None:
    """A journey that is due shows it, with its reviewer and the way to the review; after the review it does not."""
    rhythm(mailing)
    page = mailing.client("ha", "en").get("/w/nha-may/journeys").text
    assert "Review overdue by" in page
    assert "Reviewer: minh@example.com" in page
    mailing.client("minh").post(f"{MAP}/review/done")
    assert "overdue" not in mailing.client("ha", "en").get("/w/nha-may/journeys").text


def test_viewers_read_the_review_and_change_nothing(mailing) -> None:
    """They see what is stale, without the buttons."""
    rhythm(mailing, reviewed="2026-05-01")
    page = mailing.client("ha", "en").get(f"{MAP}/review").text
    assert "Steps still to review: 3" in page
    assert "Still right" not in page
    assert mailing.client("ha").post(f"{MAP}/review", data={"step": "visit"}).status_code == 403


def test_a_rhythm_is_set_on_the_page(mailing) -> None:
    """Period and reviewer go into the file as one change; what is no address, or no period, is refused."""
    world = mailing
    with_shop(world)
    editor = world.client("minh", "en")
    editor.post(f"{MAP}/review/rhythm", data={"period": "30d", "reviewer": " An@Example.com "})
    text = (world.home / "journeys" / "shop.yaml").read_text(encoding="utf-8")
    assert "review_period: 30d" in text
    assert "reviewer: an@example.com" in text
    for bad in ({"period": "soon", "reviewer": ""}, {"period": "30d", "reviewer": "nobody"}):
        assert editor.post(f"{MAP}/review/rhythm", data=bad).status_code == 400
    assert editor.post(f"{MAP}/review", data={"step": "ghost", "what": "right"}).status_code == 404


def test_every_cell_that_says_something_has_its_evidence(mailing) -> None:
    """What the team wrote is assumed, few visitors are thin, many are fresh; the share counts cells and opens how."""
    living = with_shop(mailing)
    for i in range(40):
        living.happens(f"p{i}", "visit", ago=5_000 + i)
        if i < 8:
            living.happens(f"p{i}", "cart", ago=4_000 + i)
    text = mailing.client("lan", "en").get(MAP).text

    def grade(lane, step):
        cell = re.search(rf'<td[^>]*data-lane="{lane}" data-step="{step}"[^>]*>(.*?)</td>', text)[1]
        found = re.search(r'data-grade="(\w+)"', cell)
        return found and found[1]

    assert (grade("activity", "visit"), grade("pains", "visit")) == ("assumed", "assumed")
    assert (grade("people", "visit"), grade("people", "cart"), grade("people", "pay")) == (
        "fresh", "fresh", "measured",
    )  # fmt: skip
    assert 'data-lane="evidence" data-step="visit"' in text
    assert grade("evidence", "visit") is None
    assert 'id="signs-shown"' in text
    door = re.search(r'<b><button class="num" type="button" data-door="(\d+)">(\d+)%</button></b>', text)
    behind = mailing.client("lan", "en").get(f"{MAP}/door/{door[1]}").text
    assert "Evidence by lane" in behind


def test_each_chooses_their_letters(mailing) -> None:
    """One's choice is one's own; what cannot be chosen is refused."""
    wish(mailing, "ha", drift="at_once")
    assert re.search(r'name="drift" value="at_once" checked', mailing.client("ha").get(
        "/w/nha-may/settings/notifications").text)  # fmt: skip
    assert not re.search(r'name="drift" value="at_once" checked', mailing.client("minh").get(
        "/w/nha-may/settings/notifications").text)  # fmt: skip
    bad = mailing.client("ha").post("/w/nha-may/settings/notifications", data={"drift": "hourly"})
    assert bad.status_code == 400


def test_owners_send_themselves_a_test(mailing) -> None:
    """The test letter goes to the asker, five an hour at most; without e-mail the page says how to set it up."""
    owner = mailing.client("lan", "en")
    mailing.app.state["services"] = mailing.services
    assert "on its way" in owner.post("/w/nha-may/settings/notifications/test").text
    assert [(one.to, one.kind) for one in letters(mailing)] == [("lan@example.com", "test")]
    for _ in range(4):
        owner.post("/w/nha-may/settings/notifications/test")
    assert owner.post("/w/nha-may/settings/notifications/test").status_code == 400
    mailing.app.state["services"] = replace(
        mailing.services, settings=msgspec.structs.replace(mailing.services.settings, smtp_url="")
    )
    assert "HANHTRINH_SMTP_URL" in owner.get("/w/nha-may/settings/notifications").text


def test_a_link_in_a_letter_ends_its_kind_with_one_click(mailing) -> None:
    """Opening the link asks, posting to it ends; nobody has to sign in, an unknown link is nobody's."""
    world = mailing
    rhythm(world, reviewer="an@elsewhere.com")
    remind(world.services.review, SPACE)
    (letter,) = letters(world)
    assert letter.to == "an@elsewhere.com"
    nobody = world.client("", "en")
    assert "No more reminders" in nobody.get(f"/mail/stop/{letter.stop}").text
    nobody.headers.pop("x-csrftoken")
    assert nobody.post(f"/mail/stop/{letter.stop}", data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert world.services.wishes.said("nha-may", "an@elsewhere.com") == {"review": "none"}
    assert nobody.get("/mail/stop/guessed").status_code == 404
    world.now += AGAIN + DAY
    remind(world.services.review, SPACE)
    assert letters(world) == []


def test_a_member_who_was_shut_out_gets_no_letters(mailing) -> None:
    """Disabled users are written to no more."""
    world = mailing
    world.services.accounts.change_user(
        User(id="lan", email="lan@example.com", name="Lan", password="", language="vi", created_at=1, disabled_at=2)
    )
    rhythm(world, reviewer="")
    remind(world.services.review, SPACE)
    assert [one.to for one in letters(world)] == []
