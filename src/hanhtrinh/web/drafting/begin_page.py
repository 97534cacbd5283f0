"""A first map: what it could be made from, and its draft to be taken piece by piece."""

from collections.abc import Sequence

from hanhtrinh.app.draft_pieces.beginning import Offers
from hanhtrinh.app.draft_pieces.from_data import DATA
from hanhtrinh.app.draft_pieces.from_template import Fit, template
from hanhtrinh.app.draft_pieces.shapes import Piece, Plan
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import say
from hanhtrinh.measures.draft.shapes import AsideProposal
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, button, empty, form, head, link_button, notice, sign
from hanhtrinh.web.drafting.picture import small_map
from hanhtrinh.web.drafting.rows import Rows, spoken
from hanhtrinh.web.drafting.sent import shown_as

PICTURE, FORM_ID = "draft-picture", "draft-form"
_LEAST_SHARE, _NEARLY_ALL = 0.01, 0.99
_UNDER = ("outcome", "optional", "parallel", "promise", "instrument")
_WHOLE = ("pass_key", "window", "segment", "channel", "friction")


def choose_page(asking: Asking, space: Space, found: Offers, words: Words) -> Sequence[Markup]:
    """Return the ways to a draft: from data, and the templates, the one that fits best first."""
    lang = words.lang
    top = head(spoken(lang, "title"), spoken(lang, "lead"), back=(f"/w/{space.slug}/begin", spoken(lang, "begin")))
    if found.facts is None:
        return top, too_little(space, found.known.events, found.known.people, words, "too_little")
    counts = {
        "steps": found.steps,
        "events": words.number(found.facts.events),
        "people": words.number(found.facts.people),
    }
    text = h("span.way-words", h("b", spoken(lang, "from_data")), h("span", spoken(lang, "from_data_text", **counts)))
    first = h("a.way.draft-way", h("span.way-icon", sign("sparkles")), text, href=_address(space, DATA))
    cards = [_template(space, fit, words, best=i == 0) for i, fit in enumerate(found.fits)]
    templates = h(
        "section.ways", h("h2", spoken(lang, "from_template")), h("p.lead", spoken(lang, "from_template_lead")),
        h("ul.template-cards.draft-fits", cards),
    )  # fmt: skip
    return top, h("section.ways", first), templates


def too_little(space: Space, events: int, people: int, words: Words, title: str) -> Markup:
    """Return what is missing where nothing can be proposed, and the ways to it."""
    lang, base = words.lang, f"/w/{space.slug}"
    text = spoken(lang, "too_little_text", events=words.number(events), people=words.number(people))
    return empty(
        "sparkles", spoken(lang, title), text,
        link_button(spoken(lang, "too_little_import"), f"{base}/imports/new", icon="file-text"),
        link_button(spoken(lang, "too_little_connect"), f"{base}/sources/connect", icon="globe"),
        link_button(spoken(lang, "too_little_template"), f"{base}/begin/template", icon="layers"),
    )  # fmt: skip


def _address(space: Space, source: str) -> str:
    return f"/w/{space.slug}/begin/draft?from={source}"


def _template(space: Space, fit: Fit, words: Words, *, best: bool) -> Markup:
    lang, crossing = words.lang, fit.crossing
    name = say(fit.journey.name, lang)
    there = crossing.share >= _LEAST_SHARE
    dots = [h(f"span.dot-{stage.phase}") for stage in fit.journey.stages for _ in stage.steps]
    reasons = [
        spoken(lang, "fit_share", event_share=words.percent(crossing.share),
               people_share=words.percent(fit.people_share)),
        spoken(lang, "fit_met", met=fit.met, steps=len(fit.journey.steps)),
        spoken(lang, "fit_order", order_share=words.percent(crossing.order)) if crossing.order is not None else None,
    ] if there else [spoken(lang, "fit_none")]  # fmt: skip
    said = h("ul.draft-why", [h("li", reason) for reason in reasons if reason])
    way = link_button(spoken(lang, "choose"), _address(space, fit.key),
                      aria_label=spoken(lang, "choose_named", name=name))  # fmt: skip
    title = h("h3", name, " ", badge(spoken(lang, "fit_best"), "good") if best and there else None)
    return h("li", title, h("div.template-dots", dots, aria_hidden="true"), said, h("div.actions", way))


def at_work_page(space: Space, events: int, people: int, seconds: int, words: Words) -> Sequence[Markup]:
    """Return what stands there while a draft is being made; it asks again by itself."""
    lang = words.lang
    counts = {"events": words.number(events), "people": words.number(people), "seconds": words.number(seconds)}
    bar = h("progress", aria_label=spoken(lang, "at_work_title"))
    text = h("p", spoken(lang, "at_work_text", **counts), role="status")
    return head(spoken(lang, "title")), h(
        "div.empty.draft-working", sign("sparkles"), h("h2", spoken(lang, "at_work_title")), text, bar,
        id="drafting", data_refresh="1500",
    )  # fmt: skip


class BeginPage:
    """Draws a draft of a first map."""

    def __init__(
        self, asking: Asking, space: Space, plan: Plan, words: Words, notice_key: str = "", said: str = ""
    ) -> None:
        self.asking, self.space, self.plan, self.words, self.lang = asking, space, plan, words, words.lang
        self.rows = Rows(words, plan.pieces, self.called)
        self.wrong = said or (spoken(self.lang, notice_key) if notice_key else "")
        self.taken = {piece.id for piece in plan.pieces} - plan.choices.refused

    def called(self, piece: Piece) -> str:
        """Return what a piece is called: as somebody named it, else as the draft does."""
        given = self.plan.choices.names.get(piece.id, "").strip()
        return given if piece.named and given else say(piece.name, self.lang)

    def page(self) -> Sequence[Markup | None]:
        """Return the parts of the page."""
        lang, base = self.lang, f"/w/{self.space.slug}"
        source = self.plan.source
        name = "" if source == DATA else say(template(source).name, lang)
        title = spoken(lang, "page_data") if source == DATA else spoken(lang, "page_template", name=name)
        lead = self._lead()
        back = (f"{base}/begin/draft", spoken(lang, "other"))
        draft = form(
            self.asking, f"{base}/begin/draft", *self._hidden(), self._default(), self.picture(), self._name(),
            h("div.draft-stages", [self._stage(p) for p in self.plan.pieces if p.kind == "stage"]), self._whole(),
            self._aside(), self._ends(),
            kind="draft", id=FORM_ID, data_draft=PICTURE, data_store=f"draft {self.space.slug} {source} {lang}",
            data_posted="1" if self.plan.choices.refused or self.plan.choices.names or self.plan.choices.keep else None,
        )  # fmt: skip
        return head(title, lead, back=back), self._remarks(), draft

    def _lead(self) -> str:
        facts, number = self.plan.facts, self.words.number
        counts = {"events": number(facts.events), "people": number(facts.people)}
        if self.plan.source != DATA:
            return spoken(self.lang, "page_lead_template", **counts)
        kept = self.words.percent(facts.agreement, 1 if _NEARLY_ALL < facts.agreement < 1 else None)
        return spoken(self.lang, "page_lead", **counts, passes=number(facts.units), order_share=kept)

    def _remarks(self) -> Markup | None:
        facts, lang, number = self.plan.facts, self.lang, self.words.number
        found = []
        if self.wrong:
            found.append(notice(self.wrong, "middling"))
        if facts.people_seen < facts.people:
            found.append(h("p.hint", spoken(lang, "sampled", people=number(facts.people_seen),
                                            events=number(facts.events_seen))))  # fmt: skip
        if facts.parts > 1:
            found.append(h("p.hint", spoken(lang, "parts", parts=number(facts.parts))))
        return h("div.draft-remarks", found) if found else None

    def _hidden(self) -> Sequence[Markup]:
        fields = [("from", self.plan.source), ("state", self.plan.state), ("shown", shown_as(self.plan.pieces))]
        fields += [("kept", name) for name in self.plan.choices.keep]
        return [h("input", type="hidden", name=name, value=value) for name, value in fields]

    def _default(self) -> Markup:
        """Return what Enter in a field presses: it draws the map anew and makes nothing."""
        return h("button.vh", spoken(self.lang, "redraw"), type="submit", tabindex="-1")

    def picture(self) -> Markup:
        """Return the small drawing with what is left out; it is drawn anew at every choice."""
        plan, lang = self.plan, self.lang
        stages = sum(1 for stage in plan.journey.stages if stage.steps)
        counts = spoken(lang, "picture_counts", steps=len(plan.journey.steps), stages=stages)
        refusable = [p for p in plan.pieces if p.kind != "name"]
        out = len(plan.choices.refused) + len(plan.follows)
        refused = spoken(lang, "picture_refused", refused=out, all=len(refusable)) if out else ""
        follows = [
            h("li", spoken(lang, "follows", name=self.rows.needed(need)), data_follows=id)
            for id, need in plan.follows.items()
        ]
        told = h("p.small", " · ".join(filter(None, (counts, refused))), role="status")
        return h(
            "section.box.draft-picture",
            h("div.draft-picture-head", h("h2", spoken(lang, "picture")), told),
            small_map(plan.journey, self.words), h("ul.draft-falls", follows, hidden=True), id=PICTURE,
        )  # fmt: skip

    def _name(self) -> Markup | None:
        piece = self.plan.piece("name")
        if piece is None:
            return None
        label = h("label", spoken(self.lang, "map_name"), for_="f-map-name")
        control = h("input.in", type="text", name="name.name", id="f-map-name", value=self.called(piece), maxlength=120)
        take = h("input", type="hidden", name="take", value="name")
        return h("div.field.draft-map-name", label, control, take)

    def _stage(self, stage: Piece) -> Markup:
        lang, name = self.lang, self.called(stage)
        steps = [p for p in self.plan.pieces if p.stage == stage.about and p.kind in ("step", "add")]
        heading = h(
            "div.draft-stage-head", self.rows.box(stage, spoken(lang, "take_stage", name=name), stage.id in self.taken),
            h("h2", h("span.vh", f"{spoken(lang, 'stage_word')}: {name}"), self.rows.name_field(stage)),
            h("span.draft-phase", spoken(lang, f"phase_{stage.phase}")),
        )  # fmt: skip
        rows, why = h("ul.draft-rows", [self._row(step) for step in steps]), self.rows.why(stage.reasons)
        return h(f"section.draft-stage.{stage.phase}", heading, self._follows(stage), why, rows,
                 data_piece=stage.id)  # fmt: skip

    def _row(self, piece: Piece) -> Markup:
        lang, rows = self.lang, self.rows
        under = [p for p in self.plan.pieces if p.at == piece.id and p.kind in _UNDER]
        own = [self._trait(p) for p in self.plan.pieces if p.at == piece.id and p.kind == "rule"]
        marks = badge(spoken(lang, "kind_add"), "accent") if piece.kind == "add" else None
        missing = badge(spoken(lang, "unmeasured"), "middling") if piece.missing else None
        return h(
            f"li.draft-row{'.missing' if piece.missing else ''}",
            rows.box(piece, spoken(lang, "take", name=self.called(piece)), piece.id in self.taken),
            rows.icon(piece),
            h("div.draft-what", h("div.draft-line", rows.name_field(piece), marks, missing, rows.numbers(piece)),
              rows.rule(piece), h("ul.draft-own", own) if own else None, self._follows(piece), rows.why(piece.reasons),
              h("ul.draft-under", [self._trait(one) for one in under]) if under else None),
            data_piece=piece.id,
        )  # fmt: skip

    def _trait(self, piece: Piece) -> Markup:
        rows, lang = self.rows, self.lang
        title = rows.title(piece)
        if piece.kind == "rule":
            title = spoken(lang, "kind_own_rule" if piece.old else "kind_rule")
        elif piece.kind == "channel":
            title = f"{spoken(lang, 't_channel')}: {title}"
        said = h("div", h("div.draft-line", h("b", title), rows.numbers(piece)), rows.rule(piece), self._follows(piece),
                 rows.why(piece.reasons))  # fmt: skip
        label = spoken(lang, "take", name=f"{title} ({self.called(piece)})" if self.called(piece) else title)
        return h("li.draft-trait", rows.box(piece, label, piece.id in self.taken), rows.icon(piece), said,
                 data_piece=piece.id)  # fmt: skip

    def _follows(self, piece: Piece) -> Markup:
        need = self.plan.follows.get(piece.id)
        text = spoken(self.lang, "follows", name=self.rows.needed(need)) if need else ""
        return h("p.draft-follows", text, hidden=not need, data_follow_of=piece.id)

    def _whole(self) -> Markup | None:
        found = [p for p in self.plan.pieces if p.kind in _WHOLE or (p.kind == "outcome" and not p.at)]
        if not found:
            return None
        rows = [self._named_trait(p) if p.kind in ("segment",) else self._trait(p) for p in found]
        return h("section.box.draft-whole", h("h2", spoken(self.lang, "whole")),
                 h("p.lead", spoken(self.lang, "whole_lead")), h("ul.draft-under", rows))  # fmt: skip

    def _named_trait(self, piece: Piece) -> Markup:
        rows, name = self.rows, self.called(piece)
        line = h("div.draft-line", h("b", spoken(self.lang, f"t_{piece.kind}")), rows.name_field(piece))
        return h("li.draft-trait", rows.box(piece, spoken(self.lang, "take", name=name), piece.id in self.taken),
                 rows.icon(piece), h("div", line, self._follows(piece), rows.why(piece.reasons)),
                 data_piece=piece.id)  # fmt: skip

    def _aside(self) -> Markup | None:
        return aside_box(self.plan.aside, self.rows, self.words)

    def _ends(self) -> Markup:
        make = button(spoken(self.lang, "make"), icon="map-plus", formaction=f"/w/{self.space.slug}/begin/draft/make")
        again = h("noscript", h("button.btn.plain", spoken(self.lang, "redraw"), type="submit"))
        return h("div.draft-ends", make, again, h("p.hint", spoken(self.lang, "make_hint")))


def aside_box(aside: Sequence[AsideProposal], rows: Rows, words: Words) -> Markup | None:
    """Return the events that make no step, each with the reason and a button that keeps it all the same."""
    if not aside:
        return None
    lang = words.lang
    listed = [
        h(
            "li",
            h("div", h("b", one.label), h("p.draft-numbers", spoken(
                lang, "aside_numbers", events=words.number(one.events), people=words.number(one.people))),
              rows.why(one.reasons)),
            button(spoken(lang, "keep"), kind="plain small", name="keep", value=one.label,
                   aria_label=spoken(lang, "keep_named", name=one.label)),
        )
        for one in aside
    ]  # fmt: skip
    return h("section.box.draft-aside", h("h2", spoken(lang, "aside")), h("p.lead", spoken(lang, "aside_lead")),
             h("ul", listed))  # fmt: skip
