"""How a letter looks: plain text first, the same as simple HTML, in the language of whoever gets it."""

from collections.abc import Sequence
from typing import NamedTuple

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.mail import Kind, Letter

_STYLE = Markup(
    "body{margin:0;background:#faf8f4;color:#20242e;font:16px/1.6 'Be Vietnam Pro',-apple-system,'Segoe UI',Roboto,"
    "Arial,sans-serif}"
    ".sheet{max-width:600px;margin:0 auto;padding:32px 20px}"
    ".mark{font-weight:600;color:#c8452d;margin:0 0 16px;letter-spacing:.01em}"
    ".card{background:#fff;border:1px solid #e8e3d9;border-radius:12px;padding:28px 28px 24px}"
    "h1{font-size:22px;line-height:1.35;margin:0 0 12px;font-weight:600}"
    "p{margin:0 0 14px}"
    "table{border-collapse:collapse;width:100%;margin:4px 0 18px}"
    "th,td{text-align:left;vertical-align:top;padding:10px 0;border-top:1px solid #efebe2;font-weight:400}"
    "td{padding-left:16px}"
    ".small{font-size:14px;color:#626773}"
    ".num{font-weight:600;white-space:nowrap}"
    ".go{display:inline-block;background:#c8452d;color:#fff;text-decoration:none;border-radius:8px;padding:11px 20px;"
    "font-weight:600}"
    ".foot{font-size:13px;color:#626773;padding:18px 4px 0}"
    ".foot a{color:#626773}"
    "@media(prefers-color-scheme:dark){body{background:#16181d;color:#ececea}.card{background:#1e2127;"
    "border-color:#32363f}th,td{border-color:#32363f}.small,.foot,.foot a{color:#a5a9b3}.mark{color:#ee7a63}}"
)


class Fact(NamedTuple):
    """One line of a letter's list: what it is about, what is to be said of it, and further words, smaller."""

    about: str
    said: str
    more: str = ""


class Words(NamedTuple):
    """What a letter says: a headline, sentences, a list, and where to go (words and address)."""

    subject: str
    headline: str
    sentences: Sequence[str]
    facts: Sequence[Fact]
    go: tuple[str, str]
    why: str


def letter_of(
    words: Words,
    *,
    id: str,
    workspace: str,
    kind: Kind,
    to: str,
    lang: Lang,
    stop: str,
    stop_at: str,
    now: int,
    due: int,
) -> Letter:
    """Return the letter that says some words; `stop_at` is where its receiver chooses which further ones they get."""
    return Letter(
        id=id, workspace=workspace, kind=kind, to=to, lang=lang, subject=words.subject, stop=stop, created_at=now,
        due_at=due, text=_text(words, lang, stop_at), html=_html(words, lang, stop_at),
    )  # fmt: skip


def _text(words: Words, lang: Lang, stop_at: str) -> str:
    facts = [f"• {fact.about}\n  {fact.said}" + (f"\n  {fact.more}" if fact.more else "") for fact in words.facts]
    parts = [words.headline, *words.sentences, *(["\n".join(facts)] if facts else []), f"{words.go[0]}:\n{words.go[1]}"]
    foot = f"--\n{words.why}\n{tr('mail.choose', lang)}: {stop_at}"
    return "\n\n".join([*parts, foot]) + "\n"


def _html(words: Words, lang: Lang, stop_at: str) -> str:
    rows = [
        h("tr", h("th", fact.about, scope="row"),
          h("td", h("span.num", fact.said), h("div.small", fact.more) if fact.more else None))
        for fact in words.facts
    ]  # fmt: skip
    card = h(
        "div.card",
        h("h1", words.headline),
        [h("p", sentence) for sentence in words.sentences],
        h("table", rows) if rows else None,
        h("p", h("a.go", words.go[0], href=words.go[1])),
    )
    foot = h("p.foot", words.why, " ", h("a", tr("mail.choose", lang), href=stop_at), ".")
    metas = {"viewport": "width=device-width", "color-scheme": "light dark"}
    named = [h("meta", name=name, content=content) for name, content in metas.items()]
    head = h("head", h("meta", charset="utf-8"), named, h("title", words.subject), h("style", _STYLE))
    sheet = h("div.sheet", h("p.mark", "Hanhtrinh"), card, foot)
    return f"<!doctype html>\n{h('html', head, h('body', sheet), lang=lang)}\n"
