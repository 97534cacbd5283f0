"""The builder's page: what is asked on the left, how it looks on the right, what opening it would change above."""

from collections.abc import Sequence

from hanhtrinh.app.surveys.publishing import Changes
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say
from hanhtrinh.ports.surveys import Kept, Opened
from hanhtrinh.values import Finding
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import ask_first, button, form, link_button, notice, popover, sign, tick
from hanhtrinh.web.surveys.bank_panel import bank_sheet
from hanhtrinh.web.surveys.beside import Beside
from hanhtrinh.web.surveys.editor import editor
from hanhtrinh.web.surveys.findings import all_findings, what_forbids
from hanhtrinh.web.surveys.on_map import map_choice
from hanhtrinh.web.surveys.preview import stage
from hanhtrinh.web.surveys.words import short, state_badge, ts


def builder(
    asking: Asking,
    home: str,
    kept: Kept,
    found: Sequence[Finding],
    changes: Changes,
    opened: Sequence[Opened],
    beside: Beside,
) -> tuple[Markup, ...]:
    """Return the builder's page; `home` is the survey's address."""
    lang = asking.lang
    words = {name: ts(lang, f"js_{name}") for name in _WORDS}
    checks = all_findings(kept, found, lang, same=changes.same)
    left = h("div.sb-left", _bar(lang), checks, editor(kept.draft, lang, found, beside))
    root = h(
        "div.sb",
        left,
        stage(kept.draft, lang, home),
        id="sb",
        data_sb_home=home,
        data_sb_stamp=kept.stamp,
        data_sb_token=asking.csrf,
        **{f"data_sb_say_{name}": text for name, text in words.items()},
    )
    return (
        head(asking, home, kept, changes, opened, beside, found),
        h("noscript", notice(ts(lang, "needs_script"), "bad")),
        root,
        bank_sheet(lang),
    )


_WORDS = ("saving", "saved", "failed", "undone", "removed", "mine", "theirs", "others", "nothing_to_undo")


def _bar(lang: Lang) -> Markup:
    undo = h(
        "button.btn.quiet.small",
        sign("undo-2"),
        h("span", ts(lang, "undo")),
        type="button",
        data_sb_undo=True,
        disabled=True,
    )
    state = h("p.sb-state", sign("cloud"), h("span", ts(lang, "js_saved")), data_sb_state=True, role="status")
    clash = h("div.sb-clash", hidden=True, data_sb_clash=True, role="alert")
    every = h(
        "button.btn.quiet.small", sign("chevron-down"), h("span", ts(lang, "open_all")), type="button", data_sb_all=True
    )
    return h("div.sb-bar", state, every, undo, clash)


def head(
    asking: Asking, home: str, kept: Kept, changes: Changes, opened: Sequence[Opened], beside: Beside,
    found: Sequence[Finding],
) -> Markup:  # fmt: skip
    """Return the head: the name, the state, what can be done with the survey."""
    lang = asking.lang
    version = ts(lang, "version_n", n=kept.version) if kept.version else ts(lang, "never_opened")
    ahead = h("span.badge.middling", ts(lang, "draft_ahead")) if kept.version and not changes.same else None
    title = h("h1", say(kept.draft.name, lang) or kept.key)
    up = h("a.up", sign("arrow-left"), ts(lang, "all_surveys"), href=home.rsplit("/", 1)[0])
    line = h("p.sb-head-line", state_badge(kept.state, lang), h("span", version), ahead)
    actions = h(
        "div.actions",
        _results(asking, home, kept),
        _state(asking, home, kept),
        _menu(asking, home, kept, opened, beside.zone),
        _hand_out(asking, home, kept, changes),
        publish_button(asking, home, kept, changes, beside, found) if not kept.version or not changes.same else None,
    )
    return h("header.head.sb-head", h("div", up, title, line), actions, id="sb-head")


def _results(asking: Asking, home: str, kept: Kept) -> Markup | None:
    return link_button(ts(asking.lang, "results"), f"{home}/results", icon="chart-line") if kept.version else None


def _hand_out(asking: Asking, home: str, kept: Kept, changes: Changes) -> Markup | None:
    """Return the way to the link, the code and the kiosk: what comes next once the draft is open as it is."""
    kind = "main" if changes.same and kept.state == "open" else "plain"
    label, address = ts(asking.lang, "hand_out"), f"{home}/share"
    return link_button(label, address, kind=kind, icon="share-2") if kept.version else None


def _state(asking: Asking, home: str, kept: Kept) -> Markup | None:
    """Return the one change of state that is likely: pause what is open, open again what is not."""
    if not kept.version:
        return None
    to, words, icon = ("paused", "pause", "hourglass") if kept.state == "open" else ("open", "reopen", "play")
    hidden = h("input", type="hidden", name="state", value=to)
    return form(asking, f"{home}/state", hidden, button(ts(asking.lang, words), kind="plain", icon=icon))


def publish_button(
    asking: Asking, home: str, kept: Kept, changes: Changes, beside: Beside, found: Sequence[Finding]
) -> Markup:
    """Return the button that opens the draft, with what that changes; or with what is to be mended before."""
    lang, label = asking.lang, (sign("rocket"), h("span", ts(asking.lang, "publish_open")))
    if forbidden := what_forbids(kept.draft, found, lang):
        return popover("sb-publish", label, forbidden, lang=lang, kind="main", title=ts(lang, "publish_wrong"))
    return popover("sb-publish", label, _opening(asking, home, kept, changes, beside), lang=lang, kind="main",
                   title=ts(lang, "publish_title", n=changes.version))  # fmt: skip


def _opening(asking: Asking, home: str, kept: Kept, changes: Changes, beside: Beside) -> Markup:
    lang = asking.lang
    label = ts(lang, "publish" if not kept.version else "publish_again", n=changes.version)
    return form(
        asking,
        f"{home}/publish",
        h("input", type="hidden", name="stamp", value=kept.stamp, data_sb_stamped=True),
        _changes(lang, kept, changes),
        map_choice(lang, kept.draft, beside.bound),
        button(label, icon="rocket"),
    )


def _changes(lang: Lang, kept: Kept, changes: Changes) -> Markup:
    if changes.same:
        return h("p", ts(lang, "publish_same", n=changes.version))
    names = {one.key: short(one.text, lang, 60) or one.key for one in kept.draft.questions}
    lines = []
    if kept.version:
        for name, keys in (("added", changes.added), ("gone", changes.gone), ("changed", changes.changed)):
            lines += [h("li", ts(lang, f"publish_{name}", name=names.get(key, key))) for key in keys]
    else:
        lines.append(h("li", ts(lang, "publish_first", n=len(kept.draft.questions))))
    series = [
        tick(
            ts(lang, "publish_keep", name=names.get(one.question, one.question)),
            "keep",
            value=one.question,
            hint=ts(lang, "publish_keep_hint", n=one.anew),
        )
        if one.what == "words"
        else h(
            "p.sb-series",
            sign("layers"),
            h("span", ts(lang, "publish_scale", name=names.get(one.question, ""), n=one.anew)),
        )
        for one in changes.series
    ]
    return h("div.sb-changes", h("ul", lines), *series, h("p.hint", ts(lang, "publish_hint")))


def _menu(asking: Asking, home: str, kept: Kept, opened: Sequence[Opened], zone: str) -> Markup:
    lang = asking.lang
    close = None
    if kept.version and kept.state != "closed":
        hidden = h("input", type="hidden", name="state", value="closed")
        close = form(asking, f"{home}/state", hidden, button(ts(lang, "close"), kind="quiet", icon="lock"))
    versions = [
        h(
            "li",
            h("a", ts(lang, "version_n", n=one.number), href=f"{home}/file?version={one.number}", download=True),
            " ",
            h("span.hint", Words(lang, zone).moment(one.at)),
        )
        for one in opened[:20]
    ]
    gone = ask_first(
        asking,
        f"{home}/remove",
        ts(lang, "remove_survey"),
        ts(lang, "remove_question"),
        id="sb-remove",
        shut=ts(lang, "keep"),
    )
    return popover(
        "sb-menu",
        (sign("ellipsis"), h("span.vh", ts(lang, "menu"))),
        h(
            "div.sb-menu",
            form(asking, f"{home}/copy", button(ts(lang, "copy_survey"), kind="quiet", icon="copy")),
            link_button(ts(lang, "export"), f"{home}/file", kind="quiet", icon="send", download=True),
            close,
            gone,
        ),
        h("div.sb-versions", h("h3", ts(lang, "versions")), h("ul", versions)) if versions else h("span"),
        lang=lang,
        title=ts(lang, "menu"),
    )
