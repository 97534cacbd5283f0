"""How a survey looks: its colour with how well it can be read, light or dark, its corners."""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.voice.surveys.model import Survey
from hanhtrinh.voice.surveys.theme import LEAST_CONTRAST, contrast_of
from hanhtrinh.web.components import sign
from hanhtrinh.web.surveys.controls import Ink, doing

_COLOURS = ("#c8452d", "#1f8a70", "#3f4bab", "#8c2f74", "#86560a", "#20242e")


def theme_form(ink: Ink, survey: Survey, pictures: str) -> Markup:
    """Return the fields of the theme; `pictures` is where those of the workspace are."""
    theme = survey.theme
    looks = [(one, ink.t(f"look_{one}")) for one in ("auto", "light", "dark")]
    corners = [(one, ink.t(f"corners_{one}")) for one in ("soft", "round", "square")]
    colours = h("datalist", [h("option", value=one) for one in _COLOURS], id="sb-colours")
    colour = ink.line(ink.t("accent"), "theme/accent", theme.accent, type="color", list="sb-colours", redraw=True)
    return h(
        "div.sb-fields",
        h("div.sb-row", colour, ink.select(ink.t("look"), "theme/look", looks, theme.look),
          ink.select(ink.t("corners"), "theme/corners", corners, theme.corners)),
        _contrast(ink, survey),
        _logo(ink, survey, pictures),
        colours,
    )  # fmt: skip


def _contrast(ink: Ink, survey: Survey) -> Markup:
    ratio = contrast_of(survey.theme)
    fine = ratio >= LEAST_CONTRAST
    words = ink.t("contrast_good" if fine else "contrast_low", ratio=f"{ratio:.1f}")
    return h(
        f"p.sb-contrast.{'good' if fine else 'middling'}",
        sign("circle-check" if fine else "triangle-alert"),
        h("span", words),
    )


def _logo(ink: Ink, survey: Survey, pictures: str) -> Markup:
    """Return where a logo is brought, seen, named and taken off; `assets/js/surveys-logo.js` sends it."""
    theme = survey.theme
    file = h("input.in", type="file", id="sb-logo", accept="image/png,image/jpeg,image/webp,image/gif",
             data_sb_logo=pictures, aria_describedby="sb-logo-h")  # fmt: skip
    wrong = h("p.error", hidden=True, data_sb_logo_wrong=True, role="alert")
    chosen = h("div.field", h("label", ink.t("logo"), for_="sb-logo"), file,
               h("p.hint", ink.t("logo_hint"), id="sb-logo-h"), wrong)  # fmt: skip
    if not theme.logo:
        return h("div.sb-logo", chosen)
    shown = h("img.sb-logo-now", src=f"{pictures}/{theme.logo}?small=1", alt=ink.t("logo_now"))
    off = doing(ink.t("logo_remove"), "trash-2", words=True, data_sb_unlogo=True, id="sb-logo-off")
    words = ink.texts(ink.t("logo_alt"), "theme/logo_alt", theme.logo_alt, hint=ink.t("logo_alt_hint"))
    return h("div.sb-logo", h("div.sb-logo-line", shown, off), words, chosen)
