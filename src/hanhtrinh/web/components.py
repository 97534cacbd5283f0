"""The parts pages are made of; each has its rules in `assets/css`. Texts come in already translated."""

from collections.abc import Iterable, Sequence

from hanhtrinh.draw.markup import Attribute, Child, Markup, h
from hanhtrinh.draw.vendored import drawn_icon
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.security import FIELD

Option = tuple[str, str]
"""A choice: its value and its words."""


def sign(name: str) -> Markup:
    """Return an icon, hidden from screen readers: words stand beside it."""
    return drawn_icon(name)


def head(title: str, lead: Child = None, *actions: Markup, back: Option | None = None) -> Markup:
    """Return the head of a page: its name, one sentence about it, what can be done; `back` leads up (address, name)."""
    up = h("a.up", sign("arrow-left"), back[1], href=back[0]) if back else None
    words = h("div", up, h("h1", title), h("p.lead", lead) if lead else None)
    return h("header.head", words, h("div.actions", *actions) if actions else None)


def box(title: str | None, *content: Child, lead: Child = None, id: str | None = None, kind: str = "") -> Markup:
    """Return a box on the page with a heading; `kind` may be `narrow` or `danger`."""
    heading = h("h2", title) if title else None
    return h(f"section.box{_kind(kind)}", heading, h("p.lead", lead) if lead else None, *content, id=id)


def button(label: str, *, kind: str = "main", icon: str | None = None, **attributes: Attribute) -> Markup:
    """Return a button that sends its form; `kind` is `main`, `plain`, `quiet` or `danger`."""
    attributes.setdefault("type", "submit")
    return h(f"button.btn.{kind}", sign(icon) if icon else None, h("span", label), **attributes)


def link_button(
    label: str, href: str, *, kind: str = "plain", icon: str | None = None, **attributes: Attribute
) -> Markup:
    """Return a link that looks like a button."""
    return h(f"a.btn.{kind}", sign(icon) if icon else None, h("span", label), href=href, **attributes)


def form(asking: Asking, action: str, *content: Child, kind: str = "", **attributes: Attribute) -> Markup:
    """Return a form that posts, with the token that proves it is ours."""
    return h(f"form{_kind(kind)}", token(asking), *content, action=action, method="post", **attributes)


def token(asking: Asking) -> Markup:
    """Return the hidden field every posting form carries."""
    return h("input", type="hidden", name=FIELD, value=asking.csrf)


def field(
    label: str,
    name: str,
    value: str = "",
    *,
    hint: str | None = None,
    error: str | None = None,
    **attributes: Attribute,
) -> Markup:
    """Return one line to type in, with its label, a hint and what is wrong with it, if anything."""
    attributes.setdefault("type", "text")
    control = h("input.in", name=name, id=f"f-{name}", value=value, **_described(name, hint, error), **attributes)
    return labelled(label, name, control, hint=hint, error=error)


def area(
    label: str,
    name: str,
    value: str = "",
    *,
    hint: str | None = None,
    error: str | None = None,
    **attributes: Attribute,
) -> Markup:
    """Return several lines to type in."""
    control = h("textarea.in", value, name=name, id=f"f-{name}", **_described(name, hint, error), **attributes)
    return labelled(label, name, control, hint=hint, error=error)


def select(
    label: str,
    name: str,
    options: Sequence[Option],
    chosen: str = "",
    *,
    hint: str | None = None,
    error: str | None = None,
    **attributes: Attribute,
) -> Markup:
    """Return a list to choose one from."""
    choices = [h("option", words, value=value, selected=value == chosen) for value, words in options]
    control = h("select.in", choices, name=name, id=f"f-{name}", **_described(name, hint, error), **attributes)
    return labelled(label, name, control, hint=hint, error=error)


def labelled(label: str, name: str, control: Markup, *, hint: str | None = None, error: str | None = None) -> Markup:
    """Return any control (its id is `f-<name>`) under its label."""
    return h(
        "div.field",
        h("label", label, for_=f"f-{name}"),
        control,
        h("p.hint", hint, id=f"h-{name}") if hint else None,
        h("p.wrong", sign("circle-alert"), error, id=f"e-{name}") if error else None,
    )


def tick(label: str, name: str, *, ticked: bool = False, value: str = "yes", hint: str | None = None) -> Markup:
    """Return a box to tick."""
    control = h("input", type="checkbox", name=name, value=value, checked=ticked)
    return h("label.tick", control, h("span", label, h("small", hint) if hint else None))


def pick(legend: str, name: str, options: Iterable[tuple[str, str, str]], chosen: str = "") -> Markup:
    """Return choices with a sentence each (value, words, sentence) of which one is picked."""
    cards = [
        h(
            "label.pick",
            h("input", type="radio", name=name, value=value, checked=value == chosen),
            h("span", h("b", words), h("small", sentence) if sentence else None),
        )
        for value, words, sentence in options
    ]
    return h("fieldset.picks", h("legend", legend), *cards)


def data_table(heads: Sequence[Child], rows: Iterable[Sequence[Child]], *, caption: str, kind: str = "") -> Markup:
    """Return a table; on a phone each row is read as a list under its heads. `caption` is for screen readers."""
    names = [name if isinstance(name, str) else "" for name in heads]
    body = [
        h("tr", [h("td", cell, data_head=name or None) for cell, name in zip(row, names, strict=True)]) for row in rows
    ]
    header = h("thead", h("tr", [h("th", name, scope="col") for name in heads]))
    return h("div.data-wrap", h(f"table.data{_kind(kind)}", h("caption.vh", caption), header, h("tbody", body)))


def facts(pairs: Iterable[tuple[str, Child]]) -> Markup:
    """Return names and what they are, one under the other."""
    return h("dl.facts-list", [h("div", h("dt", name), h("dd", what)) for name, what in pairs])


def badge(text: str, kind: str = "") -> Markup:
    """Return a short mark; `kind` may be `good`, `middling`, `bad`, `accent`. The words alone must say it."""
    return h(f"span.badge{_kind(kind)}", text)


def notice(text: Child, kind: str = "good") -> Markup:
    """Return a line that says what has happened or needs to be known."""
    icon = {"good": "circle-check", "bad": "circle-alert", "middling": "triangle-alert"}.get(kind, "lightbulb")
    return h(f"div.notice.{kind}", sign(icon), h("div", text), role="status")


def empty(icon: str, title: str, text: Child, *actions: Markup) -> Markup:
    """Return what stands where nothing is yet: what will be here and how to begin."""
    return h("div.empty", sign(icon), h("h2", title), h("p", text), h("div.actions", *actions) if actions else None)


def tabs(items: Iterable[Option], active: str, label: str) -> Markup:
    """Return links to the parts of an area (address, words); `active` is the address of the part shown."""
    links = [h("a", words, href=href, aria_current="page" if href == active else None) for href, words in items]
    return h("nav.tabs", *links, aria_label=label)


def popover(
    id: str, label: Child, *content: Child, lang: Lang, kind: str = "plain", title: str | None = None
) -> Markup:  # fmt: skip
    """Return a button and what it opens above the page; needs no script, closes with Escape or a click beside it."""
    opener = h(f"button.btn.{kind}", label, type="button", popovertarget=id)
    close = h("button.btn.quiet.shut", sign("x"), type="button", popovertarget=id, popovertargetaction="hide",
              aria_label=tr("web.close", lang))  # fmt: skip
    top = h("div.pop-head", h("h2", title), close) if title else None
    return Markup(opener + h("div.pop", top, *content, id=id, popover=True))


def ask_first(asking: Asking, action: str, label: str, question: str, *, id: str, shut: str, **fields: str) -> Markup:
    """Return a button for what cannot be taken back: it asks `question` before it posts; `shut` closes the question."""
    hidden = [h("input", type="hidden", name=name, value=value) for name, value in fields.items()]
    keep = h("button.btn.plain", shut, type="button", popovertarget=id, popovertargetaction="hide")
    buttons = h("div.actions", button(label, kind="danger"), keep)
    return popover(id, label, form(asking, action, *hidden, h("p", question), buttons), lang=asking.lang, kind="quiet",
                   title=label)  # fmt: skip


def _kind(kind: str) -> str:
    return f".{kind.replace(' ', '.')}" if kind else ""


def _described(name: str, hint: str | None, error: str | None) -> dict[str, Attribute]:
    ids = [one for one in (f"h-{name}" if hint else "", f"e-{name}" if error else "") if one]
    return {"aria_describedby": " ".join(ids) or None, "aria_invalid": "true" if error else None}
