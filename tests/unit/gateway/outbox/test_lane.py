from datetime import timedelta

from gateway.model.partners import PartnerState
from gateway.outbox.lane import Lane
from gateway.outbox.schedule import Delivered, Failed
from gateway.outbox.terms import SendingTerms
from tests.ill_samples import letter, replace
from tests.store_samples import NOW

LINE = PartnerState(name="HHIT", failures=1, failing_since=NOW)


def lane() -> Lane:
    lane = Lane("HHIT", SendingTerms())
    lane.take(LINE, [letter(1), letter(2)])
    return lane


def test_a_letter_is_held_from_its_beginning_until_it_is_written_down() -> None:
    one = lane()
    assert list(one.ready) == ["L001", "L002"]
    one.begin(letter(1))
    assert (list(one.ready), set(one.held), set(one.busy)) == (["L002"], {"L001"}, {"T001"})
    done = one.end(letter(1), Delivered(), NOW)
    assert (list(one.under_way), set(one.held), set(one.busy)) == ([], {"L001"}, {"T001"})
    one.marked(done)
    assert not one.held | one.busy


def test_what_was_written_down_since_the_database_was_asked_is_known_better() -> None:
    one = lane()
    one.look()
    one.begin(letter(1))
    one.marked(one.end(letter(1), Failed(reason="refused", chance=1.0), NOW))
    one.take(LINE, [letter(1), letter(2)])
    assert (list(one.ready), one.line.failures) == (["L002"], 2)
    one.look()
    one.take(one.line, [letter(1), letter(2)])
    assert (list(one.ready), one.line.failures) == (["L001", "L002"], 2)


def test_what_is_held_is_not_ready_again() -> None:
    one = lane()
    one.begin(letter(1))
    one.take(LINE, [letter(1), letter(2), letter(3)])
    assert list(one.ready) == ["L002", "L003"]


def test_letters_that_fail_with_one_line_are_one_failure() -> None:
    one = Lane("HHIT", SendingTerms(breaker=9))
    one.take(PartnerState(name="HHIT"), [letter(1), letter(2), letter(3), letter(4)])
    failed = Failed(reason="the line ended", chance=1.0)
    for number in (1, 2, 3):
        one.begin(letter(number))
    done = [one.end(letter(number), failed, NOW) for number in (1, 2)]
    assert [each.outcome for each in done] == [failed, replace(failed, together=True)]
    one.begin(letter(4))
    assert one.end(letter(3), failed, NOW).outcome == replace(failed, together=True)
    assert one.line.failures == 1
    assert one.end(letter(4), failed, NOW).outcome == failed  # it was begun on another line
    assert one.line.failures == 2


def test_a_letter_that_never_will_go_is_no_outage_for_the_others() -> None:
    one = lane()
    one.begin(letter(1))
    one.begin(letter(2))
    one.end(letter(1), Failed(reason="too long", chance=1.0, permanent=True), NOW)
    outcome = one.end(letter(2), Failed(reason="refused", chance=1.0), NOW).outcome
    assert isinstance(outcome, Failed)
    assert not outcome.together


def test_the_line_is_as_it_will_be_once_all_is_written_down() -> None:
    one = lane()
    one.begin(letter(1))
    one.end(letter(1), Failed(reason="refused", chance=1.0), NOW + timedelta(seconds=1))
    failed = replace(LINE, failures=2, error="refused")
    assert one.line == failed
    one.take(LINE, [])
    assert one.line == failed
