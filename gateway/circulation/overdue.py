"""What a late return costs: money or 停借, a time without borrowing."""

from datetime import datetime, timedelta

import msgspec

from gateway.circulation.calendar import local_day
from gateway.circulation.policy import Rule
from gateway.circulation.situation import Setting
from gateway.circulation.terms import chargeable_days
from gateway.model.items import Item
from gateway.model.loans import Fee, FeeKind, Loan
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


def _capped(value: int, cap: int | None) -> int:
    return value if cap is None else min(value, cap)


def _fine(loan: Loan, item: Item, rule: Rule, days: int, setting: Setting, now: datetime) -> Charge:
    amount = _capped(days * rule.fine_per_day_fen, rule.fine_cap_fen)
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
    notice = Notice(NoticeCode.OVERDUE_FEE, {"days": days, "yuan": yuan(amount)})
    return Charge(days=days, fee=fee, notices=(notice,))


def _suspend(
    patron: Patron, rule: Rule, days: int, until: datetime, setting: Setting, now: datetime
) -> Charge:
    length = _capped(days * rule.suspension_days_per_day, rule.suspension_cap_days)
    if not length:
        return NO_CHARGE
    # Two late returns are suffered one after the other, not at once.
    running = (
        block.until for block in patron.blocks if block.reason is BlockReason.SUSPENDED and block.until
    )
    begin = max([local_day(now, setting.zone), *running])
    block = PatronBlock(reason=BlockReason.SUSPENDED, since=until, until=begin + timedelta(days=length))
    notice = Notice(NoticeCode.SUSPENDED_UNTIL, {"days": days, "until": str(block.until)})
    suspended = msgspec.structs.replace(patron, blocks=(*patron.blocks, block))
    return Charge(days=days, patron=suspended, notices=(notice,))


def charge(
    loan: Loan, patron: Patron | None, item: Item, until: datetime, setting: Setting, now: datetime
) -> Charge:
    """What the loan's reader bears when the item came back, or was renewed, at `until`.

    The block that suspends a reader is `since` that same instant, so that undoing the return finds it.
    """
    rule = setting.rule(patron, item)
    days = chargeable_days(loan, until, rule, setting)
    if not days:
        return NO_CHARGE
    if rule.fine_per_day_fen:
        return _fine(loan, item, rule, days, setting, now)
    if rule.suspension_days_per_day and patron is not None:
        return _suspend(patron, rule, days, until, setting, now)
    return NO_CHARGE
