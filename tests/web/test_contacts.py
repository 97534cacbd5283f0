"""Contacts over HTTP: by the page and by programs, only by who may, once, and never too much."""

import json
import re

import pytest

from hanhtrinh.access import digest
from hanhtrinh.app.contacts import MOST_AT_ONCE
from hanhtrinh.i18n import catalogue
from hanhtrinh.ports.accounts import User
from hanhtrinh.ports.inbox import Busy
from hanhtrinh.web.security import HEADER
from tests.unit.app.test_contacts import JOURNEY

HERE = "/w/nha-may/contacts"
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def space(world):
    """A workspace with a map of a shop, and a commenter, An, beside the cast."""
    (world.home / "journeys" / "shop.yaml").write_text(JOURNEY, encoding="utf-8")
    accounts = world.services.accounts
    accounts.add_user(User(id="an", email="an@x.vn", name="An", password="", language="vi", created_at=world.now))
    accounts.add_member("nha-may", "an", "commenter", world.now)
    accounts.open_session(digest("token-an"), "an", world.now, world.now + 10**15)
    return world


def contact(**more) -> dict:
    return {"id": "contact-0001", "kind": "shop/counter", "at": "2026-11-22T18:59:00+07:00"} | more


def stored(world) -> list[dict]:
    """Return what arrived, oldest first."""
    return [json.loads(message.body) for message in reversed(world.services.recent.recent("nha-may", None, 500))]


def test_who_may(space) -> None:
    """Owner, editor and commenter log contacts; a viewer may not, a stranger finds nothing, nobody signs in."""
    expected = {"lan": 200, "minh": 200, "an": 200, "ha": 403, "tu": 404, "": 401}
    for number, (who, status) in enumerate(expected.items()):
        with space.client(who) as client:
            said = {"contacts": [contact(id=f"contact-{number:04}")]}
            assert client.post(HERE, json=said).status_code == status, who
            for page in ("", "/worker.js", "/kinds"):
                shown = client.get(HERE + page, headers={"accept": "application/json"}, follow_redirects=False)
                assert shown.status_code in ({200} if page == "/worker.js" and status in (200, 403) else {status, 303})
    assert [body["properties"]["logged_by"] for body in stored(space)] == ["Lan", "Minh", "An"]


def test_forged_contacts(space) -> None:
    """Another site's page cannot log in a signed-in browser: neither as JSON nor as a form."""
    with space.client("lan") as client:
        del client.headers[HEADER]
        assert client.post(HERE, json={"contacts": [contact()]}).status_code == 403
        form = client.post(HERE, content=json.dumps({"contacts": [contact()]}), headers={"content-type": "text/plain"})
        assert form.status_code == 403
    assert stored(space) == []


def test_by_a_key(space) -> None:
    """A program with a key of the scope needs no session; another key does not do; the kinds are there to be asked."""
    with space.client("lan") as client:
        pages = [
            client.post("/w/nha-may/sources/keys", data={"name": "Quầy", "scope": scope}).text
            for scope in ("log_contacts", "see_maps")
        ]
    good, other = ({"authorization": f"Bearer {re.search(r'hs_[0-9a-f]{48}', page)[0]}"} for page in pages)
    with space.client() as program:
        program.cookies.clear()
        kinds = program.get(f"{HERE}/kinds", headers=good).json()["kinds"]
        assert kinds[0]["key"] == "shop/counter"
        said = {"contacts": [contact(at=None, person="KH001", mood=1)]}
        answer = program.post(HERE, json=said, headers=good)
        assert answer.json() == {"stored": ["contact-0001"], "refused": []}
        assert program.post(HERE, json=said, headers=other).status_code == 403
        assert program.post("/w/tiem-khac/contacts", json=said, headers=good).status_code == 404
    event, answer = stored(space)
    assert (event["userId"], event["properties"]["logged_by"]) == ("KH001", "Quầy")
    assert answer["properties"] == {"instrument": "contact_mood", "score": 1, "asked_at": "counter"}


def test_twice_is_once(space) -> None:
    """A phone that did not hear the answer sends again and hears the same."""
    with space.client("an") as client:
        answers = [client.post(HERE, json={"contacts": [contact()]}).json() for _ in range(3)]
    assert answers == [{"stored": ["contact-0001"], "refused": []}] * 3
    assert len(stored(space)) == 1


def test_what_the_map_does_not_know(space) -> None:
    """It is refused by its id with words in the asker's language; the others are stored."""
    said = {"contacts": [contact(id="contact-0002", kind=EVIL), contact()]}
    for lang in ("vi", "en"):
        with space.client("an", lang) as client:
            answer = client.post(HERE, json=said).json()
        assert answer["stored"] == ["contact-0001"]
        (refused,) = answer["refused"]
        assert (refused["id"], refused["code"]) == ("contact-0002", "contacts.no_kind")
        assert refused["message"] == catalogue("contacts", lang)["no_kind"].format(given=EVIL)


def test_what_is_no_contact(space) -> None:
    """Wrong shapes, sizes and times are refused whole, and nothing of them is stored."""
    bad = [
        contact(id="x"), contact(id="contact 0001"), contact(mood=3), contact(mood="x"), contact(mood=1.5),
        contact(note="x" * 501), contact(person="x" * 121), contact(at="yesterday"), contact(at="2026-11-22T12:00:00"),
        contact(more=1), {"id": "contact-0001"}, "contact", None,
    ]  # fmt: skip
    with space.client("an") as client:
        for one in bad:
            assert client.post(HERE, json={"contacts": [one]}).status_code == 400, one
        assert client.post(HERE, json={"contacts": [contact()] * (MOST_AT_ONCE + 1)}).status_code == 400
        assert client.post(HERE, json=[contact()]).status_code == 400
        assert client.post(HERE, content=b"{", headers={"content-type": "application/json"}).status_code == 400
        big = json.dumps({"contacts": [], "sent_at": "x" * 600_000}).encode()
        assert client.post(HERE, content=big, headers={"content-type": "application/json"}).status_code == 413
    assert stored(space) == []


def test_a_full_server_says_when(space, monkeypatch) -> None:
    """503 with the time to wait: the phone keeps everything."""

    def full(*_args, **_more):
        raise Busy(3)

    monkeypatch.setattr(space.services.inbox, "put", full)
    with space.client("an", "en") as client:
        answer = client.post(HERE, json={"contacts": [contact()]})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert answer.json()["error"]["code"] == "contacts.busy"


def test_the_page(space) -> None:
    """It offers what the map knows, in both languages; hostile names are text; the worker may serve the whole page."""
    (space.home / "journeys" / "evil.yaml").write_text(
        JOURNEY.replace("key: shop", "key: evil").replace("Quầy", EVIL).replace("store_visit", "evil_visit"), "utf-8"
    )
    for lang in ("vi", "en"):
        with space.client("an", lang) as client:
            page = client.get(HERE).text
            assert 'data-kind="shop/counter"' in page
            assert catalogue("contacts", lang)["log"] in page
            assert "<img" not in page
            assert client.get(f"{HERE}/worker.js").headers["service-worker-allowed"] == HERE


def test_without_a_map_the_page_says_so(world) -> None:
    """Four kinds are there, and what to do that they appear on a map."""
    with world.client("lan", "en") as client:
        page = client.get(HERE).text
    assert 'data-kind="-/store_visit"' in page
    assert catalogue("contacts", "en")["general"] in page
