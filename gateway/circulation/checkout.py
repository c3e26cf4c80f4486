"""Checkout: lending an item to a reader."""

from datetime import datetime

import msgspec

from gateway.circulation.lending import is_second_press, item_problems, lend, loan_notices
from gateway.circulation.offline import record_checkout
from gateway.circulation.renewal import lengthen, renewable, renewal_problems
from gateway.circulation.situation import ItemFile, PatronFile, Setting
from gateway.circulation.standing import Activity, against, unproved
from gateway.circulation.terms import due_from
from gateway.circulation.timing import is_forced
from gateway.model.changes import NOTHING, Changes
from gateway.model.commands import Checkout, Origin
from gateway.model.loans import Loan
from gateway.model.outcomes import LoanOutcome
from gateway.model.problems import NoticeCode, Problem, ProblemCode
from gateway.model.wording import yuan

replace = msgspec.structs.replace


def checkout(
    command: Checkout,
    origin: Origin,
    patron: PatronFile | Problem,
    file: ItemFile | Problem,
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    """Lend an item, or say every reason why not, most telling first.

    What an off-line terminal has already lent is not judged (`gateway.circulation.offline`). The loan begins
    now: a kiosk's clock is not trusted.
    """
    if is_forced(command.at, origin, now, no_block=command.no_block):
        return record_checkout(command, origin, patron, file, setting, now)
    if isinstance(patron, Problem) or isinstance(file, Problem):
        return _unknown(patron, file, origin, setting, now), NOTHING
    known = LoanOutcome(patron=patron.patron.id, item=file.item)
    unknown = unproved(patron, origin)
    if unknown:
        return replace(known, problems=unknown), NOTHING
    loan = file.loan
    if loan is not None and loan.patron == patron.patron.id:
        if is_second_press(loan, setting, now):
            return _same_again(known, patron, file, loan, setting, now), NOTHING
        if command.renewal_allowed:
            return _renewed(known, patron, file, loan, origin, setting, now)
    return _lent(command, known, patron, file, origin, setting, now)


def _unknown(
    patron: PatronFile | Problem,
    file: ItemFile | Problem,
    origin: Origin,
    setting: Setting,
    now: datetime,
) -> LoanOutcome:
    """The answer where the reader or the item is not known; what can be said of the other is said too."""
    if isinstance(patron, Problem):
        item = file.item if isinstance(file, ItemFile) else None
        return LoanOutcome(problems=(patron,), item=item)
    problems = unproved(patron, origin)
    if not problems:
        unknown = (file,) if isinstance(file, Problem) else ()
        problems = (*unknown, *against(patron, Activity.BORROW, setting, now))
    return LoanOutcome(problems=problems, patron=patron.patron.id)


def _same_again(
    known: LoanOutcome, patron: PatronFile, file: ItemFile, loan: Loan, setting: Setting, now: datetime
) -> LoanOutcome:
    return replace(
        known,
        loan=loan,
        renewable=renewable(loan, setting.rule(patron.patron, file.item)),
        notices=loan_notices(NoticeCode.CHECKED_OUT, patron, loan, file.item, setting, now),
    )


def _renewed(
    known: LoanOutcome,
    patron: PatronFile,
    file: ItemFile,
    loan: Loan,
    origin: Origin,
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    rule = setting.rule(patron.patron, file.item)
    problems = (
        *against(patron, Activity.RENEW, setting, now),
        *renewal_problems(patron.patron.id, file, rule, setting, now),
    )
    if problems:
        return replace(known, problems=problems, loan=loan), NOTHING
    done = lengthen(patron, file, loan, origin, setting, now, at=now)
    outcome = replace(
        known, loan=done.loan, renewed=True, renewable=renewable(done.loan, rule), notices=done.notices
    )
    return outcome, Changes(records=done.records, events=done.events)


def _lent(
    command: Checkout,
    known: LoanOutcome,
    patron: PatronFile,
    file: ItemFile,
    origin: Origin,
    setting: Setting,
    now: datetime,
) -> tuple[LoanOutcome, Changes]:
    rule = setting.rule(patron.patron, file.item)
    problems = (
        *against(patron, Activity.BORROW, setting, now),
        *item_problems(patron, file, setting, now),
    )
    fee = rule.checkout_fee_fen
    if fee and not command.fee_acknowledged:
        problems = (*problems, Problem(ProblemCode.FEE_TO_ACKNOWLEDGE, facts={"yuan": yuan(fee)}))
    if problems:
        own = file.loan is not None and file.loan.patron == patron.patron.id
        return replace(known, problems=problems, loan=file.loan if own else None, fee=fee), NOTHING
    due = due_from(now, rule.loan_days, setting)
    lent = lend(patron, file, origin, setting, now, started=now, due=due)
    outcome = replace(
        known,
        loan=lent.loan,
        item=lent.item,
        renewable=renewable(lent.loan, rule),
        fee=fee,
        notices=loan_notices(NoticeCode.CHECKED_OUT, patron, lent.loan, lent.item, setting, now),
    )
    return outcome, Changes(records=lent.records, events=lent.events)
