from prometheus_client import CollectorRegistry

from gateway.model.keeping import LetGo
from gateway.web.kept import Kept
from tests.control_desk import StoppedClock
from tests.library import NOW


def test_what_was_let_go_of_is_counted() -> None:
    registry = CollectorRegistry()
    kept = Kept(registry, StoppedClock())
    assert registry.get_sample_value("guanji_retention_last_timestamp_seconds") is None
    kept.count(LetGo(rows={"loans": 2, "fees": 0}, more=True))
    assert registry.get_sample_value("guanji_retention_last_timestamp_seconds") is None
    kept.count(LetGo(rows={"loans": 3}))
    assert registry.get_sample_value("guanji_retention_rows_total", {"what": "loans"}) == 5
    assert registry.get_sample_value("guanji_retention_last_timestamp_seconds") == NOW.timestamp()
