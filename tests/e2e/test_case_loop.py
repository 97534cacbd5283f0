"""The loop is closed with nothing in the place of anything: SMTP, IMAP, the budget of asking, the hosted page."""

import re
from dataclasses import replace
from email.message import EmailMessage

import httpx
import msgspec
import pytest

from hanhtrinh.app.cases.again import ask_later, ask_those_due, hear
from hanhtrinh.app.cases.handling import move, see_case
from hanhtrinh.app.cases.measuring import at_step
from hanhtrinh.app.cases.replying import reply
from hanhtrinh.bootstrap import now
from hanhtrinh.bootstrap.mail_reading import look_into_mailboxes
from hanhtrinh.channels.imap import ImapReader
from hanhtrinh.ports.taking_in import Mailbox
from hanhtrinh.voice.asking.budget import Budget
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE
from tests.e2e.test_cases import LAN, SPACE, running, to_of
from tests.imap import PASSWORD, USER, mail_server
from tests.smtp import post_office
from tests.unit.channels.test_webhook import listening
from tests.web.serving import until
from tests.web.surveys_world import BRANCHING, fields_of

NEVER_QUIET = Budget(quiet_from=0, quiet_to=0)


@pytest.fixture
def house(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    with (
        mail_server(tmp_path) as (mailbox, context), post_office() as post, listening() as hooked,
        running(home, post, hooked) as made,
    ):  # fmt: skip
        made.mailbox = mailbox
        reader = ImapReader(("127.0.0.1",), context=lambda: context)
        made.services = replace(made.services, mail_reader=reader)
        box = Mailbox(id="m1", workspace="w", source="thu", host="127.0.0.1", port=mailbox.port, user=USER,
                      password=PASSWORD)  # fmt: skip
        made.services.mailboxes.keep(box)
        yield made


def open_survey(services):
    """Open the survey customers are asked again, at any hour."""
    services.surveys.save("w", BRANCHING, 0, now(), "lan")
    services.surveys.publish("w", BRANCHING.key, now(), "lan")
    services.askings.set_budget("w", NEVER_QUIET, now(), "lan")


def answer_to(letter, sender, text, own):
    """Return what somebody's mail program sends in answer to a letter."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, USER, f"Re: {letter['subject']}"
    made["Message-ID"] = f"<{own}>"
    made["In-Reply-To"] = made["References"] = str(letter["message-id"])
    made.set_content(f"{text}\n\n> {letter.get_body(('plain',)).get_content().splitlines()[0]}\n")
    return made.as_bytes()


def letter_to(house, address, before=0):
    """Wait for the next letter to an address."""
    until(lambda: len(letters_to(house, address)) > before)
    return letters_to(house, address)[before]


def letters_to(house, address):
    return [one for one in house.post.messages if to_of(one) == address]


def answered(page, browser, house, **given):
    """Fill the page of a survey in and send it."""
    action, fields = fields_of(page.text)
    return browser.post(f"{house.address}{action}", data={**fields, "_go": "next", **given})


def test_a_reply_its_answer_and_how_they_feel_afterwards(house):
    """Reply by SMTP, answer by IMAP (not a stranger's with the same reference), resolved, asked again, happier."""
    services, desk = house.services, house.services.cases
    open_survey(services)
    house.says("bao", 2, "Giao trễ ba ngày!", email="bao@example.vn", name="Bảo")
    until(house.cases)
    (case,) = house.cases()
    lan = services.accounts.user("lan")
    reply(LAN, SPACE, desk, case.id, lan, "Xin lỗi {name}", "Chào {name}, về bước {step}: tôi xem ngay.", "vi")
    letter = letter_to(house, "bao@example.vn")
    assert letter["subject"] == "Xin lỗi Bảo"
    assert services.case_store.get("w", case.id).state == "waiting"

    house.mailbox.add(answer_to(letter, "ke-la@example.vn", "Trả tiền đây", "m0@example.vn"))
    house.mailbox.add(answer_to(letter, "bao@example.vn", "Cảm ơn, đã nhận được hàng.", "m1@example.vn"))
    for _ in range(2):
        look_into_mailboxes(services)
    seen = see_case(LAN, SPACE, desk, case.id)
    assert [one.text for one in seen.history if one.kind == "received"] == ["Cảm ơn, đã nhận được hàng."]
    assert seen.case.state == "taken"
    plain = [msgspec.json.decode(one.body) for one in services.recent.recent("w", "thu", 10)]
    assert [one["properties"]["text"] for one in plain] == ["Trả tiền đây"]

    cookies = {SESSION_COOKIE: "token-lan", LANGUAGE_COOKIE: "en"}
    with httpx.Client(base_url=house.address, cookies=cookies, timeout=60) as office:
        page = office.get(f"/w/nha-may/voice/cases/{case.id}").text
        assert "The customer wrote" in page
        assert "đã nhận được hàng" in page

        move(LAN, SPACE, desk, case.id, "resolved", "solved")
        ask_later(LAN, SPACE, desk, case.id, BRANCHING.key, 0)
        assert (ask_those_due(desk, SPACE), ask_those_due(desk, SPACE)) == (1, 0)
        asked = letter_to(house, "bao@example.vn", before=1)
        token = re.search(r"/a/(\w+)", asked.get_body(("plain",)).get_content())[1]
        with httpx.Client(follow_redirects=True, timeout=60) as browser:
            second = answered(browser.get(f"{house.address}/a/{token}"), browser, house, like="10")
            answered(second, browser, house, shop="web")
        until(lambda: hear(desk, SPACE, desk.people.parts(SPACE)))
        found = at_step(LAN, SPACE, desk, "shop", "pay")
        assert (found.recovered.count, found.recovered.n) == (1, 1)
        page = office.get("/w/nha-may/voice/cases/recovery").text
        assert "100% (1 of 1)" in page
        page = office.get(f"/w/nha-may/voice/cases/{case.id}").text
        assert "10, better than before" in page
    assert len(letters_to(house, "bao@example.vn")) == 2
