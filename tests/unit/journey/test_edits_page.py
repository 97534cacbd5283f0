"""What docs/edits.md shows is what the product does."""

import doctest
import re
from pathlib import Path

from hanhtrinh.cli.parser import build_parser
from hanhtrinh.journey import edits
from hanhtrinh.journey.check import check
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.library import with_library
from hanhtrinh.journey.library_file import read_library
from hanhtrinh.journey.yaml_text import read_yaml

PAGE = Path(__file__).parents[3] / "docs" / "edits.md"
TEXT = PAGE.read_text(encoding="utf-8")


def block(kind: str) -> str:
    (found,) = re.findall(rf"```yaml {kind}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


def test_the_examples_run() -> None:
    """Every line of Python on the page gives what is printed there."""
    ran = doctest.testfile(str(PAGE), module_relative=False)
    assert ran.failed == 0
    assert ran.attempted > 20


def test_the_library_and_its_journey() -> None:
    """The library on the page is sound, and so is the journey with it."""
    library, journey = read_library(block("library"), "l.yaml"), read_journey(block("journey"), "j.yaml")
    assert check(journey, read_yaml(block("journey"), "j.yaml"), library, read_yaml(block("library"), "l.yaml")) == ()
    pay = with_library(journey, library).steps[1]
    assert pay.opportunities[0].solutions


def test_the_page_names_everything() -> None:
    """Each edit, each refusal and each option of diff and walk has its word on the page."""
    for name in edits.__all__:
        assert re.search(rf"\b{name}\b", TEXT), name
    parser = build_parser("en")
    commands = next(action for action in parser._actions if action.dest == "command").choices
    for command in ("diff", "walk"):
        for option in commands[command]._option_string_actions:
            if option.startswith("--") and option not in ("--help", "--output"):
                assert option in TEXT, option
