from gateway.circulation.policy import Rule
from gateway.circulation.returning import close_loan, drop_loss, found_with_reader, waive
from gateway.model.loans import Fee, FeeKind, LoanState
from gateway.model.patrons import Patron
from tests.library import (
    DAY,
    KIOSK,
    NOW,
    fee,
    lent_file,
    loan,
    overdue_loan,
    patron,
    replace,
    setting,
)

REPLACEMENT = fee("replacement", 4500, kind=FeeKind.REPLACEMENT, loan="loan1")


def test_a_loan_ends_where_and_when_its_item_came_back() -> None:
    closed = close_loan(lent_file(), loan(), NOW, KIOSK, setting(), NOW)
    assert closed.loan == replace(
        loan(), state=LoanState.RETURNED, ended=NOW, terminal_returned=KIOSK.terminal
    )
    assert closed.records == (closed.loan,)
    assert (closed.fee, closed.events, closed.notices) == (None, (), ())


def test_overdue_days_are_charged() -> None:
    late = overdue_loan(3)
    closed = close_loan(lent_file(late), late, NOW, KIOSK, setting(), NOW)
    assert closed.fee is not None
    assert closed.fee.amount == 30
    assert closed.records == (closed.loan, closed.fee)
    assert len(closed.notices) == 1


def test_or_the_reader_is_suspended() -> None:
    late = overdue_loan(3)
    closed = close_loan(lent_file(late), late, NOW, KIOSK, setting(Rule(suspension_days_per_day=1)), NOW)
    assert [type(record) for record in closed.records] == [type(late), Patron]


def test_what_a_loss_had_cost_is_dropped() -> None:
    lost = loan(state=LoanState.LOST)
    closed = close_loan(lent_file(lost, loan_fees=(REPLACEMENT,)), lost, NOW, KIOSK, setting(), NOW)
    (dropped,) = (record for record in closed.records if isinstance(record, Fee))
    assert (dropped.id, dropped.owed, dropped.waived) == ("replacement", 0, 4500)
    assert closed.events == ()


def test_what_was_paid_for_a_loss_is_for_staff_to_give_back() -> None:
    paid = replace(REPLACEMENT, paid=4500)
    part = fee("processing", 500, kind=FeeKind.PROCESSING, loan="loan1", paid=100)
    other = fee("other", 100, loan="loan1", paid=100)
    waived, events = drop_loss(lent_file(loan_fees=(paid, part, other)), KIOSK, NOW)
    assert waived == (replace(part, waived=400),)
    (refund,) = events
    assert (refund.kind, refund.conflict, refund.data["fen"]) == ("refund-to-consider", True, 4600)
    assert refund.data["patron"] == str(patron().id)


def test_a_waived_fee_owes_nothing_and_keeps_what_was_paid() -> None:
    assert waive(replace(REPLACEMENT, paid=500, waived=1000)) == replace(REPLACEMENT, paid=500, waived=4000)


def test_a_claim_ends_with_the_loan_and_a_loss_is_remembered() -> None:
    claimed = loan(state=LoanState.CLAIMED_RETURNED, reported_at=NOW - DAY)
    lost = loan(state=LoanState.LOST, reported_at=NOW - DAY)
    for before, since in ((claimed, None), (lost, NOW - DAY)):
        assert close_loan(lent_file(before), before, NOW, KIOSK, setting(), NOW).loan.reported_at == since
        assert found_with_reader(before) == loan(reported_at=since)


def test_a_refund_long_after_names_nobody() -> None:
    paid = replace(REPLACEMENT, paid=4500)
    forgotten = replace(paid, patron=replace(paid.patron, number=""))
    _, (refund,) = drop_loss(lent_file(loan_fees=(forgotten,)), KIOSK, NOW)
    assert refund.data["patron"] is None
