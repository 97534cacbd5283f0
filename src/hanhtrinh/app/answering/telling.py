"""Answers become events: one "Survey Answered" for everything that stands on a scale or was said in words, and one
"Survey Finished" with the rest. Their ids follow from the response, so that telling twice counts once.

A response that was left in the middle is told after an hour's rest. Should it go on, what is told then replaces that
(`said_id`: the newest of a name holds), and what is no answer any more is taken back.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
import structlog

from hanhtrinh.app.answering.consenting import CONTACT
from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.app.contacts import person_of
from hanhtrinh.collect.ids import message_key
from hanhtrinh.errors import HanhtrinhError, WorkspaceError
from hanhtrinh.events.event import ANONYMOUS, UNPROVEN, Message
from hanhtrinh.events.replacing import TAKEN_BACK
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.inbox import Busy
from hanhtrinh.ports.surveys import Response, Told
from hanhtrinh.values import MICROSECONDS, datetime_of
from hanhtrinh.voice.surveys.instruments import instruments_of
from hanhtrinh.voice.surveys.logic import way
from hanhtrinh.voice.surveys.model import SCORED, AnswerValue, Question, Survey
from hanhtrinh.voice.surveys.score import Said, said_in

SOURCE = "surveys"
REST = 3_600 * MICROSECONDS
_DAY = 86_400 * MICROSECONDS
_MINUTE = 60 * MICROSECONDS
_NEVER = (0, 0)
_SECONDS = 60
_OWN = ("short", "long", "contact", "file")
_log = structlog.get_logger("hanhtrinh.answering")


def tell(desk: AnswerDesk, response: Response) -> None:
    """Make a response's answers events and note that they are. What was given without the consent its survey asks for
    becomes none: it is kept aside until somebody agrees and finishes.
    """
    survey = desk.surveys.version(response.workspace, response.survey, response.version)
    space = desk.accounts.space_by_id(response.workspace)
    if survey is None or space is None or (survey.consent_text and "survey" not in response.consent):
        desk.responses.told(response, _told_at(desk, response))
        return
    as_read = (
        response if response.finished_at is not None else desk.responses.telling(response, _told(survey, response))
    )
    if as_read is None:  # whoever answers went on meanwhile
        return
    _ensure(desk, space, survey)
    messages = list(messages_of(survey, as_read, desk.clock()))
    if messages:
        desk.inbox.put(space.id, messages).result(_SECONDS)
    desk.responses.told(as_read, _told_at(desk, as_read))


def _told_at(desk: AnswerDesk, response: Response) -> int:
    """Return when a response is told; of a nameless one the day alone, like all its other instants."""
    return desk.clock() if response.person else response.changed_at


class Sweeper:
    """Tells what is kept and not told: what a crash left, and what has rested.

    One that cannot be told holds up no others, however many there are: it is tried again a minute later, then ever
    more rarely, and what stands behind it comes first.
    """

    def __init__(self, desk: AnswerDesk) -> None:
        self._desk = desk
        self._failing: dict[str, tuple[int, int]] = {}
        """How often one could not be told, and when it is tried again."""
        self._met: set[str] = set()
        self._after: tuple[int, str] | None = None

    def once(self) -> bool:
        """Tell the next ones; tell whether there may be more. Where nothing can be kept now, a later one goes on."""
        now, some = self._desk.clock(), 200
        due = self._desk.responses.untold(now - REST, now - REST - _DAY, some, self._after)
        for one in due:
            self._after = one.changed_at, one.id
            self._met.add(one.id)
            if self._failing.get(one.id, _NEVER)[1] > now:
                continue
            try:
                tell(self._desk, one)
                self._failing.pop(one.id, None)
            except Exception as error:
                self._put_off(one, error, now)
                if isinstance(error, HanhtrinhError | TimeoutError | Busy):
                    return False
        if len(due) == some:
            return True
        self._failing = {id: tries for id, tries in self._failing.items() if id in self._met}
        self._after, self._met = None, set()
        return False

    def _put_off(self, one: Response, error: Exception, now: int) -> None:
        times, _ = self._failing.get(one.id, _NEVER)
        self._failing[one.id] = times + 1, now + min(_MINUTE << times, _DAY)
        if not times:
            _log.warning("not_told", survey=one.survey, error=type(error).__name__)


def messages_of(survey: Survey, response: Response, now: int) -> Iterator[Message]:
    """Yield the messages of a response."""
    told, done = _told(survey, response), response.finished_at is not None
    for one in said_in(survey, response.answers):
        properties: dict[str, Any] = {"instrument": one.instrument, **_common(response)}
        if one.score is not None:
            properties["score"] = one.score
        if one.text:
            properties["text"] = one.text
        id = f"response:{response.id}:{one.question}"
        if response.tellings:
            properties["said_id"] = f"{response.id}:{one.question}"
            times = told[one.question][2]
            id += f":{_state(one)}" + (":end" if done else f":{times}" if times > 1 else "")
        yield _message(survey, response, "Survey Answered", id, properties, now)
    for question, (instrument, state, times) in told.items():
        if not state:  # told once, and off the way since
            properties = {"instrument": instrument, **_common(response), "said_id": f"{response.id}:{question}",
                          "said_state": TAKEN_BACK, "text": "–"}  # fmt: skip
            id = f"response:{response.id}:{question}:back:{times}"
            yield _message(survey, response, "Survey Answered", id, properties, now)
    if done:
        rest = dict(_rest(survey, response))
        yield _message(
            survey, response, "Survey Finished", f"response:{response.id}", {**_common(response), **rest}, now
        )


def _told(survey: Survey, response: Response) -> Told:
    """Return what is told once a response is told as it stands; what was told before and is no answer any more, of a
    question an answer elsewhere leads past, is taken back.
    """
    said = {one.question: (one.instrument, _state(one)) for one in said_in(survey, response.answers)}
    before = {question: (instrument, "") for question, (instrument, _, _) in response.told.items()}
    found: dict[str, tuple[str, str, int]] = {}
    for question, (instrument, state) in (before | said).items():
        _, old, times = response.told.get(question, ("", "", 0))
        found[question] = instrument, state, times + (not times or state != old)
    return found


def _state(said: Said) -> str:
    return hashlib.sha256(f"{said.score}\0{said.text}".encode()).hexdigest()[:12]


def _ensure(desk: AnswerDesk, space: Space, survey: Survey) -> None:
    try:
        for instrument in instruments_of(survey):
            desk.instruments.ensure(space, instrument)
    except WorkspaceError:  # while an import writes; whoever tells next tries again
        return


def _common(response: Response) -> dict[str, Any]:
    facts = {
        "survey": response.survey, "survey_version": response.version, "response": response.id,
        "survey_channel": response.channel, "survey_lang": response.lang,
    }  # fmt: skip
    return {**facts, "asked_at": response.step} if response.step else facts


def _message(survey: Survey, response: Response, event: str, id: str, properties: dict[str, Any], now: int) -> Message:
    at = _moment(response)
    if event == "Survey Finished":
        properties = {name: value for name, value in properties.items() if name != "asked_at"}
    body = {
        **_who(survey, response), "type": "track", "event": event, "messageId": id,
        "timestamp": datetime_of(at).isoformat(), "properties": properties,
    }  # fmt: skip
    # Anybody can type anybody's address; whose own link it is, is known.
    typed = "anonymousId" in body and "userId" in body
    # Of a nameless response no place may tell when exactly it came.
    received = now if response.person else at
    return Message(
        key=message_key(response.workspace, id), kind="track", source=SOURCE, received_at=received, sent_at=None,
        body=msgspec.json.encode(body), flags=UNPROVEN if typed else 0,
    )  # fmt: skip


def _moment(response: Response) -> int:
    """Return when a response's answers were given; of a nameless one the day, and within it the order in which it was
    told (first, second …, at the end): what was said last holds, and the time of day is in none of it.
    """
    at = response.finished_at if response.finished_at is not None else response.changed_at
    if response.person or not response.tellings:
        return at
    return at + response.tellings + (response.finished_at is not None)


def _who(survey: Survey, response: Response) -> dict[str, Any]:
    person = response.person or f"{ANONYMOUS}response-{response.id}"
    if not person.startswith(ANONYMOUS):
        return {"userId": person}
    return {"anonymousId": person.removeprefix(ANONYMOUS), **_recognised(survey, response)}


def _recognised(survey: Survey, response: Response) -> dict[str, Any]:
    """Return who somebody unknown says they are, where they agreed to be recognised by it."""
    if survey.anonymous:
        return {}
    for question in survey.questions:
        given = response.answers.get(question.key)
        if question.kind == "contact" and isinstance(given, dict) and f"{CONTACT}{question.key}" in response.consent:
            found = person_of(given.get("email") or given.get("phone") or "")
            if found and given.get("name"):
                found["context"]["traits"]["name"] = given["name"]
            return found
    return {}


def _rest(survey: Survey, response: Response) -> Iterator[tuple[str, object]]:
    """Yield the answers that no instrument has: choices, numbers, dates, orders; never contact details and files."""
    counted = way(survey, response.answers).counted
    for question in survey.questions:
        value = counted.get(question.key)
        if value is not None and question.kind not in SCORED and question.kind not in _OWN:
            yield from _properties(question, value)


def _properties(question: Question, value: AnswerValue) -> Iterator[tuple[str, object]]:
    name = f"answer_{question.key}"
    match value:
        case dict():
            yield from ((f"{name}_{row}", chosen) for row, chosen in value.items())
        case list():
            yield name, ", ".join(one.partition(":")[0] for one in value)
        case str():
            yield name, value.partition(":")[0] if question.kind == "choice" else value
        case _:
            yield name, value
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one.startswith("other:") and question.kind in ("choice", "choices"):
            yield f"{name}_other", one.partition(":")[2]
