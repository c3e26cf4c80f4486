import pytest

from gateway.circulation.policy import CategoryLimits, RenewalFrom, Rule
from gateway.circulation.renewal import find_loan, lengthen, renew, renew_all, renewable
from gateway.circulation.situation import ItemFile
from gateway.model.changes import NOTHING, Changes
from gateway.model.commands import Origin, Renew, RenewAll
from gateway.model.identity import ItemId
from gateway.model.loans import Fee, Loan, LoanState
from gateway.model.outcomes import LoanOutcome
from gateway.model.patrons import Patron
from gateway.model.problems import NoticeCode, Problem, ProblemCode
from tests.library import (
    DAY,
    HOUR,
    KIOSK,
    NOW,
    TODAY,
    UNKNOWN_ITEM,
    UNKNOWN_PATRON,
    book_file,
    codes,
    end_of,
    event,
    hold,
    item,
    item_id,
    item_ref,
    lent_file,
    loan,
    only,
    overdue_loan,
    patron,
    patron_ref,
    reader_file,
    ready,
    replace,
    setting,
    told,
    written,
)

P = ProblemCode
RENEW = Renew(at=NOW, patron=patron_ref(), item=item_ref())
FREE = CategoryLimits()
STRICT = replace(KIOSK, pin_required=True)


def renewed(
    file: ItemFile | Problem,
    *rules: Rule,
    command: Renew = RENEW,
    origin: Origin = KIOSK,
    limits: CategoryLimits = FREE,
) -> tuple[LoanOutcome, Changes]:
    loans = (file.loan,) if isinstance(file, ItemFile) and file.loan else ()
    return renew(command, origin, reader_file(loans=loans), file, setting(*rules, limits=limits), NOW)


def test_a_loan_is_lengthened_at_once() -> None:
    outcome, changes = renewed(lent_file(loan(started=NOW)))
    longer = only(Loan, changes)
    assert longer == replace(
        loan(started=NOW),
        due=end_of(TODAY + 50 * DAY),
        previous_due=loan().due,
        renewals=1,
        renewed_at=NOW,
    )
    assert (outcome.loan, outcome.renewed, outcome.renewable) == (longer, True, True)
    assert told(outcome) == [NoticeCode.RENEWED]
    assert event("renewal", changes).data["renewals"] == 1


@pytest.mark.parametrize(
    ("file", "rule", "expected"),
    [
        (book_file(), Rule(), [P.NOT_ON_LOAN]),
        (lent_file(loan(reader=2)), Rule(), [P.NOT_ON_LOAN_TO_PATRON]),
        (lent_file(loan(state=LoanState.LOST)), Rule(), [P.ITEM_LOST]),
        (lent_file(loan(state=LoanState.CLAIMED_RETURNED)), Rule(), [P.ITEM_NOT_AVAILABLE]),
        (lent_file(loan(renewals=1)), Rule(), [P.RENEWAL_LIMIT]),
        (lent_file(loan()), Rule(renewals=0), [P.RENEWAL_LIMIT]),
        (lent_file(loan(), queue=(hold(reader=2),)), Rule(), [P.RENEWAL_WANTED_BY_OTHERS]),
        (lent_file(loan(), queue=(hold(reader=2, expires=NOW - DAY),)), Rule(), []),
        (lent_file(loan(), queue=(ready(reader=2, caught=item_id(9)),)), Rule(), []),
        (lent_file(loan(), queue=(hold(reader=1),)), Rule(), []),
        (lent_file(overdue_loan(2)), Rule(), [P.RENEWAL_OVERDUE]),
        (lent_file(overdue_loan(2)), Rule(grace_days=2), []),
        (lent_file(overdue_loan(2)), Rule(renew_overdue=True), []),
        (
            lent_file(overdue_loan(2, renewals=1), queue=(hold(reader=2),)),
            Rule(),
            [P.RENEWAL_WANTED_BY_OTHERS, P.RENEWAL_LIMIT, P.RENEWAL_OVERDUE],
        ),
        (UNKNOWN_ITEM, Rule(), [P.ITEM_UNKNOWN]),
    ],
)
def test_every_reason_against_a_renewal(
    file: ItemFile | Problem, rule: Rule, expected: list[ProblemCode]
) -> None:
    outcome, changes = renewed(file, rule)
    assert codes(outcome) == expected
    assert (changes == NOTHING) is bool(expected)


EARLY = Rule(renewal_from=RenewalFrom.TODAY, renewal_days=20)


def test_a_renewal_that_gives_nothing_is_not_used_up() -> None:
    outcome, changes = renewed(lent_file(loan()), EARLY)
    (problem,) = outcome.problems
    assert (problem.code, problem.facts, changes) == (P.RENEWAL_TOO_EARLY, {"due": "2026-03-22"}, NOTHING)
    outcome, _ = renewed(lent_file(loan(due=end_of(TODAY + 19 * DAY))), EARLY)
    assert outcome.ok
    assert outcome.loan is not None
    assert outcome.loan.due == end_of(TODAY + 20 * DAY)


def test_an_unknown_reader_renews_nothing() -> None:
    outcome, changes = renew(RENEW, KIOSK, UNKNOWN_PATRON, lent_file(), setting(), NOW)
    assert (codes(outcome), changes) == ([P.PATRON_UNKNOWN], NOTHING)


def test_who_is_not_the_reader_is_told_no_more() -> None:
    outcome, changes = renewed(lent_file(loan(renewals=9)), origin=STRICT)
    assert (codes(outcome), changes) == ([P.PIN_REQUIRED], NOTHING)


def test_what_lies_with_the_reader_comes_first() -> None:
    late = overdue_loan(2)
    outcome, _ = renewed(lent_file(late), Rule(), limits=CategoryLimits(overdue=0))
    assert codes(outcome) == [P.OVERDUE_ITEMS, P.RENEWAL_OVERDUE]
    assert outcome.loan == late


def test_overdue_days_are_charged_before_the_new_date_hides_them() -> None:
    outcome, changes = renewed(lent_file(overdue_loan(2)), Rule(renew_overdue=True, fine_per_day_fen=10))
    assert only(Fee, changes).amount == 20
    assert told(outcome) == [NoticeCode.RENEWED, NoticeCode.OVERDUE_FEE]


OFFLINE = replace(RENEW, at=NOW - HOUR, no_block=True)


def test_what_was_renewed_off_line_stands_as_a_conflict() -> None:
    printed = NOW + 40 * DAY
    command = replace(OFFLINE, due=printed)
    outcome, changes = renewed(lent_file(loan(renewals=1)), Rule(), command=command)
    assert outcome.ok
    assert (only(Loan, changes).due, only(Loan, changes).renewed_at) == (printed, NOW - HOUR)
    conflict = event("offline-renewal", changes)
    assert (conflict.conflict, conflict.data["broken"]) == (True, "renewal_limit")


def test_a_renewal_by_a_dead_clock_counts_from_now() -> None:
    command = replace(OFFLINE, at=NOW - 9000 * DAY, due=NOW + 500 * DAY)
    _, changes = renewed(lent_file(loan()), command=command)
    assert (only(Loan, changes).renewed_at, only(Loan, changes).due) == (NOW, NOW + 500 * DAY)
    assert event("offline-renewal", changes).data["broken"] == "clock-wrong due-beyond-terms"


def test_an_off_line_renewal_that_breaks_nothing_is_none() -> None:
    outcome, changes = renewed(lent_file(loan()), command=replace(OFFLINE, due=NOW - DAY))
    assert outcome.ok
    assert [one.kind for one in changes.events] == ["renewal"]
    assert only(Loan, changes).due == end_of(TODAY + 50 * DAY)


def test_an_off_line_renewal_counts_from_when_it_was_made() -> None:
    last_week = replace(OFFLINE, at=NOW - 7 * DAY)
    rule = Rule(renewal_from=RenewalFrom.TODAY)
    _, changes = renewed(lent_file(loan()), rule, command=last_week)
    assert only(Loan, changes).due == end_of(TODAY + 23 * DAY)


@pytest.mark.parametrize(
    ("file", "code"),
    [(book_file(), P.NOT_ON_LOAN), (lent_file(loan(reader=2)), P.NOT_ON_LOAN_TO_PATRON)],
)
def test_no_force_renews_what_the_reader_has_not(file: ItemFile, code: ProblemCode) -> None:
    outcome, changes = renewed(file, command=OFFLINE)
    assert (codes(outcome), changes) == ([code], NOTHING)


TITLES = reader_file(
    loans=(loan(1), loan(2), loan(3)),
    items={
        item_id(1): item(1, title="人工智能"),
        item_id(2): item(2, title="Data  Bases"),
        item_id(9): item(9, title="Other"),
    },
)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("人工智能", item_id(1)),
        ("人工", item_id(1)),
        (" data bases ", item_id(2)),
        ("工智能", P.NOT_ON_LOAN_TO_PATRON),
        ("", P.VALUE_MISSING),
    ],
)
def test_a_loan_by_its_title(title: str, found: ItemId | ProblemCode) -> None:
    named = find_loan(title, TITLES)
    assert (named.code if isinstance(named, Problem) else named) == found


def test_a_title_that_names_two_loans_names_none() -> None:
    two = replace(TITLES, items={item_id(n): item(n, title=f"数据库{n}") for n in (1, 2)})
    assert isinstance(find_loan("数据库", two), Problem)
    assert find_loan("数据库2", two) == item_id(2)


def test_whether_a_loan_may_be_renewed_once_more() -> None:
    assert renewable(loan(renewals=0), Rule(renewals=1))
    assert not renewable(loan(renewals=1), Rule(renewals=1))


ALL = RenewAll(at=NOW, patron=patron_ref())


def test_all_that_can_be_renewed_is() -> None:
    files = (lent_file(loan(1)), lent_file(loan(2, renewals=2), item(2)), book_file(item(3)))
    file = reader_file(loans=(loan(1), loan(2, renewals=2)))
    outcome, changes = renew_all(ALL, KIOSK, file, files, setting(), NOW)
    assert [book.id for _, book in outcome.renewed] == [item_id(1)]
    assert [(book.id, reason.code) for _, book, reason in outcome.unrenewed] == [
        (item_id(2), P.RENEWAL_LIMIT)
    ]
    assert outcome.notices[0].facts == {"count": 1, "failed": 1}
    assert outcome.ok
    assert [one.id for one in written(Loan, changes) if isinstance(one, Loan)] == ["loan1"]


def test_a_reader_who_may_not_renew_renews_none() -> None:
    file = reader_file(patron(expires=TODAY - DAY), loans=(loan(),))
    outcome, changes = renew_all(ALL, KIOSK, file, (lent_file(),), setting(), NOW)
    assert codes(outcome) == [P.PATRON_EXPIRED]
    assert outcome.unrenewed[0][2].code is P.PATRON_EXPIRED
    assert changes == NOTHING


def test_renewals_count_against_the_limit_one_by_one() -> None:
    loans = tuple(loan(n) for n in (1, 2, 3))
    files = tuple(lent_file(one, item(n)) for n, one in enumerate(loans, 1))
    here = setting(limits=CategoryLimits(renewals=2))
    outcome, _ = renew_all(ALL, KIOSK, reader_file(loans=loans), files, here, NOW)
    assert (len(outcome.renewed), len(outcome.unrenewed)) == (2, 1)


def test_a_reader_suspended_twice_is_written_once() -> None:
    loans = (overdue_loan(1, 1), overdue_loan(2, 2))
    files = tuple(lent_file(one, item(n)) for n, one in enumerate(loans, 1))
    here = setting(Rule(renew_overdue=True, suspension_days_per_day=1), limits=CategoryLimits())
    # The first renewal's suspension stands against the second.
    outcome, changes = renew_all(ALL, KIOSK, reader_file(loans=loans), files, here, NOW)
    assert len(written(Patron, changes)) == 1
    assert [reason.code for _, _, reason in outcome.unrenewed] == [P.SUSPENDED]


@pytest.mark.parametrize(
    ("file", "code"), [(UNKNOWN_PATRON, P.PATRON_UNKNOWN), (reader_file(pin_ok=False), P.PIN_WRONG)]
)
def test_nobody_s_loans_are_not_renewed(file: object, code: ProblemCode) -> None:
    outcome, changes = renew_all(ALL, KIOSK, file, (lent_file(),), setting(), NOW)  # type: ignore[arg-type]
    assert (codes(outcome), changes) == ([code], NOTHING)


def test_a_given_due_date_is_taken() -> None:
    done = lengthen(reader_file(), lent_file(), loan(), KIOSK, setting(), NOW, at=NOW - DAY, due=NOW + DAY)
    assert (done.loan.due, done.loan.renewed_at) == (NOW + DAY, NOW - DAY)
