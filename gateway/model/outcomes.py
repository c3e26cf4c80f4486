"""What came of a command or a query: one Struct per verb, in terms that every protocol can be filled from.

`problems` is empty exactly where the thing was done; the first problem is the reason, the others are reasons
too. `notices` are sentences for the person at the terminal.
"""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from gateway.model.identity import ItemId, PatronId
from gateway.model.items import Item
from gateway.model.loans import Fee, Hold, Loan
from gateway.model.patrons import Patron
from gateway.model.problems import Notice, Problem


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What every answer has: why not, and what to tell."""

    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return not self.problems


class LoanOutcome(Outcome, frozen=True, kw_only=True):
    """Of checkout, renewal and their undoing. `fee` is the fen to acknowledge before it can be lent."""

    loan: Loan | None = None
    item: Item | None = None
    patron: PatronId | None = None
    renewed: bool = False
    renewable: bool = False
    fee: int = 0


class Alert(StrEnum):
    """Why a returned item must be set aside."""

    HOLD_HERE = "hold-here"
    HOLD_ELSEWHERE = "hold-elsewhere"
    ILL = "ill"
    SEND_HOME = "send-home"
    OTHER = "other"


class CheckinOutcome(Outcome, frozen=True, kw_only=True):
    """Of a return. The item is taken even where `alert` says that it must not go back to its shelf.

    `loan` is the loan that ended and `borrower` whose it was; `destination` the location it must travel to;
    `hold` who waits for it.
    """

    item: Item | None = None
    loan: Loan | None = None
    borrower: Patron | None = None
    alert: Alert | None = None
    destination: str = ""
    hold: Hold | None = None
    hold_patron: Patron | None = None
    fee: Fee | None = None


class RenewAllOutcome(Outcome, frozen=True, kw_only=True):
    """Of renewing everything: which loans were lengthened, and which not and why."""

    patron: PatronId | None = None
    renewed: tuple[tuple[Loan, Item], ...] = ()
    unrenewed: tuple[tuple[Loan, Item, Problem], ...] = ()


class HoldOutcome(Outcome, frozen=True, kw_only=True):
    """Of placing, cancelling or changing a hold. `available`: a copy stands on the shelf now."""

    patron: PatronId | None = None
    hold: Hold | None = None
    item: Item | None = None
    position: int | None = None
    available: bool = False


class PaymentOutcome(Outcome, frozen=True, kw_only=True):
    """Of a payment: what is still owed, in fen, and the fees as they stand now.

    `repeated` says that this payment had been told before and was not booked again.
    """

    patron: PatronId | None = None
    paid: int = 0
    owed: int = 0
    fees: tuple[Fee, ...] = ()
    reference: str = ""
    repeated: bool = False


class ItemOutcome(Outcome, frozen=True, kw_only=True):
    """Of a change to an item, or of its loss."""

    item: Item | None = None
    loan: Loan | None = None
    fee: Fee | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a patron may not do, position by position, each for its own reason (SIP2 patron status)."""

    charge_denied: bool = False
    renewal_denied: bool = False
    recall_denied: bool = False
    hold_denied: bool = False
    card_lost: bool = False
    too_many_charged: bool = False
    too_many_overdue: bool = False
    too_many_renewals: bool = False
    too_many_claims_returned: bool = False
    too_many_lost: bool = False
    excessive_fines: bool = False
    excessive_fees: bool = False
    recall_overdue: bool = False
    too_many_billed: bool = False


class PatronView(Outcome, frozen=True, kw_only=True):
    """A patron with all that a terminal may ask about him. `problems` here are what keeps him from borrowing.

    `found` is false for an unknown card, or a card reported lost. `pin_ok` is None where no PIN was given or
    none is set. Amounts are in fen; a limit of None means that there is none.
    """

    found: bool = False
    patron: Patron | None = None
    pin_ok: bool | None = None
    standing: Standing = Standing()
    loans: tuple[tuple[Loan, Item], ...] = ()
    overdue: tuple[tuple[Loan, Item], ...] = ()
    recalled: tuple[tuple[Loan, Item], ...] = ()
    ready_holds: tuple[tuple[Hold, Item | None], ...] = ()
    waiting_holds: tuple[tuple[Hold, Item | None], ...] = ()
    fees: tuple[Fee, ...] = ()
    owed: int = 0
    loan_limit: int | None = None
    overdue_limit: int | None = None
    hold_limit: int | None = None
    fee_limit: int | None = None


class ItemView(Outcome, frozen=True, kw_only=True):
    """An item as it stands. `queue` is the number of readers who wait for it."""

    item: Item | None = None
    loan: Loan | None = None
    queue: int = 0
    pickup_by: datetime | None = None
    recalled: datetime | None = None


class MovedOutcome(Outcome, frozen=True, kw_only=True):
    """Of moving due dates: how many loans were moved."""

    moved: int = 0
    items: tuple[ItemId, ...] = ()


AnyOutcome: TypeAlias = (
    LoanOutcome
    | CheckinOutcome
    | RenewAllOutcome
    | HoldOutcome
    | PaymentOutcome
    | ItemOutcome
    | PatronView
    | ItemView
    | MovedOutcome
)
