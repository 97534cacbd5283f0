"""Events → draft: a journey proposed from a frame alone, every part of it with its reason."""

from collections.abc import Sequence

from hanhtrinh.events.frame import Frame
from hanhtrinh.i18n import Localized, Text
from hanhtrinh.journey.model import Channel, Phase, Step, Touchpoint
from hanhtrinh.journey.rules import Any, Rule, to_plain
from hanhtrinh.measures.draft.channels import Placed, place_channels
from hanhtrinh.measures.draft.choosing import Chosen, choose
from hanhtrinh.measures.draft.compose import compose
from hanhtrinh.measures.draft.groups import find_groups
from hanhtrinh.measures.draft.kinds import Kind
from hanhtrinh.measures.draft.listening import Asked, find_asked
from hanhtrinh.measures.draft.promise import find_promises
from hanhtrinh.measures.draft.ranking import agreement, either_order
from hanhtrinh.measures.draft.shapes import (
    ChannelProposal,
    Draft,
    DraftFacts,
    DraftQuestion,
    FrictionProposal,
    InstrumentProposal,
    NameProposal,
    OptionalProposal,
    OutcomeProposal,
    ParallelProposal,
    PassKeyProposal,
    PromiseProposal,
    Proposal,
    Reason,
    StageProposal,
    StepProposal,
    because,
)
from hanhtrinh.measures.draft.spans import propose_window
from hanhtrinh.measures.draft.stages import StageCut, cut_stages, name_between, pauses_of
from hanhtrinh.measures.draft.units import PassKey
from hanhtrinh.measures.draft.view import View, view_of
from hanhtrinh.measures.draft.vocabulary import Vocabulary
from hanhtrinh.measures.draft.words import key_of, tidy

_OPTIONAL_BELOW = 0.5
_ORDERED_FEWEST = 1


def draft(frame: Frame, question: DraftQuestion, vocabulary: Vocabulary) -> Draft:
    """Return the journey proposed for a frame's events, with every proposal it is made of.

    The order of people and rows changes nothing. Where the events hold no step at all, the journey has none.
    """
    view = view_of(frame, question.sample)
    chosen = choose(view, question, vocabulary)
    proposals = tuple(_Drafting(view, chosen, question, vocabulary).proposals())
    facts = DraftFacts(
        events=frame.event_count,
        people=frame.person_count,
        events_seen=len(view.time),
        people_seen=view.people,
        units=len(chosen.units),
        parts=chosen.parts,
        agreement=round(agreement(chosen.firsts, chosen.order), 6),
        vocabulary=bool(vocabulary.concepts),
    )
    return Draft(journey=compose(question.key, proposals), facts=facts, proposals=proposals)


class _Drafting:
    """Puts what was found into words a journey takes."""

    def __init__(self, view: View, chosen: Chosen, question: DraftQuestion, vocabulary: Vocabulary) -> None:
        self.view, self.chosen, self.question, self.vocabulary = view, chosen, question, vocabulary
        self.order = chosen.order
        self.kinds = [chosen.kinds.kinds[k] for k in chosen.order]
        self.asked = find_asked(view, chosen.kinds, chosen.order)
        self.keys = self._keys()
        self.names = self._names()
        self.channels = place_channels(view, chosen.kinds, chosen.order, vocabulary)
        self.pauses = pauses_of(chosen.firsts, chosen.order)
        self.aim = chosen.order.index(chosen.aim.kind) if chosen.aim else None
        labels = [vocabulary.concepts[kind.concept].stage or None if kind.concept else None for kind in self.kinds]
        self.cuts = cut_stages(labels, self.pauses, self.aim, tuple(vocabulary.stages))

    def proposals(self) -> Sequence[Proposal]:
        """Return everything proposed, in the order in which one would look at it."""
        chosen, found = self.chosen, list[Proposal]()
        if self.order:
            found.append(NameProposal(name=self.question.name or name_between(self.names[0], self.names[-1])))
        if chosen.key:
            found.append(PassKeyProposal(property=chosen.key.property, reasons=(_key_reason(chosen.key),)))
        if (window := propose_window(chosen.units, chosen.restart)) is not None:
            found.append(window)
        for i, cut in enumerate(self.cuts):
            found.append(self._stage(i, cut))
            found += [self._step(place, self._stage_keys[i]) for place in cut.steps]
        if self.aim is not None and chosen.aim:
            found.append(OutcomeProposal(step=self.keys[self.aim], reasons=chosen.aim.reasons))
        found += self._traits()
        found += self._channel_proposals()
        found += self._extras()
        return [*found, *chosen.aside]

    def _keys(self) -> list[str]:
        """Return the steps' keys: where answers say they were asked, else the vocabulary's word, else their names."""
        taken = {asked.place for asked in self.asked.values()}
        found = []
        for i, (k, kind) in enumerate(zip(self.order, self.kinds, strict=True), 1):
            asked = self.asked.get(k)
            found.append(asked.place if asked else key_of(kind.concept or kind.label, taken, f"step_{i}"))
        return found

    def _names(self) -> list[Text]:
        seen: set[str] = set()
        found: list[Text] = []
        for kind in self.kinds:
            known = kind.concept is not None and kind.concept not in seen
            found.append(self.vocabulary.concepts[kind.concept].name if known and kind.concept else _own_name(kind))
            seen |= {kind.concept} if kind.concept else set()
        return found

    @property
    def _stage_keys(self) -> list[str]:
        taken: set[str] = set()
        return [key_of("_".join(cut.labels), taken, f"stage_{i}") for i, cut in enumerate(self.cuts, 1)]

    def _stage(self, i: int, cut: StageCut) -> StageProposal:
        words = [self.vocabulary.stages[label] for label in cut.labels]
        name: Text = name_between(self.names[cut.steps[0]], self.names[cut.steps[-1]])
        if words:
            ends = words[-1] if len(words) > 1 else None
            vi = f"{words[0].vi}, {ends.vi.lower()}" if ends else words[0].vi
            name = Localized(vi=vi, en=f"{words[0].en}, {ends.en.lower()}" if ends else words[0].en)
        return StageProposal(key=self._stage_keys[i], name=name, phase=self._phase(cut), reasons=self._why_stage(cut))

    def _phase(self, cut: StageCut) -> Phase:
        if self.aim is None or self.aim in cut.steps:
            return "during"
        return "before" if cut.steps[-1] < self.aim else "after"

    def _why_stage(self, cut: StageCut) -> tuple[Reason, ...]:
        reasons = []
        if cut.labels:
            known = [i for i in cut.steps if self._label(i) in cut.labels]
            reasons.append(because("stage_known", n=len(known), of=len(cut.steps), stages=", ".join(cut.labels)))
        if cut.pause:
            reasons.append(because("stage_pause", pause_seconds=round(cut.pause, 1)))
        if self.aim is not None and cut.steps[-1] == self.aim and not cut.labels:
            reasons.append(because("stage_aim"))
        return tuple(reasons)

    def _label(self, i: int) -> str:
        concept = self.kinds[i].concept
        return self.vocabulary.concepts[concept].stage if concept else ""

    def _step(self, i: int, stage: str) -> StepProposal:
        k, kind, key = self.order[i], self.kinds[i], self.keys[i]
        concept = self.vocabulary.concepts[kind.concept] if kind.concept else None
        placed = self.channels[k]
        events = int((self.chosen.kinds.code == k).sum())
        return StepProposal(
            step=Step(key=key, touchpoint=key),
            touchpoint=Touchpoint(
                name=self.names[i],
                channel=placed.key if placed else None,
                icon=concept.icon if concept else "",
                match=to_plain(kind.rule),
            ),
            stage=stage,
            events=events,
            units=self.chosen.coming[k].units,
            reasons=tuple(self._why_step(i, k, kind)),
        )

    def _why_step(self, i: int, k: int, kind: Kind) -> Sequence[Reason]:
        came = self.chosen.coming[k]
        reasons = [because("step_come", n=came.units, of=came.of, reach_share=came.share)]
        if i:
            before = self.order[i - 1]
            ahead, behind = int(self.chosen.firsts.before[before, k]), int(self.chosen.firsts.before[k, before])
            if ahead + behind >= _ORDERED_FEWEST:
                both = ahead + behind
                event = self.kinds[i - 1].label
                reasons.append(because("step_after", event=event, n=both, ahead_share=ahead / both))
        split = next((s for n, s in (self.chosen.kinds.splits or {}).items() if n in kind.names and kind.page), None)
        if split:
            reasons.append(because("step_page", property=split.property, bits=round(split.gain, 2)))
        if len(kind.names) > 1:
            reasons.append(because("step_names", names=", ".join(kind.names)))
        if kind.concept:
            reasons.append(because("step_known", event=kind.label, concept=kind.concept))
        if k in self.asked:
            reasons.append(_asked_reason("step_asked", self.asked[k]))
        return reasons

    def _traits(self) -> Sequence[Proposal]:
        """Return which steps may be left out, and which come in either order."""
        found: list[Proposal] = []
        for i, (k, key) in enumerate(zip(self.order, self.keys, strict=True)):
            came = self.chosen.coming[k]
            if came.share < _OPTIONAL_BELOW and i != self.aim:
                why = because("optional", n=came.units, of=came.of, reach_share=came.share)
                found.append(OptionalProposal(step=key, reasons=(why,)))
            either = either_order(self.chosen.firsts, self.order[i - 1], k) if i else None
            if either and self.aim not in (i - 1, i):
                (ahead, behind, same), event = either, self.kinds[i - 1].label
                why = because("parallel", event=event, ahead=ahead, behind=behind, same=same)
                found.append(ParallelProposal(step=key, beside=self.keys[i - 1], reasons=(why,)))
        return found

    def _channel_proposals(self) -> Sequence[Proposal]:
        placed: dict[str, list[Placed]] = {}
        for one in (self.channels[k] for k in self.order):
            if one is not None:
                placed.setdefault(one.key, []).append(one)
        found = []
        for key, touchpoints in placed.items():
            words = self.vocabulary.channels.get(key)
            name: Text = Localized(vi=words.vi, en=words.en) if words else touchpoints[0].value
            channel = Channel(name=name, icon=words.icon if words else "")
            reasons: list[Reason] = []
            for reason in (reason for one in touchpoints for reason in one.reasons):
                if reason not in reasons:
                    reasons.append(reason)
            found.append(ChannelProposal(key=key, channel=channel, reasons=tuple(reasons)))
        return found

    def _extras(self) -> Sequence[Proposal]:
        """Return promises, surveys, groups of customers, and what shows that something went wrong."""
        found: list[Proposal] = []
        key_of_kind = dict(zip(self.order, self.keys, strict=True))
        chosen, vocabulary = self.chosen, self.vocabulary
        for promise in find_promises(self.view, chosen.kinds, chosen.units, self.order, vocabulary):
            found.append(
                PromiseProposal(step=key_of_kind[promise.kind], promise=promise.promise, reasons=promise.reasons)
            )
        for k in self.order:
            if (asked := self.asked.get(k)) is not None:
                why = (_asked_reason("instrument_asked", asked),)
                found.append(InstrumentProposal(step=key_of_kind[k], instrument=asked.instrument, reasons=why))
        if chosen.aim:
            found += find_groups(self.view, chosen.units, chosen.aim.kind)
        helping = [kind.rule for kind in self.kinds if vocabulary.role(kind.concept) == "support"]
        if chosen.errors:
            errors = to_plain(_any(chosen.errors))
            found.append(FrictionProposal(which="errors", match=errors, reasons=(because("friction_errors"),)))
        if helping:
            support = to_plain(_any(helping))
            found.append(FrictionProposal(which="support", match=support, reasons=(because("friction_support"),)))
        return found


def _own_name(kind: Kind) -> str:
    """Return a name made of what the data call it: of a page its last fixed segment."""
    if kind.page.startswith("/"):
        fixed = [part for part in kind.page.split("/") if part and part != "*"]
        return tidy(fixed[-1].replace("-", " ")) if fixed else kind.page
    return tidy(kind.label)


def _key_reason(key: PassKey) -> Reason:
    return because(
        "pass_key",
        property=key.property,
        values=key.values,
        people=key.people,
        kinds=round(key.kinds_each, 1),
        with_share=key.coverage,
        lasts_seconds=round(key.median_seconds),
    )


def _asked_reason(name: str, asked: Asked) -> Reason:
    return because(
        name,
        place=asked.place,
        instrument=asked.instrument,
        n=asked.n,
        after_share=asked.share,
        wait_seconds=round(asked.seconds),
    )


def _any(rules: Sequence[Rule]) -> Rule:
    return rules[0] if len(rules) == 1 else Any(tuple(rules))
