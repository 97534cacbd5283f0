"""Before and after: what became of a step's numbers when a solution went live there."""

from collections.abc import Sequence

from hanhtrinh.app.priorities.reading import Told
from hanhtrinh.app.priorities.tickets import Ticket
from hanhtrinh.draw.change_words import change_rows, difference_text
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import NBSP
from hanhtrinh.i18n import say
from hanhtrinh.journey.model import Solution
from hanhtrinh.measures.before_after import Effect, Windows, direction
from hanhtrinh.measures.changed import Change
from hanhtrinh.measures.results import Interval, Reading
from hanhtrinh.web.components import box, data_table, sign
from hanhtrinh.web.priorities.board import Board
from hanhtrinh.web.priorities.table import day

_SIGNS = {"better": "circle-check", "worse": "circle-alert", "unclear": "circle-dashed"}
_WIDTH, _HEIGHT = 140, 22


def effects(board: Board, ticket: Ticket, told: Sequence[tuple[Solution, Told]]) -> Markup | None:
    """Return each shipped solution with its before and after; nothing where none was shipped."""
    if not told:
        return None
    parts = [_effect(board, solution, found) for solution, found in told]
    caution = h("p.small.pr-caution", sign("lightbulb"), h("span", board.tr("no_proof")))
    return box(board.tr("before_after"), *parts, caution,
               lead=board.tr("before_after_lead", step=board.step(ticket)), id="shipped")  # fmt: skip


def _effect(board: Board, solution: Solution, told: Told) -> Markup:
    title = h("h3", sign("rocket"), f"{day(board, solution.shipped)} · {say(solution.text, board.lang)}")
    return h("article.pr-effect", title, _table(board, told), *_reasons(board, told))


def _table(board: Board, told: Told) -> Markup | None:
    if not told.effects:
        return None
    heads = [board.tr(name) for name in ("number", "before", "after", "difference", "meaning", "elsewhere")]
    rows = [_row(board, effect) for effect in told.effects]
    return data_table(heads, rows, caption=board.tr("before_after"), kind="pr-effects")


def _row(board: Board, effect: Effect) -> tuple[Child, ...]:
    change, words = effect.change, board.words
    row = change_rows([change], board.seen.journey, words)[0]
    way = direction(change)
    verdict = way if change.verdict == "beyond" else change.verdict
    difference: Child = "—"
    if change.value is not None:
        span = h("span.small", f"95{NBSP}%: {row.interval}") if change.interval else None
        difference = h("div.pr-diff", h("b", row.difference), span, _picture(change.interval, change.value))
    return (
        h("div", h("b", _name(board, change)), h("small", _window(board, effect.windows))),
        _side(board, change.old), _side(board, change.new),
        difference,
        h(f"span.pr-way.{way}", sign(_SIGNS[way]), board.tr(f"verdict_{verdict}")),
        _rest(board, effect),
    )  # fmt: skip


def _name(board: Board, change: Change) -> str:
    side = change.new or change.old
    told = change.what == "score" and side is not None and side.unit in ("nps", "csat_share")
    return board.tr(f"num_score_{side.unit}" if told and side else f"num_{change.what}")


def _side(board: Board, reading: Reading | None) -> Child:
    if reading is None or reading.value is None:
        return "—"
    waiting = reading.left_out.get("open", 0)
    more = f" · {board.tr('still_open', count=board.words.number(waiting))}" if waiting else ""
    text = board.words.reading(reading, exact=True)
    return h("div", h("b", text), h("small", f"n{NBSP}={NBSP}{board.words.number(reading.n)}{more}"))


def _rest(board: Board, effect: Effect) -> Child:
    reading = effect.change.new or effect.change.old
    if effect.rest is None or reading is None:
        return "—"
    value = difference_text(effect.rest.value, reading.unit, board.words)
    return h("div", h("span", value), h("small", board.tr("of_steps", count=effect.rest.steps)))


def _window(board: Board, found: Windows) -> str:
    return board.tr("window", days=found.days)


def _picture(interval: Interval | None, value: float) -> Markup | None:
    """Return the interval on a line through zero; its two ends are beside it in words."""
    if interval is None:
        return None
    most = max(abs(interval.low), abs(interval.high), 1e-9) * 1.1
    low, at, high = (round((end / most + 1) / 2 * _WIDTH, 1) for end in (interval.low, value, interval.high))
    middle = _HEIGHT / 2
    return h(
        "svg.pr-interval",
        h("line.zero", x1=_WIDTH / 2, x2=_WIDTH / 2, y1=1, y2=_HEIGHT - 1),
        h("line.span", x1=low, x2=high, y1=middle, y2=middle),
        h("circle", cx=at, cy=middle, r=5),
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}", width=_WIDTH, height=_HEIGHT, aria_hidden="true",
    )  # fmt: skip


def _reasons(board: Board, told: Told) -> list[Markup]:
    """Return why something cannot be told, and from when on it can."""
    if told.short_before:
        return [_line(board.tr("short_before"))]
    found = []
    if told.soon_from is not None:
        found.append(_line(board.tr("too_early", day=board.words.calendar_day(told.soon_from))))
    if told.closed_from is not None:
        found.append(_line(board.tr("still_closing", day=board.words.calendar_day(told.closed_from),
                                    window=board.words.duration(board.seen.journey.window_seconds))))  # fmt: skip
    if not told.effects and not found:
        found.append(_line(board.tr("no_numbers")))
    return found


def _line(text: str) -> Markup:
    return h("p.pr-wait", sign("clock"), text)
