"""What the command line and the desk say to a running server, and what it answers: the JSON of its API.

The API is served on the control socket. Amounts are in fen, instants in the library's time with its offset
(RFC 3339). Who asks for a language names it in ``Accept-Language`` (``zh`` or ``en``); every `Sentence` is in
that language.

===========================================  =====================  ===========================
request                                      body                   answer
===========================================  =====================  ===========================
``POST /circ/VERB`` (`VERBS`)                the verb's Struct      `Answer`
``GET /patrons/ID``                                                 `PatronShown`
``POST /patrons/ID/block``                   `Block`                `Answer`
``POST /patrons/ID/unblock``                 `Unblock`              `Answer`
``POST /patrons/ID/card``                    `Card`                 `Answer`
``GET /kiosks``                                                     `Kiosks`
``POST /kiosks/NAME/pause`` ``…/resume``     `Pause`                `KioskShown`
``POST /kiosks/NAME/unlock``                 `Pause`                `KioskUnlocked`
``POST /lockouts/unlock``                    `gateway.web.unlocking`
``GET /conflicts``, ``GET /history/SUBJECT``                        `History`
``POST /load/NOUN`` (`gateway.web.loading`)  `Batch`                `Taken`
``POST /load/NOUN/end``                      `Ended`
``GET /audit`` (`gateway.web.audit`)                                `Acts`
``POST /audit/verify``                       `Verify`               `Verified`
``POST /config/reload``                      `Request`              `gateway.web.service.Reloaded`
``GET /health``                                                     `gateway.web.health.Health`
===========================================  =====================  ===========================

NAME is a kiosk's name or its login.

What the library's rules refuse is an `Answer` with ``ok`` false, status 200. What could not be asked at all
(an unknown path or kiosk, a body that is not its Struct, a server that can't write) is a `Refusal`, status
4xx or 5xx.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

import msgspec

from gateway.model.audit import Fact
from gateway.model.loans import FeeKind, HoldKind, PaymentKind
from gateway.model.patrons import BlockReason


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request's body: a key that it doesn't declare is an error."""


class Request(_Body, frozen=True, kw_only=True):
    """What every request of a librarian says: who asks (`actor`) and where (`location`, a code)."""

    actor: str = ""
    location: str = ""


class Checkout(Request, frozen=True, kw_only=True):
    """Lend `item` to `patron`. `owner` is the agency of the item where it isn't the library's own."""

    patron: str
    item: str
    owner: str = ""
    fee_acknowledged: bool = False


class UndoCheckout(Request, frozen=True, kw_only=True):
    """Take the last checkout of `item` to `patron` back."""

    patron: str
    item: str
    owner: str = ""


class Checkin(Request, frozen=True, kw_only=True):
    """Take `item` back. `returned` is when it was handed in, absent: now."""

    item: str
    owner: str = ""
    returned: datetime | None = None


class UndoCheckin(Request, frozen=True, kw_only=True):
    """Take the last return of `item` back."""

    item: str
    owner: str = ""


class Renew(Request, frozen=True, kw_only=True):
    """Lengthen the loan of one item."""

    patron: str
    item: str
    owner: str = ""
    fee_acknowledged: bool = False


class RenewAll(Request, frozen=True, kw_only=True):
    """Lengthen every loan of a patron."""

    patron: str
    fee_acknowledged: bool = False


class Pay(Request, frozen=True, kw_only=True):
    """Money received from a patron, in fen. `fee` names one fee, absent: the oldest first.

    The same `reference` told twice is one payment.
    """

    patron: str
    amount: int
    kind: PaymentKind = PaymentKind.CASH
    fee: str = ""
    reference: str = ""


class Lost(Request, frozen=True, kw_only=True):
    """A lent item is lost."""

    item: str
    owner: str = ""


class Claim(Request, frozen=True, kw_only=True):
    """The patron says that he returned a lent item."""

    item: str
    owner: str = ""


class PlaceHold(Request, frozen=True, kw_only=True):
    """Put a patron into the queue for an item, or for any copy of its title."""

    patron: str
    item: str
    owner: str = ""
    kind: HoldKind = HoldKind.TITLE
    pickup: str = ""
    expires: datetime | None = None


class CancelHold(Request, frozen=True, kw_only=True):
    """Take a patron out of the queue for an item or its title."""

    patron: str
    item: str
    owner: str = ""


class MoveDue(Request, frozen=True, kw_only=True):
    """Move every open loan that is due from `first` to `last`, both included, to `to`."""

    first: date
    last: date
    to: date


VERBS: Final[Mapping[str, type[Request]]] = {
    "checkout": Checkout,
    "undo-checkout": UndoCheckout,
    "checkin": Checkin,
    "undo-checkin": UndoCheckin,
    "renew": Renew,
    "renew-all": RenewAll,
    "pay": Pay,
    "lost": Lost,
    "claim": Claim,
    "hold": PlaceHold,
    "cancel-hold": CancelHold,
    "move-due": MoveDue,
}
"""The last part of ``/circ/VERB`` and what its body is."""


class Block(Request, frozen=True, kw_only=True):
    """Stop lending to a patron, until the day `until` comes; `text` and `link` are shown to him."""

    reason: BlockReason = BlockReason.OTHER
    text: str = ""
    link: str = ""
    until: date | None = None


class Unblock(Request, frozen=True, kw_only=True):
    """Lift a patron's blocks: those with one `reason`, absent: all."""

    reason: BlockReason | None = None


class Card(Request, frozen=True, kw_only=True):
    """Report a patron's card lost (`lost`, its number), give him a new one (`new`), or both."""

    lost: str = ""
    new: str = ""


class Pause(_Body, frozen=True, kw_only=True):
    """Stop or restart serving a kiosk, and why; the same body for both."""

    actor: str = ""
    why: str = ""


# --- answers --------------------------------------------------------------------------------------


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request could not be asked at all, in one line that says what to do."""

    error: str


class Sentence(msgspec.Struct, frozen=True):
    """A problem or notice: its code (`gateway.model.problems`) and the sentence for people."""

    code: str
    text: str


class ItemShown(msgspec.Struct, frozen=True, kw_only=True):
    """An item as a librarian sees it. `id` is ``OWNER.BARCODE``."""

    id: str
    title: str
    author: str = ""
    call_number: str = ""
    status: str = ""
    location: str = ""
    home: str = ""
    destination: str = ""


class LoanShown(msgspec.Struct, frozen=True, kw_only=True):
    """A loan."""

    item: str
    title: str = ""
    patron: str = ""
    started: datetime
    due: datetime
    renewals: int = 0
    state: str = "open"
    overdue: bool = False


class HoldShown(msgspec.Struct, frozen=True, kw_only=True):
    """A hold. `position` is its place in the queue, counted from 1."""

    id: str
    patron: str = ""
    title: str = ""
    item: str = ""
    state: str = ""
    pickup: str = ""
    position: int | None = None
    pickup_by: datetime | None = None


class FeeShown(msgspec.Struct, frozen=True, kw_only=True):
    """Money owed, in fen."""

    id: str
    kind: FeeKind
    amount: int
    owed: int
    title: str = ""
    item: str = ""
    created: datetime


class Unrenewed(msgspec.Struct, frozen=True, kw_only=True):
    """A loan that a renewal of everything left as it was, and why."""

    loan: LoanShown
    problem: Sentence


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a request; only what belongs to its verb is filled.

    `ok` is false exactly where there are `problems`. `fee` is the fen to acknowledge before lending, `paid`
    and `owed` are what was paid now and what is left, `alert` and `destination` say where a returned item
    goes, `moved` counts loans whose due date was moved.
    """

    ok: bool
    problems: tuple[Sentence, ...] = ()
    notices: tuple[Sentence, ...] = ()
    patron: str = ""
    item: ItemShown | None = None
    loan: LoanShown | None = None
    hold: HoldShown | None = None
    renewed: tuple[LoanShown, ...] = ()
    unrenewed: tuple[Unrenewed, ...] = ()
    fees: tuple[FeeShown, ...] = ()
    fee: int = 0
    paid: int = 0
    owed: int = 0
    alert: str = ""
    destination: str = ""
    moved: int = 0


class CardShown(msgspec.Struct, frozen=True, kw_only=True):
    """One number that names a patron."""

    value: str
    kind: str
    lost: bool = False


class BlockShown(msgspec.Struct, frozen=True, kw_only=True):
    """Why a patron may not borrow."""

    reason: str
    text: str = ""
    link: str = ""
    since: datetime
    until: date | None = None


class PatronShown(msgspec.Struct, frozen=True, kw_only=True):
    """A patron with loans, holds and fees; `problems` are what keeps him from borrowing.

    ``found`` is false for an unknown card, or one reported lost: `problems` says which.
    """

    found: bool
    id: str = ""
    name: str = ""
    category: str = ""
    college: str = ""
    expires: date | None = None
    problems: tuple[Sentence, ...] = ()
    cards: tuple[CardShown, ...] = ()
    blocks: tuple[BlockShown, ...] = ()
    loans: tuple[LoanShown, ...] = ()
    holds: tuple[HoldShown, ...] = ()
    fees: tuple[FeeShown, ...] = ()
    owed: int = 0
    loan_limit: int | None = None


class LockShown(msgspec.Struct, frozen=True, kw_only=True):
    """From which address the kiosk's login is not looked at, and until when."""

    address: str
    until: datetime


class KioskShown(msgspec.Struct, frozen=True, kw_only=True):
    """A kiosk as it stands: what is configured, and what `gateway.model.kiosks` knows of it.

    `login` is the user id of its login, `connections` counts live ones, `last_seen` is None for one that
    never called. `locked` are the addresses whose wrong logins locked them out.
    """

    name: str
    login: str = ""
    location: str = ""
    connections: int = 0
    paused: bool = False
    paused_by: str = ""
    paused_why: str = ""
    paper_out: bool = False
    shut_down: bool = False
    last_seen: datetime | None = None
    last_message: str = ""
    address: str = ""
    locked: tuple[LockShown, ...] = ()


class Kiosks(msgspec.Struct, frozen=True, kw_only=True):
    """Every kiosk of the configuration, in its order; `locked` are addresses locked out as a whole."""

    kiosks: tuple[KioskShown, ...]
    locked: tuple[LockShown, ...] = ()


class EventShown(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened: `subject` is what to, `cause` the message that brought it about."""

    at: datetime
    kind: str
    subject: str
    actor: str = ""
    cause: str = ""
    conflict: bool = False
    data: dict[str, str | int | None] = {}


class History(msgspec.Struct, frozen=True, kw_only=True):
    """Events, latest first."""

    events: tuple[EventShown, ...]


#: The most acts of staff that are given at once.
MOST_ACTS: Final = 5000


class ActShown(msgspec.Struct, frozen=True, kw_only=True):
    """One act (`gateway.model.audit.Act`) with its number."""

    seq: int
    at: datetime
    account: str = ""
    actor: str = ""
    action: str
    subject: str = ""
    request: str = ""
    outcome: str = "ok"
    facts: dict[str, Fact] = {}


class Acts(msgspec.Struct, frozen=True, kw_only=True):
    """Acts, latest first."""

    acts: tuple[ActShown, ...]


class Verify(_Body, frozen=True, kw_only=True):
    """Go through all acts; `seq` and `seal` are those of one that somebody wrote down, 0 where nobody did."""

    seq: int = 0
    seal: str = ""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: how many acts are whole, and the number of the first that is not, if one is.

    `seq` and `seal` are those of the last whole one, to be written down elsewhere. `renewed` is the act from
    which on they can be verified, where the key of those before it was lost; else 0.
    """

    ok: bool
    acts: int
    broken: int | None = None
    seq: int = 0
    seal: str = ""
    renewed: int = 0
