"""One thing of the library: what it says, who uses it, and where a change of it shall hold."""

from collections.abc import Mapping

from hanhtrinh.access import Right, may
from hanhtrinh.app.library.given import FIELDS, STATES, Form, rule_text
from hanhtrinh.app.library.holdings import Holdings
from hanhtrinh.app.library.things import Kind, Thing, Where, taken_library
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.vendored import icon_names
from hanhtrinh.i18n import say
from hanhtrinh.journey.model import Opportunity, Solution
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import area, ask_first, button, field, form, head, labelled, link_button, notice, select
from hanhtrinh.web.library.words import map_names, maps_count, tl, where_list

_ONE: Mapping[Kind, str] = {
    "touchpoints": "touchpoint", "personas": "persona", "opportunities": "opportunity", "competitors": "competitor",
    "channels": "channel",
}  # fmt: skip
EVERYWHERE = "*"
"""The scope of a change that goes into the library; any other is the key of one map."""
ICONS = (
    "globe", "store", "smartphone", "phone", "mail", "message-circle", "megaphone", "search", "shopping-cart",
    "credit-card", "truck", "package", "headset", "star", "gift", "users", "newspaper", "qr-code", "video", "receipt",
)  # fmt: skip


class ThingPage:
    """Draws the page; `given` and `wrong` are what was sent and cannot be kept."""

    def __init__(
        self, asking: Asking, space: Space, found: Holdings, thing: Thing, given: Mapping[str, str], wrong: str = ""
    ) -> None:
        self.asking, self.space, self.found, self.thing = asking, space, found, thing
        self.given, self.wrong, self.lang = given, wrong, asking.lang
        self.edits = may(asking.actor, space.id, Right.EDIT_MAPS)
        self.part = f"/w/{space.slug}/library/{thing.kind}"
        self.here = f"{self.part}/{thing.home}/{thing.key}"

    def page(self) -> tuple[Markup, ...]:
        """Return the parts of the page."""
        lang, thing = self.lang, self.thing
        name = say(thing.name, lang) or thing.key
        count = len({use.journey for use in thing.uses})
        told = tl(lang, "used_by", maps=maps_count(lang, count)) if count else tl(lang, "used_nowhere")
        lead = told if thing.shared else tl(lang, "own_lead")
        top = head(name, lead, back=(self.part, tl(lang, thing.kind)))
        wrong = notice(self.wrong, "bad") if self.wrong else None
        side = [self._where(), self._using(), self._removing()]
        body = h("div.lib-two", self._form(), h("div.lib-side", [part for part in side if part]))
        return (top, *([wrong] if wrong else []), body)

    def _form(self) -> Markup:
        lang, thing = self.lang, self.thing
        fields = [self._field(name, form) for name, form in FIELDS[thing.kind].items()]
        solutions = self._solutions() if isinstance(thing.thing, Opportunity) else None
        was = h("input", type="hidden", name="was", value=self.given.get("was", thing.state))
        inside = h("div.lib-fields", fields)
        send = h("div.actions", button(tl(lang, "save")), link_button(tl(lang, "cancel"), self.part))
        return form(self.asking, self.here, was, inside, solutions, self._scope(), send, kind="box lib-form")

    def _value(self, name: str, form: Form) -> str:
        if name in self.given:
            return self.given[name]
        held = getattr(self.thing.thing, name)
        if form == "rule":
            return rule_text(held)
        return str(held) if isinstance(held, int) else say(held, self.lang)

    def _field(self, name: str, form: Form) -> Markup:
        lang, value = self.lang, self._value(name, form)
        label = tl(lang, f"f_{name}")
        match form:
            case "text":
                return area(label, name, value, maxlength=2_000, rows=3)
            case "channel":
                return select(label, name, [("", tl(lang, "no_channel")), *self._channels()], value)
            case "icon":
                return self._icon(label, name, value)
            case "grade":
                grades = [("", tl(lang, "no_grade")), *((str(n), str(n)) for n in range(1, 6))]
                return select(label, name, grades, value)
            case "rule":
                hints = {"personas": "f_match_persona_hint", "competitors": "rivals_rule_hint"}
                hint = tl(lang, hints.get(self.thing.kind, "f_match_hint"))
                return area(label, name, value, hint=hint, rows=max(3, value.count("\n") + 2), spellcheck="false",
                            class_="in lib-code")  # fmt: skip
        return field(label, name, value, maxlength=200, required=name in ("name", "text"))

    def _channels(self) -> list[tuple[str, str]]:
        one = self.found.libraries.get(self.thing.home)
        described = one.library.channels if one and one.library else {}
        if not self.thing.shared:
            described = self.found.journeys[self.thing.home].journey.channels
        return [(key, say(channel.name, self.lang) or key) for key, channel in described.items()]

    def _icon(self, label: str, name: str, value: str) -> Markup:
        known = [one for one in ICONS if one in icon_names()]
        options = [h("option", value=one) for one in sorted(icon_names())] if known else []
        typed = h("input.in", type="text", name=name, id=f"f-{name}", value=value, maxlength=64, list="lib-icons")
        return h("div", labelled(label, name, typed), h("datalist", options, id="lib-icons"))

    def _solutions(self) -> Markup:
        lang, held = self.lang, (*self.thing.thing.solutions, Solution(text=""))
        rows = [h("li", self._solution(i, one, last=i == len(held) - 1)) for i, one in enumerate(held)]
        return h("fieldset.lib-solutions", h("legend", tl(lang, "solutions")), h("ul.plain", rows))

    def _solution(self, i: int, one: Solution, *, last: bool) -> list[Markup]:
        lang = self.lang
        states = [(state, tl(lang, f"state_{state}")) for state in STATES]
        text = tl(lang, "solution_new" if last else "solution_text")
        return [
            field(text, f"s{i}-text", say(one.text, lang), maxlength=200),
            select(tl(lang, "solution_state"), f"s{i}-state", states, one.state),
            field(tl(lang, "solution_due"), f"s{i}-due", one.due, type="date"),
        ]

    def _scope(self) -> Markup | None:
        """Return where the change shall hold; of what one map alone has there is nothing to choose."""
        lang, thing = self.lang, self.thing
        if not thing.shared:
            return None
        chosen = self.given.get("scope", EVERYWHERE)
        following = [use for use in thing.uses if not use.changed]
        own = [use for use in thing.uses if use.changed]
        told = [
            tl(lang, "everywhere_note", maps=map_names(following, lang)) if following else tl(lang, "everywhere_none"),
            tl(lang, "everywhere_measured") if following and hasattr(thing.thing, "match") else "",
            tl(lang, "everywhere_own", maps=map_names(own, lang)) if own else "",
        ]
        note = "; ".join(part for part in told if part)
        choices = [self._choice(EVERYWHERE, tl(lang, "everywhere"), f"{note}.", chosen)]
        choices += [self._here(use, chosen) for use in following if use.steps or thing.kind == "personas"]
        return h("fieldset.picks.lib-scope", h("legend", tl(lang, "scope")), choices)

    def _here(self, use: Where, chosen: str) -> Markup:
        label = tl(self.lang, "only_here", map=say(use.name, self.lang) or use.journey)
        return self._choice(use.journey, label, f"{tl(self.lang, 'only_here_note')}.", chosen)

    def _choice(self, value: str, label: str, note: str, chosen: str) -> Markup:
        radio = h("input", type="radio", name="scope", value=value, checked=value == chosen)
        return h("label.pick", radio, h("span", h("b", label), h("small", note)))

    def _where(self) -> Markup | None:
        thing, lang = self.thing, self.lang
        if not thing.uses:
            return None
        rule = [use for use in thing.uses if thing.kind == "touchpoints" and use.steps]
        links = [
            h("li", h("a", f"{tl(lang, 'rule_editor')} · {say(use.name, lang)}",
                      href=f"/w/{self.space.slug}/maps/{use.journey}/rules/{thing.key}"))
            for use in rule
        ]  # fmt: skip
        note = h("p.small", tl(lang, "rule_editor_note")) if links and thing.shared else None
        more = h("div.lib-rules", h("ul.plain", links), note) if links else None
        return h("section.box", h("h2", tl(lang, "where")), where_list(self.space, thing.uses, lang), more)

    def _using(self) -> Markup | None:
        thing, lang = self.thing, self.lang
        if not thing.shared or thing.kind == "channels":
            return None
        fits = {
            key: file
            for key, file in self.found.journeys.items()
            if taken_library(file.written, thing.home) and thing.key not in getattr(file.written, thing.kind, {})
        }
        if not fits:
            return None
        whole = thing.kind == "personas"
        groups = []
        for key, file in fits.items():
            name = say(file.journey.name, lang) or key
            if whole:
                groups.append(h("option", name, value=f"{key}/"))
                continue
            steps = [
                h(
                    "option",
                    f"{name} · {say(file.journey.name_of_step(step), lang) or step.key}",
                    value=f"{key}/{step.key}",
                )
                for step in file.journey.steps
            ]
            groups.append(h("optgroup", steps, label=name))
        control = h("select.in", groups, name="at", id="f-at")
        label = tl(lang, "use_map_only" if whole else "use_map")
        send = button(tl(lang, "use_persona" if whole else "use_do"), kind="plain", icon="plus")
        body = form(self.asking, f"{self.here}/use", labelled(label, "at", control), send, kind="fields")
        return h("section.box", h("h2", tl(lang, "use_title")), h("p.lead", tl(lang, "use_lead")), body)

    def _removing(self) -> Markup | None:
        thing, lang = self.thing, self.lang
        if not thing.shared or any(not use.changed and (use.steps or thing.kind == "channels") for use in thing.uses):
            return None
        question = tl(lang, "remove_sure", name=say(thing.name, lang) or thing.key)
        asked = ask_first(self.asking, f"{self.here}/remove", tl(lang, "remove"), question, id="lib-remove",
                          shut=tl(lang, "cancel"))  # fmt: skip
        return h("div.lib-remove", asked)
