"""Surveys: Google Forms, Qualtrics and SPSS exports become answers at touchpoints without a hand on the mapping."""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from hanhtrinh.errors import Rejected
from hanhtrinh.sources.anonymous import RowPeople
from hanhtrinh.sources.inspecting import Inspection
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import ROW
from hanhtrinh.sources.profiles import Profile
from hanhtrinh.sources.questions import key_of, place_of, scale_of
from hanhtrinh.sources.tables import LINE
from tests.unit.sources.books import book, imported, inspected, reasons
from tests.unit.sources.shop import SHARED, run, workspace

shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not on this machine")
ASKED = (
    "Bạn hài lòng thế nào về việc giao hàng?",
    "Vì sao bạn chấm điểm như vậy?",
    "Website dễ sử dụng đến mức nào? (1 = rất khó, 5 = rất dễ)",
    "Khả năng bạn giới thiệu cửa hàng cho bạn bè là bao nhiêu? (0–10)",
    "Bạn đánh giá chất lượng sản phẩm ra sao?",
    "Bạn biết đến cửa hàng qua đâu? (chọn nhiều)",
    "Bạn bao nhiêu tuổi?",
    "Góp ý thêm cho cửa hàng",
)
WHY = ("Giao chậm hai ngày so với hẹn", "Người giao rất lịch sự, vui vẻ", "")
WORDS = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng")
CHANNELS = ("Facebook", "TikTok", "Bạn bè")


def responses(count: int = 30) -> list[list[str]]:
    """Answers to `ASKED`, some questions left out."""
    rows = []
    for i in range(count):
        moment = datetime(2026, 5, 1, 8) + timedelta(hours=7 * i)  # noqa: DTZ001 - as the form writes it
        why = f"{WHY[i % 3]} ({i})" if WHY[i % 3] else ""
        ease, score = "" if i % 4 == 0 else str(i % 5 + 1), str(i % 9 + 2)
        channels = ", ".join(CHANNELS[: i % 3 + 1])
        more = f"Mong cửa hàng có thêm màu số {i} và mở ở quê tôi" if i % 5 == 0 else ""
        answers = [str(i % 5 + 1), why, ease, score, WORDS[i % 4], channels, str(20 + i), more]
        rows.append([moment.strftime("%d/%m/%Y %H:%M:%S"), *answers])
    return rows


def form(path: Path, rows: Sequence[Sequence[str]], head: Sequence[str] = ("Dấu thời gian", *ASKED)) -> Path:
    """Write a form's sheet as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def answers_of(found: Inspection) -> dict[str, tuple[object, ...]]:
    """What each question with an answer became: by its key, kind, scale, touchpoint and whether it has words."""
    by_key = {instrument.key: instrument for instrument in found.mapping.instruments}
    given = [rule.answer for rule in found.mapping.files[0].events if rule.answer is not None]
    return {
        answer.instrument: (
            by_key[answer.instrument].kind,
            by_key[answer.instrument].low,
            by_key[answer.instrument].high,
            answer.asked_at,
            answer.text is not None,
        )
        for answer in given
    }


def test_a_form_becomes_answers_at_touchpoints(tmp_path: Path) -> None:
    """Every scored question is an instrument with its scale, attached to the touchpoint its words name; words after a
    score belong to it; choices stay text; a row without address is a person of its own."""
    found = inspected(form(tmp_path / "form.csv", responses()))
    (rule,) = found.mapping.files
    assert rule.person == ROW
    assert answers_of(found) == {
        "giao_hang": ("csat", 1, 5, "delivery", True),
        "website_de_su_dung_kho": ("ces", 1, 5, "website", False),
        "nps": ("nps", 0, 10, None, False),
        "chat_luong_san_pham": ("csat", 1, 5, "usage", False),
        "open_question": ("emotion", -2, 2, None, True),
    }
    nps = next(one for one in found.mapping.instruments if one.kind == "nps")
    assert nps.relationship
    assert nps.question == ASKED[3]
    assert set(rule.properties) == {"biet_qua_chon", "tuoi"}
    keys = set(reasons(found))
    assert {"guess_google_form", "guess_person_row", "guess_question_at", "guess_question_whole"} <= keys
    assert {"guess_question_why", "guess_open"} <= keys


def test_what_a_form_says_is_stored_question_by_question(tmp_path: Path) -> None:
    """A row gives one event for itself and one for each question answered; none for a question left out. Words of a
    scale become its numbers."""
    events = imported(inspected(form(tmp_path / "form.csv", responses())), tmp_path)
    counts = Counter(str(event["instrument"]) for event in events)
    assert counts == {
        "None": 30,
        "giao_hang": 30,
        "website_de_su_dung_kho": 22,
        "nps": 30,
        "chat_luong_san_pham": 30,
        "open_question": 6,
    }
    first = [event for event in events if event["time"] == datetime(2026, 5, 1, 8 - 7, tzinfo=UTC)]
    said = {event["instrument"]: (event["score"], event["text"], event["asked_at"]) for event in first}
    assert said["giao_hang"] == (1, "Giao chậm hai ngày so với hẹn (0)", "delivery")
    assert said["chat_luong_san_pham"] == (5, None, "usage")
    assert said["open_question"] == (None, "Mong cửa hàng có thêm màu số 0 và mở ở quê tôi", None)
    assert {event["p_biet_qua_chon"] for event in events} == {
        "Facebook",
        "Facebook, TikTok",
        "Facebook, TikTok, Bạn bè",
    }


def test_a_form_that_has_grown_adds_only_what_is_new(tmp_path: Path) -> None:
    """Anonymous people are known again by what they said: the next export, whatever its order, adds the new rows."""
    rows = responses()
    found = inspected(form(tmp_path / "form.csv", rows[:20]))
    mapping = read_mapping(found.to_yaml(), "m")
    space = workspace(tmp_path)
    before = run(space, mapping, tmp_path).counts
    form(tmp_path / "form.csv", list(reversed(rows)))
    after = run(space, mapping, tmp_path).counts
    assert after.duplicate == before.accepted
    assert space.lake.scan().collect()["person"].n_unique() == 30


def test_people_who_say_the_same_are_not_one() -> None:
    """Equal rows are told apart by their number among them, across batches; an empty column changes nobody."""
    people, later = RowPeople(["a", "b"]), RowPeople(["a", "b", "c"])
    rows = pl.DataFrame({"a": ["x", "y", "x"], "b": ["1", None, "1"], LINE: [1, 2, 3]})
    names = people.add_to(rows)[ROW].to_list()
    assert len(set(names)) == 3
    assert people.add_to(rows)[ROW].to_list()[0] == f"{names[0]}-3"
    assert later.add_to(rows.with_columns(c=pl.lit("")))[ROW].to_list() == names


@pytest.mark.parametrize("head", ["Địa chỉ email", "Email Address", "Số điện thoại của bạn", "Mã khách hàng"])
def test_who_answered_is_found_by_its_words(tmp_path: Path, head: str) -> None:
    """A column of addresses, numbers or ids that nearly every row fills in is the person."""
    rows = [[row[0], f"khach{i}@vd.vn", *row[1:]] for i, row in enumerate(responses())]
    found = inspected(form(tmp_path / "form.csv", rows, ("Dấu thời gian", head, *ASKED)))
    assert found.mapping.files[0].person == head
    assert found.preview.people == 30


def test_an_address_that_few_gave_makes_nobody_lost(tmp_path: Path) -> None:
    """Where the address may be left out, rows are people of their own, and it is said how to change that."""
    rows = [[row[0], f"khach{i}@vd.vn" if i % 3 == 0 else "", *row[1:]] for i, row in enumerate(responses())]
    found = inspected(form(tmp_path / "form.csv", rows, ("Dấu thời gian", "Email", *ASKED)))
    assert found.mapping.files[0].person == ROW
    assert found.preview.people == 30
    assert "guess_person_partly" in reasons(found)


def test_a_form_saved_as_a_workbook(tmp_path: Path) -> None:
    """The sheet of a form downloaded as XLSX gives the same answers."""
    rows = [
        [datetime.strptime(row[0], "%d/%m/%Y %H:%M:%S"), *(int(c) if c.isdigit() else c for c in row[1:])]  # noqa: DTZ007
        for row in responses()
    ]
    path = book(tmp_path / "form.xlsx", {"Câu trả lời": [["Timestamp", *ASKED], *rows]})
    found = inspected(path)
    assert answers_of(found)["giao_hang"] == ("csat", 1, 5, "delivery", True)
    assert Counter(event["instrument"] for event in imported(found, tmp_path))["website_de_su_dung_kho"] == 22


@pytest.mark.parametrize("head", ["timestamp,user_id,event", "Timestamp,Action,Customer ID"])
def test_an_event_log_is_no_form(tmp_path: Path, head: str) -> None:
    """A log whose first column is its time stays a log."""
    (tmp_path / "log.csv").write_text(f"{head}\n2026-01-01 08:00:00,7,9\n2026-01-02 08:00:00,8,9\n", "utf-8")
    assert "guess_google_form" not in reasons(inspected(tmp_path / "log.csv"))


@shared
@pytest.mark.parametrize(
    ("name", "rows", "time", "first"),
    [
        ("Survey_2018", 765, "Timestamp", datetime(2018, 12, 14, 12, 41, 33, tzinfo=UTC)),
        ("Survey_2019", 991, "Zeitstempel", datetime(2019, 12, 2, 11, 18, 26, tzinfo=UTC)),
        ("Survey_2020", 1253, "Timestamp", datetime(2020, 11, 24, 11, 14, 15, tzinfo=UTC)),
    ],
)
def test_real_forms(tmp_path: Path, name: str, rows: int, time: str, first: datetime) -> None:
    """Three years of a real form, in two languages: every row a person, every column a property, nothing refused, and
    no age or salary taken for a score."""
    found = inspected(SHARED / f"surveys/it_salary_eu/{name}.csv.gz", zone="UTC")
    assert found.preview.events["form_submitted"] == found.preview.people == rows
    assert found.preview.rejected == 0
    assert [one.key for one in found.mapping.instruments if one.key != "open_question"] == []
    assert found.mapping.files[0].events[0].time.column == time  # type: ignore[union-attr]
    events = imported(found, tmp_path)
    assert events[0]["time"] == first
    assert {event["p_company_type"] for event in events} >= {"Product", "Startup"}


@shared
@pytest.mark.parametrize("name", ["response_export_sample", "response_export_sample_legacy"])
def test_qualtrics_exports(tmp_path: Path, name: str) -> None:
    """The rows of words and ids are no responses; the response's id is the person, the words name the questions."""
    found = inspected(SHARED / f"surveys/qualtrics/{name}.csv", zone="UTC")
    (event,) = imported(found, tmp_path)
    assert event["person"] == "R_2YPOQ602ER1jkf1"
    assert event["time"] == datetime(2017, 7, 18, 8, 28, 48, tzinfo=UTC)
    assert (event["p_multiple_choice_question"], event["p_free_text_question"]) == (2, "Hello World!")


def test_a_qualtrics_survey_with_scores(tmp_path: Path) -> None:
    """Scores are found by the questions' words in the second row, over many lines of responses."""
    names = "StartDate,EndDate,RecordedDate,ResponseId,RecipientEmail,Q1,Q1_NPS_GROUP,Q2_1"
    words = "Start Date,End Date,Recorded Date,Response ID,Recipient Email,How likely are you to recommend us?,Group,"
    words += '"How satisfied were you with\nthe delivery?"'
    ids = ",".join(f'"{{""ImportId"":""{name}""}}"' for name in names.split(","))
    moment = "2026-01-01 08:00:00"
    rows = [f"{moment},{moment},{moment},R_{i},lan{i}@vd.vn,{i % 11},Promoter,{i % 5 + 1}" for i in range(20)]
    (tmp_path / "q.csv").write_text("\n".join([names, words, ids, *rows]) + "\n", "utf-8")
    found = inspected(tmp_path / "q.csv")
    assert answers_of(found) == {
        "nps": ("nps", 0, 10, None, False),
        "delivery": ("csat", 1, 5, "delivery", False),
    }
    assert found.mapping.files[0].person == "RecipientEmail"
    assert len(imported(found, tmp_path)) == 60


@shared
def test_spss_files(tmp_path: Path) -> None:
    """Numbers, dates, clock times, words of values, user-missing values, sets of answers, any script."""
    found = inspected(SHARED / "surveys/spss/sample_missing.sav", zone="UTC")
    events = sorted(imported(found, tmp_path), key=lambda event: str(event["p_character"]))
    first = next(event for event in events if event["p_character"] == "a")
    assert (first["p_numeric"], first["p_labeled"], first["p_ordinal"], first["p_time_2"]) == (
        1.1,
        "Male",
        "low",
        "10:10:10",
    )
    assert first["p_datetime"] == datetime(2018, 5, 6, 10, 10, 10, tzinfo=UTC)
    assert next(event for event in events if event["p_character"] == "Z")["p_numeric"] is None
    assert next(event for event in events if event["p_character"] == "Z")["p_labeled"] is None
    sets = inspected(SHARED / "surveys/spss/multiple_response_simple_alltypes.sav")
    assert sets.preview.examples[0]["p_my_multiple_response_set"] == "Response #1, Response #2"
    hebrew = inspected(SHARED / "surveys/spss/hebrews.sav")
    assert hebrew.preview.people == 99
    assert "ותק_ב" in hebrew.mapping.files[0].properties


def test_an_spss_survey_with_scores(tmp_path: Path) -> None:
    """A scale in words is scored by its words, whichever way its codes run; one in numbers by its numbers; without a
    date all answers bear one day, and the mapping says which."""
    _write_sav(tmp_path / "s.sav")
    found = inspected(tmp_path / "s.sav")
    assert answers_of(found) == {
        "delivery": ("csat", 1, 5, "delivery", False),
        "nps": ("nps", 0, 10, None, False),
    }
    day = datetime.fromtimestamp((tmp_path / "s.sav").stat().st_mtime, UTC).date().isoformat()
    assert {rule.time.at for rule in found.mapping.files[0].events} == {day}  # type: ignore[union-attr]
    assert "guess_file_date" in reasons(found)
    scores = [event["score"] for event in imported(found, tmp_path) if event["instrument"] == "delivery"]
    assert sorted(scores) == [1, 2, 4, 5]


def _write_sav(path: Path) -> None:
    """Write an SPSS file in a process of its own: its writer needs another data frame library."""
    code = f"""
import polars as pl, pyreadstat
frame = pl.DataFrame({{"q1": [1.0, 2.0, 4.0, 5.0], "q2": [10.0, 0.0, 7.0, 9.0]}})
words = {{1: "Very satisfied", 2: "Satisfied", 3: "Neutral", 4: "Dissatisfied", 5: "Very dissatisfied"}}
labels = ["How satisfied are you with the delivery?", "How likely are you to recommend us?"]
pyreadstat.write_sav(frame, {str(path)!r}, column_labels=labels, variable_value_labels={{"q1": words}})
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("wording", "key"),
    [
        ("Bạn hài lòng thế nào về việc giao hàng?", "giao_hang"),
        ("How satisfied were you with the delivery?", "delivery"),
        ("Bạn có hài lòng không?", "hai_long_khong"),
        ("ותק בחברה", "ותק_בחברה"),
        ("???", "question"),
    ],
)
def test_keys_say_what_is_asked(wording: str, key: str) -> None:
    """The words that every question has are left out; where nothing else is left, they stay."""
    assert key_of(wording) in (key, f"co_{key}", f"ban_co_{key}")
    assert key_of(wording, [key_of(wording)]) == f"{key_of(wording)}_2"


@pytest.mark.parametrize(
    ("wording", "place"),
    [
        ("Thái độ của nhân viên tư vấn", "support"),
        ("Was the checkout easy?", "checkout"),
        ("Giỏ hàng có dễ dùng không?", "cart"),
        ("Bạn thấy quảng cáo của chúng tôi ở đâu?", "ad"),
        ("Nhìn chung bạn thấy thế nào?", None),
    ],
)
def test_touchpoints_are_named_by_words(wording: str, place: str | None) -> None:
    """The key of the templates' touchpoint that the words speak of, or none."""
    assert place_of(wording) == place


def test_files_on_different_scales_share_no_instrument(tmp_path: Path) -> None:
    """The same question on another scale in a second file is an instrument of its own; on the same scale it is one."""
    head = ("Dấu thời gian", ASKED[0])
    for hour, (name, top) in enumerate((("a.csv", 5), ("b.csv", 10), ("c.csv", 5))):
        form(tmp_path / name, [[f"{i + 1:02}/02/2026 0{hour}:00:00", str(i % top + 1)] for i in range(20)], head)
    found = inspected(*(tmp_path / name for name in ("a.csv", "b.csv", "c.csv")))
    assert {one.key: one.high for one in found.mapping.instruments} == {"giao_hang": 5, "giao_hang_2": 10}
    used = [rule.answer.instrument for file in found.mapping.files for rule in file.events if rule.answer]
    assert used == ["giao_hang", "giao_hang_2", "giao_hang"]
    assert len(imported(found, tmp_path)) == 120


@pytest.mark.parametrize(
    ("time", "key"),
    [
        ("{at: 2026-01-31}", None),
        ("{at: 2026-01-31T08:30, zone: Asia/Ho_Chi_Minh}", None),
        ("{at: soon}", "sources.time_at_bad"),
        ("{}", "sources.time_column_or_at"),
        ("{column: a, at: 2026-01-31}", "sources.time_column_or_at"),
        ("{column: a, format: [iso, bad]}", "sources.time_form_unknown"),
    ],
)
def test_one_day_for_all_rows(tmp_path: Path, time: str, key: str | None) -> None:
    """A file without times bears the day the mapping states; a day that is none, or beside a column, is a finding."""
    head = "format: hanhtrinh-mapping/1\nsource: s\ntime_zone: UTC\nfiles:\n  - file: a.csv\n    person: '#row'\n"
    text = f"{head}    events:\n      - {{event: x, time: {time}}}\n"
    (tmp_path / "a.csv").write_text("a,b\n1,2\n1,2\n", encoding="utf-8")
    if key is not None:
        with pytest.raises(Rejected) as refused:
            read_mapping(text, "m.yaml")
        assert [finding.key for finding in refused.value.findings] == [key]
        return
    space = workspace(tmp_path)
    assert run(space, read_mapping(text, "m.yaml"), tmp_path).counts.accepted == 2
    hour = 0 if "08:30" not in time else 1
    moment = datetime(2026, 1, 31, hour, 30 * hour, tzinfo=UTC)
    assert set(space.lake.scan().collect()["time"]) == {moment}


def test_a_raised_digit_is_no_score() -> None:
    """A column with "²" among its answers is looked at like any other text."""
    answers = pl.Series(["5 – tốt", "²"])
    profile = Profile(name="a", words=(), rows=2, present=2, distinct=2, kind="text")
    assert scale_of(profile, "Bạn hài lòng thế nào?", answers, "k") is None


def test_a_column_of_weights_is_kept_as_a_number(tmp_path: Path) -> None:
    """What a survey was weighted by elsewhere stays with its answers, and is no question."""
    rows = [[*row, f"{0.5 + i / 20:.3f}"] for i, row in enumerate(responses())]
    proposal = inspected(form(tmp_path / "a.csv", rows, ("Dấu thời gian", *ASKED, "weight")))
    (rule,) = proposal.mapping.files
    kept = rule.properties["weight"]
    assert (kept.column, kept.type) == ("weight", "number")
