"""Any tool's JSON as sayings, by typed paths that say where its text, score, time and person stand."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from hanhtrinh.voice.elsewhere.model import SCALES, Kind, Saying, Scale, fitting, shortened
from hanhtrinh.voice.elsewhere.paths import PATH, as_instant, as_number, as_text, at_path, members
from hanhtrinh.voice.elsewhere.plain import plain
from hanhtrinh.voice.elsewhere.references import nearest

FIELDS = (
    "text",
    "score",
    "id",
    "at",
    "changed",
    "person",
    "title",
    "url",
    "site",
    "state",
    "thread",
    "replied",
    "refers",
)


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where things stand in what is sent: dotted paths, empty where a tool does not tell. `items` is the path of the
    list when several come at once; `words` are scores given in words (`good: 5`). `replied` and `refers` are a
    letter's In-Reply-To and References.
    """

    kind: Kind = "review"
    scale: Scale = ""
    items: str = ""
    text: str = ""
    score: str = ""
    id: str = ""
    at: str = ""
    changed: str = ""
    person: str = ""
    title: str = ""
    url: str = ""
    site: str = ""
    state: str = ""
    thread: str = ""
    replied: str = ""
    refers: str = ""
    words: dict[str, float] = {}


class Lacking(Exception):
    """A saying cannot be made: which field, where it was looked for, and what was found there."""

    def __init__(self, field: str, path: str, given: object = None) -> None:
        super().__init__(field, path)
        self.field, self.path, self.given = field, path, given


def wrong_in(fields: Fields) -> tuple[str, str] | None:
    """Return the first field whose path is none, with the path; None where all is well."""
    for name in ("items", *FIELDS):
        path = getattr(fields, name)
        if path and not PATH.fullmatch(path):
            return name, path
    return None


def sayings(fields: Fields, sent: object) -> Iterator[Saying | Lacking]:
    """Yield what one request or object says; what lacks something needed comes as the `Lacking` that tells it."""
    whole = at_path(sent, fields.items) if fields.items else sent
    items = members(whole) if isinstance(whole, list) else [whole] if isinstance(whole, dict) else []
    if not items:
        yield Lacking("items", fields.items)
    for item in items:
        try:
            yield _saying(fields, item)
        except Lacking as lacking:
            yield lacking


def _saying(fields: Fields, item: Mapping[str, Any]) -> Saying:
    text = shortened(plain(as_text(at_path(item, fields.text)))) if fields.text else ""
    score = _score(fields, item)
    if not text and score is None:
        raise Lacking("text", fields.text or fields.score)
    own = as_text(at_path(item, fields.id)) if fields.id else ""
    if fields.id and not own:
        raise Lacking("id", fields.id)
    at = as_instant(at_path(item, fields.at)) if fields.at else None
    if fields.at and at is None:
        raise Lacking("at", fields.at, at_path(item, fields.at))
    rest = {
        name: as_text(at_path(item, path))
        for name in ("person", "title", "url", "site", "state", "thread")
        if (path := getattr(fields, name))
    }
    changed = as_instant(at_path(item, fields.changed)) if fields.changed else None
    near, line = (as_text(at_path(item, path)) if path else "" for path in (fields.replied, fields.refers))
    return Saying(
        kind=fields.kind, id=own, at=at or 0, changed=changed, text=text, score=score, scale=fields.scale,
        refers=nearest(near, line), **rest,
    )  # fmt: skip


def _score(fields: Fields, item: Mapping[str, Any]) -> float | None:
    if not fields.score or not fields.scale:
        return None
    given = at_path(item, fields.score)
    if given is None or given == "":
        return None
    spoken = {word.casefold(): number for word, number in fields.words.items()}
    score = spoken.get(as_text(given).strip().casefold(), as_number(given))
    if fitting(score, fields.scale) is None:
        raise Lacking("score", fields.score, given)
    return score


def scale_text(scale: Scale) -> str:
    """Return a scale as errors name it: `1–5`."""
    low, high = SCALES[scale] if scale else (0, 0)
    return f"{low:g}–{high:g}"
