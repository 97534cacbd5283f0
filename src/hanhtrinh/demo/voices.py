"""What the demo company's customers write, chosen to fit what they were asked, how they scored and why."""

import re
import tomllib
from collections.abc import Callable, Sequence
from importlib.resources import files

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from hanhtrinh.demo.company import Survey
from hanhtrinh.demo.gaps import pick
from hanhtrinh.demo.sampling import NEVER, Said
from hanhtrinh.i18n import without_marks

BANDS = ("low", "middle", "high")
OWN_CAUSE = 0.85
"""How often people who have a reason name it, where they could also say something else."""

_TEENCODE = {
    "không": "ko", "được": "dc", "rồi": "r", "với": "vs", "quá": "wá", "gì": "j", "mình": "mk", "vậy": "v",
    "biết": "bít",
    "người": "ng", "nhiều": "nhìu", "luôn": "lun", "sản phẩm": "sp", "cũng": "cg", "nhân viên": "nv", "trước": "trc",
    "chất lượng": "cl", "thôi": "thui",
}  # fmt: skip


TAILS = {
    "low": ("Mong shop xem lại.", "Hơi buồn.", "Thất vọng thật sự.", "Góp ý thật lòng đó shop."),
    "middle": ("Mong lần sau tốt hơn.", "Nói chung vậy.", "Cho shop thêm cơ hội."),
    "high": ("Cảm ơn shop!", "Sẽ ủng hộ tiếp nha.", "Chúc shop đông khách.", "Mê luôn."),
}
"""What some people add."""

ADDS = 0.3
"""The share of texts with something added."""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences people say at one place, with one kind of score, for one cause."""

    at: str
    band: str
    theme: str
    say: tuple[str, ...]
    cause: str = ""


def sentence_groups() -> tuple[Group, ...]:
    """Return every sentence the demo company's customers know, by place, score and cause."""
    text = (files(__package__) / "voice.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["groups"], tuple[Group, ...])


def teencode(text: str) -> str:
    """Return Vietnamese as it is shortened in chats: `không được` → `ko dc`."""
    words = "|".join(sorted(_TEENCODE, key=len, reverse=True))
    return re.sub(rf"\b({words})\b", lambda found: _TEENCODE[found[0]], text)


def _careless(text: str) -> str:
    return text.rstrip(".").lower()


STYLES: tuple[tuple[float, Callable[[str], str]], ...] = (
    (0.50, lambda text: text),
    (0.20, _careless),
    (0.16, lambda text: without_marks(_careless(text))),
    (0.06, lambda text: teencode(_careless(text))),
    (0.08, lambda text: without_marks(teencode(_careless(text)))),
)
"""Ways of typing one sentence, with their shares: carefully, in a hurry, without diacritics, in chat shorthand."""


def band_of(survey: Survey, score: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return each score's position in `BANDS`."""
    low, middle = (6, 8) if survey.kind == "nps" else (2, 3)
    return np.searchsorted(np.array([low, middle]), score, side="left")


class Voices:
    """Chooses texts for answers."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str, str], npt.NDArray[np.int64]] = {}
        sentences: list[str] = []
        for group in sentence_groups():
            self._places[group.at, group.band, group.cause] = len(sentences) + np.arange(len(group.say))
            sentences += group.say
        self._sentences, self._count = _typed(sentences), len(sentences)
        self._tails = {band: _typed(tails) for band, tails in TAILS.items()}

    def texts(self, key: str, survey: Survey, said: Said, random: np.random.Generator) -> pl.Series:
        """Return a text for each answer, null where there is none."""
        size = len(said.row)
        band = band_of(survey, said.score)
        writes = (said.answered != NEVER) & (random.random(size) < np.array(survey.comments)[band])
        which, own = random.random(size), random.random(size) < OWN_CAUSE
        style = pick(random, np.array([share for share, _ in STYLES]), size)
        sentence = np.full(size, -1)
        for cause in np.unique(said.cause.astype(str)).tolist():
            for i, name in enumerate(BANDS):
                for frank in (True, False):
                    rows = np.flatnonzero(writes & (band == i) & (said.cause == cause) & (own == frank))
                    if not len(rows):
                        continue
                    known = self._known(key, name, cause if frank else "")
                    sentence[rows] = known[(which[rows] * len(known)).astype(np.int64)]
        spoken = pl.Series(style * self._count + sentence).set(pl.Series(sentence < 0), None)
        return self._sentences.gather(spoken) + self._added(band, style, random)

    def _added(
        self, band: npt.NDArray[np.int64], style: npt.NDArray[np.int64], random: np.random.Generator
    ) -> pl.Series:
        """Return what each text ends with: nothing, or a few more words typed in the same way."""
        which, adds = random.random(len(band)), random.random(len(band)) < ADDS
        found = pl.Series([""]).new_from_index(0, len(band))
        for i, name in enumerate(BANDS):
            rows = np.flatnonzero(adds & (band == i))
            tail = style[rows] * len(TAILS[name]) + (which[rows] * len(TAILS[name])).astype(np.int64)
            joint = pl.Series([" ", *[", "] * (len(STYLES) - 1)]).gather(style[rows])
            found = found.scatter(rows, joint + self._tails[name].gather(tail))
        return found

    def _known(self, key: str, band: str, cause: str) -> npt.NDArray[np.int64]:
        """Return the sentences for a cause, those for none in particular where there are none."""
        return self._places.get((key, band, cause), self._places[key, band, ""])


def _typed(texts: Sequence[str]) -> pl.Series:
    """Return all texts in the first style, then all in the second, and so on."""
    return pl.Series([style(text) for _, style in STYLES for text in texts])
