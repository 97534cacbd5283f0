"""What the places of a map are called that comments stand at."""

from hanhtrinh.i18n import Lang, catalogue, say, tr
from hanhtrinh.journey.model import Journey


def place_name(journey: Journey, place: str, label: str, lang: Lang) -> str:
    """Return what a place is called now; what it was called when the thread began where it is no more."""
    kind, *keys = place.split("/")
    match kind, keys:
        case "map", _:
            return say(journey.name, lang)
        case "cell", [lane, step]:
            names = (_step(journey, step, lang), _lane(journey, lane, lang))
            return " · ".join(name for name in names if name) or label
        case "step", [step]:
            return _step(journey, step, lang) or label
        case "stage", [stage]:
            return next((say(one.name, lang) for one in journey.stages if one.key == stage), "") or label
        case "lane", [lane]:
            return _lane(journey, lane, lang) or label
    return label or tr("comments.a_place", lang)


def is_there(journey: Journey, place: str) -> bool:
    """Tell whether the steps and stages still are that a place is about."""
    kind, *keys = place.split("/")
    if kind in ("cell", "step"):
        return keys[-1] in journey.step_index
    return kind != "stage" or any(stage.key == keys[0] for stage in journey.stages)


def _step(journey: Journey, key: str, lang: Lang) -> str:
    at = journey.step_index.get(key)
    return "" if at is None else say(journey.name_of_step(journey.steps[at]), lang)


def _lane(journey: Journey, key: str, lang: Lang) -> str:
    own = journey.lanes.get(key)
    if own is not None and own.name:
        return say(own.name, lang)
    if key.startswith("rival-"):
        rival = journey.competitors.get(key.removeprefix("rival-"))
        return say(rival.name, lang) if rival else ""
    return catalogue("draw", lang).get(f"lane_{key}", "")
