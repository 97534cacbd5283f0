"""`hanhtrinh paths`: which ways people went, position by position or as one graph."""

from argparse import Namespace
from collections.abc import Iterator

from hanhtrinh import bootstrap
from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.pathing import measure_paths
from hanhtrinh.cli.common import frame_of, print_json, seconds, workspace_of
from hanhtrinh.cli.path_words import PathWords, among
from hanhtrinh.cli.plain_table import table
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.measures.paths import PathEdge, PathNode, PathQuestion, Paths
from hanhtrinh.measures.sankey import sankey


def run(arguments: Namespace, lang: Lang) -> int:
    """Count the paths and print them."""
    journey = read_file(arguments.journey).journey
    question = _question(arguments)
    with Compiling(lang):
        workspace = workspace_of(arguments, lang)
        found = measure_paths(
            frame_of(workspace, lang),
            journey,
            question,
            among=among(arguments, workspace.time_zone),
            run=bootstrap.threads(),
        )
    if arguments.json or arguments.sankey:
        result = sankey(found) if arguments.sankey else found
        print_json(result)
    else:
        print("\n".join(_lines(found, question, PathWords(journey, question.nodes, lang))))
    return 0


def _question(arguments: Namespace) -> PathQuestion:
    return PathQuestion(
        nodes=arguments.nodes,
        unit=arguments.unit,
        start=arguments.from_node,
        end=arguments.to_node,
        occurrence="last" if arguments.last else "first",
        positions=not arguments.graph,
        depth=arguments.depth,
        top=arguments.top,
        collapse=not arguments.keep_repeats,
        session_gap_seconds=seconds(arguments.gap, "--gap"),
        times=not arguments.no_times and not arguments.sankey,
    )


def _lines(found: Paths, question: PathQuestion, words: PathWords) -> Iterator[str]:
    head = words.headline("headline", found.paths, found.people, question.line)
    notes = [words.repeats(question.collapse)]
    if question.positions and question.from_end:
        notes.append(tr("paths.counted_from_end", words.lang))
    yield f"{head} ({', '.join(notes)})"
    if found.left_out:
        keys = {"no_start": question.start or "", "no_end": question.end or ""}
        said = {"no_end": "no_start" if question.start is None else "no_end"}
        what = [words.counted(said.get(r, r), n, name=keys.get(r, "")) for r, n in found.left_out.items()]
        yield tr("paths.left_out", words.lang, what="; ".join(what))
    if not found.nodes:
        yield tr("paths.nothing", words.lang)
        return
    for place in sorted({node.position for node in found.nodes}):
        nodes = [node for node in found.nodes if node.position == place]
        yield ""
        if question.positions:
            yield tr("paths.position", words.lang, n=place)
        yield from table([words.columns(""), *(_node(node, found.paths, words) for node in nodes)])
    yield ""
    yield tr("paths.from_here", words.lang)
    shown = [edge for edge in found.edges if edge.source not in ("(start)", "(earlier)")]
    yield from table(
        [words.columns("", "", median=question.times), *(_edge(e, found, words, question) for e in shown)], left=2
    )


def _node(node: PathNode, total: int, words: PathWords) -> list[str]:
    counts = [words.number(node.people), words.number(node.occurrences)]
    return [words.node(node.key), *counts, words.percent(node.paths / total)]


def _edge(edge: PathEdge, found: Paths, words: PathWords, question: PathQuestion) -> list[str]:
    source = f"{edge.position} {words.node(edge.source)}" if question.positions else words.node(edge.source)
    counts = [words.number(edge.people), words.number(edge.occurrences), words.percent(edge.paths / found.paths)]
    row = [source, f"→ {words.node(edge.target)}", *counts]
    return [*row, words.duration(edge.median_seconds)] if question.times else row
