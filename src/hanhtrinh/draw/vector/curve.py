"""The emotion lane as plain data for the page's template."""

from hanhtrinh.draw.shapes import Point, Scene, Series
from hanhtrinh.draw.vector.pieces import Fields, path_of, quote_of
from hanhtrinh.draw.vector.texts import Plain
from hanhtrinh.draw.words import Words


def curve_of(scene: Scene, words: Words) -> Fields:
    """Return everything that is drawn on the curve."""
    curve = scene.curve
    return {
        "zero": curve.zero,
        "legend": _legend(scene, words),
        "faces": [{"y": y, "icon": icon, "word": word} for y, icon, word in curve.faces],
        "gaps": [{"path": path_of(path), "worse": worse} for path, worse in curve.gaps],
        "dashes": [path_of(path) for path in curve.dashes],
        "bands": [path_of(path) for path in curve.bands],
        "lines": [path_of(path) for path in curve.lines],
        "bars": [list(bar) for bar in curve.bars],
        "series": [_series(line) for line in curve.series],
        "assumed": [None if a is None else a[0] for a in curve.assumed],
        "points": [_point(point) for point in curve.points],
        "quotes": [{"at": at, **quote_of(quote)} for at, quote in curve.quotes],
        "missing": list(curve.missing),
        "no_answers": words.tr("no_answers"),
        "widest": None if curve.widest is None else dict(zip(("at", "y", "text"), curve.widest, strict=True)),
        "splits": [{"at": at, "ends": [{"y": y, "text": text} for y, text in ends]} for at, *ends in curve.splits],
    }


def _legend(scene: Scene, words: Words) -> list[Plain]:
    """Return what the lines mean; what is not drawn is not explained."""
    curve = scene.curve
    entries: list[tuple[str, str]] = [("dash", words.tr("legend_assumed"))]
    if scene.measured:
        entries.insert(0, ("solid", words.tr("legend_reported")))
    if curve.gaps:
        entries.append(("gap", words.tr("legend_gap")))
    if any(point and point.hollow for point in curve.points):
        entries.append(("ring", words.tr("legend_thin")))
    entries += [(f"{s.kind}{s.look}", words.tr(f"legend_{s.kind}", name=s.name)) for s in curve.series]
    return [{"kind": kind, "text": text} for kind, text in entries]


def _point(point: Point | None) -> Fields | None:
    if point is None:
        return None
    return {
        "y": point.y,
        "value": point.value.text,
        "n": point.n,
        "size": point.size,
        "tone": point.tone,
        "hollow": point.hollow,
        "below": point.below,
    }


def _series(line: Series) -> Fields:
    return {
        "kind": line.kind,
        "look": line.look,
        "name": line.name,
        "lines": [path_of(path) for path in line.lines],
        "points": [None if point is None else point[0] for point in line.points],
    }
