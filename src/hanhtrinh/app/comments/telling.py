"""The letters about a comment: one to each colleague it names who wants them."""

from collections.abc import Iterable

from hanhtrinh.app.comments.places import place_name
from hanhtrinh.app.mailing.choosing import receivers
from hanhtrinh.app.mailing.desk import MailDesk
from hanhtrinh.app.mailing.writing import Fact, Words, letter_of
from hanhtrinh.i18n import say, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.ports.comments import Comment
from hanhtrinh.ports.mail import Letter


def letters_about(
    mail: MailDesk, space: Space, journey: Journey, comment: Comment, named: Iterable[User], by: str
) -> tuple[Letter, ...]:
    """Return the letters that tell of a comment; none where the server carries no letters."""
    if not mail.ready:
        return ()
    wanting = {member.user.id for member in receivers(mail, space, "mention", "at_once")}
    return tuple(_letter(mail, space, journey, comment, user, by) for user in named if user.id in wanting)


def _letter(mail: MailDesk, space: Space, journey: Journey, comment: Comment, to: User, by: str) -> Letter:
    lang, secret, now = to.language, mail.new_token(), mail.clock()
    map_name, thread = say(journey.name, lang), f"{comment.journey}?thread={comment.thread}"
    where = place_name(journey, comment.place, comment.label, lang)
    words = Words(
        subject=tr("comments.letter_subject", lang, name=by, journey=map_name),
        headline=tr("comments.letter_headline", lang, name=by),
        sentences=(),
        facts=(Fact(where or map_name, "", comment.text),),
        go=(tr("comments.letter_go", lang), f"{mail.address}/w/{space.slug}/maps/{thread}"),
        why=tr("comments.letter_why", lang, space=space.name),
    )
    return letter_of(
        words, id=mail.new_id(), workspace=space.id, kind="mention", to=to.email, lang=lang, stop=secret,
        stop_at=mail.stop_at(secret), now=now, due=now,
    )  # fmt: skip
