"""One opportunity on a page of its own: what it is, who it touches, what they say, what is done, what that did."""

from collections.abc import Sequence
from dataclasses import dataclass

from hanhtrinh.app.maps.behind import FEWEST
from hanhtrinh.app.priorities.reading import Told, Used
from hanhtrinh.app.priorities.tickets import Ticket
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.i18n import say, tr
from hanhtrinh.journey.model import Solution
from hanhtrinh.measures.recoverable import Recoverable
from hanhtrinh.measures.results import Verbatim
from hanhtrinh.web.components import area, box, button, field, form, head, select, sign
from hanhtrinh.web.priorities.board import Board
from hanhtrinh.web.priorities.effects import effects
from hanhtrinh.web.priorities.matrix import quadrant
from hanhtrinh.web.priorities.solutions import solutions


@dataclass(frozen=True)
class One:
    """An opportunity with everything its page says: how many felt bad, what shipping did, where else it is used."""

    board: Board
    ticket: Ticket
    unhappy: int
    told: Sequence[tuple[Solution, Told]]
    used: Sequence[Used]
    today: str

    @property
    def address(self) -> str:
        """Where its page is."""
        return self.board.address(self.ticket)


def one_page(one: One) -> tuple[Markup, ...]:
    """Return the page's content."""
    board, ticket = one.board, one.ticket
    back = (f"{board.home}?{board.query()}", board.tr("back"))
    link = h("a", board.step(ticket), href=f"{board.map}?{board.asked.query}#{board.lang}-{ticket.step.key}")
    top = head(board.text(ticket), [board.tr("at_step"), " ", link, " · ", say(ticket.stage.name, board.lang)],
               _place(one), back=back)  # fmt: skip
    left = h(
        "div.pr-col",
        _shared(one),
        _edit(one),
        solutions(one.board, ticket, one.today),
        effects(board, ticket, one.told),
    )
    right = h("div.pr-col.pr-side", _people(one), _recoverable(one), _voices(one), _pains(one))
    return top, h("div.pr-one", left, right)


def _place(one: One) -> Markup:
    """Return which quadrant it stands in, in words."""
    board, what = one.board, one.ticket.opportunity
    if what.value is None or what.effort is None:
        return h("span.pr-in", sign("circle-dashed"), board.tr("unplaced"))
    words = board.tr("placed", value=what.value, effort=what.effort)
    quad = quadrant(what.value, what.effort)
    return h(f"span.pr-in.q-{quad}", h("b", board.tr(f"quad_{quad}")), f" · {words}")


def _shared(one: One) -> Markup | None:
    """Return that it comes from a library, where else it is used, and that what is changed here changes here alone."""
    if one.ticket.opportunity.use is None:
        return None
    board = one.board
    links = [h("li", h("a", say(used.name, board.lang), href=f"/w/{board.space.slug}/maps/{used.key}/priorities"))
             for used in one.used]  # fmt: skip
    where = [h("p", board.tr("also_used")), h("ul", links)] if links else h("p", board.tr("used_here_only"))
    return h("div.pr-shared", sign("book-open"), h("div", h("p", board.tr("library_says")), where))


def _edit(one: One) -> Markup:
    board, what = one.board, one.ticket.opportunity
    if not board.edits:
        rows = [("value", str(what.value or "—")), ("effort", str(what.effort or "—")),
                ("owner", one.ticket.owner(board.lang) or "—")]  # fmt: skip
        return box(board.tr("judged"), h("dl.pr-facts", [h("div", h("dt", board.tr(k)), h("dd", v)) for k, v in rows]))
    scale = [("", "—"), *((str(n), board.tr(f"grade_{n}")) for n in range(1, 6))]
    content = form(
        board.asking, one.address,
        area(board.tr("opportunity"), "text", board.text(one.ticket), rows=2, maxlength=2000, required=True),
        h("div.pr-fields",
          select(board.tr("value"), "value", scale, str(what.value or ""), hint=board.tr("value_hint")),
          select(board.tr("effort"), "effort", scale, str(what.effort or ""), hint=board.tr("effort_hint")),
          field(board.tr("owner"), "owner", say(what.owner, board.lang), maxlength=200, list="pr-owners",
                placeholder=say(one.ticket.step.owner, board.lang) or None)),
        h("datalist", [h("option", value=name) for name in board.owners], id="pr-owners"),
        h("div.actions", button(board.tr("save"))),
        kind="pr-edit",
    )  # fmt: skip
    return box(board.tr("judged"), content)


def _people(one: One) -> Markup:
    board, ticket = one.board, one.ticket
    step = board.seen.step(ticket.step.key)
    period = h("p.small", board.words.period(board.seen.readings.period))
    if not step.measured or step.reach is None:
        return box(board.tr("people"), h("p", sign("circle-dashed"), " ", board.tr("step_not_measured")), period)
    left = step.drop_off.count if step.drop_off is not None else None
    found = [
        ("reached", "users", board.people(ticket) or 0, "people_reached"),
        ("unhappy", "frown", one.unhappy, "people_unhappy"),
    ]
    if left is not None:
        found.insert(1, ("dropped", "trending-down", left, "people_left"))
    rows = [h("li", sign(icon), h("b", _count(board, what, count)), h("span", board.tr(words)), _list(one, what, count))
            for what, icon, count, words in found]  # fmt: skip
    return box(board.tr("people"), h("ul.pr-people", rows), h("p.pr-known", board.chip(step.evidence), period))


def _count(board: Board, what: str, count: int) -> str:
    few = what == "unhappy" and not board.sees_people and 0 < count < FEWEST
    return tr("map_page.fewer_people", board.lang, fewest=FEWEST) if few else board.words.number(count)


def _list(one: One, what: str, count: int) -> Markup | None:
    if not one.board.sees_people or not count:
        return None
    return h("a.small", one.board.tr("who"), href=f"{one.address}/people?what={what}&{one.board.asked.query}")


def _recoverable(one: One) -> Markup | None:
    """Return what could be won, against what; nothing is made up where it cannot be told."""
    board = one.board
    if not board.seen.step(one.ticket.step.key).measured:
        return None
    found = board.seen.recoverable(one.ticket)
    lines: Child = [_gap(board, gap) for gap in found] or h("p", board.tr("nothing_recoverable"))
    note = h("p.small", board.tr("recoverable_note")) if found else None
    return box(board.tr("recoverable"), lines, note)


def _gap(board: Board, gap: Recoverable) -> Markup:
    words = board.words
    low, high = (words.number(round(end)) for end in (gap.interval.low, gap.interval.high))
    group = board.seen.journey.segments.get(gap.segment or "") or board.seen.journey.personas.get(gap.segment or "")
    against = board.tr(
        f"gap_{gap.against}_{gap.what}", goal=words.percent(gap.goal), now=words.percent(gap.now),
        group=say(group.name, board.lang) if group else gap.segment or "", of=words.number(gap.of), among=gap.among,
    )  # fmt: skip
    size = h("p.pr-gap", h("b", f"≈ {words.number(round(gap.people))}"),
             h("span", board.tr(f"gap_unit_{gap.what}")), h("span.small", f"[{low} … {high}]"))  # fmt: skip
    return h("div", size, h("p", against))


def _voices(one: One) -> Markup:
    """Return what customers say at the step, pinned words first; words are pinned and let go with one button each."""
    board, ticket = one.board, one.ticket
    few = not board.sees_people and 0 < (board.people(ticket) or 0) < FEWEST
    said = () if few else board.seen.step(ticket.step.key).verbatims
    pinned = [say(text, board.lang) for text in ticket.opportunity.quotes]
    known = {verbatim.text: verbatim for verbatim in said}
    own = [_quote(one, text, known.get(text), pinned=True) for text in pinned]
    rest = [_quote(one, verbatim.text, verbatim, pinned=False) for verbatim in said if verbatim.text not in pinned]
    choose = h("p.small", board.tr("pin_text")) if rest and board.edits else None
    empty = None if own or rest else h("p", board.tr("no_voices"))
    return box(
        board.tr("voices"), own or None, choose, h("div.pr-quotes", rest) if rest else None, empty,
        lead=board.tr("voices_pinned", count=len(own)) if own else None, id="voices",
    )  # fmt: skip


def _quote(one: One, text: str, known: Verbatim | None, *, pinned: bool) -> Markup:
    board = one.board
    scored = known is not None and known.score is not None
    score = f" · {board.tr('scored', score=board.words.number(known.score or 0))}" if known and scored else ""
    source = h("figcaption", f"{board.words.day(known.time)}{score}") if known else None
    mark = ".pinned" if pinned else ""
    return h(
        f"figure.pr-quote{mark}",
        h("blockquote", f"“{text}”"),
        h("div", source, _pinning(one, text, pinned) if board.edits else None),
    )


def _pinning(one: One, text: str, pinned: bool) -> Markup:
    given = (("quote", text), ("pinned", "" if pinned else "1"))
    hidden = [h("input", type="hidden", name=name, value=value) for name, value in given]
    words, icon = ("unpin", "x") if pinned else ("pin", "quote")
    press = button(one.board.tr(words), kind="quiet small", icon=icon)
    return form(one.board.asking, f"{one.address}/quotes", hidden, press)


def _pains(one: One) -> Markup | None:
    board, pains = one.board, one.ticket.step.pains
    if not pains:
        return None
    ordered = sorted(pains, key=lambda pain: -pain.severity)
    items = [
        h("li", h("span", say(pain.text, board.lang)), h("small", tr(f"draw.severity_{pain.severity}", board.lang)))
        for pain in ordered
    ]
    return box(board.tr("pains"), h("ul.pr-pains", items))
