"""Times as files write them, read as instants.

One column has one form: named by the mapping, else found from its first rows. A row of another form is refused,
never guessed at, because 03/04/2026 read in two ways makes two different journeys. Only a mapping may name several
forms, for a column of which a spreadsheet rewrote a part (see `mixed_times`).
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

from hanhtrinh.sources.mapping import TimeForm
from hanhtrinh.values import MICROSECONDS, instant_of

DAY = 86_400 * MICROSECONDS
SAMPLE_ROWS = 1_000
_FIRST_LOOK = 64
_ISO_DATE = ("%Y-%m-%d",)
_ISO_LOCAL = tuple(f"%Y-%m-%d{t}{clock}" for clock, t in product(("%H:%M:%S", "%H:%M:%S%.f", "%H:%M"), (" ", "T")))
_ISO_OFFSET = tuple(f"{pattern}%#z" for pattern in _ISO_LOCAL)
FAMILIES: dict[str, tuple[str, ...]] = {
    "iso": (*_ISO_OFFSET, *_ISO_LOCAL, *_ISO_DATE),
    "iso_offset": _ISO_OFFSET,
    "iso_local": _ISO_LOCAL,
    "iso_date": _ISO_DATE,
}
EPOCHS = {"epoch_s": MICROSECONDS, "epoch_ms": 1_000, "epoch_us": 1}
SERIALS = {"excel_1900": -25_569, "excel_1904": -24_107}
"""Days counted as spreadsheets do; the value is the serial number of 1 January 1970, negative."""
BARE = frozenset({*EPOCHS, *SERIALS, "%Y%m%d"})
"""Forms that look like any number."""
_DAYS = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d"),
    *("%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%m-%d-%y", "%d.%m.%y"),
)
_MONTHS = ("%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d/%b/%Y", "%b %d, %Y")
_CLOCKS = ("", "%H:%M", "%H:%M:%S", "%H:%M:%S%.f", "%I:%M %p", "%I:%M:%S %p", "%I:%M:%S %p GMT%#z")
_JOINTS = (" ", ", ", "T")
# 1990 … 2100 as serial numbers: a bare number outside is no likely day.
_SERIAL_DAYS = (32_874, 73_415)
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_WORDS = {
    f"{word}{month}": name
    for word in ("Thg ", "Thg", "Th", "tháng ")
    for month, name in reversed([*enumerate(ENGLISH, 1)])
}
_SIGNS = frozenset("/-.:,T ")
# Begins with a day, a year, or a month's name.
_LIKELY = r"^\s*(\d{1,4}[-/. ]|\d{8}$|\pL{3,9}\.? \d{1,2})"
_SAMPLE = "2026-01-31 20:30:15"
_FIRST_SERIAL = 61  # 1900 was no leap year, but spreadsheets say it was: before that day they are off by one
_EXAMPLES = {
    "iso": "2026-01-31, 2026-01-31 08:30:00, 2026-01-31T08:30:00+07:00",
    "iso_offset": "2026-01-31T08:30:00+07:00",
    "iso_local": "2026-01-31 08:30:00",
    "iso_date": "2026-01-31",
    "epoch_s": "1769848200",
    "epoch_ms": "1769848200000",
    "epoch_us": "1769848200000000",
    "excel_1900": "46053.3541666667",
    "excel_1904": "44591.3541666667",
}


class Times(NamedTuple):
    """Instants of a column: microseconds since 1970 (null where there is none) and which rows could not be read."""

    micros: pl.Series
    bad: pl.Series


class Guess(NamedTuple):
    """Forms that fit a sample equally well, best first (several: ambiguous), and the share of the sample they fit."""

    forms: tuple[str, ...]
    share: float


def forms_of(form: TimeForm) -> tuple[str, ...]:
    """Return the forms to try, in their order."""
    return (form,) if isinstance(form, str) else form


def example(form: TimeForm) -> str:
    """Return a time written in a form, for messages; of several forms, one of each."""
    if not isinstance(form, str):
        return ", ".join(example(one) for one in form)
    if form in _EXAMPLES:
        return _EXAMPLES[form]
    return f"{_written(form)[0]} ({form})"


def _written(form: str) -> pl.Series:
    """Return an evening in January written in a form of %-signs."""
    moment = pl.Series([_SAMPLE]).str.to_datetime()
    if "%z" in form or "%#z" in form:
        moment = moment.dt.replace_time_zone("Asia/Ho_Chi_Minh")
    return moment.dt.strftime(form.replace("%#z", "%:z"))


def known_form(form: str) -> bool:
    """Tell whether a form can be used: one of the named ones, or a pattern of %-signs that holds at least a whole
    date."""
    if form in FAMILIES or form in EPOCHS or form in SERIALS:
        return True
    try:
        read = _written(form).str.to_datetime(form, strict=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return False
    return read.null_count() == 0 and str(read.dt.date()[0]) == _SAMPLE[:10]


def read_times(column: pl.Series, form: TimeForm, zone: str) -> Times:
    """Read a column of text, numbers or times; those without offset are local times of the zone (the earlier, when
    it is ambiguous). Of several forms, each is tried on what those before it could not read."""
    kind = column.dtype
    if isinstance(kind, pl.Datetime):
        micros = column.dt.cast_time_unit("us")
        micros = micros if kind.time_zone is None else micros.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        local = kind.time_zone is None
        return _done(column, _localized(micros, zone) if local else _physical(micros))
    if kind == pl.Date:
        return _done(column, _localized(column.cast(pl.Datetime("us")), zone))
    first, *others = forms_of(form)
    micros = _read(column, first, zone)
    for other in others:
        left = (micros.is_null() & column.is_not_null()).arg_true()
        if not len(left):
            break
        micros = micros.scatter(left, _read(column.gather(left), other, zone))
    return _done(column, micros)


def _read(column: pl.Series, form: str, zone: str) -> pl.Series:
    if form in EPOCHS:
        return _epoch(column, EPOCHS[form])
    if form in SERIALS:
        return _serial(column, SERIALS[form], zone)
    return _patterns(column.cast(pl.String), FAMILIES.get(form, (form,)), zone)


def guess_form(column: pl.Series) -> Guess:
    """Return the form of a column from its first values; no form when nothing fits more than half of them."""
    kind = column.dtype
    if isinstance(kind, pl.Datetime) or kind == pl.Date:
        return Guess(("iso",), 1.0)
    sample = column.drop_nulls().head(SAMPLE_ROWS)
    if not len(sample):
        return Guess((), 0.0)
    if kind.is_numeric():
        return _best(_bare_shares(sample))
    text = sample.cast(pl.String)
    named = {name: _share(text, FAMILIES[name]) for name in ("iso_offset", "iso_local", "iso_date")}
    if max(named.values()) == 1:
        return _best(named)
    guess = _best({**named, **_bare_shares(text), **{form: _share(text, (form,)) for form in _candidates(text)}})
    return guess if len(guess.forms) < 2 else _settled(column.drop_nulls().cast(pl.String), guess)


def _settled(text: pl.Series, guess: Guess) -> Guess:
    """Ask all rows where the first ones leave several forms possible."""
    shares = {form: _share(text, (form,)) for form in guess.forms} if len(text) > SAMPLE_ROWS else {}
    return _best(shares) if shares else guess


def _bare_shares(sample: pl.Series) -> dict[str, float]:
    epochs = {name: _share_of_epoch(sample, size) for name, size in EPOCHS.items()}
    # The same numbers are days of either system; the old one of the Macintosh is only ever read where it is stated.
    return {**epochs, "excel_1900": _share_of_serial(sample)}


def _best(shares: dict[str, float]) -> Guess:
    top = max(shares.values(), default=0.0)
    if top <= 0.5:
        return Guess((), top)
    best = [form for form, share in shares.items() if share == top]
    # Fractions of seconds only where there are any.
    return Guess(tuple(form for form in best if "%.f" not in form or form.replace("%.f", "") not in best), top)


def _candidates(text: pl.Series) -> Iterable[str]:
    """Yield day-and-clock patterns written with the signs that the sample has: the others need no trial."""
    if int(text.str.contains(_LIKELY).sum()) <= len(text) / 2:
        return
    written = [set(str(value)) & _SIGNS for value in text.head(_FIRST_LOOK)]
    present, always = set.union(*written), set.intersection(*written)
    named = bool(text.head(_FIRST_LOOK).str.contains(r"\pL{3}").any())
    for day, clock, joint in product((*_DAYS, *_MONTHS) if named else _DAYS, _CLOCKS, _JOINTS):
        form = f"{day}{joint}{clock}" if clock else day
        signs = set(form.replace("%.f", "")) & _SIGNS
        # A fraction's point may be there or not, and a name of a month brings its own blanks.
        if (clock or joint == " ") and signs <= present and always - signs <= {" ", "."}:
            yield form


def _share(text: pl.Series, patterns: Sequence[str]) -> float:
    # 1900 … 2200: `%Y` also reads the 26 of 26/02/26 as a year, and must not win over `%y` by it.
    return _share_between(_patterns(text, patterns, "UTC"), -2_208_988_800, 7_258_118_400)


def _share_of_epoch(sample: pl.Series, size: int) -> float:
    # 1990 … 2100 tells seconds, milliseconds and microseconds apart without doubt.
    return _share_between(_epoch(sample, size), 631_152_000, 4_102_444_800)


def _share_of_serial(sample: pl.Series) -> float:
    days = _number(sample)
    return int(days.is_between(*_SERIAL_DAYS).fill_null(False).sum()) / len(sample)


def _share_between(micros: pl.Series, first_second: int, last_second: int) -> float:
    inside = micros.is_between(first_second * MICROSECONDS, last_second * MICROSECONDS).fill_null(False)
    return int(inside.sum()) / len(micros)


def _done(column: pl.Series, micros: pl.Series) -> Times:
    return Times(micros, column.is_not_null() & micros.is_null())


def _physical(times: pl.Series) -> pl.Series:
    return times.cast(pl.Int64)


def _epoch(column: pl.Series, size: int) -> pl.Series:
    whole = column.cast(pl.Int64, strict=False) if column.dtype == pl.String else column
    if whole.dtype.is_integer():
        limit = 2**62 // size
        whole = whole.cast(pl.Int64, strict=False)
        exact = whole.set(~whole.is_between(-limit, limit).fill_null(True), None) * size
        if column.dtype != pl.String or exact.null_count() == column.null_count():
            return exact
    parts = column.cast(pl.Float64, strict=False) * size
    parts = parts.set(~(parts.abs() < 2**62).fill_null(False), None).round().cast(pl.Int64)
    return parts if column.dtype != pl.String else exact.fill_null(0) + parts.set(exact.is_not_null(), 0)


def _number(column: pl.Series) -> pl.Series:
    if column.dtype == pl.String:
        column = column.str.strip_chars().str.replace(",", ".", literal=True)
    return column.cast(pl.Float64, strict=False)


def _serial(column: pl.Series, offset: int, zone: str) -> pl.Series:
    """Return the instants of days counted by a spreadsheet, to the second: more its fractions do not hold."""
    days = _number(column)
    days = days.set(~days.is_between(_FIRST_SERIAL, _SERIAL_DAYS[1] * 2).fill_null(False), None)
    seconds = ((days + offset) * 86_400).round().cast(pl.Int64)
    return _localized((seconds * MICROSECONDS).cast(pl.Datetime("us")), zone)


def _patterns(text: pl.Series, patterns: Sequence[str], zone: str) -> pl.Series:
    """Try patterns, the most fitting first, each only on what the ones before it could not read."""
    found: pl.Series | None = None
    for pattern in _most_fitting_first(text, patterns):
        if found is None:
            found = _pattern(text, pattern, zone)
            continue
        left = (found.is_null() & text.is_not_null()).arg_true()
        if not len(left):
            break
        found = found.scatter(left, _pattern(text.gather(left), pattern, zone))
    return found if found is not None else pl.Series([None] * len(text), dtype=pl.Int64)


def _most_fitting_first(text: pl.Series, patterns: Sequence[str]) -> Sequence[str]:
    if len(patterns) == 1:
        return patterns
    first = text.drop_nulls().head(_FIRST_LOOK)
    return sorted(patterns, key=lambda pattern: _pattern(first, pattern, "UTC").null_count())


def _pattern(text: pl.Series, pattern: str, zone: str) -> pl.Series:
    read = _spelt(text, pattern).str.to_datetime(pattern, time_unit="us", strict=False)
    if "%Y" in pattern:
        # `%Y` reads the 26 of 26/02/26 as a year.
        read = read.set((read.dt.year() < 100).fill_null(False), None)
    if isinstance(read.dtype, pl.Datetime) and read.dtype.time_zone is not None:
        return _physical(read)
    return _localized(read, zone)


def _spelt(text: pl.Series, pattern: str) -> pl.Series:
    """Return times with the words the pattern can read: Vietnamese halves of the day and months, short offsets."""
    if "%p" in pattern:
        text = text.str.replace(r"(?i)\b(SA|sáng)\b", "AM").str.replace(r"(?i)\b(CH|chiều)\b", "PM")
    if "GMT" in pattern:
        text = text.str.replace(r"GMT([+-])(\d)$", "GMT${1}0$2:00").str.replace(r"GMT([+-]\d\d)$", "GMT$1:00")
        text = text.str.replace(r"GMT$", "GMT+00:00")
    if "%b" in pattern:
        text = text.str.replace_many(_MONTH_WORDS, ascii_case_insensitive=True, leftmost=True)
    return text


def _localized(naive: pl.Series, zone: str) -> pl.Series:
    """Return the instants of local times; one that a clock change skips is read with the offset before the change."""
    if zone == "UTC":
        return _physical(naive)
    aware = naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    micros = _physical(aware.dt.convert_time_zone("UTC"))
    skipped = (naive.is_not_null() & micros.is_null()).arg_true()
    if not len(skipped):
        return micros
    place = ZoneInfo(zone)
    moments = naive.gather(skipped).to_list()
    return micros.scatter(skipped, [instant_of(moment.replace(tzinfo=place)) for moment in moments])
