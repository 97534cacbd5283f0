"""A template matched to the events: how well it fits, and every part of it as a piece to take or refuse."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from hanhtrinh.app.draft_pieces.desk import DraftDesk
from hanhtrinh.app.draft_pieces.naming import naming
from hanhtrinh.app.draft_pieces.placing import with_rule, without_empty_stages, without_step, without_unused
from hanhtrinh.app.draft_pieces.shapes import Choices, Piece, Plan, followers
from hanhtrinh.app.draft_pieces.suggesting import Suggesting
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.model import Journey, Stage, Step
from hanhtrinh.journey.templates import template_names, template_text
from hanhtrinh.measures.draft.crossing import Crossing
from hanhtrinh.measures.draft.shapes import AsideProposal, Draft, Reason, because
from hanhtrinh.ports.accounts import Space


@dataclass(frozen=True)
class Fit:
    """How well a template fits the events, with the rules it would get: what they claim, steps met, order kept."""

    key: str
    journey: Journey
    crossing: Crossing
    met: int

    @property
    def people_share(self) -> float:
        """The share of people who meet any of its touchpoints."""
        return self.crossing.on_map[1] / self.crossing.people if self.crossing.people else 0.0

    @property
    def score(self) -> float:
        """What templates are ranked by: the share of events it claims × of its steps that are met × of order kept."""
        order = 1.0 if self.crossing.order is None else self.crossing.order
        return self.crossing.share * self.met / max(1, len(self.journey.steps)) * order


@cache
def template(key: str) -> Journey:
    """Return a template; InputError, naming those there are, for an unknown one."""
    return read_journey(template_text(key), key)


def fits(desk: DraftDesk, space: Space, draft: Draft, state: str) -> tuple[Fit, ...]:
    """Return the templates that have steps, the one that fits best first."""
    found = [_fit(desk, space, key, draft, state) for key in template_names() if template(key).steps]
    return tuple(sorted(found, key=lambda fit: -round(fit.score, 9)))


def _fit(desk: DraftDesk, space: Space, key: str, draft: Draft, state: str) -> Fit:
    journey = template(key)
    matched = Suggesting(journey, draft, desk.crossing(space, journey, draft, state), widen=False)
    for piece in matched.pieces():
        if piece.kind == "rule":
            journey = piece.apply(journey)
    crossing = desk.crossing(space, journey, draft, state)
    met = sum(1 for step in journey.steps if crossing.claimed.get(step.touchpoint or "", (0, 0))[0])
    return Fit(key, journey, crossing, met)


def plan_of_template(
    desk: DraftDesk, space: Space, key: str, draft: Draft, state: str, choices: Choices, lang: Lang
) -> Plan:
    """Return a template matched to the events, with what is taken of it."""
    journey = template(key)
    matched = Suggesting(journey, draft, desk.crossing(space, journey, draft, state), widen=False)
    pieces = tuple(_Pieces(matched).all())
    falls = followers(pieces, choices.refused)
    made = _made(journey, pieces, choices, falls, lang)
    aside = tuple(p for p in draft.proposals if isinstance(p, AsideProposal))
    return Plan(key, state, pieces, choices, falls, made, draft.facts, aside)


def _made(journey: Journey, pieces: tuple[Piece, ...], choices: Choices, falls: dict[str, str], lang: Lang) -> Journey:
    """Return the template without what is refused, and with everything else that is proposed."""
    made = journey
    out = {piece.id for piece in pieces if piece.id in choices.refused or piece.id in falls}
    for piece in pieces:
        if piece.kind == "step" and piece.id in out:
            made = without_step(piece.about)(made)
        elif piece.kind == "rule" and piece.id in out and piece.old:
            made = with_rule(piece.about, None)(made)
        elif piece.id not in out:
            made = piece.apply(made)
    for piece in pieces:
        if piece.id not in out:
            made = naming(piece, choices.names.get(piece.id, ""), lang)(made)
    return without_empty_stages(without_unused(journey)(made))


class _Pieces:
    """Tells a template and what the data say of it piece by piece."""

    def __init__(self, matched: Suggesting) -> None:
        self.matched, self.journey, self.crossing = matched, matched.journey, matched.crossing
        suggested = matched.pieces()
        self.rules = {piece.about: piece for piece in suggested if piece.kind == "rule"}
        self.others = [piece for piece in suggested if piece.kind != "rule"]

    def all(self) -> Iterator[Piece]:
        """Yield every piece, in the order in which one would look at it."""
        yield Piece(id="name", kind="name", about="", name=self.journey.name, named=True)
        for stage in self.journey.stages:
            yield Piece(
                id=f"stage:{stage.key}", kind="stage", about=stage.key, name=stage.name, named=True, stage=stage.key,
                phase=stage.phase,
            )  # fmt: skip
            for step in stage.steps:
                yield from self._step(stage, step)
        for piece in self.others:
            yield replace(piece, needs=(*piece.needs, piece.at)) if piece.at.startswith("step:") else piece

    def _step(self, stage: Stage, step: Step) -> Iterator[Piece]:
        rule = self._rule(step)
        met = rule is not None
        point = self.journey.touchpoints.get(step.touchpoint or "")
        yield Piece(
            id=f"step:{step.key}", kind="step", about=step.key, name=self.journey.name_of_step(step), named=True,
            stage=stage.key, icon=step.icon or (point.icon if point else ""), needs=(f"stage:{stage.key}",),
            reasons=() if met else (self._why_unmet(step),), missing=not met,
        )  # fmt: skip
        if rule is not None and rule.at == f"step:{step.key}":
            yield rule

    def _why_unmet(self, step: Step) -> Reason:
        point = self.journey.touchpoints.get(step.touchpoint or "")
        return because("drafting.why_unmet" if point is not None and point.match else "drafting.why_unmeasured")

    def _rule(self, step: Step) -> Piece | None:
        """Return the rule of a step's touchpoint: what is proposed for it, or its own where that claims events."""
        key = step.touchpoint or ""
        proposed = self.rules.get(key)
        if proposed is not None:
            return replace(proposed, needs=(proposed.at,))
        events, people = self.crossing.claimed.get(key, (0, 0))
        if not events:
            return None
        first = next(one.key for one in self.journey.steps if one.touchpoint == key)
        point = self.journey.touchpoints[key]
        why = because("drafting.why_own_rule", events=events, people=people)
        at, stage = f"step:{first}", self.matched.stage_of(first)
        return Piece(
            id=f"rule:{key}", kind="rule", about=key, name=point.name, reasons=(why,), stage=stage, at=at,
            icon=point.icon, rule=point.match, old="own", numbers={"events": events, "people": people},
            needs=(at,),
        )  # fmt: skip
