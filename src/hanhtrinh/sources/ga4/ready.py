"""The ready mapping of GA4's rows: the visitor, the event's name and its moment in microseconds; page, channel,
session, value and everything the event carries as properties.
"""

from collections.abc import Iterator, Sequence

from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.ga4.table import EVENT, MADE, STAMP, VISITOR, Ga4Table
from hanhtrinh.sources.guessing import LONGEST_PROPERTY, MOST_PROPERTIES, property_name
from hanhtrinh.sources.mapping import EventColumn, EventRule, FileRule, PropertyColumn, TimeColumn
from hanhtrinh.sources.profiles import Profile

_FLAT_PERSON = "user_pseudo_id"
_FLAT_EVENT = "item"
_EMPTY = ("(not set)", "(not provided)", "(data deleted)", "<Other>")
_PREFIXES = {
    "event_params.": "",
    "user_properties.": "user_",
    "ecommerce.": "",
    "privacy_info.": "",
    "app_info.": "app_",
}
_NAMES = {
    "event_params.source": "utm_source",
    "event_params.medium": "utm_medium",
    "event_params.campaign": "utm_campaign",
    "traffic_source.source": "first_source",
    "traffic_source.medium": "first_medium",
    "traffic_source.name": "first_campaign",
    "event_params.ga_session_id": "session",
    "device.category": "device",
    "device.operating_system": "operating_system",
    "geo.country": "country",
    "geo.region": "region",
    "geo.city": "city",
}
_FIRST = (*list(MADE)[1:], *_NAMES, "event_params.currency", "event_params.page_title", "platform", "user_id")
_NUMBERS = frozenset(
    ("value", "price", "quantity", "tax", "shipping", "engagement_time_msec", "percent_scrolled", "ga_session_number",
     "price_in_usd", "item_revenue", "item_revenue_in_usd", "purchase_revenue", "video_duration", "video_percent")
)  # fmt: skip
_LEFT_OUT = (
    "event_date", "event_date_dt", "event_bundle_sequence_id", "event_server_timestamp_offset", "items", "stream_id",
    "event_previous_timestamp", "user_first_touch_timestamp", "batch_event_index", "batch_ordering_id", "batch_page_id",
)  # fmt: skip


def ready(file: Examined, others: Sequence[Examined]) -> Proposal | None:
    """Return the mapping of GA4's rows, nested or flat, None for any other file."""
    nested = isinstance(file.table, Ga4Table)
    if not nested and not {_FLAT_PERSON, STAMP} <= set(file.columns):
        return None
    person = VISITOR if nested else _FLAT_PERSON
    event = EventColumn(column=EVENT) if EVENT in file.columns else _FLAT_EVENT
    properties: dict[str, str | PropertyColumn] = {}
    for profile in _worth_keeping(file):
        short = _short(profile.name)
        properties[property_name(short, properties)] = _property(profile, short)
    reading = {name: value for name, value in file.reading.items() if name in ("encoding", "delimiter", "sheet")}
    rule = FileRule(
        file=file.name,
        format="ga4" if nested else None,
        empty=_EMPTY,
        person=person,
        properties=properties,
        events=(EventRule(event=event, time=TimeColumn(column=STAMP, format="epoch_us")),),
        **reading,  # type: ignore[arg-type]
    )
    return Proposal(rule, (), tuple(_guesses(file, person, event)))


def _worth_keeping(file: Examined) -> Iterator[Profile]:
    """Yield the columns to keep, the ones every analysis needs first: what is empty, long or technical is left out."""
    first = [name for name in _FIRST if name in file.profiles]
    left = MOST_PROPERTIES
    for name in dict.fromkeys((*first, *file.profiles)):
        profile = file.profiles[name]
        long = profile.kind == "text" and profile.length > 2 * LONGEST_PROPERTY
        skipped = name in (VISITOR, EVENT, STAMP, _FLAT_PERSON, *_LEFT_OUT) or name.endswith("set_timestamp_micros")
        if not skipped and not long and _says(file, profile) and left:
            left -= 1
            yield profile


def _says(file: Examined, profile: Profile) -> bool:
    """Tell whether a column says anything: `(not set)` and empty lists do not."""
    values = file.rows[profile.name].cast(str).drop_nulls()
    return bool((~values.is_in([*_EMPTY, "", "[]"])).any())


def _short(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    for prefix, instead in _PREFIXES.items():
        if name.startswith(prefix):
            rest = name.removeprefix(prefix)
            return instead + rest.removesuffix(".string_value").removesuffix(".int_value").removesuffix(".double_value")
    return name


def _property(profile: Profile, short: str) -> str | PropertyColumn:
    if short in _NUMBERS and profile.kind in ("number", "bool"):
        return PropertyColumn(column=profile.name, type="number")
    return profile.name


def _guesses(file: Examined, person: str, event: EventColumn | str) -> Iterator[Guess]:
    yield from file.reading_guesses
    missing = file.profiles[person].rows - file.profiles[person].present
    yield Guess(file.name, "ga4.guess_visitor", {"column": person, "missing": missing})
    if isinstance(event, EventColumn):
        yield Guess(file.name, "sources.guess_event", {"column": EVENT, "count": file.profiles[EVENT].distinct})
    else:
        yield Guess(file.name, "ga4.guess_items", {"event": event})
    yield Guess(file.name, "ga4.guess_time", {"column": STAMP})
    if "page_path" in file.profiles:
        yield Guess(file.name, "ga4.guess_made", {})
