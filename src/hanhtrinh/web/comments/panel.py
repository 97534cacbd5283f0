"""The panel of comments: threads of one place or of all, a form to say something, what can be done with each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hanhtrinh.access import Right, may
from hanhtrinh.app.comments.commenting import LONGEST, Thread
from hanhtrinh.app.comments.naming import named_in
from hanhtrinh.app.comments.places import is_there, place_name
from hanhtrinh.draw.markup import Markup, data_block, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.ports.comments import Comment
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, form, link_button, sign
from hanhtrinh.web.initials import initials

ID = "comments-panel"


@dataclass(frozen=True)
class Panel:
    """What a panel is drawn from. `place` is empty for all of the map; `settled` shows what is settled."""

    asking: Asking
    space: Space
    key: str
    journey: Journey
    threads: tuple[Thread, ...]
    team: Mapping[str, User]
    words: Words
    place: str = ""
    label: str = ""
    settled: bool = False
    written: str = ""
    problem: str = ""

    @property
    def base(self) -> str:
        """The address comments of this map have."""
        return f"/w/{self.space.slug}/maps/{self.key}/comments"

    @property
    def may_say(self) -> bool:
        """Whether the reader may say something."""
        return may(self.asking.actor, self.space.id, Right.COMMENT)

    def tr(self, key: str, **params: object) -> str:
        """Return words of the area in the reader's language."""
        return tr(f"comments.{key}", self.asking.lang, **params)


def panel(of: Panel) -> Markup:
    """Return the whole panel, with how many threads are open at which place."""
    here = [one for one in of.threads if not of.place or one.first.place == of.place]
    shown = [one for one in here if one.open != of.settled]
    what = place_name(of.journey, of.place, of.label, of.asking.lang) if of.place else of.tr("all")
    return h(
        "section.comments",
        h("header", _up(of), h("h2", what, tabindex=-1), _shut(of)),
        _kinds(of, here),
        _say(of) if of.may_say and not of.settled else None,
        h("ol.threads", [_thread(of, one) for one in shown]) if shown else _nothing(of),
        _data(of),
        id=ID,
    )


def _up(of: Panel) -> Markup | None:
    if not of.place:
        return None
    return h("a.up", sign("arrow-left"), of.tr("all"), href=of.base, data_part=ID)


def _shut(of: Panel) -> Markup:
    back = f"/w/{of.space.slug}/maps/{of.key}"
    return h("a.shut", sign("x"), h("span.vh", tr("draw.close", of.asking.lang)), href=back, data_shut_comments=True)


def _kinds(of: Panel, here: Sequence[Thread]) -> Markup:
    at = f"place={of.place}&" if of.place else ""
    count = Counter(one.open for one in here)
    links = [
        h("a", of.tr(word), " ", h("span.count", of.words.number(count[is_open])), href=f"{of.base}?{at}{query}",
          data_part=ID, aria_current="true" if is_open != of.settled else None)
        for word, query, is_open in (("open", "", True), ("settled", "settled=1", False))
    ]  # fmt: skip
    return h("nav.tabs", *links, aria_label=of.tr("which"))


def _nothing(of: Panel) -> Markup:
    key = "nothing_settled" if of.settled else "nothing_here" if of.place else "nothing"
    return h("p.none", of.tr(key))


def _say(of: Panel) -> Markup:
    """Return the form that begins a thread; without a place it is about the whole map."""
    return form(
        of.asking, of.base,
        h("input", type="hidden", name="place", value=of.place or "map"),
        h("input", type="hidden", name="label", value=of.label),
        _box(of, "say", of.tr("say_at" if of.place else "say"), of.written),
        h("p.wrong", sign("circle-alert"), of.problem, role="alert") if of.problem else None,
        h("div.actions", button(of.tr("send"), icon="send"), h("small", of.tr("name_hint"))),
        kind="say", data_part=ID,
    )  # fmt: skip


def _box(of: Panel, id: str, label: str, text: str = "") -> Markup:
    control = h("textarea.in", text, name="text", id=f"c-{id}", rows=2, maxlength=LONGEST, required=True,
                placeholder=label, data_names=True)  # fmt: skip
    return h("div.field", h("label.vh", label, for_=f"c-{id}"), control)


def _thread(of: Panel, thread: Thread) -> Markup:
    first = thread.first
    return h(
        "li.thread.settled" if not thread.open else "li.thread",
        _where(of, first) if not of.place else None,
        h("ol", [_comment(of, one) for one in thread.comments]),
        _settled(of, first) if not thread.open else None,
        _answer(of, first) if of.may_say else None,
        id=f"thread-{first.id}",
    )


def _where(of: Panel, first: Comment) -> Markup:
    name = place_name(of.journey, first.place, first.label, of.asking.lang)
    if not is_there(of.journey, first.place):
        return h("p.talk-where.gone", sign("map-pin-off"), name or first.label, " ", h("small", of.tr("place_gone")))
    link = h("a", sign("map-pin"), name, href=f"{of.base}?place={first.place}", data_part=ID, data_place=first.place)
    return h("p.talk-where", link)


def _comment(of: Panel, comment: Comment) -> Markup:
    user = of.team.get(comment.by)
    name = user.name if user else of.tr("somebody")
    when = h("time", of.words.moment(comment.at))
    edited = h("small", of.tr("edited")) if comment.edited_at else None
    head = h("p.who", h("span.talk-face", initials(name), aria_hidden="true"), h("b", name), when, edited)
    return h("li.comment", head, _text(of, comment.text), _deeds(of, comment), id=f"comment-{comment.id}")


def _text(of: Panel, text: str) -> Markup:
    pieces = named_in(text, list(of.team.values()))
    return h("p.talk-said", [h("b.named", one.text) if one.user else one.text for one in pieces])


def _deeds(of: Panel, comment: Comment) -> Markup | None:
    """Return what can be done with a comment: changing one's own, taking out one's own (an owner: anybody's)."""
    mine, owner = comment.by == of.asking.actor.id, may(of.asking.actor, of.space.id, Right.MANAGE_TEAM)
    if not of.may_say or not (mine or owner):
        return None
    here = f"{of.base}/{comment.id}"
    box = _box(of, f"edit-{comment.id}", of.tr("edit"), comment.text)
    edit = form(of.asking, f"{here}/text", _back(of), box, button(of.tr("save"), kind="plain"), data_part=ID)
    remove = button(of.tr("remove"), kind="quiet", icon="trash-2")
    drop = form(of.asking, f"{here}/remove", _back(of), remove, data_part=ID)
    more = h("summary", sign("ellipsis"), h("span.vh", of.tr("more")))
    return h("details.deeds", more, edit if mine else None, drop)


def _back(of: Panel) -> Markup:
    """Return the field that says what the panel showed, so that the answer shows the same."""
    return h("input", type="hidden", name="back", value=of.place)


def _settled(of: Panel, first: Comment) -> Markup:
    user = of.team.get(first.resolved_by or "")
    when = of.words.moment(first.resolved_at) if first.resolved_at is not None else ""
    name = user.name if user else of.tr("somebody")
    return h("p.settled-by", sign("circle-check"), of.tr("settled_by", name=name, when=when))


def _answer(of: Panel, first: Comment) -> Markup:
    settled = first.resolved_at is not None
    hidden = h("input", type="hidden", name="thread", value=first.id)
    box = _box(of, f"answer-{first.id}", of.tr("answer"))
    send = button(of.tr("send"), kind="plain", icon="send")
    reply = form(of.asking, of.base, _back(of), hidden, box, send, data_part=ID)
    state = h("input", type="hidden", name="settled", value="no" if settled else "yes")
    mark = button(of.tr("open_again" if settled else "settle"), kind="quiet", icon="repeat" if settled else "check")
    done = form(of.asking, f"{of.base}/{first.id}/settle", _back(of), state, mark, data_part=ID)
    return h("div.answer", h("details.reply", h("summary", of.tr("answer")), reply), done)


def _data(of: Panel) -> Markup:
    """Return, for the page's script, how many threads are open where, and who can be named how."""
    counts = Counter(one.first.place for one in of.threads if one.open)
    names = Counter(user.name.casefold() for user in of.team.values())
    team = [
        {"name": user.name, "call": user.name if names[user.name.casefold()] == 1 else user.email}
        for user in of.team.values() if user.id != of.asking.actor.id
    ]  # fmt: skip
    return data_block({"open": counts, "team": team}, id="comments-data")


def opener(asking: Asking, space: Space, key: str) -> Markup:
    """Return what opens the panel; the page's script adds how many threads are open."""
    words = h("span", tr("comments.title", asking.lang))
    return h("a.tool", sign("messages-square"), words, href=f"/w/{space.slug}/maps/{key}/comments", id="comments-open")


def side(asking: Asking, space: Space) -> Markup:
    """Return the place beside the map where the panel opens."""
    lang = asking.lang
    return h(
        "aside.comments-side", h("section", id=ID), id="comments-side", hidden=True, data_own=True,
        aria_label=tr("comments.title", lang), data_label_add=tr("comments.at_cell", lang),
        data_label_open=tr("comments.open_at", lang, count="#"),
        data_may_say=may(asking.actor, space.id, Right.COMMENT),
    )  # fmt: skip


def to_map(of: Panel) -> Markup:
    """Return the way back to the map, for a page without script."""
    return link_button(of.tr("to_map"), f"/w/{of.space.slug}/maps/{of.key}", icon="arrow-left")
