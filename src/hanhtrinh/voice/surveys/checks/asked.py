"""Whom a survey asks: touchpoints and segments that are not there, dates that cross, colours nobody can read."""

from collections.abc import Iterator

from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.yaml_text import Path
from hanhtrinh.voice.surveys.checks.found import Found, Surroundings, error, note, warning
from hanhtrinh.voice.surveys.model import SCORED, Survey
from hanhtrinh.voice.surveys.theme import LEAST_CONTRAST, contrast_of


def check_asking(survey: Survey, around: Surroundings) -> Iterator[Found]:
    """Yield what cannot be asked as it stands."""
    asking = survey.asking
    if asking.opens is not None and asking.closes is not None and asking.opens >= asking.closes:
        yield error("dates_crossed", ("asking", "closes"))
    if survey.touchpoint and not survey.journey:
        yield error("touchpoint_without_journey", ("touchpoint",), given=survey.touchpoint)
    elif not survey.touchpoint and any(one.kind in SCORED and not one.relationship for one in survey.questions):
        yield note("no_touchpoint", ("touchpoint",))
    yield from _places(survey, around)
    if around.segments is not None and asking.segment and asking.segment not in around.segments:
        yield error("segment_unknown", ("asking", "segment"), given=asking.segment)
    if asking.by_mail is not None and not (asking.by_mail.steps or asking.by_mail.events):
        yield warning("mail_never", ("asking", "by_mail"))
    if survey.anonymous and asking.segment:
        yield note("anonymous_segment", ("asking", "segment"))
    ratio = contrast_of(survey.theme)
    if ratio < LEAST_CONTRAST:
        yield note("contrast", ("theme", "accent"), given=survey.theme.accent, ratio=f"{ratio:.1f}")


def _places(survey: Survey, around: Surroundings) -> Iterator[Found]:
    """Yield touchpoints that are none of the journey's."""
    known = around.touchpoints
    if known is None or not survey.journey:
        return
    asking = survey.asking
    named: list[tuple[Path, str]] = [(("touchpoint",), survey.touchpoint)] if survey.touchpoint else []
    for field, one in (("on_page", asking.on_page), ("by_mail", asking.by_mail)):
        named += [(("asking", field, "steps", i), key) for i, key in enumerate(one.steps if one else ())]
    for path, key in named:
        if key not in known:
            alike = nearest(key, known)
            name = "touchpoint_unknown_similar" if alike else "touchpoint_unknown"
            yield error(name, path, given=key, journey=survey.journey, suggestion=alike or "")
