"""What every `gateway.ports.CirculationEngine` must do, whoever runs it: one class for all of them.

A test file makes a subclass and gives it a fixture ``place`` that yields a `Place`: an engine, and ways to
fill the library behind it, to turn its clock and to remember what was settled.
"""

from gateway.model.commands import (
    AskItem,
    AskPatron,
    BlockPatron,
    CancelHold,
    ChangeHold,
    ClaimReturned,
    DeclareLost,
    EnablePatron,
    EndSession,
    MoveDueDates,
    PayFee,
    PlaceHold,
    Renew,
    RenewAll,
    ReplaceCard,
    UndoCheckin,
    UndoCheckout,
    UpdateItem,
)
from gateway.model.identity import ItemRef, PatronRef
from gateway.model.items import ItemStatus
from gateway.model.loans import FeeKind, HoldKind, HoldState
from gateway.model.outcomes import (
    Alert,
    CheckinOutcome,
    HoldOutcome,
    LoanOutcome,
    MovedOutcome,
    PaymentOutcome,
    RenewAllOutcome,
)
from gateway.model.patrons import BlockReason
from gateway.model.problems import ProblemCode
from tests.library import (
    DAY,
    HOUR,
    KIOSK,
    MINUTE,
    NOW,
    TODAY,
    end_of,
    fee,
    item,
    item_ref,
    patron_id,
    patron_ref,
    replace,
)
from tests.memory_store import result
from tests.place import DESK, Place, back, out

P = ProblemCode


class CirculationEngineContract:
    """One test for each promise. `place` is a filled library (`fill`)."""

    def test_a_reader_borrows_and_it_shows(self, place: Place) -> None:
        outcome: LoanOutcome = place.do(out())
        assert outcome.ok
        assert outcome.loan is not None
        assert outcome.loan.due == end_of(TODAY + 30 * DAY)
        assert outcome.item is not None
        assert outcome.item.status is ItemStatus.CHARGED
        assert [loan.item for loan, _ in place.patron().loans] == [item().id]
        assert place.item().loan is not None

    def test_what_another_reader_has_is_refused(self, place: Place) -> None:
        place.do(out(1))
        outcome: LoanOutcome = place.do(out(2))
        assert [problem.code for problem in outcome.problems] == [P.ON_LOAN_TO_ANOTHER]
        assert place.patron(2).loans == ()

    def test_a_second_press_gets_the_same_date(self, place: Place) -> None:
        first: LoanOutcome = place.do(out())
        place.clock.turn(MINUTE)
        second: LoanOutcome = place.do(out(renewal_allowed=True))
        assert (second.ok, second.renewed) == (True, False)
        assert second.loan == first.loan

    def test_a_return_is_taken_and_its_book_lent_again(self, place: Place) -> None:
        place.do(out(1))
        outcome: CheckinOutcome = place.do(back())
        assert outcome.ok
        assert outcome.loan is not None
        assert outcome.loan.patron == patron_id(1)
        assert place.patron(1).loans == ()
        assert place.do(out(2)).ok

    def test_a_return_of_what_was_not_lent_is_taken(self, place: Place) -> None:
        outcome: CheckinOutcome = place.do(back())
        assert (outcome.ok, outcome.loan) == (True, None)

    def test_another_branch_s_book_travels(self, place: Place) -> None:
        outcome: CheckinOutcome = place.do(back(4))
        assert (outcome.alert, outcome.destination) == (Alert.SEND_HOME, "reading")
        assert place.item(4).item is not None
        outcome = place.do(back(4), replace(KIOSK, location="gate"))
        assert outcome.alert is None

    def test_what_stays_in_the_library_is_not_lent(self, place: Place) -> None:
        assert [p.code for p in place.do(out(1, 4)).problems] == [P.REFERENCE_ONLY]

    def test_limits_hold(self, place: Place) -> None:
        for number in (1, 2, 3):
            assert place.do(out(1, number)).ok
        outcome: LoanOutcome = place.do(out(1, 4))
        assert P.TOO_MANY_LOANS in [problem.code for problem in outcome.problems]
        assert place.patron().standing.too_many_charged

    def test_a_wrong_pin_changes_nothing(self, place: Place) -> None:
        outcome: LoanOutcome = place.do(out(pin="0000"))
        assert [problem.code for problem in outcome.problems] == [P.PIN_WRONG]
        assert place.do(out(pin="1234")).ok
        assert place.patron(pin="1234").pin_ok is True
        assert place.patron(pin="9").pin_ok is False
        assert place.patron().pin_ok is None

    def test_strangers_are_told_so(self, place: Place) -> None:
        nobody = PatronRef(("X",))
        outcome: LoanOutcome = place.do(replace(out(), patron=nobody))
        assert [problem.code for problem in outcome.problems] == [P.PATRON_UNKNOWN]
        assert not result(place.engine.ask_patron(AskPatron(patron=nobody))).found
        outcome = place.do(replace(out(), item=ItemRef("X")))
        assert [problem.code for problem in outcome.problems] == [P.ITEM_UNKNOWN]
        view = result(place.engine.ask_item(AskItem(item=ItemRef("X"))))
        assert [problem.code for problem in view.problems] == [P.ITEM_UNKNOWN]

    def test_a_renewal_at_once(self, place: Place) -> None:
        place.do(out())
        outcome: LoanOutcome = place.do(Renew(at=NOW, patron=patron_ref(), item=item_ref()))
        assert (outcome.ok, outcome.renewed) == (True, True)
        assert outcome.loan is not None
        assert outcome.loan.renewals == 1

    def test_a_renewal_by_title(self, place: Place) -> None:
        place.do(out(1, 2))
        assert place.do(Renew(at=NOW, patron=patron_ref(), title="书2")).ok
        outcome: LoanOutcome = place.do(Renew(at=NOW, patron=patron_ref(), title="none"))
        assert [problem.code for problem in outcome.problems] == [P.NOT_ON_LOAN_TO_PATRON]
        assert not place.do(Renew(at=NOW, patron=PatronRef(("X",)), title="书2")).ok

    def test_all_loans_are_renewed(self, place: Place) -> None:
        place.do(out(1, 1))
        place.do(out(1, 2))
        outcome: RenewAllOutcome = place.do(RenewAll(at=NOW, patron=patron_ref()))
        assert (len(outcome.renewed), len(outcome.unrenewed)) == (2, 0)
        assert not place.do(RenewAll(at=NOW, patron=PatronRef(("X",)))).ok

    def test_a_hold_is_caught_kept_and_fulfilled(self, place: Place) -> None:
        place.do(out(1))
        outcome: HoldOutcome = place.do(
            PlaceHold(at=NOW, patron=patron_ref(2), item=item_ref(), pickup="hall")
        )
        assert (outcome.ok, outcome.position) == (True, 1)
        assert place.item().queue == 1
        renewal: LoanOutcome = place.do(Renew(at=NOW, patron=patron_ref(1), item=item_ref()))
        assert [problem.code for problem in renewal.problems] == [P.RENEWAL_WANTED_BY_OTHERS]
        returned: CheckinOutcome = place.do(back())
        assert returned.alert is Alert.HOLD_HERE
        assert returned.hold_patron is not None
        assert returned.hold_patron.id == patron_id(2)
        assert [problem.code for problem in place.do(out(3)).problems] == [P.HELD_FOR_ANOTHER]
        assert len(place.patron(2).ready_holds) == 1
        assert place.do(out(2)).ok
        assert place.patron(2).ready_holds == ()

    def test_a_hold_by_its_title_alone(self, place: Place) -> None:
        place.seed(item(5, title="书1", bib="bib1"), item(6, title="书2", bib="another edition"))
        place.do(out(1))
        # A terminal that knows no barcode may still say "specific copy".
        for_copy = PlaceHold(at=NOW, patron=patron_ref(2), title="书1", pickup="hall", kind=HoldKind.ITEM)
        outcome: HoldOutcome = place.do(for_copy)
        assert outcome.hold is not None
        assert (outcome.hold.kind, outcome.hold.bib) == (HoldKind.TITLE, "bib1")
        assert place.item().queue == 1
        assert place.item(5).queue == 1
        only_one: HoldOutcome = place.do(replace(for_copy, title="书3"))
        assert only_one.hold is not None
        assert (only_one.hold.kind, only_one.hold.item) == (HoldKind.ITEM, item(3).id)
        for unclear in ("书2", "书", "none"):
            refused: HoldOutcome = place.do(replace(for_copy, patron=patron_ref(3), title=unclear))
            assert [problem.code for problem in refused.problems] == [P.ITEM_UNKNOWN]

    def test_a_hold_is_changed_and_cancelled(self, place: Place) -> None:
        place.do(out(1))
        place.do(PlaceHold(at=NOW, patron=patron_ref(2), item=item_ref(), pickup="hall"))
        changed: HoldOutcome = place.do(
            ChangeHold(at=NOW, patron=patron_ref(2), item=item_ref(), pickup="gate")
        )
        assert changed.hold is not None
        assert changed.hold.pickup == "gate"
        cancelled: HoldOutcome = place.do(CancelHold(at=NOW, patron=patron_ref(2), item=item_ref()))
        assert cancelled.ok
        assert place.patron(2).waiting_holds == ()
        again: HoldOutcome = place.do(CancelHold(at=NOW, patron=patron_ref(2), title="书1"))
        assert [problem.code for problem in again.problems] == [P.HOLD_UNKNOWN]

    def test_a_copy_on_the_hold_shelf_passes_to_the_next(self, place: Place) -> None:
        for reader in (2, 3):
            place.do(PlaceHold(at=NOW, patron=patron_ref(reader), item=item_ref(), pickup="hall"))
            place.clock.turn(MINUTE)
        place.do(back())
        place.do(CancelHold(at=NOW, patron=patron_ref(2), item=item_ref()))
        assert [hold.state for hold, _ in place.patron(3).ready_holds] == [HoldState.READY]

    def test_overdue_is_charged_and_paid_once(self, place: Place) -> None:
        place.do(out(1))
        place.clock.turn(40 * DAY)
        assert place.patron().standing.too_many_overdue
        returned: CheckinOutcome = place.do(back(returned=place.clock.now()))
        assert returned.fee is not None
        assert (returned.fee.kind, returned.fee.amount) == (FeeKind.OVERDUE, 100)
        assert place.patron().owed == 100
        payment = PayFee(at=NOW, patron=patron_ref(), amount=60, reference="BK1")
        paid: PaymentOutcome = place.do(payment)
        assert (paid.ok, paid.paid, paid.owed, paid.repeated) == (True, 60, 40, False)
        again: PaymentOutcome = place.do(payment)
        assert (again.ok, again.owed, again.repeated) == (True, 40, True)
        assert place.patron().owed == 40
        other: PaymentOutcome = place.do(replace(payment, amount=40))
        assert [problem.code for problem in other.problems] == [P.PAYMENT_CONFLICT]
        elsewhere: PaymentOutcome = place.do(replace(payment, amount=5), replace(KIOSK, terminal="kiosk2"))
        assert (elsewhere.ok, elsewhere.repeated, elsewhere.owed) == (True, False, 35)
        place.clock.turn(DAY + MINUTE)
        later: PaymentOutcome = place.do(replace(payment, amount=15))
        assert (later.ok, later.repeated, later.owed) == (True, False, 20)
        too_much: PaymentOutcome = place.do(replace(payment, reference="BK2", amount=21))
        assert [problem.code for problem in too_much.problems] == [P.AMOUNT_TOO_MUCH]
        assert place.do(replace(payment, reference="", amount=20)).owed == 0

    def test_money_owed_stops_borrowing(self, place: Place) -> None:
        place.seed(fee(amount=501))
        assert [p.code for p in place.do(out()).problems] == [P.FEES_OWED]

    def test_a_block_stops_borrowing_until_it_is_lifted(self, place: Place) -> None:
        block = BlockPatron(at=NOW, patron=patron_ref(), reason=BlockReason.DISCIPLINE, text="why")
        assert place.do(block, DESK).ok
        outcome: LoanOutcome = place.do(out())
        assert [(p.code, p.facts["text"]) for p in outcome.problems] == [(P.PATRON_BLOCKED, "why")]
        assert place.do(EnablePatron(at=NOW, patron=patron_ref()), DESK).ok
        assert place.do(out()).ok

    def test_a_lost_card_dies_at_once(self, place: Place) -> None:
        card = PatronRef(("C0001",))
        lost = ReplaceCard(at=NOW, patron=patron_ref(), lost="C0001", new="C9")
        assert place.do(lost, DESK).ok
        outcome: LoanOutcome = place.do(replace(out(), patron=card))
        assert [problem.code for problem in outcome.problems] == [P.CARD_LOST]
        assert place.do(replace(out(), patron=PatronRef(("C9",)))).ok
        taken = ReplaceCard(at=NOW, patron=patron_ref(2), new="C9")
        assert [problem.code for problem in place.do(taken, DESK).problems] == [P.PATRON_EXISTS]

    def test_a_checkout_and_a_checkin_are_taken_back(self, place: Place) -> None:
        place.do(out(1))
        undone: LoanOutcome = place.do(UndoCheckout(at=NOW, patron=patron_ref(), item=item_ref()))
        assert undone.ok
        assert place.patron().loans == ()
        place.do(out(1))
        place.do(back())
        assert place.do(UndoCheckin(at=NOW, item=item_ref())).ok
        assert len(place.patron().loans) == 1

    def test_a_fulfilled_hold_comes_back_with_its_checkout(self, place: Place) -> None:
        place.do(PlaceHold(at=NOW, patron=patron_ref(), item=item_ref(), pickup="hall"))
        place.do(out(1))
        assert place.patron().waiting_holds == ()
        place.do(UndoCheckout(at=NOW, patron=patron_ref(), item=item_ref()))
        assert len(place.patron().waiting_holds) == 1

    def test_a_lost_book_is_charged_and_its_return_takes_that_back(self, place: Place) -> None:
        place.do(out(1))
        assert place.do(DeclareLost(at=NOW, item=item_ref()), DESK).fee is not None
        assert place.patron().owed == 4500
        place.do(back())
        assert place.patron().owed == 0

    def test_a_lost_book_that_is_paid_for_is_no_loan_any_more(self, place: Place) -> None:
        place.do(out(1))
        place.do(DeclareLost(at=NOW, item=item_ref()), DESK)
        place.do(PayFee(at=NOW, patron=patron_ref(), amount=4500))
        assert place.patron().loans == ()
        assert place.do(out(1)).ok

    def test_a_reader_claims_to_have_returned(self, place: Place) -> None:
        place.do(out(1))
        assert place.do(ClaimReturned(at=NOW, item=item_ref()), DESK).ok
        assert place.do(back()).ok

    def test_an_item_is_corrected(self, place: Place) -> None:
        place.do(UpdateItem(at=NOW, item=item_ref(), current_shelf="A-3"))
        corrected = place.item().item
        assert corrected is not None
        assert corrected.current_shelf == "A-3"

    def test_due_dates_are_moved_together(self, place: Place) -> None:
        place.do(out(1, 1))
        place.do(out(2, 2))
        first = (place.clock.now() + 29 * DAY).date()
        moved: MovedOutcome = place.do(
            MoveDueDates(at=NOW, first=first, last=first + 2 * DAY, to=first + 60 * DAY), DESK
        )
        assert moved.moved == 2
        loan = place.item(2).loan
        assert loan is not None
        assert loan.due == end_of(first + 60 * DAY)

    def test_an_off_line_loan_stands_and_its_conflict_is_kept(self, place: Place) -> None:
        place.do(out(2))
        forced: LoanOutcome = place.do(
            out(1, no_block=True, at=NOW + 2 * HOUR), KIOSK
        )  # too early: judged like any other
        assert not forced.ok
        place.clock.turn(4 * HOUR)
        forced = place.do(out(1, no_block=True, at=NOW + 2 * HOUR))
        assert forced.ok
        assert [loan.item for loan, _ in place.patron(1).loans] == [item().id]
        assert place.patron(2).loans == ()

    def test_a_late_return_never_ends_a_newer_loan(self, place: Place) -> None:
        place.clock.turn(2 * HOUR)
        place.do(out(1))
        late: CheckinOutcome = place.do(back(returned=NOW + HOUR, no_block=True))
        assert (late.ok, late.loan) == (True, None)
        assert len(place.patron().loans) == 1

    def test_an_unknown_book_that_was_taken_off_line_is_no_error(self, place: Place) -> None:
        outcome: CheckinOutcome = place.do(back(item=ItemRef("X"), no_block=True))
        assert (outcome.ok, outcome.alert) == (True, Alert.OTHER)
        assert not place.do(back(item=ItemRef("X"))).ok

    def test_the_end_of_a_session(self, place: Place) -> None:
        assert place.do(EndSession(at=NOW, patron=patron_ref())).ok
