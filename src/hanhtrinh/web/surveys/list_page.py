"""All surveys: how each stands, how many answered, what they say, and surveys to begin with."""

from collections.abc import Mapping, Sequence

from hanhtrinh.access import Right, may
from hanhtrinh.app.surveys.outcome import Outcome, main_of
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import say
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.surveys.results import FEW
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import area, box, button, data_table, empty, field, form, head, labelled, popover, sign
from hanhtrinh.web.surveys.bank_panel import ready_cards
from hanhtrinh.web.surveys.figures import rate_words, score_words
from hanhtrinh.web.surveys.words import state_badge, ts


def list_page(
    asking: Asking, space: Space, outcomes: Sequence[Outcome], journeys: Mapping[str, Journey], zone: str
) -> tuple[Markup, ...]:
    """Return the page of all surveys; `journeys` are those they may be bound to."""
    lang, home = asking.lang, f"/w/{space.slug}/voice/surveys"
    edits = may(asking.actor, space.id, Right.EDIT_SURVEYS)
    actions = (_take_in(asking, home), _new(asking, home)) if edits else ()
    top = head(ts(lang, "title"), ts(lang, "lead"), *actions)
    if not outcomes:
        nothing = empty("message-square-quote", ts(lang, "empty_title"), ts(lang, "empty_text"))
        return (top, nothing, _ready(asking, home)) if edits else (top, nothing)
    heads = [ts(lang, f"col_{name}") for name in ("name", "state", "responses", "rate", "score", "bound", "last")]
    rows = [_row(asking, home, one, journeys, zone, edits=edits) for one in outcomes]
    table = data_table(heads, rows, caption=ts(lang, "title"), kind="sb-all")
    parts = (top, h("section.box", table))
    return (*parts, _ready(asking, home)) if edits else parts


def _ready(asking: Asking, home: str) -> Markup:
    return box(ts(asking.lang, "ready"), ready_cards(asking, home), lead=ts(asking.lang, "ready_lead"), id="ready")


def _row(
    asking: Asking, home: str, one: Outcome, journeys: Mapping[str, Journey], zone: str, *, edits: bool
) -> list[Markup | str]:
    lang, kept, words = asking.lang, one.kept, Words(asking.lang, zone)
    address = f"{home}/{kept.key}"
    name = h("a.sb-name", say(kept.draft.name, lang) or kept.key, href=address if edits else f"{address}/results")
    finished, partial = one.counts.get("finished", 0), one.counts.get("partial", 0)
    count = h("a", words.number(finished), href=f"{address}/results") if kept.version else h("span.hint", "–")
    more = h("small.hint", ts(lang, "partial_n", n=words.number(partial))) if partial else None
    last = "" if one.last is None else words.moment(one.last)
    return [
        name,
        state_badge(kept.state, lang),
        h("span", count, more),
        rate_words(one.rates, lang),
        _score(asking, one),
        _bound(asking, one, journeys),
        last or h("span.hint", ts(lang, "no_answer_yet")),
    ]


def _score(asking: Asking, one: Outcome) -> Markup:
    result = main_of(one)
    if result is None:
        return h("span.hint", "–")
    if result.n < FEW:
        return h("span.sb-few", ts(asking.lang, "few", n=result.n))
    return score_words(result, asking.lang)


def _bound(asking: Asking, one: Outcome, journeys: Mapping[str, Journey]) -> Markup:
    lang, draft = asking.lang, one.kept.draft
    if not draft.touchpoint:
        return h("span.hint", ts(lang, "bound_none"))
    journey = journeys.get(draft.journey)
    point = journey.touchpoints.get(draft.touchpoint) if journey else None
    name = (say(point.name, lang) if point else "") or draft.touchpoint
    on = (say(journey.name, lang) if journey else "") or draft.journey
    return h("span", sign("map-pin"), f" {name}", h("small.hint", on))


def _new(asking: Asking, home: str) -> Markup:
    lang = asking.lang
    inside = form(
        asking,
        home,
        field(ts(lang, "name"), "name", required=True, maxlength=200, placeholder=ts(lang, "name_example")),
        button(ts(lang, "new_blank"), icon="plus"),
        h("p.hint", h("a", ts(lang, "or_ready"), href="#ready")),
        kind="fields",
    )
    return popover(
        "sb-new",
        (sign("plus"), h("span", ts(lang, "new"))),
        inside,
        kind="main",
        lang=lang,
        title=ts(lang, "new"),
    )


def _take_in(asking: Asking, home: str) -> Markup:
    lang = asking.lang
    file = h("input.in", type="file", name="file", id="f-file", accept=".yaml,.yml,.txt,text/yaml,text/plain")
    inside = form(
        asking,
        f"{home}/import",
        labelled(ts(lang, "file_own"), "file", file, hint=ts(lang, "file_own_hint")),
        h("details.sb-more", h("summary", ts(lang, "file_paste")),
          area(ts(lang, "file_text"), "text", hint=ts(lang, "file_hint"), rows=10)),
        button(ts(lang, "import_do"), icon="check"),
        kind="fields",
        enctype="multipart/form-data",
    )  # fmt: skip
    elsewhere = h(
        "p.sb-elsewhere",
        h("a", ts(lang, "file_elsewhere"), href=f"{home.removesuffix('/surveys')}/taking-in/surveys"),
        h("small.hint", ts(lang, "file_elsewhere_hint")),
    )
    title = ts(lang, "import")
    return popover("sb-import", (sign("inbox"), h("span", title)), elsewhere, inside, lang=lang, title=title)
