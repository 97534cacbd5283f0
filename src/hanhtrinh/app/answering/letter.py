"""The letter that asks: its first question inside, each answer a link to the page with that answer chosen already.

Nothing is answered by opening a link: the page has a button for it. The links carry a token and, in the place of the
score, a mark that only who holds the token can read (`doors.mark_of`): nothing about the person, and not the answer.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from hanhtrinh.app.answering.doors import mark_of
from hanhtrinh.draw.contrast import fitting
from hanhtrinh.draw.markup import Attribute, Markup, h
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.voice.surveys.answers import scale_of
from hanhtrinh.voice.surveys.logic import shown_on
from hanhtrinh.voice.surveys.model import SCORED, Question, Survey
from hanhtrinh.voice.surveys.piping import piped

_FACES = {1: "😠", 2: "🙁", 3: "😐", 4: "🙂", 5: "😀"}
_MOST_BUTTONS = 11
_LONGEST_TRAIT = 60
LOOK = (
    ":root{color-scheme:light dark;supported-color-schemes:light dark}"
    ".sv-card{max-width:560px;border-radius:14px}.sv-card p{line-height:1.5}"
    ".sv-scale{table-layout:fixed;width:100%;max-width:420px}.sv-cell,.sv-go{border-radius:8px}"
    ".sv-cell a,.sv-go a{display:block;text-decoration:none}"
    ".sv-cell{width:auto}.sv-cell a{line-height:44px}.sv-face a{line-height:1.3;padding:9px 0}"
    "@media(prefers-color-scheme:dark){"
    ".sv-page{background:#16181d!important}.sv-card{background:#1e2127!important}.sv-cell{background:#2f343d!important}"
    ".sv-card p,.sv-card b,.sv-card font,.sv-card a{color:#ececea!important}.sv-card .sv-go *{color:#fff!important}"
    ".sv-card hr{border:0;height:1px;background:#3a3f49}.sv-card .sv-soft,.sv-card .sv-soft *{color:#b1b5be!important}}"
)
"""How mail programs that read style sheets show a letter: large places to press, and the dark where they are dark. The
others have the attributes of its tables."""
_LEADS_AWAY = re.compile(r"[@\\]|//|[^\W_]{2}[.。．][^\W\d_]{2}|(?:\d[\s().-]*){9}")
"""Addresses, names of sites, telephone numbers: what mail programs make links of."""


class Letter(NamedTuple):
    """A letter: subject, plain text, and the same as HTML for mail programs."""

    subject: str
    text: str
    html: str


def first_question(survey: Survey) -> Question | None:
    """Return the question that can stand inside a letter: a scored one on the first page that is shown to everybody."""
    first = survey.pages[0].key if survey.pages else ""
    return next((one for one in shown_on(survey, first, {}) if one.kind in SCORED), None)


def asking_letter(
    survey: Survey, base: str, token: str, lang: Lang, *, company: str, traits: Mapping[str, object] | None = None
) -> Letter:
    """Return the letter that asks by an invitation's token; `base` is where people reach the server (`https://…`),
    `company` who asks, `traits` what the survey's words may call the person by. It holds no picture: most mail
    programs load none from elsewhere, and loading one would tell that it was opened.
    """
    lang = lang if lang in survey.languages else survey.languages[0]
    mail, address = survey.asking.by_mail, f"{base.rstrip('/')}/a/{token}"

    known = {name: value for name, value in (traits or {}).items() if is_plain(str(value))}

    def words(text: object, otherwise: str) -> str:
        return piped(text, survey, {}, lang, known) or otherwise  # type: ignore[arg-type]

    subject = words(mail.subject if mail else "", tr("answering.letter_subject", lang, company=company))
    lead = words(mail.text if mail else "", tr("answering.letter_lead", lang, company=company))
    question = first_question(survey)
    asked = words(question.text, "") if question else ""
    parts = _Parts(survey, lang, address, lead, question, asked, company, token)
    subject = " ".join(subject.split())
    return Letter(subject, _text(parts), _html(parts, subject))


def is_plain(trait: str) -> bool:
    """Tell whether a trait may stand in a letter: anybody can name themselves, and no letter of ours is to carry a
    stranger's address, site or line of advertising to a third.

    >>> is_plain("Nguyễn Thị Gấm"), is_plain("win at evil.example"), is_plain("call +84 900 111 222 333")
    (True, False, False)
    """
    return len(trait) <= _LONGEST_TRAIT and trait.isprintable() and _LEADS_AWAY.search(trait) is None


class _Parts(NamedTuple):
    survey: Survey
    lang: Lang
    address: str
    lead: str
    question: Question | None
    asked: str
    company: str
    token: str

    def choices(self) -> list[tuple[str, str, str]]:
        """Return what can be chosen: what is shown, its name, its link."""
        if self.question is None:
            return []
        low, high = scale_of(self.question)
        if high - low >= _MOST_BUTTONS:
            return []
        names = {low: self.end("low"), high: self.end("high")}
        kind, key = self.question.kind, self.question.key
        return [
            (_FACES[n] if kind == "csat" else str(n), self.name(n, names.get(n, "")),
             f"{self.address}?c={mark_of(self.token, key, n)}")
            for n in range(low, high + 1)
        ]  # fmt: skip

    def name(self, n: int, end: str) -> str:
        """Return what a score is called beside its sign."""
        if end:
            return end
        middle = self.question is not None and self.question.kind == "csat"
        return tr(f"answering.csat_{n}", self.lang) if middle else ""

    def end(self, which: str) -> str:
        """Return what an end of the scale means."""
        if self.question is None:
            return ""
        given = self.question.low_label if which == "low" else self.question.high_label
        own = piped(given, self.survey, {}, self.lang)
        ours = self.question.kind in ("nps", "csat", "ces1", "ces2")
        return own or (tr(f"answering.{self.question.kind}_{which}", self.lang) if ours else "")


def _text(parts: _Parts) -> str:
    lines = [parts.lead, ""]
    choices = parts.choices()
    if choices:
        lines += [parts.asked, tr("answering.letter_choose", parts.lang), ""]
        lines += [f"{sign}{f' ({name})' if name else ''}: {link}" for sign, name, link in choices]
    else:
        lines += [tr("answering.letter_answer", parts.lang), parts.address]
    lines += ["", tr("answering.letter_confirm", parts.lang), "", "—", _why(parts), _stop_words(parts)]
    return "\n".join(lines) + "\n"


def _why(parts: _Parts) -> str:
    return tr("answering.letter_why", parts.lang, company=parts.company)


def _stop_words(parts: _Parts) -> str:
    return f"{tr('answering.letter_stop', parts.lang)}: {parts.address}/stop"


def _html(parts: _Parts, subject: str) -> str:
    """Return the letter as mail programs take it: tables and attributes, no style sheet they could drop."""
    accent, cells = fitting(parts.survey.theme.accent, "light", 4.5), parts.choices()
    asked = _scale(parts, cells, accent) if cells else _button(parts, accent)
    stop = h("a", tr("answering.letter_stop", parts.lang), href=f"{parts.address}/stop")
    body = [
        h("p", h("b", parts.company)),
        [h("p", line) for line in parts.lead.split("\n") if line.strip()],
        asked,
        h("p.sv-soft", h("font", tr("answering.letter_confirm", parts.lang), size=2, color="#5a5f6c")),
        h("hr", width="100%", size=1, color="#e9e4da"),
        h("p.sv-soft", h("font", _why(parts), " ", stop, size=2, color="#5a5f6c")),
    ]  # fmt: skip
    whole: dict[str, Attribute] = {"role": "presentation", "width": "100%", "cellspacing": 0, "border": 0}
    inner = h("table.sv-card", h("tr", h("td", *body)), cellpadding=24, bgcolor="#ffffff", **whole)
    face = h("font", inner, face="'Be Vietnam Pro', 'Segoe UI', Roboto, Helvetica, Arial, sans-serif", color="#20242e")
    outer = h("table.sv-page", h("tr", h("td", face, align="center")), cellpadding=12, bgcolor="#faf8f4", **whole)
    head = h("head", h("meta", charset="utf-8"),
             h("meta", name="viewport", content="width=device-width, initial-scale=1"),
             h("meta", name="color-scheme", content="light dark"), h("title", subject),
             h("style", Markup(LOOK)))  # fmt: skip
    body_ = h("body.sv-page", outer, bgcolor="#faf8f4", link="#20242e", vlink="#20242e")
    return f"<!doctype html>\n{h('html', head, body_, lang=parts.lang)}\n"


def _scale(parts: _Parts, cells: list[tuple[str, str, str]], accent: str) -> Markup:
    """Return the question and a cell for every answer: rows of six at most, so that a phone shows them in full."""
    faces = parts.question is not None and parts.question.kind == "csat"
    per_row = 6 if len(cells) > 7 else len(cells)
    rows = [
        h("tr", [_cell(sign, name, link, faces) for sign, name, link in cells[at : at + per_row]])
        for at in range(0, len(cells), per_row)
    ]
    table = h("table.sv-scale", rows, role="presentation", cellpadding=0, cellspacing=4, border=0)
    ends = None
    if not faces and (parts.end("low") or parts.end("high")):
        words = f"{cells[0][0]} = {parts.end('low')} · {cells[-1][0]} = {parts.end('high')}"
        ends = h("p.sv-soft", h("font", words, size=2, color="#5a5f6c"))
    bar = h("table", h("tr", h("td", "", height=4, width=48, bgcolor=accent)), role="presentation", cellpadding=0,
            cellspacing=0, border=0)  # fmt: skip
    return Markup(bar + h("p", h("b", h("font", parts.asked, size=4))) + table + (ends or ""))


def _cell(sign: str, name: str, link: str, faces: bool) -> Markup:
    shown = h("font", h("b", sign), size=5 if faces else 4, color="#20242e")
    under = h("br") + h("font", name, size=1, color="#5a5f6c") if faces and name else ""
    label = f"{sign} – {name}" if name else sign
    anchor = h("a", Markup("&nbsp;"), shown, Markup("&nbsp;"), Markup(under), href=link, title=name or None,
               aria_label=label)  # fmt: skip
    kind = "td.sv-cell.sv-face" if faces else "td.sv-cell"
    return h(kind, anchor, align="center", valign="middle", height=44, width=62 if faces else 44, bgcolor="#f4f0e9")


def _button(parts: _Parts, accent: str) -> Markup:
    text = h("font", h("b", tr("answering.letter_answer", parts.lang)), color="#ffffff", size=3)
    anchor = h("a", Markup("&nbsp;&nbsp;"), text, Markup("&nbsp;&nbsp;"), href=parts.address)
    cell = h("td.sv-go", anchor, align="center", height=48, bgcolor=accent)
    return h("table", h("tr", cell), role="presentation", cellpadding=10, cellspacing=0, border=0)
