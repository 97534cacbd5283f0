"""What a message says its person has consented to (`context.consent.categoryPreferences`)."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

ANALYTICS = "analytics"
"""The category that decides where a message names it (in any case of letters)."""


class Consented(Enum):
    """What a message says about consent."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"


def consented(message: Mapping[str, Any]) -> Consented:
    """Tell whether a message's person allows it to be kept: by the category `analytics`, else by any category."""
    context = message.get("context")
    consent = context.get("consent") if isinstance(context, dict) else None
    allowed = consent.get("categoryPreferences") if isinstance(consent, dict) else None
    if not isinstance(allowed, dict) or not allowed:
        return Consented.UNSAID
    named = [value for name, value in allowed.items() if name.lower() == ANALYTICS]
    return Consented.YES if any(value is True for value in named or allowed.values()) else Consented.NO
