"""The journey file itself (`format: hanhtrinh/1`) as one of the forms."""

import re

from hanhtrinh.i18n import Lang
from hanhtrinh.journey.codec import inspect_journey, write_journey
from hanhtrinh.journey.forms.shapes import Form
from hanhtrinh.journey.model import Journey

_FORMAT = re.compile(r"^format:[ \t]*[\"']?hanhtrinh/", re.MULTILINE)


def _recognises(text: str, name: str) -> bool:
    return name.endswith((".yaml", ".yml")) or _FORMAT.search(text[:20_000]) is not None


def _write(journey: Journey, lang: Lang) -> str:
    return write_journey(journey)


YAML = Form("yaml", (".yaml", ".yml"), _recognises, inspect_journey, _write, lossless=True)
