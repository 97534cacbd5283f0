"""The inbox: filters, what is to be done with many at once, one page of answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from hanhtrinh.access import Right, may
from hanhtrinh.app.said_list.listing import PAGE, Found, Row
from hanhtrinh.app.said_list.search import FEELINGS, SHOWN, Search
from hanhtrinh.app.said_list.table import KINDS
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang
from hanhtrinh.i18n import say as text_in
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.senses import LANGUAGES
from hanhtrinh.ports.accounts import User
from hanhtrinh.ports.said import STATES
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import (
    button,
    empty,
    head,
    labelled,
    link_button,
    notice,
    popover,
    select,
    sign,
    token,
)
from hanhtrinh.web.said_list.rows import Drawing, say

DAYS = (1, 7, 30, 90, 365)
_FIELDS = ("kind", "survey", "step", "feeling", "score", "theme", "language", "tag", "state", "show")


@dataclass(frozen=True)
class ListView:
    """What the page of the list is drawn from."""

    asking: Asking
    drawing: Drawing
    found: Found
    wanted: Search
    journeys: Mapping[str, Journey]
    surveys: Sequence[tuple[str, str]]
    team: Sequence[User]

    @property
    def may_mark(self) -> bool:
        """Whether the asker may note anything."""
        return may(self.asking.actor, self.drawing.space.id, Right.HANDLE_CASES)


def list_page(view: ListView) -> tuple[Markup, ...]:
    """Return the content of the page."""
    lang, words = view.asking.lang, view.drawing.words
    lead = say(lang, "lead", count=words.number(view.found.everything))
    top = head(say(lang, "title"), lead, *_ways(view))
    if not view.found.everything:
        return top, empty("inbox", say(lang, "nothing"), say(lang, "nothing_lead"), *_begin(view))
    return top, _search(view), _found(view)


def _ways(view: ListView) -> list[Markup]:
    """Return what can be done beside reading: bring words in, carry them out, drafts of replies."""
    lang, base = view.asking.lang, f"/w/{view.drawing.space.slug}/voice"
    ways = []
    if may(view.asking.actor, view.drawing.space.id, Right.EDIT_SURVEYS):
        ways.append(link_button(say(lang, "take_in"), f"{base}/taking-in", icon="inbox"))
    if view.found.everything:
        files = [h("a.btn.plain", say(lang, f"out_{form}"), href=f"{base}/taking-in/out/said.{form}", download=True)
                 for form in ("csv", "xlsx", "sav")]  # fmt: skip
        inside = h("p.hint", say(lang, "out_lead")), h("div.actions", files)
        ways.append(popover("said-out", (sign("arrow-down"), h("span", say(lang, "out"))), *inside,
                            title=say(lang, "out"), lang=lang))  # fmt: skip
    return [*ways, link_button(say(lang, "templates"), f"{base}/replies", icon="square-pen")]


def _begin(view: ListView) -> list[Markup]:
    """Return how the first words come, for those who may bring them."""
    lang, base = view.asking.lang, f"/w/{view.drawing.space.slug}/voice"
    if not may(view.asking.actor, view.drawing.space.id, Right.EDIT_SURVEYS):
        return []
    return [link_button(say(lang, "take_in"), f"{base}/taking-in", kind="main", icon="inbox"),
            link_button(say(lang, "to_surveys"), f"{base}/surveys", icon="message-square-quote")]  # fmt: skip


def query_of(wanted: Search, **other: object) -> str:
    """Return a search as the query of an address."""
    given = {
        "q": wanted.words, **{name: getattr(wanted, name) for name in _FIELDS}, "mine": "1" if wanted.mine else "",
        "days": wanted.days or "", "start": wanted.start or "",
    }  # fmt: skip
    return urlencode({key: value for key, value in {**given, **other}.items() if value != ""})


def _search(view: ListView) -> Markup:
    lang, wanted = view.asking.lang, view.wanted
    themes = [(key, view.drawing.taxonomy.name_of(key, lang)) for key in view.drawing.taxonomy.keys]
    faces = [(name, say(lang, f"feeling_{name}")) for name in FEELINGS]
    parts = [
        h("div.seek", sign("search"), h("input.in", type="search", name="q", id="f-q", value=wanted.words,
          placeholder=say(lang, "search_hint"), aria_label=say(lang, "search"), autocomplete="off", maxlength=200)),
        _choice(view, "state", [(name, say(lang, f"state_{name}")) for name in STATES]),
        _choice(view, "kind", [(name, say(lang, f"kind_{name}")) for name in KINDS]),
        _choice(view, "feeling", faces),
        _choice(view, "theme", themes),
        h("details.said-more", h("summary", sign("chevron-down"), say(lang, "more_filters")), h(
            "div.said-filters",
            _steps(view),
            select(say(lang, "days"), "days", _days(view), str(wanted.days or ""), data_sends=True),
            _choice(view, "score", faces),
            _choice(view, "survey", view.surveys),
            _choice(view, "language", [(name, say(lang, f"language_{name}")) for name in LANGUAGES]),
            _choice(view, "tag", [(tag, f"{tag} ({n})") for tag, n in view.found.tags.items()]),
            h("label.tick", h("input", type="checkbox", name="mine", value="1", checked=wanted.mine, data_sends=True),
              h("span", say(lang, "mine"))),
        ), open=any((wanted.step, wanted.days, wanted.score, wanted.survey, wanted.language, wanted.tag, wanted.mine))),
        h("input", type="hidden", name="show", value=wanted.show) if wanted.show else None,
        h("noscript", button(say(lang, "find"), kind="plain")),
    ]  # fmt: skip
    return h("form.said-search", parts, method="get", role="search", data_part="found", data_live=True,
             action=f"/w/{view.drawing.space.slug}/voice/responses")  # fmt: skip


def _choice(view: ListView, name: str, options: Sequence[tuple[str, str]]) -> Markup:
    lang, chosen = view.asking.lang, str(getattr(view.wanted, name))
    every = [("", say(lang, "all")), *options]
    if chosen and chosen not in {value for value, _ in every}:
        every.append((chosen, chosen))
    return select(say(lang, name), name, every, chosen, data_sends=True)


def _days(view: ListView) -> list[tuple[str, str]]:
    lang = view.asking.lang
    return [("", say(lang, "any_time")), *((str(n), say(lang, "last_days", n=n)) for n in DAYS)]


def _steps(view: ListView) -> Markup:
    lang, chosen = view.asking.lang, view.wanted.step
    groups = [
        h("optgroup", [
            h("option", text_in(journey.name_of_step(step), lang), value=f"{key}/{step.key}",
              selected=f"{key}/{step.key}" == chosen)
            for step in journey.steps
        ], label=text_in(journey.name, lang) or key)
        for key, journey in view.journeys.items()
    ]  # fmt: skip
    every = h("option", say(lang, "all"), value="")
    return labelled(say(lang, "step"), "step", h("select.in", every, groups, name="step", id="f-step", data_sends=True))


def _found(view: ListView) -> Markup:
    lang, found, words = view.asking.lang, view.found, view.drawing.words
    waiting = notice(say(lang, "waiting", count=words.number(found.waiting)), "plain") if found.waiting else None
    if not found.count:
        again = link_button(say(lang, "none_again"), f"/w/{view.drawing.space.slug}/voice/responses", icon="undo-2")
        nobody = empty("search", say(lang, "none"), say(lang, "none_lead"), again)
        return h("section", waiting, nobody, id="found")
    rows = h("div.said-days", [_day(view, day, list(some)) for day, some in _by_day(view)])
    if not found.rows:
        rows = h("p.hint", say(lang, f"none_{found.shown}"))
    body = _bulk(view, rows) if view.may_mark and found.rows else rows
    return h("section.said-found", _shown(view), waiting, body, _pager(view),
             _keys(lang), id="found")  # fmt: skip


def _keys(lang: Lang) -> Markup:
    """Return which letters do what, with the box that switches them off (it comes with the script)."""
    box = h("input", type="checkbox", checked=True, data_letters=True)
    return h("div.said-keys", h("p.hint", say(lang, "keys")),
             h("label.tick", box, h("span", say(lang, "keys_on")), hidden=True))  # fmt: skip


def _by_day(view: ListView) -> Iterator[tuple[str, Iterator[Row]]]:
    return groupby(view.found.rows, lambda row: view.drawing.day(row.time))


def _day(view: ListView, day: str, rows: Sequence[Row]) -> Markup:
    """Return what was said on one day."""
    entries = [view.drawing.item(row, ticks=view.may_mark) for row in rows]
    return h("section.said-day", h("h2", day), h("ol.said-list.plain", entries))


def _shown(view: ListView) -> Markup:
    """Return the choice between answers with words, those that only gave a score, and both; each with its count."""
    lang, found, number = view.asking.lang, view.found, view.drawing.words.number
    counts = {"words": found.worded, "scores": found.count - found.worded, "all": found.count}
    links = [
        h("a", say(lang, f"show_{name}"), " ", h("b", number(counts[name])), data_part="found",
          href=f"?{query_of(view.wanted, show=name, start='')}", aria_current="true" if name == found.shown else None)
        for name in SHOWN
    ]  # fmt: skip
    less = "" if found.count == found.everything else say(
        lang, "found", count=number(found.count), everything=number(found.everything)
    )  # fmt: skip
    return h("div.said-shown", h("nav", links, aria_label=say(lang, "show")), h("p.hint", less, aria_live="polite"))


def _bulk(view: ListView, rows: Markup) -> Markup:
    """Return the rows in the form that notes something at those that are ticked."""
    lang, slug = view.asking.lang, view.drawing.space.slug
    team = [("", say(lang, "assign")), ("-", say(lang, "nobody")), *((one.id, one.name) for one in view.team)]
    bar = h(
        "div.said-bulk",
        h("label.tick", h("input", type="checkbox", data_all=True), h("span", say(lang, "choose_all"))),
        button(say(lang, "do_done"), kind="plain", icon="circle-check", name="do", value="done", data_key="e"),
        button(say(lang, "do_read"), kind="plain", name="do", value="read"),
        button(say(lang, "do_new"), kind="plain", name="do", value="new"),
        h("select.in", [h("option", name, value=value) for value, name in team], name="assignee",
          aria_label=say(lang, "assign")),
        h("input.in", name="tag", maxlength=40, placeholder=say(lang, "tag_hint"), aria_label=say(lang, "tag"),
          list="said-tags"),
        h("datalist", [h("option", value=tag) for tag in view.found.tags], id="said-tags"),
        button(say(lang, "do_apply"), kind="plain", name="do", value="note"),
    )  # fmt: skip
    return h("form.said-form", token(view.asking), h("input", type="hidden", name="back", value=query_of(view.wanted)),
             bar, rows, action=f"/w/{slug}/voice/responses", method="post", data_part="found")  # fmt: skip


def _pager(view: ListView) -> Markup | None:
    lang, found, wanted = view.asking.lang, view.found, view.wanted
    links = []
    if wanted.start:
        links.append(_turn(say(lang, "newer"), wanted, max(0, wanted.start - PAGE)))
    if found.more is not None:
        links.append(_turn(say(lang, "older"), wanted, found.more))
    return h("nav.pager", links, aria_label=say(lang, "title")) if links else None


def _turn(label: str, wanted: Search, start: int) -> Markup:
    return h("a.btn.plain", label, href=f"?{query_of(wanted, start=start or '')}", data_part="found")
