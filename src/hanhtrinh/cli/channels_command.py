"""`hanhtrinh channels`: by which channels customers came to each stage."""

from argparse import Namespace
from collections.abc import Iterator

from hanhtrinh import bootstrap
from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.measuring import ChannelsFound, measure_channels
from hanhtrinh.cli.common import frame_of, instant, period_of, print_json, workspace_of
from hanhtrinh.cli.plain_table import table
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.channels import NO_CHANNEL
from hanhtrinh.measures.compare import Group


def run(arguments: Namespace, lang: Lang) -> int:
    """Measure and print one row a stage and channel."""
    journey = read_file(arguments.journey).journey
    with Compiling(lang):
        workspace = workspace_of(arguments, lang)
        zone = workspace.time_zone
        found = measure_channels(
            frame_of(workspace, lang),
            journey,
            Group(period=period_of(arguments, zone), segment=arguments.segment, when=arguments.when),
            as_of=instant(arguments, "as_of", "--as-of", zone),
            run=bootstrap.threads(),
        )
    if arguments.json:
        print_json(found)
    else:
        print("\n".join(_lines(found, journey, Words(lang, zone))))
    return 0


def _lines(found: ChannelsFound, journey: Journey, words: Words) -> Iterator[str]:
    lang = words.lang
    yield tr("compare.channels_headline", lang, passes=words.number(found.passes), as_of=words.moment(found.as_of))
    yield ""
    if not found.channels:
        yield tr("compare.no_visits", lang)
        return
    stages = {stage.key: say(stage.name, lang) for stage in journey.stages}
    columns = ("stage", "channel", "passes", "visits", "share", "clear")
    rows = [[tr(f"compare.{name}_column", lang) for name in columns]]
    before = None
    for one in found.channels:
        stage, before = stages[one.stage] if one.stage != before else "", one.stage
        interval = one.share.interval
        rows.append(
            [
                stage,
                _channel(one.channel, journey, lang),
                words.number(one.passes),
                words.number(one.visits),
                words.reading(one.share),
                words.span(interval, "share") if interval else "",
            ]
        )
    yield from table(rows, left=2)


def _channel(key: str, journey: Journey, lang: Lang) -> str:
    if key == NO_CHANNEL:
        return tr("compare.no_channel", lang)
    channel = journey.channels.get(key)
    return say(channel.name, lang) if channel else key
