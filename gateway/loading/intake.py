"""Taking a batch in: one unit of work that looks up, merges and writes.

The rules are those of `gateway.circulation.arrival`; here is what they are given and what is done with what
they say. A record that comes twice in one batch meets itself as it was left the first time.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

import msgspec

from gateway.circulation.arrival import loan_id, merge_item, merge_loan, merge_patron, merge_title
from gateway.circulation.situation import Setting
from gateway.loading import proof
from gateway.model.arrivals import (
    ArrivingLoan,
    ArrivingPatron,
    ArrivingTitle,
    Batch,
    Noun,
    Patrons,
    Refusal,
    Refused,
    Taken,
    Tally,
    Titles,
    Verdict,
)
from gateway.model.changes import Changes, Event, Record
from gateway.model.commands import Channel, Origin
from gateway.model.identity import ItemId, PatronId
from gateway.model.items import Bibliographic, Item
from gateway.model.loans import UNSETTLED, Loan
from gateway.model.patrons import Patron
from gateway.ports import Clock, Ledger, PinDigest, Shelf, Store

replace = msgspec.structs.replace

#: The terminal that a loaded batch's events name where nobody says who loaded it.
LOADER: Final = "load"


class Intake:
    """`gateway.ports.Intake` on the gateway's own tables."""

    def __init__(self, store: Store, setting: Setting, clock: Clock, pin_digest: PinDigest) -> None:
        self._store = store
        self._setting = setting
        self._clock = clock
        self._pin_digest = pin_digest

    def adopt(self, setting: Setting) -> None:
        """Go by another setting from now on; what is being taken in ends as it began."""
        self._setting = setting

    def take(self, batch: Batch) -> Awaitable[Taken]:
        """Merge a batch with what is on record; on trial, only say what would become of it."""
        decide = self._decision(batch)
        if batch.trial:
            return self._store.read(lambda shelf: decide(shelf).taken())

        def work(ledger: Ledger) -> Taken:
            sorting = decide(ledger)
            changes = sorting.changes()
            if changes.records:
                ledger.save(changes)
            return sorting.taken()

        return self._store.commit(work, aside=True)

    def _decision(self, batch: Batch) -> "Callable[[Shelf], Sorting]":
        match batch:
            case Titles(arriving=titles, move=move):
                return lambda shelf: _titles(shelf, titles, move=move)
            case Patrons(arriving=patrons):
                # Digested before anything else: what is kept, repeated or logged from here on has no PIN.
                digested = tuple(map(self._digested, patrons))
                default = self._setting.policy.default_category
                return lambda shelf: _patrons(shelf, digested, default)
            case _:
                origin = Origin(
                    agency=self._setting.agency, terminal=LOADER, channel=Channel.DESK, actor=batch.actor
                )
                return lambda shelf: _loans(shelf, batch.arriving, origin, self._clock)

    def _digested(self, came: ArrivingPatron) -> Patron:
        patron = came.patron
        return replace(patron, pin=self._pin_digest(patron.id, came.pin) if came.pin else None)


class Sorting:
    """What became of a batch so far, and what is to be written of it: each record once, as it was left."""

    def __init__(self) -> None:
        self._tally: Tally = {}
        self._refused: list[Refused] = []
        self._records: dict[tuple[type, object], Record] = {}
        self._events: list[Event] = []

    def count(self, noun: Noun, verdict: Verdict) -> None:
        """One more."""
        counts = self._tally.setdefault(noun, {})
        counts[verdict] = counts.get(verdict, 0) + 1

    def refuse(self, noun: Noun, place: int, key: str, refusal: Refusal | None) -> None:
        """One that is not taken."""
        if refusal is not None:
            self.count(noun, Verdict.REFUSED)
            self._refused.append(Refused(place=place, key=key, refusal=refusal))

    def write(self, *records: Patron | Item | Bibliographic | Loan) -> None:
        """Have records written, each in the place of what was to be written under its id."""
        for record in records:
            self._records[type(record), record.id] = record

    def tell(self, event: Event) -> None:
        """Have an event written."""
        self._events.append(event)

    def changes(self) -> Changes:
        """All that is to be written."""
        return Changes(records=tuple(self._records.values()), events=tuple(self._events))

    def taken(self) -> Taken:
        """What became of it all."""
        return Taken(tally=self._tally, refused=tuple(self._refused))


# ------------------------------------------------------------------------------------------- titles and items


def _titles(shelf: Shelf, arriving: Iterable[ArrivingTitle], *, move: bool) -> Sorting:
    arriving = tuple(arriving)
    sorting = Sorting()
    titles = dict(shelf.bibliographics({came.bib.id for came in arriving}))
    items = dict(shelf.items({item.id for came in arriving for item in came.items}))
    for place, came in enumerate(arriving):
        refusal = proof.of_title(came)
        if refusal is not None:
            sorting.refuse(Noun.TITLES, place, "", refusal)
            continue
        merged = merge_title(titles.get(came.bib.id), came.bib)
        sorting.count(Noun.TITLES, merged.verdict)
        if merged.verdict is not Verdict.UNCHANGED:
            titles[came.bib.id] = merged.title
            sorting.write(merged.title)
        for item in came.items:
            _item(sorting, items, place, item, move=move)
    return sorting


def _item(sorting: Sorting, items: dict[ItemId, Item], place: int, came: Item, *, move: bool) -> None:
    refusal = proof.of_item(came)
    if refusal is not None:
        sorting.refuse(Noun.ITEMS, place, proof.key(came.id.barcode), refusal)
        return
    merged = merge_item(items.get(came.id), came, move=move)
    if merged.item is None:
        sorting.refuse(Noun.ITEMS, place, came.id.barcode, merged.refusal)
        return
    sorting.count(Noun.ITEMS, merged.verdict)
    if merged.verdict is not Verdict.UNCHANGED:
        items[came.id] = merged.item
        sorting.write(merged.item)


# ---------------------------------------------------------------------------------------------------- readers


def _patrons(shelf: Shelf, arriving: Iterable[Patron], default_category: str) -> Sorting:
    sorting = Sorting()
    seen: dict[PatronId, Patron] = {}
    held: dict[str, PatronId] = {}  # numbers and cards that this very batch brought, and whose they are
    for place, came in enumerate(arriving):
        refusal = proof.of_patron(came)
        if refusal is not None:
            sorting.refuse(Noun.PATRONS, place, proof.key(came.id.number), refusal)
            continue
        kept = seen.get(came.id) or shelf.patron(came.id)
        numbers = (came.id.number, *(card.value for card in came.cards))
        holders = {number: holder for number in numbers if (holder := _holder(shelf, came.id, number))}
        merged = merge_patron(kept, came, holders | held, default_category=default_category)
        if merged.patron is None:
            sorting.refuse(Noun.PATRONS, place, came.id.number, merged.refusal)
            continue
        sorting.count(Noun.PATRONS, merged.verdict)
        if merged.verdict is not Verdict.UNCHANGED:
            seen[came.id] = merged.patron
            held |= dict.fromkeys(numbers, came.id)
            sorting.write(merged.patron)
    return sorting


def _holder(shelf: Shelf, asking: PatronId, number: str) -> PatronId | None:
    """Whom a number names now: one that was lost names nobody."""
    patron, lost = shelf.patron_by_card(asking.agency, (number,))
    return None if patron is None or lost else patron.id


# ------------------------------------------------------------------------------------------------------ loans


def _loans(shelf: Shelf, arriving: Iterable[ArrivingLoan], origin: Origin, clock: Clock) -> Sorting:
    arriving = tuple(arriving)
    now = clock.now()
    sorting = Sorting()
    items = dict(shelf.items({came.item for came in arriving}))
    loans: dict[str, Loan] = {}
    for place, came in enumerate(arriving):
        refusal = proof.of_loan(came)
        if refusal is not None:
            sorting.refuse(Noun.LOANS, place, proof.key(came.item.barcode), refusal)
            continue
        same_id = loan_id(came.item, came.started)
        unsettled = next((loan for loan in loans.values() if _is_unsettled(loan, came.item)), None)
        merged = merge_loan(
            came,
            items.get(came.item),
            _reader(shelf, came.patron),
            loans.get(same_id) or shelf.loan(same_id),
            unsettled or shelf.unsettled_loan(came.item),
            origin,
            now,
        )
        if merged.refusal is not None:
            sorting.refuse(Noun.LOANS, place, came.item.barcode, merged.refusal)
            continue
        sorting.count(Noun.LOANS, merged.verdict)
        if merged.loan is not None and merged.item is not None and merged.event is not None:
            loans[merged.loan.id] = merged.loan
            items[came.item] = merged.item
            sorting.write(merged.loan, merged.item)
            sorting.tell(merged.event)
    return sorting


def _is_unsettled(loan: Loan, item: ItemId) -> bool:
    return loan.item == item and loan.state in UNSETTLED


def _reader(shelf: Shelf, named: PatronId) -> Patron | None:
    """The reader with that number or, where nobody has it, whom it names as a card."""
    return shelf.patron(named) or shelf.patron_by_card(named.agency, (named.number,))[0]
