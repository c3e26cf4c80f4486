from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

import psycopg
import pytest

from gateway.store.postgresql.connection import Session, connect
from gateway.store.postgresql.listening import AWAY_SECONDS, Listening
from gateway.store.wakes import WakeBook

Calls = SimpleQueue[tuple[Callable[..., object], tuple[object, ...]]]


class Line:
    """Connections to the database, noted; `away` of them fail first."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.away = 0
        self.error: Exception = psycopg.OperationalError("connection refused")
        self.opened: SimpleQueue[Session] = SimpleQueue()

    def __call__(self) -> Session:
        if self.away:
            self.away -= 1
            raise self.error
        session = connect(self.url)
        self.opened.put(session)
        return session


@pytest.fixture
def line(database_url: str) -> Line:
    return Line(database_url)


def notify(url: str, payload: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_notify('guanji', %s)", (payload,))


def home(calls: Calls) -> Callable[..., object]:
    return lambda call, *arguments: calls.put((call, arguments))


def until_heard(heard: list[str], calls: Calls, again: Callable[[], None]) -> None:
    """Ask again until something is heard: who has connected may not have listened yet."""
    while not heard:
        again()
        call, arguments = calls.get(timeout=30)
        call(*arguments)


def listener(line: Line, **more: Any) -> tuple[Listening, list[str], Calls]:  # noqa: ANN401 - its arguments
    calls: Calls = SimpleQueue()
    heard: list[str] = []
    wakes = WakeBook()
    wakes.listen("kiosks", lambda: heard.append("kiosks"))
    wakes.listen("outbox", lambda: heard.append("outbox"))
    return Listening(line, wakes, home(calls), node="me", **more), heard, calls


def test_another_nodes_topics_are_heard_and_ones_own_are_not(line: Line) -> None:
    listening, heard, calls = listener(line)
    line.opened.get(timeout=30)

    def tell() -> None:
        notify(line.url, "outbox me")
        notify(line.url, "kiosks you")

    until_heard(heard, calls, tell)
    for _ in range(2):  # now it surely listens
        heard.clear()
        until_heard(heard, calls, tell)
    listening.stop()
    assert set(heard) == {"kiosks"}


def test_after_a_time_away_everything_is_woken(line: Line) -> None:
    pauses: list[float] = []
    told: list[str] = []
    line.away = 2
    listening, heard, calls = listener(line, pause=pauses.append, complain=told.append)
    until_heard(heard, calls, lambda: None)
    listening.stop()
    assert pauses == [AWAY_SECONDS] * 2
    assert heard == ["kiosks", "outbox"]
    assert told == ["OperationalError: connection refused"]


def test_whatever_goes_wrong_it_goes_on_listening(line: Line) -> None:
    """Also with what nobody thought of; and each time away is told of once."""
    told: list[str] = []
    line.away, line.error = 3, RuntimeError("something new")
    listening, heard, calls = listener(line, pause=lambda _: None, complain=told.append)
    until_heard(heard, calls, lambda: None)
    first = line.opened.get(timeout=30)
    line.away = 2
    heard.clear()
    with psycopg.connect(line.url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", (first.connection.info.backend_pid,))
    until_heard(heard, calls, lambda: None)
    assert listening._thread.is_alive()
    listening.stop()
    assert told[0] == "RuntimeError: something new"
    assert len(told) == 2


def test_a_connection_that_breaks_is_made_anew(line: Line) -> None:
    listening, heard, calls = listener(line, pause=lambda _: None)
    first = line.opened.get(timeout=30)
    with psycopg.connect(line.url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", (first.connection.info.backend_pid,))
    until_heard(heard, calls, lambda: None)
    listening.stop()
    assert heard == ["kiosks", "outbox"]


def test_who_has_stopped_wakes_nobody(line: Line) -> None:
    listening, _, calls = listener(line)
    line.opened.get(timeout=30)
    listening.stop()
    listening._tell(lambda: None)
    listening._thread.join(30)
    assert not listening._thread.is_alive()
    assert calls.empty()
