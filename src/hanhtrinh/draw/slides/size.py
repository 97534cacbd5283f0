"""Type that fits its place: made smaller step by step, and where that is not enough, cut with a mark."""

from collections.abc import Sequence
from dataclasses import replace

from hanhtrinh.draw.slides.look import Par, heights

_LEAST, _STEP = 9.0, 0.92
MARK = "…"


def fitted(pars: Sequence[Par], width: float, height: float) -> list[Par]:
    """Return paragraphs small enough for a place, in inches; what does not fit at nine points is cut and marked."""
    found = list(pars)
    while heights(found, width) > height and max(_sizes(found), default=0.0) > _LEAST:
        found = [_smaller(p) for p in found]
    return found if heights(found, width) <= height else _cut(found, width, height)


def _sizes(pars: Sequence[Par]) -> list[float]:
    return [run.size for p in pars for run in p.runs]


def _smaller(p: Par) -> Par:
    runs = tuple(replace(run, size=max(_LEAST, round(run.size * _STEP, 1))) for run in p.runs)
    return replace(p, runs=runs, above=p.above * _STEP)


def _cut(pars: Sequence[Par], width: float, height: float) -> list[Par]:
    """Return the paragraphs that fit, the last one shortened; there is always one."""
    kept: list[Par] = []
    for p in pars:
        left = height - heights(kept, width)
        if p.height(width) <= left:
            kept.append(p)
            continue
        short = _shortened(p, width, max(left, 0.2))
        return [*kept, short] if left > 0.15 or not kept else [*kept[:-1], _marked(kept[-1])]
    return kept


def _shortened(p: Par, width: float, height: float) -> Par:
    share = min(1.0, height / p.height(width)) * 0.9
    runs = [replace(run, text=run.text[: max(1, int(len(run.text) * share))]) for run in p.runs]
    return _marked(replace(p, runs=tuple(runs)))


def _marked(p: Par) -> Par:
    *first, last = p.runs
    return replace(p, runs=(*first, replace(last, text=f"{last.text.rstrip()} {MARK}")))
