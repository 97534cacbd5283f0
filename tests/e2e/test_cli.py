"""The program as people run it: real processes, real files, both languages."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.typed import typed

ROOT = Path(__file__).parents[2]
MAPPING = """\
format: hanhtrinh-mapping/1
source: shop
time_zone: Asia/Ho_Chi_Minh
instruments: [{key: csat, kind: csat, low: 1, high: 5}]
files:
  - file: events.csv
    person: who
    events:
      - {event: {column: event}, time: when}
"""
JOURNEY = """\
format: hanhtrinh/1
key: shop
name: Shop
window: 7d
outcome: buy
touchpoints:
  see: {name: See, match: {event: seen}}
  buy: {name: Buy, match: {event: bought}}
stages:
  - key: all
    name: All
    phase: during
    steps:
      - {key: see, touchpoint: see}
      - {key: buy, touchpoint: buy}
"""
EVENTS = "who,when,event\nlan,2026-01-01T08:00:00,seen\nlan,2026-01-02T08:00:00,bought\nminh,2026-01-01T09:00:00,seen\n"


def hanhtrinh(*arguments, cwd, lang="en", **environment):
    """Type a command and return the finished process."""
    return typed(*arguments, "--lang", lang, cwd=cwd, **environment)


def from_nothing(*arguments, cwd, lang="en"):
    """Start the program as a shell does and return the finished process."""
    command = [sys.executable, "-m", "hanhtrinh", *map(str, arguments), "--lang", lang]
    env = {**os.environ, "PYTHONWARNINGS": "default"}
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env=env, stdin=subprocess.DEVNULL
    )


def said(done):
    """Return everything a process printed."""
    return done.stdout + done.stderr


@pytest.fixture
def shop(tmp_path):
    """Return a folder with a tiny shop's export, mapping and journey."""
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Return a folder with the tiny shop imported; tests copy it."""
    folder = tmp_path_factory.mktemp("imported")
    for name, text in (("mapping.yaml", MAPPING), ("journey.yaml", JOURNEY), ("events.csv", EVENTS)):
        (folder / name).write_text(text, encoding="utf-8")
    done = hanhtrinh("import", "mapping.yaml", cwd=folder)
    assert done.returncode == 0, said(done)
    return folder


@pytest.fixture
def stocked(imported, tmp_path):
    """Return a copy of the imported shop."""
    return shutil.copytree(imported, tmp_path / "shop")


def lake_of(folder):
    """Return every file of a shop's lake with its content."""
    lake = folder / "hanhtrinh-workspace" / "lake"
    return {path.relative_to(lake): path.read_bytes() for path in lake.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return the folder of a small demo company, made by the program itself."""
    folder = tmp_path_factory.mktemp("demo")
    done = from_nothing("demo", "--people", "600", "--workspace", folder / "ws", "--no-serve", cwd=folder, lang="vi")
    assert done.returncode == 0, said(done)
    return folder / "ws"


def test_one_command_imports_and_draws(shop):
    """From an export to a map in one command; the second time nothing is added and the map says the same."""
    for news in ("3 accepted", "3 there already"):
        done = from_nothing("draw", "journey.yaml", "--import", "mapping.yaml", "-o", "map.html", cwd=shop)
        assert done.returncode == 0, said(done)
        assert news in done.stderr
    page = (shop / "map.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") or page.startswith("<!DOCTYPE html>")


def test_data_files_can_be_drawn_without_a_mapping(shop):
    """Somebody who has only a file and a journey gets a map through the proposed mapping."""
    done = hanhtrinh("draw", "journey.yaml", "--import", "events.csv", "--json", cwd=shop)
    assert done.returncode == 0, said(done)
    readings = json.loads(done.stdout)
    assert [step["reach"]["count"] for step in readings["steps"]] == [2, 1]


def test_the_demo_company_is_drawn(demo):
    """`hanhtrinh demo` leaves a page and a rejects file, and can be run again."""
    assert (demo / "map.html").stat().st_size > 100_000
    assert list((demo / "rejects").glob("*.csv"))
    again = hanhtrinh("demo", "--people", "600", "--workspace", demo, "--no-serve", cwd=demo.parent)
    assert again.returncode == 0, said(again)


def test_the_demo_is_never_mixed_into_other_data(shop):
    """A workspace with somebody's own data is not given demo customers."""
    assert hanhtrinh("import", "mapping.yaml", "--workspace", "mine", cwd=shop).returncode == 0
    done = hanhtrinh("demo", "--people", "300", "--workspace", "mine", "--no-serve", cwd=shop)
    assert done.returncode == 3
    assert "mine" in done.stderr


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_map_is_shown_in_the_terminal(demo, lang):
    """The table has every step's number of passes, as the JSON has it, in the language's own figures."""
    journey = demo / "exports" / "journey.yaml"
    shown = hanhtrinh("show", journey, "--workspace", demo, "--width", "140", cwd=demo, lang=lang)
    assert shown.returncode == 0, said(shown)
    drawn = hanhtrinh("draw", journey, "--workspace", demo, "--json", cwd=demo)
    for step in json.loads(drawn.stdout)["steps"]:
        assert str(step["reach"]["count"]) in shown.stdout.replace(".", "").replace(",", "")


def test_readings_keep_to_their_published_schema(demo):
    """What `--json` prints satisfies what `schema readings` prints."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(hanhtrinh("schema", "readings", cwd=demo).stdout)
    drawn = hanhtrinh("draw", demo / "exports" / "journey.yaml", "--workspace", demo, "--json", cwd=demo)
    jsonschema.validate(json.loads(drawn.stdout), schema)


def test_listed_people_are_those_counted(demo):
    """`people` lists as many passes as the map's number says."""
    journey = demo / "exports" / "journey.yaml"
    readings = json.loads(hanhtrinh("draw", journey, "--workspace", demo, "--json", cwd=demo).stdout)
    step = readings["steps"][6]
    listed = hanhtrinh("people", journey, "--workspace", demo, "--step", step["key"], "--what", "dropped", cwd=demo)
    assert len(listed.stdout.splitlines()) - 1 == step["drop_off"]["count"]


def test_a_funnel_names_its_options(demo):
    """A funnel's answer says how it was computed."""
    journey = demo / "exports" / "journey.yaml"
    done = hanhtrinh("funnel", journey, "cart", "checkout", "--window", "7d", "--workspace", demo, cwd=demo)
    assert done.returncode == 0, said(done)
    assert "window_seconds 604800" in done.stdout
    assert "entry best" in done.stdout


BROKEN_FILES = {
    "empty": b"",
    "header only": b"who,when,event\n",
    "random bytes": bytes(range(256)) * 40,
    "a column missing": b"who,what\nlan,seen\n",
    "wrong encoding": "who,when,event\nng\u01b0\u1eddi,2026-01-01,seen\n".encode("utf-16-le")[1:],
    "nothing but bad rows": b"who,when,event\nlan,yesterday,seen\n",
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_file_is_explained(stocked, name, lang):
    """A file that cannot be used is named, nothing is stored, and no traceback is shown."""
    before = lake_of(stocked)
    (stocked / "events.csv").write_bytes(BROKEN_FILES[name])
    done = hanhtrinh("import", "mapping.yaml", cwd=stocked, lang=lang)
    assert "Traceback" not in said(done)
    assert "events.csv" in said(done)
    assert done.returncode != 0
    assert lake_of(stocked) == before


def test_a_cut_gzip_is_explained(shop):
    """A half-downloaded file is recognised as such."""
    whole = gzip.compress((EVENTS + "minh,2026-01-03T09:00:00,seen\n" * 5000).encode(), mtime=0)
    (shop / "events.csv.gz").write_bytes(whole[: len(whole) // 2])
    (shop / "mapping.yaml").write_text(MAPPING.replace("events.csv", "events.csv.gz"), encoding="utf-8")
    done = hanhtrinh("import", "mapping.yaml", cwd=shop)
    assert done.returncode != 0
    assert "events.csv.gz" in done.stderr
    assert "Traceback" not in said(done)


BROKEN_JOURNEYS = {
    "duplicate keys": (JOURNEY + "key: twice\n", ":16"),
    "two steps with one key": (JOURNEY.replace("{key: buy, touchpoint: buy}", "{key: see, touchpoint: buy}"), ":15"),
    "unknown field": (JOURNEY.replace("outcome: buy", "outcom: buy"), "outcome"),
    "an anchor": (JOURNEY.replace("name: Shop", "name: &a Shop"), ":3"),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", BROKEN_JOURNEYS)
def test_a_broken_journey_is_explained(shop, name, lang):
    """`check` and `draw` both name file and line, and no map is written over the old one."""
    (shop / "map.html").write_text("old", encoding="utf-8")
    text, place = BROKEN_JOURNEYS[name]
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    checked = hanhtrinh("check", "journey.yaml", cwd=shop, lang=lang)
    assert checked.returncode == 1
    assert place in checked.stdout
    drawn = hanhtrinh("draw", "journey.yaml", "--import", "mapping.yaml", "-o", "map.html", cwd=shop, lang=lang)
    assert drawn.returncode == 2
    assert place in drawn.stderr
    assert "Traceback" not in said(drawn)
    assert (shop / "map.html").read_text(encoding="utf-8") == "old"


def test_a_rule_no_event_can_satisfy_is_doubted(shop):
    """A rule on a property no event has draws the map and warns, with the line."""
    text = JOURNEY.replace("match: {event: bought}", "match: {event: bought, chanel: web}")
    (shop / "journey.yaml").write_text(text, encoding="utf-8")
    done = hanhtrinh("draw", "journey.yaml", "--import", "mapping.yaml", cwd=shop)
    assert done.returncode == 0
    assert "journey.yaml:8" in done.stderr
    assert "chanel" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("draw", "journey.yaml", "--as-of", "soon"),
        ("draw", "journey.yaml", "--segment", "nobody"),
        ("people", "journey.yaml", "--step", "nowhere"),
        ("people", "journey.yaml", "--what", "dropped"),
        ("funnel", "journey.yaml", "see", "nothing"),
        ("funnel", "journey.yaml", "see", "buy", "--window", "long"),
        ("draw", "journey.yaml", "-o", "no/such/folder/map.html"),
        ("demo", "--people", "0"),
        ("import", "nothing.csv"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_wrong_argument_is_explained(stocked, arguments, lang):
    """What was typed is named back; the exit code is not 0; there is no traceback."""
    done = hanhtrinh(*arguments, cwd=stocked, lang=lang)
    assert done.returncode not in (0, 70), said(done)
    assert "Traceback" not in said(done)
    assert done.stderr.strip()


def test_without_a_workspace_the_way_to_one_is_named(shop):
    """Somebody who draws before importing is told what to do."""
    done = hanhtrinh("draw", "journey.yaml", cwd=shop)
    assert done.returncode == 3
    assert "hanhtrinh-workspace" in done.stderr


def test_a_closed_pipe_is_no_error(demo):
    """`hanhtrinh people … | head` ends quietly."""
    command = (
        f"{sys.executable} -m hanhtrinh people {demo}/exports/journey.yaml --step product --workspace {demo} | head -1"
    )
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("person,")
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
