"""Holds: placing, changing and cancelling them, and what becomes of a copy that nobody fetched."""

from datetime import datetime, timedelta

import msgspec

from gateway.circulation.calendar import end_of_day, local_day
from gateway.circulation.history import expiries, hold_event
from gateway.circulation.routing import Route, servable, set_free, shelf_until
from gateway.circulation.situation import ItemFile, PatronFile, Setting, live_holds
from gateway.circulation.standing import Activity, against, unproved
from gateway.model.changes import NOTHING, Changes, Record
from gateway.model.commands import CancelHold, ChangeHold, Origin, PlaceHold
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Hold, HoldKind, HoldState
from gateway.model.outcomes import HoldOutcome
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode

replace = msgspec.structs.replace

#: Statuses of a copy that a reader could take from the shelf now.
_ON_SHELF = frozenset({ItemStatus.AVAILABLE, ItemStatus.TO_BE_RESHELVED})


def place_hold(
    command: PlaceHold,
    origin: Origin,
    patron: PatronFile | Problem,
    file: ItemFile | Problem,
    setting: Setting,
    now: datetime,
) -> tuple[HoldOutcome, Changes]:
    """Put a reader into the queue for an item, or for any copy of the title that the item belongs to."""
    if isinstance(patron, Problem):
        return HoldOutcome(problems=(patron,)), NOTHING
    known = HoldOutcome(patron=patron.patron.id)
    problems = unproved(patron, origin)
    if problems:
        return replace(known, problems=problems), NOTHING
    if isinstance(file, Problem):
        return replace(known, problems=(file,)), NOTHING
    # An item that belongs to no title can only be wanted for itself.
    kind = command.kind if file.item.bib else HoldKind.ITEM
    copies = (file.item, *(file.copies if kind is HoldKind.TITLE else ()))
    # What is used in the library only is no copy to wait for.
    offered = tuple(copy for copy in copies if setting.rule(patron.patron, copy).serves_holds)
    available = any(copy.status in _ON_SHELF for copy in offered)
    known = replace(known, item=file.item, available=available)
    pickup = _pickup(command.pickup, origin, file.item, setting)
    problems = (
        *against(patron, Activity.HOLD, setting, now),
        *_own_claims(patron, file.item, kind, copies, now),
        *_not_offered(offered, setting, available=available),
        *((pickup,) if isinstance(pickup, Problem) else ()),
    )
    if problems or isinstance(pickup, Problem):
        return replace(known, problems=problems), NOTHING
    hold = Hold(
        id=setting.new_id(),
        patron=patron.patron.id,
        kind=kind,
        item=file.item.id if kind is HoldKind.ITEM else None,
        bib=file.item.bib,
        title=file.item.title,
        pickup=pickup,
        placed=now,
        expires=_expires(command.expires, setting, now),
    )
    position = 1 + sum(other.state is HoldState.QUEUED for other in live_holds(file.queue, now))
    notice = Notice(NoticeCode.HOLD_PLACED, {"position": position, "place": pickup})
    event = hold_event("hold-placed", hold, file.item.id, origin, now)
    outcome = replace(known, hold=hold, position=position, notices=(notice,))
    return outcome, Changes(records=(hold,), events=(event,))


def _own_claims(
    patron: PatronFile, item: Item, kind: HoldKind, copies: tuple[Item, ...], now: datetime
) -> tuple[Problem, ...]:
    found = []
    wanted = {copy.id for copy in copies}
    if any(loan.item in wanted for loan in patron.loans):
        found.append(Problem(ProblemCode.HOLD_NOT_NEEDED))
    if any(_names(hold, item, kind) for hold in live_holds(patron.holds, now)):
        found.append(Problem(ProblemCode.HOLD_EXISTS))
    return tuple(found)


def _not_offered(offered: tuple[Item, ...], setting: Setting, *, available: bool) -> tuple[Problem, ...]:
    if offered and (setting.policy.hold_available or not available):
        return ()
    return (Problem(ProblemCode.HOLD_NOT_ALLOWED),)


def _names(hold: Hold, item: Item, kind: HoldKind) -> bool:
    """Whether a hold already asks for what a new one of this kind would ask for."""
    if item.id in {hold.item, hold.caught}:
        return True
    return hold.kind is HoldKind.TITLE and kind is HoldKind.TITLE and hold.bib == item.bib


def _allowed(place: str, setting: Setting) -> bool:
    known = setting.policy.pickup_locations or tuple(setting.branch_of)
    return bool(place) and (place in known or not known)


def _pickup(wished: str, origin: Origin, item: Item, setting: Setting) -> str | Problem:
    """Where the reader fetches it: where he says, else the first that will do of the places near him.

    Those are the terminal's own, one of its branch, any at which items are handed out, the item's own.
    """
    if wished:
        unknown = Problem(ProblemCode.PICKUP_UNKNOWN, "pickup", wished, {"place": wished})
        return wished if _allowed(wished, setting) else unknown
    offered = setting.policy.pickup_locations
    near = tuple(place for place in offered if setting.branch(place) == setting.branch(origin.location))
    candidates = (origin.location, *near, *offered, item.permanent_location)
    return next((place for place in candidates if _allowed(place, setting)), origin.location)


def _expires(wished: datetime | None, setting: Setting, now: datetime) -> datetime | None:
    if wished is not None and wished > now:
        return wished
    days = setting.policy.hold_expiry_days
    if days is None:
        return None
    return end_of_day(local_day(now, setting.zone) + timedelta(days=days), setting.zone)


def find_hold(item: Item | None, title: str, patron: PatronFile, now: datetime) -> Hold | Problem:
    """The reader's live hold that an item or a title names."""
    own = live_holds(patron.holds, now)
    wanted = " ".join(title.split()).casefold()
    if item is None and not wanted:
        return Problem(ProblemCode.VALUE_MISSING, element="item")
    if item is not None:
        named = [hold for hold in own if item.id in (hold.item, hold.caught)]
        named = named or [hold for hold in own if hold.bib and hold.bib == item.bib]
    else:
        titles = {hold.id: " ".join(hold.title.split()).casefold() for hold in own}
        named = [hold for hold in own if titles[hold.id] == wanted]
        named = named or [hold for hold in own if titles[hold.id].startswith(wanted)]
        named = named if len(named) == 1 else []
    return named[0] if named else Problem(ProblemCode.HOLD_UNKNOWN)


def cancel_hold(
    command: CancelHold,  # noqa: ARG001 - every rule takes its command first
    origin: Origin,
    patron: PatronFile | Problem,
    hold: Hold | Problem,
    caught: ItemFile | None,
    setting: Setting,
    now: datetime,
) -> tuple[HoldOutcome, Changes]:
    """Take a reader out of the queue; `caught` is the file of the copy that was set aside for him."""
    if isinstance(patron, Problem):
        return HoldOutcome(problems=(patron,)), NOTHING
    known = HoldOutcome(patron=patron.patron.id)
    problems = unproved(patron, origin)
    if problems or isinstance(hold, Problem):
        return replace(known, problems=problems or (hold,)), NOTHING
    gone = replace(hold, state=HoldState.CANCELLED)
    freed, changes = _ended("hold-cancelled", gone, caught, origin, setting, now)
    outcome = replace(
        known,
        hold=gone,
        item=freed.item if freed else None,
        notices=(Notice(NoticeCode.HOLD_CANCELLED),),
    )
    return outcome, changes


def _ended(
    kind: str, gone: Hold, caught: ItemFile | None, origin: Origin, setting: Setting, now: datetime
) -> tuple[Route | None, Changes]:
    """A hold that is over, and what becomes of the copy that was set aside for it."""
    freed = _freed(caught, gone, setting, now)
    if caught is None or freed is None:
        event = hold_event(kind, gone, caught.item.id if caught else None, origin, now)
        return None, Changes(records=(gone,), events=(event,))
    event = hold_event(
        kind,
        gone,
        caught.item.id,
        origin,
        now,
        status=freed.item.status,
        destination=freed.item.destination or None,
        passed_to=freed.hold.id if freed.hold else None,
    )
    records: tuple[Record, ...] = (gone, freed.item, *freed.holds)
    return freed, Changes(
        records=records, events=(event, *expiries(freed.holds, caught.item.id, origin, now))
    )


def _freed(caught: ItemFile | None, gone: Hold, setting: Setting, now: datetime) -> Route | None:
    if caught is None or caught.loan is not None:
        return None
    others = tuple(other for other in servable(caught, setting) if other.id != gone.id)
    return set_free(caught.item, others, setting, now)


def change_hold(
    command: ChangeHold,
    origin: Origin,
    patron: PatronFile | Problem,
    hold: Hold | Problem,
    caught: ItemFile | None,
    setting: Setting,
    now: datetime,
) -> tuple[HoldOutcome, Changes]:
    """Change where a hold is fetched or until when it is wanted; its place in the queue stays.

    A copy that is set aside travels to the new place.
    """
    if isinstance(patron, Problem):
        return HoldOutcome(problems=(patron,)), NOTHING
    known = HoldOutcome(patron=patron.patron.id)
    problems = unproved(patron, origin)
    if problems or isinstance(hold, Problem):
        return replace(known, problems=problems or (hold,)), NOTHING
    if command.pickup and not _allowed(command.pickup, setting):
        unknown = Problem(ProblemCode.PICKUP_UNKNOWN, "pickup", command.pickup, {"place": command.pickup})
        return replace(known, problems=(unknown,)), NOTHING
    later = command.expires if command.expires and command.expires > now else hold.expires
    changed = replace(hold, pickup=command.pickup or hold.pickup, expires=later)
    item = caught.item if caught is not None and caught.loan is None else None
    records: tuple[Record, ...] = (changed,)
    if item is not None and changed.pickup != hold.pickup:
        changed, item = _redirected(changed, item, setting, now)
        records = (changed, item)
    event = hold_event("hold-changed", changed, item.id if item else None, origin, now)
    notice = Notice(NoticeCode.HOLD_CHANGED, {"place": changed.pickup})
    return replace(known, hold=changed, item=item, notices=(notice,)), Changes(
        records=records, events=(event,)
    )


def _redirected(hold: Hold, item: Item, setting: Setting, now: datetime) -> tuple[Hold, Item]:
    stands = item.status is ItemStatus.ON_HOLD_SHELF
    if stands and setting.branch(hold.pickup) == setting.branch(item.current_location):
        ready = replace(hold, state=HoldState.READY, pickup_by=hold.pickup_by or shelf_until(now, setting))
        return ready, replace(item, destination="")
    moving = replace(hold, state=HoldState.IN_TRANSIT, pickup_by=None)
    return moving, replace(item, status=ItemStatus.IN_TRANSIT, destination=hold.pickup)


def expire_hold(
    hold: Hold, caught: ItemFile | None, origin: Origin, setting: Setting, now: datetime
) -> Changes:
    """Put down that a hold has passed its date; `caught` is the file of the copy that was set aside for it.

    Every rule treats such a hold as gone already; this makes it visible in the queue and on the hold shelf.
    """
    return _ended("hold-expired", replace(hold, state=HoldState.EXPIRED), caught, origin, setting, now)[1]
