"""Use case: whoever reviews a map is reminded when that is due, again after a week, and at last its owners are."""

from hanhtrinh.access import Actor
from hanhtrinh.app.mailing.choosing import wanted
from hanhtrinh.app.mailing.hours import OPENS, quiet_until
from hanhtrinh.app.mailing.writing import Words, letter_of
from hanhtrinh.app.maps.opening import Opened, list_journeys
from hanhtrinh.app.reviewing.desk import ReviewDesk
from hanhtrinh.app.reviewing.due import Due, due_of
from hanhtrinh.draw.words import Words as Written
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.mail import Letter
from hanhtrinh.ports.reviewing import Reminder
from hanhtrinh.values import MICROSECONDS, start_of_day

MOST = 3
"""So many reminders to the reviewer; the one after goes to the workspace's owners and is the last."""
AGAIN = 7 * 86_400 * MICROSECONDS
_SERVER = Actor(kind="server", id="reviews")


def remind(desk: ReviewDesk, space: Space) -> int:
    """Remind of every review of a workspace that is due; return how many letters were written."""
    if not desk.mail.ready:
        return 0
    written = sum(_remind(desk, space, one) for one in list_journeys(_SERVER, space, desk.maps) if one.file)
    if written:
        desk.mail.wake()
    return written


def _remind(desk: ReviewDesk, space: Space, one: Opened) -> int:
    assert one.file is not None  # noqa: S101 - asked for above
    now, zone, journey = desk.mail.clock(), desk.zone(space), one.file.journey
    due = due_of(journey, one.kept.changed_at, now, zone)
    if not due.now or quiet_until(now, zone) != now:
        return 0
    day = due.on.isoformat()
    before = desk.reviews.reminder(space.id, one.key)
    begin = start_of_day(due.on, zone) + OPENS * 3_600 * MICROSECONDS
    told, next_at = (before.told, before.next_at) if before and before.due == day else (0, begin)
    if told > MOST or now < next_at:
        return 0
    letters = _letters(desk, space, one, due, told)
    done = desk.reviews.tell(space.id, one.key, before, Reminder(day, told + 1, now + AGAIN), letters)
    return len(letters) if done else 0


def _letters(desk: ReviewDesk, space: Space, one: Opened, due: Due, told: int) -> list[Letter]:
    reviewer = one.file.journey.reviewer.lower() if one.file else ""
    members = [member for member in desk.mail.accounts.members(space.id) if member.user.disabled_at is None]
    owners = {member.user.email: member.user.language for member in members if member.role == "owner"}
    languages: dict[str, Lang] = {member.user.email: member.user.language for member in members}
    language: Lang = languages.get(reviewer, next(iter(owners.values()), "vi"))
    asked = {reviewer: language}
    to = asked if reviewer and told < MOST else owners
    roles = {member.user.email: member.role for member in members}
    wishes = {address: wanted(desk.mail.wishes.said(space.id, address), roles.get(address)) for address in to}
    late = told == MOST and bool(reviewer)
    return [
        _letter(desk, space, one, due, address, lang, reviewer if late else "")
        for address, lang in to.items()
        if wishes[address]["review"] == "at_once"
    ]


def _letter(desk: ReviewDesk, space: Space, one: Opened, due: Due, address: str, lang: Lang, silent: str) -> Letter:
    assert one.file is not None  # noqa: S101 - asked for above
    mail, secret, now = desk.mail, desk.mail.new_token(), desk.mail.clock()
    journey, day = say(one.file.journey.name, lang), Written(lang).calendar_day(due.on)
    text = tr("review.letter_silent", lang, reviewer=silent) if silent else tr("review.letter_text", lang)
    words = Words(
        subject=tr("review.letter_subject", lang, journey=journey),
        headline=tr("review.letter_headline", lang, journey=journey),
        sentences=[tr("review.letter_due", lang, day=day, space=space.name), text],
        facts=(),
        go=(tr("review.letter_go", lang), f"{mail.address}/w/{space.slug}/maps/{one.key}/review"),
        why=tr("review.letter_why", lang, space=space.name),
    )
    return letter_of(
        words, id=mail.new_id(), workspace=space.id, kind="review", to=address, lang=lang, stop=secret,
        stop_at=mail.stop_at(secret), now=now, due=now,
    )  # fmt: skip
