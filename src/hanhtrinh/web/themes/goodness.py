"""How good the reading of themes is: by the themes' words alone and with what was learned, on texts held out."""

from hanhtrinh.app.themes.learning import Learned, Line
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.voice.text.learning import FEWEST
from hanhtrinh.voice.text.taxonomy import Taxonomy
from hanhtrinh.web.components import badge, box, button, data_table, form, notice, sign
from hanhtrinh.web.themes.parts import REFRESH_MILLISECONDS, View


def goodness(view: View, taxonomy: Taxonomy, learned: Learned, edits: bool) -> Markup:
    """Return the panel: the figures, the job under way, and what cannot be expected."""
    panel = box(
        view.tr("good_title"),
        _standing(view, learned),
        _working(view, learned),
        _lines(view, taxonomy, learned),
        _feelings(view, learned),
        form(view.asking, view.at("learn"), button(view.tr("learn"), kind="plain", icon="graduation-cap"))
        if edits and learned.enough
        else None,
        _limits(view),
        lead=view.tr("good_lead"),
    )
    under_way = learned.job is not None and learned.job.state not in ("done", "cancelled", "failed")
    return h("div", panel, id="good", data_refresh=REFRESH_MILLISECONDS if under_way else None)


def _limits(view: View) -> Markup:
    limits = [h("li", view.tr(f"cannot_{k}")) for k in range(1, 6)]
    return h("details.tm-notes", h("summary", sign("chevron-down"), view.tr("cannot")), h("ul", limits))


def _standing(view: View, learned: Learned) -> Markup:
    words = view.words
    if learned.report is None:
        missing = max(0, learned.needed - learned.corrected)
        key = "good_ready" if not missing else "good_none"
        return h("p", view.tr(key, n=words.number(learned.corrected), missing=missing, needed=learned.needed))
    report = learned.report
    key = "good_used" if learned.used else "good_not_used"
    day = words.day(learned.at or 0)
    return h(
        "p.tm-standing",
        view.tr(
            key, n=words.number(report.n), words=words.percent(report.words), learned=words.percent(report.learned),
            day=day,
        ),
    )  # fmt: skip


def _feelings(view: View, learned: Learned) -> Markup:
    """Return how well feelings are read: with what scored answers taught, beside what ships."""
    words, report = view.words, learned.feeling
    title = h("h3", view.tr("good_feelings"))
    if report is None or report.held_out is None:
        waiting = "feeling_ready" if learned.pairs >= FEWEST else "feeling_none"
        key = "feeling_one_sided" if report and report.reason == "one_sided" else waiting
        return h("div.tm-feelings", title, h("p", view.tr(key, n=words.number(learned.pairs), needed=FEWEST)))
    held = report.held_out
    key = "feeling_used" if report.reason == "better" else "feeling_not_used"
    line = view.tr(
        key,
        n=words.number(held.pairs),
        learned=words.percent(held.accuracy),
        shipped=words.percent(held.shipped_accuracy),
    )
    return h("div.tm-feelings", title, h("p", line))


def _working(view: View, learned: Learned) -> Markup | None:
    job = learned.job
    if job is None or job.state in ("done", "cancelled"):
        return None
    if job.state == "failed":
        error = job.result.get("error", {})
        return notice(str(error.get(view.lang, "")) or view.tr("learn_failed"), "bad")
    done, of = int(job.progress.get("done", 0)), max(1, int(job.progress.get("of", 1)))
    bar = h("progress.tm-progress", value=done, max=of, aria_label=view.tr("learning"))
    return h("div.tm-working", h("p", view.tr("learning")), bar, role="status")


def _lines(view: View, taxonomy: Taxonomy, learned: Learned) -> Markup | None:
    if learned.report is None:
        return None
    heads = [view.tr(f"good_{name}") for name in ("theme", "n", "words", "learned", "right", "wrong", "missed")]
    rows = [_cells(view, taxonomy, line) for line in learned.report.lines]
    return data_table(heads, rows, caption=view.tr("good_title"), kind="tm-good")


def _cells(view: View, taxonomy: Taxonomy, line: Line) -> list[Markup | str]:
    words = view.words
    used = badge(view.tr("uses_learned" if line.used else "uses_words"), "good" if line.used else "")
    return [
        h("span", taxonomy.name_of(line.theme, view.lang), " ", used),
        words.number(line.n), words.percent(line.words), words.percent(line.learned),
        words.number(line.right), words.number(line.wrong), words.number(line.missed),
    ]  # fmt: skip
