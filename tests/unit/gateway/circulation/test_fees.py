import pytest

from gateway.circulation.fees import pay
from gateway.circulation.situation import PatronFile
from gateway.model.changes import NOTHING, Changes
from gateway.model.commands import Origin, PayFee
from gateway.model.loans import Fee, FeeKind, Loan, LoanState, Payment, PaymentKind
from gateway.model.outcomes import PaymentOutcome
from gateway.model.problems import NoticeCode, Problem, ProblemCode
from tests.library import (
    HOUR,
    KIOSK,
    NOW,
    UNKNOWN_PATRON,
    codes,
    event,
    fee,
    loan,
    only,
    patron,
    patron_id,
    patron_ref,
    reader_file,
    replace,
    setting,
    told,
    written,
)

P = ProblemCode
OLD, NEW = fee("old", 300), fee("new", 500)
DEBTOR = reader_file(fees=(OLD, NEW))


def paid(
    amount: int,
    file: PatronFile | Problem = DEBTOR,
    *,
    fee: str = "",
    earlier: Payment | None = None,
    origin: Origin = KIOSK,
) -> tuple[PaymentOutcome, Changes]:
    command = PayFee(
        at=NOW, patron=patron_ref(), amount=amount, fee=fee, reference="BK1", kind=PaymentKind.WECHAT
    )
    return pay(command, origin, file, earlier, setting(), NOW)


@pytest.mark.parametrize(
    ("amount", "named", "parts", "left"),
    [
        (100, "", (("old", 100),), 700),
        (300, "", (("old", 300),), 500),
        (301, "", (("old", 300), ("new", 1)), 499),
        (800, "", (("old", 300), ("new", 500)), 0),
        (200, "new", (("new", 200),), 600),
    ],
)
def test_money_goes_where_it_is_meant_to_the_fen(
    amount: int, named: str, parts: tuple[tuple[str, int], ...], left: int
) -> None:
    outcome, changes = paid(amount, fee=named)
    payment = only(Payment, changes)
    assert (payment.amount, payment.parts) == (amount, parts)
    assert sum(part for _, part in payment.parts) == amount
    assert (outcome.paid, outcome.owed, outcome.reference) == (amount, left, "BK1")
    assert sum(one.owed for one in outcome.fees) == left
    fees = {one.id: one.paid for one in written(Fee, changes) if isinstance(one, Fee)}
    assert fees == dict(parts)
    assert told(outcome) == [NoticeCode.PAID, *([NoticeCode.STILL_OWED] if left else [])]
    assert event("payment", changes).data["fen"] == amount


@pytest.mark.parametrize(
    ("amount", "file", "named", "code"),
    [
        (0, DEBTOR, "", P.AMOUNT_INVALID),
        (-5, DEBTOR, "", P.AMOUNT_INVALID),
        (801, DEBTOR, "", P.AMOUNT_TOO_MUCH),
        (301, DEBTOR, "old", P.AMOUNT_TOO_MUCH),
        (100, DEBTOR, "none", P.FEE_UNKNOWN),
        (100, reader_file(), "", P.NOTHING_OWED),
        (100, reader_file(), "old", P.NOTHING_OWED),
        (100, UNKNOWN_PATRON, "", P.PATRON_UNKNOWN),
        (100, replace(DEBTOR, pin_ok=False), "", P.PIN_WRONG),
        (100, replace(DEBTOR, card_lost=True), "", P.CARD_LOST),
    ],
)
def test_what_is_not_taken(amount: int, file: PatronFile | Problem, named: str, code: ProblemCode) -> None:
    outcome, changes = paid(amount, file, fee=named)
    assert (codes(outcome), changes) == ([code], NOTHING)


def test_anybody_may_pay_a_reader_s_debts() -> None:
    outcome, _ = paid(100, origin=replace(KIOSK, pin_required=True))
    assert outcome.ok


EARLIER = Payment(id="p", patron=patron_id(), amount=100, kind=PaymentKind.CASH, reference="BK1", at=NOW)


def test_one_payment_is_taken_once_however_often_it_is_told() -> None:
    outcome, changes = paid(100, earlier=EARLIER)
    assert (outcome.ok, outcome.repeated, changes) == (True, True, NOTHING)
    assert (outcome.paid, outcome.owed) == (100, 800)


@pytest.mark.parametrize("other", [{"amount": 99}, {"patron": patron_id(2)}])
def test_one_reference_is_one_payment_on_one_day(other: dict[str, object]) -> None:
    before = replace(EARLIER, **other)
    outcome, changes = paid(100, earlier=before)
    assert (codes(outcome), changes) == ([P.PAYMENT_CONFLICT], NOTHING)
    # At ten in the morning; the machine began at 0001 again when it was switched on.
    outcome, changes = paid(100, earlier=replace(before, at=NOW - 11 * HOUR))
    assert (outcome.ok, only(Payment, changes).reference) == (True, "BK1")


def test_a_payment_is_known_again_on_the_next_morning() -> None:
    outcome, changes = paid(100, earlier=replace(EARLIER, at=NOW - 11 * HOUR))
    assert (outcome.repeated, changes) == (True, NOTHING)


@pytest.mark.parametrize(("amount", "over"), [(300, True), (299, False)])
def test_a_lost_book_that_is_paid_for_ends_its_loan(amount: int, over: bool) -> None:  # noqa: FBT001
    bill = fee("bill", 300, kind=FeeKind.REPLACEMENT, loan="loan1")
    lost, other = loan(1, state=LoanState.LOST), loan(2)
    outcome, changes = paid(amount, reader_file(patron(), fees=(bill,), loans=(lost, other)))
    assert outcome.ok
    ended = replace(lost, state=LoanState.RETURNED, ended=NOW)
    assert written(Loan, changes) == ([ended] if over else [])
