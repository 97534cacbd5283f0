"""`hanhtrinh conform`: what people did beside what the map says, and what is off the map."""

from argparse import Namespace
from collections.abc import Iterator

from hanhtrinh import bootstrap
from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.pathing import Kept, measure_kept
from hanhtrinh.cli.common import frame_of, print_json, workspace_of
from hanhtrinh.cli.path_words import PathWords, among
from hanhtrinh.cli.plain_table import table
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import Conformance, OffMap, Reading, StepConformance

_MOST = 10_000


def run(arguments: Namespace, lang: Lang) -> int:
    """Align the passes with the map and print where they do not fit."""
    journey = read_file(arguments.journey).journey
    if not 1 <= arguments.top <= _MOST:
        raise InputError("paths.out_of_range", field="--top", given=arguments.top, low=1, high=_MOST)
    with Compiling(lang):
        workspace = workspace_of(arguments, lang)
        zone = workspace.time_zone
        found = measure_kept(
            frame_of(workspace, lang),
            journey,
            among=among(arguments, zone),
            top=arguments.top,
            run=bootstrap.threads(),
        )
    if arguments.json:
        print_json(found)
    else:
        print("\n".join(_lines(found, journey, Words(lang, zone))))
    return 0


def _lines(found: Kept, journey: Journey, words: Words) -> Iterator[str]:
    kept, lang = found.conformance, words.lang
    counts = {"passes": words.number(kept.passes), "variants": words.number(kept.variants)}
    yield tr("paths.conform_headline", lang, **counts, as_of=words.moment(found.as_of))
    yield ""
    yield from table([[tr(f"paths.{name}", lang), *_whole(reading, words)] for name, reading in _totals(kept)])
    yield ""
    names = PathWords(journey, "steps", lang)
    head = ("step_column", "skipped_column", "repeated_column", "order_column", "late_column")
    rows = [[names.node(step.key), *_deviations(step, words)] for step in kept.steps]
    yield from table([[tr(f"paths.{name}", lang) for name in head], *rows])
    yield ""
    yield from _off(found.off_map, journey, words)


def _totals(kept: Conformance) -> list[tuple[str, Reading]]:
    names = ("fitting", "followed", "unplanned", "deviations")
    return [(name, getattr(kept, name)) for name in names]


def _whole(reading: Reading, words: Words) -> list[str]:
    if reading.unit == "share":
        return [words.reading(reading), f"[{words.span(reading.interval, 'share')}]" if reading.interval else ""]
    value = "–" if reading.value is None else words.number(reading.value, 2)
    low_high = reading.interval
    return [value, f"[{words.number(low_high.low, 2)}–{words.number(low_high.high, 2)}]" if low_high else ""]


def _deviations(step: StepConformance, words: Words) -> list[str]:
    readings = (step.skipped, step.repeated, step.out_of_order, step.late)
    return ["" if one is None else _share(one, words) for one in readings]


def _share(reading: Reading, words: Words) -> str:
    """Return a share with what it is of; a dash where there was nothing to deviate."""
    if reading.value is None:
        return "–"
    return f"{words.percent(reading.value)} ({words.number(reading.n)})"


def _off(found: OffMap, journey: Journey, words: Words) -> Iterator[str]:
    lang = words.lang
    if found.no_key:
        yield tr("paths.no_key", lang, n=words.number(found.no_key), name=journey.pass_key)
    if not found.events:
        yield tr("paths.off_map_none", lang)
        return
    yield tr("paths.off_map", lang, events=words.number(found.events), people=words.number(found.people))
    head = ["", tr("paths.times_column", lang), tr("paths.people_column", lang), ""]
    rows = [
        [one.event, words.number(one.events), words.number(one.people), _channels(one.channels, words)]
        for one in found.top
    ]
    yield from table([head, *rows])
    if found.other_kinds:
        counts = {"kinds": words.number(found.other_kinds), "events": words.number(found.other_events)}
        yield "  " + tr("paths.off_map_other", lang, **counts)


def _channels(channels: dict[str, int], words: Words) -> str:
    most = list(channels.items())[:3]
    return ", ".join(f"{name} {words.number(n)}" for name, n in most) + (" …" if len(channels) > len(most) else "")
