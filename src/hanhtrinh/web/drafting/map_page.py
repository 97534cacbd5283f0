"""What the data suggest for a map there is: each suggestion to take, or to put aside."""

from collections.abc import Sequence

from hanhtrinh.app.draft_pieces.for_map import Suggested
from hanhtrinh.app.draft_pieces.shapes import Piece
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import say
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, button, empty, form, head
from hanhtrinh.web.drafting.begin_page import aside_box, too_little
from hanhtrinh.web.drafting.rows import Rows, spoken
from hanhtrinh.web.drafting.sent import shown_as

_NAMED = ("add", "segment")


class MapPage:
    """Draws the suggestions for a map. `undo` offers to take back what was just taken."""

    def __init__(
        self,
        asking: Asking,
        space: Space,
        key: str,
        found: Suggested,
        words: Words,
        *,
        undo: bool,
        known: tuple[int, int],
    ) -> None:
        self.asking, self.space, self.key, self.found = asking, space, key, found
        self.words, self.lang, self.undo, self.known = words, words.lang, undo, known
        self.rows = Rows(words, (*found.pieces, *found.put_aside), lambda piece: say(piece.name, words.lang))
        self.here = f"/w/{space.slug}/maps/{key}/draft"

    def page(self) -> Sequence[Markup | None]:
        """Return the parts of the page."""
        lang, found = self.lang, self.found
        name = say(found.journey.name, lang) or self.key
        back = (self.here.removesuffix("/draft") + "?edit=1", spoken(lang, "map_back"))
        top = head(spoken(lang, "map_title", name=name), spoken(lang, "map_lead"), back=back)
        if found.crossing is None:
            return top, self._undo(), too_little(self.space, *self.known, self.words, "map_too_little")
        if found.pieces:
            body = self._form()
        else:
            body = empty("circle-check", spoken(lang, "map_nothing"), spoken(lang, "map_nothing_text"))
        return top, self._undo(), self._share(), body, self._put_aside(), self._aside()

    def _undo(self) -> Markup | None:
        if not self.undo:
            return None
        press = button(spoken(self.lang, "undo"), kind="plain", icon="undo-2")
        return form(self.asking, f"{self.here}/undo", press, kind="draft-undo")

    def _share(self) -> Markup | None:
        crossing, lang, number = self.found.crossing, self.lang, self.words.number
        if crossing is None:
            return None
        title = spoken(lang, "map_now", share=self.words.percent(crossing.share))
        on = crossing.on_map[0]
        meter = h("progress", max=max(1, crossing.events), value=on, aria_label=title)
        text = spoken(lang, "map_now_text", on=number(on), all=number(crossing.events), people=number(crossing.people))
        return h("section.box.draft-share", h("div", h("h2", title), h("p.small", text)), meter)

    def _form(self) -> Markup:
        journey, lang = self.found.journey, self.lang
        groups = [
            self._group(say(stage.name, lang), stage.phase, [p for p in self.found.pieces if p.stage == stage.key])
            for stage in journey.stages
        ]
        staged = {stage.key for stage in journey.stages}
        adds = {piece.id for piece in self.found.pieces if piece.kind == "add"}
        whole = self._group(
            spoken(lang, "whole"), "", [p for p in self.found.pieces if p.stage not in staged and p.at not in adds]
        )
        ends = h("div.draft-ends", button(spoken(lang, "take_all"), icon="check", name="all", value="1"))
        return form(self.asking, f"{self.here}/take", *self._hidden(), *groups, whole, ends, kind="draft")

    def _hidden(self) -> Sequence[Markup]:
        shown = shown_as((*self.found.pieces, *self.found.put_aside))
        fields = [("state", self.found.state), ("shown", shown), *(("kept", name) for name in self.found.keep)]
        return [h("input", type="hidden", name=name, value=value) for name, value in fields]

    def _group(self, name: str, phase: str, pieces: Sequence[Piece]) -> Markup | None:
        if not pieces:
            return None
        shown = h("span.draft-phase", spoken(self.lang, f"phase_{phase}")) if phase else None
        heading = h("div.draft-stage-head", h("h2", name), shown)
        return h(f"section.draft-stage{'.' + phase if phase else ''}", heading,
                 h("ul.draft-rows", [self._row(piece) for piece in pieces]))  # fmt: skip

    def _row(self, piece: Piece) -> Markup:
        lang, rows, title = self.lang, self.rows, self.title(piece)
        named = rows.name_field(piece) if piece.kind in _NAMED else h("b.draft-title", title)
        mark = badge(spoken(lang, f"kind_{piece.kind}"), "accent") if piece.kind in ("add", "rule") else None
        segment = badge(spoken(lang, "t_segment")) if piece.kind == "segment" else None
        under = [self._under(p) for p in self.found.pieces if p.at == piece.id and piece.kind == "add"]
        needs = [h("p.draft-follows", spoken(lang, "needs", name=rows.needed(need))) for need in piece.needs]
        one = button(spoken(lang, "take_one"), kind="plain small", name="only", value=piece.id,
                     aria_label=spoken(lang, "take_one_named", name=title))  # fmt: skip
        named_later = spoken(lang, "not_now_named", name=title)
        later = button(spoken(lang, "not_now"), kind="quiet small", name="only", value=piece.id,
                       formaction=f"{self.here}/refuse", aria_label=named_later)  # fmt: skip
        return h(
            "li.draft-row", rows.box(piece, spoken(lang, "choose_one", name=title), False), rows.icon(piece),
            h("div.draft-what", h("div.draft-line", named, mark, segment, rows.numbers(piece, "gains")),
              rows.was(piece), rows.rule(piece), needs, rows.why(piece.reasons),
              h("ul.draft-under", under) if under else None),
            h("div.draft-do", None if piece.needs else one, later), data_piece=piece.id,
        )  # fmt: skip

    def _under(self, piece: Piece) -> Markup:
        """Return what is suggested for a step that is itself only suggested: it is taken together with it."""
        rows = self.rows
        said = h("div", h("div.draft-line", h("b", rows.title(piece))), rows.why(piece.reasons))
        label = spoken(self.lang, "choose_one", name=self.title(piece))
        return h("li.draft-trait", rows.box(piece, label, False), rows.icon(piece), said, data_piece=piece.id)

    def title(self, piece: Piece) -> str:
        """Return what a piece proposes, with the step it is about."""
        name, found = say(piece.name, self.lang), self.rows.title(piece)
        if piece.kind == "rule":
            return spoken(self.lang, "t_rule", name=name)
        if piece.kind == "outcome":
            return spoken(self.lang, "t_outcome_map", name=name)
        return f"{name}: {found[:1].lower()}{found[1:]}" if piece.at and piece.kind != "add" else found

    def _put_aside(self) -> Markup | None:
        if not self.found.put_aside:
            return None
        lang = self.lang
        listed = [
            h("li", h("div", h("b", self.title(piece)), self.rows.why(piece.reasons)),
              button(spoken(lang, "again"), kind="plain small", name="only", value=piece.id,
                     aria_label=spoken(lang, "again_named", name=self.title(piece))))
            for piece in self.found.put_aside
        ]  # fmt: skip
        return h(
            "section.box.draft-aside", h("h2", spoken(lang, "put_aside")), h("p.lead", spoken(lang, "put_aside_lead")),
            form(self.asking, f"{self.here}/again", h("ul", listed)),
        )  # fmt: skip

    def _aside(self) -> Markup | None:
        found = aside_box(self.found.aside, self.rows, self.words)
        if found is None:
            return None
        kept = [h("input", type="hidden", name="keep", value=name) for name in self.found.keep]
        return h("form", *kept, found, action=self.here, method="get")
