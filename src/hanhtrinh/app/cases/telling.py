"""Letters to colleagues about cases: at once, or once a day at eight for those who want it so."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.cases.words import address_of, instruments_of, news_of, said, step_name, what_happened, who
from hanhtrinh.app.looping import each
from hanhtrinh.app.mailing.choosing import wanted
from hanhtrinh.app.mailing.hours import OPENS, quiet_until
from hanhtrinh.app.mailing.writing import Fact, Words, letter_of
from hanhtrinh.draw.words import Words as Written
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Member, Space
from hanhtrinh.ports.cases import Along, Wanted
from hanhtrinh.ports.mail import Letter, Wish
from hanhtrinh.values import datetime_of, instant_of
from hanhtrinh.voice.cases.model import Case, CaseEvent

MOST_LINES = 20


def letters_of_opening(desk: CaseDesk, space: Space, case: Case, but: str = "") -> list[Letter]:
    """Return a letter about a new case to its owner, or to all who want to know where nobody has it yet."""
    if not desk.mail.ready:
        return []
    to = [one for one in _who_want(desk, space, "at_once") if case.owner in ("", one.user.id)]
    return [_about(desk, space, one, case, "opened") for one in to if one.user.id != but]


def letter_of_assigning(desk: CaseDesk, space: Space, case: Case) -> list[Letter]:
    """Return a letter to somebody who was given a case."""
    if not desk.mail.ready:
        return []
    to = [one for one in _who_want(desk, space, "at_once") if one.user.id == case.owner]
    return [_about(desk, space, one, case, "given") for one in to]


def letter_of_answer(desk: CaseDesk, space: Space, case: Case) -> list[Letter]:
    """Return a letter to a case's owner: the customer has written."""
    if not desk.mail.ready:
        return []
    to = [one for one in _who_want(desk, space, "at_once") if case.owner in ("", one.user.id)]
    return [_about(desk, space, one, case, "answered") for one in to]


def _who_want(desk: CaseDesk, space: Space, wish: Wish) -> list[Member]:
    wishes = desk.mail.wishes
    return [m for m in desk.handlers(space) if wanted(wishes.said(space.id, m.user.email), m.role)["case"] == wish]


def _about(desk: CaseDesk, space: Space, to: Member, case: Case, what: str) -> Letter:
    lang, trigger = to.user.language, case.trigger
    words = Written(lang, desk.people.zone(space))
    step = _place(desk, space, case, lang)
    happened = what_happened(trigger, instruments_of(desk, space), lang)
    quote = [tr("cases.letter_quote", lang, text=said(trigger))] if trigger.text else []
    facts = [Fact(tr("cases.due", lang), words.moment(case.due_at)),
             Fact(tr("cases.priority", lang), tr(f"cases.priority_{case.priority}", lang))]  # fmt: skip
    if step:
        facts.insert(0, Fact(tr("cases.step", lang), step))
    subject = tr(f"cases.letter_{what}", lang, what=happened, step=step or space.name)
    said_words = Words(subject, subject, [tr(f"cases.letter_{what}_text", lang), *quote], facts,
                       (tr("cases.letter_go", lang), address_of(desk, space, case)),
                       tr("cases.letter_why", lang, space=space.name))  # fmt: skip
    return _letter(desk, space, to, said_words)


def _letter(desk: CaseDesk, space: Space, to: Member, words: Words) -> Letter:
    mail, now = desk.mail, desk.mail.clock()
    secret = mail.new_token()
    return letter_of(words, id=mail.new_id(), workspace=space.id, kind="case", to=to.user.email,
                     lang=to.user.language, stop=secret, stop_at=mail.stop_at(secret), now=now, due=now)  # fmt: skip


def _place(desk: CaseDesk, space: Space, case: Case, lang: Lang) -> str:
    journeys = desk.people.shelf.usable(space)
    return step_name(journeys, case.trigger.journey, case.trigger.step, lang)


def tell_overdue(desk: CaseDesk, space: Space) -> int:
    """Tell of each case that has become overdue, once; return how many were told of."""
    now = desk.clock()
    late = desk.cases.some(space.id, Wanted(overdue_at=now, untold=True))
    wanting = _who_want(desk, space, "at_once") if late and desk.mail.ready else []
    done = list[Case]()

    def tell(case: Case) -> None:
        to = [one for one in wanting if case.owner in ("", one.user.id)]
        letters = tuple(_about(desk, space, one, case, "overdue") for one in to)
        event = CaseEvent(id=desk.new_id(), case=case.id, at=now, kind="overdue")
        along = Along(events=(event,), letters=letters, news=news_of(desk, space, "case.overdue", case))
        if desk.cases.change(replace(case, told_overdue=True), along) is not None:
            done.append(case)

    each(late, tell)
    if done:
        desk.mail.wake()
        desk.hooks.wake()
    return len(done)


def send_digests(desk: CaseDesk, space: Space) -> int:
    """Write today's digests, once for each who wants one and only if there is something to say; return how many."""
    zone, now = desk.people.zone(space), desk.mail.clock()
    if not desk.mail.ready or quiet_until(now, zone) != now:
        return 0
    morning = datetime_of(now, zone).replace(hour=OPENS, minute=0, second=0, microsecond=0)
    day = morning.date().isoformat()
    done = desk.cases.digested(space.id, day)
    to = [one for one in _who_want(desk, space, "daily") if one.user.email.lower() not in done]
    start = instant_of(morning - timedelta(days=1))
    told = _to_tell(desk, space, start, now) if to else []
    written = 0
    for one in to:
        mine = [case for case in told if case.owner in ("", one.user.id)]
        if mine:
            letter = _digest(desk, space, one, mine, now)
            written += desk.cases.take_digest(space.id, one.user.email.lower(), day, [letter])
    if written:
        desk.mail.wake()
    return written


def _to_tell(desk: CaseDesk, space: Space, start: int, now: int) -> list[Case]:
    """Return the open cases that are new since an instant, or overdue."""
    opened = desk.cases.some(space.id, Wanted(opened_since=start, states=("new", "taken", "waiting")))
    late = desk.cases.some(space.id, Wanted(overdue_at=now))
    return list({one.id: one for one in (*late, *opened)}.values())


def _digest(desk: CaseDesk, space: Space, to: Member, cases: Sequence[Case], now: int) -> Letter:
    lang = to.user.language
    written = Written(lang, desk.people.zone(space))
    facts = [_line(desk, space, one, written, now) for one in cases[:MOST_LINES]]
    subject = tr("cases.digest", lang, count=len(cases), space=space.name)
    words = Words(subject, subject, [tr("cases.digest_text", lang)], facts,
                  (tr("cases.digest_go", lang), f"{desk.mail.address}/w/{space.slug}/voice/cases"),
                  tr("cases.letter_why", lang, space=space.name))  # fmt: skip
    return _letter(desk, space, to, words)


def _line(desk: CaseDesk, space: Space, case: Case, words: Written, now: int) -> Fact:
    lang = words.lang
    due = tr("cases.overdue_since" if case.overdue(now) else "cases.due_at", lang, moment=words.moment(case.due_at))
    about = f"#{case.number} · {who(desk, space, case.person)[0]}"
    parts = (what_happened(case.trigger, instruments_of(desk, space), lang), _place(desk, space, case, lang))
    return Fact(about, due, " · ".join(part for part in parts if part))
