"""The page of who named one in a comment, and the bell that leads to it."""

from litestar import Response, get
from litestar.di import NamedDependency

from hanhtrinh.app.comments.commenting import mentions_of, team_of
from hanhtrinh.app.comments.naming import named_in
from hanhtrinh.app.comments.places import place_name
from hanhtrinh.app.maps.opening import list_journeys
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import say, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.ports.comments import Mention
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, empty, head
from hanhtrinh.web.initials import initials
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page


@get("/w/{slug:str}/mentions", sync_to_thread=True)
def mentions(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Response[str]:
    """Show where the reader was named, newest first; what is new is marked, and seen from now on."""
    found = mentions_of(asking.actor, space, services.comments)
    team = {user.id: user for user in team_of(asking.actor, space, services.comments)}
    opened = list_journeys(asking.actor, space, services.desk)
    journeys = {one.key: one.file.journey for one in opened if one.file is not None}
    words = Words(asking.lang, services.zone(space))
    rows = [_row(asking, space, one, team, journeys, words) for one in found]
    title = tr("comments.mentions", asking.lang)
    nothing = empty(
        "messages-square", tr("comments.no_mentions", asking.lang), tr("comments.no_mentions_text", asking.lang)
    )
    content = h("ol.threads.box", rows) if rows else nothing
    lead = tr("comments.mentions_lead", asking.lang)
    return page(asking, space, title, head(title, lead), content, active="mentions", sheets=("comments.css",))


def _row(
    asking: Asking, space: Space, one: Mention, team: dict[str, User], journeys: dict[str, Journey], words: Words
) -> Markup:
    comment, lang = one.comment, asking.lang
    user, journey = team.get(comment.by), journeys.get(comment.journey)
    name = user.name if user else tr("comments.somebody", lang)
    where = place_name(journey, comment.place, comment.label, lang) if journey else comment.label
    title = say(journey.name, lang) if journey else comment.journey
    link = h("a", f"{title} · {where}" if where and where != title else title,
             href=f"/w/{space.slug}/maps/{comment.journey}?thread={comment.thread}")  # fmt: skip
    new = badge(tr("comments.new", lang), "accent") if one.seen_at is None else None
    pieces = named_in(comment.text, list(team.values()))
    text = h("p.talk-said", [h("b.named", piece.text) if piece.user else piece.text for piece in pieces])
    face, when = h("span.talk-face", initials(name), aria_hidden="true"), h("time", words.moment(comment.at))
    who = h("p.who", face, h("b", name), when, new)
    return h("li.thread", who, text, h("p.talk-where", link))


HANDLERS = (mentions,)
