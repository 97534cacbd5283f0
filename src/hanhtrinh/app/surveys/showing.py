"""What the map shows at the step a survey is bound to, and what it shows once the survey is open.

Two instruments are never one curve. So whoever opens a survey says whether its question goes on with the series the
map shows, takes its place, or stands beside it.
"""

from typing import Literal, NamedTuple

from msgspec.structs import replace

from hanhtrinh.access import Actor, Right, may
from hanhtrinh.app.maps.editing import change
from hanhtrinh.app.surveys.desk import SurveyDesk
from hanhtrinh.errors import InputError
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Text
from hanhtrinh.journey.edits import Edit, Several, edits_between
from hanhtrinh.journey.model import Journey, Step
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.surveys.instruments import fits, instrument_key
from hanhtrinh.voice.surveys.model import SCORED, Question, Survey

Choice = Literal["series", "show", "beside"]
"""Go on with the series the map shows; have the map show this question; keep what it shows, this one beside it."""
_NOW = MapQuestion(trend="none", compare=False)


class Shown(NamedTuple):
    """An instrument that stands on the map: `answers` are those at the step; `known` is None where nobody has it."""

    key: str
    known: Instrument | None
    answers: int


class Bound(NamedTuple):
    """The step a survey is bound to. `own` says that the step names its instrument, `question` is the one of this
    survey the map can show (`mine`: it does), `fitting` the one that can go on with what it shows (empty: none).
    `choices` are what can be done about it, `choice` what is done unless somebody says otherwise.
    """

    journey: str
    step: str
    name: Text
    own: bool
    shown: Shown | None
    question: str
    mine: bool
    fitting: str
    choices: tuple[Choice, ...]
    choice: Choice | Literal[""]


def bound_step(
    actor: Actor, space: Space, desk: SurveyDesk, survey: Survey, anew: tuple[str, ...] = ()
) -> Bound | None:
    """Return the step a survey's touchpoint stands at and what its map shows there now; None where it is bound to none,
    or asks nothing a curve could show. `anew` are questions that are about to begin a new series.
    """
    journey = desk.shelf.usable(space).get(survey.journey)
    index = _place(journey, survey.touchpoint) if journey else None
    main = main_question(survey)
    if journey is None or index is None or main is None:
        return None
    step = journey.steps[index]
    shown = _shown(space, desk, journey, index)
    going = next((one for one in survey.questions if shown and instrument_key(survey.key, one) == shown.key), None)
    mine = going is not None and going.key not in anew
    fitting = going.key if mine and going and going.series else _fitting(survey, shown, anew)
    may_edit = may(actor, space.id, Right.EDIT_MAPS)
    choices = _choices(mine and not (going and going.series), bool(fitting), may_edit)
    series = mine and going is not None and bool(going.series)
    choice = _usual(choices, step, shown, series, going is not None)
    name = journey.name_of_step(step)
    return Bound(
        survey.journey, step.key, name, step.instrument is not None, shown, main.key, mine, fitting, choices, choice
    )


def main_question(survey: Survey) -> Question | None:
    """Return the question whose score a map can show: the first with a score that is not about effort, else that."""
    scored = [one for one in survey.questions if one.kind in SCORED and not one.relationship]
    return next((one for one in scored if one.kind not in ("ces1", "ces2")), next(iter(scored), None))


def _place(journey: Journey, touchpoint: str) -> int | None:
    return next((i for i, step in enumerate(journey.steps) if touchpoint and step.touchpoint == touchpoint), None)


def _shown(space: Space, desk: SurveyDesk, journey: Journey, index: int) -> Shown | None:
    """Return what stands on the map at a step: its own instrument, answered or not, else the most answered. Words
    alone make no curve.
    """
    own, known = journey.steps[index].instrument, desk.known(space)
    own = None if own and own in known and known[own].kind == "text" else own
    voice = desk.readings(space).readings(journey, _NOW).steps[index].voice
    key = own or (voice.instrument if voice else None)
    if key is None:
        return None
    answers = voice.answers if voice and voice.instrument == key else 0
    return Shown(key, known.get(key), answers)


def _fitting(survey: Survey, shown: Shown | None, anew: tuple[str, ...]) -> str:
    """Return the first question that can go on with what is shown: one that has not begun a series of its own."""
    if shown is None or shown.known is None:
        return ""
    free = (one for one in survey.questions if one.anew == 1 and one.key not in anew)
    return next((one.key for one in free if fits(one, shown.known)), "")


def _choices(settled: bool, fitting: bool, may_edit: bool) -> tuple[Choice, ...]:
    if settled:
        return ()
    wanted: tuple[tuple[Choice, bool], ...] = (("series", fitting), ("show", may_edit), ("beside", True))
    return tuple(choice for choice, offered in wanted if offered)


def _usual(
    choices: tuple[Choice, ...], step: Step, shown: Shown | None, series: bool, before: bool
) -> Choice | Literal[""]:
    """Return what is done unless somebody says otherwise: a series that was chosen goes on; else the map shows this
    question where the step names no other, nobody answered the other, or it is an older series of the same (`before`).
    """
    if not choices:
        return ""
    if series:
        return "series"
    free = step.instrument is None or shown is None or not shown.answers or before
    return "show" if free and "show" in choices else "beside"


def with_series(survey: Survey, bound: Bound, choice: Choice) -> Survey:
    """Return a survey whose fitting question goes on with what the map shows, or begins a series of its own."""
    if choice not in bound.choices:
        raise InputError("surveys.no_choice", given=choice, allowed=", ".join(bound.choices) or "–")
    key = bound.shown.key if bound.shown and choice == "series" else ""

    def changed(question: Question) -> Question:
        return replace(question, series=key) if question.key == bound.fitting else question

    pages = tuple(replace(page, questions=tuple(map(changed, page.questions))) for page in survey.pages)
    return replace(survey, pages=pages)


def put_on_map(actor: Actor, space: Space, desk: SurveyDesk, survey: Survey, bound: Bound, choice: Choice) -> bool:
    """Have the map show what was chosen; return whether its file changed.

    What is kept beside a step that names no instrument is named there: else the map would show whatever is answered
    most, one day this question.
    """
    if choice == "show":
        question = next(one for one in survey.questions if one.key == bound.question)
        key, every = instrument_key(survey.key, question), True
    elif choice == "beside" and bound.shown and not bound.own and may(actor, space.id, Right.EDIT_MAPS):
        key, every = bound.shown.key, False
    else:
        return False

    def make(written: Journey) -> Edit | None:
        edits = edits_between(written, _showing(written, survey.touchpoint, bound.step, key, every))
        return Several(edits=edits) if edits else None

    return change(actor, space, desk.maps, bound.journey, make) is not None


def _showing(journey: Journey, touchpoint: str, step: str, key: str, every: bool) -> Journey:
    """Return a journey whose step (or `every` step of the touchpoint) shows an instrument."""

    def shown(one: Step) -> Step:
        here = one.key == step or (every and one.touchpoint == touchpoint)
        return replace(one, instrument=key) if here else one

    stages = tuple(replace(stage, steps=tuple(map(shown, stage.steps))) for stage in journey.stages)
    return replace(journey, stages=stages)
