"""Rules that make answers of what was said elsewhere, shared by every kind of file that holds such."""

from collections.abc import Iterable

from hanhtrinh.events.instrument import Instrument
from hanhtrinh.sources.mapping import SAID_ID, Answer, EventRule, FileRule, PropertyColumn, TimeColumn
from hanhtrinh.voice.elsewhere.model import EVENT, Kind, Scale, instrument_key, instrument_of

PROPERTIES = {
    "said_kind": "kind", SAID_ID: "id", "said_title": "title", "said_url": "url", "said_site": "site",
    "said_state": "state", "said_thread": "thread",
}  # fmt: skip
"""Properties of a saying, and the columns of a table of sayings they stand in."""


def said_rule(
    file: str, form: str, pairs: Iterable[tuple[Kind, Scale]], columns: Iterable[str], **fields: object
) -> FileRule:
    """Return the rule of a table of sayings whose column `instrument` says which instrument each belongs to."""
    there = set(columns)
    return FileRule(
        file=file,
        format=form,  # type: ignore[arg-type]
        person="person",
        properties={name: column for name, column in PROPERTIES.items() if column in there},
        events=tuple(_event(kind, scale) for kind, scale in pairs),
        **fields,  # type: ignore[arg-type]
    )


def _event(kind: Kind, scale: Scale) -> EventRule:
    key = instrument_key(kind, scale)
    answer = Answer(instrument=key, score="score" if scale else None, text="text", required=True)
    return EventRule(event=EVENT, time=TimeColumn(column="time", format="iso"), when={"instrument": key}, answer=answer)


def instruments(pairs: Iterable[tuple[Kind, Scale]]) -> tuple[Instrument, ...]:
    """Return the instruments of some kinds and scales."""
    return tuple(instrument_of(kind, scale) for kind, scale in pairs)


def kept(columns: dict[str, str]) -> dict[str, str | PropertyColumn]:
    """Return the properties of a saying that a file has columns for: `columns` by what they hold."""
    return {name: columns[held] for name, held in PROPERTIES.items() if held != "kind" and columns.get(held)}
