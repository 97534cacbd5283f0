"""The child of `bootstrap.import_apart`: answers one question about uploaded files and ends."""

import os
import sys
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

import msgspec

from hanhtrinh.bootstrap import importing, now
from hanhtrinh.bootstrap.import_apart import Question
from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.i18n import LANGS
from hanhtrinh.ports import Progress
from hanhtrinh.sources.apart import limit_memory
from hanhtrinh.sources.inspecting import examine, inspect_files, mapping_yaml, preview_mapping
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import ROW, FileRule, Mapping
from hanhtrinh.sources.reshaping import Choice, reshaped, sample_of, simple, uses_of
from hanhtrinh.sources.source import MappedSource
from hanhtrinh.store.workspace import Workspace

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

    def told(progress: Progress) -> None:
        say({"told": msgspec.to_builtins(progress)})

    return importing.import_files(
        workspace, mapping, folder, now=now(), progress=told, replace=question.replace, lang=question.lang
    )


def _inspected(workspace: Workspace, folder: Path, question: Question) -> dict[str, Any]:
    found = inspect_files(
        _files(folder), now=now(), zone=workspace.time_zone, lang=question.lang, source=question.source
    )
    return {
        "yaml": found.to_yaml(question.lang),
        "guesses": list(found.reasons(question.lang)),
        "preview": found.preview,
        "tables": _tables(folder, found.mapping),
    }


def _previewed(workspace: Workspace, folder: Path, mapping: Mapping, question: Question) -> dict[str, Any]:
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
