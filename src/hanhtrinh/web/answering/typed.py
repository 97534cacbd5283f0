"""Questions that are typed: words, numbers, dates, how to be reached; consent and files."""

from hanhtrinh.draw.markup import Attribute, Markup, h
from hanhtrinh.voice.surveys.answers import LARGEST_FILE, LONGEST
from hanhtrinh.voice.surveys.conditions import written
from hanhtrinh.voice.surveys.model import AnswerValue, Question
from hanhtrinh.web.answering.pen import Pen, described, radio, sign

_TAKEN = "image/png,image/jpeg,image/webp,image/gif,application/pdf,text/*"
_CONTACT: dict[str, tuple[str, str]] = {"name": ("text", "name"), "email": ("email", "email"), "phone": ("tel", "tel")}


def typed(pen: Pen, question: Question, value: AnswerValue | None, error: str) -> Markup:
    """Return the one control of a question that is typed; its label is drawn around it."""
    shown = written(value) if isinstance(value, str | int | float) else ""
    if isinstance(value, float) and pen.lang == "vi":  # a point before three digits would be read as thousands
        shown = shown.replace(".", ",")
    about: dict[str, Attribute] = {
        "id": pen.id(question.key, "c"),
        "name": question.key,
        "aria_required": "true" if question.required else None,
        **described(pen, question, error),
    }
    match question.kind:
        case "long":
            return h("textarea.sv-in", shown, rows=4, maxlength=question.most or LONGEST["long"], **about)
        case "number":
            return h(
                "input.sv-in.sv-narrow", type="text", inputmode="decimal", value=shown, autocomplete="off", **about
            )
        case "date":
            return h("input.sv-in.sv-narrow", type="date", value=shown, **about)
        case _:
            return h("input.sv-in", type="text", value=shown, maxlength=question.most or LONGEST["short"], **about)


def contact(pen: Pen, question: Question, value: AnswerValue | None, error: str) -> Markup:
    """Return the fields one can be reached by, and the words one agrees to by leaving them."""
    given = value if isinstance(value, dict) else {}
    fields = [
        h(
            "div.sv-field",
            h("label", pen.tr(f"contact_{name}"), for_=pen.id(question.key, name)),
            h("input.sv-in", type=_CONTACT[name][0], autocomplete=_CONTACT[name][1], name=f"{question.key}/{name}",
              id=pen.id(question.key, name), value=given.get(name, ""), maxlength=200,
              **described(pen, question, error)),
        )
        for name in question.fields or ("name", "email", "phone")
    ]  # fmt: skip
    return h("div.sv-fields", fields, pen.extra.get(question.key))


def consent(pen: Pen, question: Question, value: AnswerValue | None, error: str) -> Markup:
    """Return the box to tick; the words beside it are what is agreed to, and are kept with the answer."""
    need = h("em.sv-need", pen.tr("required")) if question.required else None
    words = h("span", pen.say(question.text), " ", need)
    box = h("input", type="checkbox", name=question.key, value="yes", checked=value is True, autocomplete="off",
            **described(pen, question, error))  # fmt: skip
    return h("label.sv-tick", box, words)


def file(pen: Pen, question: Question, value: AnswerValue | None, error: str) -> Markup:
    """Return what a file is chosen with; one that was sent before is named and can be taken away again."""
    name = value.get("name", "") if isinstance(value, dict) else ""
    need = "true" if question.required and not name else None
    most = min(question.most or LARGEST_FILE, LARGEST_FILE)
    large = pen.tr("file_too_large", file="#file", most=most)
    control = h("input.sv-in", type="file", name=question.key, id=pen.id(question.key, "c"), aria_required=need,
                accept=_TAKEN, data_sv_most=most, data_sv_large=large, **described(pen, question, error))  # fmt: skip
    hint = h("p.sv-hint", pen.tr("file_hint", most=most))
    if not name:
        return h("div", control, hint)
    kept = h("p.sv-kept", sign("file-check"), h("span", pen.tr("file_kept", name=name)))
    drop = radio(f"{question.key}:drop", "yes", on=False, kind="checkbox", css="sv-tick",
                 shown=h("span", pen.tr("file_drop")))  # fmt: skip
    return h("div", kept, drop, h("p.sv-hint", pen.tr("file_other")), control, hint)
