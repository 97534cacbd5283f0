"""What somebody calls the pieces of a draft: words of one language put where the piece's name stands."""

from collections.abc import Callable

import msgspec

from hanhtrinh.app.draft_pieces.shapes import Change, Piece, unchanged
from hanhtrinh.app.maps.cells import said_in
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, Text
from hanhtrinh.journey.model import Journey, Step

LONGEST_NAME = 120
_replace = msgspec.structs.replace


def naming(piece: Piece, words: str, lang: Lang) -> Change:
    """Return what calls a piece something else in one language; InputError for a name that is too long."""
    said = " ".join(words.split())
    if len(said) > LONGEST_NAME:
        raise InputError("map_page.too_long", given=len(said), allowed=LONGEST_NAME)
    if not piece.named or not said:
        return unchanged

    def name(old: Text) -> Text:
        return said_in(old, lang, said)

    match piece.kind:
        case "name":
            return lambda journey: _replace(journey, name=name(journey.name))
        case "stage":
            return lambda journey: _stage_named(journey, piece.about, name)
        case "step":
            return lambda journey: _step_named(journey, piece.about, name)
        case "add":
            return lambda journey: _point_named(journey, piece.about, name)
        case "segment":
            return lambda journey: _segment_named(journey, piece.about, name)
        case _:
            return unchanged


def _stage_named(journey: Journey, key: str, name: Callable[[Text], Text]) -> Journey:
    stages = (_replace(one, name=name(one.name)) if one.key == key else one for one in journey.stages)
    return _replace(journey, stages=tuple(stages))


def _step_named(journey: Journey, key: str, name: Callable[[Text], Text]) -> Journey:
    """Return the journey with a step called something else: by its own name where it has one, else its touchpoint's."""
    step = next((one for one in journey.steps if one.key == key), None)
    if step is None:
        return journey
    if not step.name and step.touchpoint in journey.touchpoints:
        return _point_named(journey, step.touchpoint or "", name)

    def named(one: Step) -> Step:
        return _replace(one, name=name(one.name)) if one.key == key else one

    stages = tuple(_replace(stage, steps=tuple(named(one) for one in stage.steps)) for stage in journey.stages)
    return _replace(journey, stages=stages)


def _point_named(journey: Journey, key: str, name: Callable[[Text], Text]) -> Journey:
    old = journey.touchpoints.get(key)
    if old is None:
        return journey
    return _replace(journey, touchpoints={**journey.touchpoints, key: _replace(old, name=name(old.name))})


def _segment_named(journey: Journey, key: str, name: Callable[[Text], Text]) -> Journey:
    old = journey.segments.get(key)
    if old is None:
        return journey
    return _replace(journey, segments={**journey.segments, key: _replace(old, name=name(old.name))})
