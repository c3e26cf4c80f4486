from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from gateway.model import commands as verbs
from gateway.model.cards import CardReading
from gateway.model.identity import AgencyId, ItemRef, PatronRef
from gateway.model.loans import FeeKind, HoldKind, PaymentKind
from gateway.model.patrons import BlockReason
from gateway.model.problems import Problem, ProblemCode
from gateway.translate.sip2.requests import _READERS, REMEMBERED, Body, dated, has_happened, read
from gateway.translate.sip2.terminal import DESK
from protocols import sip2
from protocols.sip2 import messages
from protocols.sip2.codes import SupportedMessages as Service
from tests.library import KIOSK, NOW, OTHER
from tests.terminals import BLANK, sip_date, terminal

replace = msgspec.structs.replace

D = sip_date(time="095500")
AT = NOW - timedelta(minutes=5)
READER, BOOK = PatronRef(("P0001",)), ItemRef("B000001")


def asked(text: str, **settings: Any) -> Body | Problem:  # noqa: ANN401 - fields of Terminal
    """What comes of a message as a kiosk writes it."""
    return read(sip2.decode(text), terminal(**settings), NOW)


#: A message, and what it asks of the library.
MEANINGS: list[tuple[str, Body]] = [
    (
        f"23019{D}AOCUMT|AAP0001|AC|AD1234|",
        verbs.AskPatron(patron=READER, pin="1234"),
    ),
    (
        f"63001{D}  Y       AOCUMT|AAP0001|AD|",
        verbs.AskPatron(patron=READER),
    ),
    (
        f"11YN{D}{BLANK}AOCUMT|AAP0001|ABB000001|AC|AD1234|BOY|",
        verbs.Checkout(
            at=AT, patron=READER, item=BOOK, pin="1234", renewal_allowed=True, fee_acknowledged=True
        ),
    ),
    (
        f"11NY{D}20260331    235900AOCUMT|AAP0001|ABB000001|AC|",
        verbs.Checkout(
            at=AT,
            patron=READER,
            item=BOOK,
            no_block=True,
            due=datetime(2026, 3, 31, 15, 59, tzinfo=UTC),
        ),
    ),
    (
        f"11NN{D}20260331    235900AOCUMT|AAP0001|ABB000001|AC|",
        verbs.Checkout(at=AT, patron=READER, item=BOOK),
    ),
    (
        f"11NN{D}{BLANK}AOCUMT|AAP0001|ABB000001|AC|BIY|",
        verbs.UndoCheckout(at=AT, patron=READER, item=BOOK),
    ),
    (
        f"09N{D}20260301   Z200000AP|AOCUMT|ABB000001|AC|",
        verbs.Checkin(at=AT, item=BOOK, returned=datetime(2026, 3, 1, 20, 0, tzinfo=UTC)),
    ),
    (
        f"09Y{D}{BLANK}AP|AOCUMT|AB B000001 |AC|",
        verbs.Checkin(at=AT, item=BOOK, returned=AT, no_block=True),
    ),
    (
        f"09N{D}{D}AP|AOCUMT|ABB000001|AC|BIY|",
        verbs.UndoCheckin(at=AT, item=BOOK),
    ),
    (
        f"29NN{D}{BLANK}AOCUMT|AAP0001|AD1234|ABB000001|BOY|",
        verbs.Renew(at=AT, patron=READER, pin="1234", item=BOOK, fee_acknowledged=True),
    ),
    (
        f"29NY{D}20260331    235900AOCUMT|AAP0001|AJ书1|",
        verbs.Renew(
            at=AT,
            patron=READER,
            title="书1",
            no_block=True,
            due=datetime(2026, 3, 31, 15, 59, tzinfo=UTC),
        ),
    ),
    (
        f"65{D}AOCUMT|AAP0001|AD1234|BOY|",
        verbs.RenewAll(at=AT, patron=READER, pin="1234", fee_acknowledged=True),
    ),
    (
        f"15+{D}BW20260401    235900|BShall|BY3|AOCUMT|AAP0001|AD1234|ABB000001|BOY|",
        verbs.PlaceHold(
            at=AT,
            patron=READER,
            pin="1234",
            item=BOOK,
            kind=HoldKind.ITEM,
            pickup="hall",
            expires=datetime(2026, 4, 1, 15, 59, tzinfo=UTC),
            fee_acknowledged=True,
        ),
    ),
    (
        f"15+{D}BY2|AOCUMT|AAP0001|AJ书1|",
        verbs.PlaceHold(at=AT, patron=READER, title="书1", kind=HoldKind.TITLE),
    ),
    (
        f"15-{D}AOCUMT|AAP0001|ABB000001|",
        verbs.CancelHold(at=AT, patron=READER, item=BOOK),
    ),
    (
        f"15*{D}BSgate|AOCUMT|AAP0001|ABB000001|",
        verbs.ChangeHold(at=AT, patron=READER, item=BOOK, pickup="gate"),
    ),
    (
        f"37{D}0402CNYBV2.50|AOCUMT|AAP0001|AD1234|CGfee1|BKT-77|",
        verbs.PayFee(
            at=AT,
            patron=READER,
            pin="1234",
            amount=250,
            kind=PaymentKind.CREDIT_CARD,
            fee="fee1",
            fee_kind=FeeKind.OVERDUE,
            reference="T-77",
        ),
    ),
    (
        f"37{D}  99CNYBV2|AOCUMT|AAP0001|",
        verbs.PayFee(at=AT, patron=READER, amount=200),
    ),
    (
        f"37{D}  99rmbBV2|AOCUMT|AAP0001|CG |BK |",
        verbs.PayFee(at=AT, patron=READER, amount=200),
    ),
    (
        f"37{D}  99   BV2|AOCUMT|AAP0001|BK 0001 |",
        verbs.PayFee(at=AT, patron=READER, amount=200, reference="0001"),
    ),
    (
        f"01Y{D}AOCUMT|AL忘在机器里|AAP0001|AC|",
        verbs.BlockPatron(at=AT, patron=READER, reason=BlockReason.CARD_RETAINED, text="忘在机器里"),
    ),
    (
        f"01N{D}AOCUMT|AL|AAP0001|AC|",
        verbs.BlockPatron(at=AT, patron=READER),
    ),
    (
        f"25{D}AOCUMT|AAP0001|AC|AD1234|",
        verbs.EnablePatron(at=AT, patron=READER, pin="1234"),
    ),
    (
        f"17{D}AOCUMT|ABB000001|AC|",
        verbs.AskItem(item=BOOK),
    ),
    (
        f"19{D}AOCUMT|ABB000001|CHwet|AQstacks|APhall|KCTP18|KQ3-1|KP1-2|",
        verbs.UpdateItem(
            at=AT,
            item=BOOK,
            properties="wet",
            permanent_location="stacks",
            current_location="hall",
            permanent_shelf="3-1",
            current_shelf="1-2",
            call_number="TP18",
        ),
    ),
    (
        f"19{D}AOCUMT|ABB000001|CH|",
        verbs.UpdateItem(at=AT, item=BOOK),
    ),
    (
        f"35{D}AOCUMT|AAP0001|AC|",
        verbs.EndSession(at=AT, patron=READER),
    ),
]


@pytest.mark.parametrize(("text", "body"), MEANINGS, ids=[text[:3] for text, _ in MEANINGS])
def test_a_message_reads_as(text: str, body: Body) -> None:
    assert asked(text) == body


CARD = f"81{D}AOCUMT|AANEW1|AE陈新|AMCN-320303-4-CUMT|XT本科生|BV100.00|XH20050504|MP13900000000|AD1234|"


def test_a_card_machine_makes_a_reader() -> None:
    assert asked(CARD + "XO32030020050504001X|XK01|", issues_cards=True) == verbs.IssueCard(
        at=AT,
        operation=verbs.CardIssueOperation.NEW_WITH_DEPOSIT,
        card="NEW1",
        name="陈新",
        category="本科生",
        birth_date=date(2005, 5, 4),
        phone="13900000000",
        home_library=AgencyId("CN-320303-4-CUMT"),
        deposit=10000,
        pin="1234",
    )


def test_a_card_machine_changes_a_pin() -> None:
    text = f"81{D}AOCUMT|AA01C3B2A1|AD1234|KD4321|XK14|"
    body = asked(text, issues_cards=True, card_reading=CardReading.HEX_REVERSED)
    assert body == verbs.IssueCard(
        at=AT,
        operation=verbs.CardIssueOperation.CHANGE_PIN,
        card="A1B2C301",
        pin="1234",
        new_pin="4321",
    )


@pytest.mark.parametrize("birth", ["", "2005", "20051399", "unknown"])
def test_a_birth_date_that_is_none_is_left_out(birth: str) -> None:
    body = asked(f"81{D}AOCUMT|AANEW1|XH{birth}|XK11|", issues_cards=True)
    assert isinstance(body, verbs.IssueCard)
    assert body.birth_date is None


#: A message that can't be asked, and why.
UNREADABLE: list[tuple[str, ProblemCode, str]] = [
    (f"11YN{D}{BLANK}AOCUMT|AA |ABB000001|AC|", ProblemCode.VALUE_MISSING, "AA"),
    (f"11YN{D}{BLANK}AOCUMT|AAP0001|AB|AC|", ProblemCode.VALUE_MISSING, "AB"),
    (f"09N{D}{D}AP|AOCUMT|AC|", ProblemCode.VALUE_MISSING, "AB"),
    (f"15+{D}AOCUMT|AAP0001|", ProblemCode.VALUE_MISSING, "AB/AJ"),
    (f"15 {D}AOCUMT|AAP0001|ABB000001|", ProblemCode.NOT_SUPPORTED, "hold mode"),
    (f"37{D}0400CNYBVtwo|AOCUMT|AAP0001|", ProblemCode.AMOUNT_INVALID, "BV"),
    (f"37{D}0400USDBV0.01|AOCUMT|AAP0001|", ProblemCode.AMOUNT_INVALID, "currency"),
    (f"37{D}0400CNYBV-2.50|AOCUMT|AAP0001|", ProblemCode.AMOUNT_INVALID, "BV"),
    (f"37{D}0400CNYBV|AOCUMT|AAP0001|", ProblemCode.AMOUNT_INVALID, "BV"),
    (f"81{D}AOCUMT|AA|XK11|", ProblemCode.VALUE_MISSING, "AA"),
    (f"81{D}AOCUMT|AA11010519491231002X|XK11|", ProblemCode.VALUE_MISSING, "AA"),
    (f"81{D}AOCUMT|AANEW1|XK77|", ProblemCode.NOT_SUPPORTED, "XK"),
    (f"81{D}AOCUMT|AANEW1|BVmuch|XK01|", ProblemCode.AMOUNT_INVALID, "BV"),
]


@pytest.mark.parametrize(("text", "code", "element"), UNREADABLE)
def test_what_can_not_be_asked_names_the_element(text: str, code: ProblemCode, element: str) -> None:
    problem = asked(text, issues_cards=True)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.element) == (code, element)


def test_cards_are_issued_by_card_machines_only() -> None:
    assert asked(CARD + "XK11|") == Problem(ProblemCode.SERVICE_NOT_OFFERED, facts={"place": DESK})


# --- services ----------------------------------------------------------------------------------------------


def test_a_service_that_is_not_offered_is_refused_with_the_place_that_does() -> None:
    upstairs: dict[str, Any] = {
        "services": Service.CHECKOUT,
        "elsewhere": {Service.CHECKIN: "hall"},
    }
    problem = asked(f"09N{D}{D}AP|AOCUMT|ABB000001|AC|", **upstairs)
    assert problem == Problem(ProblemCode.SERVICE_NOT_OFFERED, facts={"place": "hall"})
    assert asked(f"65{D}AOCUMT|AAP0001|", **upstairs) == Problem(
        ProblemCode.SERVICE_NOT_OFFERED, facts={"place": DESK}
    )
    assert isinstance(asked(f"11YN{D}{BLANK}AOCUMT|AAP0001|ABB000001|AC|", **upstairs), verbs.Checkout)


def test_the_end_of_a_session_is_no_service() -> None:
    assert isinstance(asked(f"35{D}AOCUMT|AAP0001|", services=Service(0)), verbs.EndSession)


def test_a_return_taken_off_line_is_accepted_anywhere() -> None:
    text = f"09Y{D}{D}AP|AOCUMT|ABB000001|AC|"
    assert isinstance(asked(text, services=Service(0)), verbs.Checkin)


OLD, FRESH = sip_date(time="093000"), sip_date(time="095959")


@pytest.mark.parametrize(
    ("text", "may_force", "happened"),
    [
        (f"09Y{FRESH}{FRESH}AP|AOCUMT|ABB000001|AC|", False, True),
        (f"09N{OLD}{OLD}AP|AOCUMT|ABB000001|AC|", True, False),
        (f"11NY{OLD}{BLANK}AOCUMT|AAP0001|ABB000001|AC|", True, True),
        (f"11NY{OLD}{BLANK}AOCUMT|AAP0001|ABB000001|AC|", False, False),
        (f"11NY{FRESH}{BLANK}AOCUMT|AAP0001|ABB000001|AC|", True, False),
        (f"11NY{BLANK}{BLANK}AOCUMT|AAP0001|ABB000001|AC|", True, False),
        (f"11NN{OLD}{BLANK}AOCUMT|AAP0001|ABB000001|AC|", True, False),
        (f"29NY{OLD}{BLANK}AOCUMT|AAP0001|ABB000001|", True, True),
        (f"17{OLD}AOCUMT|ABB000001|", True, False),
    ],
)
def test_what_has_happened_off_line(text: str, *, may_force: bool, happened: bool) -> None:
    at = terminal(replace(KIOSK, may_force=may_force), services=Service(0))
    message = sip2.decode(text)
    assert has_happened(message, at, NOW) == happened
    assert isinstance(read(message, at, NOW), Problem) != happened


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        (f"11NN{OLD}{BLANK}AOCUMT|AAP0001|ABB000001|", True),
        (f"11NN{BLANK}{FRESH}AOCUMT|AAP0001|ABB000001|", False),
        (f"11NN20261399    990000{BLANK}AOCUMT|AAP0001|ABB000001|", False),
        ("65AOCUMT|AAP0001|", False),
        ("9900802.00", False),
    ],
)
def test_whether_a_message_tells_when_it_was_said(text: str, *, tells: bool) -> None:
    assert dated(sip2.decode(text), terminal()) is tells


# --- names and dates ---------------------------------------------------------------------------------------


def test_a_card_reader_s_spelling_is_tried_as_well() -> None:
    body = asked(f"23019{D}AOCUMT|AA{0xA1B2C301}|AC|AD|", card_reading=CardReading.DECIMAL)
    assert body == verbs.AskPatron(patron=PatronRef((str(0xA1B2C301), "A1B2C301")))


def test_the_owner_is_read_from_the_tag_where_the_terminal_does() -> None:
    text = f"17{D}AO NJU |ABB000001|AC|"
    assert asked(text, owner_from_tag=True) == verbs.AskItem(item=ItemRef("B000001", OTHER))
    assert asked(text) == verbs.AskItem(item=BOOK)
    assert asked(f"17{D}AO |ABB000001|AC|", owner_from_tag=True) == verbs.AskItem(item=BOOK)


@pytest.mark.parametrize(
    "date_sent",
    [BLANK, "20261399    000000", "00010101    000000", "99991231   Y235959", "19691231    000000"],
)
def test_a_transaction_date_that_is_none_is_now(date_sent: str) -> None:
    body = asked(f"65{date_sent}AOCUMT|AAP0001|")
    assert body == verbs.RenewAll(at=NOW, patron=READER)


def test_a_zone_letter_is_heeded() -> None:
    body = asked(f"65{sip_date(time='020000', zone='   Z')}AOCUMT|AAP0001|")
    assert body == verbs.RenewAll(at=NOW, patron=READER)


# --- the whole ---------------------------------------------------------------------------------------------


def test_every_request_but_those_of_the_link_can_be_read() -> None:
    link = {messages.Login, messages.ScStatus, messages.RequestAcsResend, messages.RequestScResend}
    assert set(_READERS) == {request for request in sip2.ANSWERS if request not in link}


def test_what_changes_something_is_remembered() -> None:
    looks = {"23", "63", "17", "35"}
    assert {request.CODE for request in _READERS} - looks == REMEMBERED
