"""What every `gateway.ports.Store` promises; subclass `StoreContract` with a `store` fixture."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
import pytest

from gateway.model.changes import Changes, Record
from gateway.model.identity import AgencyId, ItemId, PatronId
from gateway.model.inbound import Named
from gateway.model.items import ItemStatus
from gateway.model.loans import HoldKind, HoldState, LoanState, Payment
from gateway.model.patrons import Card
from gateway.ports import TITLED_LIMIT, Ledger, Overtaken, Shelf, Store
from tests.memory_store import result
from tests.store_samples import (
    BOOK,
    CUMT,
    FEE,
    HOLD,
    KIOSK,
    LOAN,
    NOW,
    OTHER,
    PAYMENT,
    READER,
    SCHOOL,
    TITLE,
    event,
    hold,
    loan,
    message,
    saved,
)

T = TypeVar("T")
replace = msgspec.structs.replace


class Refused(Exception):
    """What a unit of work raises when it thinks better of it."""


class StoreContract:
    """The promises."""

    def save(self, store: Store, *records: Record) -> None:
        result(store.commit(lambda ledger: ledger.save(saved(*records))))

    def read(self, store: Store, work: Callable[[Shelf], T]) -> T:
        return result(store.read(work))

    # ------------------------------------------------------------------------------------------ units of work

    def test_a_unit_gives_its_result_and_is_kept(self, store: Store) -> None:
        def work(ledger: Ledger) -> int:
            ledger.save(saved(BOOK))
            return 42

        assert result(store.commit(work)) == 42
        assert self.read(store, lambda shelf: shelf.item(BOOK.id)) == replace(BOOK, version=1)

    def test_a_unit_sees_what_it_wrote(self, store: Store) -> None:
        def work(ledger: Ledger) -> int:
            ledger.save(saved(BOOK))
            kept = ledger.item(BOOK.id)
            assert kept is not None
            return kept.version

        assert result(store.commit(work)) == 1

    def test_a_unit_that_raises_leaves_nothing(self, store: Store) -> None:
        def work(ledger: Ledger) -> None:
            ledger.save(Changes(records=(READER, LOAN), events=(event("item x"),)))
            ledger.remember(message("m1"), "12", Named(item="x"))
            raise Refused

        with pytest.raises(Refused):
            result(store.commit(work))
        assert self.read(
            store, lambda s: (s.patron(READER.id), s.loans_of(READER.id), s.history("item x", 9))
        ) == (
            None,
            (),
            (),
        )
        assert result(store.commit(lambda ledger: ledger.remembered(b"k", NOW))) is None

    def test_a_look_up_that_raises_gives_its_error(self, store: Store) -> None:
        def work(_: Shelf) -> None:
            raise Refused

        with pytest.raises(Refused):
            self.read(store, work)

    # ---------------------------------------------------------------------------------------------- versions

    @pytest.mark.parametrize("record", [READER, BOOK], ids=["patron", "item"])
    def test_a_new_record_can_not_be_there_already(self, store: Store, record: Record) -> None:
        self.save(store, record)
        with pytest.raises(Overtaken):
            self.save(store, record)

    @pytest.mark.parametrize("version", [0, 1, 3])
    def test_only_the_latest_version_can_be_replaced(self, store: Store, version: int) -> None:
        self.save(store, BOOK)
        self.save(store, replace(BOOK, version=1, status=ItemStatus.CHARGED))
        with pytest.raises(Overtaken):
            self.save(store, replace(BOOK, version=version, status=ItemStatus.LOST))
        self.save(store, replace(BOOK, version=2, status=ItemStatus.MISSING))
        kept = self.read(store, lambda shelf: shelf.item(BOOK.id))
        assert kept == replace(BOOK, version=3, status=ItemStatus.MISSING)

    def test_a_record_that_is_not_there_has_no_version(self, store: Store) -> None:
        with pytest.raises(Overtaken):
            self.save(store, replace(READER, version=1))

    # ----------------------------------------------------------------------------------------------- patrons

    def test_a_patron_is_kept_whole_and_replaced_whole(self, store: Store) -> None:
        self.save(store, READER)
        assert self.read(store, lambda shelf: shelf.patron(READER.id)) == replace(READER, version=1)
        changed = replace(READER, version=1, cards=(Card("NEW"),), blocks=(), pin=None, expires=None)
        self.save(store, changed)
        assert self.read(store, lambda shelf: shelf.patron(READER.id)) == replace(changed, version=2)
        assert self.read(store, lambda shelf: shelf.patron(PatronId(SCHOOL, "P0001"))) is None

    @pytest.mark.parametrize(
        ("spellings", "number", "lost"),
        [
            (("P0001",), "P0001", False),
            (("04A1B2C3",), "P0001", False),
            (("OLD-1",), "P0001", True),
            (("OLD-1", "P0002"), "P0001", True),
            (("?", "P0002"), "P0002", False),
            (("SHARED",), "P0003", False),
            (("P0004",), "P0004", True),
            (("P0005",), "P0005", False),
            (("?",), None, False),
            ((), None, False),
        ],
    )
    def test_who_a_card_names(
        self, store: Store, spellings: tuple[str, ...], number: str | None, *, lost: bool
    ) -> None:
        third = replace(OTHER, id=PatronId(CUMT, "P0003"), cards=(Card("SHARED"), Card("P0005", lost=True)))
        fourth = replace(
            OTHER, id=PatronId(CUMT, "P0004"), cards=(Card("SHARED", lost=True), Card("P0004", lost=True))
        )
        fifth = replace(OTHER, id=PatronId(CUMT, "P0005"))
        self.save(store, READER, OTHER, third, fourth, fifth)
        found, was_lost = self.read(store, lambda shelf: shelf.patron_by_card(CUMT, spellings))
        assert (found.id.number if found else None, was_lost) == (number, lost)
        assert self.read(store, lambda shelf: shelf.patron_by_card(SCHOOL, spellings)) == (None, False)

    # ----------------------------------------------------------------------------------------------- holdings

    def test_equal_barcodes_of_two_libraries_are_two_items(self, store: Store) -> None:
        theirs = replace(BOOK, id=ItemId(SCHOOL, BOOK.id.barcode), bib="")
        self.save(store, BOOK, theirs, TITLE)
        ours = replace(BOOK, version=1)
        assert self.read(store, lambda shelf: shelf.items_with_barcode(BOOK.id.barcode)) == (
            ours,
            replace(theirs, version=1),
        )
        assert self.read(store, lambda shelf: shelf.items_of_title("T1")) == (ours,)
        assert self.read(store, lambda shelf: shelf.items_of_title("")) == ()
        assert self.read(store, lambda shelf: shelf.bibliographic("T1")) == TITLE
        assert self.read(store, lambda shelf: shelf.bibliographic("T2")) is None

    def test_items_of_a_title_are_those_of_just_that_title_and_library(self, store: Store) -> None:
        copy = replace(BOOK, id=ItemId(CUMT, "B000003"))
        untitled = replace(BOOK, id=ItemId(CUMT, "B000002"), bib="")
        others = (
            replace(BOOK, id=ItemId(SCHOOL, "B000001")),
            replace(BOOK, id=ItemId(CUMT, "B000004"), title="人工智能导论 第2版"),
            replace(BOOK, id=ItemId(CUMT, "B000005"), title=""),
        )
        self.save(store, copy, BOOK, *others, untitled)
        found = self.read(store, lambda shelf: shelf.items_titled(CUMT, BOOK.title))
        assert [item.id for item in found] == [untitled.id, BOOK.id, copy.id]
        assert self.read(store, lambda shelf: shelf.items_titled(CUMT, "人工智能")) == ()
        assert self.read(store, lambda shelf: shelf.items_titled(CUMT, "")) == ()

    def test_items_of_a_title_are_not_without_number(self, store: Store) -> None:
        volumes = [replace(BOOK, id=ItemId(CUMT, f"V{n:04}"), bib="") for n in range(TITLED_LIMIT + 5)]
        self.save(store, *volumes)
        found = self.read(store, lambda shelf: shelf.items_titled(CUMT, BOOK.title))
        assert [item.id for item in found] == [item.id for item in volumes[:TITLED_LIMIT]]

    # ------------------------------------------------------------------------------------------------- loans

    @pytest.mark.parametrize("state", [LoanState.OPEN, LoanState.LOST, LoanState.CLAIMED_RETURNED])
    def test_an_item_has_one_unsettled_loan(self, store: Store, state: LoanState) -> None:
        self.save(store, replace(LOAN, state=state))
        with pytest.raises(Overtaken):
            self.save(store, loan("L2"))
        assert self.read(store, lambda s: s.unsettled_loan(BOOK.id)) == replace(LOAN, state=state)
        self.save(store, replace(LOAN, state=LoanState.RETURNED, ended=NOW), loan("L2"))
        assert self.read(store, lambda s: s.unsettled_loan(BOOK.id)) == loan("L2")

    def test_the_last_loan_is_the_last_one_started_that_was_not_undone(self, store: Store) -> None:
        assert self.read(store, lambda s: s.last_loan(BOOK.id)) is None
        loans = (
            loan("L3", LoanState.RETURNED, 2),
            loan("L1", LoanState.RETURNED),
            loan("L4", LoanState.UNDONE, 9),
        )
        self.save(store, *loans)
        assert self.read(store, lambda s: s.last_loan(BOOK.id)) == loans[0]

    def test_a_patrons_loans_are_those_unsettled_oldest_first(self, store: Store) -> None:
        items = [ItemId(CUMT, f"B{n}") for n in range(4)]
        loans = (
            loan("L2", LoanState.LOST, 2, items[0]),
            loan("L1", LoanState.OPEN, 1, items[1]),
            loan("L3", LoanState.RETURNED, 0, items[2]),
        )
        self.save(store, *loans)
        assert self.read(store, lambda s: s.loans_of(READER.id)) == (loans[1], loans[0])
        assert self.read(store, lambda s: s.loans_of(OTHER.id)) == ()

    def test_loans_due_are_open_and_within_both_instants(self, store: Store) -> None:
        loans = [loan(f"L{day}", LoanState.OPEN, day, ItemId(CUMT, f"B{day}")) for day in range(5)]
        self.save(store, *loans, loan("X", LoanState.LOST, 2, ItemId(CUMT, "X")))
        first, last = loans[1].due, loans[3].due
        assert self.read(store, lambda s: s.loans_due(CUMT, first, last)) == tuple(loans[1:4])
        assert (
            self.read(store, lambda s: s.loans_due(CUMT, first + timedelta(microseconds=1), last))[0]
            == loans[2]
        )
        assert self.read(store, lambda s: s.loans_due(SCHOOL, first, last)) == ()

    # ------------------------------------------------------------------------------------------------- holds

    def test_holds_on_an_item_are_those_it_can_serve_in_order(self, store: Store) -> None:
        copy = ItemId(CUMT, "B000002")
        later = NOW + timedelta(hours=1)
        wanted = (
            HOLD,
            hold("H2", kind=HoldKind.ITEM, item=BOOK.id, placed=later),
            hold("H3", kind=HoldKind.ITEM, bib="", item=BOOK.id, placed=later, state=HoldState.IN_TRANSIT),
            hold("H4", caught=copy, placed=later, state=HoldState.READY),
            hold("H5", bib="T9", caught=BOOK.id, placed=later, state=HoldState.READY),
        )
        others = (
            hold("H6", kind=HoldKind.ITEM, item=copy),
            hold("H7", bib="T2"),
            hold("H8", state=HoldState.FULFILLED),
            hold("H9", state=HoldState.CANCELLED),
            hold("HA", state=HoldState.EXPIRED),
        )
        self.save(store, *reversed(wanted), *others)
        assert self.read(store, lambda s: s.holds_on(BOOK)) == wanted
        untitled = replace(BOOK, bib="")
        assert self.read(store, lambda s: s.holds_on(untitled)) == (wanted[1], wanted[2], wanted[4])

    def test_a_patrons_holds_are_those_alive(self, store: Store) -> None:
        live, dead = hold("H2", placed=NOW - timedelta(days=1)), hold("H3", state=HoldState.EXPIRED)
        self.save(store, HOLD, live, dead)
        assert self.read(store, lambda s: s.holds_of(OTHER.id)) == (live, HOLD)
        assert self.read(store, lambda s: s.hold("H3")) == dead
        assert self.read(store, lambda s: s.hold("H?")) is None

    def test_holds_that_lapsed_are_those_whose_own_date_has_passed(self, store: Store) -> None:
        past, soon = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
        day = timedelta(days=1)
        lapsed = (
            hold("H3", placed=NOW - 2 * day, expires=past),
            hold("H1", placed=NOW - day, expires=past, state=HoldState.IN_TRANSIT),
            hold("H2", expires=soon, pickup_by=past, state=HoldState.READY),
        )
        others = (
            hold("H4"),
            hold("H5", expires=NOW),
            hold("H6", expires=past, pickup_by=NOW, state=HoldState.READY),
            hold("H7", expires=past, pickup_by=past, state=HoldState.EXPIRED),
            hold("H8", expires=past, patron=PatronId(SCHOOL, "P0002")),
            hold("H9", expires=past, state=HoldState.READY),
        )
        self.save(store, *others, *lapsed)
        assert self.read(store, lambda s: s.lapsed_holds(CUMT, NOW, 9)) == lapsed
        assert self.read(store, lambda s: s.lapsed_holds(CUMT, NOW, 2)) == lapsed[:2]

    # ------------------------------------------------------------------------------------------------- money

    def test_fees_of_a_patron_have_something_owed(self, store: Store) -> None:
        paid = replace(FEE, id="F0", paid=200, waived=100, created=NOW - timedelta(days=2))
        older = replace(FEE, id="F2", loan="", created=NOW - timedelta(days=1))
        self.save(store, FEE, paid, older)
        assert self.read(store, lambda s: s.fees_of(READER.id)) == (older, FEE)
        assert self.read(store, lambda s: s.fees_of_loan("L1")) == (paid, FEE)
        assert self.read(store, lambda s: s.fees_of_loan("")) == ()

    def test_a_terminal_s_last_payment_with_a_reference_is_found(self, store: Store) -> None:
        day = timedelta(days=1)
        theirs = replace(PAYMENT, id="M3", patron=PatronId(SCHOOL, "1"))
        other = replace(PAYMENT, id="M4", terminal="kiosk2")
        older = replace(PAYMENT, id="M5", at=NOW - day)
        self.save(store, PAYMENT, older, theirs, other, replace(PAYMENT, id="M6", reference=""))

        def last(agency: AgencyId, terminal: str, reference: str, since: datetime) -> Payment | None:
            return self.read(store, lambda s: s.payment(agency, terminal, reference, since))

        assert last(CUMT, "kiosk1", "2026-1", NOW - 2 * day) == PAYMENT
        assert last(CUMT, "kiosk1", "2026-1", NOW + day) is None
        assert last(CUMT, "kiosk2", "2026-1", NOW) == other
        assert last(SCHOOL, "kiosk1", "2026-1", NOW) == theirs
        assert last(CUMT, "kiosk1", "", NOW - 2 * day) is None

    # ---------------------------------------------------------------------------------- kiosks, events, inbox

    def test_a_kiosks_last_state_counts(self, store: Store) -> None:
        second = replace(KIOSK, name="kiosk0", paused=True)
        self.save(store, KIOSK, second)
        self.save(store, replace(KIOSK, paper_out=False))
        assert self.read(store, lambda s: s.kiosks()) == (second, replace(KIOSK, paper_out=False))
        assert self.read(store, lambda s: s.kiosk("kiosk0")) == second
        assert self.read(store, lambda s: s.kiosk("kiosk9")) is None

    def test_events_take_the_cause_and_come_latest_first(self, store: Store) -> None:
        events = (event("item 1"), event("item 2", cause="own"), event("item 1", "checkin", conflict=True))
        result(store.commit(lambda ledger: ledger.save(Changes(events=events), cause="m1")))
        first, last = replace(events[0], cause="m1"), replace(events[2], cause="m1")
        assert self.read(store, lambda s: s.history("item 1", 9)) == (last, first)
        assert self.read(store, lambda s: s.history("item 1", 1)) == (last,)
        assert self.read(store, lambda s: s.history("item 2", 9)) == (events[1],)
        assert self.read(store, lambda s: s.conflicts(9)) == (last,)

    def test_a_message_is_remembered_since_an_instant(self, store: Store) -> None:
        inbound = message("m1", seconds=5)
        result(store.commit(lambda ledger: ledger.remember(inbound, "121NNY借出成功", Named(item="1"))))

        def remembered(key: bytes, seconds: int) -> str | None:
            found = result(
                store.commit(lambda ledger: ledger.remembered(key, NOW + timedelta(seconds=seconds)))
            )
            if found is None:
                return None
            assert (found.ref, found.at, found.link) == ("m1", inbound.at, "link-1")
            return found.reply

        assert remembered(b"k", 5) == "121NNY借出成功"
        assert remembered(b"k", 6) is None
        assert remembered(b"other", 0) is None

    @pytest.mark.parametrize(
        ("first", "terminal", "second", "known"),
        [
            (Named(item="1"), "kiosk1", Named(item="1"), False),
            (Named(item="1", patron="P1"), "kiosk1", Named(item="1"), False),
            (Named(item="1"), "kiosk2", Named(item="1"), True),
            (Named(item="1"), "kiosk1", Named(item="2"), True),
            (Named(item="1", patron="P1"), "kiosk1", Named(item="2", patron="P1"), True),
            (Named(item="1", patron="P1"), "kiosk1", Named(patron="P1"), True),
            (Named(patron="P1"), "kiosk1", Named(patron="P1"), False),
            (Named(patron="P1"), "kiosk1", Named(item="2", patron="P1"), False),
            (Named(patron="P1"), "kiosk2", Named(item="2", patron="P1"), True),
            (Named(patron="P1"), "kiosk1", Named(item="2", patron="P2"), True),
            (Named(patron="P1"), "kiosk1", Named(item="P1"), True),
            (Named(), "kiosk1", Named(), True),
        ],
        ids=[
            "the same item",
            "the same item, no reader",
            "the item at another terminal",
            "another item",
            "another item of the reader",
            "the item's reader alone",
            "the same reader",
            "a book of the reader",
            "the reader at another terminal",
            "another reader",
            "an item numbered like the reader",
            "nothing",
        ],
    )
    def test_a_later_message_about_the_same_makes_an_answer_stale(
        self, store: Store, first: Named, terminal: str, second: Named, *, known: bool
    ) -> None:
        def work(ledger: Ledger) -> None:
            ledger.remember(message("m1"), "first", first)
            ledger.remember(message("m2", b"later", terminal), "second", second)

        result(store.commit(work))
        found = result(store.commit(lambda ledger: ledger.remembered(b"k", NOW)))
        assert (found is not None) is known

    @pytest.mark.parametrize(
        ("first", "terminal", "second", "known"),
        [
            (Named(item="1", patron="P1"), "kiosk1", Named(item="2", patron="P2"), False),
            (Named(item="1"), "kiosk1", Named(), False),
            (Named(item="1", patron="P1"), "kiosk2", Named(item="1"), False),
            (Named(item="1", patron="P1"), "kiosk2", Named(patron="P1"), False),
            (Named(patron="P1"), "kiosk2", Named(item="2", patron="P1"), False),
            (Named(item="1", patron="P1"), "kiosk2", Named(item="2", patron="P2"), True),
            (Named(item="1"), "kiosk2", Named(item="2"), True),
            (Named(patron="P1"), "kiosk2", Named(patron="P2"), True),
            (Named(), "kiosk2", Named(), True),
        ],
        ids=[
            "anything of its own terminal",
            "nothing named at its own terminal",
            "the item at another terminal",
            "the item's reader at another terminal",
            "a book of the reader at another terminal",
            "another reader's book at another terminal",
            "another item at another terminal",
            "another reader at another terminal",
            "nothing at another terminal",
        ],
    )
    def test_an_undated_message_is_remembered_until_anything_comes_between(
        self, store: Store, first: Named, terminal: str, second: Named, *, known: bool
    ) -> None:
        def remembered() -> bool:
            found = result(store.commit(lambda ledger: ledger.remembered(b"k", NOW, dated=False)))
            return found is not None

        result(store.commit(lambda ledger: ledger.remember(message("m1"), "first", first)))
        assert remembered()
        later = message("m2", b"later", terminal)
        result(store.commit(lambda ledger: ledger.remember(later, "second", second)))
        assert remembered() is known

    @pytest.mark.parametrize("named", [Named(item="1", patron="P1"), Named(patron="P1"), Named()])
    def test_of_equal_messages_the_latest_is_remembered(self, store: Store, named: Named) -> None:
        def work(ledger: Ledger) -> None:
            ledger.remember(message("m1"), "first", named)
            ledger.remember(message("m2"), "second", named)

        result(store.commit(work))
        found = result(store.commit(lambda ledger: ledger.remembered(b"k", NOW)))
        assert found is not None
        assert (found.ref, found.reply) == ("m2", "second")

    def test_a_touch_is_written_again_and_again_and_leaves_the_books_alone(self, store: Store) -> None:
        self.save(store, BOOK)
        for seconds in range(3):
            at = NOW + timedelta(seconds=seconds)
            result(store.commit(lambda ledger, at=at: ledger.touch(at)))  # type: ignore[misc]
        assert self.read(store, lambda s: s.item(BOOK.id)) == replace(BOOK, version=1)
        assert self.read(store, lambda s: s.conflicts(9)) == ()

    def test_a_message_without_a_key_is_never_remembered(self, store: Store) -> None:
        result(store.commit(lambda ledger: ledger.remember(message("m1", b""), "first", Named(item="1"))))
        assert result(store.commit(lambda ledger: ledger.remembered(b"", NOW))) is None
