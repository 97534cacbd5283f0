"""`hanhtrinh variants`: the distinct ways through a journey, most frequent first."""

from argparse import Namespace
from collections.abc import Iterator

from hanhtrinh import bootstrap
from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.pathing import measure_variants
from hanhtrinh.cli.common import frame_of, print_json, seconds, workspace_of
from hanhtrinh.cli.path_words import PathWords, among
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.measures.variants import Variant, VariantQuestion, Variants

_STATES = {"completed": "completed", "left": "left", "open": "open", "end": "end_state"}


def run(arguments: Namespace, lang: Lang) -> int:
    """Count the variants and print them."""
    journey = read_file(arguments.journey).journey
    question = VariantQuestion(
        nodes=arguments.nodes,
        unit=arguments.unit,
        collapse=not arguments.keep_repeats,
        session_gap_seconds=seconds(arguments.gap, "--gap"),
        top=arguments.top,
    )
    with Compiling(lang):
        workspace = workspace_of(arguments, lang)
        found = measure_variants(
            frame_of(workspace, lang),
            journey,
            question,
            among=among(arguments, workspace.time_zone),
            run=bootstrap.threads(),
        )
    if arguments.json:
        print_json(found)
    else:
        print("\n".join(_lines(found, question, PathWords(journey, question.nodes, lang))))
    return 0


def _lines(found: Variants, question: VariantQuestion, words: PathWords) -> Iterator[str]:
    kinds, unit = words.number(found.kinds), question.path.line
    head = words.headline("variants_headline", found.paths, found.people, unit, kinds=kinds)
    yield f"{head} ({words.repeats(question.collapse)})"
    for number, variant in enumerate(found.top, 1):
        yield ""
        yield from _variant(number, variant, words, passes=unit == "pass")
    if found.other_kinds:
        share = words.percent(found.other_paths / found.paths)
        counts = {"kinds": words.number(found.other_kinds), "paths": words.number(found.other_paths)}
        yield ""
        yield tr("paths.other_variants", words.lang, **counts, share=share)


def _variant(number: int, variant: Variant, words: PathWords, *, passes: bool) -> Iterator[str]:
    counts = f"{words.number(variant.paths)} ({words.percent(variant.share.value)})"
    people = f"{words.number(variant.people)} {tr('paths.people_column', words.lang)}"
    time = f"{tr('paths.median_column', words.lang)} {words.duration(variant.median_seconds)}"
    yield f"{number:>3}. {counts}, {people}, {time}"
    yield "     " + " → ".join(words.node(key) for key in variant.nodes)
    if passes:
        ends = ", ".join(words.counted(_STATES[state], n) for state, n in variant.endings.items())
        yield "     " + tr("paths.ways_ended", words.lang, what=ends)
