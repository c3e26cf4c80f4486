"""Paying: money goes to fees to the fen, and one payment is taken once however often it is told."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from gateway.circulation.calendar import local_day
from gateway.circulation.history import patron_event
from gateway.circulation.situation import PatronFile, Setting
from gateway.circulation.standing import mistaken, owed
from gateway.model.changes import NOTHING, Changes, Record
from gateway.model.commands import Origin, PayFee
from gateway.model.loans import Fee, FeeKind, Loan, LoanState, Payment
from gateway.model.outcomes import PaymentOutcome
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.model.wording import yuan

replace = msgspec.structs.replace

#: How long a terminal may tell of one payment: what it could not send is sent again when the line is back,
#: within the day. Later the same number is another payment's: a machine numbers from 0001 after each restart.
TOLD_AGAIN_WITHIN: Final = timedelta(hours=24)


def pay(
    command: PayFee,
    origin: Origin,
    patron: PatronFile | Problem,
    earlier: Payment | None,
    setting: Setting,
    now: datetime,
) -> tuple[PaymentOutcome, Changes]:
    """Receive money for one fee, or for the oldest first.

    `earlier` is the last payment that this terminal told with this reference, within `TOLD_AGAIN_WITHIN`: the
    same reader's same amount is that payment told again. Another with its number is refused on the same day;
    on the next the machine has begun to number anew, and its money is in the box.

    Paying is never refused for a reader's standing, nor for a PIN that was not asked for: anybody may pay a
    reader's debts.
    """
    if isinstance(patron, Problem):
        return PaymentOutcome(problems=(patron,), reference=command.reference), NOTHING
    known = PaymentOutcome(
        patron=patron.patron.id,
        owed=owed(patron.fees),
        fees=patron.fees,
        reference=command.reference,
    )
    problems = mistaken(patron)
    if not problems and earlier is not None:
        if earlier.patron == known.patron and earlier.amount == command.amount:
            return _told_before(known, earlier), NOTHING
        if local_day(earlier.at, setting.zone) == local_day(now, setting.zone):
            problems = (Problem(ProblemCode.PAYMENT_CONFLICT, facts={"reference": command.reference}),)
    problems = problems or _problems(command, patron.fees)
    if problems:
        return replace(known, problems=problems), NOTHING
    return _paid(command, origin, known, patron, setting, now)


def _told_before(known: PaymentOutcome, earlier: Payment) -> PaymentOutcome:
    return replace(known, paid=earlier.amount, repeated=True, notices=_said(earlier.amount, known.owed))


def _problems(command: PayFee, fees: tuple[Fee, ...]) -> tuple[Problem, ...]:
    if command.amount <= 0:
        return (Problem(ProblemCode.AMOUNT_INVALID, "amount", facts={"value": yuan(command.amount)}),)
    meant = _meant(command, fees)
    if not fees:
        return (Problem(ProblemCode.NOTHING_OWED),)
    if not meant:
        return (Problem(ProblemCode.FEE_UNKNOWN, "fee", command.fee, {"fee": command.fee}),)
    if command.amount > owed(meant):
        return (Problem(ProblemCode.AMOUNT_TOO_MUCH, "amount", facts={"yuan": yuan(owed(meant))}),)
    return ()


def _meant(command: PayFee, fees: tuple[Fee, ...]) -> tuple[Fee, ...]:
    """The fees that the money is for."""
    return tuple(fee for fee in fees if not command.fee or fee.id == command.fee)


def _said(paid: int, left: int) -> tuple[Notice, ...]:
    notices = (Notice(NoticeCode.PAID, {"yuan": yuan(paid)}),)
    return (*notices, Notice(NoticeCode.STILL_OWED, {"yuan": yuan(left)})) if left else notices


def _paid(
    command: PayFee,
    origin: Origin,
    known: PaymentOutcome,
    patron: PatronFile,
    setting: Setting,
    now: datetime,
) -> tuple[PaymentOutcome, Changes]:
    left = command.amount
    parts: list[tuple[str, int]] = []
    settled: dict[str, Fee] = {}
    for fee in _meant(command, patron.fees):
        part = min(left, fee.owed)
        if part:
            parts.append((fee.id, part))
            settled[fee.id] = replace(fee, paid=fee.paid + part)
            left -= part
    payment = Payment(
        id=setting.new_id(),
        patron=patron.patron.id,
        amount=command.amount,
        kind=command.kind,
        reference=command.reference,
        at=now,
        terminal=origin.terminal,
        parts=tuple(parts),
    )
    after = tuple(settled.get(fee.id, fee) for fee in patron.fees)
    rest = owed(after)
    event = patron_event(
        "payment",
        payment.patron,
        origin,
        now,
        payment=payment.id,
        fen=payment.amount,
        paid_by=payment.kind,
        reference=payment.reference,
    )
    outcome = replace(
        known,
        paid=payment.amount,
        owed=rest,
        fees=tuple(fee for fee in after if fee.owed),
        notices=_said(payment.amount, rest),
    )
    records: tuple[Record, ...] = (payment, *settled.values(), *_replaced(patron.loans, after, now))
    return outcome, Changes(records=records, events=(event,))


def _replaced(loans: tuple[Loan, ...], fees: tuple[Fee, ...], now: datetime) -> tuple[Loan, ...]:
    """Loans of lost items whose replacement is paid: they are over, the item stays lost."""
    replaced = {fee.loan for fee in fees if fee.kind is FeeKind.REPLACEMENT and not fee.owed}
    return tuple(
        replace(loan, state=LoanState.RETURNED, ended=now)
        for loan in loans
        if loan.state is LoanState.LOST and loan.id in replaced
    )
