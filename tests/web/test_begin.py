"""The guided choice: every way leads somewhere, and what it makes is a journey that can be used."""

import re

import pytest

from hanhtrinh.access import Actor
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.templates import template_names
from tests.web.living import with_shop

SERVER = Actor(kind="server", id="test")
BEGIN = "/w/nha-may/begin"


def made(world, answer):
    """Return the journey a form made, by the page it leads to."""
    assert answer.status_code == 303, answer.text
    key = re.fullmatch(r"/w/nha-may/maps/([a-z0-9_-]+)\?edit=1", answer.headers["location"])[1]
    return read_journey((world.home / "journeys" / f"{key}.yaml").read_text(encoding="utf-8"), key)


def test_every_way_leads_to_a_page(world) -> None:
    """No link of the choice is a dead end."""
    with_shop(world)
    client = world.client("lan")
    links = re.findall(r'class="way" href="([^"]+)"', client.get(BEGIN).text)
    assert len(links) == 6
    for link in links:
        assert client.get(link, follow_redirects=True).status_code == 200, link


def test_the_demo_company(world) -> None:
    """Its files become an import that waits to run, and its map is there; never where something has happened."""
    living = with_shop(world)
    client = world.client("minh", "en")
    answer = client.post(f"{BEGIN}/demo", follow_redirects=False)
    job = world.services.imports.one(SERVER, world.services.accounts.space("nha-may"), answer.headers["location"][-32:])
    assert job.state == "queued"
    assert "hanhtrinh-mapping/1" in job.asked["yaml"]
    assert len(journeys(world)) == 2
    living.happens("p", "visit")
    refused = client.post(f"{BEGIN}/demo", follow_redirects=False)
    assert refused.status_code == 400
    assert "an empty one" in refused.text


def journeys(world):
    """Return the names of the journeys there are."""
    return sorted(path.stem for path in (world.home / "journeys").glob("*.yaml"))


def test_a_viewer_is_told_who_begins(world) -> None:
    """They are shown no way they may not go, and may go none."""
    client = world.client("ha")
    assert 'class="way"' not in client.get(BEGIN).text
    for path in ("template", "idea", "draft", "demo"):
        assert client.post(f"{BEGIN}/{path}", data={"template": "blank", "text": "A\n- b"}).status_code == 403
    assert world.client("tu").get(BEGIN).status_code == 404


@pytest.mark.parametrize("template", template_names())
def test_from_a_template(world, template) -> None:
    """Each template becomes a journey under a key and name of its own, with the template's comments."""
    answer = world.client("minh").post(
        f"{BEGIN}/template", data={"template": template, "name": "Của tôi"}, follow_redirects=False
    )
    journey = made(world, answer)
    assert (journey.key, journey.name) == ("cua-toi", "Của tôi")
    text = (world.home / "journeys" / "cua-toi.yaml").read_text(encoding="utf-8")
    assert text.startswith("#")


def test_two_of_one_name_are_two(world) -> None:
    """The second gets another key; nothing is written over."""
    client = world.client("minh")
    for expected in ("tiem", "tiem-2"):
        answer = client.post(f"{BEGIN}/template", data={"template": "blank", "name": "Tiệm"}, follow_redirects=False)
        assert made(world, answer).key == expected


@pytest.mark.parametrize(
    "text",
    [
        "Biết đến\n- Thấy quảng cáo\nMua\n- Trả tiền",
        "journey\n  section Biết đến\n    Thấy quảng cáo: 4: Khách\n  section Mua\n    Trả tiền: 2: Khách",
        "## Biết đến\n* Thấy quảng cáo\n## Mua\n* Trả tiền",
    ],
    ids=["lines", "mermaid", "headings"],
)
def test_from_an_idea(world, text) -> None:
    """Plain lines, a Mermaid diagram and a Markdown outline become the same stages and steps."""
    answer = world.client("minh").post(f"{BEGIN}/idea", data={"text": text, "name": "Ý tưởng"}, follow_redirects=False)
    journey = made(world, answer)
    assert len(journey.stages) == 2
    assert len(journey.steps) == 2


def test_an_idea_that_cannot_be_read_comes_back(world) -> None:
    """What was written is still there, with the reason."""
    answer = world.client("minh", "en").post(f"{BEGIN}/idea", data={"text": "   ", "name": "Mine"})
    assert answer.status_code == 422
    assert 'value="Mine"' in answer.text
    assert "Write or paste a few lines first." in answer.text


def test_from_the_events_there_are(world) -> None:
    """A draft is offered from the workspace's events; without any the page says so."""
    living = with_shop(world)
    client = world.client("minh", "en")
    assert "begin/draft" in client.get(BEGIN).text
    assert "Not enough has happened yet" in client.get(f"{BEGIN}/draft").text
    for i in range(60):
        living.happens(f"p{i}", "Product Viewed", ago=9_000 + i)
        if i % 2:
            living.happens(f"p{i}", "Product Added", ago=8_000 + i)
        if i % 4 == 1:
            living.happens(f"p{i}", "Order Completed", ago=7_000 + i)
    assert "steps found in" in client.get(f"{BEGIN}/draft").text
