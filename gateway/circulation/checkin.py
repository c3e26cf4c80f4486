"""Checkin: a return is always taken; what becomes of the item is said with it."""

from datetime import datetime

import msgspec

from gateway.circulation.history import expiries, item_event, terminal_event
from gateway.circulation.returning import Closed, close_loan, drop_loss
from gateway.circulation.routing import Route, route, servable
from gateway.circulation.situation import ItemFile, Setting
from gateway.circulation.timing import counted_until, handed_in, is_late_report
from gateway.model.changes import NOTHING, Changes, Event, Record
from gateway.model.commands import Checkin, Origin
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Loan
from gateway.model.outcomes import Alert, CheckinOutcome
from gateway.model.problems import Notice, NoticeCode, Problem

replace = msgspec.structs.replace


def checkin(
    command: Checkin, origin: Origin, file: ItemFile | Problem, setting: Setting, now: datetime
) -> tuple[CheckinOutcome, Changes]:
    """Take an item back, and say where it goes."""
    if isinstance(file, Problem):
        return _unknown(command, origin, file, now)
    loan = file.loan
    if loan is None:
        return _not_lent(command, origin, file, setting, now)
    if is_late_report(command, origin, loan.started, now):
        return _late(command, origin, file, loan, now)
    ended = max(loan.started, counted_until(command, origin, now))
    return _closed(command, origin, file, close_loan(file, loan, ended, origin, setting, now), setting, now)


def _unknown(
    command: Checkin, origin: Origin, problem: Problem, now: datetime
) -> tuple[CheckinOutcome, Changes]:
    """Live, the machine must put the item aside; off-line it has already taken it."""
    if not command.no_block:
        return CheckinOutcome(problems=(problem,), alert=Alert.OTHER), NOTHING
    event = terminal_event(
        "unknown-item-returned",
        origin,
        now,
        conflict=True,
        barcode=command.item.barcode,
        owner=str(command.item.owner) if command.item.owner else None,
        returned=command.returned.isoformat(),
    )
    notice = Notice(NoticeCode.RETURNED_UNKNOWN_ITEM, {"barcode": command.item.barcode})
    return CheckinOutcome(alert=Alert.OTHER, notices=(notice,)), Changes(events=(event,))


def _late(
    command: Checkin, origin: Origin, file: ItemFile, loan: Loan, now: datetime
) -> tuple[CheckinOutcome, Changes]:
    """The item went out again since: the loan that is open now stays open.

    Whoever holds the item in hand, or finds it in the machine, sets it aside: it counts as lent.
    """
    event = item_event(
        "late-return",
        file.item.id,
        origin,
        now,
        conflict=True,
        returned=command.returned.isoformat(),
        open_loan=loan.id,
        open_since=loan.started.isoformat(),
    )
    outcome = CheckinOutcome(
        item=file.item,
        alert=Alert.OTHER,
        notices=(Notice(NoticeCode.RETURNED_LATE_REPORT),),
    )
    return outcome, Changes(events=(event,))


def _routed(command: Checkin, origin: Origin, file: ItemFile, setting: Setting, now: datetime) -> Route:
    return route(file.item, servable(file, setting), command.location or origin.location, setting, now)


def _said(routed: Route) -> tuple[Notice, ...]:
    if routed.alert is Alert.HOLD_HERE:
        return (Notice(NoticeCode.HOLD_FOR_PATRON, {"place": routed.destination}),)
    if routed.alert is not None:
        return (Notice(NoticeCode.SEND_TO, {"place": routed.destination}),)
    return ()


def _outcome(file: ItemFile, routed: Route, item: Item) -> CheckinOutcome:
    return CheckinOutcome(
        item=item,
        alert=routed.alert,
        destination=routed.destination,
        hold=routed.hold,
        hold_patron=file.waiting.get(routed.hold.patron) if routed.hold else None,
    )


def _back(command: Checkin, origin: Origin, routed: Route, loan: Loan | None, now: datetime) -> Item:
    """The item as it is after its return, which ended `loan`.

    A later return may be reported before an earlier one.
    """
    handed = handed_in(command, origin, now)
    before = routed.item.last_returned
    return replace(
        routed.item,
        last_returned=handed if before is None else max(before, handed),
        returned_loan=loan.id if loan else "",
    )


def _taken(
    kind: str,
    item: Item,
    loan: Loan | None,
    routed: Route,
    origin: Origin,
    now: datetime,
) -> Event:
    return item_event(
        kind,
        item.id,
        origin,
        now,
        patron=str(loan.patron) if loan else None,
        loan=loan.id if loan else None,
        ended=loan.ended.isoformat() if loan and loan.ended else None,
        location=item.current_location,
        status=item.status,
        destination=routed.destination or None,
        hold=routed.hold.id if routed.hold else None,
    )


def _closed(
    command: Checkin, origin: Origin, file: ItemFile, closed: Closed, setting: Setting, now: datetime
) -> tuple[CheckinOutcome, Changes]:
    routed = _routed(command, origin, file, setting, now)
    loan = closed.loan
    item = _back(command, origin, routed, loan, now)
    event = _taken("checkin", item, loan, routed, origin, now)
    outcome = replace(
        _outcome(file, routed, item),
        loan=loan,
        borrower=file.borrower,
        fee=closed.fee,
        notices=(
            Notice(NoticeCode.RETURNED, {"title": item.title}),
            *closed.notices,
            *_said(routed),
        ),
    )
    records: tuple[Record, ...] = (*closed.records, item, *routed.holds)
    return outcome, Changes(records=records, events=(event, *closed.events, *_expiries(routed, origin, now)))


def _expiries(routed: Route, origin: Origin, now: datetime) -> tuple[Event, ...]:
    return expiries(routed.holds, routed.item.id, origin, now)


def _not_lent(
    command: Checkin, origin: Origin, file: ItemFile, setting: Setting, now: datetime
) -> tuple[CheckinOutcome, Changes]:
    routed = _routed(command, origin, file, setting, now)
    notices = (Notice(NoticeCode.RETURNED_NOT_ON_LOAN, {"title": file.item.title}), *_said(routed))
    if routed.item == file.item and not routed.holds and routed.alert is not None:
        # Read a second time while it waits for its reader or its journey: the same answer, nothing new.
        return replace(_outcome(file, routed, file.item), notices=notices), NOTHING
    item = _back(command, origin, routed, None, now)
    event = _taken("checkin-not-on-loan", item, None, routed, origin, now)
    dropped: tuple[Record, ...] = ()
    refunds: tuple[Event, ...] = ()
    if file.item.status is ItemStatus.LOST:
        dropped, refunds = drop_loss(file, origin, now)
    outcome = replace(_outcome(file, routed, item), notices=notices)
    return outcome, Changes(
        records=(item, *dropped, *routed.holds), events=(event, *refunds, *_expiries(routed, origin, now))
    )
