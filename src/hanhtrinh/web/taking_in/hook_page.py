"""The page of a hook: its address, the tool that sends, how it proves itself, where things stand in what it sends."""

from hanhtrinh.app.taking_in.desk import TOOLS
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.ports.taking_in import SIGNINGS, SaidHook
from hanhtrinh.voice.elsewhere.generic import FIELDS
from hanhtrinh.voice.elsewhere.model import KINDS, SCALES
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import (
    Option,
    area,
    ask_first,
    box,
    button,
    field,
    form,
    head,
    link_button,
    notice,
    select,
)
from hanhtrinh.web.taking_in.shown import base


def hook_page(
    asking: Asking, space: Space, source: Source, hook: SaidHook, key: Key | None, address: str,
    points: list[Option], wrong: str = "", words: str | None = None,
) -> Markup:  # fmt: skip
    """Return the page; `words` are scores in words as somebody wrote them (None: those of the hook)."""
    lang = asking.lang
    up = base(space), tr("taking_in.title", lang)
    live = link_button(tr("taking_in.live", lang), f"/w/{space.slug}/sources/{source.key}/live", icon="eye")
    return h(
        "div.taking-in", head(source.name, tr("taking_in.hook_lead", lang), live, back=up),
        notice(wrong, "bad") if wrong else None,
        _address(source, key, address, lang), _settings(asking, space, source, hook, points, words),
        ask_first(asking, f"{base(space)}/hooks/{source.key}/remove", tr("taking_in.hook_remove", lang),
                  tr("taking_in.hook_remove_ask", lang), id="hook-remove", shut=tr("taking_in.shut", lang)),
    )  # fmt: skip


def _address(source: Source, key: Key | None, address: str, lang: Lang) -> Markup:
    plain = f"{address}/v1/said/{source.key}"
    if key is None:
        return box(tr("taking_in.address", lang), notice(tr("taking_in.no_key", lang), "bad"))
    return box(
        tr("taking_in.address", lang), h("p", tr("taking_in.address_header", lang)), h("pre.taking-code", plain),
        h("pre.taking-code", f"Authorization: Bearer {key.shown}"),
        h("p", tr("taking_in.address_query", lang)), h("pre.taking-code", f"{plain}?key={key.shown}"),
    )  # fmt: skip


def _settings(
    asking: Asking, space: Space, source: Source, hook: SaidHook, points: list[Option], words: str | None
) -> Markup:
    lang = asking.lang
    tools = [(tool, tr(f"taking_in.tool_{tool}", lang)) for tool in TOOLS]
    signings = [(one, tr(f"taking_in.signing_{one}", lang)) for one in SIGNINGS]
    secret = field(
        tr("taking_in.secret", lang), "secret", type="password", autocomplete="off", maxlength=300,
        hint=tr("taking_in.secret_kept" if hook.secret else "taking_in.secret_hint", lang),
    )  # fmt: skip
    return box(
        tr("taking_in.hook_settings", lang),
        form(
            asking, f"{base(space)}/hooks/{source.key}",
            h("div.taking-grid", select(tr("taking_in.tool", lang), "shape", tools, hook.shape),
              select(tr("taking_in.proof", lang), "signing", signings, hook.signing), secret,
              select(tr("taking_in.held_asked_at", lang), "asked_at", points, hook.asked_at)),
            _fields(hook, lang, words), h("div.actions", button(tr("taking_in.save", lang))), kind="taking-hook",
        ),
    )  # fmt: skip


def _fields(hook: SaidHook, lang: Lang, given: str | None) -> Markup:
    fields = hook.fields
    kinds = [(kind, tr(f"taking_in.kind_{kind}", lang)) for kind in KINDS]
    scales = [("", "–"), *((one, tr(f"taking_in.scale_{one.replace('-', '_')}", lang)) for one in SCALES)]
    paths = [
        field(tr(f"taking_in.held_{name}", lang), f"at_{name}", getattr(fields, name), maxlength=200,
              placeholder="data.review.text" if name == "text" else None, spellcheck="false")
        for name in ("items", *FIELDS)
    ]  # fmt: skip
    kept = "\n".join(f"{word} = {score:g}" for word, score in fields.words.items())
    words = kept if given is None else given
    spoken = area(tr("taking_in.words", lang), "words", words, rows=3, hint=tr("taking_in.words_hint", lang))
    return h(
        "fieldset.taking-paths",
        h("legend", tr("taking_in.paths", lang)),
        h("p.hint", tr("taking_in.paths_hint", lang)),
        h(
            "div.taking-grid",
            select(tr("taking_in.held_kind", lang), "kind", kinds, fields.kind),
            select(tr("taking_in.held_scale", lang), "scale", scales, fields.scale),
            *paths,
        ),
        spoken,
    )
