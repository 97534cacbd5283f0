"""Weights beside the results of a survey: what they are made of, what they cost, and each figure with them."""

from collections.abc import Callable
from functools import partial

from hanhtrinh.access import Right, may
from hanhtrinh.app.surveys.outcome import Outcome
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import DASH
from hanhtrinh.draw.words import Words as Locale
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.measures.raking import CAP
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.surveys.conditions import OTHER
from hanhtrinh.voice.surveys.model import Survey
from hanhtrinh.voice.surveys.results import Result
from hanhtrinh.voice.surveys.weighed import Fit, Group, Part, Weighed
from hanhtrinh.voice.surveys.weighting import Variable
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import box, button, data_table, facts, form, link_button, notice
from hanhtrinh.web.people.parts import trait_name
from hanhtrinh.web.surveys.figures import interval_of, number, percent, value_of
from hanhtrinh.web.surveys.words import short, ts


def tw(lang: Lang, key: str, **params: object) -> str:
    """Return words about weights."""
    return tr(f"weights.{key}", lang, **params)


def variable_name(variable: Variable, survey: Survey, lang: Lang) -> str:
    """Return what a variable is called."""
    if variable.by == "trait":
        return trait_name(variable.name, lang)
    if variable.by == "answer":
        question = next((one for one in survey.questions if one.key == variable.name), None)
        return short(question.text, lang, 60) if question else variable.name
    return tw(lang, f"by_{variable.by}")


def group_name(variable: Variable, group: str, survey: Survey, lang: Lang) -> str:
    """Return what a group is called."""
    if variable.by == "channel":
        return ts(lang, f"channel_{group}")
    if variable.by == "lang":
        return tw(lang, f"lang_{group}")
    if variable.by == "answer":
        question = next((one for one in survey.questions if one.key == variable.name), None)
        options = question.options if question else ()
        words = next((say(one.text, lang) for one in options if one.key == group), group)
        return ts(lang, "other_option") if group == OTHER and words == group else words
    return group


def weights_box(asking: Asking, space: Space, one: Outcome) -> Markup | None:
    """Return what results are weighted to; where they are not, the way there for those who may."""
    lang, fit, weighted = asking.lang, one.fit, one.kept.weighted
    editing = may(asking.actor, space.id, Right.EDIT_SURVEYS)
    address = f"/w/{space.slug}/voice/surveys/{one.kept.key}/results/weights"
    if fit is None or weighted.now is None:
        return _offer(asking, address, one) if editing else None
    names = [variable_name(aim.variable, one.kept.draft, lang) for aim in weighted.now.aims]
    tables = [
        _table(groups, name, partial(group_name, aim.variable, survey=one.kept.draft, lang=lang), lang)
        for groups, name, aim in zip(fit.groups, names, weighted.now.aims, strict=True)
    ]
    ways = _ways(asking, address, one) if editing else None
    lead = tw(lang, "lead", by=tw(lang, "and").join(f"“{name}”" for name in names))
    return box(tw(lang, "title"), *_said(one, fit, names, lang), _facts(fit, names, lang), *tables, ways,
               lead=lead, id="weights", kind="sb-weights")  # fmt: skip


def _offer(asking: Asking, address: str, one: Outcome) -> Markup:
    lang = asking.lang
    ways = [link_button(tw(lang, "set"), address, icon="scale"), _back(asking, address, one)]
    return box(tw(lang, "title"), h("div.actions", ways), lead=tw(lang, "offer"), id="weights", kind="sb-weights")


def _ways(asking: Asking, address: str, one: Outcome) -> Markup:
    stamp = h("input", type="hidden", name="stamp", value=str(one.kept.weighted.stamp))
    end = button(tw(asking.lang, "end"), kind="quiet", name="do", value="end")
    change = link_button(tw(asking.lang, "change"), address, icon="pencil")
    return h("div.actions", change, form(asking, address, stamp, end), _back(asking, address, one))


def _back(asking: Asking, address: str, one: Outcome) -> Markup | None:
    """Return what takes the last change back."""
    weighted = one.kept.weighted
    if not weighted.stamp:
        return None
    stamp = h("input", type="hidden", name="stamp", value=str(weighted.stamp))
    return form(
        asking, address, stamp, button(tw(asking.lang, "back"), kind="quiet", icon="undo-2", name="do", value="back")
    )


def _said(one: Outcome, fit: Fit, names: list[str], lang: Lang) -> list[Markup]:
    """Return what whoever reads the figures has to know first."""
    found = []
    if fit.state == "nobody":
        found.append(notice(tw(lang, "nobody"), "bad"))
    if fit.state in ("capped", "apart"):
        found.append(notice(tw(lang, fit.state, cap=f"{CAP:g}"), "middling"))
    now = one.kept.weighted.now
    for name, groups, aim in zip(names, fit.empty, now.aims if now else (), strict=True):
        if groups and fit.n:
            listed = ", ".join(group_name(aim.variable, group, one.kept.draft, lang) for group in groups)
            found.append(notice(tw(lang, "empty", by=name, groups=listed), "middling"))
    return found


def _facts(fit: Fit, names: list[str], lang: Lang) -> Markup:
    whole = fit.n + fit.left_out
    lost = [
        tw(lang, key, n=number(n, lang), by=name)
        for key, many in (("unknown", fit.unknown), ("beyond", fit.beyond))
        for n, name in zip(many, names, strict=True)
        if n
    ]
    rows = [(tw(lang, "weighted_n"), tw(lang, "n_of", n=number(fit.n, lang), of=number(whole, lang)))]
    if lost:
        rows.append((tw(lang, "left_out"), "; ".join(lost)))
    if fit.n:
        span = f"{number(fit.low, lang, 2)}{DASH}{number(fit.high, lang, 2)}"
        rows += [
            (tw(lang, "effective"), number(fit.effective, lang, 0 if fit.effective >= 100 else 1)),
            (tw(lang, "effect"), number(fit.effect, lang, 2)),
            (tw(lang, "range"), span),
        ]
    if fit.capped:
        rows.append((tw(lang, "at_cap"), tw(lang, "at_cap_n", n=number(fit.capped, lang), cap=f"{CAP:g}")))
    return facts(rows)


def _table(groups: tuple[Group, ...], name: str, named: Callable[[str], str], lang: Lang) -> Markup:
    heads = [tw(lang, "group"), *(tw(lang, f"col_{one}") for one in ("n", "share", "aim", "reached"))]
    rows = [
        [named(one.key), number(one.n, lang), *(Locale(lang).percent(share, 1) for share in one[2:])] for one in groups
    ]
    table = data_table(heads, rows, caption=tw(lang, "table", by=name), kind="sb-groups")
    return h("div.sb-aim", h("h3", name), table)


def weighed_score(one: Weighed | None, result: Result, lang: Lang) -> Markup | None:
    """Return the value of a question with its weights, beside the one without."""
    if one is None:
        return None
    if one.few or one.score is None:
        return h("p.sb-weighed", tw(lang, "few", n=number(one.n, lang)))
    sure = interval_of(one.score, lang)
    more = [ts(lang, "sure", interval=sure) if sure else ts(lang, "no_interval")]
    more.append(tw(lang, "score_n", n=number(one.n, lang), effective=number(one.effective, lang, 1)))
    return h("p.sb-weighed", h("span", tw(lang, "weighted")), " ", h("b", value_of(one.score, lang)),
             " ", h("small.hint", " · ".join(more)))  # fmt: skip


def weighed_share(part: Part | None, lang: Lang) -> Markup | str:
    """Return a share with its weights."""
    if part is None:
        return DASH
    ends = Locale(lang).span(part.interval, "share")
    return h("span.sb-weighed-share", h("b", percent(part.share, lang)), h("small.hint", ends))
