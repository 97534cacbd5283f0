"""`hanhtrinh convert`: a map in one form as a map in another."""

import sys
from argparse import Namespace
from pathlib import Path

from hanhtrinh.app.converting import MOST_BYTES, Converted, read_any, readable, target, written
from hanhtrinh.cli.common import tell, write_text
from hanhtrinh.errors import FileUnusable, InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.forms import Form

STANDARD = Path("-")


def run(arguments: Namespace, lang: Lang) -> int:
    """Read, say what was found, write; 1 when something in the journey must be mended before it can be used."""
    if arguments.source is not None and arguments.source not in readable():
        raise InputError("forms.no_source", given=arguments.source, allowed=", ".join(readable()))
    name = arguments.file.name if arguments.file != STANDARD else ""
    read = read_any(_bytes(arguments.file), name, arguments.source)
    form = _target(arguments, read)
    for finding in read.findings:
        tell(finding.line_of_text(lang))
    if not form.lossless:
        tell(tr("forms.lossy", lang, form=form.name))
    _write(arguments, written(read.journey, form, lang), read, lang)
    return 1 if any(finding.severity == "error" for finding in read.findings) else 0


def _target(arguments: Namespace, read: Converted) -> Form:
    output: Path | None = arguments.output
    suffix = output.suffix.lower() if output is not None and output != STANDARD else None
    return target(arguments.to, suffix, None if read.form == "yaml" else "yaml")


def _bytes(path: Path) -> bytes:
    try:
        if path == STANDARD:
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise FileUnusable("errors.no_file", file=str(path)) from None
    except OSError as error:
        raise FileUnusable("errors.unreadable", file=str(path), detail=error.strerror or "") from error
    if len(data) > MOST_BYTES:
        raise FileUnusable("errors.too_large", file=str(path), allowed=MOST_BYTES)
    return data


def _write(arguments: Namespace, text: str, read: Converted, lang: Lang) -> None:
    output: Path | None = arguments.output
    if output is None or output == STANDARD:
        print(text, end="")
        return
    if output.exists() and not arguments.force:
        same = arguments.file != STANDARD and output.samefile(arguments.file)
        raise InputError("forms.same_file" if same else "forms.exists", file=str(output))
    write_text(output, text)
    stages, steps = len(read.journey.stages), len(read.journey.steps)
    print(tr("forms.converted", lang, file=output, stages=stages, steps=steps))
