"""What was answered at a step, from the fields of its form."""

import re
from collections.abc import Mapping

from hanhtrinh.errors import InputError
from hanhtrinh.journey.model import WalkedStep

FIELDS = ("done", "follows", "feeling", "note", "picture")
_PICTURE = re.compile(r"[0-9a-f]{64}\.webp")


def noted_of(data: Mapping[str, str]) -> WalkedStep | None:
    """Return what was answered, None where nothing was; InputError for what is no answer."""
    given = {name: data.get(name, "").strip() for name in FIELDS}
    if not any(given.values()):
        return None
    if given["picture"] and not _PICTURE.fullmatch(given["picture"]):
        raise InputError("pictures.none_of_name", given=given["picture"][:80])
    return WalkedStep(
        done=_yes(given["done"]), follows=_yes(given["follows"]), feeling=_feeling(given["feeling"]),
        note=given["note"].replace("\r\n", "\n"), picture=given["picture"],
    )  # fmt: skip


def _yes(text: str) -> bool:
    if text not in ("", "yes", "no"):
        raise InputError("walking.bad_answer", given=text[:80], allowed="yes, no")
    return text != "no"


def _feeling(text: str) -> float | None:
    if not text:
        return None
    try:
        score = float(text)
    except ValueError:
        raise InputError("walking.bad_feeling", given=text[:80]) from None
    if not -2 <= score <= 2:
        raise InputError("walking.bad_feeling", given=text[:80])
    return score
