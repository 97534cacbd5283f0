"""What proves a site's visitors: the identity secret of each write key, made, renewed and ended."""

from collections.abc import Mapping, Sequence

from hanhtrinh.app.proving import OVERLAP_DAYS
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.proofs import IdentitySecret
from hanhtrinh.ports.sources import Key
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import ask_first, badge, box, data_table


def proof_box(
    asking: Asking, space: Space, keys: Sequence[Key], names: Mapping[str, str], secrets: Sequence[IdentitySecret],
    zone: str,
) -> Markup | None:  # fmt: skip
    """Return the write keys in use with their identity secrets; nothing where there is no key."""
    live = [key for key in keys if key.revoked_at is None]
    if not live:
        return None
    lang = asking.lang
    heads = [tr(f"sources_page.{name}", lang) for name in ("source", "key", "proof")]
    rows: list[list[Child]] = [
        [names.get(key.source or "", key.name), h("code", key.shown),
         _state(asking, space, key, [one for one in secrets if one.key == key.id], zone)]
        for key in live
    ]  # fmt: skip
    title = tr("sources_page.proof_title", lang)
    return box(title, data_table(heads, rows, caption=title), lead=tr("sources_page.proof_lead", lang))


def _state(asking: Asking, space: Space, key: Key, secrets: Sequence[IdentitySecret], zone: str) -> Markup:
    lang, words = asking.lang, Words(asking.lang, zone)
    newest = next((one for one in reversed(secrets) if one.ends_at is None), None)
    before = max((one.ends_at for one in secrets if one.ends_at is not None), default=None)
    since = words.moment(newest.created_at) if newest else ""
    told = [badge(tr("sources_page.proof_since", lang, since=since), "good") if newest
            else badge(tr("sources_page.proof_none", lang))]  # fmt: skip
    if before is not None:
        told.append(h("small", tr("sources_page.proof_before", lang, until=words.moment(before))))
    parts = [*told, _make(asking, space, key, renew=newest is not None)]
    if before is not None:
        parts.append(_end(asking, space, key))
    return h("div.key-state", parts)


def _make(asking: Asking, space: Space, key: Key, *, renew: bool) -> Markup:
    lang, what = asking.lang, "renew" if renew else "make"
    question = tr(f"sources_page.proof_{what}_ask", lang, **({"days": OVERLAP_DAYS} if renew else {}))
    return ask_first(asking, f"/w/{space.slug}/sources/keys/{key.id}/proof", tr(f"sources_page.proof_{what}", lang),
                     question, id=f"p-{key.id}", shut=tr("sources_page.keep", lang))  # fmt: skip


def _end(asking: Asking, space: Space, key: Key) -> Markup:
    lang = asking.lang
    return ask_first(asking, f"/w/{space.slug}/sources/keys/{key.id}/proof/end", tr("sources_page.proof_end", lang),
                     tr("sources_page.proof_end_ask", lang), id=f"e-{key.id}",
                     shut=tr("sources_page.keep", lang))  # fmt: skip
