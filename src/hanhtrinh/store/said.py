"""What colleagues noted at answers, in the database."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Connection, RowMapping, delete, select

from hanhtrinh.ports.said import STATES, Change, Mark, State, Template
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.keeping import alone, chunks, put
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.said import reply_templates, said_marks


class SqlMarks:
    """`ports.said.Marks` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, workspace: str, answers: Sequence[str]) -> Mapping[str, Mark]:
        """Return the marks of some answers."""
        with self._database.reading() as connection:
            return _of(connection, workspace, answers)

    def where(
        self, workspace: str, *, states: Sequence[State] = (), assignee: str = "", tag: str = ""
    ) -> frozenset[str]:
        """Return the answers noted so."""
        query = select(said_marks.c.answer).where(said_marks.c.workspace == workspace)
        if states:
            query = query.where(said_marks.c.state.in_(states))
        if assignee:
            query = query.where(said_marks.c.assignee == assignee)
        if tag:
            query = query.add_columns(said_marks.c.tags).where(said_marks.c.tags.contains(_json(tag), autoescape=True))
        with self._database.reading() as connection:
            rows = connection.execute(query)
            if not tag:
                return frozenset(rows.scalars())
            return frozenset(answer for answer, tags in rows if tag in msgspec.json.decode(tags))  # letter by letter

    def tags(self, workspace: str) -> Mapping[str, int]:
        """Return the tags in use, each with how many answers have it."""
        query = select(said_marks.c.tags).where(said_marks.c.workspace == workspace, said_marks.c.tags != "[]")
        with self._database.reading() as connection:
            found = Counter(tag for row in connection.execute(query) for tag in msgspec.json.decode(row.tags))
        return dict(sorted(found.items()))

    def change(self, workspace: str, answers: Mapping[str, str], change: Change, at: int, by: str) -> None:
        """Note something at some answers, all or none."""
        with self._database.writing(CommitPoint.SAID) as connection:
            alone(connection, f"said {workspace}")  # what is noted at once by two is noted by both
            known = _of(connection, workspace, list(answers))
            rows = [
                _row(workspace, _changed(known.get(answer) or Mark(answer=answer, person=person), change, at, by))
                for answer, person in answers.items()
            ]
            put(connection, said_marks, rows, ("state", "assignee", "tags", "changed_at", "by"))

    def templates(self, workspace: str) -> Sequence[Template]:
        """Return the drafts of replies by name."""
        table = reply_templates
        query = select(table).where(table.c.workspace == workspace).order_by(table.c.name, table.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [Template(**{name: row[name] for name in Template.__struct_fields__}) for row in rows]

    def keep_template(self, workspace: str, template: Template) -> None:
        """Keep a draft in the place of one with its id."""
        row = {"workspace": workspace, **msgspec.structs.asdict(template)}
        with self._database.writing(CommitPoint.SAID) as connection:
            put(connection, reply_templates, [row], ("name", "lang", "text", "changed_at", "by"))

    def remove_template(self, workspace: str, id: str) -> None:
        """Forget a draft."""
        table = reply_templates
        with self._database.writing(CommitPoint.SAID) as connection:
            connection.execute(delete(table).where(table.c.workspace == workspace, table.c.id == id))


def _of(connection: Connection, workspace: str, answers: Sequence[str]) -> dict[str, Mark]:
    found: dict[str, Mark] = {}
    for some in chunks(list(answers)):
        query = select(said_marks).where(said_marks.c.workspace == workspace, said_marks.c.answer.in_(some))
        found |= {row["answer"]: _mark(row) for row in connection.execute(query).mappings()}
    return found


def _mark(row: RowMapping) -> Mark:
    fields = {name: row[name] for name in Mark.__struct_fields__}
    return Mark(**{**fields, "tags": tuple(msgspec.json.decode(row["tags"]))})


def _row(workspace: str, mark: Mark) -> dict[str, object]:
    return {
        "workspace": workspace, **msgspec.structs.asdict(mark), "tags": _json(mark.tags),
    }  # fmt: skip


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _changed(mark: Mark, change: Change, at: int, by: str) -> Mark:
    """Return a mark after a change; what was done stays done when it is only read again."""
    state = mark.state if change.state is None else change.state
    if change.state == "read" and STATES.index(mark.state) > STATES.index("read"):
        state = mark.state
    tags = (set(mark.tags) | set(change.add)) - set(change.drop)
    assignee = mark.assignee if change.assignee is None else change.assignee
    return Mark(
        answer=mark.answer, person=mark.person, state=state, assignee=assignee, tags=tuple(sorted(tags)),
        changed_at=at, by=by,
    )  # fmt: skip
