from datetime import date

import pytest

from gateway.circulation.patrons import (
    block_patron,
    enable_patron,
    end_session,
    issue_card,
    replace_card,
)
from gateway.circulation.situation import PatronFile
from gateway.model.changes import NOTHING
from gateway.model.commands import (
    BlockPatron,
    CardIssueOperation,
    Channel,
    EnablePatron,
    EndSession,
    IssueCard,
    Origin,
    ReplaceCard,
)
from gateway.model.patrons import BlockReason, Card, CardKind, Patron, PatronBlock
from gateway.model.problems import NoticeCode, Problem, ProblemCode
from tests.library import (
    KIOSK,
    NOW,
    TODAY,
    UNKNOWN_PATRON,
    codes,
    event,
    only,
    patron,
    patron_id,
    patron_ref,
    policy,
    reader_file,
    replace,
    setting,
    told,
)

P = ProblemCode
R = BlockReason
DESK = replace(KIOSK, channel=Channel.DESK, actor="li")


def block(reason: BlockReason, text: str = "") -> PatronBlock:
    return PatronBlock(reason=reason, text=text, since=NOW)


BLOCK = BlockPatron(
    at=NOW, patron=patron_ref(), reason=R.NO_INDUCTION, text="入馆教育", link="https://lib", until=TODAY
)


def test_a_reader_is_blocked() -> None:
    outcome, changes = block_patron(BLOCK, DESK, reader_file(), setting(), NOW)
    (made,) = only(Patron, changes).blocks
    assert made == PatronBlock(
        reason=R.NO_INDUCTION, text="入馆教育", link="https://lib", since=NOW, until=TODAY
    )
    assert (outcome.ok, outcome.found, told(outcome)) == (True, True, [NoticeCode.BLOCKED])
    assert event("blocked", changes).data["reason"] == "no-induction"


def test_a_card_that_a_kiosk_kept_blocks_even_though_it_was_reported_lost() -> None:
    command = BlockPatron(at=NOW, patron=patron_ref(), reason=R.CARD_RETAINED)
    outcome, changes = block_patron(command, KIOSK, reader_file(card_lost=True), setting(), NOW)
    assert only(Patron, changes).blocks[0].reason is R.CARD_RETAINED
    assert outcome.ok


@pytest.mark.parametrize(
    ("before", "reason", "after"),
    [
        ([R.OTHER], R.OTHER, [R.OTHER]),
        ([R.OTHER], R.LEAVING, [R.OTHER, R.LEAVING]),
        ([R.SUSPENDED], R.SUSPENDED, [R.SUSPENDED, R.SUSPENDED]),
    ],
)
def test_one_reason_is_one_block_but_for_suspensions(
    before: list[BlockReason], reason: BlockReason, after: list[BlockReason]
) -> None:
    file = reader_file(patron(blocks=tuple(map(block, before))))
    _, changes = block_patron(replace(BLOCK, reason=reason), DESK, file, setting(), NOW)
    assert [one.reason for one in only(Patron, changes).blocks] == after


BLOCKED = reader_file(patron(blocks=(block(R.CARD_RETAINED), block(R.OTHER), block(R.DISCIPLINE))))
ENABLE = EnablePatron(at=NOW, patron=patron_ref())


@pytest.mark.parametrize(
    ("origin", "reason", "left"),
    [
        (DESK, None, []),
        (DESK, R.DISCIPLINE, [R.CARD_RETAINED, R.OTHER]),
        (KIOSK, None, [R.DISCIPLINE]),
        (KIOSK, R.CARD_RETAINED, [R.OTHER, R.DISCIPLINE]),
    ],
)
def test_blocks_are_lifted(origin: Origin, reason: BlockReason | None, left: list[BlockReason]) -> None:
    outcome, changes = enable_patron(replace(ENABLE, reason=reason), origin, BLOCKED, setting(), NOW)
    assert [one.reason for one in only(Patron, changes).blocks] == left
    assert (outcome.ok, told(outcome)) == (True, [NoticeCode.ENABLED])
    assert outcome.standing.charge_denied is bool(left)


def test_who_was_not_blocked_is_enabled_without_a_trace() -> None:
    outcome, changes = enable_patron(ENABLE, DESK, reader_file(), setting(), NOW)
    assert (outcome.ok, changes) == (True, NOTHING)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (UNKNOWN_PATRON, P.PATRON_UNKNOWN),
        (reader_file(pin_ok=False), P.PIN_WRONG),
        (reader_file(card_lost=True), P.CARD_LOST),
    ],
)
def test_whom_nobody_enables(file: PatronFile | Problem, code: ProblemCode) -> None:
    outcome, changes = enable_patron(ENABLE, DESK, file, setting(), NOW)
    assert (codes(outcome), changes) == ([code], NOTHING)


def test_nobody_is_blocked_who_is_not_known() -> None:
    assert codes(block_patron(BLOCK, DESK, UNKNOWN_PATRON, setting(), NOW)[0]) == [P.PATRON_UNKNOWN]


CARD, LOST_CARD = Card("C0001"), Card("C0001", lost=True)
NEW_CARD = Card("C9", CardKind.CHIP)


@pytest.mark.parametrize(
    ("lost", "new", "cards", "notice"),
    [
        ("C0001", "", (LOST_CARD,), NoticeCode.PATRON_CHANGED),
        ("P0001", "", (CARD, Card("P0001", lost=True)), NoticeCode.PATRON_CHANGED),
        ("", "C9", (CARD, NEW_CARD), NoticeCode.CARD_ISSUED),
        ("C0001", "C9", (LOST_CARD, NEW_CARD), NoticeCode.CARD_ISSUED),
        ("C0001", "C0001", (Card("C0001", CardKind.CHIP),), NoticeCode.CARD_ISSUED),
    ],
)
def test_cards_are_lost_and_given(lost: str, new: str, cards: tuple[Card, ...], notice: NoticeCode) -> None:
    command = ReplaceCard(at=NOW, patron=patron_ref(), lost=lost, new=new)
    file = reader_file(card_lost=True)
    outcome, changes = replace_card(command, DESK, file, None, setting(), NOW)
    assert only(Patron, changes).cards == cards
    assert (outcome.found, told(outcome)) == (True, [notice])
    assert event("card-replaced", changes).data == {"lost": lost or None, "new": new or None}


@pytest.mark.parametrize(
    ("file", "new", "holder", "code"),
    [
        (UNKNOWN_PATRON, "C9", None, P.PATRON_UNKNOWN),
        (reader_file(), "", None, P.VALUE_MISSING),
        (reader_file(), "C9", patron(2), P.PATRON_EXISTS),
    ],
)
def test_what_card_is_not_given(
    file: PatronFile | Problem, new: str, holder: Patron | None, code: ProblemCode
) -> None:
    command = ReplaceCard(at=NOW, patron=patron_ref(), new=new)
    outcome, changes = replace_card(command, DESK, file, holder, setting(), NOW)
    assert (codes(outcome), changes) == ([code], NOTHING)


def test_a_card_that_is_his_already_is_given_again() -> None:
    command = ReplaceCard(at=NOW, patron=patron_ref(), new="C9")
    assert replace_card(command, DESK, reader_file(), patron(), setting(), NOW)[0].ok


O = CardIssueOperation  # noqa: E741 - four operations in a table
HERE = setting(policy=policy(default_category="通用借书证"))
ISSUE = IssueCard(
    at=NOW, operation=O.NEW, card="P0001", name="马月", phone="139", birth_date=date(2005, 1, 2)
)


def test_a_reader_is_made() -> None:
    command = replace(ISSUE, operation=O.NEW_WITH_DEPOSIT, deposit=10000)
    outcome, changes = issue_card(command, KIOSK, UNKNOWN_PATRON, b"digest", HERE, NOW)
    assert only(Patron, changes) == Patron(
        id=patron_id(),
        name="马月",
        category="通用借书证",
        cards=(Card("P0001"),),
        pin=b"digest",
        phone="139",
        birth_date=date(2005, 1, 2),
    )
    assert (outcome.ok, outcome.patron) == (True, only(Patron, changes))
    assert told(outcome) == [NoticeCode.CARD_ISSUED]
    assert event("card-issued", changes).data == {"deposit_fen": 10000}


def test_a_reader_is_changed_where_something_was_said() -> None:
    command = replace(ISSUE, operation=O.CHANGE, name=None, category="研究生")
    outcome, changes = issue_card(command, KIOSK, reader_file(), None, HERE, NOW)
    changed = only(Patron, changes)
    assert (changed.name, changed.category, changed.phone) == ("读者1", "研究生", "139")
    assert told(outcome) == [NoticeCode.PATRON_CHANGED]
    assert event("patron-changed", changes).data == {"deposit_fen": None}


@pytest.mark.parametrize("file", [reader_file(), reader_file(patron(pin=b"old"), pin_ok=True)])
def test_a_pin_is_changed_and_nothing_else(file: PatronFile) -> None:
    command = replace(ISSUE, operation=O.CHANGE_PIN)
    _, changes = issue_card(command, KIOSK, file, b"new", HERE, NOW)
    assert only(Patron, changes) == replace(file.patron, pin=b"new")
    assert event("pin-changed", changes).subject == f"patron {patron_id()}"


@pytest.mark.parametrize(
    ("command", "file", "pin", "code"),
    [
        (ISSUE, reader_file(), None, P.PATRON_EXISTS),
        (replace(ISSUE, name=None), UNKNOWN_PATRON, None, P.VALUE_MISSING),
        (replace(ISSUE, card=""), UNKNOWN_PATRON, None, P.VALUE_MISSING),
        (replace(ISSUE, operation=O.CHANGE), UNKNOWN_PATRON, None, P.PATRON_UNKNOWN),
        (replace(ISSUE, operation=O.CHANGE), reader_file(pin_ok=False), None, P.PIN_WRONG),
        (replace(ISSUE, operation=O.CHANGE_PIN), reader_file(), None, P.VALUE_MISSING),
        (replace(ISSUE, operation=O.CHANGE_PIN), reader_file(patron(pin=b"old")), b"new", P.PIN_REQUIRED),
    ],
)
def test_what_a_card_machine_is_refused(
    command: IssueCard, file: PatronFile | Problem, pin: bytes | None, code: ProblemCode
) -> None:
    outcome, changes = issue_card(command, KIOSK, file, pin, HERE, NOW)
    assert (codes(outcome), changes) == ([code], NOTHING)


def test_the_end_of_a_session_changes_nothing() -> None:
    outcome, changes = end_session(EndSession(at=NOW, patron=patron_ref()), KIOSK)
    assert (told(outcome), changes) == ([NoticeCode.SESSION_ENDED], NOTHING)
