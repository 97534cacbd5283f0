"""LimeSurvey: survey structures (`.lss`), from version 1.9 (texts beside rows) to 6 (texts in tables of their own)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import msgspec
from lxml import etree

from hanhtrinh.errors import FileUnusable
from hanhtrinh.i18n import Text
from hanhtrinh.sources.taken_surveys.building import MOST_QUESTIONS, Building, Taken, chosen, option, scores_of, words
from hanhtrinh.voice.surveys.model import Option, Question

Row = dict[str, str]
_CHOICES, _MANY, _MATRIX = ("L", "!", "O", "Z", "W"), ("M", "P"), ("F", "H")
_FIXED = {"A": 5, "B": 10}
_YES_NO = {
    "Y": (("Y", "Yes", "Có"), ("N", "No", "Không")),
    "C": (("Y", "Yes", "Có"), ("U", "Uncertain", "Không chắc"), ("N", "No", "Không")),
    "E": (("I", "Increase", "Tăng"), ("S", "Same", "Như cũ"), ("D", "Decrease", "Giảm")),
    "G": (("F", "Female", "Nữ"), ("M", "Male", "Nam")),
}


def knows(start: bytes) -> bool:
    """Tell whether a file begins as a structure of LimeSurvey."""
    return b"<LimeSurveyDocType>" in start


def read(raw: bytes, file: str) -> Taken:
    """Return the survey of a structure; raises FileUnusable where it is none, or XML that declares a document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw.removeprefix(b"\xef\xbb\xbf"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileUnusable("taken_surveys.damaged", file=file, tool="LimeSurvey") from error
    if root.getroottree().docinfo.doctype or root.findtext("LimeSurveyDocType") != "Survey":
        raise FileUnusable("taken_surveys.damaged", file=file, tool="LimeSurvey")
    return _Reader({table.tag: list(_rows(table)) for table in root if isinstance(table.tag, str)}, file).read()


def _rows(table: Any) -> Iterator[Row]:
    for row in table.iterfind("rows/row"):
        yield {cell.tag: (cell.text or "").strip() for cell in row if isinstance(cell.tag, str)}


class _Reader:
    def __init__(self, tables: Mapping[str, list[Row]], file: str) -> None:
        self.tables, self.file = tables, file
        self._known: dict[tuple[str, str], Mapping[str | None, list[Row]]] = {}
        self._parts: Mapping[str, list[Row]] = {}
        about = next(iter(tables.get("surveys", ())), {})
        self.language = about.get("language") or "en"
        self.building = Building(self.language)
        self.about = about
        self.attributes = {
            (row.get("qid", ""), row.get("attribute", "")): row.get("value", "")
            for row in tables.get("question_attributes", ())
        }
        if self.language[:2] not in ("vi", "en"):
            self.building.note(file, "other_language", language=self.language)

    def read(self) -> Taken:
        """Return the survey, group by group."""
        titles = {row.get("surveyls_language", ""): row for row in self.tables.get("surveys_languagesettings", ())}
        first = titles.get(self.language) or next(iter(titles.values()), {})
        others = {lang: row.get("surveyls_title", "") for lang, row in titles.items()}
        name = self.building.text(first.get("surveyls_title") or self.file, others)
        self.building.say(self.building.text(first.get("surveyls_welcometext", "")))
        self.building.turn()
        questions: dict[str, list[Row]] = defaultdict(list)
        for question in self._ordered("questions", "qid", "question_order"):
            if question.get("parent_qid", "0") in ("", "0") and sum(map(len, questions.values())) <= MOST_QUESTIONS:
                questions[question.get("gid", "")].append(question)
        for group in self._ordered("groups", "gid", "group_order")[:MOST_QUESTIONS]:
            self.building.title(self._words(group, "group_name", "group_l10ns", "gid"))
            self.building.say(self._words(group, "description", "group_l10ns", "gid"))
            if group.get("grelevance") not in (None, "", "1"):
                self.building.note(words(self._words(group, "group_name", "group_l10ns", "gid")), "shown")
            for question in questions.pop(group.get("gid", ""), ())[:MOST_QUESTIONS]:
                self._question(question)
            self.building.turn()
        for name_of in ("conditions", "quota", "assessments"):
            if self.tables.get(name_of):
                self.building.note(name_of, "element", what=name_of)
        return self.building.finished(words(name), name, anonymous=self.about.get("anonymized") == "Y")

    def _ordered(self, table: str, key: str, order: str) -> list[Row]:
        """Return the rows of a table in their order, each once (old files have one for every language)."""
        found: dict[str, Row] = {}
        for row in self.tables.get(table, ()):
            if row.get(key, "") not in found or row.get("language") == self.language:
                found[row.get(key, "")] = row
        return sorted(found.values(), key=lambda row: (_whole(row.get(order)), _whole(row.get(key))))

    def _of(self, table: str, key: str, value: str | None) -> list[Row]:
        """Return the rows of a table with a value; each table is gone through once, however many questions ask."""
        if (table, key) not in self._known:
            found: dict[str | None, list[Row]] = defaultdict(list)
            for row in self.tables.get(table, ()):
                found[row.get(key)].append(row)
            self._known[table, key] = found
        return self._known[table, key].get(value, [])

    def _words(self, row: Row, field: str, table: str, key: str) -> Text:
        own = self._of(table, key, row.get(key))
        if not own:
            source = {"group_l10ns": "groups", "question_l10ns": "questions"}.get(table, table)
            own = [one for one in self._of(source, key, row.get(key)) if one.get("language")]
        given = {one.get("language", ""): one.get(field, "") for one in own}
        return self.building.text(given.get(self.language) or row.get(field) or next(iter(given.values()), ""), given)

    def _question(self, row: Row) -> None:
        tag, kind = row.get("title") or row.get("qid", ""), row.get("type", "")
        text = self._words(row, "question", "question_l10ns", "qid")
        if kind == "X":
            self.building.say(text)
            return
        key = self.building.key(tag)
        if row.get("relevance") not in (None, "", "1"):
            self.building.note(tag, "shown")
        fields: dict[str, Any] = {"required": row.get("mandatory") in ("Y", "S")}
        if words(help := self._words(row, "help", "question_l10ns", "qid")):
            fields["help"] = help
        made = list(self._made(key, kind, row, text, fields))
        if not made:
            self.building.note(tag, "kind", what=kind, question=words(text)[:80])
        for question in made:
            self.building.ask(question)

    def _made(self, key: str, kind: str, row: Row, text: Text, fields: dict[str, Any]) -> Iterator[Question]:
        qid, other = row.get("qid", ""), row.get("other") == "Y"
        if kind == "5":
            yield Question(key=key, kind="rating", text=text, high=5.0, **fields)
        elif kind in _CHOICES and (options := self._answers(qid)):
            if kind == "O":
                self.building.note(key, "comment_lost")
            question = chosen(self.building, key, text, options, many=False, **fields)
            yield msgspec.structs.replace(question, other=other) if question.kind == "choice" else question
        elif kind in _YES_NO:
            options = tuple(
                Option(
                    key=code.lower(),
                    text=self.building.text(vi if self.building.language == "vi" else en, {"vi": vi, "en": en}),
                )
                for code, en, vi in _YES_NO[kind]
            )
            yield Question(key=key, kind="choice", text=text, options=options, **fields)
        elif kind in _MANY and (options := self._subquestions(qid)):
            if kind == "P":
                self.building.note(key, "comment_lost")
            yield Question(key=key, kind="choices", text=text, options=options, other=other, **fields)
        elif kind in (*_MATRIX, *_FIXED) and (rows := self._subquestions(qid)):
            columns = self._answers(qid) if kind in _MATRIX else self._points(_FIXED[kind])
            if columns:
                yield Question(key=key, kind="matrix", text=text, rows=rows, options=_scored(columns, text), **fields)
        elif kind == "R" and (options := self._answers(qid) or self._subquestions(qid)):
            yield Question(key=key, kind="ranking", text=text, options=options, **fields)
        elif kind in ("S", "T", "U"):
            yield Question(key=key, kind="short" if kind == "S" else "long", text=text, **fields)
        elif kind in ("Q", "K"):
            self.building.say(text)
            for one in self._subquestions(qid):
                own = self.building.key(f"{key}_{one.key}")
                yield Question(key=own, kind="short" if kind == "Q" else "number", text=one.text, **fields)
        elif kind == "N":
            low, high = (self.attributes.get((qid, f"{end}_num_value_n"), "") for end in ("min", "max"))
            yield Question(key=key, kind="number", text=text, low=_number(low), high=_number(high), **fields)
        elif kind == "D":
            yield Question(key=key, kind="date", text=text, **fields)
        elif kind == "|":
            yield Question(key=key, kind="file", text=text, **fields)

    def _answers(self, qid: str) -> tuple[Option, ...]:
        found: dict[str, tuple[int, dict[str, str]]] = {}
        lost = False
        for row in self._of("answers", "qid", qid):
            if row.get("scale_id", "0") not in ("", "0"):
                lost = True
                continue
            _, spoken = found.setdefault(row.get("code", ""), (_whole(row.get("sortorder")), {}))
            own = self._of("answer_l10ns", "aid", row.get("aid", ""))
            spoken.update({one.get("language", ""): one.get("answer", "") for one in own})
            if row.get("answer"):
                spoken[row.get("language") or self.language] = row["answer"]
        if lost:
            self.building.note(qid, "second_scale")
        taken: set[str] = set()
        ordered = sorted(found.items(), key=lambda one: one[1][0])
        return tuple(
            option(
                self.building,
                code,
                self.building.text(said.get(self.language) or next(iter(said.values()), code), said),
                taken,
                place,
            )
            for place, (code, (_, said)) in enumerate(ordered, 1)
        )

    def _subquestions(self, qid: str) -> tuple[Option, ...]:
        if not self._parts:
            parts: dict[str, list[Row]] = defaultdict(list)
            for table in ("subquestions", "questions"):
                for row in self._ordered(table, "qid", "question_order"):
                    parts[row.get("parent_qid", "")].append(row)
            self._parts = parts
        taken: set[str] = set()
        mine = [row for row in self._parts.get(qid, ()) if row.get("scale_id", "0") in ("", "0")]
        return tuple(
            option(self.building, row.get("title", ""), self._words_of_part(row), taken, place)
            for place, row in enumerate(mine, 1)
        )

    def _words_of_part(self, row: Row) -> Text:
        found = self._words(row, "question", "question_l10ns", "qid")
        return found if words(found) else self.building.text(row.get("question") or row.get("title", ""))

    def _points(self, count: int) -> tuple[Option, ...]:
        return tuple(Option(key=str(n), text=self.building.text(str(n)), score=float(n)) for n in range(1, count + 1))


def _scored(columns: tuple[Option, ...], text: Text) -> tuple[Option, ...]:
    if columns[0].score is not None:
        return columns
    scores = scores_of([words(column.text) for column in columns], words(text))
    if scores is None:
        return columns
    return tuple(msgspec.structs.replace(one, score=score) for one, score in zip(columns, scores, strict=True))


def _whole(given: str | None) -> int:
    try:
        return int(given or 0)
    except ValueError:
        return 0


def _number(given: str) -> float | None:
    try:
        found = float(given or "nan")
    except ValueError:
        return None
    return found if isfinite(found) else None
