"""What axe finds on a page: the rules of WCAG 2.2 A and AA that a machine can check."""

from pathlib import Path

import axe_playwright_python

SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page, *rules: str) -> list[tuple[str, str, str]]:
    """Return what is wrong on a page as it stands: the rule, the first element, why; of single rules if named."""
    page.emulate_media(reduced_motion="reduce")  # half-way through a fade nothing has the contrast it will have
    page.evaluate("document.fonts.ready.then(() => 0)")
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    only = {"type": "rule", "values": list(rules)} if rules else RULES
    found = page.evaluate("(only) => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)
    return [
        (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"]) for one in found["violations"]
    ]
