"""The child of `bootstrap.import_apart`: answers one question about uploaded files and ends."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any

import msgspec

from hanhtrinh.bootstrap import importing, now
from hanhtrinh.bootstrap.import_apart import Question
from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.i18n import LANGS
from hanhtrinh.ports import Progress
from hanhtrinh.sources.apart import limit_memory
from hanhtrinh.sources.examined import Examined
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.inspecting import Proposing, examine, inspect_files, mapping_yaml, preview_mapping
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import ROW, FileRule, Mapping
from hanhtrinh.sources.mbox import FORM as MBOX
from hanhtrinh.sources.mbox.table import answering
from hanhtrinh.sources.opening import find_files, form_at
from hanhtrinh.sources.reshaping import Choice, reshaped, sample_of, simple, uses_of
from hanhtrinh.sources.said.choosing import SaidChoice, guess_choice, made, propose_said
from hanhtrinh.sources.source import MappedSource
from hanhtrinh.sources.taken_surveys.joining import joined
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.voice.elsewhere.model import KINDS, Saying
from hanhtrinh.voice.surveys.model import Survey

_SAMPLES = 4
Say = Callable[[dict[str, Any]], None]


def main() -> int:
    """Answer the question on the input."""
    limit_memory()
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    question = msgspec.json.decode(sys.stdin.buffer.read(), type=Question)

    def say(line: dict[str, Any]) -> None:
        output.write(msgspec.json.encode(line) + b"\n")

    try:
        say({"answer": _answer(question, say)})
    except HanhtrinhError as error:
        words = {lang: error.message(lang) for lang in LANGS}
        say({"error": {"exit": error.exit_code, "key": error.key, "words": words}})
    return 0


def _answer(question: Question, say: Say) -> Any:
    workspace, folder = Workspace.open(Path(question.workspace)), Path(question.folder)
    if question.what == "inspect":
        return _inspected(workspace, folder, question)
    mapping = read_mapping(question.mapping, "mapping.yaml")
    stays_inside(mapping)
    if question.what == "preview":
        return _previewed(workspace, folder, mapping, question)

    if question.what == "answering":
        for saying in _answering(folder, mapping):
            say({"told": msgspec.to_builtins(saying)})
        return {}

    def told(progress: Progress) -> None:
        say({"told": msgspec.to_builtins(progress)})

    rules = tuple(msgspec.structs.replace(rule, without=rule.without + question.without) for rule in mapping.files)
    mapping = msgspec.structs.replace(mapping, files=rules)
    return importing.import_files(
        workspace, mapping, folder, now=now(), progress=told, replace=question.replace, lang=question.lang
    )


def _answering(folder: Path, mapping: Mapping) -> Iterator[Saying]:
    for rule in mapping.files:
        for path in find_files(folder, rule.file):
            if form_at(path, rule) is MBOX:
                yield from answering(path, now())


def _inspected(workspace: Workspace, folder: Path, question: Question) -> dict[str, Any]:
    chosen: dict[str, SaidChoice] = {}
    found = inspect_files(
        _files(folder), now=now(), zone=workspace.time_zone, lang=question.lang, source=question.source,
        proposing=_proposing(question, chosen), first=bool(question.survey),
    )  # fmt: skip
    return {
        "yaml": found.to_yaml(question.lang),
        "guesses": list(found.reasons(question.lang)),
        "preview": found.preview,
        "tables": _tables(folder, found.mapping),
        "said": msgspec.to_builtins(chosen),
    }


def _proposing(question: Question, chosen: dict[str, SaidChoice]) -> Proposing | None:
    """Return what maps tables no ready mapping knows; `chosen` is told what was guessed of each of them."""
    if question.survey:
        survey = msgspec.convert(question.survey, Survey)
        return lambda file, others: joined(file, survey)
    kind = next((kind for kind in KINDS if kind == question.said), None)
    if kind is None:
        return None

    def propose(file: Examined, others: Sequence[Examined]) -> Proposal:
        proposal = propose_said(file, others, kind)
        if proposal.rule is not None:
            chosen[file.name] = guess_choice(file, kind)
        return proposal

    return propose


def _previewed(workspace: Workspace, folder: Path, mapping: Mapping, question: Question) -> dict[str, Any]:
    if question.said and question.choices:
        return _chosen(workspace, folder, mapping, question)
    choices = msgspec.convert(question.choices, dict[str, Choice])
    text = question.mapping
    if choices:
        tables = _tables(folder, mapping)
        columns = {table["name"]: tuple(column["name"] for column in table["columns"]) for table in tables}
        mapping = reshaped(mapping, choices, columns)
        text = mapping_yaml(mapping)
    source = MappedSource(mapping, folder)
    preview = preview_mapping(source, now=now(), zone=workspace.time_zone, lang=question.lang)
    return {"yaml": text, "preview": preview, "tables": _tables(folder, mapping)}


def _chosen(workspace: Workspace, folder: Path, mapping: Mapping, question: Question) -> dict[str, Any]:
    """Return what changed choices of what customers said give."""
    files = [examine(path, folder) for path in _files(folder)]
    choices = msgspec.convert(question.choices, dict[str, SaidChoice])
    rules = {rule.file: rule for rule in mapping.files}
    instruments = {one.key: one for one in mapping.instruments}
    for file in files:
        if file.name in choices:
            choice = choices[file.name]
            others = [other for other in files if other is not file]
            proposal = made(file, choice, others, asked=bool(choice.person))
            instruments |= {one.key: one for one in proposal.instruments}
            if proposal.rule is not None:
                rules[file.name] = proposal.rule
    used = {rule.answer.instrument for one in rules.values() for rule in one.events if rule.answer}
    kept = tuple(one for key, one in instruments.items() if key in used)
    mapping = msgspec.structs.replace(mapping, files=tuple(rules.values()), instruments=kept)
    preview = preview_mapping(MappedSource(mapping, folder), now=now(), zone=workspace.time_zone, lang=question.lang)
    said = {"said": msgspec.to_builtins(choices)}
    return {"yaml": mapping_yaml(mapping), "preview": preview, "tables": _tables(folder, mapping), **said}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _tables(folder: Path, mapping: Mapping) -> list[dict[str, Any]]:
    """Return each file's columns, first values and what the mapping takes them for."""
    rules = {rule.file: rule for rule in mapping.files}
    return [_table(path, folder, rules.get(path.name)) for path in _files(folder)]


def _table(path: Path, folder: Path, rule: FileRule | None) -> dict[str, Any]:
    samples = sample_of(examine(path, folder).table, _SAMPLES)
    columns = [
        {"name": name, "samples": values, "is": sorted(set(uses_of(rule, name))) if rule else []}
        for name, values in samples.items()
    ]
    name = rule.events[0].event if rule and simple(rule) and isinstance(rule.events[0].event, str) else ""
    return {
        "name": path.name,
        "columns": columns,
        "simple": rule is not None and simple(rule),
        "event_name": name,
        "row_people": rule is not None and rule.person == ROW,
    }


def stays_inside(mapping: Mapping) -> None:
    """Raise InputError when a mapping that came through the page names a file outside its upload."""
    named = [rule.file for rule in mapping.files] + [look.file for rule in mapping.files for look in rule.lookups]
    for name in named:
        path = PurePath(name.replace("\\", "/"))
        if path.is_absolute() or len(path.parts) != 1 or path.name in ("", ".", ".."):
            raise InputError("imports.outside", file=name)


if __name__ == "__main__":
    sys.exit(main())
