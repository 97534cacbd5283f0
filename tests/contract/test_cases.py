"""Cases, their history and webhooks keep their promises on both databases."""

import threading

import pytest
from msgspec.structs import replace
from sqlalchemy import select, update

from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.cases import Along, CaseSettings, Dealt, Wanted
from hanhtrinh.ports.erasing import Owned
from hanhtrinh.ports.mail import Letter
from hanhtrinh.ports.webhooks import Answered, Delivery, Hook
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.cases import SqlCases
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.dump import table_names
from hanhtrinh.store.mails import SqlOutbox
from hanhtrinh.store.row_erasing import erase_rows
from hanhtrinh.store.sealing_secrets import SecretBox
from hanhtrinh.store.sql.tables import METADATA
from hanhtrinh.store.sql.tables.webhooks import webhooks
from hanhtrinh.store.webhooks import SqlHooks
from hanhtrinh.voice.cases.hours import WorkingHours
from hanhtrinh.voice.cases.model import AngryText, Case, CaseEvent, CaseRule, LowScore, Trigger

NOON = 1_795_348_800_000_000
HOUR = 3_600 * 10**6
RULE = CaseRule(id="r1", name="NPS thấp", condition=LowScore(), since=NOON)


@pytest.fixture
def cases(both):
    """Cases over a database with two workspaces."""
    accounts = SqlAccounts(both)
    for name in ("nha-may", "tiem-khac"):
        accounts.add_space(Space(id=name, slug=name, name=name, folder=name), NOON)
    return SqlCases(both)


def a_case(id="a", *, person="gấm", key="", step="pay", at=NOON, workspace="nha-may", **more):
    trigger = Trigger(key=key or f"k-{id}", person=person, at=at, why="low_score", rule="r1", journey="shop", step=step,
                      instrument="nps", score=2.0, feeling=-1.5, text="Chậm quá!")  # fmt: skip
    return Case(id=id, workspace=workspace, number=0, trigger=trigger, opened_at=at, due_at=at + HOUR, changed_at=at,
                **more)  # fmt: skip


def dealt(case, outcome="open"):
    return Dealt(key=case.trigger.key, rule="r1", outcome=outcome, at=case.opened_at)


def line(id, case="a", kind="note", **more):
    return CaseEvent(id=id, case=case, at=NOON, kind=kind, **more)


def test_a_case_comes_back_as_it_was_kept(cases):
    """Numbers count within a workspace; what was kept comes back whole, and only where it belongs."""
    first = cases.open(a_case("a"), dealt(a_case("a")), Along(events=(line("e1", kind="opened"),)))
    second = cases.open(a_case("b", person="chi"), dealt(a_case("b")), Along())
    other = cases.open(a_case("c", workspace="tiem-khac"), dealt(a_case("c")), Along())
    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert cases.get("nha-may", "a") == first
    assert cases.get("tiem-khac", "a") is None
    assert [one.id for one in cases.history("nha-may", "a")] == ["e1"]


def test_a_trigger_opens_one_case(cases):
    """However often a trigger is found, and whatever became of it, nothing is opened a second time."""
    case = a_case("a")
    assert cases.open(case, dealt(case), Along()) is not None
    again = a_case("b", person="khác", key="k-a")
    assert cases.open(again, dealt(again), Along(events=(line("e9", case="b"),))) is None
    cases.note("nha-may", [Dealt(key="held", rule="r1", outcome="held", at=NOON)])
    held = a_case("c", person="x", key="held")
    assert cases.open(held, dealt(held), Along()) is None
    assert cases.known("nha-may", ["k-a", "held", "never"]) == {"k-a", "held"}
    assert (cases.held("nha-may", "r1"), cases.let_go("nha-may", "r1")) == (1, {"held": NOON})
    assert cases.open(held, dealt(held), Along()) is not None


def test_many_who_open_at_once_open_one(cases):
    """Threads that found the same unhappy answer, or two of one person at a step, make one case."""
    same = [a_case(f"s{i}", key="one") for i in range(4)]
    other = [a_case(f"o{i}", person="chi") for i in range(4)]
    done = []
    threads = [
        threading.Thread(target=lambda one=one: done.append(cases.open(one, dealt(one), Along())))
        for one in same + other
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    kept = [one for one in done if one is not None]
    assert len(done) == 8
    assert sorted(one.person for one in kept) == ["chi", "gấm"]
    assert sorted(one.number for one in kept) == [1, 2]


def test_a_person_has_one_open_case_at_a_step(cases):
    """A further one can be opened once the first is closed, and opening that again is refused while another is open."""
    first = cases.open(a_case("a"), dealt(a_case("a")), Along())
    assert cases.open(a_case("b"), dealt(a_case("b")), Along()) is None
    assert cases.open(a_case("c", step="cart"), dealt(a_case("c")), Along()) is not None
    standing, opened = cases.standing("nha-may", "gấm", "shop/pay")
    assert (standing.open, standing.closed_at, opened) == (True, None, "a")
    closed = cases.change(replace(first, state="resolved", closed_at=NOON + HOUR), Along())
    standing, opened = cases.standing("nha-may", "gấm", "shop/pay")
    assert (standing.open, standing.closed_at, opened) == (False, NOON + HOUR, "")
    assert cases.open(a_case("d"), dealt(a_case("d")), Along()) is not None
    assert cases.change(replace(closed, state="taken"), Along()) is None


def test_who_is_late_changes_nothing(cases):
    """A change of what somebody else changed since is refused whole: no history, no letter."""
    first = cases.open(a_case("a"), dealt(a_case("a")), Along())
    assert cases.change(replace(first, owner="lan"), Along(events=(line("e1"),))).version == 1
    assert cases.change(replace(first, owner="minh"), Along(events=(line("e2"),))) is None
    now = cases.get("nha-may", first.id)
    assert cases.change_all([(replace(now, owner="minh"), Along(events=(line("e3"),))), (first, Along())]) is None
    assert cases.get("nha-may", first.id) == now
    assert (cases.get("nha-may", "a").owner, [one.id for one in cases.history("nha-may", "a")]) == ("lan", ["e1"])


def test_lists_are_in_order(cases):
    """Open cases come first by when they are due, closed ones after them; filters take what they say."""
    for id, due in (("late", -HOUR), ("soon", HOUR), ("later", 2 * HOUR)):
        case = replace(a_case(id, person=id), due_at=NOON + due, owner="lan" if id == "soon" else "")
        cases.open(case, dealt(case), Along())
    done = cases.open(a_case("done", person="z"), dealt(a_case("done")), Along())
    cases.change(replace(done, state="resolved", closed_at=NOON), Along())
    assert [one.id for one in cases.some("nha-may", Wanted())] == ["late", "soon", "later", "done"]
    assert [one.id for one in cases.some("nha-may", Wanted(overdue_at=NOON))] == ["late"]
    assert [one.id for one in cases.some("nha-may", Wanted(owner="lan"))] == ["soon"]
    assert [one.id for one in cases.some("nha-may", Wanted(owner="-", states=("new",)))] == ["late", "later"]
    assert [one.id for one in cases.some("nha-may", Wanted(step=("shop", "cart")))] == []
    assert len(cases.some("nha-may", Wanted(why="low_score"))) == 4
    assert cases.some("nha-may", Wanted(why="angry_text")) == []
    assert cases.counts("nha-may") == {"new": 3, "resolved": 1}
    assert cases.counts("nha-may", Wanted(owner="-")) == {"new": 2, "resolved": 1}
    pages = [[one.id for one in cases.some("nha-may", Wanted(), 2, start)] for start in range(5)]
    assert pages == [["late", "soon"], ["soon", "later"], ["later", "done"], ["done"], []]
    assert cases.mine("nha-may", "lan") == 1


def test_rules_and_settings_come_back(cases):
    """Rules keep their turn while they are changed; settings are the usual ones until somebody saves others."""
    other = CaseRule(id="r2", name="Bực", condition=AngryText(themes=("delivery",)), priority="urgent")
    for rule in (RULE, other):
        cases.save_rule("nha-may", rule)
    case = a_case("a")
    cases.open(case, dealt(case), Along())
    assert [(one.id, one.turn) for one in cases.rules("nha-may")] == [("r2", 0), ("r1", 1)]
    cases.save_rule("nha-may", replace(RULE, name="Khác"))
    assert [(one.name, one.turn) for one in cases.rules("nha-may")] == [("Bực", 0), ("Khác", 1)]
    assert cases.opened_since("nha-may", "r1", NOON) == 1
    cases.remove_rule("nha-may", "r2")
    assert [one.id for one in cases.rules("nha-may")] == ["r1"]
    wanted = CaseSettings(hours=WorkingHours(days=(5, 6), holidays=("2027-02-06",)), reply_to="cs@example.vn")
    assert cases.settings("nha-may") == CaseSettings()
    cases.save_settings("nha-may", wanted)
    assert cases.settings("nha-may") == wanted


def a_hook():
    return Hook(id="h", workspace="nha-may", name="H", url="https://x.vn", kinds=("case.opened",), secret="x")  # noqa: S106 - none


def a_letter(id="l1", to="gam@example.vn"):
    return Letter(id=id, workspace="nha-may", kind="reply", to=to, lang="vi", subject="Xin lỗi", text="…",
                  created_at=NOON, due_at=NOON, reply_to="cs@example.vn", refers="m1@x")  # fmt: skip


def test_a_letter_and_its_line_are_one(cases, both):
    """The letter waits as soon as its line is there, with what it answers; the case is found again by it."""
    case = cases.open(a_case("a"), dealt(a_case("a")), Along())
    cases.change(case, Along(events=(line("e1", kind="reply", letter="l1"),), letters=(a_letter(),)))
    assert cases.letters("nha-may", ["l1"])["l1"].state == "waiting"
    assert cases.of_letters("nha-may", ["zzz", "l1"]) == "a"
    assert cases.of_letters("tiem-khac", ["l1"]) == ""
    taken = SqlOutbox(both).claim(NOON, NOON + 1)
    assert [(one.reply_to, one.refers) for one in taken] == [("cs@example.vn", "m1@x")]


def test_an_answer_leads_to_its_case(cases):
    """The trigger that opened a case and those that joined it lead there; held ones and those elsewhere nowhere."""
    one = a_case("a")
    cases.open(one, dealt(one), Along())
    cases.join("nha-may", "a", Dealt(key="k-further", rule="r1", outcome="join", at=NOON), Along())
    cases.note("nha-may", [Dealt(key="k-held", rule="r1", outcome="held", at=NOON)])
    keys = ["k-a", "k-further", "k-held", "k-none"]
    assert {key: case.id for key, case in cases.of_triggers("nha-may", keys).items()} == {"k-a": "a", "k-further": "a"}
    assert cases.of_triggers("tiem-khac", keys) == {}


def test_those_to_be_asked_again_and_those_not_heard_yet_are_found(cases):
    """However many others are resolved: they take nobody's place."""
    for id, more in (("due", {"reask_at": NOON}), ("later", {"reask_at": NOON + 9}), ("off", {"reask_at": None}),
                     ("heard", {"reask_at": None, "again_at": NOON})):  # fmt: skip
        case = a_case(id, person=id, state="resolved", closed_at=NOON, reask_survey="s", **more)
        cases.open(case, dealt(case), Along())
    resolved = Wanted(states=("resolved",), closed_since=NOON)
    found = [case.id for case in cases.some("nha-may", replace(resolved, reask_by=NOON))]
    assert found == ["due"]
    assert {case.id for case in cases.some("nha-may", replace(resolved, unheard=True))} == {"due", "later", "off"}
    assert cases.places("nha-may") == [("shop", "pay")]


def test_a_digest_is_kept_once_a_day(cases):
    """A second one on the same day is refused, the next day's is not."""
    days = ("2026-11-22", "2026-11-22", "2026-11-23")
    assert [cases.take_digest("nha-may", "lan@x.vn", day, []) for day in days] == [True, False, True]
    assert [set(cases.digested("nha-may", day)) for day in ("2026-11-23", "2026-11-24")] == [{"lan@x.vn"}, set()]


def test_nothing_of_a_person_is_left(cases, both, tmp_path):
    """Her cases go with their history; lines, letters and news elsewhere that name her go too; others' stay."""
    hers, his = a_case("a", person="gam-7731"), a_case("b", person="binh")
    for one in (hers, his):
        cases.open(one, dealt(one), Along(events=(line(f"e-{one.id}", case=one.id, text="ghi"),)))
    named = line("e-x", case="b", text="Bạn của gam-7731@example.vn")
    hook = a_hook()
    SqlHooks(both, SecretBox(tmp_path)).save(hook)
    news = Delivery(id="d", workspace="nha-may", hook="h", kind="case.opened", body='{"person":"gam-7731"}',
                    created_at=NOON, due_at=NOON)  # fmt: skip
    letter = a_letter(to="gam-7731@example.vn")
    cases.change(cases.get("nha-may", "b"), Along(events=(named,), letters=(letter,), news=(news,)))
    with both.writing(CommitPoint.ERASURE) as connection:
        report = erase_rows(connection, "nha-may", [Owned("gam-7731")], ["gam-7731", "gam-7731@example.vn"])
    assert {name: report[name] for name in ("cases", "case_notes", "letters", "webhooks")} == {
        "cases": 1, "case_notes": 1, "letters": 1, "webhooks": 1,
    }  # fmt: skip
    with both.reading() as connection:
        for table in METADATA.sorted_tables:
            assert not [row for row in connection.execute(table.select()).all() if "gam-7731" in str(row)], table.name
    assert [one.id for one in cases.some("nha-may", Wanted())] == ["b"]
    assert [one.id for one in cases.history("nha-may", "b")] == ["e-b"]


def test_secrets_of_webhooks_are_encrypted(both, cases, tmp_path):
    """None stands in a row as it is, those an earlier version wrote no longer; without the key file a hook is there
    without its secret, and keeps the row's when it is changed.
    """
    new, old = "whsec_new", "whsec_old"
    hooks, lost = SqlHooks(both, SecretBox(tmp_path)), SqlHooks(both, SecretBox(tmp_path / "elsewhere"))
    (tmp_path / "elsewhere").mkdir()
    hooks.save(replace(a_hook(), secret=new))
    hooks.save(replace(a_hook(), id="old", secret=old))
    with both.writing(CommitPoint.WEBHOOKS) as connection:
        connection.execute(update(webhooks).where(webhooks.c.id == "old").values(secret=old))
    assert [one.secret for one in hooks.all("nha-may")] == [new, old]
    hooks.encrypt()
    with both.reading() as connection:
        kept = connection.execute(select(webhooks.c.secret)).scalars().all()
    assert not any("whsec" in one or "old" in one for one in kept)
    assert [one.secret for one in hooks.all("nha-may")] == [new, old]
    (first, _) = lost.all("nha-may")
    assert first.secret == ""
    lost.save(replace(first, name="Kho"))
    assert (hooks.get("nha-may", "h").name, hooks.get("nha-may", "h").secret) == ("Kho", new)


def test_news_is_taken_by_one_and_told_once(both, cases, tmp_path):
    """A claimed delivery is nobody else's until its time; done ones lose their words; a removed hook takes all."""
    hooks = SqlHooks(both, SecretBox(tmp_path))
    hook = a_hook()
    hooks.save(hook)
    hooks.save(replace(hook, name="Kho"))
    assert [(one.name, one.kinds) for one in hooks.all("nha-may")] == [("Kho", ("case.opened",))]
    assert hooks.get("tiem-khac", "h") is None
    hooks.put([Delivery(id=id, workspace="nha-may", hook="h", kind="test", body="{}", created_at=NOON, due_at=NOON)
               for id in ("d1", "d2", "d3")])  # fmt: skip
    assert [one.id for one in hooks.claim(NOON, NOON + HOUR)] == ["d1", "d2", "d3"]
    assert hooks.claim(NOON, NOON + HOUR) == []
    assert [one.tries for one in hooks.claim(NOON + HOUR, NOON + 2 * HOUR)] == [2, 2, 2]
    hooks.done("d1", Answered(200, 12), NOON + 1)
    hooks.put_off("d2", Answered(500, 12, "status_500"), NOON + 5)
    hooks.give_up("d3", Answered(404, 12, "status_404", final=True), NOON + 1)
    states = {one.id: (one.state, one.status, one.error) for one in hooks.newest("nha-may", "h")}
    assert states == {"d1": ("sent", 200, ""), "d2": ("waiting", 500, "status_500"), "d3": ("dead", 404, "status_404")}
    assert hooks.sweep(NOON + 1) == 2
    hooks.save(replace(hook, id="z", workspace="tiem-khac"))
    hooks.put([Delivery(id=f"{of}{n}", workspace="tiem-khac" if of == "z" else "nha-may", hook=of, kind="test", body="",
                        created_at=NOON, due_at=NOON + (of == "z")) for of in "hz" for n in range(20)])  # fmt: skip
    taken = [one.hook for one in hooks.claim(NOON + HOUR, NOON + 2 * HOUR)]
    assert (taken.count("h"), taken.count("z")) == (8, 8)  # of the waiting, who came later waits for nobody
    hooks.remove("nha-may", "h")
    assert (hooks.all("nha-may"), hooks.newest("nha-may", "h")) == ([], [])


def test_a_backup_holds_every_table():
    """The tables of cases and webhooks are among those that are dumped."""
    assert {"cases", "case_events", "case_triggers", "case_rules", "case_settings", "webhooks",
            "webhook_deliveries"} <= set(table_names())  # fmt: skip
