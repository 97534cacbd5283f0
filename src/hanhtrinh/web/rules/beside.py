"""What the map page needs for the rule editor beside it: the sheet it opens in, its button, the way to all rules."""

from hanhtrinh.access import Right, may
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import sign


def rule_sheet(asking: Asking, space: Space) -> Markup | None:
    """Return the sheet and what stands in the button at a step's head, for those who may edit."""
    if not may(asking.actor, space.id, Right.EDIT_MAPS):
        return None
    label = tr("rules_page.open", asking.lang)
    sheet = h("dialog.sheet.rule-sheet", id="rule-sheet", aria_labelledby="rule-title", data_label=label)
    return h("div", sheet, h("template", sign("funnel"), id="rule-pen"), data_own=True)
