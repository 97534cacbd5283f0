"""Texts that are empty, or missing in one of the languages."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import msgspec

from hanhtrinh.i18n import LANGS, Localized
from hanhtrinh.journey.library import SHARED, Library
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.yaml_text import Path

Report = Callable[..., None]


def check_texts(of: Journey | Library, report: Report) -> None:
    """Report texts and names that say nothing, and the language with the most gaps."""
    texts = list(_localized(of, ()))
    for path, text in texts:
        if not (text.vi or text.en):
            report("warning", "check.empty_text", path)
    for path, name in _names(of):
        if name == "":
            report("warning", "check.empty_text", path)
    _check_languages([(path, text) for path, text in texts if text.vi or text.en], report)


def _names(of: Journey | Library) -> Iterator[tuple[Path, object]]:
    for field in SHARED:
        for key, thing in getattr(of, field).items():
            yield (field, key, "name"), thing.name
    if isinstance(of, Library):
        for key, opportunity in of.opportunities.items():
            yield ("opportunities", key, "text"), opportunity.text
        return
    yield ("name",), of.name
    for i, stage in enumerate(of.stages):
        yield ("stages", i, "name"), stage.name
    for path, step in of.placed_steps:
        for i, opportunity in enumerate(step.opportunities):
            if opportunity.use is None:
                yield (*path, "opportunities", i), opportunity.text


def _check_languages(texts: list[tuple[Path, Localized]], report: Report) -> None:
    """One note, not one a text: which language has the most gaps, how many, and where the first is."""
    counts = Counter(lang for _, text in texts for lang in LANGS if getattr(text, lang))
    if len(counts) < 2 or all(count == len(texts) for count in counts.values()):
        return
    lang = min(LANGS, key=lambda name: counts[name])
    missing = [path for path, text in texts if not getattr(text, lang)]
    report("note", f"check.language_gap_{lang}", missing[0], count=len(missing))


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """Return the fields that may hold texts, each as it is called in the model and in the file."""
    fields = msgspec.structs.fields(kind)
    return tuple((one.name, one.encode_name) for one in fields if one.name not in ("match", "errors", "support"))


def _localized(value: object, path: Path) -> Iterator[tuple[Path, Localized]]:
    if isinstance(value, Localized):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for name, written in _fields(type(value)):
            yield from _localized(getattr(value, name), (*path, written))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _localized(item, (*path, key))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _localized(item, (*path, i))
