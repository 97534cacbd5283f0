"""Rules in words, and the names of what is known of events."""

from collections.abc import Mapping

from hanhtrinh.i18n import Lang, catalogue, tr
from hanhtrinh.journey.rules import All, Any, Exists, Glob, In, Is, Not, Prefix, Range, Rule, text_of
from hanhtrinh.web.rules.rule_form import Group, form_from

_LONGEST_LIST = 4


def spoken(lang: Lang, key: str, **params: object) -> str:
    """Return a text of these pages."""
    return tr(f"rules_page.{key}", lang, **params)


def property_name(name: str, lang: Lang) -> str:
    """Return what a property is called: in plain words where it is a usual one, with its own name behind."""
    plain = catalogue("rules_page", lang).get(f"p_{name}")
    return f"{plain} ({name})" if plain else name


def short_name(name: str, lang: Lang) -> str:
    """Return what a property is called inside a sentence."""
    plain = catalogue("rules_page", lang).get(f"p_{name}")
    return plain[0].lower() + plain[1:] if plain else name


def sentence(rule: Rule | None, lang: Lang) -> str:
    """Return what a rule says: “name of the event is purchase and channel is web or app”."""
    return spoken(lang, "say_nothing") if rule is None else _said(rule, lang, top=True)


def _said(rule: Rule, lang: Lang, *, top: bool = False) -> str:
    match rule:
        case All(rules):
            said = spoken(lang, "say_and").join(_said(one, lang) for one in rules)
            return said if top or len(rules) == 1 else f"({said})"
        case Any(rules):
            said = spoken(lang, "say_or").join(_said(one, lang) for one in rules)
            return said if top or len(rules) == 1 else f"({said})"
        case Not(inner):
            return spoken(lang, "say_none", rule=_said(inner, lang, top=True))
    name = short_name(rule.property, lang)
    match rule:
        case Is(_, value):
            return spoken(lang, "say_is", property=name, value=f"“{text_of(value)}”")
        case In(_, values):
            return spoken(lang, "say_is", property=name, value=_listed([text_of(v) for v in values], lang))
        case Prefix(_, prefix):
            return spoken(lang, "say_prefix", property=name, value=f"“{prefix}”")
        case Glob(_, pattern):
            return _glob(rule, name, pattern, lang)
        case Exists(_, present):
            return spoken(lang, "say_exists" if present else "say_missing", property=name)
        case Range(_, low, high):
            return _range(name, low, high, lang)


def _glob(rule: Rule, name: str, pattern: str, lang: Lang) -> str:
    found = form_from(rule)
    (test,) = found.items if isinstance(found, Group) else (None,)
    if test is not None and not isinstance(test, Group) and test.operator == "contains":
        return spoken(lang, "say_contains", property=name, value=f"“{test.values[0]}”")
    return spoken(lang, "say_glob", property=name, value=f"“{pattern}”")


def _range(name: str, low: float | str | None, high: float | str | None, lang: Lang) -> str:
    bounds: Mapping[str, str] = {"low": text_of(low), "high": text_of(high)}
    key = "say_from" if high is None else "say_to" if low is None else "say_between"
    return spoken(lang, key, property=name, **bounds)


def _listed(values: list[str], lang: Lang) -> str:
    shown = [f"“{value}”" for value in values[:_LONGEST_LIST]]
    more = [f"… (+{len(values) - _LONGEST_LIST})"] if len(values) > _LONGEST_LIST else []
    return spoken(lang, "say_or").join([*shown, *more])
