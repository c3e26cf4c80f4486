"""A whole gateway in the test's own process, and simulated partners that call it and that it calls."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from twisted.internet.endpoints import TCP4ClientEndpoint

from gateway.app.doors import Doors
from gateway.app.house import House
from gateway.config.directory import FILE
from gateway.config.load import load
from gateway.demo.desk import HouseDesk
from gateway.model.ill.history import IllEntry
from gateway.model.ill.post import CaseKind, Letter, LetterState
from gateway.model.ill.transactions import Direction, IllTransaction
from gateway.model.ill.words import Service
from gateway.ports.ill import Sought
from gateway.simulate.loan import Conduct, Way
from gateway.simulate.partner import SimulatedPartner
from gateway.simulate.partners import Partners
from gateway.simulate.player import Played, Player
from gateway.simulate.scenario import Scene, Step
from gateway.simulate.staff import Staff
from tests.lending_gateways import Gateway
from tests.live import LOOPBACK, free_port
from tests.own_reactor import OwnReactor

ZONE = ZoneInfo("Asia/Shanghai")

PATIENCE_SECONDS = 20.0

#: A scene may wait in each of its steps.
SCENE_SECONDS = 120.0

#: A partner that has no address in the configuration: it calls, and hears on its own lines.
CALLER = """
[[partners]]
name = "JSSW"
symbol = "JSSW"
answers = "same-connection"
confirm_after = 1
grace_seconds = 0
"""

#: Questions and their answers, of which there may be any number.
_ASIDE = frozenset({Service.STATUS_QUERY, Service.STATUS_OR_ERROR_REPORT, Service.MESSAGE})


class Circle:
    """CUMT's gateway with its partners: HHIT and XZNU, which it calls, and JSSW, which calls it."""

    def __init__(self, own: OwnReactor, home: Path) -> None:
        self.own = own
        called = [Gateway(home / name, name, free_port()) for name in ("HHIT", "XZNU")]
        gateway = Gateway(home / "CUMT", "CUMT", free_port())
        gateway.furnish(called)
        file = gateway.directory / FILE
        file.write_text(file.read_text("utf-8") + CALLER, "utf-8")
        self.house: House = own.do(lambda: House(load(file), own.reactor))
        own.wait(self.house.open)
        self.desk = HouseDesk(self.house)
        self._doors = Doors(own.reactor)
        endpoint = TCP4ClientEndpoint(own.reactor, LOOPBACK, gateway.port)
        self.partners = {
            name: SimulatedPartner(
                name,
                endpoint.connect,
                gateway="CUMT",
                clock=own.reactor,
                now=self.house.clock.now,
                zone=ZONE,
            )
            for name in ("HHIT", "XZNU", "JSSW")
        }
        for one in called:
            door, there = self.partners[one.name].door(), f"tcp:{one.port}:interface={LOOPBACK}"
            own.wait(lambda name=one.name, e=there, d=door: self._doors.open(name, e, d))  # type: ignore[misc]
        self.staff = Staff(self.desk, clock=own.reactor)
        self.player = Player(self.staff, Partners(self.partners))

    def close(self) -> None:
        """Close the house, and every line."""
        self.own.wait(self.player.leave)
        self.own.wait(self._doors.shut)
        self.own.wait(self.house.close)

    @property
    def hhit(self) -> SimulatedPartner:
        """The partner that most tests are about."""
        return self.partners["HHIT"]

    def behave(self, conduct: Conduct, way: Way = Way.DIALS_BACK) -> None:
        """Have HHIT behave so, in the loans that are to come."""
        self.hhit.way = way
        self.own.do(lambda: self.hhit.behave(conduct))
        self.own.do(self.hhit.begin_afresh)

    def wrong(self, *steps: Step) -> list[tuple[object, str]]:
        """Play a scene; what went differently from what it states, with the deed of that step."""
        told: list[Played] = []
        scene = Scene(title=("", ""), steps=steps)
        going = self.own.begin(lambda: self.player.play(scene, told.append))
        going.result(SCENE_SECONDS)
        return [(played.step.says, played.wrong) for played in told if played.wrong]

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for what comes without anybody's doing."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end
            time.sleep(0.05)

    # --- what the gateway keeps ---------------------------------------------------------------------------

    def loans(self) -> tuple[IllTransaction, ...]:
        """All there are, latest first."""
        sought = Sought(open=None)
        found: Any = self._read(lambda shelf: shelf.ill_transactions(sought, 500))
        return tuple(found.transactions)

    def entries(self, loan: str) -> tuple[IllEntry, ...]:
        """Its history."""
        found: tuple[IllEntry, ...] = self._read(lambda shelf: shelf.ill_entries(loan))
        return found

    def letters(self, loan: str) -> tuple[Letter, ...]:
        """Its letters."""
        found: tuple[Letter, ...] = self._read(lambda shelf: shelf.letters_of(loan))
        return found

    def took(self, loan: str) -> dict[str, int]:
        """How often each service of the partner had an effect."""
        return dict(
            Counter(
                str(entry.service)
                for entry in self.entries(loan)
                if entry.direction is Direction.IN
                and not (entry.repeat or entry.refused or entry.service in _ASIDE)
            )
        )

    def repeats(self, loan: str) -> int:
        """How often the partner said something again."""
        return sum(entry.repeat and entry.direction is Direction.IN for entry in self.entries(loan))

    def cases(self, loan: str) -> list[CaseKind]:
        """What staff must look at."""
        found: Any = self._read(lambda shelf: shelf.ill_cases(50, loan))
        return [case.kind for case in found if case.closed is None]

    def waiting(self, loan: str) -> list[str]:
        """Letters that have not gone."""
        stuck = {LetterState.WAITING, LetterState.DEAD}
        return [letter.what for letter in self.letters(loan) if letter.state in stuck]

    def _read(self, work: Any) -> Any:  # noqa: ANN401 - any look-up
        return self.own.wait(lambda: self.house.store.read(work))


def step(who: str, says: object, **expect: object) -> Step:
    """One step, of which nobody reads the meaning."""
    return Step(who=who, says=says, meaning=("", ""), expect=expect)
