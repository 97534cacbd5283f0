"""Drafts of replies: the list, and one to write."""

from collections.abc import Sequence

from hanhtrinh.app.said_list.marking import MOST_TEMPLATE
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.said import Template
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, button, empty, form, head, labelled, notice
from hanhtrinh.web.said_list.rows import say

_HOLES = "{name}, {step}, {words}, {company}"


def templates_page(
    asking: Asking, space: Space, templates: Sequence[Template], may_edit: bool, typed: Template | None = None,
    wrong: str = "",
) -> tuple[Markup, ...]:  # fmt: skip
    """Return the content of the page; `typed` is what cannot be kept as it is (without an id: a new one), and why."""
    lang, way = asking.lang, f"/w/{space.slug}/voice/replies"
    back = (f"/w/{space.slug}/voice/responses", say(lang, "title"))
    top = head(say(lang, "templates"), say(lang, "templates_lead"), back=back)
    if not may_edit:
        shown = [box(one.name, h("p.said-full", one.text, lang=one.lang)) for one in templates]
    else:
        shown = [
            box(one.name, _form(asking, way, typed if typed and typed.id == one.id else one, typed, wrong))
            for one in templates
        ]
    fresh = typed if typed is not None and not typed.id else None
    new = box(say(lang, "new_template"), _form(asking, way, fresh, typed, wrong)) if may_edit else None
    if not shown:
        nothing = empty("square-pen", say(lang, "no_templates"), say(lang, "no_templates_lead"))
        return (top, nothing, *([new] if new else []))
    return top, h("div.said-drafts", shown, new)


def _form(asking: Asking, way: str, one: Template | None, typed: Template | None, wrong: str) -> Markup:
    lang, id = asking.lang, one.id if one else ""
    languages = [("vi", say(lang, "language_vi")), ("en", say(lang, "language_en"))]
    chosen, at = one.lang if one else lang, f"-{id}" if id else ""  # many forms stand on one page
    name = h("input.in", type="text", name="name", id=f"f-name{at}", value=one.name if one else "", maxlength=80,
             required=True)  # fmt: skip
    tongue = h("select.in", [h("option", words, value=key, selected=key == chosen) for key, words in languages],
               name="lang", id=f"f-lang{at}")  # fmt: skip
    text = h("textarea.in", one.text if one else "", name="text", id=f"f-text{at}", rows=6, maxlength=MOST_TEMPLATE,
             required=True, aria_describedby=f"h-text{at}")  # fmt: skip
    return form(
        asking, way,
        h("input", type="hidden", name="id", value=id),
        notice(wrong, "bad") if wrong and one is typed else None,
        labelled(say(lang, "template_name"), f"name{at}", name),
        labelled(say(lang, "language"), f"lang{at}", tongue),
        labelled(say(lang, "template_text"), f"text{at}", text, hint=say(lang, "template_holes", holes=_HOLES)),
        h("div.row", button(say(lang, "save")), _gone(lang, f"{way}/{id}/remove" if id else "")), kind="said-fields",
    )  # fmt: skip


def _gone(lang: Lang, remove: str) -> Markup | None:
    """Return the button that removes a template, where there is one to remove."""
    if not remove:
        return None
    return button(say(lang, "remove"), kind="quiet.said-gone", formaction=remove, formnovalidate=True)
