"""What one area says of its addresses in the API's description."""

from collections.abc import Mapping
from typing import Any

import msgspec


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the OpenAPI document: `paths` by address, `schemas` and ways of proving who asks (`security`) by name.

    An area gives one of these and is listed in `web.openapi.SECTIONS`.
    """

    tag: str
    description: str
    paths: Mapping[str, Any]
    schemas: Mapping[str, Any] = {}
    security: Mapping[str, Any] = {}
