"""The rule editor drawn: “an event counts as Cart when …”, its conditions in rows and groups, name, channel, icon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.rule_preview_values import Property
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import area, button, field, link_button, notice, select, sign, token
from hanhtrinh.web.rules.rule_form import KINDS, MAX_DEPTH, OPERATORS, ROOT, Group, Node, Test
from hanhtrinh.web.rules.sending import Edited
from hanhtrinh.web.rules.words import property_name, spoken

_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "number": ("is", "range", "exists", "missing"),
    "day": ("range", "exists", "missing"),
    "truth": ("is", "exists", "missing"),
}
_TEXT = tuple(one for one in OPERATORS if one != "range")
ICONS = (
    "megaphone", "search", "globe", "newspaper", "shopping-bag", "shopping-cart", "credit-card", "wallet", "truck",
    "package", "package-open", "store", "phone", "headset", "message-circle", "mail", "smartphone", "star", "scale",
    "gift", "badge-check", "share-2", "heart", "user-plus", "log-in", "calendar-check", "file-text", "life-buoy",
)  # fmt: skip


@dataclass(frozen=True)
class Around:
    """What the editor is drawn in: who asks, where, the journey, what is known of events, and whether in a sheet."""

    asking: Asking
    space: Space
    journey: Journey
    address: str
    known: Sequence[Property]
    query: str = ""
    sheet: bool = False

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return self.asking.lang

    @property
    def here(self) -> str:
        """The address of the journey's rules."""
        return f"/w/{self.space.slug}/maps/{self.address}/rules"


def editor(around: Around, found: Edited, live: Child = None) -> Markup:
    """Return the whole editor: the form beside what it counts."""
    key = found.draft.key or "~new"
    return h(
        "div.rule-editor",
        h("div.rule-side", rule_form(around, found)),
        h("aside.rule-live", counts_place(around, live), h("div.rule-effect", id="rule-effect"),
          aria_label=spoken(around.lang, "now_counts")),
        data_rules=f"{around.here}/{key}", data_query=around.query, data_token=around.asking.csrf,
        data_failed=spoken(around.lang, "failed"), data_waiting=spoken(around.lang, "counting"),
    )  # fmt: skip


def counts_place(around: Around, live: Child = None) -> Markup:
    """Return where the numbers stand."""
    waiting = h("p.rule-wait.js", spoken(around.lang, "counting"))
    return h("div.rule-counts", live or waiting, id="rule-counts", aria_live="polite")


def rule_form(around: Around, found: Edited) -> Markup:
    """Return the form; it works by its buttons alone."""
    lang, draft = around.lang, found.draft
    address = f"{around.here}/{draft.key or '~new'}"
    hidden = {"was": found.was, "step": draft.step, "mode": "yaml" if found.group is None else "form"}
    body = _yaml(around, found) if found.group is None else _conditions(around, found, found.group)
    return h(
        "form.rule-form",
        token(around.asking),
        [h("input", type="hidden", name=name, value=value) for name, value in hidden.items()],
        # What Enter presses: never a row's remove button.
        h("button.vh", spoken(lang, "count"), type="submit", formaction=f"{address}/form", name="act", value="count",
          tabindex=-1, aria_hidden="true"),
        _about(around, found),
        [notice(problem, "bad") for problem in found.problems],
        body,
        _ends(around, found),
        action=f"{address}/save", method="post", id="rule-form", novalidate=True, autocomplete="off",
        data_form=f"{address}/form",
    )  # fmt: skip


def _about(around: Around, found: Edited) -> Markup:
    """Return name, channel and icon: open for a new touchpoint, folded away for one that has them."""
    lang, draft = around.lang, found.draft
    channels = [("", spoken(lang, "no_channel"))]
    channels += [(key, say(one.name, lang) or key) for key, one in around.journey.channels.items()]
    inside = (
        field(spoken(lang, "name"), "name", draft.name, maxlength=120, required=True,
              placeholder=spoken(lang, "name_hint")),
        select(spoken(lang, "channel"), "channel", channels, draft.channel),
        field(spoken(lang, "new_channel"), "new_channel", draft.new_channel, maxlength=120,
              placeholder=spoken(lang, "new_channel_hint")),
        _icons(draft.icon, lang),
    )  # fmt: skip
    summary = h("summary", sign("chevron-down"), spoken(lang, "about"))
    return h("details.rule-about", summary, h("div.rule-about-fields", inside), open=not draft.key)


def _icons(chosen: str, lang: Lang) -> Markup:
    names = ICONS if not chosen or chosen in ICONS else (chosen, *ICONS)
    auto = h("label.rule-icon.auto", h("input.vh", type="radio", name="icon", value="", checked=not chosen),
             h("span", spoken(lang, "icon_auto")))  # fmt: skip
    each = [
        h("label.rule-icon", h("input.vh", type="radio", name="icon", value=name, checked=name == chosen),
          h("span", sign(name), h("span.vh", name.replace("-", " "))))
        for name in names
    ]  # fmt: skip
    return h("fieldset.rule-icons", h("legend", spoken(lang, "icon")), h("div", auto, each))


def _conditions(around: Around, found: Edited, whole: Group) -> Markup:
    lang = around.lang
    name = found.draft.name or spoken(lang, "this_touchpoint")
    before, _, after = spoken(lang, "says", name="\0").partition("\0")
    lead = h("span.rule-lead", before, h("b", name, data_named=True), after)
    drawn = _Rows(around, found)
    return h(
        "fieldset.rule-conditions",
        h("legend.vh", f"{before}{name}{after}"),
        h("div.rule-says", lead, drawn.kind(ROOT, whole)),
        drawn.items(ROOT, whole, 1),
        h("button.rule-text", sign("file-text"), spoken(lang, "as_text"), type="submit", name="act", value="yaml",
          formaction=f"{around.here}/{found.draft.key or '~new'}/form", formnovalidate=True),
    )  # fmt: skip


class _Rows:
    """Draws conditions and groups, numbered as they stand."""

    def __init__(self, around: Around, found: Edited) -> None:
        self.around, self.found, self.lang = around, found, around.lang
        self.kinds = {prop.name: prop.kind for prop in around.known}
        self.action = f"{around.here}/{found.draft.key or '~new'}/form"
        self.number = 0

    def kind(self, place: str, group: Group) -> Markup:
        """Return the choice of how a group's items belong together."""
        options = [
            h("option", spoken(self.lang, f"kind_{kind}"), value=kind, selected=kind == group.kind) for kind in KINDS
        ]
        return h("select.in.rule-kind", options, name=f"k.{place}", id=f"f-k.{place}",
                 aria_label=spoken(self.lang, "kind_label"))  # fmt: skip

    def items(self, place: str, group: Group, depth: int) -> Markup:
        """Return a group's rows, and the buttons that add more."""
        rows = [self.row(f"{place}.{i}", item, depth) for i, item in enumerate(group.items)]
        adds = [self._act("plus", spoken(self.lang, "add_test"), f"test:{place}")]
        if depth < MAX_DEPTH:
            adds.append(self._act("layers", spoken(self.lang, "add_group"), f"group:{place}"))
        listed = h(f"ol.rule-items.{group.kind}", rows) if rows else None
        return h("div.rule-group-body", listed, h("div.rule-adds", adds))

    def row(self, place: str, node: Node, depth: int) -> Markup:
        """Return one condition or one group."""
        if isinstance(node, Group):
            gone = self._gone(spoken(self.lang, "remove_group"), place)
            head = h("div.rule-group-head", self.kind(place, node), gone)
            return h("li.rule-group", head, self.items(place, node, depth + 1))
        return self.test(place, node)

    def test(self, place: str, test: Test) -> Markup:
        """Return one condition: what is looked at, how it compares, with what."""
        self.number += 1
        wrong = self.found.wrong.get(place)
        gone = self._gone(spoken(self.lang, "remove", n=self.number), place)
        parts = (self._property(place, test), self._operator(place, test), self._against(place, test))
        said = h("p.wrong", sign("circle-alert"), wrong) if wrong else None
        state = ".faulty" if wrong else ".unfinished" if place in self.found.waiting else ""
        fields = h("div.rule-fields", parts)
        label = spoken(self.lang, "condition", n=self.number)
        return h(f"li.rule-test{state}", h("div.rule-one", fields, gone, role="group", aria_label=label), said)

    def _property(self, place: str, test: Test) -> Markup:
        lang, names = self.lang, [prop.name for prop in self.around.known]
        most = max((prop.events for prop in self.around.known), default=1)
        options = [h("option", spoken(lang, "choose_property"), value="", selected=not test.prop)]
        if test.prop and test.prop not in names:
            gone = spoken(lang, "unknown_property", name=test.prop)
            options.append(h("option", gone, value=test.prop, selected=True))
        for prop in self.around.known:
            share = "" if prop.name == "event" else f" · {_percent(prop.events, most)}"
            options.append(
                h("option", property_name(prop.name, lang) + share, value=prop.name,
                  selected=prop.name == test.prop)
            )  # fmt: skip
        return h("select.in.rule-property", options, name=f"p.{place}", id=f"f-p.{place}",
                 aria_label=spoken(lang, "property"))  # fmt: skip

    def _operator(self, place: str, test: Test) -> Markup:
        fitting = _OF_KIND.get(self.kinds.get(test.prop, "text"), _TEXT)
        words = fitting if test.operator in fitting else (*fitting, test.operator)
        options = [
            h("option", spoken(self.lang, f"op_{one}"), value=one, selected=one == test.operator) for one in words
        ]
        return h("select.in.rule-operator", options, name=f"o.{place}", id=f"f-o.{place}",
                 aria_label=spoken(self.lang, "operator"))  # fmt: skip

    def _against(self, place: str, test: Test) -> Markup | None:
        if test.operator in ("exists", "missing"):
            return None
        if test.operator == "range":
            return self._bounds(place, test)
        if test.operator == "is":
            return h("div.rule-values", self._chips(place, test), self._typing(place, "", more=bool(test.values)))
        return h("div.rule-values", self._typing(place, test.values[0] if test.values else ""))

    def _bounds(self, place: str, test: Test) -> Markup:
        kind = "date" if self.kinds.get(test.prop) == "day" and _are_days(test) else "text"
        bounds = [
            h("label.rule-bound", h("span", spoken(self.lang, word)),
              h("input.in", type=kind, name=f"{name}.{place}", id=f"f-{name}.{place}", value=value, maxlength=40,
                inputmode=None if kind == "date" else "decimal"))
            for name, word, value in (("lo", "low", test.low), ("hi", "high", test.high))
        ]  # fmt: skip
        return h("div.rule-values.bounds", bounds)

    def _chips(self, place: str, test: Test) -> Sequence[Markup]:
        return [
            h("span.rule-chip", h("input", type="hidden", name=f"v.{place}", value=value), h("span", value),
              h("button", sign("x"), type="submit", name="act", value=f"drop:{place}:{i}", formaction=self.action,
                formnovalidate=True, aria_label=spoken(self.lang, "drop_value", value=value)))
            for i, value in enumerate(test.values)
        ]  # fmt: skip

    def _typing(self, place: str, value: str, *, more: bool = False) -> Markup:
        hint = spoken(self.lang, "another_value" if more else "value_hint")
        typed = h("input.in", type="text", name=f"v.{place}", id=f"f-v.{place}", value=value, maxlength=500,
                  placeholder=hint, autocomplete="off", spellcheck="false", autocapitalize="off",
                  role="combobox", aria_expanded="false", aria_autocomplete="list", aria_controls=f"l-{place}",
                  aria_label=spoken(self.lang, "value"), data_values=place)  # fmt: skip
        return h("span.rule-typed", typed, h("ul.rule-found", id=f"l-{place}", role="listbox", hidden=True,
                                             aria_label=spoken(self.lang, "value")))  # fmt: skip

    def _act(self, icon: str, words: str, act: str) -> Markup:
        return h("button.rule-add", sign(icon), words, type="submit", name="act", value=act, formaction=self.action,
                 formnovalidate=True)  # fmt: skip

    def _gone(self, words: str, place: str) -> Markup:
        return h("button.rule-gone", sign("x"), type="submit", name="act", value=f"remove:{place}",
                 formaction=self.action, formnovalidate=True, aria_label=words)  # fmt: skip


def _are_days(test: Test) -> bool:
    return all(len(one) in (0, 10) for one in (test.low, test.high))


def _percent(part: int, whole: int) -> str:
    share = 100 * part / max(1, whole)
    return "< 1 %" if 0 < share < 1 else f"{share:.0f} %"


def _yaml(around: Around, found: Edited) -> Markup:
    lang, action = around.lang, f"{around.here}/{found.draft.key or '~new'}/form"
    back = h("button.rule-text", sign("list-checks"), spoken(lang, "as_form"), type="submit", name="act", value="form",
             formaction=action, formnovalidate=True)  # fmt: skip
    rich = notice(spoken(lang, "too_rich"), "middling") if found.rich else None
    text = area(spoken(lang, "yaml"), "yaml", found.text, hint=spoken(lang, "yaml_hint"), rows=10, spellcheck="false",
                error=found.problems[0] if found.problems else None)  # fmt: skip
    return h("div.rule-yaml", rich, text, back)


def _ends(around: Around, found: Edited) -> Markup:
    lang = around.lang
    step = next((one for one in around.journey.steps if one.key == found.draft.step), None)
    quiet = h("p.hint", spoken(lang, "not_here"))
    stands = h("p.hint", spoken(lang, "new_for", step=say(around.journey.name_of_step(step), lang))) if step else None
    save = button(spoken(lang, "save"), icon="check")
    if around.sheet:
        stop = h("button.btn.plain", spoken(lang, "cancel"), type="button", data_rule_shut=True)
    else:
        stop = link_button(spoken(lang, "cancel"), around.here)
    return h("div.rule-ends", stands, h("div.actions", save, stop), quiet)
