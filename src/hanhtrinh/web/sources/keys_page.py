"""Keys: write keys as they are, secret keys shown once."""

from collections.abc import Mapping, Sequence

from hanhtrinh.app.sources import MOST_NAME, SCOPES
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.proofs import IdentitySecret
from hanhtrinh.ports.sources import Key, Source
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import (
    ask_first,
    badge,
    box,
    button,
    data_table,
    field,
    form,
    head,
    notice,
    select,
    tick,
)
from hanhtrinh.web.sources.proof_box import proof_box


def keys_page(
    asking: Asking,
    space: Space,
    keys: Sequence[Key],
    sources: Sequence[Source],
    zone: str,
    secrets: Sequence[IdentitySecret] = (),
    made: str = "",
    wrong: str = "",
    use: str = "secret_use",
) -> Markup:
    """Return all keys and the forms for new ones; `made` is a secret that is shown this once, `use` what it is for."""
    lang = asking.lang
    back = f"/w/{space.slug}/sources", tr("sources_page.back", lang)
    names = {source.key: source.name for source in sources}
    newest = sorted(keys, key=lambda key: (key.revoked_at is not None, -key.created_at))
    return h(
        "div.stack",
        head(tr("sources_page.keys_title", lang), tr("sources_page.keys_lead", lang), back=back),
        _made(asking, made, use) if made else None,
        notice(wrong, "bad") if wrong else None,
        _secret(asking, space, [key for key in newest if key.kind == "secret"], zone),
        _write(asking, space, [key for key in newest if key.kind == "write"], sources, names, zone),
        proof_box(asking, space, [key for key in newest if key.kind == "write"], names, secrets, zone),
    )


def _made(asking: Asking, made: str, use: str) -> Markup:
    lang = asking.lang
    shown = h("input.in", value=made, readonly=True, id="made-key", aria_label=tr("sources_page.secret_keys", lang))
    copy = button(tr("sources_page.copy", lang), type="button", icon="clipboard-check", data_copy="made-key",
                  data_copied=tr("sources_page.copied", lang))  # fmt: skip
    once = tr(f"sources_page.{use.removesuffix('_use')}_once", lang)
    words = h("div.stack", h("b", once), h("div.secret", shown, copy),
              h("small", tr(f"sources_page.{use}", lang)))  # fmt: skip
    return notice(words, "good")


def _secret(asking: Asking, space: Space, keys: Sequence[Key], zone: str) -> Markup:
    lang = asking.lang
    heads = [tr(f"sources_page.{name}", lang) for name in ("name", "key", "scopes", "made", "state")]
    rows = [
        [key.name, h("code", f"{key.shown}…"), _scopes(asking, key), Words(lang, zone).moment(key.created_at),
         _state(asking, space, key)]
        for key in keys
    ]  # fmt: skip
    title = tr("sources_page.secret_keys", lang)
    nothing = h("p.soft", tr("sources_page.no_secret", lang))
    table = data_table(heads, rows, caption=title) if rows else nothing
    ticks = [tick(tr(f"sources_page.scope_{scope}", lang), "scope", value=scope) for scope in SCOPES]
    scopes = h("fieldset.scopes", h("legend", tr("sources_page.scopes_legend", lang)), *ticks)
    name = field(tr("sources_page.name", lang), "name", required=True, maxlength=MOST_NAME)
    press = h("div.actions", button(tr("sources_page.make_key", lang), icon="lock"))
    new = form(asking, f"/w/{space.slug}/sources/keys", name, scopes, press, kind="fields")
    opened = h("details.new", h("summary.btn.plain", tr("sources_page.new_secret", lang)), new)
    return box(title, table, opened)


def _write(
    asking: Asking, space: Space, keys: Sequence[Key], sources: Sequence[Source], names: Mapping[str, str], zone: str
) -> Markup:
    lang = asking.lang
    heads = [tr(f"sources_page.{name}", lang) for name in ("source", "key", "made", "state")]
    rows: list[list[Child]] = [
        [names.get(key.source or "", key.name), h("code", key.shown), Words(lang, zone).moment(key.created_at),
         _state(asking, space, key)]
        for key in keys
    ]  # fmt: skip
    title = tr("sources_page.write_keys", lang)
    options = [(source.key, source.name) for source in sources]
    chosen = select(tr("sources_page.source", lang), "source", options)
    new = form(asking, f"/w/{space.slug}/sources/keys/write", chosen, button(tr("sources_page.new_write", lang),
               kind="plain"), kind="inline")  # fmt: skip
    return box(title, data_table(heads, rows, caption=title), new if options else None)


def _scopes(asking: Asking, key: Key) -> str:
    return ", ".join(tr(f"sources_page.scope_{scope}", asking.lang) for scope in SCOPES if scope in key.scopes)


def _state(asking: Asking, space: Space, key: Key) -> Markup:
    lang = asking.lang
    if key.revoked_at is not None:
        return badge(tr("sources_page.revoked", lang))
    action = f"/w/{space.slug}/sources/keys/{key.id}/revoke"
    question, shut = tr("sources_page.revoke_ask", lang), tr("sources_page.keep", lang)
    revoke = ask_first(asking, action, tr("sources_page.revoke", lang), question, id=f"r-{key.id}", shut=shut)
    return h("div.key-state", badge(tr("sources_page.in_use", lang), "good"), revoke)
