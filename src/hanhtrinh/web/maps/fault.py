"""The line above a map whose file cannot be used: the map shows what it said last, and says why."""

from hanhtrinh.app.versions.good import Fault
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.web.components import sign


def fault_line(fault: Fault | None, address: str, lang: Lang) -> Markup:
    """Return the line above a map that shows its last good version; nothing where the file can be used."""
    if fault is None:
        return Markup("")
    first = fault.findings[0].line_of_text(lang) if fault.findings else ""
    why = tr("versions.fault_merge", lang, lines=", ".join(map(str, fault.marks))) if fault.marks else first
    text = h(
        "p",
        h("b", tr("versions.fault", lang, file=fault.file)),
        " ",
        tr("versions.fault_shown", lang),
        h("span.why", why),
    )
    mend = h("a.tool", h("span", tr("versions.fault_mend", lang)), href=f"{address}/mend")
    return h("div.fault-line", sign("triangle-alert"), text, mend, role="alert")
