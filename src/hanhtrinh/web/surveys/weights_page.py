"""The page where the population is said that a survey's results are weighted to."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hanhtrinh.app.surveys.weighing import Groups, Weighable
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words as Locale
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, say
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.surveys.weighting import MOST_GROUPS, MOST_VARIABLES, Aim, Variable
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import Option, box, button, data_table, form, head, link_button, notice, select
from hanhtrinh.web.surveys.figures import number
from hanhtrinh.web.surveys.weights_shown import group_name, tw, variable_name
from hanhtrinh.web.surveys.words import short

FREE = 2
"""So many groups nobody answered from can be named at once, of a trait."""


class Sent(NamedTuple):
    """What a form says: the variables by their places, and of each the groups with what was typed for them."""

    variables: tuple[Variable, ...]
    typed: tuple[Mapping[str, str], ...]


def code_of(variable: Variable) -> str:
    """Return a variable as it stands in an address."""
    return f"{variable.by}:{variable.name}" if variable.name else variable.by


def variable_of(code: str, made: Weighable) -> Variable:
    """Return the variable an address names; InputError where results cannot be weighted by it."""
    by, _, name = code.partition(":")
    for variable in _variables(made):
        if (variable.by, variable.name) == (by, name):
            return variable
    raise InputError("weights.unknown_variable", given=code[:60])


def _variables(made: Weighable) -> list[Variable]:
    asked = [Variable("answer", one.key, one.anew) for one in made.questions]
    traits = [Variable("trait", name) for name in made.traits]
    return [*traits, *asked, Variable("channel"), Variable("lang"), Variable("step")]


def sent_of(given: Mapping[str, str], made: Weighable) -> Sent:
    """Return what a form says."""
    codes = [given.get(f"by{place}", "") for place in range(MOST_VARIABLES)]
    variables, typed = [], []
    for place, code in enumerate(codes):
        if code:
            variables.append(variable_of(code, made))
            rows = range(MOST_GROUPS + FREE + 1)
            pairs = [(given.get(f"g{place}.{i}", "").strip(), given.get(f"s{place}.{i}", "").strip()) for i in rows]
            typed.append({group: share for group, share in pairs if group})
    return Sent(tuple(variables), tuple(typed))


def aims_of(sent: Sent) -> tuple[Aim, ...]:
    """Return the shares that were typed; a group without one is none that is meant."""
    return tuple(
        Aim(variable, {group: share for group, text in typed.items() if (share := _share(group, text)) is not None})
        for variable, typed in zip(sent.variables, sent.typed, strict=True)
    )


def _share(group: str, text: str) -> float | None:
    plain = text.replace("%", "").replace("\u00a0", "").replace(",", ".").strip()
    if not plain:
        return None
    try:
        share = float(plain) if plain.replace(".", "", 1).isdigit() else -1.0
    except ValueError:
        share = -1.0
    if not 0 <= share <= 100:
        raise InputError("weights.not_a_share", given=text[:20], group=group[:60])
    return share or None


def weights_page(
    asking: Asking, space: Space, made: Weighable, groups: Sequence[Groups], typed: Sequence[Mapping[str, str]] = (),
    wrong: str = "",
) -> tuple[Markup, ...]:  # fmt: skip
    """Return the page: what to weight by, and of each of these the groups with their shares."""
    lang = asking.lang
    results = f"/w/{space.slug}/voice/surveys/{made.kept.key}/results"
    top = head(
        tw(lang, "title"), tw(lang, "page_lead"), back=(results, say(made.kept.draft.name, lang) or made.kept.key)
    )
    parts = [notice(wrong, "bad") if wrong else None, _choosing(made, groups, f"{results}/weights", lang)]
    if groups:
        filled = typed or [_kept(made, one.variable, lang) for one in groups]
        parts.append(_shares(asking, made, groups, filled, results))
    return top, h("div.sb-results", parts)


def _choosing(made: Weighable, groups: Sequence[Groups], address: str, lang: Lang) -> Markup:
    now = [code_of(one.variable) for one in groups] + [""] * MOST_VARIABLES
    options: list[Option] = [(code_of(one), _option(one, made, lang)) for one in _variables(made)]
    fields = [
        select(tw(lang, f"by{place}"), f"by{place}", [("", tw(lang, f"none{place}")), *options], now[place])
        for place in range(MOST_VARIABLES)
    ]
    content = (
        h("div.sb-by", fields),
        h("div.actions", button(tw(lang, "show_groups"), kind="plain" if groups else "main")),
    )
    return box(tw(lang, "what"), h("form", *content, action=address, method="get"), lead=tw(lang, "what_lead"))


def _option(variable: Variable, made: Weighable, lang: Lang) -> str:
    name = variable_name(variable, made.kept.draft, lang)
    return tw(lang, f"option_{variable.by}", name=short(name, lang, 60)) if variable.name else name


def _kept(made: Weighable, variable: Variable, lang: Lang) -> Mapping[str, str]:
    """Return the shares that hold now, as they are typed."""
    now = made.kept.weighted.now
    shares = next((aim.shares for aim in (now.aims if now else ()) if aim.variable == variable), {})
    return {group: _typed(share, lang) for group, share in shares.items()}


def _typed(share: float, lang: Lang) -> str:
    text = f"{share:.10g}"
    return text.replace(".", ",") if lang == "vi" else text


def _shares(
    asking: Asking, made: Weighable, groups: Sequence[Groups], typed: Sequence[Mapping[str, str]], results: str
) -> Markup:
    lang = asking.lang
    hidden = [
        h("input", type="hidden", name=f"by{place}", value=code_of(one.variable)) for place, one in enumerate(groups)
    ]
    stamp = h("input", type="hidden", name="stamp", value=str(made.kept.weighted.stamp))
    tables = [
        _groups(place, one, given, made, lang) for place, (one, given) in enumerate(zip(groups, typed, strict=True))
    ]
    end = h("div.actions", button(tw(lang, "save"), name="do", value="set"), link_button(tw(lang, "leave"), results))
    return box(tw(lang, "shares"), form(asking, f"{results}/weights", *hidden, stamp, *tables, end),
               lead=tw(lang, "shares_lead"))  # fmt: skip


def _groups(place: int, one: Groups, typed: Mapping[str, str], made: Weighable, lang: Lang) -> Markup:
    name = variable_name(one.variable, made.kept.draft, lang)
    whole = sum(n for _, n in one.sizes)
    known = [group for group, _ in one.sizes]
    rows = []
    for i, (group, n) in enumerate(one.sizes):
        words = group_name(one.variable, group, made.kept.draft, lang)
        kept = h("input", type="hidden", name=f"g{place}.{i}", value=group)
        share = Locale(lang).percent(n / whole, 1) if whole else "–"
        rows.append(
            [
                h("span", words, kept),
                number(n, lang),
                share,
                _input(place, i, typed.get(group, ""), tw(lang, "share_of", group=words)),
            ]
        )
    free = [(group, text) for group, text in typed.items() if group not in known] + [("", "")] * FREE
    if one.variable.by in ("trait", "step"):
        for i, (group, text) in enumerate(free[:FREE], len(known)):
            label = tw(lang, "another")
            box_ = h("input.in", name=f"g{place}.{i}", value=group, aria_label=label, placeholder=label, maxlength=300)
            rows.append([box_, "", "", _input(place, i, text, tw(lang, "share_of", group=label))])
    heads = [tw(lang, "group"), *(tw(lang, f"col_{one}") for one in ("n", "share", "aim"))]
    unknown = h("p.hint", tw(lang, "unknown", n=number(one.unknown, lang), by=name)) if one.unknown else None
    table = data_table(heads, rows, caption=tw(lang, "table", by=name), kind="sb-aims")
    return h("div.sb-aim", h("h3", name), table, unknown)


def _input(place: int, i: int, value: str, label: str) -> Markup:
    field = h(
        "input.in",
        name=f"s{place}.{i}",
        value=value,
        inputmode="decimal",
        size=6,
        maxlength=12,
        aria_label=label,
        autocomplete="off",
    )
    return h("span.sb-percent", field, h("span", "%", aria_hidden="true"))
