"""One answer: its words, what is understood of them, what is noted, a reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from hanhtrinh.access import Right, may
from hanhtrinh.app.said_list.listing import Row
from hanhtrinh.app.said_list.marking import filled
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import User
from hanhtrinh.ports.said import STATES, Template
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import area, box, button, field, form, head, notice, select, sign
from hanhtrinh.web.said_list.rows import Drawing, say

Writing = Literal["mail", "no_address", "no_mail", "nobody"]
"""How the customer can be written to: by e-mail; not, for no address is known, no mail set up, or nobody is known."""
_FELT = ("awful", "bad", "so", "good", "great")


class Refused(NamedTuple):
    """Notes that cannot be: what was chosen and typed, and why."""

    state: str
    assignee: str
    tags: str
    error: InputError


@dataclass(frozen=True)
class AnswerView:
    """What the page of one answer is drawn from."""

    asking: Asking
    drawing: Drawing
    row: Row
    team: Sequence[User]
    templates: Sequence[Template]
    template: str = ""
    writing: Writing = "nobody"
    refused: Refused | None = None

    @property
    def may_mark(self) -> bool:
        """Whether the asker may note anything."""
        return may(self.asking.actor, self.drawing.space.id, Right.HANDLE_CASES)


def answer_page(view: AnswerView) -> tuple[Markup, ...]:
    """Return the content of the page."""
    lang, row, slug = view.asking.lang, view.row, view.drawing.space.slug
    title = row.title or say(lang, f"kind_{row.kind}")
    top = head(title, None, back=(f"/w/{slug}/voice/responses", say(lang, "title")))
    words = (
        h("blockquote.said-full", row.text, lang=row.language or None)
        if row.text
        else h("p.soft", say(lang, "no_words"))
    )
    link = row.url if row.url.startswith(("https://", "http://")) else ""
    said = h("section.box.said-card",
             h("div.said-line", view.drawing.score(row), view.drawing.feeling(row), view.drawing.state(row),
               view.drawing.case(row)),
             words, view.drawing.chips(row), view.drawing.meta(row),
             h("p", h("a", sign("external-link"), say(lang, "original"), href=link, rel="noopener noreferrer nofollow",
                      target="_blank")) if link else None)  # fmt: skip
    if view.refused:  # the notes stand below, out of sight on a phone
        top = Markup(top + notice(view.refused.error.message(lang), "bad"))
    mine = (_reply(view), _sense(view) if row.text else None, _notes(view))
    return (top, said, h("div.said-one", *mine)) if view.may_mark else (top, said)


def _action(view: AnswerView, more: str = "") -> str:
    return f"{view.drawing.address(view.row)}{more}"


def _sense(view: AnswerView) -> Markup:
    """Return the form that corrects what was read: how the words feel and what they are about."""
    lang, row, taxonomy = view.asking.lang, view.row, view.drawing.taxonomy
    levels = [("", say(lang, "as_read"))]
    levels += [
        (str(n), f"{view.drawing.words.signed(float(n))} {say(lang, f'felt_{name}')}")
        for n, name in zip(range(-2, 3), _FELT, strict=True)
    ]
    themes = [
        h("label.tick", h("input", type="checkbox", name="theme", value=key, checked=key in row.themes),
          h("span", taxonomy.name_of(key, lang)))
        for key in taxonomy.keys
    ]  # fmt: skip
    return box(
        say(lang, "correct"),
        form(view.asking, _action(view, "/sense"),
             select(say(lang, "feeling"), "feeling", levels),
             h("fieldset.said-themes", h("legend", say(lang, "theme")), themes),
             h("div.row", button(say(lang, "save")),
               button(say(lang, "as_it_was_read"), kind="quiet", name="do", value="back")),
             kind="said-fields"),
        lead=say(lang, "correct_lead"),
    )  # fmt: skip


def _notes(view: AnswerView) -> Markup:
    lang, mark = view.asking.lang, view.row.mark
    team = [("", say(lang, "nobody")), *((one.id, one.name) for one in view.team)]
    typed = view.refused or Refused(mark.state, mark.assignee, ", ".join(mark.tags), InputError(""))
    tags = typed.error.message(lang) if "tag" in typed.error.key else None
    return box(
        say(lang, "notes"),
        form(view.asking, _action(view),
             select(say(lang, "state"), "state", [(name, say(lang, f"state_{name}")) for name in STATES], typed.state),
             select(say(lang, "assignee"), "assignee", team, typed.assignee),
             field(say(lang, "tags"), "tags", typed.tags, hint=say(lang, "tags_hint"), error=tags,
                   autofocus=bool(tags)),
             button(say(lang, "save")), kind="said-fields"),
        form(view.asking, _action(view, "/case"), button(say(lang, "open_case"), kind="plain", icon="life-buoy"))
        if view.row.person and view.row.key not in view.drawing.cases else None,
    )  # fmt: skip


def _reply(view: AnswerView) -> Markup:
    """Return a draft from a template, to be sent by e-mail from the answer's case, or to be copied."""
    lang, space = view.asking.lang, view.drawing.space
    chosen = next((one for one in view.templates if one.id == view.template), None)
    choices = [("", say(lang, "no_template")), *((one.id, one.name) for one in view.templates)]
    text = filled(chosen, view.row, space) if chosen else ""
    return box(
        say(lang, "reply"),
        h("form.said-template", select(say(lang, "template"), "template", choices, view.template, data_sends=True),
          button(say(lang, "use"), kind="plain"), method="get", action=_action(view)),
        form(
            view.asking, _action(view, "/reply"),
            area(say(lang, "draft"), "reply", text, rows=7, maxlength=4_000, required=True),
            h("p.row", _sending(view),
              button(say(lang, "copy"), kind="plain", icon="copy", type="button", data_copy="f-reply"),
              h("span.soft", role="status", data_copied=say(lang, "copied"))),
            kind="said-form",
        ),
        lead=say(lang, f"reply_{view.writing}"), id="reply",
    )  # fmt: skip


def _sending(view: AnswerView) -> tuple[Markup, ...]:
    """Return the buttons that open the case with the draft in its reply box, or send it from there at once."""
    if view.writing != "mail":
        return ()
    lang = view.asking.lang
    return (
        button(say(lang, "send_reply"), icon="send", name="do", value="send"),
        button(say(lang, "look_in_case"), kind="plain", icon="life-buoy", name="do", value="look"),
    )
