"""What maps are made of, across all maps of a workspace: where each thing is described and which steps use it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from hanhtrinh.app.library.holdings import Holdings, library_key
from hanhtrinh.i18n import Localized, Text
from hanhtrinh.journey.model import Journey, Opportunity, Solution, Step

Kind = Literal["touchpoints", "personas", "opportunities", "solutions", "metrics", "competitors", "channels"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SHARED: tuple[Kind, ...] = ("touchpoints", "personas", "opportunities", "competitors", "channels")
"""Kinds a library can hold."""
TARGETS = ("reach", "drop_off", "csat", "nps", "emotion", "late", "time")


class Where(NamedTuple):
    """A map that uses a thing: by which steps (key and name; none: as a whole), and whether it describes it itself."""

    journey: str
    name: Text
    steps: tuple[tuple[str, Text], ...] = ()
    changed: bool = False


class Thing(NamedTuple):
    """Something maps are made of.

    `home` is the file that describes it, a library's where `shared`. What a step says itself (an opportunity of no
    library) has an empty `key`, and the step in its only `uses`.
    """

    kind: Kind
    key: str
    home: str
    shared: bool
    thing: Any
    uses: tuple[Where, ...]

    @property
    def name(self) -> Text:
        """What it is called."""
        return self.thing.text if isinstance(self.thing, (Opportunity, Solution)) else self.thing.name

    @property
    def state(self) -> str:
        """Return something that is another one whenever the thing is."""
        return state_of(self.thing)


class Placed(NamedTuple):
    """A solution with the opportunity it is for."""

    solution: Solution
    of: Thing


class Metric(NamedTuple):
    """What maps measure themselves by: a target with its value per step, or an instrument that is asked there.

    `at` holds the map, the step and the target's value as it is written (empty of an instrument).
    """

    key: str
    target: bool
    at: tuple[tuple[Where, str], ...]


def state_of(thing: msgspec.Struct) -> str:
    """Return something short that is another one whenever a thing is."""
    return hashlib.sha256(msgspec.json.encode(thing)).hexdigest()[:16]


def things_of(found: Holdings, kind: Kind) -> tuple[Thing, ...]:
    """Return the things of a kind: those of libraries first, then those of one map alone, each in the file's order."""
    own = _own_opportunities(found) if kind == "opportunities" else _own(found, kind)
    return (*_shared(found, kind), *own)


def _shared(found: Holdings, kind: Kind) -> Iterator[Thing]:
    for home, one in found.libraries.items():
        users = found.users(home)
        for key, thing in getattr(one.library, kind, {}).items():
            uses = (_use(name, file.written, file.journey, kind, key) for name, file in users.items())
            yield Thing(kind, key, home, True, thing, tuple(use for use in uses if use is not None))


def _own(found: Holdings, kind: Kind) -> Iterator[Thing]:
    for name, file in found.journeys.items():
        for key, thing in getattr(file.written, kind).items():
            use = _use(name, file.written, file.journey, kind, key)
            uses = (use._replace(changed=False),) if use else ()
            yield Thing(kind, key, name, False, thing, uses)


def _own_opportunities(found: Holdings) -> Iterator[Thing]:
    for name, file in found.journeys.items():
        for step in file.written.steps:
            where = Where(name, file.journey.name, (_named(file.journey, step),))
            for one in step.opportunities:
                if one.use is None:
                    yield Thing("opportunities", "", name, False, one, (where,))


def _use(name: str, written: Journey, whole: Journey, kind: Kind, key: str) -> Where | None:
    """Return how a map uses something, None where it does not; personas stand ready in every map of their library."""
    steps = tuple(_named(whole, step) for step in whole.steps if uses(whole, step, kind, key))
    changed = key in getattr(written, kind, {})
    planned = kind == "channels" and any(key in stage.plan for stage in whole.stages)
    if steps or changed or planned or (kind == "personas" and key in whole.personas):
        return Where(name, whole.name, steps, changed)
    return None


def _named(journey: Journey, step: Step) -> tuple[str, Text]:
    return step.key, journey.name_of_step(step)


def uses(journey: Journey, step: Step, kind: Kind, key: str) -> bool:
    """Tell whether a step of a journey, with what that takes from its library, uses a thing."""
    match kind:
        case "touchpoints":
            return step.touchpoint == key
        case "channels":
            touchpoint = journey.touchpoints.get(step.touchpoint or "")
            return touchpoint is not None and touchpoint.channel == key
        case "competitors":
            return key in step.competitors
        case "opportunities":
            return any(one.use == key for one in step.opportunities)
    return False


def solutions_of(found: Holdings) -> tuple[Placed, ...]:
    """Return every solution with the opportunity it is for, those under way first."""
    order = {"doing": 0, "planned": 1, "idea": 2, "done": 3}
    all_of = [Placed(one, of) for of in things_of(found, "opportunities") for one in of.thing.solutions]
    return tuple(sorted(all_of, key=lambda placed: order[placed.solution.state]))


def metrics_of(found: Holdings) -> tuple[Metric, ...]:
    """Return the targets that are set and the instruments that are asked, with the steps they belong to."""
    at: dict[tuple[str, bool], list[tuple[Where, str]]] = {(name, True): [] for name in TARGETS}
    for name, file in found.journeys.items():
        for step in file.journey.steps:
            where = Where(name, file.journey.name, (_named(file.journey, step),))
            for target in TARGETS:
                value = getattr(step.targets, target)
                if value is not None:
                    at[target, True].append((where, f"{value}"))
            if step.instrument:
                at.setdefault((step.instrument, False), []).append((where, ""))
    return tuple(Metric(key, target, tuple(places)) for (key, target), places in at.items() if places)


class Alike(NamedTuple):
    """Things of several maps that look the same: by their rule, else by their name. `same`: in everything else too."""

    things: tuple[Thing, ...]
    by_rule: bool
    same: bool


def alike(found: Sequence[Thing]) -> tuple[Alike, ...]:
    """Return groups of things that could be one thing of the library; nothing a map has changed on purpose.

    A group holds things of two maps at least, or one map's and the library's; a thing is in one group.
    """
    groups: list[list[Thing]] = []
    of_rule: dict[str, list[Thing]] = {}
    of_name: dict[str, list[Thing]] = {}
    for one in found:
        rule, names = _rule(one), _names(one.name)
        group = of_rule.get(rule) if rule else None
        if group is None:
            group = next((of_name[name] for name in names if name in of_name), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(one)
        if rule:
            of_rule.setdefault(rule, group)
        for name in names:
            of_name.setdefault(name, group)
    return tuple(_alike(group) for group in map(_offered, groups) if len({one.home for one in group}) > 1)


def _offered(group: list[Thing]) -> list[Thing]:
    """Return a group without those that stand before the very same key of their library: that was done on purpose."""
    shared = next((one for one in group if one.shared), None)
    if shared is None:
        return group
    on_purpose = {use.journey for use in shared.uses if use.changed}
    return [shared, *(one for one in group if not one.shared and one.home not in on_purpose)]


def _alike(group: list[Thing]) -> Alike:
    rules = {_rule(one) for one in group}
    by_rule = len(rules) == 1 and "" not in rules
    return Alike(tuple(group), by_rule, len({state_of(_bare(one.thing)) for one in group}) == 1)


def _bare(thing: Any) -> Any:
    return msgspec.structs.replace(thing, use=None) if isinstance(thing, Opportunity) else thing


def _rule(one: Thing) -> str:
    match: Mapping[str, object] | None = getattr(one.thing, "match", None)
    return msgspec.json.encode(match, order="sorted").decode() if match else ""


def _names(name: Text) -> tuple[str, ...]:
    said = (name.vi, name.en) if isinstance(name, Localized) else (name,)
    return tuple({" ".join(one.split()).casefold() for one in said if one})


def taken_library(journey: Journey, home: str) -> bool:
    """Tell whether a journey takes from a library, or could: it takes from none yet."""
    return journey.library is None or library_key(journey) == home
