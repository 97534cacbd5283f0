"""A touchpoint as it is being drafted, and the journey it would make."""

import hashlib
from dataclasses import dataclass

import msgspec

from hanhtrinh.app.maps.cells import said_in
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.forms.slugs import free_key
from hanhtrinh.journey.model import Channel, Journey, Stage, Step, Touchpoint
from hanhtrinh.journey.rules import Rule, RuleError, conjunctions, parse_rule, to_plain
from hanhtrinh.journey.yaml_text import path_text

NEW = "~new"
"""Stands in addresses where a touchpoint's key would stand, for one that is none yet."""
LONGEST_NAME = 120
_replace = msgspec.structs.replace


class WrongRule(InputError):
    """A rule cannot be read; says where and why, in the reader's language."""

    def __init__(self, error: RuleError) -> None:
        super().__init__("rules_page.wrong_rule")
        self.error = error

    def message(self, lang: Lang) -> str:
        """Return the place, and what is wrong there."""
        why = tr(self.error.key, lang, **self.error.params)
        return f"{path_text(self.error.path)}: {why}" if self.error.path else why


@dataclass(frozen=True)
class Draft:
    """What somebody would have a touchpoint be. `key` empty: a new one; `step`: the step it is to stand at, if any.

    `channel` is a channel's key, `new_channel` the name of one there is not yet. `rule` None: it is not measured.
    """

    key: str
    name: str
    rule: Rule | None
    channel: str = ""
    new_channel: str = ""
    icon: str = ""
    step: str = ""


def rule_from(data: object) -> Rule:
    """Return the rule some plain data mean; WrongRule, with the place, where they mean none."""
    try:
        rule = parse_rule(data)
        conjunctions(rule)
    except RuleError as error:
        raise WrongRule(error) from error
    return rule


def touchpoint_of(journey: Journey, key: str) -> Touchpoint:
    """Return a touchpoint of a journey; NotFound where it has none of that key."""
    found = journey.touchpoints.get(key)
    if found is None:
        raise NotFound("rules_page.no_touchpoint", given=key[:80])
    return found


def state_of(touchpoint: Touchpoint | None) -> str:
    """Return a name for exactly how a touchpoint stands now, so that a draft of an older state is noticed."""
    said = b"" if touchpoint is None else msgspec.json.encode(touchpoint, order="deterministic")
    return hashlib.blake2b(said, digest_size=8).hexdigest()


def drafted(journey: Journey, draft: Draft, lang: Lang, known: Journey | None = None) -> tuple[Journey, str]:
    """Return the journey with the draft in it, and the touchpoint's key.

    `known` is the journey with what its library gives: a touchpoint that comes from there is written here for itself.
    """
    whole = known or journey
    name = " ".join(draft.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError("rules_page.name_wrong", allowed=LONGEST_NAME)
    old = touchpoint_of(whole, draft.key) if draft.key else Touchpoint(name=name)
    key = draft.key or free_key(name, {*whole.touchpoints, *journey.touchpoints}, "touchpoint")
    channels, channel = _channels(journey, whole, draft)
    match = old.match if draft.rule == _rule_of(old) else None if draft.rule is None else to_plain(draft.rule)
    kept = say(old.name, lang) == name
    made = _replace(
        old, name=old.name if kept else said_in(old.name, lang, name), channel=channel, icon=draft.icon, match=match
    )
    if made == old and draft.key:
        changed = journey
    else:
        changed = _replace(journey, touchpoints={**journey.touchpoints, key: made}, channels=channels)
    return (at_step(changed, draft.step, key) if draft.step else changed), key


def _rule_of(touchpoint: Touchpoint) -> Rule | None:
    try:
        return touchpoint.rule
    except RuleError:
        return None


def _channels(journey: Journey, whole: Journey, draft: Draft) -> tuple[dict[str, Channel], str | None]:
    name = " ".join(draft.new_channel.split())
    if name:
        if len(name) > LONGEST_NAME:
            raise InputError("rules_page.name_wrong", allowed=LONGEST_NAME)
        key = free_key(name, {*whole.channels, *journey.channels}, "channel")
        return {**journey.channels, key: Channel(name=name)}, key
    if draft.channel and draft.channel not in whole.channels:
        raise InputError("rules_page.no_such_channel", given=draft.channel[:80], allowed=", ".join(whole.channels))
    return journey.channels, draft.channel or None


def at_step(journey: Journey, step: str, touchpoint: str) -> Journey:
    """Return the journey with a touchpoint at a step; NotFound where there is no such step."""
    if step not in journey.step_index:
        raise NotFound("rules_page.no_step", given=step[:80])
    stages = tuple(
        _replace(
            stage,
            steps=tuple(_replace(one, touchpoint=touchpoint) if one.key == step else one for one in stage.steps),
        )
        for stage in journey.stages
    )
    return _replace(journey, stages=stages)


def with_step_after(journey: Journey, after: str, made: Step) -> Journey:
    """Return the journey with a new step behind another, in the same stage."""
    if after not in journey.step_index:
        raise NotFound("rules_page.no_step", given=after[:80])
    return _replace(journey, stages=tuple(_with(stage, after, made) for stage in journey.stages))


def _with(stage: Stage, after: str, made: Step) -> Stage:
    keys = [one.key for one in stage.steps]
    if after not in keys:
        return stage
    at = keys.index(after) + 1
    return _replace(stage, steps=(*stage.steps[:at], made, *stage.steps[at:]))
