"""What is asked of a library's circulation: commands change something, queries only look.

Every protocol that speaks of circulation (SIP2, NCIP, the desk) is translated to these. Instants are aware
datetimes; `at` is the terminal's own time of the transaction, which may lie hours back when a kiosk was
off-line.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from gateway.model.identity import AgencyId, ItemRef, PatronRef
from gateway.model.loans import FeeKind, HoldKind, PaymentKind
from gateway.model.patrons import BlockReason


class Channel(StrEnum):
    """Through which door a command came."""

    KIOSK = "kiosk"
    DESK = "desk"
    PARTNER = "partner"


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, and what that terminal may do.

    `may_force` lets a command with `no_block` pass every rule, but only when its time lies more than
    `force_after` seconds back: some kiosks set the flag on every message. `location` is where the terminal
    stands. `actor` is the librarian at a desk.
    """

    agency: AgencyId
    terminal: str
    location: str = ""
    channel: Channel = Channel.KIOSK
    actor: str = ""
    may_force: bool = False
    force_after: int = 300
    pin_required: bool = False


#: Fields that no text about a command shows: it may end up in a log with the failure that it met.
SECRET = frozenset({"pin", "new_pin"})


class Discreet(msgspec.Struct, frozen=True, kw_only=True):
    """What may carry a reader's PIN."""

    def __repr__(self) -> str:
        """Name every field, and hide what is secret."""
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({fields})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        """The same for `rich`, which would otherwise read the fields."""
        shown = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return [(name, "***" if name in SECRET and value else value) for name, value in shown]


class Command(Discreet, frozen=True, kw_only=True):
    """Something that changes the library's books. `at` is the terminal's time of it."""

    at: datetime


class Checkout(Command, frozen=True, kw_only=True):
    """Lend `item` to `patron`. `due` is the date that an off-line terminal has already printed."""

    patron: PatronRef
    item: ItemRef
    pin: str | None = None
    renewal_allowed: bool = False
    no_block: bool = False
    due: datetime | None = None
    fee_acknowledged: bool = False


class UndoCheckout(Command, frozen=True, kw_only=True):
    """Take the last checkout of `item` back, or the renewal made through it.

    A kiosk asks for it when its door stayed shut or the tag could not be written.
    """

    patron: PatronRef
    item: ItemRef


class Checkin(Command, frozen=True, kw_only=True):
    """Take `item` back.

    `returned` is when it was handed in; `location` where, if not at the terminal's own place.
    """

    item: ItemRef
    returned: datetime
    location: str = ""
    no_block: bool = False


class UndoCheckin(Command, frozen=True, kw_only=True):
    """Take the last checkin of `item` back: the loan is open again."""

    item: ItemRef


class Renew(Command, frozen=True, kw_only=True):
    """Lengthen the loan of one item, named by its barcode or, failing that, by its title."""

    patron: PatronRef
    pin: str | None = None
    item: ItemRef | None = None
    title: str = ""
    no_block: bool = False
    due: datetime | None = None
    fee_acknowledged: bool = False


class RenewAll(Command, frozen=True, kw_only=True):
    """Lengthen every loan of a patron that can be lengthened."""

    patron: PatronRef
    pin: str | None = None
    fee_acknowledged: bool = False


class PlaceHold(Command, frozen=True, kw_only=True):
    """Put a patron into the queue for an item, or for any copy of its title."""

    patron: PatronRef
    pin: str | None = None
    item: ItemRef | None = None
    title: str = ""
    kind: HoldKind = HoldKind.TITLE
    pickup: str = ""
    expires: datetime | None = None
    fee_acknowledged: bool = False


class CancelHold(Command, frozen=True, kw_only=True):
    """Take a patron out of the queue."""

    patron: PatronRef
    pin: str | None = None
    item: ItemRef | None = None
    title: str = ""


class ChangeHold(Command, frozen=True, kw_only=True):
    """Change where a hold is fetched or until when it is wanted; its place in the queue stays."""

    patron: PatronRef
    pin: str | None = None
    item: ItemRef | None = None
    title: str = ""
    pickup: str = ""
    expires: datetime | None = None


class PayFee(Command, frozen=True, kw_only=True):
    """Money received from a patron: for one fee (`fee`), or for the oldest first. `amount` is in fen."""

    patron: PatronRef
    pin: str | None = None
    amount: int
    kind: PaymentKind = PaymentKind.CASH
    fee: str = ""
    fee_kind: FeeKind = FeeKind.OTHER
    reference: str = ""


class BlockPatron(Command, frozen=True, kw_only=True):
    """Stop lending to a patron; a kiosk says so when it has kept his card."""

    patron: PatronRef
    reason: BlockReason = BlockReason.OTHER
    text: str = ""
    link: str = ""
    until: date | None = None


class EnablePatron(Command, frozen=True, kw_only=True):
    """Lift the blocks of a patron: all of them, or those with one `reason`."""

    patron: PatronRef
    pin: str | None = None
    reason: BlockReason | None = None


class ReplaceCard(Command, frozen=True, kw_only=True):
    """Report a patron's card lost (`lost`), give him a new one (`new`), or both."""

    patron: PatronRef
    lost: str = ""
    new: str = ""


class UpdateItem(Command, frozen=True, kw_only=True):
    """Correct an item's properties, locations or shelf numbers; None leaves a value as it is."""

    item: ItemRef
    properties: str | None = None
    permanent_location: str | None = None
    current_location: str | None = None
    permanent_shelf: str | None = None
    current_shelf: str | None = None
    call_number: str | None = None


class DeclareLost(Command, frozen=True, kw_only=True):
    """A lent item is lost: its replacement is charged, the loan waits for money or for the book."""

    item: ItemRef


class ClaimReturned(Command, frozen=True, kw_only=True):
    """The patron says that he returned a lent item; staff look for it before anything is charged."""

    item: ItemRef


class EndSession(Command, frozen=True, kw_only=True):
    """The reader has left the terminal. Nothing of the library's changes."""

    patron: PatronRef


class CardIssueOperation(StrEnum):
    """What a card-issuing machine (办证机) asks for."""

    NEW_WITH_DEPOSIT = "new-with-deposit"
    NEW = "new"
    CHANGE = "change"
    CHANGE_PIN = "change-pin"


class IssueCard(Command, frozen=True, kw_only=True):
    """Create or change a patron at a card-issuing machine. None leaves a value as it is; `deposit` is in fen.

    An identity-card number that the machine read is not part of it: it is not kept (docs/adr/0005).
    """

    operation: CardIssueOperation
    card: str
    name: str | None = None
    category: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    home_library: AgencyId | None = None
    deposit: int = 0
    pin: str | None = None
    new_pin: str | None = None


class MoveDueDates(Command, frozen=True, kw_only=True):
    """Move open loans due from `first` to `last`, both included, to `to`, as before a vacation."""

    first: date
    last: date
    to: date


class Detail(StrEnum):
    """Which of a patron's lists are wanted."""

    NONE = "none"
    HOLDS = "holds"
    OVERDUE = "overdue"
    CHARGED = "charged"
    FINES = "fines"
    RECALLS = "recalls"
    UNAVAILABLE_HOLDS = "unavailable-holds"


class AskPatron(Discreet, frozen=True, kw_only=True):
    """Look a patron up: may he borrow, what has he, what does he owe."""

    patron: PatronRef
    pin: str | None = None


class AskItem(msgspec.Struct, frozen=True, kw_only=True):
    """Look an item up: where it stands, who waits for it."""

    item: ItemRef


Query: TypeAlias = AskPatron | AskItem

#: Commands that say something about one patron and prove who he is by a PIN.
PatronCommand: TypeAlias = (
    Checkout | Renew | RenewAll | PlaceHold | CancelHold | ChangeHold | PayFee | EnablePatron
)
