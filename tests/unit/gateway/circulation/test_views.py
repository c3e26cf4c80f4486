import pytest

from gateway.circulation.policy import CategoryLimits
from gateway.circulation.views import item_view, patron_view, unknown_patron
from gateway.model.items import ItemStatus
from gateway.model.loans import HoldState
from gateway.model.problems import NoticeCode, ProblemCode
from tests.library import (
    DAY,
    NOW,
    TODAY,
    UNKNOWN_PATRON,
    book_file,
    codes,
    fee,
    hold,
    item,
    item_id,
    lent_file,
    loan,
    overdue_loan,
    patron,
    reader_file,
    ready,
    setting,
    told,
)

BOOKS = {
    item_id(1): item(1, status=ItemStatus.RECALLED),
    item_id(2): item(2),
    item_id(3): item(3),
    item_id(7): item(7),
}


def test_a_reader_as_he_stands() -> None:
    lent, late = loan(1), overdue_loan(2, 2)
    waiting, dead = hold(5, 1), hold(6, 1, expires=NOW - DAY)
    shelved, wanted = ready(3, 1), hold(1, 1, state=HoldState.QUEUED, item=item_id(7))
    file = reader_file(
        loans=(lent, late, loan(99)),
        holds=(waiting, dead, shelved, wanted),
        fees=(fee(),),
        items=BOOKS,
        pin_ok=True,
    )
    view = patron_view(file, setting(), NOW)
    assert (view.found, view.patron, view.pin_ok) == (True, patron(), True)
    assert view.loans == ((lent, BOOKS[item_id(1)]), (late, BOOKS[item_id(2)]))
    assert view.overdue == ((late, BOOKS[item_id(2)]),)
    assert view.recalled == ((lent, BOOKS[item_id(1)]),)
    assert view.ready_holds == ((shelved, BOOKS[item_id(3)]),)
    assert view.waiting_holds == ((waiting, None), (wanted, BOOKS[item_id(7)]))
    assert (view.owed, view.fees) == (300, (fee(),))
    assert (view.loan_limit, view.overdue_limit, view.hold_limit, view.fee_limit) == (3, 0, 2, 500)
    assert codes(view) == [ProblemCode.OVERDUE_ITEMS, ProblemCode.TOO_MANY_LOANS]
    assert view.standing.too_many_overdue
    assert told(view) == [NoticeCode.OVERDUE_COUNT, NoticeCode.OWES, NoticeCode.HOLDS_READY]


def test_a_reader_in_good_standing_hears_nothing() -> None:
    view = patron_view(reader_file(), setting(limits=CategoryLimits()), NOW)
    assert (codes(view), told(view), view.loan_limit) == ([], [], None)


@pytest.mark.parametrize(("days", "said"), [(-1, False), (0, True), (30, True), (31, False), (None, False)])
def test_a_card_that_soon_expires(days: int | None, said: bool) -> None:  # noqa: FBT001 - a column
    expires = None if days is None else TODAY + days * DAY
    view = patron_view(reader_file(patron(expires=expires)), setting(), NOW)
    expected = [(NoticeCode.CARD_EXPIRES, {"date": str(expires)})] if said else []
    assert [(notice.code, notice.facts) for notice in view.notices] == expected


def test_a_lost_card_shows_nobody_s_file() -> None:
    view = patron_view(reader_file(card_lost=True, fees=(fee(),)), setting(), NOW)
    assert (view.found, view.patron, view.fees) == (False, None, ())
    assert view.standing.card_lost
    assert view.standing.charge_denied
    assert codes(view) == [ProblemCode.CARD_LOST]


def test_somebody_unknown() -> None:
    view = unknown_patron(UNKNOWN_PATRON)
    assert (view.found, codes(view)) == (False, [ProblemCode.PATRON_UNKNOWN])


def test_an_item_as_it_stands() -> None:
    view = item_view(lent_file(queue=(hold(reader=2), hold(reader=3, expires=NOW - DAY))), setting(), NOW)
    assert (view.loan, view.queue, view.pickup_by) == (loan(), 1, None)


def test_an_item_that_waits_for_its_reader() -> None:
    view = item_view(book_file(queue=(ready(), hold(reader=3))), setting(), NOW)
    assert (view.queue, view.pickup_by) == (2, ready().pickup_by)
    assert view.item == item()
