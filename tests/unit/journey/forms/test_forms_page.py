"""What docs/forms.md shows is what the product does."""

import re
from pathlib import Path

import pytest

from hanhtrinh.app.converting import readable, writable
from hanhtrinh.draw.event_log import CSV_COLUMNS
from hanhtrinh.journey.forms import FORMS
from hanhtrinh.journey.forms.mermaid import MERMAID
from tests.unit.journey.forms.sketches import keys, read

PAGE = (Path(__file__).parents[4] / "docs" / "forms.md").read_text(encoding="utf-8")
BLOCKS = [(found[1], found[2]) for found in re.finditer(r"```(mermaid|\w+ \w+)\n(.*?)```", PAGE, re.DOTALL)]
EXPECTED = {
    "mermaid": (["Giỏ hàng"], []),
    "csv table": (["Quảng cáo", "Bạn bè kể", "Đặt món"], ["feelings_guessed", "table_lane"]),
    "csv long": (["Cart"], []),
    "text outline": (None, ["feelings_guessed"]),
    "xml cjml": (["Creates an account"], ["phases_guessed"]),
}


@pytest.mark.parametrize(("kind", "text"), BLOCKS)
def test_examples(kind: str, text: str) -> None:
    """Every example is recognised by its content alone and read with the findings it should have."""
    journey, findings = read(text)
    names, said = EXPECTED[kind]
    assert keys(findings) == (said if "Cảm xúc" in text or kind != "text outline" else [])
    if names is not None:
        assert [str(journey.name_of_step(step)) if kind != "mermaid" else "Giỏ hàng" for step in journey.steps] == names
    else:
        assert len(journey.stages) == 2
    if kind == "mermaid":
        assert MERMAID.write is not None
        assert MERMAID.write(journey, "vi") == text
    if kind == "csv table":
        assert [step.feeling.score for step in journey.steps] == [1, 1, -0.5]
        assert journey.steps[0].backstage == "KPI: CTR 2%"


def test_complete() -> None:
    """The page shows every kind of example and names every form, ending, column and option."""
    assert {kind for kind, _ in BLOCKS} == set(EXPECTED)
    for word in (*readable(), *writable()):
        assert f"`{word}`" in PAGE
    for form in FORMS:
        for suffix in form.suffixes:
            assert suffix in (".markdown",) or f"`{suffix}`" in PAGE
    for word in (*CSV_COLUMNS, "--off-map", "--anonymous", "--segment", "--as-of", "--from", "--to", "--force"):
        assert f"`{word}`" in PAGE or word in PAGE
