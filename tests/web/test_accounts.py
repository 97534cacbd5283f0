"""The first start, signing in, sessions, the team: through the pages people use."""

import re
from dataclasses import replace

import msgspec
import pytest
from argon2 import PasswordHasher

from hanhtrinh.access import digest
from hanhtrinh.app.accounts.passwords import Passwords
from hanhtrinh.bootstrap.serving import services
from hanhtrinh.ports.accounts import DAY
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE, VISIT_COOKIE
from hanhtrinh.web.security import csrf_of
from tests.web.apps import app_over
from tests.web.world import World, world_at

GOOD = "ba con mèo đen"
MINUTE = 60_000_000


QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Hashing at almost no cost: what is tested here is not how hard a hash is."""


def with_quick_passwords(world, **changes):
    """Rebuild a world's application with quick hashing."""
    desk = replace(world.services.account_desk, passwords=QUICK)
    world.services = replace(world.services, account_desk=desk, **changes)
    world.app = app_over(world.services)
    return world


@pytest.fixture
def world(tmp_path):
    """The usual world."""
    made = with_quick_passwords(world_at(tmp_path / "home"))
    yield made
    made.database.close()


@pytest.fixture
def lans(world):
    """The usual world where Lan's password is known."""
    accounts = world.services.accounts
    accounts.change_user(msgspec.structs.replace(accounts.user("lan"), password=QUICK.kept(GOOD)))
    return world


class Fresh(World):
    """A server nobody has an account on."""

    def __post_init__(self) -> None:
        settings = ServerSettings(home=self.home)
        self.services = replace(services(settings, self.database), clock=lambda: self.now)


@pytest.fixture
def fresh(tmp_path):
    """A fresh server whose setup token is `setup`."""
    home = tmp_path / "home"
    home.mkdir()
    database = Database.at(home)
    migrate(database)
    yield with_quick_passwords(Fresh(home, database), setup_token="setup")  # noqa: S106 - a test's
    database.close()


def sign_in(world, password=GOOD, email="lan@example.com", client=None, **more):
    """Send the form for signing in."""
    client = client or world.client("", "en")
    return client.post("/sign-in", data={"email": email, "password": password, **more}, follow_redirects=False)


def session_in(answer):
    """Return the token of the session an answer hands out."""
    found = [c for c in answer.headers.get_list("set-cookie") if c.startswith(SESSION_COOKIE)]
    return found[0].partition("=")[2].partition(";")[0] if found else ""


START = {"token": "setup", "name": "Lan", "email": "Lan@Example.com", "password": GOOD, "space": "Nhà Mây"}


def test_the_first_start_makes_owner_and_workspace(fresh):
    """Whoever has the printed link becomes owner of the first workspace and comes to the guided choice, signed in."""
    client = fresh.client("", "vi")
    assert 'name="password"' in client.get("/start?token=setup").text
    answer = client.post("/start", data=START, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/w/nha-may/begin")
    user, actor = fresh.services.accounts.session(digest(session_in(answer)), fresh.now)
    assert (user.email, user.language) == ("lan@example.com", "vi")
    assert [m.role for m in fresh.services.accounts.members(next(iter(actor.rights)))] == ["owner"]
    assert (fresh.home / "workspace.yaml").is_file()


def test_nobody_starts_without_the_link(fresh):
    """Without the printed token there is neither the form nor an account, whatever is sent."""
    client = fresh.client("", "en")
    assert client.get("/", follow_redirects=False).headers["location"] == "/start"
    for token in ("", "wrong"):
        page = client.get(f"/start?token={token}")
        assert page.status_code == 403
        assert 'name="password"' not in page.text
        assert client.post("/start", data=START | {"token": token}).status_code == 403
    assert fresh.services.accounts.users() == 0


def test_a_server_is_started_once(fresh):
    """The link is worth nothing once there is an owner."""
    client = fresh.client("", "en")
    client.post("/start", data=START)
    again = fresh.client("", "en").post("/start", data=START | {"email": "tu@example.com"})
    assert again.status_code == 400
    assert "owner already" in again.text
    assert fresh.services.accounts.users() == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("password", "short", "10 to 200"),
        ("password", "password123", "first that anybody would try"),
        ("password", "aaaaaaaaaaaaaaa", "first that anybody would try"),
        ("password", "lan@example.com", "no password"),
        ("email", "lan", "not an e-mail"),
        ("name", " ", "1 to 80"),
        ("name", "a\x00b", "1 to 80"),
        ("space", "x" * 81, "1 to 80"),
    ],
)
def test_what_is_wrong_at_the_start_is_said(fresh, field, value, says):
    """A form with something wrong comes back with what is wrong and what was typed, the password aside."""
    answer = fresh.client("", "en").post("/start", data=START | {field: value})
    assert answer.status_code == 400
    assert says in answer.text
    assert GOOD not in answer.text
    assert fresh.services.accounts.users() == 0


def test_signing_in_opens_a_session(lans):
    """The right password opens a session and leads to the page that was wanted."""
    answer = sign_in(lans, next="/w/nha-may/settings/team")
    assert (answer.status_code, answer.headers["location"]) == (303, "/w/nha-may/settings/team")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(SESSION_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert lans.services.accounts.session(digest(session_in(answer)), lans.now)[0].id == "lan"


def test_the_database_knows_no_token(lans):
    """What is stored of a session is not what the cookie holds."""
    token = session_in(sign_in(lans))
    assert token not in {one.token for one in lans.services.accounts.sessions("lan", lans.now)}
    assert token.encode() not in b"".join(path.read_bytes() for path in lans.home.glob("hanhtrinh.db*"))


def test_a_session_from_before_is_never_taken_over(lans):
    """Whoever planted a session or a visit in the browser has nothing of it after signing in."""
    client = lans.client("", "en")
    client.cookies.set(SESSION_COOKIE, "planted")
    answer = sign_in(lans, client=client, **{"_csrf_token": csrf_of("planted")})
    client.headers["x-csrftoken"] = csrf_of("planted")
    answer = sign_in(lans, client=client)
    assert session_in(answer) not in ("", "planted")
    assert lans.services.accounts.session(digest("planted"), lans.now) is None


def test_signing_in_again_ends_the_session_before(lans):
    """One browser has one session."""
    first = session_in(sign_in(lans))
    client = lans.client("", "en")
    client.cookies.set(SESSION_COOKIE, first)
    client.headers["x-csrftoken"] = csrf_of(first)
    second = session_in(sign_in(lans, client=client))
    assert lans.services.accounts.session(digest(first), lans.now) is None
    assert lans.services.accounts.session(digest(second), lans.now) is not None


def test_who_asks_learns_nothing_about_accounts(lans):
    """A wrong password, an unknown address and an account that is closed are answered in the same words."""
    texts = set()
    for email, password in (("lan@example.com", "wrong"), ("nobody@example.com", GOOD), ("minh@example.com", "")):
        answer = sign_in(lans, password, email)
        assert answer.status_code == 400
        texts.add(answer.text.replace(email, "…"))
    assert len(texts) == 1


def test_guessing_is_slowed_down(lans):
    """After ten attempts not even the right password is looked at, for a quarter of an hour."""
    for _ in range(10):
        assert sign_in(lans, "wrong").status_code == 400
    held = sign_in(lans)
    assert held.status_code == 429
    assert session_in(held) == ""
    lans.now += 16 * MINUTE
    assert sign_in(lans).status_code == 303


def test_success_forgets_what_was_mistyped(lans):
    """Whoever knows the password may mistype it again as often as before."""
    for _ in range(3):
        for _ in range(8):
            sign_in(lans, "wrong")
        assert sign_in(lans).status_code == 303


def test_one_address_cannot_try_many_accounts(lans):
    """Sixty attempts from one address are enough, whoever they are for."""
    last = [sign_in(lans, "wrong", f"u{i}@example.com").status_code for i in range(61)][-1]
    assert last == 429


def test_an_old_hash_is_renewed(lans, monkeypatch):
    """A password hashed with less work than is asked for now is hashed anew when it is used."""
    monkeypatch.setattr(Passwords, "outdated", lambda self, stored: True)
    before = lans.services.accounts.user("lan").password
    assert sign_in(lans).status_code == 303
    after = lans.services.accounts.user("lan").password
    assert after != before
    assert QUICK.right(after, GOOD)


def test_signing_out_ends_the_session(lans):
    """After signing out the cookie is gone and would be worth nothing."""
    client = lans.client("lan")
    answer = client.post("/sign-out", follow_redirects=False)
    assert "Max-Age=0" in next(c for c in answer.headers.get_list("set-cookie") if c.startswith(SESSION_COOKIE))
    assert lans.services.accounts.session(digest("token-lan"), lans.now) is None


def test_a_new_password_ends_other_sessions(lans):
    """Changing the password needs the old one, and signs out everywhere else."""
    elsewhere = session_in(sign_in(lans))
    client = lans.client("lan", "en")
    wrong = client.post("/w/nha-may/settings/password", data={"old": "wrong", "new": "bốn con mèo đen"})
    assert (wrong.status_code, "is not right" in wrong.text) == (400, True)
    done = client.post("/w/nha-may/settings/password", data={"old": GOOD, "new": "bốn con mèo đen"})
    assert "has been changed" in done.text
    accounts = lans.services.accounts
    assert accounts.session(digest(elsewhere), lans.now) is None
    assert accounts.session(digest("token-lan"), lans.now) is not None
    assert sign_in(lans).status_code == 400
    assert sign_in(lans, "bốn con mèo đen").status_code == 303


def test_sessions_are_seen_and_ended(lans):
    """A user sees where they are signed in, and ends it there."""
    token = session_in(sign_in(lans))
    client = lans.client("lan", "en")
    page = client.get("/w/nha-may/settings/sessions")
    assert "This device" in page.text
    client.post("/w/nha-may/settings/sessions", data={"session": digest(token)})
    assert lans.services.accounts.session(digest(token), lans.now) is None


def test_nobody_ends_somebody_elses_session(lans):
    """Whoever knows another's session by what the database holds cannot end it."""
    lans.client("minh").post("/w/nha-may/settings/sessions", data={"session": digest("token-lan")})
    assert lans.services.accounts.session(digest("token-lan"), lans.now) is not None


def invited(world, email="an@example.com", role="editor"):
    """Have Lan invite somebody and return the path of the link."""
    page = world.client("lan", "en").post("/w/nha-may/settings/team/invite", data={"email": email, "role": role})
    return re.search(r'value="[^"]*?(/invitations/[^"]+)"', page.text)[1]


def test_an_invitation_makes_an_account(world):
    """Somebody new takes an invitation by its link, chooses a password and belongs to the team."""
    path = invited(world)
    client = world.client("", "en")
    assert "an@example.com" in client.get(path).text
    answer = client.post(path, data={"name": "An", "password": GOOD}, follow_redirects=False)
    assert answer.headers["location"] == "/w/nha-may/journeys"
    found, actor = world.services.accounts.session(digest(session_in(answer)), world.now)
    assert (found.email, set(actor.rights)) == ("an@example.com", {"nha-may"})
    assert world.client("", "en").get(path).status_code == 404


def test_an_invitation_is_for_one_person(world):
    """Whoever has signed in with another address cannot take an invitation meant for somebody else."""
    path = invited(world)
    answer = world.client("tu", "en").post(path, data={})
    assert answer.status_code == 403
    assert "tu" not in {member.user.id for member in world.services.accounts.members("nha-may")}


def test_an_invitation_for_somebody_who_has_an_account(world):
    """Who has an account already signs in to join; a password sent with the link changes nothing."""
    path = invited(world, "tu@example.com", "commenter")
    stranger = world.client("", "en")
    assert "Sign in to join" in stranger.get(path).text
    assert stranger.post(path, data={"name": "X", "password": GOOD}).status_code == 400
    world.client("tu", "en").post(path, data={})
    roles = {member.user.id: member.role for member in world.services.accounts.members("nha-may")}
    assert roles["tu"] == "commenter"


def test_an_invitation_grows_old(world):
    """After seven days a link is worth nothing."""
    path = invited(world)
    world.now += 7 * DAY + 1
    assert world.client("", "en").get(path).status_code == 404


def test_a_withdrawn_invitation_is_worth_nothing(world):
    """An owner takes an invitation back."""
    path = invited(world)
    token = path.rpartition("/")[2]
    world.client("lan").post("/w/nha-may/settings/team/withdraw", data={"invitation": digest(token)})
    assert world.client("", "en").get(path).status_code == 404


def test_the_last_owner_cannot_leave(world):
    """The page says why the only owner stays."""
    answer = world.client("lan", "en").post("/w/nha-may/settings/team/remove", data={"user": "lan"})
    assert answer.status_code == 400
    assert "needs an owner" in answer.text


def test_a_removed_member_is_out_at_once(world):
    """Whoever is removed has lost access with their next request."""
    assert world.client("minh").get("/w/nha-may/settings/team").status_code == 200
    world.client("lan").post("/w/nha-may/settings/team/remove", data={"user": "minh"})
    assert world.client("minh").get("/w/nha-may/settings/team").status_code == 404


def test_a_member_may_leave(world):
    """A viewer needs nobody's right to leave the team."""
    answer = world.client("ha").post("/w/nha-may/settings/team/remove", data={"user": "ha"}, follow_redirects=False)
    assert answer.headers["location"] == "/"
    assert "ha" not in {member.user.id for member in world.services.accounts.members("nha-may")}


def test_a_further_workspace(world):
    """Who owns a workspace makes another one, with an address made of its name; who owns none cannot."""
    given = {"name": "Nhà Mây", "zone": "Asia/Tokyo", "language": "en"}
    answer = world.client("lan").post("/workspaces/new", data=given, follow_redirects=False)
    assert answer.headers["location"] == "/w/nha-may-2/begin"
    space = world.services.accounts.space("nha-may-2")
    assert world.services.zone(space) == "Asia/Tokyo"
    assert world.client("minh", "en").post("/workspaces/new", data=given).status_code == 403


def test_workspace_settings(world):
    """An owner changes name, time zone and language; the address stays."""
    client = world.client("lan", "en")
    client.post("/w/nha-may/settings/workspace", data={"name": "Mây", "zone": "Asia/Tokyo", "language": "en"})
    space = world.services.accounts.space("nha-may")
    assert (space.name, world.services.zone(space)) == ("Mây", "Asia/Tokyo")
    wrong = client.post("/w/nha-may/settings/workspace", data={"name": "Mây", "zone": "Mars/Base"})
    assert (wrong.status_code, "Mars/Base" in wrong.text) == (400, True)


def test_the_audit_log_says_who_did_what(world):
    """Owners read in the log what was done, by area and by person."""
    invited(world, "somebody@example.com")
    client = world.client("lan", "en")
    page = client.get("/w/nha-may/settings/audit").text
    assert "somebody@example.com" in page
    assert "invited" in page
    assert "somebody@example.com" not in client.get("/w/nha-may/settings/audit?area=key").text


def test_the_entrance_of_the_demo(world):
    """A printed link lets its user in on this machine, twice at most a moment later, and never through a proxy."""
    world.services.entrances.open("secret", "lan", world.now)
    client = world.client("", "en")
    client.cookies.delete(VISIT_COOKIE)
    assert client.get("/enter/wrong").status_code == 404
    assert client.get("/enter/secret", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 404


def test_a_printed_link_speaks_its_users_language(world, monkeypatch):
    """Whatever the browser is set to; what was chosen on this device goes before."""
    monkeypatch.setattr("hanhtrinh.web.account.entering.on_this_machine", lambda request: True)
    user = world.services.accounts.user("lan")
    world.services.accounts.change_user(msgspec.structs.replace(user, language="en"))
    for chosen, spoken in ((None, "en"), ("vi", "vi")):
        world.services.entrances.open(f"secret-{chosen}", "lan", world.now)
        client = world.client("", "vi")
        if chosen is None:
            client.cookies.delete(LANGUAGE_COOKIE)
        answer = client.get(f"/enter/secret-{chosen}", headers={"accept-language": "vi"}, follow_redirects=False)
        assert answer.cookies[LANGUAGE_COOKIE] == spoken
