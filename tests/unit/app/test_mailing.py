"""Letters are carried when due, tried again with growing pauses, given up after three days, never too many a day."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from hanhtrinh.app.mailing.carrying import GIVE_UP, LEASE, MOST_A_DAY, PAUSES, carry_due, postman
from hanhtrinh.app.mailing.choosing import wanted
from hanhtrinh.app.mailing.hours import quiet_until
from hanhtrinh.app.mailing.writing import Fact, Words, letter_of
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.mail import Letter, NotCarried
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.mails import SqlOutbox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables import METADATA
from tests.smtp import post_office

HOUR = 3_600_000_000
START = 1_795_348_800_000_000


class Clock:
    """A clock that stands until moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now


class Mailer:
    """Takes letters, or refuses each as told."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.refusal: NotCarried | None = None

    def carry(self, letter: Letter) -> None:
        """Take a letter."""
        if self.refusal is not None:
            raise self.refusal
        self.taken.append(letter.id)


@pytest.fixture
def outbox(tmp_path):
    """An outbox of one workspace."""
    database = Database.at(tmp_path)
    METADATA.create_all(database.engine)
    SqlAccounts(database).add_space(Space(id="w", slug="w", name="W", folder="."), 1)
    yield SqlOutbox(database)
    database.close()


def letter(name="a", due=START):
    """Return a letter."""
    return Letter(id=name, workspace="w", kind="drift", to="lan@example.com", lang="vi", subject="s", text="t",
                  created_at=START, due_at=due)  # fmt: skip


def test_a_letter_nobody_foresaw_keeps_no_other_waiting(outbox) -> None:
    """One that trips the carrier waits longer and longer and is given up in the end; the others go out at once."""

    class Trips(Mailer):
        def carry(self, letter: Letter) -> None:
            if letter.id == "a":
                raise KeyError(letter.id)
            super().carry(letter)

    clock, mailer = Clock(), Trips()
    outbox.put([letter("a"), letter("b", due=START + 1)])
    clock.now += 1
    with pytest.raises(KeyError):
        carry_due(outbox, mailer, clock)
    assert mailer.taken == ["b"]
    assert [(one.id, one.error, one.due_at) for one in outbox.newest("w") if one.state == "waiting"] == [
        ("a", "failed", clock.now + PAUSES[0])
    ]
    clock.now = START + GIVE_UP
    with pytest.raises(KeyError):
        carry_due(outbox, mailer, clock)
    assert {one.state for one in outbox.newest("w")} == {"sent", "dead"}


def test_what_is_due_is_carried_once(outbox) -> None:
    """A due letter goes out and is noted; one for later waits."""
    clock, mailer = Clock(), Mailer()
    outbox.put([letter(), letter("later", START + HOUR)])
    assert carry_due(outbox, mailer, clock) == 1
    assert carry_due(outbox, mailer, clock) == 0
    clock.now += HOUR
    assert carry_due(outbox, mailer, clock) == 1
    assert mailer.taken == ["a", "later"]


def test_a_server_that_is_down_is_tried_again_and_again(outbox) -> None:
    """Pauses grow from a minute to twelve hours; after three days the letter is given up, and says why."""
    clock, mailer = Clock(), Mailer()
    mailer.refusal = NotCarried("unreachable")
    outbox.put([letter()])
    waits = []
    while (one := outbox.newest("w")[0]).state == "waiting":
        clock.now = one.due_at
        carry_due(outbox, mailer, clock)
        waits.append(outbox.newest("w")[0].due_at - clock.now)
    assert waits[: len(PAUSES)] == list(PAUSES)
    assert (one.state, one.error) == ("dead", "unreachable")
    assert START + GIVE_UP <= clock.now <= START + GIVE_UP + PAUSES[-1]


def test_what_is_refused_for_good_is_not_tried_again(outbox) -> None:
    """An address nobody has is asked once."""
    clock, mailer = Clock(), Mailer()
    mailer.refusal = NotCarried("refused_550", final=True)
    outbox.put([letter()])
    carry_due(outbox, mailer, clock)
    assert [(one.state, one.error, one.tries) for one in outbox.newest("w")] == [("dead", "refused_550", 1)]


def test_a_workspace_sends_so_many_a_day_and_no_more(outbox) -> None:
    """The letters beyond wait for the day to pass; none is lost."""
    clock, mailer = Clock(), Mailer()
    outbox.put([letter(f"l{i:03}") for i in range(MOST_A_DAY + 5)])
    while carry_due(outbox, mailer, clock):
        pass
    assert len(mailer.taken) == MOST_A_DAY
    clock.now += 25 * HOUR
    while carry_due(outbox, mailer, clock):
        pass
    assert sorted(mailer.taken) == [f"l{i:03}" for i in range(MOST_A_DAY + 5)]


CARRIER = """
    import os, signal, sys, time
    from pathlib import Path
    from hanhtrinh.app.mailing.carrying import carry_due
    from hanhtrinh.channels.email import SmtpMailer, server_of
    from hanhtrinh.store.commit_points import CommitPoint, watch
    from hanhtrinh.store.mails import SqlOutbox
    from hanhtrinh.store.sql.database import Database
    home, port, point = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    commits = []
    def die(where, moment):
        commits.append(moment)
        if len(commits) == point:
            os.kill(os.getpid(), signal.SIGKILL)
    watch(die)
    mailer = SmtpMailer(server_of(f"smtp://127.0.0.1:{port}"), "map@example.com", lambda letter: "")
    carry_due(SqlOutbox(Database.at(home)), mailer, lambda: int(sys.argv[4]))
"""


@pytest.mark.parametrize(("point", "arrived"), [(2, 1), (3, 2)])
def test_a_killed_carrier_loses_no_letter(outbox, tmp_path, point, arrived) -> None:
    """Killed after claiming, or after sending and before noting it: the letter arrives all the same, with one id."""
    outbox.put([letter()])
    with post_office() as post:
        for instant, when in ((START, point), (START + LEASE + 1, 99)):
            script = [sys.executable, "-c", textwrap.dedent(CARRIER), tmp_path, post.port, when, instant]
            done = subprocess.run([str(part) for part in script], check=False, env=os.environ | {"TZ": "UTC"})
            assert done.returncode == (-signal.SIGKILL if when == point else 0)
    assert len(post.messages) == arrived
    assert {message["message-id"] for message in post.messages} == {"<a@example.com>"}
    assert [one.state for one in outbox.newest("w")] == ["sent"]


def test_a_postman_goes_on_after_trouble(outbox) -> None:
    """Whatever one look brings, the next letter is carried; woken, it looks at once."""
    mailer, met = Mailer(), []
    outbox.put([letter()])
    broken = [RuntimeError("away")]

    class Shaky:
        def __getattr__(self, name):
            if broken and name == "claim":
                raise broken.pop()
            return getattr(outbox, name)

    carrier = postman(Shaky(), mailer, Clock(), met.append)
    carrier.start()
    for _ in range(2_000):
        carrier.wake()
        if mailer.taken:
            break
        time.sleep(0.01)
    carrier.close()
    assert mailer.taken == ["a"]
    assert [str(error) for error in met] == ["away"]


def test_nobody_is_written_to_at_night() -> None:
    """Before eight it waits for eight, after eighteen for tomorrow's, in the workspace's own time."""
    zone, midnight = "Asia/Ho_Chi_Minh", 1_795_280_400_000_000  # 2026-11-22 00:00 there
    assert quiet_until(midnight, zone) == midnight + 8 * HOUR
    assert quiet_until(midnight + 9 * HOUR, zone) == midnight + 9 * HOUR
    assert quiet_until(midnight + 18 * HOUR, zone) == midnight + 32 * HOUR


def test_who_only_reads_is_not_told_of_drift_unasked() -> None:
    """Owners and editors get a digest, viewers nothing, until they say otherwise."""
    assert wanted({}, "editor")["drift"] == "daily"
    assert wanted({}, "viewer")["drift"] == "none"
    assert wanted({"drift": "at_once"}, "viewer")["drift"] == "at_once"


def test_a_letter_says_the_same_in_text_and_html() -> None:
    """Everything stands in both bodies; hostile words stay words."""
    words = Words("Chủ đề", "Đầu <b>đề</b>", ["Một câu."], [Fact("Giỏ hàng", "31 % → 24 %", "Từ 12/11")],
                  ("Mở", "https://x.test/w/a"), "Vì sao")  # fmt: skip
    made = letter_of(words, id="i", workspace="w", kind="drift", to="a@b.c", lang="vi", stop="s",
                     stop_at="https://x.test/mail/stop/s", now=1, due=2)  # fmt: skip
    for part in ("Một câu.", "Giỏ hàng", "31 % → 24 %", "Từ 12/11", "https://x.test/w/a", "https://x.test/mail/stop/s"):
        assert part in made.text
        assert part in made.html
    assert "<b>đề" not in made.html
    assert "<script" not in made.html
