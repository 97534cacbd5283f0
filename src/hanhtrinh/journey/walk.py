"""Walking one's own journey as a customer: what to do and look at at each step, and what those who walked noticed."""

from collections.abc import Iterator

import msgspec

from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.diff.names import Names
from hanhtrinh.journey.diff.values import number, promise, shown
from hanhtrinh.journey.edits.values import plain
from hanhtrinh.journey.model import Journey, Stage, Step, Walk
from hanhtrinh.journey.yaml_text import Document, located
from hanhtrinh.values import Finding


class CheckItem(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a walk: what to do as a customer, where, what to look at and to answer, and how to name a picture."""

    number: int
    stage: str
    stage_name: str
    step: str
    name: str
    do: str
    where: str
    look_at: tuple[str, ...]
    questions: tuple[str, ...]
    follows: str
    picture: str


class WalkedSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What all walks together say of a step: by how many it was tried and could be done, how many say that it does not
    follow, how it felt on average, and the notes with who made them.
    """

    step: str
    name: str
    tried: int
    done: int
    not_following: int
    feeling: float | None
    notes: tuple[tuple[str, str], ...]


def checklist(journey: Journey, lang: Lang) -> tuple[CheckItem, ...]:
    """Return what somebody who walks the journey as a customer does and looks at, step by step."""
    names = Names(journey, journey, lang)
    items: list[CheckItem] = []
    before: str | None = None
    for stage in journey.stages:
        for step in stage.steps:
            items.append(_item(journey, stage, step, len(items) + 1, before, names))
            before = items[-1].name
    return tuple(items)


def _item(journey: Journey, stage: Stage, step: Step, place: int, before: str | None, names: Names) -> CheckItem:
    lang, name = names.lang, names.of("steps", step.key)
    follows = tr("walk.follows_first", lang) if before is None else tr("walk.follows_from", lang, name=before)
    return CheckItem(
        number=place,
        stage=stage.key,
        stage_name=say(stage.name, lang),
        step=step.key,
        name=name,
        do=say(step.activity, lang) or tr("walk.do_it", lang, name=name),
        where=_where(journey, step, names),
        look_at=tuple(_look_at(step, names)),
        questions=tuple(say(journey.ask_of(question).text, lang) for question in step.questions),
        follows=follows,
        picture=f"{place:02}-{step.key}.jpg",
    )


def _where(journey: Journey, step: Step, names: Names) -> str:
    touchpoint = journey.touchpoints.get(step.touchpoint or "")
    if step.touchpoint is None:
        return ""
    channel = touchpoint.channel if touchpoint else None
    parts = [names.of("touchpoints", step.touchpoint), names.of("channels", channel) if channel else ""]
    return " · ".join(dict.fromkeys(filter(None, parts)))


def _look_at(step: Step, names: Names) -> Iterator[str]:
    lang = names.lang
    words, score = say(step.feeling.words, lang), step.feeling.score
    if words or score is not None:
        amount = "" if score is None else f" ({number(score, lang)})" if words else number(score, lang)
        yield tr("walk.look_feeling", lang, feeling=f"{words}{amount}")
    if step.promise is not None:
        yield tr("walk.look_promise", lang, promise=promise(plain(step.promise), names, lang))
    targets = [
        tr(f"walk.target_{field}", lang, value=shown(field, value, names, lang))
        for field in step.targets.__struct_fields__
        if (value := getattr(step.targets, field)) is not None
    ]
    if targets:
        yield tr("walk.look_targets", lang, targets="; ".join(targets))
    for pain in step.pains:
        yield tr("walk.look_pain", lang, pain=say(pain.text, lang))
    for key, comparison in step.competitors.items():
        rival, said = names.of("competitors", key), say(comparison.words, lang)
        yield tr(
            "walk.look_rival_words" if said else "walk.look_rival",
            lang,
            rival=rival,
            **({"words": said} if said else {}),
        )
    if step.moment_of_truth:
        yield tr("walk.look_moment", lang)
    if step.optional:
        yield tr("walk.look_optional", lang)
    if step.parallel is not None:
        yield tr("walk.look_parallel", lang, name=names.of("steps", step.parallel))


def findings_of(journey: Journey, key: str, lang: Lang, document: Document | None = None) -> tuple[Finding, ...]:
    """Return a finding for each step that does not follow naturally, or could not be done, in one walk, with its note.

    In the order of the map; KeyError for a walk that is not there.
    """
    walk = journey.walks[key]
    found = []
    for step in journey.steps:
        at = walk.steps.get(step.key)
        if at is not None and not (at.done and at.follows):
            params: dict[str, object] = {
                "step": say(journey.name_of_step(step), lang),
                "note": say(at.note, lang) or "–",
            }
            name = "not_following" if at.done else "not_done"
            found.append(located(document, "warning", f"walk.{name}", ("walks", key, "steps", step.key), params))
    return tuple(found)


def summary(journey: Journey, lang: Lang) -> tuple[WalkedSummary, ...]:
    """Return what all walks say of each step that was walked, in the order of the map."""
    return tuple(
        _summed(journey, step, lang)
        for step in journey.steps
        if any(step.key in w.steps for w in journey.walks.values())
    )


def _summed(journey: Journey, step: Step, lang: Lang) -> WalkedSummary:
    walked = [(key, walk, walk.steps[step.key]) for key, walk in journey.walks.items() if step.key in walk.steps]
    felt = [at.feeling for _, _, at in walked if at.feeling is not None]
    return WalkedSummary(
        step=step.key,
        name=say(journey.name_of_step(step), lang),
        tried=len(walked),
        done=sum(at.done for _, _, at in walked),
        not_following=sum(at.done and not at.follows for _, _, at in walked),
        feeling=sum(felt) / len(felt) if felt else None,
        notes=tuple((walker(key, walk, lang), say(at.note, lang)) for key, walk, at in walked if say(at.note, lang)),
    )


def walker(key: str, walk: Walk, lang: Lang) -> str:
    """Return who walked and when, as far as that is said."""
    return ", ".join(filter(None, (say(walk.by, lang), walk.on))) or key
