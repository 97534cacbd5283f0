"""The part `pdf`: the demo company's fourteen-step map on paper, against a browser that prints its page."""

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from report import Line
from sides import run_process
from turns import by_turns, spread

HANHTRINH = [sys.executable, "-m", "hanhtrinh"]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SWITCHES = ["--no-sandbox", "--disable-gpu"]


def pdf(bench: Any) -> None:
    """Scene → PDF in a live process against a live browser; the whole command; a fresh browser that prints."""
    shop = _shop(bench)
    if shop is None:
        return
    (journey,) = shop.rglob("journey.yaml")
    draw = [*HANHTRINH, "draw", str(journey), "--workspace", str(shop), "--lang", "vi", "--output"]
    page, paper = bench.folder / "demo.html", bench.folder / "demo.pdf"
    assert run_process([*draw, str(page)]).code == 0
    if not Path(CHROMIUM).exists():
        bench.note("No Chromium: the PDF is measured alone.")
    else:
        _against_browser(bench, shop, journey, page)
    runs = [run_process([*draw, str(paper)]) for _ in range(6)][1:]
    assert all(run.code == 0 for run in runs), runs
    bench.say(Line("the demo's map as PDF, whole command", spread([r.seconds for r in runs]), None, None, None))


def _shop(bench: Any) -> Path | None:
    """Return the demo company's workspace, made where it is not there."""
    shop: Path = bench.folder / "demo"
    if not (shop / "map.html").exists():
        shutil.rmtree(shop, ignore_errors=True)
        made = run_process([*HANHTRINH, "demo", "--people", "20000", "--no-serve", "--workspace", str(shop)])
        if made.code != 0:
            bench.note(f"`hanhtrinh demo` ended with {made.code}: not measured")
            return None
    return shop


def _against_browser(bench: Any, shop: Path, journey: Path, page: Path) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only this part needs it)

    sizes: dict[str, int] = {}
    ours = _ours(shop, journey, sizes)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)

        def peer() -> float:
            tab = browser.new_page()
            seconds = _timed(lambda: sizes.update(peer=len(_printed(tab, page))))
            tab.close()
            return seconds

        ours(), peer()
        turns = by_turns(bench.rounds, ours, peer)
        bench.say(Line("scene → PDF on A3; peer: Chromium prints the page", *turns, ("s ≤", 2.0)))
        browser.close()
    target = page.with_suffix(".chromium.pdf")
    fresh = [CHROMIUM, "--headless", *SWITCHES, "--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri()]
    alone = [run_process(fresh).seconds for _ in range(3)]
    bench.note(
        f"PDF: {sizes['ours'] / 1000:.0f} kB, tagged, PDF/A-2a and PDF/UA-1; Chromium's {sizes['peer'] / 1000:.0f} kB. "
        f"A fresh Chromium prints the page in {median(alone):.1f} s."
    )


def _ours(shop: Path, journey: Path, sizes: dict[str, int]) -> Callable[[], float]:
    """Return what draws the scene once more and tells the seconds; the scene is made beforehand."""
    # Only here: the other parts measure fresh processes, and must not have us loaded in this one.
    import hanhtrinh as ht  # noqa: PLC0415
    from hanhtrinh.draw.options import DrawOptions  # noqa: PLC0415
    from hanhtrinh.draw.scene import scene_of  # noqa: PLC0415
    from hanhtrinh.draw.vector.render import map_pdf  # noqa: PLC0415

    found = ht.open(shop).map(ht.load(journey))
    scene = scene_of(found.journey.journey, found.readings, lang="vi", options=DrawOptions())
    return lambda: _timed(lambda: sizes.update(ours=len(map_pdf(scene))))


def _printed(tab: Any, page: Path) -> bytes:
    tab.goto(page.as_uri())
    printed: bytes = tab.pdf(format="A3", landscape=True, print_background=True)
    return printed


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
