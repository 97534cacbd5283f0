"""The controls of the builder: each names the place in the survey it changes, and is kept as soon as it is left.

`data-sb` is the place (fields and keys, `/` between), `data-sb-kind` how its value is read (`text`, `number`, `bool`,
`lines`, `percent`, `group`), `data-sb-redraw` that the form looks different then. `assets/js/surveys.js` sends it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hanhtrinh.draw.markup import Attribute, Child, Markup, h
from hanhtrinh.draw.vendored import drawn_icon
from hanhtrinh.i18n import LANGS, Lang, Localized, Text, say
from hanhtrinh.voice.surveys.checks.found import lacks
from hanhtrinh.web.components import sign
from hanhtrinh.web.surveys.words import ts

Option = tuple[str, str]
_NAMES = {"vi": "Tiếng Việt", "en": "English"}


def id_of(place: str) -> str:
    """Return the id of the control of a place."""
    return "sb-" + place.replace("/", "-").replace(".", "-")


@dataclass(frozen=True)
class Ink:
    """The language of the page and those of the survey."""

    lang: Lang
    languages: tuple[Lang, ...]

    def t(self, key: str, **params: object) -> str:
        """Return words of the page."""
        return ts(self.lang, key, **params)

    def texts(
        self,
        label: str,
        place: str,
        text: Text,
        *,
        long: bool = False,
        hint: str = "",
        needed: bool = False,
        f: str = "",
        pipes: bool = False,
        title: bool = False,
    ) -> Markup:
        """Return a text's field in each language of the survey, side by side; one that is missing says so.

        `f` makes it part of an item of a list (see `lists`) instead of a place of its own.
        """
        missing = lacks(text, self.languages)
        wanting = needed or len(missing) < len(self.languages)
        sides = [
            self._side(label, place, text, lang, long=long, f=f, missing=wanting and lang in missing, title=title)
            for lang in (one for one in LANGS if one in self.languages)
        ]
        more = h("p.hint", hint) if hint else None
        pick = self._pipe_button() if pipes else None
        return h(
            f"div.sb-texts{'.sb-two' if len(sides) > 1 else ''}",
            *sides,
            h("div.sb-under", more, pick) if more or pick else None,
        )

    def _side(
        self, label: str, place: str, text: Text, lang: Lang, *, long: bool, f: str, missing: bool, title: bool
    ) -> Markup:
        words = (getattr(text, lang) or "") if isinstance(text, Localized) else text
        at, id = f"{place}/{lang}", id_of(f"{place}/{lang}")
        given: dict[str, Attribute] = {"id": id, "lang": lang, "maxlength": 2000, "autocomplete": "off"}
        given |= {"data_f": f"{f}.{lang}"} if f else {"data_sb": at, "data_sb_kind": "text"}
        given |= (
            {"data_sb_title": True}
            if title and lang == (self.lang if self.lang in self.languages else self.languages[0])
            else {}
        )
        control = (
            h("textarea.in", words, rows=2 if not long else 3, **given)
            if long
            else h("input.in", type="text", value=words, **given)
        )
        flag = h("span.sb-flag", lang.upper(), aria_hidden="true") if len(self.languages) > 1 else None
        name = h("span", label, h("span.vh", f" ({_NAMES[lang]})") if len(self.languages) > 1 else None)
        gap = h("span.sb-missing", sign("circle-alert"), self.t("missing")) if missing else None
        return h("div.field", h("label", flag, name, gap, for_=id), control)

    def _pipe_button(self) -> Markup:
        return h(
            "button.btn.quiet.small.sb-pipe",
            sign("brackets"),
            h("span", self.t("pipe")),
            type="button",
            data_sb_pipe=True,
        )

    def line(
        self,
        label: str,
        place: str,
        value: object,
        *,
        kind: str = "text",
        hint: str = "",
        redraw: bool = False,
        unit: str = "",
        f: str = "",
        **attributes: Attribute,
    ) -> Markup:
        """Return one line to type in."""
        id = id_of(place)
        attributes.setdefault("type", "number" if kind in ("number", "percent") else "text")
        place_or_item: dict[str, Attribute] = {"data_f": f} if f else {"data_sb": place, "data_sb_kind": kind}
        control = h(
            "input.in",
            id=id,
            value="" if value is None else str(value),
            data_sb_redraw=redraw,
            autocomplete="off",
            aria_describedby=f"{id}-h" if hint else None,
            **place_or_item,
            **attributes,
        )
        row = h("span.sb-unit", control, h("span", unit)) if unit else control
        return h("div.field", h("label", label, for_=id), row, h("p.hint", hint, id=f"{id}-h") if hint else None)

    def area(self, label: str, place: str, lines: Iterable[str], *, hint: str = "") -> Markup:
        """Return a field of lines."""
        id = id_of(place)
        control = h("textarea.in", "\n".join(lines), id=id, rows=2, data_sb=place, data_sb_kind="lines")
        return h("div.field", h("label", label, for_=id), control, h("p.hint", hint) if hint else None)

    def select(
        self,
        label: str,
        place: str,
        options: Sequence[Option],
        chosen: object,
        *,
        redraw: bool = False,
        kind: str = "text",
        hint: str = "",
        f: str = "",
    ) -> Markup:
        """Return a list to choose one from."""
        id = id_of(place)
        place_or_item: dict[str, Attribute] = {"data_f": f} if f else {"data_sb": place, "data_sb_kind": kind}
        control = h("select.in", choices(options, str(chosen)), id=id, data_sb_redraw=redraw, **place_or_item)
        return h("div.field", h("label", label, for_=id), control, h("p.hint", hint) if hint else None)

    def tick(
        self, label: str, place: str, ticked: bool, *, hint: str = "", redraw: bool = False, kind: str = "bool"
    ) -> Markup:
        """Return a box to tick."""
        control = h(
            "input",
            type="checkbox",
            checked=ticked,
            id=id_of(place),
            data_sb=place,
            data_sb_kind=kind,
            data_sb_redraw=redraw,
        )
        return h("label.tick", control, h("span", label, h("small", hint) if hint else None))

    def ticks(
        self, legend: str, place: str, options: Sequence[Option], chosen: Iterable[str], hint: str = ""
    ) -> Markup:
        """Return boxes of which any may be ticked; together they are a list."""
        on = set(chosen)
        boxes = [
            h("label.tick", h("input", type="checkbox", value=value, checked=value in on), h("span", words))
            for value, words in options
        ]
        inside = boxes or [h("p.hint", hint)]
        return h("fieldset.sb-ticks", h("legend", legend), h("div.sb-ticks-in", inside), data_sb_ticks=place)


def choices(options: Sequence[Option], chosen: str) -> list[Markup]:
    """Return options of a list; a value that is none of them (any more) stays, under its own name."""
    there = list(options) if chosen in {value for value, _ in options} else [(chosen, chosen), *options]
    return [h("option", words, value=value, selected=value == chosen) for value, words in there]


def doing(label: str, icon: str, *, kind: str = "quiet", words: bool = False, **attributes: Attribute) -> Markup:
    """Return a button of the builder: an icon with its name, or with words beside it."""
    inner: Child = h("span", label) if words else h("span.vh", label)
    title = None if words else label
    return h(f"button.btn.{kind}.small.sb-do", drawn_icon(icon), inner, type="button", title=title, **attributes)


def said(text: Text, lang: Lang) -> str:
    """Return a text on the page."""
    return say(text, lang)
