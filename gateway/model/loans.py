"""Loans, holds, fees and payments. Money is in fen (1/100 yuan), instants are in UTC."""

from datetime import datetime
from enum import StrEnum

import msgspec

from gateway.model.identity import ItemId, PatronId


class LoanState(StrEnum):
    """Whether a loan is still open, and if so whether the item is thought to be with the reader."""

    OPEN = "open"
    LOST = "lost"
    CLAIMED_RETURNED = "claimed-returned"
    RETURNED = "returned"
    UNDONE = "undone"


#: States in which the item still counts as lent to the reader. At most one such loan of an item exists.
UNSETTLED = frozenset({LoanState.OPEN, LoanState.LOST, LoanState.CLAIMED_RETURNED})


class Loan(msgspec.Struct, frozen=True, kw_only=True):
    """One item lent to one reader from `started` until `ended`; `due` is the instant it becomes overdue.

    `previous_due` is the due date before the last renewal, so that a renewal can be undone. `renewed_at` is
    when that was. `reported_at` is when the item was declared lost or claimed returned. `hold` is the hold
    that the loan fulfilled. `category`, `college` and `place` are the reader's and the place of lending as
    they were then: what statistics keep once nobody may know whose loan it was. `patron` has no number from
    that day on.
    """

    id: str
    item: ItemId
    patron: PatronId
    started: datetime
    due: datetime
    renewals: int = 0
    renewed_at: datetime | None = None
    previous_due: datetime | None = None
    reported_at: datetime | None = None
    state: LoanState = LoanState.OPEN
    ended: datetime | None = None
    terminal: str = ""
    terminal_returned: str = ""
    hold: str = ""
    category: str = ""
    college: str = ""
    place: str = ""


class HoldKind(StrEnum):
    """What a hold asks for."""

    ITEM = "item"
    TITLE = "title"


class HoldState(StrEnum):
    """How far a hold has come."""

    QUEUED = "queued"
    IN_TRANSIT = "in-transit"
    READY = "ready"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


#: Holds that still wait for, or have caught, an item.
LIVE = frozenset({HoldState.QUEUED, HoldState.IN_TRANSIT, HoldState.READY})


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A reader's claim on an item or on any copy of a title. `caught` is the item set aside for it.

    The queue's order is `placed`; `expires` is the last instant at which the reader still wants it,
    `pickup_by` the last instant at which it waits on the hold shelf.
    """

    id: str
    patron: PatronId
    kind: HoldKind
    item: ItemId | None = None
    bib: str = ""
    title: str = ""
    pickup: str
    placed: datetime
    expires: datetime | None = None
    state: HoldState = HoldState.QUEUED
    caught: ItemId | None = None
    pickup_by: datetime | None = None


class FeeKind(StrEnum):
    """What money is owed for, in the terms of SIP2's fee types."""

    OTHER = "other"
    ADMINISTRATIVE = "administrative"
    DAMAGE = "damage"
    OVERDUE = "overdue"
    PROCESSING = "processing"
    RENTAL = "rental"
    REPLACEMENT = "replacement"
    COMPUTER_ACCESS = "computer-access"
    HOLD = "hold"


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """Money a reader owes, in fen: `amount` less what is `paid` and `waived` is `owed`."""

    id: str
    patron: PatronId
    kind: FeeKind
    amount: int
    paid: int = 0
    waived: int = 0
    created: datetime
    item: ItemId | None = None
    loan: str = ""
    title: str = ""

    @property
    def owed(self) -> int:
        """What is still to be paid, in fen."""
        return self.amount - self.paid - self.waived


class PaymentKind(StrEnum):
    """How money was paid. SIP2 knows the first three only; the others come from desks and print stations."""

    CASH = "cash"
    VISA = "visa"
    CREDIT_CARD = "credit-card"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    CAMPUS_CARD = "campus-card"


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """Money received, in fen.

    `reference` is the transaction id (SIP2 BK) that the `terminal` gave it, by which a payment that is told
    again is known; cash acceptors number for themselves, and begin anew. `parts` says which fee got how many
    fen; they add up to `amount`.
    """

    id: str
    patron: PatronId
    amount: int
    kind: PaymentKind
    reference: str = ""
    at: datetime
    terminal: str = ""
    parts: tuple[tuple[str, int], ...] = ()
