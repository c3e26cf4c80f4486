from datetime import timedelta

import pytest

from gateway.circulation.policy import CategoryLimits
from gateway.circulation.situation import PatronFile
from gateway.circulation.standing import (
    ALL,
    Activity,
    active_blocks,
    against,
    owed,
    standing,
    unproved,
)
from gateway.model.commands import Channel, Origin
from gateway.model.items import ItemStatus
from gateway.model.loans import FeeKind, LoanState
from gateway.model.outcomes import Standing
from gateway.model.patrons import BlockReason, PatronBlock
from gateway.model.problems import ProblemCode
from tests.library import (
    DAY,
    KIOSK,
    LIMITS,
    NOW,
    TODAY,
    fee,
    hold,
    item,
    item_id,
    loan,
    overdue_loan,
    patron,
    reader_file,
    replace,
    setting,
)

P = ProblemCode
BORROW, RENEW, HOLD, RECALL = Activity.BORROW, Activity.RENEW, Activity.HOLD, Activity.RECALL


def block(reason: BlockReason, until: int | None = None) -> PatronBlock:
    return PatronBlock(
        reason=reason, text="why", since=NOW, until=None if until is None else TODAY + timedelta(days=until)
    )


def blocked(reason: BlockReason) -> PatronFile:
    return reader_file(patron(blocks=(block(reason),)))


FINE = fee("fine", 600, kind=FeeKind.OVERDUE)
DAMAGE = fee("damage", 600, kind=FeeKind.DAMAGE)
SMALL_FINE, SMALL_DAMAGE = replace(FINE, amount=300), replace(DAMAGE, amount=300)


# name, limits, file, what it stands against and the code, which positions beside the denied ones are set
CASES = {
    "good": (LIMITS, reader_file(), Activity(0), None, set()),
    "card lost": (LIMITS, reader_file(card_lost=True), ALL, P.CARD_LOST, {"card_lost"}),
    "expired": (LIMITS, reader_file(patron(expires=TODAY - DAY)), ALL, P.PATRON_EXPIRED, set()),
    "last day": (LIMITS, reader_file(patron(expires=TODAY)), Activity(0), None, set()),
    "no induction": (LIMITS, blocked(BlockReason.NO_INDUCTION), ALL, P.NO_INDUCTION, set()),
    "suspended": (LIMITS, blocked(BlockReason.SUSPENDED), ALL, P.SUSPENDED, set()),
    "discipline": (LIMITS, blocked(BlockReason.DISCIPLINE), ALL, P.PATRON_BLOCKED, set()),
    "category": (
        CategoryLimits(loans=0),
        reader_file(),
        BORROW | HOLD | RECALL,
        P.CATEGORY_NOT_LENT,
        set(),
    ),
    "loans": (
        LIMITS,
        reader_file(loans=tuple(loan(n) for n in range(3))),
        BORROW,
        P.TOO_MANY_LOANS,
        {"too_many_charged"},
    ),
    "overdue": (LIMITS, reader_file(loans=(overdue_loan(1),)), ALL, P.OVERDUE_ITEMS, {"too_many_overdue"}),
    "overdue renews": (
        replace(LIMITS, renew_with_overdue=True),
        reader_file(loans=(overdue_loan(1),)),
        BORROW | HOLD | RECALL,
        P.OVERDUE_ITEMS,
        {"too_many_overdue"},
    ),
    "overdue allowed": (
        replace(LIMITS, overdue=1),
        reader_file(loans=(overdue_loan(1),)),
        Activity(0),
        None,
        set(),
    ),
    "fines": (LIMITS, reader_file(fees=(FINE,)), ALL, P.FEES_OWED, {"excessive_fines"}),
    "fees": (LIMITS, reader_file(fees=(DAMAGE,)), ALL, P.FEES_OWED, {"excessive_fees"}),
    "both": (
        LIMITS,
        reader_file(fees=(FINE, DAMAGE)),
        ALL,
        P.FEES_OWED,
        {"excessive_fines", "excessive_fees"},
    ),
    "sum": (
        LIMITS,
        reader_file(fees=(SMALL_FINE, SMALL_DAMAGE)),
        ALL,
        P.FEES_OWED,
        {"excessive_fees"},
    ),
    "small": (LIMITS, reader_file(fees=(SMALL_FINE,)), Activity(0), None, set()),
    "bills": (
        CategoryLimits(bills=1),
        reader_file(fees=(SMALL_FINE, SMALL_DAMAGE)),
        ALL,
        P.FEES_OWED,
        {"too_many_billed"},
    ),
    "lost": (
        CategoryLimits(lost=0),
        reader_file(loans=(loan(state=LoanState.LOST),)),
        ALL,
        P.PATRON_BLOCKED,
        {"too_many_lost"},
    ),
    "claims": (
        CategoryLimits(claims_returned=0),
        reader_file(loans=(loan(state=LoanState.CLAIMED_RETURNED),)),
        BORROW,
        P.PATRON_BLOCKED,
        {"too_many_claims_returned"},
    ),
    "renewals": (
        CategoryLimits(renewals=2),
        reader_file(loans=(loan(renewals=2),)),
        RENEW,
        P.RENEWAL_LIMIT,
        {"too_many_renewals"},
    ),
    "holds": (LIMITS, reader_file(holds=(hold(1, 1), hold(2, 1))), HOLD, P.HOLD_LIMIT, set()),
    "dead holds": (
        LIMITS,
        reader_file(holds=(hold(1, 1), hold(2, 1, expires=NOW - DAY))),
        Activity(0),
        None,
        set(),
    ),
}

DENIED = {
    "charge_denied": BORROW,
    "renewal_denied": RENEW,
    "hold_denied": HOLD,
    "recall_denied": RECALL,
}


@pytest.mark.parametrize(("limits", "file", "stands", "code", "positions"), CASES.values(), ids=CASES.keys())
def test_each_position_is_true_for_itself(
    limits: CategoryLimits,
    file: PatronFile,
    stands: Activity,
    code: ProblemCode | None,
    positions: set[str],
) -> None:
    here = setting(limits=limits)
    for activity in (BORROW, RENEW, HOLD, RECALL):
        expected = [code] if activity in stands else []
        assert [problem.code for problem in against(file, activity, here, NOW)] == expected
    denied = {position for position, activity in DENIED.items() if activity in stands}
    flags = standing(file, here, NOW)
    assert {name for name in Standing.__struct_fields__ if getattr(flags, name)} == positions | denied


def test_reasons_come_most_telling_first_and_each_once() -> None:
    file = reader_file(
        patron(expires=TODAY - DAY, blocks=(block(BlockReason.LEAVING), block(BlockReason.OTHER))),
        loans=(overdue_loan(1),),
        fees=(FINE, DAMAGE),
    )
    here = setting(limits=CategoryLimits(overdue=0, fees_fen=0, bills=1))
    found = against(file, BORROW, here, NOW)
    assert [problem.code for problem in found] == [
        P.PATRON_EXPIRED,
        P.PATRON_BLOCKED,
        P.PATRON_BLOCKED,
        P.FEES_OWED,
        P.OVERDUE_ITEMS,
    ]
    assert found[3].facts == {"yuan": "12.00"}


def test_a_recalled_loan_that_is_overdue() -> None:
    recalled = item(status=ItemStatus.RECALLED)
    file = reader_file(loans=(overdue_loan(1),), items={item_id(): recalled})
    assert standing(file, setting(), NOW).recall_overdue
    assert not standing(replace(file, loans=(loan(),)), setting(), NOW).recall_overdue


@pytest.mark.parametrize(("until", "holds"), [(None, True), (1, True), (0, False)])
def test_a_block_holds_until_its_day(until: int | None, holds: bool) -> None:  # noqa: FBT001 - a column
    person = patron(blocks=(block(BlockReason.SUSPENDED, until),))
    assert bool(active_blocks(person, TODAY)) is holds


def test_a_block_is_told_with_its_text() -> None:
    (problem,) = against(blocked(BlockReason.NO_INDUCTION), BORROW, setting(), NOW)
    assert problem.facts["text"] == "why"


def test_what_is_owed_is_the_sum_of_what_is_left() -> None:
    assert owed((replace(FINE, paid=100), replace(DAMAGE, waived=600))) == 500


STRICT = replace(KIOSK, pin_required=True)
DESK = replace(STRICT, channel=Channel.DESK)


@pytest.mark.parametrize(
    ("origin", "file", "codes"),
    [
        (KIOSK, reader_file(), []),
        (KIOSK, reader_file(pin_ok=False), [P.PIN_WRONG]),
        (STRICT, reader_file(), [P.PIN_REQUIRED]),
        (STRICT, reader_file(pin_ok=True), []),
        (STRICT, reader_file(pin_ok=True, card_lost=True), [P.CARD_LOST]),
        (DESK, reader_file(), []),
        (DESK, reader_file(pin_ok=False), [P.PIN_WRONG]),
    ],
)
def test_who_asks_must_be_the_reader(origin: Origin, file: PatronFile, codes: list[ProblemCode]) -> None:
    assert [problem.code for problem in unproved(file, origin)] == codes


@pytest.mark.parametrize("ends", [(3, 9), (9, 3), (3, None), (None, 9)])
def test_of_several_suspensions_the_longest_is_told(ends: tuple[int | None, ...]) -> None:
    blocks = tuple(block(BlockReason.SUSPENDED, end) for end in ends)
    (problem,) = against(reader_file(patron(blocks=blocks)), BORROW, setting(), NOW)
    assert problem.facts["until"] == ("" if None in ends else str(TODAY + 9 * DAY))
