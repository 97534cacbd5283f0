"""Write requirements/*.lock: every dependency with its exact version and hashes, for every platform from 3.11 on."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = {"run": (), "dev": ("--group", "dev"), "bench": ("--group", "bench"), "faults": ("--group", "faults")}
COMMON = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links")


def main() -> None:
    """Resolve each group on top of the run-time dependencies."""
    for name, group in LOCKS.items():
        output = ROOT / "requirements" / f"{name}.lock"
        sources = ("pyproject.toml", "requirements/build.in")
        constraint = () if name == "run" else ("--constraint", "requirements/run.lock")
        command = (sys.executable, "-m", "uv", "pip", "compile", "--quiet", *COMMON, *constraint, *group, *sources)
        subprocess.run([*command, "--no-header", "--no-annotate", "--output-file", str(output)], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
