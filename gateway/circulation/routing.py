"""Where a copy goes that nobody has on loan: to the next reader who waits for it, home, or onto the shelf."""

from datetime import datetime, timedelta

import msgspec

from gateway.circulation.calendar import end_of_day, local_day
from gateway.circulation.situation import ItemFile, Setting, live
from gateway.model.identity import ItemId
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import LIVE, Hold, HoldState
from gateway.model.outcomes import Alert

replace = msgspec.structs.replace


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """Where `item` goes: `hold` is the one that caught it, `holds` are all that changed."""

    item: Item
    hold: Hold | None = None
    alert: Alert | None = None
    destination: str = ""
    holds: tuple[Hold, ...] = ()


def expired(queue: tuple[Hold, ...], item: ItemId, now: datetime) -> tuple[Hold, ...]:
    """Those holds of an item's queue whose dates have passed, as they are to be written.

    One that caught another copy is left for that copy, which must be set free with it.
    """
    return tuple(
        replace(hold, state=HoldState.EXPIRED)
        for hold in queue
        if hold.state in LIVE and not live(hold, now) and hold.caught in (None, item)
    )


def servable(file: ItemFile, setting: Setting) -> tuple[Hold, ...]:
    """The holds on an item or its title that this very copy can serve.

    A copy that is used in the library only (样本书), or not lent to that reader's category, is not what a
    hold on the title waits for.
    """
    item = file.item
    return tuple(
        hold
        for hold in file.queue
        if item.id in (hold.item, hold.caught)
        or setting.rule(file.waiting.get(hold.patron), item).serves_holds
    )


def caught(queue: tuple[Hold, ...], item: ItemId, now: datetime) -> Hold | None:
    """The live hold for which an item is set aside."""
    return next((hold for hold in queue if hold.caught == item and live(hold, now)), None)


def next_in_queue(queue: tuple[Hold, ...], now: datetime) -> Hold | None:
    """The first live hold that has caught nothing yet."""
    return next((hold for hold in queue if hold.state is HoldState.QUEUED and live(hold, now)), None)


def shelf_until(now: datetime, setting: Setting) -> datetime:
    """How long a copy that is set aside now waits: to the end of an open day."""
    day = local_day(now, setting.zone) + timedelta(days=setting.policy.hold_shelf_days)
    return end_of_day(setting.calendar.next_open(day), setting.zone)


def route(item: Item, queue: tuple[Hold, ...], place: str, setting: Setting, now: datetime) -> Route:
    """Where a copy goes that is at `place` now; a place that is not named counts as the right one.

    A copy that was set aside for somebody stays his; else the first in the queue catches it; else a partner's
    copy goes back to its owner and a branch's to its branch.
    """
    dead = expired(queue, item.id, now)
    here = replace(item, current_location=place or item.current_location, destination="")
    hold = caught(queue, item.id, now) or next_in_queue(queue, now)
    if hold is not None:
        arrived = _same_branch(hold.pickup, place, setting)
        routed = _to_reader(here, hold, setting, now, arrived=arrived)
    elif item.id.owner != setting.agency or not _same_branch(item.permanent_location, place, setting):
        routed = _away(here, _home(item, setting))
    else:
        status = ItemStatus.TO_BE_RESHELVED if setting.policy.reshelve else ItemStatus.AVAILABLE
        routed = Route(item=replace(here, status=status))
    return replace(routed, holds=(*dead, *routed.holds))


def _same_branch(location: str, place: str, setting: Setting) -> bool:
    return not (place and location) or setting.branch(location) == setting.branch(place)


def _home(item: Item, setting: Setting) -> str:
    return item.permanent_location if item.id.owner == setting.agency else str(item.id.owner)


def _away(item: Item, destination: str) -> Route:
    return Route(
        item=replace(item, status=ItemStatus.IN_TRANSIT, destination=destination),
        alert=Alert.SEND_HOME,
        destination=destination,
    )


def _to_reader(item: Item, hold: Hold, setting: Setting, now: datetime, *, arrived: bool) -> Route:
    if arrived:
        # A second reading on the hold shelf does not give the reader more days.
        until = hold.pickup_by if hold.state is HoldState.READY else shelf_until(now, setting)
        ready = replace(hold, state=HoldState.READY, caught=item.id, pickup_by=until)
        return Route(
            item=replace(item, status=ItemStatus.ON_HOLD_SHELF),
            hold=ready,
            alert=Alert.HOLD_HERE,
            destination=hold.pickup,
            holds=() if ready == hold else (ready,),
        )
    moving = replace(hold, state=HoldState.IN_TRANSIT, caught=item.id, pickup_by=None)
    return Route(
        item=replace(item, status=ItemStatus.IN_TRANSIT, destination=hold.pickup),
        hold=moving,
        alert=Alert.HOLD_ELSEWHERE,
        destination=hold.pickup,
        holds=() if moving == hold else (moving,),
    )


def set_free(item: Item, queue: tuple[Hold, ...], setting: Setting, now: datetime) -> Route:
    """Where a copy goes whose reader no longer wants it, though nobody has it in hand.

    It may pass to the next reader where it stands or travels. Otherwise it waits to be reshelved, or travels
    home; its next checkin settles the rest.
    """
    dead = expired(queue, item.id, now)
    hold = caught(queue, item.id, now) or next_in_queue(queue, now)
    if hold is not None:
        stands = item.status is not ItemStatus.IN_TRANSIT
        arrived = stands and _same_branch(hold.pickup, item.current_location, setting)
        routed = _to_reader(item, hold, setting, now, arrived=arrived)
    elif item.status is ItemStatus.IN_TRANSIT:
        routed = Route(item=replace(item, destination=_home(item, setting)))
    else:
        routed = Route(item=replace(item, status=ItemStatus.TO_BE_RESHELVED, destination=""))
    return replace(routed, holds=(*dead, *routed.holds))
