"""How much the collection API takes."""

import msgspec


class CollectingOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of the collection API. What is allowed at once is twice what is allowed a second.

    `key_rate` is messages a second of one write key, `address_rate` requests a second of one address, `unknown_rate`
    requests a second of one address with keys that do not exist. `room` is bytes of bodies held at once,
    `body_seconds` how long a body may take to arrive.
    """

    key_rate: float = 100_000
    address_rate: float = 5_000
    unknown_rate: float = 10
    room: int = 64 * 2**20
    body_seconds: float = 20
