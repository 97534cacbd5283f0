"""Taking answers: a page at a time (the hosted form) or all so far (the widget, a kiosk), durable when it returns.

Only then "thank you" may be shown. That answers become events comes after (`telling`): a crash in between loses
nothing, the sweep tells what is kept and not told.
"""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import structlog

from hanhtrinh.app.answering.consenting import consent_of
from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.app.answering.doors import channel_of, person_of
from hanhtrinh.app.answering.looking import Ending, Filling
from hanhtrinh.app.answering.looking import filling as look_anew
from hanhtrinh.app.answering.telling import tell
from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.surveys import Outcome, Response
from hanhtrinh.values import Finding, datetime_of, start_of_day
from hanhtrinh.voice.surveys.answers import checked, missing
from hanhtrinh.voice.surveys.logic import Way, next_page, page_before, shown_on, way
from hanhtrinh.voice.surveys.model import Answers, AnswerValue, Page, Question

_TRIES = 10
Go = Literal["next", "back", "stay"]
_ENDINGS: Mapping[Outcome, Ending] = {
    "known": "thanks", "full": "full", "closed": "closed", "expired": "expired", "over": "over",
}  # fmt: skip
_log = structlog.get_logger("hanhtrinh.answering")


class _Overtaken(Exception):
    """Another page of the same filling in was kept since it was read."""


class Given(NamedTuple):
    """What a form sent: `raw` by question key, `agreed` which words of ours were agreed to (`survey`, `contact:<key>`),
    `seen` the questions that were shown (None: all; what was not seen stays as it is kept). `go` says where to,
    `typed_in` in which language numbers were typed (empty: `lang`), `refused` what is wrong with files that came along.
    """

    page: str
    raw: Mapping[str, object]
    lang: Lang = "vi"
    go: Go = "next"
    agreed: frozenset[str] = frozenset()
    seen: frozenset[str] | None = None
    typed_in: Lang | Literal[""] = ""
    refused: Mapping[str, Finding] = {}


class Taken(NamedTuple):
    """What became of it: the page that comes next (empty: none), what is wrong by question, or why it is over.

    `drawn` is what the page is to be drawn with again: what is right as it is kept, what is wrong as it was given.
    `nothing`: the end was reached with nothing answered, which is no response.
    """

    page: str = ""
    wrong: Mapping[str, Finding] = {}
    ending: Ending | None = None
    drawn: Mapping[str, AnswerValue] = {}
    more: bool = False
    nothing: bool = False


def take_page(desk: AnswerDesk, filling: Filling, given: Given) -> Taken:
    """Take what was answered on one page; what is right is kept even where something else is wrong.

    The other pages stay as they are by now: somebody may have the survey open twice.
    """
    return _unless_overtaken(desk, filling, lambda newest: _taken(desk, newest, given))


def _unless_overtaken(desk: AnswerDesk, filling: Filling, work: Callable[[Filling], Taken]) -> Taken:
    for _ in range(_TRIES):
        try:
            return work(filling)
        except _Overtaken:
            filling = look_anew(desk, filling.door, filling.key)
    raise InputError("answering.hurried")


def _taken(desk: AnswerDesk, filling: Filling, given: Given) -> Taken:
    page = next((one for one in filling.survey.pages if one.key == given.page), None)
    if filling.ending is not None or page is None:
        return Taken(ending=filling.ending) if filling.ending else Taken(page=filling.survey.pages[0].key)
    answers, wrong = _merged(filling.answers, page.questions, given)
    if given.go == "next":
        return _on(desk, filling, given, page, answers, {**wrong, **given.refused})
    before = page_before(filling.survey, page.key, answers) or page.key
    stays = before if given.go == "back" else page.key
    if answers != filling.answers or filling.response is not None:
        outcome = _keep(desk, filling, answers, stays, given, done=False)
        if outcome != "kept":
            return Taken(ending=_ENDINGS[outcome])
    return Taken(page=stays)


def take_whole(desk: AnswerDesk, filling: Filling, given: Given, *, done: bool) -> Taken:
    """Take answers wherever in the survey they stand; `done` finishes, where nothing is wrong.

    What was not `seen` stays as it is by now: somebody may have the survey open elsewhere too. Files come by the
    hosted page alone.
    """
    return _unless_overtaken(desk, filling, lambda newest: _whole(desk, newest, given, done=done))


def _whole(desk: AnswerDesk, filling: Filling, given: Given, *, done: bool) -> Taken:
    if filling.ending is not None:
        return Taken(ending=filling.ending)
    questions = tuple(one for one in filling.survey.questions if one.kind != "file")
    answers, wrong = _merged(filling.answers, questions, given)
    found = way(filling.survey, answers)
    shown = {one.key for some in found.shown.values() for one in some}
    wrong = {key: finding for key, finding in wrong.items() if key in shown}
    if done and not wrong:
        wrong = {
            one.key: lacks
            for some in found.shown.values() for one in some if (lacks := missing(one, answers.get(one.key)))
        }  # fmt: skip
    if done and not wrong and filling.survey.pages and _wants_consent(filling, given):
        wrong = {"": Finding(severity="error", key="answering.consent_wanted")}
    if done and not wrong and _is_nothing(found):
        wrong = {"": Finding(severity="error", key="answering.nothing_yet")}
        if filling.response is None:
            return Taken(page=given.page, wrong=wrong)
    outcome = _keep(desk, filling, answers, given.page, given, done=done and not wrong)
    if outcome != "kept":
        return Taken(ending=_ENDINGS[outcome])
    return Taken(page=given.page, wrong=wrong, ending="thanks" if done and not wrong else None)


def _on(
    desk: AnswerDesk, filling: Filling, given: Given, page: Page, answers: Answers, wrong: dict[str, Finding]
) -> Taken:
    """Go on from a page: say what is wrong, else keep and say what comes next, else finish."""
    shown = shown_on(filling.survey, page.key, answers)
    wrong = {key: finding for key, finding in wrong.items() if any(one.key == key for one in shown)}
    seen = given.seen if given.seen is not None else frozenset(one.key for one in shown)
    unseen = [one for one in shown if one.key not in seen and one.key not in answers]
    for one in shown:
        if one.key in seen and one.key not in wrong and (lacks := missing(one, answers.get(one.key))):
            wrong[one.key] = lacks
    if page_before(filling.survey, page.key, answers) is None and _wants_consent(filling, given):
        wrong[""] = Finding(severity="error", key="answering.consent_wanted")
    following = None if wrong or unseen else next_page(filling.survey, page.key, answers)
    nothing = False
    if not (wrong or unseen or following):
        found = way(filling.survey, answers)
        following = found.open or (found.pages[0] if _wants_consent(filling, given) else None)
        nothing = not following and _is_nothing(found)
    done = not (wrong or unseen or following or nothing)
    outcome = _keep(desk, filling, answers, following or page.key, given, done=done)
    if outcome != "kept":
        return Taken(ending=_ENDINGS[outcome])
    if nothing:
        return Taken(page=page.key, nothing=True)
    if wrong or unseen:
        return Taken(page=page.key, wrong=wrong, drawn=_redrawn(answers, page, given, wrong), more=not wrong)
    return Taken(page=following) if following else Taken(ending="thanks")


def _is_nothing(found: Way) -> bool:
    """Tell whether somebody who was asked something has answered nothing at all."""
    return not found.counted and any(found.shown.values())


def _wants_consent(filling: Filling, given: Given) -> bool:
    agreed = "survey" in given.agreed or (filling.response is not None and "survey" in filling.response.consent)
    return bool(filling.survey.consent_text) and not agreed


def _merged(kept: Answers, questions: tuple[Question, ...], given: Given) -> tuple[Answers, dict[str, Finding]]:
    """Return answers with those of some questions put over them; what was seen and left empty is taken back."""
    answers, wrong = dict(kept), {}
    for question in questions:
        value = checked(question, given.raw.get(question.key), given.typed_in or given.lang)
        if value is None and given.seen is not None and question.key not in given.seen:
            continue
        answers.pop(question.key, None)
        if isinstance(value, Finding):
            wrong[question.key] = value
        elif value is not None:
            answers[question.key] = value
    return answers, wrong


def _redrawn(answers: Answers, page: Page, given: Given, wrong: Mapping[str, Finding]) -> Answers:
    raw = {one.key: given.raw.get(one.key) for one in page.questions if one.key in wrong}
    return answers | {key: value for key, value in raw.items() if isinstance(value, str | list | dict)}


def _keep(desk: AnswerDesk, filling: Filling, answers: Answers, page: str, given: Given, *, done: bool) -> Outcome:
    response = _response(desk, filling, answers, page, given, done=done)
    nameless, sent = filling.survey.anonymous, filling.door.invitation
    uses = sent.digest if nameless and sent is not None else ""
    stood = filling.answers, filling.response.consent if filling.response else {}
    outcome = desk.responses.keep(response, filling.survey.asking.quota, uses, stood)
    if outcome == "overtaken":
        raise _Overtaken
    if outcome == "kept" and done:
        _tell(desk, response)
    return "kept" if outcome == "known" else outcome


def _response(desk: AnswerDesk, filling: Filling, answers: Answers, page: str, given: Given, *, done: bool) -> Response:
    survey, door, before, now = filling.survey, filling.door, filling.response, desk.clock()
    if survey.anonymous:
        now = start_of_day(datetime_of(now, desk.zone(door.space)).date(), desk.zone(door.space))
    sent, step = door.invitation, door.invitation.step if door.invitation else ""
    consent = consent_of(survey, filling.version, answers, given.agreed, given.lang, now, before)
    return Response(
        id=filling.id, workspace=door.space.id, survey=survey.key, version=filling.version,
        channel=channel_of(door, filling.key), person="" if survey.anonymous else person_of(door, filling.id),
        began_at=before.began_at if before else now, changed_at=now, lang=given.lang,
        invitation=sent.digest if sent and not survey.anonymous else "", step=step or survey.touchpoint,
        page=page, answers=way(survey, answers).counted if done else answers, consent=consent,
        finished_at=now if done else None,
    )  # fmt: skip


def _tell(desk: AnswerDesk, response: Response) -> None:
    """Make the answers events at once; where that does not succeed now, the sweep does it: they are kept."""
    try:
        tell(desk, desk.responses.get(response.workspace, response.id) or response)
    except HanhtrinhError as error:
        _log.info("told_later", code=error.key)
    except Exception as error:
        _log.warning("told_later", error=type(error).__name__)
