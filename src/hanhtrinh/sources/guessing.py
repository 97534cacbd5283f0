"""Proposing a mapping: which column is the person, the time, the event, the answer, and why we think so."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from pathlib import Path

import msgspec
import polars as pl

from hanhtrinh.events.instrument import Instrument, InstrumentKind
from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.mapping import (
    PROPERTY_NAME,
    TAKEN_NAMES,
    Answer,
    EventColumn,
    EventRule,
    FileRule,
    Lookup,
    PropertyColumn,
    TimeColumn,
)
from hanhtrinh.sources.profiles import MOSTLY, Profile
from hanhtrinh.sources.time_guesses import is_day, lost_guesses, proposed_form, time_column_of, time_guess
from hanhtrinh.sources.times import EPOCHS

MOST_PROPERTIES = 40
LONGEST_PROPERTY = 60
_MOST_EVENT_NAMES = 300
_IDS = {"id", "key", "uuid", "guid", "code", "ma", "no", "number", "email", "phone"}
# The first that a name has in full wins.
_PEOPLE_NAMES = (
    "customer unique id|person id|person|customer uid|user pseudo id|user id|userid|member id|contact id|customer id"
    "|customerid|ma khach hang|ma kh|khach hang|khach|nguoi mua|nguoi dung|hoi vien|thanh vien"
    "|client id|visitor id|anonymous id|lead id|mql id|account id|patient id|customer|user"
    "|email|phone|dien thoai|sdt|case concept name|case id|session id|order id|ticket id"
)
_EVENT_NAMES = "event name|event|concept name|activity|action|su kien|hanh dong|event type|type"
_PEOPLE = tuple(frozenset(words.split()) for words in _PEOPLE_NAMES.split("|"))
_EVENTS = tuple(frozenset(words.split()) for words in _EVENT_NAMES.split("|"))
# Words that may stand beside an event's name without making the column something else (`business_type` is no event).
_BESIDE_EVENTS = {"name", "type", "event", "label", "key"}
_CASE_WORDS = {"case"}
_MOMENTS = ("timestamp", "datetime", "time", "ts", "at", "date", "day", "thoi", "gio", "ngay")
_PROMISES = ("estimated", "expected", "promised", "planned", "due", "deadline", "eta", "kien", "han", "limit")
_SCORES = ("score", "rating", "nps", "csat", "ces", "stars", "satisfaction", "diem", "sao", "effort")
_TEXTS = (
    "comment",
    "message",
    "text",
    "feedback",
    "reason",
    "verbatim",
    "review",
    "note",
    "answer",
    "xet",
    "kien",
    "gop",
)
_ANSWERED = ("answer", "answered", "response", "responded", "submitted", "completed", "recorded", "reply", "end")
_ASKED = ("creation", "created", "sent", "invited", "invitation", "asked", "sending", "start")


class Route(msgspec.Struct, frozen=True):
    """A way to the person: the column, and the look-ups that bring it."""

    column: str
    rank: int
    lookups: tuple[Lookup, ...] = ()


def rank_of(profile: Profile, ranking: Sequence[frozenset[str]]) -> int | None:
    """Return the place of a column's name in a ranking, None when it has none."""
    words = set(profile.words)
    return next((i for i, wanted in enumerate(ranking) if wanted <= words), None)


def propose(file: Examined, others: Sequence[Examined]) -> Proposal:
    """Return the rule for a file's events (None when it has no times: then it can only be looked up), with the
    reasons."""
    guesses: list[Guess] = [*file.reading_guesses, *lost_guesses(file)]
    if not file.times:
        guesses.append(Guess(file.name, "sources.guess_no_times", {"file": file.name}))
        return Proposal(None, (), tuple(guesses))
    route = find_person(file, others)
    guesses += _person_guesses(file, route)
    event = find_event(file, route)
    score = find_score(file)
    instrument = _instrument(score) if score else None
    rules, rule_guesses = _events(file, event, score, instrument)
    used = {route.column, *_used(rules)}
    rule = FileRule(
        file=file.name,
        lookups=route.lookups,
        person=route.column,
        properties=_properties(file, used, event),
        events=tuple(rules),
    )
    guesses += rule_guesses
    if score is not None and instrument is not None:
        low, high = f"{instrument.low:g}", f"{instrument.high:g}"
        params = {"column": score.name, "low": f"{score.low:g}", "high": f"{score.high:g}", "kind": instrument.kind}
        guesses.append(Guess(file.name, "sources.guess_score", {**params, "scale": f"{low}–{high}"}))
    return Proposal(read_as(rule, file), (instrument,) if instrument else (), tuple(guesses))


def read_as(rule: FileRule, file: Examined) -> FileRule:
    """Return a rule that says how its file is read, as it was found out."""
    return msgspec.structs.replace(rule, **file.reading) if file.reading else rule


def find_person(file: Examined, others: Sequence[Examined], depth: int = 2) -> Route:
    """Return the best way to the person, by name, in the file itself or through at most two look-ups."""
    routes = list(_own_routes(file))
    if depth:
        for lookup, other in _joins(file, others):
            rest = [o for o in others if o is not other]
            routes += [_through(lookup, route) for route in _routes(other, rest, depth - 1)]
    if routes:
        return min(routes, key=lambda route: (route.rank, len(route.lookups)))
    return Route(_fallback_person(file), len(_PEOPLE))


def _routes(file: Examined, others: Sequence[Examined], depth: int) -> list[Route]:
    route = find_person(file, others, depth)
    return [route] if route.rank < len(_PEOPLE) else []


def _own_routes(file: Examined) -> Iterator[Route]:
    for profile in file.profiles.values():
        rank = rank_of(profile, _PEOPLE)
        if rank is not None and profile.kind in ("text", "number", "bool") and profile.present * 2 > profile.rows:
            yield Route(profile.name, rank)


def _fallback_person(file: Examined) -> str:
    """Without a telling name: an id-like column, else the one with the most different values that are not times."""
    candidates = [p for p in file.profiles.values() if p.kind in ("text", "number") and p.present == p.rows]
    ids = [p for p in candidates if p.says(*_IDS)]
    best = max(ids or candidates or list(file.profiles.values()), key=lambda p: p.distinct)
    return best.name


def _joins(file: Examined, others: Sequence[Examined]) -> Iterator[tuple[Lookup, Examined]]:
    """Yield look-ups into files where a column of the same name is a key, and most of this file's values are found."""
    for other in others:
        for name, profile in file.profiles.items():
            key = other.profiles.get(name)
            if key is None or not key.unique or not profile.says(*_IDS) or not other.complete:
                continue
            values = file.rows[name].drop_nulls().cast(pl.String).unique()
            found = int(values.is_in(other.rows[name].cast(pl.String).implode()).sum())
            if found * 2 > len(values):
                yield Lookup(file=other.name, on=name, to=name, take=()), other


def _through(lookup: Lookup, route: Route) -> Route:
    """Return the route that first takes what the rest of the way needs from the file looked up."""
    needed = route.lookups[0].on if route.lookups else route.column
    return Route(route.column, route.rank, (msgspec.structs.replace(lookup, take=(needed,)), *route.lookups))


def _person_guesses(file: Examined, route: Route) -> Iterator[Guess]:
    named = route.rank < len(_PEOPLE)
    key = "sources.guess_person_name" if named else "sources.guess_person_fallback"
    yield Guess(file.name, key, {"column": route.column})
    for lookup in route.lookups:
        params: dict[str, object] = {"column": ", ".join(lookup.take), "file": lookup.file, "on": lookup.on}
        yield Guess(file.name, "sources.guess_lookup", params)


def find_event(file: Examined, route: Route) -> Profile | None:
    """Return the column that names events: by its own name, filled on nearly every row, with few different values."""
    ranked = [
        (rank, profile.name)
        for profile in file.profiles.values()
        if profile.kind == "text" and profile.name != route.column and _names_events(profile)
        for rank in [rank_of(profile, _EVENTS)]
        if rank is not None
    ]
    return file.profiles[min(ranked)[1]] if ranked else None


def _names_events(profile: Profile) -> bool:
    rank = rank_of(profile, _EVENTS)
    # A report's total has no event: one row without is no objection.
    missing = profile.rows - profile.present
    if rank is None or missing > max(1, (1 - MOSTLY) * profile.rows) or profile.distinct > _MOST_EVENT_NAMES:
        return False
    return set(profile.words) <= _EVENTS[rank] | _BESIDE_EVENTS


def find_score(file: Examined) -> Profile | None:
    """Return the column of scores: named as such, whole numbers between 0 and 10."""
    fitting = [
        p
        for p in file.profiles.values()
        if p.kind == "number" and p.whole and p.says(*_SCORES) and 0 <= p.low <= p.high <= 10
    ]
    return fitting[0] if fitting else None


def _instrument(score: Profile) -> Instrument:
    kind: InstrumentKind = "ces" if score.says("ces", "effort") else "csat"
    if score.says("nps") or score.low == 0 or score.high > 7:
        low, high = (0.0, 10.0) if score.says("nps") or score.low == 0 else (1.0, 10.0)
        kind = "nps" if low == 0 and kind == "csat" else kind
    else:
        low, high = 1.0, 5.0 if score.high <= 5 else 7.0
    words = [word for word in score.words if word not in ("score", "rating", "diem")]
    key = "_".join(words) or kind
    if kind == "ces" and score.says("effort"):
        return Instrument(key=key, kind=kind, low=low, high=high, direction="low_is_good")
    return Instrument(key=key, kind=kind, low=low, high=high)


def _find_text(file: Examined) -> Profile | None:
    fitting = [p for p in file.profiles.values() if p.kind == "text" and p.says(*_TEXTS) and p.phrases]
    return max(fitting, key=lambda p: p.length, default=None)


def _events(
    file: Examined, event: Profile | None, score: Profile | None, instrument: Instrument | None
) -> tuple[list[EventRule], list[Guess]]:
    text = _find_text(file) if score else None
    answer = (
        Answer(instrument=instrument.key, score=score.name, text=text.name if text else None)
        if score and instrument
        else None
    )
    if event is not None:
        return _event_log(file, event, answer)
    return _case_table(file, answer)


def _event_log(file: Examined, event: Profile, answer: Answer | None) -> tuple[list[EventRule], list[Guess]]:
    time = main_time(file.times)
    rule = EventRule(event=EventColumn(column=event.name), time=time_column_of(file, time), answer=answer)
    guesses = [
        Guess(file.name, "sources.guess_event", {"column": event.name, "count": event.distinct}),
        time_guess(file, time),
    ]
    return [rule], guesses


def main_time(times: Sequence[Profile]) -> Profile:
    """Return the time of the event itself: by the most telling name, preferring times of day to bare days."""

    def order(profile: Profile) -> tuple[bool, bool, bool, int]:
        words = profile.words
        rank = next((i for i, word in enumerate(_MOMENTS) if any(w.endswith(word) for w in words)), len(_MOMENTS))
        return profile.says(*_PROMISES), bool(_CASE_WORDS & set(words)), is_day(profile), rank

    return min(times, key=order)


def _case_table(file: Examined, answer: Answer | None) -> tuple[list[EventRule], list[Guess]]:
    times = [p for p in file.times if not p.says(*_PROMISES)] or file.times
    times = _without_same_day(times)
    answered = _named_time(times, _ANSWERED) or times[-1] if answer else None
    rules, guesses = [], []
    for time in times:
        asked = answer is not None and time is not answered and time.says(*_ASKED)
        rule = EventRule(
            event=_event_name(time, file),
            time=time_column_of(file, time),
            optional=len(times) == 1 and time.present < time.rows,
            answer=answer if time is answered else None,
            asks=answer.instrument if asked and answer else None,
        )
        rules.append(rule)
        guesses.append(Guess(file.name, "sources.guess_case_event", {"column": time.name, "event": str(rule.event)}))
        guesses.append(time_guess(file, time))
    return rules, guesses


def _without_same_day(times: list[Profile]) -> list[Profile]:
    """Drop a bare day where an epoch says the same more exactly (exports often carry both)."""
    exact = [p for p in times if p.forms[0] in EPOCHS]
    return [p for p in times if p in exact or p.forms[0] != "%Y%m%d"] if exact else times


def _named_time(times: Sequence[Profile], words: Sequence[str]) -> Profile | None:
    return next((time for time in times if time.says(*words)), None)


def _event_name(time: Profile, file: Examined) -> str:
    """Return the column's name without its words for time; where nothing is left, the file's."""
    words = [word for word in time.words if word not in _MOMENTS]
    stem = re.sub(r"[^a-z0-9]+", "_", Path(file.name).name.split(".")[0].lower()).strip("_")
    return "_".join(words) if words and words != ["event"] else stem or "event"


def _used(rules: Sequence[EventRule]) -> Iterator[str]:
    for rule in rules:
        yield rule.time.column if isinstance(rule.time, TimeColumn) else rule.time
        if isinstance(rule.event, EventColumn):
            yield rule.event.column
        if rule.answer is not None:
            yield from (name for name in (rule.answer.score, rule.answer.text) if name)


def _properties(file: Examined, used: set[str], event: Profile | None) -> dict[str, str | PropertyColumn]:
    found: dict[str, str | PropertyColumn] = {}
    for profile in file.profiles.values():
        if profile.name in used or len(found) >= MOST_PROPERTIES or not _worth_keeping(file, profile, event):
            continue
        found[property_name(profile.name, found)] = property_of(file, profile)
    return found


def _worth_keeping(file: Examined, profile: Profile, event: Profile | None) -> bool:
    """Empty columns, free text and what another column already says are nothing a rule could use."""
    if profile.kind == "time" and profile not in _without_same_day(file.times):
        return False
    if profile.kind == "empty" or (profile.kind == "text" and profile.length > LONGEST_PROPERTY) or profile.phrases:
        return profile.phrases and profile.distinct <= _MOST_EVENT_NAMES and not _copy_of(file, profile, event)
    return not _copy_of(file, profile, event)


def _copy_of(file: Examined, profile: Profile, event: Profile | None) -> bool:
    if event is None:
        return False
    column, named = file.rows[profile.name], file.rows[event.name]
    return column.dtype == named.dtype and bool((column == named).fill_null(False).all())


def property_name(column: str, taken: Map[str, object]) -> str:
    name = (
        column if PROPERTY_NAME.fullmatch(column) else re.sub(r"[^\w.:-]+", "_", column).strip("_")[:60] or "property"
    )
    while name in TAKEN_NAMES or name in taken:
        name = f"{name}_"
    return name


def property_of(file: Examined, profile: Profile) -> str | PropertyColumn:
    """Return how a column becomes a property, with its type where it is not text."""
    if profile.kind == "time":
        return PropertyColumn(column=profile.name, type="time", format=proposed_form(file, profile))
    if profile.kind == "money":
        return PropertyColumn(column=profile.name, type="money")
    if profile.kind == "bool":
        return PropertyColumn(column=profile.name, type="bool")
    if profile.kind == "number" and not set(profile.words) & {*_IDS, "zip", "prefix", "postcode", "index", "order"}:
        return PropertyColumn(column=profile.name, type="number")
    return profile.name
