"""The first page of taking in: what it is that comes in, the ways it may come, and what is set up already."""

from collections.abc import Sequence

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.sources import Source
from hanhtrinh.ports.taking_in import Mailbox, SaidHook
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, box, button, data_table, field, form, head, link_button, sign
from hanhtrinh.web.taking_in.shown import base

KINDS = (("review", "star"), ("ticket", "ticket"), ("chat", "message-circle"), ("call", "phone"), ("email", "mail"),
         ("mention", "megaphone"), ("answers", "file-text"))  # fmt: skip


def overview(
    asking: Asking, space: Space, hooks: Sequence[SaidHook], mailboxes: Sequence[Mailbox], sources: Sequence[Source],
    zone: str, wrong: str = "",
) -> Markup:  # fmt: skip
    """Return the page."""
    lang = asking.lang
    up = f"/w/{space.slug}/voice/responses", tr("taking_in.back", lang)
    return h(
        "div.taking-in",
        head(tr("taking_in.title", lang), tr("taking_in.lead", lang), back=up),
        box(tr("taking_in.what", lang), h("ul.taking-kinds", [_kind(space, lang, *one) for one in KINDS])),
        h("div.taking-two", _hooks(asking, space, hooks, sources, wrong), _mailboxes(asking, space, mailboxes, zone)),
        h("div.taking-two", _surveys(space, lang), _out(space, lang)),
    )


def _kind(space: Space, lang: Lang, kind: str, icon: str) -> Markup:
    words = h("span", h("b", tr(f"taking_in.kind_{kind}", lang)), h("small", tr(f"taking_in.kind_{kind}_hint", lang)))
    return h("li", h("a.taking-kind", sign(icon), words, href=f"{base(space)}/file?kind={kind}"))


def _hooks(asking: Asking, space: Space, hooks: Sequence[SaidHook], sources: Sequence[Source], wrong: str) -> Markup:
    lang = asking.lang
    names = {source.key: source.name for source in sources}
    rows = [
        [
            h("a", names.get(hook.source, hook.source), href=f"{base(space)}/hooks/{hook.source}"),
            tr(f"taking_in.tool_{hook.shape}", lang),
            badge(tr("taking_in.signed" if hook.signing != "none" else "taking_in.unsigned_short", lang),
                  "good" if hook.signing != "none" else "middling"),
        ]
        for hook in hooks
    ]  # fmt: skip
    heads = [tr(f"taking_in.{name}", lang) for name in ("source", "tool", "proof")]
    table = data_table(heads, rows, caption=tr("taking_in.hooks", lang)) if rows else None
    name = field(tr("taking_in.hook_name", lang), "name", maxlength=80, required=True, error=wrong or None)
    new = form(
        asking, f"{base(space)}/hooks", name, h("div.actions", button(tr("taking_in.hook_new", lang), kind="plain"))
    )
    return box(tr("taking_in.hooks", lang), table, new, lead=tr("taking_in.hooks_lead", lang))


def _mailboxes(asking: Asking, space: Space, mailboxes: Sequence[Mailbox], zone: str) -> Markup:
    lang = asking.lang
    rows = [
        [
            h("a", one.user, href=f"{base(space)}/mailboxes/{one.id}"),
            Words(lang, zone).moment(one.looked_at) if one.looked_at else "–",
            Words(lang).number(one.taken),
            _state(one, lang),
        ]
        for one in mailboxes
    ]
    heads = [tr(f"taking_in.{name}", lang) for name in ("mailbox", "looked_at", "taken", "state")]
    table = data_table(heads, rows, caption=tr("taking_in.mailboxes", lang)) if rows else None
    new = link_button(tr("taking_in.mailbox_new", lang), f"{base(space)}/mailboxes/new", icon="mail")
    return box(tr("taking_in.mailboxes", lang), table, h("div.actions", new), lead=tr("taking_in.mailboxes_lead", lang))


def _state(mailbox: Mailbox, lang: Lang) -> Markup:
    if not mailbox.active:
        return badge(tr("taking_in.paused", lang))
    if mailbox.trouble:
        return badge(tr("taking_in.trouble", lang), "bad")
    return badge(
        tr("taking_in.reads" if mailbox.looked_at else "taking_in.waits", lang),
        "good" if mailbox.looked_at else "accent",
    )


def _surveys(space: Space, lang: Lang) -> Markup:
    link = link_button(tr("taking_in.survey_new", lang), f"{base(space)}/surveys", icon="file-text")
    return box(tr("taking_in.surveys", lang), h("div.actions", link), lead=tr("taking_in.surveys_lead", lang))


def _out(space: Space, lang: Lang) -> Markup:
    links = [
        link_button(tr(f"taking_in.out_{form_}", lang), f"{base(space)}/out/said.{form_}", icon="file-text")
        for form_ in ("csv", "xlsx", "sav")
    ]
    return box(tr("taking_in.out", lang), h("div.actions", links), lead=tr("taking_in.out_lead", lang))
