"""Proposals → journey: whichever of them are taken, what comes out is a journey that can be used."""

from collections.abc import Collection, Iterable
from typing import TypeVar

import msgspec

from hanhtrinh.journey.model import Friction, Journey, Stage, Step
from hanhtrinh.measures.draft.shapes import (
    ChannelProposal,
    Draft,
    FrictionProposal,
    InstrumentProposal,
    NameProposal,
    OptionalProposal,
    OutcomeProposal,
    ParallelProposal,
    PassKeyProposal,
    PromiseProposal,
    Proposal,
    SegmentProposal,
    StageProposal,
    StepProposal,
    WindowProposal,
)

Kind = TypeVar("Kind")


def compose(key: str, proposals: Iterable[Proposal]) -> Journey:
    """Return the journey some proposals make. What leans on a proposal that is not among them is left out too."""
    taken = tuple(proposals)
    steps = _of(taken, StepProposal)
    stages = _stages(taken, steps)
    standing = {step.key for stage in stages for step in stage.steps}
    on_map = [p for p in steps if p.step.key in standing]
    channels = {p.key: p.channel for p in _of(taken, ChannelProposal)}
    touchpoints = {
        p.step.key: p.touchpoint
        if p.touchpoint.channel in channels
        else msgspec.structs.replace(p.touchpoint, channel=None)
        for p in on_map
    }
    used = {touchpoint.channel for touchpoint in touchpoints.values()}
    friction = {p.which: p.match for p in _of(taken, FrictionProposal)}
    journey = Journey(
        key=key,
        name=key,
        channels={name: channel for name, channel in channels.items() if name in used},
        touchpoints=touchpoints,
        segments={p.key: p.segment for p in _of(taken, SegmentProposal)},
        friction=Friction(errors=friction.get("errors"), support=friction.get("support")),
        stages=stages,
    )
    return _with_settings(journey, taken, standing)


def refuse(draft: Draft, ids: Collection[str]) -> Draft:
    """Return the draft without some of its proposals, its journey made anew from the others."""
    refused = tuple(p.id for p in draft.proposals if p.id in ids or p.id in draft.refused)
    taken = [p for p in draft.proposals if p.id not in refused]
    return msgspec.structs.replace(draft, journey=compose(draft.journey.key, taken), refused=refused)


def _of(taken: Iterable[Proposal], kind: type[Kind]) -> list[Kind]:
    return [proposal for proposal in taken if isinstance(proposal, kind)]


def _stages(taken: tuple[Proposal, ...], steps: list[StepProposal]) -> tuple[Stage, ...]:
    """Return the stages with their steps; steps of a refused stage go to the one before, else to the one after."""
    kept = _of(taken, StageProposal)
    if not kept:
        return ()
    holds: dict[str, list[Step]] = {stage.key: [] for stage in kept}
    current = kept[0].key
    for proposal in steps:
        current = proposal.stage if proposal.stage in holds else current
        holds[current].append(_dressed(proposal.step, taken, {p.step.key for p in steps}))
    return tuple(Stage(key=s.key, name=s.name, phase=s.phase, steps=tuple(holds[s.key])) for s in kept if holds[s.key])


def _dressed(step: Step, taken: tuple[Proposal, ...], known: set[str]) -> Step:
    """Return a step with what other proposals say of it."""
    changes: dict[str, object] = {}
    for proposal in taken:
        match proposal:
            case OptionalProposal(step=key) if key == step.key:
                changes["optional"] = True
            case ParallelProposal(step=key, beside=beside) if key == step.key and beside in known:
                changes["parallel"] = beside
            case PromiseProposal(step=key, promise=promise) if key == step.key:
                changes["promise"] = promise
            case InstrumentProposal(step=key, instrument=instrument) if key == step.key:
                changes["instrument"] = instrument
    return msgspec.structs.replace(step, **changes)


def _with_settings(journey: Journey, taken: tuple[Proposal, ...], standing: set[str]) -> Journey:
    changes: dict[str, object] = {}
    for proposal in taken:
        match proposal:
            case NameProposal(name=name, scenario=scenario):
                changes |= {"name": name, "scenario": scenario}
            case OutcomeProposal(step=step) if step in standing:
                changes["outcome"] = step
            case WindowProposal(window=window):
                changes["window"] = window
            case PassKeyProposal(property=property):
                changes["pass_key"] = property
    return msgspec.structs.replace(journey, **changes)
