"""Make the survey widget that is served, `survey.js`, of its source files, as `build_tracker.py` makes the tracker.

python scripts/build_survey.py
"""

import sys

from build_tracker import HERE, digest_of, write

WIDGET = HERE.parent / "src" / "hanhtrinh" / "web" / "asking_widget"
SOURCES, BUILT, DIGEST = WIDGET / "source", WIDGET / "survey.js", WIDGET / "survey.js.digest"


def main() -> int:
    """Write the widget; return the exit code."""
    write(SOURCES, BUILT, DIGEST, wrapped)
    return 0


def wrapped(short: str) -> str:
    """Return a function that never throws."""
    return f"(function(){{try{{{short}}}catch(e){{}}}})();\n"


def digest() -> str:
    """Return what stands beside the built file about the sources it was made of."""
    return digest_of(SOURCES)


if __name__ == "__main__":
    sys.exit(main())
