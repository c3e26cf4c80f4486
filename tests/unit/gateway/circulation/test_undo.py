import pytest

from gateway.circulation.situation import ItemFile, PatronFile
from gateway.circulation.undo import undo_checkin, undo_checkout
from gateway.model.changes import NOTHING
from gateway.model.commands import UndoCheckin, UndoCheckout
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Fee, FeeKind, Hold, HoldState, Loan, LoanState
from gateway.model.patrons import BlockReason, Patron, PatronBlock
from gateway.model.problems import NoticeCode, Problem, ProblemCode
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
    codes,
    event,
    fee,
    hold,
    item,
    item_ref,
    lent_file,
    loan,
    only,
    patron,
    patron_ref,
    reader_file,
    ready,
    replace,
    setting,
    told,
    written,
)

P = ProblemCode
UNDO = UndoCheckout(at=NOW, patron=patron_ref(), item=item_ref())
JUST = NOW - MINUTE
FRESH = loan(started=JUST)
RENEWED = loan(renewals=2, renewed_at=JUST, previous_due=NOW + DAY)


def test_a_checkout_is_taken_back() -> None:
    rent = fee("rent", kind=FeeKind.RENTAL, loan="loan1", created=JUST)
    outcome, changes = undo_checkout(
        UNDO, KIOSK, reader_file(), lent_file(FRESH, loan_fees=(rent,)), setting(), NOW
    )
    assert (only(Loan, changes).state, only(Loan, changes).ended) == (LoanState.UNDONE, NOW)
    assert only(Item, changes).status is ItemStatus.AVAILABLE
    assert only(Fee, changes).owed == 0
    assert (outcome.loan, told(outcome)) == (only(Loan, changes), [NoticeCode.UNDONE])
    assert event("checkout-undone", changes).data["loan"] == "loan1"


@pytest.mark.parametrize(
    ("before", "state", "status"),
    [
        (ready(reader=1), HoldState.READY, ItemStatus.ON_HOLD_SHELF),
        (ready(reader=1, pickup_by=None), HoldState.IN_TRANSIT, ItemStatus.IN_TRANSIT),
        (hold(reader=1), HoldState.QUEUED, ItemStatus.AVAILABLE),
    ],
)
def test_its_reader_waits_again(before: Hold, state: HoldState, status: ItemStatus) -> None:
    file = lent_file(FRESH, taken_hold=replace(before, state=HoldState.FULFILLED))
    _, changes = undo_checkout(UNDO, KIOSK, reader_file(), file, setting(), NOW)
    assert only(Hold, changes) == replace(before, state=state)
    assert only(Item, changes).status is status
    assert only(Item, changes).destination == ("hall" if status is ItemStatus.IN_TRANSIT else "")


def test_unless_he_gave_his_hold_up() -> None:
    file = lent_file(FRESH, taken_hold=hold(reader=1, state=HoldState.CANCELLED))
    _, changes = undo_checkout(UNDO, KIOSK, reader_file(), file, setting(), NOW)
    assert written(Hold, changes) == []


def test_a_renewal_is_taken_back() -> None:
    fine = fee("fine", kind=FeeKind.OVERDUE, loan="loan1", created=JUST)
    older = replace(fine, id="older", created=JUST - DAY)
    block = PatronBlock(reason=BlockReason.SUSPENDED, since=JUST, until=TODAY + DAY)
    outcome, changes = undo_checkout(
        UNDO,
        KIOSK,
        reader_file(patron(blocks=(block,))),
        lent_file(RENEWED, loan_fees=(fine, older)),
        setting(),
        NOW,
    )
    assert only(Loan, changes) == replace(
        RENEWED, renewals=1, renewed_at=None, previous_due=None, due=NOW + DAY
    )
    assert only(Fee, changes).id == "fine"
    assert only(Patron, changes).blocks == ()
    assert outcome.ok
    assert event("renewal-undone", changes).data["loan"] == "loan1"


@pytest.mark.parametrize(
    ("who", "file", "code"),
    [
        (UNKNOWN_PATRON, UNKNOWN_ITEM, P.PATRON_UNKNOWN),
        (reader_file(), UNKNOWN_ITEM, P.ITEM_UNKNOWN),
        (reader_file(), book_file(), P.NOTHING_TO_UNDO),
        (reader_file(), lent_file(loan(started=JUST, reader=2)), P.NOTHING_TO_UNDO),
        (reader_file(), lent_file(loan(started=JUST, state=LoanState.LOST)), P.NOTHING_TO_UNDO),
        (reader_file(), lent_file(loan(started=NOW - HOUR)), P.NOTHING_TO_UNDO),
        (reader_file(), lent_file(loan(started=JUST, renewals=1)), P.NOTHING_TO_UNDO),
        (reader_file(), lent_file(replace(RENEWED, renewed_at=NOW - HOUR)), P.NOTHING_TO_UNDO),
    ],
)
def test_what_can_t_be_taken_back(
    who: PatronFile | Problem, file: ItemFile | Problem, code: ProblemCode
) -> None:
    outcome, changes = undo_checkout(UNDO, KIOSK, who, file, setting(), NOW)
    assert (codes(outcome), changes) == ([code], NOTHING)


BACK = UndoCheckin(at=NOW, item=item_ref())
OVER = loan(state=LoanState.RETURNED, ended=JUST, terminal_returned="kiosk1")
FINE = fee("fine", 30, kind=FeeKind.OVERDUE, loan="loan1", created=JUST)
RETURNED = book_file(item(last_returned=JUST, returned_loan="loan1"), last_loan=OVER, borrower=patron())


def test_a_checkin_is_taken_back() -> None:
    file = replace(RETURNED, loan_fees=(FINE,), queue=(ready(reader=2), hold(reader=3)))
    outcome, changes = undo_checkin(BACK, KIOSK, file, setting(), NOW)
    assert only(Loan, changes) == loan()
    assert (only(Item, changes).status, only(Item, changes).last_returned) == (ItemStatus.CHARGED, None)
    assert only(Item, changes).returned_loan == ""
    waiting = only(Hold, changes)
    assert (waiting.id, waiting.state, waiting.caught) == ("hold2", HoldState.QUEUED, None)
    assert only(Fee, changes).owed == 0
    assert written(Patron, changes) == []
    assert (outcome.loan, told(outcome)) == (loan(), [NoticeCode.UNDONE])
    assert [one.kind for one in changes.events] == ["checkin-undone"]


def test_its_suspension_is_lifted() -> None:
    kept = PatronBlock(reason=BlockReason.SUSPENDED, since=NOW - DAY, until=TODAY + DAY)
    made = replace(kept, since=JUST)
    file = replace(RETURNED, borrower=patron(blocks=(kept, made)))
    _, changes = undo_checkin(BACK, KIOSK, file, setting(), NOW)
    assert only(Patron, changes).blocks == (kept,)


def test_a_fine_that_was_paid_is_for_staff_to_give_back() -> None:
    file = replace(RETURNED, loan_fees=(replace(FINE, paid=30),), borrower=None)
    _, changes = undo_checkin(BACK, KIOSK, file, setting(), NOW)
    assert event("refund-to-consider", changes).data["fen"] == 30


def test_a_return_that_was_dated_back_counts_from_when_it_came() -> None:
    dated = replace(RETURNED, last_loan=replace(OVER, ended=NOW - DAY))
    assert undo_checkin(BACK, KIOSK, dated, setting(), NOW)[0].ok


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (UNKNOWN_ITEM, P.ITEM_UNKNOWN),
        (book_file(), P.NOTHING_TO_UNDO),
        (lent_file(), P.NOTHING_TO_UNDO),
        (
            book_file(item(returned_loan="loan1"), last_loan=replace(OVER, ended=NOW - HOUR)),
            P.NOTHING_TO_UNDO,
        ),
        # It came back days ago; what was read just now was on loan to nobody.
        (book_file(item(last_returned=JUST), last_loan=OVER), P.NOTHING_TO_UNDO),
        (book_file(item(last_returned=JUST, returned_loan="loan0"), last_loan=OVER), P.NOTHING_TO_UNDO),
    ],
)
def test_what_return_can_t_be_taken_back(file: ItemFile | Problem, code: ProblemCode) -> None:
    outcome, changes = undo_checkin(BACK, KIOSK, file, setting(), NOW)
    assert (codes(outcome), changes) == ([code], NOTHING)
