import pytest

from gateway.circulation.checkout import checkout
from gateway.circulation.policy import CategoryLimits, Rule
from gateway.circulation.situation import ItemFile, PatronFile
from gateway.model.changes import NOTHING, Changes
from gateway.model.commands import Checkout, Origin
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Fee, FeeKind, Loan
from gateway.model.outcomes import LoanOutcome
from gateway.model.problems import NoticeCode, Problem, ProblemCode
from tests.library import (
    DAY,
    HOUR,
    KIOSK,
    LIMITS,
    MINUTE,
    NOW,
    RULE,
    TODAY,
    UNKNOWN_ITEM,
    UNKNOWN_PATRON,
    book_file,
    codes,
    end_of,
    hold,
    item_ref,
    lent_file,
    loan,
    only,
    patron,
    patron_ref,
    reader_file,
    replace,
    setting,
    told,
)

P = ProblemCode
CHECKOUT = Checkout(at=NOW, patron=patron_ref(), item=item_ref())
RENEWAL_ALLOWED = replace(CHECKOUT, renewal_allowed=True)


def borrowed(
    patron_file: PatronFile | Problem,
    file: ItemFile | Problem,
    *,
    command: Checkout = CHECKOUT,
    origin: Origin = KIOSK,
    rule: Rule = RULE,
    limits: CategoryLimits = LIMITS,
) -> tuple[LoanOutcome, Changes]:
    return checkout(command, origin, patron_file, file, setting(rule, limits=limits), NOW)


def test_a_book_is_lent() -> None:
    outcome, changes = borrowed(reader_file(), book_file())
    assert outcome.ok
    assert outcome.loan == only(Loan, changes)
    assert outcome.loan is not None
    assert (outcome.loan.started, outcome.loan.due) == (NOW, end_of(TODAY + 30 * DAY))
    assert outcome.item == only(Item, changes)
    assert only(Item, changes).status is ItemStatus.CHARGED
    assert (outcome.patron, outcome.renewed, outcome.renewable) == (patron().id, False, True)
    assert told(outcome) == [NoticeCode.CHECKED_OUT, NoticeCode.LOANS_LEFT]


def test_a_kiosk_s_clock_does_not_matter() -> None:
    outcome, _ = borrowed(reader_file(), book_file(), command=replace(CHECKOUT, at=NOW - 9 * DAY))
    assert outcome.loan is not None
    assert outcome.loan.started == NOW


EXPIRED = patron(expires=TODAY - DAY)


@pytest.mark.parametrize(
    ("who", "what", "rule", "expected"),
    [
        (UNKNOWN_PATRON, book_file(), RULE, [P.PATRON_UNKNOWN]),
        (UNKNOWN_PATRON, UNKNOWN_ITEM, RULE, [P.PATRON_UNKNOWN]),
        (reader_file(), UNKNOWN_ITEM, RULE, [P.ITEM_UNKNOWN]),
        (reader_file(EXPIRED), UNKNOWN_ITEM, RULE, [P.ITEM_UNKNOWN, P.PATRON_EXPIRED]),
        (reader_file(EXPIRED, pin_ok=False), UNKNOWN_ITEM, RULE, [P.PIN_WRONG]),
        (reader_file(EXPIRED, pin_ok=False), lent_file(loan(reader=2)), RULE, [P.PIN_WRONG]),
        (reader_file(EXPIRED, card_lost=True), book_file(), RULE, [P.CARD_LOST]),
        (
            reader_file(EXPIRED),
            lent_file(loan(reader=2)),
            Rule(lendable=False, checkout_fee_fen=50),
            [P.PATRON_EXPIRED, P.ON_LOAN_TO_ANOTHER, P.REFERENCE_ONLY, P.FEE_TO_ACKNOWLEDGE],
        ),
        (reader_file(), lent_file(loan(reader=2)), RULE, [P.ON_LOAN_TO_ANOTHER]),
        (reader_file(), lent_file(), RULE, [P.ON_LOAN_TO_PATRON]),
    ],
)
def test_a_refusal_gives_every_reason_and_changes_nothing(
    who: PatronFile | Problem, what: ItemFile | Problem, rule: Rule, expected: list[ProblemCode]
) -> None:
    outcome, changes = borrowed(who, what, rule=rule)
    assert codes(outcome) == expected
    assert changes == NOTHING


def test_another_reader_s_loan_is_not_shown() -> None:
    assert borrowed(reader_file(), lent_file(loan(reader=2)))[0].loan is None
    assert borrowed(reader_file(), lent_file())[0].loan == loan()


def test_a_second_press_gets_the_same_answer_and_changes_nothing() -> None:
    lent = loan(started=NOW - MINUTE)
    for command in (CHECKOUT, RENEWAL_ALLOWED):
        outcome, changes = borrowed(reader_file(loans=(lent,)), lent_file(lent), command=command)
        assert (outcome.loan, outcome.renewed, changes) == (lent, False, NOTHING)
        assert told(outcome)[0] is NoticeCode.CHECKED_OUT


def test_a_second_checkout_later_is_a_renewal_where_that_is_allowed() -> None:
    outcome, changes = borrowed(reader_file(loans=(loan(),)), lent_file(), command=RENEWAL_ALLOWED)
    assert (outcome.ok, outcome.renewed) == (True, True)
    assert only(Loan, changes).renewals == 1


def test_or_is_refused_as_one() -> None:
    file = lent_file(queue=(hold(reader=2),))
    outcome, changes = borrowed(reader_file(loans=(loan(),)), file, command=RENEWAL_ALLOWED)
    assert codes(outcome) == [P.RENEWAL_WANTED_BY_OTHERS]
    assert (outcome.loan, changes) == (loan(), NOTHING)


CHARGED = Rule(checkout_fee_fen=50)


def test_a_fee_must_be_acknowledged() -> None:
    outcome, changes = borrowed(reader_file(), book_file(), rule=CHARGED)
    assert codes(outcome) == [P.FEE_TO_ACKNOWLEDGE]
    assert (outcome.fee, outcome.problems[0].facts, changes) == (50, {"yuan": "0.50"}, NOTHING)


def test_a_fee_that_was_acknowledged_is_owed() -> None:
    command = replace(CHECKOUT, fee_acknowledged=True)
    outcome, changes = borrowed(reader_file(), book_file(), rule=CHARGED, command=command)
    assert outcome.ok
    assert (only(Fee, changes).kind, only(Fee, changes).amount) == (FeeKind.RENTAL, 50)


def test_what_was_lent_off_line_is_recorded_not_judged() -> None:
    command = replace(CHECKOUT, no_block=True, at=NOW - HOUR)
    outcome, changes = borrowed(reader_file(EXPIRED), book_file(), command=command)
    assert told(outcome)[0] is NoticeCode.FORCED
    assert only(Loan, changes).started == NOW - HOUR


@pytest.mark.parametrize(
    ("command", "origin"),
    [
        (replace(CHECKOUT, no_block=True), KIOSK),
        (replace(CHECKOUT, no_block=True, at=NOW - HOUR), replace(KIOSK, may_force=False)),
    ],
)
def test_the_flag_alone_forces_nothing(command: Checkout, origin: Origin) -> None:
    outcome, changes = borrowed(reader_file(EXPIRED), book_file(), command=command, origin=origin)
    assert (codes(outcome), changes) == ([P.PATRON_EXPIRED], NOTHING)
