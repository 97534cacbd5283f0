"""What docs/demo.md says of the demo company is so."""

import re
from pathlib import Path

import pytest

from hanhtrinh.cli.parser import build_parser
from hanhtrinh.demo.company import Company
from hanhtrinh.demo.generate import generate
from hanhtrinh.demo.truth import truth_of
from tests.demo_truth import AS_OF

PAGE = (Path(__file__).parents[3] / "docs" / "demo.md").read_text(encoding="utf-8")


def test_the_files_named_are_there(tmp_path: Path) -> None:
    """Each file in the table is written, surveys by their pattern, and no other."""
    generate(Company(), tmp_path, people=20_000, seed=1, as_of=AS_OF)
    named = re.findall(r"^\| `([^`]+)`", PAGE, re.MULTILINE)
    patterns = [name.replace("…", "*") for name in named]
    assert all(list(tmp_path.glob(pattern)) for pattern in patterns)
    assert {path for pattern in patterns for path in tmp_path.glob(pattern)} == set(tmp_path.iterdir())


def test_the_numbers_told_are_true() -> None:
    """The sales cycle, the late share and the delivery's scores are those of the page."""
    truth, survey = truth_of(Company()), Company().surveys["csat_delivery"]
    assert truth.get("sales_cycle") / 86_400 == pytest.approx(8, abs=0.5)
    assert truth.get("sales_cycle_quartile_high") / 86_400 == pytest.approx(15, abs=0.5)
    assert truth.get("late", "delivery") == pytest.approx(1 / 6, abs=0.01)
    for condition, told in (("usual", 4.3), ("late", 2.4)):
        scores = zip(survey.points, survey.scores[condition], strict=True)
        assert sum(point * chance for point, chance in scores) == pytest.approx(told, abs=0.05)
    mess = Company().mess
    assert mess.bad_events + mess.bad_orders + mess.bad_answers == 16


def test_the_command_is_one() -> None:
    """The command on the page is understood."""
    (command,) = re.findall(r"^ {4}hanhtrinh (.+)$", PAGE, re.MULTILINE)
    assert build_parser("en").parse_args(command.split()).people == 20_000
