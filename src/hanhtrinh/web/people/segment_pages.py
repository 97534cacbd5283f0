"""Pages of segments: the list with live counts, and the builder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hanhtrinh.access import Right, may
from hanhtrinh.app.people.choosing import Choices
from hanhtrinh.app.people.profile import step_name
from hanhtrinh.app.people.segmenting import Counted
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.i18n import say as text_in
from hanhtrinh.journey.model import Journey
from hanhtrinh.people.segment_words import SegmentWords
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import ask_first, box, button, empty, field, form, head, link_button, notice, select, sign
from hanhtrinh.web.people.parts import area_tabs, say
from hanhtrinh.web.people.segment_form import KINDS, MAX_ROWS, TESTS, TIMES, WHEN, Form, Row

_ICONS = {"trait": "tag", "did": "mouse-pointer-click", "then": "arrow-right"}


def spoken(lang: Lang, key: str, **params: object) -> str:
    """Return a message of the pages of segments."""
    return tr(f"segments_page.{key}", lang, **params)


def names_in(journeys: Mapping[str, Journey], lang: Lang, zone: str) -> SegmentWords:
    """Return what says segments with the names touchpoints and steps have on their journeys."""

    def name(kind: str, journey: str, key: str) -> str:
        found = journeys.get(journey)
        if found is None:
            return key
        if kind == "touchpoint":
            return text_in(found.touchpoints[key].name, lang) if key in found.touchpoints else key
        places = (i for i, step in enumerate(found.steps) if step.key == key)
        return next((text_in(step_name(found, place), lang) for place in places), key)

    return SegmentWords(lang, zone, name)


def segments_page(
    asking: Asking, space: Space, found: Sequence[Counted], said: SegmentWords, words: Words
) -> tuple[Markup, ...]:
    """Return the list of segments, each with its rule in words and who is in it now."""
    lang = asking.lang
    edits, records = (may(asking.actor, space.id, right) for right in (Right.EDIT_SEGMENTS, Right.ERASE_PEOPLE))
    new = link_button(spoken(lang, "new"), f"/w/{space.slug}/segments/new", kind="main", icon="plus")
    top = (head(spoken(lang, "title"), spoken(lang, "lead"), *([new] if edits else [])),
           area_tabs(lang, space, "segments", records=records))  # fmt: skip
    if not found:
        return (*top, empty("funnel", spoken(lang, "none"), spoken(lang, "none_lead"), *([new] if edits else [])))
    return (*top, h("ul.segments", [_card(asking, space, one, said, words, edits) for one in found]))


def _card(asking: Asking, space: Space, one: Counted, said: SegmentWords, words: Words, edits: bool) -> Markup:
    lang, key = asking.lang, one.segment.key
    people = f"/w/{space.slug}/people?segment={key}"
    count = h("a.count", h("b", words.number(one.count or 0)), h("small", spoken(lang, "people")), href=people)
    problem = notice(one.problem.message(lang), "bad") if one.problem else None
    here = f"/w/{space.slug}/segments/{key}"
    change = link_button(spoken(lang, "edit"), here, kind="quiet", icon="square-pen")
    remove = ask_first(asking, f"{here}/remove", spoken(lang, "remove"), spoken(lang, "remove_ask"), id=f"remove-{key}",
                       shut=say(lang, "keep"))  # fmt: skip
    tools = h("div.actions", change, remove)
    rule = said.of(one.rule) if one.rule is not None else ""
    return h("li.box", h("div", h("h2", one.segment.name), h("p.rule", rule), problem, tools if edits else None),
             count if one.count is not None else None)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A segment being edited: the form, what it says in words, how many it counts, or what is wrong."""

    form: Form
    said: str = ""
    count: int | None = None
    problem: str = ""


def builder_page(
    asking: Asking, space: Space, draft: Draft, choices: Choices, words: Words, key: str = ""
) -> tuple[Markup, ...]:
    """Return the builder; it works by its buttons alone, and counts while somebody types where scripts run."""
    lang, here = asking.lang, f"/w/{space.slug}/segments"
    title = spoken(lang, "change") if key else spoken(lang, "new")
    rows = [_row(lang, here, i, row, choices) for i, row in enumerate(draft.form.rows)]
    adds = [button(spoken(lang, f"add_{kind}"), kind="plain", icon="plus", name="add", value=kind, formnovalidate=True,
                   formaction=f"{here}/draft") for kind in KINDS]  # fmt: skip
    together = select(spoken(lang, "together"), "together", [(v, spoken(lang, v)) for v in ("all", "any")],
                      draft.form.together)  # fmt: skip
    named = field(spoken(lang, "name"), "name", draft.form.name, required=True, maxlength=120)
    content = (
        h("input", type="hidden", name="rows", value=len(rows)),
        h("input", type="hidden", name="key", value=key),
        # What Enter presses: never a row's remove button.
        h("button.vh", spoken(lang, "save"), type="submit", tabindex=-1, aria_hidden="true"),
        h("div.segment-head", named, together),
        h("ol.rules", rows),
        h("div.actions", adds) if len(rows) < MAX_ROWS else None,
        h("div.actions.ends", button(spoken(lang, "save"), icon="check"),
          button(spoken(lang, "count"), kind="plain", name="count", value="yes", formaction=f"{here}/draft",
                 formnovalidate=True)),
    )  # fmt: skip
    built = form(
        asking, f"{here}/save", content, kind="box segment-form", id="segment-form", data_draft=f"{here}/draft"
    )
    lists = (_list("traits", choices.traits), _list("properties", choices.properties))
    top = head(title, spoken(lang, "builder_lead"), back=(here, spoken(lang, "title")))
    return top, h("div.builder", h("div", built, id="builder"), _live(lang, draft, words)), *lists


def fixed_page(asking: Asking, space: Space, one: Counted, said: SegmentWords, words: Words) -> tuple[Markup, ...]:
    """Return a segment that says more than the builder can: in words, unchanged."""
    lang = asking.lang
    top = head(one.segment.name, back=(f"/w/{space.slug}/segments", spoken(lang, "title")))
    rule = said.of(one.rule) if one.rule is not None else ""
    why = one.problem.message(lang) if one.problem else spoken(lang, "fixed")
    return top, box(None, h("p.rule", rule), notice(why, "middling"), kind="narrow")


def _live(lang: Lang, draft: Draft, words: Words) -> Markup:
    if draft.problem:
        inside: Child = notice(draft.problem, "bad")
    else:
        number = "–" if draft.count is None else words.number(draft.count)
        inside = [h("p.big", number), h("p.hint", spoken(lang, "people_now")), h("p.rule", draft.said)]
    return h("aside.box.segment-count", inside, id="count", aria_live="polite")


def _list(name: str, values: Sequence[str]) -> Markup:
    return h("datalist", [h("option", value=value) for value in values], id=f"known-{name}")


def _row(lang: Lang, here: str, i: int, row: Row, choices: Choices) -> Markup:
    inside = {"trait": _trait, "did": _did, "then": _then}[row.kind](lang, i, row, choices)
    gone = h("button.btn.quiet.shut", sign("x"), type="submit", name="remove", value=i, formnovalidate=True,
             formaction=f"{here}/draft", aria_label=spoken(lang, "remove_row"))  # fmt: skip
    kind = h("input", type="hidden", name=f"r{i}.kind", value=row.kind)
    legend = h("legend", sign(_ICONS[row.kind]), spoken(lang, f"row_{row.kind}"))
    return h("li", h("fieldset.rule-row", legend, kind, h("div.fields", inside), gone))


def _trait(lang: Lang, i: int, row: Row, choices: Choices) -> list[Markup]:
    tests = [(test, spoken(lang, f"test_{test}")) for test in TESTS]
    return [
        field(
            spoken(lang, "trait"), f"r{i}.trait", row.get("trait"), list="known-traits", required=True, maxlength=200
        ),
        select(spoken(lang, "test"), f"r{i}.test", tests, row.get("test") or "is"),
        field(spoken(lang, "value"), f"r{i}.value", row.get("value"), hint=spoken(lang, "value_hint"), maxlength=500),
    ]


def _did(lang: Lang, i: int, row: Row, choices: Choices) -> list[Markup]:
    did = [("yes", spoken(lang, "did")), ("not", spoken(lang, "did_not"))]
    times = [(word, spoken(lang, f"times_{word}")) for word in TIMES]
    return [
        select(spoken(lang, "whether"), f"r{i}.did", did, row.get("did") or "yes"),
        _what(lang, i, "what", row, choices),
        field(spoken(lang, "property"), f"r{i}.property", row.get("property"), list="known-properties", maxlength=200),
        field(spoken(lang, "equals"), f"r{i}.equals", row.get("equals"), maxlength=500),
        select(spoken(lang, "times"), f"r{i}.times", times, row.get("times") or "at_least"),
        field(spoken(lang, "count_of"), f"r{i}.count", row.get("count") or "1", type="number", min=0, max=1_000_000),
        *_when(lang, i, row),
    ]


def _then(lang: Lang, i: int, row: Row, choices: Choices) -> list[Markup]:
    within = field(spoken(lang, "within"), f"r{i}.within", row.get("within"), type="number", min=1, max=36_600,
                   hint=spoken(lang, "within_hint"))  # fmt: skip
    return [_what(lang, i, "what", row, choices), _what(lang, i, "next", row, choices), within, *_when(lang, i, row)]


def _when(lang: Lang, i: int, row: Row) -> list[Markup]:
    when = [(word, spoken(lang, f"when_{word}")) for word in WHEN]
    chosen = row.get("when") or "ever"
    parts = [select(spoken(lang, "when"), f"r{i}.when", when, chosen)]
    parts.append(h("div.only-last", field(spoken(lang, "days"), f"r{i}.days", row.get("days") or "30", type="number",
                                          min=1, max=36_600)))  # fmt: skip
    days = [field(spoken(lang, name), f"r{i}.{name}", row.get(name), type="date") for name in ("from", "to")]
    return [*parts, h("div.only-between", days)]


def _what(lang: Lang, i: int, name: str, row: Row, choices: Choices) -> Markup:
    chosen = row.get(name)
    groups = [_group(spoken(lang, "events"), [(f"event:{event}", event) for event in choices.events], chosen)]
    for key, journey in choices.journeys.items():
        points = [(f"touchpoint:{key}/{point}", text_in(one.name, lang) or point)
                  for point, one in journey.touchpoints.items()]  # fmt: skip
        groups.append(_group(text_in(journey.name, lang) or key, points, chosen))
    known = any(f'value="{_escaped(chosen)}"' in group for group in groups)
    other = None if known or not chosen else h("option", chosen.partition(":")[2], value=chosen, selected=True)
    control = h("select.in", other, groups, name=f"r{i}.{name}", id=f"f-r{i}.{name}", required=True)
    label = spoken(lang, "what" if name == "what" else "next")
    return h("div.field.what", h("label", label, for_=f"f-r{i}.{name}"), control)


def _group(label: str, options: Sequence[tuple[str, str]], chosen: str) -> Markup:
    return h("optgroup", [h("option", words, value=value, selected=value == chosen) for value, words in options],
             label=label)  # fmt: skip


def _escaped(text: str) -> str:
    return str(h("i", value=text)).partition('value="')[2].rpartition('"')[0]
