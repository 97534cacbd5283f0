"""The pages of imports: the list, the form for files, one import through its life."""

from collections.abc import Mapping, Sequence
from typing import Any

from hanhtrinh.access import Right, may
from hanhtrinh.app.imports import MOST_FILES
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.jobs import Job
from hanhtrinh.store.uploads import MOST_BYTES
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, box, button, data_table, empty, form, head, link_button, sign
from hanhtrinh.web.imports.proposal import figures, proposal, reasons
from hanhtrinh.web.imports.words import bytes_text

_KINDS = {"done": "good", "failed": "bad", "draft": "accent", "running": "middling", "cancelling": "middling"}
_FIGURES = {"rows": "rows", "accepted": "accepted", "duplicates": "duplicate", "refused": "rejected"}


def the_list(jobs: Sequence[Job], address: str, asking: Asking, zone: str) -> Markup:
    """Return every import, newest first, and the way to a new one."""
    lang = asking.lang
    new = link_button(tr("imports.new", lang), f"{address}/new", kind="main", icon="package-open")
    if not jobs:
        nothing = empty("package-open", tr("imports.none_yet", lang), tr("imports.lead", lang), new)
        return h("div.imports", head(tr("imports.title", lang)), nothing)
    heads = [tr(f"imports.{name}", lang) for name in ("when", "files", "state", "accepted")]
    rows = [_row(job, address, asking, zone) for job in jobs]
    table = data_table(heads, rows, caption=tr("imports.title", lang))
    return h("div.imports", head(tr("imports.title", lang), tr("imports.lead", lang), new), table)


def _row(job: Job, address: str, asking: Asking, zone: str) -> list[Markup | str]:
    report = job.result.get("report")
    link = h("a", Words(asking.lang, zone).moment(job.created_at), href=f"{address}/{job.id}")
    accepted = Words(asking.lang).number(report["counts"]["accepted"]) if report else "–"
    return [link, _names(job), state(job, asking), accepted]


def _names(job: Job) -> str:
    return ", ".join(file["name"] for file in job.asked.get("files", ())) or "–"


def state(job: Job, asking: Asking) -> Markup:
    """Return a job's state as a short mark."""
    return badge(tr(f"imports.state_{job.state}", asking.lang), _KINDS.get(job.state, ""))


def new_form(address: str, asking: Asking) -> Markup:
    """Return the form that takes files; a script sends them one by one, with their progress."""
    lang = asking.lang
    hint = tr("imports.choose_hint", lang, count=MOST_FILES, size=bytes_text(MOST_BYTES, lang))
    files = h("input", type="file", name="files", multiple=True, required=True)
    words = h("span", h("b", tr("imports.choose", lang)), " ", tr("imports.drop", lang))
    content = (
        h("label.drop", sign("package-open"), words, files),
        h("ul.chosen"),
        h("p.hint", hint),
        h("progress", max=100, value=0, hidden=True),
        h("p.told", role="status"),
        h("div.actions", button(tr("imports.upload", lang))),
    )
    said = {"data_uploading": tr("imports.uploading", lang), "data_looking": tr("imports.looking", lang)}
    upload = form(asking, address, *content, kind="upload", data_upload=address, data_csrf=asking.csrf, **said)
    up = address, tr("imports.back", lang)
    return h("div.imports", head(tr("imports.new", lang), tr("imports.lead", lang), back=up), box(None, upload))


def the_import(
    job: Job, space: Space, address: str, asking: Asking, zone: str, mapping: str | None = None, wrong: str = ""
) -> Markup:
    """Return one import: its proposal while it waits, its progress while it runs, what came of it."""
    lead = h("span", state(job, asking), f" {Words(asking.lang, zone).moment(job.created_at)}")
    up = f"/w/{space.slug}/imports", tr("imports.back", asking.lang)
    top = head(_names(job), lead, back=up)
    if job.state == "draft":
        return h("div.imports", top, proposal(job, address, asking, zone, mapping, wrong))
    return h("div.imports", top, ended(job, space, address, asking) if job.ended else progress(job, address, asking))


def progress(job: Job, address: str, asking: Asking) -> Markup:
    """Return how far an import is; asks for itself again until it has ended."""
    lang, told = asking.lang, job.progress
    share = told["done"] / told["total"] if told.get("total") else 0.0
    text = tr(f"imports.state_{job.state}", lang)
    if told:
        part = f"{share:.0%}".replace("%", " %") if lang == "vi" else f"{share:.0%}"
        text = tr("imports.progress", lang, file=told["file"], number=told["number"], files=told["files"], share=part)
    bar = h("progress", max=1000, value=round(share * 1000), aria_label=text)
    stop = form(asking, f"{address}/stop", button(tr("imports.stop", lang), kind="plain"))
    content = h("p", text, role="status"), bar, h("p.hint", tr("imports.stop_note", lang)), stop
    again = None if job.ended else f"{address}/progress"
    hooks = {"data_again": again, "data_ended": job.ended or None, "data_address": address}
    return h("div.under-way", box(None, *content), **hooks)


def ended(job: Job, space: Space, address: str, asking: Asking) -> Markup:
    """Return what came of an import."""
    lang = asking.lang
    remove = form(asking, f"{address}/remove", button(tr("imports.remove", lang), kind="quiet"))
    again = link_button(tr("imports.again", lang), f"/w/{space.slug}/imports/new")
    ways = h("div.actions", again, remove)
    if job.state == "done":
        return box(tr("imports.done_title", lang), *_done(job.result, space, asking), ways)
    if job.state == "cancelled":
        return box(tr("imports.cancelled_title", lang), ways)
    why = job.result.get("error", {}).get(lang) or tr("imports.failed_unknown", lang)
    return box(tr("imports.failed_title", lang), h("p.wrong", sign("circle-alert"), why), ways)


def _done(result: Mapping[str, Any], space: Space, asking: Asking) -> list[Markup | None]:
    lang, report = asking.lang, result["report"]
    counts, letters = report["counts"], result.get("joined", 0)
    shown = figures({word: counts[name] for word, name in _FIGURES.items()}, lang)
    kept = h("p", tr("imports.rejected_file", lang, file=report["rejects"])) if report.get("rejects") else None
    joined = h("p", tr("imports.joined", lang, n=Words(lang).number(letters))) if letters else None
    draft = link_button(tr("imports.draft_map", lang), f"/w/{space.slug}/journeys/new", kind="main", icon="map-plus")
    words = None
    if may(asking.actor, space.id, Right.SEE_VOICE):
        words = link_button(tr("imports.to_inbox", lang), f"/w/{space.slug}/voice/responses", icon="inbox")
    return [shown, reasons(report["reasons"], asking), joined, kept, h("div.actions", draft, words)]
