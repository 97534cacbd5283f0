"""`make faults`: each reader under a coverage-guided fuzzer (atheris) for `--seconds`; exit code 1 when one fell.

    python tests/fuzz/run.py                     every reader, ten minutes each
    python tests/fuzz/run.py --seconds 60 xes    one reader, one minute
    python tests/fuzz/run.py --list

What brought a reader down is kept in `build/fuzz/<reader>/crash-…` and is tried again by
`python tests/fuzz/run.py --again build/fuzz/xes/crash-…`.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "fuzz"
APART = ("xlsx", "sav", "sav_survey")  # read in a process of their own: slow, and the fuzzer cannot see into them
LONGEST_SECONDS = 60
MOST_MEMORY_MB = 3_000


def main() -> int:
    """Fuzz the readers named, one after another, each in a process of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("readers", nargs="*")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--again", type=Path, metavar="FILE")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if given.child:
        return fuzz(given.readers[0], given.seconds)
    from tests.fuzz.readers import READERS  # noqa: PLC0415 - the child must import it under instrumentation

    if given.list:
        print("\n".join(READERS))
        return 0
    if given.again:
        READERS[given.again.resolve().parent.name].read(given.again.read_bytes())
        return 0
    unknown = [name for name in given.readers if name not in READERS]
    if unknown:
        parser.error(f"no reader {', '.join(unknown)}; there are {', '.join(READERS)}")
    fallen = [name for name in given.readers or READERS if not survived(name, given.seconds)]
    print(f"fallen: {', '.join(fallen)}" if fallen else "every reader survived")
    return 1 if fallen else 0


def survived(name: str, seconds: int) -> bool:
    """Run one reader in a process of its own; what the fuzzer says is kept beside its findings."""
    folder = KEPT / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(Path(__file__)), "--child", "--seconds", str(seconds), name]
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        code = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False).returncode
    lines = (folder / "log.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    runs = next((line.split()[1] for line in reversed(lines) if line.startswith("Done ")), "?")
    found = sorted(path.name for path in folder.glob("*-*") if path.is_file())
    print(f"{name}: {runs} files in {seconds} s, {'sound' if not code else 'FALLEN: ' + ', '.join(found)}", flush=True)
    return not code


def compiled() -> list[str]:
    """Return the modules with compiled kernels, which cannot be instrumented."""
    source = ROOT / "src"
    files = (path for path in (source / "hanhtrinh").rglob("*.py") if "numba" in path.read_text(encoding="utf-8"))
    return [".".join(path.relative_to(source).with_suffix("").parts) for path in files]


def fuzz(name: str, seconds: int) -> int:
    """Hand the process over to the fuzzer; it ends it."""
    import atheris  # noqa: PLC0415 - only here is it needed

    os.environ.setdefault("NUMBA_CACHE_DIR", str(KEPT / "numba"))
    with atheris.instrument_imports(include=["hanhtrinh"], exclude=compiled(), enable_loader_override=False):
        from tests.fuzz.mutants import PIECES  # noqa: PLC0415 - imported under instrumentation
        from tests.fuzz.readers import READERS  # noqa: PLC0415
    reader = READERS[name]
    folder = KEPT / name
    for i, seed in enumerate(reader.seeds()):
        (folder / "corpus" / f"seed-{i}").write_bytes(seed)
        reader.read(seed)  # what is compiled, is compiled before anything is timed
    words = "".join('"' + "".join(f"\\x{byte:02x}" for byte in piece) + '"\n' for piece in PIECES)
    (folder / "words.txt").write_text(words, encoding="ascii")
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={LONGEST_SECONDS}",
        f"-rss_limit_mb={MOST_MEMORY_MB}",
        f"-max_len={4_096 if name in APART else 16_384}",
        f"-artifact_prefix={folder}/",
        f"-dict={folder / 'words.txt'}",
        "-print_final_stats=1",
        str(folder / "corpus"),
    ]
    atheris.Setup([sys.argv[0], *options], reader.read)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
