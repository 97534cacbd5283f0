"""The words people write on maps (`words.toml`): names of lanes, stages, channels and feelings in both languages.

Everything is compared without case and diacritics, so that `Điểm đau`, `Diem dau` and `điểm đau` are one word.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from hanhtrinh.i18n import without_marks
from hanhtrinh.journey.model import PHASES, Phase

Lane = Literal[
    "stage", "phase", "step", "activity", "touchpoint", "channel", "thoughts", "feeling", "score", "pains",
    "opportunities", "solutions", "questions", "owner", "backstage", "goal", "moment", "optional", "severity",
    "targets", "measured",
]  # fmt: skip
_OTHER = re.compile(r"[^a-z0-9]+")
_PARTS = re.compile(r"[/|(),;:&\n]+")
_COUNTED = re.compile(r"^(\d+ )?((giai doan|stage|phase|buoc|step) )?(\d+ )?")
_MEASURED = re.compile(r"(so do|measured) ")
_LONGEST_LABEL = 60
_MOST_WORDS = 6


def bare(text: str) -> str:
    """Return a text's words in small letters without diacritics and signs, one space between them."""
    return _OTHER.sub(" ", without_marks(text.casefold())).strip()


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


@cache
def _meanings(kind: str) -> dict[str, str]:
    """Return what each word of a kind means, by its bare form."""
    return {bare(word): meaning for meaning, words in _table()[kind].items() for word in words}


@cache
def _faces() -> dict[str, float]:
    return {face: float(score) for score, faces in _table()["face"].items() for face in faces}


def lane_of(label: str) -> Lane | None:
    """Return the lane a label names, alone, in one of its parts (`Pain points / Điểm đau`) or within a few words."""
    if not label or len(label) > _LONGEST_LABEL:
        return None
    words = bare(label)
    if _MEASURED.match(words):
        return "measured"
    known = _meanings("lane")
    for part in (words, *map(bare, _PARTS.split(label))):
        found = known.get(part) or known.get(_singular(part))
        if found is not None:
            return cast(Lane, found)
    return _within(words)


def _singular(words: str) -> str:
    return words[:-1] if words.endswith("s") and not words.endswith("ss") else words


def _within(label: str) -> Lane | None:
    """Return the lane whose longest name stands within a label of a few words."""
    words = label.split()
    if len(words) > _MOST_WORDS:
        return None
    known = _meanings("lane")
    spans = (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    fits = [one for span in spans for one in (span, _singular(span)) if one in known]
    return cast(Lane, known[max(fits, key=len)]) if fits else None


def phase_of(name: str) -> Phase | None:
    """Return the phase a stage's name speaks of, None where it says nothing."""
    known = _meanings("phase")
    for part in (name, *_PARTS.split(name)):
        words = bare(part)
        found = known.get(words) or known.get(_COUNTED.sub("", words))
        if found is not None:
            return cast(Phase, found)
    return None


def phases_of(names: Sequence[str]) -> list[Phase]:
    """Return a phase for every stage, never going back: what the name says, else where it stands to the purchase, else
    the phase of the stage before. Where no name says anything, every stage is `during`.
    """
    said = [phase_of(name) for name in names]
    bought = [i for i, phase in enumerate(said) if phase == "during"]
    at = 0 if any(said) else 1
    phases: list[Phase] = []
    for i, phase in enumerate(said):
        if phase is None and bought:
            phase = "before" if i < bought[0] else "during" if i < bought[-1] else "after"
        at = at if phase is None else max(at, PHASES.index(phase))
        phases.append(PHASES[at])
    return phases


def is_channel(name: str) -> bool:
    """Tell whether a name is that of a channel everybody knows."""
    return bare(name) in _meanings("channel") or _singular(bare(name)) in _meanings("channel")


def about_of(label: str) -> str | None:
    """Return what a line above a map tells of the whole: `name`, `persona`, `scenario`, `goal` or `owner`."""
    return _meanings("about").get(bare(label)) if len(label) <= _LONGEST_LABEL else None


def score_of(text: str) -> float | None:
    """Return the feeling faces or words speak of, −2 to +2; None where they say nothing that is known."""
    shown = [score for face, score in _faces().items() if face in text]
    known = _meanings("feeling")
    said = [float(known[words]) for part in _PARTS.split(text) if (words := bare(part)) in known]
    scores = shown or said
    return round(sum(scores) / len(scores), 6) if scores else None
