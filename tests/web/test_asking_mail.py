"""Asking by e-mail: who came by is asked once, reminded once, and never after they said no."""

import re
import threading
from dataclasses import replace
from functools import partial
from itertools import count

import msgspec
import pytest

from hanhtrinh.access import digest
from hanhtrinh.app.asking.mailing import ask_by_mail
from hanhtrinh.app.asking.noting import tell_untold
from hanhtrinh.app.mailing.carrying import carry_due
from hanhtrinh.bootstrap.telling import stop_at
from hanhtrinh.channels.email import SmtpMailer, server_of
from hanhtrinh.events.event import Consent, Traits
from hanhtrinh.ports.surveys import Response
from hanhtrinh.store.mails import SqlOutbox
from tests.smtp import post_office
from tests.web.asking_world import BY_MAIL, MAIL, generous, letter_world, messages, opened

HOUR = 3_600


@pytest.fixture
def world(tmp_path):
    """A workspace that writes letters, with a survey after paying that has been open for ten days."""
    tokens = count()
    with letter_world(tmp_path / "home", new_token=lambda: f"token-{next(tokens)}-of-a-letter") as made:
        begin(made)
        yield made


def begin(world, survey=BY_MAIL, ago=10 * 24 * HOUR):
    """Open a survey so many seconds ago."""
    here, world.now = world.now, world.now - ago * 1_000_000
    opened(world, survey)
    generous(world)
    world.now = here


def round_(world):
    """Make one round; return whom letters were written to."""
    before = {sent.id for sent in world.services.outbox.newest("nha-may")}
    space = world.services.accounts.space("nha-may")
    ask_by_mail(world.services.asks, space)
    return sorted(sent.to for sent in world.services.outbox.newest("nha-may") if sent.id not in before)


def buys(world, person, ago, **traits):
    """Let somebody with traits buy."""
    world.services.people_desk.people.keep("nha-may", [Traits(person=person, values=traits, at=world.now)])
    world.everybody.happens(person, "purchase", ago)


def reasons(world, person):
    """Return why somebody was not asked."""
    return [one.reason for one in world.services.askings.skipped_of("nha-may", [person])]


def test_asked_once_after_the_delay(world):
    """Who came by the step is written to when the delay is over, once however often rounds are made."""
    buys(world, "an", HOUR - 60, email="an@example.vn", name="An")
    assert round_(world) == []
    world.now += 120 * 1_000_000
    assert round_(world) == ["an@example.vn"]
    assert round_(world) == []
    assert [one.get("userId") for one in messages(world) if one.get("event") == "Survey Asked"] == ["an"]
    (asked,) = world.services.askings.asked_of("nha-may", ["an"])
    assert (asked.channel, asked.step, asked.outcome) == ("email", "pay", "asked")


def test_not_what_was_before(world):
    """Nobody is asked about what happened before the survey was opened, nor about what is days old."""
    begin(world, msgspec.structs.replace(BY_MAIL, key="moi"), ago=2 * HOUR)
    world.services.surveys.set_state("nha-may", "sau-mua", "closed", world.now)
    world.services.ask_shelf.forget()
    buys(world, "an", 3 * HOUR, email="an@example.vn")
    buys(world, "binh", 90 * 60, email="binh@example.vn")
    assert round_(world) == ["binh@example.vn"]


def test_every_no_is_kept_and_final(world):
    """No address, a wrong one, a refusal: kept with the reason, and not judged again by the same event."""
    buys(world, "an", 2 * HOUR, name="An")
    buys(world, "binh", 2 * HOUR, email="binh at example")
    buys(world, "cuc", 2 * HOUR, email="cuc@example.vn")
    buys(world, "dao", 2 * HOUR, email="dao@example.vn")
    people = world.services.people_desk.people
    people.keep("nha-may", [Consent(person="cuc", categories={"mail": False}, at=world.now)])
    world.services.askings.stop("nha-may", "address", "DAO@example.vn", "by_hand", world.now)
    assert round_(world) == []
    assert [reasons(world, who) for who in ("an", "binh", "cuc", "dao")] == [
        ["no_address"],
        ["bad_address"],
        ["consent"],
        ["stopped"],
    ]
    people.keep("nha-may", [Traits(person="an", values={"email": "an@example.vn"}, at=world.now + 1)])
    assert round_(world) == []
    world.everybody.happens("an", "purchase", HOUR + 1)
    assert round_(world) == ["an@example.vn"]


def test_quiet_hours_put_off(world):
    """At night nobody is written to; in the morning they are, though the event is older by then."""
    generous(world, quiet=("email",), quiet_from=18 * 60, quiet_to=8 * 60)
    buys(world, "an", 2 * HOUR, email="an@example.vn")
    assert round_(world) == []
    assert reasons(world, "an") == ["quiet"]
    world.now += 14 * HOUR * 1_000_000
    assert round_(world) == ["an@example.vn"]


def test_letters_of_a_day_are_limited(world):
    """A workspace writes so many letters a day; the others wait for their turn."""
    world.services = replace(world.services, settings=msgspec.structs.replace(world.services.settings, survey_mails=1))
    for who in ("an", "binh"):
        buys(world, who, 2 * HOUR, email=f"{who}@example.vn")
    assert round_(world) == ["an@example.vn"]
    assert reasons(world, "binh") == ["no_letters"]
    world.now += 25 * HOUR * 1_000_000
    assert round_(world) == ["binh@example.vn"]


def test_reminded_once(world):
    """Who has not answered is reminded once, with the same link; who answered or said no is not."""
    mail = msgspec.structs.replace(MAIL, remind=24 * HOUR)
    begin(world, msgspec.structs.replace(BY_MAIL, asking=msgspec.structs.replace(BY_MAIL.asking, by_mail=mail)))
    for who in ("an", "binh", "cuc"):
        buys(world, who, 2 * HOUR, email=f"{who}@example.vn")
    assert len(round_(world)) == 3
    letters = {letter.to: letter for letter in SqlOutbox(world.database).claim(world.now, world.now)}
    token = re.search(r"/a/([^/?\s]+)", letters["binh@example.vn"].text)[1]
    world.client().post(f"/a/{token}/stop")
    world.now += 25 * HOUR * 1_000_000
    world.services.responses.keep(_response(world, letters["cuc@example.vn"]), None)
    assert round_(world) == ["an@example.vn"]
    assert round_(world) == []
    again = [one for one in SqlOutbox(world.database).claim(world.now, world.now) if one.subject.startswith("Nhắc lại")]
    link = re.search(r"/a/[^/?\s]+", letters["an@example.vn"].text)[0]
    assert [one.to for one in again] == ["an@example.vn"]
    assert link in again[0].text


def _response(world, letter):
    token = re.search(r"/a/([^/?\s]+)", letter.text)[1]
    return Response(
        id="r" * 32,
        workspace="nha-may",
        survey="sau-mua",
        version=1,
        channel="email",
        person="cuc",
        began_at=world.now,
        changed_at=world.now,
        invitation=digest(token),
        finished_at=world.now,
    )


def test_two_rounds_at_once(world):
    """Two processes that make the same round write one letter."""
    buys(world, "an", 2 * HOUR, email="an@example.vn")
    space, start = world.services.accounts.space("nha-may"), threading.Barrier(2)

    def make():
        start.wait()
        ask_by_mail(world.services.asks, space)

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [sent.to for sent in world.services.outbox.newest("nha-may")] == ["an@example.vn"]


def test_asked_but_not_told_is_told(world):
    """An asking whose event was lost with its process is told by the next round, once."""
    buys(world, "an", 2 * HOUR, email="an@example.vn")
    desk = replace(world.services.asks, inbox=_Gone())
    space = world.services.accounts.space("nha-may")
    with pytest.raises(RuntimeError):
        ask_by_mail(desk, space)
    assert [one for one in messages(world) if one.get("event") == "Survey Asked"] == []
    assert tell_untold(world.services.asks, space) == 1
    assert tell_untold(world.services.asks, space) == 0
    assert len([one for one in messages(world) if one.get("event") == "Survey Asked"]) == 1
    assert round_(world) == []


class _Gone:
    def put(self, *_):
        """Die."""
        raise RuntimeError


def test_by_real_smtp(world):
    """The letter arrives with its first question and a way out; its link opens the hosted page; a refusal stops."""
    with post_office() as post:
        stop = partial(stop_at, world.services.settings.public_address)
        mailer = SmtpMailer(server_of(f"smtp://127.0.0.1:{post.port}"), "map@example.com", stop)
        buys(world, "an", 2 * HOUR, email="an@example.vn", name="An")
        assert round_(world) == ["an@example.vn"]
        carry_due(world.services.outbox, mailer, lambda: world.now)
        (message,) = post.messages
        text = message.get_body(("plain",)).get_content()
        assert (message["To"], message["Subject"]) == ("an@example.vn", "Bạn thấy thế nào?")
        assert "Chào An," in text
        stop = message["List-Unsubscribe"].strip("<>")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = re.search(r"https://map\.vn(/a/\S+?)(?:\?c=\S+)?\s", text)[1]
        page = world.client().get(link)
        assert "Bạn có giới thiệu tiệm cho người quen?" in page.text
        assert list(world.services.responses.of_survey("nha-may", "sau-mua")) == []
        assert world.client().post(stop.removeprefix("https://map.vn")).status_code == 200
        world.everybody.happens("an", "purchase", HOUR + 60)
        assert round_(world) == []
        assert reasons(world, "an") == ["stopped"]
        buys(world, "binh", 2 * HOUR, email="binh@example.vn")
        assert round_(world) == ["binh@example.vn"]
        post.says = "550 no such person"
        carry_due(world.services.outbox, mailer, lambda: world.now)
        round_(world)
        (asked,) = world.services.askings.asked_of("nha-may", ["binh"])
        assert asked.outcome == "bounced"
        buys(world, "hai", 2 * HOUR, email="binh@example.vn")
        assert round_(world) == []


def test_customers_do_not_use_up_colleagues_letters(world):
    """Letters that ask are not among the 200 a day a workspace sends to colleagues."""
    for number in range(5):
        buys(world, f"k{number}", 2 * HOUR, email=f"k{number}@example.vn")
    assert len(round_(world)) == 5
    for sent in world.services.outbox.newest("nha-may"):
        world.services.outbox.carried(sent.id, world.now)
    assert world.services.outbox.carried_since("nha-may", 0) == 0
