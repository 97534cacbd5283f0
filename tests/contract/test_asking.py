"""Askings keep what they are told, and never let two spend the same budget."""

import threading
import time
from collections.abc import Sequence

import pytest

from hanhtrinh.access import digest
from hanhtrinh.events.event import Consent
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.asking import Asked, Skipped, Standing
from hanhtrinh.ports.erasing import Owned
from hanhtrinh.ports.mail import Letter
from hanhtrinh.ports.surveys import Invitation, Response
from hanhtrinh.store import ask_skips
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.asking import SqlAskings, erase_askings
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.mails import SqlOutbox
from hanhtrinh.store.people import SqlPeople
from hanhtrinh.store.responses import SqlResponses
from hanhtrinh.store.row_erasing import erase_rows, refuse_rows
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.surveys import SqlSurveys
from hanhtrinh.voice.asking.budget import DAY, Budget, Limit
from hanhtrinh.voice.asking.deciding import Decision, Facts, Past, decide
from hanhtrinh.voice.surveys.model import Asking, Page, Question, Survey

NOON = 1_795_348_800_000_000
SURVEY = Survey(key="after", name="After", pages=(Page(key="p", questions=(Question(key="q", kind="nps", text="?"),)),))


@pytest.fixture
def askings(both: Database) -> SqlAskings:
    """Askings of a workspace that has one open survey."""
    SqlAccounts(both).add_space(Space(id="w", slug="w", name="W", folder="."), NOON)
    surveys = SqlSurveys(both)
    surveys.save("w", SURVEY, 0, NOON, "lan")
    surveys.publish("w", "after", NOON, "lan")
    return SqlAskings(both)


def one(number: int, person: str = "u1", at: int = NOON, **more: object) -> Asked:
    """An asking by e-mail."""
    return Asked(id=f"a{number}", workspace="w", survey="after", channel="email", person=person, at=at, **more)  # type: ignore[arg-type]


def always(budget: Budget, past: Sequence[Past]) -> Decision:
    """Allow everything."""
    return Decision(ask=True, reason="ask")


def as_budgeted(now: int, person: str = "u1"):  # type: ignore[no-untyped-def]
    """Allow what the budget allows."""

    def allowed(budget: Budget, past: Sequence[Past]) -> Decision:
        facts = Facts(person=person, now=now, channel="widget", state="open", past=past)
        return decide("other", Asking(), budget, facts, "UTC")

    return allowed


def letter(id: str, to: str = "an@example.com") -> Letter:
    """A letter that asks."""
    return Letter(
        id=id, workspace="w", kind="survey", to=to, lang="vi", subject="?", text="?", created_at=NOON, due_at=NOON
    )


def invitation(token: str, person: str = "u1") -> Invitation:
    """An invitation by e-mail."""
    return Invitation(
        digest=digest(token),
        workspace="w",
        survey="after",
        version=1,
        channel="email",
        person=person,
        at=NOON,
        expires=NOON + 30 * DAY,
    )


def test_budget_is_kept(askings: SqlAskings) -> None:
    """A workspace has the default budget until it sets one."""
    assert askings.budget("w") == Budget()
    mine = Budget(all=Limit(most=5, days=7), channels={}, quiet=())
    askings.set_budget("w", mine, NOON, "lan")
    assert askings.budget("w") == mine


def test_asking_comes_with_invitation_and_letter(askings: SqlAskings, both: Database) -> None:
    """All of it is kept or nothing; the same cause asks once."""
    assert askings.ask(one(1), ["u1"], NOON, always, invitation("t"), [letter("l")]).ask
    assert askings.ask(one(1), ["u1"], NOON, always, invitation("t2"), [letter("l2")]).reason == "pending"
    assert SqlResponses(both).invitation(digest("t")) is not None
    assert SqlResponses(both).invitation(digest("t2")) is None
    assert [sent.id for sent in SqlOutbox(both).newest("w")] == ["l"]
    refused = askings.ask(
        one(2), ["u1"], NOON, lambda b, p: Decision(ask=False, reason="rest"), invitation("t3"), [letter("l3")]
    )
    assert refused.reason == "rest"
    assert SqlResponses(both).invitation(digest("t3")) is None
    assert askings.letters_since("w", NOON) == 1


def test_one_mailbox_is_one_person(askings: SqlAskings) -> None:
    """A hundred made-up customers with a stranger's address (however it is written) bring that stranger one letter."""

    def allowed(budget: Budget, past: Sequence[Past]) -> Decision:
        facts = Facts(person="x", now=NOON + DAY, channel="email", state="open", past=past)
        return decide("after", Asking(), Budget(quiet=()), facts, "UTC")

    done = [
        askings.ask(
            one(n, f"p{n}", letter=f"l{n}"),
            [f"p{n}"],
            NOON,
            allowed,
            invitation(f"t{n}", f"p{n}"),
            [letter(f"l{n}", to)],
        )
        for n, to in enumerate(("an@example.com", "an@example.com", "An@Example.com", "binh@example.com"))
    ]
    assert [decision.ask for decision in done] == [True, False, False, True]
    assert askings.letters_since("w", NOON) == 2


def test_two_at_once_spend_one_budget(askings: SqlAskings) -> None:
    """Of many tabs and processes that want to ask the same person now, as many may as the budget has room for."""
    askings.set_budget("w", Budget(all=Limit(most=2, days=30), channels={}, rest=0, apart=0, quiet=()), NOON, "lan")
    done: list[Decision] = []
    start = threading.Barrier(8)

    def ask(number: int) -> None:
        start.wait()
        done.append(askings.ask(one(number, f"d{number}"), [f"d{n}" for n in range(8)], NOON, as_budgeted(NOON)))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(decision.ask for decision in done) == 2
    assert {decision.reason for decision in done} == {"ask", "budget"}


def test_offer_lapses(askings: SqlAskings) -> None:
    """An offer counts until it lapses unseen; one that is seen in time counts for good."""
    offer = {"outcome": "offered", "lapses": NOON + 60}
    askings.ask(one(1, **offer), ["u1"], NOON, always)
    assert len(askings.past("w", ["u1"], NOON)) == 1
    assert askings.past("w", ["u1"], NOON + 61) == []
    assert askings.untold("w") == []
    seen = askings.seen("w", "a1", ["u1"], NOON + 30, always)
    assert seen is not None
    assert (seen.at, seen.lapses, seen.outcome) == (NOON + 30, None, "asked")
    assert len(askings.past("w", ["u1"], NOON + 61)) == 1
    assert [asked.id for asked in askings.untold("w")] == ["a1"]
    askings.told(["a1"])
    assert askings.untold("w") == []


def test_late_offer_is_judged_anew(askings: SqlAskings) -> None:
    """An offer that is shown after it lapsed counts only where it is still allowed."""
    askings.ask(one(1, outcome="offered", lapses=NOON + 60), ["u1"], NOON, always)
    no = Decision(ask=False, reason="budget")
    assert askings.seen("w", "a1", ["u1"], NOON + 61, lambda budget, past: no) is None
    assert askings.seen("w", "a1", ["u1"], NOON + 61, always) is not None
    assert askings.seen("w", "nobody's", ["u1"], NOON, always) is None


def test_answers_are_the_past_too(askings: SqlAskings, both: Database) -> None:
    """An answer by any way is known, whichever raw id gave it."""
    askings.ask(one(1), ["u1"], NOON, always, invitation("t"))
    SqlResponses(both).keep(
        Response(id="r" * 8, workspace="w", survey="after", version=1, channel="email", person="u1", began_at=NOON + 5,
                 changed_at=NOON + 9, invitation=digest("t"), finished_at=NOON + 9, answers={"q": 9.0}), None,
    )  # fmt: skip
    answered = {past.answered_at for past in askings.past("w", ["~d", "u1"], NOON + 10)}
    assert answered == {None, NOON + 9}


def test_tallies(askings: SqlAskings, both: Database) -> None:
    """Asked, began, answered and bounced are counted by survey and channel."""
    responses = SqlResponses(both)
    for number in range(4):
        digest_of = digest(f"t{number}")
        mine = one(number, f"u{number}", invitation=digest_of, letter=f"l{number}", step="pay")
        askings.ask(mine, [f"u{number}"], NOON, always, invitation(f"t{number}", f"u{number}"), [letter(f"l{number}")])
    for number, finished in ((0, NOON + 9), (1, None)):
        responses.keep(
            Response(id=f"response{number}", workspace="w", survey="after", version=1, channel="email",
                     person=f"u{number}", began_at=NOON, changed_at=NOON + 9, invitation=digest(f"t{number}"),
                     finished_at=finished), None,
        )  # fmt: skip
    SqlOutbox(both).give_up("l3", NOON, "refused_550")
    SqlOutbox(both).give_up("l2", NOON, "too_many")
    assert askings.bounce("w", NOON) == ["a3"]
    assert askings.bounce("w", NOON) == []
    (tally,) = askings.tallies("w", NOON)
    assert (tally.asked, tally.began, tally.answered, tally.bounced) == (3, 2, 1, 1)
    assert askings.tallies("w", NOON + 1) == []
    assert sorted(askings.people_asked("w", "after", NOON)) == [
        ("u0", "pay", True),
        ("u1", "pay", False),
        ("u2", "pay", False),
    ]
    assert askings.stopped("w", [("address", "An@example.com")]) == "bounced"


def test_reminder_goes_once(askings: SqlAskings, both: Database) -> None:
    """A reminder is due once, and not at all for whoever answered."""
    for number in (1, 2):
        mine = one(number, f"u{number}", invitation=digest(f"t{number}"), secret="", remind_at=NOON + 10)
        askings.ask(mine, [f"u{number}"], NOON, always, invitation(f"t{number}", f"u{number}"))
    assert askings.to_remind("w", NOON + 9) == []
    SqlResponses(both).keep(
        Response(id="response2", workspace="w", survey="after", version=1, channel="email", person="u2",
                 began_at=NOON, changed_at=NOON, invitation=digest("t2"), finished_at=NOON + 1), None,
    )  # fmt: skip
    assert [asked.id for asked in askings.to_remind("w", NOON + 10)] == ["a1"]
    assert askings.remind("w", "a1", [letter("again")])
    assert not askings.remind("w", "a1", [letter("again2")])
    assert askings.letters_since("w", NOON) == 1
    kept = askings.get("w", "a1")
    assert kept is not None
    assert kept.remind_at is None


def test_skips_are_kept_compactly(askings: SqlAskings) -> None:
    """Each person has the newest reason of a survey and channel; all are counted by day."""
    skips = [
        Skipped(survey="after", channel="email", person="u1", at=NOON, reason="budget", params={"most": 2}, trigger=5),
        Skipped(survey="after", channel="email", person="u1", at=NOON + 1, reason="budget", trigger=7),
        Skipped(survey="after", channel="email", person="u2", at=NOON + 2, reason="share", trigger=3),
    ]
    askings.skip("w", "2026-11-22", skips)
    (mine,) = askings.skipped_of("w", ["u1"])
    assert (mine.reason, mine.times, mine.trigger, mine.at) == ("budget", 2, 7, NOON + 1)
    assert askings.skips("w", "2026-11-22") == [("after", "email", "budget", 2), ("after", "email", "share", 1)]
    assert askings.skips("w", "2026-11-23") == []
    askings.ask(one(1, "u2", trigger=9), ["u2"], NOON, always)
    assert askings.decided("w", "after", "email") == {"u1": 7, "u2": 9}
    askings.skip("w", "2026-11-23", skips[:1])
    assert askings.decided("w", "after", "email")["u1"] == 7
    assert askings.decided("w", "after", "email", 7) == {"u2": 9}


def test_one_question_tells_how_a_person_stands(askings: SqlAskings, both: Database) -> None:
    """Budget, askings, answers, stops and the newest consent of all raw ids of a person come together, as they are now:
    also what is stopped first after somebody was looked at, and nothing of what was erased."""
    assert askings.standing("w", ["u1", "~d"], NOON) == Standing(budget=Budget())
    assert askings.standing("w", [], NOON).budget == Budget()
    askings.ask(one(1), ["u1"], NOON, always, invitation("t"))
    askings.ask(one(2, "~d", outcome="offered", lapses=NOON + 60), ["~d"], NOON, always)
    SqlResponses(both).keep(
        Response(id="r" * 8, workspace="w", survey="after", version=1, channel="email", person="u1", began_at=NOON + 5,
                 changed_at=NOON + 9, invitation=digest("t"), finished_at=NOON + 9, answers={"q": 9.0}), None,
    )  # fmt: skip
    askings.set_budget("w", Budget(apart=9), NOON, "lan")
    askings.stop("w", "person", "~d", "by_hand", NOON)
    SqlPeople(both).keep("w", [
        Consent(person="u1", categories={"ads": True, "analytics": True}, at=NOON),
        Consent(person="~d", categories={"ads": False}, at=NOON + 1),
        Consent(person="~d", categories={"analytics": False}, at=NOON),
    ])  # fmt: skip
    both_ids = askings.standing("w", ["u1", "~d"], NOON + 10)
    assert (both_ids.budget, both_ids.stopped, both_ids.consent) == (Budget(apart=9), "by_hand", False)
    assert sorted(both_ids.past, key=str) == sorted(askings.past("w", ["u1", "~d"], NOON + 10), key=str)
    assert len(both_ids.past) == 3
    user = askings.standing("w", ["u1"], NOON + 61)
    assert (user.stopped, user.consent, len(user.past)) == ("", True, 2)
    assert askings.standing("other", ["u1"], NOON) == Standing(budget=Budget())
    with both.writing(CommitPoint.ERASURE) as connection:
        erase_rows(connection, "w", [Owned("u1")], [])
    assert askings.standing("w", ["u1"], NOON + 61) == Standing(budget=Budget(apart=9))


def test_reasons_are_written_soon(askings: SqlAskings, both: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reasons nobody waits for are in the database a moment later, for whoever looks, and when the server ends; what is
    refused since a person was erased is not brought back by them, nor do others suffer for a workspace that is gone."""
    monkeypatch.setattr(ask_skips, "SOON", 0.01)
    some = [Skipped(survey="after", channel="widget", person=f"u{n}", at=NOON, reason="share") for n in range(3)]
    askings.skip_soon("gone", "2026-11-22", some)
    askings.skip_soon("w", "2026-11-22", some[:1])
    until = time.monotonic() + 30
    while not SqlAskings(both).skipped_of("w", ["u0"]) and time.monotonic() < until:
        time.sleep(0.01)
    assert SqlAskings(both).skipped_of("w", ["u0"])[0].reason == "share"
    monkeypatch.setattr(ask_skips, "SOON", 3_600)
    askings.skip_soon("w", "2026-11-22", some)
    with both.writing(CommitPoint.ERASURE) as connection:
        refuse_rows(connection, "w", [Owned("u1", None, NOON + 1)])
        erase_rows(connection, "w", [Owned("u1")], [])
    assert SqlAskings(both).skipped_of("w", ["u2"]) == []
    askings.close()
    assert {one.person: one.times for one in SqlAskings(both).skipped_of("w", ["u0", "u1", "u2"])} == {"u0": 2, "u2": 1}
    assert askings.skips("w", "2026-11-22") == [("after", "widget", "share", 3)]


def test_prune(askings: SqlAskings) -> None:
    """Lapsed offers and old skips are forgotten, askings are not."""
    askings.ask(one(1), ["u1"], NOON, always)
    askings.ask(one(2, "u2", outcome="offered", lapses=NOON), ["u2"], NOON, always)
    askings.skip("w", "2026-11-22", [Skipped(survey="after", channel="widget", person="u3", at=NOON, reason="share")])
    assert askings.prune(NOON + 31 * DAY) == 2
    assert askings.get("w", "a1") is not None
    assert askings.get("w", "a2") is None


def test_stops_name_nobody(askings: SqlAskings, both: Database) -> None:
    """Whoever is stopped is known by a digest, an address whatever its case."""
    askings.stop("w", "address", "An@Example.com", "unsubscribed", NOON)
    askings.stop("w", "person", "u9", "by_hand", NOON + 1, "lan")
    assert askings.stopped("w", [("address", "an@example.com ")]) == "unsubscribed"
    assert askings.stopped("w", [("person", "u9"), ("address", "x@y.vn")]) == "by_hand"
    assert askings.stopped("w", [("address", "u9")]) == ""
    stops = askings.stops("w")
    assert [(stop.kind, stop.why, stop.by) for stop in stops] == [
        ("person", "by_hand", "lan"),
        ("address", "unsubscribed", ""),
    ]
    assert "example" not in str(stops)
    askings.unstop("w", stops[1].id)
    assert askings.stopped("w", [("address", "an@example.com")]) == ""


def test_erased_with_the_person(askings: SqlAskings, both: Database) -> None:
    """Nothing of an erased person's askings is left; the wish not to be asked stays, nameless."""
    askings.ask(one(1), ["u1"], NOON, always)
    askings.ask(one(2, "u2"), ["u2"], NOON, always)
    askings.skip("w", "2026-11-22", [Skipped(survey="after", channel="widget", person="u1", at=NOON, reason="share")])
    askings.stop("w", "person", "u1", "by_hand", NOON)
    with both.writing(CommitPoint.ERASURE) as connection:
        assert erase_askings(connection, "w", ["u1"]) == 2
    assert askings.asked_of("w", ["u1"]) == [] == askings.skipped_of("w", ["u1"])
    assert [asked.id for asked in askings.asked_of("w", ["u2"])] == ["a2"]
    assert askings.stopped("w", [("person", "u1")]) == "by_hand"
