from datetime import UTC, datetime

import pytest

from gateway.circulation.offline import record_checkout
from gateway.circulation.situation import ItemFile, PatronFile
from gateway.model.changes import Changes
from gateway.model.commands import Checkout
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Fee, FeeKind, Loan, LoanState
from gateway.model.outcomes import LoanOutcome
from gateway.model.problems import NoticeCode, Problem
from tests.library import (
    DAY,
    HOUR,
    KIOSK,
    MINUTE,
    NOW,
    TODAY,
    UNKNOWN_ITEM,
    UNKNOWN_PATRON,
    book_file,
    end_of,
    event,
    fee,
    item,
    item_id,
    item_ref,
    lent_file,
    loan,
    only,
    overdue_loan,
    patron,
    patron_id,
    patron_ref,
    reader_file,
    ready,
    replace,
    setting,
    told,
    written,
)

AT = NOW - 3 * HOUR
PRINTED = end_of(TODAY + 14 * DAY)
COMMAND = Checkout(at=AT, patron=patron_ref(), item=item_ref(), no_block=True, due=PRINTED)


def recorded(
    who: PatronFile | Problem, what: ItemFile | Problem, command: Checkout = COMMAND
) -> tuple[LoanOutcome, Changes]:
    outcome, changes = record_checkout(command, KIOSK, who, what, setting(), NOW)
    assert outcome.ok
    assert told(outcome)[0] is NoticeCode.FORCED
    return outcome, changes


def test_what_broke_no_rule_is_a_loan_from_then_and_no_conflict() -> None:
    outcome, changes = recorded(reader_file(), book_file())
    assert (only(Loan, changes).started, only(Loan, changes).due) == (AT, PRINTED)
    assert outcome.loan == only(Loan, changes)
    assert [one.kind for one in changes.events] == ["checkout"]


@pytest.mark.parametrize("due", [None, AT - DAY])
def test_without_a_printed_date_the_terms_hold_from_then_on(due: datetime | None) -> None:
    _, changes = recorded(reader_file(), book_file(), replace(COMMAND, due=due))
    assert only(Loan, changes).due == end_of(TODAY + 30 * DAY)


def test_every_rule_that_was_broken_is_a_conflict() -> None:
    who = reader_file(patron(expires=TODAY - DAY), pin_ok=False)
    _, changes = recorded(who, book_file(queue=(ready(reader=2),)))
    conflict = event("offline-checkout", changes)
    assert conflict.conflict
    assert conflict.data["broken"] == "pin_wrong patron_expired held_for_another"
    assert conflict.data["lent_at"] == AT.isoformat()
    assert only(Loan, changes).patron == patron_id()


@pytest.mark.parametrize(
    ("who", "what", "broken"),
    [
        (UNKNOWN_PATRON, book_file(), "patron_unknown"),
        (reader_file(), UNKNOWN_ITEM, "item_unknown"),
        (UNKNOWN_PATRON, UNKNOWN_ITEM, "patron_unknown item_unknown"),
    ],
)
def test_what_names_nobody_or_nothing_is_kept_whole(
    who: PatronFile | Problem, what: ItemFile | Problem, broken: str
) -> None:
    outcome, changes = recorded(who, what)
    assert changes.records == ()
    conflict = event("offline-checkout", changes)
    assert conflict.subject == f"item {item_id()}"
    assert conflict.data == {
        "patron_read": "P0001",
        "lent_at": AT.isoformat(),
        "printed_due": PRINTED.isoformat(),
        "broken": broken,
    }
    assert outcome.loan is None


def test_the_same_report_again_changes_nothing() -> None:
    for lent in (loan(started=AT), loan(started=AT + MINUTE), loan(started=AT - MINUTE)):
        outcome, changes = recorded(reader_file(loans=(lent,)), lent_file(lent))
        assert (outcome.loan, changes) == (lent, Changes())


def test_a_book_that_the_reader_had_was_renewed() -> None:
    _, changes = recorded(reader_file(loans=(loan(),)), lent_file())
    longer = only(Loan, changes)
    assert (longer.id, longer.renewals, longer.renewed_at) == ("loan1", 1, AT)
    assert longer.due == max(loan().due, PRINTED)
    assert event("offline-checkout", changes).data["broken"] == "on_loan_to_patron"


def test_a_book_that_was_thought_lost_is_with_its_reader() -> None:
    lost = loan(state=LoanState.LOST)
    bill = fee("bill", kind=FeeKind.REPLACEMENT, loan="loan1")
    what = lent_file(lost, item(status=ItemStatus.LOST), loan_fees=(bill,))
    _, changes = recorded(reader_file(loans=(lost,)), what)
    assert only(Loan, changes).state is LoanState.OPEN
    assert only(Item, changes).status is ItemStatus.CHARGED
    assert only(Fee, changes).owed == 0


def test_an_earlier_loan_of_another_ended_when_this_one_began() -> None:
    other = overdue_loan(5, reader=2)
    _, changes = recorded(reader_file(), lent_file(other, borrower=patron(2)))
    closed, made = (one for one in written(Loan, changes) if isinstance(one, Loan))
    assert (closed.id, closed.state, closed.ended) == ("loan1", LoanState.RETURNED, AT)
    assert (made.state, made.patron) == (LoanState.OPEN, patron_id())
    assert only(Fee, changes).patron == patron_id(2)
    assert sorted(one.kind for one in changes.events) == ["checkout", "offline-checkout"]
    conflict = event("offline-checkout", changes)
    assert (conflict.data["broken"], conflict.data["closed"]) == ("on_loan_to_another", "loan1")


@pytest.mark.parametrize("reader", [1, 2], ids=["himself", "another"])
def test_a_loan_after_which_another_began_is_over(reader: int) -> None:
    newer = loan(reader=reader, started=AT + HOUR)
    _, changes = recorded(reader_file(), lent_file(newer))
    made = only(Loan, changes)
    assert (made.state, made.started, made.ended) == (LoanState.RETURNED, AT, AT + HOUR)
    assert written(Item, changes) == []
    assert event("offline-checkout", changes).data["broken"] == "over-already"


def test_a_loan_whose_book_came_back_since_is_over() -> None:
    back = item(last_returned=AT + HOUR)
    _, changes = recorded(reader_file(), book_file(back))
    assert only(Loan, changes).ended == AT + HOUR


def test_a_book_that_came_back_before_is_lent() -> None:
    _, changes = recorded(reader_file(), book_file(item(last_returned=AT - HOUR)))
    assert only(Loan, changes).state is LoanState.OPEN


LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "printed", "due"),
    [
        (LONG_AGO, LONG_AGO + 30 * DAY, end_of(TODAY + 30 * DAY)),
        (NOW - 8 * DAY, None, end_of(TODAY + 30 * DAY)),
        (NOW - 8 * DAY, PRINTED, PRINTED),
    ],
)
def test_a_loan_by_a_dead_clock_begins_now_and_is_for_staff(
    at: datetime, printed: datetime | None, due: datetime
) -> None:
    came_back = item(last_returned=NOW - DAY)
    _, changes = recorded(reader_file(), book_file(came_back), replace(COMMAND, at=at, due=printed))
    lent = only(Loan, changes)
    assert (lent.state, lent.started, lent.due) == (LoanState.OPEN, NOW, due)
    conflict = event("offline-checkout", changes)
    assert (conflict.data["broken"], conflict.data["lent_at"]) == ("clock-wrong", at.isoformat())


def test_what_a_dead_clock_tells_of_a_loan_that_stands_changes_nothing() -> None:
    lent = loan(started=NOW - DAY)
    dead = replace(COMMAND, at=NOW - 9000 * DAY)
    assert recorded(reader_file(loans=(lent,)), lent_file(lent), dead)[1] == Changes()


def test_another_reader_s_loan_ends_when_a_dead_clock_tells_of_the_next() -> None:
    other = loan(reader=2, started=NOW - DAY)
    dead = replace(COMMAND, at=NOW - 9000 * DAY, due=None)
    _, changes = recorded(reader_file(), lent_file(other, borrower=patron(2)), dead)
    closed, made = (one for one in written(Loan, changes) if isinstance(one, Loan))
    assert (closed.ended, made.started) == (NOW, NOW)
    assert event("offline-checkout", changes).data["broken"] == "on_loan_to_another clock-wrong"


@pytest.mark.parametrize(("days", "doubted"), [(60, False), (61, True), (2_900_000, True)])
def test_a_printed_date_far_beyond_the_terms_holds_and_is_for_staff(days: int, doubted: bool) -> None:  # noqa: FBT001
    due = end_of(TODAY + days * DAY)
    _, changes = recorded(reader_file(), book_file(), replace(COMMAND, due=due))
    assert only(Loan, changes).due == due
    broken = [one.data["broken"] for one in changes.events if one.kind == "offline-checkout"]
    assert broken == (["due-beyond-terms"] if doubted else [])
