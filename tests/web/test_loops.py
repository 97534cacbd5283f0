"""What runs beside requests goes through all workspaces: trouble with one of them stops no other."""

import threading
from dataclasses import replace
from itertools import count
from types import SimpleNamespace

import msgspec
import pytest
from msgspec.structs import replace as replace_struct

from hanhtrinh.app.asking import mailing
from hanhtrinh.app.asking.mailing import ask_by_mail
from hanhtrinh.app.cases import looking
from hanhtrinh.app.cases.again import ask_those_due
from hanhtrinh.app.live import registry
from hanhtrinh.app.versions.keeper import Keeper
from hanhtrinh.bootstrap import answers, asking, casing, picture_sweeping, running
from hanhtrinh.bootstrap.answers import sweep_all_files
from hanhtrinh.bootstrap.asking import AskingRounds
from hanhtrinh.bootstrap.casing import CaseWatch
from hanhtrinh.bootstrap.mail_reading import look_into_mailboxes
from hanhtrinh.bootstrap.picture_sweeping import PictureSweeping
from hanhtrinh.bootstrap.serving import wire
from hanhtrinh.errors import InputError, WorkspaceError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.asking import Skipped
from hanhtrinh.store.ask_skips import Skips
from tests.web.asking_world import BY_MAIL, MAIL, letter_world
from tests.web.test_asking_mail import begin, buys, round_
from tests.web.test_cases import STARS, Shop

DAY = 86_400_000_000


def bad(space) -> bool:
    """Tell whether a workspace is the one in trouble: the first of two."""
    return space.id == "nha-may"


@pytest.fixture
def letters(tmp_path):
    """A workspace that writes letters."""
    tokens = count()
    with letter_world(tmp_path / "home", new_token=lambda: f"token-{next(tokens)}-of-a-letter") as made:
        yield made


def failing(done):
    """Return a deed that cannot be done in the first workspace and is noted of the others."""

    def work(*given):
        space = next(one for one in given if hasattr(one, "slug"))
        if bad(space):
            raise KeyError(space.id)
        done.append(space.id)
        return 0

    return work


def test_files_of_all_workspaces_are_swept(world, monkeypatch) -> None:
    """One whose files cannot be looked at keeps no other's, and no answer waits for files."""
    done = []
    monkeypatch.setattr(answers, "sweep_files", failing(done))
    assert sweep_all_files(world.services) is False
    assert done == ["tiem-khac"]


def test_all_workspaces_ask(world, monkeypatch) -> None:
    """One whose askings cannot be told still asks, and so do the others."""
    told, asked = [], []
    monkeypatch.setattr(asking, "tell_untold", failing(told))
    monkeypatch.setattr(asking, "ask_by_mail", lambda desk, space: asked.append(space.id) or 0)
    AskingRounds(world.services).make()
    assert (told, asked) == (["tiem-khac"], ["nha-may", "tiem-khac"])


def test_pictures_of_all_workspaces_are_cleared(world, monkeypatch) -> None:
    """A folder that is away keeps those of no other workspace."""
    done = []
    monkeypatch.setattr(picture_sweeping, "clear_pictures", failing(done))
    PictureSweeping(world.services.accounts, world.services.pictures)._once()
    assert done == ["tiem-khac"]


def test_versions_of_all_workspaces_are_kept(world) -> None:
    """A workspace whose folder is away, or a journey nobody foresaw, keeps no other journey from being looked at."""
    desk = world.services.version_desk

    class Files:
        looked: list = []  # noqa: RUF012

        def keys(self, space):
            if bad(space):
                raise WorkspaceError("map_page.no_timelines")
            return ["a", "b"]

        def stamp(self, space, key):
            self.looked.append(key)
            raise KeyError(key)

    failed = []
    files = Files()
    desk = replace(desk, desk=replace(desk.desk, journeys=files, clock=lambda: world.now))
    keeper = Keeper(world.services.accounts.spaces, desk, lambda space, key, error: failed.append((space, key)))
    keeper.tick()
    assert failed == [("nha-may", ""), ("tiem-khac", "a"), ("tiem-khac", "b")]
    assert keeper._looked == world.now


def test_a_clock_that_was_put_back_stops_nothing(world) -> None:
    """A server that began with a clock a year ahead looks at versions and deadlines as soon as it is right."""
    desk = world.services.version_desk
    desk = replace(desk, desk=replace(desk.desk, clock=lambda: world.now))
    keeper, watch = Keeper(world.services.accounts.spaces, desk), CaseWatch(world.services)
    world.now += 365 * DAY
    keeper.tick()
    watch._once()
    world.now -= 365 * DAY
    keeper.tick()
    watch._once()
    assert (keeper._looked, keeper._thinned, watch._slow_at, watch._read_at) == (world.now,) * 4


def test_what_cannot_be_told_of_cases_stops_nothing_else(world, monkeypatch) -> None:
    """Deadlines, digests, askings and what was said since are looked at each by itself."""
    done = []

    def note(name, result):
        def work(desk, space):
            done.append(name)
            if result is None:
                raise KeyError(name)
            return result

        return work

    monkeypatch.setattr(casing, "tell_overdue", note("overdue", None))
    monkeypatch.setattr(casing, "send_digests", note("digests", None))
    monkeypatch.setattr(casing, "ask_those_due", note("asking", 0))
    watch = CaseWatch(world.services)
    watch._slowly(world.services.accounts.space("nha-may"))
    assert done == ["overdue", "digests", "asking"]


def test_one_who_cannot_be_asked_keeps_no_other_waiting(letters, monkeypatch) -> None:
    """Of two who came by, the first trips the asking: the second is asked all the same."""
    begin(letters)
    buys(letters, "an", 2 * 3_600, email="an@example.vn")
    buys(letters, "binh", 2 * 3_600 - 60, email="binh@example.vn")
    plain = mailing._ask

    def ask(desk, space, due, knowledge):
        if due.person == "an":
            raise KeyError(due.person)
        return plain(desk, space, due, knowledge)

    monkeypatch.setattr(mailing, "_ask", ask)
    with pytest.raises(KeyError):
        ask_by_mail(letters.services.asks, letters.services.accounts.space("nha-may"))
    assert [sent.to for sent in letters.services.outbox.newest("nha-may")] == ["binh@example.vn"]


def test_nobody_is_reminded_of_what_is_over(letters) -> None:
    """A server that was away, or a survey opened anew, reminds nobody whose invitation has ended."""
    mail = msgspec.structs.replace(MAIL, remind=2 * 86_400)
    begin(letters, msgspec.structs.replace(BY_MAIL, asking=msgspec.structs.replace(BY_MAIL.asking, by_mail=mail)))
    buys(letters, "an", 2 * 3_600, email="an@example.vn")
    assert round_(letters) == ["an@example.vn"]
    letters.now += BY_MAIL.asking.days * DAY
    assert round_(letters) == []


def test_mailboxes_that_cannot_be_listed_end_no_loop(world, monkeypatch) -> None:
    """The loop hears of it and looks again: nothing is swallowed."""
    monkeypatch.setattr(type(world.services.mailboxes), "all", lambda self, *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        look_into_mailboxes(world.services)


def test_one_case_that_cannot_be_asked_again_keeps_no_other_waiting() -> None:
    """Each case whose time has come is tried."""
    asked = []

    class Cases:
        def some(self, *_):
            return [Case("a"), Case("b")]

        def change(self, case, along):
            return case

    class Case(msgspec.Struct):
        id: str
        reask_survey: str = "s"
        person: str = "p"
        place: str = "shop/pay"
        reopened: int = 0
        closed_at: int = 0
        reask_at: int | None = 0

    class Desk:
        cases = Cases()

        def clock(self):
            return 0

        def new_id(self):
            return "id"

        def ask_again(self, space, survey, person, place, case):
            asked.append(case)
            if case == "a:0":
                raise KeyError(case)

    class Space:
        id = "w"

    with pytest.raises(KeyError):
        ask_those_due(Desk(), Space())
    assert asked == ["a:0", "b:0"]


def test_an_answer_that_cannot_be_dealt_with_keeps_no_other_waiting(tmp_path, monkeypatch) -> None:
    """Of two unhappy people, and of two rules, the first trips the look: the second has their case all the same."""
    shop = Shop(tmp_path)
    shop.rule(replace_struct(STARS, name="A"))
    shop.rule(replace_struct(STARS, name="B"))
    shop.passes(seconds=60)
    for person in ("khách-1", "khách-2"):
        shop.says(person)
    real, tripped = looking.deal_with, []

    def deal(desk, space, trigger, rule, **more):
        if trigger.person == "khách-1" or rule.name == "A":
            tripped.append((trigger.person, rule.name))
            raise KeyError(trigger.key)
        return real(desk, space, trigger, rule, **more)

    monkeypatch.setattr(looking, "deal_with", deal)
    with pytest.raises(KeyError):
        shop.look()
    assert [one.person for one in shop.cases()] == ["khách-2"]
    assert len(tripped) == 3


def test_a_server_that_hangs_ends_all_the_same(monkeypatch) -> None:
    """A tick that waits for a database for ever is not waited for."""
    begun, never = threading.Event(), threading.Event()
    maps = SimpleNamespace(watched=True, tick=lambda: (begun.set(), never.wait()), outgrown=lambda: False,
                           refresh_beside=lambda: None)  # fmt: skip
    monkeypatch.setattr(registry, "LiveMaps", lambda *_: maps)
    living = registry.LiveRegistry(lambda space: None, None)
    living.of(Space(id="s", slug="s", name="S", folder="."))
    assert begun.wait(30)
    living.close(0.01)
    never.set()
    living.close()


def test_what_can_never_be_written_holds_up_nothing(world) -> None:
    """Reasons and counts of which one cannot be kept at all are let go: what comes after them is written."""
    skips = Skips(world.database)
    kept, skips.keep = skips.keep, lambda *_: _raise(InputError("storage.zero"))
    one = Skipped(survey="s", channel="email", person="u1", at=world.now, reason="budget")
    skips.keep_soon("nha-may", "2026-11-22", [one])
    skips.flush()
    skips.keep = kept
    skips.keep_soon("nha-may", "2026-11-22", [one])
    skips.close()
    assert len(skips.of("nha-may", ["u1"])) == 1
    assert skips._waiting == []


def _raise(error):
    raise error


def test_a_part_that_cannot_be_closed_keeps_no_other_open(world, monkeypatch) -> None:
    """Each part of a server is closed by itself: one that fails keeps the inbox from nothing."""
    wired = wire(world.services.settings, world.database)
    assert [close.__self__ for close in wired.closings] == [
        wired.services.understanding, wired.inbox, wired.activities, wired.askings
    ]  # fmt: skip
    running._quietly(lambda: 1 / 0)
    for close in wired.closings:
        close()
