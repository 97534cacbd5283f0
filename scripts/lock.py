"""Write requirements/*.lock: every dependency with its exact version and hashes, for every platform from 3.11 on."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ("pyproject.toml", "requirements/build.in")
UPON_RUN = ("--constraint", "requirements/run.lock", *PACKAGE)
LOCKS = {
    "install": ("requirements/install.in",),
    "run": PACKAGE,
    **{name: ("--group", name, *UPON_RUN) for name in ("dev", "bench", "faults")},
}
COMMON = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links")


def main() -> None:
    """Resolve each group on top of the run-time dependencies."""
    for name, sources in LOCKS.items():
        output = ROOT / "requirements" / f"{name}.lock"
        command = (sys.executable, "-m", "uv", "pip", "compile", "--quiet", *COMMON, *sources)
        subprocess.run([*command, "--no-header", "--no-annotate", "--output-file", str(output)], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
