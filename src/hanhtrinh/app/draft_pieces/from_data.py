"""A draft of data alone as pieces to take or refuse, and the map of those that are taken."""

from collections.abc import Iterator, Mapping

import msgspec

from hanhtrinh.app.draft_pieces.shapes import Choices, Piece, Plan, followers
from hanhtrinh.app.maps.cells import said_in
from hanhtrinh.i18n import Lang, Text
from hanhtrinh.measures.draft.compose import compose
from hanhtrinh.measures.draft.shapes import (
    AsideProposal,
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

DATA = "data"
"""Names, as a plan's source, what customers did, without a template."""


def plan_of_data(draft: Draft, state: str, choices: Choices, lang: Lang) -> Plan:
    """Return a draft with what is taken of it; names are what somebody calls things, in their language."""
    pieces = tuple(_pieces(draft))
    falls = followers(pieces, choices.refused) | _empty_stages(pieces, choices.refused)
    gone = choices.refused | falls.keys()
    falls |= {id: need for id, need in _unused_channels(draft, gone).items() if id not in choices.refused}
    named = [_called(p, choices.names.get(p.id, ""), lang) for p in draft.proposals]
    taken = [p for p in named if p.id not in choices.refused and p.id not in falls]
    aside = tuple(p for p in draft.proposals if isinstance(p, AsideProposal))
    journey = compose(draft.journey.key, taken)
    return Plan(DATA, state, pieces, choices, falls, journey, draft.facts, aside)


def _pieces(draft: Draft) -> Iterator[Piece]:
    steps = {p.step.key: p for p in draft.proposals if isinstance(p, StepProposal)}
    for proposal in draft.proposals:
        found = piece_of(proposal, steps)
        if found is not None:
            yield found


def piece_of(proposal: Proposal, steps: Mapping[str, StepProposal]) -> Piece | None:
    """Return what a proposal says as a piece; None for events that are set aside."""
    why, id = proposal.reasons, proposal.id

    def of_step(kind: str, step: str, new: Text, *more: str) -> Piece:
        name, at = steps[step].touchpoint.name, f"step:{step}"
        needs = (at, *(f"step:{one}" for one in more))
        return Piece(id=id, kind=kind, about=step, name=name, reasons=why, at=at, new=new, needs=needs)  # type: ignore[arg-type]

    match proposal:
        case NameProposal(name=name):
            return Piece(id=id, kind="name", about="", name=name, named=True, reasons=why)
        case StageProposal(key=key, name=name, phase=phase):
            return Piece(
                id=id, kind="stage", about=key, name=name, named=True, reasons=why, stage=key, phase=phase
            )  # fmt: skip
        case StepProposal(step=step, touchpoint=point, stage=stage):
            return Piece(
                id=id, kind="step", about=step.key, name=point.name, named=True, reasons=why, stage=stage,
                icon=point.icon, rule=point.match, numbers={"events": proposal.events, "passes": proposal.units},
                needs=(f"stage:{stage}",),
            )  # fmt: skip
        case OutcomeProposal(step=step):
            return of_step("outcome", step, "")
        case OptionalProposal(step=step):
            return of_step("optional", step, "")
        case ParallelProposal(step=step, beside=beside):
            return of_step("parallel", step, steps[beside].touchpoint.name, beside)
        case PromiseProposal(step=step, promise=promise):
            return of_step("promise", step, promise.by or "")
        case InstrumentProposal(step=step, instrument=instrument):
            return of_step("instrument", step, instrument)
        case WindowProposal(window=window):
            return Piece(id=id, kind="window", about="", name="", reasons=why, new=window)
        case PassKeyProposal(property=property):
            return Piece(id=id, kind="pass_key", about="", name="", reasons=why, new=property)
        case ChannelProposal(key=key, channel=channel):
            return Piece(
                id=id, kind="channel", about=key, name=channel.name, named=True, reasons=why, icon=channel.icon
            )  # fmt: skip
        case SegmentProposal(key=key, segment=segment):
            return Piece(id=id, kind="segment", about=key, name=segment.name, named=True, reasons=why)
        case FrictionProposal(which=which, match=match):
            return Piece(id=id, kind="friction", about=which, name="", reasons=why, rule=match)
        case _:
            return None


def _empty_stages(pieces: tuple[Piece, ...], refused: frozenset[str]) -> dict[str, str]:
    """Return the stages all of whose steps are refused."""
    found: dict[str, str] = {}
    for stage in (p for p in pieces if p.kind == "stage" and p.id not in refused):
        steps = [p.id for p in pieces if p.kind == "step" and p.stage == stage.about]
        if steps and all(step in refused for step in steps):
            found[stage.id] = steps[0]
    return found


def _unused_channels(draft: Draft, gone: frozenset[str] | set[str]) -> dict[str, str]:
    """Return the channels none of whose touchpoints is taken."""
    steps = [p for p in draft.proposals if isinstance(p, StepProposal)]
    found: dict[str, str] = {}
    for channel in (p for p in draft.proposals if isinstance(p, ChannelProposal)):
        users = [p.id for p in steps if p.touchpoint.channel == channel.key]
        if users and all(user in gone for user in users):
            found[channel.id] = users[0]
    return found


def _called(proposal: Proposal, name: str, lang: Lang) -> Proposal:
    """Return a proposal that is called something else in one language."""
    words = " ".join(name.split())
    if not words:
        return proposal
    replace = msgspec.structs.replace
    match proposal:
        case NameProposal() | StageProposal():
            return replace(proposal, name=said_in(proposal.name, lang, words))
        case StepProposal(touchpoint=point):
            return replace(proposal, touchpoint=replace(point, name=said_in(point.name, lang, words)))
        case ChannelProposal(channel=channel):
            return replace(proposal, channel=replace(channel, name=said_in(channel.name, lang, words)))
        case SegmentProposal(segment=segment):
            return replace(proposal, segment=replace(segment, name=said_in(segment.name, lang, words)))
    return proposal
