"""Make the tracker that is served, `hanhtrinh.js`, of its source files.

    python scripts/build_tracker.py

esbuild and terser come from npm by `scripts/tracker/package-lock.json`; npm itself decides where it downloads from.
Nothing is installed in the project: npm works in a temporary folder. Run it again after changing the sources; the
result is committed, with a digest of the sources beside it by which a test knows whether it is theirs.
"""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from npm_packages import modules

HERE = Path(__file__).parent
TRACKER = HERE.parent / "src" / "hanhtrinh" / "web" / "tracker"
SOURCES, BUILT, DIGEST = TRACKER / "source", TRACKER / "hanhtrinh.js", TRACKER / "hanhtrinh.js.digest"
BUNDLE = ("--bundle", "--format=iife", "--target=es2018", "--charset=utf8")
SHORTEN = ("--compress", "passes=3,unsafe_arrows,pure_getters", "--mangle", "--ecma", "2018")


def main() -> int:
    """Write the tracker; return the exit code."""
    write(SOURCES, BUILT, DIGEST, wrapped)
    return 0


def wrapped(short: str) -> str:
    """Return a function that never throws, told whether consent is needed (0; the server may say 1)."""
    return f"(function(CONSENT){{try{{{short}}}catch(e){{}}}})(0);\n"


def digest() -> str:
    """Return what stands beside the built file about the sources it was made of."""
    return digest_of(SOURCES)


def write(sources: Path, built: Path, beside: Path, wrap: Callable[[str], str]) -> None:
    """Write what is made of some sources, and their digest beside it."""
    with modules(HERE / "tracker") as found:
        built.write_text(wrap(shortened(found / ".bin", sources)), encoding="utf-8")
    beside.write_text(digest_of(sources) + "\n", encoding="utf-8")


def shortened(tools: Path, sources: Path) -> str:
    """Return a folder's `main.js` with all it imports, in as few letters as possible."""
    bundle = _output([str(tools / "esbuild"), str(sources / "main.js"), *BUNDLE], "")
    return _output([str(tools / "terser"), *SHORTEN], bundle).strip()


def digest_of(sources: Path) -> str:
    """Return a digest of a folder's sources, by which a test knows whether a built file is theirs."""
    parts = (path.name.encode() + b"\0" + path.read_bytes() for path in sorted(sources.glob("*.js")))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _output(command: list[str], given: str) -> str:
    return subprocess.run(command, input=given, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
