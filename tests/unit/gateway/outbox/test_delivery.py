"""Of the outbox at work what tests/flows/test_outbox.py does not tell: looking, and who may speak."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from twisted.internet.defer import Deferred

from gateway.outbox.delivery import ASK_SECONDS, TERM
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
