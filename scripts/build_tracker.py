"""Make the tracker that is served, `hanhtrinh.js`, of its source files.

    python scripts/build_tracker.py

esbuild and terser come from npm by `scripts/tracker/package-lock.json`; npm itself decides where it downloads from.
Nothing is installed in the project: npm works in a temporary folder. Run it again after changing the sources; the
result is committed, with a digest of the sources beside it by which a test knows whether it is theirs.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

from npm_packages import modules

HERE = Path(__file__).parent
TRACKER = HERE.parent / "src" / "hanhtrinh" / "web" / "tracker"
SOURCES, BUILT, DIGEST = TRACKER / "source", TRACKER / "hanhtrinh.js", TRACKER / "hanhtrinh.js.digest"
BUNDLE = ("--bundle", "--format=iife", "--target=es2018", "--charset=utf8")
SHORTEN = ("--compress", "passes=3,unsafe_arrows,pure_getters", "--mangle", "--ecma", "2018")


def main() -> int:
    """Write the tracker; return the exit code."""
    with modules(HERE / "tracker") as found:
        BUILT.write_text(build(found / ".bin"), encoding="utf-8")
    DIGEST.write_text(digest() + "\n", encoding="utf-8")
    return 0


def build(tools: Path) -> str:
    """Return the tracker: a function that never throws, told whether consent is needed (0; the server may say 1)."""
    bundle = _output([str(tools / "esbuild"), str(SOURCES / "main.js"), *BUNDLE], "")
    short = _output([str(tools / "terser"), *SHORTEN], bundle)
    return f"(function(CONSENT){{try{{{short.strip()}}}catch(e){{}}}})(0);\n"


def _output(command: list[str], given: str) -> str:
    return subprocess.run(command, input=given, check=True, capture_output=True, text=True).stdout


def digest() -> str:
    """Return what stands beside the built file about the sources it was made of."""
    parts = (path.name.encode() + b"\0" + path.read_bytes() for path in sorted(SOURCES.glob("*.js")))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
