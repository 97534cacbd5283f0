"""The program as it is typed, by processes that need not load it: one has, and forks for every command.

Loading takes a second and more of a core, and some 300 commands are typed here. What runs each is a process of its own
with its folder, environment, streams and exit code, from the parsing of what was typed to its last word; only its
imports were done before. `test_cli.py` starts some from nothing.
"""

import atexit
import gc
import json
import os
import sys
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from subprocess import PIPE, CompletedProcess, Popen
from tempfile import TemporaryFile
from typing import IO, Any, NoReturn

from numba.core.registry import cpu_target

import hanhtrinh.cli
from hanhtrinh.cli import main

LATER = ("hanhtrinh.bootstrap.importing", "hanhtrinh.app.drafting", "hanhtrinh.measures.map", "hanhtrinh.sources.load")
"""What commands load when they need it."""


def typed(*arguments: object, cwd: Path, **environment: str) -> CompletedProcess[str]:
    """Type a command in a folder; return the finished process."""
    words = [*map(str, arguments)]
    with TemporaryFile() as out, TemporaryFile() as err:
        told = {
            "words": words, "cwd": str(cwd), "environment": os.environ | environment,
            "out": f"/proc/{os.getpid()}/fd/{out.fileno()}", "err": f"/proc/{os.getpid()}/fd/{err.fileno()}",
        }  # fmt: skip
        code = _loaded()(told)
        return CompletedProcess(["hanhtrinh", *words], code, _text(out), _text(err))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


@cache
def _loaded() -> Any:
    """Return what has a command run by the process that has everything loaded, started when first needed."""
    environment = {**os.environ, "PYTHONWARNINGS": "default", "OPENBLAS_NUM_THREADS": "1"}
    process = Popen(
        [sys.executable, "-m", "tests.e2e.typed"], stdin=PIPE, stdout=PIPE, text=True, env=environment,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    ending = ExitStack()
    ending.enter_context(process)
    atexit.register(ending.close)

    def run(told: dict[str, Any]) -> int:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        return int(process.stdout.readline())

    return run


def serve() -> None:
    """Fork for every line that tells a command; say its exit code."""
    for module in iter_modules(hanhtrinh.cli.__path__):
        if module.name.endswith("_command"):
            import_module(f"hanhtrinh.cli.{module.name}")
    for name in LATER:
        import_module(name)
    cpu_target.typing_context.refresh()
    cpu_target.target_context.refresh()
    gc.freeze()
    with os.fdopen(os.dup(0)) as asked, os.fdopen(os.dup(1), "w") as answers:
        for line in asked:
            pid = os.fork()
            if not pid:
                be_one(**json.loads(line))
            answers.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
            answers.flush()


def be_one(words: list[str], cwd: str, environment: dict[str, str], out: str, err: str) -> NoReturn:
    """Be the process of one command."""
    for path, mode, number in (("/dev/null", os.O_RDONLY, 0), (out, os.O_WRONLY, 1), (err, os.O_WRONLY, 2)):
        opened = os.open(path, mode)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    sys.argv = ["hanhtrinh", *words]
    try:
        code: object = main()
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    serve()
