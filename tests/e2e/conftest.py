"""What the tests of pages share: one Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.web.living import with_shop
from tests.web.serving import Served
from tests.web.world import world_at

_WHOLE, _SHELL = Path("/usr/bin/chromium"), Path("/usr/bin/chromium-headless-shell")
CHROMIUM = _SHELL if _SHELL.exists() else _WHOLE
"""Debian builds the same browser without the windows around its pages: it takes half the computing."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PATIENCE, LOADING = 60_000, 180_000
"""How long anything is waited for, and a page: the first one of a fresh clone waits for kernels that are compiled. No
test waits shorter: how busy a machine is, is no property of ours."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A running Chromium, one for all files a process runs on end; each test opens a context of its own."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        hasty = found.new_context

        def patient(**context: Any) -> BrowserContext:
            made = hasty(**context)
            made.set_default_timeout(PATIENCE)
            made.set_default_navigation_timeout(LOADING)
            return made

        found.new_context = patient
        yield found
        found.close()


@pytest.fixture
def shop(tmp_path):
    """A shop's journey of three steps, and its server (`shop.served`); `shop.file()` is the journey's file as data."""
    world = world_at(tmp_path / "home")
    made = with_shop(world)
    made.happens("p1", "visit", ago=5_000)
    made.path = world.home / "journeys" / "shop.yaml"
    made.file = lambda: yaml.safe_load(made.path.read_text(encoding="utf-8"))
    made.served = Served(world)
    yield made
    made.served.stop()
    world.database.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
