"""Use cases: a drafted rule is saved, events on no step are adopted; each is one edit that can be taken back."""

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.maps.commands.arranging import MOST_STEPS
from hanhtrinh.app.maps.editing import Changed, change
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.app.rules.desk import RuleDesk
from hanhtrinh.app.rules.drafts import Draft, drafted, rule_from, state_of, touchpoint_of, with_step_after
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.edits import Edit, Several, edits_between
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.model import Journey, Step
from hanhtrinh.journey.rules import Any, Rule, to_plain
from hanhtrinh.measures.journey_reading import touchpoint_rules
from hanhtrinh.measures.rule_preview_unclaimed import OffTheMap, off_the_map
from hanhtrinh.ports.accounts import Space

_replace = msgspec.structs.replace


def save_rule(
    actor: Actor, space: Space, desk: RuleDesk, journey: str, draft: Draft, lang: Lang, was: str
) -> Changed | None:
    """Write a draft into the journey's file; None where it says nothing new.

    `was` is how the touchpoint stood when the draft was begun: InputError where somebody has changed it since.
    """
    require(actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(actor, space, desk.desk, journey)
    if draft.key and state_of(touchpoint_of(file.journey, draft.key)) != was:
        raise InputError("rules_page.changed_meanwhile")

    def make(written: Journey) -> Edit | None:
        return _as_one(written, drafted(written, draft, lang, _known(written, file.journey))[0])

    return change(actor, space, desk.desk, journey, make)


def adopt_into(
    actor: Actor, space: Space, desk: RuleDesk, journey: str, match: object, touchpoint: str
) -> Changed | None:
    """Let a touchpoint recognise some more events beside its own; one edit."""
    require(actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(actor, space, desk.desk, journey)
    more = rule_from(match)

    def make(written: Journey) -> Edit | None:
        old = touchpoint_of(_known(written, file.journey), touchpoint)
        made = _replace(old, match=to_plain(_either(old.rule, more)))
        return _as_one(written, _replace(written, touchpoints={**written.touchpoints, touchpoint: made}))

    return change(actor, space, desk.desk, journey, make)


def adopt_as_step(
    actor: Actor, space: Space, desk: RuleDesk, journey: str, match: object, name: str, after: str, lang: Lang
) -> Changed | None:
    """Make a touchpoint of some events and a step for it behind another one; one edit."""
    require(actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(actor, space, desk.desk, journey)
    draft = Draft(key="", name=name, rule=rule_from(match))

    def make(written: Journey) -> Edit | None:
        if len(written.steps) >= MOST_STEPS:
            raise InputError("map_page.too_many_steps", given=len(written.steps) + 1, allowed=MOST_STEPS)
        made, key = drafted(written, draft, lang, _known(written, file.journey))
        step = Step(key=free_key(name, set(written.step_index), "step"), touchpoint=key)
        return _as_one(written, with_step_after(made, after, step))

    return change(actor, space, desk.desk, journey, make)


def unclaimed(actor: Actor, space: Space, desk: RuleDesk, journey: str, top: int = 20) -> OffTheMap:
    """Return how much of what happens is on a journey's map, and the most frequent kinds of what is not."""
    require(actor, space.id, Right.EDIT_MAPS)
    _, file = usable_journey(actor, space, desk.desk, journey)
    return off_the_map(desk.maps(space).parts(), touchpoint_rules(file.journey), top=top, run=desk.run)


def _either(rule: Rule | None, more: Rule) -> Rule:
    if rule is None:
        return more
    return Any((*rule.rules, more) if isinstance(rule, Any) else (rule, more))


def _known(written: Journey, whole: Journey) -> Journey:
    """Return the journey as it is written now with what it does not say and its library does."""
    return _replace(
        written,
        touchpoints={**whole.touchpoints, **written.touchpoints},
        channels={**whole.channels, **written.channels},
    )


def _as_one(before: Journey, after: Journey) -> Edit | None:
    edits = edits_between(before, after)
    return Several(edits=edits) if edits else None
