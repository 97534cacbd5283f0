"""A person's profile: who this is on one side, what happened on the other."""

from collections.abc import Mapping
from itertools import groupby
from urllib.parse import urlencode

from hanhtrinh.access import Right, may
from hanhtrinh.app.answering.telling import SOURCE as SURVEYS
from hanhtrinh.app.people.profile import Filter, Happened, Joined, Pass, Profile, Said
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.events.event import Aliased, Fact, Identified, Merged
from hanhtrinh.events.replacing import TAKEN_BACK
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.i18n import say as text_in
from hanhtrinh.journey.rules import text_of
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import (
    area,
    ask_first,
    badge,
    box,
    button,
    facts,
    field,
    form,
    head,
    link_button,
    notice,
    popover,
    sign,
)
from hanhtrinh.web.components import select as choice
from hanhtrinh.web.people.event_words import event_name, of_survey
from hanhtrinh.web.people.parts import ONE_ANSWER, face, say, shown_id, shown_name
from hanhtrinh.web.people.said_parts import consent_lines, trait_lines
from hanhtrinh.web.person_address import person_path

_TELLING = ("name", "title", "path", "page_path", "product", "order", "campaign", "utm_campaign", "channel", "value",
            "revenue", "subject", "url")  # fmt: skip
_SHOWN_VALUES, _SHOWN_ASKED, _MOST_RAWS, _LONG = 3, 5, 12, 160
_STATES = {"completed": "good", "left": "bad", "open": "middling"}


def profile_page(
    asking: Asking, space: Space, found: Profile, wanted: Filter, words: Words, surveys: Mapping[str, str]
) -> tuple[Markup, ...]:
    """Return the content of the page; `surveys`: what those of the workspace are called."""
    lang, person = asking.lang, found.person
    name = shown_name(person.id, person.name, lang)
    up = (f"/w/{space.slug}/people", say(lang, "title"))
    title = head(name, _lead(lang, person.id), *_actions(asking, space, found), back=up)
    said = [_suggested(lang, space, found, other) for other in found.suggested]
    aside = h("div.profile-who", _who(asking, space, found, words))
    story = h("div.profile-story", _passes(lang, space, found, words), _voices(lang, found, words),
              timeline(asking, space, found, wanted, words, surveys))  # fmt: skip
    return h("div.profile-top", face(person.id, person.name), title), *said, h("div.profile", aside, story)


def _lead(lang: Lang, person: str) -> str:
    return say(lang, "one_answer_lead") if person.startswith(ONE_ANSWER) else shown_id(person)


def _actions(asking: Asking, space: Space, found: Profile) -> list[Markup]:
    lang, person = asking.lang, found.person.id
    why = f"/w/{space.slug}/voice/asking/why?{urlencode({'person': person})}"
    actions = [link_button(tr("asking.why_link", lang), why, kind="quiet", icon="message-circle")]
    if may(asking.actor, space.id, Right.HANDLE_CASES):
        actions.append(_case(asking, space, person))
    if may(asking.actor, space.id, Right.EXPORT_PEOPLE):
        links = [button(say(lang, f"export_{kind}"), kind="plain", icon="file-text", name="form", value=kind)
                 for kind in ("json", "csv")]  # fmt: skip
        asked = form(asking, person_path(space, person, "/export"), h("div.actions", links), data_file=True)
        inside = (h("p", say(lang, "export_ask")), asked)
        actions.append(popover("export", h("span", say(lang, "export")), *inside, lang=lang, title=say(lang, "export")))
    if may(asking.actor, space.id, Right.MERGE_PEOPLE):
        actions.append(link_button(say(lang, "merge"), person_path(space, person, "/merge"), icon="link"))
    if may(asking.actor, space.id, Right.ERASE_PEOPLE):
        link = link_button(say(lang, "erase"), person_path(space, person, "/erase"), kind="quiet", icon="trash-2")
        actions.append(link)
    return actions


def _case(asking: Asking, space: Space, person: str) -> Markup:
    """Return the way to open a case for the person by hand."""
    title = tr("cases.open_case", asking.lang)
    hidden = h("input", type="hidden", name="person", value=person)
    about = area(tr("cases.open_case_text", asking.lang), "text", rows=3, maxlength=2_000, required=True)
    inside = form(asking, f"/w/{space.slug}/voice/cases", hidden, about, button(title, icon="plus"), kind="fields")
    lead = h("p", tr("cases.open_case_lead", asking.lang))
    return popover("open-case", h("span", title), lead, inside, lang=asking.lang, title=title)


def _suggested(lang: Lang, space: Space, found: Profile, other: str) -> Markup:
    query = urlencode({"with": other})
    link = h("a", say(lang, "merge"), href=person_path(space, found.person.id, f"/merge?{query}"))
    return notice([say(lang, "suggested", other=shown_id(other)), " ", link], "middling")


def _who(asking: Asking, space: Space, found: Profile, words: Words) -> list[Markup]:
    lang = asking.lang
    traits = list(trait_lines(found, lang, words))
    segments = [h("a.badge", s.name, href=f"/w/{space.slug}/people?{urlencode({'segment': s.key})}")
                for s in found.segments]  # fmt: skip
    consent = consent_lines(asking, space, found, words)
    account = facts((name, text_of(value)) for name, (value, _) in found.account.items() if value is not None)
    return [
        box(say(lang, "traits"), facts(traits) if traits else _small(say(lang, "no_traits"))),
        box(say(lang, "account"), account) if found.account else Markup(""),
        box(say(lang, "in_segments"), h("div.chips", segments) if segments else _small(say(lang, "no_segments"))),
        box(say(lang, "raw_ids"), h("ul.raws", [_raw(asking, space, found, j, words) for j in found.joined])),
        box(say(lang, "consent"), h("ul.plain-list", consent) if consent else _small(say(lang, "no_consent"))),
    ]


def _small(text: str) -> Markup:
    return h("p.hint", text)


def _raw(asking: Asking, space: Space, found: Profile, joined: Joined, words: Words) -> Markup:
    lang, raw = asking.lang, joined.raw
    icon = "smartphone" if raw.startswith("~") else "user"
    why: list[Child] = [_why(lang, fact, words) for fact in joined.facts[:2]]
    if raw == found.person.id:
        why = [say(lang, "own_id")]
    merges = [fact for fact in joined.facts if isinstance(fact, Merged)]
    undo = [_undo(asking, space, found, fact) for fact in merges if may(asking.actor, space.id, Right.MERGE_PEOPLE)]
    return h("li", sign(icon), h("span", h("b", shown_id(raw)), [h("small", w) for w in why]), undo)


def _undo(asking: Asking, space: Space, found: Profile, fact: Merged) -> Markup:
    lang = asking.lang
    return ask_first(asking, f"/w/{space.slug}/people/merges/{fact.merge}/undo", say(lang, "undo_merge"),
                     say(lang, "undo_ask"), id=f"undo-{fact.merge}", shut=say(lang, "keep"),
                     person=found.person.id)  # fmt: skip


def _why(lang: Lang, fact: Fact, words: Words) -> str:
    match fact:
        case Identified(at=at, proven=proven):
            return say(lang, "why_identified" if proven else "why_identified_unproven", moment=words.moment(at))
        case Aliased(at=at, proven=proven):
            return say(lang, "why_aliased" if proven else "why_aliased_unproven", moment=words.moment(at))
        case Merged(at=at):
            return say(lang, "why_merged", moment=words.moment(at))
    return ""


def _passes(lang: Lang, space: Space, found: Profile, words: Words) -> Markup:
    rows = [_pass(lang, space, one, words) for one in found.passes[:20]]
    return box(say(lang, "passes"), h("ul.passes", rows) if rows else _small(say(lang, "no_passes")))


def _pass(lang: Lang, space: Space, one: Pass, words: Words) -> Markup:
    last = text_in(one.last_step, lang) or "–"
    line = say(lang, "pass_line", reached=one.steps, steps=one.of_steps, step=last)
    name = h("a", text_in(one.name, lang) or one.journey, href=f"/w/{space.slug}/maps/{one.journey}")
    bar = h("progress", value=one.steps, max=one.of_steps, aria_label=line)
    when = f"{words.day(one.begun)} – {words.day(one.last_seen)}"
    return h("li", h("span", h("b", name), h("small", when)), badge(say(lang, one.state), _STATES[one.state]), bar,
             h("small", line))  # fmt: skip


def _voices(lang: Lang, found: Profile, words: Words) -> Markup | None:
    if not found.voices:
        return None
    quotes = [h("figure.voice", h("blockquote", one.said.text), h("figcaption", _answer(lang, one), " · ",
              words.moment(one.time))) for one in found.voices[:6] if one.said]  # fmt: skip
    return box(say(lang, "voices"), h("div.voices", quotes))


def _answer(lang: Lang, one: Happened) -> str:
    if one.said is None:
        return ""
    known = one.said.of
    question = text_in(known.question, lang) if known else ""
    name = f"“{question}”" if question else one.said.instrument
    if one.said.asked:
        return say(lang, "asked", instrument=name)
    if one.properties.get("said_state") == TAKEN_BACK:
        return say(lang, "taken_back", instrument=name)
    if known and known.kind == "text":
        return say(lang, "wrote")
    of = f"/{known.high:g}" if known and known.low >= 0 else ""
    score = "–" if one.said.score is None else f"{one.said.score:g}{of}".replace("-", "−")
    return say(lang, "answered", instrument=name, score=score)


def timeline(
    asking: Asking, space: Space, found: Profile, wanted: Filter, words: Words, surveys: Mapping[str, str]
) -> Markup:
    """Return everything that happened, newest first, day by day, with its filter and the way to what is older."""
    lang = asking.lang
    parts = days_of(lang, found, words, surveys)
    count = say(lang, "timeline_count", count=words.number(found.matching))
    more = _older(lang, found, wanted)
    body = h("div.timeline", h("p.hint", count, aria_live="polite"), parts or _small(say(lang, "nothing_here")), more,
             id="timeline")  # fmt: skip
    return box(say(lang, "timeline"), _filter(asking, space, found, wanted), body)


def days_of(lang: Lang, found: Profile, words: Words, surveys: Mapping[str, str]) -> list[Markup]:
    """Return what happened on the page of a timeline, day by day."""
    days = groupby(found.happened, key=lambda one: words.day(one.time))
    person = found.person.id
    return [
        h("section.day", h("h3", day), h("ol.line", [_event(lang, person, one, words, surveys) for one in some]))
        for day, some in days
    ]


def _filter(asking: Asking, space: Space, found: Profile, wanted: Filter) -> Markup:
    lang = asking.lang
    journeys = {one.journey: text_in(one.name, lang) or one.journey for one in found.passes}
    parts = [
        choice(say(lang, "only_journey"), "journey", [("", say(lang, "every_event")), *journeys.items()],
               wanted.journey, data_sends=True),
        field(say(lang, "with_text"), "q", wanted.text, type="search", maxlength=100),
        h("label.tick", h("input", type="checkbox", name="answers", value="yes", checked=wanted.answers,
          data_sends=True), h("span", say(lang, "only_answers"))),
        button(say(lang, "show"), kind="plain"),
    ]  # fmt: skip
    return h("form.timeline-filter", parts, action=person_path(space, found.person.id), method="get",
             data_part="timeline", data_live=True)  # fmt: skip


def _older(lang: Lang, found: Profile, wanted: Filter) -> Markup | None:
    if found.before is None:
        return None
    given = {"journey": wanted.journey, "q": wanted.text, "answers": "yes" if wanted.answers else "",
             "before": found.before}  # fmt: skip
    query = urlencode({key: value for key, value in given.items() if value != ""})
    return h("nav.pager", h("a.btn.plain", say(lang, "older"), href=f"?{query}#timeline"))


def _event(lang: Lang, person: str, one: Happened, words: Words, surveys: Mapping[str, str]) -> Markup:
    steps = [h("a.on-step", text_in(step, lang), title=text_in(journey, lang)) for _, journey, step in one.steps]
    clock = words.moment(one.time).split(",")[0]
    said = _said(lang, one.said, _answer(lang, one), one.properties) if one.said else None
    where = [say(lang, "from_source", source=one.source)] if one.source not in ("", SURVEYS) else []
    if one.raw != person:
        where.append(say(lang, "by_raw", raw=shown_id(one.raw)))
    return h("li", h("time", clock), h("div.event", h("p", h("b", event_name(lang, one)), " ", steps), said,
             _values(lang, one, surveys), h("small", " · ".join(where)) if where else None))  # fmt: skip


def _said(lang: Lang, said: Said, answer: str, about: Mapping[str, object]) -> Markup:
    """Return an answer; one that was said anew or taken back since is struck, and what takes it back has no words."""
    if about.get("said_state") == TAKEN_BACK:
        return h("p.said", answer)
    words = h("q", said.text) if said.text else None
    if said.holds:
        return h("p.said", answer, words)
    return h("p.said", h("s", answer, words), " ", h("small", say(lang, "said_anew")))


def _values(lang: Lang, one: Happened, surveys: Mapping[str, str]) -> Markup | None:
    if not one.properties:
        return None
    asked = of_survey(lang, one, surveys)
    telling = [name for name in _TELLING if name in one.properties]
    shown = (telling or list(one.properties))[:_SHOWN_VALUES]
    parts = asked[:_SHOWN_ASKED] or [f"{name}: {text_of(one.properties[name])}" for name in shown]
    line = " · ".join(_short(part) for part in parts)
    if not asked and len(one.properties) == len(shown):
        return h("p.values", line)
    everything = facts((name, text_of(value)) for name, value in sorted(one.properties.items()))
    summary = h("summary", line, " ", h("span.more", say(lang, "more_values", n=len(one.properties))))
    return h("details.values", summary, everything)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
