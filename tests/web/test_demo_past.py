"""The demo's past weeks, made known through the use cases the pages call."""

import dataclasses

import pytest
from msgspec.structs import replace

from hanhtrinh.access import Actor
from hanhtrinh.app.cases.replying import is_vouched
from hanhtrinh.app.people.persons import traits_of
from hanhtrinh.app.surveys.editing import keep_new
from hanhtrinh.app.surveys.publishing import publish
from hanhtrinh.bootstrap.demo_past import Recalling
from hanhtrinh.demo.asking import AFTER_DELIVERY, AFTER_ORDER, demo_surveys
from hanhtrinh.demo.company import Company
from hanhtrinh.demo.names import called
from hanhtrinh.demo.papers import journey_text
from hanhtrinh.demo.past import Asking, Past, Unhappy
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.ports.cases import Wanted
from hanhtrinh.values import MICROSECONDS
from tests.web.world import NOON, world_at

NOW = NOON / MICROSECONDS
DAY = 86_400.0
LOW = Asking(AFTER_ORDER, "widget", "KH1", NOW - 9 * DAY, NOW - 9 * DAY + 30, {"pay": 2, "easy": 2, "why": "Phí cao."})
SILENT = Asking(AFTER_ORDER, "widget", "KH2", NOW - 8 * DAY)
HALF = Asking(AFTER_ORDER, "widget", "KH3", NOW - 7 * DAY, NOW - 7 * DAY + 9, {"pay": 4}, done=False)
SCANNED = Asking(AFTER_DELIVERY, "qr", "", NOW - 6 * DAY, NOW - 6 * DAY, {"parcel": 5, "recommend": 9})
BETTER = Asking(AFTER_ORDER, "email", "KH1", NOW - 3 * DAY, NOW - 2 * DAY, {"pay": 5})
LATELY = Asking(AFTER_ORDER, "widget", "KH5", NOW - DAY, NOW - DAY + 20, {"pay": 1, "why": "Trả tiền mãi không được."})
PAST = Past(
    (LOW, SILENT, HALF, SCANNED, BETTER, LATELY),
    (Unhappy(LOW, 1.0, 2.0, 20.0, "refunded"), Unhappy(LATELY, 1.0, 2.0, 90.0, "solved")),
    {"KH1": {"city": "Hà Nội"}, "KH5": {}},
)


@pytest.fixture
def world(tmp_path):
    """Return a workspace with the demo's surveys open, and its past recalled."""
    found = world_at(tmp_path)
    settings = replace(found.services.settings, smtp_url="smtp://127.0.0.1:1", mail_from="team@nha-may.vn")
    found.services = dataclasses.replace(found.services, settings=settings)
    services, server = found.services, Actor(kind="server", id="demo")
    space, lan = services.accounts.space("nha-may"), services.accounts.user("lan")
    (tmp_path / "journeys").mkdir(exist_ok=True)
    (tmp_path / "journeys" / "nha-may.yaml").write_text(journey_text(Company()), encoding="utf-8")
    for key in ("csat_checkout", "csat_delivery", "ces_checkout", "nps"):
        asked = Company().every_survey[key]
        low, high = (0, 10) if asked.kind == "nps" else (1, 7) if asked.kind == "ces" else (1, 5)
        services.instruments.ensure(space, Instrument(key=key, kind=asked.kind, low=low, high=high, question=asked.vi,
                                                      relationship=asked.relationship))  # fmt: skip
    for survey in demo_surveys(Company(), "nha-may"):
        kept = keep_new(server, space, services.survey_desk, survey)
        publish(server, space, services.survey_desk, kept.key, kept.stamp)
    Recalling(services, space, lan, PAST, "en").recall()
    return found


def test_answers_and_silence_are_counted(world):
    """Who was asked, began and finished stands by channel; a scanned code asks nobody."""
    responses = world.services.responses
    assert responses.invited("nha-may", AFTER_ORDER) == {"widget": 4, "email": 1}
    finished = [one.finished_at is not None for one in responses.of_survey("nha-may", AFTER_ORDER)]
    assert sorted(finished) == [False, True, True, True]
    assert [one.channel for one in responses.of_survey("nha-may", AFTER_DELIVERY) if one.finished_at] == ["qr"]
    tallies = {one.channel: one for one in world.services.askings.tallies("nha-may", 0)}
    assert (tallies["widget"].asked, tallies["widget"].answered) == (4, 2)


def test_they_happened_then(world):
    """An answer bears the instant of its day, not of today."""
    found = world.services.responses.of_survey("nha-may", AFTER_ORDER)
    first = min(found, key=lambda one: one.began_at)
    assert first.finished_at == int(LOW.answered * MICROSECONDS)
    assert first.answers == {"pay": 2, "easy": 2, "why": "Phí cao."}


def test_a_case_was_taken_and_closed(world):
    """A low score has its case, with who took it, the letter, what was done, and when it was closed."""
    (case,) = world.services.case_store.some("nha-may", Wanted(states=("resolved",)))
    assert (case.state, case.owner, case.reason, case.person) == ("resolved", "lan", "refunded", "KH1")
    assert case.closed_at == int((LOW.answered + 20 * 3_600) * MICROSECONDS)
    kinds = [line.kind for line in world.services.case_store.history("nha-may", case.id)]
    assert kinds == ["opened", "assigned", "reply", "note", "moved"]
    assert case.replied_at == int((LOW.answered + 2 * 3_600) * MICROSECONDS)


def test_what_is_not_over_yet_waits_for_the_customer(world):
    """A case of yesterday is answered by name, at an address nobody vouches for, and no letter goes there."""
    (case,) = world.services.case_store.some("nha-may", Wanted(states=("waiting",)))
    (letter,) = [one for one in world.services.case_store.history("nha-may", case.id) if one.kind == "reply"]
    name, address = called("KH5")
    assert (letter.details["to"], letter.letter) == (address, "")
    assert letter.text.startswith(f"Kính gửi {name}")  # in the language they answered in, not the owner's
    assert not is_vouched(world.services.cases, world.services.accounts.space("nha-may"), "KH5", address)
    assert not world.services.outbox.newest("nha-may")  # nor does the owner hear now of what happened weeks ago


def test_what_the_books_know_of_somebody_is_known(world):
    """Who ordered has the traits of the customer list, so that results can be weighted by them."""
    desk, space = world.services.cases, world.services.accounts.space("nha-may")
    knowledge = desk.people.knowledge(space)
    assert traits_of(knowledge, knowledge.identities.person_named("KH1"))["city"] == "Hà Nội"
