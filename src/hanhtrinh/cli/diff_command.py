"""`hanhtrinh diff`: what changed between two versions of a journey, in sentences; with data also in the numbers."""

from argparse import Namespace
from typing import TYPE_CHECKING

from hanhtrinh.app.journeys import JourneyFile, read_file
from hanhtrinh.app.versions import changes_of_library, edits_of
from hanhtrinh.cli.common import frame_of, instant, period_of, print_json, tell, workspace_of
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.diff import sentences
from hanhtrinh.journey.edits import Edit

if TYPE_CHECKING:
    from hanhtrinh.measures.changed import Change


def run(arguments: Namespace, lang: Lang) -> int:
    """Print what changed; 0 whether something did or not."""
    old, new = read_file(arguments.old), read_file(arguments.new)
    edits, shared = edits_of(old, new), changes_of_library(old, new)
    changes = None if arguments.workspace is None else _measured(old, new, arguments, lang)
    if arguments.json:
        found: dict[str, object] = {"edits": edits, "library": shared}
        found |= {} if changes is None else {"changes": changes}
        print_json(found)
        return 0
    lines = _told((*edits, *shared), old, new, lang)
    if changes is not None:
        lines += ["", *_numbers(changes, new, arguments, lang)]
    print("\n".join(lines))
    return 0


def _told(edits: tuple[Edit, ...], old: JourneyFile, new: JourneyFile, lang: Lang) -> list[str]:
    if not edits:
        return [tr("edits.nothing", lang)]
    lines = []
    for section in sentences(edits, old.journey, new.journey, lang):
        lines += ["", section.title, *(f"- {sentence}" for sentence in section.sentences)]
    return lines[1:]


def _measured(old: JourneyFile, new: JourneyFile, arguments: Namespace, lang: Lang) -> "tuple[Change, ...]":
    from hanhtrinh import bootstrap
    from hanhtrinh.app.comparing import recount
    from hanhtrinh.cli.progress import Compiling
    from hanhtrinh.measures.map import MapQuestion

    with Compiling(lang):
        workspace = workspace_of(arguments, lang)
        zone = workspace.time_zone
        frame = frame_of(workspace, lang)
        question = MapQuestion(
            period=period_of(arguments, zone), segment=arguments.segment, trend="none", compare=False
        )
        moment = instant(arguments, "as_of", "--as-of", zone)
        return recount(old, new, frame, question, as_of=moment, run=bootstrap.threads())


def _numbers(changes: "tuple[Change, ...]", new: JourneyFile, arguments: Namespace, lang: Lang) -> list[str]:
    from hanhtrinh.draw.change_words import change_note, change_sentences, change_summary
    from hanhtrinh.draw.words import Words

    words = Words(lang)
    tell(change_note(changes, words))
    said = change_sentences(changes, new.journey, words, every=arguments.all)
    told = [f"- {sentence}" for sentence in said] or [tr("edits.numbers_none", lang)]
    return [tr("edits.numbers_title", lang), *told, change_summary(changes, words)]
