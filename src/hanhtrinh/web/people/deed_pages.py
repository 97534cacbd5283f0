"""Pages for what is done to people: merging two, erasing one, and the records of what left."""

from collections.abc import Sequence

from hanhtrinh.access import Right, may
from hanhtrinh.app.people.persons import Person
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.jobs import Job
from hanhtrinh.ports.people import Erasure, Export
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, button, data_table, facts, field, form, head, notice, pick
from hanhtrinh.web.people.parts import area_tabs, face, say, shown_id, shown_name, trait_name
from hanhtrinh.web.person_address import person_path

_STEPS = ("refuse", "rows", "lake", "files", "scrub")
_LISTS = ("exports", "mentions")


def merge_page(
    asking: Asking, space: Space, first: Person, second: Person | None, other: str, problem: str, words: Words
) -> tuple[Markup, ...]:
    """Return the page that shows both people beside each other and asks."""
    lang, back = asking.lang, person_path(space, first.id)
    top = head(say(lang, "merge_title"), say(lang, "merge_lead"), back=(back, shown_name(first.id, first.name, lang)))
    look = h("form.merge-look", field(say(lang, "merge_with"), "with", other, error=problem or None, required=True),
             button(say(lang, "merge_look"), kind="plain"), method="get", action=f"{back}/merge")  # fmt: skip
    if second is None:
        return top, box(None, look, kind="narrow")
    cards = h("div.merge-two", _card(lang, first, "merge_stays", words), _card(lang, second, "merge_joins", words))
    hidden = h("input", type="hidden", name="other", value=second.id)
    ask = form(asking, f"{back}/merge", hidden, button(say(lang, "merge_do"), icon="link"))
    return top, box(None, look, kind="narrow"), cards, ask


def _card(lang: Lang, person: Person, what: str, words: Words) -> Markup:
    last = int(person.frame.time[-1]) if person.frame.event_count else None
    known = [(say(lang, "events"), words.number(person.frame.event_count)),
             (say(lang, "last_seen"), words.moment(last) if last is not None else say(lang, "never")),
             *[(trait_name(name, lang), value) for name, value in list(person.traits.items())[:8]]]  # fmt: skip
    called = h("div", h("h2", shown_name(person.id, person.name, lang)), h("small", shown_id(person.id)))
    name = h("div.profile-top", face(person.id, person.name), called)
    return h("section.box", h("p.hint", say(lang, what)), name, facts(known))


def erase_page(asking: Asking, space: Space, person: Person, problem: str = "") -> tuple[Markup, ...]:
    """Return the page that says what erasing means and asks for the id, so that it cannot happen by a slip."""
    lang, back = asking.lang, person_path(space, person.id)
    top = head(say(lang, "erase_title"), say(lang, "erase_lead"), back=(back, shown_name(person.id, person.name, lang)))
    ids = h("ul.raws", [h("li", h("b", shown_id(raw))) for raw in person.raw_ids])
    how = [("once", say(lang, "erase_once"), say(lang, "erase_once_hint")),
           ("ever", say(lang, "erase_ever"), say(lang, "erase_ever_hint"))]  # fmt: skip
    confirm = field(say(lang, "erase_confirm"), "confirm", hint=person.id, error=problem or None, required=True,
                    autocomplete="off", spellcheck="false")  # fmt: skip
    asked = form(asking, f"{back}/erase", pick(say(lang, "erase"), "how", how, "once"), confirm,
                 h("div.actions", button(say(lang, "erase_do"), kind="danger", icon="trash-2")))  # fmt: skip
    return top, box(None, h("p", say(lang, "erase_ids")), ids, asked, kind="narrow danger")


def erasure_page(asking: Asking, space: Space, job: Job) -> tuple[Markup, ...]:
    """Return how far an erasure is; it looks again by itself until it has ended."""
    lang = asking.lang
    step = str(job.progress.get("step", ""))
    done = _STEPS.index(step) if step in _STEPS else 0
    names = [h("li", say(lang, f"step_{name}"), aria_current="step" if name == step else None) for name in _STEPS]
    kind = {"done": "good", "failed": "bad", "cancelled": "bad"}.get(job.state, "middling")
    parts: list[Markup | None] = [notice(say(lang, f"state_{job.state}"), kind)]
    if job.ended:
        parts.append(_report(lang, job))
    else:
        parts += [h("progress.wide", value=done, max=len(_STEPS)), h("ol.steps-done", names)]
    place = h("section.box.narrow", parts, id="erasure", data_refresh=None if job.ended else 1000)
    top = head(say(lang, "erasing_title"), back=(f"/w/{space.slug}/people", say(lang, "title")))
    return top, place


def _report(lang: Lang, job: Job) -> Markup | None:
    error = job.result.get("error")
    if isinstance(error, dict):
        return h("p", str(error.get(lang, "")))
    counts = [h("li", h("b", str(count)), " ", say(lang, f"r_{name}"))
              for name, count in job.result.items() if isinstance(count, int) and count]  # fmt: skip
    lists = [(say(lang, f"r_{name}"), job.result[name]) for name in _LISTS if job.result.get(name)]
    more = [[h("h3", title), h("ul.plain-list", [h("li", str(one)) for one in some])] for title, some in lists]
    return h("div.report", h("h3", say(lang, "report")), h("ul.plain-list", counts), more)


def records_page(
    asking: Asking, space: Space, exports: Sequence[Export], erasures: Sequence[Erasure], words: Words
) -> tuple[Markup, ...]:
    """Return what left the product, and who was erased, without saying who."""
    lang = asking.lang
    records = may(asking.actor, space.id, Right.ERASE_PEOPLE)
    top = (head(say(lang, "records"), say(lang, "records_lead")),
           area_tabs(lang, space, "people/records", records=records))  # fmt: skip
    heads = [say(lang, name) for name in ("when", "what", "about_whom", "by_whom")]
    rows = [(words.moment(one.at), one.what, _about(lang, one), one.by) for one in exports]
    table = data_table(heads, rows, caption=say(lang, "exports_title")) if rows else h("p", say(lang, "no_exports"))
    gone = [(words.moment(one.at), _events(lang, one, words), "", one.by) for one in erasures]
    second = data_table(heads, gone, caption=say(lang, "erasures_title")) if gone else h("p", say(lang, "no_erasures"))
    return *top, box(say(lang, "exports_title"), table), box(say(lang, "erasures_title"), second)


def _about(lang: Lang, one: Export) -> str:
    return say(lang, "about_count", n=len(one.people)) if one.people else say(lang, "about_all")


def _events(lang: Lang, one: Erasure, words: Words) -> str:
    count = one.report.get("events", 0)
    return say(lang, "timeline_count", count=words.number(count if isinstance(count, int) else 0))
