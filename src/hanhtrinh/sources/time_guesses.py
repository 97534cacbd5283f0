"""Proposing how a column of times is read, and saying why."""

from collections.abc import Sequence

import polars as pl

from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.mapping import TimeColumn, TimeForm
from hanhtrinh.sources.profiles import Profile
from hanhtrinh.sources.times import BARE, ENGLISH, EPOCHS, SERIALS, example, read_times

_PROOF_ROWS = 12
_MOST_RANGES = 50
_RANGE = r"^\d{1,4}-\d{1,4}$"
_MONTH = f"({'|'.join(ENGLISH)})"
_RANGE_DATE = rf"^(\d{{1,2}}-{_MONTH}|{_MONTH}-\d{{1,2}})$"


def time_column_of(file: Examined, time: Profile) -> TimeColumn:
    """Return the column of times with the form to propose."""
    return TimeColumn(column=time.name, format=proposed_form(file, time))


def proposed_form(file: Examined, time: Profile) -> TimeForm:
    """Return the form to propose; where day and month cannot be told apart, as in another column of the file, else
    with the day first, as in Vietnam."""
    if time.mixed is not None:
        return time.mixed.forms if len(time.mixed.forms) > 1 else time.mixed.forms[0]
    witness = _witness(file, time)
    if witness is None:
        return _in_order(file, time) or day_first(time.forms)
    wanted = _order(witness.forms[0])
    return next((form for form in time.forms if _order(form) == wanted), time.forms[0])


def day_first(forms: Sequence[str]) -> str:
    """Return the form to propose of several that fit equally: the one with the day before the month."""
    return next((form for form in forms if form.startswith("%d")), forms[0])


def _order(form: str) -> bool | None:
    """Tell whether a form has the day before the month, None where they cannot be mistaken for each other."""
    return form.index("%d") < form.index("%m") if "%d" in form and "%m" in form and form[:2] != "%Y" else None


def _witness(file: Examined, time: Profile) -> Profile | None:
    """Return a column of the file whose days and months are beyond doubt, for one whose are not."""
    if len(time.forms) < 2:
        return None
    sure = [p for p in file.times if p is not time and p.mixed is None and len(p.forms) == 1]
    return next((p for p in sure if _order(p.forms[0]) is not None), None)


def _in_order(file: Examined, time: Profile) -> str | None:
    """Return the only form by which the rows stand in the order of time, as exports of answers and logs often do."""
    if len(time.forms) < 2:
        return None
    text = file.rows[time.name].drop_nulls().cast(pl.String).str.strip_chars()
    if len(text) < _PROOF_ROWS or text.n_unique() < _PROOF_ROWS:
        return None
    falls = {form: int((read_times(text, form, "UTC").micros.diff() < 0).sum()) for form in time.forms}
    ordered = [form for form, count in falls.items() if count == 0]
    return ordered[0] if len(ordered) == 1 else None


def time_guess(file: Examined, time: Profile) -> Guess:
    """Return the reason for the form proposed."""
    form = proposed_form(file, time)
    params: dict[str, object] = {"column": time.name, "form": _written(form), "example": example(form)}
    witness = _witness(file, time)
    if time.mixed is not None:
        return Guess(file.name, time.mixed.key, {**params, **time.mixed.params})
    if witness is not None:
        return Guess(file.name, "sources.guess_time_like", {**params, "other": witness.name})
    if len(time.forms) > 1:
        key = "sources.guess_time_ordered" if _in_order(file, time) else "sources.guess_time_ambiguous"
        return Guess(file.name, key, params)
    if form in SERIALS:
        return Guess(file.name, "sources.guess_time_serial", params)
    return Guess(file.name, "sources.guess_time", params)


def _written(form: TimeForm) -> str:
    return form if isinstance(form, str) else ", ".join(form)


def lost_guesses(file: Examined) -> list[Guess]:
    """Return what a spreadsheet spoilt: times of which it left a part, and how to get them back; ranges it took for
    days."""
    found = []
    for profile in file.profiles.values():
        column = file.rows[profile.name].drop_nulls()
        if profile.lost:
            params: dict[str, object] = {"column": profile.name, "example": column[0]}
            found.append(Guess(file.name, "sources.guess_time_lost", params))
        elif profile.kind == "text" and profile.distinct <= _MOST_RANGES:
            dates, ranges = column.filter(column.str.contains(_RANGE_DATE)), column.filter(column.str.contains(_RANGE))
            if len(dates) and len(ranges):
                params = {"column": profile.name, "range": ranges[0], "date": dates[0]}
                found.append(Guess(file.name, "sources.guess_ranges", params))
    return found


def is_day(profile: Profile) -> bool:
    """Tell whether a column's times are bare days."""
    form = profile.forms[0]
    if form in BARE:
        return form not in EPOCHS and form not in SERIALS
    return form == "iso_date" or ("iso" not in form and "%H" not in form and "%I" not in form)
