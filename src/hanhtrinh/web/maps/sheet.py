"""The map's style sheet as pages of the server load it, and the few rules that depend on one journey."""

import re
from functools import cache

from hanhtrinh.draw import page_curve, vendored
from hanhtrinh.draw.scene import LANE_KEYS
from hanhtrinh.i18n import LANGS
from hanhtrinh.journey.model import Journey

NAME = "map.css"
_MOST_COLUMNS = 120
_TOKENS = "1-tokens.css"
_CHOSEN = ".map-bar:has({}) ~"
"""What is chosen in the bar. A browser looks such a rule up again whenever something changes inside the element that
`has`: the bar alone, then, and not the whole page with its thousands of cells.
"""
_OF_DRAWING = {"map-walk.js": "3-walk.js", "map-pictures.js": "4-pictures.js"}


@cache
def map_sheet() -> str:
    """Return the drawing's own rules without what the pages have already, and one rule a height a point may have.

    Every height and length there can be has its class, so what is pushed to an open page finds its place without any
    style of its own.
    """
    found = sorted(path for path in (vendored.FOLDER / "css").glob("*.css") if path.name != _TOKENS)
    rules = "\n".join(path.read_text(encoding="utf-8") for path in found)
    rules = re.sub(r"(?ms)^body \{.*?^\}\n", "", rules)
    rules = re.sub(r"(?m)^(\s*)main \{", r"\1.map-page {", rules)
    rules = rules.replace("body:has(#width-roomy:checked)", _CHOSEN.format("#width-roomy:checked") + " *")
    return rules + "\n" + _places()


def _hides(key: str) -> str:
    return f"{_CHOSEN.format(f'#show-{key}:not(:checked)')} * .lane-{key}{{display:none}}"


def _places() -> str:
    heights = (f".{page_curve.y_class(y / 10)}{{top:calc(var(--h)*{y / 1000:.3f})}}" for y in range(1001))
    lengths = (f".{page_curve.length_class(t / 10)}{{height:calc(var(--h)*{t / 1000:.3f})}}" for t in range(1001))
    columns = (f".cols{n}{{--cols:{n}}}" for n in range(1, _MOST_COLUMNS + 1))
    hidden = (_hides(key) for key in LANE_KEYS)
    return "\n".join((*heights, *lengths, *columns, *hidden))


_OF_THE_DRAWING = {"map-walk.js": ("3-walk.js", "4-present.js"), "share-doors.js": ("2-doors.js",)}


def more_script(name: str) -> bytes:
    """Return what belongs behind a script of `web/assets`: walking the map and its doors are the drawing's own."""
    return b"".join((vendored.FOLDER / "js" / one).read_bytes() for one in _OF_THE_DRAWING.get(name, ()))


def journey_rules(journey: Journey) -> str:
    """Return the rules of one journey: how many steps it has, and the lanes and lines of its own that can be hidden."""
    noted = {key for step in journey.steps for key in step.competitors}
    rivals = sorted({*journey.competitors, *noted})
    own = [*(f"rival-{key}" for key in rivals), *(key for key in journey.lanes if key not in LANE_KEYS)]
    lanes = [_hides(key) for key in own]
    series = [("rival", key) for key in rivals] + [("persona", key) for key in sorted(journey.personas)]
    lines = [
        f".map-page:has(#line-{lang}-{kind}-{key}:not(:checked)) .s-{kind}-{key}{{display:none}}"
        for lang in LANGS
        for kind, key in series
    ]
    return "\n".join((f":root{{--steps:{len(journey.steps)}}}", *lanes, *lines)) + "\n"
