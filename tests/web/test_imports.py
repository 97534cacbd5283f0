"""Files through the page: uploaded, looked at, changed, imported, stopped; strangers and viewers get nothing."""

import re

import polars as pl
import pytest

from hanhtrinh.app.jobs import Stopped
from hanhtrinh.store.jobs import SqlJobs
from hanhtrinh.store.uploads import plain_name
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.web.cookies import SESSION_COOKIE
from hanhtrinh.web.security import csrf_of

CSV = "khach,luc,viec,tien\n" + "".join(f"K{i % 7},2026-10-{1 + i % 28:02d} 10:00,xem,{i}\n" for i in range(40))
HERE = "/w/nha-may/imports"


def headers_of(client):
    """Return what the page's script sends along."""
    return {"x-csrftoken": csrf_of(client.cookies[SESSION_COOKIE]), "accept": "application/json"}


class Page:
    """Lan at the page of imports, as its script does it."""

    def __init__(self, client):
        self.client = client
        self.headers = headers_of(client)

    def upload(self, **files):
        begun = self.client.post(HERE, headers=self.headers)
        assert begun.status_code == 201, begun.text
        self.at = begun.json()["address"]
        for name, text in files.items():
            answer = self.client.put(f"{self.at}/files/{name.replace('_', '.')}", content=text, headers=self.headers)
            assert answer.status_code == 204, answer.text
        return self.client.post(f"{self.at}/look", headers=self.headers)

    def post(self, what, **fields):
        fields = {"_csrf_token": self.headers["x-csrftoken"], **fields}
        return self.client.post(f"{self.at}/{what}", data=fields, headers=self.headers, follow_redirects=False)


@pytest.fixture
def lan(world):
    """Lan's browser on the page."""
    with world.client("lan", lang="en") as client:
        yield Page(client)


def job_of(world, page):
    """Return the import a page is at."""
    return SqlJobs(world.database).get("nha-may", page.at.rpartition("/")[2])


def work(world, page, tell=lambda _: None):
    """Do the import's work as the worker would."""
    space = world.services.accounts.space("nha-may")
    return world.services.imports.run(space, job_of(world, page), tell)


def lake(world):
    """Return the stored events."""
    return Workspace.open(world.home).lake.scan().collect()


def test_a_file_is_uploaded_previewed_and_imported(world, lan):
    """Lan brings a CSV; the page says what it would give; after the import its events are stored, the file is gone."""
    assert lan.upload(don_csv=CSV).status_code == 201
    shown = lan.client.get(lan.at).text
    assert "khach" in shown
    assert "xem" in shown
    assert lan.post("start").status_code == 303
    assert job_of(world, lan).state == "queued"
    told = []
    report = work(world, lan, told.append)["report"]
    assert report["counts"]["accepted"] == 40
    assert sorted(lake(world)["person"].unique()) == [f"K{i}" for i in range(7)]
    assert not list((world.home / "uploads").rglob("*.csv"))


def test_the_form_changes_what_columns_are(world, lan):
    """Choosing another name of the event and one property changes the mapping and its preview."""
    lan.upload(don_csv=CSV)
    fields = {
        "as": "columns", "mapping": job_of(world, lan).asked["yaml"], "file:0": "don.csv", "0:person": "khach",
        "0:time": "luc", "0:event": "", "0:event_name": "purchase", "0:property": "tien",
    }  # fmt: skip
    assert lan.post("preview", **fields).status_code == 303
    asked = job_of(world, lan).asked
    assert asked["preview"]["events"] == {"purchase": 40}
    assert "viec" not in asked["yaml"]


def test_a_wrong_mapping_is_refused_beside_its_text(world, lan):
    """What was typed stays on the page with the reason; the kept mapping stays as it was."""
    lan.upload(don_csv=CSV)
    before = job_of(world, lan).asked["yaml"]
    answer = lan.post("preview", **{"as": "text", "mapping": before.replace("khach", "nobody_here")})
    assert answer.status_code == 400
    assert "nobody_here" in answer.text
    assert job_of(world, lan).asked["yaml"] == before


@pytest.mark.parametrize("name", ["../workspace.yaml", "/etc/hostname", "sub/x.csv", "..\\x.csv"])
def test_a_mapping_reaches_no_file_beyond_its_upload(world, lan, name):
    """A mapping that names another file of the machine is refused."""
    lan.upload(don_csv=CSV)
    mapping = job_of(world, lan).asked["yaml"].replace("don.csv", name)
    answer = lan.post("preview", **{"as": "text", "mapping": mapping})
    assert answer.status_code == 400
    assert "only files that were uploaded" in answer.text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a.csv", "a.csv"), ("../../a.csv", "a.csv"), ("C:\\x\\a.csv", "a.csv"), ("a\x00b.csv", "a_b.csv"),
        (".hidden.csv", "hidden.csv"), ("đơn hàng.xlsx", "đơn hàng.xlsx"), ("x" * 300 + ".csv", "x" * 236 + ".csv"),
        ("ề" * 100 + ".csv", "ề" * 78 + ".csv"), ("a." + "x" * 300, "a." + "x" * 238), ("ề" * 300, "ề" * 80),
        ("a:b?.csv", "a_b_.csv"), ("a\\.csv", "csv"),
    ],
)  # fmt: skip
def test_uploaded_files_get_plain_names(given, kept):
    """No name leads out of its folder, hides or is too long."""
    assert plain_name(given) == kept


@pytest.mark.parametrize("name", ["ổ" * 120 + ".csv", "đơn." + "ơ" * 250])
def test_a_file_with_a_very_long_name_is_taken(world, lan, name):
    """Letters of two or three bytes do not make a name longer than a disk takes."""
    lan.upload()
    assert lan.client.put(f"{lan.at}/files/{name}", content=CSV, headers=lan.headers).status_code == 204
    (kept,) = (path for path in (world.home / "uploads").rglob("*") if path.is_file())
    assert kept.read_text() == CSV
    assert len(kept.name.encode()) <= 255


def test_a_large_file_is_kept_whole(world, lan):
    """A file that comes in many parts, and is written in several batches, is the one that was sent."""
    text = CSV.encode() * 3_000
    lan.upload()
    parts = (text[at : at + 60_001] for at in range(0, len(text), 60_001))
    assert lan.client.put(f"{lan.at}/files/a.csv", content=parts, headers=lan.headers).status_code == 204
    (kept,) = (path for path in (world.home / "uploads").rglob("*") if path.is_file())
    assert kept.read_bytes() == text


def test_stopping_leaves_the_lake_as_it_was(world, lan):
    """An import asked to stop while it reads stores nothing."""
    lan.upload(don_csv=CSV)
    lan.post("start")
    space = world.services.accounts.space("nha-may")

    def stop(_):
        raise Stopped

    with pytest.raises(Stopped):
        world.services.imports.run(space, job_of(world, lan), stop)
    assert Workspace.open(world.home).lake.version() == -1


def test_an_empty_file_is_refused_and_can_be_replaced(world, lan):
    """Nothing of a refused file stays; the same import takes a better one."""
    answer = lan.client.post(HERE, headers=lan.headers)
    lan.at = answer.json()["address"]
    refused = lan.client.put(f"{lan.at}/files/a.csv", content=b"", headers=lan.headers)
    assert refused.status_code == 400
    assert "empty" in refused.json()["error"]["message"]
    assert lan.client.put(f"{lan.at}/files/a.csv", content=CSV, headers=lan.headers).status_code == 204
    assert lan.client.post(f"{lan.at}/look", headers=lan.headers).status_code == 201


def test_a_spoilt_workbook_is_explained(lan):
    """A file that is not what its name says is refused in words, and the server goes on."""
    answer = lan.upload(x_xlsx=b"PK\x03\x04 not a workbook")
    assert answer.status_code == 400
    assert "x.xlsx" in answer.json()["error"]["message"]
    assert lan.client.get(HERE).status_code == 200


def test_hostile_text_in_a_file_stays_text(world, lan):
    """Markup in columns, values and file names is shown, not run."""
    bad = "<script>alert(1)</script>"
    lan.upload(don_csv=f"who,at,what,{bad}\nK1,2026-10-01,{bad},{bad}\n")
    shown = lan.client.get(lan.at).text
    assert bad not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize(("who", "status"), [("minh", 200), ("ha", 403), ("tu", 404)])
def test_only_who_may_import_sees_imports(world, lan, who, status):
    """An editor may; a viewer is refused; a stranger learns nothing."""
    lan.upload(don_csv=CSV)
    with world.client(who) as client:
        for path in (HERE, f"{HERE}/new", lan.at, f"{lan.at}/progress"):
            assert client.get(path).status_code == status
        headers = headers_of(client)
        if status != 200:
            for what in ("look", "preview", "start", "stop", "remove"):
                assert client.post(f"{lan.at}/{what}", headers=headers).status_code == status
            assert client.put(f"{lan.at}/files/b.csv", content=b"x", headers=headers).status_code == status
    assert pl.DataFrame(job_of(world, lan).asked["files"]).height == 1


def test_an_import_of_another_workspace_is_not_found(world, lan):
    """Tú, owner elsewhere, cannot reach it by its id in the own workspace either."""
    lan.upload(don_csv=CSV)
    with world.client("tu") as client:
        assert client.get(re.sub("nha-may", "tiem-khac", lan.at)).status_code == 404


def test_the_list_shows_what_became_of_imports(world, lan):
    """A stopped import says so, and can be taken off the list."""
    lan.upload(don_csv=CSV)
    assert lan.post("stop").status_code == 303
    assert "stopped" in lan.client.get(HERE).text
    assert lan.post("remove").status_code == 303
    assert lan.at not in lan.client.get(HERE).text
