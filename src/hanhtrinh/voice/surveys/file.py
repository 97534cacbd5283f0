"""A survey as a YAML or JSON file: read with every finding, written so that people and diffs can read it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hanhtrinh.errors import Rejected
from hanhtrinh.journey.shapes import convert
from hanhtrinh.journey.yaml_text import Document, in_file_order, read_yaml
from hanhtrinh.journey.yaml_write import rows, write_yaml
from hanhtrinh.values import Finding
from hanhtrinh.voice.surveys.checking import check_survey
from hanhtrinh.voice.surveys.model import Survey

FORMAT = "hanhtrinh-survey/1"


def read_survey(text: str, file: str) -> tuple[Survey, tuple[Finding, ...]]:
    """Return the survey a text describes and what is to be said about it; Rejected where it has not the shape of one.

    YAML 1.2 is read, so JSON is too. What a check would forbid to open may be read: it is a draft.
    """
    document = read_yaml(text, file)
    if not document.usable:
        raise Rejected(file, document.findings)
    survey, findings = _survey_of(document)
    if survey is None:
        raise Rejected(file, in_file_order(findings))
    return survey, in_file_order([*findings, *check_survey(survey, document=document)])


def write_survey(survey: Survey) -> str:
    """Return a survey as YAML that `read_survey` reads back to an equal one."""
    plain = plain_survey(survey)
    for page in plain.get("pages", ()):
        for thing in (*page.get("questions", ()), *page.get("jumps", ())):
            for field in ("show", "when"):
                if field in thing:
                    thing[field] = rows(thing[field])
    return write_yaml({"format": FORMAT} | plain)


def plain_survey(survey: Survey) -> dict[str, Any]:
    """Return a survey as plain data, without what is left at its default."""
    plain: dict[str, Any] = msgspec.to_builtins(survey)
    return plain


def _survey_of(document: Document) -> tuple[Survey | None, list[Finding]]:
    findings = list(document.findings)
    data = document.data
    if isinstance(data, Mapping):
        if data.get("format", FORMAT) != FORMAT:
            findings.append(
                document.finding("error", "surveycheck.format", ("format",), given=data["format"], allowed=FORMAT)
            )
            return None, findings
        data = {key: value for key, value in data.items() if key != "format"}
    survey, found = convert(msgspec.structs.replace(document, data=data), Survey)
    return survey, [*findings, *found]
