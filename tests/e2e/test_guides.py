"""The three ways to start work as their pages are written: every file saved, every command typed, in both languages."""

import csv
import json
import re
import shlex
from pathlib import Path

import pytest

from hanhtrinh.journey.codec import read_journey
from tests.e2e.test_cli import hanhtrinh, said

START = Path(__file__).parents[2] / "docs" / "start"


def follow(page, folder):
    """Do what a page says: save the files it shows, type its commands; what each printed, by command."""
    text = (START / page).read_text(encoding="utf-8")
    for name, body in re.findall(r"`(\S+\.(?:txt|csv))`:\n\n```\w*\n(.*?)```", text, re.DOTALL):
        (folder / name).write_text(body, encoding="utf-8")
    printed = {}
    for line in re.findall(r"^hanhtrinh .*$", text, re.MULTILINE):
        if "--notes" in line:
            fill_in(folder / "checklist.csv")
        done = hanhtrinh(*shlex.split(line)[1:], cwd=folder)
        assert done.returncode == 0, f"{line}\n{said(done)}"
        printed[line.replace("--lang vi ", "")] = said(done)
    return printed


def fill_in(sheet):
    """Fill in the checklist as somebody would who walked the first two steps and stumbled at the second."""
    rows = list(csv.reader(sheet.read_text(encoding="utf-8-sig").splitlines()))
    done, follows, note = -5, -4, -2
    rows[1][done], rows[1][follows] = "x", "x"
    rows[2][done], rows[2][follows], rows[2][note] = "x", "no", "No sign pointed there."
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.mark.parametrize("page", ["from-data.md", "tu-du-lieu.md"])
def test_from_data(page, tmp_path):
    """From the demo's exports alone: a drafted journey with the shop's outcome, a page and a PDF."""
    follow(page, tmp_path)
    journey = read_journey((tmp_path / "journey.yaml").read_text(encoding="utf-8"), "journey.yaml")
    assert journey.outcome is not None
    assert len(journey.steps) >= 10
    assert (tmp_path / "map.html").stat().st_size > 100_000
    assert (tmp_path / "map.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("page", "voice"), [("from-a-survey.md", "Four days late"), ("tu-khao-sat.md", "Trễ bốn ngày")]
)
def test_from_a_survey(page, voice, tmp_path):
    """Twelve answers make a map: scores at four steps, a recommendation, and what people wrote at the delivery."""
    printed = follow(page, tmp_path)
    assert voice in (tmp_path / "map.html").read_text(encoding="utf-8")
    asked = hanhtrinh("draw", "journey.yaml", "--json", cwd=tmp_path)
    assert asked.returncode == 0
    found = json.loads(asked.stdout)
    scores = {s["key"]: s["voice"]["score"]["n"] for s in found["steps"] if s["voice"] and s["voice"]["score"]}
    assert scores == {"website": 12, "checkout": 12, "delivery": 12, "usage": 12}
    assert [voice["kind"] for voice in found["journey_voice"]] == ["nps"]
    people = next(text for line, text in printed.items() if line.startswith("hanhtrinh people"))
    assert len(people.strip().splitlines()) == 13


@pytest.mark.parametrize("page", ["from-an-idea.md", "tu-y-tuong.md"])
def test_from_an_idea(page, tmp_path):
    """A few lines become a drawn map, a walk with what did not follow, and a Mermaid sketch that loses nothing."""
    printed = follow(page, tmp_path)
    journey = read_journey((tmp_path / "journey.yaml").read_text(encoding="utf-8"), "journey.yaml")
    assert (len(journey.stages), len(journey.steps)) == (4, 8)
    assert [stage.phase for stage in journey.stages] == ["before", "before", "during", "after"]
    assert "No sign pointed there." in printed["hanhtrinh walk walked.yaml --summary"]
    again = read_journey((tmp_path / "again.yaml").read_text(encoding="utf-8"), "again.yaml")
    assert again == journey
