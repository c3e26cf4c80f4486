"""On PostgreSQL too: an error at each statement of a group commit, and what was answered is what is kept.

The server refuses the statement, or the connection breaks before or after the server has heard of it.
"""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from gateway.model.identity import ItemId
from gateway.ports import StoreDown
from gateway.store.postgresql.connection import Session, connect
from gateway.store.postgresql.writer import PostgresqlWriter
from gateway.store.runner import Unit
from gateway.store.sql_store import nothing
from tests.faults.test_each_statement import batch, honest, values, with_one_that_fails
from tests.store_samples import CUMT

COLUMNS = {"item": "substr(barcode, 2)", "event": "substr(cause, 2)", "inbox": "substr(ref, 2)"}


class Blow:
    """Counts statements; at the one numbered `place` it does harm, once."""

    def __init__(self, how: str = "", place: int = -1) -> None:
        self._how = how
        self._place = place
        self.count = 0

    def falls_on(self, session: Session, run: Callable[[], Any]) -> Any:  # noqa: ANN401 - a driver's cursor
        self.count += 1
        if self.count != self._place:
            return run()
        if self._how == "refused":
            return session.connection.execute("SELECT 1/0")
        if self._how == "heard and lost":
            run()
        session.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")


class Struck(Session):
    """A session on whose statements the blow may fall."""

    def __init__(self, session: Session, blow: Blow) -> None:
        super().__init__(session.connection)
        self._blow = blow

    def cursor(self) -> Any:  # noqa: ANN401 - as much of one as is asked
        return StruckCursor(self, super().cursor(), self._blow)

    def execute(self, text: str, /) -> Any:  # noqa: ANN401 - the same
        return self._blow.falls_on(self, lambda: super(Struck, self).execute(text))


class StruckCursor:
    def __init__(self, session: Session, cursor: Any, blow: Blow) -> None:  # noqa: ANN401 - psycopg's
        self._session = session
        self._cursor = cursor
        self._blow = blow

    def execute(self, text: str, values: Any, /) -> Any:  # noqa: ANN401 - what a driver takes
        return self._blow.falls_on(self._session, lambda: self._cursor.execute(text, values))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else a cursor has
        return getattr(self._cursor, name)


class Struggle:
    """A writer on a connection that stands, in a moment of which the blow falls."""

    def __init__(self, url: str, name: str) -> None:
        self.blow = Blow()
        self._writer = PostgresqlWriter(
            lambda: Struck(connect(url), self.blow), node=name, pause=nothing, woken=nothing
        )
        self._seen(0)

    def meets(self, blow: Blow, units: list[Unit]) -> list[Any]:
        """What the units of a batch are answered; each can be read afterwards if it was granted."""
        self._writer._held.get()._blow = self.blow = blow  # type: ignore[attr-defined]
        return values(self._writer.work_off(units).answers)

    def sees(self, told: dict[int, Any]) -> bool:
        """Whether later units find what was granted, and nothing else."""
        return all(self._seen(number) == (answer == number) for number, answer in told.items())

    def _seen(self, number: int) -> bool:
        (answer,) = self._writer.work_off([lambda ledger: ledger.item(ItemId(CUMT, f"B{number}"))]).answers
        assert answer.error is None
        return answer.value is not None

    def close(self) -> None:
        self._writer.close()


def kept(url: str, asked: set[int]) -> dict[str, set[int]]:
    with psycopg.connect(url) as connection:
        return {
            table: {
                int(number)
                for (number,) in connection.execute(f"SELECT {column} FROM {table}".encode())  # noqa: S608
                if int(number) in asked
            }
            for table, column in COLUMNS.items()
        }


@pytest.mark.parametrize("units", [honest, with_one_that_fails])
@pytest.mark.parametrize("how", ["refused", "lost", "heard and lost"])
def test_an_error_once(database_url: str, how: str, units: Callable[[list[int]], list[Unit]]) -> None:
    counted, count = Struggle(database_url, "count"), Blow()
    counted.meets(count, units(batch(990)))
    counted.close()
    assert count.count > 10
    refused = 0
    for place in range(1, count.count + 1):
        numbers = batch(place)
        struggle = Struggle(database_url, f"node {place}")
        told = dict(zip(numbers, struggle.meets(Blow(how, place), units(numbers)), strict=True))
        assert struggle.sees(told), place
        struggle.close()
        granted = {number for number, answer in told.items() if answer == number}
        assert kept(database_url, set(numbers)) == dict.fromkeys(COLUMNS, granted), place
        innocent = numbers if units is honest else numbers[:-1]
        wrong = [number for number in innocent if told[number] != number]
        # An error concerns nobody, or the one whose statement it met; all, where they could not begin, which
        # with one that fails they do twice.
        assert len(wrong) <= 1 or {told[number] for number in innocent} == {StoreDown}, (place, told)
        assert not (wrong and how != "refused"), (place, told)
        refused += len(wrong) > 1
    assert refused == (0 if how != "refused" else 1 if units is honest else 2)
