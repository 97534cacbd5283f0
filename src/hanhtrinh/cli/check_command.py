"""`hanhtrinh check`: every finding in journey and library files, with file and line."""

import json
from argparse import Namespace
from pathlib import Path

from hanhtrinh.app.checking import check_files
from hanhtrinh.app.journeys import JourneyFile
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.values import Finding


def run(arguments: Namespace, lang: Lang) -> int:
    """Print the findings of every file and of what opens from it; 1 when one of them is an error."""
    checked = check_files(arguments.files)
    findings = list(checked.findings)
    if arguments.workspace is not None and checked.journeys:
        findings += _against_data(checked.journeys, arguments, lang)
    if arguments.json:
        print(json.dumps([_as_json(finding, lang) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(finding.line_of_text(lang))
        print(_summary(findings, checked.files, lang))
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _against_data(files: tuple[JourneyFile, ...], arguments: Namespace, lang: Lang) -> list[Finding]:
    from hanhtrinh.app.journeys import check_data
    from hanhtrinh.cli.common import frame_of, workspace_of

    frame = frame_of(workspace_of(arguments, lang), lang)
    return [finding for file in files for finding in check_data(file, frame)]


def _as_json(finding: Finding, lang: Lang) -> dict[str, object]:
    return {
        "severity": finding.severity,
        "code": finding.key,
        "file": finding.file,
        "line": finding.line,
        "path": finding.path,
        "message": tr(finding.key, lang, **finding.params),
    }


def _summary(findings: list[Finding], files: tuple[Path, ...], lang: Lang) -> str:
    counts = {kind: sum(f.severity == kind for f in findings) for kind in ("error", "warning", "note")}
    key = "run.check_clean" if not findings else "run.check_summary"
    return tr(key, lang, files=len(files), **counts)
