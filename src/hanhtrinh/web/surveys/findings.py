"""What a check found, on the page: at the question it is about, and all of it in one list."""

from collections.abc import Sequence

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.surveys import Kept
from hanhtrinh.values import Finding
from hanhtrinh.voice.surveys.checking import forbidding, question_of
from hanhtrinh.voice.surveys.model import Survey
from hanhtrinh.web.components import sign
from hanhtrinh.web.surveys.words import ts

_SIGNS = {"error": ("circle-alert", "bad"), "warning": ("triangle-alert", "middling"), "note": ("lightbulb", "plain")}
_SHOWN, _FIRST = 40, 6


def finding_lines(found: Sequence[Finding], lang: Lang) -> Markup | None:
    """Return findings as lines, each with its severity in words for screen readers."""
    if not found:
        return None
    return h("ul.sb-found", [_line(one, lang, None) for one in found])


def all_findings(kept: Kept, found: Sequence[Finding], lang: Lang, *, same: bool) -> Markup:
    """Return every finding with the way to its place, and how many forbid opening the survey; `same`: what was opened
    last is just the draft, so that there is nothing to open.
    """
    survey, stands = kept.draft, (kept.state if same else "ahead") if kept.version else "draft"
    errors = sum(one.severity == "error" for one in found)
    doubts = sum(one.severity == "warning" for one in found)
    if errors:
        lead, kind, icon = ts(lang, "found_errors", n=errors), "bad", "circle-alert"
    elif doubts:
        opened = "found_doubts" if stands in ("draft", "ahead") else "found_doubts_opened"
        lead, kind, icon = ts(lang, opened, n=doubts), "middling", "triangle-alert"
    else:
        lead, kind, icon = ts(lang, f"found_nothing_{stands}"), "good", "circle-check"
    lines = [_line(one, lang, _place(survey, one)) for one in found[:_SHOWN]]
    summary = h(f"summary.sb-checked.{kind}", sign(icon), h("span", lead))
    if not lines:
        return h(
            "div.sb-checks", h(f"p.sb-checked.{kind}", sign(icon), h("span", lead)), id="sb-findings", role="status"
        )
    return h(
        "div.sb-checks",
        h("details", summary, h("ul.sb-found", lines), id="sb-found-all"),
        id="sb-findings",
        role="status",
    )


def what_forbids(survey: Survey, found: Sequence[Finding], lang: Lang) -> Markup | None:
    """Return what forbids opening a survey, the first of it with the way to its place; None where nothing does."""
    errors = forbidding(found)
    if not errors:
        return None
    lines = [_line(one, lang, _place(survey, one)) for one in errors[:_FIRST]]
    more = h("p.hint", ts(lang, "found_more", n=len(errors) - _FIRST)) if len(errors) > _FIRST else None
    return h("div.sb-changes", h("p", ts(lang, "publish_wrong_lead")), h("ul.sb-found", lines), more)


def found_at(survey: Survey, found: Sequence[Finding], key: str) -> list[Finding]:
    """Return the findings about a question or page."""
    return [one for one in found if question_of(survey, one) == key]


def _place(survey: Survey, finding: Finding) -> tuple[str, str] | None:
    key = question_of(survey, finding)
    if not key:
        if finding.path.startswith(("asking", "touchpoint", "journey", "anonymous")):
            return "#sb-asking", ""
        return ("#sb-thanks", "") if finding.path.startswith("thanks") else ("#sb-about", "")
    if key in {question.key for question in survey.questions}:
        return f"#q-{key}", key
    return f"#p-{key}", key


def _line(finding: Finding, lang: Lang, place: tuple[str, str] | None) -> Markup:
    icon, kind = _SIGNS[finding.severity]
    text = tr(finding.key, lang, **finding.params)
    words = text[:1].upper() + text[1:]
    severity = h("span.vh", f"{tr(f'check.{finding.severity}', lang)}: ")
    where = h("a", place[1] or ts(lang, "show_place"), href=place[0], data_sb_go=True) if place else None
    return h(f"li.{kind}", sign(icon), h("span", severity, words, " ", where))
