"""Documented calls of Segment and RudderStack, where the data folder is there."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "payloads"


@pytest.fixture
def payloads() -> list[dict[str, Any]]:
    """The calls, those inside batches too."""
    if not FOLDER.exists():
        pytest.skip("the examples of the protocols are not here")
    found: list[dict[str, Any]] = []
    for name in ("segment_spec_docs.jsonl", "rudderstack_spec_docs.jsonl"):
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
            body = json.loads(line)["payload"]
            found += body.get("batch", [body])
    return found
