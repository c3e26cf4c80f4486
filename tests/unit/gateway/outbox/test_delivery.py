"""Of the outbox at work what tests/flows/test_outbox.py does not tell: looking, and who may speak."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from twisted.internet.defer import Deferred

from gateway.outbox.delivery import ASK_SECONDS, EVERY_SECONDS, TERM
from tests.memory_store import result
from tests.outbox_hall import Hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.close()


def take(hall: Hall, holder: str) -> bool:
    lease = result(hall.database.commit(lambda ledger: ledger.take_lease("outbox HHIT", holder, TERM)))
    return lease is not None


def test_where_another_server_speaks_for_a_partner_nothing_goes(hall: Hall) -> None:
    assert take(hall, "b")
    hall.open(holder="a")
    hall.letters(range(1, 3))
    hall.letters(range(3, 4), partner="NJU")
    hall.pass_seconds(4 * ASK_SECONDS)
    assert hall.partners.got == ["L003"]


def test_it_is_asked_now_and_then_and_not_at_each_letter(hall: Hall) -> None:
    assert take(hall, "b")
    hall.open(holder="a")
    asked = hall.asked
    for number in range(1, 20):
        hall.letters(range(number, number + 1))
    assert len(asked) == 1
    hall.pass_seconds(ASK_SECONDS)
    assert len(asked) == 2


def test_at_the_end_another_may_speak_at_once(hall: Hall) -> None:
    delivery = hall.open(holder="a")
    hall.letters(range(1, 2))
    assert not take(hall, "b")
    result(delivery.stop())
    assert take(hall, "b")


def test_what_can_not_be_read_now_is_looked_at_again(hall: Hall) -> None:
    hall.letters(range(1, 2))
    hall.down = True
    hall.open(holder="a")
    hall.pass_seconds(5)
    assert hall.partners.tried == []
    hall.down = False
    hall.pass_seconds(1)
    assert hall.partners.got == ["L001"]


def test_while_no_lease_can_be_had_nothing_goes(hall: Hall) -> None:
    hall.open(holder="a")
    down = True

    def refuse(work: object, *, aside: bool = False) -> object:
        hall.down = down
        try:
            return Hall.commit(hall, work, aside=aside)  # type: ignore[arg-type]
        finally:
            hall.down = False

    hall.commit = refuse  # type: ignore[assignment]
    hall.letters(range(1, 2))
    hall.pass_seconds(5)
    assert hall.partners.tried == []
    down = False
    hall.pass_seconds(1)
    assert hall.partners.got == ["L001"]


def test_a_stop_while_nothing_can_be_written_does_not_wait_for_ever(hall: Hall) -> None:
    delivery = hall.open(holder="a")
    hall.partners.ways["HHIT"] = hall.partners.slow(3)
    hall.letters(range(1, 2))
    hall.down = True
    ended: list[None] = []
    stopping = delivery.stop()

    Deferred.fromCoroutine(stopping).addCallback(ended.append)
    hall.pass_seconds(3)
    assert ended == [None]
    assert hall.partners.got == ["L001"]


def test_what_has_no_way_waits_without_a_try_until_its_partner_calls(hall: Hall) -> None:
    hall.away = {"HHIT"}
    delivery = hall.open()
    hall.letters(range(1, 4))
    hall.letters(range(4, 5), partner="NJU")
    hall.pass_seconds(80 * 3600)
    assert hall.partners.got == ["L004"]
    assert (hall.kept(1).attempts, hall.states(1, 2, 3), hall.line()) == (0, ["waiting"] * 3, None)
    hall.away = set()
    delivery.called("HHIT")
    assert hall.partners.got == ["L004", "L001", "L002", "L003"]


def test_a_line_that_ends_between_looking_and_sending_is_no_failure_either(hall: Hall) -> None:
    hall.partners.ways["HHIT"] = hall.partners.has_no_line
    delivery = hall.open()
    hall.letters(range(1, 2))
    hall.pass_seconds(3600)
    waits = hall.kept(1)
    assert (waits.attempts, waits.state, waits.error) == (0, "waiting", "it has no line open to us")
    hall.partners.ways.clear()
    delivery.called("HHIT")
    assert hall.states(1) == ["sent"]


def test_a_call_ends_the_wait_for_the_next_try(hall: Hall) -> None:
    """Its lines broke, until it counted as down; now it calls."""
    hall.partners.ways["HHIT"] = hall.partners.refuses
    delivery = hall.open()
    hall.letters(range(1, 3))
    later = hall.clock.now() + timedelta(hours=5)
    hall.letters(range(3, 4), not_before=later, next_at=later)
    hall.pass_seconds(3600)
    line = hall.line()
    assert line is not None
    assert line.closed_until is not None
    hall.partners.ways.clear()
    delivery.called("HHIT")
    assert hall.states(1, 2, 3) == ["sent", "sent", "waiting"]
    line = hall.line()
    assert line is not None
    assert (line.failures, line.closed_until) == (0, None)
    assert hall.kept(3).next_at == later  # its grace is not over


def test_a_call_that_can_not_be_written_down_is_a_call(hall: Hall) -> None:
    hall.partners.ways["HHIT"] = hall.partners.refuses
    delivery = hall.open()
    hall.letters(range(1, 2))
    hall.down = True
    delivery.called("HHIT")
    hall.partners.ways.clear()
    hall.down = False
    hall.pass_seconds(31)
    assert hall.states(1) == ["sent"]


def test_a_call_of_somebody_for_whom_nothing_waits_costs_nothing(hall: Hall) -> None:
    delivery = hall.open()
    looked_up, asked = len(hall.looked_up), len(hall.asked)
    delivery.called("HHIT")
    assert (len(hall.looked_up), len(hall.asked)) == (looked_up, asked)


def test_another_server_speaks_for_a_partner_that_has_called_there(hall: Hall) -> None:
    hall.open(holder="a")
    hall.letters(range(1, 2))
    assert not take(hall, "b")
    hall.away = {"HHIT"}
    hall.letters(range(2, 3))
    assert take(hall, "b")
    hall.pass_seconds(1)
    assert hall.states(1, 2) == ["sent", "waiting"]


def test_a_letter_has_its_own_partner_looked_at_and_no_other(hall: Hall) -> None:
    hall.away = {"NJU", "OCLC"}
    hall.letters(range(1, 3), partner="NJU")
    hall.letters(range(3, 5), partner="OCLC")
    hall.open()
    assert {*hall.looked_up} == {"NJU", "OCLC"}
    hall.looked_up.clear()
    hall.letters(range(5, 6))
    assert {*hall.looked_up} == {"HHIT"}
    assert hall.partners.got == ["L005"]
    hall.pass_seconds(EVERY_SECONDS)
    assert {*hall.looked_up} >= {"NJU", "OCLC"}
