"""`hanhtrinh draft`: a journey proposed from the events alone, each part with its reason."""

import re
from argparse import Namespace

from hanhtrinh.app.draft_words import draft_lines
from hanhtrinh.app.drafting import propose_journey
from hanhtrinh.cli.common import frame_of, importing_workspace, print_json, run_import, tell, workspace_of, write_text
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.cli.report import report_lines
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.measures.draft.shapes import Draft, DraftQuestion

LEAST_STEPS, MOST_STEPS = 2, 60
LEAST_PEOPLE = 1
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def run(arguments: Namespace, lang: Lang) -> int:
    """Print or write the journey; the reasons go to stderr, or with `--json` everything to stdout."""
    question = question_of(arguments)
    if arguments.output is not None and arguments.output.exists():
        raise InputError("run.exists", file=str(arguments.output))
    found, zone = _drafted(arguments, question, lang)
    if arguments.output is not None:
        write_text(arguments.output, found.text)
    if arguments.json:
        print_json(found)
        return 0
    tell("\n".join(draft_lines(found, Words(lang, zone), question.part)))
    print(found.text if arguments.output is None else tr("run.wrote", lang, file=arguments.output), end="")
    if arguments.output is not None:
        print()
    return 0


def question_of(arguments: Namespace) -> DraftQuestion:
    """Return what the arguments ask for; InputError where one of them is not allowed."""
    if _KEY.fullmatch(arguments.key) is None:
        raise InputError("draft.bad_key", given=arguments.key)
    if not LEAST_STEPS <= arguments.steps <= MOST_STEPS:
        raise InputError("draft.bad_steps", given=arguments.steps, low=LEAST_STEPS, high=MOST_STEPS)
    if arguments.sample is not None and arguments.sample < LEAST_PEOPLE:
        raise InputError("draft.bad_sample", given=arguments.sample, low=LEAST_PEOPLE)
    if arguments.part < 1:
        raise InputError("draft.bad_part", given=arguments.part)
    return DraftQuestion(
        key=arguments.key,
        name=arguments.name or None,
        steps=arguments.steps,
        part=arguments.part,
        keep=tuple(arguments.keep),
        sample=arguments.sample,
    )


def _drafted(arguments: Namespace, question: DraftQuestion, lang: Lang) -> tuple[Draft, str]:
    with Compiling(lang):
        files = arguments.files
        workspace = importing_workspace(arguments, files, lang) if files else workspace_of(arguments, lang)
        if files:
            tell("\n".join(report_lines(run_import(arguments, workspace, files, lang), lang)))
        frame = frame_of(workspace, lang)
        without = tuple(arguments.without)
        return propose_journey(frame, question, vocabulary=not arguments.no_vocabulary, without=without), frame.zone
