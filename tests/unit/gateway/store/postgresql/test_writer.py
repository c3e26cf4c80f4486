from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors

from gateway.model.inbound import Named
from gateway.ports import Ledger, StoreDown
from gateway.store.ledger import SqlLedger
from gateway.store.postgresql import writer as module
from gateway.store.postgresql.connection import PATIENCE, POSTGRESQL, Session, connect
from gateway.store.postgresql.writer import PostgresqlWriter
from gateway.store.runner import InlineRunner, Unit
from tests.store_samples import message

#: More tries than there can be.
FOR_EVER = 1000

#: Seconds that a kiosk waits for its answer.
KIOSK_SECONDS = 8

#: Seconds after which a server that never answers is given up.
SILENCE = float(PATIENCE["connect_timeout"])


class Time:
    """A clock that goes forward when somebody pauses, or when a test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.pauses: list[float] = []
        self.meanwhile: Callable[[], object] = list

    def now(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds
        self.meanwhile()


class Frail(Session):
    """A session whose connection breaks at a COMMIT, before or after the server has heard of it."""

    def __init__(self, session: Session, breaks: Callable[[], str], heard: list[str]) -> None:
        super().__init__(session.connection)
        self._breaks = breaks
        self._heard = heard

    def execute(self, text: str, /) -> psycopg.Cursor[Any]:
        self._heard.append(text)
        how = self._breaks() if text.endswith("COMMIT") else ""
        if how == "before":
            self.close()
        done = super().execute(text)  # to a closed one this is an OperationalError
        if how:
            self.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        return done


class Server:
    """Opens connections; what the next COMMITs meet is in `breaks`, and how often it is away in `away`.

    Each time away takes `silence` seconds to find out.
    """

    def __init__(self, url: str, time: Time) -> None:
        self.time = time
        self.silence = 0.0
        self.heard: list[str] = []
        self.url = url
        self.breaks: list[str] = []
        self.away = 0
        self.opened = 0

    def __call__(self) -> Session:
        if self.away:
            self.away -= 1
            self.time.seconds += self.silence
            raise psycopg.OperationalError("connection refused")
        self.opened += 1
        return Frail(connect(self.url), lambda: self.breaks.pop(0) if self.breaks else "", self.heard)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def server(database_url: str, time: Time) -> Server:
    return Server(database_url, time)


@pytest.fixture
def woken() -> list[frozenset[str]]:
    return []


@pytest.fixture
def runner(server: Server, time: Time, woken: list[frozenset[str]]) -> Iterator[InlineRunner]:
    writer = PostgresqlWriter(
        server, node="node 'one'/1", monotonic=time.now, pause=time.pause, woken=woken.append
    )
    runner = InlineRunner(writer, held=True)
    yield runner
    runner.close()


def take_in(number: int) -> Unit:
    def unit(ledger: Ledger) -> int:
        ledger.remember(message(f"m{number}"), "121", Named())
        ledger.wake("kiosks")
        return number

    return unit


def run(runner: InlineRunner, *units: Unit) -> list[object]:
    found: list[object] = []
    for unit in units:
        runner.ask(unit).addCallbacks(found.append, lambda failure: found.append(failure.type))
    runner.run()
    return found


def away(server: Server, times: int) -> Unit:
    """A unit after which the server is away."""

    def unit(ledger: Ledger) -> None:
        take_in(1)(ledger)
        server.away = times

    return unit


def inbox(server: Server) -> list[str]:
    with psycopg.connect(server.url) as connection:
        return [ref for (ref,) in connection.execute("SELECT ref FROM inbox ORDER BY seq")]


def test_a_batch_leaves_its_number_under_the_nodes_name(runner: InlineRunner, server: Server) -> None:
    assert run(runner, take_in(1), take_in(2)) == [1, 2]
    assert run(runner, take_in(3)) == [3]
    with psycopg.connect(server.url) as connection:
        ((name, batch, at),) = connection.execute("SELECT name, batch, at FROM node").fetchall()
    assert (name, batch) == ("node 'one'/1", 2)
    assert at.endswith("Z")
    assert len(at) == len("2026-11-22T08:00:00.000000Z")


def test_a_commit_whose_answer_was_lost_is_found_to_be_kept(
    runner: InlineRunner, server: Server, woken: list[frozenset[str]]
) -> None:
    server.breaks = ["after"]
    assert run(runner, take_in(1), take_in(2)) == [1, 2]
    assert inbox(server) == ["m1", "m2"]
    assert woken == [frozenset({"kiosks"})]


def test_a_commit_that_never_arrived_is_done_again(runner: InlineRunner, server: Server) -> None:
    server.breaks = ["before"]
    assert run(runner, take_in(1), take_in(2)) == [1, 2]
    assert inbox(server) == ["m1", "m2"]


def test_a_server_that_comes_back_is_waited_for(runner: InlineRunner, server: Server, time: Time) -> None:
    run(runner, take_in(1))
    server.breaks, server.away = ["after"], 3
    assert run(runner, take_in(2)) == [2]
    assert time.pauses == [module.PAUSE_SECONDS] * 3
    assert inbox(server) == ["m1", "m2"]


def test_who_can_not_be_told_hears_that_the_store_is_down(
    runner: InlineRunner, server: Server, time: Time
) -> None:
    server.breaks = ["after"]
    assert run(runner, away(server, FOR_EVER), take_in(2)) == [StoreDown, StoreDown]
    assert sum(time.pauses) == module.ASKING_SECONDS
    server.away = 0
    assert inbox(server) == ["m1", "m2"]  # and a repeat is told so from there
    assert run(runner, take_in(3)) == [3]


@pytest.mark.parametrize("refusals", [0, 5, 11])
def test_a_server_that_does_not_even_refuse_holds_nobody_beyond_a_kiosks_patience(
    runner: InlineRunner, server: Server, time: Time, refusals: int
) -> None:
    """Its address takes connections and never answers: only the time of one such try may be added."""
    server.breaks = ["after"]
    server.silence = 0.0 if refusals else SILENCE

    def meanwhile() -> None:
        if len(time.pauses) == refusals:
            server.silence = SILENCE

    time.meanwhile = meanwhile
    began = time.seconds
    assert run(runner, away(server, FOR_EVER)) == [StoreDown]
    took = time.seconds - began
    assert SILENCE < took <= module.ASKING_SECONDS + SILENCE + module.PAUSE_SECONDS < KIOSK_SECONDS


def test_nor_does_a_node_that_holds_the_lock_meanwhile(
    runner: InlineRunner, server: Server, time: Time
) -> None:
    other = connect(server.url)
    server.breaks = ["after"]
    server.silence = module.ASKING_SECONDS - module.PAUSE_SECONDS - 0.02  # s are left then

    def meanwhile() -> None:
        if len(time.pauses) == 1:
            other.execute(POSTGRESQL.write)

    time.meanwhile = meanwhile
    assert run(runner, away(server, 1)) == [StoreDown]
    other.close()
    (asked,) = [text for text in server.heard if "SET LOCAL" in text]
    assert "lock_timeout = 250;" in asked  # ms, the least


def test_a_commit_that_the_server_refuses_is_done_again_one_by_one(
    runner: InlineRunner, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = iter([True])
    marked = PostgresqlWriter._marked

    def wrong(self: PostgresqlWriter, number: int) -> str:
        return "SELECT 1/0" if next(refusals, False) else marked(self, number)

    monkeypatch.setattr(PostgresqlWriter, "_marked", wrong)
    assert run(runner, take_in(1), take_in(2)) == [1, 2]
    assert inbox(server) == ["m1", "m2"]
    assert server.opened == 1


def test_a_unit_whose_look_up_the_server_refuses_fails_alone(runner: InlineRunner, server: Server) -> None:
    """PostgreSQL runs nothing more in a transaction that met an error, and would commit nothing of it."""

    def wrong(ledger: SqlLedger) -> None:
        ledger._execute("SELECT * FROM nowhere", ())

    assert run(runner, take_in(1), wrong, take_in(2)) == [1, errors.UndefinedTable, 2]
    assert inbox(server) == ["m1", "m2"]


def test_a_connection_that_was_lost_while_nothing_was_asked_costs_nobody(
    runner: InlineRunner, server: Server
) -> None:
    run(runner, take_in(1))
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert run(runner, take_in(2)) == [2]
    assert server.opened == 2


def test_two_nodes_that_lend_one_thing_at_the_same_moment_do_it_one_after_the_other(server: Server) -> None:
    """The second begins only when the first has committed, so that it sees what the first did."""
    other = connect(server.url)
    other.execute("SET lock_timeout = 100")
    writer = InlineRunner(PostgresqlWriter(server, node="a", woken=lambda _: None))
    found: list[object] = []

    def look_from_outside(ledger: Ledger) -> None:
        take_in(1)(ledger)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute(POSTGRESQL.write)
        other.execute("ROLLBACK")

    writer.ask(look_from_outside).addCallback(found.append)
    assert found == [None]
    other.execute(POSTGRESQL.write)
    assert other.execute("SELECT count(*) FROM inbox").fetchall() == [(1,)]
    other.close()
    writer.close()


def test_a_node_that_stands_still_with_the_lock_loses_it(runner: InlineRunner, server: Server) -> None:
    still = connect(server.url)
    still.execute("SET idle_in_transaction_session_timeout = 200")  # ms; 5 s by our own settings
    still.execute(POSTGRESQL.write)
    assert run(runner, take_in(1)) == [1]
    with pytest.raises(psycopg.Error) as told:
        still.execute("COMMIT")
    assert POSTGRESQL.is_down(told.value)
    assert still.lost
    still.close()


def test_a_lock_that_is_not_to_be_had_in_time_is_told(runner: InlineRunner, server: Server) -> None:
    run(runner, take_in(1))
    other = connect(server.url)
    other.execute(POSTGRESQL.write)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("gateway.store.postgresql.connection.SETTINGS", "SET lock_timeout = 50")
        hurried = InlineRunner(PostgresqlWriter(server, node="hurried", woken=lambda _: None), held=True)
        assert run(hurried, take_in(2), take_in(3)) == [StoreDown, StoreDown]
    other.close()
    assert run(hurried, take_in(2)) == [2]
    hurried.close()
