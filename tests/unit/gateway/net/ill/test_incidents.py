from collections.abc import Iterator
from typing import cast

import pytest
from twisted.internet.task import Clock
from twisted.logger import ILogObserver, LogEvent, formatEvent, globalLogPublisher

from gateway.model.changes import Event
from gateway.net.ill.incidents import Incidents
from gateway.net.ill.peer import Peer
from gateway.ports import StoreDown
from tests.kiosk_hall import VirtualClock, wait
from tests.library import NOW
from tests.memory_store import MemoryStore

CALLER = Peer(link="l1", host="10.0.0.9", port=40001, listener="ill")


@pytest.fixture
def logged() -> Iterator[list[str]]:
    lines: list[str] = []

    def note(event: LogEvent) -> None:
        lines.append(formatEvent(event))

    observer = cast("ILogObserver", note)
    globalLogPublisher.addObserver(observer)
    yield lines
    globalLogPublisher.removeObserver(observer)


class Place:
    def __init__(self) -> None:
        self.clock = Clock()
        self.store = MemoryStore()
        self.incidents = Incidents(self.store, VirtualClock(self.clock), self.clock.seconds)

    def history(self) -> tuple[Event, ...]:
        return wait(self.store.read(lambda shelf: shelf.history("peer 10.0.0.9", 99)))


def test_a_line_that_was_closed_is_an_event_and_a_line_of_the_log(logged: list[str]) -> None:
    place = Place()
    place.incidents.remark(CALLER, "garbage", "expected an APDU at 0")
    (event,) = place.history()
    assert (event.kind, event.at) == ("line-closed", NOW)
    assert event.data == {"why": "garbage", "listener": "ill", "more": None}
    assert logged == ["partner line 10.0.0.9:40001 on ill: garbage: expected an APDU at 0"]


def test_a_line_that_was_turned_away(logged: list[str]) -> None:
    place = Place()
    place.incidents.remark(Peer(link="l1", host="10.0.0.9", port=1), "refused", "")
    (event,) = place.history()
    assert (event.kind, event.data) == ("line-refused", {"why": None, "listener": None, "more": None})
    assert logged == ["partner line 10.0.0.9:1: refused"]


def test_who_knocks_all_day_fills_neither_log_nor_history(logged: list[str]) -> None:
    place = Place()
    for seconds in (0, 1, 1, 10):
        place.clock.advance(seconds)
        place.incidents.remark(CALLER, "refused", "")
    assert [event.data["more"] for event in place.history()] == [2, None]
    assert logged[-1].endswith("refused (and 2 before it untold)")


def test_who_is_garbage_all_day_is_a_few_events_and_a_line_of_the_log_each_time(logged: list[str]) -> None:
    place = Place()
    for _ in range(60):
        place.incidents.remark(CALLER, "garbage", "")
        place.clock.advance(10)
    assert len(logged) == 60
    assert [event.data["more"] for event in place.history()] == [4, *[None] * 5]


def test_what_can_not_be_written_is_in_the_log(logged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place()

    async def down(*_: object) -> None:
        raise StoreDown("full")

    monkeypatch.setattr(place.store, "commit", down)
    place.incidents.remark(CALLER, "garbage", "")
    assert logged[-1] == "what happened to a partner's line was not written: full"
