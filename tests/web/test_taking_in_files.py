# ruff: noqa: E501 - tables of cases as the tools write them; passwords of nobody
"""Files of what customers said through the page; surveys of other tools; answers given out as CSV, XLSX and SPSS."""

import io
import json
from pathlib import Path

import openpyxl
import polars as pl
import pyreadstat
import pytest
from msgspec.structs import replace

from hanhtrinh.ports.surveys import Response
from hanhtrinh.store.jobs import SqlJobs
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.voice.surveys.model import Option, Page, Question, Survey, When
from hanhtrinh.voice.surveys.model import Test as Asked
from hanhtrinh.web.cookies import SESSION_COOKIE
from hanhtrinh.web.security import csrf_of
from tests.unit.sources.said.test_files import GENERIC
from tests.unit.sources.test_taken_surveys import QUESTIONS, qsf

HERE = "/w/nha-may/voice/taking-in"
OLIST = Path("../shared/data/olist")


@pytest.fixture
def lan(world):
    """Lan's browser, with what its script sends along."""
    with world.client("lan", lang="en") as client:
        client.headers.update({"x-csrftoken": csrf_of(client.cookies[SESSION_COOKIE])})
        yield client


def brought(client, files, query):
    """Bring files as the page's script does; return the page's address."""
    begun = client.post(f"{HERE}/begin?{query}")
    assert begun.status_code == 201, begun.text
    at = begun.json()["address"]
    for name, data in files.items():
        assert client.put(f"{at}/files/{name}", content=data).status_code == 204
    looked = client.post(f"{at}/look")
    assert looked.status_code == 201, looked.text
    return looked.json()["address"]


def imported(world, client, at):
    """Take in what is at an address, as the worker does; return the report."""
    job = at.rpartition("/")[2]
    token = {"_csrf_token": client.headers["x-csrftoken"]}
    assert client.post(f"/w/nha-may/imports/{job}/start", data=token, follow_redirects=False).status_code == 303
    space = world.services.accounts.space("nha-may")
    found = SqlJobs(world.database).get("nha-may", job)
    return world.services.imports.run(space, found, lambda _: None)["report"]


def stored(world):
    """Return the stored events."""
    return Workspace.open(world.home).lake.scan().collect()


def test_what_each_text_would_become_is_shown_and_changed_before_it_is_taken_in(world, lan):
    """Kind, score on its scale, step and sense stand beside the first texts; another column is another preview."""
    at = brought(lan, {"danh-gia.csv": GENERIC}, "kind=review&source=Lazada")
    shown = lan.get(at).text
    assert "Hàng đẹp và giao nhanh lắm" in shown
    assert "5 on 1–5" in shown
    assert "the person&#x27;s step before it" in shown
    fields = {
        "_csrf_token": lan.headers["x-csrftoken"],
        "mapping": SqlJobs(world.database).get("nha-may", at.rpartition("/")[2]).asked["yaml"],
        "file:0": "danh-gia.csv",
        "0:kind": "mention",
        "0:text": "noi_dung",
        "0:time": "ngay",
        "0:person": "#row",
        "0:id": "ma_danh_gia",
    }
    wrong = lan.post(f"{at}/preview", data={**fields, "0:time": "email"}, follow_redirects=False)
    assert (wrong.status_code, "is no column of times" in wrong.text) == (400, True)
    assert lan.post(f"{at}/preview", data=fields, follow_redirects=False).status_code == 303
    assert "without a score" in lan.get(at).text
    report = imported(world, lan, at)
    assert (report["source"], report["counts"]["accepted"]) == ("Lazada", 3)
    events = stored(world)
    assert set(events["instrument"]) == {"said.mention"}
    assert set(events["p_said_id"]) == {"R1", "R2", "R3"}
    assert all(one.startswith("row-") for one in events["person"])


@pytest.mark.skipif(not OLIST.is_dir(), reason="the real reviews are not here")
def test_real_reviews_are_taken_in_with_their_people(world, lan):
    """10,427 reviews with score and Portuguese text belong to the customers of their orders; taken in again, none is new."""
    names = ("order_reviews.csv.gz", "orders.csv.gz", "customers.csv.gz")
    files = {name: (OLIST / name).read_bytes() for name in names}
    report = imported(world, lan, brought(lan, files, "kind=review"))
    assert (report["counts"]["accepted"], report["counts"]["rejected"]) == (10_427, 0)
    again = imported(world, lan, brought(lan, files, "kind=review"))
    assert (again["counts"]["accepted"], again["counts"]["duplicate"]) == (0, 10_427)
    events = stored(world)
    assert events["score"].min() == 1
    assert events["score"].max() == 5
    assert events["text"].drop_nulls().len() > 3_000
    assert events["person"].n_unique() == 10_298
    assert set(events["instrument"]) == {"said.review.1-5"}


@pytest.mark.parametrize("query", ["kind=nothing", "kind=answers", "kind=answers&survey=none"])
def test_what_is_no_kind_is_refused(lan, query):
    """What is allowed is named."""
    assert lan.post(f"{HERE}/begin?{query}", headers={"accept": "application/json"}).status_code in (400, 404)


def test_a_survey_of_another_tool_becomes_a_draft(world, lan):
    """The draft is kept, what could not be carried over is listed; what is no survey is refused with the reason."""
    token = {"_csrf_token": lan.headers["x-csrftoken"]}
    raw = qsf(QUESTIONS)
    taken = lan.post(f"{HERE}/surveys", data=token, files={"file": ("Khảo sát.qsf", raw)})
    assert taken.status_code == 200, taken.text
    assert "HeatMap" in taken.text
    kept = world.services.surveys.get("nha-may", "sau-mua")
    assert len(kept.draft.questions) == 7
    refused = lan.post(f"{HERE}/surveys", data=token, files={"file": ("a.qsf", b"{}")})
    assert (refused.status_code, "no survey definition" in refused.text) == (400, True)


SURVEY = Survey(
    key="sau-mua",
    name="Sau mua",
    pages=(
        Page(
            key="p",
            questions=(
                Question(key="nps", kind="nps", text="Giới thiệu?"),
                Question(
                    key="kenh",
                    kind="choice",
                    text="Kênh",
                    other=True,
                    options=(Option(key="web", text="Trang web"), Option(key="shop", text="=Cửa hàng")),
                ),
                Question(
                    key="mon",
                    kind="choices",
                    text="Món",
                    options=(Option(key="a", text="Áo"), Option(key="q", text="Quần")),
                ),
                Question(key="vi-sao", kind="long", text="Vì sao?"),
                Question(key="lh", kind="contact", text="Liên hệ", fields=("email",)),
            ),
        ),
    ),
)


@pytest.fixture
def answered(world):
    """A survey with two responses, one of which would run as a formula."""
    world.services.surveys.save("nha-may", SURVEY, 0, world.now, "lan")
    world.services.surveys.publish("nha-may", "sau-mua", world.now, "lan")
    for number, answers in enumerate((
        {"nps": 9.0, "kenh": "shop", "mon": ["a"], "vi-sao": '=HYPERLINK("http://x")', "lh": {"email": "lan@x.vn"}},
        {"nps": 3.0, "kenh": "other: Chợ"},
    )):  # fmt: skip
        world.services.responses.keep(Response(
            id=f"r{number}", workspace="nha-may", survey="sau-mua", version=1, channel="link", person=f"k{number}",
            began_at=world.now, changed_at=world.now + number, answers=answers, finished_at=world.now + 60_000_000,
        ), None)  # fmt: skip
    return world


def out(world, who, form, lang="vi"):
    """Return what somebody is given out."""
    with world.client(who, lang=lang) as client:
        return client.get(f"/w/nha-may/voice/surveys/sau-mua/out/answers.{form}")


def test_answers_come_as_csv(answered):
    """Marked as UTF-8, in Vietnamese with semicolons, options in words, nothing that a spreadsheet would run."""
    sent = out(answered, "lan", "csv").content
    assert sent.startswith(b"\xef\xbb\xbf")
    rows = pl.read_csv(sent[3:], separator=";", infer_schema=False)
    assert rows["nps"].to_list() == ["3", "9"]
    assert rows["kenh"].to_list() == [None, "'=Cửa hàng"]
    assert rows["kenh.other"].to_list() == ["Chợ", None]
    assert rows["vi-sao"].to_list()[1].startswith("'=HYPERLINK")
    assert rows["lh.email"].to_list() == [None, "lan@x.vn"]


def test_files_hold_what_results_count(answered):
    """An option that is offered no more stays in its words; an answer off the way a response took is not there."""
    page = SURVEY.pages[0]
    nps, shop, *rest = page.questions
    only = replace(rest[1], show=When(all=(Asked(of="nps", op="at_most", values=(6.0,)),)))
    changed = replace(page, questions=(nps, replace(shop, options=shop.options[:1]), rest[0], only, *rest[2:]))
    answered.services.surveys.save("nha-may", replace(SURVEY, pages=(changed,)), 1, answered.now, "lan")
    answered.services.surveys.publish("nha-may", "sau-mua", answered.now, "lan")
    answered.services.responses.keep(Response(
        id="r9", workspace="nha-may", survey="sau-mua", version=2, channel="link", person="k9", began_at=answered.now,
        changed_at=answered.now, answers={"nps": 9.0, "kenh": "web", "vi-sao": "đã bỏ"}, finished_at=answered.now,
    ), None)  # fmt: skip
    sent = out(answered, "lan", "csv").content
    rows = {row["response"]: row for row in pl.read_csv(sent[3:], separator=";", infer_schema=False).to_dicts()}
    assert (rows["r0"]["kenh"], rows["r9"]["kenh"]) == ("'=Cửa hàng", "Trang web")
    assert rows["r0"]["vi-sao"]
    assert rows["r9"]["vi-sao"] is None


def test_answers_come_as_a_workbook(answered):
    """Numbers are numbers, times are times, no cell is a formula."""
    sheet = openpyxl.load_workbook(io.BytesIO(out(answered, "lan", "xlsx").content)).active
    rows = [
        dict(zip([cell.value for cell in sheet[1]], row, strict=True))
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    assert [row["nps"] for row in rows] == [3, 9]
    assert rows[1]["vi-sao"].startswith("=HYPERLINK")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert rows[0]["began"].isoformat() == "2026-11-22T19:00:00"


def test_answers_come_as_an_spss_file(answered, tmp_path):
    """Read back: codes with labels, questions' words, what was not answered is missing."""
    path = tmp_path / "a.sav"
    path.write_bytes(out(answered, "lan", "sav").content)
    data, about = pyreadstat.read_sav(str(path), output_format="dict")
    assert about.column_names_to_labels["nps"] == "Giới thiệu?"
    assert about.variable_value_labels["kenh"] == {1.0: "Trang web", 2.0: "=Cửa hàng"}
    assert list(data["kenh"]) == [None, 2]
    assert list(data["mon_a"]) == [None, 1]


def test_personal_fields_are_for_those_who_may_export_people(answered):
    """A commenter is given the answers without contacts and without who answered; a viewer nothing."""
    answered.services.accounts.add_member("nha-may", "tu", "commenter", answered.now)
    whole, part = out(answered, "lan", "csv").text, out(answered, "tu", "csv").text
    assert "lan@x.vn" in whole
    assert "k0" in whole
    assert "lan@x.vn" not in part
    assert "k0" not in part
    assert "=HYPERLINK" in part
    assert out(answered, "ha", "csv").status_code == 403
    assert out(answered, "lan", "exe").status_code == 400


def test_a_survey_nobody_answered_is_an_empty_table(world):
    """Its heads are there all the same, in every form."""
    world.services.surveys.save("nha-may", SURVEY, 0, world.now, "lan")
    for form in ("csv", "xlsx", "sav"):
        assert out(world, "lan", form).status_code == 200


def test_json_of_a_form_is_no_survey(lan):
    """A JSON file that is none is refused, not half read."""
    data = {"_csrf_token": lan.headers["x-csrftoken"]}
    sent = lan.post(f"{HERE}/surveys", data=data, files={"file": ("a.json", json.dumps({"pages": []}).encode())})
    assert sent.status_code == 400
