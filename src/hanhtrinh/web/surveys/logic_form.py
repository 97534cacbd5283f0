"""Conditions as plain sentences: "Ask this when … is at least 9", made of lists to choose from."""

from collections.abc import Sequence

import msgspec

from hanhtrinh.draw.markup import Attribute, Markup, h
from hanhtrinh.i18n import say
from hanhtrinh.voice.surveys.answers import scale_of
from hanhtrinh.voice.surveys.checks.ways import ops_of
from hanhtrinh.voice.surveys.conditions import OTHER, asked_of, written
from hanhtrinh.voice.surveys.logic import END
from hanhtrinh.voice.surveys.model import SCORED, Page, Question, Survey, Test, Thanks, When
from hanhtrinh.web.components import sign
from hanhtrinh.web.surveys.controls import Ink, Option, choices, doing, id_of
from hanhtrinh.web.surveys.words import short

_ORDER = ("is", "is_not", "any_of", "none_of", "at_least", "at_most", "contains", "answered", "not_answered")
_LISTED = ("choice", "choices", "ranking")


def when_form(
    ink: Ink, place: str, when: When | None, known: Sequence[Question], lead: str, *, inside: str = ""
) -> Markup:
    """Return a condition to edit; `known` are the questions it may look at, `inside` its field in an item of a list."""
    tests = (*when.all, *when.any) if when else ()
    mode = "any" if when and when.any and not when.all else "all"
    which: dict[str, Attribute] = {"data_sb_in": inside} if inside else {"data_sb_when": place}
    rows = [_test(ink, f"{place}/{n}", test, known) for n, test in enumerate(tests)]
    if not known:
        return h("p.hint", ink.t("when_nothing_before"))
    add = doing(
        ink.t("add_test"), "plus", words=True, data_sb_add_test=_json(_first(known[-1])), id=f"{id_of(place)}-add"
    )
    how = _mode(ink, place, mode) if len(tests) > 1 else None
    words = h("p.sb-lead", lead, how) if tests else None
    return h("div.sb-when", words, *rows, add, data_sb_mode=mode, **which)


def jumps_form(ink: Ink, survey: Survey, page: Page, known: Sequence[Question]) -> Markup:
    """Return where a page leads to beside the next one."""
    keys = [one.key for one in survey.pages]
    later = survey.pages[keys.index(page.key) + 1 :]
    targets = [(one.key, page_name(ink, survey, one)) for one in later] + [(END, ink.t("jump_end"))]
    place = f"pages/{page.key}/jumps"
    items = [
        h(
            "div.sb-item",
            when_form(ink, f"{place}/{n}/when", jump.when, known, ink.t("jump_when"), inside="when"),
            h("div.sb-row", ink.select(ink.t("jump_to"), f"{place}/{n}/to", targets, jump.to, f="to"),
              doing(ink.t("remove_jump"), "trash-2", data_sb_drop_item=True)),
            data_sb_item=True,
        )
        for n, jump in enumerate(page.jumps)
    ]  # fmt: skip
    if not known:
        return h("p.hint", ink.t("jump_nothing_before"))
    fresh = {"when": {"all": [msgspec.to_builtins(_first(known[-1]))]}, "to": targets[0][0]}
    add = doing(ink.t("add_jump"), "redo-2", words=True, data_sb_add_item=_json(fresh), id=f"{id_of(place)}-add")
    return h("div.sb-list", *items, add, data_sb_list=place)


def thanks_form(ink: Ink, survey: Survey) -> Markup:
    """Return what is said at the end, by condition."""
    known = survey.questions
    items = [_thanks(ink, n, one, known) for n, one in enumerate(survey.thanks)]
    add = doing(ink.t("add_thanks"), "plus", words=True, data_sb_add_item=_json({"text": {}}), id="sb-thanks-add")
    return h("div.sb-list", *items, add, data_sb_list="thanks")


def _thanks(ink: Ink, n: int, one: Thanks, known: Sequence[Question]) -> Markup:
    place = f"thanks/{n}"
    link = ink.line(ink.t("thanks_link"), f"{place}/link", one.link, f="link", placeholder="https://", inputmode="url")
    return h(
        "div.sb-item",
        ink.texts(ink.t("thanks_text"), f"{place}/text", one.text, long=True, needed=True, f="text", pipes=True),
        when_form(ink, f"{place}/when", one.when, known, ink.t("thanks_when"), inside="when"),
        h("div.sb-row", link, doing(ink.t("remove_thanks"), "trash-2", data_sb_drop_item=True)),
        ink.texts(ink.t("thanks_link_text"), f"{place}/link_text", one.link_text, f="link_text") if one.link else None,
        data_sb_item=True,
    )


def page_name(ink: Ink, survey: Survey, page: Page) -> str:
    """Return what a page is called: its number, and its title or first question."""
    number = [one.key for one in survey.pages].index(page.key) + 1
    words = short(page.title, ink.lang, 50) or (short(page.questions[0].text, ink.lang, 50) if page.questions else "")
    return ink.t("page_named", n=number, name=words) if words else ink.t("page_n", n=number)


def _mode(ink: Ink, place: str, mode: str) -> Markup:
    options = [("all", ink.t("when_all")), ("any", ink.t("when_any"))]
    return h("select.in.sb-mode", choices(options, mode), data_sb_mode_of=True, aria_label=ink.t("when_mode"),
             id=f"{id_of(place)}-mode")  # fmt: skip


def _test(ink: Ink, place: str, test: Test, known: Sequence[Question]) -> Markup:
    key, row = asked_of(test)
    question = next((one for one in known if one.key == key), None)
    id = id_of(place)
    of = h("select.in", _subjects(ink, known, test), id=f"{id}-of", data_t="of", aria_label=ink.t("test_of"))
    ops = ops_of(question, row) if question else frozenset((test.op,))
    named = [(op, ink.t(f"op_{op}_{_manner(question, row)}" if op in ("is", "is_not") else f"op_{op}"))
             for op in _ORDER if op in ops]  # fmt: skip
    if question is not None and question.kind in _LISTED:
        named = [(op, words) for op, words in named if op not in ("is", "is_not") or op == test.op]
    how = h("select.in", choices(named, test.op), id=f"{id}-op", data_t="op", aria_label=ink.t("test_op"))
    value = None if test.op in ("answered", "not_answered") else _value(ink, id, test, question, row)
    drop = doing(ink.t("remove_test"), "x", data_sb_drop_test=True)
    return h("div.sb-test", of, how, value, drop, data_sb_test=True)


def _manner(question: Question | None, row: str) -> str:
    return "text" if question is not None and question.kind in ("short", "long") else "value"


def _subjects(ink: Ink, known: Sequence[Question], test: Test) -> list[Markup]:
    """Return the questions (and rows) a test may be on, each with the test it begins with."""
    found = []
    for question in known:
        found.append((question.key, short(question.text, ink.lang, 60) or question.key, _first(question)))
        if question.kind == "matrix":
            for row in question.rows:
                of = f"{question.key}/{row.key}"
                begin = Test(of=of, op="any_of", values=tuple(one.key for one in question.options[:1]))
                found.append((of, f"– {short(row.text, ink.lang, 50) or row.key}", begin))
    if test.of not in {of for of, _, _ in found}:
        found.append((test.of, ink.t("test_gone", of=test.of), test))
    return [h("option", words, value=of, selected=of == test.of, data_test=_json(begin)) for of, words, begin in found]


def _value(ink: Ink, id: str, test: Test, question: Question | None, row: str) -> Markup:
    label = ink.t("test_value")
    first = test.values[0] if test.values else ""
    if question is not None and (question.kind in _LISTED or (row and test.op not in ("at_least", "at_most"))):
        options: list[Option] = [(one.key, short(one.text, ink.lang, 60) or one.key) for one in question.options]
        options += [(OTHER, ink.t("other_option"))] if question.other else []
        boxes = [
            h(
                "label.sb-chip",
                h("input", type="checkbox", value=key, checked=key in test.values, data_t="values"),
                words,
            )
            for key, words in options
        ]
        return h("span.sb-chips", boxes, role="group", aria_label=label)
    if question is not None and question.kind == "consent":
        both = [("yes", ink.t("yes")), ("no", ink.t("no"))]
        return h("select.in", choices(both, str(first or "yes")), id=f"{id}-v", data_t="values", aria_label=label)
    if question is not None and question.kind in SCORED:
        low, high = scale_of(question)
        steps = [(str(n), str(n)) for n in range(low, high + 1)]
        shown = written(first)
        return h("select.in.sb-score", choices(steps, shown), id=f"{id}-v", data_t="values", data_t_number=True,
                 aria_label=label)  # fmt: skip
    kind = "date" if question is not None and question.kind == "date" else "text"
    number = row or (question is not None and question.kind == "number")
    shown = written(first)
    return h("input.in", type="number" if number else kind, value=shown, id=f"{id}-v", data_t="values",
             data_t_number=bool(number), step="any" if number else None, aria_label=label)  # fmt: skip


def _first(question: Question) -> Test:
    """Return the test a condition on a question begins with."""
    match question.kind:
        case "nps":
            return Test(of=question.key, op="at_most", values=(6,))
        case kind if kind in SCORED:
            low, high = scale_of(question)
            return Test(of=question.key, op="at_most", values=((low + high) // 2,))
        case "choice" | "choices" | "ranking" if question.options:
            return Test(of=question.key, op="any_of", values=(question.options[0].key,))
        case "consent":
            return Test(of=question.key, op="is", values=("yes",))
        case _:
            return Test(of=question.key, op="answered")


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def sentence(ink: Ink, survey: Survey, when: When) -> Markup:
    """Return a condition as a sentence."""
    tests = (*when.all, *when.any)
    words = f" {ink.t('when_or') if when.any and not when.all else ink.t('when_and')} ".join(
        _said(ink, survey, test) for test in tests
    )
    return h("span.sb-cond", sign("route"), h("span", words))


def _said(ink: Ink, survey: Survey, test: Test) -> str:
    key, row = asked_of(test)
    question = next((one for one in survey.questions if one.key == key), None)
    subject = short(question.text, ink.lang, 24) if question else test.of
    if question is not None and row:
        subject = next((short(one.text, ink.lang, 40) for one in question.rows if one.key == row), row)
    names = {one.key: say(one.text, ink.lang) for one in question.options} if question else {}
    names |= (
        {OTHER: ink.t("other_option"), "yes": ink.t("yes"), "no": ink.t("no")}
        if question and not names.get("yes")
        else {}
    )
    values = ", ".join(names.get(str(v), written(v)) for v in test.values)
    op = ink.t(f"op_{test.op}_{_manner(question, row)}" if test.op in ("is", "is_not") else f"op_{test.op}")
    return f"“{subject}” {op} {values}".rstrip()
