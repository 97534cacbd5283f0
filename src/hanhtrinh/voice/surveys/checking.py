"""Everything that is wrong, doubtful or missing in a survey: an error forbids opening it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.journey.yaml_text import MAX_FINDINGS, Document, Path, located
from hanhtrinh.values import Finding
from hanhtrinh.voice.surveys.checks.asked import check_asking
from hanhtrinh.voice.surveys.checks.found import Found, Surroundings
from hanhtrinh.voice.surveys.checks.keys import check_keys
from hanhtrinh.voice.surveys.checks.kinds import check_kinds
from hanhtrinh.voice.surveys.checks.series import check_series
from hanhtrinh.voice.surveys.checks.texts import check_texts
from hanhtrinh.voice.surveys.checks.ways import check_ways
from hanhtrinh.voice.surveys.model import Survey

__all__ = ["Surroundings", "check_survey", "forbidding", "question_of"]

_CHECKS: tuple[Callable[[Survey, Surroundings], Iterator[Found]], ...] = (
    check_keys, check_texts, check_kinds, check_ways, check_asking, check_series,
)  # fmt: skip
_RANK = {"error": 0, "warning": 1, "note": 2}


def check_survey(
    survey: Survey,
    *,
    document: Document | None = None,
    opened: Sequence[Survey] = (),
    touchpoints: Collection[str] | None = None,
    segments: Collection[str] | None = None,
    instruments: Mapping[str, Instrument] | None = None,
) -> tuple[Finding, ...]:
    """Return every finding about a survey, errors first, each in the order of the survey.

    `opened` are the versions that were open, newest first; `touchpoints` those of the journey it is bound to,
    `segments` and `instruments` those of the workspace (None: not known, nothing is missed).
    """
    around = Surroundings(tuple(opened), touchpoints, segments, instruments)
    found = [one for check in _CHECKS for one in check(survey, around)]
    found.sort(key=lambda one: (_RANK[one.severity], _order(one.path)))
    shown = [located(document, one.severity, f"surveycheck.{one.key}", one.path, one.params) for one in found]
    if len(shown) > MAX_FINDINGS:
        more = located(document, "note", "check.more_findings", (), {"shown": MAX_FINDINGS})
        return (*shown[:MAX_FINDINGS], more)
    return tuple(shown)


def forbidding(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings with which a survey cannot be opened."""
    return tuple(finding for finding in findings if finding.severity == "error")


def question_of(survey: Survey, finding: Finding) -> str:
    """Return the key of the question (or page) a finding is about; empty where it is about the survey as a whole."""
    for p, page in enumerate(survey.pages):
        for q, question in enumerate(page.questions):
            if _within(finding.path, f"pages[{p}].questions[{q}]"):
                return question.key
        if _within(finding.path, f"pages[{p}]"):
            return page.key
    return ""


def _within(path: str, place: str) -> bool:
    return path == place or path.startswith((f"{place}.", f"{place}["))


def _order(path: Path) -> tuple[tuple[int, str], ...]:
    """Return what sorts a path: numbers by size, fields by name but those of the survey before its pages."""
    return tuple((part + 1, "") if isinstance(part, int) else (0, part) for part in path)
