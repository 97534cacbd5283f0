"""How a text feels about each of its themes, the slow, obvious way: value by value, in plain dicts."""

from bisect import bisect_right
from math import sqrt

from hanhtrinh.voice.said import CLEAR
from hanhtrinh.voice.text.theme_feeling import BESIDE, DIFFERS, STRONGEST, TEXT
from hanhtrinh.voice.text.weighing import CURVE


def clearly(feeling):
    """Return whether a feeling is clearly good, clearly bad, or neither."""
    return "good" if feeling >= CLEAR else "bad" if feeling <= -CLEAR else "neither"


def themes_apart(weight, hits, feeling, themes):
    """Return {theme: feeling} of the themes that feel otherwise than their text; `feeling` None: it says nothing."""
    found = {}
    for theme, told in every_feeling(weight, hits, feeling).items():
        far = abs(told - feeling) >= DIFFERS or told * feeling < 0 or clearly(told) != clearly(feeling)
        if theme in themes and far:
            found[theme] = told
    return found


def every_feeling(weight, hits, feeling):
    """Return {theme: feeling} of all themes whose clauses judge anything."""
    if feeling is None or not hits:
        return {}
    cuts = sorted([0, *weight.clauses])
    balance = {}
    for at, value in zip(weight.places, weight.values, strict=True):
        here = [hit for hit in hits if bisect_right(cuts, hit.start) == bisect_right(cuts, at)]
        if not here:
            continue
        before = [hit.start for hit in here if hit.start <= at]
        nearest = max(before) if before else min(hit.start for hit in here)
        for theme in {hit.theme for hit in here}:
            mine = any(hit.theme == theme and hit.start == nearest for hit in here)
            balance[theme] = balance.get(theme, 0.0) + (value if mine else BESIDE * value)
    felt = max(-1.99, min(1.99, feeling))
    whole, found = max(-STRONGEST, min(STRONGEST, felt * sqrt(CURVE / (4 - felt * felt)))), {}
    for theme, own in balance.items():
        total = own + TEXT * whole
        found[theme] = 2 * total / sqrt(total * total + CURVE)
    return found
