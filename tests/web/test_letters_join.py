"""Letters that a tool hands on by a hook join the case they answer, as those read from a mailbox do."""

import json

import pytest

from hanhtrinh.bootstrap.working import worker
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.ports.taking_in import SaidHook
from hanhtrinh.store.jobs import SqlJobs
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.voice.elsewhere.generic import Fields
from hanhtrinh.voice.elsewhere.references import nearest
from hanhtrinh.web.cookies import SESSION_COOKIE
from hanhtrinh.web.security import csrf_of
from tests.web.test_cases import Shop, opened
from tests.web.test_taking_in_files import brought

FIELDS = Fields(
    kind="email", text="TextBody", id="MessageID", at="Date", person="From", replied="Headers.In-Reply-To",
    refers="Headers.References",
)  # fmt: skip


@pytest.fixture
def shop(tmp_path):
    """A shop whose mail comes by a hook."""
    made = Shop(tmp_path / "home")
    sources = made.world.services.sources
    sources.add_source(Source(workspace="nha-may", key="mail", name="Thư", platform="http", created_at=1))
    key = Key(id="k", workspace="nha-may", kind="write", name="Thư", source="mail", shown="hw_mail",
              scopes=frozenset(), created_by="lan", created_at=1)  # fmt: skip
    sources.add_key(key, "hw_mail")
    made.world.services.said_hooks.keep(SaidHook(workspace="nha-may", source="mail", fields=FIELDS))
    yield made
    made.world.database.close()


def sends(shop, number, sender, **headers):
    """Hand on a letter; return the bodies of what became an answer."""
    letter = {"TextBody": f"Thư {number}", "MessageID": f"m{number}@gmail.com", "Date": "2026-11-20T10:00:00Z",
              "From": sender, "Headers": headers}  # fmt: skip
    with shop.world.client("") as client:
        answer = client.post(
            "/v1/said/mail", content=json.dumps(letter).encode(),
            headers={"authorization": "Bearer hw_mail", "content-type": "application/json"},
        )  # fmt: skip
    assert answer.status_code == 200
    found, _ = shop.world.services.inbox.tail("nha-may", 0, 100)
    return [json.loads(one.body)["properties"]["text"] for one in found]


def test_a_hooks_letter_joins_its_case(shop):
    """By In-Reply-To or References, once, from the customer's own address alone; else it is an answer of its own."""
    case = opened(shop)
    shop.world.client("lan").post(f"/w/nha-may/voice/cases/{case.id}/reply", data={"subject": "a", "reply": "b"})
    (letter,) = shop.world.services.outbox.claim(shop.world.now, shop.world.now + 1)
    ours = f"<{letter.id}@nha-may.vn>"
    for _ in range(2):
        assert sends(shop, 1, "Gam@example.vn", **{"In-Reply-To": ours}) == []
    assert sends(shop, 2, "gam@example.vn", References=f"{ours} <elsewhere@x>") == []
    assert sends(shop, 3, "ke-la@example.vn", **{"In-Reply-To": ours}) == ["Thư 3"]
    assert sends(shop, 4, "gam@example.vn") == ["Thư 3", "Thư 4"]
    kept = [one.text for one in shop.desk.cases.history("nha-may", case.id) if one.kind == "received"]
    assert kept == ["Thư 1", "Thư 2"]


def test_a_mailboxs_file_joins_cases_too(shop):
    """Of an imported `.mbox` the customer's reply joins the case, once; everybody else's letters are answers."""
    case = opened(shop)
    shop.world.client("lan").post(f"/w/nha-may/voice/cases/{case.id}/reply", data={"subject": "a", "reply": "b"})
    (letter,) = shop.world.services.outbox.claim(shop.world.now, shop.world.now + 1)
    letters = [("gam@example.vn", letter.id, ""), ("ke-la@example.vn", letter.id, ""), ("gam@example.vn", "other", ""),
               ("gam@example.vn", letter.id, "Auto-Submitted: auto-replied\n")]  # fmt: skip
    mbox = "".join(
        f"From {sender} Fri Nov 20 10:00:0{i} 2026\nFrom: {sender}\nTo: cskh@nha-may.vn\n{more}"
        f"Date: Fri, 20 Nov 2026 10:00:0{i} +0700\nMessage-ID: <m{i}@gmail.com>\nIn-Reply-To: <{answered}@nha-may.vn>\n"
        f"\nThư {i}\n\n"
        for i, (sender, answered, more) in enumerate(letters)
    ).encode()
    with shop.world.client("lan", lang="en") as client:
        client.headers.update({"x-csrftoken": csrf_of(client.cookies[SESSION_COOKIE])})
        for again in (False, True):
            at = brought(client, {"thu.mbox": mbox}, "kind=email")
            report, joined = imported(shop.world, client, at)
            assert joined == 1
            assert report["counts"]["accepted"] == (0 if again else 2)
        assert "no answers of their own: 1" in client.get(at).text
    kept = [one.text for one in shop.desk.cases.history("nha-may", case.id) if one.kind == "received"]
    assert kept == ["Thư 0"]
    assert set(Workspace.open(shop.world.home).lake.scan().collect()["text"]) == {"Thư 1", "Thư 2"}


def imported(world, client, at):
    """Import what was brought, as the worker does; return the report, and how many letters joined a case."""
    job = at.rpartition("/")[2]
    client.post(f"/w/nha-may/imports/{job}/start", data={"_csrf_token": client.headers["x-csrftoken"]})
    jobs = SqlJobs(world.database)
    run = worker(jobs, world.services.accounts, world.services.imports, world.services.clock,
                 joins=world.services.letters_join)  # fmt: skip
    assert run.run_one()
    result = jobs.get("nha-may", job).result
    return result["report"], result["joined"]


@pytest.mark.parametrize(
    ("replied", "references", "found"),
    [("", "", ()), ("<b@x>", "<a@x> <b@x>", ("b@x", "a@x")), ("b@x", "a@x, b@x", ("b@x", "a@x")), ("words", "", ())],
)
def test_the_nearest_letters_first(replied, references, found):
    """Ids with or without their brackets; what is none is left out."""
    assert nearest(replied, references) == found
