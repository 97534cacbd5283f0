"""Questions with a score: recommendation, satisfaction, effort, rating. Each is a row of radio buttons with names."""

from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.voice.surveys.model import AnswerValue, Question
from hanhtrinh.web.answering.pen import Pen, radio, sign

_FACES = ("angry", "frown", "meh", "smile", "laugh")
_MOST_STARS = 10


def scale(pen: Pen, question: Question, value: AnswerValue | None) -> Markup:
    """Return the control of a scored question."""
    match question.kind:
        case "nps":
            return _numbers(pen, question, value, range(11))
        case "csat":
            return _faces(pen, question, value)
        case "ces1":
            return _numbers(pen, question, value, range(1, 6))
        case "ces2":
            return _numbers(pen, question, value, range(1, 8))
        case _:
            return _stars(pen, question, value)


def ends(pen: Pen, question: Question) -> tuple[str, str]:
    """Return what the low and the high end of a scale mean, in the survey's words or else in ours."""
    kind = question.kind
    low, high = pen.say(question.low_label), pen.say(question.high_label)
    ours = kind in ("nps", "csat", "ces1", "ces2")
    return low or (pen.tr(f"{kind}_low") if ours else ""), high or (pen.tr(f"{kind}_high") if ours else "")


def _numbers(pen: Pen, question: Question, value: AnswerValue | None, steps: range) -> Markup:
    low, high = ends(pen, question)
    names = {steps[0]: low, steps[-1]: high}
    marks = [
        radio(question.key, n, on=_is(value, n), shown=h("span", str(n)), css="sv-num",
              title=f"{n} – {names[n]}" if names.get(n) else "")
        for n in steps
    ]  # fmt: skip
    count = len(steps)
    return h("div", h(f"div.sv-scale.sv-of-{count}", marks), _ends(steps[0], low, steps[-1], high))


def _ends(first: int, low: str, last: int, high: str) -> Markup | None:
    """Return what the ends mean, each with its number: on a phone the row breaks and they stand apart."""
    if not (low or high):
        return None

    def end(n: int, words: str) -> Child:
        return h("span", h("b", str(n)), " ", words) if words else h("span")

    return h("p.sv-ends", end(first, low), end(last, high), aria_hidden="true")


def _faces(pen: Pen, question: Question, value: AnswerValue | None) -> Markup:
    low, high = ends(pen, question)
    names = [low, *(pen.tr(f"csat_{n}") for n in (2, 3, 4)), high]
    faces = [
        radio(question.key, n, on=_is(value, n), css=f"sv-face.sv-face-{n}",
              shown=(h("span.sv-mood", sign(icon)), h("small", name)))
        for n, (icon, name) in enumerate(zip(_FACES, names, strict=True), 1)
    ]  # fmt: skip
    return h("div.sv-faces", faces)


def _stars(pen: Pen, question: Question, value: AnswerValue | None) -> Markup:
    low, high = ends(pen, question)
    count = max(2, min(int(question.high or 5), _MOST_STARS))
    names = {1: low, count: high}
    stars = [
        radio(question.key, n, on=_is(value, n), css="sv-star", shown=(sign("star"), h("small", str(n))),
              title=pen.tr("star_of", n=n, of=count) + (f" – {names[n]}" if names.get(n) else ""))
        for n in range(1, count + 1)
    ]  # fmt: skip
    return h("div", h(f"div.sv-stars{'.sv-many' if count > 5 else ''}", stars), _ends(1, low, count, high))


def _is(value: AnswerValue | None, n: int) -> bool:
    return value == str(n) or (isinstance(value, int | float) and not isinstance(value, bool) and value == n)
