from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway.model.ill.post import LetterState
from gateway.model.partners import PartnerState
from gateway.outbox.schedule import (
    MARGIN,
    Delivered,
    Failed,
    Gate,
    Hindrance,
    Outcome,
    Refused,
    Uncalled,
    blocked,
    called,
    choose,
    delay,
    gate,
    hurried,
    letter_after,
    line_after,
    paused,
    resumed,
    sent_again,
    taken_back,
)
from gateway.outbox.terms import Hours, SendingTerms
from tests.ill_samples import letter, replace
from tests.store_samples import NOW

ZONE = ZoneInfo("Asia/Shanghai")
TERMS = SendingTerms(window=3, breaker=2, tries=4)
LINE = PartnerState(name="HHIT")
MINUTE = timedelta(minutes=1)
DOWN = replace(LINE, failures=2, failing_since=NOW, closed_until=NOW + MINUTE, error="refused")

AT_NIGHT = SendingTerms(hours=(Hours(opens=time(22), closes=time(6)),))  # NOW is 16:00


@pytest.mark.parametrize(
    ("line", "terms", "on_their_way", "expected"),
    [
        (LINE, TERMS, 0, Gate(room=3)),
        (LINE, TERMS, 2, Gate(room=1)),
        (LINE, TERMS, 3, Gate(why=Hindrance.FULL)),
        (replace(LINE, failures=1), TERMS, 0, Gate(room=3)),
        (DOWN, TERMS, 0, Gate(why=Hindrance.DOWN, again=NOW + MINUTE)),
        (replace(DOWN, closed_until=NOW), TERMS, 0, Gate(room=1, probing=True)),
        (replace(DOWN, closed_until=NOW), TERMS, 1, Gate(why=Hindrance.FULL, probing=True)),
        (replace(LINE, paused=True), TERMS, 0, Gate(why=Hindrance.PAUSED)),
        (LINE, AT_NIGHT, 0, Gate(why=Hindrance.OUT_OF_HOURS, again=NOW + timedelta(hours=6))),
    ],
)
def test_the_gate(line: PartnerState, terms: SendingTerms, on_their_way: int, expected: Gate) -> None:
    assert gate(line, terms, NOW, ZONE, on_their_way) == expected


def test_those_go_that_have_room_in_their_order() -> None:
    due = [letter(number) for number in (1, 2, 3, 4)]
    assert choose(due, (), Gate(room=2)) == tuple(due[:2])
    assert choose(due, {"T001", "T003"}, Gate(room=9)) == (due[1], due[3])
    assert choose(due, (), Gate()) == ()


def test_of_a_transaction_one_goes_at_a_time() -> None:
    due = [letter(1), letter(2, transaction="T001"), letter(3, transaction=""), letter(4, transaction="")]
    assert [one.id for one in choose(due, {""}, Gate(room=9))] == ["L001", "L003", "L004"]


def test_a_partner_that_is_down_is_tried_with_the_letter_that_was_tried_least() -> None:
    due = [letter(1, attempts=2), letter(2, attempts=1), letter(3, attempts=1)]
    assert choose(due, (), Gate(room=1, probing=True)) == (due[1],)


@pytest.mark.parametrize(
    ("failures", "chance", "seconds"),
    [(1, 1.0, 30), (1, 0.0, 15), (2, 1.0, 60), (3, 0.5, 90), (8, 1.0, 3600), (10_000, 1.0, 3600)],
)
def test_delays_double_up_to_the_longest_and_are_spread(failures: int, chance: float, seconds: int) -> None:
    assert delay(failures, chance, TERMS) == timedelta(seconds=seconds)


def test_a_letter_that_went_is_sent_and_confirmed_where_the_partner_said_so() -> None:
    waiting = letter(attempts=1, error="refused")
    sent = letter_after(waiting, Delivered(), TERMS, NOW)
    assert sent == replace(waiting, state=LetterState.SENT, attempts=2, error="", sent=NOW)
    confirmed = letter_after(waiting, Delivered(confirmed=True), TERMS, NOW)
    assert confirmed == replace(sent, state=LetterState.CONFIRMED, finished=NOW)


def test_a_letter_that_failed_waits_longer_each_time_and_dies_in_the_end() -> None:
    one = letter()
    waits = []
    for _ in range(3):
        one = letter_after(one, Failed(reason="refused", chance=1.0), TERMS, NOW)
        waits.append((one.next_at - NOW).total_seconds())
    assert (waits, one.state, one.attempts, one.error) == ([30, 60, 120], LetterState.WAITING, 3, "refused")
    dead = letter_after(one, Failed(reason="silent", chance=1.0), TERMS, NOW)
    assert (dead.state, dead.attempts, dead.error, dead.finished) == (LetterState.DEAD, 4, "silent", NOW)


def test_what_never_will_go_dies_at_once_and_says_nothing_of_the_line() -> None:
    outcome = Failed(reason="no address", chance=0, permanent=True)
    dead = letter_after(letter(), outcome, TERMS, NOW)
    assert (dead.state, dead.attempts, dead.error) == (LetterState.DEAD, 1, "no address")
    assert line_after(LINE, outcome, TERMS, NOW) == LINE


def test_a_line_is_closed_after_some_failures_in_a_row_and_for_longer_each_time() -> None:
    failed = Failed(reason="refused", chance=1.0)
    first = line_after(LINE, failed, TERMS, NOW)
    assert first == replace(LINE, failures=1, failing_since=NOW, error="refused")
    second = line_after(first, failed, TERMS, NOW + MINUTE)
    assert (second.failures, second.failing_since) == (2, NOW)
    assert second.closed_until == NOW + 2 * MINUTE
    assert line_after(second, failed, TERMS, NOW + MINUTE) == second  # it was on its way with the other
    third = line_after(second, failed, TERMS, NOW + 2 * MINUTE)
    assert (third.failures, third.closed_until) == (3, NOW + 4 * MINUTE)


def test_failures_of_one_outage_count_once_before_the_line_is_closed_too() -> None:
    first = line_after(LINE, Failed(reason="refused", chance=1.0), TERMS, NOW)
    assert line_after(first, Failed(reason="refused", chance=1.0, together=True), TERMS, NOW) == first


def test_a_letter_for_which_there_is_nobody_to_be_tried_waits_and_never_dies() -> None:
    uncalled = Uncalled(reason="it has no line open to us")
    waits = letter_after(letter(attempts=3), uncalled, TERMS, NOW)
    assert waits == replace(letter(attempts=3), error=uncalled.reason, next_at=NOW + TERMS.first_delay)
    assert line_after(DOWN, uncalled, TERMS, NOW) == DOWN


def test_who_has_called_is_tried_as_if_nothing_had_failed() -> None:
    assert called(DOWN) == LINE
    held = replace(DOWN, paused=True, last_sent=NOW)
    assert called(held) == replace(LINE, paused=True, last_sent=NOW)
    late = letter(not_before=NOW - MINUTE, next_at=NOW + MINUTE)
    assert hurried(late, NOW) == replace(late, next_at=NOW)
    assert (
        hurried(replace(late, not_before=NOW + 9 * MINUTE, next_at=NOW + 9 * MINUTE), NOW).next_at
        == NOW + 9 * MINUTE
    )
    assert hurried(replace(late, next_at=NOW - MINUTE), NOW).next_at == NOW - MINUTE


@pytest.mark.parametrize("outcome", [Delivered(), Delivered(confirmed=True)])
def test_one_success_makes_up_for_all_failures(outcome: Outcome) -> None:
    assert line_after(DOWN, outcome, TERMS, NOW) == replace(LINE, last_sent=NOW)


def test_letters_behind_a_dead_one_say_so() -> None:
    dead = letter(2, state=LetterState.DEAD)
    letters = [
        letter(1),
        dead,
        letter(3),
        letter(4, state=LetterState.TAKEN_BACK),
        letter(5, state=LetterState.DEAD),
        letter(6),
    ]
    assert blocked(letters) == {"L003": dead, "L006": dead}
    assert blocked(letters[:1]) == {}
    assert blocked([replace(dead, what="STATUS-QUERY"), letter(3)]) == {}
    assert blocked([replace(dead, partner="NJU"), letter(3)]) == {}


@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.CONFIRMED])
def test_what_was_sent_can_not_be_taken_back(state: LetterState) -> None:
    assert taken_back(letter(state=state), LINE, TERMS, NOW) is Refused.SENT


def test_a_letter_can_be_taken_back_while_its_time_has_not_come() -> None:
    one = letter(not_before=NOW + MINUTE)
    back = replace(one, state=LetterState.TAKEN_BACK, finished=NOW)
    assert taken_back(one, LINE, TERMS, NOW) == back
    assert taken_back(back, LINE, TERMS, NOW) is Refused.OVER
    assert taken_back(one, LINE, TERMS, NOW + MINUTE - MARGIN) is Refused.GOING
    assert taken_back(replace(one, attempts=1), LINE, TERMS, NOW) is Refused.GOING


def test_or_if_it_was_never_tried_and_its_partner_is_paused() -> None:
    one = letter(not_before=NOW - MINUTE)
    line = replace(LINE, paused=True, paused_at=NOW - MINUTE)
    assert taken_back(one, line, TERMS, NOW) == replace(one, state=LetterState.TAKEN_BACK, finished=NOW)
    assert taken_back(one, replace(line, paused_at=NOW), TERMS, NOW) is Refused.GOING
    assert taken_back(replace(one, attempts=1), line, TERMS, NOW) is Refused.GOING


def test_a_dead_letter_can_be_laid_aside() -> None:
    dead = letter(state=LetterState.DEAD, attempts=4, error="refused", finished=NOW)
    back = taken_back(dead, LINE, TERMS, NOW + MINUTE)
    assert back == replace(dead, state=LetterState.TAKEN_BACK, error="", finished=NOW + MINUTE)


@pytest.mark.parametrize(
    "state", [LetterState.DEAD, LetterState.SENT, LetterState.CONFIRMED, LetterState.WAITING]
)
def test_whatever_became_of_a_letter_it_can_be_sent_again(state: LetterState) -> None:
    one = letter(state=state, attempts=4, error="refused", sent=NOW, finished=NOW)
    later = NOW + MINUTE
    assert sent_again(one, later) == letter(next_at=later)


def test_but_not_if_it_was_taken_back() -> None:
    assert sent_again(letter(state=LetterState.TAKEN_BACK), NOW) is Refused.OVER


def test_nor_when_retention_has_emptied_it() -> None:
    assert sent_again(letter(state=LetterState.SENT, payload=b""), NOW) is Refused.EMPTY


def test_a_pause_belongs_to_whoever_came_first_and_its_end_forgets_failures() -> None:
    line = paused(DOWN, NOW, actor="desk", why="搬迁")
    assert line == replace(DOWN, paused=True, paused_by="desk", paused_why="搬迁", paused_at=NOW)
    assert paused(line, NOW + MINUTE, actor="other", why="") == line
    assert resumed(replace(line, last_sent=NOW)) == replace(LINE, last_sent=NOW)
