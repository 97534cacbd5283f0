"""The tracking protocol's messages as types: what is described, not what is decoded (`collect.door` is laxer)."""

from typing import Annotated, Any

from msgspec import Meta, Struct

Id = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=256,
        pattern=r"^[^~\s\u0000-\u0020\u007f-\u00a0\u2028\u2029][^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$",
        description="Not one of undefined, null, none, nan, true, false, [object Object].",
    ),
]
Name = Annotated[
    str, Meta(min_length=1, max_length=256, pattern=r"^[A-Za-z0-9À-ỹ_.:/-][^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$")
]
Time = Annotated[
    str, Meta(extra_json_schema={"format": "date-time"}, description="ISO 8601, like 2026-11-22T12:00:00.000Z.")
]
Anything = Annotated[
    dict[str, Any],
    Meta(
        extra_json_schema={
            "propertyNames": {"pattern": r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$"},
            "maxProperties": 50,
            "additionalProperties": {"$ref": "#/components/schemas/Value"},
        }
    ),
]


class Who(Struct, kw_only=True, omit_defaults=True):
    """What every message may hold. One of `userId` and `anonymousId` is needed."""

    userId: Id | None = None  # noqa: N815 - the protocol's names, here and below
    anonymousId: Id | None = None  # noqa: N815
    userHash: (  # noqa: N815
        Annotated[
            str,
            Meta(
                pattern="^[0-9A-Fa-f]{64}$",
                description="HMAC-SHA256 of userId under the write key's identity secret: proves the user.",
            ),
        ]
        | None
    ) = None
    messageId: Id | None = None  # noqa: N815
    timestamp: Time | None = None
    sentAt: Time | None = None  # noqa: N815
    context: Anything | None = None
    integrations: Anything | None = None
    writeKey: Id | None = None  # noqa: N815


class Track(Who, kw_only=True):
    """Something a person did."""

    event: Name
    properties: Anything | None = None


class Page(Who, kw_only=True):
    """A page that was viewed."""

    name: Name | None = None
    category: Name | None = None
    properties: Anything | None = None


class Screen(Page, kw_only=True):
    """A screen of an app that was viewed."""


class Identify(Who, kw_only=True):
    """Who a person is and what is known of them; null takes a trait away."""

    traits: Anything | None = None


class Group(Who, kw_only=True):
    """Which company a person belongs to, and what is known of it."""

    groupId: Id  # noqa: N815
    traits: Anything | None = None


class Alias(Struct, kw_only=True, omit_defaults=True):
    """Two ids of one person."""

    userId: Id  # noqa: N815
    previousId: Id  # noqa: N815
    messageId: Id | None = None  # noqa: N815
    timestamp: Time | None = None
    context: Anything | None = None


class Contact(Who, kw_only=True):
    """A contact outside the web: in a shop, by phone."""

    event: Name | None = None
    properties: Anything | None = None


class Said(Struct):
    """Why something was refused."""

    code: str
    message: str


class Refused(Struct):
    """The answer to a request that was refused as a whole."""

    success: bool
    error: Said
    code: str
    message: str


class Accepted(Struct, omit_defaults=True):
    """The answer to a request that was accepted; `rejected` counts messages of it that were not."""

    success: bool
    rejected: int = 0


CALLS: dict[str, type[Struct]] = {
    "track": Track, "page": Page, "screen": Screen, "identify": Identify, "group": Group, "alias": Alias,
    "contact": Contact,
}  # fmt: skip
