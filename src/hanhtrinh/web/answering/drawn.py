"""A survey's page as it is answered: accessible HTML that works without a script, from 320 px on.

Every question is a group with a name; what is wrong stands inside it, tied to its control. Fields are named by the
question's key (`key/row` of a matrix and of contact fields, `key:other` one's own words, `key:ranked` that an order is
meant, `key:drop` a file to be taken away); `web.answering.filled` reads them back. The builder's preview shows the
same drawing.
"""

from collections.abc import Collection, Mapping

import msgspec

from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.i18n import Lang
from hanhtrinh.voice.surveys.model import SCORED, Answers, AnswerValue, Page, Question, Survey
from hanhtrinh.web.answering.choosing import choice, matrix, ranking
from hanhtrinh.web.answering.pen import Pen, sign
from hanhtrinh.web.answering.scales import scale
from hanhtrinh.web.answering.theme import theme_class
from hanhtrinh.web.answering.typed import consent, contact, file, typed

SHEET, SCRIPT = "answering.css", "answering.js"
TONGUES: Mapping[Lang, str] = {"vi": "Tiếng Việt", "en": "English"}
"""Languages as those who speak them call them."""
_ONE_CONTROL = ("short", "long", "number", "date", "file")


def question_field(
    question: Question, lang: Lang, value: AnswerValue | None = None, error: str = "", *, pen: Pen | None = None,
    hidden: bool = False,
) -> Markup:  # fmt: skip
    """Return one question with what was answered so far and what is wrong with that; `hidden` where a condition on
    the same page does not hold (yet): a script may show it, and the server does."""
    pen = pen or Pen(lang=lang)
    wrong = _wrong(pen, question, error)
    help = h("p.sv-help", pen.say(question.help), id=pen.id(question.key, "h")) if question.help else None
    around: dict[str, str | bool | None] = {
        "id": pen.id(question.key), "hidden": hidden, "data_sv_q": question.key,
        "data_sv_show": _condition(question),
    }  # fmt: skip
    kind = f"sv-q.sv-is-{question.kind}{'.sv-bad' if error else ''}"
    control = _control(pen, question, value, error)
    if question.kind == "consent":
        return h(f"div.{kind}", control, help, wrong, **around)
    if question.kind in _ONE_CONTROL:
        label = h("label.sv-ask", _ask(pen, question), for_=pen.id(question.key, "c"))
        return h(f"div.{kind}", label, help, wrong, control, **around)
    ids = [pen.id(question.key, part) for part, there in (("h", question.help), ("e", error)) if there]
    group = h("fieldset", h("legend.sv-ask", _ask(pen, question)), help, wrong, control,
              aria_describedby=" ".join(ids) or None)  # fmt: skip
    return h(f"div.{kind}", group, **around)


def survey_page(
    survey: Survey, page: Page, lang: Lang, answers: Answers, *, errors: Mapping[str, str] | None = None,
    shown: Collection[str] | None = None, pen: Pen | None = None, action: str = "",
    hidden: Mapping[str, str] | None = None, first: bool = True, last: bool = True, at: tuple[int, int] = (1, 1),
    before: Markup | None = None, after: Markup | None = None, logo: str = "", notice: Child = "",
) -> Markup:  # fmt: skip
    """Return a page of a survey as a form.

    `shown` are the questions whose conditions hold (None: all), `errors` what is wrong by question (`""`: with the page
    as a whole), `first` and `last` whether there is a page before and after, `at` how far one is. `before` and `after`
    are put into the form (consent, a trap for machines), `hidden` are its hidden fields, `notice` is said above all.
    """
    pen, errors = pen or Pen(lang=lang), errors or {}
    fields = [
        question_field(question, lang, answers.get(question.key), errors.get(question.key, ""), pen=pen,
                       hidden=shown is not None and question.key not in shown)
        for question in page.questions
    ]  # fmt: skip
    files = any(question.kind == "file" for question in page.questions)
    form = h(
        "form.sv-form",
        [h("input", type="hidden", name=name, value=value) for name, value in (hidden or {}).items()],
        _enter(pen, last),
        _tongues(pen, survey),
        h("p.sv-notice", sign("lightbulb"), h("span", notice), role="status") if notice else None,
        _summary(pen, page, errors),
        _words(pen, survey, page, first), *fields, before, _buttons(pen, first, last), after,
        action=action, method="post", novalidate=True, autocomplete="on", id=pen.id("form"),
        enctype="multipart/form-data" if files else None, accept_charset="utf-8", data_sv_offline=pen.tr("offline"),
    )  # fmt: skip
    return around(survey, _top(pen, survey, at, logo), form)


def around(survey: Survey, *content: Markup | None) -> Markup:
    """Return content in a survey's look."""
    return h(f"div.sv.{theme_class(survey.theme)}", h("div.sv-in-all", *content))


def brand(name: str, logo: str, alt: str) -> Markup:
    """Return whose survey it is; `logo` is an address, `alt` what it says to those who cannot see it."""
    return h("div.sv-brand", h("img.sv-logo", src=logo, alt=alt) if logo else None, h("p.sv-name", name))


def _ask(pen: Pen, question: Question) -> tuple[Markup, ...]:
    need = pen.tr("required" if question.required else "optional")
    words = h("span", pen.say(question.text))
    return words, Markup(" "), h(f"em.sv-need{'' if question.required else '.sv-free'}", need)


def _wrong(pen: Pen, question: Question, error: str) -> Markup | None:
    return h("p.sv-wrong", sign("circle-alert"), h("span", error), id=pen.id(question.key, "e")) if error else None


def _condition(question: Question) -> str | None:
    return msgspec.json.encode(question.show).decode() if question.show else None


def _control(pen: Pen, question: Question, value: AnswerValue | None, error: str) -> Markup:
    match question.kind:
        case kind if kind in SCORED:
            return scale(pen, question, value)
        case "choice" | "choices":
            return choice(pen, question, value)
        case "matrix":
            return matrix(pen, question, value)
        case "ranking":
            return ranking(pen, question, value)
        case "contact":
            return contact(pen, question, value, error)
        case "consent":
            return consent(pen, question, value, error)
        case "file":
            return file(pen, question, value, error)
        case _:
            return typed(pen, question, value, error)


def _top(pen: Pen, survey: Survey, at: tuple[int, int], logo: str) -> Markup:
    n, of = at
    bar = None
    if of > 1:
        words = pen.tr("page_of", n=n, of=of)
        bar = h("div.sv-way", h("progress", max=of, value=n - 1, aria_label=words), h("span", words))
    return h("header.sv-top", brand(pen.say(survey.name), logo, pen.say(survey.theme.logo_alt)), bar)


def _words(pen: Pen, survey: Survey, page: Page, first: bool) -> Markup | None:
    intro = pen.say(survey.intro) if first else ""
    title, text = pen.say(page.title), pen.say(page.text)
    parts = [
        h("p.sv-intro", intro) if intro else None,
        h("h1.sv-title", title) if title else h("h1.vh", pen.say(survey.name)),
        h("p.sv-text", text) if text else None,
    ]
    return h("div.sv-words", parts)


def _summary(pen: Pen, page: Page, errors: Mapping[str, str]) -> Markup | None:
    """Return what is wrong on the page, each a way to where it is."""
    if not errors:
        return None
    whole = errors.get("", "")
    links = [
        h("li", h("a", pen.say(question.text), href=f"#{pen.id(question.key)}"), ": ", errors[question.key])
        for question in page.questions
        if question.key in errors
    ]
    lead = whole or pen.tr("some_wrong", count=len(links))
    return h("div.sv-errors", h("p", sign("circle-alert"), h("span", lead)), h("ul", links) if links else None,
             role="alert", tabindex=-1, autofocus=True)  # fmt: skip


def _tongues(pen: Pen, survey: Survey) -> Markup | None:
    """Return buttons to the survey's other languages; what was typed on the page is kept."""
    others = [one for one in survey.languages if one != pen.lang]
    buttons = [
        h("button.sv-tongue", sign("globe"), h("span", TONGUES[one], lang=one), type="submit", name="_lang", value=one,
          formnovalidate=True)
        for one in others
    ]  # fmt: skip
    return h("div.sv-tongues", buttons) if buttons else None


def _enter(pen: Pen, last: bool) -> Markup:
    """Return what Enter in a field presses: the first button of a form, which would change the language else."""
    words = pen.tr("send" if last else "next")
    return h("button.sv-trap", words, type="submit", name="_go", value="next", tabindex=-1, aria_hidden="true")


def _buttons(pen: Pen, first: bool, last: bool) -> Markup:
    """Return the way on and back."""
    on = h("button.sv-btn.sv-main", h("span", pen.tr("send" if last else "next")),
           sign("check" if last else "arrow-right"), type="submit", name="_go", value="next")  # fmt: skip
    back = None if first else h("button.sv-btn", sign("arrow-left"), h("span", pen.tr("back")), type="submit",
                                name="_go", value="back", formnovalidate=True)  # fmt: skip
    return h("div.sv-buttons", on, back)
