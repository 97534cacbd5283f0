"""The page of proposed pains: each with its people, texts, feeling and quotes; taken in words of one's own."""

from collections.abc import Callable, Sequence

from hanhtrinh.app.understanding.pains import MOST_WORDS, Proposal
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.page_marks import TONES
from hanhtrinh.draw.said_cells import felt_tone
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import Verbatim
from hanhtrinh.voice.text.passage import Passage
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, empty, field, form, head, sign
from hanhtrinh.web.themes.passages import marked

_QUOTES = 3
_LONGEST = 320
PassageOf = Callable[[str, str, float | None], Passage | None]
"""Finds the part of a text that speaks of a theme, felt so."""


def nowhere(text: str, theme: str, feeling: float | None) -> Passage | None:
    """Find nothing."""
    return None


def pains_page(
    asking: Asking, base: str, journey: Journey, new: Sequence[Proposal], aside: Sequence[Proposal], words: Words,
    waiting: bool, passage: PassageOf = nowhere,
) -> tuple[Markup, ...]:  # fmt: skip
    """Return the content of the page; `passage` finds the part of a quote that speaks of a theme."""
    lang = asking.lang
    top = head(tr("pains.title", lang), tr("pains.lead", lang), back=(base, words.say(journey.name)))
    if waiting:
        return top, empty("hourglass", tr("pains.waiting", lang), tr("pains.waiting_lead", lang))
    shown = [_one(asking, base, one, words, passage) for one in new]
    nothing = empty("smile", tr("pains.none", lang), tr("pains.none_lead", lang))
    back = [_aside(asking, base, one, words) for one in aside]
    put = h("details.pains-aside", h("summary", tr("pains.aside", lang, count=len(back))), h("ul.plain", back))
    return (top, h("div.pains-all", shown) if shown else nothing, *([put] if back else []))


def _one(asking: Asking, base: str, one: Proposal, words: Words, passage: PassageOf) -> Markup:
    lang, theme = asking.lang, one.theme
    name = words.say(theme.name)
    unhappy = [said for said in theme.quotes if (said.emotion or 0.0) < 0] or theme.quotes
    quotes = list({said.text: said for said in reversed(unhappy)}.values())[::-1]
    taking = form(
        asking, f"{base}/pains",
        h("input", type="hidden", name="id", value=one.id),
        field(tr("pains.words", lang), "text", name, maxlength=MOST_WORDS, required=True),
        h("div.row", button(tr("pains.take", lang), icon="plus", name="do", value="take"),
          button(tr("pains.put_aside", lang), kind="quiet", name="do", value="aside")),
        kind="pains-take",
    )  # fmt: skip
    return h(
        "section.box.pains-one",
        h("h2", name, " ", h("small", words.say(one.step_name))),
        _figures(one, words),
        h(
            "ul.pains-quotes.plain",
            [_quote(said, words, passage(said.text, theme.key, said.emotion)) for said in quotes[:_QUOTES]],
        ),
        taking,
        id=one.step,
    )


def _figures(one: Proposal, words: Words) -> Markup:
    theme, feeling, lang = one.theme, one.theme.feeling, words.lang
    tone = felt_tone(feeling.value)
    people = tr("pains.people", lang, people=words.number(theme.share.count or 0), share=words.reading(theme.share),
                texts=words.number(theme.texts))  # fmt: skip
    span = f" ({words.span(feeling.interval, feeling.unit)})" if feeling.interval else ""
    return h(
        "p.pains-figures",
        h("span", sign("users"), people),
        h(f"span.pains-felt.{tone}", sign(TONES[tone]), f"{words.reading(feeling)}{span}"),
        h("span", sign("triangle-alert"), tr("draw.severity", lang, n=one.severity), ": ",
          tr(f"draw.severity_{one.severity}", lang)),
    )  # fmt: skip


def _quote(said: Verbatim, words: Words, part: Passage | None) -> Markup:
    """Return a quote, shortened to what stands around the part that speaks of the theme, with how it feels of that."""
    tone = felt_tone(said.emotion)
    felt = h(f"span.pains-felt.{tone}", sign(TONES[tone]), tr(f"said.feeling_{tone}", words.lang))
    return h("li", h("blockquote", "“", marked(said.text, part, _LONGEST), "”"),
             h("small", felt, " · ", words.day(said.time)))  # fmt: skip


def _aside(asking: Asking, base: str, one: Proposal, words: Words) -> Markup:
    people = words.number(one.theme.share.count or 0)
    name = tr("pains.of", asking.lang, name=words.say(one.theme.name), people=people)
    back = form(
        asking, f"{base}/pains", h("input", type="hidden", name="id", value=one.id),
        button(tr("pains.put_back", asking.lang), kind="plain", name="do", value="back"),
    )  # fmt: skip
    return h("li.row", h("span", f"{words.say(one.step_name)}: {name}"), back)
