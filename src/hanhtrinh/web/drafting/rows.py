"""Rows of a draft: what is proposed, why, its numbers, and the box that takes it."""

from collections.abc import Callable, Iterable, Sequence

from hanhtrinh.app.draft_pieces.naming import LONGEST_NAME
from hanhtrinh.app.draft_pieces.shapes import Piece
from hanhtrinh.app.draft_words import reason_text
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.rules import RuleError, parse_rule
from hanhtrinh.measures.draft.shapes import Reason
from hanhtrinh.values import parse_duration
from hanhtrinh.web.components import sign
from hanhtrinh.web.rules.words import sentence

_TITLED = ("window", "pass_key", "outcome", "optional", "parallel", "promise", "instrument")
_ICONS = {
    "outcome": "flag", "optional": "circle-dashed", "parallel": "shuffle", "promise": "calendar-days",
    "instrument": "message-square-quote", "window": "clock", "pass_key": "package", "channel": "waypoints",
    "segment": "users", "friction": "triangle-alert", "rule": "funnel",
}  # fmt: skip


def spoken(lang: Lang, key: str, **params: object) -> str:
    """Return a text of these pages."""
    return tr(f"drafting.{key}", lang, **params)


class Rows:
    """Draws the pieces of a draft.

    `called` are names somebody gave, by piece; `names` what pieces are called, to say what one leans on.
    """

    def __init__(self, words: Words, pieces: Sequence[Piece], called: Callable[[Piece], str]) -> None:
        self.words, self.lang, self.called = words, words.lang, called
        self.pieces = tuple(pieces)

    def title(self, piece: Piece) -> str:
        """Return what a piece proposes, in a few words."""
        name, new = self.called(piece), self.value(piece, piece.new)
        if piece.kind == "friction":
            return spoken(self.lang, f"t_friction_{piece.about}")
        if piece.kind in _TITLED:
            return spoken(self.lang, f"t_{piece.kind}", name=name, new=new)
        return name

    def value(self, piece: Piece, said: object) -> str:
        """Return what a piece would set, as people say it."""
        text = say(said, self.lang) if said else ""  # type: ignore[arg-type]
        return self.words.duration(parse_duration(text)) if piece.kind == "window" and text else text

    def why(self, reasons: Iterable[Reason]) -> Markup | None:
        """Return the reasons, a sentence each."""
        said = [self._sentence(reason) for reason in reasons]
        return h("ul.draft-why", [h("li", text) for text in said]) if said else None

    def _sentence(self, reason: Reason) -> str:
        """Return a reason with a capital, unless it begins with a name as the data write it."""
        text = reason_text(reason, self.words)
        raw = any(isinstance(value, str) and value and text.startswith(value) for value in reason.params.values())
        return text if raw else text[:1].upper() + text[1:]

    def numbers(self, piece: Piece, key: str = "") -> Markup | None:
        """Return how many events, people and passes a piece is about."""
        found = {name: self.words.number(value) for name, value in piece.numbers.items()}
        if not found:
            return None
        named = key or ("events_passes" if "passes" in found else "events_people")
        return h("p.draft-numbers", spoken(self.lang, named, **found))

    def rule(self, piece: Piece) -> Markup | None:
        """Return what a piece recognises, in words."""
        if piece.rule is None:
            return None
        try:
            said = sentence(parse_rule(piece.rule), self.lang)
        except RuleError:
            return None
        if piece.kind in ("friction",):
            return h("p.draft-rule", said[:1].upper() + said[1:])
        return h("p.draft-rule", spoken(self.lang, "counts_when", rule=said))

    def box(self, piece: Piece, label: str, taken: bool) -> Markup:
        """Return the box that takes a piece."""
        control = h("input", type="checkbox", name="take", value=piece.id, checked=taken, aria_label=label)
        return h("label.draft-take", control)

    def name_field(self, piece: Piece) -> Markup:
        """Return where a piece is given a name."""
        value = self.called(piece)
        label = f"{spoken(self.lang, 'name_of')}: {value}"
        return h(
            "input.draft-name", type="text", name=f"name.{piece.id}", value=value, maxlength=LONGEST_NAME,
            aria_label=label, autocomplete="off", size=max(12, min(36, len(value) + 2)),
        )  # fmt: skip

    def icon(self, piece: Piece) -> Markup:
        """Return the sign before a piece."""
        return h("span.draft-icon", sign(piece.icon or _ICONS.get(piece.kind, "circle-dot")))

    def was(self, piece: Piece) -> Markup | None:
        """Return what stands there until now."""
        if piece.kind not in ("window", "pass_key", "outcome"):
            return None
        old = self.value(piece, piece.old)
        return h("p.draft-was", spoken(self.lang, "was", old=old) if old else spoken(self.lang, "was_none"))

    def needed(self, id: str) -> str:
        """Return what a piece is called that another leans on."""
        found = next((piece for piece in self.pieces if piece.id == id), None)
        return self.title(found) if found else id
