"""Sources, keys and the live debugger over HTTP: who may, what is shown once, and that nothing hostile gets through."""

import json
import re
from html import escape
from itertools import product

import pytest
from sqlalchemy import select

from hanhtrinh.access import Right, digest
from hanhtrinh.collect.ids import message_key
from hanhtrinh.events.event import BOT, LATE, Message
from hanhtrinh.i18n import LANGS, catalogue
from hanhtrinh.ports.accounts import User
from hanhtrinh.ports.inbox import Refusal
from hanhtrinh.ports.sources import PLATFORMS, SourceSettings
from hanhtrinh.store.sql.tables.accounts import audit
from hanhtrinh.store.sql.tables.sources import keys
from hanhtrinh.web.security import HEADER
from hanhtrinh.web.sources.snippets import snippets

HERE = "/w/nha-may/sources"
EVIL = "<img src=x onerror=alert(1)>\"'</script>"
PAGES = ("", "/connect", "/live", "/keys", "/web", "/web/live", "/web/settings")
SEEN = {"lan": 200, "minh": 200, "an": 403, "ha": 403, "tu": 404, "": 303}
CHANGED = {"minh": 403, "an": 403, "ha": 403, "tu": 404, "": 401}
POSTS = ("/connect", "/keys", "/keys/write", "/keys/k1/revoke", "/web/name", "/web/settings")
BAD_SITES = (
    "shop.vn", "https://shop.vn/path", "javascript:alert(1)", "https://", "https://user@shop.vn", "https://shop.vn:x",
    "*", EVIL,
)  # fmt: skip
JOURNEY = """
format: hanhtrinh/1
key: shop
name: Cửa hàng <b>của</b> Lan
touchpoints: {cart: {name: Giỏ hàng, match: {event: cart_viewed}}}
stages: [{key: s, name: S, phase: before, steps: [{key: look, name: Xem giỏ, touchpoint: cart}]}]
"""


@pytest.fixture
def space(world):
    """A workspace with a map and a source, "web", and a commenter, An, beside the cast."""
    (world.home / "journeys" / "shop.yaml").write_text(JOURNEY, encoding="utf-8")
    accounts = world.services.accounts
    accounts.add_user(User(id="an", email="an@x.vn", name="An", password="", language="vi", created_at=world.now))
    accounts.add_member("nha-may", "an", "commenter", world.now)
    accounts.open_session(digest("token-an"), "an", world.now, world.now + 10**15)
    with world.client("lan") as client:
        made = client.post(f"{HERE}/connect", data={"name": "Web", "platform": "html"}, follow_redirects=False)
    assert made.headers["location"] == f"{HERE}/web"
    return world


def put(world, body: dict, *, kind: str = "track", flags: int = 0, source: str = "web") -> None:
    """Have a message arrive."""
    key = message_key("nha-may", json.dumps(body))
    message = Message(
        key=key,
        kind=kind,
        source=source,
        received_at=world.now,
        sent_at=None,
        body=json.dumps(body).encode(),
        flags=flags,
    )
    world.services.inbox.put("nha-may", [message]).result(30)


def refuse(world, body: bytes, reason: str = "collect.no_event", **params) -> None:
    """Have a message be refused."""
    refusal = Refusal("web", reason, params or {"given": "5"}, body, world.now)
    world.services.inbox.put("nha-may", [], [refusal]).result(30)


def write_key(world) -> str:
    with world.database.reading() as connection:
        return connection.execute(select(keys.c.shown).where(keys.c.kind == "write")).scalars().first()


def test_who_sees_pages(space) -> None:
    """Owner and editor see sources, keys only the owner; a commenter and a viewer may not, a stranger finds nothing,
    nobody is asked to sign in."""
    for path, (who, status) in product(PAGES, SEEN.items()):
        with space.client(who) as client:
            answer = client.get(HERE + path, follow_redirects=False)
        expected = 403 if (who, path) == ("minh", "/keys") else status
        assert answer.status_code == expected, (path, who)


def test_who_changes(space) -> None:
    """Nobody without the right changes anything, and what they meant to change stays."""
    before = space.services.sources.sources("nha-may"), space.services.sources.keys("nha-may")
    for path, (who, status) in product(POSTS, CHANGED.items()):
        if who == "minh" and "keys" not in path:
            continue
        with space.client(who) as client:
            data = {"name": "X", "platform": "html", "scope": "see_maps", "source": "web"}
            answer = client.post(HERE + path, data=data, follow_redirects=False)
        assert answer.status_code == status, (path, who)
    assert (space.services.sources.sources("nha-may"), space.services.sources.keys("nha-may")) == before


def test_forged_forms(space) -> None:
    """A form without the session's token changes nothing, even in the owner's browser."""
    with space.client("lan") as client:
        del client.headers[HEADER]
        for path in POSTS:
            answer = client.post(HERE + path, data={"name": "X", "platform": "html"}, follow_redirects=False)
            assert answer.status_code == 403, path
    assert len(space.services.sources.sources("nha-may")) == 1


def test_connecting_a_site(space) -> None:
    """The page has the snippet with the key, waits, and says so when the first event has arrived."""
    with space.client("lan", "en") as client:
        page = client.get(f"{HERE}/web").text
        assert f"/hanhtrinh.js?key={write_key(space)}" in page
        assert catalogue("sources_page", "en")["wait_title"] in page
        assert 'data-refresh="1500"' in page
        put(space, {"userId": "lan", "event": "cart_viewed"})
        assert catalogue("sources_page", "en")["arrived_title"] in client.get(f"{HERE}/web").text


def test_every_platform_has_its_snippet(space) -> None:
    """Each shows code with address and key, and how to use it in both languages."""
    for lang, platform in product(LANGS, PLATFORMS):
        code = "".join(one.code for one in snippets(platform, "https://hanhtrinh.vn", "hw_1"))
        assert "hw_1" in code
        assert "https://hanhtrinh.vn" in code
        with space.client("lan", lang) as client:
            page = client.get(f"{HERE}/web?platform={platform}").text
        assert escape(catalogue("sources_page", lang)[f"how_{platform}"]) in page
        assert write_key(space) in page


def test_a_bad_name_and_platform_come_back(space) -> None:
    """The form says what is allowed and keeps what was typed, as text."""
    with space.client("lan", "en") as client:
        empty = client.post(f"{HERE}/connect", data={"name": "  ", "platform": "html"})
        odd = client.post(f"{HERE}/connect", data={"name": EVIL, "platform": EVIL})
    assert (empty.status_code, odd.status_code) == (400, 400)
    assert "1 to 80 characters" in empty.text
    assert "<img" not in odd.text


def test_names_make_keys(space) -> None:
    """Vietnamese names become plain keys, two of a name differ, and no key hides a page."""
    with space.client("lan") as client:
        for name, key in [("Cửa hàng Đà Nẵng", "cua-hang-da-nang"), ("Web", "web-2"), ("Live", "live-2"),
                          ("Contacts", "contacts-2"), ("★", "source")]:  # fmt: skip
            answer = client.post(f"{HERE}/connect", data={"name": name, "platform": "gtm"}, follow_redirects=False)
            assert answer.headers["location"] == f"{HERE}/{key}"
            assert client.get(f"{HERE}/{key}").status_code == 200


def test_settings(space) -> None:
    """What is ticked is kept and what is not is not; addresses are written as browsers write them."""
    with space.client("minh") as client:
        sites = "HTTPS://Shop.VN/\nhttp://localhost:8000 https://*.shop.vn:443"
        client.post(f"{HERE}/web/settings", data={"origins": sites, "needs_consent": "yes"})
        client.post(f"{HERE}/web/name", data={"name": "Trang chính"})
    source = space.services.sources.source("nha-may", "web")
    assert source.name == "Trang chính"
    assert source.settings.origins == ("https://shop.vn", "http://localhost:8000", "https://*.shop.vn")
    assert (source.settings.needs_consent, source.settings.keep_addresses) == (True, False)


def test_bad_sites(space) -> None:
    """What is no site's address is refused, shown as text, and nothing is changed."""
    with space.client("lan") as client:
        for site in BAD_SITES:
            answer = client.post(f"{HERE}/web/settings", data={"origins": site, "count_bots": "yes"})
            assert answer.status_code == 400, site
            assert escape(site) in answer.text
    assert space.services.sources.source("nha-may", "web").settings == SourceSettings()


def test_a_secret_key_is_shown_once(space) -> None:
    """It stands on the page that made it and nowhere after, opens what its scopes say, and nothing when revoked."""
    with space.client("lan") as client:
        made = client.post(f"{HERE}/keys", data={"name": "Máy quét", "scope": ["see_sources", "log_contacts"]}).text
        whole = re.search(r"hs_[0-9a-f]{48}", made)[0]
        assert whole not in client.get(f"{HERE}/keys").text
        assert f"{whole[:8]}…" in client.get(f"{HERE}/keys").text
    bearer = {"authorization": f"Bearer {whole}"}
    with space.client() as program:
        assert program.get(f"{HERE}/live", headers=bearer).status_code == 200
        assert program.get(f"{HERE}/keys", headers=bearer).status_code == 403
        assert program.get("/w/tiem-khac/sources", headers=bearer).status_code == 404
        assert program.post(f"{HERE}/connect", headers=bearer, data={"name": "X"}).status_code == 403
    (key,) = [key for key in space.services.sources.keys("nha-may") if key.kind == "secret"]
    assert key.scopes == {Right.SEE_SOURCES, Right.LOG_CONTACTS}
    with space.client("lan") as client:
        client.post(f"{HERE}/keys/{key.id}/revoke")
        assert client.post(f"{HERE}/keys/{key.id}/revoke").status_code == 404
    with space.client() as program:
        assert program.get(f"{HERE}/live", headers=bearer).status_code == 401


def test_keys_of_another_workspace_are_not_there(space) -> None:
    """Tú can neither see nor revoke what belongs to Lan's workspace by naming it in his own."""
    with space.client("lan") as client:
        client.post(f"{HERE}/keys", data={"name": "Của Lan", "scope": "see_maps"})
    (key,) = [key for key in space.services.sources.keys("nha-may") if key.kind == "secret"]
    with space.client("tu") as client:
        assert client.post(f"/w/tiem-khac/sources/keys/{key.id}/revoke").status_code == 404
        assert client.post("/w/tiem-khac/sources/keys/write", data={"source": "web"}).status_code == 404
        assert client.get("/w/tiem-khac/sources/web").status_code == 404
        assert "Của Lan" not in client.get("/w/tiem-khac/sources/keys").text
    assert space.services.sources.actor_of_secret_key("x") is None
    assert space.services.sources.keys("nha-may")[-1].revoked_at is None


def test_keys_cannot_do_everything(space) -> None:
    """Team and keys stay with people, and a key without any scope is none."""
    with space.client("lan") as client:
        for scopes in ([], ["manage_keys"], ["manage_team"], ["see_maps", "everything"]):
            assert client.post(f"{HERE}/keys", data={"name": "X", "scope": scopes}).status_code == 400
    assert all(key.kind == "write" for key in space.services.sources.keys("nha-may"))


def test_another_write_key(space) -> None:
    """The newest one in use is what the install page shows; without any it says what to do."""
    first = write_key(space)
    with space.client("lan") as client:
        space.now += 10**6
        client.post(f"{HERE}/keys/write", data={"source": "web"})
        page = client.get(f"{HERE}/web").text
        assert first not in page
        for key in space.services.sources.keys("nha-may"):
            client.post(f"{HERE}/keys/{key.id}/revoke")
        assert catalogue("sources_page", "vi")["no_write_key"] in client.get(f"{HERE}/web").text


def test_everything_is_written_down(space) -> None:
    """Each change is in the audit log with who made it; no key is."""
    with space.client("lan") as client:
        client.post(f"{HERE}/keys", data={"name": "X", "scope": "see_maps"})
        client.post(f"{HERE}/web/name", data={"name": "Y"})
        client.post(f"{HERE}/web/settings", data={})
        for key in space.services.sources.keys("nha-may"):
            client.post(f"{HERE}/keys/{key.id}/revoke")
    with space.database.reading() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.actor, audit.c.details).order_by(audit.c.id)).all()
    deeds = [row.action for row in rows if row.action.startswith(("source.", "key."))]
    assert deeds == ["source.added", "key.added", "key.added", "source.renamed", "source.set", *["key.revoked"] * 2]
    assert {row.actor for row in rows} == {"lan"}
    assert write_key(space) not in str(rows)
    assert "hs_" not in str(rows)


def test_where_events_land(space) -> None:
    """Each event says its touchpoint and step, or why it is on no map."""
    put(space, {"userId": "KH0012345", "event": "cart_viewed", "properties": {"total": 250000.0, "gift": True}})
    put(space, {"userId": "b", "event": "other"}, flags=LATE)
    put(space, {"userId": "c", "event": "crawled"}, flags=BOT)
    put(space, {"userId": "d", "traits": {"email": "lan@example.com"}}, kind="identify")
    with space.client("lan", "en") as client:
        page = client.get(f"{HERE}/live").text
        mine = client.get(f"{HERE}/web/live").text
        other = client.get(f"{HERE}/live?source=nothing").text
    words = catalogue("sources_page", "en")
    for wanted in ("Giỏ hàng", "→ Xem giỏ", "/w/nha-may/maps/shop", "KH0012…", "250000", "true", "lan@example.com",
                   words["why_bot"], words["why_fact"], words["why_no_rule"], words["flag_late"]):  # fmt: skip
        assert wanted in page
        assert wanted in mine
    assert "KH0012345" not in page
    assert "cart_viewed" not in other
    assert "Cửa hàng &lt;b&gt;của&lt;/b&gt; Lan" in page


def test_where_answers_land(space) -> None:
    """At the touchpoint they were asked at; without one they go with the person's last step."""
    answer = {"userId": "a", "event": "Survey Answered"}
    put(space, answer | {"properties": {"instrument": "nps", "score": 9, "asked_at": "cart"}})
    with space.client("lan", "en") as client:
        assert "Giỏ hàng" in client.get(f"{HERE}/live").text
        put(space, answer | {"properties": {"instrument": "nps", "score": 9, "asked_at": "nowhere"}})
        assert escape(catalogue("sources_page", "en")["why_answer"]) in client.get(f"{HERE}/live").text


def test_without_a_map(space) -> None:
    """The debugger says that there is none yet."""
    (space.home / "journeys" / "shop.yaml").unlink()
    put(space, {"userId": "a", "event": "cart_viewed"})
    with space.client("lan", "vi") as client:
        assert catalogue("sources_page", "vi")["why_no_map"] in client.get(f"{HERE}/live").text


def test_hostile_messages_stay_text(space) -> None:
    """Names, properties, ids, sources and refused bodies are shown, never interpreted."""
    put(space, {"userId": EVIL, "event": EVIL, "properties": {EVIL: EVIL, "long": "x" * 5_000}}, source="web")
    refuse(space, EVIL.encode() + b"\xff\x00", "collect.no_event", given=EVIL)
    refuse(space, b"{}", "no.such.reason")
    with space.client("lan") as client:
        answer = client.get(f"{HERE}/live")
    assert answer.status_code == 200
    assert "<img" not in answer.text
    assert "onerror=alert(1)&gt;" in answer.text
    assert "x" * 300 not in answer.text
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


def test_people_only_for_who_may_see_them(space) -> None:
    """A key that sees sources and no people gets neither ids, nor traits, nor what was refused."""
    put(space, {"userId": "KH0012345", "event": "cart_viewed"})
    put(space, {"userId": "KH2", "traits": {"email": "lan@example.com"}}, kind="identify")
    refuse(space, b'{"email": "minh@example.com"}')
    with space.client("lan") as client:
        made = client.post(f"{HERE}/keys", data={"name": "X", "scope": "see_sources"}).text
    bearer = {"authorization": f"Bearer {re.search(r'hs_[0-9a-f]{48}', made)[0]}"}
    with space.client() as program:
        page = program.get(f"{HERE}/live", headers=bearer).text
    assert "cart_viewed" in page
    for hidden in ("KH0012", "lan@example.com", "minh@example.com"):
        assert hidden not in page


def test_refused_messages_say_why(space) -> None:
    """In the reader's language, with the message as it came, cut."""
    refuse(space, b'{"event": 5}' + b" " * 3_000, given="5")
    for lang in ("vi", "en"):
        with space.client("lan", lang) as client:
            page = client.get(f"{HERE}/web/live").text
        assert catalogue("collect", lang)["no_event"].format(given="5").split(";")[0].strip("“”")[:12] in page
        assert "{&quot;event&quot;: 5}" in page
        assert len(page) < 30_000


def test_a_fresh_workspace_says_how_to_begin(space) -> None:
    """Never an empty list: what sources are and the ways to the first one."""
    with space.client("tu", "en") as client:
        page = client.get("/w/tiem-khac/sources").text
    assert catalogue("sources_page", "en")["none_title"] in page
    assert "/w/tiem-khac/sources/connect" in page
