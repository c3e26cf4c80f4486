"""Whatever readers, kiosks and desks do, and in whatever order: what must hold of a library always holds."""

from collections import Counter
from datetime import timedelta

import hypothesis.strategies as st
import msgspec
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from adapters.embedded import EmbeddedEngine
from gateway.circulation.policy import CategoryLimits, Policy, Rule
from gateway.circulation.situation import live
from gateway.model.commands import (
    CancelHold,
    ChangeHold,
    Checkin,
    Checkout,
    ClaimReturned,
    Command,
    DeclareLost,
    PayFee,
    PlaceHold,
    Renew,
    RenewAll,
    UndoCheckin,
    UndoCheckout,
)
from gateway.model.items import ItemStatus
from gateway.model.loans import LIVE, UNSETTLED, Hold, HoldKind, HoldState, LoanState
from gateway.model.outcomes import LoanOutcome, Outcome, PaymentOutcome
from tests.library import (
    KIOSK,
    MINUTE,
    NOW,
    item,
    item_id,
    item_ref,
    patron,
    patron_id,
    patron_ref,
    replace,
)
from tests.memory_store import MemoryStore, Tables, result
from tests.place import Place, Watch, library_setting, pin_digest

READERS = st.integers(1, 4)
ITEMS = st.integers(1, 5)
PLACES = st.sampled_from(["hall", "gate"])
SPANS = st.sampled_from([timedelta(), MINUTE, timedelta(hours=3), timedelta(days=2), timedelta(days=20)])
MOSTLY = st.sampled_from([True, True, True, False])

#: Money *and* suspensions, so that both are tried: the northern branch's books suspend.
POLICY = Policy(
    rules=(
        Rule(loan_days=10, renewals=2, fine_per_day_fen=10, renew_overdue=True, checkout_fee_fen=5),
        Rule(location="north", loan_days=10, suspension_days_per_day=1),
        Rule(item_type="样本书", lendable=False),
    ),
    limits=(CategoryLimits(loans=3, overdue=1, holds=3, fees_fen=2000),),
    hold_shelf_days=3,
    hold_expiry_days=30,
)

#: The status in which an item is while its loan is in a state.
STATUS = {
    LoanState.OPEN: ItemStatus.CHARGED,
    LoanState.LOST: ItemStatus.LOST,
    LoanState.CLAIMED_RETURNED: ItemStatus.CLAIMED_RETURNED,
}


class Library(RuleBasedStateMachine):
    """Four readers, five books, two branches; of one title two copies are lent and one is read here."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore()
        self.clock = Watch()
        setting = replace(library_setting(), policy=POLICY)
        self.engine = EmbeddedEngine(self.store, setting, self.clock, pin_digest)
        self.place = Place(self.engine, self.store, self.clock)
        self.place.seed(*(patron(n) for n in range(1, 5)), *(item(n) for n in (1, 2)))
        self.place.seed(item(3, bib="bib1"), item(4, permanent_location="gate", current_location="gate"))
        self.place.seed(item(5, bib="bib1", item_type="样本书"))
        self.references = 0

    def kept(self) -> Tables:
        """All that is kept but the inbox."""
        copy = self.store.tables.copy()
        return msgspec.structs.replace(copy, inbox=[])

    def do(self, command: Command, location: str = "hall") -> Outcome:
        """Carry a command out; a refusal leaves no trace."""
        before = self.kept()
        outcome: Outcome = self.place.do(command, replace(KIOSK, location=location))
        if not outcome.ok and not isinstance(command, RenewAll):
            assert self.kept() == before
        return outcome

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        self.clock.turn(span)

    @rule(reader=READERS, number=ITEMS, renewal=st.booleans(), pays=MOSTLY)
    def checkout(self, reader: int, number: int, *, renewal: bool, pays: bool) -> None:
        now = self.clock.now()
        holders = {
            hold.patron
            for hold in self.store.tables.holds.values()
            if hold.caught == item_id(number) and live(hold, now)
        }
        command = Checkout(
            at=NOW,
            patron=patron_ref(reader),
            item=item_ref(number),
            renewal_allowed=renewal,
            fee_acknowledged=pays,
        )
        outcome = self.do(command)
        if outcome.ok:
            assert holders <= {patron_id(reader)}, "a copy set aside went to another"
            assert isinstance(outcome, LoanOutcome)
            before = self.kept()
            again = self.do(command)
            assert isinstance(again, LoanOutcome)
            assert again.ok
            assert again.loan == outcome.loan
            assert self.kept() == before, "a second press changed something"

    @rule(reader=READERS, number=ITEMS, ago=SPANS)
    def lent_off_line(self, reader: int, number: int, ago: timedelta) -> None:
        at = self.clock.now() - ago
        command = Checkout(at=at, patron=patron_ref(reader), item=item_ref(number), no_block=True)
        if self.do(command).ok and ago > timedelta(hours=1):
            before = self.kept()
            loans = len(before.loans)
            assert self.do(command).ok
            unsettled = self.store.tables.loans.values()
            assert len(unsettled) <= loans + 1

    @rule(number=ITEMS, place=PLACES, ago=SPANS, no_block=st.booleans())
    def checkin(self, number: int, place: str, ago: timedelta, *, no_block: bool) -> None:
        returned = self.clock.now() - ago
        command = Checkin(at=NOW, item=item_ref(number), returned=returned, no_block=no_block)
        offline = no_block and timedelta(seconds=KIOSK.force_after) < ago
        before = self.store.tables.copy()
        assert self.do(command, place).ok, "a return is always taken"
        for loan in before.loans.values():
            if offline and loan.state in UNSETTLED and loan.started > returned:
                assert self.store.tables.loans[loan.id] == loan, "a late return ended a newer loan"

    @rule(reader=READERS, number=ITEMS)
    def renew(self, reader: int, number: int) -> None:
        self.do(Renew(at=NOW, patron=patron_ref(reader), item=item_ref(number)))

    @rule(reader=READERS)
    def renew_all(self, reader: int) -> None:
        self.do(RenewAll(at=NOW, patron=patron_ref(reader)))

    @rule(reader=READERS, number=ITEMS, kind=st.sampled_from(HoldKind), pickup=PLACES)
    def place_hold(self, reader: int, number: int, kind: HoldKind, pickup: str) -> None:
        self.do(PlaceHold(at=NOW, patron=patron_ref(reader), item=item_ref(number), kind=kind, pickup=pickup))

    @rule(reader=READERS, number=ITEMS)
    def cancel_hold(self, reader: int, number: int) -> None:
        self.do(CancelHold(at=NOW, patron=patron_ref(reader), item=item_ref(number)))

    @rule(reader=READERS, number=ITEMS, pickup=PLACES)
    def change_hold(self, reader: int, number: int, pickup: str) -> None:
        self.do(ChangeHold(at=NOW, patron=patron_ref(reader), item=item_ref(number), pickup=pickup))

    @rule()
    def holds_lapse(self) -> None:
        """The library's own timer: afterwards no hold is left that is past its date."""
        count = sum(
            hold.state in LIVE and not live(hold, self.clock.now())
            for hold in self.store.tables.holds.values()
        )
        assert result(self.engine.expire_holds()) <= count
        assert all(
            live(hold, self.clock.now()) for hold in self.store.tables.holds.values() if hold.state in LIVE
        )

    @rule(reader=READERS, amount=st.sampled_from([0, 1, 2, 5, 7, 100]))
    def pay(self, reader: int, amount: int) -> None:
        self.references += 1
        command = PayFee(at=NOW, patron=patron_ref(reader), amount=amount, reference=f"BK{self.references}")
        outcome = self.do(command)
        if outcome.ok:
            before = self.kept()
            again = self.do(command)
            assert isinstance(outcome, PaymentOutcome)
            assert isinstance(again, PaymentOutcome)
            assert (again.repeated, again.owed) == (True, outcome.owed)
            assert self.kept() == before, "a payment was taken twice"

    @rule(number=ITEMS)
    def declare_lost(self, number: int) -> None:
        self.do(DeclareLost(at=NOW, item=item_ref(number)))

    @rule(number=ITEMS)
    def claim_returned(self, number: int) -> None:
        self.do(ClaimReturned(at=NOW, item=item_ref(number)))

    @rule(reader=READERS, number=ITEMS)
    def checkout_and_undo(self, reader: int, number: int) -> None:
        """The door stayed shut: nothing of what the checkout did is left."""
        before = self.kept()
        pressed = Checkout(at=NOW, patron=patron_ref(reader), item=item_ref(number), fee_acknowledged=True)
        lent = before.items[item_id(number)].status is ItemStatus.CHARGED
        if self.do(pressed).ok and not lent:
            assert self.do(UndoCheckout(at=NOW, patron=patron_ref(reader), item=item_ref(number))).ok
            after = self.kept()
            dead = {name for name, hold in after.holds.items() if hold.state is HoldState.EXPIRED}
            for name, hold in before.holds.items():
                assert name in dead or after.holds[name] == hold

    @rule(number=ITEMS, place=PLACES)
    def checkin_and_undo(self, number: int, place: str) -> None:
        """The reader has the item again as if he had never let go of it."""
        loan = next(
            (one for one in self.kept().loans.values() if one.item == item_id(number) and one.ended is None),
            None,
        )
        self.do(Checkin(at=NOW, item=item_ref(number), returned=self.clock.now()), place)
        if loan is not None and loan.state is LoanState.OPEN:
            assert self.do(UndoCheckin(at=NOW, item=item_ref(number))).ok
            assert self.kept().loans[loan.id] == loan

    @rule(reader=READERS, number=ITEMS)
    def undo_checkout(self, reader: int, number: int) -> None:
        self.do(UndoCheckout(at=NOW, patron=patron_ref(reader), item=item_ref(number)))

    @rule(number=ITEMS)
    def undo_checkin(self, number: int) -> None:
        self.do(UndoCheckin(at=NOW, item=item_ref(number)))

    @invariant()
    def an_item_has_one_loan_at_most_and_stands_as_that_says(self) -> None:
        unsettled = [loan for loan in self.store.tables.loans.values() if loan.state in UNSETTLED]
        counts = Counter(loan.item for loan in unsettled)
        assert not counts or max(counts.values()) == 1
        for loan in unsettled:
            assert self.store.tables.items[loan.item].status is STATUS[loan.state]
        for book in self.store.tables.items.values():
            assert book.status is not ItemStatus.CHARGED or book.id in counts

    @invariant()
    def money_is_conserved(self) -> None:
        received: Counter[str] = Counter()
        for payment in self.store.tables.payments.values():
            assert sum(fen for _, fen in payment.parts) == payment.amount
            assert all(fen > 0 for _, fen in payment.parts)
            for fee, fen in payment.parts:
                received[fee] += fen
        for owed in self.store.tables.fees.values():
            assert owed.paid == received[owed.id]
            assert owed.owed >= 0
            assert owed.waived >= 0
            assert owed.amount > 0

    @invariant()
    def a_copy_set_aside_is_one_reader_s_and_nobody_has_it(self) -> None:
        caught: dict[object, list[Hold]] = {}
        for hold in self.store.tables.holds.values():
            if hold.state in LIVE:
                assert (hold.caught is None) is (hold.state is HoldState.QUEUED)
                if hold.caught is not None:
                    caught.setdefault(hold.caught, []).append(hold)
        lent = {loan.item for loan in self.store.tables.loans.values() if loan.state in UNSETTLED}
        for copy, holds in caught.items():
            assert len(holds) == 1
            assert copy not in lent
        for book in self.store.tables.items.values():
            states = [hold.state for hold in caught.get(book.id, [])]
            assert (book.status is ItemStatus.ON_HOLD_SHELF) is (states == [HoldState.READY])
            if states == [HoldState.IN_TRANSIT]:
                assert book.status is ItemStatus.IN_TRANSIT

    @invariant()
    def what_is_read_here_is_set_aside_for_nobody(self) -> None:
        assert all(hold.caught != item_id(5) for hold in self.store.tables.holds.values())

    @invariant()
    def loans_run_forward(self) -> None:
        for loan in self.store.tables.loans.values():
            assert loan.ended is None or loan.ended >= loan.started
            assert (loan.ended is None) is (loan.state in UNSETTLED)


TestLibrary = Library.TestCase
TestLibrary.settings = settings(stateful_step_count=80)
