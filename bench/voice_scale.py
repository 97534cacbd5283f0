"""The voice area at the house's large size: pages as whole requests, the widget's question, what an idle server costs.

    python bench/voice_scale.py [--events 20000000] [--only pages look answers cases idle]

Runs over a linked copy of the workspace `make bench` made of that many events (answers with a score and words on three
events in a hundred, all of them months old), with 100,000 responses to one survey and 5,000 open cases beside. Requests
go straight into the application of an opened server, in this process: checks, sessions, pace and drawing are in the
figures, the network is not. Beside the time on the clock stands what this process computed meanwhile, all its threads
together: that says something on a busy machine too.
"""

import argparse
import asyncio
import gc
import logging
import os
import resource
import shutil
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy is imported

import msgspec
from litestar.testing import TestClient
from sqlalchemy import insert

from hanhtrinh.access import digest
from hanhtrinh.bootstrap.running import Running, opened
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.ports.cases import Along, Dealt
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.ports.surveys import Response
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.responses import survey_responses
from hanhtrinh.voice.cases.model import AngryText, BrokenPromise, Case, CaseRule, LowScore, Trigger
from hanhtrinh.voice.surveys.model import Asking, ByMail, OnPage, Option, Page, Question, Survey
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE

DATA = Path(__file__).parent / "data"
DAY = 86_400 * 10**6
INBOX = "responses"
PAGES = (
    "responses?show=all", "responses?score=bad", "responses?feeling=bad", "responses?words=giao+hang",
    "responses?step={journey}/{step}", "themes", "asking", "surveys",
)  # fmt: skip
RESPONSES, CASES = 100_000, 5_000
READY_SECONDS, TEXTS_SECONDS, DRIVERS_SECONDS = 90, 180, 120
KEY, SECRET = "hw_of_the_benchmark", "a-session-of-the-benchmark"
_GARBAGE = 50_000
HEAD = "| what | first: time (computing) | again: time (computing) | target | |\n| --- | --- | --- | --- | --- |"


class Took(NamedTuple):
    """How long something took, and how long this process computed meanwhile."""

    seconds: float
    computing: float

    def __str__(self) -> str:
        return f"{_shown(self.seconds)} ({_shown(self.computing)})"


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def took(work: Callable[[], Any]) -> Took:
    """Do something and say how long it took."""
    began, computed = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - began, time.process_time() - computed)


def say(name: str, first: object, again: object = "", target: str = "", met: bool | None = None) -> None:
    """Print one line of the table."""
    verdict = "" if met is None else "met" if met else "MISSED"
    print(f"| {name} | {first} | {again} | {target} | {verdict} |", flush=True)


class Scale:
    """An opened server over a copy of a large workspace, its owner signed in."""

    def __init__(self, stack: ExitStack, events: int) -> None:
        self.home = DATA / f"voice-{events}"
        copy(DATA / str(events) / "workspace", self.home)
        stack.callback(shutil.rmtree, self.home, ignore_errors=True)
        settings = ServerSettings(home=self.home, smtp_url="smtp://127.0.0.1:1", mail_from="a@example.com")
        self.opened = began = time.perf_counter()
        self.running: Running = stack.enter_context(opened(settings))
        self.services = self.running.services
        self.services.widget_pace.burst = self.services.widget_pace.per_second = (
            10**9
        )  # one sender is many visitors here
        now, accounts = self.services.clock(), self.services.accounts
        self.space = accounts.space("bench") or Space(id="bench", slug="bench", name="Bench", folder=".")
        accounts.add_space(self.space, now)
        user = User(id="u", email="u@example.com", name="U", password="", language="vi", created_at=now)
        accounts.add_user(user)
        accounts.add_member("bench", "u", "owner", now)
        accounts.open_session(digest(SECRET), "u", now, now + 1_000 * DAY)
        self.parts = self.services.maps(self.space).parts()
        print(
            f"- opened in {time.perf_counter() - began:.2f} s, imports aside; {len(self.parts.base.answers):,} answers"
        )
        cookies = {LANGUAGE_COOKIE: "vi", SESSION_COOKIE: SECRET}
        self.client = TestClient(self.running.app, cookies=cookies)

    def journey(self) -> tuple[str, str]:
        """Return a journey's key and that of a step in its middle."""
        key, journey = next(iter(self.services.shelf.usable(self.space).items()))
        return key, str(journey.steps[len(journey.steps) // 2].key)

    def page(self, place: str) -> tuple[Took, Took, str]:
        """Ask for a page of the area three times: the first answer, the better of the others, and what came."""
        found: list[Any] = []
        address = f"/w/bench/voice/{place}"
        times = [took(lambda: found.append(self.client.get(address))) for _ in range(3)]
        answer = found[-1]
        assert answer.status_code == 200, answer.text[:500]
        return times[0], min(times[1:]), answer.text

    @property
    def database(self) -> Database:
        """A connection beside the server's, to put in what would take a day to send."""
        return Database.at(self.home, None)


def copy(workspace: Path, home: Path) -> None:
    """Make a server's home of a workspace, by links: the lake and the frame are never written again."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(workspace, home, copy_function=os.link, ignore=shutil.ignore_patterns(".*lock*", "live", "*.db*"))
    if not any((home / "journeys").glob("*.yaml")):
        shutil.copyfile(Path(__file__).with_name("journey.yaml"), home / "journeys" / "mua-hang.yaml")
    (home / "live").mkdir()
    (home / "live" / "accepted").write_text(str(time.time_ns() // 1_000), "ascii")


def pages(scale: Scale) -> None:
    """Ask for the inbox once it was made ready, for its filters, for drivers, and for the other pages."""
    journey, step = scale.journey()
    began = time.perf_counter()
    while not scale.services.said_memory.placed and time.perf_counter() - began < READY_SECONDS:
        time.sleep(0.2)
    print(f"- the inbox was ready {time.perf_counter() - scale.opened:.0f} s after the server", flush=True)
    first, again, _ = scale.page(INBOX)
    met = first.seconds <= 1 and again.seconds <= 0.2
    say("inbox, first page, after it was made ready beside", first, again, "≤ 1 s, ≤ 200 ms", met)
    for place in PAGES:
        if "words" in place:
            texts_read(scale)
        first, again, text = scale.page(place.format(journey=journey, step=step))
        say(place.replace("responses?", "… ").replace("{journey}/", ""), first, again, f"{len(text) // 1024} KiB")
    drivers(scale)


def texts_read(scale: Scale) -> None:
    """Wait until the texts that somebody asked for by feeling are read, which goes on beside all else."""
    waiting = scale.services.understanding.waiting(scale.space)

    def wait() -> None:
        until = time.perf_counter() + TEXTS_SECONDS
        while scale.services.understanding.waiting(scale.space) and time.perf_counter() < until:
            time.sleep(0.5)

    spent, left = took(wait), scale.services.understanding.waiting(scale.space)
    print(f"- {waiting - left:,} of {waiting:,} texts read beside in {spent}", flush=True)


def drivers(scale: Scale) -> None:
    """Ask for drivers until the figures are there, as the page does by itself."""
    texts: list[str] = []
    first = took(lambda: texts.append(scale.client.get("/w/bench/voice/drivers").text))
    began, computed = time.perf_counter() - first.seconds, time.process_time() - first.computing
    while 'data-refresh="' in texts[-1] and time.perf_counter() - began < DRIVERS_SECONDS:
        time.sleep(0.25)
        texts.append(scale.client.get("/w/bench/voice/drivers").text)
    whole = Took(time.perf_counter() - began, time.process_time() - computed)
    _, again, _ = scale.page("drivers")
    say("drivers, the page that says they are coming", first, again, "≤ 1 s", first.seconds <= 1)
    say("drivers, until the figures are there", whole, "", "≤ 10 s", whole.seconds <= 10)


def look(scale: Scale, seconds: float = 10, rate: float = 200) -> None:
    """Send what a page view sends, so many a second: with no survey on pages, then with one that wants this page."""
    with_source(scale)
    for name in ("no survey on pages", "one survey, wanted by every page"):
        if name != "no survey on pages":
            publish(scale, "shown", Asking(on_page=OnPage(pages=("/*",))))
            time.sleep(3.5)  # what is open is read anew after three seconds
        times: list[float] = []
        spent = took(lambda times=times: asyncio.run(asked(scale.running.app, times, rate, seconds)))  # type: ignore[misc]
        shown, each = quantiles(times, n=100, method="inclusive"), spent.computing / len(times) * 1000
        p50, p95, p99 = (f"{shown[i] * 1000:.1f} ms" for i in (49, 94, 98))
        middle = f"p50 {p50}, p95 {p95}, p99 {p99}; {each:.1f} ms computing each"
        at = f"look, {name}: {len(times) / spent.seconds:.0f} a second, come when they come"
        say(at, middle, "", "p95 ≤ 50 ms", shown[94] <= 0.05)


async def asked(app: Any, times: list[float], rate: float, seconds: float) -> None:
    """Send questions at their times, however many are still being answered; times count from when each was due."""
    loop, begin = asyncio.get_running_loop(), time.perf_counter()
    sent = []
    for number in range(int(rate * seconds)):
        due = begin + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        sent.append(loop.create_task(one_look(app, number, due, times)))
    await asyncio.gather(*sent)


async def one_look(app: Any, number: int, due: float, times: list[float]) -> None:
    """Send one question straight into the application."""
    event = {"type": "page", "properties": {"path": "/san-pham"}}
    body = msgspec.json.encode({"writeKey": KEY, "anonymousId": f"d{number % 500}", "events": [event]})
    headers = [(b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36"), (b"host", b"shop.vn"),
               (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]  # fmt: skip
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/v1/asking/look", "raw_path": b"/v1/asking/look", "query_string": b"", "root_path": "",
        "headers": headers, "client": ("203.0.113.7", 4711), "server": ("shop.vn", 80),
    }  # fmt: skip
    status: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    await app(scope, receive, send)
    times.append(time.perf_counter() - due)
    assert status == [200], status


def answers(scale: Scale) -> None:
    """Show the results of a survey of four questions with 100,000 responses; then with one more."""
    stages = tuple(Option(key=key, text=key) for key in ("look", "buy", "use"))
    questions = (
        Question(key="nps", kind="nps", text="?"), Question(key="why", kind="long", text="?", about="nps"),
        Question(key="where", kind="choice", text="?", options=stages), Question(key="stars", kind="csat", text="?"),
    )  # fmt: skip
    publish(scale, "large", Asking(), *questions)
    now, words = scale.services.clock(), ("giao hàng chậm", "rất tốt", "sẽ quay lại", "giá hơi cao")

    def response(i: int) -> Response:
        at = now - i * 10**6 - DAY
        given = {
            "nps": i * 7 % 11,
            "why": f"{words[i % 4]}, mã {i % 500}",
            "where": stages[i % 3].key,
            "stars": 1 + i % 5,
        }
        return Response(
            id=f"{i:032x}", workspace="bench", survey="large", version=1, channel="link", person=f"user-{i:08}",
            began_at=at, changed_at=at, answers=given, finished_at=at, told_at=at,
        )  # fmt: skip

    with scale.database.writing(None) as connection:  # type: ignore[arg-type]
        for lo in range(0, RESPONSES, 5_000):
            rows = [msgspec.structs.asdict(response(i)) | {"number": i, "change": i} for i in range(lo, lo + 5_000)]
            for row in rows:
                row |= {"answers": msgspec.json.encode(row["answers"]).decode(), "consent": "{}", "told": "{}"}
            connection.execute(insert(survey_responses), rows)
    first, again, _ = scale.page("surveys/large/results")
    say(f"results of a survey with {RESPONSES:,} responses", first, again, "≤ 1 s, ≤ 200 ms",
        first.seconds <= 1 and again.seconds <= 0.2)  # fmt: skip
    late = msgspec.structs.replace(response(0), id="f" * 32, began_at=now, changed_at=now)
    scale.services.responses.keep(late, None)
    say("… after one more response", scale.page("surveys/large/results")[0], "", "≤ 1 s")


def cases(scale: Scale) -> None:
    """Show board and list of 5,000 open cases, and one of them."""
    journey, step = scale.journey()
    now, people = scale.services.clock(), scale.parts.base.people.head(CASES).to_list()
    for i, person in enumerate(people):
        trigger = Trigger(
            key=f"{i:016x}", person=person, at=now - i * 10**6, why="low_score", rule="", journey=journey, step=step,
            instrument="csat", score=1.0, feeling=-2.0, text=f"Giao hàng quá chậm, mã {i}",
        )  # fmt: skip
        case = Case(
            id=f"{i:032x}", workspace="bench", number=0, trigger=trigger, opened_at=now, due_at=now + i * 10**7,
            changed_at=now, owner="u" if i % 3 else "", state="taken" if i % 3 else "new",
        )  # fmt: skip
        dealt = Dealt(key=trigger.key, rule="", outcome="open", at=now)
        scale.services.case_store.open(case, dealt, Along())
    for name, place in (("board", "cases"), ("list", "cases?view=list"), ("one case", f"cases/{0:032x}")):
        first, again, text = scale.page(place)
        target = f"≤ 1 s, ≤ 200 ms; {len(text) // 1024} KiB"
        say(f"cases, {CASES:,} open: {name}", first, again, target, first.seconds <= 1 and again.seconds <= 0.2)


def with_source(scale: Scale) -> None:
    """Make a source whose pages may ask."""
    now = scale.services.clock()
    key = Key(id="k", workspace="bench", kind="write", name="k", source="web", shown=KEY, scopes=frozenset(),
              created_by="u", created_at=now)  # fmt: skip
    scale.services.sources.add_source(Source(workspace="bench", key="web", name="W", platform="html", created_at=now))
    scale.services.sources.add_key(key, KEY)


def publish(scale: Scale, key: str, asking: Asking, *questions: Question) -> None:
    """Open a survey, of one question where none is given."""
    questions = questions or (Question(key="q", kind="nps", text="?"),)
    survey = Survey(key=key, name=key, pages=(Page(key="p", questions=questions),), asking=asking)
    now = scale.services.clock()
    scale.services.surveys.save("bench", survey, 0, now, "u")
    scale.services.surveys.publish("bench", key, now, "u")


def idle(scale: Scale, seconds: float = 120) -> None:
    """Say what a server costs that nobody asks: three rules of cases, three surveys that ask by e-mail."""
    since, store = scale.services.clock(), scale.services.case_store
    conditions = {"low": LowScore(), "angry": AngryText(), "late": BrokenPromise()}
    for name, condition in conditions.items():
        store.save_rule("bench", CaseRule(id=name, name=name, condition=condition, since=since))
    for number in range(3):
        publish(scale, f"mail-{number}", Asking(by_mail=ByMail(events=("checkout",))))
    while scale.services.understanding.waiting(scale.space):
        time.sleep(1)
    first = took(lambda: time.sleep(75))  # the first round of everything
    before = by_thread()
    rest = took(lambda: time.sleep(seconds))
    after, share = by_thread(), rest.computing / rest.seconds
    begun = f"{first.computing / first.seconds * 100:.1f} % of a core in the first {first.seconds:.0f} s"
    then = f"{share * 100:.1f} % in the {rest.seconds:.0f} s after"
    say("idle, three rules of cases, three surveys by e-mail", begun, then, "≤ 3 %", share <= 0.03)
    threads = sorted(((after[name] - before.get(name, 0)) / rest.seconds * 100, name) for name in after)[::-1][:6]
    print("- by thread: " + ", ".join(f"{name} {part:.2f} %" for part, name in threads if part > 0.01))


def by_thread() -> dict[str, float]:
    """Return the processor seconds of each thread by name."""
    found: dict[str, float] = {}
    for thread in threading.enumerate():
        stat = Path(f"/proc/self/task/{thread.native_id}/stat")
        if stat.exists():
            fields = stat.read_text().rpartition(")")[2].split()
            found[thread.name] = found.get(thread.name, 0) + (int(fields[11]) + int(fields[12])) / 100
    return found


def peak() -> float:
    """Return the most memory this process held, mapped files among it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


FIGURES: dict[str, Callable[[Scale], None]] = {
    "pages": pages, "look": look, "answers": answers, "cases": cases, "idle": idle,
}  # fmt: skip


def main() -> None:
    """Print the figures, with the load of the machine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--only", nargs="*", choices=FIGURES)
    asked: Any = parser.parse_args()
    if not (DATA / str(asked.events) / "workspace").is_dir():
        sys.exit(f"There is no workspace of {asked.events:,} events yet: make bench makes it.")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    began = time.perf_counter()
    print(f"- load {os.getloadavg()[0]:.1f}; imports took {time.process_time():.1f} s of computing", flush=True)
    with ExitStack() as stack:
        scale = Scale(stack, asked.events)
        gc.freeze()
        gc.set_threshold(_GARBAGE, 20, 100)
        sys.setswitchinterval(0.001)  # all three as the command does (`cli/serving.py`)
        print(HEAD)
        for name, figure in FIGURES.items():
            if not asked.only or name in asked.only:
                figure(scale)
                print(f"- load after {name}: {os.getloadavg()[0]:.1f}", flush=True)
        print(f"- peak memory {peak():.1f} GB; the whole run {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
