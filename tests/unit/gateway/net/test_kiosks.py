from collections.abc import Iterator
from typing import Any, cast

import pytest
from twisted.internet.defer import Deferred
from twisted.logger import ILogObserver, LogEvent, globalLogPublisher

from gateway.model.changes import Event
from gateway.model.kiosks import KioskState
from gateway.net.kiosks import KioskBoard
from gateway.ports import StoreDown
from tests.library import MINUTE, NOW
from tests.memory_store import Failed, MemoryStore


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> Any:  # noqa: ANN401 - a datetime
        return self.at


class FullDisk(MemoryStore):
    """A store on which nothing can be written while `full`."""

    full = False
    commits = 0

    def commit(self, work: Any, *, aside: bool = False) -> Any:  # noqa: ARG002, ANN401
        self.commits += 1
        return Failed(StoreDown("disk full")) if self.full else super().commit(work)


class Watched:
    """A board with its store and clock."""

    def __init__(self) -> None:
        self.store = FullDisk()
        self.clock = Clock()
        self.board = self.opened()

    def opened(self) -> KioskBoard:
        board = KioskBoard(("kiosk2", "kiosk1"), store=self.store, clock=self.clock)
        succeeds(board.load())
        return board

    def state(self, name: str = "kiosk1") -> KioskState:
        state = self.board.state(name)
        assert state is not None
        return state

    def events(self) -> list[Event]:
        return self.store.tables.events


def succeeds(coroutine: Any) -> Any:  # noqa: ANN401
    found: list[Any] = []
    Deferred.fromCoroutine(coroutine).addCallback(found.append)
    return found[0]


def fails(coroutine: Any) -> type[BaseException] | None:  # noqa: ANN401
    found: list[Any] = []
    Deferred.fromCoroutine(coroutine).addErrback(found.append)
    return cast("type[BaseException]", found[0].type)


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def logged() -> Iterator[list[LogEvent]]:
    events: list[LogEvent] = []
    observer = cast("ILogObserver", events.append)
    globalLogPublisher.addObserver(observer)
    yield events
    globalLogPublisher.removeObserver(observer)


def told(board: KioskBoard, **changes: Any) -> None:  # noqa: ANN401
    own: dict[str, Any] = {"paper_out": False, "shut_down": False, "print_width": 40, "protocol": "2.00"}
    board.told("kiosk1", **(own | changes))


def test_every_configured_kiosk_is_on_the_board_in_its_order(watched: Watched) -> None:
    assert watched.board.states() == ((KioskState(name="kiosk2"), 0), (KioskState(name="kiosk1"), 0))
    assert watched.board.state("kiosk9") is None


def test_connections_are_counted(watched: Watched) -> None:
    watched.board.connected("kiosk1", "10.0.0.1")
    watched.board.connected("kiosk1", "10.0.0.2")
    assert watched.board.states()[1][1] == 2
    assert watched.state().address == "10.0.0.2"
    watched.board.disconnected("kiosk1")
    assert watched.board.states()[1][1] == 1
    assert watched.events() == []


def test_a_sign_of_life_stays_in_memory(watched: Watched) -> None:
    watched.board.seen("kiosk1", "sip2 99")
    assert (watched.state().last_seen, watched.state().last_message) == (NOW, "sip2 99")
    assert watched.store.tables.kiosks == {}


def test_signs_of_life_are_flushed_in_one_commit_and_outlive_a_restart(watched: Watched) -> None:
    watched.board.seen("kiosk1", "sip2 99")
    watched.board.connected("kiosk2", "10.0.0.2")
    succeeds(watched.board.flush())
    assert watched.store.commits == 1
    reopened = watched.opened()
    assert [state for state, _ in reopened.states()] == [state for state, _ in watched.board.states()]
    assert watched.state().last_seen == NOW
    assert watched.events() == []


def test_only_what_changed_is_flushed(watched: Watched) -> None:
    succeeds(watched.board.flush())
    assert watched.store.commits == 0
    watched.board.seen("kiosk1", "sip2 99")
    succeeds(watched.board.flush())
    succeeds(watched.board.flush())
    assert watched.store.commits == 1
    assert list(watched.store.tables.kiosks) == ["kiosk1"]


def test_what_could_not_be_flushed_waits_for_the_next_time(watched: Watched) -> None:
    watched.board.seen("kiosk1", "sip2 99")
    watched.store.full = True
    assert fails(watched.board.flush()) is StoreDown
    watched.store.full = False
    succeeds(watched.board.flush())
    assert watched.store.tables.kiosks["kiosk1"] == watched.state()


def test_what_turns_is_written_with_an_event(watched: Watched) -> None:
    told(watched.board, paper_out=True)
    told(watched.board, paper_out=True)
    assert watched.store.tables.kiosks["kiosk1"].paper_out
    told(watched.board, shut_down=True)
    assert [event.kind for event in watched.events()] == ["paper-out", "paper-back", "kiosk-shutting-down"]
    assert {event.subject for event in watched.events()} == {"terminal kiosk1"}
    told(watched.board)
    assert watched.events()[-1].kind == "kiosk-back"
    assert not watched.state().shut_down


def test_width_and_version_are_noted_without_an_event(watched: Watched) -> None:
    told(watched.board)
    assert (watched.state().print_width, watched.state().protocol) == (40, "2.00")
    told(watched.board, print_width=None)
    assert watched.state().print_width is None
    assert watched.events() == []


def test_a_kiosk_that_comes_back_is_no_longer_shut_down(watched: Watched) -> None:
    told(watched.board, shut_down=True)
    watched.board.connected("kiosk1", "10.0.0.1")
    assert not watched.state().shut_down
    assert [event.kind for event in watched.events()] == ["kiosk-shutting-down", "kiosk-back"]


def test_a_pause_says_who_and_why_and_outlives_a_restart(watched: Watched) -> None:
    state = succeeds(watched.board.pause("kiosk1", actor="admin", why="carpet"))
    assert (state.paused, state.paused_by, state.paused_why, state.paused_at) == (
        True,
        "admin",
        "carpet",
        NOW,
    )
    assert (watched.board.paused("kiosk1"), watched.board.paused("kiosk2")) == (True, False)
    (event,) = watched.events()
    assert (event.kind, event.actor, event.data) == ("kiosk-paused", "admin", {"why": "carpet"})
    assert watched.opened().paused("kiosk1")


def test_a_resumed_kiosk_is_as_before(watched: Watched) -> None:
    succeeds(watched.board.pause("kiosk1", actor="admin", why="carpet"))
    watched.clock.at += MINUTE
    assert succeeds(watched.board.resume("kiosk1", actor="porter")) == KioskState(name="kiosk1")
    assert [(event.kind, event.actor) for event in watched.events()] == [
        ("kiosk-paused", "admin"),
        ("kiosk-resumed", "porter"),
    ]
    assert not watched.opened().paused("kiosk1")


def test_only_what_is_configured_can_be_paused(watched: Watched) -> None:
    assert fails(watched.board.pause("kiosk9", actor="admin")) is KeyError
    assert fails(watched.board.resume("kiosk9", actor="admin")) is KeyError
    assert watched.events() == []


def test_a_pause_that_could_not_be_written_is_none(watched: Watched) -> None:
    watched.store.full = True
    assert fails(watched.board.pause("kiosk1", actor="admin")) is StoreDown
    assert not watched.board.paused("kiosk1")


def test_a_sign_of_life_during_the_writing_of_a_pause_is_kept(watched: Watched) -> None:
    board = watched.board
    waiting: Deferred[None] = Deferred()

    class Late(MemoryStore):
        def commit(self, work: Any, *, aside: bool = False) -> Any:  # noqa: ARG002, ANN401
            done = super().commit(work)
            waiting.addCallback(lambda _: done)
            return waiting

    late = KioskBoard(("kiosk1",), store=Late(), clock=watched.clock)
    Deferred.fromCoroutine(late.pause("kiosk1", actor="admin"))
    assert not late.paused("kiosk1")
    late.seen("kiosk1", "sip2 99")
    waiting.callback(None)
    state = late.state("kiosk1")
    assert state is not None
    assert (state.paused, state.last_message) == (True, "sip2 99")
    assert not board.paused("kiosk1")


def test_a_remark_is_an_event_of_the_terminal(watched: Watched) -> None:
    watched.board.remark("kiosk1", "line-closed", why="garbage")
    (event,) = watched.events()
    assert (event.kind, event.subject, event.at) == ("line-closed", "terminal kiosk1", NOW)
    assert event.data == {"why": "garbage"}


def test_what_could_not_be_written_in_passing_is_logged(watched: Watched, logged: list[LogEvent]) -> None:
    watched.store.full = True
    told(watched.board, paper_out=True)
    assert watched.state().paper_out
    assert [event["why"] for event in logged] == ["disk full"]


def test_other_kiosks_are_taken_up_with_what_is_remembered_of_them() -> None:
    watched = Watched()
    board = watched.board
    succeeds(board.pause("kiosk1", actor="li"))
    board.connected("kiosk2", "10.0.0.2")
    later = KioskBoard(("kiosk2",), store=watched.store, clock=watched.clock)
    later.connected("kiosk2", "10.0.0.2")
    succeeds(later.adopt(("kiosk3", "kiosk1")))
    assert [(state.name, state.paused, many) for state, many in later.states()] == [
        ("kiosk3", False, 0),
        ("kiosk1", True, 0),
    ]
    later.disconnected("kiosk2")
    succeeds(later.adopt(("kiosk2",)))
    assert [(state.address, many) for state, many in later.states()] == [("10.0.0.2", 0)]


def test_what_staff_decide_on_another_server_is_taken_up_and_never_undone() -> None:
    here = Watched()
    there = here.opened()
    here.board.seen("kiosk1", "sip2 99")
    succeeds(there.pause("kiosk1", actor="li", why="cleaning"))
    assert here.store.tables.woken == ["kiosks"]
    assert not here.board.paused("kiosk1")
    succeeds(here.board.flush())  # a sign of life, with the state as it was known here
    succeeds(here.board.refresh())
    state = here.state()
    assert (state.paused, state.paused_by, state.paused_why) == (True, "li", "cleaning")
    assert state.last_message == "sip2 99"
    told(here.board, paper_out=True)
    kept = here.store.tables.kiosks["kiosk1"]
    assert (kept.paused, kept.paper_out) == (True, True)


def test_a_kiosk_is_as_the_server_knows_it_that_saw_it_last() -> None:
    here = Watched()
    there = here.opened()
    here.board.connected("kiosk1", "10.0.0.1")
    here.board.seen("kiosk1", "sip2 93")
    here.clock.at += MINUTE
    there.connected("kiosk1", "10.0.0.9")
    there.seen("kiosk1", "sip2 11")
    succeeds(there.flush())
    succeeds(here.board.flush())  # what is known here is older, and leaves what was written there
    assert here.store.tables.kiosks["kiosk1"].address == "10.0.0.9"
    succeeds(here.board.refresh())
    assert here.state().last_message == "sip2 11"
    succeeds(there.refresh())
    state = there.state("kiosk1")
    assert state is not None
    assert state.address == "10.0.0.9"
