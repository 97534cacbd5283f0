"""What an import did, in words."""

from hanhtrinh.app.importing import Counts, ImportReport
from hanhtrinh.i18n import Lang, tr

_MOST_REASONS = 5


def number(value: int, lang: Lang) -> str:
    """Return a whole number with the language's separators."""
    text = f"{value:,}"
    return text.replace(",", ".") if lang == "vi" else text


def report_lines(report: ImportReport, lang: Lang) -> list[str]:
    """Return the report: the total, each file, the first reasons, where the refused rows are."""
    lines = [tr("run.imported", lang, source=report.source, counts=_counts(report.counts, lang))]
    if len(report.files) > 1:
        lines += [f"  {file.file}: {_counts(file.counts, lang)}" for file in report.files]
    for reason in report.reasons[:_MOST_REASONS]:
        place = f"{reason.file}:{reason.line}"
        lines.append(f"  {number(reason.count, lang)} × {place} {reason.column}: {reason.reason}")
    if report.rejects:
        lines.append(tr("run.rejects", lang, file=report.rejects))
    if nothing_usable(report):
        lines.append(tr("run.nothing_usable", lang))
    elif not report.changed:
        lines.append(tr("run.nothing_new", lang))
    return lines


def nothing_usable(report: ImportReport) -> bool:
    """Tell whether rows were refused and none was of use: the mapping does not fit the file."""
    counts = report.counts
    return counts.rejected > 0 and counts.accepted + counts.duplicate == 0


def _counts(counts: Counts, lang: Lang) -> str:
    parts = [tr("run.count_read", lang, n=number(counts.read, lang))]
    for name in ("accepted", "duplicate", "rejected", "empty", "unmatched"):
        value = getattr(counts, name)
        if value or name in ("accepted", "duplicate", "rejected"):
            parts.append(tr(f"run.count_{name}", lang, n=number(value, lang)))
    return ", ".join(parts)
