"""What a draft of the events suggests for a map there is: rules, steps, the aim and its time, what holds of steps."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from hanhtrinh.app.draft_pieces.matching import Match, match_steps
from hanhtrinh.app.draft_pieces.placing import (
    at_step,
    beside_step,
    with_field,
    with_friction,
    with_rule,
    with_segment,
    with_step,
)
from hanhtrinh.app.draft_pieces.shapes import Change, Piece, PieceKind
from hanhtrinh.app.drafting import common_vocabulary
from hanhtrinh.i18n import Text
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.model import Journey, PlainRule, Step
from hanhtrinh.journey.rules import Any, parse_rule, to_plain
from hanhtrinh.measures.draft.crossing import Crossing
from hanhtrinh.measures.draft.shapes import (
    ChannelProposal,
    Draft,
    FrictionProposal,
    InstrumentProposal,
    OptionalProposal,
    OutcomeProposal,
    ParallelProposal,
    PassKeyProposal,
    PromiseProposal,
    Proposal,
    Reason,
    SegmentProposal,
    StepProposal,
    WindowProposal,
    because,
)
from hanhtrinh.values import parse_duration

FAR = 2.0
"""A window this many times as long or short as the data's is far from them."""


@dataclass
class Suggesting:
    """Holds a map against a draft.

    `widen`: a rule of the map that claims nothing is kept beside the one that is proposed for it.
    """

    journey: Journey
    draft: Draft
    crossing: Crossing
    widen: bool = True
    added: dict[str, str] = field(default_factory=dict)

    @cached_property
    def matches(self) -> dict[str, Match]:
        """The touchpoint of the map each drafted step is."""
        return match_steps(self.journey, self.draft, self.crossing, common_vocabulary())

    @cached_property
    def steps(self) -> tuple[StepProposal, ...]:
        """The drafted steps, in the order of the data."""
        return tuple(p for p in self.draft.proposals if isinstance(p, StepProposal))

    @cached_property
    def place(self) -> dict[str, str]:
        """The step of the map each drafted step is: one there is, or one that is proposed."""
        first: dict[str, str] = {}
        for step in reversed(self.journey.steps):
            if step.touchpoint is not None:
                first[step.touchpoint] = step.key
        found = {key: first[match.touchpoint] for key, match in self.matches.items() if match.touchpoint in first}
        taken = {*self.journey.step_index, *self.journey.touchpoints}
        for drafted in self.steps:
            if drafted.step.key not in found and self._free(drafted) > 0:
                key = drafted.step.key
                key = free_key(key, taken, "step") if key in taken else key
                taken.add(key)
                self.added[drafted.step.key] = key
        return found | self.added

    def pieces(self) -> tuple[Piece, ...]:
        """Return everything that is suggested: rules, steps, then what holds of steps and of the whole."""
        place = self.place  # what is to be added is known from here on
        rules = [p for p in (self._rule(step) for step in self.steps) if p is not None]
        adds = [self._add(i, step) for i, step in enumerate(self.steps) if step.step.key in self.added]
        others = [p for proposal in self.draft.proposals for p in self._of(proposal, place)]
        unique = {piece.id: piece for piece in reversed((*rules, *adds, *others))}
        return tuple(reversed(unique.values()))

    def _free(self, step: StepProposal) -> int:
        return self.crossing.free.get(step.step.key, (0, 0))[0]

    def _numbers(self, step: StepProposal) -> dict[str, int]:
        events, people = self.crossing.free.get(step.step.key, (0, 0))
        return {"events": events, "people": people}

    def _rule(self, step: StepProposal) -> Piece | None:
        match = self.matches.get(step.step.key)
        if match is None or match.claims or not self._free(step) or step.step.key not in self.place:
            return None
        point = self.journey.touchpoints[match.touchpoint]
        rule = step.touchpoint.match if not self.widen else either(point.match, step.touchpoint.match)
        at = self.place[step.step.key]
        return Piece(
            id=f"rule:{match.touchpoint}", kind="rule", about=match.touchpoint, name=point.name,
            reasons=(match.reason, *step.reasons), stage=self.stage_of(at), at=f"step:{at}", icon=point.icon,
            rule=rule, numbers=self._numbers(step), apply=with_rule(match.touchpoint, rule),
        )  # fmt: skip

    def _add(self, i: int, step: StepProposal) -> Piece:
        key = self.added[step.step.key]
        behind = tuple(self.place[s.step.key] for s in reversed(self.steps[:i]) if s.step.key in self.place)
        ahead = tuple(self.place[s.step.key] for s in self.steps[i + 1 :] if s.step.key in self.place)
        first = self._begins_stage(i)
        channels = {p.key: p.channel for p in self.draft.proposals if isinstance(p, ChannelProposal)}
        channel = channels.get(step.touchpoint.channel or "")
        made = with_step(Step(key=key, touchpoint=key), step.touchpoint, behind, ahead, channel, ahead_first=first)
        stage = self._stage_near(*((ahead, behind) if first else (behind, ahead)))
        return Piece(
            id=f"add:{key}", kind="add", about=key, name=step.touchpoint.name, named=True,
            reasons=(*self._why_here(behind, ahead), *step.reasons), stage=stage,
            icon=step.touchpoint.icon, rule=step.touchpoint.match, numbers=self._numbers(step), apply=made,
        )  # fmt: skip

    def _begins_stage(self, i: int) -> bool:
        """Tell whether a drafted step belongs to the stage of the next one on the map, and not to that of the last."""
        there = [
            s for s in self.steps if s.step.key in self.place and self.place[s.step.key] in self.journey.step_index
        ]
        last = next((s.stage for s in reversed(self.steps[:i]) if s in there), "")
        following = next((s.stage for s in self.steps[i + 1 :] if s in there), "")
        return self.steps[i].stage == following != last

    def _why_here(self, behind: tuple[str, ...], ahead: tuple[str, ...]) -> tuple[Reason, ...]:
        return (because("drafting.why_unclaimed"),) if behind or ahead else (because("drafting.why_at_end"),)

    def _stage_near(self, first: tuple[str, ...], then: tuple[str, ...]) -> str:
        there = next((key for key in (*first, *then) if key in self.journey.step_index), "")
        return self.stage_of(there) or (self.journey.stages[-1].key if self.journey.stages else "")

    def stage_of(self, step: str) -> str:
        """Return the key of the stage a step of the map belongs to; empty for one it has not."""
        at = self.journey.step_index.get(step)
        return "" if at is None else self.journey.stages[self.journey.stage_of[at]].key

    def _of(self, proposal: Proposal, place: dict[str, str]) -> Iterator[Piece]:
        """Yield what else a proposal suggests for the map, if anything."""
        journey = self.journey
        match proposal:
            case OutcomeProposal(step=step) if step in place and self._aim_unknown(place[step]):
                old = self._name(journey.outcome) if journey.outcome else ""
                yield self._trait("outcome", proposal, step, with_field("outcome", place[step]), old)
            case OptionalProposal(step=step) if step in place and not self._step(place[step]).optional:
                if self._alone(step):
                    yield self._trait("optional", proposal, step, at_step(place[step], optional=True))
            case ParallelProposal(step=step, beside=beside) if step in place and beside in place:
                if self._step(place[step]).parallel is None and self._alone(step) and self._alone(beside):
                    made = beside_step(place[step], place[beside])
                    yield self._trait("parallel", proposal, step, made, "", self._name(place[beside]), beside)
            case PromiseProposal(step=step, promise=promise) if step in place:
                if self._step(place[step]).promise is None:
                    made = at_step(place[step], promise=promise)
                    yield self._trait("promise", proposal, step, made, "", promise.by or "")
            case InstrumentProposal(step=step, instrument=instrument) if step in place:
                if self._step(place[step]).instrument is None:
                    made = at_step(place[step], instrument=instrument)
                    yield self._trait("instrument", proposal, step, made, "", instrument)
            case _:
                yield from self._of_whole(proposal)

    def _of_whole(self, proposal: Proposal) -> Iterator[Piece]:
        journey = self.journey
        match proposal:
            case WindowProposal(window=window) if _far(journey.window, window):
                yield _whole("window", proposal, with_field("window", window), journey.window, window)
            case PassKeyProposal(property=name) if journey.pass_key != name:
                yield _whole("pass_key", proposal, with_field("pass_key", name), journey.pass_key or "", name)
            case SegmentProposal(key=key, segment=segment):
                known = any(one.match == segment.match for one in journey.segments.values())
                if not known and key not in journey.segments:
                    piece = _whole("segment", proposal, with_segment(key, segment), "", "")
                    yield replace(piece, about=key, name=segment.name, named=True)
            case FrictionProposal(which=which, match=match) if getattr(journey.friction, which) is None:
                piece = _whole("friction", proposal, with_friction(which, match), "", "")
                yield replace(piece, about=which, rule=match)
            case _:
                return

    def _trait(
        self, kind: PieceKind, proposal: Proposal, step: str, apply: Change, old: Text = "", new: Text = "",
        beside: str = "",
    ) -> Piece:  # fmt: skip
        key = self.place[step]
        needs = tuple(f"add:{self.added[one]}" for one in (step, beside) if one in self.added)
        at = f"add:{key}" if step in self.added else f"step:{key}"
        id = f"{kind}:{key}" if kind != "outcome" else "outcome"
        return Piece(
            id=id, kind=kind, about=key, name=self._name(key), reasons=proposal.reasons, stage=self.stage_of(key),
            at=at, old=old, new=new, needs=needs, apply=apply,
        )  # fmt: skip

    def _alone(self, step: str) -> bool:
        """Tell whether a drafted step is all of its step of the map: what holds of a part may not hold of it."""
        return list(self.place.values()).count(self.place[step]) == 1

    def _aim_unknown(self, proposed: str) -> bool:
        """Tell whether the map has no aim, or one nobody ever met, and the data see another."""
        aim = self.journey.outcome
        if aim is None or aim not in self.journey.step_index:
            return True
        point = self._step(aim).touchpoint or ""
        return aim != proposed and not self.crossing.claimed.get(point, (0, 0))[0] and aim not in self.place.values()

    def _step(self, key: str) -> Step:
        at = self.journey.step_index.get(key)
        return Step(key=key) if at is None else self.journey.steps[at]

    def _name(self, key: str) -> Text:
        if key in self.journey.step_index:
            return self.journey.name_of_step(self._step(key)) or key
        drafted = next((s for s in self.steps if self.added.get(s.step.key) == key), None)
        return drafted.touchpoint.name if drafted else key


def either(old: PlainRule | None, new: PlainRule | None) -> PlainRule | None:
    """Return a rule that recognises what either does."""
    if old is None or new is None:
        return new if old is None else old
    return to_plain(Any((parse_rule(old), parse_rule(new))))


def _far(old: str, new: str) -> bool:
    there, seen = parse_duration(old), parse_duration(new)
    return not there or not seen or not 1 / FAR <= there / seen <= FAR


def _whole(kind: PieceKind, proposal: Proposal, apply: Change, old: Text, new: Text) -> Piece:
    return Piece(
        id=proposal.id, kind=kind, about="", name="", reasons=proposal.reasons, old=old, new=new, apply=apply
    )  # fmt: skip
