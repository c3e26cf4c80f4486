import pytest

from gateway.circulation.checkin import checkin
from gateway.circulation.policy import Rule
from gateway.circulation.situation import ItemFile
from gateway.model.changes import NOTHING, Changes
from gateway.model.commands import Checkin
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Fee, FeeKind, Hold, HoldState, Loan, LoanState
from gateway.model.outcomes import Alert, CheckinOutcome
from gateway.model.patrons import Patron
from gateway.model.problems import NoticeCode, Problem, ProblemCode
from tests.library import (
    DAY,
    HOUR,
    KIOSK,
    MINUTE,
    NOW,
    TODAY,
    UNKNOWN_ITEM,
    book_file,
    codes,
    end_of,
    event,
    fee,
    hold,
    item,
    item_ref,
    lent_file,
    loan,
    only,
    overdue_loan,
    patron,
    ready,
    replace,
    setting,
    told,
)

N = NoticeCode
CHECKIN = Checkin(at=NOW, item=item_ref(), returned=NOW)
GATE = replace(KIOSK, location="gate")


def back(
    file: ItemFile | Problem, command: Checkin = CHECKIN, *rules: Rule
) -> tuple[CheckinOutcome, Changes]:
    return checkin(command, KIOSK, file, setting(*rules), NOW)


def test_a_return_ends_its_loan_and_frees_its_item() -> None:
    outcome, changes = back(lent_file())
    assert outcome.ok
    assert outcome.loan == only(Loan, changes)
    assert (only(Loan, changes).state, only(Loan, changes).ended) == (LoanState.RETURNED, NOW)
    assert outcome.item == only(Item, changes)
    assert only(Item, changes).status is ItemStatus.AVAILABLE
    assert only(Item, changes).current_location == "hall"
    assert only(Item, changes).last_returned == NOW
    assert (outcome.alert, told(outcome)) == (None, [N.RETURNED])
    assert event("checkin", changes).data["loan"] == "loan1"


def test_another_branch_s_book_travels_home() -> None:
    outcome, changes = checkin(CHECKIN, GATE, lent_file(), setting(), NOW)
    assert (outcome.alert, outcome.destination) == (Alert.SEND_HOME, "stacks")
    assert only(Item, changes).status is ItemStatus.IN_TRANSIT
    assert told(outcome) == [N.RETURNED, N.SEND_TO]


def test_where_it_was_handed_in_counts_more_than_where_the_terminal_stands() -> None:
    outcome, _ = back(lent_file(), replace(CHECKIN, location="gate"))
    assert outcome.alert is Alert.SEND_HOME


def test_a_book_that_somebody_waits_for_is_set_aside() -> None:
    file = lent_file(queue=(hold(reader=2),), waiting={patron(2).id: patron(2)})
    outcome, changes = back(file)
    assert outcome.alert is Alert.HOLD_HERE
    assert outcome.hold == only(Hold, changes)
    assert outcome.hold_patron == patron(2)
    assert only(Hold, changes).pickup_by == end_of(TODAY + 7 * DAY)
    assert told(outcome) == [N.RETURNED, N.HOLD_FOR_PATRON]


def test_or_sent_to_him() -> None:
    outcome, changes = back(lent_file(queue=(hold(reader=2, pickup="gate"),)))
    assert (outcome.alert, outcome.destination) == (Alert.HOLD_ELSEWHERE, "gate")
    assert only(Hold, changes).state is HoldState.IN_TRANSIT
    assert told(outcome) == [N.RETURNED, N.SEND_TO]


def test_a_late_return_is_charged() -> None:
    outcome, changes = back(lent_file(overdue_loan(3)))
    assert outcome.fee == only(Fee, changes)
    assert only(Fee, changes).amount == 30
    assert told(outcome) == [N.RETURNED, N.OVERDUE_FEE]


def test_the_days_in_the_book_drop_are_not() -> None:
    command = replace(CHECKIN, returned=NOW - 2 * DAY)
    outcome, changes = back(lent_file(overdue_loan(3)), command)
    assert only(Fee, changes).amount == 10
    assert outcome.loan is not None
    assert outcome.loan.ended == NOW - 2 * DAY


def test_or_it_suspends_the_reader() -> None:
    outcome, changes = back(lent_file(overdue_loan(3)), CHECKIN, Rule(suspension_days_per_day=1))
    assert only(Patron, changes).blocks
    assert told(outcome) == [N.RETURNED, N.SUSPENDED_UNTIL]


@pytest.mark.parametrize("state", [LoanState.LOST, LoanState.CLAIMED_RETURNED])
def test_a_book_that_was_given_up_is_back(state: LoanState) -> None:
    bill = fee("bill", kind=FeeKind.REPLACEMENT, loan="loan1")
    file = lent_file(loan(state=state), item(status=ItemStatus.LOST), loan_fees=(bill,))
    _, changes = back(file)
    assert only(Loan, changes).state is LoanState.RETURNED
    assert only(Fee, changes).owed == 0
    assert only(Item, changes).status is ItemStatus.AVAILABLE


def test_a_book_that_was_not_lent_is_taken() -> None:
    outcome, changes = back(book_file(item(status=ItemStatus.MISSING)))
    assert (outcome.ok, told(outcome)) == (True, [N.RETURNED_NOT_ON_LOAN])
    assert only(Item, changes).status is ItemStatus.AVAILABLE
    assert event("checkin-not-on-loan", changes).data["status"] == "available"


def test_a_lost_book_whose_replacement_was_paid_turns_up() -> None:
    bill = fee("bill", kind=FeeKind.REPLACEMENT, loan="loan1", paid=300)
    over = loan(state=LoanState.RETURNED, ended=NOW - DAY)
    _, changes = back(book_file(item(status=ItemStatus.LOST), last_loan=over, loan_fees=(bill,)))
    assert event("refund-to-consider", changes).conflict


def test_a_held_book_read_again_gives_the_same_answer_and_changes_nothing() -> None:
    shelved = item(status=ItemStatus.ON_HOLD_SHELF, current_location="hall")
    outcome, changes = back(book_file(shelved, queue=(ready(),)))
    assert (outcome.alert, outcome.hold, changes) == (Alert.HOLD_HERE, ready(), NOTHING)


def test_a_book_arrives_where_its_reader_fetches_it() -> None:
    moving = hold(state=HoldState.IN_TRANSIT, caught=item().id)
    here = item(status=ItemStatus.IN_TRANSIT, current_location="gate", destination="hall")
    outcome, changes = back(book_file(here, queue=(moving,)))
    assert outcome.alert is Alert.HOLD_HERE
    assert only(Hold, changes).state is HoldState.READY


def test_a_book_arrives_home() -> None:
    here = item(status=ItemStatus.IN_TRANSIT, current_location="gate", destination="stacks")
    outcome, changes = back(book_file(here))
    assert outcome.alert is None
    assert (only(Item, changes).status, only(Item, changes).destination) == (ItemStatus.AVAILABLE, "")


def test_a_live_machine_puts_an_unknown_item_aside() -> None:
    outcome, changes = back(UNKNOWN_ITEM)
    assert codes(outcome) == [ProblemCode.ITEM_UNKNOWN]
    assert (outcome.alert, changes) == (Alert.OTHER, NOTHING)


@pytest.mark.parametrize("owner", [None, "NJU"])
def test_an_off_line_machine_has_taken_it(owner: str | None) -> None:
    ref = replace(item_ref(), owner=replace(item().id.owner, value=owner) if owner else None)
    outcome, changes = back(UNKNOWN_ITEM, replace(CHECKIN, no_block=True, item=ref))
    assert (outcome.ok, outcome.alert) == (True, Alert.OTHER)
    assert told(outcome) == [N.RETURNED_UNKNOWN_ITEM]
    conflict = event("unknown-item-returned", changes)
    assert (conflict.conflict, conflict.data["owner"]) == (True, owner)


@pytest.mark.parametrize("no_block", [True, False])
def test_a_late_report_never_ends_a_newer_loan(no_block: bool) -> None:  # noqa: FBT001
    newer = loan(started=NOW - 30 * MINUTE)
    command = replace(CHECKIN, returned=NOW - HOUR, no_block=no_block)
    outcome, changes = back(lent_file(newer), command)
    assert (outcome.ok, outcome.alert, outcome.loan) == (True, Alert.OTHER, None)
    assert told(outcome) == [N.RETURNED_LATE_REPORT]
    assert changes.records == ()
    conflict = event("late-return", changes)
    assert (conflict.conflict, conflict.data["open_loan"]) == (True, newer.id)


def test_a_kiosk_whose_clock_is_behind_still_ends_a_loan() -> None:
    newer = loan(started=NOW - 30 * MINUTE)
    behind = replace(CHECKIN, at=NOW - 8 * HOUR, returned=NOW - 8 * HOUR)
    outcome, _ = back(lent_file(newer), behind)
    assert outcome.loan is not None
    assert outcome.loan.ended == newer.started


@pytest.mark.parametrize("may_force", [True, False])
def test_a_kiosk_that_always_sets_no_block_still_ends_a_loan(may_force: bool) -> None:  # noqa: FBT001
    newer = loan(started=NOW - 2 * MINUTE)
    behind = Checkin(at=NOW - 5 * MINUTE, returned=NOW - 5 * MINUTE, item=item_ref(), no_block=True)
    outcome, changes = checkin(behind, replace(KIOSK, may_force=may_force), lent_file(newer), setting(), NOW)
    assert (outcome.loan, outcome.alert) == (only(Loan, changes), None)
    assert not event("checkin", changes).conflict


def test_a_return_with_the_date_of_a_dead_clock_ends_nothing_and_is_for_staff() -> None:
    dead = Checkin(at=NOW - 9000 * DAY, returned=NOW - 9000 * DAY, item=item_ref(), no_block=True)
    outcome, changes = back(lent_file(), dead)
    assert (outcome.ok, outcome.alert, outcome.loan, changes.records) == (True, Alert.OTHER, None, ())
    conflict = event("late-return", changes)
    assert conflict.conflict
    assert conflict.data["returned"] == (NOW - 9000 * DAY).isoformat()


def test_a_return_of_a_month_ago_ends_the_loan_that_was_open_then() -> None:
    long_ago = Checkin(at=NOW - 20 * DAY, returned=NOW - 20 * DAY, item=item_ref(), no_block=True)
    outcome, _ = back(lent_file(loan(started=NOW - 25 * DAY)), long_ago)
    assert outcome.loan is not None
    assert outcome.loan.ended == NOW - 20 * DAY


def test_the_item_knows_which_loan_its_last_return_ended() -> None:
    _, changes = back(lent_file())
    returned = only(Item, changes)
    assert returned.returned_loan == "loan1"
    _, changes = back(book_file(returned))
    assert only(Item, changes).returned_loan == ""


def test_a_return_that_is_reported_late_does_not_turn_the_item_s_clock_back() -> None:
    command = replace(CHECKIN, no_block=True, returned=NOW - 5 * HOUR)
    _, changes = back(book_file(item(last_returned=NOW - HOUR)), command)
    assert only(Item, changes).last_returned == NOW - HOUR


WEEK_LATE = overdue_loan(7, state=LoanState.CLAIMED_RETURNED, reported_at=NOW - 5 * DAY)


def test_a_book_that_its_reader_said_he_had_returned_is_found() -> None:
    outcome, changes = back(lent_file(WEEK_LATE, item(status=ItemStatus.CLAIMED_RETURNED)))
    assert outcome.fee is not None
    assert outcome.fee.amount == 20
    assert only(Item, changes).status is ItemStatus.AVAILABLE
    assert (only(Loan, changes).state, only(Loan, changes).reported_at) == (LoanState.RETURNED, None)


def test_a_copy_that_is_read_in_the_library_is_not_caught() -> None:
    outcome, changes = back(
        book_file(queue=(hold(),)), CHECKIN, Rule(), Rule(location="stacks", lendable=False)
    )
    assert (outcome.alert, outcome.hold) == (None, None)
    assert only(Item, changes).status is ItemStatus.AVAILABLE


@pytest.mark.parametrize(
    "file", [lent_file(queue=(hold(expires=NOW - DAY),)), book_file(queue=(hold(expires=NOW - DAY),))]
)
def test_a_hold_that_is_found_dead_is_put_down(file: ItemFile) -> None:
    _, changes = back(file)
    assert only(Hold, changes).state is HoldState.EXPIRED
    assert event("hold-expired", changes).data["hold"] == "hold2"


def test_at_a_branch_that_is_neither_home_nor_pickup_it_goes_on_to_its_reader() -> None:
    moving = hold(state=HoldState.IN_TRANSIT, caught=item().id, pickup="hall")
    book = item(status=ItemStatus.IN_TRANSIT, current_location="gate", destination="hall")
    far = replace(KIOSK, location="far")
    outcome, changes = checkin(CHECKIN, far, book_file(book, queue=(moving,)), setting(), NOW)
    assert (outcome.alert, outcome.destination) == (Alert.HOLD_ELSEWHERE, "hall")
    assert (only(Item, changes).status, only(Item, changes).current_location) == (
        ItemStatus.IN_TRANSIT,
        "far",
    )
    outcome, _ = checkin(CHECKIN, far, book_file(), setting(), NOW)
    assert (outcome.alert, outcome.destination) == (Alert.SEND_HOME, "stacks")
