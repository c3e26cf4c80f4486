from datetime import timedelta

import pytest

from gateway.circulation.lending import (
    is_second_press,
    item_problems,
    lend,
    lent_at,
    loan_notices,
    rental,
)
from gateway.circulation.policy import CategoryLimits, Rule
from gateway.circulation.situation import ItemFile
from gateway.model.changes import Changes
from gateway.model.items import Item, ItemStatus
from gateway.model.loans import Fee, Hold, HoldKind, HoldState, Loan, LoanState
from gateway.model.problems import NoticeCode, ProblemCode
from tests.library import (
    DAY,
    KIOSK,
    MINUTE,
    NOW,
    book_file,
    event,
    fee,
    hold,
    item,
    item_id,
    lent_file,
    loan,
    overdue_loan,
    patron_id,
    reader_file,
    ready,
    replace,
    setting,
    written,
)

P = ProblemCode
S = ItemStatus
FREE = Rule()
ITEM = HoldKind.ITEM


@pytest.mark.parametrize(
    ("lent", "pressed"),
    [
        (loan(started=NOW), True),
        (loan(started=NOW - 2 * MINUTE), True),
        (loan(started=NOW - 3 * MINUTE), False),
        (loan(renewed_at=NOW), True),
        (loan(started=NOW, state=LoanState.LOST), False),
    ],
)
def test_an_impatient_second_press(lent: Loan, pressed: bool) -> None:  # noqa: FBT001 - a column
    assert is_second_press(lent, setting(), NOW) is pressed


def test_how_long_a_second_press_may_take_is_set() -> None:
    lent = loan(started=NOW - 3 * MINUTE)
    assert is_second_press(lent, setting(second_press=3 * MINUTE), NOW)
    assert not is_second_press(loan(started=NOW - MINUTE), setting(second_press=timedelta()), NOW)


@pytest.mark.parametrize(
    ("file", "rule", "codes"),
    [
        (book_file(), FREE, []),
        (book_file(item(status=S.TO_BE_RESHELVED)), FREE, []),
        (book_file(item(status=S.MISSING)), FREE, []),
        (book_file(item(status=S.LOST)), FREE, []),
        (book_file(item(status=S.OTHER)), FREE, []),
        (book_file(item(status=S.ON_ORDER)), FREE, [P.ITEM_NOT_AVAILABLE]),
        (book_file(item(status=S.IN_PROCESS)), FREE, [P.ITEM_NOT_AVAILABLE]),
        (book_file(), Rule(lendable=False), [P.REFERENCE_ONLY]),
        (book_file(), Rule(category="*", lendable=False), [P.REFERENCE_ONLY]),
        (book_file(), Rule(category="本科生", lendable=False), [P.CATEGORY_NOT_LENT]),
        (lent_file(loan(reader=2)), FREE, [P.ON_LOAN_TO_ANOTHER]),
        (lent_file(loan()), FREE, [P.ON_LOAN_TO_PATRON]),
        (lent_file(loan(reader=2, state=LoanState.LOST)), FREE, [P.ITEM_LOST]),
        (lent_file(loan(state=LoanState.CLAIMED_RETURNED)), FREE, [P.ITEM_NOT_AVAILABLE]),
        (book_file(queue=(ready(reader=2),)), FREE, [P.HELD_FOR_ANOTHER]),
        (book_file(queue=(ready(reader=1),)), FREE, []),
        (book_file(queue=(ready(reader=2, pickup_by=NOW - DAY),)), FREE, []),
        (book_file(queue=(ready(reader=2, caught=item_id(9)),)), FREE, []),
        (book_file(queue=(hold(reader=2),)), FREE, []),
        (book_file(queue=(hold(reader=2, kind=ITEM),)), FREE, [P.HELD_FOR_ANOTHER]),
        (book_file(queue=(hold(reader=1, kind=ITEM), hold(reader=2, kind=ITEM))), FREE, []),
        # He waits for the title, another for just this copy: who came first has the first claim.
        (book_file(queue=(hold(reader=1), hold(reader=2, kind=ITEM))), FREE, []),
        (book_file(queue=(hold(reader=2, kind=ITEM), hold(reader=1))), FREE, [P.HELD_FOR_ANOTHER]),
        (
            lent_file(loan(reader=2), queue=(hold(reader=3, kind=ITEM),)),
            Rule(lendable=False),
            [P.ON_LOAN_TO_ANOTHER, P.HELD_FOR_ANOTHER, P.REFERENCE_ONLY],
        ),
    ],
)
def test_what_stands_against_lending_an_item(file: ItemFile, rule: Rule, codes: list[ProblemCode]) -> None:
    found = item_problems(reader_file(), file, setting(rule), NOW)
    assert [problem.code for problem in found] == codes


def lent(file: ItemFile, rule: Rule = FREE) -> tuple[Loan, Item, Changes]:
    done = lend(reader_file(), file, KIOSK, setting(rule), NOW, started=NOW, due=NOW + DAY)
    return done.loan, done.item, Changes(records=done.records, events=done.events)


def test_a_loan_and_its_item() -> None:
    made, book, changes = lent(book_file(item(destination="hall")))
    assert made == Loan(
        id="n1",
        item=item_id(),
        patron=patron_id(),
        started=NOW,
        due=NOW + DAY,
        terminal="kiosk1",
        category="本科生",
        place="hall",
    )
    assert (book.status, book.destination) == (S.CHARGED, "")
    assert changes.records == (made, book)
    assert event("checkout", changes).data["loan"] == "n1"


def test_a_loan_is_counted_where_its_terminal_stands_or_else_where_the_item_belongs() -> None:
    book = item(permanent_location="stacks")
    assert lent_at(KIOSK, book) == "hall"
    assert lent_at(replace(KIOSK, location=""), book) == "stacks"


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (S.AVAILABLE, 0),
        (S.TO_BE_RESHELVED, 0),
        (S.ON_HOLD_SHELF, 0),
        (S.MISSING, 1),
        (S.LOST, 1),
        (S.OTHER, 1),
    ],
)
def test_an_item_that_turned_up_is_noted(status: ItemStatus, found: int) -> None:
    _, _, changes = lent(book_file(item(status=status)))
    assert len([one for one in changes.events if one.kind == "found"]) == found


OWN_READY, OWN_WAITING = ready(reader=1), hold(reader=1)
OTHERS_READY = ready(reader=2)


@pytest.mark.parametrize(
    ("queue", "fulfilled", "after"),
    [
        ((), "", {}),
        ((OWN_READY,), "hold1", {"hold1": HoldState.FULFILLED}),
        ((OWN_WAITING,), "hold1", {"hold1": HoldState.FULFILLED}),
        ((hold(reader=2),), "", {}),
        # His own hold has caught another copy, which waits on.
        ((ready(reader=1, caught=item_id(9)),), "", {}),
        ((ready(reader=2, pickup_by=NOW - DAY),), "", {"hold2": HoldState.EXPIRED}),
        # Lent off-line although it was set aside for another: he waits again.
        ((OTHERS_READY, OWN_WAITING), "hold1", {"hold1": HoldState.FULFILLED, "hold2": HoldState.QUEUED}),
    ],
)
def test_what_becomes_of_the_queue(
    queue: tuple[Hold, ...], fulfilled: str, after: dict[str, HoldState]
) -> None:
    made, _, changes = lent(book_file(queue=queue))
    assert made.hold == fulfilled
    written_holds = {one.id: one for one in written(Hold, changes) if isinstance(one, Hold)}
    assert {name: one.state for name, one in written_holds.items()} == after
    expired = [name for name, state in after.items() if state is HoldState.EXPIRED]
    assert [one.data["hold"] for one in changes.events if one.kind == "hold-expired"] == expired
    if after.get("hold2") is HoldState.QUEUED:
        assert (written_holds["hold2"].caught, written_holds["hold2"].pickup_by) == (None, None)


def test_a_fee_for_borrowing() -> None:
    made, _, changes = lent(book_file(), Rule(checkout_fee_fen=50))
    (owed,) = written(Fee, changes)
    assert owed == rental(made, item(), 50, replace(setting(), new_id=lambda: "n2"), NOW)
    assert rental(made, item(), 0, setting(), NOW) is None


def test_what_a_borrower_is_told() -> None:
    file = reader_file(loans=(overdue_loan(1, 2),), fees=(fee(),))
    notices = loan_notices(NoticeCode.CHECKED_OUT, file, loan(), item(), setting(), NOW)
    assert [(notice.code, notice.facts) for notice in notices] == [
        (NoticeCode.CHECKED_OUT, {"title": "书1", "due": "2026-03-22"}),
        (NoticeCode.LOANS_LEFT, {"count": 2, "left": 1}),
        (NoticeCode.OVERDUE_COUNT, {"count": 1}),
        (NoticeCode.OWES, {"yuan": "3.00"}),
    ]


def test_without_a_limit_none_is_told() -> None:
    here = setting(limits=CategoryLimits())
    notices = loan_notices(NoticeCode.RENEWED, reader_file(loans=(loan(),)), loan(), item(), here, NOW)
    assert [notice.code for notice in notices] == [NoticeCode.RENEWED]
