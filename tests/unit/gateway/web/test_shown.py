from datetime import date
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from gateway.model.changes import Event
from gateway.model.items import ItemStatus
from gateway.model.kiosks import KioskState
from gateway.model.loans import HoldKind, HoldState, LoanState
from gateway.model.outcomes import (
    Alert,
    AnyOutcome,
    CheckinOutcome,
    HoldOutcome,
    ItemOutcome,
    ItemView,
    LoanOutcome,
    MovedOutcome,
    Outcome,
    PatronView,
    PaymentOutcome,
    RenewAllOutcome,
)
from gateway.model.patrons import BlockReason, Card, CardKind, PatronBlock
from gateway.model.problems import Notice, NoticeCode, Problem, ProblemCode
from gateway.model.wording import Tongue
from gateway.web import shapes, shown
from gateway.web.shown import Reader
from tests import library as lib

EN, ZH = Reader(Tongue.EN, lib.NOW), Reader(Tongue.ZH, lib.NOW)
PROBLEM = Problem(ProblemCode.RENEWAL_LIMIT, facts={"count": 2})


def test_problems_and_notices_are_sentences_in_the_readers_language() -> None:
    outcome = Outcome(problems=(PROBLEM,), notices=(Notice(NoticeCode.PAID, {"yuan": "1.50"}),))
    answer = shown.answer(outcome, EN)
    assert not answer.ok
    assert answer.problems == (
        shapes.Sentence("renewal_limit", "Renewed 2 times already: no further renewal"),
    )
    assert answer.notices == (shapes.Sentence("paid", "1.50 yuan received"),)
    assert shown.answer(outcome, ZH).notices[0].text == "已收 1.50 元"


@pytest.mark.parametrize("kind", [Outcome, *get_args(AnyOutcome)])
def test_every_outcome_can_be_shown_though_it_says_nothing(kind: type[Outcome]) -> None:
    assert shown.answer(kind(), EN) == shapes.Answer(ok=True)


def test_a_loan_is_shown_with_its_item() -> None:
    item = lib.item(1, status=ItemStatus.CHARGED, author="李", call_number="TP18/1", current_location="hall")
    loan = lib.loan(1)
    outcome = LoanOutcome(loan=loan, item=item, patron=lib.patron_id(), fee=250)
    answer = shown.answer(outcome, EN)
    assert answer.item == shapes.ItemShown(
        id="CUMT.B000001",
        title="书1",
        author="李",
        call_number="TP18/1",
        status="charged",
        location="hall",
        home="stacks",
    )
    assert answer.loan == shapes.LoanShown(
        item="CUMT.B000001",
        title="书1",
        patron="CUMT.P0001",
        started=loan.started,
        due=loan.due,
    )
    assert (answer.patron, answer.fee) == ("CUMT.P0001", 250)


@pytest.mark.parametrize(
    ("state", "overdue"),
    [(LoanState.OPEN, True), (LoanState.LOST, False), (LoanState.CLAIMED_RETURNED, False)],
)
def test_only_an_open_loan_is_overdue(state: LoanState, overdue: bool) -> None:  # noqa: FBT001 - a case
    loan = EN.loan(lib.overdue_loan(3, state=state))
    assert (loan.state, loan.overdue, loan.title) == (state, overdue, "")
    assert not EN.loan(lib.loan(1, state=state)).overdue


def test_a_return_says_where_the_item_goes_and_who_waits() -> None:
    outcome = CheckinOutcome(
        item=lib.item(1, destination="far"),
        loan=lib.loan(1),
        alert=Alert.HOLD_ELSEWHERE,
        destination="far",
        hold=lib.ready(1, title=""),
        fee=lib.fee("f1", 300),
    )
    answer = shown.answer(outcome, EN)
    assert (answer.alert, answer.destination, answer.patron) == ("hold-elsewhere", "far", "CUMT.P0001")
    assert answer.item is not None
    assert answer.item.destination == "far"
    assert answer.hold is not None
    assert (answer.hold.title, answer.hold.item, answer.hold.state) == ("书1", "CUMT.B000001", "ready")
    assert [(fee.id, fee.amount, fee.owed) for fee in answer.fees] == [("f1", 300, 300)]


def test_renewing_everything_shows_what_was_and_what_was_not() -> None:
    outcome = RenewAllOutcome(
        patron=lib.patron_id(),
        renewed=((lib.loan(1), lib.item(1)),),
        unrenewed=((lib.loan(2), lib.item(2), PROBLEM),),
    )
    answer = shown.answer(outcome, EN)
    assert [loan.title for loan in answer.renewed] == ["书1"]
    assert [(one.loan.title, one.problem.code) for one in answer.unrenewed] == [("书2", "renewal_limit")]


def test_a_hold_shows_its_place_in_the_queue() -> None:
    hold = lib.hold(1, reader=1, kind=HoldKind.ITEM)
    outcome = HoldOutcome(patron=lib.patron_id(), hold=hold, item=lib.item(1), position=3)
    answer = shown.answer(outcome, EN)
    assert answer.hold == shapes.HoldShown(
        id="hold1",
        patron="CUMT.P0001",
        title="书1",
        item="CUMT.B000001",
        state=HoldState.QUEUED,
        pickup="hall",
        position=3,
    )


def test_a_payment_shows_what_is_left() -> None:
    fee = lib.fee("f1", 300, paid=100, item=lib.item_id(1), title="书1")
    answer = shown.answer(PaymentOutcome(patron=lib.patron_id(), paid=100, owed=200, fees=(fee,)), EN)
    assert (answer.patron, answer.paid, answer.owed) == ("CUMT.P0001", 100, 200)
    assert answer.fees[0] == shapes.FeeShown(
        id="f1", kind=fee.kind, amount=300, owed=200, title="书1", item="CUMT.B000001", created=fee.created
    )


def test_a_lost_item_shows_loan_and_charge() -> None:
    outcome = ItemOutcome(item=lib.item(1), loan=lib.loan(1, state=LoanState.LOST), fee=lib.fee("f1", 4500))
    answer = shown.answer(outcome, EN)
    assert answer.loan is not None
    assert (answer.loan.state, answer.patron, answer.fees[0].amount) == ("lost", "CUMT.P0001", 4500)


def test_views_and_moved_dates_are_answers_too() -> None:
    assert shown.answer(ItemView(item=lib.item(1), loan=lib.loan(1)), EN).item is not None
    assert shown.answer(PatronView(patron=lib.patron(), owed=50), EN).patron == "CUMT.P0001"
    assert shown.answer(MovedOutcome(moved=12), EN).moved == 12


def test_a_patron_is_shown_whole() -> None:
    block = PatronBlock(reason=BlockReason.NO_INDUCTION, text="请学习", link="https://x", since=lib.NOW)
    person = lib.patron(
        college="计算机学院",
        expires=date(2027, 6, 30),
        cards=(Card("C0001", CardKind.CHIP, lost=True),),
        blocks=(block,),
    )
    view = PatronView(
        found=True,
        patron=person,
        problems=(Problem(ProblemCode.NO_INDUCTION, facts={"text": "请学习", "link": "https://x"}),),
        loans=((lib.overdue_loan(2), lib.item(1)),),
        ready_holds=((lib.ready(2, reader=1), lib.item(2)),),
        waiting_holds=((lib.hold(3, reader=1), None),),
        fees=(lib.fee("f1", 300),),
        owed=300,
        loan_limit=3,
    )
    patron = shown.patron(view, ZH)
    assert (patron.found, patron.id, patron.name) == (True, "CUMT.P0001", "读者1")
    assert (patron.category, patron.college, patron.expires) == ("本科生", "计算机学院", date(2027, 6, 30))
    assert patron.problems[0].text == "未通过入馆教育，请先完成：请学习 https://x"
    assert patron.cards == (shapes.CardShown(value="C0001", kind="chip", lost=True),)
    assert patron.blocks == (
        shapes.BlockShown(reason="no-induction", text="请学习", link="https://x", since=lib.NOW),
    )
    assert [(loan.title, loan.overdue) for loan in patron.loans] == [("书1", True)]
    assert [(hold.title, hold.item) for hold in patron.holds] == [("书2", "CUMT.B000002"), ("书3", "")]
    assert (patron.owed, patron.loan_limit, len(patron.fees)) == (300, 3, 1)


def test_nobody_is_shown_as_nobody() -> None:
    view = PatronView(problems=(Problem(ProblemCode.PATRON_UNKNOWN),))
    patron = shown.patron(view, EN)
    assert patron == shapes.PatronShown(
        found=False,
        problems=(shapes.Sentence("patron_unknown", "Card not known. Please ask at the desk"),),
    )


def test_a_kiosk_is_shown_with_where_it_stands() -> None:
    state = KioskState(
        name="kiosk1",
        paused=True,
        paused_by="li",
        paused_why="修",
        paper_out=True,
        shut_down=True,
        last_seen=lib.NOW,
        last_message="sip2 99",
        address="10.0.0.1",
    )
    assert shown.kiosk(state, EN, login="acs1", connections=2, location="hall") == shapes.KioskShown(
        name="kiosk1",
        login="acs1",
        location="hall",
        connections=2,
        paused=True,
        paused_by="li",
        paused_why="修",
        paper_out=True,
        shut_down=True,
        last_seen=lib.NOW,
        last_message="sip2 99",
        address="10.0.0.1",
    )


def test_an_event_is_shown_whole() -> None:
    happened = Event(
        kind="checkout",
        subject="item CUMT.B000001",
        at=lib.NOW,
        cause="m1",
        actor="li",
        conflict=True,
        data={"due": "2026-04-01", "renewals": 2, "hold": None},
    )
    assert shown.event(happened, EN) == shapes.EventShown(
        at=lib.NOW,
        kind="checkout",
        subject="item CUMT.B000001",
        actor="li",
        cause="m1",
        conflict=True,
        data={"due": "2026-04-01", "renewals": 2, "hold": None},
    )


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("2026-03-02T02:00:00+00:00", "2026-03-02T10:00:00+08:00"),
        ("2026-03-02T02:00:00.250000+00:00", "2026-03-02T10:00:00.250000+08:00"),
        ("2026-03-02T23:59:59+08:00", "2026-03-02T23:59:59+08:00"),
        ("2026-03-02", "2026-03-02"),
        ("2026-03-02T02:00:00", "2026-03-02T02:00:00"),
        ("20260302T020000Z", "20260302T020000Z"),  # a barcode, for all we know
        ("P0001", "P0001"),
        (7, 7),
        (None, None),
    ],
)
def test_the_instants_that_an_event_keeps_are_told_in_local_time(
    kept: str | int | None, told: str | int | None
) -> None:
    happened = Event(kind="late-return", subject="item CUMT.B000001", at=lib.NOW, data={"returned": kept})
    reader = Reader(Tongue.EN, lib.NOW.astimezone(ZoneInfo("Asia/Shanghai")))
    assert shown.event(happened, reader).data == {"returned": told}
