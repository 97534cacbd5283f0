"""Use cases: which letters one gets, ending a kind by its link, a test letter, what became of the last letters."""

from collections.abc import Mapping, Sequence

from hanhtrinh.access import Actor, Right, Role, require
from hanhtrinh.app.mailing.desk import MailDesk
from hanhtrinh.app.mailing.writing import Words, letter_of
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Member, Space, User
from hanhtrinh.ports.mail import CHOICES, Kind, Letter, Sent, Wish
from hanhtrinh.values import MICROSECONDS

_DEFAULTS: Mapping[Kind, Wish] = {"drift": "daily", "review": "at_once", "mention": "at_once", "case": "at_once"}
_ONLY_READS: frozenset[Role] = frozenset({"viewer", "commenter"})
_HOUR = 3_600 * MICROSECONDS
MOST_TESTS = 5
"""So many test letters an hour."""


def wanted(said: Mapping[Kind, Wish], role: Role | None) -> dict[Kind, Wish]:
    """Return what somebody wants: what they said, else the defaults; who only reads is not told of drift unasked."""
    defaults: dict[Kind, Wish] = {**_DEFAULTS, **({"drift": "none"} if role in _ONLY_READS else {})}
    return {kind: said.get(kind, defaults[kind]) for kind in CHOICES}


def wishes_of(desk: MailDesk, actor: Actor, space: Space, user: User) -> dict[Kind, Wish]:
    """Return which letters a user gets from a workspace."""
    require(actor, space.id, Right.SEE_MAPS)
    roles = {member.user.id: member.role for member in desk.accounts.members(space.id)}
    return wanted(desk.wishes.said(space.id, user.email), roles.get(user.id))


def choose(desk: MailDesk, actor: Actor, space: Space, user: User, given: Mapping[str, str]) -> None:
    """Store which letters a user gets, kinds nothing is said of as before; InputError for a choice there is not."""
    require(actor, space.id, Right.SEE_MAPS)
    wishes = wishes_of(desk, actor, space, user)
    for kind, allowed in CHOICES.items():
        if kind not in given:
            continue
        wish = next((one for one in allowed if one == given.get(kind)), None)
        if wish is None:
            raise InputError("mail.bad_wish", given=str(given.get(kind, ""))[:40], allowed=", ".join(allowed))
        wishes[kind] = wish
    desk.wishes.set(space.id, user.email, wishes)


def receivers(desk: MailDesk, space: Space, kind: Kind, wish: Wish) -> list[Member]:
    """Return the members of a workspace who want letters of a kind so."""
    members = [member for member in desk.accounts.members(space.id) if member.user.disabled_at is None]
    return [one for one in members if wanted(desk.wishes.said(space.id, one.user.email), one.role)[kind] == wish]


def stopped_by(desk: MailDesk, secret: str) -> tuple[str, str, Kind]:
    """Return whose letters of which kind a link ends; NotFound for a link that is none."""
    found = desk.outbox.of_stop(secret)
    if found is None:
        raise NotFound("mail.no_such_link")
    return found


def stop(desk: MailDesk, secret: str) -> Kind:
    """End a kind of letters at the address a link was sent to."""
    workspace, address, kind = stopped_by(desk, secret)
    desk.wishes.set(workspace, address, {kind: "none"})
    return kind


def newest_letters(desk: MailDesk, actor: Actor, space: Space) -> Sequence[Sent]:
    """Return what became of a workspace's last letters."""
    require(actor, space.id, Right.MANAGE_TEAM)
    return desk.outbox.newest(space.id)


def send_test(desk: MailDesk, actor: Actor, space: Space, user: User) -> Letter:
    """Write a test letter to the asker; InputError where nothing can be carried, or too many were asked for."""
    require(actor, space.id, Right.MANAGE_TEAM)
    if not desk.ready:
        raise InputError("mail.not_set_up")
    now = desk.clock()
    recent = [one for one in desk.outbox.newest(space.id) if one.kind == "test" and one.created_at > now - _HOUR]
    if len(recent) >= MOST_TESTS:
        raise InputError("mail.too_many_tests", allowed=MOST_TESTS)
    lang = user.language
    words = Words(
        subject=tr("mail.test_subject", lang, space=space.name), headline=tr("mail.test_headline", lang),
        sentences=[tr("mail.test_text", lang, space=space.name)], facts=(),
        go=(tr("mail.test_go", lang), f"{desk.address}/w/{space.slug}/settings/notifications"),
        why=tr("mail.why_test", lang, space=space.name),
    )  # fmt: skip
    letter = letter_of(
        words, id=desk.new_id(), workspace=space.id, kind="test", to=user.email, lang=lang, stop="",
        stop_at=f"{desk.address}/w/{space.slug}/settings/notifications", now=now, due=now,
    )  # fmt: skip
    desk.outbox.put([letter])
    desk.audit.note(actor, space.id, "mail.tested", letter.id, {})
    desk.wake()
    return letter
