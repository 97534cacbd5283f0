"""What the map page needs for planning channels in place: the dialog a cell opens, and the words of the script."""

from hanhtrinh.access import Right, may
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, sign
from hanhtrinh.web.library.words import tl


def plan_dialog(asking: Asking, space: Space) -> Markup | None:
    """Return the dialog in which one cell of the plan is written, for those who edit maps."""
    if not may(asking.actor, space.id, Right.EDIT_MAPS):
        return None
    lang = asking.lang
    shut = h("button.btn.plain", tl(lang, "cancel"), type="button", data_plan_shut=True)
    pattern = r"\s*[0-9]{1,3}([.,][0-9]+)?\s*%?\s*"
    text = h("textarea.in", name="text", id="plan-text", rows=3, maxlength=2_000)
    share = h("input.in", type="text", inputmode="decimal", name="share", id="plan-share", maxlength=8, pattern=pattern)
    form = h(
        "form",
        h("h2", id="plan-title", tabindex=-1),
        h("div.field", h("label", tl(lang, "plan_text"), for_="plan-text"), text),
        h("div.field", h("label", tl(lang, "plan_share"), for_="plan-share"), share),
        h("div.actions", button(tl(lang, "save")), shut),
        method="dialog",
    )
    pen = h("template", sign("square-pen"), id="plan-pen")
    lane = h("template", sign("scale"), h("span", tl(lang, "rivals_edit")), id="rival-way")
    words = {"data_label": tl(lang, "plan_edit"), "data_inner": tl(lang, "inner_short")}
    return h("div", h("dialog.plan-cell", form, id="plan-cell", aria_labelledby="plan-title", **words), pen, lane)
