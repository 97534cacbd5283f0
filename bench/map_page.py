"""How the map page feels in Chromium: first paint, typing echo, saving, frames while a large map is scrolled.

    python -m bench.map_page [--entrance LINK]

Needs Playwright and a Chromium; prints one line a figure. The large map has 60 steps and 25 lanes, all in editing mode.
The first paint is that of a template with hardly any events; with the link a running `hanhtrinh demo` prints it is that
of the demo company as well. What a frame takes of the page's own thread is told beside the time between frames: on a
busy machine only the former says anything about the page.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from tests.web.living import with_shop
from tests.web.serving import Served
from tests.web.world import world_at

import hanhtrinh
from hanhtrinh.web.cookies import LANGUAGE_COOKIE, SESSION_COOKIE

CHROMIUM, ARGUMENTS = "/usr/bin/chromium", ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RETAIL = Path(hanhtrinh.__file__).parent / "journey" / "templates" / "online-retail.yaml"
OWN_LANES, STAGES, STEPS = 12, 10, 6
FRAMES = """async () => {
  const times = [];
  for (let i = 0, last = performance.now(); i < 120; i += 1) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - last);
    last = now;
    scrollBy(i % 40 < 20 ? 60 : -60, i < 60 ? 40 : -40);
  }
  return times.slice(1);
}"""
ECHO = """async () => {
  const area = document.querySelector(".cell-area"), times = [];
  for (let i = 0; i < 40; i += 1) {
    const from = performance.now();
    document.execCommand("insertText", false, "à");
    area.getBoundingClientRect();
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - from);
  }
  return times;
}"""
SAVED = """() => performance.getEntriesByType("resource").filter((one) => one.name.endsWith("/commands"))
  .map((one) => one.duration)"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def large() -> str:
    """Return a journey of 60 steps with something in every cell."""
    lanes = "".join(f"  own-{i}: {{name: Lane {i}}}\n" for i in range(OWN_LANES))
    notes = ", ".join(f"own-{i}: {{text: note {i} of the team}}" for i in range(OWN_LANES))
    stages = ""
    for i in range(STAGES):
        stages += f"  - key: s{i}\n    name: Stage {i}\n    phase: {('before', 'during', 'after')[i * 3 // STAGES]}\n"
        stages += "    steps:\n"
        for j in range(STEPS):
            stages += (
                f"      - {{key: s{i}-{j}, name: Step {i} {j}, activity: Looks at the things on the page, "
                f"backstage: A system behind, owner: Minh, moment_of_truth: true, thoughts: [Is this right for me?], "
                f"feeling: {{score: {(j - 2) / 2}}}, pains: [{{text: It is slow, severity: {j % 3 + 1}}}], "
                f"opportunities: [{{text: Make it quick}}], questions: [Why here?], notes: {{{notes}}}}}\n"
            )
    return f"format: hanhtrinh/1\nkey: shop\nname: A large map\nlanes:\n{lanes}stages:\n{stages}"


def opened(page: Page, address: str, query: str = "") -> None:
    """Open the map and wait until it lives."""
    page.goto(f"{address}/w/nha-may/maps/shop{query}")
    page.wait_for_selector("#map-page[data-link=open]")


def p(values: list[float], share: float) -> float:
    """Return a quantile of some values."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def worked(thread: CDPSession) -> float:
    """Return how many seconds the page's thread has worked since it was first asked."""
    thread.send("Performance.enable", {"timeDomain": "threadTicks"})
    metrics = {one["name"]: one["value"] for one in thread.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


def demo(browser: Browser, entrance: str) -> None:
    """Print the first paint of the demo company's map."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(entrance)
    space = page.url.split("/journeys")[0]
    paints = []
    for _ in range(8):
        page.goto(f"{space}/maps/{space.rpartition('/')[2]}")
        page.wait_for_selector("#map-page[data-link=open]")
        paints.append(page.evaluate(PAINT))
    print(f"demo company: first contentful paint cold {paints[0]:.0f} ms, then median "
          f"{statistics.median(paints[1:]):.0f} ms, best {min(paints):.0f} ms")  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entrance", help="the link a running `hanhtrinh demo` prints")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        world = world_at(Path(home))
        made = with_shop(world, RETAIL.read_text(encoding="utf-8"))
        made.happens("p1", "visit", ago=900)
        served = Served(world)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if asked.entrance:
            demo(browser, asked.entrance)
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        for name, value in ((SESSION_COOKIE, "token-minh"), (LANGUAGE_COOKIE, "vi")):
            context.add_cookies([{"name": name, "value": value, "url": served.address}])
        page = context.new_page()
        paints = []
        for _ in range(6):
            opened(page, served.address)
            paints.append(page.evaluate(PAINT))
        print(f"first contentful paint, 14 steps: cold {paints[0]:.0f} ms, then {statistics.median(paints[1:]):.0f} ms")
        opened(page, served.address, "?edit=1")
        _typed(page, "14 steps", page.locator('td[data-lane="activity"]').first)
        (world.home / "journeys" / "shop.yaml").write_text(large(), encoding="utf-8")
        opened(page, served.address, "?edit=1")
        shape = page.evaluate(
            "['th.step', 'tr[data-lane]', '#map-page *'].map((one) => document.querySelectorAll(one).length)"
        )
        print(
            f"large map: {shape[0]} steps, {shape[1]} lanes, {shape[2]} elements; "
            f"first paint {page.evaluate(PAINT):.0f} ms"
        )
        thread = context.new_cdp_session(page)
        before = worked(thread)
        frames = page.evaluate(FRAMES)
        own = (worked(thread) - before) * 1000 / len(frames)
        print(f"the page's own work a frame: {own:.1f} ms")
        print(
            f"frames while scrolling: median {statistics.median(frames):.1f} ms, "
            f"p95 {p(frames, 0.95):.1f} ms, worst {max(frames):.0f} ms"
        )
        _typed(page, "60 steps", page.locator('td[data-lane="activity"]').nth(2))
        browser.close()
        served.stop()
        world.database.close()


def _typed(page: Page, name: str, cell: object) -> None:
    cell.dblclick()  # type: ignore[attr-defined]
    echoes = page.evaluate(ECHO)
    for i in range(20):
        page.keyboard.type(f" {i}")
        with page.expect_response("**/commands"):
            pass
    page.keyboard.press("Control+Enter")
    saved = page.evaluate(SAVED)
    print(
        f"{name}: typing echo median {statistics.median(echoes):.1f} ms, p95 {p(echoes, 0.95):.1f} ms; "
        f"saving median {statistics.median(saved):.0f} ms, p95 {p(saved, 0.95):.0f} ms ({len(saved)} saves)"
    )


if __name__ == "__main__":
    main()
