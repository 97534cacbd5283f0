"""Every form of a map from its page: what is asked there is what the file holds."""

import csv
import io
import zipfile

import pytest

from hanhtrinh.web.exports.sending import disposition, file_name
from tests.web.living import with_shop

ALL = "/w/nha-may/maps/shop"
MAGIC = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n",
    "svg": b"<svg",
    "pptx": b"PK",
    "xlsx": b"PK",
    "html": b"<!doctype html>",
}


@pytest.fixture
def living(world):
    """Seven people on the site, four of them at the cart."""
    made = with_shop(world)
    for i in range(7):
        made.happens(f"khach-{i}", "visit", ago=9_000 + i)
    for i in range(4):
        made.happens(f"khach-{i}", "cart", ago=5_000 + i)
    return made


def took(world, form, who="lan", **query):
    """Return a file of the map."""
    return world.client(who, lang="en").get(f"{ALL}/download/{form}", params={"period": "all", **query})


@pytest.mark.parametrize("form", MAGIC)
def test_each_form_is_what_it_says(world, living, form) -> None:
    """By its first bytes, its type, and a name from the journey's."""
    answer = took(world, form)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.content.startswith(MAGIC[form])
    assert "Buying%20at%20the%20shop" in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_tables_hold_the_numbers_of_the_page(world, living) -> None:
    """Seven visits in the wide and in the long table and in the workbook; a period without any has none."""
    wide = took(world, "csv").content.decode("utf-8-sig")
    assert any("7" in cell for row in csv.reader(io.StringIO(wide)) for cell in row)
    long = took(world, "long-csv").content.decode("utf-8-sig")
    assert "long" in took(world, "long-csv").headers["content-disposition"]
    assert len(long.splitlines()) > 10
    with zipfile.ZipFile(io.BytesIO(took(world, "xlsx").content)) as book:
        assert any(b"<v>7</v>" in book.read(name) for name in book.namelist() if "worksheets" in name)
    past = world.client("lan").get(
        f"{ALL}/download/csv", params={"period": "days", "from": "2020-01-01", "to": "2020-02-01"}
    )
    assert past.content != took(world, "csv").content


def test_hidden_lanes_stay_hidden(world, living) -> None:
    """What the page hides is not in the drawing."""
    assert "The page is slow" in took(world, "html").text
    slides, less = (took(world, "pptx", **more).content for more in ({}, {"hide": "pains.backstage"}))
    texts = [b"".join(z.read(n) for n in z.namelist() if "slides/slide" in n)
             for z in (zipfile.ZipFile(io.BytesIO(data)) for data in (slides, less))]  # fmt: skip
    assert b"The page is slow" in texts[0]
    assert b"The page is slow" not in texts[1]


def test_texts_need_no_numbers(world, living) -> None:
    """Mermaid and Markdown hold the journey."""
    assert took(world, "mermaid").text.startswith("journey")
    assert "```mermaid" in took(world, "markdown").text


def test_what_is_not_known_is_refused_with_what_is(world, living) -> None:
    """A form, a paper and an event log's form."""
    client = world.client("lan", lang="en")
    client.headers["accept"] = "application/json"
    for url in (f"{ALL}/download/docx", f"{ALL}/download/pdf?paper=b5"):
        answer = client.get(url)
        assert answer.status_code == 400
        assert "llowed" in answer.json()["error"]["message"]
    assert client.post(f"{ALL}/event-log", data={"form": "txt"}).status_code == 400


def test_an_event_log_is_for_those_who_may_export_people_and_is_noted(world, living) -> None:
    """With names only when asked for; a viewer gets none; the audit log and the record of exports know of it."""
    assert world.client("ha").post(f"{ALL}/event-log", data={"form": "csv"}).status_code == 403
    anonymous = world.client("lan").post(f"{ALL}/event-log?period=all", data={"form": "csv"})
    assert anonymous.status_code == 200
    assert "khach-" not in anonymous.text
    named = world.client("lan").post(f"{ALL}/event-log?period=all", data={"form": "xes", "names": "yes"})
    assert "khach-1" in named.text
    assert "<log" in named.text
    deeds = [
        deed for deed in world.services.audit.deeds("nha-may", area="people") if deed.action == "people.log_exported"
    ]
    assert [deed.details["kind"] for deed in deeds] == ["full", "anonymous"]
    assert [export.what for export in world.services.people_desk.people.exports("nha-may")] == ["log.xes"]


def test_names_of_files_are_safe_and_stay_vietnamese() -> None:
    """What file systems refuse goes; the header has the name twice, plain and whole."""
    assert file_name('Mua ở "tiệm"/../x\n', "A3", "pdf") == "Mua ở tiệm .. x A3.pdf"
    assert file_name("///", "", "csv") == "hanhtrinh.csv"
    said = disposition("Mua ở tiệm.pdf")
    assert said == "attachment; filename=\"Mua o tiem.pdf\"; filename*=UTF-8''Mua%20%E1%BB%9F%20ti%E1%BB%87m.pdf"
