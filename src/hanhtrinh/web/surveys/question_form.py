"""One question in the builder: a card that opens to everything that can be said about it."""

from collections.abc import Sequence

import msgspec

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.values import Finding
from hanhtrinh.voice.surveys.adding import Ask
from hanhtrinh.voice.surveys.answers import LARGEST_FILE, LONGEST
from hanhtrinh.voice.surveys.checks.kinds import WITH_OPTIONS
from hanhtrinh.voice.surveys.conditions import written
from hanhtrinh.voice.surveys.model import SCORED, Option, Page, Question, Survey
from hanhtrinh.web.components import badge, sign
from hanhtrinh.web.surveys.beside import Beside
from hanhtrinh.web.surveys.controls import Ink, doing
from hanhtrinh.web.surveys.findings import finding_lines
from hanhtrinh.web.surveys.logic_form import sentence, when_form
from hanhtrinh.web.surveys.on_map import series_field
from hanhtrinh.web.surveys.words import ICONS, kind_name, short


def question_card(
    ink: Ink,
    survey: Survey,
    page: Page,
    question: Question,
    known: Sequence[Question],
    found: Sequence[Finding],
    number: int,
    beside: Beside,
) -> Markup:
    """Return a question as a card; `known` are the questions before it."""
    place = f"pages/{page.key}/questions/{question.key}"
    head = h("summary.sb-q-head", _grip(ink), _name(ink, question, number), _marks(ink, survey, question, found))
    body = h(
        "div.sb-q-body",
        finding_lines(found, ink.lang),
        ink.texts(ink.t("q_text"), f"{place}/text", question.text, long=True, needed=True, pipes=True, title=True),
        *_details(ink, place, survey, question, known),
        series_field(ink, place, survey, question, beside),
        _more(ink, place, survey, question),
        h("h4", sign("route"), ink.t("when_title")),
        when_form(ink, f"{place}/show", question.show, known, ink.t("when_lead")),
        _foot(ink, place, question),
    )
    return h(
        "details.sb-q",
        head,
        body,
        id=f"q-{question.key}",
        data_sb_card=question.key,
        data_sb_page=page.key,
        data_sb_place=place,
    )


def _grip(ink: Ink) -> Markup:
    return h("span.sb-grip", sign("grip-vertical"), draggable="true", title=ink.t("drag"), data_sb_grip=True)


def _name(ink: Ink, question: Question, number: int) -> Markup:
    kind = h("span.sb-kind", sign(ICONS[question.kind]), h("span", kind_name(question.kind, ink.lang)))
    words = short(question.text, ink.lang) or ink.t("no_words_yet")
    return h(
        "span.sb-q-name", h("span.sb-q-text", h("b", f"{number}."), " ", h("span", words, data_sb_shown=True)), kind
    )


def _marks(ink: Ink, survey: Survey, question: Question, found: Sequence[Finding]) -> Markup:
    wrong = sum(one.severity == "error" for one in found)
    doubts = sum(one.severity == "warning" for one in found)
    return h(
        "span.sb-marks",
        badge(ink.t("required")) if question.required else None,
        sentence(ink, survey, question.show) if question.show else None,
        badge(ink.t("wrong_n", n=wrong), "bad") if wrong else None,
        badge(ink.t("doubt_n", n=doubts), "middling") if doubts and not wrong else None,
    )


def _details(ink: Ink, place: str, survey: Survey, question: Question, known: Sequence[Question]) -> list[Markup]:
    """Return what only some kinds have."""
    parts: list[Markup] = []
    if question.kind in SCORED:
        low = ink.texts(ink.t("low_label"), f"{place}/low_label", question.low_label)
        high = ink.texts(ink.t("high_label"), f"{place}/high_label", question.high_label)
        parts.append(h("div.sb-ends", low, high))
    if question.kind == "rating":
        steps = [(str(n), str(n)) for n in range(3, 11)]
        parts.append(ink.select(ink.t("steps"), f"{place}/high", steps, f"{question.high or 5:g}", kind="number"))
    if question.kind == "matrix":
        parts.append(_options(ink, place, question, "rows", question.rows))
    if question.kind in WITH_OPTIONS:
        parts.append(_options(ink, place, question, "options", question.options))
        parts.append(_option_ticks(ink, place, question))
    if question.kind in ("short", "long"):
        parts.append(_about(ink, place, question, known))
    if question.kind == "number":
        low = ink.line(ink.t("least"), f"{place}/low", _plain(question.low), kind="number", step="any")
        high = ink.line(ink.t("most"), f"{place}/high", _plain(question.high), kind="number", step="any")
        parts.append(h("div.sb-row", low, high))
    if question.kind == "contact":
        fields = [(one, ink.t(f"field_{one}")) for one in ("name", "email", "phone")]
        parts.append(ink.ticks(ink.t("fields"), f"{place}/fields", fields, question.fields))
    return parts


def _options(ink: Ink, place: str, question: Question, field: str, options: Sequence[Option]) -> Markup:
    lines = [_option(ink, f"{place}/{field}/{one.key}", question, field, one, n) for n, one in enumerate(options, 1)]
    ask = msgspec.to_builtins(Ask(do="option", question=question.key, field=field))  # type: ignore[arg-type]
    add = doing(ink.t(f"add_{field}"), "plus", words=True, data_sb_ask=_json(ask), id=f"add-{field}-{question.key}")
    paste = h(
        "details.sb-paste",
        h("summary.btn.quiet.small", sign("clipboard-check"), h("span", ink.t("paste_lines"))),
        h("label.vh", ink.t("paste_hint"), for_=f"paste-{field}-{question.key}"),
        h("textarea.in", rows=4, id=f"paste-{field}-{question.key}", placeholder=ink.t("paste_hint")),
        h(
            "div.sb-row",
            [
                doing(
                    ink.t(f"paste_as_{lang}") if len(ink.languages) > 1 else ink.t("paste_do"),
                    "check",
                    words=True,
                    kind="plain",
                    data_sb_lines=_json(ask | {"do": "lines", "lang": lang}),
                )
                for lang in ink.languages
            ],
        ),
        id=f"pasting-{field}-{question.key}",
    )
    return h("fieldset.sb-options", h("legend", ink.t(field)), *lines, h("div.sb-row", add, paste))


def _option(ink: Ink, place: str, question: Question, field: str, one: Option, n: int) -> Markup:
    score = None
    if question.kind == "matrix" and field == "options":
        score = ink.line(ink.t("score"), f"{place}/score", _plain(one.score), kind="number", step="any", redraw=True)
    words = ink.texts(ink.t(f"{field}_n", n=n), f"{place}/text", one.text, needed=True)
    up = doing(ink.t("move_up"), "arrow-up", data_sb_up=True, id=f"up-{field}-{question.key}-{one.key}")
    down = doing(ink.t("move_down"), "arrow-down", data_sb_down=True, id=f"down-{field}-{question.key}-{one.key}")
    drop = doing(ink.t("remove_option"), "x", data_sb_drop=place, id=f"drop-{field}-{question.key}-{one.key}")
    return h(
        "div.sb-option", words, score, h("span.sb-option-do", up, down, drop), data_sb_move=place, data_sb_key=one.key
    )


def _option_ticks(ink: Ink, place: str, question: Question) -> Markup:
    ticks = []
    if question.kind in ("choice", "choices"):
        ticks.append(ink.tick(ink.t("other"), f"{place}/other", question.other, redraw=True))
    ticks.append(ink.tick(ink.t("shuffle"), f"{place}/shuffle", question.shuffle, hint=ink.t("shuffle_hint")))
    if question.kind in ("choices", "ranking"):
        ticks.append(
            ink.line(
                ink.t("most_options"),
                f"{place}/most",
                question.most,
                kind="number",
                min=1,
                hint=ink.t("most_options_hint"),
            )
        )
    return h("div.sb-row", ticks)


def _about(ink: Ink, place: str, question: Question, known: Sequence[Question]) -> Markup:
    scored = [(one.key, short(one.text, ink.lang, 60)) for one in known if one.kind in SCORED]
    options = [("", ink.t("about_nothing")), *scored]
    return ink.select(ink.t("about"), f"{place}/about", options, question.about, hint=ink.t("about_hint"))


def _more(ink: Ink, place: str, survey: Survey, question: Question) -> Markup:
    """Return what is seldom needed, behind a line."""
    parts = [ink.texts(ink.t("help"), f"{place}/help", question.help, hint=ink.t("help_hint"))]
    if question.kind in ("short", "long"):
        parts.append(
            ink.line(
                ink.t("longest"),
                f"{place}/most",
                question.most,
                kind="number",
                min=1,
                max=10_000,
                placeholder=str(LONGEST[question.kind]),
            )
        )
    if question.kind == "file":
        parts.append(
            ink.line(
                ink.t("largest"),
                f"{place}/most",
                question.most,
                kind="number",
                min=1,
                max=25,
                unit="MiB",
                placeholder=str(LARGEST_FILE),
            )
        )
    if question.kind in SCORED:
        parts.append(
            ink.tick(
                ink.t("relationship"), f"{place}/relationship", question.relationship, hint=ink.t("relationship_hint")
            )
        )
        if question.anew > 1:
            parts.append(h("p.hint", ink.t("series_n", n=question.anew)))
    parts.append(h("p.hint", ink.t("key_is"), " ", h("code", question.key)))
    return h("details.sb-more", h("summary", ink.t("more")), *parts, id=f"more-{question.key}")


def _foot(ink: Ink, place: str, question: Question) -> Markup:
    copy = {"do": "copy", "question": question.key}
    split = {"do": "split", "question": question.key}
    return h(
        "div.sb-foot",
        ink.tick(ink.t("required_tick"), f"{place}/required", question.required, redraw=True),
        h(
            "span.sb-foot-do",
            doing(ink.t("move_up"), "arrow-up", data_sb_up=True, id=f"up-{question.key}"),
            doing(ink.t("move_down"), "arrow-down", data_sb_down=True, id=f"down-{question.key}"),
            doing(ink.t("split"), "layers", data_sb_ask=_json(split), id=f"split-{question.key}"),
            doing(ink.t("copy"), "copy", data_sb_ask=_json(copy), id=f"copy-{question.key}"),
            doing(ink.t("remove"), "trash-2", data_sb_drop=place, id=f"drop-{question.key}"),
        ),
    )


def _plain(number: float | None) -> str | None:
    return None if number is None else written(number)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
