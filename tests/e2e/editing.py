"""A map that is written on in a real browser: what the tests of it share."""

from contextlib import contextmanager

from hanhtrinh.journey.codec import read_journey
from tests.e2e.arranging import DESK, PHONE, expect
from tests.web.serving import opened, until

__all__ = ["DESK", "PHONE", "cell", "expect", "kept", "leave", "on_the_map", "said", "texts"]


def cell(page, lane: str, step: str):
    """Return a cell of the map."""
    return page.locator(f'.map td[data-lane="{lane}"][data-step="{step}"]')


@contextmanager
def on_the_map(browser, shop, who: str = "minh", query: str = "?edit=1", **context):
    """Give the map to somebody, in editing mode, once it lives."""
    with opened(browser, shop.served, who=who, **{**DESK, **context}) as page:
        open_map(page, shop, query)
        yield page


def open_map(page, shop, query: str = "?edit=1") -> None:
    """Open the map and wait until it lives."""
    page.goto(f"{shop.served.address}/w/nha-may/maps/shop{query}")
    expect(page.locator("#map-page")).to_have_attribute("data-link", "open")


def leave(page) -> None:
    """Leave the cell one writes in."""
    page.keyboard.press("Control+Enter")


def journey_of(shop):
    """Return the journey as its file has it."""
    return read_journey(shop.path.read_text(encoding="utf-8"), "shop.yaml")


def texts(shop, field: str) -> list[object]:
    """Return what stands in a field of every step, in Vietnamese."""

    def plain(value):
        if isinstance(value, tuple):
            return [plain(one) for one in value]
        return getattr(getattr(value, "text", value), "vi", None) or getattr(value, "text", value)

    return [plain(getattr(step, field)) for step in journey_of(shop).steps]


def kept(shop, field: str, wanted) -> None:
    """Wait until the file has these texts."""
    try:
        until(lambda: texts(shop, field) == wanted)
    except AssertionError:
        assert (found := texts(shop, field)) == wanted, found


def said(page, text: str) -> None:
    """Wait until something is read out."""
    expect(page.locator("#map-told")).to_contain_text(text)


def quiet(page, *words: str) -> None:
    """Let the browser complain of a connection that the test itself broke."""
    known = ("ERR_", "Failed to load resource", *words)
    page.complaints[:] = [one for one in page.complaints if not any(word in one for word in known)]
