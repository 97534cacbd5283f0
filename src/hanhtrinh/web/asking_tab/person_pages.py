"""Why one person was (not) asked, and who of those asked said nothing."""

from collections.abc import Mapping

from hanhtrinh.app.asking.desk import Open
from hanhtrinh.app.asking.explaining import Explained, Happened
from hanhtrinh.app.asking.silent import LEAST, Group, Silent
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.asking.deciding import Decision
from hanhtrinh.web.asking_tab.words import quiet, reason, survey_name, t
from hanhtrinh.web.components import badge, box, button, data_table, field, head, link_button
from hanhtrinh.web.person_address import person_path


def search(lang: Lang, space: Space, given: str = "", wrong: str | None = None) -> Markup:
    """Return the field that finds a person to explain."""
    named = field(t(lang, "why_label"), "person", given, error=wrong, required=True, maxlength=256,
                  autofocus=wrong is not None)  # fmt: skip
    go = button(t(lang, "why_button"), icon="search")
    return h("form.asking-search", named, go, action=f"{_home(space)}/why", method="get")


def nobody_page(lang: Lang, space: Space, given: str, wrong: str) -> tuple[Markup, ...]:
    """Return the same field where nobody goes by what was typed."""
    return head(t(lang, "why_title"), back=(_home(space), t(lang, "title"))), box(
        None, search(lang, space, given, wrong)
    )


def why_page(words: Words, space: Space, found: Explained, surveys: Mapping[str, Open]) -> tuple[Markup, ...]:
    """Return what would be decided about a person now, and what was."""
    lang = words.lang
    profile = link_button(t(lang, "why_profile"), person_path(space, found.person), icon="user")
    top = head(t(lang, "why_of", name=found.name), None, profile, back=(_home(space), t(lang, "title")))
    now = [
        h("li", h("b", survey_name(surveys, key, lang)), " ", quiet(t(lang, f"channel_{channel}")), h("br"),
          badge(reason(decision, surveys, lang), "good" if decision.ask else "middling"), _until(decision, words),
          _mend(decision, space, lang))
        for key, channel, decision in found.now
    ]  # fmt: skip
    on_pages = any(channel == "widget" for _, channel, _ in found.now)
    note = h("p", quiet(t(lang, "why_on_pages"))) if on_pages else None
    past = [h("li", h("span.asking-when", words.moment(one.at)), " ", _past(one, surveys, words)) for one in found.past]
    none = h("p", t(lang, "why_none"))
    return (
        top, box(t(lang, "why_now"), h("ul.asking-list", now) if now else h("p", t(lang, "now_none")), note),
        box(t(lang, "why_past"), h("ol.asking-list", past) if past else none),
    )  # fmt: skip


def _until(decision: Decision, words: Words) -> Child:
    if decision.until is None:
        return None
    return [" ", quiet(t(words.lang, "until", when=words.moment(decision.until)))]


def _mend(decision: Decision, space: Space, lang: Lang) -> Child:
    """Return what to do about an address nobody vouched for."""
    if decision.reason != "unconfirmed":
        return None
    keys = h("a", t(lang, "unconfirmed_link"), href=f"/w/{space.slug}/sources/keys")
    return h("p", quiet([t(lang, "unconfirmed_mend"), " ", keys]))


def _past(one: Happened, surveys: Mapping[str, Open], words: Words) -> Child:
    lang = words.lang
    named = {"survey": survey_name(surveys, one.survey, lang), "channel": t(lang, f"channel_{one.channel}")}
    if one.answered:
        return t(lang, "why_answered", survey=named["survey"])
    if one.skipped is not None:
        skipped = one.skipped
        why = reason(Decision(ask=False, reason=skipped.reason, params=skipped.params), surveys, lang)
        more = [" ", quiet(t(lang, "why_times", count=skipped.times))] if skipped.times > 1 else []
        return [t(lang, "why_skipped", reason=why, **named), *more]
    outcome = one.asked.outcome if one.asked is not None else "asked"
    key = {"offered": "why_offered", "bounced": "why_bounced_letter"}.get(outcome, "why_asked")
    return t(lang, key, **(named if key == "why_asked" else {"survey": named["survey"]}))


def silent_page(lang: Lang, space: Space, found: Silent) -> tuple[Markup, ...]:
    """Return how those who answered differ from all who were asked, and who did not."""
    words, survey = Words(lang), say(found.survey, lang)
    lead = t(lang, "silent_lead", asked=words.number(found.asked), answered=words.number(found.answered))
    top = head(t(lang, "silent_title", survey=survey), lead, back=(_home(space), t(lang, "title")))
    heads = [
        t(lang, "silent_group"),
        t(lang, "figures_asked"),
        t(lang, "figures_answered"),
        t(lang, "silent_difference"),
    ]
    rows = [_group(one, found, words) for one in found.groups]
    few = found.answered < LEAST or found.asked - found.answered < LEAST
    table = data_table(heads, rows, caption=t(lang, "silent_group")) if rows else None
    people = [h("li", h("a", name, href=person_path(space, person))) for person, name in found.people]
    return (
        top, box(None, h("p", t(lang, "silent_few", least=LEAST)) if few else None, table) if rows or few else h("div"),
        box(t(lang, "silent_list"), h("ul.asking-people", people) if people else h("p", t(lang, "silent_none"))),
    )  # fmt: skip


def _group(one: Group, found: Silent, words: Words) -> list[Child]:
    lang = words.lang
    name = say(one.name, lang) or t(lang, "silent_bought")
    shares = ""
    if found.asked and found.answered:
        shares = f"{words.percent(one.asked / found.asked, 0)} → {words.percent(one.answered / found.answered, 0)}"
    kind = {"fair": "", "over": "accent", "under": "middling"}[one.lean]
    mark = badge(t(lang, f"silent_{one.lean}"), kind) if one.difference is not None else None
    by = {"step": "silent_step", "segment": "silent_segment", "outcome": "silent_done"}[one.by]
    return [[name, " ", quiet(t(lang, by))], words.number(one.asked), words.number(one.answered), [shares, " ", mark]]


def _home(space: Space) -> str:
    return f"/w/{space.slug}/voice/asking"
