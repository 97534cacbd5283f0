"""SPSS files (`.sav`): their variables as questions, the words of their values as options."""

from pathlib import Path
from typing import Any

import msgspec

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.apart import read_apart
from hanhtrinh.sources.taken_surveys.building import Building, Taken, chosen, key_made, option
from hanhtrinh.voice.surveys.model import Question

ANSWER = "variables.json"
_TECHNICAL = ("id", "respid", "caseid", "serial", "weight", "uuid", "responseid")
_MOST_OPTIONS = 60


class Variable(msgspec.Struct, frozen=True):
    """A variable: its name, the words it is labelled with, the words of its values, and what it holds."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    kind: str
    width: int = 0


class Variables(msgspec.Struct, frozen=True):
    """All variables of a file, and its sets of several answers (name, label, the variables that belong to it)."""

    variables: tuple[Variable, ...]
    sets: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


def knows(start: bytes) -> bool:
    """Tell whether a file begins as one of SPSS."""
    return start[:4] in (b"$FL2", b"$FL3")


def read_file(path: Path, folder: Path, name: str) -> Taken:
    """Return a survey of this name made of a file's variables, read by a process of its own; raises FileUnusable."""
    read_apart("hanhtrinh.sources.taken_surveys.spss_reading", path, folder, {})
    found = msgspec.json.decode((folder / ANSWER).read_bytes(), type=Variables)
    if not found.variables:
        raise FileUnusable("taken_surveys.damaged", file=path.name, tool="SPSS")
    return _survey(found, name)


def _survey(found: Variables, name: str) -> Taken:
    said = " ".join(one.label for one in found.variables)
    building = Building("vi" if any(sign in "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệ" for sign in said.lower()) else "en")
    together = {variable for _, _, members in found.sets for variable in members}
    for own, label, members in found.sets:
        _many(building, own, label, [one for one in found.variables if one.name in members])
    for variable in found.variables:
        if variable.name not in together:
            _one(building, variable)
    return building.finished(name, building.text(name))


def _many(building: Building, own: str, label: str, members: list[Variable]) -> None:
    taken: set[str] = set()
    options = [
        option(building, one.name, building.text(one.label or one.name), taken, place)
        for place, one in enumerate(members, 1)
    ]
    text = building.text(label or own)
    building.ask(Question(key=building.key(own.lstrip("$")), kind="choices", text=text, options=tuple(options)))


def _one(building: Building, variable: Variable) -> None:
    if key_made(variable.name) in _TECHNICAL or not (variable.label or variable.values):
        building.note(variable.name, "no_words")
        return
    text, key = building.text(variable.label or variable.name), building.key(variable.name)
    if 1 < len(variable.values) <= _MOST_OPTIONS:
        taken: set[str] = set()
        options = [
            option(building, code, building.text(words), taken, place)
            for place, (code, words) in enumerate(variable.values, 1)
        ]
        building.ask(chosen(building, key, text, options, many=False))
    elif variable.kind == "date":
        building.ask(Question(key=key, kind="date", text=text))
    elif variable.kind == "number":
        building.ask(Question(key=key, kind="number", text=text))
    else:
        building.ask(Question(key=key, kind="long" if variable.width > 100 else "short", text=text))


def of_meta(about: Any) -> Variables:
    """Return the variables that the reading library found."""
    return Variables(
        tuple(_variable(about, name) for name in about.column_names),
        tuple((name, str(one["label"] or ""), tuple(one["variable_list"])) for name, one in about.mr_sets.items()),
    )


def _variable(about: Any, name: str) -> Variable:
    form = str(about.original_variable_types.get(name) or "").rstrip("0123456789.").upper()
    kind = "text" if form == "A" else "date" if "DATE" in form or form.startswith("DATETIME") else "number"
    values = about.variable_value_labels.get(name) or {}
    labelled = tuple((_code(value), str(words)) for value, words in values.items() if str(words).strip())
    width = int(about.variable_storage_width.get(name) or 0)
    return Variable(name, str(about.column_names_to_labels.get(name) or ""), labelled, kind, width)


def _code(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).strip()
