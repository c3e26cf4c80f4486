"""What a late return costs: money or 停借, a time without borrowing."""

from datetime import datetime, timedelta

import msgspec

from gateway.circulation.calendar import local_day
from gateway.circulation.policy import Rule
from gateway.circulation.situation import Setting
from gateway.circulation.terms import chargeable_days
from gateway.model.items import Item
from gateway.model.loans import Fee, FeeKind, Loan, LoanState
from gateway.model.patrons import BlockReason, Patron, PatronBlock
from gateway.model.problems import Notice, NoticeCode
from gateway.model.wording import yuan


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader bears for one late return: a fee, or the block in `patron`, or neither."""

    days: int = 0
    fee: Fee | None = None
    patron: Patron | None = None
    notices: tuple[Notice, ...] = ()


NO_CHARGE = Charge()


class _Days(msgspec.Struct, frozen=True):
    """Overdue days that cost something: all of the loan's, and how many of them were borne before."""

    total: int
    before: int

    @property
    def new(self) -> int:
        return self.total - self.before

    def cost(self, per_day: int, cap: int | None) -> int:
        """What the new days come to; the cap is the loan's."""
        whole, borne = (days * per_day for days in (self.total, self.before))
        return whole - borne if cap is None else min(whole, cap) - min(borne, cap)


def _days(loan: Loan, until: datetime, rule: Rule, setting: Setting) -> _Days:
    """How many days are borne at `until`.

    None counts after a reader said that he had returned the item; none that its loss was charged with counts
    again.
    """
    reported = loan.reported_at or until
    if loan.state is LoanState.CLAIMED_RETURNED:
        return _Days(chargeable_days(loan, min(until, reported), rule, setting), 0)
    before = chargeable_days(loan, reported, rule, setting) if loan.reported_at else 0
    return _Days(max(before, chargeable_days(loan, until, rule, setting)), before)


def _fine(loan: Loan, item: Item, rule: Rule, days: _Days, setting: Setting, now: datetime) -> Charge:
    amount = days.cost(rule.fine_per_day_fen, rule.fine_cap_fen)
    if not amount:
        return NO_CHARGE
    fee = Fee(
        id=setting.new_id(),
        patron=loan.patron,
        kind=FeeKind.OVERDUE,
        amount=amount,
        created=now,
        item=loan.item,
        loan=loan.id,
        title=item.title,
    )
    notice = Notice(NoticeCode.OVERDUE_FEE, {"days": days.new, "yuan": yuan(amount)})
    return Charge(days=days.new, fee=fee, notices=(notice,))


def _suspend(
    patron: Patron, rule: Rule, days: _Days, until: datetime, setting: Setting, now: datetime
) -> Charge:
    length = days.cost(rule.suspension_days_per_day, rule.suspension_cap_days)
    if not length:
        return NO_CHARGE
    # Two late returns are suffered one after the other, not at once.
    running = (
        block.until for block in patron.blocks if block.reason is BlockReason.SUSPENDED and block.until
    )
    begin = max([local_day(now, setting.zone), *running])
    block = PatronBlock(reason=BlockReason.SUSPENDED, since=until, until=begin + timedelta(days=length))
    notice = Notice(NoticeCode.SUSPENDED_UNTIL, {"days": days.new, "until": str(block.until)})
    suspended = msgspec.structs.replace(patron, blocks=(*patron.blocks, block))
    return Charge(days=days.new, patron=suspended, notices=(notice,))


def charge(
    loan: Loan, patron: Patron | None, item: Item, until: datetime, setting: Setting, now: datetime
) -> Charge:
    """What the loan's reader bears when the item came back, was declared lost or renewed, at `until`.

    The block that suspends a reader is `since` that same instant, so that undoing the return finds it.
    """
    rule = setting.rule(patron, item)
    days = _days(loan, until, rule, setting)
    if rule.fine_per_day_fen:
        return _fine(loan, item, rule, days, setting, now)
    if rule.suspension_days_per_day and patron is not None:
        return _suspend(patron, rule, days, until, setting, now)
    return NO_CHARGE
