"""`gateway.ports.Store` in dictionaries: the same promises as the database's, kept at once and forgotten."""

from collections.abc import Awaitable, Callable, Collection, Generator, Iterable
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

import msgspec

from gateway.model.audit import Act, Entry, Wanted
from gateway.model.changes import Changes, Event, Record
from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.model.inbound import Inbound, Named
from gateway.model.items import Bibliographic, Item
from gateway.model.kiosks import KioskState
from gateway.model.leases import Lease
from gateway.model.loans import LIVE, UNSETTLED, Fee, Hold, HoldKind, HoldState, Loan, LoanState, Payment
from gateway.model.patrons import Patron
from gateway.ports import TITLED_LIMIT, Ledger, Overtaken, Remembered, Shelf
from tests.memory_ill import IllTables, MemoryIll

T = TypeVar("T")


class Done(Generic[T]):
    """An awaitable that is done already."""

    def __init__(self, value: T) -> None:
        self._value = value

    def __await__(self) -> Generator[None, None, T]:
        yield from ()
        return self._value


class Failed(Generic[T]):
    """An awaitable that failed already."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __await__(self) -> Generator[None, None, T]:
        yield from ()
        raise self._error


def result(awaitable: Awaitable[T]) -> T:
    """What an awaitable gives that has nothing left to wait for."""
    waiting = awaitable.__await__()
    try:
        next(waiting)
    except StopIteration as done:
        value: T = done.value
        return value
    raise AssertionError("still waiting")


class Inboxed(msgspec.Struct, frozen=True):
    """A message in the inbox with its answer."""

    inbound: Inbound
    reply: str
    named: Named


class Tables(msgspec.Struct):
    """All that is kept."""

    patrons: dict[PatronId, Patron] = {}
    items: dict[ItemId, Item] = {}
    bibs: dict[str, Bibliographic] = {}
    loans: dict[str, Loan] = {}
    holds: dict[str, Hold] = {}
    fees: dict[str, Fee] = {}
    payments: dict[str, Payment] = {}
    kiosks: dict[str, KioskState] = {}
    events: list[Event] = []
    inbox: list[Inboxed] = []
    acts: list[Entry] = []
    touched: dict[str, datetime] = {}
    leases: dict[str, Lease] = {}
    woken: list[str] = []
    ill: IllTables = msgspec.field(default_factory=IllTables)

    def copy(self) -> "Tables":
        """The same records in containers of its own."""
        *kept, ill = msgspec.structs.astuple(self)
        copied = Tables(*(type(one)(one) for one in kept))
        copied.ill = ill.copy()
        return copied


def _by_start(loan: Loan) -> tuple[datetime, str]:
    return loan.started, loan.id


class MemoryLedger(MemoryIll):
    """`Shelf` and `Ledger` over `Tables`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.ill = tables.ill

    def patron(self, patron: PatronId) -> Patron | None:
        return self.tables.patrons.get(patron)

    def patron_by_card(self, agency: AgencyId, spellings: Iterable[str]) -> tuple[Patron | None, bool]:
        people = sorted(
            (person for person in self.tables.patrons.values() if person.id.agency == agency),
            key=lambda person: person.id,
        )
        for spelling in spellings:
            lives = [p for p in people for card in p.cards if card.value == spelling and not card.lost]
            lost = [p for p in people for card in p.cards if card.value == spelling and card.lost]
            own = [p for p in people if p.id.number == spelling]
            numbered = [p for p in own if p not in lost]
            if lives or numbered:
                return (lives or numbered)[0], False
            if lost:
                return ([p for p in own if p in lost] or lost)[0], True
        return None, False

    def item(self, item: ItemId) -> Item | None:
        return self.tables.items.get(item)

    def items(self, items: Collection[ItemId]) -> dict[ItemId, Item]:
        return {item: self.tables.items[item] for item in items if item in self.tables.items}

    def items_with_barcode(self, barcode: str) -> tuple[Item, ...]:
        return self._items(lambda item: item.id.barcode == barcode)

    def items_of_title(self, bib: str) -> tuple[Item, ...]:
        return self._items(lambda item: bool(bib) and item.bib == bib)

    def items_titled(self, agency: AgencyId, title: str) -> tuple[Item, ...]:
        found = self._items(lambda item: item.id.owner == agency and bool(title) and item.title == title)
        return tuple(sorted(found, key=lambda item: (item.bib, item.id)))[:TITLED_LIMIT]

    def _items(self, wanted: Callable[[Item], bool]) -> tuple[Item, ...]:
        return tuple(sorted(filter(wanted, self.tables.items.values()), key=lambda item: item.id))

    def bibliographic(self, bib: str) -> Bibliographic | None:
        return self.tables.bibs.get(bib)

    def bibliographics(self, bibs: Collection[str]) -> dict[str, Bibliographic]:
        return {bib: self.tables.bibs[bib] for bib in bibs if bib in self.tables.bibs}

    def loan(self, loan: str) -> Loan | None:
        return self.tables.loans.get(loan)

    def _loans(self, wanted: Callable[[Loan], bool]) -> tuple[Loan, ...]:
        return tuple(sorted(filter(wanted, self.tables.loans.values()), key=_by_start))

    def unsettled_loan(self, item: ItemId) -> Loan | None:
        found = self._loans(lambda loan: loan.item == item and loan.state in UNSETTLED)
        return found[0] if found else None

    def last_loan(self, item: ItemId) -> Loan | None:
        found = self._loans(lambda loan: loan.item == item and loan.state is not LoanState.UNDONE)
        return found[-1] if found else None

    def loans_of(self, patron: PatronId) -> tuple[Loan, ...]:
        return self._loans(lambda loan: loan.patron == patron and loan.state in UNSETTLED)

    def loans_due(self, agency: AgencyId, first: datetime, last: datetime) -> tuple[Loan, ...]:
        found = self._loans(
            lambda loan: (
                loan.patron.agency == agency and loan.state is LoanState.OPEN and first <= loan.due <= last
            )
        )
        return tuple(sorted(found, key=lambda loan: (loan.due, loan.id)))

    def hold(self, hold: str) -> Hold | None:
        return self.tables.holds.get(hold)

    def _holds(self, wanted: Callable[[Hold], bool]) -> tuple[Hold, ...]:
        live = (hold for hold in self.tables.holds.values() if hold.state in LIVE and wanted(hold))
        return tuple(sorted(live, key=lambda hold: (hold.placed, hold.id)))

    def holds_on(self, item: Item) -> tuple[Hold, ...]:
        return self._holds(
            lambda hold: (
                item.id in {hold.item, hold.caught}
                or (hold.kind is HoldKind.TITLE and bool(item.bib) and hold.bib == item.bib)
            )
        )

    def holds_of(self, patron: PatronId) -> tuple[Hold, ...]:
        return self._holds(lambda hold: hold.patron == patron)

    def lapsed_holds(self, agency: AgencyId, now: datetime, limit: int) -> tuple[Hold, ...]:
        def has_lapsed(hold: Hold) -> bool:
            date = hold.pickup_by if hold.state is HoldState.READY else hold.expires
            return hold.patron.agency == agency and date is not None and date < now

        return self._holds(has_lapsed)[:limit]

    def _fees(self, wanted: Callable[[Fee], bool]) -> tuple[Fee, ...]:
        found = filter(wanted, self.tables.fees.values())
        return tuple(sorted(found, key=lambda fee: (fee.created, fee.id)))

    def fees_of(self, patron: PatronId) -> tuple[Fee, ...]:
        return self._fees(lambda fee: fee.patron == patron and fee.owed > 0)

    def fees_of_loan(self, loan: str) -> tuple[Fee, ...]:
        return self._fees(lambda fee: bool(loan) and fee.loan == loan)

    def payment(self, agency: AgencyId, terminal: str, reference: str, since: datetime) -> Payment | None:
        found = (
            payment
            for payment in self.tables.payments.values()
            if reference
            and (payment.patron.agency, payment.terminal, payment.reference) == (agency, terminal, reference)
            and payment.at >= since
        )
        return max(found, key=lambda payment: (payment.at, payment.id), default=None)

    def kiosk(self, name: str) -> KioskState | None:
        return self.tables.kiosks.get(name)

    def kiosks(self) -> tuple[KioskState, ...]:
        return tuple(self.tables.kiosks[name] for name in sorted(self.tables.kiosks))

    def history(self, subject: str, limit: int) -> tuple[Event, ...]:
        found = [event for event in reversed(self.tables.events) if event.subject == subject]
        return tuple(found[:limit])

    def conflicts(self, limit: int) -> tuple[Event, ...]:
        return tuple([event for event in reversed(self.tables.events) if event.conflict][:limit])

    def last_act(self) -> Entry | None:
        return self.tables.acts[-1] if self.tables.acts else None

    def acts(self, wanted: Wanted, limit: int) -> tuple[Entry, ...]:
        def fits(act: Act) -> bool:
            return (
                wanted.actor in {"", act.account, act.actor}
                and wanted.subject in {"", act.subject}
                and (wanted.first is None or act.at >= wanted.first)
                and (wanted.last is None or act.at < wanted.last)
            )

        return tuple([entry for entry in reversed(self.tables.acts) if fits(entry.act)][:limit])

    def acts_after(self, seq: int, limit: int) -> tuple[Entry, ...]:
        return tuple([entry for entry in self.tables.acts if entry.seq > seq][:limit])

    def trim_to(self, seq: int) -> Entry | None:
        return next((entry for entry in reversed(self.tables.acts) if entry.upto == seq), None)

    def put_act(self, entry: Entry) -> None:
        last = self.last_act()
        if last is not None and entry.seq <= last.seq:
            raise Overtaken(str(entry.seq))
        self.tables.acts.append(entry)

    def let_go(self, upto: int) -> None:
        trimmed = max((entry.upto or 0 for entry in self.tables.acts), default=0)
        if upto > trimmed:
            raise ValueError("the audit is append-only")
        self.tables.acts = [entry for entry in self.tables.acts if entry.seq > upto]

    def save(self, changes: Changes, *, cause: str = "") -> None:
        for record in changes.records:
            self._put(record)
        for event in changes.events:
            kept = event if event.cause else msgspec.structs.replace(event, cause=cause)
            self.tables.events.append(kept)

    def _put(self, record: Record) -> None:
        """Write one record, as the tables' own constraints allow."""
        if isinstance(record, Patron | Item):
            kept = self.item(record.id) if isinstance(record, Item) else self.patron(record.id)
            if record.version != (kept.version if kept else 0):
                raise Overtaken(f"version {record.version} is no longer the latest")
            record = msgspec.structs.replace(record, version=record.version + 1)
        elif self._is_second(record):
            raise Overtaken(f"there is another: {record}")
        table, key = _TABLES[type(record)]
        getattr(self.tables, table)[getattr(record, key)] = record

    def _is_second(self, record: Record) -> bool:
        """Whether another record has what only one may have."""
        if not isinstance(record, Loan) or record.state not in UNSETTLED:
            return False
        other = self.unsettled_loan(record.item)
        return other is not None and other.id != record.id

    def remembered(self, key: bytes, since: datetime, *, dated: bool = True) -> Remembered | None:
        same = [n for n, kept in enumerate(self.tables.inbox) if key and kept.inbound.key == key]
        if not same:
            return None
        kept = self.tables.inbox[same[-1]]
        later = self.tables.inbox[same[-1] + 1 :]
        own = [other for other in later if other.inbound.origin.terminal == kept.inbound.origin.terminal]

        def spoke_of(name: str, others: list[Inboxed]) -> bool:
            value = getattr(kept.named, name)
            return bool(value) and any(getattr(other.named, name) == value for other in others)

        if not dated:
            overtaken = bool(own) or spoke_of("item", later) or spoke_of("patron", later)
        else:
            overtaken = spoke_of("item" if kept.named.item else "patron", own)
        if overtaken or kept.inbound.at < since:
            return None
        return Remembered(kept.inbound.ref, kept.inbound.at, kept.inbound.link, kept.reply)

    def remember(self, inbound: Inbound, reply: str, named: Named) -> None:
        self.tables.inbox.append(Inboxed(inbound, reply, named))

    def wake(self, topic: str) -> None:
        self.tables.woken.append(topic)

    def take_lease(self, name: str, holder: str, lasting: timedelta) -> Lease | None:
        now, kept = datetime.now(UTC), self.tables.leases.get(name)
        running = kept is not None and kept.until > now
        if kept is not None and running and kept.holder != holder:
            return None
        term = (kept.term if kept is not None else 0) + (not running)
        lease = self.tables.leases[name] = Lease(name=name, holder=holder, term=term, until=now + lasting)
        return lease

    def holds_lease(self, lease: Lease) -> bool:
        kept = self.tables.leases.get(lease.name)
        if kept is None or (kept.holder, kept.term) != (lease.holder, lease.term):
            return False
        return kept.until > datetime.now(UTC)

    def give_up_lease(self, lease: Lease) -> None:
        if self.holds_lease(lease):
            self.tables.leases[lease.name] = msgspec.structs.replace(lease, until=datetime.now(UTC))

    def touch(self, at: datetime) -> None:
        self.tables.touched[""] = at


#: Where a record is kept, and by which of its fields.
_TABLES = {
    Patron: ("patrons", "id"),
    Item: ("items", "id"),
    Bibliographic: ("bibs", "id"),
    Loan: ("loans", "id"),
    Hold: ("holds", "id"),
    Fee: ("fees", "id"),
    Payment: ("payments", "id"),
    KioskState: ("kiosks", "name"),
}


class MemoryStore:
    """`gateway.ports.Store`: each unit of work is done when `commit` returns, or has left no trace."""

    def __init__(self) -> None:
        self.tables = Tables()

    def commit(self, work: Callable[[Ledger], T], *, aside: bool = False) -> Awaitable[T]:  # noqa: ARG002
        before = self.tables.copy()
        try:
            return Done(work(MemoryLedger(self.tables)))
        except Exception as error:  # noqa: BLE001 - whatever a unit raises goes to who asked for it
            self.tables = before
            return Failed(error)

    def read(self, work: Callable[[Shelf], T]) -> Awaitable[T]:
        try:
            return Done(work(MemoryLedger(self.tables)))
        except Exception as error:  # noqa: BLE001 - the same
            return Failed(error)
