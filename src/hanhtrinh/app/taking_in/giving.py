"""Giving answers out: those to a survey, and everything that was said; personal fields to those who may have them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from hanhtrinh.access import Actor, Right, may, require
from hanhtrinh.app.said_list.desk import SaidDesk
from hanhtrinh.app.said_list.listing import Row, every_answer
from hanhtrinh.app.said_list.search import Search
from hanhtrinh.app.taking_in.sheets import Cell, Column, Sheet
from hanhtrinh.errors import NotFound
from hanhtrinh.i18n import Lang, Localized, Text, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.surveys import Response, Responses, Surveys, given_of
from hanhtrinh.voice.surveys.model import AnswerValue, Option, Question, Survey
from hanhtrinh.voice.surveys.tally import ways_of

_PAGE = 1_000
_OTHER = "other:"
_YES = {0.0: "0", 1.0: "1"}


def said_sheet(
    actor: Actor, space: Space, desk: SaidDesk, audit: Audit, wanted: Search, zone: str, lang: Lang
) -> Sheet:
    """Return everything that was said as it is wanted: its words, score, sense, themes and step, and in a column for
    each theme how the words feel about it (empty where they are not of that theme).

    Who said it stands in it only for those who may export people.
    """
    require(actor, space.id, Right.SEE_VOICE)
    personal = may(actor, space.id, Right.SEE_PEOPLE) and may(actor, space.id, Right.EXPORT_PEOPLE)
    names = [("time", "time"), ("kind", "text"), ("source", "text"), ("title", "text"), ("text", "text"),
             ("instrument", "text"), ("score", "number"), ("language", "text"), ("feeling", "number"),
             ("confidence", "number"), ("themes", "text"), ("step", "text"), ("state", "text"), ("tags", "text"),
             ("url", "text"), ("key", "text")]  # fmt: skip
    columns = tuple(Column(name=name, label=tr(f"giving.{name}", lang), kind=kind) for name, kind in names)  # type: ignore[arg-type]
    themes = desk.understanding.reader(space).taxonomy.themes
    columns += tuple(
        Column(name=f"feeling.{key}", label=tr("giving.feeling_of", lang, theme=_in(theme.name, lang)), kind="number")
        for key, theme in themes.items()
    )
    if personal:
        columns += tuple(Column(name=name, label=tr(f"giving.{name}", lang)) for name in ("person", "name"))
    pages = every_answer(actor, space, desk, wanted)
    audit.note(actor, space.id, "said.given_out", "said", {"personal": personal})
    rows = (_said(row, tuple(themes), lang, personal) for page in pages for row in page)
    return Sheet(name="said", columns=columns, rows=rows, zone=zone, lang=lang)


def _said(row: Row, themes: Sequence[str], lang: Lang, personal: bool) -> list[Cell]:
    steps = " | ".join(f"{_in(one.journey_name, lang)}: {_in(one.step_name, lang)}" for one in row.stands)
    cells: list[Cell] = [
        row.time, row.kind, row.source, row.title, row.text, row.instrument, row.score, row.language,
        row.feeling, row.confidence if row.feeling is not None else None, " | ".join(row.themes), steps,
        row.mark.state, " | ".join(row.mark.tags), row.url, row.key,
        *(row.apart.get(theme, row.feeling) if theme in row.themes else None for theme in themes),
    ]  # fmt: skip
    return [*cells, row.person, row.name] if personal else cells


def _in(text: Text, lang: Lang) -> str:
    return text.in_lang(lang) if isinstance(text, Localized) else text


Weigh = Callable[[Sequence[Response]], Sequence[float | None]]
"""Gives responses their weights, None for those without one."""


def answers_sheet(
    actor: Actor, space: Space, surveys: Surveys, responses: Responses, audit: Audit, survey: str, zone: str,
    lang: Lang, weigh: Weigh | None = None,
) -> Sheet:  # fmt: skip
    """Return the responses to a survey, one a row, one column a question (of several choices one each).

    All versions stand together, a question that meanwhile changed its meaning in a column of its own. As in results
    only answers that count are there. Contact answers and who answered are there only for those who may export people;
    files never are. Where results are weighted, `weigh` gives the column `weight`.
    """
    require(actor, space.id, Right.SEE_VOICE)
    kept = surveys.get(space.id, survey)
    if kept is None:
        raise NotFound("taking_in.no_survey", given=survey[:80])
    personal = may(actor, space.id, Right.SEE_PEOPLE) and may(actor, space.id, Right.EXPORT_PEOPLE)
    found = {number: surveys.version(space.id, survey, number) for number in range(1, kept.version + 1)}
    versions = {number: version for number, version in found.items() if version is not None}
    asked = [_Asked(question, lang) for question in _series(versions) if _given(question, personal)]
    audit.note(actor, space.id, "survey.given_out", survey, {"personal": personal})
    weight = (Column(name="weight", label=tr("weights.export", lang), kind="number"),) if weigh else ()
    columns = (*_fixed(lang, personal), *weight, *(column for one in asked for column in one.columns))
    rows = (
        [*_about(response, personal), *cells, *_cells(response, asked, versions)]
        for page in _pages(responses, space.id, survey)
        for response, cells in zip(
            _counting(page, versions), ([one] for one in weigh(page)) if weigh else [[]] * len(page), strict=True
        )
    )
    return Sheet(name=survey, columns=columns, rows=rows, zone=zone, lang=lang)


def _series(versions: Mapping[int, Survey]) -> Iterable[Question]:
    """Return every question in every series as it was asked last, with options and rows that meanwhile went behind."""
    found: dict[tuple[str, int], Question] = {}
    for _, version in sorted(versions.items()):
        for question in version.questions:
            before = found.get((question.key, question.anew))
            if before is not None and before.kind == question.kind:
                question = replace(
                    question, options=_kept(before.options, question.options), rows=_kept(before.rows, question.rows)
                )
            found[question.key, question.anew] = question
    return found.values()


def _kept(before: tuple[Option, ...], now: tuple[Option, ...]) -> tuple[Option, ...]:
    keys = {one.key for one in now}
    return now + tuple(one for one in before if one.key not in keys)


def _counting(page: Sequence[Response], versions: Mapping[int, Survey]) -> list[Response]:
    """Return responses with the answers alone that count: those on the way each took."""
    ways = ways_of(versions, given_of(page))
    met = {place: met for (_, met), places in ways.items() for place in places}
    return [
        replace(one, answers={key: value for key, value in one.answers.items() if key in met.get(place, ())})
        for place, one in enumerate(page)
    ]


def _given(question: Question, personal: bool) -> bool:
    return question.kind != "file" and (personal or question.kind != "contact")


def _fixed(lang: Lang, personal: bool) -> tuple[Column, ...]:
    names = [("response", "text"), ("version", "number"), ("channel", "text"), ("language", "text"), ("step", "text"),
             ("began", "time"), ("finished", "time")]  # fmt: skip
    names += [("person", "text")] if personal else []
    return tuple(Column(name=name, label=tr(f"giving.{name}", lang), kind=kind) for name, kind in names)  # type: ignore[arg-type]


def _about(response: Response, personal: bool) -> list[Cell]:
    cells: list[Cell] = [
        response.id, response.version, response.channel, response.lang, response.step, response.began_at,
        response.finished_at,
    ]  # fmt: skip
    return [*cells, response.person] if personal else cells


def _pages(responses: Responses, workspace: str, survey: str) -> Iterator[Sequence[Response]]:
    after = ""
    while page := responses.of_survey(workspace, survey, after=after, limit=_PAGE):
        yield page
        after = page[-1].id


def _cells(response: Response, asked: Sequence["_Asked"], versions: Mapping[int, Survey]) -> Iterator[Cell]:
    version = versions.get(response.version)
    anew = {one.key: one.anew for one in version.questions} if version else {}
    for one in asked:
        same = anew.get(one.question.key) == one.question.anew
        yield from one.cells(response.answers.get(one.question.key) if same else None)


@dataclass(frozen=True)
class _Asked:
    """A question and its columns."""

    question: Question
    lang: Lang

    @property
    def name(self) -> str:
        """What its columns begin with."""
        return self.question.key + (f"@{self.question.anew}" if self.question.anew > 1 else "")

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return one column, or one for each option, row or field."""
        question, label = self.question, _in(self.question.text, self.lang)
        coded = {float(place): _in(one.text, self.lang) for place, one in enumerate(question.options, 1)}
        parts = {part: f"{label} – {words}" for part, words in self._parts()}
        match question.kind:
            case "choice":
                columns = [Column(name=self.name, label=label, kind="number", labels=coded)]
                return (*columns, *self._others(label))
            case "choices":
                columns = [
                    Column(name=f"{self.name}.{k}", label=w, kind="number", labels=_YES) for k, w in parts.items()
                ]
                return (*columns, *self._others(label))
            case "matrix":
                labels = {float(_code(one.score, place)): _in(one.text, self.lang)
                          for place, one in enumerate(question.options, 1)}  # fmt: skip
                return tuple(
                    Column(name=f"{self.name}.{k}", label=w, kind="number", labels=labels) for k, w in parts.items()
                )
            case "ranking":
                return tuple(Column(name=f"{self.name}.{k}", label=w, kind="number") for k, w in parts.items())
            case "contact":
                return tuple(Column(name=f"{self.name}.{k}", label=w) for k, w in parts.items())
            case "nps" | "csat" | "ces1" | "ces2" | "rating" | "number":
                return (Column(name=self.name, label=label, kind="number"),)
            case "consent":
                return (Column(name=self.name, label=label, kind="number", labels=_YES),)
            case _:
                return (Column(name=self.name, label=label),)

    def _others(self, label: str) -> tuple[Column, ...]:
        return (Column(name=f"{self.name}.other", label=f"{label} – …"),) if self.question.other else ()

    def _parts(self) -> list[tuple[str, str]]:
        given = self.question.rows if self.question.kind == "matrix" else self.question.options
        if self.question.kind == "contact":
            return [(field, field) for field in self.question.fields or ("email",)]
        return [(one.key, _in(one.text, self.lang)) for one in given]

    def cells(self, value: AnswerValue | None) -> list[Cell]:
        """Return the cells of one answer; empty ones for a question that was not answered."""
        question = self.question
        places = {one.key: place for place, one in enumerate(question.options, 1)}
        match question.kind:
            case "choice":
                other = [_other([value])] if question.other else []
                return [float(places[value]) if isinstance(value, str) and value in places else None, *other]
            case "choices":
                chosen = value if isinstance(value, list) else None
                marks: list[Cell] = [None if chosen is None else float(key in chosen) for key in places]
                return [*marks, *([_other(chosen or [])] if question.other else [])]
            case "matrix":
                rows = value if isinstance(value, dict) else {}
                codes = {one.key: _code(one.score, place) for place, one in enumerate(question.options, 1)}
                return [codes.get(rows.get(one.key, "")) for one in question.rows]
            case "ranking":
                ranked = value if isinstance(value, list) else []
                return [float(ranked.index(key) + 1) if key in ranked else None for key in places]
            case "contact":
                fields = value if isinstance(value, dict) else {}
                return [fields.get(field, value if isinstance(value, str) else None) for field, _ in self._parts()]
            case "nps" | "csat" | "ces1" | "ces2" | "rating" | "number":
                return [float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None]
            case "consent":
                return [None if value is None else float(bool(value))]
            case _:
                return [value if isinstance(value, str) else None]


def _code(score: float | None, place: int) -> float:
    return score if score is not None else float(place)


def _other(chosen: Sequence[object]) -> str | None:
    words = [one.removeprefix(_OTHER).strip() for one in chosen if isinstance(one, str) and one.startswith(_OTHER)]
    return " | ".join(words) or None
