"""What a terminal is told about a reader or an item when it only asks."""

from datetime import datetime, timedelta

from gateway.circulation.calendar import local_day
from gateway.circulation.routing import caught
from gateway.circulation.situation import ItemFile, PatronFile, Setting, live_holds
from gateway.circulation.standing import Activity, against, owed, standing
from gateway.circulation.terms import is_overdue
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Hold, HoldState, Loan
from gateway.model.outcomes import ItemView, PatronView, Standing
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.model.wording import yuan

#: How long before its end a reader is told that his card expires: the time of an ordinary loan, so that he
#: renews the card before a book that he borrows now is due.
CARD_EXPIRES_SOON = timedelta(days=30)


def unknown_patron(problem: Problem) -> PatronView:
    """The view of somebody who is not known."""
    return PatronView(problems=(problem,))


def patron_view(file: PatronFile, setting: Setting, now: datetime) -> PatronView:
    """A reader as he stands now. A card reported lost shows nobody's file."""
    if file.card_lost:
        denied = Standing(
            charge_denied=True, renewal_denied=True, recall_denied=True, hold_denied=True, card_lost=True
        )
        return PatronView(problems=(Problem(ProblemCode.CARD_LOST),), standing=denied)
    limits = setting.limits(file.patron)
    loans = tuple((loan, file.items[loan.item]) for loan in file.loans if loan.item in file.items)
    holds = live_holds(file.holds, now)
    ready = tuple(hold for hold in holds if hold.state is HoldState.READY)
    waiting = tuple(hold for hold in holds if hold.state is not HoldState.READY)
    overdue = tuple((loan, item) for loan, item in loans if is_overdue(loan, now))
    return PatronView(
        problems=against(file, Activity.BORROW, setting, now),
        notices=(*_reminders(file, overdue, ready), *_card_expires(file, setting, now)),
        found=True,
        patron=file.patron,
        pin_ok=file.pin_ok,
        standing=standing(file, setting, now),
        loans=loans,
        overdue=overdue,
        recalled=tuple((loan, item) for loan, item in loans if item.status is ItemStatus.RECALLED),
        ready_holds=_with_items(ready, file),
        waiting_holds=_with_items(waiting, file),
        fees=file.fees,
        owed=owed(file.fees),
        loan_limit=limits.loans,
        overdue_limit=limits.overdue,
        hold_limit=limits.holds,
        fee_limit=limits.fees_fen,
    )


def _with_items(holds: tuple[Hold, ...], file: PatronFile) -> tuple[tuple[Hold, Item | None], ...]:
    def named(hold: Hold) -> Item | None:
        item = hold.caught or hold.item
        return file.items.get(item) if item else None

    return tuple((hold, named(hold)) for hold in holds)


def _reminders(
    file: PatronFile, overdue: tuple[tuple[Loan, Item], ...], ready: tuple[Hold, ...]
) -> tuple[Notice, ...]:
    debt = owed(file.fees)
    reminders = (
        (bool(overdue), Notice(NoticeCode.OVERDUE_COUNT, {"count": len(overdue)})),
        (bool(debt), Notice(NoticeCode.OWES, {"yuan": yuan(debt)})),
        (bool(ready), Notice(NoticeCode.HOLDS_READY, {"count": len(ready)})),
    )
    return tuple(notice for due, notice in reminders if due)


def _card_expires(file: PatronFile, setting: Setting, now: datetime) -> tuple[Notice, ...]:
    expires, today = file.patron.expires, local_day(now, setting.zone)
    if expires is None or not today <= expires <= today + CARD_EXPIRES_SOON:
        return ()
    return (Notice(NoticeCode.CARD_EXPIRES, {"date": expires.isoformat()}),)


def item_view(file: ItemFile, setting: Setting, now: datetime) -> ItemView:  # noqa: ARG001 - as every rule
    """An item as it stands now."""
    waits = caught(file.queue, file.item.id, now)
    return ItemView(
        item=file.item,
        loan=file.loan,
        queue=len(live_holds(file.queue, now)),
        pickup_by=waits.pickup_by if waits else None,
    )
