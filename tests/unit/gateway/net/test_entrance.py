"""Who may open a line. That kiosks are let in by it stands in sip2/test_listener.py."""

from typing import Any, cast

import pytest
from twisted.internet.task import Clock

from gateway.net import entrance
from gateway.net.entrance import Entrance, EntranceLimits
from gateway.net.pace import PaceLimits


class Heard:
    """A meter, a notice and a logger that keep what they hear."""

    def __init__(self) -> None:
        self.wires: list[tuple[str, str]] = []
        self.noticed: list[tuple[str, str]] = []
        self.lines: list[str] = []

    def served(self, kind: str, outcome: str, seconds: float) -> None:
        raise AssertionError((kind, outcome, seconds))

    def wire(self, protocol: str, what: str) -> None:
        self.wires.append((protocol, what))

    def notice(self, host: str, what: str) -> None:
        self.noticed.append((host, what))

    def warn(self, form: str, **facts: object) -> None:
        self.lines.append(form.format_map(facts))


class Porch:
    """An entrance with a clock of its own."""

    def __init__(self, **limits: Any) -> None:  # noqa: ANN401 - those of EntranceLimits
        self.clock, self.heard = Clock(), Heard()
        self.entrance = Entrance(
            "iso10161",
            "partner line",
            limits=self.limits(**limits),
            seconds=self.clock.seconds,
            meter=self.heard,
            notice=self.heard.notice,
        )
        self.entrance.log = cast("Any", self.heard)

    @staticmethod
    def limits(**limits: Any) -> EntranceLimits:  # noqa: ANN401 - the same
        return EntranceLimits(**{"connections": 3, "per_address": 2, "arrivals": 60.0} | limits)

    def opens(self, host: str) -> bool:
        """Whether a line from there may stand; then it does."""
        admitted = self.entrance.admits(host)
        if admitted:
            self.entrance.opened(host)
        return admitted


def test_lines_are_counted_in_all_and_of_each_address() -> None:
    porch = Porch()
    assert [porch.opens("10.0.0.1") for _ in range(3)] == [True, True, False]
    assert [porch.opens("10.0.0.2") for _ in range(2)] == [True, False]
    porch.entrance.closed("10.0.0.1")
    assert porch.opens("10.0.0.2")
    assert porch.heard.wires == [("iso10161", "refused")] * 2
    assert porch.heard.noticed == [("10.0.0.1", "refused"), ("10.0.0.2", "refused")]


def test_what_is_gone_is_forgotten() -> None:
    porch = Porch()
    for host in ("10.0.0.1", "2001:db8::1", "2001:db8::2"):
        assert porch.opens(host)
    assert porch.entrance._addresses == {"10.0.0.1": 1, "2001:db8::/64": 2}
    for host in ("10.0.0.1", "2001:db8::1", "2001:db8::2"):
        porch.entrance.closed(host)
    assert porch.entrance._addresses == {}


def test_new_ones_come_at_a_pace() -> None:
    porch = Porch(connections=9, per_address=9, arrivals=2.0)
    assert [porch.opens("10.0.0.1") for _ in range(3)] == [True, True, False]
    assert porch.heard.wires == [("iso10161", "refused-fast")]
    porch.clock.advance(30)
    assert porch.opens("10.0.0.1")


def test_who_is_turned_away_again_and_again_is_told_of_now_and_then() -> None:
    porch = Porch(connections=0)
    for seconds in (0, 1, 1, 10):
        porch.clock.advance(seconds)
        assert not porch.opens("10.0.0.1")
    told = "a partner line from 10.0.0.1 was turned away: too many partner lines stand already"
    assert porch.heard.lines == [f"{told} (and 0 before it untold)", f"{told} (and 2 before it untold)"]


def test_lines_of_one_address_share_its_pace() -> None:
    porch = Porch(pace=PaceLimits(messages=100, address_messages=2))
    first, second = porch.entrance.pace("10.0.0.1"), porch.entrance.pace("10.0.0.1")
    assert (first.message(), second.message()) == (0.0, 0.0)
    assert second.message() > 0
    assert porch.entrance.pace("10.0.0.2").message() == 0.0


def test_other_limits_hold_for_the_next_line() -> None:
    porch = Porch(connections=1)
    assert porch.opens("10.0.0.1")
    assert not porch.opens("10.0.0.2")
    porch.entrance.adopt(porch.limits())
    assert porch.opens("10.0.0.2")


def test_addresses_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "MOST_ADDRESSES", 3)
    porch = Porch()
    for number in range(9):
        porch.entrance.pace(f"10.0.0.{number}")
    assert list(porch.entrance._shared) == ["10.0.0.6", "10.0.0.7", "10.0.0.8"]
