"""A case's history in sentences, newest first."""

from collections.abc import Mapping, Sequence

from hanhtrinh.app.cases.words import scored
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import tr
from hanhtrinh.ports.mail import Sent
from hanhtrinh.voice.cases.model import CaseEvent
from hanhtrinh.web.cases.parts import Room
from hanhtrinh.web.components import sign

_SIGNS: Mapping[str, str] = {
    "opened": "circle-alert", "joined": "circle-alert", "moved": "arrow-right", "assigned": "user",
    "note": "square-pen", "reply": "send", "received": "message-circle", "due": "clock", "priority": "flag",
    "reask": "clock", "again": "message-circle", "overdue": "triangle-alert",
}  # fmt: skip


def history(here: Room, events: Sequence[CaseEvent], letters: Mapping[str, Sent], surveys: Mapping[str, str]) -> Markup:
    """Return the lines of a case's history."""
    lines = [_line(here, one, letters.get(one.letter), surveys) for one in reversed(events)]
    return h("ol.case-history", lines)


def _line(here: Room, one: CaseEvent, letter: Sent | None, surveys: Mapping[str, str]) -> Markup:
    text = h("p.case-words", one.text) if one.text else None
    failed = ".failed" if letter and letter.state == "dead" else ""
    state = h(f"p.case-letter{failed}", _delivery(here, letter)) if letter else None
    sentence = h("p", h("b", _sentence(here, one, surveys)), " ", h("small", here.words.moment(one.at)))
    return h(f"li.case-event.case-{one.kind}", sign(_SIGNS[one.kind]), h("div", sentence, text, state))


def _sentence(here: Room, one: CaseEvent, surveys: Mapping[str, str]) -> str:
    by = here.member(one.by) or here.say("server")
    given = one.details
    match one.kind:
        case "opened":
            return here.say("h_opened_by" if one.by else "h_opened", why=_why(here, given), by=by)
        case "joined":
            return here.say("h_joined", why=_also(here, given))
        case "moved":
            states = {name: here.say(f"state_{given[name]}") for name in ("before", "after")}
            reason = given.get("reason")
            said = here.say("h_moved", by=by, **states)
            return f"{said} · {here.say('h_reason', reason=here.say(f'reason_{reason}'))}" if reason else said
        case "assigned":
            to = given.get("owner", "")
            key = "h_taken" if to and to == one.by else "h_assigned" if to else "h_assigned_nobody"
            return here.say(key, by=by, owner=here.member(to))
        case "reply":
            return here.say("h_reply", by=by, to=given.get("to", ""), subject=given.get("subject", ""))
        case "due":
            return here.say("h_due", by=by, due=here.words.moment(int(given.get("due", "0"))))
        case "priority":
            return here.say("h_priority", by=by, priority=here.say(f"priority_{given.get('priority', 'normal')}"))
        case "reask":
            return _reask(here, one, by, surveys)
        case _:
            return here.say(f"h_{one.kind}", by=by, score=given.get("score", ""))


def _why(here: Room, given: Mapping[str, str]) -> str:
    return here.say(f"why_{given.get('why', 'by_hand')}")


def _also(here: Room, given: Mapping[str, str]) -> str:
    """Return what else made a customer unhappy: the score, where there is one."""
    if given.get("why") != "low_score" or not given.get("score"):
        return _why(here, given)
    score, kind = scored(float(given["score"]), given.get("instrument", ""), here.instruments, here.lang)
    return here.say("what_low_score", score=score, instrument=kind)


def _reask(here: Room, one: CaseEvent, by: str, surveys: Mapping[str, str]) -> str:
    key, result = one.details.get("survey", ""), one.details.get("result", "")
    name = surveys.get(key, key)
    if result == "asked":
        return here.say("h_reask_asked", survey=name)
    if result:
        return _not_asked(here, one.details)
    if not key:
        return here.say("h_reask_off", by=by)
    return here.say("h_reask", by=by, survey=name, days=one.details.get("days", "0"))


def _not_asked(here: Room, given: Mapping[str, str]) -> str:
    """Return why somebody was not asked, in words, and when it is tried again, if it is."""
    why, until = _reason(here, given), given.get("until", "")
    if not until:
        return here.say("h_reask_not", why=why)
    return here.say("h_reask_later", why=why, moment=here.words.moment(int(until)))


def _reason(here: Room, given: Mapping[str, str]) -> str:
    result = given.get("result", "")
    if result == "no_surveys":
        return here.say("why_not_no_surveys")
    params = {name.removeprefix("p_"): value for name, value in given.items() if name.startswith("p_")}
    try:
        if result == "stopped":
            params["why"] = tr(f"asking.why_{params.get('why', '')}", here.lang)
        return tr(f"asking.reason_{result}", here.lang, **params)
    except KeyError:  # a reason of another time
        return result


def _delivery(here: Room, letter: Sent) -> str:
    """Return what became of a letter."""
    match letter.state:
        case "sent":
            return here.say("letter_sent", moment=here.words.moment(letter.sent_at or letter.created_at))
        case "dead":
            return here.say("letter_dead", error=_error(here, letter.error))
        case _:
            return (
                here.say("letter_late", error=_error(here, letter.error))
                if letter.error
                else here.say("letter_waiting")
            )


def failed(here: Room, events: Sequence[CaseEvent], letters: Mapping[str, Sent]) -> str:
    """Return why the newest letter to the customer did not go out; empty where it did, or none was written."""
    written = [letters[one.letter] for one in events if one.kind == "reply" and one.letter in letters]
    return _error(here, written[-1].error) if written and written[-1].state == "dead" else ""


def _error(here: Room, code: str) -> str:
    kind, _, number = code.rpartition("_")
    for name in (code, kind, "refused"):
        try:
            return tr(f"mail.error_{name}", here.lang, code=number or code)
        except KeyError:
            continue
    return code
