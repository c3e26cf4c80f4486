"""The outbox with its partners: what goes, in which order; one who does not answer holds up nobody."""

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from twisted.internet.defer import Deferred

from gateway.model.ill.post import LetterState
from gateway.outbox.terms import Hours, SendingTerms
from gateway.ports.outbox import NotPossible
from tests.ill_samples import letter, replace
from tests.memory_store import result
from tests.outbox_hall import Hall
from tests.store_samples import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.close()


def test_what_is_posted_goes_at_once_and_is_written_down(hall: Hall) -> None:
    hall.open()
    hall.letters(range(1, 4))
    assert hall.partners.got == ["L001", "L002", "L003"]
    assert hall.states(1, 2, 3) == ["sent"] * 3
    assert hall.kept(1).sent == NOW
    line = hall.line()
    assert line is not None
    assert line.last_sent == NOW
    assert [one.state for one in hall.marked] == [LetterState.SENT] * 3


def test_what_the_partner_acknowledges_is_confirmed(hall: Hall) -> None:
    hall.partners.ways["HHIT"] = hall.partners.confirms
    hall.open()
    hall.letters(range(1, 2))
    assert hall.states(1) == ["confirmed"]


def test_all_that_waits_is_taken_up_again_at_the_start(hall: Hall) -> None:
    hall.letters(range(1, 4))
    hall.letters(range(4, 6), partner="NJU")
    hall.open()
    assert sorted(hall.partners.got) == ["L001", "L002", "L003", "L004", "L005"]


def test_a_letter_waits_for_the_end_of_its_grace(hall: Hall) -> None:
    hall.open()
    hall.letters(range(1, 2), not_before=NOW + MINUTE, next_at=NOW + MINUTE)
    hall.pass_seconds(59)
    assert hall.partners.got == []
    hall.pass_seconds(1)
    assert hall.partners.got == ["L001"]


def test_a_letter_that_is_to_go_now_does_not_wait_for_the_end_of_its_grace(hall: Hall) -> None:
    hall.open()
    hall.letters(range(1, 2), not_before=NOW + MINUTE, next_at=NOW + MINUTE)
    result(hall.desk.resend("L001"))
    assert hall.states(1) == ["sent"]
    with pytest.raises(NotPossible):
        result(hall.desk.take_back("L001"))


def test_letters_that_were_on_one_line_when_it_ended_are_one_failure(hall: Hall) -> None:
    async def ends(_: object) -> object:
        over: Deferred[None] = Deferred()
        hall.timers.callLater(5, over.callback, None)
        await over
        return await hall.partners.refuses(letter())

    hall.terms["HHIT"] = SendingTerms(window=8)
    hall.partners.ways["HHIT"] = ends  # type: ignore[assignment] # a way that breaks
    hall.open()
    hall.letters(range(1, 9))
    hall.pass_seconds(6)
    line = hall.line()
    assert line is not None
    assert (line.failures, line.closed_until) == (1, None)


def test_in_the_order_of_each_transaction_and_no_faster_than_the_window(hall: Hall) -> None:
    hall.partners.ways["HHIT"] = hall.partners.slow(5)
    hall.open()
    hall.letters(range(1, 4), transaction="T")
    hall.letters(range(4, 7), transaction="U")
    hall.pass_seconds(60)
    assert hall.partners.most["HHIT"] == 2
    assert [one for one in hall.partners.got if one < "L004"] == ["L001", "L002", "L003"]
    assert [one for one in hall.partners.got if one >= "L004"] == ["L004", "L005", "L006"]
    assert hall.timers.seconds() == 60
    assert hall.kept(6).sent == NOW + timedelta(seconds=15)


@pytest.mark.parametrize("how", ["hangs", "refuses", "breaks", "slow"])
def test_a_partner_that_is_slow_or_dead_holds_up_nobody(
    hall: Hall, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    ways = hall.partners
    ways.ways["DEAD"] = ways.slow(25) if how == "slow" else getattr(ways, how)
    hall.open()
    # Hundreds of letters that do not go stand before those that do.
    hall.letters(range(1, 301), partner="DEAD")
    for minute in range(10):
        numbers = range(400 + minute * 20, 420 + minute * 20)
        hall.letters(numbers)
        posted = hall.clock.now()
        assert [hall.kept(number).sent for number in numbers] == [posted] * 20
        hall.pass_seconds(60)
    assert ways.most["DEAD"] <= 2
    assert "L400" in ways.got
    assert caplog.records == []


def test_a_partner_that_is_down_is_asked_rarely_and_gets_all_when_it_is_up(hall: Hall) -> None:
    hall.partners.ways["HHIT"] = hall.partners.refuses
    hall.open()
    hall.letters(range(1, 101))
    hall.pass_seconds(6 * 3600)
    tries = len(hall.partners.tried)
    assert 8 <= tries <= 16  # some minutes apart at first, then an hour
    line = hall.line()
    assert line is not None
    assert (line.failing_since, line.error) == (NOW, "connection refused")
    # Each try was another letter's: none comes near its last one.
    assert max(hall.kept(number).attempts for number in range(1, 101)) == 1
    hall.partners.ways.clear()
    hall.pass_seconds(3601)
    assert len(hall.partners.got) == 100
    line = hall.line()
    assert line is not None
    assert (line.failures, line.closed_until, line.error) == (0, None, "")


def test_a_letter_that_breaks_the_other_side_does_not_keep_the_others_from_going(hall: Hall) -> None:
    async def chokes(one: object) -> object:
        poison = getattr(one, "id", "") == "L001"
        return await (hall.partners.refuses if poison else hall.partners.takes)(one)  # type: ignore[arg-type]

    hall.partners.ways["HHIT"] = chokes  # type: ignore[assignment]
    hall.terms["HHIT"] = SendingTerms(tries=5, window=1)
    hall.open()
    hall.letters(range(1, 2))
    hall.pass_seconds(200)
    hall.letters(range(2, 10))
    hall.pass_seconds(900)
    assert hall.states(*range(1, 10)) == ["dead", *["sent"] * 8]


def test_after_so_many_tries_a_letter_is_dead_and_those_behind_it_wait(hall: Hall) -> None:
    hall.terms["HHIT"] = SendingTerms(tries=3)
    hall.partners.ways["HHIT"] = hall.partners.refuses
    hall.open()
    hall.letters(range(1, 3), transaction="T")
    hall.pass_seconds(3600)
    assert hall.states(1, 2) == ["dead", "waiting"]
    assert hall.kept(1).error == "connection refused"
    assert hall.marked[-1].state is LetterState.DEAD
    hall.partners.ways.clear()
    hall.pass_seconds(3600)
    assert hall.partners.got == []
    result(hall.desk.resend("L001"))
    assert hall.partners.got == ["L001", "L002"]
    assert hall.states(1, 2) == ["sent", "sent"]


def test_a_dead_letter_that_is_laid_aside_lets_those_behind_it_go(hall: Hall) -> None:
    hall.partners.ways["HHIT"] = hall.partners.knows_no_address
    hall.open()
    hall.letters(range(1, 3), transaction="T")
    assert hall.states(1, 2) == ["dead", "waiting"]
    hall.partners.ways.clear()
    result(hall.desk.take_back("L001"))
    assert hall.partners.got == ["L002"]
    assert hall.states(1, 2) == ["taken-back", "sent"]


def test_a_letter_can_be_taken_back_in_its_grace_and_not_afterwards(hall: Hall) -> None:
    hall.open()
    hall.letters(range(1, 3), transaction="T", not_before=NOW + MINUTE, next_at=NOW + MINUTE)
    result(hall.desk.take_back("L001"))
    hall.pass_seconds(61)
    assert hall.partners.got == ["L002"]
    with pytest.raises(NotPossible, match="it has been sent"):
        result(hall.desk.take_back("L002"))
    with pytest.raises(NotPossible, match="it has been taken back"):
        result(hall.desk.resend("L001"))
    with pytest.raises(KeyError, match="L009"):
        result(hall.desk.resend("L009"))


def test_a_pause_holds_all_of_one_partner_and_survives_a_restart(hall: Hall, tmp_path: Path) -> None:
    first = hall.open()
    result(hall.desk.pause("HHIT", actor="desk", why="搬迁"))
    hall.letters(range(1, 3))
    hall.letters(range(3, 4), partner="NJU")
    hall.pass_seconds(3600)
    assert hall.partners.got == ["L003"]
    result(first.stop())
    hall.close()
    again = Hall(tmp_path)
    again.open()
    again.pass_seconds(3600)
    assert again.partners.got == []
    line = result(again.desk.resume("HHIT"))
    assert not line.paused
    assert again.partners.got == ["L001", "L002"]
    again.close()


def test_what_was_learned_of_a_partner_that_is_down_survives_a_restart(hall: Hall, tmp_path: Path) -> None:
    hall.partners.ways["HHIT"] = hall.partners.refuses
    first = hall.open()
    hall.letters(range(1, 50))
    hall.pass_seconds(3000)
    line, now = hall.line(), hall.clock.now()
    assert line is not None
    assert line.closed_until is not None
    assert line.closed_until > now
    result(first.stop())
    hall.close()
    again = Hall(tmp_path)
    again.clock.began = now
    again.open()
    again.pass_seconds((line.closed_until - now).total_seconds() - 1)
    assert again.partners.tried == []
    again.pass_seconds(1)
    # One letter finds out; then all go.
    assert len(again.partners.got) == 49
    again.close()


def test_nothing_goes_out_of_the_partner_s_hours(hall: Hall) -> None:
    hall.terms["HHIT"] = SendingTerms(hours=(Hours(opens=time(20), closes=time(22)),))
    hall.open()
    hall.letters(range(1, 3))  # at 16:00
    hall.pass_seconds(4 * 3600 - 1)
    assert hall.partners.got == []
    hall.pass_seconds(1)
    assert hall.partners.got == ["L001", "L002"]


def test_a_try_that_takes_too_long_has_failed_and_what_comes_late_is_a_repeat(hall: Hall) -> None:
    late: Deferred[None] = Deferred(canceller=lambda _: None)

    async def stubborn(_: object) -> object:
        await late
        return None

    hall.partners.ways["HHIT"] = stubborn  # type: ignore[assignment]
    hall.open()
    hall.letters(range(1, 2))
    hall.pass_seconds(31)
    assert hall.states(1) == ["waiting"]
    assert hall.kept(1).error == "it took longer than 30 s"
    hall.partners.ways.clear()
    hall.pass_seconds(60)
    assert hall.states(1) == ["sent"]


def test_an_answer_that_is_quicker_than_our_own_note_stays_confirmed(hall: Hall) -> None:
    async def answers(one: object) -> object:
        assert isinstance(one, type(letter()))
        confirmed = replace(one, state=LetterState.CONFIRMED, finished=hall.clock.now())
        result(hall.database.commit(lambda ledger: ledger.mark(confirmed, LetterState.WAITING)))
        return await hall.partners.takes(one)

    hall.partners.ways["HHIT"] = answers  # type: ignore[assignment]
    hall.open()
    hall.letters(range(1, 2))
    kept = hall.kept(1)
    assert (kept.state, kept.sent, kept.attempts) == (LetterState.CONFIRMED, NOW, 1)


def test_while_nothing_can_be_written_nothing_goes_twice(hall: Hall) -> None:
    hall.partners.ways["HHIT"] = hall.partners.slow(1)
    hall.open()
    hall.letters(range(1, 3))
    hall.down = True
    hall.pass_seconds(120)
    assert hall.partners.got == ["L001", "L002"]
    hall.down = False
    hall.pass_seconds(2)
    assert hall.states(1, 2) == ["sent", "sent"]
    hall.letters(range(3, 4))
    hall.pass_seconds(2)
    assert hall.partners.got == ["L001", "L002", "L003"]


def test_an_answer_from_before_a_letter_was_written_down_does_not_send_it_again(hall: Hall) -> None:
    hall.partners.ways["HHIT"] = hall.partners.slow(0.5)
    hall.read_seconds = 1.0
    hall.open()
    hall.letters(range(1, 2))
    hall.pass_seconds(1.6)
    for number in range(2, 12):  # a look-up is always on its way while a letter ends
        hall.letters(range(number, number + 1))
        hall.pass_seconds(0.7)
    hall.pass_seconds(60)
    assert hall.partners.got == [f"L{number:03}" for number in range(1, 12)]


def test_nor_does_it_open_a_line_that_was_closed_since(hall: Hall) -> None:
    hall.terms["HHIT"] = SendingTerms(window=4, breaker=3)
    hall.partners.ways["HHIT"] = hall.partners.refuses
    hall.read_seconds = 1.0
    hall.open()
    hall.letters(range(1, 21))
    hall.pass_seconds(5)
    assert len(hall.partners.tried) <= 4


def test_a_mistake_with_one_letter_is_not_the_others(hall: Hall) -> None:
    def refuses_one(_: object, one: object) -> None:
        if getattr(one, "id", "") == "L002":
            raise ZeroDivisionError

    hall.partners.ways["HHIT"] = hall.partners.slow(1)
    hall.terms["HHIT"] = SendingTerms(window=9)
    hall.open(marked=refuses_one)
    hall.letters(range(1, 6))
    hall.pass_seconds(3600)
    assert hall.states(*range(1, 6)) == ["sent", "waiting", "sent", "sent", "sent"]
    assert hall.partners.got == ["L001", "L002", "L003", "L004", "L005"]  # and not again and again


def test_a_stop_waits_for_what_is_on_its_way(hall: Hall) -> None:
    hall.partners.ways["HHIT"] = hall.partners.slow(5)
    delivery = hall.open()
    hall.letters(range(1, 4))
    ended: list[None] = []
    Deferred.fromCoroutine(delivery.stop()).addCallback(ended.append)
    assert ended == []
    hall.pass_seconds(5)
    assert ended == [None]
    assert hall.states(1, 2, 3) == ["sent", "sent", "waiting"]
    hall.pass_seconds(600)
    assert hall.partners.got == ["L001", "L002"]


def test_of_two_servers_one_speaks_for_a_partner_and_the_other_when_it_has_ended(hall: Hall) -> None:
    first = hall.open(holder="a")
    hall.open(holder="b")
    hall.letters(range(1, 11))
    hall.pass_seconds(1)
    assert sorted(hall.partners.got) == sorted({*hall.partners.got})
    assert len(hall.partners.got) == 10
    result(first.stop())
    hall.letters(range(11, 13))
    hall.pass_seconds(20)
    assert hall.partners.got[10:] == ["L011", "L012"]
