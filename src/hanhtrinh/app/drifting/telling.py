"""Letters about drift: at once, or once a day at eight for those who want it so."""

from collections.abc import Sequence
from datetime import date, timedelta

from hanhtrinh.access import Actor
from hanhtrinh.app.drifting.desk import DriftDesk
from hanhtrinh.app.drifting.words import certainty, day_of, from_to, step_name, what_drifted
from hanhtrinh.app.mailing.choosing import receivers
from hanhtrinh.app.mailing.desk import MailDesk
from hanhtrinh.app.mailing.hours import OPENS, quiet_until
from hanhtrinh.app.mailing.writing import Fact, letter_of
from hanhtrinh.app.mailing.writing import Words as LetterWords
from hanhtrinh.app.maps.opening import open_journey
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Member, Space
from hanhtrinh.ports.drifting import Alarm
from hanhtrinh.ports.mail import Letter
from hanhtrinh.values import datetime_of, instant_of, start_of_day

LOOK_BACK = timedelta(days=7)
_SERVER = Actor(kind="server", id="drift")


def letters_at_once(desk: DriftDesk, space: Space, journey: Journey, key: str, alarms: Sequence[Alarm]) -> list[Letter]:
    """Return a letter about new alarms to each who wants to know at once; at night it waits for the morning."""
    mail, zone = desk.mail, desk.zone(space)
    if not mail.ready or not alarms:
        return []
    due = quiet_until(mail.clock(), zone)
    told = [(journey, key, alarm) for alarm in alarms]
    return [_letter(mail, space, one, zone, told, due) for one in receivers(mail, space, "drift", "at_once")]


def send_digests(desk: DriftDesk, space: Space) -> int:
    """Write today's digests, once for each who wants one and only if something drifted; return how many.

    It is about what was found since the last one, in a week at most, up to eight in the morning and still asks for
    attention: a day on which the server was away is made up for.
    """
    mail, zone = desk.mail, desk.zone(space)
    now = mail.clock()
    morning = datetime_of(now, zone).replace(hour=OPENS, minute=0, second=0, microsecond=0)
    if not mail.ready or quiet_until(now, zone) != now:
        return 0
    start, end = instant_of(morning - LOOK_BACK), instant_of(morning)
    told = _told(desk, space, [alarm for alarm in desk.alarms.between(space.id, start, end) if alarm.asks])
    last = desk.alarms.digested(space.id) if told else {}
    written = 0
    for one in receivers(mail, space, "drift", "daily") if told else ():
        since = _morning_of(last.get(one.user.email, ""), zone)
        mine = [(journey, key, alarm) for journey, key, alarm in told if alarm.opened_at >= since]
        if mine:
            letter = _letter(mail, space, one, zone, mine, now)
            written += desk.alarms.take_digest(space.id, one.user.email, morning.date().isoformat(), [letter])
    if written:
        mail.wake()
    return written


def _morning_of(day: str, zone: str) -> int:
    """Return the instant a day's digest looks back from; the beginning of time for no day."""
    if not day:
        return 0
    return instant_of(datetime_of(start_of_day(date.fromisoformat(day), zone), zone).replace(hour=OPENS))


def _told(desk: DriftDesk, space: Space, alarms: Sequence[Alarm]) -> list[tuple[Journey, str, Alarm]]:
    keys = set(desk.maps.journeys.keys(space))
    files = {key: open_journey(_SERVER, space, desk.maps, key).file for key in {a.journey for a in alarms} & keys}
    known = {key: file.journey for key, file in files.items() if file is not None}
    return [(known[alarm.journey], alarm.journey, alarm) for alarm in alarms if alarm.journey in known]


def _letter(
    mail: MailDesk, space: Space, to: Member, zone: str, told: Sequence[tuple[Journey, str, Alarm]], due: int
) -> Letter:
    lang, secret = to.user.language, mail.new_token()
    words = Words(lang, zone)
    first = told[0]
    one = len({key for _, key, _ in told}) == 1
    address = f"{mail.address}/w/{space.slug}/" + (f"maps/{first[1]}" if one else "journeys")
    name = say(first[0].name, lang) if one else space.name
    said = LetterWords(
        subject=_subject(told, name, words, lang),
        headline=tr("drift.letter_headline", lang, journey=name),
        sentences=[tr("drift.letter_text", lang)],
        facts=[_fact(journey, alarm, words, one=one) for journey, _, alarm in told],
        go=(tr("drift.letter_go", lang), address),
        why=tr("drift.letter_why", lang, space=space.name),
    )
    return letter_of(
        said, id=mail.new_id(), workspace=space.id, kind="drift", to=to.user.email, lang=lang, stop=secret,
        stop_at=mail.stop_at(secret), now=mail.clock(), due=due,
    )  # fmt: skip


def _subject(told: Sequence[tuple[Journey, str, Alarm]], name: str, words: Words, lang: Lang) -> str:
    journey, _, alarm = told[0]
    if len(told) > 1:
        return tr("drift.letter_subject_many", lang, count=len(told), journey=name)
    step = step_name(alarm.drift, journey, words)
    what = what_drifted(alarm.drift, words)
    return tr("drift.letter_subject", lang, step=step, what=what, change=from_to(alarm.drift, words))


def _fact(journey: Journey, alarm: Alarm, words: Words, *, one: bool) -> Fact:
    drift = alarm.drift
    step = step_name(drift, journey, words)
    where = step if one else f"{words.say(journey.name)} · {step}"
    since = tr("drift.since", words.lang, day=day_of(drift.since, words))
    sure = certainty(drift, words)
    return Fact(f"{where} · {what_drifted(drift, words)}", from_to(drift, words), f"{since}. {sure}".strip())
