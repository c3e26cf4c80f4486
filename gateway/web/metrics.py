"""What happens, counted for Prometheus. Every name is explained in docs/manual/metrics.md.

Counting happens in the reactor's thread, and so does collecting.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, Protocol

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from gateway.model.kiosks import KioskState
from gateway.ports import Kiosks
from gateway.web.health import ConfigCheck
from gateway.web.tally import Tally

#: Seconds to answer a message. A kiosk's reader notices from half a second on; the dispatcher gives up at 8.
MESSAGE_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 8.0)

#: Seconds of a commit or of a batch of look-ups: a good disk syncs within one millisecond, a bad one within a
#: hundred.
STORE_SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

#: Units in one batch; the store takes at most 256.
BATCH_UNITS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Batch(Protocol):
    """What one batch of the store was like: `gateway.store.runner.BatchStats`."""

    @property
    def units(self) -> int:
        """How many units it took."""
        ...

    @property
    def failed(self) -> int:
        """How many of them failed."""
        ...

    @property
    def waiting(self) -> int:
        """How many stayed behind waiting."""
        ...

    @property
    def seconds(self) -> float:
        """How long it took in all."""
        ...

    @property
    def commit_seconds(self) -> float:
        """How long its commits took."""
        ...


class _Side:
    """What is known of the store's writer, or of its reader."""

    __slots__ = ("commits", "failed", "seconds", "units", "waiting")

    def __init__(self) -> None:
        self.units = Tally(BATCH_UNITS)
        self.seconds = Tally(STORE_SECONDS)
        self.commits = Tally(STORE_SECONDS)
        self.failed = 0
        self.waiting = 0

    def take(self, batch: Batch) -> None:
        self.units.add(batch.units)
        self.seconds.add(batch.seconds)
        self.commits.add(batch.commit_seconds)
        self.failed += batch.failed
        self.waiting = batch.waiting


class _KioskGauge(NamedTuple):
    """One gauge of every kiosk: its name, what it says, and its value; None where there is none."""

    name: str
    says: str
    value: Callable[[KioskState, int], float | None]


def _last_seen(state: KioskState, _connections: int) -> float | None:
    return state.last_seen.timestamp() if state.last_seen else None


_KIOSK_GAUGES: Final = (
    _KioskGauge(
        "guanji_kiosk_up",
        "1 where the kiosk is connected and has not said that it shuts down",
        lambda state, connections: connections > 0 and not state.shut_down,
    ),
    _KioskGauge(
        "guanji_kiosk_connections",
        "Connections logged in as the kiosk",
        lambda _state, connections: connections,
    ),
    _KioskGauge(
        "guanji_kiosk_paper_out", "1 where its printer is out of paper", lambda state, _: state.paper_out
    ),
    _KioskGauge("guanji_kiosk_paused", "1 where staff took it out of service", lambda state, _: state.paused),
    _KioskGauge(
        "guanji_kiosk_last_seen_timestamp_seconds", "When anything last came from it (Unix time)", _last_seen
    ),
)


class Metrics(Collector):
    """`gateway.ports.Meter`, and the numbers of the store, the kiosks and the process; registers itself.

    A new pair of labels costs a dictionary entry once; after that counting a message takes under two
    microseconds (tests/bench/web_metrics.py).
    """

    def __init__(self, registry: CollectorRegistry, *, version: str = "") -> None:
        self._version = version
        self._served: dict[tuple[str, str], Tally] = {}
        self._wire: dict[tuple[str, str], int] = {}
        self._write, self._read = _Side(), _Side()
        self._kiosks: Kiosks | None = None
        self._waiting: Callable[[], int] = lambda: 0
        #: How many lockouts hold now, asked for when somebody collects.
        self.locked: Callable[[], int] = int
        self._config: Callable[[], ConfigCheck] | None = None
        registry.register(self)
        ProcessCollector(registry=registry)

    # --- counting -----------------------------------------------------------------------------------

    def served(self, kind: str, outcome: str, seconds: float) -> None:
        """A message was answered: its wire name, ``ok`` or a problem's code, and how long it took."""
        tally = self._served.get((kind, outcome))
        if tally is None:
            tally = self._served[kind, outcome] = Tally(MESSAGE_SECONDS)
        tally.add(seconds)

    def wire(self, protocol: str, what: str) -> None:
        """Something on a wire that is no message: ``damaged``, ``garbage``, ``closed``, ``refused`` …."""
        self._wire[protocol, what] = self._wire.get((protocol, what), 0) + 1

    def committed(self, batch: Batch) -> None:
        """The store's writer has finished a batch (its `observe_commits`)."""
        self._write.take(batch)

    def looked_up(self, batch: Batch) -> None:
        """The store's reader has finished a batch (its `observe_reads`)."""
        self._read.take(batch)

    # --- what is asked only when somebody collects --------------------------------------------------

    def watch(
        self,
        *,
        kiosks: Kiosks,
        waiting: Callable[[], int],
        config: Callable[[], ConfigCheck] | None = None,
    ) -> None:
        """From now on tell of the kiosks, of the messages in the dispatcher's lanes, of the configuration."""
        self._kiosks = kiosks
        self._waiting = waiting
        self._config = config

    def collect(self) -> Iterator[Metric]:
        """Every family with its samples, as Prometheus asks for them."""
        yield InfoMetricFamily("guanji_build", "The release that runs", {"version": self._version})
        yield from self._messages()
        yield from self._store()
        yield from self._kiosk_gauges()
        if self._config is not None:
            yield from _config_gauges(self._config())

    def _messages(self) -> Iterator[Metric]:
        total = CounterMetricFamily(
            "guanji_messages", "Messages answered, by kind and outcome", labels=["kind", "outcome"]
        )
        seconds = HistogramMetricFamily(
            "guanji_message_seconds", "Seconds from a message's arrival to its answer", labels=["kind"]
        )
        by_kind: dict[str, Tally] = {}
        for (kind, outcome), tally in self._served.items():
            total.add_metric([kind, outcome], tally.count)
            by_kind.setdefault(kind, Tally(MESSAGE_SECONDS)).include(tally)
        for kind, tally in by_kind.items():
            seconds.add_metric([kind], tally.buckets(), tally.sum)
        wire = CounterMetricFamily(
            "guanji_wire_events", "What happened on a wire beside messages", labels=["protocol", "what"]
        )
        for labels, count in self._wire.items():
            wire.add_metric(labels, count)
        yield from (total, seconds, wire)
        yield GaugeMetricFamily(
            "guanji_lockouts", "Logins and addresses that are locked out after wrong logins", self.locked()
        )
        yield GaugeMetricFamily(
            "guanji_messages_waiting", "Messages at work or waiting for their turn", self._waiting()
        )

    def _store(self) -> Iterator[Metric]:
        units = HistogramMetricFamily(
            "guanji_store_batch_units", "Units of work in one batch of the store", labels=["side"]
        )
        seconds = HistogramMetricFamily(
            "guanji_store_batch_seconds", "Seconds of one batch of the store", labels=["side"]
        )
        failed = CounterMetricFamily(
            "guanji_store_failed_units", "Units of work that failed", labels=["side"]
        )
        waiting = GaugeMetricFamily(
            "guanji_store_waiting_units", "Units that the last batch left waiting", labels=["side"]
        )
        for name, side in (("write", self._write), ("read", self._read)):
            units.add_metric([name], side.units.buckets(), side.units.sum)
            seconds.add_metric([name], side.seconds.buckets(), side.seconds.sum)
            failed.add_metric([name], side.failed)
            waiting.add_metric([name], side.waiting)
        yield from (units, seconds, failed, waiting)
        yield HistogramMetricFamily(
            "guanji_store_commit_seconds",
            "Seconds of the commits of one batch, the fsync included",
            self._write.commits.buckets(),
            self._write.commits.sum,
        )

    def _kiosk_gauges(self) -> Iterator[Metric]:
        states = self._kiosks.states() if self._kiosks else ()
        for gauge in _KIOSK_GAUGES:
            family = GaugeMetricFamily(gauge.name, gauge.says, labels=["kiosk"])
            for state, connections in states:
                value = gauge.value(state, connections)
                if value is not None:
                    family.add_metric([state.name], value)
            yield family


def _config_gauges(config: ConfigCheck) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "guanji_config_last_reload_successful",
        "1 where the configuration's file was taken when it was last read",
        config.ok,
    )
    yield GaugeMetricFamily(
        "guanji_config_last_reload_success_timestamp_seconds",
        "When the configuration in force was read (Unix time)",
        config.read.timestamp() if config.read else None,
    )
    yield GaugeMetricFamily(
        "guanji_config_waits_for_restart",
        "1 where something in the configuration's file holds from the next start only",
        config.waits,
    )
