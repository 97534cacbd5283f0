"""Use cases of comments: said, changed, settled, taken out, looked through; and who was named in them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from hanhtrinh.access import Actor, Right, may, require
from hanhtrinh.app.comments.naming import named_in
from hanhtrinh.app.comments.telling import letters_about
from hanhtrinh.app.mailing.desk import MailDesk
from hanhtrinh.app.maps.desk import Desk
from hanhtrinh.app.maps.opening import Opened, open_journey
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Accounts, Space, User
from hanhtrinh.ports.comments import Comment, Comments, Mention
from hanhtrinh.ports.mail import Letter

LONGEST, LONGEST_LABEL, MOST = 4_000, 160, 5_000
MENTIONS = 100
_PLACE = re.compile(r"(cell/[a-z0-9_-]{1,80}/[a-z0-9_-]{1,64}|(step|stage|lane|door|quote)/[a-z0-9_-]{1,80}|map)")


@dataclass(frozen=True)
class CommentDesk:
    """What comments are kept with, and what tells those they name."""

    comments: Comments
    accounts: Accounts
    desk: Desk
    mail: MailDesk


@dataclass(frozen=True)
class Thread:
    """Comments on one place that answer each other, the first of them first."""

    comments: tuple[Comment, ...]

    @property
    def first(self) -> Comment:
        """The comment the thread began with."""
        return self.comments[0]

    @property
    def open(self) -> bool:
        """Whether it is not settled."""
        return self.first.resolved_at is None


def threads_of(actor: Actor, space: Space, desk: CommentDesk, journey: str) -> tuple[Thread, ...]:
    """Return the threads on a journey: open ones first, of each kind what was said to last first."""
    require(actor, space.id, Right.SEE_MAPS)
    held: dict[str, list[Comment]] = {}
    for comment in desk.comments.of_journey(space.id, journey):
        held.setdefault(comment.thread, []).append(comment)
    threads = [Thread(tuple(sorted(said, key=lambda one: (one.id != one.thread, one.at)))) for said in held.values()]
    return tuple(sorted(threads, key=lambda thread: (not thread.open, -thread.comments[-1].at)))


def say_something(
    actor: Actor, space: Space, desk: CommentDesk, journey: str, place: str, label: str, text: str, thread: str = ""
) -> Comment:
    """Keep a comment on a place of a map, or an answer in a thread; whoever it names is told.

    InputError for an empty or too long text, a place there cannot be, too many comments; NotFound for a thread that is
    not on this journey. An answer to a settled thread opens it again.
    """
    require(actor, space.id, Right.COMMENT)
    opened = open_journey(actor, space, desk.desk, journey)
    there = desk.comments.of_journey(space.id, journey)
    if len(there) >= MOST:
        raise InputError("comments.too_many", given=len(there) + 1, allowed=MOST)
    first = next((one for one in there if one.id == one.thread == thread), None)
    if thread and first is None:
        raise NotFound("comments.no_comment")
    if first is None and not _PLACE.fullmatch(place):
        raise InputError("comments.no_place", given=place[:LONGEST_LABEL])
    made, called = desk.desk.new_id(), " ".join(label.replace("\0", "").split())[:LONGEST_LABEL]
    comment = Comment(
        id=made, workspace=space.id, journey=journey, thread=thread or made, place=first.place if first else place,
        label="" if first else called, by=actor.id, at=desk.desk.clock(), text=_words(text),
    )  # fmt: skip
    named = _named(actor, space, desk, comment.text)
    desk.comments.add(comment, [user.id for user in named], _letters(actor, space, desk, opened, comment, named))
    desk.mail.wake()
    if first is not None and first.resolved_at is not None:
        desk.comments.resolve(space.id, first.id, None, None)
    return comment


def say_again(actor: Actor, space: Space, desk: CommentDesk, comment: str, text: str) -> Comment:
    """Keep another text of one's own comment."""
    found = _own(actor, space, desk, comment, others=False)
    changed = replace(found, text=_words(text), edited_at=desk.desk.clock())
    before = {user.id for user in _named(actor, space, desk, found.text)}
    named = _named(actor, space, desk, changed.text)
    opened = open_journey(actor, space, desk.desk, changed.journey)
    letters = _letters(actor, space, desk, opened, changed, [user for user in named if user.id not in before])
    desk.comments.rewrite(changed, [user.id for user in named], letters)
    desk.mail.wake()
    return changed


def settle(actor: Actor, space: Space, desk: CommentDesk, thread: str, *, settled: bool) -> Comment:
    """Say that a thread is settled, or open it again."""
    require(actor, space.id, Right.COMMENT)
    found = _found(space, desk, thread)
    if found.id != found.thread:
        raise NotFound("comments.no_comment")
    by, at = (actor.id, desk.desk.clock()) if settled else (None, None)
    desk.comments.resolve(space.id, thread, by, at)
    return found


def take_out(actor: Actor, space: Space, desk: CommentDesk, comment: str) -> Comment:
    """Take out one's own comment; who manages the team may take out anybody's. With a thread's first goes the thread.

    A thread others have answered in is not taken out by who began it: InputError.
    """
    found = _own(actor, space, desk, comment, others=True)
    answers = [one for one in desk.comments.of_journey(space.id, found.journey) if one.thread == found.id]
    others = any(one.by != found.by for one in answers)
    if others and not may(actor, space.id, Right.MANAGE_TEAM):
        raise InputError("comments.answered")
    desk.comments.remove(space.id, comment)
    desk.desk.audit.note(actor, space.id, "comment.removed", found.journey, {"place": found.place})
    return found


def mentions_of(actor: Actor, space: Space, desk: CommentDesk) -> Sequence[Mention]:
    """Return where the actor was named, newest first; looking at it is seeing it."""
    require(actor, space.id, Right.SEE_MAPS)
    found = desk.comments.mentions(space.id, actor.id, MENTIONS)
    if any(mention.seen_at is None for mention in found):
        desk.comments.see(space.id, actor.id, desk.desk.clock())
    return found


def team_of(actor: Actor, space: Space, desk: CommentDesk) -> tuple[User, ...]:
    """Return the colleagues who can be named."""
    require(actor, space.id, Right.SEE_MAPS)
    return tuple(member.user for member in desk.accounts.members(space.id))


def _letters(
    actor: Actor, space: Space, desk: CommentDesk, opened: Opened, comment: Comment, named: Sequence[User]
) -> tuple[Letter, ...]:
    journey = opened.file.journey if opened.file is not None else Journey(key=comment.journey, name=comment.journey)
    return letters_about(desk.mail, space, journey, comment, named, actor.name)


def _named(actor: Actor, space: Space, desk: CommentDesk, text: str) -> tuple[User, ...]:
    pieces = named_in(text, team_of(actor, space, desk))
    users = {piece.user.id: piece.user for piece in pieces if piece.user is not None and piece.user.id != actor.id}
    return tuple(users.values())


def _found(space: Space, desk: CommentDesk, comment: str) -> Comment:
    found = desk.comments.get(space.id, comment)
    if found is None:
        raise NotFound("comments.no_comment")
    return found


def _own(actor: Actor, space: Space, desk: CommentDesk, comment: str, *, others: bool) -> Comment:
    require(actor, space.id, Right.COMMENT)
    found = _found(space, desk, comment)
    if found.by != actor.id and not (others and may(actor, space.id, Right.MANAGE_TEAM)):
        raise InputError("comments.not_yours")
    return found


def _words(text: str) -> str:
    words = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\0", "").strip())
    if not words:
        raise InputError("comments.no_words")
    if len(words) > LONGEST:
        raise InputError("comments.too_long", given=len(words), allowed=LONGEST)
    return words
