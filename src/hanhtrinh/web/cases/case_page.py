"""One case: what was said, large; what to do; the person's timeline beside it; its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from typing import Any

from hanhtrinh.app.cases.again import MOST_DAYS
from hanhtrinh.app.cases.handling import REASONS, Seen, days_planned
from hanhtrinh.app.cases.replying import NAMES, Written
from hanhtrinh.app.cases.words import scored
from hanhtrinh.app.people.profile import Profile
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import say
from hanhtrinh.values import datetime_of
from hanhtrinh.voice.cases.model import PRIORITIES, Case
from hanhtrinh.web.cases.history import failed, history
from hanhtrinh.web.cases.parts import Room, due, owner, priority
from hanhtrinh.web.components import area, badge, box, button, facts, field, form, head, link_button, notice, select
from hanhtrinh.web.people.parts import ONE_ANSWER, face, trait_name
from hanhtrinh.web.people.profile_page import days_of
from hanhtrinh.web.person_address import person_path

_REFRESH = 5_000
_DAYS = 7
"""So many days after the end of a case people are asked again, if nothing else is said."""
_TEMPLATES = ("sorry", "more", "done")
_SHOWN_TRAITS = ("email", "phone", "city", "company")


@dataclass(frozen=True)
class Shown:
    """What the page is about: the case, its person's profile (None: not the reader's to see), where letters go; what
    was typed by the names of fields, and what is wrong with it.
    """

    seen: Seen
    profile: Profile | None
    address: str
    surveys: Mapping[str, str]
    mails: bool
    closing: str = ""
    draft: Mapping[str, str] = filled(default_factory=dict)
    templates: Sequence[tuple[str, str]] = ()
    preview: Written | None = None
    wrong: Mapping[str, str] = filled(default_factory=dict)
    vouched: bool = True

    @property
    def case(self) -> Case:
        """The case."""
        return self.seen.case

    def about(self, field: str) -> dict[str, Any]:
        """Return what a field with something wrong in it says: what, and that the reader begins there."""
        wrong = self.wrong.get(field)
        return {"error": wrong, "autofocus": True} if wrong else {}


def case_page(here: Room, shown: Shown) -> tuple[Markup, ...]:
    """Return the content of the page."""
    case = shown.case
    title = head(here.customer(case), here.say("number", number=f"#{case.number}"), back=(here.base, here.say("title")))
    main = h(
        "div.case-main",
        _said(here, case),
        _reply(here, shown),
        _close(here, shown),
        _note(here, shown),
        live(here, shown),
    )
    side = h("div.case-side", _handle(here, shown), _person(here, shown), _reask(here, shown))
    top = h("div.case-top", face(case.person, here.customer(case)), title)
    return top, h("div.case-page", main, side)


def live(here: Room, shown: Shown) -> Markup:
    """Return the history, asked for again every few seconds: letters arrive, others write."""
    body = history(here, shown.seen.history, shown.seen.letters, shown.surveys)
    return h("section.box", h("h2", here.say("history")), body, id="case-history", data_refresh=_REFRESH,
             data_from=f"{here.base}/{shown.case.id}")  # fmt: skip


def _said(here: Room, case: Case) -> Markup:
    trigger, step = case.trigger, here.step(case)
    score = _score(here, case, trigger.score) if trigger.score is not None else None
    words = h("blockquote", trigger.text) if trigger.text else h("p.hint", _no_words(here, case))
    marks = [badge(here.say(f"why_{trigger.why}"), "bad"), badge(step) if step else None, priority(here, case)]
    about = h("p.case-marks", marks, h("small", here.words.moment(trigger.at)))
    return h("section.box.case-said", h("h2.vh", here.say("said")), score, words, about)


def _score(here: Room, case: Case, given: float) -> Markup:
    """Return the score large, what it is of, and the question as it was asked."""
    score, kind = scored(given, case.trigger.instrument, here.instruments, here.lang)
    number, mark, most = score.partition("/")
    asked = here.instruments.get(case.trigger.instrument)
    question = say(asked.question, here.lang) if asked else ""
    line = h("p.case-score", h("b", number), f"{mark}{most} " if mark else " ", kind)
    return h("div", line, h("p.case-question", question) if question else None)


def _no_words(here: Room, case: Case) -> str:
    trigger, words = case.trigger, here.words
    if trigger.promised_at is None:
        return here.say("said_nothing")
    promised = words.moment(trigger.promised_at)
    if trigger.came_at is None:
        return here.say("promised_open", promised=promised)
    return here.say("promised", promised=promised, came=words.moment(trigger.came_at))


def _reply(here: Room, shown: Shown) -> Markup:
    case, title = shown.case, here.say("reply")
    if not shown.mails:
        return box(title, notice(here.say("no_mail"), "middling"), id="reply")
    if not shown.address:
        return box(title, h("p.hint", here.say(_unknown(case))), id="reply")
    options = [("", here.say("template_none")), *((text, here.say(f"template_{key}")) for key, text in _own(here)),
               *((text, name) for name, text in shown.templates)]  # fmt: skip
    chooser = h("div.js", select(here.say("template"), "template", options, data_case_template="f-reply"))
    subject = shown.draft.get("subject") or here.say("reply_subject", team=here.space.name)
    why = failed(here, shown.seen.history, shown.seen.letters)
    bounced = notice(here.say("reply_failed", error=why), "bad") if why else None
    unsure = None if shown.vouched else notice(here.say("address_unconfirmed"), "middling")
    hint = here.say("reply_hint", **{name: f"{{{name}}}" for name in NAMES})
    content = form(
        here.asking, f"{here.base}/{case.id}/reply", chooser,
        field(here.say("subject"), "subject", subject, maxlength=150, required=True),
        area(here.say("text"), "reply", shown.draft.get("reply", ""), hint=hint, rows=8, maxlength=4_000,
             required=True, autofocus="reply" in shown.wrong),
        h("div.actions", button(here.say("send"), icon="send"),
          button(here.say("look"), kind="plain", icon="eye", formaction=f"{here.base}/{case.id}/reply/preview")),
        kind="fields",
    )  # fmt: skip
    return box(
        title,
        bounced,
        unsure,
        content,
        _preview(here, shown),
        lead=here.say("reply_to", address=shown.address),
        id="reply",
    )


def _unknown(case: Case) -> str:
    """Return what is said of somebody who cannot be written to: nobody knows who answered, or only where they are."""
    return "anonymous" if case.person.startswith(ONE_ANSWER) else "no_known_address"


def _preview(here: Room, shown: Shown) -> Markup:
    """Return the letter as the customer will get it; taken anew in place while somebody writes it."""
    made = shown.preview
    letter = None if made is None else h(
        "div.case-preview-letter", h("h3", here.say("look_title")), h("p", h("b", made.subject)),
        h("p.case-words", made.text),
    )  # fmt: skip
    wrong = shown.wrong.get("reply")
    return h("div", notice(wrong, "bad") if wrong else None, letter, id="case-reply-look", role="status")


def _own(here: Room) -> list[tuple[str, str]]:
    """Return the templates the product brings, as they are written: names in braces are filled in when sending."""
    names = {name: f"{{{name}}}" for name in ("name", "step", "team", "me")}
    return [(key, here.say(f"template_{key}_text", **names)) for key in _TEMPLATES]


def _note(here: Room, shown: Shown) -> Markup:
    closing = "" if shown.case.is_open else shown.draft.get("why", "")  # written to close what another closed meanwhile
    content = form(
        here.asking, f"{here.base}/{shown.case.id}/note",
        area(here.say("note"), "note", shown.draft.get("note", closing), hint=here.say("note_hint"), rows=2,
             maxlength=4_000, required=True, **shown.about("note")),
        h("div.actions", button(here.say("note_add"), kind="plain", icon="plus")), kind="fields",
    )  # fmt: skip
    return h("section.box", content)


def _handle(here: Room, shown: Shown) -> Markup:
    case, base = shown.case, f"{here.base}/{shown.case.id}"
    mine = case.owner == here.asking.actor.id
    state = badge(here.say(f"state_{case.state}"), "good" if case.state == "resolved" else "")
    about = facts(
        [(here.say("state"), state), (here.say("owner"), owner(here, case)), (here.say("due"), due(here, case))]
    )
    take = (
        form(here.asking, f"{base}/take", button(here.say("take"), icon="check")) if case.is_open and not mine else None
    )
    members = [("", here.say("nobody")), *((one.user.id, one.user.name) for one in here.members)]
    chosen = select(here.say("assign"), "owner", members, case.owner, **shown.about("owner"))
    give = _line(here, f"{base}/assign", chosen, "give")
    levels = [(one, here.say(f"priority_{one}")) for one in PRIORITIES]
    rank = _line(here, f"{base}/priority", select(here.say("priority"), "priority", levels, case.priority), "set")
    moment = shown.draft.get("due") or datetime_of(case.due_at, here.words.zone).strftime("%Y-%m-%dT%H:%M")
    when = field(here.say("due_change"), "due", moment, type="datetime-local", required=True, **shown.about("due"))
    return box(
        here.say("handle"), about, take, give, rank, _line(here, f"{base}/due", when, "set") if case.is_open else None
    )


def _line(here: Room, action: str, control: Markup, label: str) -> Markup:
    return form(here.asking, action, control, button(here.say(label), kind="plain"), kind="case-line")


def _close(here: Room, shown: Shown) -> Markup:
    case, base = shown.case, f"{here.base}/{shown.case.id}"
    wrong = notice(shown.wrong["close"], "bad") if "close" in shown.wrong else None
    if not case.is_open:
        again = h("input", type="hidden", name="to", value="taken")
        reason = here.say(f"reason_{case.reason}") if case.reason else ""
        said = facts(
            [(here.say("close_how"), here.say(f"state_{case.state}")), (here.say("close_reason"), reason or "–")]
        )
        reopened = form(here.asking, f"{base}/move", again, button(here.say("reopen"), kind="plain", icon="undo-2"))
        return box(here.say("close"), wrong, said, reopened, id="close")
    ends = [(one, here.say(f"state_{one}")) for one in ("resolved", "given_up")]
    reasons = [(one, here.say(f"reason_{one}")) for one in REASONS]
    content = form(
        here.asking, f"{base}/move",
        select(here.say("close_how"), "to", ends, shown.draft.get("to", shown.closing)),
        select(here.say("close_reason"), "reason", reasons, shown.draft.get("reason", "")),
        area(here.say("close_text"), "why", shown.draft.get("why", ""), rows=2, maxlength=4_000),
        h("div.actions", button(here.say("close_go"), kind="plain", icon="check")), kind="fields",
    )  # fmt: skip
    return box(here.say("close"), wrong, content, id="close")


def _reask(here: Room, shown: Shown) -> Markup:
    case = shown.case
    parts: list[Markup | None] = [_again(here, case)]
    if case.reask_survey:
        name = shown.surveys.get(case.reask_survey, case.reask_survey)
        due_at = case.reask_at if case.state == "resolved" else None
        key = "reask_planned" if due_at else "reask_when_resolved"
        if case.reask_at is not None:
            moment = here.words.day(due_at) if due_at else ""
            parts.append(h("p", here.say(key, survey=name, moment=moment)))
    if not shown.address:
        parts.append(h("p.hint", here.say("reask_no_address")))
    elif shown.surveys:
        options = [("", here.say("reask_nothing")), *shown.surveys.items()]
        planned = days_planned(shown.seen.history) if case.reask_survey else None
        planned = _DAYS if planned is None else planned
        days = field(here.say("reask_days"), "days", shown.draft.get("days", str(planned)), type="number", min=0,
                     max=MOST_DAYS, required=True, **shown.about("days"))  # fmt: skip
        survey = select(here.say("reask_survey"), "survey", options, shown.draft.get("survey", case.reask_survey))
        send = h("div.actions", button(here.say("reask_set"), kind="plain", icon="clock"))
        parts.append(form(here.asking, f"{here.base}/{case.id}/reask", survey, days, send, kind="fields"))
    else:
        parts.append(h("p.hint", here.say("reask_no_surveys")))
    return box(here.say("reask"), *parts, lead=here.say("reask_lead"), id="reask")


def _again(here: Room, case: Case) -> Markup | None:
    if case.again_at is None:
        return h("p.hint", here.say("again_none")) if case.state == "resolved" else None
    score = "–" if case.again_score is None else f"{case.again_score:g}"
    better = case.recovered
    said = here.say("again_better" if better else "again_worse", score=score)
    words = h("blockquote.case-afterwards", case.again_text) if case.again_text else None
    return h("div", h("p", badge(here.say("again"), "good" if better else "middling"), " ", said), words)


def _person(here: Room, shown: Shown) -> Markup:
    case, profile = shown.case, shown.profile
    if profile is None:
        return box(here.say("person"), h("p.hint", here.say("timeline_not_yours")))
    traits = profile.person.traits
    shown_traits = [(trait_name(name, here.lang), traits[name]) for name in _SHOWN_TRAITS if traits.get(name)]
    known = h("div.case-traits", facts(shown_traits)) if shown_traits else None
    whole = link_button(here.say("timeline_more"), person_path(here.space, case.person), icon="users")
    days = h("div.timeline", days_of(here.lang, profile, here.words, shown.surveys), tabindex=0, role="region",
             aria_label=here.say("timeline"))  # fmt: skip
    return box(here.say("timeline"), known, h("div.case-timeline", days), whole)
