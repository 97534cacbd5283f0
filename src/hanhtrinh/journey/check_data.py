"""What in a journey does not fit the events there are: rules that can never recognise anything."""

from collections.abc import Collection, Iterator, Mapping

from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.origins import Origins, origins
from hanhtrinh.journey.rules import EVENT, AnyCondition, Condition, Exists, In, RuleError, parse_rule, satisfies
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.yaml_text import Document, Path
from hanhtrinh.values import Finding

Properties = Mapping[str, Collection[object]]
_ALIKE = 0.75
_SPELLING = 0.85


def check_against(
    journey: Journey, properties: Properties, document: Document | Origins | None = None
) -> tuple[Finding, ...]:
    """Return warnings about what no event can satisfy, given each known property with its known values.

    A rule (or `pass_key`, `account`, a promise's `by`) may name a property no event has, and a rule an event name no
    event has. A list of event names may hold synonyms: it is doubtful when none of them occurs, or when one is almost
    the name of an event that no rule asks for.
    """
    found = [*_unknown_properties(journey, properties), *_unknown_events(journey, properties)]
    behind = origins(document)
    return behind.in_order(behind.located("warning", key, path, params) for key, path, params in found)


_Doubt = tuple[str, Path, dict[str, object]]


def _unknown_properties(journey: Journey, properties: Properties) -> Iterator[_Doubt]:
    for path, name in _properties_named(journey):
        if name in properties or name == EVENT:
            continue
        suggestion = nearest(name, properties, _ALIKE)
        if suggestion is None:
            yield "check.no_such_property", path, {"given": name, "known": tuple(sorted(properties))}
        else:
            yield "check.no_such_property_similar", path, {"given": name, "suggestion": suggestion}


def _properties_named(journey: Journey) -> Iterator[tuple[Path, str]]:
    for field in ("pass_key", "account"):
        name = getattr(journey, field)
        if name is not None:
            yield (field,), name
    for path, step in journey.placed_steps:
        if step.promise is not None and step.promise.by is not None:
            yield (*path, "promise", "by"), step.promise.by
    for path, name, _ in _written_conditions(journey):
        yield path, name


def _unknown_events(journey: Journey, properties: Properties) -> Iterator[_Doubt]:
    known = [value for value in properties.get(EVENT, ()) if isinstance(value, str)]
    asked = [
        (path, condition)
        for path, name, value in _written_conditions(journey)
        if name == EVENT and known
        for condition in _conditions(name, value)
    ]
    spoken_for = {name for _, condition in asked for name in _names_in(condition)}
    for path, condition in asked:
        yield from _doubts_about(condition, known, spoken_for, path)


def _doubts_about(condition: AnyCondition, known: list[str], spoken_for: set[str], path: Path) -> Iterator[_Doubt]:
    names = _names_in(condition)
    if not any(satisfies(condition, event) for event in known):
        given = tuple(names)
        suggestion = next(filter(None, (nearest(name, known, _ALIKE) for name in names)), None)
        if suggestion is None:
            yield "check.no_such_event", path, {"given": given}
        else:
            yield "check.no_such_event_similar", path, {"given": given, "suggestion": suggestion}
    elif isinstance(condition, In):
        yield from _misspelt(names, known, spoken_for, path)


def _misspelt(names: list[str], known: list[str], spoken_for: set[str], path: Path) -> Iterator[_Doubt]:
    """Yield the names of a list that are almost those of an event no rule asks for."""
    for i, name in enumerate(names):
        suggestion = None if name in known else nearest(name, known, _SPELLING)
        if suggestion is not None and suggestion not in spoken_for:
            params: dict[str, object] = {"given": name, "suggestion": suggestion}
            yield "check.no_such_event_similar", (*path, i), params


def _names_in(condition: AnyCondition) -> list[str]:
    """Return what a condition on the event's name asks for, as text."""
    if isinstance(condition, In):
        return [str(value) for value in condition.values]
    wanted = [getattr(condition, field) for field in condition.__struct_fields__ if field != "property"]
    return [str(value) for value in wanted]


def _conditions(name: str, value: object) -> Iterator[AnyCondition]:
    """Yield the conditions an entry of a rule stands for; a faulty one has had its finding already."""
    entries = value.items() if isinstance(value, dict) else [(None, value)]
    for operator, operand in entries:
        try:
            rule = parse_rule({name: value if operator is None else {operator: operand}})
        except RuleError:
            continue
        if isinstance(rule, Condition) and not isinstance(rule, Exists):
            yield rule


def _written_conditions(journey: Journey) -> Iterator[tuple[Path, str, object]]:
    """Yield every entry of every rule as it is written: its path, property and test."""
    for field in ("touchpoints", "personas", "segments", "competitors"):
        for key, thing in getattr(journey, field).items():
            if thing.match is not None:
                segment = field in ("personas", "segments")
                yield from _entries(thing.match, (field, key, "match"), segment=segment)
    for field in ("errors", "support"):
        rule = getattr(journey.friction, field)
        if rule is not None:
            yield from _entries(rule, ("friction", field), segment=False)


def _entries(data: object, path: Path, segment: bool) -> Iterator[tuple[Path, str, object]]:
    if isinstance(data, list):
        for i, item in enumerate(data):
            yield from _entries(item, (*path, i), segment)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in ("any", "all", "not"):
                yield from _entries(value, (*path, key), segment)
            elif segment:
                yield from _entries(value, (*path, key), segment=False)
            else:
                yield (*path, key), key, value
