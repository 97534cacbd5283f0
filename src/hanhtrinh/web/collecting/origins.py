"""Which sites' pages may send with a source's key."""

from collections.abc import Sequence


def may_send(origin: str, allowed: Sequence[str]) -> bool:
    """Tell whether a page's origin is among those allowed (`https://shop.vn`, `https://*.shop.vn`); none means any."""
    return not allowed or any(_matches(origin.lower(), one.lower().rstrip("/")) for one in allowed)


def _matches(origin: str, allowed: str) -> bool:
    scheme, any_below, host = allowed.partition("://*.")
    if not any_below:
        return origin == allowed
    start, end = f"{scheme}://", f".{host}"
    return origin.startswith(start) and origin.endswith(end) and "/" not in origin[len(start) :]
