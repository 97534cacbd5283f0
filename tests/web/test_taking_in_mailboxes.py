# ruff: noqa: S106 - tables of cases as the tools write them; passwords of nobody
"""Mailboxes: a real IMAP conversation over TLS; each letter once; no secret and no inner network given away."""

import ssl
from dataclasses import replace

import msgspec
import pytest

from hanhtrinh.bootstrap.mail_reading import look_into_mailboxes
from hanhtrinh.channels.imap import ImapReader
from hanhtrinh.collect import understand
from hanhtrinh.errors import InputError
from hanhtrinh.ports.taking_in import Mailbox
from hanhtrinh.web.cookies import SESSION_COOKIE
from hanhtrinh.web.security import csrf_of
from tests.imap import PASSWORD, USER, mail_server

LETTER = (
    b"From: %s\nTo: cskh@shop.vn\nSubject: Don hang\nDate: Sat, 3 Jan 2026 10:00:00 +0700\nMessage-ID: <%s>\n\n%s\n"
)


def letter(who=b"lan@x.vn", own=b"1@x", text=b"Giao tre qua"):
    """Return a letter."""
    return LETTER % (who, own, text)


@pytest.fixture
def server(tmp_path):
    """A mail server with its context."""
    with mail_server(tmp_path) as found:
        yield found


@pytest.fixture
def taking(world, server):
    """The workspace's desk, whose reader trusts the server of the test and may reach this machine."""
    state, context = server
    reader = ImapReader(("127.0.0.1",), context=lambda: context)
    world.services = replace(world.services, mail_reader=reader)
    world.services.mailboxes.keep(box(state))
    return world.services.taking


def box(state, **changed):
    """Return a mailbox on the server."""
    made = Mailbox(
        id="m1", workspace="nha-may", source="thu", host="127.0.0.1", port=state.port, user=USER, password=PASSWORD
    )
    return msgspec.structs.replace(made, **changed)


def said(world):
    """Return what arrived from mailboxes, oldest first."""
    messages = world.services.recent.recent("nha-may", "thu", 100)
    return [understand(one).event for one in reversed(messages)]


def look(world, taking, id="m1"):
    """Look into the mailbox."""
    space = world.services.accounts.space("nha-may")
    return taking.mail.look(space, world.services.mailboxes.get("nha-may", id))


def test_a_server_that_sends_more_than_was_asked_for_is_left(world, server, taking):
    """Of a letter two MiB are asked for: whoever announces much more cannot fill the memory of everybody's server."""
    state, _ = server
    state.add(letter())
    state.letters[1] += b"x" * (9 * 2**20)
    assert look(world, taking) == 0
    assert world.services.mailboxes.get("nha-may", "m1").trouble == "taking_in.mail_unreachable"
    assert said(world) == []


def test_letters_become_answers_once_each(world, server, taking):
    """New letters are taken, our own and programs' are not; looking again takes only what is new."""
    state, _ = server
    state.add(letter())
    state.add(letter(b"CSKH@shop.vn", b"2@x", b"Xin loi"))
    state.add(letter(b"bot@x.vn", b"3@x", b"Away").replace(b"Subject", b"Auto-Submitted: auto-replied\nSubject"))
    assert look(world, taking) == 1
    found = said(world)
    assert [(one.person, one.text, one.instrument) for one in found] == [("lan@x.vn", "Giao tre qua", "said.email")]
    assert found[0].properties["said_kind"] == "email"
    assert look(world, taking) == 0
    state.add(letter(own=b"4@x", text=b"Da nhan, cam on"))
    assert look(world, taking) == 1
    kept = world.services.mailboxes.get("nha-may", "m1")
    assert (kept.seen, kept.validity, kept.taken, kept.trouble) == (4, 1, 2, "")
    assert not [one for one in state.asked if one.split()[0] in ("SELECT", "STORE", "EXPUNGE")]
    assert "PEEK" in " ".join(state.asked)


def test_a_folder_that_began_anew_is_read_anew_without_doubles(world, server, taking):
    """Another UIDVALIDITY makes all UIDs worthless: everything is read again, and known by its own id."""
    state, _ = server
    state.add(letter())
    look(world, taking)
    state.validity = 2
    look(world, taking)
    assert len(said(world)) == 1


def test_a_broken_connection_loses_nothing(world, server, taking):
    """What was not noted is read again the next time, once."""
    state, _ = server
    for number in range(3):
        state.add(letter(own=b"%d@x" % number, text=b"Loi %d" % number))
    state.break_after = 1
    look(world, taking)
    assert world.services.mailboxes.get("nha-may", "m1").trouble == "taking_in.mail_unreachable"
    state.break_after = None
    look(world, taking)
    assert sorted(one.text for one in said(world)) == ["Loi 0", "Loi 1", "Loi 2"]


def test_all_active_mailboxes_are_read_beside_requests(world, server, taking):
    """The round reads those that are active, and goes on where one cannot be read."""
    state, _ = server
    state.add(letter())
    world.services.mailboxes.keep(box(state, id="m0", password="falsch"))
    world.services.mailboxes.keep(box(state, id="m2", active=False, source="tat"))
    assert look_into_mailboxes(world.services) is False
    assert len(said(world)) == 1
    troubles = {one.id: (one.trouble, one.looked_at) for one in world.services.mailboxes.all()}
    assert troubles["m0"][0] == "taking_in.mail_refused"
    assert troubles["m2"] == ("", None)


@pytest.mark.parametrize(
    ("changed", "key"),
    [({"password": "falsch"}, "mail_refused"), ({"folder": "Khac"}, "mail_folder"), ({"port": 1}, "mail_unreachable"),
     ({"host": "a b"}, "mail_host")],
)  # fmt: skip
def test_why_a_mailbox_cannot_be_opened_is_said(server, changed, key):
    """The reason is named, and no reason names the password."""
    state, context = server
    with pytest.raises(InputError) as caught:
        ImapReader(("127.0.0.1",), context=lambda: context).open(box(state, **changed))
    assert caught.value.key == f"taking_in.{key}"
    assert "falsch" not in caught.value.message("en")
    assert PASSWORD not in repr(box(state))


def test_nothing_is_said_to_a_server_whose_certificate_is_not_in_order(server):
    """Without trust there is no sign-in at all."""
    state, _ = server
    with pytest.raises(InputError) as caught:
        ImapReader(("127.0.0.1",), context=ssl.create_default_context).open(box(state))
    assert caught.value.key == "taking_in.mail_not_encrypted"
    assert state.asked == []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"])
def test_inner_networks_are_not_reached(server, address):
    """A name that leads to a machine of the network is refused, whichever else it leads to; nothing is connected to."""
    state, context = server
    reader = ImapReader(context=lambda: context, look_up=lambda host, port: ["8.8.8.8", address])
    with pytest.raises(InputError) as caught:
        reader.open(box(state, host="imap.example.com", port=993))
    assert caught.value.key == "taking_in.mail_private"
    with pytest.raises(InputError) as caught:
        reader.open(box(state, host="imap.example.com"))
    assert caught.value.key == "taking_in.mail_port"
    assert state.asked == []


def test_the_page_keeps_a_mailbox_that_can_be_opened(world, server, taking):
    """The form is refused with its reason where the server refuses; kept, the password is never shown again."""
    state, _ = server
    world.app.state.services = world.services
    with world.client("lan", lang="en") as client:
        fields = {"_csrf_token": csrf_of(client.cookies[SESSION_COOKIE]), "host": "127.0.0.1", "port": str(state.port),
                  "user": USER, "password": "falsch", "source": "Thư", "active": "yes", "own": "a@shop.vn"}  # fmt: skip
        here = "/w/nha-may/voice/taking-in/mailboxes"
        refused = client.post(f"{here}/new", data=fields, follow_redirects=False)
        assert refused.status_code == 400
        assert "refused the user" in refused.text
        assert "falsch" not in refused.text
        kept = client.post(f"{here}/new", data={**fields, "password": PASSWORD}, follow_redirects=False)
        assert kept.status_code == 303, kept.text
        page = client.get(kept.headers["location"])
        assert page.status_code == 200
        assert "mật" not in page.text
        moved = client.post(
            kept.headers["location"], data={**fields, "password": "", "host": "localhost"}, follow_redirects=False
        )
        assert "type the password again" in moved.text
