"""What somebody who may edit finds on a map page beside the map: the line that says what was saved, the keys, words.

The line floats over the lower edge: it is seen wherever one writes, and the map does not move when it comes.
"""

from hanhtrinh.draw.markup import Markup, data_block, h
from hanhtrinh.draw.vendored import icon
from hanhtrinh.i18n import Lang, catalogue, tr
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import sign

_DRAWN = (
    "check", "square-pen", "refresh-cw", "triangle-alert", "undo-2", "circle-dashed", "gem", "laugh", "smile", "meh",
    "frown", "angry",
)  # fmt: skip
"""Icons the page's script needs, whether or not the map shows them."""
_AS_DRAWN = ("severity_1", "severity_2", "severity_3", "assumed_by_team", "marked_by_team")
_KEYS = (
    ("key_walk", ("←", "→", "↑", "↓")),
    ("key_ends", ("Home", "End")),
    ("key_write", ("Enter", "F2")),
    ("key_tab", ("Tab",)),
    ("key_leave", ("Ctrl + Enter", "Esc")),
    ("key_item", ("Enter",)),
    ("key_severity", ("Alt + 1…5",)),
    ("key_range", ("Shift + ←→↑↓",)),
    ("key_clear", ("Delete",)),
    ("key_paste", ("Ctrl + C", "Ctrl + V")),
    ("key_undo", ("Ctrl + Z", "Ctrl + Shift + Z")),
)


def _tr(key: str, lang: Lang) -> str:
    return tr(f"map_edit.{key}", lang)


def editing_line(asking: Asking, base: str, *, on: bool) -> Markup:
    """Return the line of editing: what was saved, taking back, keys, the journey's file, the end."""
    lang = asking.lang
    state = h(
        "p.save-state", icon("check"), h("span", _tr("saved", lang)), data_state="saved", role="group",
        aria_label=_tr("state", lang),
    )  # fmt: skip
    troubles = (
        h("button.tool", _tr("again", lang), type="button", data_again=True, hidden=True),
        h("button.tool", _tr("show", lang), type="button", data_refused="show", hidden=True),
        h("button.tool", _tr("discard", lang), type="button", data_refused="discard", hidden=True),
    )
    tools = (
        _turn("undo", "undo-2", lang),
        _turn("redo", "redo-2", lang),
        h("button.tool", sign("circle-help"), h("span", _tr("keys", lang)), type="button", popovertarget="edit-keys"),
        h("a.tool", sign("file-text"), h("span", _tr("file", lang)), href=f"{base}/journey.yaml", download=True),
        h("button.tool.main", sign("check"), h("span", _tr("edit_end", lang)), type="button", data_edit_end=True),
    )
    drawn = h("span", [icon(name) for name in _DRAWN], hidden=True)
    return h(
        "div.editing-line", state, h("div.tools.troubles", troubles), h("div.tools", tools), drawn,
        id="editing-line", role="region", aria_label=_tr("line", lang), hidden=not on,
    )  # fmt: skip


def editing_extras(asking: Asking) -> tuple[Markup, ...]:
    """Return what the line opens, the words of the script, and the place that is read out."""
    lang = asking.lang
    keys = [h("div", h("dt", [h("kbd", key) for key in found]), h("dd", _tr(name, lang))) for name, found in _KEYS]
    help_of_keys = h("div.pop.edit-pop", h("h2", _tr("keys_title", lang)), h("dl.edit-keys", keys), id="edit-keys",
                     popover=True)  # fmt: skip
    refused = h(
        "div.pop.edit-pop", h("h2", _tr("refused_title", lang)), h("p", _tr("refused_lead", lang)), h("ul"),
        id="refused-list", popover=True,
    )  # fmt: skip
    return help_of_keys, refused, h("p.vh", role="status", id="map-told", data_own=True), _words(lang)


def people(lang: Lang) -> Markup:
    """Return the place in the bar for the initials of whoever else is on the map."""
    return h("ul.map-people", id="map-people", aria_label=_tr("people", lang), data_own=True, hidden=True)


def _turn(what: str, name_of_icon: str, lang: Lang) -> Markup:
    name = _tr(what, lang)
    count = h("span.times", aria_hidden="true")
    hook = {f"data_{what}": True}
    return h(
        "button.tool", sign(name_of_icon), count, type="button", title=name, aria_label=name, disabled=True, **hook
    )


def _words(lang: Lang) -> Markup:
    """Return the words of the script as data."""
    drawn = {key: tr(f"draw.{key}", lang) for key in _AS_DRAWN}
    return data_block({**catalogue("map_edit", lang), **drawn}, id="map-edit-words", data_own=True)
