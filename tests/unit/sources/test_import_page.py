"""The page about importing shows a mapping that is one."""

import re
from pathlib import Path

import msgspec

from hanhtrinh.app.importing import Counts
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import EventRule, FileRule, Mapping

PAGE = (Path(__file__).parents[3] / "docs" / "import.md").read_text(encoding="utf-8")


def test_the_mapping_shown_is_valid_and_every_key_is_explained() -> None:
    """The example is accepted as it stands, and no key or count of the format is missing from the page."""
    shown = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    mapping = read_mapping(shown[1], "docs/import.md")
    assert len(mapping.files) == 3
    for shape in (Mapping, FileRule, EventRule):
        for field in msgspec.structs.fields(shape):
            assert re.search(rf"\b{field.encode_name}\b", PAGE), field.encode_name
    for name in ("accepted", "duplicate", "rejected", "empty", "unmatched"):
        assert name in PAGE
        assert name in Counts.__struct_fields__
