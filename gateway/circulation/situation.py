"""What a decision looks at: a reader's file, an item's file, and the setting in which both are judged."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from gateway.circulation.calendar import ALWAYS_OPEN, OpenDays
from gateway.circulation.policy import CategoryLimits, Policy, Rule
from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.model.items import Item
from gateway.model.loans import LIVE, Fee, Hold, HoldState, Loan
from gateway.model.patrons import Patron


class PatronFile(msgspec.Struct, frozen=True, kw_only=True):
    """All that is on file about a reader.

    `loans` are unsettled, `holds` live by their state (a date may have passed: see `live`), `fees` still
    owed, each oldest first; `items` are those that the loans and holds name. `pin_ok` is None where no PIN
    was given or none is set; `card_lost` says that he was named by a card that was reported lost.
    """

    patron: Patron
    loans: tuple[Loan, ...] = ()
    holds: tuple[Hold, ...] = ()
    fees: tuple[Fee, ...] = ()
    items: Mapping[ItemId, Item] = {}
    pin_ok: bool | None = None
    card_lost: bool = False


class ItemFile(msgspec.Struct, frozen=True, kw_only=True):
    """All that is on file about an item.

    `loan` is the unsettled one; `last_loan` the latest that was not undone, settled or not. `loan_fees` are
    the fees of `loan`, or else of `last_loan`, and `borrower` is the reader of the same. `queue` are the
    holds on the item or its title in the order in which they are served, `waiting` their readers, `copies`
    the other items of the title. `taken_hold` is the hold that `loan` fulfilled.
    """

    item: Item
    loan: Loan | None = None
    last_loan: Loan | None = None
    loan_fees: tuple[Fee, ...] = ()
    borrower: Patron | None = None
    queue: tuple[Hold, ...] = ()
    waiting: Mapping[PatronId, Patron] = {}
    copies: tuple[Item, ...] = ()
    taken_hold: Hold | None = None


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """The library in which is decided: whose it is, its terms and days, its places, and where ids come from.

    `branch_of` leads from a location to the branch that it belongs to; a location that is not in it is a
    branch of its own. Within `second_press` a second checkout of the same item by the same reader is an
    impatient second press and gets the same answer: kiosks give up waiting after 30 to 60 seconds, and
    readers try twice.
    """

    agency: AgencyId
    zone: ZoneInfo
    new_id: Callable[[], str]
    policy: Policy = Policy()
    calendar: OpenDays = ALWAYS_OPEN
    branch_of: Mapping[str, str] = {}
    second_press: timedelta = timedelta(seconds=120)

    def branch(self, location: str) -> str:
        """The branch that a location belongs to."""
        return self.branch_of.get(location, location)

    def rule(self, patron: Patron | None, item: Item) -> Rule:
        """The terms on which a reader borrows an item; those for any category where he is not known."""
        place = item.permanent_location
        category = patron.category if patron else ""
        return self.policy.rule(category, item.item_type, (place, self.branch(place)))

    def limits(self, patron: Patron) -> CategoryLimits:
        """How much a reader may have at once."""
        return self.policy.limits_of(patron.category)


def live(hold: Hold, now: datetime) -> bool:
    """Whether a hold is still wanted: neither done with nor past its dates, noted or not."""
    if hold.state not in LIVE:
        return False
    if hold.state is HoldState.READY:
        return hold.pickup_by is None or now <= hold.pickup_by
    return hold.expires is None or now <= hold.expires


def live_holds(holds: tuple[Hold, ...], now: datetime) -> tuple[Hold, ...]:
    """Those of `holds` that are still wanted."""
    return tuple(hold for hold in holds if live(hold, now))
