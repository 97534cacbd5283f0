"""The page on which staff log contacts: big buttons, a sheet for one contact, what was logged on this device."""

from collections.abc import Sequence

from hanhtrinh.app.contacts import MOST_NOTE, MOST_PERSON, Kind
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, head, notice, sign

FACES = ((-2, "angry"), (-1, "frown"), (0, "meh"), (1, "smile"), (2, "laugh"))
_WORDS = ("unknown", "known", "state_waiting", "state_sent", "state_refused", "remove", "online", "offline", "all_sent",
          "waiting", "sign_in", "storage", "full")  # fmt: skip
_PHASES = "before", "during", "after"


def contacts_page(asking: Asking, space: Space, kinds: Sequence[Kind]) -> Markup:
    """Return the content of the page; `assets/js/contacts.js` makes it live."""
    lang = asking.lang
    words = {f"data_{name}": tr(f"contacts.{name}", lang, count="{count}", allowed="{allowed}") for name in _WORDS}
    likely = [kind for kind in kinds if kind.likely]
    others = [kind for kind in kinds if not kind.likely]
    general = notice(tr("contacts.general", lang), "middling") if not any(kind.touchpoint for kind in likely) else None
    return h(
        "div.contacts",
        head(tr("contacts.title", lang), tr("contacts.lead", lang)),
        h("p.connection", role="status", aria_live="polite"),
        h("noscript", notice(tr("contacts.no_script", lang), "bad")),
        general,
        h("h2.vh", tr("contacts.kinds", lang)),
        _kinds(asking, likely),
        _others(asking, others),
        _sheet(asking),
        _recent(asking),
        id="contacts",
        data_slug=space.slug,
        data_csrf=asking.csrf,
        **words,
    )


def _kinds(asking: Asking, kinds: Sequence[Kind]) -> Markup:
    return h("ul.kinds.plain", [h("li", _kind(asking, kind, place)) for place, kind in enumerate(kinds)])


def _kind(asking: Asking, kind: Kind, place: int) -> Markup:
    name = say(kind.name, asking.lang) or kind.event
    tint = _PHASES[place % len(_PHASES)]
    words = h("span.words", h("b", name), h("small", say(kind.channel, asking.lang)))
    picture = h(f"span.picture.{tint}", sign(kind.icon or "user-round"))
    return h("button.kind", picture, words, type="button", data_kind=kind.key, data_name=name)


def _others(asking: Asking, kinds: Sequence[Kind]) -> Markup | None:
    if not kinds:
        return None
    summary = h("summary", sign("chevron-down"), tr("contacts.more", asking.lang), h("small", f" {len(kinds)}"))
    return h("details.others", summary, _kinds(asking, kinds))


def _sheet(asking: Asking) -> Markup:
    lang = asking.lang
    person = h(
        "input.in", id="f-person", name="person", autocomplete="off", autocapitalize="off", spellcheck="false",
        enterkeyhint="done", maxlength=MOST_PERSON, aria_describedby="h-person",
    )  # fmt: skip
    note = h("textarea.in", id="f-note", name="note", maxlength=MOST_NOTE, rows=2, aria_describedby="h-note")
    shut = h("button.btn.quiet.shut", sign("x"), type="button", id="shut", aria_label=tr("contacts.cancel", lang))
    form = h(
        "form.fields",
        h("div.pop-head", h("h2", id="sheet-title"), shut),
        _labelled(asking, "person", person),
        _faces(asking),
        _labelled(asking, "note", note),
        button(tr("contacts.log", lang), icon="check", id="log"),
        method="dialog",
    )
    return h("dialog.sheet", form, id="sheet", aria_labelledby="sheet-title")


def _labelled(asking: Asking, name: str, control: Markup) -> Markup:
    label = h("label", tr(f"contacts.{name}", asking.lang), for_=f"f-{name}")
    return h("div.field", label, control, h("p.hint", tr(f"contacts.{name}_hint", asking.lang), id=f"h-{name}"))


def _faces(asking: Asking) -> Markup:
    faces = [
        h(
            "label.face",
            h("input.vh", type="radio", name="mood", value=score),
            h(f"span.sign.mood{score + 2}", sign(icon)),
            h("small", tr(f"contacts.mood_{score}", asking.lang)),
        )
        for score, icon in FACES
    ]
    return h("fieldset.faces", h("legend", tr("contacts.mood", asking.lang)), h("div.row-of-faces", *faces))


def _recent(asking: Asking) -> Markup:
    nothing = h("p.soft.nothing", tr("contacts.nothing", asking.lang))
    return h("section.recent", h("h2", tr("contacts.recent", asking.lang)), nothing, h("ol.plain", id="recent"))
