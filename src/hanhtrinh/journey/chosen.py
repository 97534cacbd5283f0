"""A journey with only what stands in chosen lanes: what a stranger is shown a map from."""

from collections.abc import Collection

from msgspec.structs import replace

from hanhtrinh.journey.model import Feeling, Journey, Opportunity, Persona, Stage, Step, Targets


def only_lanes(journey: Journey, lanes: Collection[str]) -> Journey:
    """Return a journey that holds nothing of the lanes that were not chosen, by their keys.

    Walks of colleagues, plans, segments and the rules of personas are in no lane and never stay; nor do the ways to
    other maps.
    """
    own = {key: lane for key, lane in journey.lanes.items() if key in lanes}
    rivals = "rivals" in lanes
    return replace(
        journey,
        library=None,
        owner=journey.owner if "owner" in lanes else "",
        reviewer="",
        reviewed="",
        personas=_personas(journey),
        segments={},
        competitors=journey.competitors if rivals else {},
        walks={},
        lanes=own,
        stages=tuple(_stage(stage, lanes) for stage in journey.stages),
    )


def _personas(journey: Journey) -> dict[str, Persona]:
    """Return the map's own persona as described, without the rule that recognises it."""
    own = journey.personas.get(journey.persona or "")
    return {} if own is None or journey.persona is None else {journey.persona: replace(own, match=None)}


def _stage(stage: Stage, lanes: Collection[str]) -> Stage:
    return replace(stage, opens=None, plan={}, steps=tuple(_step(step, lanes) for step in stage.steps))


def _step(step: Step, lanes: Collection[str]) -> Step:
    return replace(
        step,
        pictures=step.pictures if "pictures" in lanes else (),
        activity=step.activity if "activity" in lanes else "",
        feeling=step.feeling if "emotion" in lanes else Feeling(),
        thoughts=step.thoughts if "thoughts" in lanes else (),
        questions=step.questions if "questions" in lanes else (),
        competitors=step.competitors if "rivals" in lanes else {},
        pains=step.pains if "pains" in lanes else (),
        opportunities=_opportunities(step, lanes),
        moment_of_truth=step.moment_of_truth and "moments" in lanes,
        owner=step.owner if "owner" in lanes else "",
        backstage=step.backstage if "backstage" in lanes else "",
        targets=step.targets if "targets" in lanes else Targets(),
        notes={key: note for key, note in step.notes.items() if key in lanes},
        reviewed=step.reviewed if "evidence" in lanes else "",
    )


def _opportunities(step: Step, lanes: Collection[str]) -> tuple[Opportunity, ...]:
    """Return what may be improved; who does it goes along with the owner's lane, customers' words with theirs."""
    if "opportunities" not in lanes:
        return ()
    return tuple(_opportunity(one, "owner" in lanes, "thoughts" in lanes) for one in step.opportunities)


def _opportunity(one: Opportunity, owners: bool, quotes: bool) -> Opportunity:
    solutions = tuple(s if owners else replace(s, owner="", due="") for s in one.solutions)
    return replace(
        one, owner=one.owner if owners else "", quotes=one.quotes if quotes else (), use=None, solutions=solutions
    )
