"""What the inside asks of the outside.

The rooms behind these protocols are chosen in one place only, the composition root. The store runs a *unit of
work*: a plain function that reads, decides and writes inside one transaction. Deciding there, and not before,
is what makes a decision hold without locks: nothing can change between what it read and what it wrote
(docs/adr/0006).
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final, Protocol, TypeAlias, TypeVar

import msgspec

from gateway.model.arrivals import Batch, Taken
from gateway.model.audit import Entry, Wanted
from gateway.model.changes import Changes, Event
from gateway.model.commands import AskItem, AskPatron, Command
from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.model.inbound import Inbound, Named
from gateway.model.items import Bibliographic, Item
from gateway.model.kiosks import KioskState
from gateway.model.leases import Lease
from gateway.model.loans import Fee, Hold, Loan, Payment
from gateway.model.outcomes import ItemView, Outcome, PatronView
from gateway.model.patrons import Patron
from gateway.ports.ill import IllLedger, IllShelf

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
O = TypeVar("O", bound=Outcome)  # noqa: E741 - an outcome

#: Items of one title that a look-up gives at most: more copies than a library has of any book, so that what
#: is cut off is a word that names no one book (a newspaper's bound volumes).
TITLED_LIMIT: Final = 200


class Clock(Protocol):
    """The time, as an argument."""

    def now(self) -> datetime:
        """This instant, in UTC."""
        ...


class Shelf(IllShelf, Protocol):
    """Reading the tables, as they stood when the unit of work began plus what it wrote."""

    def patron(self, patron: PatronId) -> Patron | None:
        """The patron with that number."""
        ...

    def patron_by_card(self, agency: AgencyId, spellings: Iterable[str]) -> tuple[Patron | None, bool]:
        """The patron whom the first known spelling names, and whether that very card was reported lost."""
        ...

    def item(self, item: ItemId) -> Item | None:
        """The item with that owner and barcode."""
        ...

    def items(self, items: Collection[ItemId]) -> Mapping[ItemId, Item]:
        """Those of many items that are there, looked up together."""
        ...

    def items_with_barcode(self, barcode: str) -> tuple[Item, ...]:
        """Every item with that barcode, whoever owns it (at most a handful)."""
        ...

    def items_of_title(self, bib: str) -> tuple[Item, ...]:
        """The copies of a title."""
        ...

    def items_titled(self, agency: AgencyId, title: str) -> tuple[Item, ...]:
        """An agency's own items of exactly this title, by bib and barcode; at most `TITLED_LIMIT`."""
        ...

    def bibliographic(self, bib: str) -> Bibliographic | None:
        """The title with that id."""
        ...

    def bibliographics(self, bibs: Collection[str]) -> Mapping[str, Bibliographic]:
        """Those of many titles that are there, looked up together."""
        ...

    def loan(self, loan: str) -> Loan | None:
        """The loan with that id, whatever its state."""
        ...

    def unsettled_loan(self, item: ItemId) -> Loan | None:
        """The loan of an item that is open, lost or claimed returned; at most one exists."""
        ...

    def last_loan(self, item: ItemId) -> Loan | None:
        """The latest loan of an item that was started, whatever its state, undone ones left out."""
        ...

    def loans_of(self, patron: PatronId) -> tuple[Loan, ...]:
        """A patron's unsettled loans, oldest first."""
        ...

    def loans_due(self, agency: AgencyId, first: datetime, last: datetime) -> tuple[Loan, ...]:
        """Open loans of an agency's patrons that are due within the two instants, both included."""
        ...

    def hold(self, hold: str) -> Hold | None:
        """The hold with that id."""
        ...

    def holds_on(self, item: Item) -> tuple[Hold, ...]:
        """Live holds on this item or on any copy of its title, in the order in which they are served."""
        ...

    def holds_of(self, patron: PatronId) -> tuple[Hold, ...]:
        """A patron's live holds, oldest first."""
        ...

    def lapsed_holds(self, agency: AgencyId, now: datetime, limit: int) -> tuple[Hold, ...]:
        """Holds of an agency's patrons that live by their state but whose date has passed, oldest first.

        The date is `pickup_by` where a copy waits on the hold shelf, else `expires`.
        """
        ...

    def fees_of(self, patron: PatronId) -> tuple[Fee, ...]:
        """A patron's fees that still have something owed, oldest first."""
        ...

    def fees_of_loan(self, loan: str) -> tuple[Fee, ...]:
        """Every fee that a loan brought about, settled or not."""
        ...

    def payment(self, agency: AgencyId, terminal: str, reference: str, since: datetime) -> Payment | None:
        """The last payment to this agency that a terminal told with this transaction id, since then.

        None where the id is empty: it names no payment.
        """
        ...

    def kiosk(self, name: str) -> KioskState | None:
        """How the kiosk with that name fares; None where it was never heard of."""
        ...

    def kiosks(self) -> tuple[KioskState, ...]:
        """Every kiosk that was ever heard of, by name."""
        ...

    def history(self, subject: str, limit: int) -> tuple[Event, ...]:
        """The last `limit` events of one subject, latest first."""
        ...

    def conflicts(self, limit: int) -> tuple[Event, ...]:
        """The last `limit` events that staff must look at, latest first."""
        ...

    def last_act(self) -> Entry | None:
        """The last of staff's acts."""
        ...

    def acts(self, wanted: Wanted, limit: int) -> tuple[Entry, ...]:
        """The last `limit` of staff's acts that are wanted, latest first."""
        ...

    def acts_after(self, seq: int, limit: int) -> tuple[Entry, ...]:
        """At most `limit` of staff's acts with a greater number, in their order."""
        ...

    def trim_to(self, seq: int) -> Entry | None:
        """The act that let go of all acts up to that number."""
        ...


class Remembered(msgspec.Struct, frozen=True):
    """An inbound message answered before: its id, when it came, over which link, the answer as rendered."""

    ref: str
    at: datetime
    link: str
    reply: str


class Ledger(Shelf, IllLedger, Protocol):
    """A unit of work in hand: the tables, and what it writes. All of it is committed together, or none."""

    def save(self, changes: Changes, *, cause: str = "") -> None:
        """Write records and append events, whose empty `cause` becomes this one.

        Raises `Overtaken` where another node changed a record first: the unit is then run again.
        """
        ...

    def remembered(self, key: bytes, since: datetime, *, dated: bool = True) -> Remembered | None:
        """The latest inbound message with this key that came since then.

        None if a later message of the same terminal named the same item or, where this one named no item, the
        same reader: then a repeat would bring back an answer that no longer holds. Where its text is not
        `dated`, None also if its terminal sent any later message, or any terminal one that named the same
        item or reader: only nothing at all in between tells a repeat from the same thing done again.
        """
        ...

    def remember(self, inbound: Inbound, reply: str, named: Named) -> None:
        """Put the message into the inbox with its rendered reply and what it speaks of."""
        ...

    def wake(self, topic: str) -> None:
        """Once this unit is committed, wake whoever listens for `topic` (`Wakes`), on every server."""
        ...

    def take_lease(self, name: str, holder: str, lasting: timedelta) -> Lease | None:
        """Take a lease or renew it, from now on for so long; None while another holds it."""
        ...

    def holds_lease(self, lease: Lease) -> bool:
        """Whether this very lease holds still; renewed since then, it does."""
        ...

    def give_up_lease(self, lease: Lease) -> None:
        """End a lease, if it holds still, so that another may take it at once."""
        ...

    def put_act(self, entry: Entry) -> None:
        """Add one of staff's acts. Raises `Overtaken` where another node has added one with its number."""
        ...

    def let_go(self, upto: int) -> None:
        """Take out staff's acts up to one that an act has said to be let go; no other can be taken out."""
        ...

    def touch(self, at: datetime) -> None:
        """Write this instant over the last: the least that shows whether anything can be written."""
        ...


class Store(Protocol):
    """Durable memory."""

    def commit(self, work: Callable[[Ledger], T], *, aside: bool = False) -> Awaitable[T]:
        """Run a unit of work; its result comes after the commit that makes it durable.

        `work` may be run more than once and must have no effect but through the ledger. What it raises comes
        back and nothing of it is kept; other units are not touched. Raises `StoreDown` where nothing can be
        written (disk full, read-only). One that takes more than a few milliseconds is run `aside`, so that
        nobody but the units behind it waits.
        """
        ...

    def read(self, work: Callable[[Shelf], T]) -> Awaitable[T]:
        """Run a look-up beside the writers; it sees every unit that was committed before it was asked for."""
        ...


class Wakes(Protocol):
    """Hearing of what units of work did, whichever server on the database ran them."""

    def listen(self, topic: str, call: Callable[[], object]) -> None:
        """Call `call` each time that a unit with this topic, or a part of it, was committed.

        One call may stand for several units; and after a time in which nothing could be heard, every topic is
        called once, as any may have been missed.
        """
        ...

    def follow(self, topic: str, call: Callable[[str], object]) -> None:
        """The same, told which part of the topic it was: ``HHIT`` of ``outbox/HHIT``; empty for all of it."""
        ...


class StoreDown(Exception):
    """Nothing can be written or read now; what was asked may be asked again."""


class Overtaken(Exception):
    """Another node changed a record between reading and writing."""


class Journal(Protocol):
    """One inbound message's way to durability, handed to the engine that serves it.

    The engine decides inside `settle`; the reply leaves only after `settle` came back, so a crash leaves
    nothing or the whole.
    """

    def settle(self, work: Callable[[Ledger], O]) -> Awaitable[O]:
        """Run `work` and remember its outcome, as the reply it is rendered to, in one commit."""
        ...


class CirculationEngine(Protocol):
    """A library's circulation system, whoever runs it."""

    def ask_patron(self, query: AskPatron) -> Awaitable[PatronView]:
        """Look a patron up. An unknown patron is an answer (`found` is false), not an error."""
        ...

    def ask_item(self, query: AskItem) -> Awaitable[ItemView]:
        """Look an item up. An unknown item is an answer with a problem."""
        ...

    def perform(self, inbound: Inbound, command: Command, journal: Journal) -> Awaitable[Outcome]:
        """Carry out `command`, settled in `journal`. A refusal is an outcome with problems, not an error.

        Raises `EngineDown` where the system can't be reached and nothing was done.
        """
        ...


class Intake(Protocol):
    """Where records that a file brings are taken in."""

    def take(self, batch: Batch) -> Awaitable[Taken]:
        """Merge a batch with what is on record, in one unit of work; returns what became of each part.

        Raises `StoreDown` where nothing can be written: then nothing of the batch is in.
        """
        ...


class EngineDown(Exception):
    """The circulation system can't be reached; nothing was done."""


class PinDigest(Protocol):
    """The keyed digest under which PINs are compared (docs/adr/0005)."""

    def __call__(self, patron: PatronId, pin: str) -> bytes:
        """The digest of one patron's PIN."""
        ...


class NewId(Protocol):
    """Ids for records: unique across nodes, in the order in which they were made."""

    def __call__(self) -> str:
        """A new id."""
        ...


class Calendar(Protocol):
    """On which days a library is open."""

    def is_open(self, day: date) -> bool:
        """Whether the library serves readers on that day."""
        ...


class Meter(Protocol):
    """Where what happens is counted."""

    def served(self, kind: str, outcome: str, seconds: float) -> None:
        """A message was answered: its wire name, ``ok`` or a problem's code, and how long it took."""
        ...

    def wire(self, protocol: str, what: str) -> None:
        """Something on a wire that is no message: ``damaged``, ``garbage``, ``closed``, ``refused`` …."""
        ...


Also: TypeAlias = Callable[[Ledger], None]
"""What is done in a unit of work besides."""


class Kiosks(Protocol):
    """The kiosks as they fare, for those who watch and command them."""

    def states(self) -> tuple[tuple[KioskState, int], ...]:
        """Every configured kiosk's state with the number of its connections, in the configuration's order."""
        ...

    async def pause(self, name: str, *, actor: str, why: str = "", also: Also | None = None) -> KioskState:
        """Take a kiosk out of service, and do what is `also` to be done in the same commit.

        Raises `KeyError` for an unknown name.
        """
        ...

    async def resume(self, name: str, *, actor: str, also: Also | None = None) -> KioskState:
        """Put a kiosk back into service, the same way. Raises `KeyError` for an unknown name."""
        ...
