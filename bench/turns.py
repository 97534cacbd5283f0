"""How two sides take turns, and what is made of their times."""

from collections.abc import Callable, Sequence
from statistics import median

from report import Spread
from sides import Reply


def spread(values: Sequence[float]) -> Spread:
    """Return least, median and most."""
    return min(values), median(values), max(values)


def by_turns(rounds: int, ours: Callable[[], float], peer: Callable[[], float]) -> tuple[Spread, Spread, Spread]:
    """Ask both sides in turns; return our seconds, the peer's, and the ratio of each turn (peer ÷ ours)."""
    pairs = [(ours(), peer()) for _ in range(rounds)]
    return spread([a for a, _ in pairs]), spread([b for _, b in pairs]), spread([b / a for a, b in pairs])


def same(ours: Reply, peer: Reply, what: str) -> None:
    """Stop the run where two sides do not agree."""
    if ours.answer != peer.answer:
        raise SystemExit(f"{what}: the answers differ\nours {ours.answer}\npeer {peer.answer}")
