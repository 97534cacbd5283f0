"""Versions of a journey over HTTP: kept, named, seen, compared, restored; a faulty file; the API of pull and push."""

import re
from dataclasses import replace

import pytest

from hanhtrinh.access import digest
from hanhtrinh.app.sources import SourceDesk
from hanhtrinh.app.versions.keeper import Keeper
from hanhtrinh.app.versions.keeping import DAY, HOUR, MINUTE
from tests.web.living import SHOP, with_shop

BASE = "/w/nha-may/maps/shop"


@pytest.fixture
def shop(world):
    """A workspace with a journey, people in it, and what keeps versions; `shop.keeper.tick()` lets it look."""
    living = with_shop(world)
    for i in range(40):
        living.happens(f"p{i}", "visit", ago=5_000 + i)
        if i % 2:
            living.happens(f"p{i}", "cart", ago=3_000 + i)
        if i % 4 == 1:
            living.happens(f"p{i}", "purchase", ago=1_000 + i)
    desk = replace(world.services.version_desk, desk=world.services.desk)
    world.keeper = Keeper(world.services.accounts.spaces, desk)
    world.file = world.home / "journeys" / "shop.yaml"
    return world


def write(world, text) -> None:
    """Change the file as an editor would, so that nobody can miss it."""
    world.file.write_text(text, encoding="utf-8")


def versions(world):
    """Return the versions there are, newest first."""
    return list(world.services.versions.list("nha-may", "shop"))


def looked(world, later=0) -> None:
    """Let the keeper look again after a while."""
    world.now += later
    world.keeper.tick()


def named(world, name="Bản đầu", who="lan"):
    """Keep a version with a name."""
    answer = world.client(who).post(f"{BASE}/versions", data={"name": name, "note": "giữ lại"}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return versions(world)[0]


def test_the_keeper_takes_what_rests_and_says_what_changed(shop) -> None:
    """At once the first time, then when the file has been quiet; with the numbers of the moment and nobody's words."""
    looked(shop)
    assert [one.kind for one in versions(shop)] == ["auto"]
    write(shop, SHOP.replace("Tò mò", "Háo hức"))
    looked(shop, MINUTE)
    shop.now = int(shop.file.stat().st_mtime_ns / 1000) + 11 * MINUTE
    looked(shop)
    newest = versions(shop)[0]
    assert newest.told.vi == ("Bước ‘Ghé trang’: cảm giác đổi từ “Tò mò” thành “Háo hức”.",) or newest.told.count == 1
    readings = shop.services.versions.readings("nha-may", "shop", newest.id)
    assert readings.passes == 40
    assert all(step.verbatims == () for step in readings.steps)
    looked(shop, HOUR)
    assert len(versions(shop)) == 2


def test_a_quiet_journey_is_kept_once_a_month_for_its_numbers(shop) -> None:
    """The timeline says that the text is the same."""
    looked(shop)
    looked(shop, 20 * DAY)
    looked(shop, DAY)
    assert len(versions(shop)) == 2
    page = shop.client("ha", "en").get(f"{BASE}/versions").text
    assert "kept for the numbers of that time" in page


def test_a_version_has_a_name_and_the_timeline_shows_it(shop) -> None:
    """With who kept it; only who may edit sees the forms."""
    looked(shop)
    named(shop, "Trước Tết")
    page = shop.client("minh").get(f"{BASE}/versions").text
    assert "Trước Tết" in page
    assert "Lan" in page
    assert "/restore" in page
    assert "/restore" not in shop.client("ha").get(f"{BASE}/versions").text
    assert shop.client("ha").post(f"{BASE}/versions", data={"name": "x"}).status_code == 403
    refused = shop.client("lan").post(f"{BASE}/versions", data={"name": "x" * 81})
    assert refused.status_code == 400


def test_a_kept_version_gets_a_name_later(shop) -> None:
    """It is then kept for ever."""
    looked(shop)
    one = versions(shop)[0]
    shop.client("minh").post(f"{BASE}/versions/{one.id}/name", data={"name": "Mốc", "note": ""})
    assert [(v.kind, v.name) for v in versions(shop)] == [("named", "Mốc")]


def test_an_old_version_is_seen_with_its_own_numbers_or_todays(shop) -> None:
    """Nothing on it is a door."""
    one = named(shop)
    write(shop, SHOP.replace("Ghé xem hàng", "Vào xem"))
    living = shop.services.maps(None)
    living.happens("p99", "visit", ago=10)
    own = shop.client("ha").get(f"{BASE}/versions/{one.id}").text
    today = shop.client("ha").get(f"{BASE}/versions/{one.id}?numbers=today").text
    for page, passes in ((own, "40"), (today, "41")):
        assert "Ghé xem hàng" in page
        assert f"{passes} lượt đi" in page
        assert "data-door" not in page
    rules = shop.client("ha").get(f"{BASE}/versions/{one.id}/rules.css")
    assert "--steps:3" in rules.text
    assert shop.client("ha").get(f"{BASE}/versions/{one.id}/journey.yaml").text == SHOP


def test_two_versions_are_compared_in_words_and_numbers(shop) -> None:
    """Sentences by stage; each number with its mark, and which people it is of."""
    one = named(shop)
    write(shop, SHOP.replace("match: {event: cart}", "match: {event: nothing}").replace("Tò mò", "Háo hức"))
    page = shop.client("ha", "en").get(f"{BASE}/versions/compare?old={one.id}&new=now").text
    assert "Háo hức" in page
    assert "measured on the same people" in page
    assert "Beyond the old interval" in page
    shop.now += 30 * DAY
    later = shop.client("ha", "en").get(f"{BASE}/versions/compare?old=now&new={one.id}").text
    assert "Different people" in later
    assert "some of the same people stand in both" in later
    assert "began to count differently" in later


def test_a_version_of_elsewhere_is_not_found(shop) -> None:
    """Neither to look at, to compare, nor to restore."""
    looked(shop)
    one = versions(shop)[0]
    client = shop.client("lan")
    (shop.home / "journeys" / "other.yaml").write_text(SHOP, encoding="utf-8")
    for path in (f"versions/{one.id}", f"versions/compare?old={one.id}", "versions/nothing", "versions/now/rules.css"):
        assert client.get(f"/w/nha-may/maps/other/{path}").status_code == 404, path
    assert client.post(f"/w/nha-may/maps/other/versions/{one.id}/restore").status_code == 404


def test_restoring_loses_nothing_and_can_be_undone(shop) -> None:
    """The present is kept first; the journey is what it was; undoing brings the present back."""
    one = named(shop)
    changed = SHOP.replace("Tò mò", "Háo hức")
    write(shop, changed)
    client = shop.client("minh")
    client.post(f"{BASE}/versions/{one.id}/restore", data={})
    assert [v.kind for v in versions(shop)] == ["restored", "before_restore", "named"]
    assert shop.file.read_text(encoding="utf-8") == SHOP
    kept = versions(shop)[1]
    assert shop.services.versions.texts("nha-may", "shop", kept.id).text == changed
    client.post(f"{BASE}/versions/{kept.id}/restore", data={})
    assert shop.file.read_text(encoding="utf-8") == changed


def test_one_step_alone_is_restored(shop) -> None:
    """Everything else stays as it is now."""
    one = named(shop)
    write(shop, SHOP.replace("Tò mò", "Háo hức").replace("Mua ở tiệm", "Mua ở quán"))
    shop.client("minh").post(f"{BASE}/versions/{one.id}/restore", data={"part": "step/visit"})
    assert shop.file.read_text(encoding="utf-8") == SHOP.replace("Mua ở tiệm", "Mua ở quán")
    assert shop.client("minh").post(f"{BASE}/versions/{one.id}/restore", data={"part": "x"}).status_code == 400


def test_restoring_what_is_there_already_changes_nothing(shop) -> None:
    """No version is made of it."""
    one = named(shop)
    shop.client("minh").post(f"{BASE}/versions/{one.id}/restore", data={})
    assert len(versions(shop)) == 1


FAULTY = SHOP.replace("owner: Minh", "owner: [Minh")
MARKED = SHOP.replace("owner: Minh\n", "<<<<<<< HEAD\nowner: Minh\n=======\nowner: Lan\n>>>>>>> theirs\n")


def test_a_faulty_file_leaves_the_map_as_it_was(shop) -> None:
    """With the finding and its line above it, and no edit is taken; mended, everything goes on."""
    looked(shop)
    write(shop, FAULTY)
    page = shop.client("lan", "en").get(BASE)
    assert page.status_code == 200
    assert "The file shop.yaml has errors" in page.text
    assert re.search(r"shop\.yaml:\d+", page.text)
    assert "Ghé xem hàng" in shop.client("lan").get(BASE).text
    assert shop.client("lan").get(f"{BASE}/rules.css").status_code == 200
    assert shop.client("lan").get(f"{BASE}/late").status_code == 200
    write(shop, SHOP)
    assert "fault-line" not in shop.client("lan").get(BASE).text


def test_the_marks_of_a_merge_are_known(shop) -> None:
    """They are told as what they are, with what to do."""
    looked(shop)
    write(shop, MARKED)
    assert "merge marks were left in it (line 5)" in shop.client("lan", "en").get(BASE).text
    page = shop.client("lan", "en").get(f"{BASE}/mend").text
    assert "Keep what is right of both" in page
    assert "&lt;&lt;&lt;&lt;&lt;&lt;&lt; HEAD" in page


@pytest.mark.parametrize("data", [FAULTY.encode(), b"\xff\xfe\x00broken"])
def test_the_last_good_version_takes_the_place_of_a_faulty_file(shop, data) -> None:
    """The faulty file lies in the trash folder as it was."""
    looked(shop)
    shop.file.write_bytes(data)
    assert shop.client("ha").post(f"{BASE}/mend").status_code == 403
    shop.client("lan").post(f"{BASE}/mend")
    assert shop.file.read_text(encoding="utf-8") == SHOP
    assert [one.read_bytes() for one in (shop.home / "journeys" / ".trash").iterdir()] == [data]
    assert shop.client("lan").post(f"{BASE}/mend").status_code == 400


def test_a_file_that_never_was_good_is_said_to_be_faulty(shop) -> None:
    """There is nothing to show in its place."""
    write(shop, FAULTY)
    page = shop.client("lan", "en").get(BASE).text
    assert "cannot be drawn yet" in page
    assert shop.client("lan").post(f"{BASE}/mend").status_code == 400


def key(world, *scopes):
    """Return headers with a secret key that may do something."""
    desk = SourceDesk(world.services.sources, world.services.audit)
    actor = world.services.accounts.session
    _, lan = actor(digest("token-lan"), world.now)
    made = desk.add_secret_key(lan, "nha-may", "máy của Minh", scopes, key_id="k" + scopes[-1], token="t" * 40, now=1)
    return {"authorization": f"Bearer {made.whole}", "accept-language": "en"}


API = "/api/w/nha-may/journeys"


def test_a_key_sees_files_and_their_versions(shop) -> None:
    """Libraries too; a key without the right gets nothing, one of nowhere nothing at all."""
    (shop.home / "journeys" / "shared.yaml").write_text("format: hanhtrinh-library/1\n", encoding="utf-8")
    headers = key(shop, "see_maps")
    client = shop.client()
    listed = client.get(API, headers=headers).json()["journeys"]
    assert [(one["key"], one["kind"]) for one in listed] == [("shared", "library"), ("shop", "journey")]
    one = client.get(f"{API}/shop", headers=headers)
    assert one.json()["text"] == SHOP
    assert one.headers["etag"] == f'"{listed[1]["version"]}"'
    assert client.put(f"{API}/shop", headers=headers, json={"text": SHOP}).status_code == 403
    assert client.get("/api/w/tiem-khac/journeys", headers=headers).status_code == 404
    assert client.get(API, headers={"authorization": "Bearer hs_none"}).status_code == 401


def test_a_file_is_sent_merged_or_refused(shop) -> None:
    """As it came where nobody else was there; merged by edits; a conflict with both sayings and nothing written."""
    headers = key(shop, "see_maps", "edit_maps")
    client = shop.client()
    base = client.get(f"{API}/shop", headers=headers).headers["etag"]
    first = SHOP.replace("owner: Minh", "owner: Lan")
    done = client.put(f"{API}/shop", headers=headers | {"if-match": base}, json={"text": first}).json()
    assert (done["merged"], shop.file.read_text(encoding="utf-8")) == (False, first)
    mine = SHOP.replace("Tò mò", "Háo hức")
    sent = {"text": mine, "base_text": SHOP}
    done = client.put(f"{API}/shop", headers=headers | {"if-match": base}, json=sent).json()
    assert done["merged"]
    assert done["text"] == first.replace("Tò mò", "Háo hức") == shop.file.read_text(encoding="utf-8")
    other = {"text": SHOP.replace("Tò mò", "Chán"), "base_text": SHOP}
    refused = client.put(f"{API}/shop", headers=headers | {"if-match": base}, json=other)
    assert refused.status_code == 409
    assert "Chán" in refused.json()["conflicts"][0]["mine"][0]
    assert "Háo hức" in refused.json()["conflicts"][0]["theirs"][0]
    assert refused.json()["theirs"]["text"] == shop.file.read_text(encoding="utf-8")
    faulty = client.put(f"{API}/new", headers=headers, json={"text": "key: [x"})
    assert faulty.status_code == 400
    made = client.put(f"{API}/new", headers=headers, json={"text": SHOP})
    assert (made.status_code, made.json()["created"]) == (201, True)
    assert client.put(f"{API}/../x", headers=headers, json={"text": SHOP}).status_code in (400, 404, 405)
    assert client.put(f"{API}/BAD", headers=headers, json={"text": SHOP}).status_code == 400
    assert client.put(f"{API}/x", headers=headers, json={"words": 1}).status_code == 400


def test_what_a_key_sent_stands_on_the_timeline_under_its_name(shop) -> None:
    """So that everybody sees who it was."""
    looked(shop)
    headers = key(shop, "see_maps", "edit_maps")
    client = shop.client()
    base = client.get(f"{API}/shop", headers=headers).headers["etag"]
    text = SHOP.replace("Tò mò", "Háo hức")
    shop.now += MINUTE
    client.put(f"{API}/shop", headers=headers | {"if-match": base}, json={"text": text})
    named(shop, "Sau khi gửi")
    shop.now += 2 * HOUR
    one = versions(shop)[0]
    assert one.told.count == 1
