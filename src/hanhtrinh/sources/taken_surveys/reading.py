"""Reading the definition of a survey, whichever tool wrote it."""

import tempfile
from pathlib import Path

from hanhtrinh.errors import FileUnusable, InputError
from hanhtrinh.ports.taking_in import Left, TakenSurvey
from hanhtrinh.sources.taken_surveys import lss, qsf, spss, surveyjs
from hanhtrinh.sources.taken_surveys.building import MOST_BYTES, Taken

_START = 1 << 16
_TOOLS = (
    ("LimeSurvey", lss.knows, lss.read),
    ("Qualtrics", qsf.knows, qsf.read),
    ("SurveyJS", surveyjs.knows, surveyjs.read),
)


class SurveyFiles:
    """`ports.taking_in.SurveyFiles`: definitions are recognised by what they hold, not by their name."""

    def read(self, name: str, raw: bytes) -> TakenSurvey:
        """Return the survey a file holds, as a draft; FileUnusable where it is no definition we know."""
        taken = read_definition(name, raw)
        left = tuple(Left(one.place, one.key, dict(one.params)) for one in taken.findings)
        return TakenSurvey(survey=taken.survey, left=left)


def read_definition(name: str, raw: bytes) -> Taken:
    """Return the survey a file holds with what was not carried over."""
    name = Path(name).name[:120] or "survey"
    if len(raw) > MOST_BYTES:
        raise InputError("taken_surveys.too_large", file=name, allowed=MOST_BYTES // 2**20)
    start = raw[:_START]
    if spss.knows(start):
        return _spss(name, raw)
    for tool, knows, read in _TOOLS:
        if knows(start):
            try:
                return read(raw, name)
            except (LookupError, TypeError, AttributeError, ValueError) as error:  # parts as the tool never writes them
                raise FileUnusable("taken_surveys.damaged", file=name, tool=tool) from error
    raise FileUnusable("taken_surveys.unknown", file=name)


def _spss(name: str, raw: bytes) -> Taken:
    with tempfile.TemporaryDirectory(prefix="hanhtrinh-") as folder:
        path = Path(folder) / "survey.sav"  # what people call their file may be no name of one here
        path.write_bytes(raw)
        try:
            return spss.read_file(path, Path(folder), name.rsplit(".", 1)[0])
        except FileUnusable as error:
            raise FileUnusable(error.key, **{**error.params, "file": name}) from error
