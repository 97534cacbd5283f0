"""Every page of a workspace under axe, light and dark."""

import pytest

from tests.e2e import axe
from tests.e2e.arranging import DESK
from tests.web.access import Gated, declared
from tests.web.serving import opened

NO_PAGES = ("/live", "/card", "/api/", "/late", ".css", ".json", ".yaml", ".csv", "/download", "/pictures")
PAGES = sorted(
    {
        route.path.format(slug="nha-may", journey="shop")
        for route in declared()
        if isinstance(route, Gated)
        and route.method == "GET"
        and not {part.split("}")[0] for part in route.path.split("{")[1:]} - {"slug", "journey"}
        and not any(part in route.path for part in NO_PAGES)
    }
)


def test_axe_finds_nothing_on_any_page(browser, shop) -> None:
    """In Vietnamese by day and in English by night, for the owner, who sees the most."""
    found, seen = {}, 0
    for lang, look in (("vi", "light"), ("en", "dark")):
        with opened(browser, shop.served, who="lan", lang=lang, color_scheme=look, **DESK) as page:
            for path in PAGES:
                answer = page.goto(shop.served.address + path, wait_until="load")
                if (
                    answer.status != 200
                    or "text/html" not in answer.headers["content-type"]
                    or not page.query_selector("main")
                ):
                    continue
                seen += 1
                wrong = axe.violations(page)
                if wrong:
                    found[f"{path} {lang} {look}"] = wrong
            page.complaints.clear()
    assert found == {}
    assert seen > len(PAGES)


@pytest.mark.parametrize("who", ["ha"])
def test_axe_finds_nothing_for_those_who_only_look(browser, shop, who) -> None:
    """A viewer's map, on a phone."""
    phone = {"viewport": {"width": 360, "height": 780}}
    with opened(browser, shop.served, who=who, **phone) as page:
        page.goto(f"{shop.served.address}/w/nha-may/maps/shop")
        assert axe.violations(page) == []
