"""The form of a rule, and what it sends as a rule."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, inspect

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.i18n import say as text_in
from hanhtrinh.voice.cases.model import PRIORITIES, AngryText, BrokenPromise, CaseRule, Condition, LowScore, Owning
from hanhtrinh.web.cases.choices import Choices, Named
from hanhtrinh.web.cases.parts import Room
from hanhtrinh.web.components import button, field, form, select, tick

_KINDS = ("nps", "csat", "ces", "emotion")
_HOWS = ("nobody", "in_turn", "step_owner", "fixed")
_NUMBERS = ("hours", "rest_days", "oldest_days", "most_a_day")
_CONDITIONS: Mapping[str, type[Condition]] = {
    "low_score": LowScore, "angry_text": AngryText, "broken_promise": BrokenPromise,
}  # fmt: skip
_CALLED = {
    (CaseRule, "name"): "r_name", (CaseRule, "priority"): "priority", (CaseRule, "hours"): "r_hours",
    (CaseRule, "rest_days"): "r_rest", (CaseRule, "oldest_days"): "r_oldest", (CaseRule, "most_a_day"): "r_most",
    (LowScore, "kind"): "r_kind", (LowScore, "at_most"): "r_at_most", (AngryText, "at_most"): "r_feeling",
    (AngryText, "confidence"): "r_confidence", (BrokenPromise, "late_hours"): "r_late_hours",
    (Owning, "how"): "r_owning",
}  # fmt: skip
"""What the fields that may be wrong are called."""
Sent = Mapping[str, str | list[str]]


def starts(here: Room) -> dict[str, CaseRule]:
    """Return the rules to begin with, by name."""
    return {
        "nps": CaseRule(id="", name=here.say("start_nps"), condition=LowScore(kind="nps", at_most=6)),
        "csat": CaseRule(id="", name=here.say("start_csat"), condition=LowScore(kind="csat", at_most=2)),
        "angry": CaseRule(id="", name=here.say("start_angry"), condition=AngryText(), priority="high"),
        "promise": CaseRule(id="", name=here.say("start_promise"), condition=BrokenPromise(late_hours=4)),
    }


def rule_form(here: Room, rule: CaseRule, choices: Choices) -> Markup:
    """Return the form of a rule; its second button tries the rule on history without keeping it."""
    hidden = [h("input", type="hidden", name=name, value=value) for name, value in (("id", rule.id), ("why", rule.why))]
    tries = button(here.say("r_try"), kind="plain", formaction=f"{here.base}/rules/preview")
    return form(
        here.asking, f"{here.base}/rules", hidden,
        field(here.say("r_name"), "name", rule.name, maxlength=120, required=True),
        h("fieldset.case-part", h("legend", f"{here.say('r_what')}: {here.say(f'why_{rule.why}')}"),
          _condition(here, rule, choices)),
        h("fieldset.case-part.case-place", h("legend", here.say("r_where")), _place(here, rule)),
        h("fieldset.case-part", h("legend", here.say("handle")), _handling(here, rule)),
        h("div.actions", button(here.say("r_save"), icon="check"), tries), kind="fields case-rule",
        data_part="case-tried", data_tries=True,
    )  # fmt: skip


def _number(here: Room, key: str, name: str, value: float, hint: str = "", **more: object) -> Markup:
    return field(here.say(key), name, f"{value:g}", hint=here.say(hint) if hint else None, type="number",
                 required=True, **more)  # type: ignore[arg-type]  # fmt: skip


def _condition(here: Room, rule: CaseRule, choices: Choices) -> list[Markup]:
    match rule.condition:
        case LowScore() as low:
            kinds = [(kind, here.say(f"r_kind_{kind}")) for kind in _KINDS]
            return [
                select(here.say("r_kind"), "kind", kinds, low.kind),
                _number(here, "r_at_most", "at_most", low.at_most, "r_at_most_hint", step="any"),
                _one_of(here, "r_instrument", "instrument", choices.instruments, low.instrument),
                _one_of(here, "r_survey", "survey", choices.surveys, low.survey),
            ]
        case AngryText() as angry:
            return [
                _number(here, "r_feeling", "at_most", angry.at_most, step="0.1", min=-2, max=2),
                _number(here, "r_confidence", "confidence", angry.confidence, step="0.05", min=0, max=1),
                _some_of(here.say("r_themes"), "themes", choices.themes, angry.themes, here.say("r_themes_hint")),
            ]
        case BrokenPromise() as promise:
            return [_number(here, "r_late_hours", "late_hours", promise.late_hours, "r_late_hint", min=0, max=2_000)]


def _one_of(here: Room, label: str, name: str, known: Sequence[Named], chosen: str) -> Markup:
    """Return a list to choose one from, or any; one that is gone stays as it was chosen."""
    gone = [(chosen, chosen)] if chosen and chosen not in dict(known) else []
    return select(here.say(label), name, [("", here.say(f"{label}_any")), *known, *gone], chosen)


def _some_of(legend: str, name: str, known: Sequence[Named], chosen: Sequence[str], hint: str) -> Markup:
    """Return boxes to tick; those that are gone stay as they were ticked."""
    gone = [(key, key) for key in chosen if key not in dict(known)]
    boxes = [tick(words, name, ticked=key in chosen, value=key) for key, words in (*known, *gone)]
    return h("fieldset.case-choice", h("legend", legend), h("p.hint", hint), h("div.case-boxes", boxes))


def _place(here: Room, rule: CaseRule) -> list[Markup]:
    maps = [(key, text_in(one.name, here.lang) or key) for key, one in here.journeys.items()]
    everywhere = [("", here.say("r_every_journey")), *maps]
    chosen = select(here.say("r_journey"), "journey", everywhere, rule.journey, hint=here.say("r_journey_hint"),
                    data_case_map=True)  # fmt: skip
    return [chosen, *(_steps(here, key, name, rule) for key, name in maps)]


def _steps(here: Room, journey: str, name: str, rule: CaseRule) -> Markup:
    """Return the steps of one map to tick; without a script those of all maps can be opened."""
    mine, found = rule.journey == journey, here.journeys[journey]
    steps = [(f"{journey}/{one.key}", text_in(found.name_of_step(one), here.lang) or one.key) for one in found.steps]
    ticked = [f"{journey}/{key}" for key in rule.steps] if mine else []
    boxes = [tick(words, "steps", ticked=key in ticked, value=key) for key, words in steps]
    summary = h("summary", here.say("r_steps_of", journey=name))
    group = h("div.case-boxes", boxes, role="group", aria_label=here.say("r_steps_of", journey=name))
    return h("details.case-steps", summary, h("p.hint", here.say("r_steps_hint")), group, open=mine, data_map=journey)


def _handling(here: Room, rule: CaseRule) -> list[Markup]:
    hows = [(how, here.say(f"r_owning_{how}")) for how in _HOWS]
    members = [tick(one.user.name, "members", ticked=one.user.id in rule.owning.members, value=one.user.id)
               for one in here.members]  # fmt: skip
    levels = [(one, here.say(f"priority_{one}")) for one in PRIORITIES]
    return [
        select(here.say("r_owning"), "how", hows, rule.owning.how),
        h("div.case-members", h("p", here.say("r_members")), members),
        select(here.say("priority"), "priority", levels, rule.priority),
        _number(here, "r_hours", "hours", rule.hours, min=1, max=500),
        _number(here, "r_rest", "rest_days", rule.rest_days, "r_rest_hint", min=0, max=365),
        _number(here, "r_oldest", "oldest_days", rule.oldest_days, min=1, max=90),
        _number(here, "r_most", "most_a_day", rule.most_a_day, "r_most_hint", min=1, max=1_000),
    ]


class WrongField(InputError):
    """A field of the form holds what cannot be; the message begins with what the field is called."""

    def __init__(self, called: str, key: str, **params: object) -> None:
        super().__init__(key, **params)
        self.called = called

    def message(self, lang: Lang) -> str:
        """Return the name of the field, what it holds and what is allowed."""
        return f"{tr(self.called, lang)}: {super().message(lang)}"


def rule_of(sent: Sent) -> CaseRule:
    """Return the rule a form sends; InputError, with the place, for what cannot be one."""
    why = last(sent, "why").strip()
    if why not in _CONDITIONS:
        raise WrongField("cases.r_what", "cases.bad_choice", given=why[:40], allowed=", ".join(_CONDITIONS))
    condition = _CONDITIONS[why]
    return CaseRule(
        **_read(CaseRule, ("id", "name", "journey", "priority", *_NUMBERS), sent),
        condition=condition(**_read(condition, condition.__struct_fields__, sent)),
        owning=Owning(**_read(Owning, Owning.__struct_fields__, sent)),
        steps=tuple(_sent_steps(sent, last(sent, "journey").strip())),
    )


def _read(shape: type[Struct], names: Sequence[str], sent: Sent) -> dict[str, Any]:
    """Return fields of a shape as a form sends them, each within what the shape allows."""
    known = {one.name: one for one in inspect.type_info(shape).fields}  # type: ignore[attr-defined]
    return {name: _value(known[name], sent, f"cases.{_CALLED.get((shape, name), '')}") for name in names}


def _value(one: inspect.Field, sent: Sent, called: str) -> object:
    text = last(sent, one.name).strip()
    match one.type:
        case inspect.VarTupleType():
            return tuple(every(sent, one.name))
        case inspect.LiteralType(values=allowed) if one.name not in sent:
            return one.default
        case inspect.LiteralType(values=allowed) if text not in allowed:
            raise WrongField(called, "cases.bad_choice", given=text[:40], allowed=", ".join(map(str, allowed)))
        case inspect.StrType(max_length=int(most)) if not 0 < len(text) <= most:
            raise WrongField(called, "cases.bad_length", given=len(text), most=most)
        case inspect.IntType(ge=low, le=high) | inspect.FloatType(ge=low, le=high):
            return _within(text, low, high, called, whole=isinstance(one.type, inspect.IntType))
    return text


def _within(text: str, low: float | None, high: float | None, called: str, *, whole: bool) -> float | int:
    try:
        found = number(text, whole=whole)
    except InputError as error:
        raise WrongField(called, error.key, **error.params) from None
    if (low is not None and found < low) or (high is not None and found > high):
        raise WrongField(called, "cases.bad_range", given=text[:40], low=low, high=high)
    return found


def nearest(sent: Sent, start: CaseRule) -> CaseRule:
    """Return the rule nearest to what a form sends: what can be of none stays as a rule to begin with has it."""
    condition = {name: _typed(value) for name, value in msgspec.to_builtins(start.condition).items() if name != "type"}
    whole = {"name": start.name, "why": start.why, "how": start.owning.how, "priority": start.priority, **condition}
    good: dict[str, str | list[str]] = {**whole, **{name: str(getattr(start, name)) for name in _NUMBERS}}
    for name, value in sent.items():
        try:
            rule_of(good | {name: value})
        except InputError:
            continue
        good[name] = value
    return rule_of(good)


def _typed(value: object) -> str | list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(value)


def _sent_steps(sent: Sent, journey: str) -> list[str]:
    """Return the steps ticked on the chosen map; those of other maps do not count."""
    places = [one.partition("/") for one in every(sent, "steps")]
    return [step for named, _, step in places if journey and named == journey]


def number(text: str, *, whole: bool = False) -> float | int:
    """Return a number somebody typed; InputError for what is none."""
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        raise InputError("cases.bad_number", given=text[:40]) from None
    if abs(found) > 1e9 or found != found or (whole and found != int(found)):
        raise InputError("cases.bad_number", given=text[:40])
    return int(found) if whole else found


def last(sent: Sent, name: str) -> str:
    """Return the last value of a field."""
    value = sent.get(name, "")
    return value if isinstance(value, str) else value[-1] if value else ""


def every(sent: Sent, name: str) -> list[str]:
    """Return all values of a field."""
    value = sent.get(name, [])
    return [value] if isinstance(value, str) and value else list(value)
