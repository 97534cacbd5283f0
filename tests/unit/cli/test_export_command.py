"""`hanhtrinh export`, as it is typed."""

import gzip
from pathlib import Path

import polars as pl
import pytest

from hanhtrinh.cli import main
from hanhtrinh.sources.inspecting import inspect_files
from tests.unit.sources.shop import NOW

JOURNEY = """format: hanhtrinh/1
key: shop
name: {vi: Cửa hàng, en: Shop}
outcome: pay
touchpoints:
  look: {name: {vi: "=Xem", en: Look}, match: {event: look}}
  pay: {name: {vi: Trả tiền, en: Pay}, match: {event: pay}}
segments:
  payers: {name: Payers, match: {did: {event: pay}}}
stages:
  - key: all
    name: All
    phase: during
    steps:
      - {key: look, touchpoint: look}
      - {key: pay, touchpoint: pay}
"""
EVENTS = """user,event,time
-lan,look,2026-01-01T08:00:00Z
-lan,phone,2026-01-01T09:00:00Z
-lan,pay,2026-01-02T08:00:00.123456Z
minh,look,2026-01-03T08:00:00Z
minh,look,2026-03-03T08:00:00Z
"""
MAPPING = """format: hanhtrinh-mapping/1
source: shop
files:
  - {file: events.csv, person: user, events: [{event: {column: event}, time: time}]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    assert main(["import", "mapping.yaml", "--workspace", "space"]) == 0
    return tmp_path


def export(*more: str) -> int:
    return main(["export", "journey.yaml", "--workspace", "space", *more])


def test_csv(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The log is written with the words of the language; what a spreadsheet would run is guarded."""
    capsys.readouterr()
    assert export("-o", "log.csv", "--off-map", "--lang", "vi") == 0
    assert capsys.readouterr().out == "Đã ghi log.csv: 3 lượt đi của 2 khách hàng, 5 sự kiện.\n"
    assert (folder / "log.csv").read_text(encoding="utf-8").splitlines()[:4] == [
        "case_id,person,pass_key,state,activity,timestamp,step,stage,touchpoint,event_name",
        "'-lan#1,'-lan,,completed,'=Xem,2026-01-01T08:00:00.000+00:00,look,all,look,look",
        "'-lan#1,'-lan,,completed,phone,2026-01-01T09:00:00.000+00:00,,,,phone",
        "'-lan#1,'-lan,,completed,Trả tiền,2026-01-02T08:00:00.123456+00:00,pay,all,pay,pay",
    ]


def test_xes(folder: Path) -> None:
    """The log is read back by the importer, compressed or not; period, segment and pseudonyms are kept to."""
    assert export("-o", "log.xes.gz") == 0
    found = inspect_files([folder / "log.xes.gz"], now=NOW, zone="UTC")
    assert (found.preview.people, found.preview.events) == (3, {"Look": 3, "Pay": 1})
    assert export("-o", "some.xes", "--segment", "payers", "--anonymous") == 0
    text = (folder / "some.xes").read_text(encoding="utf-8")
    assert "lan" not in text
    assert '<string key="concept:name" value="1#1"/>' in text
    assert export("-o", "late.csv.gz", "--from", "2026-02-01") == 0
    late = pl.read_csv(gzip.decompress((folder / "late.csv.gz").read_bytes()))
    assert late["case_id"].to_list() == ["minh#2"]


def test_refusals(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of another kind, a folder that is not there and an unknown segment are refused."""
    assert export("-o", "log.txt", "--lang", "en") == 2
    assert "'log.txt' is no form of event log." in capsys.readouterr().err
    assert export("-o", "nowhere/log.xes") == 4
    assert export("-o", "log.xes", "--segment", "x") == 2
    assert not (folder / "log.xes").exists()
