from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.defer import Deferred

from gateway.app.arrangement import Arrangement, Surroundings
from gateway.app.doors import Unable
from gateway.app.logs import LogBook
from gateway.app.reload import SUBJECT, Reloader, Sources
from gateway.config.declare import Config, Log
from gateway.config.load import read
from gateway.model.changes import Changes
from gateway.ports import StoreDown
from gateway.web.service import Reading
from tests.config_files import ENVIRON, good, with_secret
from tests.library import NOW


class Clock:
    def now(self) -> Any:  # noqa: ANN401 - a datetime
        return NOW


AROUND = Surroundings(Clock(), lambda: "id", lambda: 0.0, b"k" * 32)


def at_once(call: Callable[..., Any], *arguments: object) -> Awaitable[Any]:
    """What a thread would do, here and now."""
    done: Deferred[Any] = Deferred()
    try:
        done.callback(call(*arguments))
    except Exception:  # noqa: BLE001 - whoever asked hears of it
        done.errback()
    return done


class House:
    """What takes an arrangement, or can't."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.adopted: list[Arrangement] = []
        self.written: list[Changes] = []
        self.down: Exception | None = None
        self.mute = False
        self.unread: list[Unable] = []

    def renew(self) -> list[Unable]:
        return self.unread

    async def adopt(self, arranged: Arrangement) -> None:
        if self.down:
            raise self.down
        self.config = arranged.config
        self.adopted.append(arranged)

    async def write(self, changes: Changes) -> None:
        if self.mute:
            raise StoreDown("full")
        self.written.append(changes)


class Place:
    """A house, the file that it came from and its log."""

    def __init__(self, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("K2", "secret")
        self.directory = with_secret(directory)
        self.document = good()
        self.book = LogBook(Log())
        self.house = House(self._read())
        self.reloader = Reloader(self.house, Sources(self._read, self.book), AROUND, off_reactor=at_once)

    def _read(self) -> Config:
        return read(self.document, self.directory, ENVIRON)[0]

    def reload(self, reloader: Reloader | None = None) -> Reading:
        found: list[Reading] = []
        asked = Deferred.fromCoroutine((reloader or self.reloader).reload("li"))
        asked.addCallback(found.append)
        (reading,) = found
        return reading

    def event(self) -> tuple[str, dict[str, Any]]:
        """What was written last."""
        (event,) = self.house.written[-1].events
        assert (event.subject, event.actor, event.at) == (SUBJECT, "li", NOW)
        return event.kind, event.data


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(tmp_path, monkeypatch)


def test_before_it_is_asked_all_is_well(place: Place) -> None:
    check = place.reloader.check()
    assert (check.ok, check.read, check.waits) == (True, NOW, False)


def test_what_can_hold_holds_and_what_can_not_waits(place: Place) -> None:
    place.document |= {"zone": "UTC", "library_zh": "新馆"}
    place.document["kiosks"].pop()
    reading = place.reload()
    assert (reading.applied, reading.restart, reading.faults) == (
        ("library_zh", "- kiosks.kiosk2"),
        ("zone",),
        (),
    )
    (arranged,) = place.house.adopted
    assert arranged.names == ("kiosk1",)
    assert (arranged.config.zone, arranged.config.library_zh) == ("Asia/Shanghai", "新馆")
    assert place.reloader.check().waits
    kind, data = place.event()
    assert kind == "config-read"
    assert data == {"faults": None, "applied": "library_zh - kiosks.kiosk2", "restart": "zone"}
    # Read once more it still waits, and nothing else is new.
    assert place.reload() == Reading(restart=("zone",))


def test_a_bad_file_is_refused_as_a_whole(place: Place) -> None:
    place.document |= {"library_zh": "新馆", "zone": "Nowhere", "colour": "red"}
    before = place.house.config
    reading = place.reload()
    assert len(reading.faults) == 2
    assert any("未知的键" in chinese and "unknown key" in english for chinese, english in reading.faults)
    assert place.house.adopted == []
    assert place.house.config is before
    check = place.reloader.check()
    assert (check.ok, check.read) == (False, NOW)
    assert place.event() == ("config-refused", {"faults": 2, "applied": None, "restart": None})
    place.document = good()
    place.reload()
    assert place.reloader.check().ok


def test_a_log_that_can_not_be_written_refuses_it_too(place: Place) -> None:
    place.document["log"] = {"file": "nowhere/guanji.log"}
    reading = place.reload()
    assert "nowhere" in reading.faults[0][0]
    assert place.house.adopted == []


def test_a_certificate_that_can_not_be_read_refuses_it_too(place: Place) -> None:
    place.document |= {"library_zh": "新馆"}
    place.house.unread = [Unable("sip2-tls", "tcp:6443", "no such file")]
    ((chinese, english),) = place.reload().faults
    assert chinese.startswith("sip2-tls：证书")
    assert english == "sip2-tls: its certificate or key can't be used (no such file)"
    assert place.house.adopted == []


def test_the_log_goes_on_where_the_new_file_says(place: Place) -> None:
    place.document["log"] = {"file": "guanji.log", "level": "debug"}
    assert place.reload().applied == ("log.level", "log.file")
    assert (place.directory / "guanji.log").exists()
    place.book.turn(place.book.page(Log()))


@pytest.mark.parametrize(
    ("error", "said"), [(StoreDown("disk full"), "try again later"), (RuntimeError("odd"), "odd")]
)
def test_a_house_that_can_not_take_it_goes_on_as_it_was(place: Place, error: Exception, said: str) -> None:
    place.house.down = error
    ((_, english),) = place.reload().faults
    assert said in english
    assert not place.reloader.check().ok


def test_what_was_not_written_holds_all_the_same(place: Place) -> None:
    place.document |= {"library_zh": "新馆"}
    place.house.mute = True
    assert place.reload().applied == ("library_zh",)
    assert place.house.config.library_zh == "新馆"


def test_a_house_without_a_file_has_nothing_to_read(place: Place) -> None:
    reading = place.reload(Reloader(place.house, None, AROUND, off_reactor=at_once))
    assert reading.faults
    assert place.house.adopted == []


def test_one_is_read_after_the_other(place: Place) -> None:
    waiting: list[Deferred[Any]] = []

    def later(call: Callable[..., Any], *arguments: object) -> Awaitable[Any]:
        turn: Deferred[Any] = Deferred()
        waiting.append(turn)
        return turn.addCallback(lambda _: call(*arguments))

    reloader = Reloader(
        place.house, Sources(lambda: place.house.config, place.book), AROUND, off_reactor=later
    )
    first, second = (Deferred.fromCoroutine(reloader.reload(name)) for name in ("li", "wang"))
    for _ in range(4):
        assert len(waiting) == 1
        waiting.pop().callback(None)
    assert first.called
    assert second.called
    assert [changes.events[0].actor for changes in place.house.written] == ["li", "wang"]
