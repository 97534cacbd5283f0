"""The page on which a survey is handed out: link, QR code, paper, kiosk, the letter that asks."""

from typing import NamedTuple

from hanhtrinh.app.answering.letter import Letter
from hanhtrinh.app.answering.sharing import Handed
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import ask_first, box, button, empty, form, head, link_button, notice, sign
from hanhtrinh.web.sharing.qr import qr_code


class Handing(NamedTuple):
    """What the page shows: `link` the whole address, `shown` as one types it, `token` a kiosk's that was just made."""

    found: Handed
    base: str
    link: str
    shown: str
    kiosk: str
    letter: Letter | None


def share_content(asking: Asking, handing: Handing) -> tuple[Markup, ...]:
    """Return the page's content."""
    lang, found = asking.lang, handing.found
    top = head(_tr("title", lang, name=say(found.kept.draft.name, lang)), _tr("lead", lang),
               back=(handing.base.removesuffix("/share"), say(found.kept.draft.name, lang)))  # fmt: skip
    if found.survey is None or found.link is None:
        none = empty("link", _tr("not_open", lang), _tr("not_open_text", lang))
        return top, none
    state = None if found.kept.state == "open" else notice(_tr(f"state_{found.kept.state}", lang), "middling")
    parts = h("div.svs-columns", _link(asking, handing), _code(asking, handing), _kiosk(asking, handing),
              _letter(asking, handing))  # fmt: skip
    return (top, state, parts) if state else (top, parts)


def _tr(key: str, lang: Lang, **params: object) -> str:
    return tr(f"survey_share.{key}", lang, **params)


def _link(asking: Asking, handing: Handing) -> Markup:
    lang = asking.lang
    address = h("code.svs-address", handing.link, id="svs-link")
    look = link_button(_tr("look", lang), handing.link, icon="external-link", target="_blank", rel="noopener")
    actions = h("div.actions", _copy("svs-link", lang), look)
    anew = ask_first(asking, f"{handing.base}/link", _tr("renew", lang), _tr("renew_ask", lang), id="svs-renew",
                     shut=_tr("keep", lang))  # fmt: skip
    name = say(handing.found.kept.draft.name, lang)
    frame = str(h("iframe", src=handing.link, title=name, width="100%", height=640))
    embed = h("details.svs-more", h("summary", sign("chevron-down"), _tr("embed", lang)),
              h("p.small", _tr("embed_text", lang)), h("pre.snippet", frame, id="svs-embed", tabindex=0),
              _copy("svs-embed", lang))  # fmt: skip
    return box(_tr("link", lang), h("div.command", address), actions, embed, anew, lead=_tr("link_lead", lang))


def _copy(id: str, lang: Lang) -> Markup:
    return h("button.btn.main.js", sign("copy"), h("span", _tr("copy", lang)), type="button", data_copy=id,
             data_copied=_tr("copied", lang))  # fmt: skip


def _code(asking: Asking, handing: Handing) -> Markup:
    lang, base = asking.lang, handing.base
    label = tr("answering.qr_alt", lang, address=handing.shown)
    files = [
        link_button(_tr(f"file_{name}", lang), f"{base}/{file}", icon=icon, download=True)
        for name, file, icon in (
            ("poster", "poster.pdf", "printer"), ("stickers", "stickers.pdf", "grid-3x3"),
            ("svg", "qr.svg", "image"), ("png", "qr.png", "image"),
        )
    ]  # fmt: skip
    figure = h("figure.qr-box", qr_code(f"{handing.link}?via=qr", label), h("figcaption", handing.shown))
    return box(_tr("code", lang), h("div.svs-two", figure, h("div.svs-files", files)), lead=_tr("code_lead", lang))


def _kiosk(asking: Asking, handing: Handing) -> Markup:
    lang, base = asking.lang, handing.base
    parts: list[Markup] = []
    if handing.kiosk:
        parts += [
            h("p", _tr("kiosk_once", lang)),
            h("div.command", h("code.svs-address", handing.kiosk, id="svs-kiosk")),
            h("div.svs-two", h("figure.qr-box", qr_code(handing.kiosk, _tr("kiosk_code", lang)),
                               h("figcaption", _tr("kiosk_code", lang))), _copy("svs-kiosk", lang)),
        ]  # fmt: skip
    elif handing.found.kiosk:
        parts.append(h("p", sign("circle-check"), " ", _tr("kiosk_there", lang)))
    if handing.found.kiosk:
        shut = _tr("keep", lang)
        parts.append(h("div.actions", ask_first(asking, f"{base}/kiosk", _tr("kiosk_anew", lang),
                                                _tr("kiosk_anew_ask", lang), id="svs-anew", shut=shut),
                       ask_first(asking, f"{base}/kiosk/end", _tr("kiosk_end", lang), _tr("kiosk_end_ask", lang),
                                 id="svs-end", shut=shut)))  # fmt: skip
    else:
        parts.append(form(asking, f"{base}/kiosk", button(_tr("kiosk_make", lang), icon="tablet", kind="plain")))
    return box(_tr("kiosk", lang), *parts, lead=_tr("kiosk_lead", lang))


def _letter(asking: Asking, handing: Handing) -> Markup:
    lang, letter = asking.lang, handing.letter
    if letter is None:
        return box(_tr("letter", lang), lead=_tr("letter_none", lang))
    survey = handing.found.survey
    tongues = survey.languages if survey else ()
    names = {"vi": "Tiếng Việt", "en": "English"}
    looks = [
        link_button(_tr("letter_look", lang, tongue=names[one]), f"{handing.base}/letter?lang={one}", icon="mail",
                    target="_blank", rel="noopener")
        for one in tongues
    ]  # fmt: skip
    text = h("details.svs-more", h("summary", sign("chevron-down"), _tr("letter_text", lang)),
             h("pre.snippet", letter.text, tabindex=0))  # fmt: skip
    subject = h("p", h("b", _tr("letter_subject", lang)), " ", letter.subject)
    return box(_tr("letter", lang), subject, h("div.actions", looks), text, lead=_tr("letter_lead", lang))
