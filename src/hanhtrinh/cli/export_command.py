"""`hanhtrinh export`: the passes of a journey as an event log, XES or CSV."""

import zlib
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from hanhtrinh import bootstrap
from hanhtrinh.app.exporting import LogForm, export_log
from hanhtrinh.app.journeys import read_file
from hanhtrinh.cli.common import frame_of, instant, period_of, require_folder, warn, workspace_of
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.cli.report import number
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.store.files import write_pieces

_FORMS: dict[str, LogForm] = {".xes": "xes", ".csv": "csv"}
_GZIP = 31


def run(arguments: Namespace, lang: Lang) -> int:
    """Write the log, piece by piece, and say how much it is."""
    output: Path = arguments.output
    form = _FORMS.get(Path(output.name.lower().removesuffix(".gz")).suffix)
    if form is None:
        raise InputError("exchange.no_log_form", given=str(output))
    require_folder(output)
    file = read_file(arguments.journey)
    with Compiling(lang):
        workspace = workspace_of(arguments, lang)
        frame = frame_of(workspace, lang)
        warn(file, frame, lang)
        pieces, told = export_log(
            frame,
            file.journey,
            form,
            period=period_of(arguments, workspace.time_zone),
            segment=arguments.segment,
            as_of=instant(arguments, "as_of", "--as-of", workspace.time_zone),
            off_map=arguments.off_map,
            anonymous=arguments.anonymous,
            lang=lang,
            run=bootstrap.threads(),
        )
    write_pieces(output, _compressed(pieces) if output.suffix.lower() == ".gz" else pieces)
    counts = {"passes": told.passes, "people": len(told.people), "events": told.events}
    print(tr("exchange.exported", lang, file=output, **{name: number(n, lang) for name, n in counts.items()}))
    return 0


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    engine = zlib.compressobj(wbits=_GZIP)
    for piece in pieces:
        yield engine.compress(piece)
    yield engine.flush()
