"""Samples of people: by a hash of survey and person, so that the same person is always in or always out."""

from hashlib import blake2b

_WHOLE = 2**64


def place_of(survey: str, person: str) -> float:
    """Return a person's place in a survey's sample, evenly spread over 0 ≤ place < 1 and always the same.

    >>> round(place_of("after-purchase", "u1"), 3)
    0.299
    """
    found = blake2b(f"{survey}\0{person}".encode(), digest_size=8, person=b"ask share").digest()
    return int.from_bytes(found, "big") / _WHOLE


def sampled(survey: str, person: str, share: float) -> bool:
    """Tell whether a person is among the share of people a survey asks."""
    return place_of(survey, person) < share
