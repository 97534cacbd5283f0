"""What the rule editor's form sends, as a draft: the rule in it, and what is wrong with it, with its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hanhtrinh.app.rules.drafts import NEW, Draft, state_of
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.model import Journey, Touchpoint
from hanhtrinh.journey.rules import Rule, RuleError, conjunctions, parse_rule, properties_of, to_plain
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.yaml_text import path_text, read_yaml
from hanhtrinh.journey.yaml_write import write_yaml
from hanhtrinh.measures.rule_preview_values import Property
from hanhtrinh.web.rules.rule_form import EMPTY, Given, Group, form_from, group_of, rule_of

_LONGEST_YAML, _MOST_SAID = 20_000, 5
_ALIKE = 0.6


@dataclass(frozen=True)
class Edited:
    """The editor as it stands: a draft, its conditions (None: the rule is written as text), the text, and what is
    wrong: `wrong` by place, `waiting` what is not complete, `problems` with the whole.
    """

    draft: Draft
    group: Group | None
    text: str
    wrong: Mapping[str, str]
    waiting: tuple[str, ...]
    problems: tuple[str, ...]
    was: str = ""
    rich: bool = False

    @property
    def faulty(self) -> bool:
        """Whether there is no rule to count."""
        return bool(self.wrong or self.problems)


def lists_of(data: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    """Return a form's fields, each as a list."""
    return {name: value if isinstance(value, list) else [value] for name, value in data.items()}


def opened(journey: Journey, key: str, lang: Lang, step: str = "") -> Edited:
    """Return the editor as it opens: a touchpoint as it stands, or a new one (for a step, called like it)."""
    if not key:
        named = next((say(journey.name_of_step(one), lang) for one in journey.steps if one.key == step), "")
        return Edited(Draft(key="", name=named, rule=None, step=step), EMPTY, "", {}, (), ())
    point = journey.touchpoints[key]
    rule, problems = _rule_of(point, lang)
    draft = Draft(key=key, name=say(point.name, lang), rule=rule, channel=point.channel or "", icon=point.icon)
    group = form_from(rule)
    text = yaml_of(rule) if group is None or problems else ""
    return Edited(draft, group, text, {}, (), problems, state_of(point), rich=group is None)


def _rule_of(point: Touchpoint, lang: Lang) -> tuple[Rule | None, tuple[str, ...]]:
    try:
        return point.rule, ()
    except RuleError as error:
        return None, (_rule_error(error, lang),)


def yaml_of(rule: Rule | None) -> str:
    """Return a rule as it stands in a journey's file."""
    return "" if rule is None else write_yaml(to_plain(rule))


def edited(key: str, given: Given, known: Sequence[Property], lang: Lang) -> Edited:
    """Return the editor as it was sent; what cannot be read is said beside its place, nothing typed is lost."""
    one = {name: (given.get(name) or [""])[-1] for name in ("name", "channel", "new_channel", "icon", "step", "was")}
    mode, act = (given.get("mode") or [""])[-1], (given.get("act") or [""])[-1]
    text = (given.get("yaml") or [""])[-1][:_LONGEST_YAML].replace("\r\n", "\n")
    kinds = {prop.name: prop.kind for prop in known}
    draft = Draft(
        key="" if key == NEW else key, name=one["name"][:200], rule=None, channel=one["channel"][:80],
        new_channel=one["new_channel"][:200], icon=one["icon"][:60], step=one["step"][:80],
    )  # fmt: skip
    if mode == "yaml":
        return _written(draft, text, act, one["was"], lang)
    group = group_of(given)
    made = rule_of(group, kinds)
    draft = replace(draft, rule=made.rule)
    wrong = {place: _rule_error(error, lang) for place, error in made.wrong.items()}
    problems = _width(made.rule, lang)
    if act == "yaml" and not wrong:
        return Edited(draft, None, yaml_of(made.rule), {}, (), problems, one["was"])
    return Edited(draft, group, "", wrong, made.waiting, problems, one["was"])


def _written(draft: Draft, text: str, act: str, was: str, lang: Lang) -> Edited:
    rule, problems = _read_text(text, lang)
    draft = replace(draft, rule=rule)
    group = form_from(rule) if act == "form" and not problems else None
    return Edited(draft, group, text, {}, (), problems, was, rich=act == "form" and group is None and not problems)


def _read_text(text: str, lang: Lang) -> tuple[Rule | None, tuple[str, ...]]:
    """Return the rule of a text, or what is wrong with it, line by line."""
    if not text.strip():
        return None, ()
    document = read_yaml(text, "")
    errors = [finding for finding in document.findings if finding.severity == "error"]
    if errors or not document.usable:
        said = [_line(finding.line or 1, tr(finding.key, lang, **finding.params), lang) for finding in errors]
        return None, tuple(said[:_MOST_SAID])
    try:
        rule = parse_rule(document.data)
        conjunctions(rule)
    except RuleError as error:
        return None, (_line(document.line_of(error.path), _rule_error(error, lang), lang),)
    return rule, ()


def _line(line: int, why: str, lang: Lang) -> str:
    return tr("rules_page.wrong_line", lang, line=line, why=why)


def _rule_error(error: RuleError, lang: Lang) -> str:
    place = path_text(error.path)
    why = tr(error.key, lang, **error.params)
    return f"{place}: {why}" if place else why


def _width(rule: Rule | None, lang: Lang) -> tuple[str, ...]:
    try:
        if rule is not None:
            conjunctions(rule)
    except RuleError as error:
        return (_rule_error(error, lang),)
    return ()


def doubts(rule: Rule | None, known: Sequence[Property], lang: Lang) -> list[str]:
    """Return what a rule asks for that no event has."""
    names = [prop.name for prop in known]
    missing = [name for name in dict.fromkeys(properties_of(rule) if rule else ()) if name not in names]
    return [_doubt(name, nearest(name, names, _ALIKE), lang) for name in missing] if names else []


def _doubt(name: str, suggestion: str | None, lang: Lang) -> str:
    if suggestion is None:
        return tr("rules_page.no_property", lang, given=name)
    return tr("rules_page.no_property_similar", lang, given=name, suggestion=suggestion)


def to_save(found: Edited) -> Draft:
    """Return the draft to save; InputError where something in it is unfinished or wrong."""
    if found.faulty:
        raise InputError("rules_page.wrong_rule")
    if found.waiting and any(_begun(found, place) for place in found.waiting):
        raise InputError("rules_page.finish")
    return found.draft


def _begun(found: Edited, place: str) -> bool:
    """Tell whether somebody began to fill a condition in; one that stands alone and empty is no rule at all."""
    return place != "0.0" or found.draft.rule is not None
