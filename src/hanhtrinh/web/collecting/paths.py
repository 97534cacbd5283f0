"""The addresses of the tracking protocol, and what comes to each."""

from typing import Literal, NamedTuple

from hanhtrinh.events.event import Kind

Form = Literal["call", "batch", "nothing", "settings", "said"]


class Target(NamedTuple):
    """What an address takes: one call of a kind, a batch, something that is thanked for and thrown away, or nothing:
    it gives a library its settings. `said` takes what a tool tells in its own words (`web.collecting.said`)."""

    form: Form
    kind: Kind | None = None


_CALLS: dict[str, Kind] = {
    "track": "track", "t": "track", "page": "page", "p": "page", "screen": "screen", "s": "screen",
    "identify": "identify", "i": "identify", "group": "group", "g": "group", "alias": "alias", "a": "alias",
    "contact": "contact",
}  # fmt: skip
_BATCHES = ("batch", "b", "import")
_METRICS = ("m", "metrics")
TARGETS: dict[str, Target] = {
    **{path: Target("call", kind) for path, kind in _CALLS.items()},
    **{path: Target("batch") for path in _BATCHES},
    **{path: Target("nothing") for path in _METRICS},
}
"""By what follows `/v1/`. `m` takes what browser libraries tell about themselves, which nobody here needs."""


def target_of(path: str) -> tuple[Target | None, str]:
    """Return what an address below `/v1/` takes, with the key or source in it where there is one; None for no
    address."""
    name = path.removeprefix("/v1").strip("/")
    found = TARGETS.get(name)
    if found is not None:
        return found, ""
    parts = name.split("/")
    if len(parts) == 3 and (parts[0], parts[2]) == ("projects", "settings"):
        return Target("settings"), parts[1]
    if len(parts) == 2 and parts[0] == "said" and parts[1]:
        return Target("said"), parts[1]
    return None, ""
