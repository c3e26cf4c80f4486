import pytest

from gateway.circulation.calendar import OpenDays, Weekday
from gateway.circulation.overdue import NO_CHARGE, charge
from gateway.circulation.policy import Rule
from gateway.model.loans import FeeKind, LoanState
from gateway.model.patrons import BlockReason, PatronBlock
from gateway.model.problems import NoticeCode
from tests.library import DAY, NOW, TODAY, item, loan, overdue_loan, patron, setting

TEN_FEN = Rule(fine_per_day_fen=10)
PAUSE = Rule(suspension_days_per_day=2)


@pytest.mark.parametrize(
    ("rule", "days", "fen"),
    [
        (TEN_FEN, 4, 40),
        (Rule(fine_per_day_fen=10, fine_cap_fen=25), 4, 25),
        (Rule(fine_per_day_fen=10, grace_days=3), 4, 10),
    ],
)
def test_a_fine_by_the_day(rule: Rule, days: int, fen: int) -> None:
    borne = charge(overdue_loan(days), patron(), item(), NOW, setting(rule), NOW)
    assert borne.fee is not None
    assert (borne.fee.amount, borne.fee.kind, borne.fee.loan) == (fen, FeeKind.OVERDUE, "loan1")
    assert [notice.code for notice in borne.notices] == [NoticeCode.OVERDUE_FEE]


@pytest.mark.parametrize(
    ("rule", "lent"),
    [
        (TEN_FEN, loan()),
        (Rule(fine_per_day_fen=10, grace_days=4), overdue_loan(4)),
        (Rule(fine_per_day_fen=10, fine_cap_fen=0), overdue_loan(4)),
        (Rule(suspension_days_per_day=1, suspension_cap_days=0), overdue_loan(4)),
        (Rule(), overdue_loan(4)),
    ],
    ids=["in time", "grace", "nothing to pay", "no time out", "no terms"],
)
def test_what_costs_nothing(rule: Rule, lent: object) -> None:
    assert charge(lent, patron(), item(), NOW, setting(rule), NOW) == NO_CHARGE  # type: ignore[arg-type]


def test_closing_days_are_not_charged() -> None:
    weekend = OpenDays(weekly=(Weekday.SATURDAY, Weekday.SUNDAY))
    borne = charge(overdue_loan(4), patron(), item(), NOW, setting(TEN_FEN, calendar=weekend), NOW)
    assert borne.days == 2


@pytest.mark.parametrize(("cap", "length"), [(None, 8), (5, 5)])
def test_a_time_without_borrowing(cap: int | None, length: int) -> None:
    rule = Rule(suspension_days_per_day=2, suspension_cap_days=cap)
    borne = charge(overdue_loan(4), patron(), item(), NOW - DAY * 0, setting(rule), NOW)
    assert borne.fee is None
    assert borne.patron is not None
    (block,) = borne.patron.blocks
    assert (block.reason, block.since, block.until) == (BlockReason.SUSPENDED, NOW, TODAY + length * DAY)
    assert [notice.code for notice in borne.notices] == [NoticeCode.SUSPENDED_UNTIL]


def test_suspensions_are_suffered_one_after_the_other() -> None:
    running = PatronBlock(reason=BlockReason.SUSPENDED, since=NOW - DAY, until=TODAY + 10 * DAY)
    borne = charge(overdue_loan(1), patron(blocks=(running,)), item(), NOW, setting(PAUSE), NOW)
    assert borne.patron is not None
    assert borne.patron.blocks[-1].until == TODAY + 12 * DAY


def test_nobody_can_be_suspended_who_is_not_known() -> None:
    assert charge(overdue_loan(4), None, item(), NOW, setting(PAUSE), NOW) == NO_CHARGE


LOST, CLAIMED, OPEN = LoanState.LOST, LoanState.CLAIMED_RETURNED, LoanState.OPEN


@pytest.mark.parametrize(
    ("state", "reported", "fen"),
    [
        # Six days overdue today. What its loss was charged with is not charged again …
        (LOST, 2, 20),
        (LOST, 6, 60),
        (LOST, None, 60),
        (OPEN, 2, 20),
        # … and no day counts after the reader said that he had returned it.
        (CLAIMED, 2, 40),
        (CLAIMED, 0, 60),
    ],
)
def test_days_after_a_loss_or_a_claim(state: LoanState, reported: int | None, fen: int) -> None:
    since = None if reported is None else NOW - reported * DAY
    lent = overdue_loan(6, state=state, reported_at=since)
    borne = charge(lent, patron(), item(), NOW, setting(TEN_FEN), NOW)
    assert borne.fee is not None
    assert borne.fee.amount == fen
    assert borne.days * 10 == fen


def test_the_cap_is_the_loan_s_and_not_each_charge_s() -> None:
    capped = Rule(fine_per_day_fen=10, fine_cap_fen=50)
    lost = overdue_loan(6, state=LOST, reported_at=NOW - 2 * DAY)
    borne = charge(lost, patron(), item(), NOW, setting(capped), NOW)
    assert borne.fee is not None
    assert borne.fee.amount == 10


def test_a_book_that_came_back_before_its_loss_was_declared_costs_no_more() -> None:
    lost = overdue_loan(6, state=LOST, reported_at=NOW)
    assert charge(lost, patron(), item(), NOW - 2 * DAY, setting(TEN_FEN), NOW) == NO_CHARGE
