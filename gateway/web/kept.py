"""How much was let go of, for Prometheus."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from gateway.model.keeping import LetGo
from gateway.ports import Clock


class Kept(Collector):
    """Counts the rows that retention has let go of; registers itself."""

    def __init__(self, registry: CollectorRegistry, clock: Clock) -> None:
        self._clock = clock
        self._rows: dict[str, int] = {}
        self._last: float | None = None
        registry.register(self)

    def count(self, gone: LetGo) -> None:
        """A run has come to its end."""
        for name, number in gone.rows.items():
            self._rows[name] = self._rows.get(name, 0) + number
        if not gone.more:
            self._last = self._clock.now().timestamp()

    def collect(self) -> Iterator[Metric]:
        """The families with their samples."""
        rows = CounterMetricFamily(
            "guanji_retention_rows", "Rows let go of because their time was up", labels=["what"]
        )
        for name, number in self._rows.items():
            rows.add_metric([name], number)
        yield rows
        last = GaugeMetricFamily(
            "guanji_retention_last_timestamp_seconds", "When all that was due was last let go of (Unix time)"
        )
        if self._last is not None:
            last.add_metric([], self._last)
        yield last
