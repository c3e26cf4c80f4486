import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from gateway.model.kiosks import KioskState
from gateway.ports import Also
from gateway.store.runner import BatchStats
from gateway.web.health import ConfigCheck
from gateway.web.kept import Kept
from gateway.web.metrics import Metrics
from tests.control_desk import StoppedClock

MANUAL = Path(__file__).resolve().parents[4] / "docs/manual"


class Kiosks:
    """Three kiosks: one that works, one that shuts down, one that never called."""

    def states(self) -> tuple[tuple[KioskState, int], ...]:
        seen = datetime(2026, 3, 2, tzinfo=UTC)
        return (
            (KioskState(name="kiosk1", last_seen=seen, paper_out=True), 2),
            (KioskState(name="kiosk2", last_seen=seen, shut_down=True, paused=True), 1),
            (KioskState(name="一楼大厅"), 0),
        )

    async def pause(self, name: str, *, actor: str, why: str = "", also: Also | None = None) -> KioskState:
        raise NotImplementedError

    async def resume(self, name: str, *, actor: str, also: Also | None = None) -> KioskState:
        raise NotImplementedError


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> Metrics:
    metrics = Metrics(registry, version="1.2.3")
    metrics.watch(kiosks=Kiosks(), waiting=lambda: 4, config=ConfigCheck)
    return metrics


def samples(registry: CollectorRegistry) -> dict[str, float]:
    """Every sample as a scraper reads it."""
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {
        f"{sample.name}{{{','.join(f'{k}={v}' for k, v in sorted(sample.labels.items()))}}}": sample.value
        for family in families
        for sample in family.samples
    }


def test_messages_are_counted_by_kind_and_outcome_and_timed_by_kind(
    metrics: Metrics, registry: CollectorRegistry
) -> None:
    metrics.served("sip2 11", "ok", 0.003)
    metrics.served("sip2 11", "ok", 0.02)
    metrics.served("sip2 11", "store_down", 8.0)
    metrics.served("desk checkout", "ok", 0.001)
    found = samples(registry)
    assert found["guanji_messages_total{kind=sip2 11,outcome=ok}"] == 2
    assert found["guanji_messages_total{kind=sip2 11,outcome=store_down}"] == 1
    assert found["guanji_messages_total{kind=desk checkout,outcome=ok}"] == 1
    assert found["guanji_message_seconds_bucket{kind=sip2 11,le=0.005}"] == 1
    assert found["guanji_message_seconds_bucket{kind=sip2 11,le=8.0}"] == 3
    assert found["guanji_message_seconds_count{kind=sip2 11}"] == 3
    assert found["guanji_message_seconds_sum{kind=sip2 11}"] == pytest.approx(8.023)


def test_events_of_a_wire_are_counted(metrics: Metrics, registry: CollectorRegistry) -> None:
    metrics.wire("sip2", "garbage")
    metrics.wire("sip2", "garbage")
    metrics.wire("sip2", "wrong-login")
    found = samples(registry)
    assert found["guanji_wire_events_total{protocol=sip2,what=garbage}"] == 2
    assert found["guanji_wire_events_total{protocol=sip2,what=wrong-login}"] == 1


def test_the_stores_batches_are_measured(metrics: Metrics, registry: CollectorRegistry) -> None:
    metrics.committed(BatchStats(units=3, failed=1, waiting=7, seconds=0.004, commit_seconds=0.002))
    metrics.committed(BatchStats(units=200, failed=0, waiting=2, seconds=0.04, commit_seconds=0.03))
    metrics.looked_up(BatchStats(units=1, failed=0, waiting=0, seconds=0.0001, commit_seconds=0.0))
    found = samples(registry)
    assert found["guanji_store_batch_units_bucket{le=4,side=write}"] == 1
    assert found["guanji_store_batch_units_sum{side=write}"] == 203
    assert found["guanji_store_batch_units_count{side=read}"] == 1
    assert found["guanji_store_batch_seconds_sum{side=write}"] == pytest.approx(0.044)
    assert found["guanji_store_commit_seconds_bucket{le=0.0025}"] == 1
    assert found["guanji_store_commit_seconds_sum{}"] == pytest.approx(0.032)
    assert found["guanji_store_failed_units_total{side=write}"] == 1
    assert found["guanji_store_waiting_units{side=write}"] == 2


def test_kiosks_are_told_as_they_stand(metrics: Metrics, registry: CollectorRegistry) -> None:
    assert metrics is not None
    found = samples(registry)
    assert [found[f"guanji_kiosk_up{{kiosk={name}}}"] for name in ("kiosk1", "kiosk2", "一楼大厅")] == [
        1,
        0,
        0,
    ]
    assert found["guanji_kiosk_connections{kiosk=kiosk1}"] == 2
    assert found["guanji_kiosk_paper_out{kiosk=kiosk1}"] == 1
    assert found["guanji_kiosk_paused{kiosk=kiosk2}"] == 1
    assert found["guanji_kiosk_last_seen_timestamp_seconds{kiosk=kiosk1}"] == 1772409600
    assert "guanji_kiosk_last_seen_timestamp_seconds{kiosk=一楼大厅}" not in found


def test_waiting_messages_and_the_release_are_told(metrics: Metrics, registry: CollectorRegistry) -> None:
    assert metrics is not None
    found = samples(registry)
    assert found["guanji_messages_waiting{}"] == 4
    assert found["guanji_build_info{version=1.2.3}"] == 1


def test_before_anything_is_watched_there_are_no_kiosks(registry: CollectorRegistry) -> None:
    Metrics(registry)
    found = samples(registry)
    assert found["guanji_messages_waiting{}"] == 0
    assert not [name for name in found if name.startswith("guanji_kiosk")]


@pytest.mark.parametrize("page", ["metrics.md", "metrics.zh-CN.md"])
def test_the_manual_names_exactly_what_is_measured(
    page: str, metrics: Metrics, registry: CollectorRegistry
) -> None:
    metrics.served("sip2 11", "ok", 0.1)
    metrics.wire("sip2", "closed")
    Kept(registry, StoppedClock())
    families = text_string_to_metric_families(generate_latest(registry).decode())
    # The parser leaves out `_total`, as Prometheus itself does not.
    measured = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in families
        if family.name.startswith("guanji_")
    }
    written = set(re.findall(r"^\| `(guanji_\w+)", (MANUAL / page).read_text(encoding="utf-8"), re.MULTILINE))
    assert written == measured


@pytest.mark.parametrize("ok", [True, False])
def test_the_configuration_is_told(metrics: Metrics, registry: CollectorRegistry, *, ok: bool) -> None:
    read = datetime(2026, 3, 2, tzinfo=UTC)
    check = ConfigCheck(ok=ok, read=read, waits=not ok)
    metrics.watch(kiosks=Kiosks(), waiting=lambda: 0, config=lambda: check)
    assert registry.get_sample_value("guanji_config_last_reload_successful") == ok
    stamp = registry.get_sample_value("guanji_config_last_reload_success_timestamp_seconds")
    assert stamp == read.timestamp()
    assert registry.get_sample_value("guanji_config_waits_for_restart") == (not ok)
