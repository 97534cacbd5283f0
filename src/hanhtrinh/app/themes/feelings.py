"""How this workspace's customers word what they feel, learned from their own scored answers and from corrections."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

from hanhtrinh.app.said_list.table import AnswerTable
from hanhtrinh.app.themes.desk import ThemeDesk
from hanhtrinh.app.themes.heard import I64
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.texts import KeptModel
from hanhtrinh.voice.text.learned import encode
from hanhtrinh.voice.text.learning import CORRECTED, FEWEST, HeldOut, Pair, learn

MOST = 5_000
"""Most pairs that are learned from: the newest."""


class FeelingReport(msgspec.Struct, frozen=True):
    """What came of learning feelings: how many texts were bad, neither, good; why no model is used, if none is; what
    was reached on held-out texts; how many texts had come with a score by then (`of`), the newest of which were used.
    """

    reason: str
    counts: tuple[int, int, int]
    held_out: HeldOut | None = None
    of: int = 0


def scored_pairs(space: Space, desk: ThemeDesk) -> list[Pair]:
    """Return the newest texts that were said with a score that tells a feeling, newest first."""
    found: list[tuple[int, Pair]] = []
    for table, every in _scored(space, desk):
        rows = every[:MOST]  # a table begins with the newest
        columns = table.time[rows].tolist(), table.text.gather(rows).to_list(), table.feeling[rows].tolist()
        found += [(time, Pair(text, felt)) for time, text, felt in zip(*columns, strict=True)]
    return [pair for _, pair in sorted(found, key=lambda one: (-one[0], one[1].text))[:MOST]]


def count_pairs(space: Space, desk: ThemeDesk) -> int:
    """Return how many texts were said with a score that tells a feeling."""
    return sum(len(rows) for _, rows in _scored(space, desk))


def _scored(space: Space, desk: ThemeDesk) -> Iterator[tuple[AnswerTable, I64]]:
    """Yield which rows have words and a score; effort, and what lies off its scale, says no feeling."""
    parts = desk.said.people.parts(space)
    for frame, gone in ((parts.base, parts.superseded), (parts.overlay, None)):
        table = desk.said.memory.table(frame)
        told = table.has_words & ~np.isnan(table.feeling)
        yield table, np.flatnonzero(told if gone is None else told & ~gone[table.person])


def learn_feelings(space: Space, desk: ThemeDesk, corrected: Mapping[str, float | None]) -> Mapping[str, Any]:
    """Learn feelings where there are enough pairs, and keep what came of it."""
    pairs = [pair for pair in scored_pairs(space, desk) if corrected.get(pair.text) is None]
    pairs += [Pair(text, feeling, CORRECTED) for text, feeling in corrected.items() if feeling is not None]
    if len(pairs) < FEWEST:
        return {"pairs": len(pairs), "feeling": "too_few"}
    learned = learn(pairs)
    told = FeelingReport(learned.reason, learned.counts, learned.held_out, count_pairs(space, desk))
    report = msgspec.json.encode(told).decode()
    model = b"" if learned.model is None else encode(learned.model)
    used = learned.model is not None
    desk.texts.put_model(space.id, KeptModel("feeling", model, len(pairs), used, report, desk.clock()))
    return {"pairs": len(pairs), "feeling": learned.reason}
