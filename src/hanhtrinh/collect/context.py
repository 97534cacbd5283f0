"""What a message's `context` says of an event, under the names that maps, templates and importers use."""

from collections.abc import Mapping
from typing import Any

from hanhtrinh.collect.channel import channel_of, place_of, utm_of
from hanhtrinh.collect.devices import device_of
from hanhtrinh.events.event import Value

_CAMPAIGN = {
    "name": "utm_campaign",
    "source": "utm_source",
    "medium": "utm_medium",
    "term": "utm_term",
    "content": "utm_content",
}
_PARTS = {
    "page": {name: name for name in ("path", "url", "title", "referrer", "search")},
    "os": {"name": "operating_system"},
    "app": {"name": "app", "version": "app_version"},
    "location": {"country": "country", "region": "region", "city": "city"},
}
_PLAIN = {"locale": "language", "timezone": "time_zone", "groupId": "account"}
_KINDS_OF_DEVICE = {"ios": "mobile", "android": "mobile"}


def add_context(context: Mapping[str, Any], values: dict[str, Value], landing: bool) -> None:
    """Add what the context says to an event's properties; a property of the same name is never changed.

    `landing` tells a page view, which may have come directly.
    """
    for key, value in context.items():
        if type(value) is dict and key in _PARTS:
            names = _PARTS[key]
            for inner, said in value.items():
                if inner in names:
                    _add(values, names[inner], said)
        elif key in _PLAIN:
            _add(values, _PLAIN[key], value)
    _add(values, "device", _device(context))
    url, host = values.get("url"), ""
    if type(url) is str and url:
        host, path = place_of(url)
        _add(values, "host", host)
        _add(values, "path", path)
    utm = _utm(context, values)
    for name, value in utm.items():
        if name.startswith("utm_"):
            _add(values, name, value)
    _add(values, "campaign", utm.get("utm_campaign"))
    _add(values, "channel", channel_of(utm, _referrer(context, values), host, landing))


def _utm(context: Mapping[str, Any], values: Mapping[str, Value]) -> dict[str, str]:
    """Return the campaign: what the address says, and over it the context, else the event's own `campaign`."""
    utm = utm_of(_search(values))
    campaign = context.get("campaign")
    if type(campaign) is not dict:
        if "campaign.source" not in values and "campaign.name" not in values:
            return utm
        campaign = {key: values.get(f"campaign.{key}") for key in _CAMPAIGN}
    utm = dict(utm)
    for key, value in campaign.items():
        if type(value) is str and value:
            utm[_CAMPAIGN.get(key) or f"utm_{key}"] = value
    return utm


def _search(values: Mapping[str, Value]) -> str:
    search = values.get("search")
    if type(search) is str and search:
        return search
    url = values.get("url")
    return url.partition("?")[2].partition("#")[0] if type(url) is str and "?" in url else ""


def _referrer(context: Mapping[str, Any], values: Mapping[str, Value]) -> str | None:
    """Return where a visit came from; an empty text says that it came from nowhere, None that nothing is said."""
    found = values.get("referrer")
    if found is None:
        page = context.get("page")
        found = page.get("referrer") if type(page) is dict else None
    return found if isinstance(found, str) else None


def _device(context: Mapping[str, Any]) -> str | None:
    device = context.get("device")
    kind = device.get("type") if type(device) is dict else None
    if type(kind) is str and kind:
        return _KINDS_OF_DEVICE.get(kind.lower(), kind)
    agent = context.get("userAgent")
    return device_of(agent) if type(agent) is str else None


def _add(values: dict[str, Value], name: str, value: object) -> None:
    if type(value) is str and value and name not in values:
        values[name] = value
