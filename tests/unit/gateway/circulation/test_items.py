import pytest

from gateway.circulation.items import claim_returned, declare_lost, update_item
from gateway.circulation.policy import Rule
from gateway.circulation.situation import ItemFile
from gateway.model.changes import NOTHING
from gateway.model.commands import ClaimReturned, DeclareLost, UpdateItem
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Fee, FeeKind, Loan, LoanState
from gateway.model.patrons import Patron
from gateway.model.problems import NoticeCode, Problem, ProblemCode
from tests.library import (
    DAY,
    KIOSK,
    NOW,
    UNKNOWN_ITEM,
    book_file,
    codes,
    event,
    item,
    item_ref,
    lent_file,
    loan,
    only,
    overdue_loan,
    policy,
    setting,
    told,
    written,
)

P = ProblemCode
UPDATE = UpdateItem(at=NOW, item=item_ref(), current_shelf="A-3", permanent_location="reading", properties="")


def test_what_is_named_is_corrected_and_nothing_else() -> None:
    outcome, changes = update_item(UPDATE, KIOSK, book_file(), setting(), NOW)
    assert only(Item, changes) == item(current_shelf="A-3", permanent_location="reading")
    assert (outcome.item, told(outcome)) == (only(Item, changes), [NoticeCode.ITEM_UPDATED])
    assert event("item-updated", changes).data == {
        "current_shelf": "A-3",
        "permanent_location": "reading",
    }


def test_what_was_so_already_is_not_written() -> None:
    command = UpdateItem(at=NOW, item=item_ref(), current_location="stacks")
    outcome, changes = update_item(command, KIOSK, book_file(), setting(), NOW)
    assert (outcome.ok, changes) == (True, NOTHING)


def test_an_unknown_item_is_not_corrected() -> None:
    outcome, changes = update_item(UPDATE, KIOSK, UNKNOWN_ITEM, setting(), NOW)
    assert (codes(outcome), changes) == ([P.ITEM_UNKNOWN], NOTHING)


LOST = DeclareLost(at=NOW, item=item_ref())


@pytest.mark.parametrize(
    ("price", "percent", "fen"), [(4500, 100, 4500), (4500, 300, 13500), (101, 50, 51), (None, 300, 5000)]
)
def test_a_lost_book_is_charged(price: int | None, percent: int, fen: int) -> None:
    here = setting(policy=policy(replacement_percent=percent))
    file = lent_file(book=item(status=ItemStatus.CHARGED, price_fen=price))
    outcome, changes = declare_lost(LOST, KIOSK, file, here, NOW)
    assert (only(Fee, changes).kind, only(Fee, changes).amount) == (FeeKind.REPLACEMENT, fen)
    assert only(Loan, changes).state is LoanState.LOST
    assert only(Item, changes).status is ItemStatus.LOST
    assert (outcome.fee, outcome.loan) == (only(Fee, changes), only(Loan, changes))
    assert event("declared-lost", changes).data["fen"] == fen


def test_and_its_processing() -> None:
    here = setting(policy=policy(processing_fen=500))
    outcome, changes = declare_lost(LOST, KIOSK, lent_file(), here, NOW)
    assert [fee.amount for fee in written(Fee, changes) if isinstance(fee, Fee)] == [4500, 500]
    assert outcome.notices[0].facts == {"yuan": "50.00"}


def test_and_the_days_that_it_was_overdue() -> None:
    late = overdue_loan(3)
    outcome, changes = declare_lost(LOST, KIOSK, lent_file(late), setting(), NOW)
    assert [fee.amount for fee in written(Fee, changes) if isinstance(fee, Fee)] == [4500, 30]
    assert told(outcome) == [NoticeCode.LOST_DECLARED, NoticeCode.OVERDUE_FEE]
    assert outcome.notices[0].facts == {"yuan": "45.00"}
    assert only(Loan, changes).reported_at == NOW
    _, changes = declare_lost(LOST, KIOSK, lent_file(late), setting(Rule(suspension_days_per_day=1)), NOW)
    assert len(only(Patron, changes).blocks) == 1


def test_a_library_may_charge_nothing() -> None:
    here = setting(policy=policy(replacement_percent=0))
    outcome, changes = declare_lost(LOST, KIOSK, lent_file(), here, NOW)
    assert (outcome.ok, outcome.fee, written(Fee, changes)) == (True, None, [])


CLAIM = ClaimReturned(at=NOW, item=item_ref())


def test_a_reader_says_that_he_returned_it() -> None:
    outcome, changes = claim_returned(CLAIM, KIOSK, lent_file(), setting(), NOW)
    assert only(Loan, changes).state is LoanState.CLAIMED_RETURNED
    assert only(Item, changes).status is ItemStatus.CLAIMED_RETURNED
    assert only(Loan, changes).reported_at == NOW
    assert told(outcome) == [NoticeCode.CLAIM_NOTED]
    assert event("claimed-returned", changes).conflict


def test_what_he_said_first_counts() -> None:
    before = loan(state=LoanState.CLAIMED_RETURNED, reported_at=NOW - DAY)
    _, changes = claim_returned(CLAIM, KIOSK, lent_file(before), setting(), NOW)
    assert only(Loan, changes) == before


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (UNKNOWN_ITEM, P.ITEM_UNKNOWN),
        (book_file(), P.NOT_ON_LOAN),
        (lent_file(loan(state=LoanState.LOST)), P.ITEM_LOST),
    ],
)
def test_what_is_neither_lost_nor_claimed(file: ItemFile | Problem, code: ProblemCode) -> None:
    outcome, changes = declare_lost(LOST, KIOSK, file, setting(), NOW)
    assert (codes(outcome), changes) == ([code], NOTHING)
    outcome, changes = claim_returned(CLAIM, KIOSK, file, setting(), NOW)
    assert (codes(outcome), changes) == ([code], NOTHING)
