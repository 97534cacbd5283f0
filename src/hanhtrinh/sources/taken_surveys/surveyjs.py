"""SurveyJS: survey definitions (JSON)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from hanhtrinh.errors import FileUnusable
from hanhtrinh.i18n import Text
from hanhtrinh.sources.taken_surveys.building import Building, Taken, answer_at, chosen, option, scores_of, words
from hanhtrinh.voice.surveys.checks.ways import ops_of
from hanhtrinh.voice.surveys.model import SCORED, Option, Question, Test, When

_TEST = re.compile(r"\{([^{}]{1,80})\}\s*(=|==|<>|!=|>=|<=|notempty|empty|contains|anyof)\s*(.*)$")
_OPS = {"=": "is", "==": "is", "<>": "is_not", "!=": "is_not", ">=": "at_least", "<=": "at_most", "contains": "any_of",
        "anyof": "any_of", "notempty": "answered", "empty": "not_answered"}  # fmt: skip
_VALUE = re.compile(r"'([^']*)'|\"([^\"]*)\"|(-?\d+(?:\.\d+)?)|\b(true|false)\b")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_INPUTS = {"number": "number", "range": "number", "date": "date", "datetime-local": "date"}


def knows(start: bytes) -> bool:
    """Tell whether a file begins as a definition of SurveyJS."""
    return b'"elements"' in start or (b'"pages"' in start and b'"questions"' in start)


def read(raw: bytes, file: str) -> Taken:
    """Return the survey of a definition; raises FileUnusable where it is none."""
    try:
        whole = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise FileUnusable("taken_surveys.damaged", file=file, tool="SurveyJS") from error
    pages = whole.get("pages") if isinstance(whole, dict) else None
    given = pages if isinstance(pages, list) else [whole]
    if not isinstance(whole, dict) or not any(isinstance(one, dict) and _elements(one) for one in given):
        raise FileUnusable("taken_surveys.damaged", file=file, tool="SurveyJS")
    return _Reader(whole).read(given, file)


def _elements(of: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = of.get("elements") or of.get("questions") or of.get("templateElements")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


class _Reader:
    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.whole = whole
        self.building = Building(str(whole.get("locale") or "en"))
        self.asked: dict[str, tuple[Question, list[str]]] = {}

    def read(self, pages: list[Any], file: str) -> Taken:
        """Return the survey, page by page."""
        for page in pages:
            if not isinstance(page, dict):
                continue
            self.building.title(self._text(page.get("title")))
            self.building.say(self._text(page.get("description")))
            if page.get("visibleIf"):
                self.building.note(str(page.get("name") or ""), "shown")
            self._all(_elements(page))
            self.building.turn()
        for name in ("triggers", "calculatedValues", "completedHtmlOnCondition", "navigateToUrl"):
            if self.whole.get(name):
                self.building.note(name, "element", what=name)
        title = self._text(self.whole.get("title"))
        key = words(title) or file.rsplit(".", 1)[0]
        return self.building.finished(key, title if words(title) else self.building.text(key))

    def _text(self, given: object) -> Text:
        if isinstance(given, dict):
            return self.building.text(given.get("default") or given.get("en") or given.get("vi"), given)
        return self.building.text(given)

    def _all(self, elements: list[dict[str, Any]], depth: int = 0) -> None:
        for one in elements:
            if self.building.full:
                return
            if one.get("type") == "panel" and depth < 10:
                self.building.say(self._text(one.get("title")))
                self._all(_elements(one), depth + 1)
            elif one.get("type") in ("html", "image"):
                self.building.say(self._text(one.get("html")))
            else:
                self._question(one)

    def _question(self, one: dict[str, Any]) -> None:
        name = str(one.get("name") or "")
        given = self._text(one.get("title"))
        text = given if words(given) else self.building.text(name)
        key = self.building.key(name)
        fields: dict[str, Any] = {"required": one.get("isRequired") is True, "show": self._show(one, name)}
        if words(description := self._text(one.get("description"))):
            fields["help"] = description
        made = list(self._made(key, str(one.get("type")), one, text, fields))
        if not made:
            self.building.note(name, "kind", what=str(one.get("type")), question=words(text)[:80])
        for lost in ("validators", "defaultValue", "enableIf", "requiredIf", "choicesByUrl"):
            if one.get(lost):
                self.building.note(name, "element", what=lost)
        if len(made) == 1:
            self.asked[name] = made[0], _raw_values(one)
        for question in made:
            self.building.ask(question)

    def _show(self, one: Mapping[str, Any], name: str) -> When | None:
        given = one.get("visibleIf")
        if not given:
            return None
        parts = re.split(r"\s+(?:and|&&)\s+", str(given))
        tests = [self._test(part) for part in parts]
        kept = tuple(test for test in tests if test is not None)
        if len(kept) < len(parts):
            self.building.note(name, "shown")
            return None
        return When(all=kept)

    def _test(self, part: str) -> Test | None:
        """Return a test on an earlier answer; None for one that the question it is on does not know."""
        match = _TEST.match(part.strip())
        if match is None or match[1] not in self.asked:
            return None
        question, raw = self.asked[match[1]]
        if match[2] in ("empty", "notempty"):
            return Test(of=question.key, op=_OPS[match[2]])  # type: ignore[arg-type]
        op = "contains" if match[2] == "contains" and question.kind in ("short", "long") else _OPS[match[2]]
        meant = [_meant(question, raw, given) for given in _values(match[3])]
        known = [one for one in meant if one is not None]
        if not known or len(known) < len(meant) or op not in ops_of(question, known[0][0].partition("/")[2]):
            return None
        return Test(of=known[0][0], op=op, values=tuple(value for _, value in known))

    def _made(self, key: str, kind: str, one: dict[str, Any], text: Text, fields: dict[str, Any]) -> Iterator[Question]:
        options = self._options(one.get("choices"))
        match kind:
            case "rating":
                yield self._rating(key, one, text, fields)
            case "radiogroup" | "dropdown" | "imagepicker" | "buttongroup" if options:
                question = chosen(self.building, key, text, options, many=one.get("multiSelect") is True, **fields)
                other = one.get("hasOther") is True or one.get("showOtherItem") is True
                yield (
                    msgspec.structs.replace(question, other=other)
                    if question.kind in ("choice", "choices")
                    else question
                )
            case "checkbox" | "tagbox" if options:
                other = one.get("hasOther") is True or one.get("showOtherItem") is True
                yield Question(key=key, kind="choices", text=text, options=options, other=other, **fields)
            case "ranking" if options:
                yield Question(key=key, kind="ranking", text=text, options=options, **fields)
            case "boolean":
                yes = self.building.text("Yes", {"vi": "Có"} if self.building.language == "vi" else None)
                no = self.building.text("No", {"vi": "Không"} if self.building.language == "vi" else None)
                both = (Option(key="true", text=yes), Option(key="false", text=no))
                yield Question(key=key, kind="choice", text=text, options=both, **fields)
            case "matrix":
                yield from self._matrix(key, one, text, fields)
            case "comment":
                yield Question(key=key, kind="long", text=text, **fields)
            case "text":
                yield self._entry(key, str(one.get("inputType") or "text"), one, text, fields)
            case "multipletext":
                for item in one.get("items") or ():
                    if isinstance(item, dict):
                        said = self._text(item.get("title") or item.get("name"))
                        yield Question(
                            key=self.building.key(f"{key}_{item.get('name')}"), kind="short", text=said, **fields
                        )
            case "file":
                yield Question(key=key, kind="file", text=text, **fields)

    def _options(self, given: object) -> tuple[Option, ...]:
        taken: set[str] = set()
        found = []
        for place, one in enumerate(given if isinstance(given, list) else (), 1):
            value = one.get("value") if isinstance(one, dict) else one
            text = self._text(one.get("text") if isinstance(one, dict) and one.get("text") else str(value))
            found.append(option(self.building, str(value), text, taken, place))
        return tuple(found)

    def _rating(self, key: str, one: Mapping[str, Any], text: Text, fields: dict[str, Any]) -> Question:
        values = one.get("rateValues")
        low, high = _number(one.get("rateMin"), 1), _number(one.get("rateMax") or one.get("rateCount"), 5)
        ends = {
            "low_label": self._text(one.get("minRateDescription")),
            "high_label": self._text(one.get("maxRateDescription")),
        }
        kept: dict[str, Any] = {name: label for name, label in ends.items() if words(label)}
        if isinstance(values, list) and values:
            self.building.note(key, "rating_values", count=len(values))
            high = float(len(values))
        if (low, high) == (0, 10):
            return Question(key=key, kind="nps", text=text, **kept, **fields)
        if low != 1 or not 2 <= high <= 10:
            self.building.note(key, "rating_scale", low=f"{low:g}", high=f"{high:g}")
        return Question(key=key, kind="rating", text=text, high=max(2.0, min(10.0, high)), **kept, **fields)

    def _matrix(self, key: str, one: Mapping[str, Any], text: Text, fields: dict[str, Any]) -> Iterator[Question]:
        rows, options = self._options(one.get("rows")), self._options(one.get("columns"))
        scores = scores_of([words(column.text) for column in options], words(text))
        scored = tuple(
            msgspec.structs.replace(column, score=scores[place]) if scores else column
            for place, column in enumerate(options)
        )
        if rows and options:
            yield Question(key=key, kind="matrix", text=text, rows=rows, options=scored, **fields)

    def _entry(self, key: str, kind: str, one: Mapping[str, Any], text: Text, fields: dict[str, Any]) -> Question:
        if kind in ("email", "tel"):
            field = "email" if kind == "email" else "phone"
            return Question(key=key, kind="contact", text=text, fields=(field,), **fields)  # type: ignore[arg-type]
        bounds = {end: float(one[of]) for end, of in (("low", "min"), ("high", "max")) if _is_number(one.get(of))}
        if _INPUTS.get(kind) == "number":
            return Question(key=key, kind="number", text=text, **bounds, **fields)  # type: ignore[arg-type]
        return Question(key=key, kind="date" if kind in _INPUTS else "short", text=text, **fields)


def _raw_values(one: Mapping[str, Any]) -> list[str]:
    """Return the values a question's choices have in the tool's answers, in their order."""
    if one.get("type") == "boolean":
        return ["true", "false"]
    given = one.get("choices") or one.get("rateValues")
    return [
        str(part.get("value") if isinstance(part, dict) else part)
        for part in (given if isinstance(given, list) else ())
    ]


def _values(written: str) -> list[str]:
    """Return the values that stand in a condition: in quotes, or numbers and truth values as they are."""
    return [next(filter(None, found), "") for found in _VALUE.findall(written)]


def _meant(question: Question, raw: list[str], given: str) -> tuple[str, str | float] | None:
    """Return what a value of a condition means: what is tested and the value here; None where there is no such."""
    if raw:
        return answer_at(question, raw.index(given)) if given in raw else None
    if question.kind in (*SCORED, "number"):
        return (question.key, float(given)) if _NUMBER.fullmatch(given) else None
    return question.key, given


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _number(given: object, otherwise: float) -> float:
    return float(given) if isinstance(given, int | float) and not isinstance(given, bool) else otherwise
