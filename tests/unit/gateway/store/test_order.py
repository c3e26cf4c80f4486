from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.model.changes import Changes, Event
from gateway.store import tables
from gateway.store.connection import writing
from gateway.store.ledger import SqlLedger
from gateway.store.order import Due, Order
from gateway.store.schema import create
from gateway.store.shapes import instant_text
from tests.store_samples import NOW

EVENTS = Order(tables.event, "subject")
HOUR = timedelta(hours=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    path = tmp_path / "guanji.db"
    create(path)
    connection = writing(path)
    yield SqlLedger(connection)
    connection.close()


def write(ledger: SqlLedger, *hours: float) -> None:
    events = (Event(kind="x", subject=f"item {hour}", at=NOW + hour * HOUR) for hour in hours)
    ledger.save(Changes(events=tuple(events)))


def due(hour: float) -> Due:
    return Due(instant_text(NOW + hour * HOUR), instant_text(NOW + 100 * HOUR))


def test_of_no_rows_none_are_old(ledger: SqlLedger) -> None:
    assert (EVENTS.before(ledger), EVENTS.last(ledger), EVENTS.horizon(ledger, due(1))) == (0, 0, 0)


@pytest.mark.parametrize("hour", range(7))
def test_the_horizon_is_the_last_row_that_is_older(ledger: SqlLedger, hour: int) -> None:
    write(ledger, *range(6))
    assert EVENTS.horizon(ledger, due(hour)) == hour


def test_gaps_do_not_matter(ledger: SqlLedger) -> None:
    write(ledger, *range(9))
    for seq in (1, 2, 4, 5, 7):
        assert EVENTS.delete(ledger, seq)
    assert not EVENTS.delete(ledger, 4)
    assert [EVENTS.horizon(ledger, due(hour)) for hour in range(10)] == [2, 2, 2, 3, 3, 3, 6, 6, 8, 9]
    assert EVENTS.before(ledger) == 2


def test_rows_are_found_in_order_a_few_at_a_time(ledger: SqlLedger) -> None:
    write(ledger, *range(6))
    old = due(5)
    assert EVENTS.find(ledger, old, 0, 2) == [(1, "item 0"), (2, "item 1")]
    assert EVENTS.find(ledger, old, 2, 9) == [(3, "item 2"), (4, "item 3"), (5, "item 4")]
    assert EVENTS.number(ledger, old, 2) == 3
    assert EVENTS.delete_all(ledger, old, [(3,), (4,), (99,)]) == 2


def test_what_claims_to_come_from_the_future_is_old_among_old_rows(ledger: SqlLedger) -> None:
    write(ledger, 0, 1, 500, 2, 3, 600)
    assert [row[0] for row in EVENTS.find(ledger, due(4), 0, 9)] == [1, 2, 3, 4, 5]


def test_what_is_young_by_its_own_date_stays_wherever_it_stands(ledger: SqlLedger) -> None:
    write(ledger, 0, 50, 1, 2, 3)
    assert [row[0] for row in EVENTS.find(ledger, due(4), 0, 9)] == [1, 3, 4, 5]


def test_the_young_among_old_rows_are_told(ledger: SqlLedger) -> None:
    write(ledger, 0, 50, 1, 40, 500, 2, 3)
    assert EVENTS.young(ledger, due(4), 0, 7) == (2, instant_text(NOW + 50 * HOUR))
    assert EVENTS.young(ledger, due(4), 2, 7) == (4, instant_text(NOW + 40 * HOUR))
    assert EVENTS.young(ledger, due(4), 4, 7) is None
    assert EVENTS.young(ledger, due(51), 0, 7) is None
