"""Who proves whom: what a page says of a person opens nothing of theirs, until their site's server vouches for it."""

import base64
import json
from functools import partial
from types import SimpleNamespace

import pytest

from hanhtrinh.app.asking.mailing import ask_by_mail
from hanhtrinh.app.cases.by_hand import open_case
from hanhtrinh.collect.proving import Proof, user_hash
from hanhtrinh.events.event import UNPROVEN, Aliased, Consent, Identified, Message, Traits
from hanhtrinh.ports.proofs import IdentitySecret
from hanhtrinh.store.proofs import ProvingBook
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.asking.budget import Budget, Limit
from hanhtrinh.web.person_address import person_path
from tests.web.asking_world import BY_MAIL, SECRET, Visit, generous, letter_world, opened
from tests.web.collect_world import NOW, Door
from tests.web.test_cases import LAN

KEYS = "/w/nha-may/sources/keys"
HOUR, DAY = 3_600, 86_400


@pytest.fixture
def world(tmp_path):
    """A workspace that asks on pages and by letters."""
    with letter_world(tmp_path / "home") as made:
        yield made


def once(world):
    """Let everybody be asked once in a month."""
    budget = Budget(all=Limit(most=1, days=30), channels={}, rest=0, apart=0, quiet=())
    world.services.askings.set_budget("nha-may", budget, world.now, "lan")


def test_a_forged_id_opens_nothing(world):
    """Who only says they are Gấm is asked as the device they are, learns nothing of her budget, answers as nobody."""
    opened(world)
    once(world)
    gam = Visit(world, "may-1", "gam")
    asked = gam.offered()
    assert gam.sees(asked)
    assert Visit(world, "may-2", "gam").offered() is None  # her own budget is spent
    forged = Visit(world, "may-3", "gam", proven=False)
    asked = forged.offered()
    assert asked
    assert forged.sees(asked)
    forged.answers(asked, {"recommend": 0})
    (response,) = world.services.responses.of_survey("nha-may", "sau-mua")
    assert response.person == "~may-3"
    assert [one.survey for one in world.services.askings.asked_of("nha-may", ["gam"])] == ["sau-mua"]


def test_a_claimed_device_is_not_its_owner(world):
    """Not even after the tracker was told, without a proof, that the device is hers."""
    opened(world, segment="")
    once(world)
    gam = Visit(world, "may-1", "gam")
    assert gam.sees(gam.offered())
    world.services.people_desk.people.keep("nha-may", [Identified(anonymous="~falsch", known="gam", at=world.now)])
    assert Visit(world, "falsch").offered()
    assert not Visit(world, None, "gam", proven=False).offered()


@pytest.mark.parametrize("hashed", ["", "0" * 64, user_hash("hi_other", "gam"), user_hash(SECRET, "chi"), "ü" * 64])
def test_only_the_right_hash_proves(world, hashed):
    """Any other hash proves nobody."""
    opened(world)
    visit = Visit(world, "may-9", "gam", proven=False)
    visit.who["userHash"] = hashed
    assert visit.sees(visit.offered())
    assert not world.services.askings.asked_of("nha-may", ["gam"])


def round_(world):
    """Make one round of letters; return to whom."""
    ask_by_mail(world.services.asks, world.space)
    return sorted(sent.to for sent in world.services.outbox.newest("nha-may"))


def buys(world, person, email, *, proven):
    """Let somebody say an address and buy."""
    traits = Traits(person=person, values={"email": email}, at=world.now, proven=proven)
    world.services.people_desk.people.keep("nha-may", [traits])
    world.everybody.happens(person, "purchase", 2 * HOUR)


def letters(world, **budget):
    """Have a survey ask by letter since ten days."""
    here, world.now = world.now, world.now - 10 * DAY * MICROSECONDS
    opened(world, BY_MAIL)
    generous(world, **budget)
    world.now = here


def test_a_forged_alias_joins_no_proven_users(world):
    """Whoever is proven as somebody does not become Gấm by saying so, whatever instant they make up: her letters go to
    her, and the team is shown what was said; a page's word that nobody vouched for is marked on the timeline.
    """
    letters(world)
    keep = partial(world.services.people_desk.people.keep, "nha-may")
    keep([Identified(anonymous="~gam", known="an", at=world.now - HOUR), Identified(anonymous="~x", known="x", at=9)])
    keep([Identified(anonymous="~nobody", known="an", at=world.now - HOUR, proven=False)])
    buys(world, "an", "an@example.vn", proven=True)
    keep([Traits(person="x", values={"email": "x@example.vn"}, at=world.now + 1)])
    keep([Aliased(previous="x", known="an", at=1, proven=False), Aliased(previous="an", known="x", at=2, proven=False)])
    assert round_(world) == ["an@example.vn"]
    client = world.client("lan", "en")
    page = client.get(person_path(world.space, "an")).text
    assert "x@example.vn" not in page
    assert "with=x" in page
    assert page.count("nobody vouched for it") == 1


def test_letters_go_to_proven_addresses(world):
    """An address only a page told is not written to; one somebody vouched for is, whatever a page says since."""
    letters(world)
    buys(world, "an", "an@example.vn", proven=True)
    buys(world, "an", "boese@example.vn", proven=False)
    buys(world, "binh", "binh@example.vn", proven=False)
    assert round_(world) == ["an@example.vn"]
    assert [one.reason for one in world.services.askings.skipped_of("nha-may", ["binh"])] == ["unconfirmed"]
    page = world.client("lan").get("/w/nha-may/voice/asking/why", params={"person": "binh"}).text
    assert "địa chỉ e-mail chưa được xác minh" in page
    assert f'href="{KEYS}"' in page


def test_a_stranger_agrees_to_no_letters(world):
    """A yes nobody vouched for opens no letter where anything of the person is confirmed; a no is kept to whoever said
    it, until a confirmed yes. Of whom nothing is confirmed the newest word counts.
    """
    letters(world, confirmed=False)
    words = {"an": "n y", "binh": "Y n", "cuc": "n Y", "dao": "n y", "em": "Y n Y"}  # capitals: somebody vouches
    for person, said in words.items():
        buys(world, person, f"{person}@example.vn", proven=person != "dao")
        for number, word in enumerate(said.split()):
            fact = Consent(person=person, categories={"mail": word in "yY"}, at=number, proven=word in "NY")
            world.services.people_desk.people.keep("nha-may", [fact])
    assert round_(world) == ["cuc@example.vn", "dao@example.vn", "em@example.vn"]


def test_what_came_a_moment_ago_counts(world):
    """An address is proven, or not, before the server has put it away."""
    letters(world)
    for number, (person, flags) in enumerate({"an": 0, "binh": UNPROVEN}.items()):
        body = {"type": "identify", "userId": person, "traits": {"email": f"{person}@example.vn"}}
        message = Message(key=bytes([number]) * 16, kind="identify", source="web", received_at=world.now, sent_at=None,
                          body=json.dumps(body).encode(), flags=flags)  # fmt: skip
        world.services.inbox.put("nha-may", [message]).result(5)
        world.everybody.happens(person, "purchase", 2 * HOUR)
    assert round_(world) == ["an@example.vn"]
    assert [one.reason for one in world.services.askings.skipped_of("nha-may", ["binh"])] == ["unconfirmed"]


def test_a_workspace_may_write_to_any_address(world):
    """With the setting off, what a page told is written to as before; the form keeps the choice."""
    letters(world, confirmed=False)
    buys(world, "binh", "binh@example.vn", proven=False)
    assert round_(world) == ["binh@example.vn"]
    form = {"most": "2", "days": "30", "apart": "1", "rest": "14", "email_most": "1", "email_days": "14",
            "quiet_from": "20:00", "quiet_to": "08:00", "quiet": "email"}  # fmt: skip
    for ticked in (True, False):
        world.client("lan").post("/w/nha-may/voice/asking/budget", data=form | ({"confirmed": "yes"} if ticked else {}))
        assert world.services.askings.budget("nha-may").confirmed is ticked


def test_a_case_says_that_an_address_is_not_confirmed(world):
    """A colleague may write to it all the same, knowing."""
    people = world.services.people_desk.people
    for person, proven in (("an", True), ("binh", False)):
        world.everybody.happens(person, "purchase", HOUR)
        people.keep("nha-may", [Traits(person=person, values={"email": f"{person}@x.vn"}, at=world.now, proven=proven)])
        case = open_case(LAN, world.space, world.services.cases, person, text="?")
        page = world.client("lan").get(f"/w/nha-may/voice/cases/{case.id}").text
        assert f"{person}@x.vn" in page
        assert ("chưa được xác minh" in page) is not proven


def test_whom_a_colleague_chose_is_asked_all_the_same(world):
    """A case's person is asked again at the address its page showed, confirmed or not: a human decided it."""
    letters(world)
    buys(world, "binh", "binh@example.vn", proven=False)
    assert world.services.cases.ask_again(world.space, "sau-mua", "binh", "", "case:0") is None
    assert [sent.to for sent in world.services.outbox.newest("nha-may")] == ["binh@example.vn"]


# The collection API


def accepted(door):
    """Return the flag of each accepted message, by what it calls itself."""
    messages, _ = door.kept.tail("nha-may", 0, 100)
    return {json.loads(one.body)["messageId"]: bool(one.flags & UNPROVEN) for one in messages}


def test_the_door_marks_what_nobody_proved(tmp_path):
    """A hash under a secret of the key proves its message's user; the secret as password proves all of a request."""
    door = Door(tmp_path / "home")
    proofs = SimpleNamespace(of=lambda workspace, key: {"k-web": (Proof("hi_a", NOW), Proof("hi_b"))}.get(key, ()))
    door.sources = ProvingBook(door.sources, proofs)
    door.again()
    batch = [
        {"type": "identify", "messageId": name, "userId": "KH-77", "traits": {"email": "a@x.vn"}, **more}
        for name, more in {
            "bare": {}, "odd": {"userHash": 7}, "good": {"userHash": user_hash("hi_b", "KH-77")},
            "ended": {"userHash": user_hash("hi_a", "KH-77")}, "others": {"userHash": user_hash("hi_b", "KH-78")},
        }.items()
    ]  # fmt: skip
    assert door.post("/v1/batch", {"batch": batch}).status == 200
    assert accepted(door) == {"bare": True, "good": False, "ended": True, "others": True, "odd": True}
    for name, password in (("server", "hi_b"), ("guess", "hi_c"), ("old", "hi_a")):
        coded = base64.b64encode(f"hw_web:{password}".encode()).decode()
        sent = {"userId": "KH-1", "messageId": name, "traits": {"email": "b@x.vn"}}
        assert door.post("/v1/identify", sent, key=None, authorization=f"Basic {coded}").status == 200
    assert {name: flag for name, flag in accepted(door).items() if name in ("server", "guess", "old")} == {
        "server": False, "guess": True, "old": True,
    }  # fmt: skip
    door.database.close()


# The page of keys


def test_a_secret_is_shown_once_renewed_and_ended(world):
    """It is whole on one page alone; for a week the one before proves too, unless it is ended."""
    lan, proofs = world.client("lan"), world.services.proofs
    first = whole_in(lan.post(f"{KEYS}/k/proof").text)
    assert first not in lan.get(KEYS).text
    second = whole_in(lan.post(f"{KEYS}/k/proof").text)
    now = world.services.clock()
    live = {one.secret: one.until for one in proofs.of("nha-may", "k") if one.until is None or one.until > now}
    assert live == {SECRET: now + 7 * DAY * MICROSECONDS, first: now + 7 * DAY * MICROSECONDS, second: None}
    assert lan.post(f"{KEYS}/k/proof/end").status_code in (200, 303)
    assert [one.secret for one in proofs.of("nha-may", "k") if one.until is None or one.until > now] == [second]
    assert lan.post(f"{KEYS}/k/proof/end").status_code == 404
    assert lan.post(f"{KEYS}/nope/proof").status_code == 404
    assert [one.action for one in world.services.audit.deeds("nha-may", limit=10)][:3] == [
        "key.proof_ended", "key.proof_made", "key.proof_made",
    ]  # fmt: skip


def whole_in(page):
    """Return the secret a page shows."""
    return page.split('value="hi_')[1].split('"')[0].join(["hi_", ""])


def test_a_secret_belongs_to_its_key(world):
    """Another workspace's key, or another key, is proven by none of it."""
    secret = IdentitySecret(id="t", workspace="tiem-khac", key="k2", created_by="tu", created_at=1)
    world.services.proofs.add(secret, "hi_tu", 1)
    assert [one.secret for one in world.services.proofs.of("nha-may", "k")][-1] == SECRET
    assert world.services.proofs.of("nha-may", "k2") == ()
    assert "hi_tu" not in repr(world.services.proofs.of("tiem-khac", "k2"))
