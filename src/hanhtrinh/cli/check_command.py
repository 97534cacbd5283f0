"""`hanhtrinh check`: every finding in journey files, with file and line."""

import json
from argparse import Namespace
from pathlib import Path

from hanhtrinh.app.journeys import JourneyFile, inspect_file
from hanhtrinh.errors import FileUnusable
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.values import Finding


def run(arguments: Namespace, lang: Lang) -> int:
    """Print the findings of every file; 1 when one of them is an error."""
    findings = [finding for path in arguments.files for finding in _findings(path, arguments, lang)]
    if arguments.json:
        print(json.dumps([_as_json(finding, lang) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(finding.line_of_text(lang))
        print(_summary(findings, arguments.files, lang))
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _findings(path: Path, arguments: Namespace, lang: Lang) -> tuple[Finding, ...]:
    try:
        journey, document, findings = inspect_file(path)
    except FileUnusable as error:
        return (Finding(severity="error", key=error.key, params=error.params, file=str(path)),)
    if journey is None or arguments.workspace is None:
        return findings
    return (*findings, *_against_data(JourneyFile(path, journey, document, findings), arguments, lang))


def _against_data(file: JourneyFile, arguments: Namespace, lang: Lang) -> tuple[Finding, ...]:
    from hanhtrinh.app.journeys import check_data
    from hanhtrinh.cli.common import frame_of, workspace_of

    return check_data(file, frame_of(workspace_of(arguments, lang), lang))


def _as_json(finding: Finding, lang: Lang) -> dict[str, object]:
    return {
        "severity": finding.severity,
        "code": finding.key,
        "file": finding.file,
        "line": finding.line,
        "path": finding.path,
        "message": tr(finding.key, lang, **finding.params),
    }


def _summary(findings: list[Finding], files: list[Path], lang: Lang) -> str:
    counts = {kind: sum(f.severity == kind for f in findings) for kind in ("error", "warning", "note")}
    key = "run.check_clean" if not findings else "run.check_summary"
    return tr(key, lang, files=len(files), **counts)
