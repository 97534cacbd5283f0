"""Where a visit came from, said the way web analytics says it: `source / medium`."""

import re
from collections.abc import Mapping
from functools import lru_cache

DIRECT = "(direct) / (none)"
NO_MEDIUM = "(none)"
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")

_SEARCH = re.compile(
    r"(?:^|\.)(google|bing|coccoc|yahoo|duckduckgo|baidu|yandex|ecosia|naver|startpage|qwant)\.[a-z.]{2,6}$"
)
_NOT_SEARCH = re.compile(r"^(?:mail|docs|drive|calendar|meet|classroom|sites)\.")
_AT_FRONT = re.compile(r"^(?:www|m|l|lm)\.")
_PAID = "gclid"
_ADDRESS = re.compile(r"(?:(?:[A-Za-z][A-Za-z0-9+.-]*:)?//([^/?#]*))?([^?#]*)")
_HOST = re.compile(r"(?:[^@]*@)?(\[[^\]]*\]|[^:@\[\]]*)(?::\d*)?")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_MOST_PARAMETERS = 200


@lru_cache(4_096)
def place_of(address: str) -> tuple[str, str]:
    """Return host and path of an address: the host in lower case without `www.`, both empty where there is none."""
    found = _ADDRESS.match(address)
    host = _HOST.fullmatch(found[1] or "") if found else None
    if found is None or host is None:
        return "", ""
    name = _AT_FRONT.sub("", host[1].lower())
    return name, found[2] or ("/" if name else "")


def utm_of(search: str) -> dict[str, str]:
    """Return the campaign parameters of an address's query, and `gclid`, that have a value."""
    if not search or ("utm_" not in search and _PAID not in search):
        return {}
    found: dict[str, str] = {}
    for pair in search.removeprefix("?").split("&", _MOST_PARAMETERS)[:_MOST_PARAMETERS]:
        name, _, value = pair.partition("=")
        if value and (name in UTM or name == _PAID):
            found.setdefault(name, _ESCAPES.sub(_unescaped, value.replace("+", " ")))
    return found


def _unescaped(escapes: re.Match[str]) -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode(errors="replace")


def channel_of(utm: Mapping[str, object], referrer: str | None, host: str, landing: bool) -> str | None:
    """Return the channel of an event, None where nothing says it.

    A campaign's source counts first, then a paid click, then the referrer, unless it is the own `host`. A page view
    (`landing`) that says it has no referrer came directly.
    """
    source, medium = utm.get("utm_source"), utm.get("utm_medium")
    if source:
        return f"{source} / {medium or NO_MEDIUM}"
    if utm.get(_PAID):
        return "google / cpc"
    if not referrer:
        return DIRECT if landing and referrer is not None else None
    from_host = place_of(referrer)[0]
    return _referral(from_host) if from_host and from_host != host else None


@lru_cache(4_096)
def _referral(host: str) -> str:
    engine = None if _NOT_SEARCH.match(host) else _SEARCH.search(host)
    return f"{engine[1]} / organic" if engine else f"{host} / referral"
