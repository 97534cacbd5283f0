"""The form of a mapping, read: which column is what."""

from collections.abc import Mapping
from typing import Any

ROW = "#row"
Fields = Mapping[str, str | list[str]]


def text_of(form: Fields, name: str) -> str:
    """Return a field's text; of several the first, empty where there is none."""
    value = form.get(name, "")
    return value if isinstance(value, str) else next(iter(value), "")


def choices_of(form: Fields) -> dict[str, Any]:
    """Return the choices of each file a form holds; fields are `<file number>:<what>`, `file:<number>` its name.

    Nothing where the mapping was changed as text (`as` is `text`): the text alone counts then.
    """
    if form.get("as") != "columns":
        return {}
    numbers = [key.partition(":")[2] for key in form if key.startswith("file:")]
    return {text_of(form, f"file:{n}"): _choice(form, n) for n in numbers}


def _choice(form: Fields, number: str) -> dict[str, Any]:
    kept = form.get(f"{number}:property", [])
    fields = {what: text_of(form, f"{number}:{what}") for what in ("person", "time", "event", "event_name")}
    return {**fields, "properties": [kept] if isinstance(kept, str) else kept}
