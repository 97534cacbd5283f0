"""Gives the demo its past weeks: what its surveys asked, what came back, and the cases that were closed since.

Everything goes through the use cases the pages call, with the clock of its day.
"""

import threading
from dataclasses import replace

import structlog
from msgspec import structs
from msgspec.json import encode

from hanhtrinh.access import RIGHTS, Actor, digest
from hanhtrinh.app.answering.doors import Door, invitation, open_link
from hanhtrinh.app.answering.looking import filling, fresh_key
from hanhtrinh.app.answering.sharing import handed
from hanhtrinh.app.answering.taking import Given, take_whole
from hanhtrinh.app.asking.noting import tell_asked
from hanhtrinh.app.cases.handling import change, event, move, note, take
from hanhtrinh.app.cases.making import make
from hanhtrinh.app.cases.replying import address_of, filled, names_in
from hanhtrinh.collect.ids import message_key
from hanhtrinh.demo.names import called
from hanhtrinh.demo.past import Asking, Past, Unhappy
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.events.event import UNPROVEN, Message
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.ports.asking import Asked
from hanhtrinh.ports.cases import Dealt
from hanhtrinh.ports.surveys import Invitation
from hanhtrinh.values import MICROSECONDS, datetime_of
from hanhtrinh.voice.asking.deciding import Decision
from hanhtrinh.voice.cases.model import Case, CaseEvent, Trigger
from hanhtrinh.voice.surveys.model import Survey
from hanhtrinh.web.services import Services

_DAY = 86_400 * MICROSECONDS
_HOUR = 3_600
_AT_ONCE = 50
_SECONDS, _MESSAGES = 60, 1_000
_log = structlog.get_logger("hanhtrinh.demo")


class Recalling:
    """A thread that makes the past weeks known while the server already answers; closed, it leaves the rest out."""

    def __init__(self, services: Services, space: Space, owner: User, past: Past, lang: Lang) -> None:
        self._services, self._space, self._past, self._lang = services, space, past, lang
        self._user, rights = owner, {space.id: RIGHTS["owner"]}
        self._owner = Actor(kind="user", id=owner.id, name=owner.name, rights=rights)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo-past", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            self.recall()
        except HanhtrinhError as error:
            _log.warning("demo_past_left_out", code=error.key)

    def recall(self) -> None:
        """Make everything known, in the order it happened."""
        self._introduce()
        answered: dict[tuple[str, float], str] = {}
        askings = self._past.askings
        for begin in range(0, len(askings), _AT_ONCE):
            asked: list[Asked] = []
            for one in askings[begin : begin + _AT_ONCE]:
                if self._stop.is_set():
                    return
                door = self._code(one) if one.way == "qr" else self._invited(one, asked)
                if one.answers is not None and door is not None:
                    answered[one.person, one.at] = self._answer(one, door)
            tell_asked(self._services.asks, self._space, asked)
        for case in self._past.cases:
            response = answered.get((case.asking.person, case.asking.at))
            if response and not self._stop.is_set():
                self._handle(case, response)

    def _introduce(self) -> None:
        """Let those who ordered have a name, an address and what the books know of them. Nobody vouches for it, so that
        no letter goes there by itself: only from a case, by somebody's hand.
        """
        now, source = self._services.clock(), next(iter(self._services.sources.sources(self._space.id)), None)
        said = {"type": "identify", "timestamp": datetime_of(now).isoformat()}
        traits = {one: {**called(one)._asdict(), **known} for one, known in self._past.customers.items()}
        messages = [
            Message(
                key=message_key(self._space.id, f"demo:{one}"), kind="identify", source=source.key if source else "",
                received_at=now, sent_at=now, flags=UNPROVEN,
                body=encode({**said, "userId": one, "traits": known, "messageId": f"demo:{one}"}),
            )
            for one, known in traits.items()
        ]  # fmt: skip
        for begin in range(0, len(messages), _MESSAGES):
            self._services.inbox.put(self._space.id, messages[begin : begin + _MESSAGES]).result(_SECONDS)

    def _on(self, seconds: float) -> Services:
        """Return the services with the clock of another moment; nobody gets a letter about it now."""
        at, settings = int(seconds * MICROSECONDS), structs.replace(self._services.settings, smtp_url="")
        return replace(self._services, clock=lambda: at, settings=settings)

    def _invited(self, one: Asking, asked: list[Asked]) -> Door | None:
        """Keep that somebody was asked, and return the door their invitation opens."""
        services, token, at = self._services, self._services.new_token(), int(one.at * MICROSECONDS)
        kept = services.surveys.get(self._space.id, one.survey)
        survey = services.surveys.version(self._space.id, one.survey, kept.version) if kept else None
        if kept is None or survey is None:
            return None
        place = survey.asking.on_page.place if one.way == "widget" and survey.asking.on_page else ""
        asking = Asked(
            id=digest(token), workspace=self._space.id, survey=one.survey, channel=one.way, person=one.person, at=at,
            place=place, step=survey.touchpoint, counts=place == "popup", invitation=digest(token),
        )  # fmt: skip
        invited = Invitation(
            digest=digest(token), workspace=self._space.id, survey=one.survey, version=kept.version, channel=one.way,
            person=one.person, at=at, expires=at + survey.asking.days * _DAY, step=survey.touchpoint, lang=one.lang,
        )  # fmt: skip
        if services.askings.ask(asking, [one.person], at, lambda budget, past: _YES, invited).ask:
            asked.append(asking)
        return invitation(services.answering, token)

    def _code(self, one: Asking) -> Door | None:
        link = handed(self._owner, self._space, self._services.answering, one.survey).link
        return open_link(self._services.answering, link.code) if link else None

    def _answer(self, one: Asking, door: Door) -> str:
        """Answer as the page does; return the id of the response."""
        desk = self._on(one.answered).answering
        begun = filling(desk, door, fresh_key(desk, door, qr=one.way == "qr"))
        page = begun.survey.pages[-1 if one.done else 0].key
        take_whole(desk, begun, Given(page, dict(one.answers or {}), one.lang), done=one.done)
        return begun.id

    def _handle(self, case: Unhappy, response: str) -> None:
        """Open the case of a low score, take it, answer, note what was done, and close it, as far as time went."""
        said, space = case.asking, self._space
        answers = said.answers or {}
        score = float(str(answers["pay"]))
        event = message_key(space.id, f"response:{response}:pay")[:8].hex()
        survey = self._services.surveys.version(space.id, said.survey, 1)
        trigger = Trigger(
            key=event, person=said.person, at=int(said.answered * MICROSECONDS), why="low_score", journey=space.slug,
            step=survey.touchpoint if survey else "", instrument=_series(survey), score=score, feeling=score - 3,
            text=str(answers.get("why", "")), survey=said.survey,
        )  # fmt: skip
        opened, taken = said.answered + 300, said.answered + case.taken * _HOUR
        dealt = Dealt(key=event, rule="", outcome="open", at=int(opened * MICROSECONDS))
        made = make(self._on(opened).cases, space, trigger, dealt)
        if made is None:
            return
        take(self._owner, space, self._on(taken).cases, made.id)
        self._write(made, said.answered + case.replied * _HOUR, case.reason, said.lang)
        end = said.answered + case.closed * _HOUR
        if end * MICROSECONDS > self._services.clock():
            return
        closed = self._on(end).cases
        note(self._owner, space, self._on(end - 60).cases, made.id, tr(f"serve.demo_note_{case.reason}", self._lang))
        target = "given_up" if case.reason == "no_answer" else "resolved"
        move(self._owner, space, closed, made.id, target, case.reason)

    def _write(self, case: Case, at: float, reason: str, lang: Lang) -> None:
        """Answer the customer in their language: the letter stands in the history and goes nowhere, its day is over."""
        desk = self._on(at).cases
        names = names_in(desk, self._space, case, self._user, lang)
        text = filled(tr(f"serve.demo_reply_{reason}", lang), names)
        subject = tr("cases.reply_subject", lang, team=self._space.name)

        def send(now: Case) -> tuple[Case, CaseEvent]:
            to = address_of(desk, self._space, now)
            line = event(desk, now, self._owner, "reply", text, subject=subject, to=to)
            return structs.replace(now, state="waiting", replied_at=desk.clock()), line

        change(self._owner, self._space, desk, case.id, send, news=None)


_YES = Decision(ask=True, reason="ask")


def _series(survey: Survey | None) -> str:
    return next((one.series for one in survey.questions if one.key == "pay"), "") if survey else ""
