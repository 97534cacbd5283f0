"""The API is as its own description says: schemathesis makes requests of it, right and wrong ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hanhtrinh.web.collecting.paths import TARGETS
from hanhtrinh.web.openapi import document
from tests.e2e.collect_server import server
from tests.web.collect_world import KEY, make_sources

DOCUMENT = document("http://127.0.0.1")
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance,
]  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running server."""
    home: Path = tmp_path_factory.mktemp("openapi")
    make_sources(home)
    with server(home, rate=10**9) as (found, _):
        yield found


@SCHEMA.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_described_requests(case: schemathesis.Case, address: str) -> None:
    """Every answer is one that is described, and right messages are accepted."""
    response = case.call(base_url=address, auth=(KEY, ""))
    positive = case.meta is not None and case.meta.generation.mode.is_positive
    case.validate_response(response, checks=[*CHECKS, *([positive_data_acceptance] if positive else [])])


def test_every_call_is_described() -> None:
    """No address of the collection API is missing, but for other names of the same."""
    kinds = {target.kind for target in TARGETS.values() if target.kind}
    assert {f"/v1/{kind}" for kind in kinds} | {"/v1/batch"} <= set(DOCUMENT["paths"])
