"""What docs/journey-format.md shows is what the product reads."""

import re
from pathlib import Path
from typing import get_args

import pytest

from hanhtrinh.journey.codec import inspect_journey
from hanhtrinh.journey.model import Ask, Journey, Promise, Step
from hanhtrinh.journey.rules import OPERATORS, parse_rule
from hanhtrinh.journey.segments import WORDS, parse_segment
from hanhtrinh.journey.yaml_text import read_yaml

PAGE = (Path(__file__).parents[3] / "docs" / "journey-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml ?(\w*)\n(.*?)```", PAGE, re.DOTALL)
READERS = {"rule": parse_rule, "segment": parse_segment}


@pytest.mark.parametrize(("kind", "text"), BLOCKS)
def test_examples(kind: str, text: str) -> None:
    """Every example on the page is read without a finding."""
    if kind:
        document = read_yaml(text, "page")
        assert document.findings == ()
        READERS[kind](document.data)
    else:
        assert inspect_journey(text, "page")[1] == ()


@pytest.mark.parametrize("line", re.findall(r"^\| (`.+?) \|", PAGE, re.MULTILINE))
def test_table(line: str) -> None:
    """Every test in the table of rules is one."""
    for example in re.findall(r"`(.+?)`", line):
        parse_rule(read_yaml(example, "page").data)


def test_complete() -> None:
    """The page has an example of each kind and names every operator, word and main field."""
    assert {kind for kind, _ in BLOCKS} == {"", "rule", "segment"}
    for word in (*OPERATORS, *WORDS, *Step.__struct_fields__, *Promise.__struct_fields__):
        if word not in ("key", "name", "instrument"):
            assert re.search(rf"[`{{\s]{word}[:`\s]", PAGE), word
    for word in Journey.__struct_fields__:
        if word not in ("key", "name", "scenario", "goal", "owner", "persona", "minimum_gap", "review_period"):
            assert f"`{word}`" in PAGE or f"\n{word}:" in PAGE, word
    for ask in get_args(Ask):
        assert re.search(rf"^\|.*\b{ask}\b.*\|", PAGE, re.MULTILINE), ask
