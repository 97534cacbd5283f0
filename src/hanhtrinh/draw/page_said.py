"""What customers say at a step as HTML: how the words feel, and its themes as calm chips."""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.page_marks import TONES, number, scale
from hanhtrinh.draw.shapes import SaidCell, SaidChip
from hanhtrinh.draw.vendored import icon
from hanhtrinh.draw.words import Words


def said(value: SaidCell, words: Words) -> Markup:
    """Return the feeling with its interval and people, then one chip a theme: its name, people, face and feeling."""
    chips = [_chip(chip) for chip in value.chips]
    return h(
        f"div.saying{'.hollow' if value.hollow else ''}",
        h("p.line", icon(TONES[value.tone], value.tone), number(value.feeling, "big")),
        scale([value.whisker], middle=True) if value.whisker else None,
        h("p.small", value.interval) if value.interval else None,
        h("p.small", value.n),
        h("span.thin", words.tr("legend_thin")) if value.hollow else None,
        h("ul.saying-chips", chips) if chips else None,
        h("p.small", value.more) if value.more else None,
        h("p.small.saying-unread", icon("hourglass"), value.unread) if value.unread else None,
    )


def _chip(chip: SaidChip) -> Markup:
    feeling = h(f"span.saying-felt.{chip.tone}", icon(TONES[chip.tone]), chip.feeling) if chip.feeling else None
    return h("li.saying-chip", h("b", chip.name), h("span.saying-of", number(chip.people), feeling))
