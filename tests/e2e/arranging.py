"""A shop's map in a real browser, being arranged: what the tests of it share."""

from contextlib import contextmanager

from playwright import sync_api

from tests.web.serving import opened, until

DESK = {"viewport": {"width": 1440, "height": 1000}}
PHONE = {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True}
TABLET = {"viewport": {"width": 1180, "height": 820}, "is_mobile": True, "has_touch": True}
expect = sync_api.expect


@contextmanager
def editing(browser, shop, who: str = "minh", lang: str = "vi", **context):
    """Give the map in editing mode, with its grips, once it lives."""
    with opened(browser, shop.served, who=who, lang=lang, **(context or DESK)) as page:
        page.goto(f"{shop.served.address}/w/nha-may/maps/shop?edit=1")
        expect(page.locator("#map-page")).to_have_attribute("data-link", "open")
        expect(page.locator("th.step > .grip")).to_have_count(3)
        yield page


def steps(shop) -> list[list[str]]:
    """Return the keys of the steps in the file, stage by stage."""
    return [[step["key"] for step in stage["steps"]] for stage in shop.file()["stages"]]


def kept(shop, wanted, read=steps) -> None:
    """Wait until the file says something."""
    try:
        until(lambda: read(shop) == wanted)
    except AssertionError:
        assert read(shop) == wanted


def shown(page) -> list[str]:
    """Return the keys of the columns as they are drawn."""
    return page.locator("th.step[data-step]").evaluate_all("(all) => all.map((one) => one.dataset.step)")


def columns(page, keys: list[str]) -> None:
    """Wait until these columns are drawn, in this order."""
    until(lambda: shown(page) == keys)


def grip(page, thing: str, key: str):
    """Return the grip of a step, a stage or a lane."""
    return page.locator(f'.grip[data-thing="{thing}"][data-key="{key}"]')


def menu(page, thing: str, key: str, *words: str) -> None:
    """Open the menu of something and go down into it by what its entries say."""
    grip(page, thing, key).click()
    for word in words:
        page.locator(".menu-list").get_by_role("menuitem").or_(
            page.locator(".menu-list [role=menuitemcheckbox]")
        ).filter(has_text=word).first.click()


def said(page, text: str) -> None:
    """Wait until something is told to everybody."""
    expect(page.locator(".toast")).to_contain_text(text)
    page.locator(".toast").hover()  # under the pointer it stays


def undone(page) -> None:
    """Take the last deed back by the button beside what was told."""
    page.locator(".toast .tool").click()
