"""Any table as what customers said elsewhere: which column holds what, guessed, and changed by whoever knows better."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from hanhtrinh.errors import InputError
from hanhtrinh.journey.suggest import nearest
from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.guessing import find_person, main_time, read_as
from hanhtrinh.sources.mapping import ROW, Answer, EventRule, FileRule, Lookup
from hanhtrinh.sources.profiles import Profile
from hanhtrinh.sources.questions import scale_of
from hanhtrinh.sources.said.rules import kept
from hanhtrinh.sources.time_guesses import time_column_of, time_guess
from hanhtrinh.voice.elsewhere.model import EVENT, SCALES, Kind, Scale, instrument_of, scale_for

HELD = ("text", "score", "time", "person", "id", "title", "url", "site", "state", "thread")
_TEXTS = ("comment", "message", "text", "review", "content", "body", "feedback", "description", "note", "verbatim",
          "conversation", "xet", "dung", "luan", "kien", "gop", "gia", "mo", "ta", "tin", "nhan", "loi")  # fmt: skip
_SCORES = ("score", "rating", "stars", "star", "csat", "nps", "satisfaction", "rate", "diem", "sao", "hang", "xep")
_IDS = {"id", "key", "uuid", "guid", "no", "code", "ma", "number", "so"}
_OTHERS_IDS = {"order", "customer", "user", "product", "item", "don", "khach", "kh", "sp", "account", "shop", "seller",
               "conversation", "thread", "reply", "agent", "parent"}  # fmt: skip
_NAMED: dict[str, tuple[str, ...]] = {
    "title": ("title", "subject", "headline", "tieu"),
    "url": ("url", "link", "permalink"),
    "site": ("site", "platform", "source", "store", "channel", "app", "nguon", "san", "kenh", "nen"),
    "state": ("status", "state", "replied", "answered", "trang"),
    "thread": ("conversation", "thread", "order", "ticket", "don", "hoi"),
}
_CHANGED = ("updated", "update", "modified", "edited", "changed", "sua", "nhat")
_WORDS: dict[str, float] = {
    "good": 5, "bad": 1, "positive": 5, "neutral": 3, "negative": 1, "tốt": 5, "xấu": 1, "hài lòng": 5,
    "không hài lòng": 1, "tích cực": 5, "trung tính": 3, "tiêu cực": 1, "recommends": 5, "doesn't recommend": 1,
}  # fmt: skip
_MOST_WORDS = 12
_STAR = re.compile("[★⭐]")
_STARS = re.compile("([★⭐]\ufe0f?){1,5}[☆\\s]*")


class SaidChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one file's columns are, of what customers said. Empty: there is none. `asked_at` is the touchpoint it is
    about, empty where each attaches to the person's step before it."""

    kind: Kind = "review"
    text: str = ""
    score: str = ""
    scale: Scale = ""
    time: str = ""
    person: str = ""
    id: str = ""
    title: str = ""
    url: str = ""
    site: str = ""
    state: str = ""
    thread: str = ""
    asked_at: str = ""


def guess_choice(file: Examined, kind: Kind) -> SaidChoice:
    """Return what a table's columns most likely are."""
    text, score = _text(file), _score(file)
    taken = {name for name in (text, score) if name}
    person = find_person(file, ()).column if _has_person(file, ()) else ""
    own = _own_id(file, kind, taken)
    times = file.times
    changed = next((one for one in times if one.says(*_CHANGED) and one.present == one.rows), None)
    time = (changed or main_time(times)).name if times else ""
    found = SaidChoice(
        kind=kind, text=text, score=score, scale=_scale(file, score), time=time, person=person, id=own,
    )  # fmt: skip
    taken |= {name for name in (person, own, time) if name}
    rest = {}
    for held, words in _NAMED.items():
        rest[held] = _first(file, words, taken, short=held != "title")
        taken.add(rest[held])
    return msgspec.structs.replace(found, **rest)


def propose_said(file: Examined, others: Sequence[Examined], kind: Kind) -> Proposal:
    """Return the mapping of a table of what customers said, as it can be guessed; without words, score or times there
    are no events in it: then it is only looked up."""
    choice = guess_choice(file, kind)
    if not choice.time or not (choice.text or choice.score):
        guess = Guess(file.name, "elsewhere_files.guess_no_words", {"file": file.name})
        return Proposal(None, (), (*file.reading_guesses, guess))
    return made(file, choice, others)


def made(file: Examined, choice: SaidChoice, others: Sequence[Examined] = (), asked: bool = False) -> Proposal:
    """Return the mapping a choice means; `asked` says that the person was chosen and is not to be looked for.

    Raises InputError for a column that is not there, and for one of times that holds none.
    """
    check(file, choice)
    lookups: tuple[Lookup, ...] = ()
    person = choice.person or ROW
    if not asked and _has_person(file, others):
        route = find_person(file, others)
        person, lookups = route.column, route.lookups
    scale: Scale = choice.scale if choice.score else ""
    score = choice.score if scale else ""
    words = _words(file, score, scale)
    instrument = instrument_of(choice.kind, scale)
    answer = Answer(
        instrument=instrument.key, score=score or None, words=words, text=choice.text or None,
        asked_at=choice.asked_at or None, required=True,
    )  # fmt: skip
    time = file.profiles[choice.time]
    rule = FileRule(
        file=file.name, person=person, lookups=lookups, constants={"said_kind": choice.kind},
        properties=kept({held: getattr(choice, held) for held in HELD}),
        events=(EventRule(event=EVENT, time=time_column_of(file, time), answer=answer),),
    )  # fmt: skip
    guesses = (*file.reading_guesses, *_guesses(file, choice, score, scale, words, person), time_guess(file, time))
    return Proposal(read_as(rule, file), (instrument,), guesses)


def check(file: Examined, choice: SaidChoice) -> None:
    """Raise InputError for a choice that cannot be meant: which field, what was given, what is allowed."""
    for held in HELD:
        name = getattr(choice, held)
        if name and name not in file.profiles and not (held == "person" and name == ROW):
            close = nearest(name, file.columns)
            allowed = ", ".join([close] if close else file.columns)[:400]
            raise InputError("taking_in.no_column", file=file.name, field=held, given=name[:80], allowed=allowed)
    if not choice.text and not choice.score:
        raise InputError("taking_in.nothing_said", file=file.name)
    if choice.score and not choice.scale and not choice.text:
        raise InputError(
            "taking_in.no_scale", file=file.name, column=choice.score, allowed=", ".join(filter(None, SCALES))
        )
    if not choice.time or file.profiles[choice.time].kind != "time":
        allowed = ", ".join(one.name for one in file.times) or "–"
        raise InputError("taking_in.no_time", file=file.name, given=choice.time or "–", allowed=allowed)


def _text(file: Examined) -> str:
    texts = [one for one in file.profiles.values() if one.kind == "text" and one.distinct > 1]
    named = [one for one in texts if one.says(*_TEXTS) and not one.says("title", "subject", "id", "name")]
    spoken = [one for one in named if one.phrases] or [one for one in texts if one.phrases] or named
    return max(spoken, key=lambda one: one.length, default=None).name if spoken else ""  # type: ignore[union-attr]


def _score(file: Examined) -> str:
    named = [one for one in file.profiles.values() if one.says(*_SCORES) and not one.says("id", "count", "luot")]
    return next((one.name for one in named if _scale(file, one.name)), "")


def _scale(file: Examined, column: str) -> Scale:
    profile = file.profiles.get(column)
    if profile is None:
        return ""
    if profile.kind == "number":
        nps = profile.says("nps") and profile.low >= 0 and profile.high <= 10
        return "nps" if nps else scale_for(profile.low, profile.high) if profile.high > 1 else ""
    if _spoken(file, profile):
        return "1-5"
    found = scale_of(profile, column, file.rows[column], "said") if profile.kind == "text" else None
    if found is None:
        return ""
    ends = (found.instrument.low, found.instrument.high)
    return next((name for name, scale in SCALES.items() if scale == ends and name != "nps"), "")


def _spoken(file: Examined, profile: Profile) -> dict[str, float]:
    """Return the scores of answers given as good or bad; nothing where there are other words."""
    if profile.kind not in ("text", "bool") or profile.distinct > _MOST_WORDS:
        return {}
    given = [str(one) for one in file.rows[profile.name].drop_nulls().unique().to_list() if str(one).strip()]
    found = {one.strip(): float(score) for one in given if (score := _word_score(one.strip()))}
    return found if given and len(found) == len(given) else {}


def _word_score(word: str) -> float:
    """Return the score of a word or of a row of stars, 0 for none."""
    stars = _STARS.fullmatch(word)
    return len(_STAR.findall(word)) if stars else _WORDS.get(word.lower(), 0)


def _words(file: Examined, column: str, scale: Scale) -> dict[str, float]:
    """Return the scores of answers that a column gives in words."""
    profile = file.profiles.get(column) if scale else None
    if profile is None or profile.kind == "number":
        return {}
    if spoken := _spoken(file, profile):
        low, high = SCALES[scale]
        return {word: low + (score - 1) / 4 * (high - low) for word, score in spoken.items()}
    found = scale_of(profile, column, file.rows[column], "said")
    return dict(found.words) if found is not None else {}


def _has_person(file: Examined, others: Sequence[Examined]) -> bool:
    """Tell whether a column names people, here or where one can be looked up; orders and tickets are no people."""
    route = find_person(file, others)
    words = set(file.profiles[route.column].words) if route.column in file.profiles else set()
    if words & {"order", "ticket", "session", "case", "don"} and not words & {"customer", "user", "khach"}:
        return False
    profile = file.profiles.get(route.column)
    whole = profile is None or profile.present == profile.rows
    from_others = bool(route.lookups)
    return (from_others or _names_people(words)) and whole


def _names_people(words: Iterable[str]) -> bool:
    telling = {"customer", "person", "user", "userid", "customerid", "member", "contact", "email", "phone", "khach",
               "thanh", "hoi", "mua", "dien", "sdt", "client", "visitor", "lead", "kh", "buyer", "author",
               "requester"}  # fmt: skip
    return bool(telling & set(words))


def _own_id(file: Examined, kind: Kind, taken: set[str]) -> str:
    ids = [
        one for one in file.profiles.values() if one.name not in taken and set(one.words) & _IDS and one.kind != "time"
    ]
    whole = [one for one in ids if one.present == one.rows and one.distinct > 1]
    own = [one for one in whole if not set(one.words) & _OTHERS_IDS]
    named = [one for one in own if one.says(kind, "review", "comment", "ticket", "message", "call", "cmtid", "gia")]
    unique = [one for one in own if one.unique]
    return next((one.name for one in (*named, *unique)), "")


def _first(file: Examined, words: Sequence[str], taken: set[str], *, short: bool) -> str:
    for profile in file.profiles.values():
        fits = profile.name not in taken and profile.kind not in ("empty", "time", "money") and profile.says(*words)
        if fits and (not short or profile.length <= 200):
            return profile.name
    return ""


def _guesses(
    file: Examined, choice: SaidChoice, score: str, scale: Scale, words: dict[str, float], person: str
) -> Iterable[Guess]:
    yield Guess(file.name, "elsewhere_files.guess_said", {"kind": choice.kind, "column": choice.text or choice.score})
    if score:
        key = "elsewhere_files.guess_rated_words" if words else "elsewhere_files.guess_rated"
        yield Guess(file.name, key, {"column": score, "scale": scale.replace("-", "–")})
    else:
        yield Guess(file.name, "elsewhere_files.guess_unrated", {})
    if choice.id:
        yield Guess(file.name, "elsewhere_files.guess_own_id", {"column": choice.id})
    else:
        yield Guess(file.name, "elsewhere_files.guess_no_id", {})
    if person == ROW:
        yield Guess(file.name, "elsewhere_files.guess_nobody", {})
    else:
        yield Guess(file.name, "sources.guess_person_name", {"column": person})
