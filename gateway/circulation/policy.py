"""What a librarian sets: for how long and on what terms a category of readers borrows a kind of item.

Every Struct here can be written as a table of the configuration file; money is in fen, spans are in days.
"""

from enum import StrEnum
from functools import cached_property
from typing import Annotated

import msgspec
from msgspec import Meta

#: Combinations of category, type and places whose terms are kept in memory: a large library has hundreds.
FOUND_LIMIT = 4096

#: What stands for "any" in a rule; an empty string says the same.
ANY = "*"


class RenewalFrom(StrEnum):
    """From when the days of a renewal count.

    From the due date a renewal always lengthens a loan by the same time; from today it lengthens the less
    the earlier it is made, and early in a loan not at all.
    """

    DUE = "due"
    TODAY = "today"


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The terms on which readers of one category borrow items of one type from one location.

    Overdue items cost money (`fine_per_day_fen`) or bring 停借, a time without borrowing
    (`suspension_days_per_day`), not both. A day on which the library is closed is never counted.
    """

    category: Annotated[str, Meta(description="category of readers; empty or * for any")] = ""
    item_type: Annotated[str, Meta(description="type of items; empty or * for any")] = ""
    location: Annotated[str, Meta(description="location or branch of items; empty or * for any")] = ""
    lendable: Annotated[bool, Meta(description="false: used in the library only")] = True
    holdable: Annotated[bool, Meta(description="whether holds may be placed")] = True
    loan_days: Annotated[int, Meta(ge=1, description="days a loan runs")] = 30
    renewals: Annotated[int, Meta(ge=0, description="how often one loan may be renewed")] = 1
    renewal_days: Annotated[int, Meta(ge=1, description="days that a renewal runs")] = 30
    renewal_from: Annotated[
        RenewalFrom, Meta(description="from when these count: the due date, or the day of the renewal")
    ] = RenewalFrom.DUE
    renew_overdue: Annotated[bool, Meta(description="whether an overdue loan may be renewed")] = False
    grace_days: Annotated[int, Meta(ge=0, description="overdue days that cost nothing")] = 0
    fine_per_day_fen: Annotated[int, Meta(ge=0, description="fine for one overdue day, in fen")] = 0
    fine_cap_fen: Annotated[int | None, Meta(description="most that one loan's fine comes to, in fen")] = None
    suspension_days_per_day: Annotated[
        int, Meta(ge=0, description="days without borrowing for one overdue day")
    ] = 0
    suspension_cap_days: Annotated[
        int | None, Meta(description="longest time without borrowing for one loan, in days")
    ] = None
    checkout_fee_fen: Annotated[int, Meta(ge=0, description="fee for borrowing, in fen")] = 0

    def __post_init__(self) -> None:
        if self.fine_per_day_fen and self.suspension_days_per_day:
            raise ValueError("a rule has fine_per_day_fen or suspension_days_per_day, not both")
        for name in ("fine_cap_fen", "suspension_cap_days"):
            if (getattr(self, name) or 0) < 0:
                raise ValueError(f"{name} is not less than 0")

    @property
    def serves_holds(self) -> bool:
        """Whether such an item may be set aside for a reader: what he can't take home is of no use to him."""
        return self.holdable and self.lendable

    def named(self) -> int:
        """How many of its three keys the rule names: the more, the closer it fits."""
        return sum(key not in ("", ANY) for key in (self.category, self.item_type, self.location))

    def fits(self, category: str, item_type: str, places: tuple[str, ...]) -> bool:
        """Whether the rule speaks of this category, type and any of these places."""
        return (
            self.category in ("", ANY, category)
            and self.item_type in ("", ANY, item_type)
            and (self.location in ("", ANY) or self.location in places)
        )


class CategoryLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much readers of one category may have at once. What is left out is not limited."""

    category: Annotated[str, Meta(description="category of readers; empty or * for all others")] = ""
    loans: Annotated[int | None, Meta(description="items on loan at once; 0: does not borrow")] = None
    overdue: Annotated[
        int | None, Meta(description="overdue items with which one may still borrow; 0: any stops it")
    ] = None
    holds: Annotated[int | None, Meta(description="holds at once")] = None
    fees_fen: Annotated[
        int | None, Meta(description="fen that one may owe and still borrow; 0: any sum stops it")
    ] = None
    renewals: Annotated[int | None, Meta(description="renewals of all present loans together")] = None
    claims_returned: Annotated[
        int | None, Meta(description="items claimed returned with which one may still borrow")
    ] = None
    lost: Annotated[int | None, Meta(description="lost items with which one may still borrow")] = None
    bills: Annotated[int | None, Meta(description="unpaid fees with which one may still borrow")] = None
    renew_with_overdue: Annotated[
        bool, Meta(description="whether too many overdue items leave renewing possible")
    ] = False

    def __post_init__(self) -> None:
        for name in ("loans", "overdue", "holds", "fees_fen", "renewals", "claims_returned", "lost", "bills"):
            if (getattr(self, name) or 0) < 0:
                raise ValueError(f"{name} is not less than 0")


#: Rule and limits of a policy that says nothing: a month, one renewal, ten items, no money.
DEFAULT_RULE = Rule()
DEFAULT_LIMITS = CategoryLimits(loans=10, overdue=0, holds=5, fees_fen=1000)


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """All terms of a library.

    Of the rules that fit, the one that names most of category, item type and location holds; of equals the
    first in the file. Where none fits, `DEFAULT_RULE` does. Limits go by category alone: the one that names
    it, else the first for any category, else `DEFAULT_LIMITS`.
    """

    rules: Annotated[tuple[Rule, ...], Meta(description="terms by category, item type, location")] = ()
    limits: Annotated[tuple[CategoryLimits, ...], Meta(description="limits by category")] = ()
    hold_shelf_days: Annotated[int, Meta(ge=1, description="days a held item waits for its reader")] = 7
    hold_expiry_days: Annotated[
        int | None, Meta(description="days after which a hold that caught nothing ends; left out: never")
    ] = None
    hold_available: Annotated[
        bool, Meta(description="whether items that stand on the shelf may be put on hold")
    ] = True
    pickup_locations: Annotated[
        tuple[str, ...], Meta(description="where held items are fetched; empty: at any location")
    ] = ()
    reshelve: Annotated[bool, Meta(description="returned items wait before they are shelved")] = False
    replacement_percent: Annotated[
        int, Meta(ge=0, description="charge for a lost item, in percent of its price")
    ] = 100
    replacement_unpriced_fen: Annotated[
        int, Meta(ge=0, description="charge for a lost item whose price is not known, in fen")
    ] = 5000
    processing_fen: Annotated[int, Meta(ge=0, description="fee for replacing a lost item, in fen")] = 0
    default_category: Annotated[
        str, Meta(description="category of readers made by a card-issuing machine that names none")
    ] = ""

    def __post_init__(self) -> None:
        if self.hold_expiry_days is not None and self.hold_expiry_days < 1:
            raise ValueError("hold_expiry_days is at least 1")

    def rule(self, category: str, item_type: str, places: tuple[str, ...]) -> Rule:
        """The terms for a reader's category and an item's type and places (location, branch)."""
        wanted = (category, item_type, places)
        found = self._found.get(wanted)
        if found is None:
            if len(self._found) >= FOUND_LIMIT:
                self._found.clear()
            found = self._found[wanted] = self._best(category, item_type, places)
        return found

    @cached_property
    def _found(self) -> dict[tuple[str, str, tuple[str, ...]], Rule]:
        """What was looked for before: each loan asks several times, and rules are compared one by one."""
        return {}

    def _best(self, category: str, item_type: str, places: tuple[str, ...]) -> Rule:
        fitting = (rule for rule in self.rules if rule.fits(category, item_type, places))
        # max() keeps the first of equals, which is the first in the file.
        return max(fitting, key=Rule.named, default=DEFAULT_RULE)

    def limits_of(self, category: str) -> CategoryLimits:
        """The limits for a reader's category."""
        for wanted in ((category,), ("", ANY)):
            for limits in self.limits:
                if limits.category in wanted:
                    return limits
        return DEFAULT_LIMITS
