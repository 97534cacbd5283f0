"""Exports that are tables and are known by their header: Google Play, Zendesk, Freshdesk, Chatwoot, Shopee, ZNS."""

from collections.abc import Mapping
from typing import NamedTuple

from hanhtrinh.i18n import without_marks
from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.guessing import read_as
from hanhtrinh.sources.mapping import ROW, Answer, EventRule, FileRule
from hanhtrinh.sources.profiles import Profile
from hanhtrinh.sources.said.rules import kept
from hanhtrinh.sources.time_guesses import time_column_of, time_guess
from hanhtrinh.voice.elsewhere.model import EVENT, Kind, Scale, instrument_of


class Export(NamedTuple):
    """A known table: the columns it is known by, and which column (the first there is of several) holds what."""

    tool: str
    kind: Kind
    known_by: tuple[str, ...]
    holds: Mapping[str, tuple[str, ...]]
    scale: Scale = ""
    words: Mapping[str, float] = {}
    site: str = ""
    empty: tuple[str, ...] = ()


_THUMBS = {"Good": 5.0, "good": 5.0, "Bad": 1.0, "bad": 1.0, "Tốt": 5.0, "Chưa tốt": 1.0}
_FACES = {
    "Extremely Happy": 7.0, "Very Happy": 6.0, "Happy": 5.0, "Neutral": 4.0, "Unhappy": 3.0, "Very Unhappy": 2.0,
    "Extremely Unhappy": 1.0,
}  # fmt: skip
EXPORTS: tuple[Export, ...] = (
    Export(
        "Google Play", "review", ("Package Name", "Star Rating", "Review Text", "Review Submit Millis Since Epoch"),
        {"text": ("Review Text",), "score": ("Star Rating",), "id": ("Review Link",), "title": ("Review Title",),
         "time": ("Review Last Update Millis Since Epoch", "Review Submit Millis Since Epoch"),
         "url": ("Review Link",), "state": ("Developer Reply Date and Time",)},
        "1-5", site="Google Play",
    ),
    Export(
        "Zendesk", "ticket", ("Id", "Requester", "Subject", "Satisfaction Score", "Created at"),
        {"text": ("Description", "Subject"), "score": ("Satisfaction Score",), "id": ("Id",), "title": ("Subject",),
         "time": ("Created at",), "person": ("Requester email", "Requester external id", "Requester id", "Requester"),
         "state": ("Status",), "site": ("Via",), "thread": ("Id",)},
        "1-5", _THUMBS, empty=("Unoffered", "Offered", "Not Offered", "unoffered", "offered", "-"),
    ),
    Export(
        "Freshdesk", "ticket", ("Ticket ID", "Subject", "Status", "Priority", "Source", "Created time"),
        {"text": ("Description", "Subject"), "score": ("Survey results", "Survey Result"), "id": ("Ticket ID",),
         "title": ("Subject",), "time": ("Created time",),
         "person": ("Email", "Contact ID", "Requester Email", "Work phone", "Full name"), "state": ("Status",),
         "site": ("Source",), "thread": ("Ticket ID",)},
        "1-7", _FACES,
    ),
    Export(
        "Chatwoot", "chat", ("Agent Name", "Rating", "Feedback", "Contact Name", "Link to the conversation"),
        {"text": ("Feedback",), "score": ("Rating",), "id": ("Link to the conversation",),
         "url": ("Link to the conversation",), "time": ("Recorded date",),
         "person": ("Contact Email Address", "Contact Phone Number")},
        "1-5",
    ),
    Export(
        "Shopee", "review", ("rating_star", "comment"),
        {"text": ("comment",), "score": ("rating_star",), "id": ("comment_id", "cmtid"),
         "time": ("create_time", "ctime"), "person": ("userid", "buyer_username", "author_username"),
         "thread": ("order_sn", "orderid"), "state": ("comment_reply",)},
        "1-5", site="Shopee",
    ),
    Export(
        "Zalo ZNS", "review", ("rate", "note", "msgId"),
        {"text": ("note",), "score": ("rate",), "id": ("msgId",), "time": ("submitDate", "submit_time"),
         "person": ("trackingId",)},
        "1-5", site="Zalo",
    ),
)  # fmt: skip


def known_export(file: Examined) -> Export | None:
    """Return the export a file's header is that of; None where it is none of them, or has no times."""
    there = _named(file)
    for export in EXPORTS:
        known = all(_plain(name) in there for name in export.known_by)
        if known and _time(file, export) is not None:
            return export
    return None


def _named(file: Examined) -> dict[str, str]:
    return {_plain(name): name for name in file.columns}


def _plain(name: str) -> str:
    return " ".join(without_marks(name).lower().split())


def _column(file: Examined, export: Export, holds: str) -> str:
    """Return the first column of a sort that is there and not empty, else the first that is there."""
    there = _named(file)
    found = [there[_plain(name)] for name in export.holds.get(holds, ()) if _plain(name) in there]
    return next((name for name in found if file.profiles[name].kind != "empty"), "")


def _time(file: Examined, export: Export) -> Profile | None:
    there = _named(file)
    found = [file.profiles[there[_plain(name)]] for name in export.holds["time"] if _plain(name) in there]
    return next((one for one in found if one.kind == "time" and one.present == one.rows), None)


def mapped(file: Examined, export: Export) -> Proposal:
    """Return the mapping of a known export."""
    columns = {holds: _column(file, export, holds) for holds in export.holds}
    time = _time(file, export)
    if time is None:
        raise AssertionError(export.tool)
    person = columns.get("person", "")
    whole = bool(person) and file.profiles[person].present == file.profiles[person].rows
    scale: Scale = export.scale if columns.get("score") else ""
    instrument = instrument_of(export.kind, scale)
    answer = Answer(
        instrument=instrument.key, score=columns.get("score") or None, text=columns.get("text") or None,
        words=dict(export.words) if _spoken(file, columns.get("score", "")) else {}, required=True,
    )  # fmt: skip
    rule = FileRule(
        file=file.name, person=person if whole else ROW, empty=export.empty,
        constants={"said_kind": export.kind, **({"said_site": export.site} if export.site else {})},
        properties=kept(columns), events=(EventRule(event=EVENT, time=time_column_of(file, time), answer=answer),),
    )  # fmt: skip
    rule = read_as(rule, file)
    if export.empty:
        rule = _with_empty(rule, export.empty)
    guesses = (
        *file.reading_guesses,
        Guess(file.name, "elsewhere_files.guess_export", {"tool": export.tool}),
        time_guess(file, time),
        Guess(file.name, "sources.guess_person_name", {"column": person}) if whole
        else Guess(file.name, "elsewhere_files.guess_nobody", {}),
    )  # fmt: skip
    return Proposal(rule, (instrument,), guesses)


def _spoken(file: Examined, column: str) -> bool:
    return bool(column) and file.profiles[column].kind not in ("number",)


def _with_empty(rule: FileRule, empty: tuple[str, ...]) -> FileRule:
    merged = tuple(dict.fromkeys((*rule.empty, *empty)))
    fields = {name: getattr(rule, name) for name in rule.__struct_fields__}
    return FileRule(**{**fields, "empty": merged})
