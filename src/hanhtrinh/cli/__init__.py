"""The command line: `hanhtrinh COMMAND …`. Each command imports what it needs when it runs, so that help stays fast."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

from hanhtrinh.cli.parser import build_parser, language
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.i18n import Lang, tr

INTERRUPTED = 130
BROKEN_PIPE = 141
UNEXPECTED = 70
_FEW_COLLECTIONS = 500_000
_ALGEBRA_THREADS = "OPENBLAS_NUM_THREADS"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 findings, 2 unusable input, 3 workspace, 4 storage."""
    # A command lives for seconds and makes its objects to keep: looking for cycles in them costs time and finds few.
    gc.set_threshold(_FEW_COLLECTIONS)
    # Matrices here are small and many: threads that linear algebra begins for each one cost six times what they save.
    os.environ.setdefault(_ALGEBRA_THREADS, "1")
    given = list(sys.argv[1:] if argv is None else argv)
    _use_utf8()
    lang = language(given)
    parser = build_parser(lang)
    arguments = parser.parse_args(given)
    if arguments.command is None:
        parser.print_help()
        return 0
    return _run(arguments.command, arguments, lang)


def _run(command: str, arguments: object, lang: Lang) -> int:
    try:
        module = import_module(f"hanhtrinh.cli.{command}_command")
        code: int = module.run(arguments, lang)
        sys.stdout.flush()
        return code
    except HanhtrinhError as error:
        _tell(error.message(lang))
        return error.exit_code
    except KeyboardInterrupt:
        _tell(tr("cli.interrupted", lang))
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has gone: nothing is wrong. Python must not complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except MemoryError:
        _tell(tr("cli.out_of_memory", lang))
        return UNEXPECTED
    except Exception as error:
        return _unexpected(error, lang)


def _unexpected(error: Exception, lang: Lang) -> int:
    """Explain an error nobody foresaw; the traceback is shown only to those who ask for it."""
    if os.environ.get("HANHTRINH_DEBUG"):
        raise error
    _tell(tr("cli.unexpected", lang, kind=type(error).__name__, detail=str(error)))
    return UNEXPECTED


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _use_utf8() -> None:
    """Write Vietnamese whatever the console's encoding is: what it cannot show is replaced, never an error."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            if (stream.encoding or "").lower() not in ("utf-8", "utf8"):
                stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
