"""Why an edit does not fit the journey it was made for.

EditRefused            InputError, exit 2
├── NoSuchPlace        what the edit is about is not there (any more)
├── KeyTaken           something else has that key, or is referred to by it
├── Conflict           it says something else than the edit was made for; carries both
├── ValueRefused       the new value does not fit the model; carries every finding
└── StillReferred      something would be left referring to nothing; carries the places
"""

from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang
from hanhtrinh.journey.edits.shapes import Place
from hanhtrinh.journey.yaml_text import show
from hanhtrinh.values import Finding


def place_text(place: Place) -> str:
    """Return a place as people write it: `steps.cart.pains`."""
    return ".".join(place)


class EditRefused(InputError):
    """An edit does not fit the journey."""


class NoSuchPlace(EditRefused):
    """What the edit is about is not there."""

    def __init__(self, place: Place) -> None:
        super().__init__("edits.no_such_place", place=place_text(place))
        self.place = place


class KeyTaken(EditRefused):
    """Something else has the key, or is referred to by it already."""

    def __init__(self, place: Place, key: str, reason: str = "key_taken") -> None:
        super().__init__(f"edits.{reason}", place=place_text(place), given=key)
        self.place = place
        self.given = key


class Conflict(EditRefused):
    """The journey says something else (`found`) than the edit was made for (`expected`); both are plain data."""

    def __init__(self, place: Place, expected: object, found: object) -> None:
        super().__init__("edits.conflict", place=place_text(place), expected=show(expected), found=show(found))
        self.place = place
        self.expected = expected
        self.found = found


class ValueRefused(EditRefused):
    """The new value does not fit the model."""

    def __init__(self, place: Place, findings: tuple[Finding, ...]) -> None:
        super().__init__("edits.value_refused", place=place_text(place))
        self.place = place
        self.findings = findings

    def message(self, lang: Lang) -> str:
        """Return the headline followed by one line a finding."""
        return "\n".join([super().message(lang), *(f.line_of_text(lang) for f in self.findings)])


class StillReferred(EditRefused):
    """The edit would leave something referring to nothing."""

    def __init__(self, key: str, places: tuple[Place, ...]) -> None:
        shown = tuple(place_text(place) for place in places)
        super().__init__("edits.still_referred", given=key, places=show(shown))
        self.given = key
        self.places = places
