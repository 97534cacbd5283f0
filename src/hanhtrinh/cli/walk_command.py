"""`hanhtrinh walk`: a checklist for walking the own journey, filled ones taken back, and what the walks noticed."""

from argparse import Namespace
from pathlib import Path

from hanhtrinh.app.journeys import JourneyFile, read_file
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.diff.values import number
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.walk import checklist, summary, walker


def run(arguments: Namespace, lang: Lang) -> int:
    """Take in a filled checklist, or say what the walks noticed, or write a checklist."""
    if arguments.notes is not None and arguments.summary:
        raise InputError("walk.notes_or_summary")
    file = read_file(arguments.journey)
    if arguments.notes is not None:
        return _take_in(arguments, file, lang)
    if arguments.summary:
        return _summarise(file.journey, arguments.json, lang)
    return _write(arguments, file.journey, lang)


def _write(arguments: Namespace, journey: Journey, lang: Lang) -> int:
    from hanhtrinh.app.walking import checklist_file
    from hanhtrinh.cli.common import write_bytes

    output: Path | None = arguments.output
    if arguments.json:
        _json(checklist(journey, lang))
    elif output is None:
        print(checklist_file(journey, ".md", lang).decode(), end="")
    else:
        made = checklist_file(journey, output.suffix, lang, str(output))
        if output.exists():
            raise InputError("run.exists", file=str(output))
        write_bytes(output, made)
        print(tr("run.wrote", lang, file=output))
    return 0


def _take_in(arguments: Namespace, file: JourneyFile, lang: Lang) -> int:
    from hanhtrinh import bootstrap
    from hanhtrinh.app.walking import read_notes, with_walk
    from hanhtrinh.cli.common import write_bytes
    from hanhtrinh.store.workspace import DEFAULT_ZONE
    from hanhtrinh.values import datetime_of

    today = datetime_of(bootstrap.now(), DEFAULT_ZONE).date().isoformat()
    walk = read_notes(arguments.notes, file.journey, by=arguments.by or "", on=arguments.on or today)
    text, key = with_walk(file, walk)
    output: Path | None = arguments.output
    if output is None:
        print(text, end="")
        return 0
    if output.exists() and not output.samefile(arguments.journey):
        raise InputError("run.exists", file=str(output))
    write_bytes(output, text.encode())
    print(tr("walk.taken_in", lang, count=len(walk.steps), who=walker(key, walk, lang), file=output))
    return 0


def _summarise(journey: Journey, as_json: bool, lang: Lang) -> int:
    found = summary(journey, lang)
    if as_json:
        _json(found)
        return 0
    if not journey.walks:
        print(tr("walk.no_walks", lang))
        return 0
    who = "; ".join(walker(key, walk, lang) for key, walk in journey.walks.items())
    print(tr("walk.walks_count", lang, count=len(journey.walks), who=who))
    if not any(one.not_following or one.done < one.tried for one in found):
        print(tr("walk.all_follow", lang))
    for one in found:
        heads = []
        if one.done < one.tried:
            heads.append(tr("walk.undone", lang, step=one.name, count=one.tried - one.done, n=one.tried))
        if one.not_following:
            heads.append(tr("walk.flagged", lang, step=one.name, count=one.not_following, n=one.tried))
        felt = "" if one.feeling is None else f"; {tr('walk.felt', lang, value=number(one.feeling, lang))}"
        for head in heads or ([one.name] if one.notes or felt else []):
            print(f"- {head}{felt}")
        for said_by, note in one.notes:
            print(f"    {tr('walk.noted', lang, who=said_by, note=note)}")
    return 0


def _json(found: object) -> None:
    from hanhtrinh.cli.common import print_json

    print_json(found)
