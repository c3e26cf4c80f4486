"""A call that is only tried; with TLS and real sockets in tests/integration/test_ill_calls.py."""

from typing import Any

import pytest
from twisted.internet import error
from twisted.internet.defer import Deferred

from gateway.net.ill.calling import Destination
from gateway.net.ill.probe import Learned, probe
from tests.ill_lines import Stage, apdu

HHIT = Destination(partner="hhit", host="ill.hhit.example", port=1611)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def tried(stage: Stage) -> list[Learned]:
    """What the call will have shown."""
    found: list[Learned] = []
    trying: Deferred[Any] = Deferred.fromCoroutine(
        probe(HHIT, apdu(1), means=stage.means, dial=stage._dial, patience=10)
    )
    trying.addCallback(found.append)
    return found


def test_a_partner_that_answers(stage: Stage) -> None:
    found = tried(stage)
    stage.pass_seconds(2)
    partner = stage.picks_up()
    assert partner.hears() == apdu(1)
    stage.pass_seconds(3)
    partner.says(apdu(7))
    (learned,) = found
    assert learned == Learned(reached=True, seconds=2.0, answers=(apdu(7),), answered_after=3.0)
    assert partner.gone()
    assert stage.hearer.heard == [], "nobody is told of it"
    assert stage.counts.wires == []


def test_a_partner_that_does_not_answer_on_the_line(stage: Stage) -> None:
    found = tried(stage)
    partner = stage.picks_up()
    stage.pass_seconds(10)
    assert found == [Learned(reached=True)]
    assert partner.gone()


def test_a_partner_that_hangs_up(stage: Stage) -> None:
    found = tried(stage)
    stage.picks_up().wire.end()
    assert found == [Learned(reached=True, hung_up=True)]


def test_a_server_of_another_kind(stage: Stage) -> None:
    found = tried(stage)
    stage.picks_up().says(b"SSH-2.0-OpenSSH_9.2\r\n")
    (learned,) = found
    assert learned.garbage.startswith("expected the identifier of a constructed value")
    assert learned.answers == ()
    assert stage.remarks == []


def test_nobody_there(stage: Stage) -> None:
    found = tried(stage)
    stage.pass_seconds(1)
    stage.fails(error.ConnectionRefusedError())  # type: ignore[no-untyped-call]
    (learned,) = found
    assert not learned.reached
    assert learned.seconds == 1.0
    assert learned.why.startswith("it refuses connections")
