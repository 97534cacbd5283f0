"""What the tests of the server share."""

import pytest

from tests.web.world import world_at


@pytest.fixture
def world(tmp_path):
    """A fresh server with its cast."""
    made = world_at(tmp_path / "home")
    yield made
    made.database.close()
