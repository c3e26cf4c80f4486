"""What is said when something is wrong with the gateway itself; the rest stands in tests/flows."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from twisted.internet.defer import Deferred
from twisted.logger import ILogObserver, LogEvent, globalLogPublisher

from gateway.net.sip2 import Accounts
from gateway.ports import StoreDown
from tests.kiosk_hall import KioskHall, wait
from tests.memory_store import Failed, MemoryStore

CHECKOUT = "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|"


@pytest.fixture
def logged() -> Iterator[list[LogEvent]]:
    events: list[LogEvent] = []
    observer = cast("ILogObserver", events.append)
    globalLogPublisher.addObserver(observer)
    yield events
    globalLogPublisher.removeObserver(observer)


class Broken:
    """Fails whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        def fail(*_: object, **__: object) -> object:
            raise ValueError(name)

        return fail


class FullDisk(MemoryStore):
    """A store on which nothing can be written while `full`."""

    full = False

    def commit(self, work: Any, *, aside: bool = False) -> Any:  # noqa: ARG002, ANN401
        return Failed(StoreDown("disk full")) if self.full else super().commit(work)


def failures(events: list[LogEvent]) -> list[str]:
    return [event["kind"] for event in events if event.get("log_failure")]


def test_a_login_that_can_not_be_judged_is_refused(logged: list[LogEvent]) -> None:
    hall = KioskHall()
    hall.listener.accounts = cast("Accounts", Broken())
    hall.line() >> "9300CNkiosk1|COkiosk1|" << "940"
    assert failures(logged) == ["93"]
    assert hall.tally.messages == [("sip2 93", "failed")]


def test_a_status_that_can_not_be_told_says_that_nothing_is_offered(logged: list[LogEvent]) -> None:
    hall = KioskHall()
    hall.listener.accounts = cast("Accounts", Broken())
    hall.line() >> "9900402.00" << "98NNNNNY…|AF流通系统暂不可用，请稍后再试|"
    assert failures(logged) == ["99"]


def test_a_service_that_fails_gets_its_own_response(logged: list[LogEvent]) -> None:
    hall = KioskHall()
    kiosk = hall.kiosk()
    hall.listener.repeat_key = Broken().repeat_key
    kiosk >> CHECKOUT << "120NUN…|AF流通系统暂不可用，请稍后再试|"
    assert failures(logged) == ["11"]


def test_a_full_disk_is_told_and_what_was_asked_may_be_asked_again() -> None:
    store = FullDisk()
    hall = KioskHall(store=store)
    kiosk = hall.kiosk()
    text = kiosk.write(CHECKOUT)
    store.full = True
    kiosk >> text << "120NUN…|AF系统暂时不能记录，请稍后再试|"
    store.full = False
    kiosk >> text << "121NNY…"


def test_a_login_that_comes_too_late_enters_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = KioskHall()
    verdict: Deferred[bool] = Deferred()

    async def later(_login: str, _password: str) -> bool:
        return await verdict

    monkeypatch.setattr(hall.listener.accounts._passwords, "right", later)
    line = hall.line() >> "9300CNkiosk1|COkiosk1|"
    line.hang_up()
    verdict.callback(result=True)
    assert line.connection.account is None
    assert [many for _, many in hall.board.states()] == [0, 0, 0]


def test_a_width_that_is_not_told_again_holds() -> None:
    hall = KioskHall()
    kiosk = hall.kiosk()
    kiosk >> "9900202.00" << "98…"
    kiosk >> "9900002.00" << "98…"
    assert kiosk.connection._conversation._terminal.columns == 20


def test_a_paused_kiosk_may_say_who_and_how_it_is() -> None:
    hall = KioskHall()
    wait(Deferred.fromCoroutine(hall.board.pause("kiosk1", actor="admin")))
    hall.kiosk() >> "9910402.00" << "98NNNNNY…"
    assert hall.history("kiosk1") == ["paper-out", "kiosk-paused"]
