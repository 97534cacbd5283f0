"""The checklist of a walk as a sheet to fill in, and a filled sheet read back with everything that is wrong."""

import re
from collections.abc import Sequence

from hanhtrinh.i18n import LANGS, Lang, tr, without_marks
from hanhtrinh.journey.forms.table.cells import csv_text
from hanhtrinh.journey.model import Journey, WalkedStep
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.journey.walk import CheckItem
from hanhtrinh.journey.yaml_text import show
from hanhtrinh.values import Finding

Row = Sequence[str]
COLUMNS = ("step", "number", "stage", "name", "do", "where", "look_at", "questions", "follows_from")
FILLED = ("done", "follows", "feeling", "note", "picture")
_HEADER_WITHIN = 30
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_YES = {"co", "yes", "y", "x", "v", "true", "1", "ok", "roi", "duoc", "dung", "da", "✓", "✔", "☑", "✅"}
_NO = {"khong", "ko", "k", "no", "n", "false", "0", "chua", "sai", "✗", "✘", "☒", "❌"}
_FEELINGS = {
    "rat te": -2, "te": -1, "binh thuong": 0, "tot": 1, "rat tot": 2, "tuyet voi": 2, "kho chiu": -1, "de chiu": 1,
    "very bad": -2, "bad": -1, "neutral": 0, "so-so": 0, "good": 1, "very good": 2, "delighted": 2,
    "😡": -2, "🙁": -1, "☹": -1, "😐": 0, "🙂": 1, "😀": 2, "😍": 2,
}  # fmt: skip


def header(lang: Lang) -> list[str]:
    """Return the heads of the sheet's columns: what is given, then what is filled in."""
    return [tr(f"walk.column_{name}", lang) for name in (*COLUMNS, *FILLED)]


def rows(items: Sequence[CheckItem], lang: Lang) -> list[list[str]]:
    """Return the sheet to fill in: its header and one row a step."""
    return [header(lang), *(_row(item) for item in items)]


def _row(item: CheckItem) -> list[str]:
    given = [item.step, str(item.number), item.stage_name, item.name, item.do, item.where]
    return [*given, "\n".join(item.look_at), "\n".join(item.questions), item.follows, *[""] * len(FILLED)]


def csv_sheet(items: Sequence[CheckItem], lang: Lang) -> str:
    """Return the sheet as CSV with a byte-order mark, so that spreadsheets read its Vietnamese."""
    return "\ufeff" + csv_text(rows(items, lang))


def markdown_sheet(title: str, items: Sequence[CheckItem], lang: Lang) -> str:
    """Return the checklist as Markdown, to print or to put on a wiki."""
    lines = [f"# {tr('walk.title', lang, name=title)}", "", tr("walk.intro", lang)]
    stage = None
    for item in items:
        if item.stage != stage:
            lines += ["", f"## {item.stage_name}"]
            stage = item.stage
        lines += ["", f"### {item.number}. {item.name}", "", *_markdown_item(item, lang)]
    return "\n".join(lines) + "\n"


def _markdown_item(item: CheckItem, lang: Lang) -> list[str]:
    where = [f"- {tr('walk.column_where', lang)}: {item.where}"] if item.where else []
    boxes = [f"- [ ] {item.do}", *where, *(f"- {one}" for one in (*item.look_at, *item.questions))]
    blanks = [f"- [ ] {tr('walk.done_box', lang)}", f"- [ ] {item.follows}"]
    lines = [f"- {tr(f'walk.column_{name}', lang)}: ………………" for name in ("feeling", "note")]
    return [*boxes, *blanks, *lines, f"- {tr('walk.column_picture', lang)}: `{item.picture}`"]


def read_rows(sheet: Sequence[Row], journey: Journey, file: str) -> tuple[dict[str, WalkedStep], tuple[Finding, ...]]:
    """Return what was filled in at each step, in map order, and every finding; rows left empty were not walked.

    The columns may stand in any order under heads of either language; the step is known by its key, else by its name.
    """
    return _Sheet(journey, file).read(sheet)


class _Sheet:
    def __init__(self, journey: Journey, file: str) -> None:
        self.journey, self.file = journey, file
        self.findings: list[Finding] = []
        self.columns: dict[str, int] = {}
        self.row = 0
        self.walked: dict[str, WalkedStep] = {}

    def read(self, sheet: Sequence[Row]) -> tuple[dict[str, WalkedStep], tuple[Finding, ...]]:
        at = next((i for i, row in enumerate(sheet[:_HEADER_WITHIN]) if self._heads(row)), None)
        if at is None:
            names = ", ".join(header("en")[:1] + header("en")[len(COLUMNS) :])
            self._say("no_header", None, known=names)
            return {}, tuple(self.findings)
        self.columns = _columns(sheet[at])
        for i, row in enumerate(sheet[at + 1 :], at + 2):
            self.row = i
            self._take(row)
        if not self.walked and not self.findings:
            self.row = at + 1
            self._say("nothing_filled", None)
        order = self.journey.step_index
        return dict(sorted(self.walked.items(), key=lambda item: order[item[0]])), tuple(self.findings)

    def _heads(self, row: Row) -> bool:
        found = _columns(row)
        return ("step" in found or "name" in found) and any(name in found for name in FILLED)

    def _take(self, row: Row) -> None:
        if not any(self._cell(row, name) for name in FILLED):
            return
        step = self._step(row)
        if step is None:
            return
        if step in self.walked:
            self._say("step_twice", "step", given=step)
            return
        done = self._truth(row, "done")
        follows = self._truth(row, "follows")
        self.walked[step] = WalkedStep(
            done=True if done is None else done,
            follows=True if follows is None else follows,
            feeling=self._feeling(row),
            note=self._cell(row, "note"),
            picture=self._cell(row, "picture"),
        )

    def _cell(self, row: Row, name: str) -> str:
        at = self.columns.get(name)
        return _INVISIBLE.sub("", row[at]).strip() if at is not None and at < len(row) else ""

    def _step(self, row: Row) -> str | None:
        """Return the step a row is about: by key, else by name where only one has it."""
        key, name = self._cell(row, "step"), self._cell(row, "name")
        if key in self.journey.step_index:
            return key
        by_name: dict[str, list[str]] = {}
        for step in self.journey.steps:
            for lang in LANGS:
                text = self.journey.name_of_step(step)
                by_name.setdefault(_bare(_said(text, lang)), []).append(step.key)
        found = set(by_name.get(_bare(name), ())) if name and not key else set()
        if len(found) == 1:
            return found.pop()
        column = "step" if key or "name" not in self.columns else "name"
        suggestion = nearest(key or name, self.journey.step_index)
        if suggestion:
            self._say("unknown_step_similar", column, given=key or name, suggestion=suggestion)
        else:
            self._say("unknown_step", column, given=key or name or "–", known=tuple(self.journey.step_index))
        return None

    def _truth(self, row: Row, name: str) -> bool | None:
        given = self._cell(row, name)
        word = _bare(given)
        if not word:
            return None
        if word in _YES or word in _NO:
            return word in _YES
        self._say("not_yes_no", name, given=given)
        return None

    def _feeling(self, row: Row) -> float | None:
        given = self._cell(row, "feeling")
        word = _bare(given)
        if not word:
            return None
        if word in _FEELINGS:
            return float(_FEELINGS[word])
        try:
            value = float(word.replace(",", ".").replace("\N{MINUS SIGN}", "-").replace("–", "-").replace(" ", ""))
        except ValueError:
            self._say("no_feeling", "feeling", given=given)
            return None
        if not -2 <= value <= 2:
            self._say("feeling_range", "feeling", given=given)
            return None
        return value

    def _say(self, key: str, column: str | None, **params: object) -> None:
        at = self.columns.get(column or "")
        place = f"{_letters(at)}{self.row}" if at is not None else ""
        shown: dict[str, object] = {name: show(value) for name, value in params.items()}
        found = Finding(
            severity="error", key=f"walk.{key}", params=shown, file=self.file, line=self.row or 1, path=place
        )
        self.findings.append(found)


def _said(text: object, lang: Lang) -> str:
    return text if isinstance(text, str) else getattr(text, lang, None) or ""


def _columns(row: Row) -> dict[str, int]:
    """Return where each column stands, by heads in either language or by their plain names."""
    known = {_head(tr(f"walk.column_{name}", lang)): name for name in (*COLUMNS, *FILLED) for lang in LANGS}
    known |= {name: name for name in (*COLUMNS, *FILLED)}
    found: dict[str, int] = {}
    for i, cell in enumerate(row):
        name = known.get(_head(cell))
        if name is not None:
            found.setdefault(name, i)
    return found


def _head(cell: str) -> str:
    """Return a column's head without what stands in brackets behind it."""
    return _bare(cell.partition("(")[0]).replace("-", "_")


def _bare(text: str) -> str:
    """Return a text without case, diacritics and the spaces around it."""
    return " ".join(without_marks(text.strip().casefold().replace("\ufe0f", "")).split())


def _letters(column: int) -> str:
    """Return a column as spreadsheets name it: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(ord("A") + digit) + name
    return name
