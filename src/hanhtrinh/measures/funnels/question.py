"""The question a funnel asks, as a frozen value, and what makes it unanswerable."""

from typing import Literal

import msgspec

from hanhtrinh.errors import InputError

MAX_BLOCK = 8

Order = Literal["ordered", "strict", "any", "partial"]
Entry = Literal["best", "first", "every"]
Scope = Literal["total", "per_step", "session", "none"]
Unit = Literal["pass", "person", "session", "account"]


class FunnelMatch(msgspec.Struct, frozen=True, kw_only=True):
    """One step: any of its touchpoints (keys or codes) is it. `parallel` names its block where order is partial."""

    touchpoints: tuple[str | int, ...]
    key: str = ""
    optional: bool = False
    parallel: str | None = None

    @property
    def name(self) -> str:
        """The step's key, else its touchpoints."""
        return self.key or "|".join(str(t) for t in self.touchpoints)


class Exclusion(msgspec.Struct, frozen=True, kw_only=True):
    """Touchpoints that must not come between two steps (counted from 1)."""

    touchpoints: tuple[str | int, ...]
    after_step: int
    before_step: int


class Breakdown(msgspec.Struct, frozen=True, kw_only=True):
    """A property whose value sorts units into groups.

    It is read at the entry (`first`), at the furthest step (`last`) or at step n.
    """

    property: str
    at: Literal["first", "last"] | int = "first"


class Funnel(msgspec.Struct, frozen=True, kw_only=True):
    """A funnel question. Durations in seconds, windows inclusive.

    `window_seconds` bounds the whole chain (`window_scope: total`) or each step after the one before (`per_step`);
    with `session` the chain stays within a session (`session_gap_seconds`), with `none` only inactivity of more than
    `inactivity_seconds` ends it. `universe` says among which events `strict` steps are neighbours. With unit
    `account`, `account` names the property.
    """

    steps: tuple[FunnelMatch, ...]
    window_seconds: int | None = None
    window_scope: Scope = "total"
    inactivity_seconds: int | None = None
    session_gap_seconds: int = 1_800
    entry: Entry = "best"
    order: Order = "ordered"
    universe: Literal["on_map", "all"] = "on_map"
    exclusions: tuple[Exclusion, ...] = ()
    on_exclusion: Literal["stop", "drop", "reset"] = "stop"
    unit: Unit = "person"
    account: str | None = None
    breakdown: Breakdown | None = None
    hold: str | None = None

    @property
    def in_blocks(self) -> bool:
        """Tell whether parallel or optional steps make it a partial order."""
        return self.order == "partial" or any(step.optional for step in self.steps)

    @property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """Positions of the steps of each block: neighbours that share `parallel`, else a step alone."""
        blocks: list[list[int]] = []
        for i, step in enumerate(self.steps):
            if i and step.parallel is not None and step.parallel == self.steps[i - 1].parallel:
                blocks[-1].append(i)
            else:
                blocks.append([i])
        return tuple(map(tuple, blocks))


def check(question: Funnel) -> None:
    """Raise InputError when the question has no meaning; the message says which option and what is allowed."""
    _check_steps(question)
    _check_window(question)
    _check_order(question)
    _check_exclusions(question)
    if question.unit == "account" and not question.account:
        raise InputError("funnel.no_account")
    if question.breakdown and isinstance(question.breakdown.at, int):
        _within("breakdown", question.breakdown.at, 1, len(question.steps))


def _check_steps(question: Funnel) -> None:
    if not question.steps:
        raise InputError("funnel.no_steps")
    for number, step in enumerate(question.steps, 1):
        if not step.touchpoints:
            raise InputError("funnel.empty_step", step=number)
    if all(step.optional for step in question.steps):
        raise InputError("funnel.all_optional")


def _check_window(question: Funnel) -> None:
    needed = {"total": "window_seconds", "per_step": "window_seconds", "none": "inactivity_seconds"}
    name = needed.get(question.window_scope)
    for field in ("window_seconds", "inactivity_seconds"):
        value = getattr(question, field)
        if (value is None and field == name) or (value is not None and value < 0):
            raise InputError("funnel.window", field=field, scope=question.window_scope, given=str(value))
    if question.session_gap_seconds < 0:
        raise InputError(
            "funnel.window", field="session_gap_seconds", scope="session", given=str(question.session_gap_seconds)
        )


def _check_order(question: Funnel) -> None:
    if question.window_scope == "per_step" and (question.in_blocks or question.order == "any"):
        raise InputError("funnel.per_step_order", order=question.order)
    if question.in_blocks and question.order not in ("ordered", "partial"):
        raise InputError("funnel.optional_order", order=question.order)
    if question.order != "partial" and any(step.parallel is not None for step in question.steps):
        raise InputError("funnel.parallel_order", order=question.order)
    for block in question.blocks:
        if len(block) > MAX_BLOCK:
            raise InputError(
                "funnel.wide_block", count=len(block), allowed=MAX_BLOCK, block=question.steps[block[0]].parallel
            )


def _check_exclusions(question: Funnel) -> None:
    if question.exclusions and (question.order != "ordered" or question.in_blocks):
        raise InputError("funnel.exclusion_order", order="partial" if question.in_blocks else question.order)
    for bar in question.exclusions:
        _within("exclusions.after_step", bar.after_step, 1, len(question.steps) - 1)
        _within("exclusions.before_step", bar.before_step, bar.after_step + 1, len(question.steps))
        for step in question.steps[bar.after_step - 1 : bar.before_step]:
            both = sorted(str(t) for t in set(step.touchpoints) & set(bar.touchpoints))
            if both:
                raise InputError("funnel.excluded_step", touchpoint=", ".join(both), step=step.name)


def _within(field: str, given: int, low: int, high: int) -> None:
    if not low <= given <= high:
        raise InputError("funnel.out_of_range", field=field, given=given, low=low, high=high)
