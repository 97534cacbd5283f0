"""Token buckets: so much at once, so much a second."""

from hanhtrinh.values import MICROSECONDS

_MOST = 50_000


class Buckets:
    """One bucket for each name, kept in memory; full ones are forgotten when there are many."""

    def __init__(self, per_second: float, burst: float) -> None:
        self.per_second, self.burst = per_second, burst
        self._buckets: dict[str, tuple[float, int]] = {}

    def take(self, name: str, count: float, now: int) -> float:
        """Take tokens and return 0, or take none and return the seconds after which there are enough.

        More tokens than a bucket ever holds are given when it is full, and make it owe the rest.
        """
        left, at = self._buckets.get(name, (self.burst, now))
        left = min(self.burst, left + max(0, now - at) * self.per_second / MICROSECONDS)
        missing = min(count, self.burst) - left
        if missing > 0:
            self._keep(name, left, now)
            return missing / self.per_second
        self._keep(name, left - count, now)
        return 0.0

    def _keep(self, name: str, left: float, now: int) -> None:
        if len(self._buckets) >= _MOST and name not in self._buckets:
            self._forget(now)
        self._buckets[name] = (left, now)

    def _forget(self, now: int) -> None:
        """Forget buckets that are full by now, else the older half."""
        per = self.per_second / MICROSECONDS
        kept = {name: one for name, one in self._buckets.items() if one[0] + (now - one[1]) * per < self.burst}
        if len(kept) >= _MOST:
            kept = dict(sorted(kept.items(), key=lambda one: one[1][1])[_MOST // 2 :])
        self._buckets = kept
