"""Qualtrics: survey definitions (`.qsf`)."""

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import msgspec

from hanhtrinh.errors import FileUnusable
from hanhtrinh.i18n import Text
from hanhtrinh.sources.taken_surveys.building import Building, Taken, answer_at, chosen, option, scores_of, words
from hanhtrinh.voice.surveys.model import Option, Question, Test, When

_PIPED = re.compile(r"\$\{[^}]{1,200}\}")
_CHOSEN = re.compile(r"q://(QID\d+)/SelectableChoice/(\d+)$")
_SINGLE = ("SAVR", "SAHR", "SACOL", "DL", "SB")
_MANY = ("MAVR", "MAHR", "MACOL", "MSB")
_NUMBERS, _DATES = ("ValidNumber",), ("ValidDate",)
_FIELDS = {"email": ("email", "mail"), "phone": ("phone", "telefon", "dien thoai", "điện thoại", "sđt"),
           "name": ("name", "tên", "nome")}  # fmt: skip


def knows(start: bytes) -> bool:
    """Tell whether a file begins as a definition of Qualtrics."""
    return b'"SurveyEntry"' in start


def read(raw: bytes, file: str) -> Taken:
    """Return the survey of a definition; raises FileUnusable where it is none."""
    try:
        whole = msgspec.json.decode(raw)
        entry, elements = whole["SurveyEntry"], whole["SurveyElements"]
        name = str(entry["SurveyName"])
    except (msgspec.MsgspecError, KeyError, TypeError, RecursionError, UnicodeDecodeError) as error:
        raise FileUnusable("taken_surveys.damaged", file=file, tool="Qualtrics") from error
    return _Reader(
        name, str(entry.get("SurveyLanguage") or ""), [one for one in elements if isinstance(one, dict)]
    ).read()


class _Reader:
    def __init__(self, name: str, language: str, elements: list[dict[str, Any]]) -> None:
        self.building = Building(language)
        self.name = name
        self.elements = elements
        self.questions = {
            str(one.get("PrimaryAttribute")): one["Payload"]
            for one in elements
            if one.get("Element") == "SQ" and isinstance(one.get("Payload"), dict)
        }
        self.asked: dict[str, tuple[Question, list[str]]] = {}
        if language and language.lower()[:2] not in ("vi", "en"):
            self.building.note(name, "other_language", language=language)

    def read(self) -> Taken:
        """Return the survey, block by block in the order of its flow."""
        seen: set[str] = set()
        for block in self._blocks():
            for part in block.get("BlockElements") or ():
                if part.get("Type") == "Page Break":
                    self.building.turn()
                identity = str(part.get("QuestionID") or "")
                if identity in self.questions and identity not in seen:
                    seen.add(identity)
                    if not self.building.full:
                        self._question(identity, self.questions[identity])
            self.building.turn()
        for identity in sorted(set(self.questions) - seen):
            self.building.note(self._tag(self.questions[identity]), "unused")
        self._rest()
        text = self.building.text(self.name)
        return self.building.finished(self.name, text)

    def _blocks(self) -> Iterator[Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for one in self.elements:
            payload = one.get("Payload") if one.get("Element") == "BL" else None
            given = payload.values() if isinstance(payload, dict) else payload or ()
            found |= {str(block.get("ID")): block for block in given if isinstance(block, dict)}
        kept = {key: block for key, block in found.items() if block.get("Type") != "Trash"}
        flow: Any = next((one.get("Payload") for one in self.elements if one.get("Element") == "FL"), None)
        for identity in self._flow(flow.get("Flow") if isinstance(flow, dict) else None):
            if identity in kept:
                yield kept.pop(identity)
        yield from kept.values()

    def _flow(self, parts: object, depth: int = 0) -> Iterator[str]:
        for part in parts if isinstance(parts, list) and depth < 20 else ():
            if not isinstance(part, dict):
                continue
            kind = str(part.get("Type"))
            if kind in ("Block", "Standard"):
                yield str(part.get("ID"))
            elif kind not in ("Root", "Group"):
                self.building.note(kind, "flow", what=kind)
            yield from self._flow(part.get("Flow"), depth + 1)

    def _rest(self) -> None:
        for one in self.elements:
            if one.get("Element") in ("QG", "QO", "QT", "PR"):
                self.building.note(str(one.get("SecondaryAttribute") or one["Element"]), "element", what=one["Element"])

    def _tag(self, payload: Mapping[str, Any]) -> str:
        return str(payload.get("DataExportTag") or payload.get("QuestionID") or "")

    def _question(self, identity: str, payload: dict[str, Any]) -> None:
        tag, kind, selector = self._tag(payload), str(payload.get("QuestionType")), str(payload.get("Selector"))
        text = self._text(payload, tag)
        if payload.get("QuestionJS"):
            self.building.note(tag, "script")
        if payload.get("SkipLogic"):
            self.building.note(tag, "skip")
        if kind == "DB":
            self.building.say(text)
            return
        key = self.building.key(tag, identity.lower())
        fields = {"required": _required(payload), "show": self._show(payload, tag)}
        made = list(self._made(key, kind, selector, payload, text, fields, tag))
        if not made:
            self.building.note(tag, "kind", what=f"{kind} {selector}".strip(), question=words(text)[:80])
        if len(made) == 1:
            self.asked[identity] = made[0], list(_ordered(payload, "Choices", "ChoiceOrder"))
        for question in made:
            self.building.ask(question)

    def _text(self, payload: Mapping[str, Any], tag: str) -> Text:
        given = str(payload.get("QuestionText") or "")
        languages = payload.get("Language")
        others = {
            name: str(one.get("QuestionText") or "")
            for name, one in (languages.items() if isinstance(languages, dict) else ())
            if isinstance(one, dict)
        }
        if _PIPED.search(given):
            self.building.note(tag, "piped", what=", ".join(_PIPED.findall(given))[:120])
        return self.building.text(_PIPED.sub("…", given), {name: _PIPED.sub("…", one) for name, one in others.items()})

    def _show(self, payload: Mapping[str, Any], tag: str) -> When | None:
        """Return when a question is shown, where it hangs on chosen options alone."""
        logic = payload.get("DisplayLogic")
        if not isinstance(logic, dict):
            return None
        tests: list[Test] = []
        joined: set[str] = set()
        for test in _expressions(logic):
            match = _CHOSEN.search(str(test.get("LeftOperand") or test.get("ChoiceLocator") or ""))
            operator = {"Selected": "any_of", "NotSelected": "none_of"}.get(str(test.get("Operator")))
            meant = None if match is None else self._meant(match[1], match[2])
            if operator is None or meant is None:
                self.building.note(tag, "shown")
                return None
            tests.append(Test(of=meant[0], op=operator, values=(meant[1],)))  # type: ignore[arg-type]
            joined.add(str(test.get("Conjuction") or test.get("Conjunction") or ""))
        if not tests or {"And", "Or"} <= joined:
            self.building.note(tag, "shown")
            return None
        return When(any=tuple(tests)) if "Or" in joined else When(all=tuple(tests))

    def _meant(self, identity: str, choice: str) -> tuple[str, str | float] | None:
        """Return what tests that a choice of an earlier question was taken."""
        question, choices = self.asked.get(identity, (None, []))
        return answer_at(question, choices.index(choice)) if question is not None and choice in choices else None

    def _made(
        self, key: str, kind: str, selector: str, payload: dict[str, Any], text: Text, fields: dict[str, Any], tag: str
    ) -> Iterator[Question]:
        if kind == "MC" and selector == "NPS":
            choices = payload.get("Choices") or ()
            if len(choices) == 11:
                yield Question(key=key, kind="nps", text=text, **fields)
            else:
                self.building.note(tag, "nps_scale", count=len(choices))
                yield Question(key=key, kind="rating", text=text, high=float(max(2, min(10, len(choices)))), **fields)
        elif kind == "MC" and selector in (*_SINGLE, *_MANY):
            options = self._options(payload, "Choices", "ChoiceOrder", tag)
            if options:
                other = _has_entry(payload)
                question = chosen(self.building, key, text, options, many=selector in _MANY, **fields)
                yield (
                    msgspec.structs.replace(question, other=other)
                    if question.kind in ("choice", "choices")
                    else question
                )
        elif kind == "Matrix" and selector in ("Likert", "Bipolar") and payload.get("SubSelector") != "MultipleAnswer":
            yield from self._matrix(key, payload, text, fields, tag)
        elif kind == "TE":
            yield from self._entry(key, selector, payload, text, fields)
        elif kind == "Slider":
            yield from self._slider(key, selector, payload, text, fields, tag)
        elif kind == "RO":
            yield Question(
                key=key,
                kind="ranking",
                text=text,
                options=self._options(payload, "Choices", "ChoiceOrder", tag),
                **fields,
            )
        elif kind == "FileUpload":
            yield Question(key=key, kind="file", text=text, **fields)

    def _options(self, payload: Mapping[str, Any], name: str, order: str, tag: str) -> tuple[Option, ...]:
        choices = _ordered(payload, name, order)
        recoded = payload.get("RecodeValues")
        recode = recoded if isinstance(recoded, dict) else {}
        taken: set[str] = set()
        return tuple(
            option(self.building, str(recode.get(one) or one), self._choice(payload, name, one, choice), taken, place)
            for place, (one, choice) in enumerate(choices.items(), 1)
        )

    def _choice(self, payload: Mapping[str, Any], name: str, key: str, choice: Mapping[str, Any]) -> Text:
        languages = payload.get("Language")
        others: dict[str, object] = {}
        for lang, one in languages.items() if isinstance(languages, dict) else ():
            inner = one.get(name) if isinstance(one, dict) else None
            given = inner.get(key) if isinstance(inner, dict) else None
            if isinstance(given, dict):
                others[lang] = given.get("Display")
        return self.building.text(_PIPED.sub("…", str(choice.get("Display") or "")), others)

    def _matrix(
        self, key: str, payload: Mapping[str, Any], text: Text, fields: dict[str, Any], tag: str
    ) -> Iterator[Question]:
        rows = self._options(payload, "Choices", "ChoiceOrder", tag)
        plain_options = self._options(
            {**payload, "RecodeValues": payload.get("RecodeValues")}, "Answers", "AnswerOrder", tag
        )
        scores = scores_of([words(one.text) for one in plain_options], words(text))
        options = tuple(
            msgspec.structs.replace(one, score=scores[place]) if scores else one
            for place, one in enumerate(plain_options)
        )
        if rows and options:
            yield Question(key=key, kind="matrix", text=text, rows=rows, options=options, **fields)

    def _entry(
        self, key: str, selector: str, payload: Mapping[str, Any], text: Text, fields: dict[str, Any]
    ) -> Iterator[Question]:
        settings = (payload.get("Validation") or {}).get("Settings") or {}
        content = str(settings.get("ContentType") or "") if settings.get("Type") == "ContentType" else ""
        if selector == "FORM":
            yield from self._form(key, payload, text, fields)
        elif content in _NUMBERS:
            yield Question(key=key, kind="number", text=text, **fields)
        elif content in _DATES:
            yield Question(key=key, kind="date", text=text, **fields)
        elif content in ("ValidEmail", "ValidPhone"):
            field = "email" if content == "ValidEmail" else "phone"
            yield Question(key=key, kind="contact", text=text, fields=(field,), **fields)  # type: ignore[arg-type]
        elif selector in ("SL", "ML", "ESTB", "PW"):
            yield Question(key=key, kind="short" if selector in ("SL", "PW") else "long", text=text, **fields)

    def _form(self, key: str, payload: Mapping[str, Any], text: Text, fields: dict[str, Any]) -> Iterator[Question]:
        self.building.say(text)
        for place, one in enumerate(self._options(payload, "Choices", "ChoiceOrder", key), 1):
            asked = words(one.text).lower()
            field = next((name for name, given in _FIELDS.items() if any(word in asked for word in given)), None)
            own = self.building.key(f"{key}_{place}")
            if field:
                yield Question(key=own, kind="contact", text=one.text, fields=(field,), **fields)  # type: ignore[arg-type]
            else:
                yield Question(key=own, kind="short", text=one.text, **fields)

    def _slider(
        self, key: str, selector: str, payload: Mapping[str, Any], text: Text, fields: dict[str, Any], tag: str
    ) -> Iterator[Question]:
        about = payload.get("Configuration") or {}
        low, high = _number(about.get("CSSliderMin"), 0), _number(about.get("CSSliderMax"), 100)
        stars = _number(about.get("NumStars") or about.get("StarCount") or about.get("CSSliderMax"), 5)
        parts = self._options(payload, "Choices", "ChoiceOrder", tag)
        for place, one in enumerate(parts, 1):
            own, said = (key, text) if len(parts) == 1 else (self.building.key(f"{key}_{place}"), one.text)
            if selector == "STAR":
                yield Question(key=own, kind="rating", text=said, high=max(2.0, min(10.0, stars)), **fields)
            else:
                yield Question(key=own, kind="number", text=said, low=low, high=high, **fields)


def _ordered(payload: Mapping[str, Any], name: str, order: str) -> dict[str, Mapping[str, Any]]:
    """Return the choices of a question by their numbers, in the order they are shown in."""
    given = payload.get(name)
    pairs = given.items() if isinstance(given, dict) else enumerate(given or (), 1)
    choices = {str(key): one for key, one in pairs if isinstance(one, dict)}
    return {str(one): choices[str(one)] for one in payload.get(order) or choices if str(one) in choices}


def _expressions(logic: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for value in logic.values():
        if isinstance(value, dict):
            if value.get("Type") == "Expression" or "LeftOperand" in value:
                yield value
            else:
                yield from _expressions(value)


def _required(payload: Mapping[str, Any]) -> bool:
    return ((payload.get("Validation") or {}).get("Settings") or {}).get("ForceResponse") == "ON"


def _has_entry(payload: Mapping[str, Any]) -> bool:
    choices = payload.get("Choices")
    given = choices.values() if isinstance(choices, dict) else choices or ()
    return any(isinstance(one, dict) and str(one.get("TextEntry")).lower() in ("true", "on") for one in given)


def _number(given: object, otherwise: float) -> float:
    try:
        found = float(given) if isinstance(given, int | float | str) else otherwise
    except (ValueError, OverflowError):
        return otherwise
    return found if isfinite(found) else otherwise
