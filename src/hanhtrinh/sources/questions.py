"""Survey questions: which columns are answered on a scale, which kind of scale it is, and what the question is about.

Everything rests on the question's words and on its answers; what they do not tell is left to the person who maps.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from hanhtrinh.events.instrument import Instrument, InstrumentKind
from hanhtrinh.sources.profiles import Profile, words_of

_MOST_ANSWERS = 12
_KEY_WORDS = 5
_RECOMMEND = ("gioi thieu", "recommend", "nps", "weiterempfehlen", "empfehlen")
_EFFORT_BAD = ("effort", "no luc", "kho khan", "vat va", "cong suc", "aufwand")
_EFFORT_GOOD = (
    "easy",
    "ease",
    "easily",
    "de dang",
    "de su dung",
    "de dung",
    "rat de",
    "thuan tien",
    "don gian",
    "einfach",
    "leicht",
)
_SATISFIED = (
    *("satisfied", "satisfaction", "satisfy", "rate", "rating", "score", "quality", "experience", "happy", "csat"),
    *("hai long", "danh gia", "chat luong", "trai nghiem", "thai do", "cham diem", "zufrieden", "zufriedenheit"),
    *("bewerten", "bewertung", "expected", "expectations", "helpful", "mong doi", "ky vong", "huu ich", "giup ban"),
)
_QUANTITIES = (
    *("age", "years", "year", "number", "how many", "how much", "how old", "salary", "income", "hours", "days"),
    *("month", "months", "size", "so luong", "bao nhieu lan", "so lan", "bao nhieu tuoi", "nam sinh", "may tuoi"),
    *(
        "thu nhap",
        "muc luong",
        "bao nhieu nam",
        "so nam",
        "so ngay",
        "so thang",
        "so gio",
        "so nguoi",
        "bao nhieu nguoi",
    ),
    *("alter", "jahre", "anzahl"),
)
_CERTAIN = (
    "satisfied",
    "satisfaction",
    "satisfy",
    "rate",
    "rating",
    "hai long",
    "danh gia",
    "trai nghiem",
    "cham diem",
)
_PLACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("delivery", ("giao hang", "van chuyen", "nhan hang", "shipper", "delivery", "shipping", "courier", "lieferung")),
    ("checkout", ("thanh toan", "dat hang", "checkout", "payment", "paying", "ordering", "bezahlung")),
    ("cart", ("gio hang", "cart", "basket")),
    ("support", ("ho tro", "cham soc khach hang", "cskh", "nhan vien", "tu van", "tong dai", "bao hanh", "doi tra")),
    ("support", ("support", "customer service", "service team", "staff", "help desk", "returns", "kundendienst")),
    ("usage", ("su dung san pham", "dung san pham", "using the product", "use of the product", "product use")),
    ("compare", ("so sanh", "compare", "comparison")),
    ("product", ("trang san pham", "mo ta san pham", "thong tin san pham", "hinh anh san pham", "product page")),
    ("website", ("website", "trang web", "web", "giao dien", "ung dung", "app", "online shop", "webseite")),
    ("usage", ("san pham", "product", "produkt")),
    ("ad", ("quang cao", "advert", "advertisement", "advertising", "werbung")),
    ("loyalty", ("tich diem", "thanh vien", "uu dai", "khuyen mai", "loyalty", "rewards", "promotion")),
)
_SMALL_WORDS = (
    "a an and are as at be by did do does for from how i in is it likely me of on or our please rate rating that the"
    " this to us was we were what when which will with would you your scale out very"
    " ban anh chi em vui long hay cho cua co khong la nao nhu the tren ve voi chung toi minh muc do bao nhieu den duoc"
    " khi nhung cac mot thang diem xin tu kha nang gi viec dau rat satisfied happy"
)
_SMALL_PHRASES = (
    "hai long",
    "cua hang",
    "vui long",
    "muc do",
    "bao nhieu",
    "chung toi",
    "danh gia",
    "the nao",
    "ra sao",
)
_STOP = frozenset(_SMALL_WORDS.split())
_LADDERS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("rat khong hai long", "hoan toan khong hai long", "very dissatisfied", "extremely dissatisfied"),
        ("khong hai long", "chua hai long", "dissatisfied", "unsatisfied", "somewhat dissatisfied"),
        ("binh thuong", "trung lap", "neutral", "neither satisfied nor dissatisfied"),
        ("hai long", "satisfied", "somewhat satisfied"),
        ("rat hai long", "hoan toan hai long", "very satisfied", "extremely satisfied"),
    ),
    (
        ("rat te", "rat kem", "very poor", "very bad", "terrible"),
        ("te", "kem", "poor", "bad"),
        ("binh thuong", "trung binh", "kha", "average", "fair", "ok", "neutral"),
        ("tot", "good"),
        ("rat tot", "xuat sac", "tuyet voi", "very good", "excellent"),
    ),
    (
        ("hoan toan khong dong y", "rat khong dong y", "strongly disagree"),
        ("khong dong y", "disagree", "somewhat disagree"),
        ("binh thuong", "trung lap", "phan van", "khong y kien", "neutral", "neither agree nor disagree"),
        ("dong y", "agree", "somewhat agree"),
        ("hoan toan dong y", "rat dong y", "strongly agree"),
    ),
    (
        ("rat kho", "rat kho khan", "very difficult", "very hard"),
        ("kho", "kho khan", "difficult", "hard"),
        ("binh thuong", "trung lap", "neutral"),
        ("de", "de dang", "easy"),
        ("rat de", "rat de dang", "very easy"),
    ),
)
_EASE = 3
_NUMBERED = re.compile(r"\s*(\d{1,2})\s*[-–—.:)=]\s*\D")
_STARS = re.compile(r"\s*([★⭐]️?)+\s*")


class Scale(NamedTuple):
    """How a question is answered: its instrument, and the scores of answers given in words."""

    instrument: Instrument
    words: dict[str, float]


def scale_of(profile: Profile, wording: str, answers: pl.Series, key: str) -> Scale | None:
    """Return the scale of a question; None where its words and answers do not say that it has one."""
    if profile.kind == "number" and profile.whole and 0 <= profile.low <= profile.high <= 10:
        return _numbered(profile.low, profile.high, wording, key, {})
    if profile.kind != "text" or profile.distinct > _MOST_ANSWERS:
        return None
    values = [str(value).strip() for value in answers.drop_nulls().unique().sort().to_list() if str(value).strip()]
    ladder = _ladder(values)
    if ladder is not None:
        number, words = ladder
        kind: InstrumentKind = "ces" if number == _EASE else "csat"
        return Scale(Instrument(key=key, kind=kind, low=1, high=5, question=wording), words)
    numbers = _leading_numbers(values)
    if numbers is None:
        return None
    return _numbered(min(numbers.values()), max(numbers.values()), wording, key, numbers)


def _numbered(low: float, high: float, wording: str, key: str, words: dict[str, float]) -> Scale | None:
    kind = _kind(wording, high)
    if kind is None or (says(wording, _QUANTITIES) and not says(wording, (*_RECOMMEND, *_CERTAIN))):
        return None
    if kind == "nps":
        # Whether people come back says more about the company than about a place.
        instrument = Instrument(key=key, kind=kind, low=0, high=10, question=wording, relationship=True)
        return Scale(instrument, words)
    top = 5.0 if high <= 5 else 7.0 if high <= 7 else 10.0
    effort = kind == "ces" and says(wording, _EFFORT_BAD) and not says(wording, _EFFORT_GOOD)
    instrument = Instrument(
        key=key,
        kind=kind,
        low=0.0 if low < 1 else 1.0,
        high=top,
        direction="low_is_good" if effort else "high_is_good",
        question=wording,
    )
    return Scale(instrument, words)


def _kind(wording: str, high: float) -> InstrumentKind | None:
    if says(wording, _RECOMMEND):
        return "nps" if high > 5 else "csat"
    if says(wording, (*_EFFORT_BAD, *_EFFORT_GOOD)):
        return "ces"
    return "csat" if says(wording, _SATISFIED) else None


def _ladder(values: Sequence[str]) -> tuple[int, dict[str, float]] | None:
    """Return the ladder of words that all answers stand on, and the rung of each."""
    plain = {value: " ".join(words_of(value)) for value in values}
    for number, ladder in enumerate(_LADDERS):
        rungs = {word: float(score) for score, words in enumerate(ladder, 1) for word in words}
        if len(plain) > 1 and all(text in rungs for text in plain.values()):
            return number, {value: rungs[text] for value, text in plain.items()}
    return None


def _leading_numbers(values: Sequence[str]) -> dict[str, float] | None:
    """Return the number each answer begins with (`5 – rất hài lòng`), or its stars; None unless all do."""
    found: dict[str, float] = {}
    for value in values:
        match = _NUMBERED.match(value)
        if match is not None:
            found[value] = float(match.group(1))
        elif value.isdecimal():
            found[value] = float(value)
        elif _STARS.fullmatch(value):
            found[value] = float(sum(value.count(star) for star in "★⭐"))
        else:
            return None
    return found if len(found) > 1 and any(not value.isdecimal() for value in found) else None


def place_of(wording: str) -> str | None:
    """Return the touchpoint a question's words speak of, by the keys of the templates; None where they name none."""
    return next((place for place, phrases in _PLACES if says(wording, phrases)), None)


def says(wording: str, phrases: Sequence[str]) -> bool:
    """Tell whether a wording has one of some phrases, in any spelling of its diacritics."""
    text = f" {' '.join(words_of(wording))} "
    return any(f" {phrase} " in text for phrase in phrases)


def key_of(wording: str, taken: Sequence[str] = ()) -> str:
    """Return a short key of a question: its telling words in lower case without diacritics, unlike those taken."""
    text = f" {' '.join(words_of(wording))} "
    for phrase in _SMALL_PHRASES:
        text = text.replace(f" {phrase} ", " ")
    telling = [word for word in text.split() if word not in _STOP and not word.isdigit()] or list(words_of(wording))
    key = "_".join(telling[:_KEY_WORDS]) or re.sub(r"\W+", "_", wording.lower())
    key = key[:48].strip("_") or "question"
    number, free = 2, key
    while free in taken:
        number, free = number + 1, f"{key}_{number}"
    return free
