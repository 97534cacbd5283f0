"""The page about contacts shows a table and a mapping that import it."""

import json
import re
from pathlib import Path

from hanhtrinh.app.contacts import MOOD, MOST_AT_ONCE, MOST_NOTE, MOST_PERSON, OLDEST_DAYS
from hanhtrinh.cli import main
from hanhtrinh.sources.load import read_mapping

PAGE = (Path(__file__).parents[3] / "docs" / "contacts.md").read_text(encoding="utf-8")


def shown(name: str) -> str:
    found = re.search(rf"```\w+ {name}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_table_shown_is_imported(tmp_path: Path, capsys) -> None:
    """Two of the three rows have a customer: two contacts and one face come in, twice the same file adds nothing."""
    for name in ("contacts.csv", "contacts-mapping.yaml"):
        (tmp_path / name).write_text(shown(name), encoding="utf-8")
    command = ["import", str(tmp_path / "contacts-mapping.yaml"), "--json", "--workspace", str(tmp_path / "w")]
    reports = []
    for _ in range(2):
        assert main(command) == 0
        reports.append(json.loads(capsys.readouterr().out))
    assert [report["counts"]["accepted"] for report in reports] == [3, 0]
    assert [(reason["column"], reason["line"]) for reason in reports[0]["reasons"]] == [("customer", 4)]


def test_a_face_by_file_is_a_face_by_hand() -> None:
    """The instrument of the mapping is the one the phone page uses."""
    (instrument,) = read_mapping(shown("contacts-mapping.yaml"), "docs/contacts.md").instruments
    assert (instrument.key, instrument.kind) == (MOOD.key, MOOD.kind)
    assert (instrument.low, instrument.high) == (MOOD.low, MOOD.high)


def test_the_limits_shown_are_the_limits() -> None:
    """Numbers in the page are those of the code."""
    for number in (MOST_AT_ONCE, MOST_NOTE, MOST_PERSON, OLDEST_DAYS):
        assert str(number) in PAGE
