"""`hanhtrinh inspect`: what files hold, the mapping proposed for them, and what it would give."""

from argparse import Namespace
from collections.abc import Iterator

from hanhtrinh import bootstrap
from hanhtrinh.cli.common import tell, write_text
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.cli.report import number
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.sources.inspecting import Preview, inspect_files
from hanhtrinh.store.workspace import DEFAULT_ZONE
from hanhtrinh.values import datetime_of, known_zone

_MOST_EVENTS = 12
_MOST_REASONS = 5


def run(arguments: Namespace, lang: Lang) -> int:
    """Say on stderr what the files would give; print the mapping, with the reason for each guess, or write it."""
    zone: str = arguments.time_zone or DEFAULT_ZONE
    if not known_zone(zone):
        raise InputError("sources.bad_zone", zone=zone)
    with Compiling(lang):
        inspection = inspect_files(arguments.files, now=bootstrap.now(), zone=zone, lang=lang)
    tell("\n".join(preview_lines(inspection.preview, zone, lang)))
    if arguments.output is None:
        print(inspection.to_yaml(lang), end="")
        return 0
    write_text(arguments.output, inspection.written_in(arguments.output.parent).to_yaml(lang))
    print(tr("run.wrote", lang, file=arguments.output))
    return 0


def preview_lines(preview: Preview, zone: str, lang: Lang) -> Iterator[str]:
    """Yield what a mapping would give: totals, events by name, what would be left out and why."""
    rows = number(preview.rows, lang)
    if preview.first is None or preview.last is None:
        yield tr("sources.preview_none", lang, rows=rows)
    else:
        first, last = (datetime_of(moment, zone).date().isoformat() for moment in (preview.first, preview.last))
        events, people = number(sum(preview.events.values()), lang), number(preview.people, lang)
        yield tr("sources.preview_total", lang, rows=rows, events=events, people=people, first=first, last=last)
    if not preview.complete:
        yield tr("sources.preview_part", lang)
    for event, count in list(preview.events.items())[:_MOST_EVENTS]:
        yield "  " + tr("sources.preview_event", lang, n=number(count, lang), event=event)
    if len(preview.events) > _MOST_EVENTS:
        yield "  …"
    yield from _left_out(preview, lang)


def _left_out(preview: Preview, lang: Lang) -> Iterator[str]:
    for name in ("duplicate", "empty", "rejected"):
        if count := getattr(preview, name):
            yield tr(f"sources.preview_{name}", lang, n=number(count, lang))
    for reason in preview.reasons[:_MOST_REASONS]:
        place = {"file": reason.file, "line": reason.line, "column": reason.column, "reason": reason.reason}
        yield "  " + tr("sources.preview_reason", lang, n=number(reason.count, lang), **place)
