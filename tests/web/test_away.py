"""While the database is away every address says: come again. Nobody meets a fault, and nothing of its place is told."""

from dataclasses import replace

import pytest

from hanhtrinh.i18n import tr
from tests.web.access import Gated, declared
from tests.web.test_access import ask
from tests.web.world import world_at


@pytest.fixture(scope="module")
def away(tmp_path_factory):
    """The usual world, whose database can no longer be opened."""
    made = world_at(tmp_path_factory.mktemp("away") / "home")
    made.client("lan").get("/w/nha-may/sources")
    made.database.close()
    made.home.joinpath("hanhtrinh.db").rename(made.home / "elsewhere")
    made.home.joinpath("hanhtrinh.db").mkdir()
    yield made
    made.database.close()


@pytest.mark.parametrize("route", declared(), ids=lambda route: f"{route.method} {route.path}")
def test_every_address_says_to_come_again(away, route) -> None:
    """503 with the time to wait, or an answer that needs no database; never a fault of ours."""
    if isinstance(route, Gated):
        route = replace(route, given=None)  # nothing can be made now, and nothing has to be there
    answer = ask(away, route, "lan" if isinstance(route, Gated) or route.signed_in else "")
    assert answer.status_code != 500, answer.text
    if isinstance(route, Gated):
        assert answer.status_code == 503
    if answer.status_code == 503 and route.path != "/health":
        assert int(answer.headers["retry-after"]) > 0
    assert str(away.home) not in answer.text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_is_in_the_readers_language(away, lang) -> None:
    """A page names no file and no folder; it leads to the same page again."""
    answer = away.client("lan", lang).get("/w/nha-may/sources?q=a")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert f'lang="{lang}"' in answer.text
    assert tr("web.database_away", lang) in answer.text
    assert 'href="/w/nha-may/sources?q=a"' in answer.text
    assert "hanhtrinh.db" not in answer.text
