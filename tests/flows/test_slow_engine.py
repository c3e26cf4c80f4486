"""A circulation system that hangs: one kiosk waits for its deadline, nobody else for anything."""

import pytest

from gateway.dispatch import Limits
from gateway.model.loans import FeeKind
from gateway.ports import CirculationEngine
from protocols import sip2
from tests.kiosk_hall import KioskHall, Slow, Talk
from tests.library import fee

CHECKOUT = "11NN{t}{b}AOCUMT|AAP0001|ABB000001|AC|"
ITEM = "17{t}AOCUMT|ABB000001|AC|"
PAY = "37{t}0400CNYBV1.00|AOCUMT|AAP0001|"


class SlowHall(KioskHall):
    """A hall whose engine can be made to hang."""

    def __init__(self, deadlines: Limits | None = None) -> None:
        super().__init__(engine=self._slowed, deadlines=deadlines)

    def _slowed(self, engine: CirculationEngine) -> CirculationEngine:
        self.engine = Slow(engine)
        return self.engine


@pytest.fixture
def hall() -> SlowHall:
    return SlowHall()


@pytest.fixture
def kiosk(hall: SlowHall) -> Talk:
    kiosk = hall.kiosk()
    hall.engine.hangs = True
    return kiosk


def sealed(kiosk: Talk, text: str, sequence: int) -> bytes:
    return sip2.seal(kiosk.write(text), sequence, sip2.Dialect.THREE_M, "utf-8") + b"\r"


def test_a_kiosk_is_told_in_time_to_try_again(hall: SlowHall, kiosk: Talk) -> None:
    kiosk >> CHECKOUT
    hall.pass_seconds(7.9)
    assert kiosk.received() == b""
    hall.pass_seconds(0.1)
    kiosk << "120NUN…|AF系统响应慢，请稍后再试|"
    hall.engine.hangs = False
    kiosk >> ITEM << "1803…"


def test_it_is_told_in_the_reader_s_language(hall: SlowHall, kiosk: Talk) -> None:
    kiosk >> "23001{t}AOCUMT|AAP0001|AC|AD|"
    hall.pass_seconds(8)
    kiosk << "24YYYY…|BLN|AFThe system answers slowly. Please try again in a moment|"


def test_nobody_else_is_held_up(hall: SlowHall, kiosk: Talk) -> None:
    other = hall.kiosk("kiosk2")
    kiosk >> CHECKOUT
    hall.engine.hangs = False
    other >> ITEM << "1803…"
    assert kiosk.received() == b""


def test_what_waits_behind_is_answered_in_its_order(hall: SlowHall, kiosk: Talk) -> None:
    kiosk >> CHECKOUT >> ITEM
    assert kiosk.received() == b""
    hall.engine.go_on()
    kiosk << "121NNY…" << "1804…"


def test_a_resend_on_the_same_line_gets_the_true_answer(hall: SlowHall, kiosk: Talk) -> None:
    hall.save(fee(amount=300, kind=FeeKind.OVERDUE))
    message = sealed(kiosk, PAY, 5)
    kiosk.send(message)
    hall.pass_seconds(8)
    kiosk << "38N…AF系统响应慢，请稍后再试|AY5AZ…"
    hall.engine.go_on()
    kiosk.send(message)
    kiosk << "38Y…AF已收 1.00 元|AF尚欠 2.00 元|…AY5AZ…"
    assert len(hall.store.tables.payments) == 1
    answer = kiosk.say("97AZFEF5")
    kiosk.send(message)
    kiosk << answer


def test_a_resend_while_it_is_under_way_waits_for_it(hall: SlowHall, kiosk: Talk) -> None:
    hall.save(fee(amount=300, kind=FeeKind.OVERDUE))
    message = sealed(kiosk, PAY, 5)
    kiosk.send(message)
    hall.pass_seconds(8)
    kiosk << "38N…"
    kiosk.send(message)
    hall.pass_seconds(1)
    hall.engine.go_on()
    kiosk << "38Y…AF已收 1.00 元|…"
    assert len(hall.store.tables.payments) == 1


def test_a_kiosk_that_lost_its_line_joins_what_is_under_way(hall: SlowHall, kiosk: Talk) -> None:
    text = kiosk.write(CHECKOUT)
    kiosk >> text
    hall.pass_seconds(5)
    kiosk.hang_up()
    again = hall.kiosk() >> text
    hall.pass_seconds(5)
    hall.engine.go_on()
    again << "121NNY…"
    assert len(hall.store.tables.loans) == 1
    assert hall.engine.performed == 1


def test_what_nobody_waits_for_any_more_is_done_all_the_same(hall: SlowHall, kiosk: Talk) -> None:
    text = kiosk.write(CHECKOUT)
    kiosk >> text
    kiosk.hang_up()
    hall.pass_seconds(60)
    hall.engine.go_on()
    hall.kiosk() >> text << "121NNY…"
    assert len(hall.store.tables.loans) == 1


def test_one_kiosk_fills_no_queue_but_its_own() -> None:
    hall = SlowHall(Limits(lane=1))
    lines = [hall.kiosk("kiosk1") for _ in range(3)]
    other = hall.kiosk("kiosk2")
    hall.engine.hangs = True
    for line in lines[:2]:
        line >> ITEM
    lines[2] >> ITEM << "1801…|AF系统繁忙，请稍后再试|"
    hall.engine.hangs = False
    other >> ITEM << "1803…"


def test_an_engine_that_is_gone_is_not_asked_for_ever() -> None:
    hall = SlowHall(Limits(in_hand=1))
    kiosk, other = hall.kiosk("kiosk1"), hall.kiosk("kiosk2")
    hall.engine.hangs = True
    kiosk >> ITEM
    other >> ITEM << "1801…|AF系统响应慢，请稍后再试|"


def test_what_hangs_for_one_kiosk_is_soon_refused_to_it_alone() -> None:
    hall = SlowHall(Limits(lane=4, in_hand=6))
    kiosk, other = hall.kiosk("kiosk1"), hall.kiosk("kiosk2")
    hall.engine.hangs = True
    for _ in range(4):
        kiosk >> ITEM
        hall.pass_seconds(8)
        kiosk << "1801…|AF系统响应慢，请稍后再试|"
    kiosk >> ITEM << "1801…|AF系统响应慢，请稍后再试|"
    hall.engine.hangs = False
    other >> ITEM << "1803…"
    hall.engine.go_on()
    kiosk >> ITEM << "1803…"


def test_a_stopping_gateway_answers_what_is_in_hand(hall: SlowHall, kiosk: Talk) -> None:
    kiosk >> CHECKOUT >> ITEM
    hall.listener.drain()
    assert hall.listener.busy
    assert not kiosk.gone()
    hall.engine.go_on()
    kiosk << "121NNY…"
    assert kiosk.received() == b""
    assert kiosk.gone()


def test_a_busy_line_is_not_silent(hall: SlowHall, kiosk: Talk) -> None:
    kiosk >> CHECKOUT
    hall.pass_seconds(7)
    hall.reactor.rightNow += 3600  # as if a deadline were very long
    hall.listener.sweep()
    assert not kiosk.gone()


def test_a_kiosk_that_does_not_wait_is_not_read_from(hall: SlowHall, kiosk: Talk) -> None:
    kiosk >> CHECKOUT
    flood = kiosk.write(ITEM + "\r").encode()
    for _ in range(800):
        kiosk.send(flood)
    assert kiosk.wire.producerState == "paused"
    hall.engine.go_on()
    assert kiosk.wire.producerState == "producing"
    kiosk << "121NNY…"
    for _ in range(800):
        hall.pass_seconds(0.01)  # no faster than a line may go
        kiosk << "1804…"
