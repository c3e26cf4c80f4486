"""What a librarian sees over days: readers, copies, branches and money, as they cross each other."""

from datetime import timedelta

import pytest

from adapters.embedded import EmbeddedEngine
from gateway.circulation.calendar import OpenDays, Span
from gateway.circulation.policy import CategoryLimits, Policy, Rule
from gateway.model.commands import (
    CancelHold,
    ClaimReturned,
    DeclareLost,
    PayFee,
    PlaceHold,
    Renew,
    UndoCheckin,
    UndoCheckout,
)
from gateway.model.items import ItemStatus
from gateway.model.loans import HoldKind, HoldState
from gateway.model.outcomes import Alert, CheckinOutcome, HoldOutcome, LoanOutcome, Outcome, PaymentOutcome
from gateway.model.problems import NoticeCode, ProblemCode
from tests.library import (
    DAY,
    HOUR,
    KIOSK,
    MINUTE,
    NOW,
    TODAY,
    codes,
    end_of,
    item,
    item_ref,
    patron,
    patron_ref,
    replace,
    told,
)
from tests.memory_store import MemoryStore, result
from tests.place import DESK, Place, Watch, back, library_setting, out, pin_digest

P = ProblemCode
S = ItemStatus
GATE, FAR = replace(KIOSK, location="gate"), replace(KIOSK, location="far")
OUTSIDER = "校外个人读者"

POLICY = Policy(
    rules=(
        Rule(item_type="工具书", lendable=False, holdable=False),
        Rule(loan_days=30, renewals=1, fine_per_day_fen=10, fine_cap_fen=1000),
        Rule(category="教职工", loan_days=30, suspension_days_per_day=1),
        Rule(category=OUTSIDER, loan_days=15, renewals=0, fine_per_day_fen=20),
        Rule(category=OUTSIDER, item_type="古籍", lendable=False),
    ),
    limits=(
        CategoryLimits(category=OUTSIDER, loans=1, overdue=0, holds=1, fees_fen=0),
        CategoryLimits(loans=5, overdue=0, holds=3, fees_fen=5000),
    ),
)


@pytest.fixture
def place() -> Place:
    """Readers 1 to 3 are students, 4 teaches, 5 is from outside.

    Books 1 and 2 are copies of one title, 3 is its copy for the northern reading room; 4 stands alone.
    """
    store, clock = MemoryStore(), Watch()
    here = replace(library_setting(), policy=POLICY)
    library = Place(EmbeddedEngine(store, here, clock, pin_digest), store, clock)
    library.seed(
        *(patron(n) for n in (1, 2, 3)),
        patron(4, category="教职工"),
        patron(5, category=OUTSIDER),
        item(1),
        item(2, title="书1", bib="bib1"),
        item(3, title="书1", bib="bib1", item_type="工具书", permanent_location="reading"),
        item(4),
    )
    return library


def wish(reader: int, number: int = 1, pickup: str = "hall", kind: HoldKind = HoldKind.TITLE) -> PlaceHold:
    return PlaceHold(at=NOW, patron=patron_ref(reader), item=item_ref(number), pickup=pickup, kind=kind)


def status(place: Place, number: int = 1) -> ItemStatus:
    kept = place.item(number).item
    assert kept is not None
    return kept.status


def lapse(place: Place) -> int:
    assert isinstance(place.engine, EmbeddedEngine)
    return result(place.engine.expire_holds())


def conflicts(place: Place) -> list[str]:
    return [event.kind for event in result(place.store.read(lambda shelf: shelf.conflicts(9)))]


def ok(outcome: Outcome) -> bool:
    return outcome.ok


def test_a_hold_on_one_copy_that_comes_back_elsewhere(place: Place) -> None:
    place.do(out(1))
    assert ok(place.do(wish(2, pickup="hall", kind=HoldKind.ITEM)))
    returned: CheckinOutcome = place.do(back(), GATE)
    assert (returned.alert, returned.destination) == (Alert.HOLD_ELSEWHERE, "hall")
    # Somebody takes it from the cart on its way, or drops it at a third branch.
    assert codes(place.do(out(3))) == [P.HELD_FOR_ANOTHER]
    returned = place.do(back(), FAR)
    assert (returned.alert, returned.destination) == (Alert.HOLD_ELSEWHERE, "hall")
    returned = place.do(back())
    assert (returned.alert, status(place)) == (Alert.HOLD_HERE, S.ON_HOLD_SHELF)
    assert ok(place.do(out(2)))


def test_the_last_copy_is_lent_while_another_reader_s_waits_for_him(place: Place) -> None:
    place.do(out(1))
    place.do(wish(2))
    place.do(back())
    assert status(place, 1) is S.ON_HOLD_SHELF
    assert ok(place.do(out(3, 2)))
    # His own copy is still his, and nobody who waits for no copy keeps reader 3 from renewing.
    assert [hold.state for hold, _ in place.patron(2).ready_holds] == [HoldState.READY]
    assert ok(place.do(Renew(at=NOW, patron=patron_ref(3), item=item_ref(2))))


def test_either_of_two_copies_serves_whoever_waits(place: Place) -> None:
    place.do(out(1, 1))
    place.do(out(2, 2))
    assert ok(place.do(wish(3)))
    assert ok(place.do(wish(4, number=2)))
    for number in (1, 2):
        assert codes(place.do(Renew(at=NOW, patron=patron_ref(number), item=item_ref(number)))) == [
            P.RENEWAL_WANTED_BY_OTHERS
        ]
    first: CheckinOutcome = place.do(back(2))
    assert first.hold_patron is not None
    assert first.hold_patron.id == patron(3).id
    second: CheckinOutcome = place.do(back(1))
    assert second.hold_patron is not None
    assert second.hold_patron.id == patron(4).id


def test_the_reading_room_s_copy_is_never_set_aside(place: Place) -> None:
    place.do(out(1, 1))
    place.do(out(2, 2))
    place.do(wish(4))
    read: CheckinOutcome = place.do(back(3), GATE)
    assert (read.hold, read.alert, status(place, 3)) == (None, None, S.AVAILABLE)
    assert codes(place.do(out(4, 3))) == [P.REFERENCE_ONLY]
    assert codes(place.do(wish(4, number=3, kind=HoldKind.ITEM))) == [P.HOLD_NOT_ALLOWED]
    caught: CheckinOutcome = place.do(back(1))
    assert caught.alert is Alert.HOLD_HERE


def test_what_an_outsider_may_not_have_is_not_kept_for_him(place: Place) -> None:
    place.seed(item(5, bib="old"), item(6, bib="old", title="书5", item_type="古籍"))
    place.do(out(1, 5))
    place.do(out(2, 6))
    assert ok(place.do(wish(5, number=5)))
    rare: CheckinOutcome = place.do(back(6))
    assert (rare.hold, status(place, 6)) == (None, S.AVAILABLE)
    common: CheckinOutcome = place.do(back(5))
    assert common.alert is Alert.HOLD_HERE
    assert codes(place.do(out(5, 6))) == [P.CATEGORY_NOT_LENT]
    assert ok(place.do(out(5, 5)))
    place.clock.turn(3 * MINUTE)
    assert codes(place.do(out(5, 4))) == [P.TOO_MANY_LOANS]
    assert codes(place.do(Renew(at=NOW, patron=patron_ref(5), item=item_ref(5)))) == [P.RENEWAL_LIMIT]


def test_a_suspension_stops_borrowing_and_not_returning(place: Place) -> None:
    place.do(out(4, 1))
    place.do(out(4, 4))
    place.clock.turn(33 * DAY)
    late: CheckinOutcome = place.do(back(1, returned=place.clock.now()))
    assert NoticeCode.SUSPENDED_UNTIL in told(late)
    assert ok(place.do(back(4, returned=place.clock.now())))
    # Three days for each book, one after the other.
    until = TODAY + 39 * DAY
    refused: LoanOutcome = place.do(out(4, 1))
    assert [(one.code, one.facts["until"]) for one in refused.problems] == [(P.SUSPENDED, str(until))]
    place.clock.turn(6 * DAY)
    assert ok(place.do(out(4, 1)))


def test_a_loan_that_would_fall_due_in_the_vacation(place: Place) -> None:
    vacation = Span(first=TODAY + 20 * DAY, last=TODAY + 50 * DAY, name="暑假")
    here = replace(library_setting(), policy=POLICY, calendar=OpenDays(vacations=(vacation,)))
    place.engine = EmbeddedEngine(place.store, here, place.clock, pin_digest)
    lent: LoanOutcome = place.do(out(1))
    assert lent.loan is not None
    assert lent.loan.due == end_of(TODAY + 51 * DAY)
    renewed: LoanOutcome = place.do(Renew(at=NOW, patron=patron_ref(1), item=item_ref()))
    assert renewed.loan is not None
    assert renewed.loan.due == end_of(TODAY + 81 * DAY)


def test_what_a_reader_said_he_had_returned_is_found_at_a_kiosk(place: Place) -> None:
    place.do(out(1))
    place.clock.turn(32 * DAY)
    assert ok(place.do(ClaimReturned(at=NOW, item=item_ref()), DESK))
    assert place.patron(1).owed == 0
    place.clock.turn(60 * DAY)
    assert codes(place.do(out(2))) == [P.ITEM_NOT_AVAILABLE]
    found: CheckinOutcome = place.do(back(returned=place.clock.now()))
    # Two days were overdue when he said so; the sixty that staff looked for it are not his.
    assert found.fee is not None
    assert found.fee.amount == 20
    assert (place.patron(1).loans, status(place)) == ((), S.AVAILABLE)


def test_a_book_is_lost_paid_for_and_found(place: Place) -> None:
    place.do(out(1))
    place.clock.turn(32 * DAY)
    place.do(DeclareLost(at=NOW, item=item_ref()), DESK)
    assert place.patron(1).owed == 4520
    paid: PaymentOutcome = place.do(PayFee(at=NOW, patron=patron_ref(1), amount=4520, reference="BK1"))
    assert (paid.ok, paid.owed, place.patron(1).loans, status(place)) == (True, 0, (), S.LOST)
    place.clock.turn(100 * DAY)
    found: CheckinOutcome = place.do(back(returned=place.clock.now()))
    assert (found.ok, status(place), place.patron(1).owed) == (True, S.AVAILABLE, 0)
    assert conflicts(place) == ["refund-to-consider"]
    # Found by another reader who borrows it at once, it is his like any other.
    assert ok(place.do(out(2)))


def test_a_lost_book_that_comes_back_unpaid_costs_its_overdue_days_once(place: Place) -> None:
    place.do(out(1))
    place.clock.turn(32 * DAY)
    place.do(DeclareLost(at=NOW, item=item_ref()), DESK)
    place.clock.turn(3 * DAY)
    place.do(back(returned=place.clock.now()))
    assert place.patron(1).owed == 50
    assert conflicts(place) == []


def test_a_checkout_that_fulfilled_a_hold_is_taken_back(place: Place) -> None:
    place.do(out(1))
    place.do(wish(2))
    place.do(back())
    before = place.patron(2).ready_holds
    assert ok(place.do(out(2)))
    assert ok(place.do(UndoCheckout(at=NOW, patron=patron_ref(2), item=item_ref())))
    assert [hold for hold, _ in place.patron(2).ready_holds] == [hold for hold, _ in before]
    assert status(place) is S.ON_HOLD_SHELF
    assert codes(place.do(out(3))) == [P.HELD_FOR_ANOTHER]


def test_one_transaction_number_is_one_payment(place: Place) -> None:
    place.do(out(1))
    place.clock.turn(40 * DAY)
    place.do(back(returned=place.clock.now()))
    payment = PayFee(at=NOW, patron=patron_ref(1), amount=30, reference="BK1")
    assert ok(place.do(payment))
    for other in (replace(payment, amount=70), replace(payment, patron=patron_ref(2))):
        assert codes(place.do(other)) == [P.PAYMENT_CONFLICT]
    again: PaymentOutcome = place.do(payment)
    assert (again.repeated, again.owed) == (True, 70)


def test_each_cash_acceptor_numbers_for_itself_and_anew(place: Place) -> None:
    place.do(out(1))
    place.clock.turn(40 * DAY)
    place.do(back(returned=place.clock.now()))
    payment = PayFee(at=NOW, patron=patron_ref(1), amount=10, reference="0001")
    for terminal in ("kiosk1", "kiosk2", DESK.terminal):
        paid: PaymentOutcome = place.do(payment, replace(KIOSK, terminal=terminal))
        assert (paid.ok, paid.repeated) == (True, False)
    place.clock.turn(20 * HOUR)
    tomorrow: PaymentOutcome = place.do(replace(payment, amount=20))
    assert (tomorrow.ok, tomorrow.repeated, tomorrow.owed) == (True, False, 50)


def test_only_the_return_that_ended_a_loan_is_taken_back(place: Place) -> None:
    place.do(out(1))
    place.clock.turn(3 * DAY)
    now = place.clock.now()
    place.do(back(at=now, returned=now - 2 * DAY))
    undo = UndoCheckin(at=now, item=item_ref())
    assert codes(place.do(undo)) == [P.NOTHING_TO_UNDO]
    place.do(back(at=now, returned=now))
    assert codes(place.do(undo)) == [P.NOTHING_TO_UNDO]
    assert place.patron(1).loans == ()
    place.do(out(2))
    place.do(back(at=now, returned=now))
    assert ok(place.do(undo))
    assert len(place.patron(2).loans) == 1


def test_a_kiosk_with_a_slow_clock_that_always_says_no_block_ends_its_loans(place: Place) -> None:
    slow = place.clock.now() - timedelta(seconds=300)
    assert ok(place.do(out(1, at=slow, no_block=True)))
    place.clock.turn(timedelta(seconds=2))
    told = slow + timedelta(seconds=2)
    returned: CheckinOutcome = place.do(back(at=told, returned=told, no_block=True))
    assert (returned.alert, returned.loan is not None) == (None, True)
    assert (place.patron(1).loans, conflicts(place)) == ((), [])


def test_a_dead_clock_makes_no_loan_of_decades(place: Place) -> None:
    dead = NOW - 20_000 * DAY
    lent: LoanOutcome = place.do(out(1, at=dead, due=dead + 30 * DAY, no_block=True))
    assert lent.loan is not None
    assert (lent.loan.started, lent.loan.due) == (NOW, end_of(TODAY + 30 * DAY))
    returned: CheckinOutcome = place.do(back(at=dead, returned=dead, no_block=True))
    assert (returned.fee, returned.alert, len(place.patron(1).loans)) == (None, Alert.OTHER, 1)
    assert conflicts(place) == ["late-return", "offline-checkout"]


def test_a_copy_that_nobody_fetched_goes_to_the_next_at_another_branch(place: Place) -> None:
    place.do(out(1))
    place.do(wish(2, pickup="hall", kind=HoldKind.ITEM))
    place.clock.turn(MINUTE)
    place.do(wish(3, pickup="gate", kind=HoldKind.ITEM))
    place.do(back())
    place.clock.turn(8 * DAY)
    assert lapse(place) == 1
    # It stands at the hall still; who clears the hold shelf reads it and is told where it goes.
    assert status(place) is S.IN_TRANSIT
    cleared: CheckinOutcome = place.do(back())
    assert (cleared.alert, cleared.destination) == (Alert.HOLD_ELSEWHERE, "gate")
    assert place.do(back(), GATE).alert is Alert.HOLD_HERE
    place.do(CancelHold(at=NOW, patron=patron_ref(3), item=item_ref()))
    assert status(place) is S.TO_BE_RESHELVED
    assert place.do(back(), GATE).destination == "stacks"


def test_who_waits_for_the_title_comes_before_who_asked_for_the_copy_later(place: Place) -> None:
    place.do(out(3, 2))
    place.do(wish(1))
    place.clock.turn(HOUR)
    place.do(wish(2, kind=HoldKind.ITEM))
    assert codes(place.do(out(4))) == [P.HELD_FOR_ANOTHER]
    assert ok(place.do(out(1)))
    assert place.patron(1).waiting_holds == ()
    returned: CheckinOutcome = place.do(back(returned=place.clock.now()))
    assert returned.hold_patron is not None
    assert returned.hold_patron.id == patron(2).id


def test_the_second_press_and_the_renewal_after_it(place: Place) -> None:
    lent: LoanOutcome = place.do(out(1))
    place.clock.turn(timedelta(seconds=119))
    pressed: LoanOutcome = place.do(out(1, renewal_allowed=True))
    assert (pressed.renewed, pressed.loan) == (False, lent.loan)
    place.clock.turn(timedelta(seconds=2))
    renewed: LoanOutcome = place.do(out(1, renewal_allowed=True))
    assert (renewed.renewed, renewed.loan is not None) == (True, True)


def test_a_title_that_can_only_be_read_is_not_reserved(place: Place) -> None:
    place.seed(item(7, item_type="工具书"))
    refused: HoldOutcome = place.do(wish(1, number=7))
    assert codes(refused) == [P.HOLD_NOT_ALLOWED]
