"""A histogram's numbers, kept as cheaply as a busy reactor wants them."""

from bisect import bisect_left
from collections.abc import Sequence


class Tally:
    """How many values fell under each of `bounds` (ascending, upper, inclusive), and their sum.

    For one thread: nothing is locked. prometheus_client's own Histogram takes two locks and a linear search
    for each value, which is most of what may be spent on counting a message.
    """

    __slots__ = ("_bounds", "_counts", "sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(self._bounds) + 1)
        self.sum = 0.0

    def add(self, value: float) -> None:
        """Count one value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self.sum += value

    @property
    def count(self) -> int:
        """How many values there were."""
        return sum(self._counts)

    def include(self, other: "Tally") -> None:
        """Count all that `other`, of the same bounds, has counted."""
        theirs = other._counts  # noqa: SLF001 - another of the same kind
        self._counts = [mine + more for mine, more in zip(self._counts, theirs, strict=True)]
        self.sum += other.sum

    def buckets(self) -> list[tuple[str, float]]:
        """The counts as Prometheus has them: each bound with the number of values up to it."""
        total, buckets = 0, []
        for name, count in zip((*map(str, self._bounds), "+Inf"), self._counts, strict=True):
            total += count
            buckets.append((name, float(total)))
        return buckets
