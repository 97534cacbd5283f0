"""Random edits of random journeys, for tests: some fit, some do not, as when several people work at once."""

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
from hypothesis import strategies as st

from hanhtrinh.i18n import Localized
from hanhtrinh.journey.edits import (
    AddEntry,
    AddItem,
    AddStage,
    AddStep,
    ChangeField,
    ChangeItem,
    Edit,
    MoveEntry,
    MoveItem,
    MoveStage,
    MoveStep,
    RemoveEntry,
    RemoveItem,
    RemoveStage,
    RemoveStep,
    RenameKey,
    Several,
    removal,
)
from hanhtrinh.journey.edits.places import thing_at
from hanhtrinh.journey.edits.values import plain
from hanhtrinh.journey.model import Journey, Stage, Step

KINDS = ("stages", "steps", "touchpoints", "channels", "personas", "segments", "competitors", "walks", "lanes")
FRESH = [f"new-{i}" for i in range(12)]
LISTS = ("thoughts", "questions", "pains", "opportunities", "pictures")
ITEMS: dict[str, list[object]] = {
    "thoughts": ["Đắt quá?", "Is it mine?", {"vi": "Có nên mua?", "en": "Shall I?"}],
    "questions": ["Why here?", {"vi": "Khi nào?", "ask": "when"}],
    "pictures": [{"file": "a.webp", "alt": "A till"}, {"file": "b.webp"}],
    "pains": [{"text": "Slow", "severity": 3}, {"text": {"en": "Dear"}}],
    "opportunities": [{"text": "Faster", "solutions": [{"text": "Cache", "state": "planned"}]}, {"use": "speed"}],
}
ENTRIES: dict[str, list[object]] = {
    "touchpoints": [{"name": "Shop", "match": {"event": "visit"}}, {"name": {"vi": "Quầy", "en": "Desk"}}],
    "channels": [{"name": "Web", "icon": "globe"}, {"name": "App"}],
    "personas": [{"name": "Lan", "needs": "Quick"}, {"name": "Minh", "match": {"did": {"event": "buy"}}}],
    "segments": [{"name": "Mobile", "match": {"in_pass": {"channel": "app"}}}],
    "competitors": [{"name": "Elsewhere", "why_chosen": "Near"}],
    "walks": [{"by": "Lan", "on": "2026-03-01"}],
    "lanes": [{"name": "Systems"}, {"hidden": True}],
}
VALUES: dict[str, list[object]] = {
    "name": ["Cart", {"vi": "Giỏ hàng", "en": "Cart"}, ""],
    "activity": ["Buys", {"vi": "Mua"}],
    "owner": ["Minh", ""],
    "window": ["7d", "12h"],
    "goal": ["", "Sell"],
    "scenario": ["Ở nhà", ""],
    "phase": ["before", "after"],
    "moment_of_truth": [True, False],
    "optional": [True, False],
    "instrument": ["csat", None],
    "icon": ["truck", ""],
    "match": [{"event": ["a", "b"]}, None],
    "promise": [None, {"by": "due"}],
    "opens": ["other.yaml", None],
    "note": ["Odd", ""],
    "feeling": [{"score": 1.5}, {"words": {"en": "Fine"}}],
    "targets": [{"nps": 40.0, "time": "2d"}],
    "by": ["Tú"],
    "words": ["Kinder there"],
    "hidden": [True, False],
    "reviewed": ["2026-11-22", ""],
}


LETTERS = "abcdefg"
TEXTS = [
    "",
    "Cart",
    "Giỏ hàng",
    Localized(vi="Giỏ"),
    Localized(vi="Giỏ", en="Cart"),
    Localized(en="Basket"),
    Localized(),
]


def random_journey(random: Random, *, sound: bool) -> Journey:
    """Return a small journey out of few keys and texts, so that any two have much in common.

    A sound one has unique keys and refers to what is there; another may be as faulty as the model allows.
    """
    held = {field: _dictionary(random, values) for field, values in ENTRIES.items()}
    keys = random.sample(LETTERS, k=random.randrange(len(LETTERS) + 1))
    names = random.sample(LETTERS, k=random.randrange(4))
    if not sound and names and keys:
        names, keys = [*names, random.choice(names)], [*keys, random.choice(keys)]
    stages = [_stage(random, name, list(held["channels"]) if sound else list(LETTERS)) for name in names]
    for key in keys if stages else ():
        stage = random.randrange(len(stages))
        step = _step(random, key, keys if sound else [*keys, "z"], {f: list(v) for f, v in held.items()}, sound)
        stages[stage]["steps"].append(step)
    steps = [step["key"] for stage in stages for step in stage["steps"]]
    return msgspec.convert(
        {
            "key": random.choice("st"),
            "name": plain(random.choice(TEXTS)),
            "outcome": _one([None, *steps], random),
            "persona": _one([None, *held["personas"], *([] if sound else ["z"])], random),
            "stages": stages,
            **held,
            "touchpoints": {
                key: {**one, "channel": _one(held["channels"], random)} for key, one in held["touchpoints"].items()
            },
            "walks": {
                key: {**walk, "steps": {step: {"note": "Odd"} for step in random.sample(steps, k=min(2, len(steps)))}}
                for key, walk in (held["walks"].items() if len(set(steps)) == len(steps) else ())
            },
        },
        Journey,
    )


def _dictionary(random: Random, values: list[Any]) -> dict[str, Any]:
    return {key: dict(random.choice(values)) for key in random.sample(LETTERS, k=random.randrange(4))}


def _stage(random: Random, key: str, channels: list[str]) -> dict[str, Any]:
    plan = {channel: {"share": 0.5} for channel in channels[: random.randrange(3)]}
    stage = {"key": key, "name": plain(random.choice(TEXTS)), "phase": random.choice(VALUES["phase"]), "steps": []}
    return {**stage, "plan": plan}


def _step(random: Random, key: str, keys: list[str], held: dict[str, list[str]], sound: bool) -> dict[str, Any]:
    step: dict[str, Any] = {"key": key, "activity": plain(random.choice(TEXTS))}
    step |= {field: random.choices(ITEMS[field], k=random.randrange(4)) for field in LISTS if random.random() < 0.5}
    if random.random() < 0.5:
        step["touchpoint"] = _one(held["touchpoints"] if sound else LETTERS, random)
        step["feeling"] = random.choice(VALUES["feeling"])
    if random.random() < 0.3:
        step["parallel"] = random.choice(keys)
        step["promise"] = {"within": "2d", "after": random.choice(keys)}
        step["targets"] = random.choice(VALUES["targets"])
    if random.random() < 0.3:
        rivals = held["competitors"] if sound else list(LETTERS)
        step["competitors"] = {rival: {"score": float(random.randrange(3))} for rival in rivals[:2]}
    if random.random() < 0.3:
        step["notes"] = {lane: {"text": "Odd"} for lane in (held["lanes"] if sound else list(LETTERS))[:2]}
    return step


SEEDS = st.integers(0, 2**40)
SOUND_JOURNEYS: st.SearchStrategy[Journey] = SEEDS.map(lambda seed: random_journey(Random(seed), sound=True))
ANY_JOURNEYS: st.SearchStrategy[Journey] = SEEDS.map(lambda seed: random_journey(Random(seed), sound=False))


def random_edits(journey: Journey, random: Random) -> Iterator[Edit]:
    """Yield edits of one journey without end, of every kind, most of which fit."""
    while True:
        edit = _edit(journey, random)
        if edit is not None:
            yield edit


def _edit(journey: Journey, random: Random) -> Edit | None:
    if random.random() < 0.1:
        return Several(edits=tuple(filter(None, (_single(journey, random) for _ in range(3)))))
    return _single(journey, random)


def _single(journey: Journey, random: Random) -> Edit | None:
    make = random.choice(
        [_add, _add, _move, _remove, _rename, _field, _field, _field, _entry, _item, _item, _item, _reference]
    )
    return make(journey, random)


def _keys(journey: Journey, kind: str) -> list[str]:
    found = getattr(journey, kind)
    return [one.key for one in found] if kind in ("stages", "steps") else list(found)


def _one(of: Any, random: Random) -> Any:
    return random.choice(list(of)) if of else None


def _behind(keys: list[str], random: Random) -> str | None:
    return _one([None, *keys], random)


def _add(journey: Journey, random: Random) -> Edit | None:
    key = random.choice(FRESH)
    if random.random() < 0.3:
        stage = Stage(key=key, name="New", phase="during", steps=(Step(key=f"{key}-in"),))
        return AddStage(stage=stage, after=_behind(_keys(journey, "stages"), random))
    if not journey.stages:
        return None
    home = random.choice(journey.stages)
    after = _behind([step.key for step in home.steps], random)
    step = Step(key=key, name=Localized(vi="Mới"), touchpoint=_one(journey.touchpoints, random))
    return AddStep(stage=home.key, step=step, after=after)


def _move(journey: Journey, random: Random) -> Edit | None:
    if random.random() < 0.3 and journey.stages:
        key = random.choice(_keys(journey, "stages"))
        return MoveStage(key=key, after=_behind([k for k in _keys(journey, "stages") if k != key], random))
    if not journey.steps:
        return None
    key, home = random.choice(_keys(journey, "steps")), random.choice(journey.stages)
    return MoveStep(
        key=key, stage=home.key, after=_behind([step.key for step in home.steps if step.key != key], random)
    )


def _remove(journey: Journey, random: Random) -> Edit | None:
    kind = random.choice(KINDS)
    key = _one(_keys(journey, kind), random)
    if key is None or len(journey.steps) < 3:
        return None
    if random.random() < 0.6:
        return removal(journey, kind, key)
    if kind in ("stages", "steps"):
        return RemoveStage(key=key) if kind == "stages" else RemoveStep(key=key)
    return RemoveEntry(field=kind, key=key)


def _rename(journey: Journey, random: Random) -> Edit | None:
    kind = random.choice(KINDS)
    key = _one(_keys(journey, kind), random)
    return key and RenameKey(kind=kind, old=key, new=random.choice([*FRESH, *_keys(journey, kind)]))


def _field(journey: Journey, random: Random) -> Edit | None:
    kind = random.choice((*KINDS, None))
    key = None if kind is None else _one(_keys(journey, kind), random)
    if kind is not None and key is None:
        return None
    place = () if kind is None else (kind, key)
    thing = thing_at(journey, place)
    field = random.choice([name for name in thing.__struct_fields__ if name in VALUES] or ["name"])
    old = plain(getattr(thing, field, "")) if random.random() < 0.95 else "something else"
    return ChangeField(place=place, field=(field,), old=old, new=random.choice(VALUES[field]))


def _reference(journey: Journey, random: Random) -> Edit | None:
    steps = _keys(journey, "steps")
    if not steps:
        return None
    step = thing_at(journey, ("steps", random.choice(steps)))
    choices = [("touchpoint", _keys(journey, "touchpoints")), ("parallel", steps)]
    field, keys = random.choice(choices)
    new = random.choice([None, *keys, "nobody"])
    return ChangeField(place=("steps", step.key), field=(field,), old=plain(getattr(step, field)), new=new)


def _entry(journey: Journey, random: Random) -> Edit | None:
    field = random.choice(list(ENTRIES))
    keys = _keys(journey, field)
    if random.random() < 0.6 or not keys:
        key, value = random.choice(FRESH), random.choice(ENTRIES[field])
        return AddEntry(field=field, key=key, value=value, after=_behind(keys, random))
    key = random.choice(keys)
    return MoveEntry(field=field, key=key, after=_behind([k for k in keys if k != key], random))


def _item(journey: Journey, random: Random) -> Edit | None:
    if not journey.steps:
        return None
    step, field = random.choice(journey.steps), random.choice(LISTS)
    held, place = plain(getattr(step, field)), ("steps", step.key)
    at = random.randrange(len(held) + 2)
    value = random.choice(ITEMS[field])
    if not held or random.random() < 0.4:
        return AddItem(place=place, field=field, at=at, value=value)
    said = random.choice(held)
    return random.choice(
        [
            RemoveItem(place=place, field=field, at=at, value=said),
            ChangeItem(place=place, field=field, at=at, old=said, new=value),
            MoveItem(place=place, field=field, at=at, to=random.randrange(len(held)), value=said),
        ]
    )
