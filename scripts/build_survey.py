"""Make the survey widget that is served, `survey.js`, of its source files, as `build_tracker.py` makes the tracker.

python scripts/build_survey.py
"""

import hashlib
import sys
from pathlib import Path

from build_tracker import BUNDLE, HERE, SHORTEN, _output
from npm_packages import modules

WIDGET = HERE.parent / "src" / "hanhtrinh" / "web" / "asking_widget"
SOURCES, BUILT, DIGEST = WIDGET / "source", WIDGET / "survey.js", WIDGET / "survey.js.digest"


def main() -> int:
    """Write the widget; return the exit code."""
    with modules(HERE / "tracker") as found:
        BUILT.write_text(build(found / ".bin"), encoding="utf-8")
    DIGEST.write_text(digest() + "\n", encoding="utf-8")
    return 0


def build(tools: Path) -> str:
    """Return the widget: a function that never throws."""
    bundle = _output([str(tools / "esbuild"), str(SOURCES / "main.js"), *BUNDLE], "")
    short = _output([str(tools / "terser"), *SHORTEN], bundle)
    return f"(function(){{try{{{short.strip()}}}catch(e){{}}}})();\n"


def digest() -> str:
    """Return what stands beside the built file about the sources it was made of."""
    parts = (path.name.encode() + b"\0" + path.read_bytes() for path in sorted(SOURCES.glob("*.js")))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
