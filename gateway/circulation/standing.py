"""What keeps a reader from borrowing, renewing or placing holds: one check a line, each true for itself."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Flag, auto
from typing import TypeAlias

import msgspec

from gateway.circulation.calendar import local_day
from gateway.circulation.policy import CategoryLimits
from gateway.circulation.situation import PatronFile, Setting, live_holds
from gateway.circulation.terms import is_overdue
from gateway.model.commands import Channel, Origin
from gateway.model.items import ItemStatus
from gateway.model.loans import Fee, FeeKind, LoanState
from gateway.model.outcomes import Standing
from gateway.model.patrons import BlockReason, Patron, PatronBlock
from gateway.model.problems import Problem, ProblemCode
from gateway.model.wording import yuan


class Activity(Flag):
    """What a reader wants to do."""

    BORROW = auto()
    RENEW = auto()
    HOLD = auto()
    RECALL = auto()


ALL = Activity.BORROW | Activity.RENEW | Activity.HOLD | Activity.RECALL


Said: TypeAlias = tuple[Problem, ...]


class _Case(msgspec.Struct, frozen=True):
    file: PatronFile
    limits: CategoryLimits
    today: date
    now: datetime


def owed(fees: tuple[Fee, ...]) -> int:
    """What is still to be paid of all `fees`, in fen."""
    return sum([fee.owed for fee in fees])


def active_blocks(patron: Patron, today: date) -> tuple[PatronBlock, ...]:
    """The blocks that hold on that day."""
    return tuple(block for block in patron.blocks if block.until is None or today < block.until)


def _reached(count: int, limit: int | None) -> bool:
    return limit is not None and 0 < limit <= count


def _exceeds(count: int, limit: int | None) -> bool:
    return limit is not None and count > limit


def _count(case: _Case, state: LoanState) -> int:
    return sum(loan.state is state for loan in case.file.loans)


def _overdue(case: _Case) -> int:
    return sum([is_overdue(loan, case.now) for loan in case.file.loans])


def _fines(case: _Case) -> int:
    return owed(tuple(fee for fee in case.file.fees if fee.kind is FeeKind.OVERDUE))


def _too_many_charged(case: _Case) -> bool:
    return _reached(len(case.file.loans), case.limits.loans)


def _too_many_overdue(case: _Case) -> bool:
    limit = case.limits.overdue
    return limit is not None and _overdue(case) > limit


def _too_many_renewals(case: _Case) -> bool:
    limit = case.limits.renewals
    return limit is not None and sum(loan.renewals for loan in case.file.loans) >= limit


def _too_many_claims(case: _Case) -> bool:
    limit = case.limits.claims_returned
    return limit is not None and _count(case, LoanState.CLAIMED_RETURNED) > limit


def _too_many_lost(case: _Case) -> bool:
    limit = case.limits.lost
    return limit is not None and _count(case, LoanState.LOST) > limit


def _too_many_billed(case: _Case) -> bool:
    limit = case.limits.bills
    return limit is not None and sum(fee.owed > 0 for fee in case.file.fees) > limit


def _too_many_holds(case: _Case) -> bool:
    limit = case.limits.holds
    return limit is not None and len(live_holds(case.file.holds, case.now)) >= limit


def _owes_too_much(case: _Case) -> bool:
    return _exceeds(owed(case.file.fees), case.limits.fees_fen)


def _excessive_fines(case: _Case) -> bool:
    return _exceeds(_fines(case), case.limits.fees_fen)


def _excessive_fees(case: _Case) -> bool:
    """Other fees are too much, or the sum is though neither kind alone would be."""
    others = owed(case.file.fees) - _fines(case)
    alone = _exceeds(others, case.limits.fees_fen)
    return alone or (_owes_too_much(case) and not _excessive_fines(case))


def _expired(case: _Case) -> bool:
    expires = case.file.patron.expires
    return expires is not None and case.today > expires


def _recall_overdue(case: _Case) -> bool:
    recalled = {item.id for item in case.file.items.values() if item.status is ItemStatus.RECALLED}
    return any(loan.item in recalled and is_overdue(loan, case.now) for loan in case.file.loans)


_BLOCK_CODES = {
    BlockReason.NO_INDUCTION: ProblemCode.NO_INDUCTION,
    BlockReason.SUSPENDED: ProblemCode.SUSPENDED,
}


def _say_blocks(case: _Case) -> Said:
    if not case.file.patron.blocks:
        return ()
    # Of several with one reason the one that lasts longest is told: the last of equal reasons is kept.
    lasting = sorted(active_blocks(case.file.patron, case.today), key=lambda block: block.until or date.max)
    return tuple(
        Problem(
            _BLOCK_CODES.get(block.reason, ProblemCode.PATRON_BLOCKED),
            element=block.reason,
            facts={
                "text": block.text,
                "link": block.link,
                "until": block.until.isoformat() if block.until else "",
            },
        )
        for block in lasting
    )


def _say_card_lost(case: _Case) -> Said:
    return (Problem(ProblemCode.CARD_LOST),) if case.file.card_lost else ()


def _say_expired(case: _Case) -> Said:
    if not _expired(case):
        return ()
    return (Problem(ProblemCode.PATRON_EXPIRED, facts={"date": str(case.file.patron.expires)}),)


def _say_category(case: _Case) -> Said:
    if case.limits.loans != 0:
        return ()
    return (Problem(ProblemCode.CATEGORY_NOT_LENT, value=case.file.patron.category),)


def _say_fees(case: _Case) -> Said:
    if not (_owes_too_much(case) or _too_many_billed(case)):
        return ()
    return (Problem(ProblemCode.FEES_OWED, facts={"yuan": yuan(owed(case.file.fees))}),)


def _say_overdue(case: _Case) -> Said:
    if not _too_many_overdue(case):
        return ()
    return (Problem(ProblemCode.OVERDUE_ITEMS, facts={"count": _overdue(case)}),)


def _say_overdue_to_renewer(case: _Case) -> Said:
    return () if case.limits.renew_with_overdue else _say_overdue(case)


def _say_lost(case: _Case) -> Said:
    if not _too_many_lost(case):
        return ()
    count = _count(case, LoanState.LOST)
    text = f"遗失未结 {count} 册 / lost items: {count}"
    return (Problem(ProblemCode.PATRON_BLOCKED, element="lost", facts={"text": text}),)


def _say_claims(case: _Case) -> Said:
    if not _too_many_claims(case):
        return ()
    count = _count(case, LoanState.CLAIMED_RETURNED)
    text = f"声称已还待查 {count} 册 / claimed returned: {count}"
    return (Problem(ProblemCode.PATRON_BLOCKED, element="claims-returned", facts={"text": text}),)


def _say_loans(case: _Case) -> Said:
    if not _too_many_charged(case):
        return ()
    return (Problem(ProblemCode.TOO_MANY_LOANS, facts={"limit": case.limits.loans or 0}),)


def _say_renewals(case: _Case) -> Said:
    if not _too_many_renewals(case):
        return ()
    count = sum(loan.renewals for loan in case.file.loans)
    return (Problem(ProblemCode.RENEWAL_LIMIT, facts={"count": count}),)


def _say_holds(case: _Case) -> Said:
    if not _too_many_holds(case):
        return ()
    return (Problem(ProblemCode.HOLD_LIMIT, facts={"limit": case.limits.holds or 0}),)


#: What is checked, most telling first, and what it stands against.
_CHECKS: tuple[tuple[Callable[[_Case], Said], Activity], ...] = (
    (_say_card_lost, ALL),
    (_say_expired, ALL),
    (_say_blocks, ALL),
    (_say_category, Activity.BORROW | Activity.HOLD | Activity.RECALL),
    (_say_fees, ALL),
    (_say_lost, ALL),
    (_say_claims, Activity.BORROW),
    (_say_overdue, Activity.BORROW | Activity.HOLD | Activity.RECALL),
    (_say_overdue_to_renewer, Activity.RENEW),
    (_say_loans, Activity.BORROW),
    (_say_renewals, Activity.RENEW),
    (_say_holds, Activity.HOLD),
)

#: The same by what a reader wants to do.
_CHECKS_OF = {activity: tuple(say for say, stands in _CHECKS if activity in stands) for activity in Activity}


def _case(file: PatronFile, setting: Setting, now: datetime) -> _Case:
    return _Case(file, setting.limits(file.patron), local_day(now, setting.zone), now)


def _against(case: _Case, activity: Activity) -> Said:
    found: Said = ()
    for say in _CHECKS_OF[activity]:
        found += say(case)
    # Two blocks may give the same reason: it is said once.
    return tuple({(problem.code, problem.element): problem for problem in found}.values()) if found else ()


def against(file: PatronFile, activity: Activity, setting: Setting, now: datetime) -> tuple[Problem, ...]:
    """Every reason for which a reader may not do `activity` now, most telling first; about no item yet."""
    return _against(_case(file, setting, now), activity)


def standing(file: PatronFile, setting: Setting, now: datetime) -> Standing:
    """A reader's standing (SIP2 patron status).

    A "denied" position is set exactly where that very service would be refused for reasons that lie with the
    reader; every other position exactly where its own limit is passed.
    """
    case = _case(file, setting, now)
    return Standing(
        charge_denied=bool(_against(case, Activity.BORROW)),
        renewal_denied=bool(_against(case, Activity.RENEW)),
        recall_denied=bool(_against(case, Activity.RECALL)),
        hold_denied=bool(_against(case, Activity.HOLD)),
        card_lost=file.card_lost,
        too_many_charged=_too_many_charged(case),
        too_many_overdue=_too_many_overdue(case),
        too_many_renewals=_too_many_renewals(case),
        too_many_claims_returned=_too_many_claims(case),
        too_many_lost=_too_many_lost(case),
        excessive_fines=_excessive_fines(case),
        excessive_fees=_excessive_fees(case),
        recall_overdue=_recall_overdue(case),
        too_many_billed=_too_many_billed(case),
    )


def mistaken(file: PatronFile) -> tuple[Problem, ...]:
    """Why who asks is not the reader: his card was reported lost, or the PIN is not his."""
    if file.card_lost:
        return (Problem(ProblemCode.CARD_LOST),)
    return (Problem(ProblemCode.PIN_WRONG),) if file.pin_ok is False else ()


def unproved(file: PatronFile, origin: Origin) -> tuple[Problem, ...]:
    """Why who asks is not taken for the reader: nothing else of his is told before he is.

    At a desk a librarian has seen his card; a wrong PIN counts there too.
    """
    if origin.pin_required and file.pin_ok is None and origin.channel is not Channel.DESK:
        return mistaken(file) or (Problem(ProblemCode.PIN_REQUIRED),)
    return mistaken(file)
