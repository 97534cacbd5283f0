"""A running server erases somebody: sealing, maps and pages go on, and none of them knows the person any more."""

from contextlib import ExitStack

import msgspec
import pytest

from hanhtrinh.access import Actor
from hanhtrinh.app.people.erasing import ask_erasure
from hanhtrinh.app.people.persons import find_person
from hanhtrinh.bootstrap import now
from hanhtrinh.bootstrap.running import opened
from hanhtrinh.errors import NotFound
from hanhtrinh.events.event import Message
from hanhtrinh.ports.accounts import Space
from hanhtrinh.settings import ServerSettings
from tests.web.serving import until

SERVER = Actor(kind="server", id="test")
SPACE = Space(id="w", slug="w", name="W", folder=".")


@pytest.fixture
def services(tmp_path):
    """The services of a running server with one workspace."""
    with ExitStack() as stack:
        running = stack.enter_context(opened(ServerSettings(home=tmp_path / "home")))
        running.services.accounts.add_space(SPACE, now())
        yield running.services


def sent(services, number, **body):
    """Let a message be accepted a moment ago."""
    body = {"type": body["kind"], **body}
    message = Message(key=number.to_bytes(16, "big"), kind=body.pop("kind"), source="web", received_at=now() - 10**6,
                      sent_at=None, body=msgspec.json.encode(body))  # fmt: skip
    services.inbox.put("w", [message]).result(60)


def knows(services, name):
    """Tell whether anybody goes by a name."""
    try:
        find_person(services.people.parts(SPACE), services.people.knowledge(SPACE), name)
    except NotFound:
        return False
    return True


def test_a_running_server_forgets_somebody(services):
    """The person is on the pages, is erased by the server's own worker, and is nowhere; their neighbour stays."""
    sent(services, 1, kind="track", event="visit", anonymousId="máy")
    sent(services, 2, kind="identify", userId="gấm", anonymousId="máy", traits={"email": "gam@example.vn"})
    sent(services, 3, kind="track", event="visit", userId="hà")
    until(lambda: knows(services, "gấm") and knows(services, "hà"))
    person = find_person(services.people.parts(SPACE), services.people.knowledge(SPACE), "~máy")
    assert (person.id, person.traits) == ("gấm", {"email": "gam@example.vn"})
    job = ask_erasure(SERVER, SPACE, services.people, "gấm")
    until(lambda: services.people.jobs.get("w", job).ended)
    done = services.people.jobs.get("w", job)
    assert (done.state, done.asked) == ("done", {}), done.result
    until(lambda: not knows(services, "gấm") and not knows(services, "~máy"))
    assert knows(services, "hà")
    sent(services, 4, kind="track", event="visit", userId="hà")
    until(lambda: services.people.parts(SPACE).event_count == 2)
    assert [one.id for one in services.people.people.erasures("w")] == [job]
